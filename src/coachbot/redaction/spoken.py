"""Numbers and addresses as they come out of dictation: "nul zes achtenveertig …", "jan punt jansen apenstaartje …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.checks import BSN_LENGTHS, passes_eleven_test
from coachbot.redaction.spans import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_NL_UNITS = "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien"
_EN_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_NL_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig"
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def _number_words() -> dict[str, str]:
    words = {word: str(number) for units in (_NL_UNITS, _EN_UNITS) for number, word in enumerate(units.split())}
    words |= {"oh": "0", "o": "0", "één": "1", "eén": "1", "nought": "0"}
    for ten, word in enumerate(_NL_TENS.split(), start=2):
        words[word] = f"{ten}0"
        for unit, small in enumerate(_NL_UNITS.split()[1:10], start=1):
            for joint in ("en", "ën", "een", "eën", "eneen"):
                words[f"{small}{joint}{word}"] = f"{ten}{unit}"
    for ten, word in enumerate(_EN_TENS.split(), start=2):
        words[word] = f"{ten}0"
        for unit, small in enumerate(_EN_UNITS.split()[1:10], start=1):
            words[f"{word}-{small}"] = f"{ten}{unit}"
    hundreds = {f"{'' if small == 'een' else small}honderd": unit for unit, small in enumerate(_NL_UNITS.split()[1:10], start=1)}
    for word, unit in hundreds.items():
        words |= {f"{word}{rest}": f"{unit}{int(digits):02}" for rest, digits in list(words.items()) if 0 < len(digits) <= 2}  # noqa: PLR2004
        words[word] = f"{unit}00"
    return words


_NUMBERS = _number_words()
_JOINTS = frozenset("punt dot point streep streepje dash hyphen slash schuine backslash dubbele double plus spatie space liggend".split())
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)?")
_GAP = re.compile(r"[ ,]{1,2}|-")

_CUES: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for kind, words in (
        ("bsn", r"bsn|burgerservicenummer|burger service nummer|sofinummer|citizen service number"),
        ("iban", r"iban|rekening(?:nummer)?|bank account|account number"),
        ("plate", r"kenteken\w*|nummerbord|number ?plate|licen[cs]e plate|plate|registration"),
        ("address", r"postcode|postal code|adres|address"),
        ("ip", r"ip|ip-adres|ip address"),
        ("case_number", r"zaak(?:nummer)?|dossier(?:nummer)?|kenmerk|case(?: number)?|file|ticket|melding|aanvraag"),
        ("phone", r"tel(?:efoon)?(?:nummer)?|mobiel|nummer|bel(?:len|t)?|phone|mobile|number|call|ring"),
    )
)
_CUE_REACH = 45
_FEWEST: dict[Kind, tuple[int, int]] = {  # digits and letters that a run must hold
    "bsn": (8, 0),
    "iban": (8, 0),
    "plate": (2, 2),
    "address": (4, 2),
    "ip": (4, 0),
    "case_number": (4, 0),
    "phone": (6, 0),
}
_FEWEST_DIGITS = 8
_DOTS_IN_IP = 3

_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|january|february|march|may|june|july|august|october"
_ORDINALS = (
    "eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende|elfde|twaalfde|dertiende|veertiende|vijftiende|zestiende"
    "|zeventiende|achttiende|negentiende|twintigste|dertigste|(?:een|twee|drie|vier|vijf|zes|zeven|acht|negen)[eë]n(?:twintigste|dertigste)"
    "|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth"
    "|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
)
_CARDINALS = "|".join(sorted((re.escape(word) for word in _NUMBERS if len(word) > 1 and "honderd" not in word), key=len, reverse=True))
_YEAR = (
    rf"(?:(?:19|20)\d\d|(?:negentien|twintig|nineteen|twenty|eighteen)(?: ?honderd| hundred)?(?: ?(?:en|and))?(?: ?(?:oh |nul )?(?:{_CARDINALS})){{0,2}}"
    rf"|(?:twee ?duizend|two thousand)(?: ?(?:en|and))?(?: ?(?:{_CARDINALS})){{0,2}})"
)
_BIRTH = re.compile(
    rf"\b(?:geboren|geboortedatum|geb|born|birth|birthday|verjaardag|jarig)\b(?:[ ,:]{{1,2}}(?:is|was|op|on|in|de|van)){{0,3}}[ ,:]{{1,2}}"
    rf"(?P<date>(?:the )?(?:{_ORDINALS}|{_CARDINALS}|\d{{1,2}}(?:e|de|ste|st|nd|rd|th)?)(?: of)? (?:{_MONTHS})(?:,? {_YEAR})?"
    rf"|(?:{_MONTHS}) (?:the )?(?:{_ORDINALS}|{_CARDINALS}|\d{{1,2}}(?:st|nd|rd|th)?)(?:,? {_YEAR})?)(?!\w)",
    re.IGNORECASE,
)
_AT = r"(?:apenstaartje|apestaartje|apenstaart|at sign|at)"
_PART = r"[\w-]{1,40}"
_SPOKEN_DOT = r"(?: (?:punt|dot) | ?\. ?)"
_MAIL = re.compile(
    rf"(?<!\w){_PART}(?:(?:{_SPOKEN_DOT}| (?:streepje|liggend streepje|underscore|dash|hyphen|min) ){_PART}){{0,4}} {_AT} "
    rf"{_PART}(?:(?:{_SPOKEN_DOT}| (?:streepje|dash|hyphen|min) ){_PART}){{0,4}}{_SPOKEN_DOT}(?:nl|com|org|net|eu|be|de|uk|co|info|frl)(?!\w)",
    re.IGNORECASE,
)
_STREET = re.compile(
    rf"(?<!\w)[^\W\d_]{{3,25}}(?:straat|laan|plein|gracht|kade|singel|steeg|dreef|plantsoen|street) (?:nummer |number )?(?:{_CARDINALS}|\w{{0,6}}honderd\w{{0,20}})(?: [a-d](?!\w))?(?!\w)",
    re.IGNORECASE,
)


def find_spoken(text: str) -> Iterator[Span]:
    """Dictated dates of birth, mail addresses, streets with a number, and runs of number words."""
    for match in _BIRTH.finditer(text):
        yield Span(*match.span("date"), "date_of_birth")
    for match in _MAIL.finditer(text):
        yield Span(match.start(), match.end(), "email")
    for match in _STREET.finditer(text):
        yield Span(match.start(), match.end(), "address")
    for run in _runs(text):
        if kind := _kind_of_run(text, run):
            yield Span(run[0].start(), run[-1].end(), kind)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Longest stretches of number words, digits, single letters and the signs between them, with one spoken number in it."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        joined = run and _GAP.fullmatch(text, run[-1].end(), word.start())
        fits = _digits(word[0]) is not None or _letters(word[0]) or word[0].lower() in _JOINTS
        if not (fits and joined):
            yield from _trimmed(run)
            run = []
        if fits:
            run.append(word)
    yield from _trimmed(run)


def _trimmed(run: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    while run and run[-1][0].lower() in _JOINTS:
        run.pop()
    while run and run[0][0].lower() in _JOINTS - {"plus", "double", "dubbele"}:
        run.pop(0)
    if len(run) > 2 and any(word[0].lower() in _NUMBERS for word in run):  # noqa: PLR2004 - two words are no number of this kind
        yield run


def _digits(word: str) -> str | None:
    return word if word.isdecimal() else _NUMBERS.get(word.lower())


def _letters(word: str) -> bool:
    return (len(word) == 1 and word.isalpha()) or word.lower() in _CODES


_CODES = frozenset("nl abna ingb rabo snsb trio knab bunq asnb rbrb".split())


def _kind_of_run(text: str, run: list[re.Match[str]]) -> Kind | None:
    """What a run of spoken digits is, if it is anything: by the word before it, else by its length and its check."""
    digits = "".join(_digits(word[0]) or "" for word in run)
    letters = sum(word[0].isalpha() and _digits(word[0]) is None and word[0].lower() not in _JOINTS for word in run)
    start = run[0].start()
    for kind, cue in _CUES:
        fewest_digits, fewest_letters = _FEWEST[kind]
        if len(digits) >= fewest_digits and letters >= fewest_letters and cue.search(text, max(0, start - _CUE_REACH), start):
            return kind
    if sum(word[0].lower() in ("punt", "dot", "point") for word in run) == _DOTS_IN_IP and not letters:
        return "ip"
    if letters or len(digits) < _FEWEST_DIGITS:
        return None
    return "bsn" if len(digits) in BSN_LENGTHS and passes_eleven_test(digits) else "phone"
