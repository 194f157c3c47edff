"""Bank accounts: IBAN by its check, old account numbers by the word before them, payment cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.patterns.checks import IBAN_LENGTHS, passes_luhn, passes_mod_97
from coachbot.redaction.patterns.shapes import ANY_CASE, cue, digits_of, either, is_cued
from coachbot.redaction.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Za-z][ .-]?[A-Za-z])[ .-]?\d[ .-]?\d(?=(?:[ .-]{0,2}[A-Za-z0-9]){11})")
_IBAN_CUE = cue(r"iban (?:bank)?rekening(?:nummer|nr)? rek\.? bank(?:account|nummer) account_number")
_DUTCH = re.compile(r"NL\d\d[A-Z]{4}\d{10}", ANY_CASE)
_WITHOUT_COUNTRY = re.compile(
    rf"(?<![\w.-]){either('ABNA INGB RABO SNSB TRIO BUNQ KNAB ASNB RBRB FVLB')}[ .-]?\d(?:[ .-]?\d){{9}}(?![\w-])", ANY_CASE
)
_CARD = re.compile(r"(?<![\w.,-])\d{4}(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{4}(?![\w-])")
_OLD_WORD = either(r"(?:bank|giro)?rekening(?:nummer|nr)? rek\.?_?(?:nummer|nr) giro(?:nummer)? account_number sort_code")
_OLD = re.compile(rf"\b{_OLD_WORD}\b\.?(?: [a-z]+){{0,2}}[ :]{{1,3}}(?P<number>\d(?:[ .-]?\d){{5,13}})(?!\d)", ANY_CASE)


def find_accounts(text: str) -> Iterator[Span]:
    """Account numbers by their check; a mistyped one by the shape of a Dutch one or the word before it."""
    for match in _IBAN.finditer(text):
        length = IBAN_LENGTHS.get(re.sub(r"[ .-]", "", match[1]).upper())
        if not length:
            continue
        number, end = _take(text, match.start(), length)
        whole = len(number) == length and not text[end : end + 1].isalnum()
        mistyped = whole and (_DUTCH.fullmatch(number) or is_cued(_IBAN_CUE, text, match.start()))
        if len(digits_of(number)) * 2 >= length and (passes_mod_97(number) or mistyped):
            yield Span(match.start(), end, "iban")
    for match in _WITHOUT_COUNTRY.finditer(text):
        yield Span(match.start(), match.end(), "iban")
    for match in _CARD.finditer(text):
        if passes_luhn(digits_of(match[0])):
            yield Span(match.start(), match.end(), "iban")
    for match in _OLD.finditer(text):
        yield Span(*match.span("number"), "iban")


def _take(text: str, start: int, count: int) -> tuple[str, int]:
    """The next `count` letters and digits, and where they end; fewer if something else stands between."""
    taken: list[str] = []
    at = start
    while len(taken) < count and at < len(text) and (text[at] in " .-" or (text[at].isascii() and text[at].isalnum())):
        if text[at].isalnum():
            taken.append(text[at])
        at += 1
    return "".join(taken), at
