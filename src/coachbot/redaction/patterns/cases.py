"""Numbers of cases, files, tickets, clients: by a word before them, or by a shape that little else has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.patterns.shapes import AMOUNT, ANY_CASE, digits_of, either
from coachbot.redaction.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHAPE = re.compile(
    r"(?<![\w/.-])(?:[A-Z]{1,5}[ /.-]{1,2}(?:(?:19|20)\d\d|\d\d)[/.-]\d{2,8}(?:[/.-][A-Z0-9]{1,8})?"  # Z/24/118203, JGZ 24-003917
    r"|[A-Z]{1,3}\d{2,4}[./-]\d{4,8}|[A-Z]{1,8}[/-]\d{4,12}(?:[/.-]\d{1,6})?|[A-Z]{1,4}\d{6,12}"  # Z24.00123, ZAAK-0012345
    r"|(?:19|20)\d\d[/-][A-Z]{0,4}[/-]?\d{4,8}|(?:19|20)\d\d\.\d{5,8})(?![\w/]|-\d)",
    ANY_CASE,
)
_CUE = either(
    r"olo(?:-?nummer)? zaak(?:nummer|nr|kenmerk|id)? zkn dossier(?:nummer|nr)? kenmerk",
    r"aanvraag(?:nummer|nr) melding(?:s?nummer|nr)?",
    r"beschikking(?:s?nummer)? klacht(?:nummer|nr)? cli[eë]nt(?:nummer|nr) klant(?:nummer|nr)",
    r"debiteur(?:nummer|nr) personeelsnummer",
    r"pati[eë]nt(?:nummer|nr) polis(?:nummer)? factuur(?:nummer|nr) ticket(?:nummer|nr)? incident(?:nummer)? bezwaar(?:nummer)?",
    r"case(?:_(?:number|no|file|id))? file(?:_(?:number|no))? (?:application|complaint|permit|policy)_(?:number|no)",
    r"(?:client|customer|patient)_(?:number|no|id) invoice(?:_(?:number|no))? reference(?:_number)? ref nhs_number",
)
_CALLED = re.compile(
    rf"\b{_CUE}(?!\w)(?:\.|:| is| nummer| nr| number| no| met| with| van| of| #){{0,3}}[ :.#]{{1,3}}[#'\"]?"
    r"(?P<case>[A-Za-z]{0,6}[ /.-]?\d\w{0,14}(?:[/.-]{1,2}\w{1,12}){0,4})",
    ANY_CASE,
)
_ANY_REFERENCE = re.compile(r"(?:reference|ref|file)\b", ANY_CASE)
"""Before plain digits these may mean a line of an import as well."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST_DIGITS = 4
_LETTER_OF_CASES = 2
"""A small letter or two before a slash, as in "z/24/118203", are a case's; a small word is not."""


def find_cases(text: str) -> Iterator[Span]:
    """Numbers of cases and the like."""
    for match in _SHAPE.finditer(text):
        if _can_begin_a_case(match[0]):
            yield Span(match.start(), match.end(), "case_number")
    for match in _CALLED.finditer(text):
        case = match["case"]
        doubtful = case.isdigit() and (_ANY_REFERENCE.match(match[0]) or _YEAR.fullmatch(case))
        if len(digits_of(case)) >= _FEWEST_DIGITS and not doubtful and not AMOUNT.match(text, match.end()):
            yield Span(*match.span("case"), "case_number")


def _can_begin_a_case(case: str) -> bool:
    """Whether the letters that a number begins with can be a case's: capitals, or none before a year."""
    letters = case[: len(case) - len(case.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))]
    if not letters:
        return re.search(r"[/A-Za-z]", case) is not None
    return letters.isupper() or ("/" in case and len(letters) <= _LETTER_OF_CASES)
