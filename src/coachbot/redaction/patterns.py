"""What has a shape of its own: numbers, addresses, links. Names are in `names.py`.

Every finder reads the text as `spans.even` leaves it and yields candidates; `find_patterns` takes them in order, so
that a number inside an address or a link isn't found twice. All patterns are bounded, so time is linear in the text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.checks import BSN_LENGTHS, IBAN_LENGTHS, is_ip_address, passes_eleven_test, passes_mod_97
from coachbot.redaction.spans import MARKS, Span, masked, mark
from coachbot.redaction.spoken import find_spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Finder = "Callable[[str], Iterator[Span]]"

CUE_REACH = 40
"""Characters before a number in which a word may say what it is."""

_I = re.IGNORECASE


def find_patterns(text: str) -> list[Span]:
    """All that has a shape, in the order of the text; `text` is even, and what was found before is masked."""
    found: list[Span] = []
    for finder in _FINDERS:
        spans = list(finder(text))
        found += spans
        text = masked(text, _apart(spans))
    return _apart(sorted(found, key=lambda span: span.start))


def _apart(spans: list[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _cued(cue: re.Pattern[str], text: str, start: int, reach: int = CUE_REACH) -> bool:
    """Whether a word shortly before says what the number is."""
    return cue.search(text, max(0, start - reach), start) is not None


# -- links, mail, handles ----------------------------------------------------------------------------------------

_TLD = "nl|com|org|net|eu|be|de|fr|uk|co|io|info|gov|edu|frl|amsterdam|ai|app|dev|cloud|online|site|me|tv|biz|int|mil|ie|pl|tr|es|it|ch|at|dk|se|no|fi|us|ca|au|ru|cn"
_URL = re.compile(
    rf"""
    (?:\b[a-z][a-z0-9+.-]{{1,15}}://[^\s<>"{MARKS}]{{1,2000}}                                    # with a scheme
    |\bwww\.[^\s<>"{MARKS}]{{1,2000}}
    |(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,5}}(?:{_TLD})(?::\d{{1,5}})?[/?\#][^\s<>"{MARKS}]{{1,2000}}  # without one, with a path
    |(?<!\w)(?:[a-z]:\\|\\\\)[^\s<>"|{MARKS}]{{2,500}}                                          # a file on a disk or a server
    )""",
    _I | re.VERBOSE,
)
_BARE_URL = re.compile(r"(?:[a-z][a-z0-9+.-]{1,15}://)?[\w.-]{1,253}(?::\d{1,5})?/?", _I)
_AFTER_LINK = ".,;:!?)]}'\"…*_"


def _urls(text: str) -> Iterator[Span]:
    """Links to something: a host by itself tells of an organisation and stays."""
    for match in _URL.finditer(text):
        link = match[0].rstrip(_AFTER_LINK)
        if not _BARE_URL.fullmatch(link):
            yield Span(match.start(), match.start() + len(link), "url")


_EMAIL = re.compile(
    rf"""
    (?<![\w.+-])[\w][\w.+%'&=/-]{{0,63}}
    \ ?(?:@|\(at\)|\[at\])\ ?
    (?:[\w-]{{1,63}}(?:\.|\(dot\)|\[dot\]|\(punt\)|\[punt\])){{1,6}}[^\W\d_]{{2,24}}(?![\w-])
    """,
    _I | re.VERBOSE,
)
_HANDLE = re.compile(rf"(?<![\w@.{MARKS}])@[\w](?:[\w.-]{{0,40}}\w)?")
_EVERYBODY = frozenset(("@all", "@here", "@channel", "@everyone", "@iedereen", "@allen", "@team", "@kanaal"))
_ACCOUNT = re.compile(
    r"\b(?:logg?(?:ing|ed|s)?[ -]?(?:in )?(?:as|als|met)|inlog(?:naam|code)?|ingelogd (?:als|met)|log(?:t|de)? in (?:als|met)|log in as"
    r"|gebruikers?(?:naam|account|id)|user ?(?:name|id)?|login(?:naam| name)?|account(?:naam)?|handle|insta(?:gram)?|twitter|linkedin"
    r"|facebook|skype|teamsnaam|personeels(?:nummer|nr)|netwerknaam)\b"
    r"(?: (?:is|als|as|with|met|van|named|called|genaamd|the|het|de|name|naam|op|on|my|mijn|account)){0,3}[ :=]{1,3}['\"]?",
    _I,
)
_ACCOUNT_NAME = re.compile(r"(?=[\w.-]{0,30}[\d_.])(?=[\w.-]{0,30}[^\W\d_])[^\W_][\w.-]{2,40}\w")


def _mail(text: str) -> Iterator[Span]:
    for match in _EMAIL.finditer(text):
        if "@" not in match[0] or " " not in match[0] or " @ " in match[0]:
            yield Span(match.start(), match.end(), "email")


def _handles(text: str) -> Iterator[Span]:
    for match in _HANDLE.finditer(text):
        if match[0].lower() not in _EVERYBODY:
            yield Span(match.start(), match.end(), "handle")
    for cue in _ACCOUNT.finditer(text):
        if (name := _ACCOUNT_NAME.match(text, cue.end())) and not re.fullmatch(r"v?[\d.]+", name[0]):
            yield Span(name.start(), name.end(), "handle")


# -- accounts and citizens ---------------------------------------------------------------------------------------

_IBAN = re.compile(r"(?<![A-Za-z0-9])([A-Za-z][ .-]?[A-Za-z])[ .-]?\d[ .-]?\d(?=(?:[ .-]{0,2}[A-Za-z0-9]){11})")
_IBAN_CUE = re.compile(r"\b(?:iban|rekening(?:nummer|nr)?|rek\.?|bank(?:account|nummer)|account number)\b", _I)
_DUTCH_IBAN = re.compile(r"NL\d\d[A-Z]{4}\d{10}", _I)
_OLD_ACCOUNT = re.compile(
    r"\b(?:rekening(?:nummer|nr)?|giro(?:nummer|rekening)?|account number|sort code)\b\.?(?: \w+){0,2}[ :]{1,3}"
    r"(?P<number>\d(?:[ .-]?\d){5,13})(?!\d)",
    _I,
)


def _ibans(text: str) -> Iterator[Span]:
    """Account numbers: by their check, by the shape of a Dutch one, or because a word says so."""
    end = 0
    for match in _IBAN.finditer(text):
        length = IBAN_LENGTHS.get(re.sub(r"[ .-]", "", match[1]).upper())
        if match.start() < end or not length:
            continue
        taken, stop = _take(text, match.start(), length)
        ends_here = not text[stop : stop + 1].isalnum()
        certain = passes_mod_97(taken) or (ends_here and (_DUTCH_IBAN.fullmatch(taken) or _cued(_IBAN_CUE, text, match.start())))
        if len(taken) == length and certain and sum(character.isdigit() for character in taken) * 2 >= length:
            end = stop
            yield Span(match.start(), stop, "iban")
    for match in _OLD_ACCOUNT.finditer(text):
        if match.start() >= end:
            yield Span(*match.span("number"), "iban")


def _take(text: str, start: int, count: int) -> tuple[str, int]:
    """The next `count` letters and digits, and where they end; fewer if something else stands between."""
    taken, at = [], start
    while len(taken) < count and at < len(text) and (text[at].isascii() and text[at].isalnum() or text[at] in " .-"):
        taken += [text[at]] if text[at].isalnum() else []
        at += 1
    return "".join(taken), at


_BSN = re.compile(r"(?<![\w.,/-])(?<![€$£])(?<![€$£] )\d(?:[ .-]?\d){7,8}(?![\w]|[,.-]\d)")
_BSN_CUE = re.compile(
    r"\b(?:bsn(?:nr|nummer)?|burger ?service ?(?:nummer|nr)|sofi(?:nummer|-nummer)?|persoons?nummer|citizen service (?:number|no)"
    r"|social security|service number|national insurance)\b",
    _I,
)
_MONEY = re.compile(r" ?(?:,\d\d\b|,-|euro\b|eur\b|€|pounds?\b|kb\b|mb\b)", _I)
_YMD = re.compile(r"(?:19|20)\d\d[ .-]?(?:0\d|1[0-2])[ .-]?(?:[0-2]\d|3[01])|(?:[0-2]\d|3[01])[ .-](?:0\d|1[0-2])[ .-](?:19|20)\d\d")
_NATIONAL_INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")


def _bsns(text: str) -> Iterator[Span]:
    """Citizen service numbers: by the eleven-test, or because a word says so (a mistyped one still points at somebody)."""
    for match in _BSN.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        cued = _cued(_BSN_CUE, text, match.start())
        alone = len({mark for mark in match[0] if not mark.isdigit()}) <= 1 and not _YMD.fullmatch(match[0]) and not _MONEY.match(text, match.end())
        if len(digits) in BSN_LENGTHS and (cued or (alone and passes_eleven_test(digits))):
            yield Span(match.start(), match.end(), "bsn")
    for match in _NATIONAL_INSURANCE.finditer(text):
        yield Span(match.start(), match.end(), "bsn")


# -- telephones --------------------------------------------------------------------------------------------------

_SEP = r"[ .\-/]{0,2}"
_PHONE = re.compile(
    rf"""
    (?<![\w.,-])(?<!\d\ )(?:
      (?:\+|00)\ ?[1-9]\d{{0,2}}{_SEP}(?:\(0\){_SEP})?(?:\(?\d{{1,5}}\)?{_SEP}){{1,7}}\d   # international
      |\(0\d{{1,4}}\){_SEP}\d(?:{_SEP}\d){{4,8}}                                          # (0512) 34 56 78
      |0\d(?:{_SEP}\d){{7,9}}                                                            # 06-48213975, 020 7946 0958
      |\(\d{{3}}\)\ ?\d{{3}}[ .-]\d{{4}}|\d{{3}}[.-]\d{{3}}[.-]\d{{4}}                     # American
    )(?![\w]|[.,]\d|-\d)
    """,
    re.VERBOSE,
)
_PHONE_CUED = re.compile(
    r"\b(?:tel(?:efoon)?(?:nummer|nr|\.)?|mobiel(?:e|tje)?(?: nummer)?|gsm|06-nummer|nummer|bel(?:len|t|de)?|gebeld|terugbellen|bereikbaar|app(?:en|t)?|whatsapp|sms"
    r"|phone|mobile|cell|call(?:ed|ing)?|ring|rings|text|number|landline|fax)\b[^\d\n]{0,25}?"
    r"(?P<number>(?:\+ ?)?\(?\d\)?(?:[ .\-/]{0,2}\d){5,13})(?![\w]|[.,]\d)",
    _I,
)
_EXTENSION = re.compile(
    r"\b(?:toestel(?:nummer)?|tst\.?|doorkies(?:nummer|nr)?|intern(?: nummer)?|ext(?:ension)?\.?)(?: number)?[ :]{1,2}(?P<number>\d{3,6})\b", _I
)
_DATE = re.compile(r"\d{1,2}[ ./-]\d{1,2}[ ./-](?:19|20)\d\d(?!\d)|(?:19|20)\d\d[ ./-]\d{1,2}[ ./-]\d{1,2}(?!\d)")
_FEWEST_DIGITS, _MOST_DIGITS, _CUED_DIGITS = 9, 15, 6


def _phones(text: str) -> Iterator[Span]:
    end = 0
    for match in _PHONE.finditer(text):
        digits = sum(character.isdigit() for character in match[0])
        if _FEWEST_DIGITS <= digits <= _MOST_DIGITS and not _DATE.match(match[0]):
            end = match.end()
            yield Span(match.start(), end, "phone")
    for pattern in (_PHONE_CUED, _EXTENSION):
        for match in pattern.finditer(text):
            number = match["number"]
            if not _DATE.match(number) and not _MONEY.match(text, match.end()):
                yield Span(*match.span("number"), "phone")


# -- addresses ---------------------------------------------------------------------------------------------------

_CAP = r"[A-ZÀ-ÞĀ-Ž'][\w'.-]{0,30}"
_STREET_END = "straat|laan|weg|plein|gracht|kade|singel|steeg|dijk|hof|dreef|plantsoen|boulevard|allee|pad|park|wal|markt|brink|hoek|erf|oord|poort|haven|kamp|baan|burg|berg|veld|weide|akker|hage|donk|horst|ring|dam|stee|zicht|meent|es|straatje|laantje|leane|wei|strjitte|buorren"
_STRONG_END = "straat|laan|weg|plein|gracht|kade|singel|steeg|dijk|hof|dreef|plantsoen|boulevard|straatje|laantje|strjitte"
_NO_STREET = (
    "onderweg|vanweg|halverweg|overweg|snelweg|hoofdweg|uitweg|omweg|spoorweg|voortgang|gerechtshof|loopbaan|doelweg|aanweg|zijweg|werkplein"
    "|infoplein|leerplein|mijnplein|kennisplein|dienstenplein|informatieplein|balieplein|werkhof|rechtsweg|leidingstraat|productiestraat|teststraat"
    "|winkelstraat|wasstraat|dorpsstraat"
)
_NUMBER = r"\d{1,5}(?!\d|[.,:]\d| ?(?:jaar|uur|keer|dagen|weken|maanden|euro|procent|%|minuten|km|meter))(?: ?-? ?[a-zA-Z](?![\w']))?(?:[ /-]{1,2}(?:hs|bis|huis|zwart|rood|[IVX]{1,4}|\d{1,4}(?:st|nd|rd|th|e|de|hoog)?)(?!\w))?"
_FLOOR = r"(?:,? (?:\d(?:st|nd|rd|th|e|de)? (?:floor|verdieping|etage|hoog)|(?:begane grond|ground floor|first floor|second floor|third floor)|(?:kamer|appartement|apt\.?|unit|flat) ?\d{1,4}[a-z]?)(?!\w))?"
_NL_POSTCODE = r"[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}"
_UK_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"
_TOWN = rf"(?:,? (?:te |in )?(?:{_CAP})(?:[ -](?:aan|op|bij|en|de|den|het|upon|on|{_CAP})){{0,3}})"
_NL_TAIL = rf"(?:,? ?(?:in )?{_NL_POSTCODE}(?!\w)(?:,? {_CAP}(?: (?:aan (?:de|den)|op|bij|den) {_CAP})?(?![\w'])|(?= ))?)"
_TITLE = r"(?:(?:Prof|Dr|Mr|Ds|Ir|Burg|St|Sint|Burgemeester|Professor|Dokter|Pastoor|Pater|Koningin|Koning|Prins|Prinses|Graaf|Oude|Nieuwe|Korte|Lange|Grote|Kleine|Eerste|Tweede|Derde|Van|De|Den|Het|Jan|President|Admiraal|Generaal|Minister|Van der|Van den|Van de|'t|van|de|der|den)\.? ){0,4}"
_STREET = re.compile(
    rf"(?<![\w{MARKS}])(?:{_TITLE}(?:{_CAP} ){{0,2}}?(?:(?:van|der|den|de|het|'t) ){{0,2}}(?:[A-ZÀ-Þ'][\w'.-]{{1,30}}?(?:{_STRONG_END})|(?:Oude|Nieuwe|Grote|Kleine|Korte|Lange|Achter)[\w-]{{0,2}} ?(?:[Mm]arkt|[Hh]aven|[Ww]al|[Gg]racht|[Ww]eg|[Ss]traat))"
    rf"|(?!(?:{_NO_STREET})\b)[a-z][\w'-]{{2,30}}?(?:{_STRONG_END}))"
    rf" (?:nr\.? |nummer |no\.? )?{_NUMBER}{_FLOOR}{_NL_TAIL}?"
)
_BARE_STREET = re.compile(rf"(?<![\w{MARKS}])(?:Markt|Dam|Brink|Plein|Kerkplein|Spui|Rokin|Damrak|Hof|Singel) {_NUMBER}{_FLOOR}{_NL_TAIL}?")
_WEAK_STREET = re.compile(
    rf"(?<![\w{MARKS}])(?:{_TITLE}(?:{_CAP} ){{0,2}}?[A-ZÀ-Þ'][\w'.-]{{1,30}}?(?:{_STREET_END})) {_NUMBER}{_FLOOR}(?P<tail>{_NL_TAIL})?"
)
_WITH_POSTCODE = re.compile(rf"(?<![\w{MARKS}])(?:{_CAP}(?: (?:van|de|der|den|het|'t|op|aan|in|{_CAP})){{0,4}}) {_NUMBER}{_FLOOR},? ?{_NL_TAIL}")
_POSTCODE_NUMBER = re.compile(
    rf"(?<![\w.,/-])[1-9]\d{{3}} ?[A-Za-z] ?[A-Za-z](?![\w'])(?:,? ?(?:-|en )?(?:huis)?(?:nummer|nr\.?|no\.?|number)? ?{_NUMBER})?"
)
_POSTCODE_CUE = re.compile(r"\b(?:postcode|pc|adres|address|woont|wonend|woonachtig|lives|living|postal code|zip)\b", _I)
_UNITS = frozenset(("MB", "GB", "KB", "TB", "KM", "KG", "CM", "MM", "HA", "EU", "BV", "NV", "AD", "BC", "PK", "PM", "AM", "IT", "HR", "MT", "OK", "UU", "NL", "ML", "PX", "SA", "SD", "SS"))
_LIVES = re.compile(r"\b(?:woont|wonend|woonachtig|adres|gevestigd|lives|living|address|resides|aan de|op de|aan het)\b", _I)

_EN_STREET_END = "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Crescent|Close|Terrace|Place|Square|Gardens|Grove|Way|Walk|Hill|Mews|Row|Rise|Green|Park|View|Parade|Boulevard|Blvd|Broadway|Quay|Yard|House|Villas|Buildings"
_EN_UNIT = r"(?:(?:Flat|Apt\.?|Apartment|Unit|Suite|Room|Floor) ?\d{1,4}[A-Za-z]?,? ?)"
_EN_STREET = re.compile(
    rf"(?<![\w.,/{MARKS}-])(?:{_EN_UNIT}(?:{_CAP} (?:{_CAP} ?){{0,2}}, )?)?"
    rf"\d{{1,5}}[A-Za-z]?(?:-\d{{1,4}})?,? (?:(?:{_CAP} ){{1,4}}(?:{_EN_STREET_END})|The {_CAP})(?![\w'])"
    rf"(?:,? (?:{_EN_UNIT}))?(?:(?:(?:, | ){_CAP}(?:[ -]{_CAP}){{0,2}})?(?:,? {_UK_POSTCODE}|,? [A-Z]{{2}} \d{{5}})(?!\w))?"
)
_EN_UNIT_ONLY = re.compile(rf"(?<!\w){_EN_UNIT.rstrip()}(?:{_CAP} ){{1,3}}(?:{_EN_STREET_END})(?!\w)")
_EN_SMALL = re.compile(r"(?<![\w.,/-])\d{1,4}[a-z]? (?!(?:of|the|on|in|a|per|different|more|main|other|minute|way|busy|side|long|one)\b)[a-z]{3,20}(?: [a-z]{3,20})? (?:street|road|avenue|lane|crescent|terrace|close)(?!\w)")
_UK_ALONE = re.compile(rf"(?<!\w)(?:(?:{_CAP},? ){{0,1}})?{_UK_POSTCODE.replace(' ?', ' ')}(?!\w)")
_PO_BOX = re.compile(rf"(?<!\w)(?:PO Box|P\.O\. Box|Postbus|postbus|po box) \d{{1,6}}(?:(?:, |,? ?){_NL_POSTCODE}(?: {_CAP})?|(?:,? {_CAP}){{0,2}},? {_UK_POSTCODE})?(?!\w)")


def _addresses(text: str) -> Iterator[Span]:
    for pattern in (_EN_STREET, _PO_BOX, _STREET, _WITH_POSTCODE, _BARE_STREET, _EN_UNIT_ONLY, _EN_SMALL):
        for match in pattern.finditer(text):
            yield Span(match.start(), match.end(), "address")
    for match in _WEAK_STREET.finditer(text):
        if match["tail"] or _cued(_LIVES, text, match.start() + 1, 20):
            yield Span(match.start(), match.end(), "address")
    for match in _POSTCODE_NUMBER.finditer(text):
        if _is_postcode(text, match):
            yield Span(match.start(), match.end(), "address")
    for match in _UK_ALONE.finditer(text):
        if not re.fullmatch(r"[A-Z]{1,2}\d ?\d[A-Z]{2}", match[0]) or not _looks_like_code(text, match.start()):
            yield Span(match.start(), match.end(), "address")


def _is_postcode(text: str, match: re.Match[str]) -> bool:
    """Whether four digits and two letters are a postcode: with a house number, or because nothing else has that shape there."""
    code = re.match(r"(\d{4}) ?([A-Za-z]) ?([A-Za-z])", match[0])
    assert code is not None  # noqa: S101 - the pattern begins so
    letters = code[2] + code[3]
    cued = _cued(_POSTCODE_CUE, text, match.start())
    numbered = len(match[0]) > len(code[0])
    if letters.upper() in _UNITS and not (cued and numbered):
        return False
    year = code[1].startswith(("19", "20"))
    if letters.isupper():
        return numbered or cued or not year or " " not in code[0]
    joined = " " not in code[0]
    return cued or (numbered and (joined or letters not in _SMALL_WORDS) and not year)


_SMALL_WORDS = frozenset("en is in of op om te al as we ze je ik er na bv de or an at to by if it on so no he my up us do go be am me u".split())


def _looks_like_code(text: str, start: int) -> bool:
    return re.search(r"(?:versie|version|code|model|type|ruimte|room) $", text[:start][-12:], _I) is not None


# -- dates of birth ----------------------------------------------------------------------------------------------

_MONTH = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|january|february|march|may|june|july|august|october|jan|feb|mrt|mar|apr|jun|jul|aug|sept?|okt|oct|nov|dec"
_BIRTH_DATE = re.compile(
    rf"(?<![\w.,/-])(?:\d{{1,2}} ?[./-] ?\d{{1,2}} ?[./-] ?(?:\d{{4}}|'?\d\d)|\d{{4}}[./-]\d{{1,2}}[./-]\d{{1,2}}|[0-3]\d[01]\d(?:19|20)\d\d"
    rf"|(?:the )?\d{{1,2}}(?:st|nd|rd|th|e|ste|de)?[ -](?:of )?(?:{_MONTH})\.?,?[ -]'?(?:\d{{4}}|\d\d)(?!\d)"
    rf"|(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}} \d{{1,2}} \d{{4}})(?!\w|[./-]\d)",
    _I,
)
_BIRTH_CUE = re.compile(
    r"(?:\bgeb(?:oren|\.|oortedatum|dat|oorte)?|\bgeboorte[- ]?dat\w*|\bborn\b|\bd\.?o\.?b\b\.?|\bdate[s]? of birth|\bbirth ?da(?:te|y)|\bbirth\b|\bverjaar(?:t|dag)|\bjarig|\*)", _I
)
_BIRTH_AFTER = re.compile(r"[^.;\n]{0,20}\b(?:geboren|geboortedatum|born|date of birth|birthday|verjaardag)\b", _I)
_BESIDE_PERSON = re.compile(rf"[{mark('name')}{mark('bsn')}][ ,(:;-]{{1,3}}$")
_BIRTH_YEAR = re.compile(r"\b(?:geboren in|geboortejaar|born in|year of birth)[ :]{1,2}(?P<year>(?:19|20)\d\d)\b", _I)


def _birth_dates(text: str) -> Iterator[Span]:
    """Dates that a word or a person beside them makes a date of birth."""
    for match in _BIRTH_DATE.finditer(text):
        before = text[max(0, match.start() - 4) : match.start()]
        beside = _BESIDE_PERSON.search(before) and re.search(r"(?:19|20)\d\d", match[0])
        if _cued(_BIRTH_CUE, text, match.start()) or _BIRTH_AFTER.match(text, match.end()) or beside:
            yield Span(match.start(), match.end(), "date_of_birth")
    for match in _BIRTH_YEAR.finditer(text):
        yield Span(*match.span("year"), "date_of_birth")


# -- plates, cases, addresses of machines ------------------------------------------------------------------------

_L, _D = "[A-Z]", r"\d"
_SIDECODES = "LL-DD-DD DD-DD-LL DD-LL-DD LL-DD-LL LL-LL-DD DD-LL-LL DD-LLL-D D-LLL-DD LL-DDD-L L-DDD-LL LLL-DD-L L-DD-LLL D-LL-DDD DDD-LL-D"
_DUTCH_PLATE = "|".join(
    "-".join(part.replace("L", _L).replace("D", _D) for part in code.split("-")) for code in _SIDECODES.split()
)
_PLATE = re.compile(rf"(?<![\w-])(?:{_DUTCH_PLATE}|\d-{_L}{{3}}-\d{{3}}|{_L}{{1,3}}-{_L}{{1,2}} ?\d{{1,4}})(?![\w-])", _I)
_SOLID_PLATE = re.compile(rf"(?<![\w-])(?:{_DUTCH_PLATE.replace('-', ' ?')}|{_L}{{2}}\d{{2}} ?{_L}{{3}}|{_L}\d{{1,3}} {_L}{{3}})(?![\w-])")
_PLATE_CUE = re.compile(
    r"\b(?:kenteken\w*|nummerbord\w*|auto|busje|bus|wagen|voertuig|vrachtwagen|bestelbus|scooter|motor|parkeer\w*|gz|license|licence|number ?plate|plates?|registration|vehicle|car|van|lorry|truck|parked|reg)\b",
    _I,
)
_CUED_PLATE = re.compile(
    r"\b(?:kentekens?(?:nummer|plaat)?|nummerbord|number ?plate|licen[cs]e plate|plates?|registration(?: number)?|reg)\b(?: (?:is|was|van|of|met|number|no|nummer|in|ook)){0,2}[ :]{1,3}"
    r"(?P<plate>[A-Za-z0-9]{1,4}(?:[ -]?[A-Za-z0-9]{1,4}){1,3})(?!\w)",
    _I,
)


def _plates(text: str) -> Iterator[Span]:
    """Licence plates: with dashes by their shape, without by capitals or a word nearby."""
    for match in _PLATE.finditer(text):
        dashed = match[0].count("-") > 1
        if dashed or (match[0][:1].isupper() and _cued(_PLATE_CUE, text, match.start())):
            yield Span(match.start(), match.end(), "plate")
    for match in _SOLID_PLATE.finditer(text):
        if not match[0].isdigit():
            yield Span(match.start(), match.end(), "plate")
    small = re.compile(_SOLID_PLATE.pattern, _I)
    for match in small.finditer(text) if _PLATE_CUE.search(text) else ():
        if _cued(_PLATE_CUE, text, match.start(), 80) or _PLATE_CUE.search(text, match.end(), match.end() + 40):
            yield Span(match.start(), match.end(), "plate")
    for match in _CUED_PLATE.finditer(text):
        parts = re.split(r"[ -]", match["plate"])
        plate = ""
        for part in parts:  # as far as the parts look like a plate's
            if not (any(character.isdigit() for character in part) or part.isupper() or len(part) < 3 or not plate):  # noqa: PLR2004
                break
            plate += part if not plate else text[match.start("plate") + len(plate)] + part
        if any(character.isdigit() for character in plate) and any(character.isalpha() for character in plate) and len(plate) >= 5:  # noqa: PLR2004
            yield Span(match.start("plate"), match.start("plate") + len(plate), "plate")


_CASE_SHAPE = re.compile(
    r"(?<![\w/.-])(?:[A-Z]{1,5}[ /.-]{1,2}(?:(?:19|20)\d\d|\d\d)[/.-]\d{2,8}(?:[/.-][A-Z0-9]{1,8})?"  # Z/24/118203, JGZ 24-003917
    r"|[A-Z]{1,8}[/-]\d{4,12}(?:[/.-]\d{1,6})?|[A-Z]{1,4}\d{6,12}"  # ZAAK-0012345, INC0012345
    r"|(?:19|20)\d\d[/-][A-Z]{0,4}[/-]?\d{4,8}|(?:19|20)\d\d\.\d{5,8})(?![\w/]|-\d)",
    _I,
)
_CASE_CUED = re.compile(
    r"\b(?:zaak(?:nummer|nr|kenmerk|id)?|zkn|dossier(?:nummer|nr)?|kenmerk|ons kenmerk|aanvraag(?:nummer|nr)|melding(?:snummer|nummer|nr)?|beschikking(?:snummer|nummer)?|klacht(?:nummer|nr)?"
    r"|cli[eë]nt(?:nummer|nr)|klant(?:nummer|nr)|debiteur(?:nummer|nr)|pati[eë]nt(?:nummer|nr)|personeelsnummer|polis(?:nummer)?|factuur(?:nummer|nr)|ticket(?:nummer|nr)?|incident(?:nummer)?|bezwaar(?:nummer)?"
    r"|case(?: (?:number|no|file|id))?|file(?: (?:number|no))?|application(?: (?:number|no))|complaint(?: (?:number|no))|permit(?: (?:number|no))|reference(?: number)?|ref|client(?: (?:number|no|id))|customer(?: (?:number|no|id))|invoice(?: (?:number|no))|policy (?:number|no)|nhs number)\b"
    r"(?:\.|:| is| nummer| nr| number| no| met| with| van| of| #){0,3}[ :.#]{1,3}(?:[#'\"])?(?P<case>[A-Za-z]{0,6}[ /.-]?\d[\w]{0,14}(?:[/.-]{1,2}\w{1,12}){0,4})",
    _I,
)
_WEAK_CASE_CUE = re.compile(r"(?:reference|ref|file|referentie)\b", _I)
_CASE_DIGITS = 4


def _cases(text: str) -> Iterator[Span]:
    for match in _CASE_SHAPE.finditer(text):
        if any(character.isdigit() for character in match[0]) and _case_letters(match[0]):
            yield Span(match.start(), match.end(), "case_number")
    for match in _CASE_CUED.finditer(text):
        case = match["case"]
        digits = sum(character.isdigit() for character in case)
        plain = case.isdigit()
        if plain and (_WEAK_CASE_CUE.match(match[0]) or re.fullmatch(r"(?:19|20)\d\d", case)):
            continue
        if digits >= _CASE_DIGITS and not _MONEY.match(text, match.end()):
            yield Span(*match.span("case"), "case_number")


def _case_letters(case: str) -> bool:
    """Whether the letters of a number that stands alone can be a case's: capitals, or a year by itself."""
    letters = re.match(r"[A-Za-z]*", case)
    head = letters[0] if letters else ""
    return head.isupper() or (not head and bool(re.search(r"[/A-Za-z]", case))) or (head.islower() and "/" in case and len(head) <= 2)  # noqa: PLR2004


_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9a-f:.]{0,40}:[0-9a-f]{0,4}:)[0-9a-f:.]{4,45}(?:%\w{1,10})?(?![\w:])", _I)
_MAC = re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])", _I)
_VERSION = re.compile(r"\b(?:versie|version|release|v|update|patch|build|firmware|upgrade|hotfix|rev|revisie|paragraaf|hoofdstuk|section|chapter|artikel|sectie|stap|step)\b\.? ?(?:\w+ ){0,2}$", _I)


def _ips(text: str) -> Iterator[Span]:
    for match in _IPV4.finditer(text):
        if is_ip_address(match[0]) and not _VERSION.search(text, max(0, match.start() - 30), match.start()):
            yield Span(match.start(), match.end(), "ip")
    for match in _IPV6.finditer(text):
        address = match[0].rstrip(".:") if not match[0].endswith("::") else match[0]
        if is_ip_address(address.split("%")[0]) and len(re.findall(r"[0-9a-f]+", address, _I)) > 1:
            yield Span(match.start(), match.start() + len(address), "ip")
    for match in _MAC.finditer(text):
        yield Span(match.start(), match.end(), "ip")


_FINDERS: tuple[Callable[[str], Iterator[Span]], ...] = (
    _urls,
    _mail,
    _handles,
    _ibans,
    _ips,
    _plates,
    _birth_dates,
    _cases,
    _bsns,
    _phones,
    _addresses,
    find_spoken,
)
