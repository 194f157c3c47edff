"""Streets that nothing in their own name tells, known by what stands around them: "de aanvraag voor Achterom 3a is weg".

A word with a capital and a number may also be a version, a group or somebody's three calls. So a word of place or of
casework stands right before, nothing that could be counted right behind, and the word is no name of anything known.
"""

from __future__ import annotations

import re

from coachbot.playbook import LANGUAGES
from coachbot.redaction.lexicon import fold, read_lexicon, read_list, read_words, word_set
from coachbot.redaction.patterns.british import UNIT
from coachbot.redaction.patterns.house_numbers import ANNOUNCED, DUTCH_TAIL, FLOOR, NO_HOUSE, NUMBER, START, START_NUMBER
from coachbot.redaction.patterns.shapes import ANY_CASE, CAPITALISED, either
from coachbot.redaction.spans import mark

_PART = r"(?!(?:\w{1,12}adres|Op|Aan|Bij|In|Van|Voor|At|From|For|Number|Nummer) )" + CAPITALISED
STREET = re.compile(
    rf"{START}(?P<name>{_PART}(?:(?: (?:van )?(?:de|der|den|het|'t))? {CAPITALISED}){{0,2}})"
    rf"(?P<house>{ANNOUNCED}? {NUMBER}{FLOOR}){DUTCH_TAIL}?"
)
NUMBERED_FIRST = re.compile(
    rf"{START_NUMBER}(?P<unit>{UNIT})?(?P<house>\d{{1,4}}(?: ?[A-Za-z](?![\w']))?)"
    rf" (?P<name>{CAPITALISED}(?: {CAPITALISED}){{0,2}})(?![\w'])"
)
SMALL_STREET = re.compile(
    rf"(?<= )(?P<name>[a-zà-ÿ][a-zà-ÿ'-]{{2,24}}(?: [a-zà-ÿ][a-zà-ÿ'-]{{1,24}}){{0,2}})"
    rf"(?P<house>{ANNOUNCED}? {NUMBER}{FLOOR})"
)
SMALL_NUMBERED_FIRST = re.compile(
    r"(?<= )(?:number |no\.? |flat \d{1,3}[a-z]?,? )?\d{1,4}(?: ?[a-z](?![\w']))? (?P<name>[a-z][a-z']{3,20})(?![\w'])"
)

_CASEWORK = either(
    r"\w{0,20}(?:aanvra(?:ag|gen)|melding(?:en)?|klacht(?:en)?|zaak|zaken|dossiers?|vergunning(?:en)?|brief|brieven|bezwaar|post)",
    r"casus(?:sen)? bezoek huisbezoek controle inspectie overlast factuur aanslag indicatie sleutels? afval container pakket",
    "meneer mevrouw man vrouw dame heer gezin familie iemand mensen burgers? buren buurvrouw buurman kinderen stel echtpaar",
    "applications? complaints? permits? letters? calls? callers? cases? files? visits? parcels? bins? keys? rent repairs? couple",
    "famil(?:y|ies) man woman lady gentleman bloke chap someone somebody anyone people landlord neighbours? report",
    "woning pand perceel huis flat appartement adres property house home address bewoners? inwoners? eigenaar huurders?",
    "residents? tenants? owner occupier inspector carer",
)
_TOLD = re.compile(
    rf"\b{_CASEWORK},? (?:die )?(?:van|op|voor|uit|aan|bij|over|vanaf|naar"
    r"|at|for|from|to|of|about|near)(?: de| het| the)? $",
    ANY_CASE,
)
_PLACED = re.compile(
    r"(?:^|[ (\"'])(?:op|aan|uit|bij|van|voor|langs|at|from|to|near|outside|opposite|for|of|number)(?: de)? $", ANY_CASE
)
_BESIDE = re.compile(rf"{mark('address')},? (?:en|and|of|or|tot|to|naar|versus) (?:de |het |the )?$")
"""Another address before: what follows is one as well."""
_INSIDE = re.compile(r"[\w,] [\"'(]?$")
_REACH = 40
_LIVES = re.compile(
    r"\b(?:woon\w*|wonen\w*|gevestigd|ingeschreven|verhuisd|verhuist)(?: [a-zà-ÿ]+){0,2}"
    r" (?:aan|op|in|naar|bij) (?:(?:de|het|den|'t) )?$"
    r"|adres(?: is| was|:)? $|\b(?:lives?|lived|living|moved|address(?: is| was)?)(?: [a-z]+){0,2} (?:at|on|in|to|from|is|was) $",
    ANY_CASE,
)
_ADDED = re.compile(r"\d ?[-/]?[a-zA-Z]\b|\d[ -](?:hs|bis|huis|boven|beneden|[IVX]{1,3}|\d{1,2})\b")
_BEHIND = re.compile(r"$|[.,;:!?)\"']| (?P<word>[\w'’]+)| ?[-(]")
_GOES_ON = word_set(
    "en of maar want dus dat die omdat als toen terwijl zodat om te van voor bij op aan in uit met naar tot over door zonder"
    " tegen sinds volgens via niet wel nog ook al er nu daar toch echt gewoon steeds net weer vandaag gisteren morgen zijn waren"
    " hebben hadden wordt werd worden werden ligt lag lagen stonden bestaat bestond klopt klopte klopten ontbreekt valt viel"
    " hoort woont woonde wonen woonden blijkt bleek heet past zonder geen allang vanaf waar opeens kent mailt ontving sinds"
    " and or but because so that which who when while as if to from at on in of for with by into about since until are were"
    " have comes gets gives shows keeps needs belongs stays turned turns again today yesterday now there until where not no"
    " without rings never ever twice exists doesn't don't haven't aren't weren't hasn't isn't"
)
_NUMBERED = word_set(
    "bijlage artikel stap vraag groep lokaal fase scherm formulier hoofdstuk paragraaf versie release module cursus les dag week"
    " kamer zaal blok deel punt niveau schaal team ronde sprint variant optie tabel figuur lid kolom veld regel rij pagina slide"
    " dia map tabblad type model klasse wave cluster balie loket bus lijn perron gate spoor unit level phase stage tier step"
    " round room floor page table figure chapter option part group class screen form line row column tab day appendix annex"
    " schedule version update windows tranche kwartaal ploeg dienst laag lift etage verdieping bouwlaag spreekkamer sessie"
    " training traject kavel station halte afslag formule categorie rubriek code nummer number bug issue ticket story"
    " epic build patch cohort"
)
"""What is counted by a number behind it, with a capital now and then."""
_FEW = 13
"""Numbers below may be a version's."""
_NO_STREET = word_set(
    "een met sinds zonder haar hun mijn ons onze jullie dat die dit deze daar hier al nu er nog ook maar en of want om te tot"
    " tussen vanaf ongeveer circa ruim bijna alleen minstens maximaal per voor na over the a an and or with since for about over"
    " only nearly more than least most my her his their our your this that these those week dag jaar month year room kamer groep"
    " team ver samen hetzelfde dezelfde onder moeder vader ouders kelder wijk stad dorp buurt"
)


def is_around(text: str, match: re.Match[str]) -> bool:
    """Whether a word with a capital and a number is where somebody is.

    Casework or somebody before it tells; or a place before it, where the number is too high for a version or has a
    letter; or such a letter alone, where no dictionary has the word.
    """
    if not _may_be_street(match["name"]) or not _goes_on(text, match.end()):
        return False
    if _BESIDE.search(text, max(0, match.start() - 14), match.start()):
        return True
    if is_told(text, match):
        return not _is_family(match["name"]) or _is_high(match["house"])
    added = _ADDED.search(match["house"]) is not None
    if NO_HOUSE.search(match["house"]) and not added:
        return False
    inside = _INSIDE.search(text, max(0, match.start() - 3), match.start()) is not None
    known = _is_known(match["name"])
    apposed = inside and text[match.start() - 2] == "," and text[match.end() : match.end() + 1] in ",.!?;:)"
    placed = apposed or _PLACED.search(text, max(0, match.start() - 14), match.start()) is not None
    return (added and (inside or not known)) or (placed and not known and _is_high(match["house"]))


def is_around_behind(text: str, match: re.Match[str]) -> bool:
    """Whether a number and a word with a capital that no list has, such as "17 Wharfside", is where somebody is."""
    if not _may_be_street(match["name"]) or not _goes_on(text, match.end()):
        return False
    if match["unit"]:
        return True
    if _is_known(match["name"]):
        return False
    return _PLACED.search(text, max(0, match.start() - 14), match.start()) is not None


def is_told(text: str, match: re.Match[str]) -> bool:
    """Whether casework or somebody stands right before, with a preposition: "de klacht van", "the couple at"."""
    return _TOLD.search(text, max(0, match.start() - _REACH), match.start()) is not None


def is_lived_at(text: str, match: re.Match[str]) -> bool:
    """Whether words in small letters and a number follow "woont aan" or "lives at"."""
    words = match["name"].split(" ")
    if not _NO_STREET.isdisjoint(words) or NO_HOUSE.search(match[0]) or not _goes_on(text, match.end()):
        return False
    return _LIVES.search(text, max(0, match.start() - _REACH), match.start()) is not None


def _is_high(house: str) -> bool:
    return int(re.findall(r"\d+", house)[0]) >= _FEW


def _may_be_street(name: str) -> bool:
    """Whether words with capitals are no product, place, person or thing that is numbered."""
    words = read_words()
    for word in name.split(" "):
        key = fold(word).rstrip(".")
        no_name = any(key in words[kind][language] for kind in ("no_names", "things") for language in LANGUAGES)
        if (
            no_name
            or key in _NUMBERED
            or key in read_list("given_names.txt")
            or (len(word) > 1 and word.isupper())
            or re.search(r"\d", word)
        ):
            return False
    return fold(name) not in read_list("places.txt") and fold(name) not in read_list("municipalities.txt")


def _is_family(name: str) -> bool:
    return fold(name) in read_list("family_names.txt")


def _is_known(name: str) -> bool:
    """Whether a dictionary has the last of the words, or a list of surnames all of them."""
    last = fold(name.rpartition(" ")[2]).removesuffix("'s")
    return _is_family(name) or any(last in read_lexicon(language).ordinary for language in LANGUAGES)


def _goes_on(text: str, end: int) -> bool:
    """Whether the sentence ends behind a number or goes on with a verb or a small word, rather than with what is counted."""
    behind = _BEHIND.match(text, end)
    if not behind:
        return False
    word = behind["word"]
    if word is None:
        return True
    verbs = (read_words()[kind][language] for kind in ("saying", "doing") for language in LANGUAGES)
    return word in _GOES_ON or any(word in each for each in verbs)
