"""A playbook as contents by subject, so that any two can be compared: files, what is in force, a draft, a revision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.curation import content_of, entry_subject, objection_subject, phrases_content, phrases_subject
from coachbot.differences import changes
from coachbot.store import Subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot.json_values import Json
    from coachbot.playbook import Playbook

Contents = dict[Subject, "Json"]
"""What each subject holds, in the schema of the files. Phrases are all of an objection's, not only those that were added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A part of a subject that differs: None on the side where it isn't there."""

    subject: Subject
    place: str
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
    return tuple(
        Difference(subject=subject, place=one.place, before=one.before, after=one.after)
        for subject in dict.fromkeys((*before, *after))
        for one in changes(by_words(before.get(subject)), by_words(after.get(subject)))
    )


def by_words(content: Json) -> Json:
    """A content in which a phrase is known by its words: one that comes in doesn't make those after it differ.

    >>> by_words({"nl": [{"text": "Geen tijd.", "style": "quote"}]})
    {'nl': {'phrase «Geen tijd.»': 'Geen tijd. (quote)'}}
    """
    if isinstance(content, dict):
        return {name: by_words(value) for name, value in content.items()}
    if isinstance(content, list) and content and all(isinstance(item, dict) and "text" in item for item in content):
        return {f"phrase «{item['text']}»": _phrase(item) for item in content if isinstance(item, dict)}
    return content


def _phrase(phrase: Mapping[str, Json]) -> str:
    about = ", ".join(str(phrase[name]) for name in ("style", "driver") if phrase.get(name))
    return f"{phrase['text']} ({about})" if about else str(phrase["text"])
