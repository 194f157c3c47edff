"""Numbers and addresses as they come out of dictation: "nul zes achtenveertig …", "jan punt jansen apenstaartje …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.lexicon import fold, read_list, word_set
from coachbot.redaction.patterns.births import BORN
from coachbot.redaction.patterns.checks import BSN_LENGTHS, passes_eleven_test
from coachbot.redaction.patterns.number_words import CARDINALS, NUMBERS, ORDINALS
from coachbot.redaction.patterns.shapes import cue, either, is_cued
from coachbot.redaction.spans import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_JOINTS = word_set(
    "punt dot point streep streepje dash hyphen slash schuine backslash dubbele dubbel double plus komma"
    " eh ehm uh um spatie space liggend nummer huisnummer number"
)
_TWICE = frozenset(("double", "dubbele", "dubbel"))
_WORD = re.compile(r"(?<!')[^\W_]+(?:-[^\W_]+)?")
_GAP = re.compile(r"[ ,]{1,2}|-")

_CUES: dict[Kind, re.Pattern[str]] = {
    "bsn": cue("bsn burgerservicenummer burger_service_nummer sofinummer citizen_service_number"),
    "iban": cue("iban rekening(?:nummer)? bank_account account_number"),
    "date_of_birth": cue("geboren geboortedatum born date_of_birth birth"),
    "plate": cue(r"kenteken\w* nummerbord number_?plate licen[cs]e_plate plate registration"),
    "address": cue("postcode postal_code adres address"),
    "ip": cue("ip ip-adres ip_address"),
    "case_number": cue(r"zaak(?:nummer|nr)? \w{1,20}-?nummer dossier kenmerk case(?:_number)? file ticket melding aanvraag"),
    "phone": cue("tel(?:efoon)?(?:nummer)? mobiel nummer bel(?:len|t)? phone mobile number call ring"),
}
_CUE_REACH = 45
_CUE_AFTER = 20
_FEWEST: dict[Kind, tuple[int, int]] = {  # digits and letters that a run must hold
    "bsn": (8, 0),
    "iban": (8, 0),
    "date_of_birth": (4, 0),
    "plate": (2, 2),
    "address": (4, 2),
    "ip": (4, 0),
    "case_number": (4, 0),
    "phone": (6, 0),
}
_FEWEST_DIGITS = 8
_DOTS_IN_IP = 3

_MONTH = either(
    "januari februari maart april mei juni juli augustus september oktober november december",
    "january february march may june july august october",
)
_CARDINAL = either(*map(re.escape, CARDINALS))
_YEAR = (
    r"(?:(?:19|20)\d\d"
    r"|(?:(?:negentien|twintig|nineteen|twenty|eighteen)(?: ?honderd| hundred)?|twee ?duizend|two thousand)(?: ?(?:en|and))?"
    rf"(?: ?(?:oh |nul )?{_CARDINAL}){{0,2}}"
    r"|(?:\w{3,6}[eë]n)?(?:veertig|vijftig|zestig|zeventig|tachtig|negentig)"
    r"|(?:forty|fifty|sixty|seventy|eighty|ninety)(?:[ -]\w{3,5})?)"
)
_DAY = rf"(?:the )?(?:{either(*ORDINALS)}|{_CARDINAL}|\d{{1,2}}(?:e|de|ste|st|nd|rd|th)?)"
_DAY_WORD = re.compile(rf"\b{either(*ORDINALS)}\b|\d", re.IGNORECASE)
_BIRTH = re.compile(
    rf"\b(?:{BORN}|verjaardag|jarig)(?!\w)"
    rf"(?:[ ,:]{{1,2}}{either('is was op on in de van')}){{0,3}}[ ,:]{{1,2}}"
    rf"(?P<date>(?:{_DAY}(?: of)? {_MONTH}|{_MONTH} {_DAY}|{_DAY} (?:van|of) (?:de |the )?{either(*ORDINALS)})"
    rf"(?:,? {_YEAR})?)(?!\w)",
    re.IGNORECASE,
)
_PART = r"[\w-]{1,40}"
_DOT = r"(?: (?:punt|dot) | ?\. ?)"
_DASH = rf" {either('streepje liggend_streepje underscore dash hyphen min')} "
_PARTICLES = r"(?:(?:van|de|der|den|ten|ter|el|la) ){0,2}"
_PARTS = rf"{_PART}(?:(?:{_DOT}|{_DASH}){_PARTICLES}{_PART}){{0,4}}"
_SURE_AT = either("ap(?:en|e)staart(?:je)? at_sign at_teken @")
_AT = either("ap(?:en|e)staart(?:je)? at_sign at_teken at")
_DOT_WORD = re.compile(r"\b(?:punt|dot)\b", re.IGNORECASE)
_AT_SIGN = re.compile(rf"\b{_AT}\b", re.IGNORECASE)
_ENDING = either("nl com org net eu be de uk co info frl gov")
_BEFORE_AT = rf"(?:[a-z] )?{_PARTICLES}"
_MAIL = re.compile(
    rf"(?<![\w'])(?:{_BEFORE_AT}{_PARTS} {_AT} {_PARTS}|{_BEFORE_AT}{_PARTS} {_SURE_AT} {_PART}(?: {_PART}){{1,2}})"
    rf"{_DOT}{_ENDING}(?:{_DOT}uk)?(?!\w)",
    re.IGNORECASE,
)
_BEFORE_WORD = re.compile(r"(?<!\w)([^\W\d_]{2,20}) $")
_SLASH = either("slash schuine_streep schuine_streep_naar_rechts /")
_LINK = re.compile(rf"(?<!\w){_PARTS}{_DOT}{_ENDING}(?: ?{_SLASH} ?{_PARTS}(?: {_CARDINAL}){{0,12}}){{1,5}}(?!\w)", re.IGNORECASE)


def find_spoken_links(text: str) -> Iterator[Span]:
    """Dictated mail addresses and links."""
    if _AT_SIGN.search(text):
        for match in _MAIL.finditer(text):
            yield Span(_with_first_name(text, match.start()), match.end(), "email")
    if _DOT_WORD.search(text):
        for match in _LINK.finditer(text):
            yield Span(match.start(), match.end(), "url")


def find_spoken(text: str) -> Iterator[Span]:
    """Dictated dates of birth, and runs of number words."""
    if NUMBERS.keys().isdisjoint(_WORD.findall(text.lower())) and not _DAY_WORD.search(text):
        return
    for match in _BIRTH.finditer(text):
        yield Span(*match.span("date"), "date_of_birth")
    for run in _runs(text):
        if kind := _kind_of_run(text, run):
            yield Span(run[0].start(), run[-1].end(), kind)


def _with_first_name(text: str, start: int) -> int:
    """Where "jan jansen apenstaartje …" begins: at the first name, if one stands before."""
    before = _BEFORE_WORD.search(text, max(0, start - 22), start)
    return before.start() if before and fold(before[1]) in read_list("given_names.txt") else start


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
    while run and run[0][0].lower() in _JOINTS - {"plus", *_TWICE}:
        run.pop(0)
    if len(run) > 1 and any(word[0].lower() in NUMBERS for word in run):
        yield run


def _digits(word: str) -> str | None:
    return word if word.isdecimal() else NUMBERS.get(word.lower())


def _all_digits(words: list[str]) -> str:
    """The digits of a run; "double four" is two of them."""
    before = ["", *words]
    return "".join(
        (_digits(word) or "") * (2 if previous in _TWICE else 1) for previous, word in zip(before, words, strict=False)
    )


def _letters(word: str) -> bool:
    return (len(word) == 1 and word.isalpha()) or word.lower() in _CODES or word.lower() in _ALPHABET


_ALPHABET = word_set(
    "anton bernard cornelis dirk eduard ferdinand gerard hendrik izaak isaac johan jacob karel lodewijk maria nico otto pieter"
    " quotient rudolf simon theodoor utrecht victor willem xantippe ypsilon zacharias zaandam"
    " alfa alpha bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa quebec romeo"
    " sierra tango uniform whisky whiskey xray yankee zulu"
)
"""Words that spell letters on the telephone."""
_CODES = word_set("zet nl abna ingb rabo snsb trio knab bunq asnb rbrb")


def _kind_of_run(text: str, run: list[re.Match[str]]) -> Kind | None:
    """What a run of spoken digits is, if it is anything: by the word before it, else by its length and its check."""
    digits = _all_digits([word[0].lower() for word in run])
    letters = sum(word[0].isalpha() and _digits(word[0]) is None and word[0].lower() not in _JOINTS for word in run)
    start, end = run[0].start(), run[-1].end()
    for kind, words in _CUES.items():
        fewest_digits, fewest_letters = _FEWEST[kind]
        if (
            len(digits) >= fewest_digits
            and letters >= fewest_letters
            and (is_cued(words, text, start, _CUE_REACH) or (letters and words.search(text, end, end + _CUE_AFTER)))
        ):
            return kind
    if sum(word[0].lower() in ("punt", "dot", "point") for word in run) == _DOTS_IN_IP and not letters:
        return "ip"
    if letters or len(digits) < _FEWEST_DIGITS:
        return None
    return "bsn" if len(digits) in BSN_LENGTHS and passes_eleven_test(digits) else "phone"
