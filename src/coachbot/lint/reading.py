"""A text as the rules read it: without case, accents or typography, in sentences and words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

KEPT = 20_000
"""Texts whose words are remembered, two to three times the shipped playbook: whoever edits one has all others looked at again."""

# Typographic quotes and dashes, as the keyboard has them.
_PLAIN = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u0060\u00b4", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-")
)
_ELLIPSIS = re.compile(r"\.{2,}|\u2026")
_WORD = re.compile(r"\w+(?:['\u2019\u2011-]\w+)*")
_SENTENCE_END = re.compile(r"(?:[.!?]+|\u2026)[\"'\u201d\u2019)\u00bb]*(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:bijv|bv|enz|evt|incl|excl|ca|nr|dhr|mevr|mw|dr|ir|mr|mrs|ms|etc|(?:\w\.)+\w)\.$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in lower case, without accents, with straight quotes and single spaces.

    Zero-width characters and soft hyphens are gone, so that they can't hide a word.
    `origin[i]` is where character i stood in the original.
    """

    original: str
    text: str
    origin: tuple[int, ...]

    def quote(self, start: int, end: int) -> str:
        """The original words of a stretch of the folded text."""
        return self.original[self.origin[start] : self.origin[end - 1] + 1] if end > start else ""


def fold(original: str) -> Folded:
    """Fold a text for matching.

    >>> fold("Wáárom  zou ú…").text
    'waarom zou u'
    """
    spaced = _ELLIPSIS.sub(lambda found: " " * len(found.group()), original)
    letters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(spaced):
        for letter in _folded(character):
            if letter == " " and (not letters or letters[-1] == " "):
                continue
            letters.append(letter)
            origin.append(index)
    if letters and letters[-1] == " ":
        letters.pop()
        origin.pop()
    return Folded(original, "".join(letters), tuple(origin))


class _Folds(dict[int, str]):
    """Characters as plain letters, for `str.translate`; those of European languages are remembered."""

    def __missing__(self, code: int) -> str:
        folded = _folded(chr(code))
        if code < _REMEMBERED:
            self[code] = folded
        return folded


_REMEMBERED = 0x2100
_FOLDS = _Folds()


@lru_cache(maxsize=1_000)
def _folded(character: str) -> str:
    """One character as plain letters: none, one, or several ("½" is "1/2" in disguise)."""
    pieces = unicodedata.normalize("NFKD", character.translate(_PLAIN)).casefold()
    kinds = [(piece, unicodedata.category(piece)) for piece in pieces]
    return "".join(" " if piece.isspace() or kind == "Cc" else piece for piece, kind in kinds if kind not in {"Mn", "Cf"})


def words(text: str) -> list[str]:
    """The words of a text, as one counts them: "zo'n" and "e-mail" are one each.

    >>> words("Zo'n e-mail, om 9 uur?")
    ["Zo'n", 'e-mail', 'om', '9', 'uur']
    """
    return _WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text; an abbreviation or an ellipsis before a small letter ends none.

    >>> sentences("Dat is, bijv. nu, veel. Mag ik… iets zeggen?")
    ['Dat is, bijv. nu, veel.', 'Mag ik… iets zeggen?']
    """
    found: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        rest = text[end.end() :].lstrip()
        trails_off = end.group().startswith(("…", "..")) and rest[:1].islower()
        if rest and (trails_off or _ABBREVIATION.search(text[start : end.end()])):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    rest = text[start:].strip()
    if rest:
        found.append(rest)
    return found


@lru_cache(maxsize=KEPT)
def told_apart(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The sentences of a text, each with its plain words."""
    return tuple((sentence, plain_words(sentence)) for sentence in sentences(text))


@lru_cache(maxsize=KEPT)
def plain_words(text: str) -> tuple[str, ...]:
    """The folded words, by which two texts are compared."""
    return tuple(_WORD.findall(plain(_ELLIPSIS.sub(" ", text))))


def plain(text: str) -> str:
    """The folded letters as `fold` has them, but for its spaces, and far sooner, as nobody asks where each one stood.

    >>> plain("Wáárom zou ú?")
    'waarom zou u?'
    """
    return text.translate(_FOLDS)
