"""Telephone numbers, Dutch and foreign, with spaces, dots, dashes and brackets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.patterns.shapes import AMOUNT, ANY_CASE, DATE, digits_of, either
from coachbot.redaction.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_GAP = r"[ .\-/]{0,3}"
_WHOLE = re.compile(
    rf"""
    (?<![\w.,-])(?:
      (?:\+|00)\ ?[1-9]\d{{0,2}}{_GAP}(?:\(0\){_GAP})?(?:\(?\d{{1,5}}\)?{_GAP}){{1,7}}\d  # +31 (0)6 5390 1846
      |\(0\d{{1,4}}\){_GAP}\d(?:{_GAP}\d){{4,8}}                                          # (0512) 34 56 78
      |0\d{{1,3}}\ ?\(\d{{2,4}}\){_GAP}\d(?:{_GAP}\d){{4,6}}                              # 06 (28) 409 713
      |0[ ]?\d(?:{_GAP}\d){{7,9}}                                                         # 06-48213975, 0 6 4 8 2 1 3 9 7 5
      |0[89]00{_GAP}\d{{4}}                                                                # 0900-1234
      |\(\d{{3}}\)\ ?\d{{3}}[ .-]\d{{4}}|\d{{3}}[.-]\d{{3}}[.-]\d{{4}}                      # (555) 010-4477
    )(?!\w|[.,]\d|-\d)
    """,
    re.VERBOSE,
)
_CUE = either(
    r"tel(?:efoon)?(?:nummer|nr|\.)? mobiel(?:e|tje)?(?:_nummer)? gsm 06-nummer bel(?:len|t|de)? gebeld terugbellen bereikbaar",
    r"app(?:en|t|je)? whatsapp sms dial phone mobile cell landline fax",
    r"(?:zijn|haar|mijn|hun|his|her|my|their|direct)_(?:nummer|number)",
    r"(?:call|ring|text)(?:ed|ing|s)?_(?:me|him|her|them|us|back|on|at)",
)
_PART = re.compile(
    rf"\b{_CUE}(?!\w)[^\d\n]{{0,25}}?(?P<number>(?:\+ ?)?\(?\d\)?(?:[ .\-/]{{0,2}}\d){{5,13}})(?!\w|[.,]\d)", ANY_CASE
)
_EXTENSION_CUE = either(r"toestel(?:nummer)? tst\.? doorkies(?:nummer|nr)? intern(?:_nummer)? ext(?:ension)?\.?")
_EXTENSION = re.compile(
    rf"\b{_EXTENSION_CUE}(?: number| nummer)?(?: is| was)?[ :]{{1,2}}-?(?P<number>\d{{2,6}})\b(?![ .-]?\d)", ANY_CASE
)
_DIGITS = range(8, 16)
_NATIONAL = range(10, 12)
"""Digits of a Dutch or British number with its nought."""


def find_whole_phones(text: str) -> Iterator[Span]:
    """Numbers with a country or all of an area before them, a part of which could pass for another number."""
    for match in _WHOLE.finditer(text):
        count = len(digits_of(match[0]))
        foreign = match[0].startswith(("+", "00")) and count in _DIGITS
        national = match[0].startswith(("0", "(0")) and count in _NATIONAL and not DATE.match(match[0])
        if foreign or national:
            yield Span(match.start(), match.end(), "phone")


def find_phones(text: str) -> Iterator[Span]:
    """Whole numbers by their shape; a part of one, or an extension, by the word before it."""
    for match in _WHOLE.finditer(text):
        if len(digits_of(match[0])) in _DIGITS and not DATE.match(match[0]):
            yield Span(match.start(), match.end(), "phone")
    for pattern in (_PART, _EXTENSION):
        for match in pattern.finditer(text):
            if not DATE.match(match["number"]) and not AMOUNT.match(text, match.end()):
                yield Span(*match.span("number"), "phone")
