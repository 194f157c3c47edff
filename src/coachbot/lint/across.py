"""The rules that look across entries.

**How alike two texts are** is the Dice coefficient of their words: twice the number of words they
share (each as often as both have it), divided by the number of words of both together; 0 to 1.
Case, accents and punctuation don't count, and neither does order. One word changed in a question
of ten gives 0.9; unrelated questions have some 0.15 by the small words of a language, and the two
most alike of one objection in the shipped playbook had 0.59 (November 2026).

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

from coachbot.lint.asking import asks_leave
from coachbot.lint.entry import MIN_SENTENCE_WORDS
from coachbot.lint.parts import parts_of
from coachbot.lint.reading import plain, plain_words, told_apart
from coachbot.lint.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coachbot.lint.findings import Finding
    from coachbot.lint.parts import Part
    from coachbot.playbook import Entry, Language

SAME_CEILING = 0.8
ALIKE_CEILING = 0.6
MAX_RECURRENCE = 2
MAX_FORMULA_RECURRENCE = 8


def likeness(left: str, right: str) -> float:
    """How alike two texts are: the Dice coefficient of their words, 0 to 1.

    >>> likeness("Wat heb jij nodig?", "Wat heb je nodig?")
    0.75
    """
    return _dice(Counter(plain_words(left)), Counter(plain_words(right)))


def _dice(left: Counter[str], right: Counter[str]) -> float:
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


class _Spot(NamedTuple):
    """A text of an entry, and where it stands."""

    entry: Entry
    part: Part

    def scope(self, language: Language) -> Scope:
        return Scope(objection=self.entry.objection, driver=self.entry.driver, language=language)

    def __str__(self) -> str:
        return f"{self.entry.driver or 'neutral'}.{self.part.place}"


def recurring_sentences(entries: Iterable[Entry], language: Language, only: Entry | None = None) -> Iterator[Finding]:
    """D2: each place is reported where a sentence stands once too often, or those of one entry `only`."""
    spots: dict[tuple[str, ...], list[tuple[_Spot, str]]] = defaultdict(list)
    for spot in _spots_beside(entries, language, only):
        for sentence, key in told_apart(spot.part.text):
            if len(key) >= MIN_SENTENCE_WORDS:
                spots[key].append((spot, sentence))
    for found in spots.values():
        if len(found) <= MAX_RECURRENCE or (only is not None and all(spot.entry is not only for spot, _ in found)):
            continue
        formula = all(spot.part.name == "next_act" or asks_leave(sentence, language) for spot, sentence in found)
        limit = MAX_FORMULA_RECURRENCE if formula else MAX_RECURRENCE
        count = len({(spot.entry.objection, spot.entry.driver) for spot, _ in found})
        if count > limit:
            for spot, sentence in found:
                if only is not None and spot.entry is not only:
                    continue
                yield spot.scope(language).fault("sentence_recurs", spot.part.place, sentence, count=count, limit=limit)


def _spots_beside(entries: Iterable[Entry], language: Language, only: Entry | None) -> Iterator[_Spot]:
    """Every text, or those that may share a sentence with an entry: they hold the longest word of one.

    That one look spares nearly all of a large playbook from being taken apart.
    """
    told = [] if only is None else [key for part in parts_of(only.texts[language]) for _, key in told_apart(part.text)]
    longest = {max(key, key=len) for key in told if len(key) >= MIN_SENTENCE_WORDS}
    for entry in entries:
        for part in parts_of(entry.texts[language]):
            folded = "" if only is None else plain(part.text)
            if only is None or any(word in folded for word in longest):
                yield _Spot(entry, part)


def much_alike(entries: Iterable[Entry], language: Language) -> Iterator[Finding]:
    """D3 and Q10 among the entries of one objection: each pair is reported once, at the later of the two."""
    spots = [_Spot(entry, part) for entry in entries for part in parts_of(entry.texts[language]) if not part.formal]
    for name in ("wording", "question"):
        counted = [(spot, Counter(plain_words(spot.part.text))) for spot in spots if spot.part.name == name]
        for (first, first_words), (second, second_words) in combinations(counted, 2):
            alike = _dice(first_words, second_words)
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
