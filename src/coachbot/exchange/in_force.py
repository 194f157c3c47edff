"""What a tenant has in force, and what differs between that and a folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.curation import overlaid
from coachbot.exchange.contents import contents_of
from coachbot.exchange.folders import exported
from coachbot.exchange.sides import changed

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from coachbot.exchange.contents import Contents
    from coachbot.exchange.sides import Changed, Side
    from coachbot.playbook import Playbook
    from coachbot.store import Revision, Store, Subject, TenantId

ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A tenant's playbook in force: the files, the newest revision of each subject, and both together."""

    tenant: TenantId
    files: Playbook
    revisions: tuple[Revision, ...]
    playbook: Playbook

    @property
    def ground(self) -> Playbook:
        """The files and the objections of the tenant's own: what any revision can be laid over."""
        return overlaid(self.files, (revision for revision in self.revisions if revision.subject.startswith("objection:")))

    @property
    def numbers(self) -> dict[Subject, int]:
        """Which revision of each subject is in force."""
        return {revision.subject: revision.number for revision in self.revisions}


@dataclass(frozen=True, slots=True, kw_only=True)
class Winners:
    """Who wins a subject, as somebody decided who saw the difference; `all` is every subject that both sides changed."""

    files: Collection[str] = ()
    in_force: Collection[str] = ()

    def of(self, one: Changed) -> Side | None:
        """Who wins: whoever was named, else whoever alone changed it; None where both did and nobody decided."""
        if one.subject in self.files:
            return "files"
        if one.subject in self.in_force:
            return "in force"
        if one.by == "both":
            return "files" if ALL in self.files else "in force" if ALL in self.in_force else None
        return "files" if one.by == "files" else "in force"


async def load_in_force(store: Store, files: Playbook, tenant: TenantId) -> InForce:
    """What a tenant has in force.

    Raises:
        PlaybookError: a revision doesn't fit the files any more.
    """
    _, revisions = await store.revisions.in_force(tenant)
    return InForce(tenant=tenant, files=files, revisions=revisions, playbook=overlaid(files, revisions))


async def changed_since(store: Store, in_force: InForce, folder: Path, there: Contents) -> tuple[Changed, ...]:
    """Every subject that a folder and what is in force say differently, and who changed it."""
    mine = contents_of(in_force.playbook)
    histories = {
        subject: await store.revisions.history(in_force.tenant, subject)
        for subject in in_force.numbers
        if mine.get(subject) != there.get(subject) or subject.startswith("objection:")
    }
    return tuple(changed(in_force.files, mine, there, histories, exported(folder, in_force.tenant)))
