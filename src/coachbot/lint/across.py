"""The rules that look across entries, and over the driver model and the phrases.

**How alike two texts are** is the Dice coefficient of their words: twice the number of words they
share (each as often as both have it), divided by the number of words of both together; 0 to 1.
Case, accents and punctuation don't count, and neither does order. One word changed in a question
of ten gives 0.9, and two unrelated questions of a language share a quarter or so by its small words.

- Two questions, or two wordings, of one objection (neutral, drivers and angles together) that are
  more alike than `SAME_CEILING` are an error, D3.
- The main questions of two drivers above `ALIKE_CEILING` are advice, Q10.

**Sentences that recur**, D2: one of five words or more may stand in two entries of a language, and
in eight when it asks leave or stands under `next_act`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from coachbot.lint.entry import MIN_SENTENCE_WORDS, asks_leave, lint_text
from coachbot.lint.parts import parts_of
from coachbot.lint.reading import plain_words, sentences
from coachbot.lint.scope import Scope
from coachbot.playbook import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coachbot.lint.findings import Finding
    from coachbot.lint.parts import Part
    from coachbot.playbook import DriverId, DriverModel, Entry, Language, Playbook

SAME_CEILING = 0.8
ALIKE_CEILING = 0.6
MAX_RECURRENCE = 2
MAX_FORMULA_RECURRENCE = 8
NEXT_MOVES = 3
SITUATIONS = 12
MIN_PHRASES = 12
"""Per language; with fewer, no recogniser tells an objection from its neighbours."""


def lint_playbook(playbook: Playbook) -> tuple[Finding, ...]:
    """Check a whole playbook: every entry, what entries say about each other, the model and the phrases."""
    model = playbook.model
    entries = (model.general, *model.entries.values())
    found: list[Finding] = []
    for entry in entries:
        objection = None if entry.objection is None else playbook.objections[entry.objection]
        for language in LANGUAGES:
            found += lint_text(entry.texts[language], language, objection=objection, driver=entry.driver)
    for language in LANGUAGES:
        found += _recurring_sentences(entries, language)
        for objection_id in playbook.objections:
            own = [entry for entry in entries if entry.objection == objection_id]
            found += _alike(own, language)
    found += _next_moves(model)
    found += _mismatches(model)
    found += _questionnaire(model)
    found += _phrases(playbook)
    return tuple(found)


def likeness(left: str, right: str) -> float:
    """How alike two texts are: the Dice coefficient of their words, 0 to 1.

    >>> likeness("Wat heb jij nodig?", "Wat heb je nodig?")
    0.75
    """
    one, other = Counter(plain_words(left)), Counter(plain_words(right))
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


class _Spot(NamedTuple):
    """A text of an entry, and where it stands."""

    entry: Entry
    part: Part

    def scope(self, language: Language) -> Scope:
        return Scope(objection=self.entry.objection, driver=self.entry.driver, language=language)

    def __str__(self) -> str:
        return f"{self.entry.driver or 'neutral'}.{self.part.place}"


def _recurring_sentences(entries: Iterable[Entry], language: Language) -> Iterator[Finding]:
    spots: dict[tuple[str, ...], list[tuple[_Spot, str]]] = defaultdict(list)
    for entry in entries:
        for part in parts_of(entry.texts[language]):
            for sentence in sentences(part.text):
                key = plain_words(sentence)
                if len(key) >= MIN_SENTENCE_WORDS:
                    spots[key].append((_Spot(entry, part), sentence))
    for found in spots.values():
        formula = all(spot.part.name == "next_act" or asks_leave(sentence, language) for spot, sentence in found)
        limit = MAX_FORMULA_RECURRENCE if formula else MAX_RECURRENCE
        count = len({(spot.entry.objection, spot.entry.driver) for spot, _ in found})
        if count > limit:
            for spot, sentence in found:
                yield spot.scope(language).fault("sentence_recurs", spot.part.place, sentence, count=count, limit=limit)


def _alike(entries: Iterable[Entry], language: Language) -> Iterator[Finding]:
    """D3 and Q10: each pair is reported once, at the later of the two."""
    spots = [_Spot(entry, part) for entry in entries for part in parts_of(entry.texts[language]) if not part.formal]
    for name in ("wording", "question"):
        for first, second in combinations((spot for spot in spots if spot.part.name == name), 2):
            alike = likeness(first.part.text, second.part.text)
            if alike > SAME_CEILING:
                fault = "nearly_the_same"
            elif alike > ALIKE_CEILING and _are_main_questions_of_drivers(first, second):
                fault = "much_alike"
            else:
                continue
            part = second.part
            yield second.scope(language).fault(fault, part.place, part.text, count=round(100 * alike), part=str(first))


def _are_main_questions_of_drivers(*spots: _Spot) -> bool:
    return all(spot.part.place == "question" and spot.entry.driver is not None for spot in spots)


def _next_moves(model: DriverModel) -> Iterator[Finding]:
    """M1: three next moves per driver, and three for when the driver isn't known."""
    for driver, moves in ((None, model.next_moves), *((each.id, each.next_moves) for each in model.drivers.values())):
        for language in LANGUAGES:
            count = len(moves[language])
            if count != NEXT_MOVES:
                place = f"next_moves.{language}" if driver is None else f"{driver}.next_moves.{language}"
                scope = Scope(driver=driver, language=language)
                yield scope.fault("next_moves_count", place, count=count, limit=NEXT_MOVES)


def _mismatches(model: DriverModel) -> Iterator[Finding]:
    """M2: a model without pairs is one that hasn't come to them yet; one with some has them all."""
    if not model.mismatches:
        return
    pairs = [(own, heard) for own in model.drivers for heard in model.drivers]
    for own, heard in pairs:
        if (own, heard) not in model.mismatches:
            yield Scope(driver=heard).fault("mismatch_missing", "pairs", limit=len(pairs), part=f"{own} → {heard}")


def _questionnaire(model: DriverModel) -> Iterator[Finding]:
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


def _phrases(playbook: Playbook) -> Iterator[Finding]:
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
            if not objection.title[language].strip():
                yield scope.fault("title_missing", f"title.{language}")
            phrases = objection.phrases[language]
            if len(phrases) < MIN_PHRASES:
                yield scope.fault("few_phrases", f"phrases.{language}", count=len(phrases), limit=MIN_PHRASES)
            for index, phrase in enumerate(phrases):
                place = f"phrases.{language}.{index}"
                earlier = first.setdefault(plain_words(phrase.text), f"{objection.id}.{place}")
                if earlier != f"{objection.id}.{place}":
                    yield scope.fault("phrase_twice", place, phrase.text, part=earlier)
