"""What redaction knows about words: which are names, which are ordinary, and which come before a name."""

from __future__ import annotations

import lzma
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from coachbot.playbook import LANGUAGES, Both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot.playbook import Language

LISTS = Path(str(files("coachbot.redaction"))) / "lists"

_UNMARKED = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ə": "e", "’": "'", "`": "'"}
)


def fold(word: str) -> str:
    """A word without capitals and accents.

    >>> fold("Dąbrowska"), fold("Özgür"), fold("’t")
    ('dabrowska', 'ozgur', "'t")
    """
    if word.isascii():
        return word.lower()
    lower = word.casefold().translate(_UNMARKED)
    return "".join(mark for mark in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(mark))


def word_set(words: str) -> frozenset[str]:
    """A set of words, written as one string."""
    return frozenset(words.split())


class WordList:
    """A long sorted list of words, searched where it lies: a set would take twenty times the memory."""

    def __init__(self, lines: bytes) -> None:
        self._lines = lines
        self._starts = array("I", accumulate((len(line) + 1 for line in lines.split(b"\n")[:-1]), initial=0))

    def __contains__(self, word: str) -> bool:
        sought = word.encode()
        at = bisect_left(range(len(self)), sought, key=self._word)
        return at < len(self) and self._word(at) == sought

    def __len__(self) -> int:
        return len(self._starts) - 1

    def _word(self, index: int) -> bytes:
        return self._lines[self._starts[index] : self._starts[index + 1] - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The lists for one language of the text; `words` are the short lists of `words.yaml` by name."""

    given: frozenset[str]
    family: frozenset[str]
    places: frozenset[str]
    ordinary: WordList
    words: Mapping[str, frozenset[str]]

    def is_ordinary(self, word: str) -> bool:
        """Whether a folded word is one that a dictionary has, or a compound of two.

        >>> read_lexicon("nl").is_ordinary("zoekscherm"), read_lexicon("nl").is_ordinary("terpstra")
        (True, False)
        """
        if word in self.ordinary:
            return True
        if "-" in word:
            return all(part in self.ordinary for part in word.split("-") if part)
        halves = ((word[:at], word[at:]) for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1))
        return any(
            (first in self.ordinary or (first[-1] == "s" and first[:-1] in self.ordinary)) and second in self.ordinary
            for first, second in halves
        )


_SHORTEST_PART = 4
"""Letters in a part of a compound; shorter ones make words of surnames."""


@cache
def read_words() -> Mapping[str, Both[frozenset[str]]]:
    """The short lists, those for both languages joined to each."""
    raw = yaml.safe_load((LISTS.parent / "words.yaml").read_text(encoding="utf-8"))
    return {
        name: Both(**{language: word_set(f"{lists.get('both', '')} {lists.get(language, '')}") for language in LANGUAGES})
        for name, lists in raw.items()
    }


@cache
def read_list(name: str) -> frozenset[str]:
    """One of the long lists of names, by its file name."""
    return frozenset((LISTS / name).read_text(encoding="utf-8").splitlines())


@cache
def read_lexicon(language: Language) -> Lexicon:
    """All lists for text in one language; read once."""
    return Lexicon(
        given=read_list("given_names.txt"),
        family=read_list("family_names.txt"),
        places=read_list("places.txt"),
        ordinary=WordList(lzma.decompress((LISTS / f"ordinary_{language}.txt.xz").read_bytes())),
        words={name: both[language] for name, both in read_words().items()},
    )
