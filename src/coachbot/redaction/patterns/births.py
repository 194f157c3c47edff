"""Dates of birth: a date alone is none; a word, or a person beside it, makes it one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.patterns.shapes import ANY_CASE, either, is_cued
from coachbot.redaction.spans import Span, mark

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTH = either(
    "januari februari maart april mei juni juli augustus september oktober november december",
    "january february march may june july august october jan feb mrt mar apr jun jul aug sept? okt oct nov dec",
)
_DATE = re.compile(
    r"(?<![\w.,/-])(?:\d{1,2} ?[./-] ?\d{1,2} ?[./-] ?(?:\d{4}|'?\d\d)|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
    r"|[0-3]\d[01]\d(?:19|20)\d\d|(?:19|20)\d\d[01]\d[0-3]\d"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th|e|ste|de)?[ -](?:of )?{_MONTH}\.?,?[ -]'?(?:\d{{4}}|\d\d)(?!\d)"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} \d{{1,2}} \d{{4}})(?!\w|[./-]\d)",
    ANY_CASE,
)
BORN = (
    r"(?:geb(?:oren|oorte)?\.?(?:[ -]?(?:dat(?:um)?|dag|jaar|dt|dd))?\.?|born|d\.?o\.?b\.?|(?:date|year)s? of birth"
    r"|birth(?:[ -]?(?:day|date|year))?)"
)
"""A word that says that a date of birth is near."""
_BEFORE = re.compile(
    rf"\b{BORN}(?!\w)"
    r"|\bverjaar(?:t|dag)|\bjarig|[*°]"
    r"|\b(?:(?:hij|zij|ze|kind|he|she) (?:is|was)|ik ben|i am|i'm) (?:[a-z]+ ){0,2}(?:van|from) $",
    ANY_CASE,
)
_AFTER = re.compile(r"[^.;\n]{0,20}\b(?:geboren|geboortedatum|geboortedag|born|date of birth|birthday|verjaardag)\b", ANY_CASE)
_PERSON = re.compile(rf"[{mark('name')}{mark('bsn')}][ ,(:;-]{{1,3}}$")
_CENTURY = re.compile(r"(?:19|20)\d\d")
_SAID = re.compile(
    rf"\b{BORN}(?!\w)(?: is| was| op| in| on| van| of| from){{0,2}}[ :]{{1,2}}"
    rf"(?P<date>[0-3]\d[01]\d{{3}}|(?:{_MONTH}\.? (?:of |van )?)?(?:(?:19|20)\d\d|'\d\d))(?!\w|[./-]\d)",
    ANY_CASE,
)
"""A year, a month and a year, or six figures, right after such a word."""
_SAID_AFTER = re.compile(
    rf"(?<![\w.,/-])(?P<date>[0-3]\d[01]\d{{3}}|\d{{1,2}}(?:st|nd|rd|th|e|ste|de)? {_MONTH}|{_MONTH} (?:19|20)\d\d)"
    rf" (?:is|was|als|as) (?:[a-z]{{1,10}} ){{0,2}}{BORN}(?!\w)",
    ANY_CASE,
)
_LONG_AGO = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:19\d\d|200\d)|(?:19\d\d|200\d)[./-]\d{1,2}[./-]\d{1,2}")
"""Few dates of work lie that far back, and nearly all of birth do."""
_BORN_IN = re.compile(
    r"\bin (?P<year>(?:19|20)\d\d) (?:geboren|born)\b|\b(?:hij|zij|ze) is van (?P<of>19\d\d)(?![\w-])", ANY_CASE
)
_REACH = 60


def find_births(text: str) -> Iterator[Span]:
    """Dates with a word of birth around them, of long ago, or with a full year and a name or a BSN right before."""
    for match in _DATE.finditer(text):
        beside = _CENTURY.search(match[0]) and _PERSON.search(text, max(0, match.start() - 4), match.start())
        if (
            beside
            or _LONG_AGO.fullmatch(match[0])
            or is_cued(_BEFORE, text, match.start(), _REACH)
            or _AFTER.match(text, match.end())
        ):
            yield Span(match.start(), match.end(), "date_of_birth")
    for pattern in (_SAID, _SAID_AFTER, _BORN_IN):
        for match in pattern.finditer(text):
            yield Span(*match.span(match.lastgroup or "date"), "date_of_birth")
