"""Dutch and British postcodes, with the number of the house that may follow, and as they are spelled out."""

from __future__ import annotations

import re

from coachbot.redaction.lexicon import fold, read_list, word_set
from coachbot.redaction.patterns.house_numbers import BRITISH_AREA_CODE, BRITISH_CODE, NUMBER
from coachbot.redaction.patterns.shapes import ANY_CASE, CAPITALISED, cue, is_cued

POSTCODE = re.compile(
    r"(?<![\w.,/-])(?:(?<=\()\d{1,4}[a-z]?, ?)?"  # "(31, 3984 CX)"
    rf"(?P<digits>[1-9]\d{{3}})(?P<gap> ?)(?P<letters>[A-Za-z] ?[A-Za-z])(?![A-Za-z]|_(?!\d)|'\w)(?!\d{{6}})"
    rf"(?P<house>,? ?(?:[-–/_] ?|\((?=[hn])|(?:en|met|and|with) (?:dan |then )?|(?:op|at) (?=[hn]))?"
    rf"(?:huis|house )?(?:nummer(?:tje)?|nr\.?|no\.?|number|#)? ?{NUMBER})?"
)
SPELLED_POSTCODE = re.compile(
    r"(?<![\w.,/-])[1-9] ?\d ?\d ?\d,? [A-Za-z],? [A-Za-z](?![\w'])"
    rf"(?P<house>,? (?:en |met |and |with )?(?:(?:huis)?nummer|nr\.?|(?:house )?number) {NUMBER})?"
)
SPELLED_BRITISH = re.compile(
    r"(?<![\w'])[A-Za-z](?:,? ?[A-Za-z])?,? ?\d(?:,? ?[\dA-Za-z])?,? ?\d,? ?[A-Za-z],? ?[A-Za-z](?![\w'])",
)
BRITISH_CODE_ALONE = re.compile(rf"(?<!\w)(?:(?<=[\w,] ){CAPITALISED},? )?{BRITISH_CODE.replace(' ?', ' ')}(?!\w)")
BRITISH_CODE_SMALL = re.compile(rf"(?<![\w.,/-]){BRITISH_AREA_CODE}(?!\w)", ANY_CASE)

_CUE = cue("postcode pc adres address woont wonend woonachtig lives living postal_code zip")
_POSTCODES = cue("postcodes? postal_codes?")
_FAR = 80
_ANNOUNCED = re.compile(r"nummer|number|nr|no", ANY_CASE)
_TOWN_BEHIND = re.compile(rf",? (?P<town>{CAPITALISED})")
_SPELLED_CUE = cue("postcode postal_code zip spelde gespeld spelt spelled spelt_out")
_ONE_BY_ONE = re.compile(r"(?!1 2 3 4)\d \d \d \d [A-Za-z] [A-Za-z]$")
_SPELLED_REACH = 20
_BYTES = word_set("MB GB KB TB SA SD SS")
_UNITS = word_set("MB GB KB TB KM KG CM MM HA EU BV NV AD BC PK PM AM IT HR MT OK UU NL ML PX SA SD SS")
_WORDS = word_set("en is in of op om te al as we ze je ik er na bv de or an at to by if it on so no he my up us do go be am me u")
_LONGEST_CODE = 5
_PART_NUMBER = re.compile(r"\b(?:versie|version|code|model|type|ruimte|room) $", ANY_CASE)


def is_postcode(text: str, match: re.Match[str]) -> bool:
    """Whether four digits and two letters are a postcode: with a house number, or because nothing else has that shape there.

    "2048 MB", "2024 en" and "in 2015 BV" are none.
    """
    letters = match["letters"].replace(" ", "")
    cued = is_cued(_CUE, text, match.start())
    numbered = match["house"] is not None
    year = match["digits"].startswith(("19", "20"))
    measure = letters.upper() in _UNITS and (year or letters in _BYTES or not letters.isupper())
    # "3811ha7" measures nothing, nor does "3811 ha nummer 7".
    housed = numbered and ((match["house"][0].isdigit() and not match["gap"]) or _ANNOUNCED.search(match["house"]) is not None)
    if measure and not housed and not (cued and (numbered or letters not in _BYTES)):
        return False
    if letters.isupper():
        return numbered or cued or not year or not match["gap"]
    placed = _TOWN_BEHIND.match(text, match.end())
    if placed and fold(placed["town"]) in read_list("places.txt"):
        return letters not in _WORDS
    spoken_of = is_cued(_POSTCODES, text, match.start(), _FAR) and letters not in _WORDS and not year
    return cued or spoken_of or (numbered and not year and (not match["gap"] or letters not in _WORDS))


def is_spelled(text: str, match: re.Match[str]) -> bool:
    """Whether single digits and letters spell a postcode: a word before says so, or a house's number follows."""
    numbered = "house" in match.re.groupindex and match["house"] is not None
    return numbered or _ONE_BY_ONE.match(match[0]) is not None or is_cued(_SPELLED_CUE, text, match.start(), _SPELLED_REACH)


def is_in_area(text: str, match: re.Match[str]) -> bool:
    """Whether a British postcode in small letters or glued together is one: with a space, or too long for a code."""
    return is_no_part(text, match) and (bool(match["gap"]) or len(match[0]) > _LONGEST_CODE or is_cued(_CUE, text, match.start()))


def is_no_part(text: str, match: re.Match[str]) -> bool:
    """Whether a British postcode isn't the number of a part: "model AB1 2CD"."""
    return not _PART_NUMBER.search(text, max(0, match.start() - 12), match.start())
