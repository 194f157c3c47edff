"""A text with its number words as figures, so that "Kerklaan nummer twaalf" is read like "Kerklaan nummer 12"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.redaction.lexicon import word_set
from coachbot.redaction.patterns.number_words import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"(?<![\w'])[^\W_]+(?:-[^\W_]+)?(?![\w'])")
_ONES = word_set("een one")
_OTHERWISE = _ONES | word_set("o oh ten")
"""Words of other uses, which are a number only beside another one, or after a word that announces a number."""
_ANNOUNCES = word_set("nummer huisnummer number nr no postbus box")
_AND = word_set("en and")
_HUNDREDS = word_set("honderd hundred")
_TEN, _HUNDRED = 10, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A text in figures, and where each of its characters began and ended in the text it was made from."""

    text: str
    starts: list[int] | range
    ends: list[int] | range

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the figures stands in the text they were made from."""
        return self.starts[start], self.ends[end - 1]


def in_figures(text: str) -> Figures:
    """The text with its number words as figures.

    >>> in_figures("twenty two mill lane, or Kerklaan tweehonderd zes").text
    '22 mill lane, or Kerklaan 206'
    """
    parts, starts, ends, at = [], [], [], 0
    for start, end, figure in _numbers(text):
        parts += [text[at:start], figure]
        starts += [*range(at, start), *[start] * len(figure)]
        ends += [*range(at + 1, start + 1), *[end] * len(figure)]
        at = end
    if not at:
        return Figures(text=text, starts=range(len(text)), ends=range(1, len(text) + 1))
    return Figures(
        text="".join([*parts, text[at:]]),
        starts=[*starts, *range(at, len(text))],
        ends=[*ends, *range(at + 1, len(text) + 1)],
    )


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a number in words begins and ends, and its figure."""
    if NUMBERS.keys().isdisjoint(re.findall(r"[^\W_]+", text.lower())):
        return
    words = list(_WORD.finditer(text))
    keys = [word[0].lower() for word in words]
    at = 0
    while at < len(words):
        end = _end_of_number(text, words, keys, at)
        if end > at:
            yield words[at].start(), words[end - 1].end(), _figure(keys[at:end])
        at = max(end, at + 1)


def _end_of_number(text: str, words: list[re.Match[str]], keys: list[str], at: int) -> int:
    """The end of the number that begins at a word; the same index if none does."""

    def near(index: int) -> bool:
        return index < len(words) and text[words[index - 1].end() : words[index].start()] in (" ", "-")

    if keys[at] not in NUMBERS or (keys[at] in _OTHERWISE and not _is_number(keys, at)):
        return at
    end = at + 1
    if near(end) and keys[end] in _HUNDREDS and keys[at] not in _HUNDREDS:
        end += 1
    if keys[end - 1].endswith(tuple(_HUNDREDS)):
        rest = end + (near(end) and keys[end] in _AND)
        if not (near(rest) and _value(keys[rest]) in range(1, _HUNDRED) and (rest == end or keys[rest] not in _ONES)):
            return end
        end = rest + 1
    tens = keys[end - 1].endswith("ty") and near(end)
    return end + 1 if tens and keys[end] not in ("o", "oh") and _value(keys[end]) in range(1, _TEN) else end


def _is_number(keys: list[str], at: int) -> bool:
    before, after = keys[at - 1] if at else "", keys[at + 1] if at + 1 < len(keys) else ""
    return before in _ANNOUNCES or (before in NUMBERS and len(before) > 1) or after in _HUNDREDS


def _value(word: str) -> int | None:
    return int(NUMBERS[word]) if NUMBERS.get(word) else None


def _figure(keys: list[str]) -> str:
    """The figure of words that make one number: "two hundred and ten" → "210"."""
    total = 0
    for key in keys:
        if key in _HUNDREDS:
            total = (total or 1) * _HUNDRED
        elif key not in _AND:
            total += int(NUMBERS[key])
    return str(total)
