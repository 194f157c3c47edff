"""The rules over the users that the coach plays in practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coachbot.lint.entry import is_plain
from coachbot.lint.reading import plain_words, words
from coachbot.lint.scope import Scope
from coachbot.playbook import LANGUAGES, LINE_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coachbot.lint.findings import Finding
    from coachbot.playbook import DriverId, Language, LineName, Objection, Playbook, PlayedUser

LENGTHS: dict[LineName, tuple[int, int]] = {"opening": (12, 45), "harder": (8, 35), "softer": (10, 40), "worry": (12, 45)}
"""Fewest and most words of each line: what somebody says in one breath."""
SHARED_RUN = 6
"""A run of so many words that no two authors write by chance: the recogniser would know it by heart."""


def played_users(playbook: Playbook) -> Iterator[Finding]:
    """P1 to P5: an objection is played from every driver or not yet at all, in lines of its own.

    A model without played users is one that hasn't come to them yet.
    """
    if not playbook.model.played:
        return
    first: dict[tuple[str, ...], str] = {}
    for objection in playbook.objections.values():
        users = {
            driver: playbook.model.played[objection.id, driver]
            for driver in playbook.model.drivers
            if (objection.id, driver) in playbook.model.played
        }
        if not users:
            yield Scope(objection=objection.id).fault("objection_not_played", "drivers")
            continue
        for driver in playbook.model.drivers:
            if driver not in users:
                yield Scope(objection=objection.id, driver=driver).fault("driver_not_played", f"drivers.{driver}")
        for language in LANGUAGES:
            known = {run for phrase in objection.phrases[language] for run in _runs(phrase.text)}
            for driver, user in users.items():
                yield from _lines(objection, driver, user, language, first, known)


def _lines(
    objection: Objection,
    driver: DriverId,
    user: PlayedUser,
    language: Language,
    first: dict[tuple[str, ...], str],
    known: set[tuple[str, ...]],
) -> Iterator[Finding]:
    scope = Scope(objection=objection.id, driver=driver, language=language)
    for name in LINE_NAMES:
        text = user.line(name, language)
        place = f"drivers.{driver}.{name}.{language}"
        shortest, longest = LENGTHS[name]
        count = len(words(text))
        if not shortest <= count <= longest:
            yield scope.fault("played_line_length", place, text, count=count, limit=longest, part=str(shortest))
        if not is_plain(text):
            yield scope.fault("played_line_not_plain", place, text)
        earlier = first.setdefault(plain_words(text), f"{objection.id}.{place}")
        if earlier != f"{objection.id}.{place}":
            yield scope.fault("played_line_twice", place, text, part=earlier)
        shared = next((run for run in _runs(text) if run in known), None)
        if shared is not None:
            yield scope.fault("played_line_is_phrase", place, " ".join(shared))


def _runs(text: str) -> list[tuple[str, ...]]:
    said = plain_words(text)
    return [said[start : start + SHARED_RUN] for start in range(len(said) - SHARED_RUN + 1)]
