"""The clauses of a message, since stories hide the objection among coffee and projectors."""

from __future__ import annotations

import re

from coachbot.recognition import Span

MIN_WORDS = 3
WINDOW = 14
STEP = 7
MAX_CLAUSES = 24

_BREAK = re.compile(
    r"[.!?;:\n]+|[\"“”„‘]|\s[-–—]\s|,\s+(?=(?:maar|want|dus|omdat|terwijl|en toen|but|because|so|while|and then)\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\S+")


def clauses(text: str) -> tuple[Span, ...]:
    """Split a message where a person would draw breath; dictated ones into overlapping windows.

    Gives none when the message is one short clause, since the whole is scored anyway.

    >>> text = "De koffie was op. Ze zei: wij hebben hier geen tijd voor."
    >>> [span.of(text) for span in clauses(text)]
    ['De koffie was op', 'wij hebben hier geen tijd voor']
    """
    found: list[Span] = []
    start = 0
    for match in _BREAK.finditer(text):
        _add(text, start, match.start(), found)
        start = match.end()
    _add(text, start, len(text), found)
    if len(found) == 1 and len(found[0].of(text).split()) >= len(text.split()) - 1:
        return ()
    return tuple(found[:MAX_CLAUSES])


def _add(text: str, start: int, end: int, found: list[Span]) -> None:
    words = [Span(start=start + match.start(), end=start + match.end()) for match in _WORD.finditer(text[start:end])]
    if len(words) < MIN_WORDS:
        return
    if len(words) <= WINDOW + STEP:
        found.append(Span(start=words[0].start, end=words[-1].end))
        return
    for first in range(0, len(words) - STEP, STEP):
        window = words[first : first + WINDOW]
        found.append(Span(start=window[0].start, end=window[-1].end))
