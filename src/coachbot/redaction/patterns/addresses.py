"""Addresses: a street with a number, a postcode, a post box, in the Dutch and the British way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.lexicon import fold, read_lexicon, read_list, read_words, word_set
from coachbot.redaction.patterns.shapes import ANY_CASE, CAPITALISED, cue, either, is_cued
from coachbot.redaction.spans import MARKS, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_START = rf"(?<![\w{MARKS}])"
_START_NUMBER = rf"(?<![\w.,/{MARKS}-])"

# What an address is made of
NOT_COUNTED = rf"(?!\d|[.,:]\d| ?{either('jaar uur keer dagen weken maanden euro procent % minuten km meter')})"
_ADDITIONS = either(
    "hs bis(?:_?[A-Za-z])? huis hoog laag zwart rood [IVX]{1,4} (?:toevoeging|huisletter)_[A-Za-z0-9]{1,4}",
    r"\d{1,4}(?:st|nd|rd|th|e|de|hoog)?",
)
_ADDITION = rf"(?:[ /-]{{1,3}}{_ADDITIONS}(?!\w)| (?:en|t/m) \d{{1,4}}[a-z]?(?!\w){NOT_COUNTED})?"
_NUMBER = rf"\d{{1,5}}{NOT_COUNTED}(?: ?-? ?[a-zA-Z](?![\w'/])|(?:rd|zw|hs|bg|ll)(?!\w))?{_ADDITION}"
_FLOORS = either(
    r"\d(?:st|nd|rd|th|e|de)?_(?:floor|verdieping|verd\.?|etage|hoog) begane_grond (?:ground|first|second|third)_floor",
    r"(?:kamer|appartement|apt\.?|unit|flat)_?\d{1,4}[a-z]?",
)
_FLOOR = rf"(?:,? {_FLOORS}(?!\w))?"
_DUTCH_CODE = r"[1-9]\d{3} ?(?!SA|SD|SS)[A-Z]{2}"
_DUTCH_TOWN = rf"(?:,? {CAPITALISED}(?: (?:aan (?:de|den)|op|bij|den) {CAPITALISED})?(?![\w'])|(?= ))?"
_DUTCH_TAIL = rf"(?:,? ?(?:(?:in|te) )?{_DUTCH_CODE}(?!\w){_DUTCH_TOWN})"
_BRITISH_CODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"

# Dutch streets
ENDS_CLEARLY = either(
    "straat laan weg plein gracht kade singel steeg dijk hof dreef plantsoen boulevard straatje laantje strjitte",
    "(?<=oord)einde (?<=uid)einde (?<=ost)einde (?<=est)einde",
)
_MAY_END = either(
    "allee pad park wal markt brink hoek erf oord poort haven kamp baan burg berg veld weide akker hage",
    "donk horst einde eind (?<!e)(?<!o)(?<!a)(?<!i)ring dam stee",
    "zicht meent es leane wei buorren veen hoeve stede zijde duin dal vliet polder broek gaarde borg waard rak bosch",
)
NO_STREETS = either(
    "onderweg vanweg halverweg overweg snelweg hoofdweg uitweg omweg spoorweg gerechtshof doelweg zijweg werkplein infoplein",
    "leerplein mijnplein kennisplein dienstenplein informatieplein balieplein werkhof rechtsweg",
    "productiestraat teststraat wasstraat",
)
_HONOUR = either(
    "Prof Dr Mr Ds Ir Burg St Sint Kon Burgemeester Professor Dokter Pastoor Pater Schout_bij Koningin Koning Prins",
    "Prinses Graaf Oude Nieuwe Gedempte 's_Heer",
    "Korte Lange Grote Kleine Eerste Tweede Derde Van De Den Het Jan President Admiraal Generaal Minister 't van de der den",
)
_NO_PART = (
    r"(?!(?:Bij|In|Op|Aan|Naar|Een|Voor|Uit|Over|At|On|From|To|For|The|Is|Was|Mijn|Onze|Deze|Dit|Dat|Als|Toen|Nu|Maar|En|Of|Adres"
    r"|Address|Woont|Want|Ik|Wij|Hij|Zij|We|And|But|My|Our|Near|Behind|Tegenover|Achter|Langs|Post|Postbus|Box) )"
)
"""What begins a sentence rather than the name of a street."""
_BEFORE_STREET = rf"(?:\d{{1,2}}e )?(?:{_HONOUR}\.? ){{0,4}}(?:{_NO_PART}{CAPITALISED} )?(?:(?:van|der|den|de|het|'t) ){{0,2}}"
_SIDE = either("(?:[NnZzOoWw]\\.?){2} [Nn]oord(?:zijde)? [Zz]uid(?:zijde)? [Oo]ost(?:zijde)? [Ww]est(?:zijde)?")
_STREET = re.compile(
    rf"{_START}(?:{_BEFORE_STREET}(?:[A-ZÀ-Þ']|'s-?[A-Z])[\w'.-]{{1,30}}?{ENDS_CLEARLY}"
    rf"|(?:Oude|Nieuwe|Grote|Kleine|Korte|Lange|Achter)[\w-]{{0,2}} ?(?:[Mm]arkt|[Hh]aven|[Ww]al|[Gg]racht|[Ww]eg|[Ss]traat)"
    rf"|(?:(?:hoge|lage|oude|nieuwe|grote|kleine|lange|korte|eerste|tweede) )?"
    rf"(?!{NO_STREETS}\b)[a-z][\w'-]{{2,30}}?{ENDS_CLEARLY})"
    rf"(?: {_SIDE})? (?:nr\.? |nummer |no\.? )?{_NUMBER}{_FLOOR}{_DUTCH_TAIL}?"
)
_NAMED_STREET = re.compile(
    rf"{_START}(?:(?:Laan|Weg|Plein|Kade|Straat|Park|Hof) (?:(?:van|der|den|de|het|'t|naar) ){{1,2}}"
    rf"{CAPITALISED}(?: {CAPITALISED})?"
    rf"|(?:Laan|Weg|Plein|Straat) '?(?:19)?\d\d ?- ?'?(?:19)?\d\d(?: nr\.?| nummer)?"  # Plein 1940-1945 nr. 6
    rf"|{either('Markt Dam Brink Buorren Plein Kerkplein Spui Rokin Damrak Hof Singel')}) {_NUMBER}{_FLOOR}{_DUTCH_TAIL}?"
)
_DOUBTFUL_STREET = re.compile(
    rf"{_START}{_BEFORE_STREET}[A-ZÀ-Þ'][\w'.-]{{1,30}}?{_MAY_END}(?: {_SIDE})? {_NUMBER}{_FLOOR}(?P<tail>{_DUTCH_TAIL})?"
)
_LIVES = cue("woont wonend woonachtig adres gevestigd lives living address resides aan_de op_de aan_het")
_LIVES_AT = re.compile(
    r"\b(?:woon\w*|gevestigd|adres|woning|pand|perceel|huis|flat|appartement|lives?|living|address)\b[^.;]{0,12}$", ANY_CASE
)
_LIVES_REACH = 20
_ANY_STREET = re.compile(
    rf"{_START}{_NO_PART}{CAPITALISED}(?: (?:van|de|der|den|het|'t|op|aan|in|{CAPITALISED})){{0,4}}"
    rf" {_NUMBER}{_FLOOR}(?P<tail>,? ?{_DUTCH_TAIL})?"
)
_DUTCH_BOX = re.compile(rf"(?<!\w)[Pp]ostbus \d{{1,6}}(?:(?:, |,? ?){_DUTCH_TAIL})?(?!\w)")

# Dutch postcodes
_POSTCODE = re.compile(
    rf"(?<![\w.,/-])(?P<digits>[1-9]\d{{3}})(?P<gap> ?)(?P<letters>[A-Za-z] ?[A-Za-z])(?![A-Za-z_'])(?!\d{{6}})"
    rf"(?P<house>,? ?(?:-|/|(?:en|met|and|with) (?:dan |then )?)?(?:huis|house )?(?:nummer|nr\.?|no\.?|number)? ?{_NUMBER})?"
)
_POSTCODE_CUE = cue("postcode pc adres address woont wonend woonachtig lives living postal_code zip")
_BYTES = word_set("MB GB KB TB SA SD SS")
_UNITS = word_set("MB GB KB TB KM KG CM MM HA EU BV NV AD BC PK PM AM IT HR MT OK UU NL ML PX SA SD SS")
_WORDS = word_set("en is in of op om te al as we ze je ik er na bv de or an at to by if it on so no he my up us do go be am me u")

# British and American
_ENDS = either(
    "Street St Road Rd Avenue Ave Lane Ln Drive Dr Court Ct Crescent Close Terrace Place Square Gardens",
    "Grove Way Walk Hill Mews Row",
    "Rise Green Park View Parade Boulevard Blvd Broadway Quay Yard House Villas Buildings",
)
_UNIT = r"(?:(?:Flat|Apt\.?|Apartment|Unit|Suite|Room|Floor) ?\d{1,4}[A-Za-z]?,? ?)"
_BRITISH_STREET = re.compile(
    rf"{_START_NUMBER}(?:{_UNIT}(?:{CAPITALISED} (?:{CAPITALISED} ?){{0,2}}, )?)?"
    rf"\d{{1,5}}[A-Za-z]?(?:-\d{{1,4}})?,? (?:(?:{CAPITALISED} ){{1,4}}{_ENDS}|The {CAPITALISED})(?![\w'])(?:,? {_UNIT})?"
    rf"(?:(?:(?:, | ){CAPITALISED}(?:[ -]{CAPITALISED}){{0,2}})?(?:,? {_BRITISH_CODE}|,? [A-Z]{{2}} \d{{5}})(?!\w))?"
)
_BRITISH_ANY = re.compile(
    rf"{_START_NUMBER}\d{{1,4}}[A-Za-z]?,? {CAPITALISED}(?: {CAPITALISED}){{0,2}}"
    rf"(?:, {CAPITALISED}(?: {CAPITALISED})?)?,? {_BRITISH_CODE}(?!\w)"
)
_BRITISH_UNIT = re.compile(rf"(?<!\w){_UNIT.rstrip()}(?:{CAPITALISED} ){{1,3}}{_ENDS}(?!\w)")
_BRITISH_SMALL = re.compile(
    r"(?<![\w.,/-])(?:flat \d{1,4}[a-z]?,? )?\d{1,4}[a-z]? "
    rf"(?!{either('of the on in a per different more main other minute way busy side long one')}\b)"
    rf"[a-z]{{3,20}}(?: [a-z]{{3,20}})? {either('street road avenue lane crescent terrace close')}(?!\w)"
)
_BRITISH_BOX = re.compile(
    rf"(?<!\w)(?:PO|P\.O\.|po) [Bb]ox \d{{1,6}}"
    rf"(?:(?:,? {CAPITALISED}){{0,2}},? {_BRITISH_CODE}|(?:, |,? ?){_DUTCH_TAIL})?(?!\w)"
)
_BRITISH_CODE_ALONE = re.compile(rf"(?<!\w)(?:{CAPITALISED},? )?{_BRITISH_CODE.replace(' ?', ' ')}(?!\w)")
_PART_NUMBER = re.compile(r"\b(?:versie|version|code|model|type|ruimte|room) $", ANY_CASE)

_ARTICLE_STREET = re.compile(
    rf"{_START}(?P<article>De|Het|'t|Achter|Onder|Boven|Voor|Op|de|het)(?: (?:de|het|den|'t))? (?P<name>{CAPITALISED}) "
    rf"{_NUMBER}{_FLOOR}"
)
_ENDS_IN_POSTCODE = re.compile(r"\d{4} ?[A-Za-z]{2}$")
_IN_A_SENTENCE = re.compile(r"[a-zà-ÿ,] $")
_NO_HOUSE = re.compile(r"(?:19|20)\d\d\b")
_TOWN = re.compile(
    rf"(?P<comma>,?) (?P<placed>(?:te|in) )?(?P<town>{CAPITALISED}(?:[ -](?:aan|op|bij|den|de|en|{CAPITALISED})){{0,3}})(?!\w)"
)


def find_addresses(text: str) -> Iterator[Span]:
    """Streets with a number, and postcodes; the longest reading wins where two begin alike."""
    for pattern, fits in _READINGS:
        for match in pattern.finditer(text):
            if fits(text, match):
                yield Span(match.start(), _with_town(text, match), "address")


def _with_town(text: str, address: re.Match[str]) -> int:
    """The end of an address with the town that follows it: after a comma, or right after a postcode."""
    town = _TOWN.match(text, address.end())
    if town and (town["comma"] or town["placed"] or _ENDS_IN_POSTCODE.search(address[0])):
        words = town["town"].split(" ")
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            if fold(name) in read_list("places.txt"):
                return town.start("town") + len(name)
    return address.end()


def _is_postcode(text: str, match: re.Match[str]) -> bool:
    """Whether four digits and two letters are a postcode: with a house number, or because nothing else has that shape there.

    "2048 MB", "2024 en" and "in 2015 BV" are none.
    """
    letters = match["letters"].replace(" ", "")
    cued = is_cued(_POSTCODE_CUE, text, match.start())
    numbered = match["house"] is not None
    year = match["digits"].startswith(("19", "20"))
    measure = letters.upper() in _UNITS and (year or letters in _BYTES or not letters.isupper())
    glued = numbered and match["house"][0].isdigit() and not match["gap"]  # "3811ha7" measures nothing
    if measure and not glued and not (cued and (numbered or letters not in _BYTES)):
        return False
    if letters.isupper():
        return numbered or cued or not year or not match["gap"]
    return cued or (numbered and not year and (not match["gap"] or letters not in _WORDS))


def _is_sure(_text: str, _match: re.Match[str]) -> bool:
    return True


def _is_lived_in(text: str, match: re.Match[str]) -> bool:
    """Whether a doubtful street is one: a postcode follows, somebody lives there, or it's no word that may begin a sentence."""
    if match["tail"] or is_cued(_LIVES, text, match.start() + 1, _LIVES_REACH):
        return True
    if _NO_HOUSE.search(match[0]):
        return False
    name = fold(re.split(r" \d", match[0], maxsplit=1)[0])
    if name in read_list("municipalities.txt"):
        return False
    known = name in read_lexicon("nl").ordinary or name in read_list("family_names.txt")
    return not known or _IN_A_SENTENCE.search(text, max(0, match.start() - 2), match.start()) is not None


def _is_told(text: str, match: re.Match[str]) -> bool:
    """Whether any words with capitals and a number are an address: a postcode follows, or a word before says so."""
    return bool(match["tail"]) or (is_cued(_LIVES_AT, text, match.start(), _LIVES_REACH) and not _NO_HOUSE.search(match[0]))


def _has_a_name(text: str, match: re.Match[str]) -> bool:
    """Whether "Het Zand 4" can be where somebody lives, and not "De Wmo 2" or "Het MT 3"; with a small article if told so."""
    if match["article"] in ("de", "het") and not is_cued(_LIVES_AT, text, match.start(), _LIVES_REACH):
        return False
    name, words = match["name"], read_words()
    thing = fold(name) in words["no_names"].nl or fold(name) in words["things"].nl
    return not (name.isupper() or thing or _NO_HOUSE.search(match[0]))


def _is_no_part(text: str, match: re.Match[str]) -> bool:
    """Whether a British postcode isn't the number of a part: "model AB1 2CD"."""
    return not _PART_NUMBER.search(text, max(0, match.start() - 12), match.start())


_READINGS: tuple[tuple[re.Pattern[str], Callable[[str, re.Match[str]], bool]], ...] = (
    (_BRITISH_STREET, _is_sure),
    (_BRITISH_ANY, _is_sure),
    (_DUTCH_BOX, _is_sure),
    (_BRITISH_BOX, _is_sure),
    (_STREET, _is_sure),
    (_ANY_STREET, _is_told),
    (_NAMED_STREET, _is_sure),
    (_BRITISH_UNIT, _is_sure),
    (_BRITISH_SMALL, _is_sure),
    (_ARTICLE_STREET, _has_a_name),
    (_DOUBTFUL_STREET, _is_lived_in),
    (_POSTCODE, _is_postcode),
    (_BRITISH_CODE_ALONE, _is_no_part),
)
