"""What was found in a message: where, and of which kind."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal[
    "name",
    "email",
    "phone",
    "bsn",
    "iban",
    "address",
    "url",
    "date_of_birth",
    "plate",
    "ip",
    "handle",
    "case_number",
    "municipality",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_FIRST_MARK = 0xE000
"""Private-use characters stand for what was found, one for each kind; `plain_text` leaves none in a message."""

MARKS = f"{chr(_FIRST_MARK)}-{chr(_FIRST_MARK + len(KINDS) - 1)}"
"""A range for a character class that holds the marks."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a message that tells who somebody is."""

    start: int
    end: int
    kind: Kind


def mark(kind: Kind) -> str:
    """The character that stands for a kind."""
    return chr(_FIRST_MARK + KINDS.index(kind))


def kind_of(character: str) -> Kind | None:
    """The kind that a character stands for, if it does."""
    index = ord(character) - _FIRST_MARK
    return KINDS[index] if 0 <= index < len(KINDS) else None


def masked(text: str, spans: list[Span]) -> str:
    """The text with every character of a span replaced by the mark of its kind; no position moves.

    >>> [kind_of(character) for character in masked("a b", [Span(2, 3, "name")])]
    [None, None, 'name']
    """
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], mark(span.kind) * (span.end - span.start)]
        at = span.end
    return "".join([*parts, text[at:]])


def collapsed(text: str, origins: list[int], spans: list[Span]) -> tuple[str, list[int]]:
    """The text with one mark for each span, and where each character came from.

    A mark is as long for "Bo" as for "Oluwaseun", and for either's placeholder: so what is near a number doesn't depend
    on how long the names between are, and a redacted text reads like the text it was made from.
    """
    parts, kept, at = [], [], 0
    for span in spans:
        parts += [text[at : span.start], mark(span.kind)]
        kept += [*origins[at : span.start], origins[span.start]]
        at = span.end
    return "".join([*parts, text[at:]]), [*kept, *origins[at:]]


def apart(spans: Iterable[Span]) -> list[Span]:
    """Spans in the order of the text, of those that overlap the one that begins first, and the longest of those."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def even(text: str) -> str:
    """The text in plain digits, dashes, spaces and quotes, one character for one: only for searching.

    >>> even("０６–４８２")
    '06-482'
    """
    return text if text.isascii() else "".join(_even(character) for character in text)


def _even(character: str) -> str:
    if character in _LOOKALIKES:
        return _LOOKALIKES[character]
    if character.isascii() or kind_of(character):
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Zs":
        return " "
    if category == "Pd":
        return "-"
    if 0xFF01 <= ord(character) <= 0xFF5E:  # noqa: PLR2004 - the full-width forms of ASCII
        return chr(ord(character) - 0xFEE0)
    return character


_LOOKALIKES = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "′": "'",
    "`": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "‑": "-",
    "−": "-",
    "·": ".",
    "∕": "/",
}
