"""A playbook as contents by subject, so that any two can be compared: files, what is in force, a draft, a revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.curation import content_of, entry_subject, objection_subject, phrases_content, phrases_subject
from coachbot.store import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coachbot.playbook import Playbook
    from coachbot.store import Json

Contents = dict[Subject, "Json"]
"""What each subject holds, in the schema of the files. Phrases are all of an objection's, not only those that were added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A part that differs: None on the side where it isn't there."""

    subject: Subject
    part: str
    before: str | None
    after: str | None


def contents_of(playbook: Playbook) -> Contents:
    """Everything in a playbook that a tenant could change, in the order of the matrix."""
    found: Contents = {}
    for objection in playbook.objections.values():
        about = objection_subject(objection.id)
        found[about] = content_of(playbook, about)
        found[phrases_subject(objection.id)] = dict(phrases_content(objection.phrases))
        for driver in (None, *playbook.model.drivers):
            entry = entry_subject(objection.id, driver)
            if (objection.id, driver) in playbook.model.entries:
                found[entry] = content_of(playbook, entry)
    return found


def differences(before: Contents, after: Contents) -> tuple[Difference, ...]:
    """Every part that differs, subject by subject."""
    subjects = [*before, *(subject for subject in after if subject not in before)]
    return tuple(one for subject in subjects for one in _between(subject, before.get(subject), after.get(subject)))


def parts_of(content: Json) -> dict[str, str]:
    """A content taken apart: each text under the path to it. A phrase is known by its words, as its place says nothing.

    >>> parts_of({"nl": {"wording": "Druk.", "angles": [{"question": "Wat eerst?"}]}, "review_by": None})
    {'nl.wording': 'Druk.', 'nl.angles.2.question': 'Wat eerst?'}
    >>> parts_of({"nl": [{"text": "Geen tijd.", "style": "quote"}]})
    {'nl: Geen tijd.': 'Geen tijd. (quote)'}
    """
    return dict(_parts("", content))


def _between(subject: Subject, before: Json, after: Json) -> Iterator[Difference]:
    old, new = parts_of(before), parts_of(after)
    for part in [*old, *(part for part in new if part not in old)]:
        if old.get(part) != new.get(part):
            yield Difference(subject=subject, part=part, before=old.get(part), after=new.get(part))


def _parts(path: str, value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _parts(f"{path}.{key}" if path else key, inner)
    elif isinstance(value, list):
        # The entry's own wording and question are its first angle.
        for number, item in enumerate(value, start=2):
            if isinstance(item, dict) and "text" in item:
                yield f"{path}: {item['text']}", _phrase(item)
            else:
                yield from _parts(f"{path}.{number}", item)
    elif value is not None:
        yield path, str(value)


def _phrase(item: Mapping[str, Json]) -> str:
    about = ", ".join(str(item[key]) for key in ("style", "driver") if item.get(key))
    return f"{item['text']} ({about})" if about else str(item["text"])
