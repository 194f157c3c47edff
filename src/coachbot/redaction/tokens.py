"""A message as words and signs, for telling names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from coachbot.redaction.lexicon import fold, word_set
from coachbot.redaction.spans import MARKS, Kind, kind_of

_TOKEN = re.compile(
    rf"""
    (?P<mark>[{MARKS}]+)
    |(?P<word>(?:v\.\ ?d\.|v/d|vd\.|v\.)(?=[\s])           # particles that end in a full stop
      |'[tsn](?![\w'])
      |[^\W\d_]+(?:(?!-(?:de|den|der|van|vd|ten|ter|te)\b)['-][^\W\d_]+)*(?!\w))
    |(?P<number>\w+)
    |(?P<sign>[^\s\w])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ENDS = frozenset(".!?:;…•")
_DASHES = frozenset("-–—")
_SHOUTED = 0.7
"""Share of capitals above which capitals tell nothing."""
_FEWEST_LETTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word, a sign, or the mark of what was found before.

    `key` is the word in small letters, without accents and without a possessive's "'s", which `end` leaves out too and
    `owns` tells.
    """

    text: str
    key: str
    start: int
    end: int
    is_word: bool
    is_capital: bool
    opens: bool
    joined: bool
    owns: bool
    mark: Kind | None = None


def tokens_of(text: str) -> list[Token]:
    """The tokens of an even text. `opens`: a sentence begins here; `joined`: nothing but a space stands before.

    >>> [(token.key, token.opens, token.is_capital) for token in tokens_of("Nee. Dhr. Bos ziet Anna's lijst")][2:6]
    [('dhr', True, True), ('.', False, False), ('bos', False, True), ('ziet', False, False)]
    """
    letters = sum(map(str.isalpha, text))
    shouted = letters >= _FEWEST_LETTERS and sum(map(str.isupper, text)) > _SHOUTED * letters
    tokens: list[Token] = []
    previous_end = 0
    for match in _TOKEN.finditer(text):
        shown = match[0]
        is_word = match.lastgroup == "word"
        possessive = is_word and len(shown) > 3 and shown[-2:].lower() == "'s"  # noqa: PLR2004 - "o's" is no possessive
        end = match.end() - 2 * possessive
        word = text[match.start() : end]
        gap = text[previous_end : match.start()]
        tokens.append(
            Token(
                text=word,
                key=fold(word) if is_word else word,
                start=match.start(),
                end=end,
                is_word=is_word,
                is_capital=is_word and not shouted and word.lstrip("'")[:1].isupper(),
                opens=not tokens or "\n" in gap or _opens(text, tokens, spaced=bool(gap)),
                joined=bool(tokens) and gap in ("", " "),
                owns=possessive,
                mark=kind_of(shown[0]) if match.lastgroup == "mark" else None,
            )
        )
        previous_end = match.end()
    return tokens


ABBREVIATIONS = word_set(
    "mr mrs ms dr dhr mevr mw mvr mej ir ing drs prof ds jr sr st fam wed burg t.a.v tav evt bijv nr tel"
    " vs resp ca geb rev hon gen"
)
INITIALS = word_set("th ch chr joh ph st ij fr jac alb corn wm")


def _opens(text: str, tokens: list[Token], *, spaced: bool) -> bool:
    last = tokens[-1]
    if last.is_word or last.mark:
        return False
    if last.text == "." and len(tokens) > 1:
        before = tokens[-2]
        return not (before.key in ABBREVIATIONS or (len(before.text) == 1 and before.is_capital) or before.key in INITIALS)
    if last.text in "\"'(":
        at = last.start
        opening = (at == 0 or not text[at - 1].isalnum()) and not spaced
        return opening and last.text != "(" and (len(tokens) < 2 or tokens[-2].text in _ENDS or last.opens)  # noqa: PLR2004
    return last.text in _ENDS or (last.text in _DASHES and spaced)
