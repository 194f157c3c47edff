"""What the finders share: how a pattern is put together, and what stands around a number."""

from __future__ import annotations

import re

CUE_REACH = 40
"""Characters before a number in which a word may say what it is."""

ANY_CASE = re.IGNORECASE

CAPITALISED = r"[A-ZÀ-ÞĀ-Ž'][\w'.-]{0,30}"

AMOUNT = re.compile(r" ?(?:,\d\d\b|,-|euro\b|eur\b|€|pounds?\b|[kmg]b\b)", ANY_CASE)
"""What makes the number before it an amount."""

DATE = re.compile(r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d(?!\d)|(?:19|20)\d\d[ ./-]\d{1,2}[ ./-]\d{1,2}(?!\d)")


def either(*parts: str) -> str:
    """A group of alternatives, from strings of patterns with spaces between; "_" stands for a space inside one.

    >>> either("a b_c", "d")
    '(?:a|b c|d)'
    """
    return f"(?:{'|'.join(part.replace('_', ' ') for line in parts for part in line.split())})"


def cue(*parts: str) -> re.Pattern[str]:
    """A pattern for any of these words, capitals or not."""
    return re.compile(rf"\b{either(*parts)}(?!\w)", ANY_CASE)


def is_cued(words: re.Pattern[str], text: str, start: int, reach: int = CUE_REACH) -> bool:
    """Whether a word shortly before says what stands at `start`."""
    return words.search(text, max(0, start - reach), start) is not None


def digits_of(text: str) -> str:
    """The digits of a number without what separates them."""
    return "".join(character for character in text if character.isdigit())
