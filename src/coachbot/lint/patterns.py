r"""The notation of the word lists, turned into regular expressions.

A line is a phrase; case, accents, typography and the punctuation between words don't matter.

====================  ==========================================================
``je/jij bent``       either word
``je (ook) niet``     a word that may be left out
``weerstand*``        any ending (or beginning, or middle)
``je ... tegen``      at most three words in between
``you're``, ``don't`` written out too: "you are", "do not", "dont"
``, toch``            only after a comma, colon or dash
``mag ik``, ``^``     ``^`` only at the beginning of the sentence
``right ?``           only right before the question mark
====================  ==========================================================

Every repetition is bounded or over a single class of characters, so matching takes linear time.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

GAP = r"[\s,;:\"()\-]+"
_NEVER = re.compile(r"(?!)")
_BEFORE = r"(?<![\w'])(?<!\w-)"
_AFTER = r"(?!\w|-\w)"
_ENDINGS = {
    "can't": rf"(?:can'?t|can{GAP}not|cannot)",
    "won't": rf"(?:won'?t|will{GAP}not)",
    "n't": rf"(?:n'?t|{GAP}not)",
    "'re": rf"(?:'re|{GAP}are)",
    "'ll": rf"(?:'ll|{GAP}will)",
    "'ve": rf"(?:'ve|{GAP}have)",
    "'s": rf"(?:'s|{GAP}is|{GAP}has)",
    "'m": rf"(?:'m|{GAP}am)",
}


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """One pattern for a list of phrases; matches folded text. An empty list matches nothing."""
    alternatives = "|".join(_phrase(phrase) for phrase in phrases)
    return re.compile(alternatives) if alternatives else _NEVER


def _phrase(phrase: str) -> str:
    parts: list[str] = []
    between = ""
    for token in phrase.split():
        match token:
            case "^":
                parts.append(r"^[\"'(\s]*")
            case ",":
                parts.append(r"[,;:\-]\s*")
            case "?":
                parts.append(r"\s*\?")
            case "...":
                parts.append(rf"(?:{GAP}\w[\w']*){{0,3}}?")
            case _ if token.startswith("(") and between:
                parts.append(rf"(?:{GAP}{_word(token.strip('()'))})?")
            case _ if token.startswith("("):
                parts.append(rf"(?:{_word(token.strip('()'))}{GAP})?")
            case _:
                parts.append(between + _word(token))
                between = GAP
    return rf"{_BEFORE if phrase[0] not in '^,' else ''}{''.join(parts)}{_AFTER if not phrase.endswith('?') else ''}"


def _word(token: str) -> str:
    return "(?:" + "|".join(_spelling(word) for word in token.split("/")) + ")"


def _spelling(word: str) -> str:
    for ending, spellings in _ENDINGS.items():
        if word.endswith(ending):
            return _letters(word.removesuffix(ending)) + spellings
    return _letters(word)


def _letters(word: str) -> str:
    return r"\w*".join(re.escape(piece) for piece in word.split("*"))
