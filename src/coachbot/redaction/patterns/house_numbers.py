"""What stands around a street in an address: the house's number with all that may be added to it, the floor, the postcode."""

from __future__ import annotations

import re

from coachbot.redaction.patterns.shapes import CAPITALISED, cue, either
from coachbot.redaction.spans import MARKS

START = rf"(?<![\w{MARKS}])"
START_NUMBER = rf"(?<![\w.,/{MARKS}-])"

NOT_COUNTED = rf"(?!\d|[.,:]\d| ?{either('jaar uur keer dagen weken maanden euro procent % minuten km meter times days weeks')})"
"""What makes the number before it count something."""

_ADDITIONS = either(
    r"\d{1,2}_hoog hs zw bg rd bis(?:_?[A-Za-z])? huis boven beneden links rechts hoog laag zwart rood [IVX]{1,4}",
    r"rear achter(?!_(?:de|het|een)_)",
    r"(?:toevoeging|huisletter)_[A-Za-z0-9]{1,4}",
    r"\d{1,4}(?:st|nd|rd|th|e|de|hoog)?",
)
_COUNTS = r"(?<= )\d{1,4} [a-z]{3}"
"""What is no addition: "Wilgenpark 3 2 ingangen"."""
_UP_TO = rf" (?:en|and|to|tot|t/m|tot en met) (?!\d{{4}} ?[A-Za-z]{{2}}\b)\d{{1,4}}[a-z]?(?!\w){NOT_COUNTED}"
_ADDITION = rf"(?:[ /-]{{1,3}}(?!{_COUNTS}){_ADDITIONS}(?!\w)|{_UP_TO})?"
ANNOUNCED = r"(?:,? (?:(?:op |met )?(?:huis)?nummer|nr\.?|no\.?|(?:house )?number))"
"""A word that says that the house's number follows."""
NUMBER = rf"\d{{1,5}}{NOT_COUNTED}(?: ?-? ?[a-zA-Z](?![\w'/])|(?:rd|zw|hs|bg|ll|I{{1,3}}|IV)(?!\w))?{_ADDITION}"
_ORDINALS = "(?:\\d{1,2}_?(?:st|nd|rd|th|e|de)?|eerste|tweede|derde|vierde|first|second|third|fourth|top)"
_FLOORS = either(
    rf"{_ORDINALS}_(?:floor|verdieping|verd\.?|etage) \d{{1,2}}_hoog begane_grond ground_floor",
    r"(?:kamer|appartement|apt\.?|unit|flat)_?\d{1,4}[a-z]?",
)
FLOOR = rf"(?:,?(?: op de)? {_FLOORS}(?!\w))?"

DUTCH_CODE = r"[1-9]\d{3}(?: ?(?!SA|SD|SS)[A-Z]{2}|(?!pk|ha|km|kg|mb|gb)[a-z]{2})"
_SMALL_WORDS = either("en is in of op om te we ze je ik er na bv or an at to by if it on so no he my up us do go be am me")
_SMALL_CODE = rf"(?!19|20)[1-9]\d{{3}} (?!{_SMALL_WORDS})[a-z]{{2}}"
"""A postcode in small letters, after an address: "9671 hk"."""
_DUTCH_TOWN = rf"(?:,? {CAPITALISED}(?: (?:aan (?:de|den)|op|bij|den) {CAPITALISED})?(?![\w'])|(?= ))?"
DUTCH_TAIL = rf"(?:,? ?(?:(?:in|te) )?(?:{DUTCH_CODE}|{_SMALL_CODE})(?!\w){_DUTCH_TOWN})"
_AREAS = either(
    "AB AL BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY EC EH EN EX FK FY GL GU GY HA HD",
    "HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY LA LD LE LL LN LS LU ME MK ML NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH",
    "RM SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB WA WC WD WF WN WR WS WV YO ZE B E G L M N S W",
)
BRITISH_AREA_CODE = rf"{_AREAS}\d(?:\d|[A-Z])?(?P<gap> ?)\d(?!st|nd|rd|th|gb|tb|GB|TB)[ABD-HJLNP-UW-Z]{{2}}"
"""A British postcode that is in an area there is, for where its letters may be small or nothing stands between."""
BRITISH_CODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"

HOUSE = rf"{ANNOUNCED}? {NUMBER}{FLOOR}"
"""The house, as it follows a street."""

LIVES = cue(
    "woont wonend wonen woonachtig adres gevestigd lives living address resides aan_de op_de aan_het"
    " bewoner bewoners eigenaar huurder pand perceel woning"
)
"""Words from which a street may be expected."""
NO_HOUSE = re.compile(r"(?:19|20)\d\d\b")
"""What is a year rather than a house."""
