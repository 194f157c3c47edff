"""A tenant's playbook: the files, with what the tenant published over them.

Revisions have the schema of the YAML files, so they pass the same checks. A revision whose content is None puts the files' own
text back. Phrases are added to those of the files and take none away: what the recogniser learned from stays learned.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from coachbot.curation.subjects import named
from coachbot.errors import PlaybookError, Problem
from coachbot.loading import Faults, read_entry, read_objection, read_phrases
from coachbot.playbook import LANGUAGES, Both, Entry, Objection, Phrase
from coachbot.yaml_files import YamlFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coachbot.curation.subjects import Named
    from coachbot.json_values import Json
    from coachbot.playbook import Cell, ObjectionId, Playbook
    from coachbot.store import Revision

NO_PHRASES: dict[str, Json] = {"nl": [], "en": []}

_ENTRY = TypeAdapter(Entry)
_PHRASES = TypeAdapter(Both[tuple[Phrase, ...]])
_ORDER = {"objection": 0, "phrases": 1, "entry": 2}
"""An objection must be there before its phrases and entries are."""


def overlaid(files: Playbook, revisions: Iterable[Revision]) -> Playbook:
    """The playbook in force: the files, overlaid by the newest revision of each subject. Without any, the files themselves.

    Raises:
        PlaybookError: a revision doesn't fit the files (any more). Each problem's `file` is the subject of the revision.
    """
    newest: dict[str, Revision] = {}
    for revision in revisions:
        known = newest.get(revision.subject)
        if known is None or known.number < revision.number:
            newest[revision.subject] = revision
    return overlaid_with(files, {subject: newest[subject].content for subject in newest})


def overlaid_with(files: Playbook, contents: Mapping[str, Json]) -> Playbook:
    """The files, overlaid by a content for each subject; for checking what isn't published yet.

    Raises:
        PlaybookError: a content doesn't fit; each problem's `file` is its subject.
    """
    overlay = _Overlay(files)
    there = {subject: content for subject, content in contents.items() if content is not None}
    places = {subject: named(subject) for subject in contents}
    # Phrases and entries of an objection that was withdrawn wait until it is put back.
    withdrawn = {
        place.objection
        for subject, place in places.items()
        if place is not None and place.kind == "objection" and subject not in there and place.objection not in files.objections
    }
    laid = [
        (subject, place) for subject, place in places.items() if subject in there and not (place and place.objection in withdrawn)
    ]
    if not laid:
        return files
    told = hashlib.sha256(files.digest.encode())
    for subject, place in sorted(laid, key=lambda one: (_ORDER[one[1].kind] if one[1] else -1, one[0])):
        overlay.lay(subject, place, there[subject])
        told.update(json.dumps([subject, there[subject]], sort_keys=True).encode())
    if overlay.problems:
        raise PlaybookError(overlay.problems)
    model = replace(files.model, entries=overlay.entries)
    return replace(files, objections=overlay.objections, model=model, digest=told.hexdigest())


def content_of(playbook: Playbook, subject: str) -> Json:
    """What a playbook holds for a subject, as it would stand in the files; None where there is nothing.

    Phrases are those that are added: of the files by themselves, none.
    """
    place = named(subject)
    if place is None or place.objection not in playbook.objections:
        return None
    match place.kind:
        case "entry":
            entry = playbook.model.entries.get((place.objection, place.driver))
            return None if entry is None else entry_content(entry)
        case "phrases":
            return NO_PHRASES
        case "objection":
            return _objection_content(playbook.objections[place.objection])


def entry_content(entry: Entry) -> dict[str, Json]:
    """An entry as it stands in the files."""
    raw: dict[str, Any] = _ENTRY.dump_python(entry, mode="json")
    texts = raw["texts"]
    about = {name: raw[name] for name in ("owner", "verified_on", "review_by")}
    return {**about, **{language: _without_nothing(texts[language]) for language in LANGUAGES}}


def phrases_content(phrases: Both[tuple[Phrase, ...]]) -> dict[str, Json]:
    """Phrases as they stand in the files."""
    raw: dict[str, Any] = _PHRASES.dump_python(phrases, mode="json")
    return {language: [_without_nothing(phrase) for phrase in raw[language]] for language in LANGUAGES}


def added_phrases(files: Playbook, playbook: Playbook) -> dict[ObjectionId, Both[tuple[Phrase, ...]]]:
    """The phrases of a playbook that its files haven't got; of an objection that is new, all of them."""
    added: dict[ObjectionId, Both[tuple[Phrase, ...]]] = {}
    for objection in playbook.objections.values():
        known = files.objections.get(objection.id)
        if known is objection:
            continue
        old = {phrase.text for language in LANGUAGES for phrase in known.phrases[language]} if known else set()
        mine = Both(
            nl=tuple(phrase for phrase in objection.phrases.nl if phrase.text not in old),
            en=tuple(phrase for phrase in objection.phrases.en if phrase.text not in old),
        )
        if mine.nl or mine.en:
            added[objection.id] = mine
    return added


class _Overlay:
    """Lays one content after the other over the files, and collects what doesn't fit."""

    def __init__(self, files: Playbook) -> None:
        self.objections: dict[ObjectionId, Objection] = dict(files.objections)
        self.entries: dict[Cell, Entry] = dict(files.model.entries)
        self.drivers = files.model.drivers
        self.model = files.model.id
        self.problems: list[Problem] = []

    def lay(self, subject: str, place: Named | None, content: Json) -> None:
        if place is None:
            self.add(subject, "names nothing that can be changed", "name an entry, an objection or its phrases")
            return
        if place.kind != "objection" and place.objection not in self.objections:
            self.add(subject, f"there is no objection {place.objection}", "start the objection first")
            return
        file = YamlFile(subject, content)
        match place.kind:
            case "entry":
                self.lay_entry(file, place)
            case "phrases":
                self.lay_phrases(file, place.objection)
            case "objection":
                self.lay_objection(file, place.objection)

    def lay_entry(self, file: YamlFile, place: Named) -> None:
        if place.driver is not None and place.driver not in self.drivers:
            self.unknown_driver(file.name, place.driver)
            return
        entry = read_entry(file, (), file.data, place.objection, place.driver)
        if isinstance(entry, Faults):
            self.problems += entry.problems
        else:
            self.entries[place.objection, place.driver] = entry

    def lay_phrases(self, file: YamlFile, objection: ObjectionId) -> None:
        phrases = read_phrases(file, file.data)
        if isinstance(phrases, Faults):
            self.problems += phrases.problems
            return
        if self.are_of_the_model(file.name, phrases):
            known = self.objections[objection]
            self.objections[objection] = replace(known, phrases=_together(known.phrases, phrases))

    def lay_objection(self, file: YamlFile, name: ObjectionId) -> None:
        raw = file.data
        if not isinstance(raw, dict):
            self.add(file.name, "is not an objection", "write truth, title and about under it")
            return
        objection = read_objection(file, {"phrases": NO_PHRASES, **raw, "id": name})
        if isinstance(objection, Faults):
            self.problems += objection.problems
            return
        if self.are_of_the_model(file.name, objection.phrases):
            known = self.objections.get(name)
            phrases = objection.phrases if known is None else _together(known.phrases, objection.phrases)
            self.objections[name] = replace(objection, phrases=phrases)

    def are_of_the_model(self, subject: str, phrases: Both[tuple[Phrase, ...]]) -> bool:
        drivers = {phrase.driver for language in LANGUAGES for phrase in phrases[language] if phrase.driver is not None}
        for driver in sorted(drivers - self.drivers.keys()):
            self.unknown_driver(subject, driver)
        return drivers <= self.drivers.keys()

    def unknown_driver(self, subject: str, driver: str) -> None:
        self.add(subject, f"{driver} is not a driver of the model {self.model}", f"use one of {', '.join(self.drivers)}")

    def add(self, subject: str, what: str, mend: str) -> None:
        self.problems.append(Problem(file=subject, place="", what=what, mend=mend))


def _together(known: Both[tuple[Phrase, ...]], more: Both[tuple[Phrase, ...]]) -> Both[tuple[Phrase, ...]]:
    """The phrases of both, those that stand there already once."""
    return Both(nl=_one_after_the_other(known.nl, more.nl), en=_one_after_the_other(known.en, more.en))


def _one_after_the_other(known: tuple[Phrase, ...], more: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    texts = {phrase.text for phrase in known}
    return (*known, *(phrase for phrase in more if phrase.text not in texts))


def _objection_content(objection: Objection) -> dict[str, Json]:
    texts: dict[str, Json] = {
        name: {language: getattr(objection, name)[language] for language in LANGUAGES} for name in ("title", "about")
    }
    return {"truth": objection.truth, "title": texts["title"], "about": texts["about"]}


def _without_nothing(raw: dict[str, Any]) -> dict[str, Any]:
    """A mapping without the parts that aren't there, in angles too; the files leave them out."""
    return {name: _plain(value) for name, value in raw.items() if value is not None}


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        return _without_nothing(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value
