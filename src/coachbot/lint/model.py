"""The rules over the driver model, and over the phrases by which objections are recognised."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from coachbot.lint.entry import not_plain
from coachbot.lint.reading import plain_words
from coachbot.lint.scope import Scope
from coachbot.playbook import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coachbot.lint.findings import Finding
    from coachbot.playbook import DriverId, DriverModel, Objection, Playbook

NEXT_MOVES = 3
SITUATIONS = 12
MAX_TITLE, MAX_ABOUT = 120, 320
"""Characters."""
MIN_PHRASES = 12
"""Per language; with fewer, no recogniser tells an objection from its neighbours."""


def next_moves(model: DriverModel) -> Iterator[Finding]:
    """M1: three next moves per driver, and three for when the driver isn't known."""
    for driver, moves in ((None, model.next_moves), *((each.id, each.next_moves) for each in model.drivers.values())):
        for language in LANGUAGES:
            count = len(moves[language])
            if count != NEXT_MOVES:
                place = f"next_moves.{language}" if driver is None else f"{driver}.next_moves.{language}"
                scope = Scope(driver=driver, language=language)
                yield scope.fault("next_moves_count", place, count=count, limit=NEXT_MOVES)


def mismatches(model: DriverModel) -> Iterator[Finding]:
    """M2: a model without pairs is one that hasn't come to them yet; one with some has them all."""
    if not model.mismatches:
        return
    pairs = [(own, heard) for own in model.drivers for heard in model.drivers]
    for own, heard in pairs:
        if (own, heard) not in model.mismatches:
            yield Scope(driver=heard).fault("mismatch_missing", "pairs", limit=len(pairs), part=f"{own} → {heard}")


def questionnaire(model: DriverModel) -> Iterator[Finding]:
    """M3: all situations are there, and no driver is offered more often than another."""
    if model.questionnaire is None:
        return
    situations = model.questionnaire.situations
    if len(situations) != SITUATIONS:
        yield Scope().fault("situations_count", "situations", count=len(situations), limit=SITUATIONS)
    offered: Counter[DriverId] = Counter(dict.fromkeys(model.drivers, 0))
    offered.update(option.driver for situation in situations for option in situation.options)
    if len(set(offered.values())) > 1:
        spread = ", ".join(f"{driver} {count}" for driver, count in offered.items())
        yield Scope().fault("options_uneven", "situations", part=spread)


def objection_texts(objection: Objection) -> Iterator[Finding]:
    """M4, T1 and T2 for what an objection is called and is about: both are shown on cards."""
    for language in LANGUAGES:
        scope = Scope(objection=objection.id, language=language)
        if not objection.title[language].strip():
            yield scope.fault("title_missing", f"title.{language}")
        for name, text, limit in (("title", objection.title, MAX_TITLE), ("about", objection.about, MAX_ABOUT)):
            place, shown = f"{name}.{language}", text[language]
            if len(shown) > limit:
                yield scope.fault("part_too_long", place, shown, count=len(shown), limit=limit)
            yield from not_plain(shown, place, scope)


def phrases(playbook: Playbook) -> Iterator[Finding]:
    """M4 and M5: enough to recognise an objection by, and nothing twice.

    A message that holds no objection counts too: it can't be both.
    """
    for language in LANGUAGES:
        first: dict[tuple[str, ...], str] = {}
        for kind, messages in playbook.no_objection.items():
            for index, message in enumerate(messages[language]):
                first.setdefault(plain_words(message), f"no_objection.{kind}.{language}.{index}")
        for objection in playbook.objections.values():
            scope = Scope(objection=objection.id, language=language)
            said = objection.phrases[language]
            if len(said) < MIN_PHRASES:
                yield scope.fault("few_phrases", f"phrases.{language}", count=len(said), limit=MIN_PHRASES)
            for index, phrase in enumerate(said):
                place = f"phrases.{language}.{index}"
                earlier = first.setdefault(plain_words(phrase.text), f"{objection.id}.{place}")
                if earlier != f"{objection.id}.{place}":
                    yield scope.fault("phrase_twice", place, phrase.text, part=earlier)
