"""Numbers of cases, files, tickets, clients: by a word before them, or by a shape that little else has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.patterns.shapes import AMOUNT, ANY_CASE, cue, digits_of, either, is_cued
from coachbot.redaction.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHAPE = re.compile(
    r"(?<![\w/.-])(?:(?:(?-i:[A-Z]{1,5})[ /.-]{1,2}(?!0[1-9]-)|[A-Z]{1,2}/)"
    r"(?:(?:19|20)\d\d|\d\d)[/.-]\d{2,8}(?:[/.-][A-Z0-9]{1,8})?"  # Z/24/118203, JGZ 24-003917
    r"|(?-i:[CIMPRW])\d{4} \d{3,4}"  # M2403 1234
    r"|(?-i:[A-Z]{3}\d\d [A-Z]{1,2} \d{1,5})"  # a cadastral parcel, DDT00 K 1188
    r"|[A-Z]{1,5}\d{2,4}[./-]\d{4,8}|(?-i:[A-Z]{1,8})[/-]\d{4,12}(?:[/.-](?:\d{1,6}|(?-i:[A-Z]{1,2})))?"
    r"|(?!KB\d{7}\b)[A-Z]{1,4}\d{6,12}"  # Z24.00123, ZAAK-0012345
    r"|(?:19|20)\d\d[/-][A-Z]{0,4}[/-]?\d{4,8}|(?:19|20)\d\d\.\d{5,8}"  # 2024/ABC/00123
    r"|2\d-\d{4,6}|\d\d/\d{4,6}/[A-Z]{2,4}|[A-Z]{1,6}_[A-Z]{2,8}-\d{2,4}-\d{2,8}"  # 24/01234/FUL, HZ_WABO-24-0123
    r"|(?-i:[A-Z]{1,6})_(?:19|20)\d\d_\d{2,8})(?![\w/]|-\d)",
    ANY_CASE,
)
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d-\d{5,8}|2\d-\d{4,6}|\d\d/\d{4,6}/")
_CASES_OF = either(
    "case file application complaint permit policy client customer patient invoice ticket employee staff personnel payroll",
    "member tenant licen[cs]e passport registration document claim incident request decision dossier change",
)
_CUE = either(
    r"(?!(?:telefoon|doorkies|toestel|huis|kamer|versie|volg|regel|pagina|poort|bank|(?:bank)?rekening|giro|burgerservice|model|artikel|mobiel|rij|lijn)-?n)"
    r"(?!(?:lokaal|fout|serie|fax|order|product|week|jaar|zaal|vraag|stap|rang|slide|dia)-?n)[a-zë]{1,24}-?(?:nummer|nr\.?|kenmerk)",
    r"(?:[a-zë]{2,24}-?)?id (?:agb|cli[eë]nt|klant|persoons?|medewerkers?|leerling)-?code olo zkn kenmerk polis factuur ticket",
    r"[a-z-]{0,20}(?:zaak|dossier|melding|beschikking|klacht|verzoek|aanvraag|vergunning|aanslag|besluit|order)",
    r"medewerker cli[eë]nt klant inwoner persoon leerling pati[eë]nt bewoner deelnemer kadastraal",
    r"bon call boete indicatie registratie inschrijving volmacht (?:identiteits|id-?)kaart pas diploma",
    r"incident wijziging bezwaar(?:schrift)? topdesk pers\.?_?nr\.? kvk rsin btw vestiging paspoort rijbewijs",
    rf"{_CASES_OF}(?:_(?:number|no\.?|file|id|ref))? reference(?:_number)? ref nhs_number vat",
)
_CALLED = re.compile(
    rf"\b{_CUE}(?!\w)(?:[.:]| (?:is|was|as|als|wordt|werd|luidt|nummer|nr|number|no|ref|met|with|van|of|onder|#)){{0,3}}"
    r"[ :.#]{1,3}[#'\"]?"
    # A postcode is none: "the file of 3812 KL 12".
    r"(?![1-9]\d{3} ?(?:(?-i:[A-Z]{2})(?!\w|/\d)|[a-z]{2}(?=[ ,/-]{0,3}(?:\d|huis|nummer|nr))))"
    r"(?P<case>(?:[a-z]{0,6}[/.-]?|(?:(?-i:[A-Z]{1,6})|wmo|jw|pw|pgb|woz|woo) )"
    r"\d\w{0,20}(?:[/.-]{1,2}\w{1,12}| \d{3,12}(?!,\d|\.\d)| \d\d(?= \d{3})){0,4})",
    ANY_CASE,
)
_ANY_REFERENCE = re.compile(r"(?:reference|ref|order)(?![a-z])|file(?![a-z]| (?:number|no)\b)", ANY_CASE)
"""Before plain digits these may mean a line of an import as well."""
_LONG = re.compile(r"(?<![\w.,/€$£-])(?<![€$£] )(?!(?:19|20)\d\d[01]\d[0-3]\d\b)\d{8,20}(?![\w%]|[.,/-]\d)")
"""So many digits at a stretch count nothing: they are somebody's or something's number."""
_NUMBERED = re.compile(r"\b(?:nummer|nr\.?)[ :]{1,2}(?P<number>\d{4,7})(?![\w%]|[.,/-]\d)", ANY_CASE)
_COUNTED = cue(
    "regels? rij row line reference ref status error fout(?:code|melding)? code pagina page order(?:nummer|_number)? volgnummer",
    "teller counter build versie version id serie(?:nummer)? serial artikel(?:nummer)? product(?:nummer)?",
)
_COUNTED_REACH = 18
_YEARS = re.compile(r"(?:19|20)\d\d[/-](?:19|20)\d\d")
_FAULT = cue(r"error fout(?:code|melding)? exception warning code norm iso nen")
_FAULT_REACH = 12
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST_DIGITS = 4
_LETTER_OF_CASES = 2
"""A small letter or two before a slash, as in "z/24/118203", are a case's; a small word is not."""


def find_cases(text: str) -> Iterator[Span]:
    """Numbers of cases and the like."""
    for match in _SHAPE.finditer(text):
        if (
            _can_begin_a_case(match[0])
            and not _YEARS.fullmatch(match[0])
            and not is_cued(_FAULT, text, match.start(), _FAULT_REACH)
        ):
            yield Span(match.start(), match.end(), "case_number")
    for match in _CALLED.finditer(text):
        case = match["case"]
        doubtful = case.isdigit() and (_ANY_REFERENCE.match(match[0]) or _YEAR.fullmatch(case))
        if len(digits_of(case)) >= _FEWEST_DIGITS and not doubtful and not AMOUNT.match(text, match.end()):
            yield Span(*match.span("case"), "case_number")


def find_long_numbers(text: str) -> Iterator[Span]:
    """Numbers too long to count anything, of which nothing else says what they are."""
    for match in _NUMBERED.finditer(text):
        if not _YEAR.fullmatch(match["number"]) and not AMOUNT.match(text, match.end()):
            yield Span(*match.span("number"), "case_number")
    for match in _LONG.finditer(text):
        if not is_cued(_COUNTED, text, match.start(), _COUNTED_REACH) and not AMOUNT.match(text, match.end()):
            yield Span(match.start(), match.end(), "case_number")


def _can_begin_a_case(case: str) -> bool:
    """Whether the letters that a number begins with can be a case's: capitals, or none before a year."""
    letters = case[: len(case) - len(case.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))]
    if not letters:
        return re.search(r"[/A-Za-z]", case) is not None or _YEAR_FIRST.match(case) is not None
    return letters.isupper() or ("/" in case and len(letters) <= _LETTER_OF_CASES)
