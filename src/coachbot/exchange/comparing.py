"""The sides of a comparison, by the names that the command line gives them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from coachbot.curation import overlaid_with
from coachbot.errors import ConfigurationError
from coachbot.exchange.contents import contents_of, differences
from coachbot.loading import load_playbook
from coachbot.store import DraftId, Subject

if TYPE_CHECKING:
    from coachbot.exchange.contents import Contents, Difference
    from coachbot.exchange.in_force import InForce
    from coachbot.json_values import Json
    from coachbot.playbook import Playbook
    from coachbot.store import Store

SIDES = "files, a folder, in-force, draft:ID, or revision:SUBJECT:NUMBER"


async def compare(
    store: Store | None, in_force: InForce | None, files: Playbook, before: str, after: str
) -> tuple[Difference, ...]:
    """Every part that two sides say differently. A draft or a revision is compared in what it is about.

    Raises:
        ConfigurationError: there is no such side, or it needs a tenant.
        PlaybookError: a folder can't be read, or a draft doesn't fit the files.
    """
    sides = [await _side(store, in_force, files, name) for name in (before, after)]
    partly = [contents for contents, whole in sides if not whole]
    subjects = {subject for contents in partly for subject in contents}
    one, other = (contents for contents, _ in sides)
    if not partly:
        return differences(one, other)
    return differences(_only(one, subjects), _only(other, subjects))


async def _side(store: Store | None, in_force: InForce | None, files: Playbook, name: str) -> tuple[Contents, bool]:
    """What a side holds, and whether that is a whole playbook."""
    kind, _, which = name.partition(":")
    if name == "files":
        return contents_of(files), True
    if name == "in-force" or (kind in {"draft", "revision"} and which):
        if store is None or in_force is None:
            msg = f"{name}: of which tenant? Add --tenant, such as --tenant slack:T024BE7LD"
            raise ConfigurationError(msg)
        if name == "in-force":
            return contents_of(in_force.playbook), True
        subject, content = await (_draft(store, in_force, which) if kind == "draft" else _revision(store, in_force, which))
        whole = contents_of(overlaid_with(in_force.ground, {subject: content}))
        return {subject: whole.get(subject)}, False
    folder = Path(name)
    if not await asyncio.to_thread(folder.is_dir):
        msg = f"{name}: is none of these: {SIDES}"
        raise ConfigurationError(msg)
    return contents_of(load_playbook(folder, files.model.id)), True


async def _draft(store: Store, in_force: InForce, which: str) -> tuple[Subject, Json]:
    found = await store.drafts.get(in_force.tenant, DraftId(int(which))) if which.isdecimal() else None
    if found is None:
        msg = f"draft:{which}: {in_force.tenant} has no such draft"
        raise ConfigurationError(msg)
    return found.subject, found.content


async def _revision(store: Store, in_force: InForce, which: str) -> tuple[Subject, Json]:
    subject, _, number = which.rpartition(":")
    found = await store.revisions.get(in_force.tenant, Subject(subject), int(number)) if number.isdecimal() else None
    if found is None:
        msg = f"revision:{which}: {in_force.tenant} has no such revision; write revision:entry:no-time:blue:3, for one"
        raise ConfigurationError(msg)
    return found.subject, found.content


def _only(contents: Contents, subjects: set[Subject]) -> Contents:
    return {subject: contents.get(subject) for subject in contents if subject in subjects}
