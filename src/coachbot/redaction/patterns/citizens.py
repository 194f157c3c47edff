"""Citizen service numbers (BSN), by the eleven-test; British national insurance numbers, by their shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.patterns.checks import BSN_LENGTHS, passes_eleven_test
from coachbot.redaction.patterns.shapes import AMOUNT, cue, digits_of, is_cued
from coachbot.redaction.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER = re.compile(
    r"(?<![\w.,/+-])(?<![€$£])(?<![€$£] )\d(?:[ .-]?\d){7,8}(?!\w|[,.-]\d| \d\d\b)|(?<=\b[Bb][Ss][Nn])\d{8,9}(?!\w)"
)
_CUE = cue(
    r"b\.s\.n\.? bsn(?:nr|nummer)?(?:'?s)? burger_?service_?(?:nummer|nr)s? sofi-?(?:nummer)? persoons?nummer",
    r"citizen_service_(?:number|no)s?",
    r"social_security service_number national_insurance",
)
_YEARS_OR_DATE = re.compile(
    r"(?:19|20)\d\d[ -](?:19|20)\d\d|(?:19|20)\d\d[ .-]?(?:0\d|1[0-2])[ .-]?(?:[0-2]\d|3[01])"
    r"|(?:[0-2]\d|3[01])[ .-](?:0\d|1[0-2])[ .-](?:19|20)\d\d"
)
_NATIONAL_INSURANCE = re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")


def find_citizens(text: str) -> Iterator[Span]:
    """Numbers that pass the eleven-test, or that a word calls a BSN: a mistyped one still points at somebody."""
    for match in _NUMBER.finditer(text):
        digits = digits_of(match[0])
        if len(digits) not in BSN_LENGTHS:
            continue
        one_separator = len({character for character in match[0] if not character.isdigit()}) <= 1
        other = _YEARS_OR_DATE.fullmatch(match[0]) or AMOUNT.match(text, match.end())
        if is_cued(_CUE, text, match.start()) or (one_separator and not other and passes_eleven_test(digits)):
            yield Span(match.start(), match.end(), "bsn")
    for match in _NATIONAL_INSURANCE.finditer(text):
        yield Span(match.start(), match.end(), "bsn")
