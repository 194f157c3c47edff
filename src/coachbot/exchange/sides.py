"""Who changed what since a folder and a tenant's playbook were last alike: the files, the chat, or both.

Pure: what is in force, what the folder holds and what was published before come in as contents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from coachbot.curation import content_of, name_of, overlaid_with
from coachbot.errors import PlaybookError
from coachbot.exchange.contents import contents_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coachbot.exchange.contents import Contents
    from coachbot.json_values import Json
    from coachbot.playbook import Playbook
    from coachbot.store import Revision, Subject

ChangedBy = Literal["files", "chat", "both"]
Side = Literal["files", "in force"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A subject that a folder and what is in force say differently. `base` is what both came from, where that is known."""

    subject: Subject
    by: ChangedBy
    files: Json
    in_force: Json
    base: Json


def changed(
    files: Playbook,
    in_force: Contents,
    folder: Contents,
    revisions: Mapping[Subject, Sequence[Revision]],
    exported: Mapping[Subject, int],
) -> Iterator[Changed]:
    """Every subject that differs, and who changed it.

    `files` is the playbook that the tenant's revisions lie over. `revisions` are all of a subject, newest first, for every
    subject that differs and every objection of the tenant's own. `exported` says which the folder had when it was written.
    """
    own, ground = contents_of(files), _ground(files, revisions)
    for subject in [*in_force, *(subject for subject in folder if subject not in in_force)]:
        theirs, mine = folder.get(subject), in_force.get(subject)
        if theirs == mine:
            continue
        published = revisions.get(subject, ())
        whole = {one.number: _whole(ground, one) for one in published}
        known = exported.get(subject)
        base = whole[known] if known in whole else own.get(subject)
        if not published:
            by: ChangedBy = "files"
        elif known in whole:
            by = _who(theirs != whole[known], known != published[0].number)
        else:
            # Of files that nobody exported into, only what a revision was written upon or made tells how old they are.
            upon = any(one.base == name_of(content_of(files, subject)) for one in published)
            by = "chat" if theirs in whole.values() or (upon and theirs == own.get(subject)) else "both"
        yield Changed(subject=subject, by=by, files=theirs, in_force=mine, base=base)


def _who(by_files: bool, by_chat: bool) -> ChangedBy:  # noqa: FBT001 - two sides of one question
    return "both" if by_files and by_chat else "files" if by_files else "chat"


def _ground(files: Playbook, revisions: Mapping[Subject, Sequence[Revision]]) -> Playbook:
    """The files and every objection that the tenant ever had of its own: what any revision can be laid over."""
    newest: dict[str, Json] = {
        subject: next((one.content for one in published if one.content is not None), None)
        for subject, published in revisions.items()
        if subject.startswith("objection:")
    }
    return overlaid_with(files, newest)


def _whole(ground: Playbook, revision: Revision) -> Json:
    """What a revision made of its subject: with phrases, all of them; None where it doesn't fit the files any more."""
    try:
        return contents_of(overlaid_with(ground, {revision.subject: revision.content})).get(revision.subject)
    except PlaybookError:
        return None
