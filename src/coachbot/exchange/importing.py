"""A folder of reviewed files, on its way into force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.curation import added_phrases, content_of, name_of, named, overlaid_with, phrases_content
from coachbot.exchange.contents import contents_of, differences
from coachbot.exchange.in_force import changed_since
from coachbot.lint import lint_playbook
from coachbot.loading import load_playbook
from coachbot.playbook import Both
from coachbot.store import NewRevision

if TYPE_CHECKING:
    from pathlib import Path

    from coachbot.exchange.contents import Difference
    from coachbot.exchange.in_force import InForce, Winners
    from coachbot.exchange.sides import Changed
    from coachbot.json_values import Json
    from coachbot.lint import Finding
    from coachbot.playbook import ObjectionId, Playbook
    from coachbot.store import Published, Store, TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would publish and change; `both` and `faults` stop it.

    `left_out` differs too and can't be taken in: a tenant adds to the phrases of the files and takes none away, for one.
    """

    revisions: tuple[NewRevision, ...]
    changes: tuple[Difference, ...]
    newer_in_force: tuple[Changed, ...]
    both: tuple[Changed, ...]
    left_out: tuple[Difference, ...]
    faults: tuple[Finding, ...]
    other_files: tuple[str, ...]


async def plan_import(store: Store, in_force: InForce, folder: Path, model: str, winners: Winners) -> ImportPlan:
    """What taking a folder into force would do. Publishes nothing.

    Raises:
        PlaybookError: the folder's playbook can't be read.
    """
    theirs = load_playbook(folder, model)
    wanted = contents_of(theirs)
    found = await changed_since(store, in_force, folder, wanted)
    taken = [one for one in found if winners.of(one) == "files"]
    revisions = tuple(new for one in taken for new in _revisions(one, in_force, theirs))
    contents: dict[str, Json] = {one.subject: one.content for one in in_force.revisions}
    contents |= {one.subject: one.content for one in revisions}
    after = overlaid_with(in_force.files, contents)
    before, made = contents_of(in_force.playbook), contents_of(after)
    subjects = [one.subject for one in taken]
    return ImportPlan(
        revisions=revisions,
        changes=differences({one: before.get(one) for one in subjects}, {one: made.get(one) for one in subjects}),
        newer_in_force=tuple(one for one in found if winners.of(one) == "in force"),
        both=tuple(one for one in found if winners.of(one) is None),
        left_out=differences({one: made.get(one) for one in subjects}, {one: wanted.get(one) for one in subjects}),
        faults=_new_errors(in_force.playbook, after) if revisions else (),
        other_files=tuple(_other_files(in_force.files, theirs)),
    )


async def publish_import(store: Store, tenant: TenantId, plan: ImportPlan) -> Published | None:
    """Take a planned import into force, all of it or nothing; None when something else was published since it was planned."""
    return await store.revisions.publish(tenant, plan.revisions, author=None)


def _revisions(one: Changed, in_force: InForce, theirs: Playbook) -> list[NewRevision]:
    """The revision that takes a subject in from the files; none where the files alone could."""
    content = one.files
    place = named(one.subject)
    own = contents_of(in_force.files).get(one.subject)
    if place is None or (content is None and own is not None):
        return []
    if place.kind == "phrases":
        content = _added(in_force.files, theirs, place.objection)
    number = in_force.numbers.get(one.subject, 0)
    if content == next((known.content for known in in_force.revisions if known.subject == one.subject), _nothing(one)):
        return []
    base = f"revision:{number}" if number else name_of(content_of(in_force.files, one.subject))
    return [NewRevision(subject=one.subject, content=content, base=base, after=number, kind="import")]


def _nothing(one: Changed) -> Json:
    """What a subject holds that nothing was published of: of phrases, none that were added."""
    return {"nl": [], "en": []} if one.subject.startswith("phrases:") else None


def _added(files: Playbook, theirs: Playbook, objection: ObjectionId) -> Json:
    added = added_phrases(files, theirs).get(objection, Both(nl=(), en=()))
    return dict(phrases_content(added))


def _new_errors(before: Playbook, after: Playbook) -> tuple[Finding, ...]:
    """The errors that weren't there before; that an objection has few phrases is none, as one is a beginning."""
    known = set(lint_playbook(before))
    new = [finding for finding in lint_playbook(after) if finding.severity == "error" and finding not in known]
    return tuple(finding for finding in new if not (finding.rule == "M4" and finding.place.startswith("phrases")))


def _other_files(files: Playbook, theirs: Playbook) -> list[str]:
    """The files that differ and that no tenant has of its own."""
    base = f"models/{files.model.id}"
    pairs = {
        "no_objection.yaml": (files.no_objection, theirs.no_objection),
        f"{base}/drivers.yaml": (files.model.drivers, theirs.model.drivers),
        f"{base}/general.yaml": (files.model.general, theirs.model.general),
        f"{base}/next_moves.yaml": (files.model.next_moves, theirs.model.next_moves),
        f"{base}/mismatch.yaml": (files.model.mismatches, theirs.model.mismatches),
        f"{base}/questionnaire.yaml": (files.model.questionnaire, theirs.model.questionnaire),
    }
    return [name for name, (own, other) in pairs.items() if own != other]
