"""Whom somebody wants to practise with: what they asked for, and who can be played."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.lint.reading import plain_words
from coachbot.playbook import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Collection
    from random import Random

    from coachbot.playbook import DriverId, ObjectionId, Playbook

_ASKED = re.compile(r"(?:/coach\s+)?(?:practice|practise|oefen|oefenen)\s+(?P<rest>\S.*)", re.IGNORECASE | re.DOTALL)
_BETWEEN = frozenset(("met", "with", "vanuit", "from", "als", "as", "en", "and", "bij", "over", "about", "een", "a", "an"))
MIN_LETTERS = 5
"""One word of a title alone names an objection only when it is this long."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The objection and driver that somebody asked for; None leaves it to chance."""

    objection: ObjectionId | None = None
    driver: DriverId | None = None


def asked_for(text: str, playbook: Playbook) -> Wanted | None:
    """Whom a text asks to practise with; None where it names nothing of the playbook, and so is a remark.

    It names an objection by its id or by words of its title that stand in no other, and a driver by its id or name.
    """
    asked = _ASKED.fullmatch(text.strip())
    return named_in(asked["rest"], playbook) if asked else None


def named_in(text: str, playbook: Playbook) -> Wanted | None:
    """The objection and driver that a text names, and nothing else; None where it holds anything besides."""
    words = plain_words(text)
    if not words:
        return None
    for cut in range(len(words) + 1):
        for some, others in ((words[:cut], words[cut:]), (words[cut:], words[:cut])):
            driver, objection = _driver(_bare(some), playbook), _objection(_bare(others), playbook)
            named = (driver is not None or not _bare(some)) and (objection is not None or not _bare(others))
            if named and (driver or objection):
                return Wanted(objection=objection, driver=driver)
    return None


def deal(
    playbook: Playbook, wanted: Wanted, lately: Collection[tuple[ObjectionId, DriverId]], chance: Random
) -> tuple[ObjectionId, DriverId] | None:
    """A user to play, as wanted and rather not one of lately; None where the playbook has nobody like that."""
    fitting = [
        (objection, driver)
        for objection, driver in playbook.model.played
        if objection in playbook.objections and wanted.objection in (None, objection) and wanted.driver in (None, driver)
    ]
    fresh = [cell for cell in fitting if cell not in lately]
    return chance.choice(fresh or fitting) if fitting else None


def _bare(words: Words) -> Words:
    """The words without those that only join others."""
    kept = list(words)
    while kept and kept[0] in _BETWEEN:
        kept.pop(0)
    while kept and kept[-1] in _BETWEEN:
        kept.pop()
    return tuple(kept)


def _driver(words: Words, playbook: Playbook) -> DriverId | None:
    for driver in playbook.model.drivers.values():
        names = [
            driver.id,
            *(name for language in LANGUAGES for name in (*driver.name[language].split(": "), *driver.words[language])),
        ]
        if any(words == plain_words(name) for name in names):
            return driver.id
    return None


def _objection(words: Words, playbook: Playbook) -> ObjectionId | None:
    if not words:
        return None
    exact = (one for one in playbook.objections if words in ((one,), tuple(one.split("-"))))
    found = [one.id for one in playbook.objections.values() if _names(words, one.title.nl) or _names(words, one.title.en)]
    return next(exact, None) or (found[0] if len(found) == 1 else None)


def _names(words: Words, title: str) -> bool:
    """Whether the words stand together in a title, as two or more, or as a long one."""
    if len(words) == 1 and len(words[0]) < MIN_LETTERS:
        return False
    there = plain_words(title)
    return any(there[start : start + len(words)] == words for start in range(len(there) - len(words) + 1))
