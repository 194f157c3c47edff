"""British and American addresses: the number before the street, flats, named houses, post boxes."""

from __future__ import annotations

import re

from coachbot.redaction.lexicon import fold, read_words
from coachbot.redaction.patterns.house_numbers import (
    BRITISH_CODE,
    DUTCH_TAIL,
    NO_HOUSE,
    NUMBER,
    START,
    START_NUMBER,
)
from coachbot.redaction.patterns.shapes import CAPITALISED, cue, either, is_cued

CLEAR_ENDS = either("Street St Road Rd Avenue Ave Lane Ln Crescent Cres Terrace Gardens Grove Mews Row Close Yard")
_ENDS = either(
    "Street St Road Rd Avenue Ave Lane Ln Drive Dr Court Ct Crescent Cres Close Terrace Terr Place Square Gardens",
    "Grove Way Walk Hill Mews Row",
    "Path Vale Croft Wharf Meadow Meadows Circus Chase Drove Wynd Passage Alley Approach Acre Acres Garth Hollow Paddock Ridge",
    "Embankment Esplanade Promenade Edge Orchard Steps Pl Gdns",
    "Rise Green Park View Parade Boulevard Blvd Broadway Quay Yard House Villas Buildings",
)
_HOUSES = either(
    "House Cottage Court Lodge Vicarage Rectory Farm Barn Mill Villa Manor Tower Towers Mansions Buildings Heights Hall Bungalow"
)
_NAMED_HOUSE = rf"(?:(?:\d{{1,4}}[A-Za-z]?,? )?(?:[Tt]he )?(?:{CAPITALISED} ){{0,2}}{_HOUSES}, |The Old {CAPITALISED}, )"
_SAID_NUMBER = r"(?:(?:[Nn]umber|[Nn]o\.?) )?"
UNIT = (
    r"(?:(?:[Ff]lat|[Aa]pt\.?|[Aa]partment|[Bb]lock|[Pp]lot|Unit|Suite|Room|Floor) ?(?:\d{1,4}[A-Za-z]?|[A-Z](?!\w)),? ?"
    r"|(?:[Bb]asement|[Gg]arden|[Uu]pper|[Ll]ower|(?:[Tt]op|[Gg]round|[Ff]irst|[Ss]econd)(?:[ -][Ff]loor)?) [Ff]lat,? )"
)
_UNITS = rf"(?:{UNIT}(?:{CAPITALISED} (?:{CAPITALISED} ?){{0,2}}, )?|\d{{1,2}}/\d{{1,2}},? )?"
_TAIL = (
    rf"(?:,? (?:Ground|First|Second|Third|Top|\d{{1,2}}(?:st|nd|rd|th)) [Ff]loor)?"
    rf"(?:(?:(?:, | ){CAPITALISED}(?:[ -]{CAPITALISED}){{0,2}})?(?:,? {BRITISH_CODE}|,? [A-Z]{{2}} \d{{5}})(?!\w))?"
)
_NO_PHASE = "(?<!Level )(?<!Phase )(?<!Stage )(?<!Tier )(?<!Step )"
_HOUSES_FROM_TO = r"\d{1,5}[A-Za-z]?(?:/\d{1,2})?(?:(?:-| ?& ?| and | to )\d{1,4})?"
_STREET_NAME = rf"(?:(?:{CAPITALISED} ){{1,4}}{_ENDS}|The {CAPITALISED})"
_NUMBERED = rf"{_NO_PHASE}{_SAID_NUMBER}{_HOUSES_FROM_TO},? {_STREET_NAME}(?![\w'])(?:,? {UNIT})?"

BRITISH_STREET = re.compile(rf"{START_NUMBER}{_NAMED_HOUSE}?{_UNITS}{_NUMBERED}{_TAIL}")
NAMED_HOUSE = re.compile(rf"{START_NUMBER}{_NAMED_HOUSE}(?:{CAPITALISED} ){{1,3}}{_ENDS}(?![\w']){_TAIL}")
"""Such as "Rose Cottage, Ferry Lane"."""
HOUSE_ALONE = re.compile(rf"{START}(?:{CAPITALISED} ){{1,2}}(?:Cottage|Lodge|Vicarage|Rectory|Farm|Bungalow)(?!\w)")
"""Such as "Thistle Cottage", where somebody is at or from."""
_FOREIGN = either("[Rr]ue [Aa]venue [Bb]oulevard [Pp]lace Via Calle Rua Plaza")
FOREIGN_STREET = re.compile(
    rf"{START_NUMBER}\d{{1,4}},? {_FOREIGN} (?:(?:de|du|des|la|le|del|della|l'|d') ?){{0,2}}{CAPITALISED}(?: {CAPITALISED})?"
)
"""Such as "48 Rue de la Loi"."""
BRITISH_ANY = re.compile(
    rf"{START_NUMBER}(?:\d{{1,4}}[A-Za-z]?,? |{UNIT}){CAPITALISED}(?: {CAPITALISED}){{0,2}}"
    rf"(?:, {CAPITALISED}(?: {CAPITALISED})?)?,? {BRITISH_CODE}(?!\w)"
)
BRITISH_TOLD = re.compile(rf"{START_NUMBER}\d{{1,4}}[A-Za-z]? (?P<name>{CAPITALISED})(?: {CAPITALISED}){{0,2}}")
"""Such as "1 Quayside", where a word before says that it is an address."""
BRITISH_AFTER = re.compile(
    rf"{START}(?:{CAPITALISED} ){{1,3}}(?:{CLEAR_ENDS}|(?:{CLEAR_ENDS}|Walk|Place|Drive|Way)(?:,? (?:[Nn]umber|[Nn]o\.?)|,))"
    rf" {NUMBER}"
)
"""Such as "Dock Road 2": the number behind, as Dutch has it."""
BRITISH_UNIT = re.compile(rf"(?<!\w){UNIT}(?:{CAPITALISED} ){{1,3}}{_ENDS}(?!\w)")
_NO_STREET_WORD = either(
    "of the on in a per different more main other minute way busy side long one dead two separate extra whole new big"
)
BRITISH_SMALL = re.compile(
    rf"(?<![\w.,/-])(?:flat \d{{1,4}}[a-z]?,? )?{_SAID_NUMBER}\d{{1,4}}[a-z]? (?!{_NO_STREET_WORD}\b)"
    rf"[a-z]{{3,20}}(?: [a-z]{{3,20}})? {either('street road avenue lane crescent terrace close')}(?!\w)"
    rf"|(?<![\w.,/-]){_SAID_NUMBER}\d{{1,4}}[a-z]? the "
    rf"{either('green crescent close avenue lane square terrace mews grove')}(?!\w)"
)
BRITISH_SMALL_TOLD = re.compile(
    rf"(?<![\w.,/-])(?:flat \d{{1,4}}[a-z]?,? )?{_SAID_NUMBER}\d{{1,4}}[a-z]? (?!{_NO_STREET_WORD}\b)"
    rf"[a-z]{{3,20}}(?: [a-z]{{3,20}})? "
    rf"{either('drive grove gardens place view court way walk park hill rise green square row mews yard quay')}(?!\w)"
)
"""Such as "41 harbour view", where a word before says that it is an address."""
BRITISH_BOX = re.compile(
    rf"(?<!\w)(?:PO|P\.O\.|po) [Bb]ox(?: number)? \d{{1,6}}"
    rf"(?:(?:,? {CAPITALISED}){{0,2}},? {BRITISH_CODE}|(?:, |,? ?){DUTCH_TAIL})?(?!\w)"
)

_TOLD = cue("address property house flat home lives live living lived tenant tenants resident residents inspector")
_AT = re.compile(r"\b(?:at|to|from|of|near) $")
_TOLD_REACH = 22
_MANNER = re.compile(rf"(?:^|[ .]){either('Google One Shared Team Project Crown High Supreme County Magistrates')} \w+ \d")


def is_house_at(text: str, match: re.Match[str]) -> bool:
    """Whether a house with a name follows a preposition."""
    return _AT.search(text, max(0, match.start() - 6), match.start()) is not None


def is_told_before(text: str, match: re.Match[str]) -> bool:
    """Whether a word shortly before says that an address follows."""
    return is_cued(_TOLD, text, match.start(), _TOLD_REACH)


def is_told_with_name(text: str, match: re.Match[str]) -> bool:
    """Whether such a word stands before, and what follows the number isn't a day, a month or a system."""
    return is_told_before(text, match) and fold(match["name"]) not in read_words()["no_names"].en


def is_numbered_behind(_text: str, match: re.Match[str]) -> bool:
    """Whether a number behind a street is a house's and no year."""
    return not (NO_HOUSE.search(match[0]) or _MANNER.search(match[0]))
