"""Streets without a number: where somebody lives, told by a preposition and a capital, or by a word for living."""

from __future__ import annotations

import re

from coachbot.redaction.lexicon import fold, read_lexicon, read_list, read_words, word_set
from coachbot.redaction.patterns.british import CLEAR_ENDS
from coachbot.redaction.patterns.house_numbers import START
from coachbot.redaction.patterns.shapes import ANY_CASE, CAPITALISED, cue, either, is_cued
from coachbot.redaction.patterns.streets import BEFORE_STREET, NO_STREETS, STEM, street_start

_SOUNDS = word_set(
    "straat laan weg plein gracht kade singel steeg dijk hof dreef plantsoen strjitte dyk haven markt wal rijn"
    " street road avenue lane close crescent terrace gardens grove drive mews row yard way walk place"
    " cottage lodge vicarage rectory farm bungalow house court"
)
_ENDS = "straat laan weg plein gracht kade singel steeg dreef plantsoen strjitte dyk"
_END = either(_ENDS, "straatje laantje steegje dijk hof markt wal")
_HOUSE_BEFORE = r"(?:(?:(?:huis)?nummer|(?:house )?number) \d{1,4} ?[a-z]?(?:,| (?:van|in|op|aan|of|on)(?: de| het| the)?) )?"
"""Such as "nummer 17 van de", before its street."""
_OLD_AND_NEW = (
    either("Oude Nieuwe Lange Korte Grote Kleine Hoge Verlengde Gedempte")
    + " "
    + either("Singel Gracht Haven Kade Dijk Markt Wal Dreef Laan Weg Rijn Voorhout")
)
DUTCH_ALONE = re.compile(
    rf"{START}{_HOUSE_BEFORE}(?:{BEFORE_STREET}{STEM}{_END}|{_OLD_AND_NEW}"
    rf"|Laan (?:(?:van|der|den|de|het|'t) ){{1,2}}{CAPITALISED})"
    r"(?:[ -](?:Noord|Zuid|Oost|West))?(?![\w-])"
)
_SMALL_BEFORE = either("oude nieuwe lange korte grote kleine hoge burgemeester prins prinses koningin dokter pastoor sint")
DUTCH_ALONE_SMALL = re.compile(rf"(?<=[ '])(?:{_SMALL_BEFORE} )?(?!{NO_STREETS})[a-zà-ÿ]{{3,20}}{either(_ENDS)}(?![\w-])")
_END_AT_END = re.compile(rf"{either(_ENDS)}$")
_BEFORE_NAME = either("(?!The\\b|A\\b|My\\b|Our\\b)" + CAPITALISED)
ENGLISH_ALONE = re.compile(
    rf"{START}(?:{_BEFORE_NAME} ){{1,3}}(?:{CLEAR_ENDS}|Drive|Way|Walk|Place)(?: (?:North|South|East|West))?(?![\w'-])"
)
_NO_NAME = either("the a an my our his her their this that same whole busy main long dead other memory new old middle end")
_SMALL_END = either("road street avenue lane crescent terrace drive grove gardens close")
ENGLISH_ALONE_SMALL = re.compile(rf"(?<= )(?!{_NO_NAME}\b)[a-z]{{3,15}} {_SMALL_END}(?![\w-])")

_ARTICLE = r"(?:de|het|'t|den)"
_AT_DUTCH = re.compile(
    rf"(?:^|[ (])(?:aan|op|in|uit|van|bij|naar|langs|over|voor|achter|om|from|on|at|in|near|the|de|het|'t){'(?: the)?'} $",
    ANY_CASE,
)
_AT_ARTICLE = re.compile(rf"\b(?:{_ARTICLE}|the) $", ANY_CASE)
_HAS_ARTICLE = re.compile(rf"(?:{_ARTICLE}|(?:huis)?nummer|(?:house )?number) ")
_AT_ENGLISH = re.compile(r"\b(?:on|in|at|from|to|near|of|along|off|down|up|behind|around) $", ANY_CASE)
_LIVES_SMALL = re.compile(
    r"\b(?:woon\w*|wonen\w*|adres|bewoners?|bewoonster|huis|pand|gezin|familie|buurvrouw|buurman|mevrouw|meneer|mensen|dame|heer)\b"
    rf"[^.,;]{{0,20}}\b(?:in|op|aan|uit|van|is|bij) (?:{_ARTICLE} )?$",
    ANY_CASE,
)
_LIVES_ENGLISH = re.compile(
    r"\b(?:lives?|living|lived|house|home|flat|place|address|residents?|tenants?|neighbours?|family|couple)\b[^.,;]{0,12}"
    r"\b(?:on|in|at|from|is|of) $",
    ANY_CASE,
)
_INSIDE = re.compile(r"(?<![\w'])(?!(?i:the|an?|our|this|project|team|theme) )[A-Za-z]+(?:'s)? $")
_SURE_ALONE = re.compile(r"[a-z] (?:Street|Road|Avenue|Crescent|Terrace)(?: (?:North|South|East|West))?$")
_DOUBTFUL_ALONE = cue(
    "(?:google|one|shared|team|network|hard|home|cloud|disk|usb|test)_drive$ (?:way|walk|place)$",
    "(?:high|main|wall|downing|sesame|coronation|fast|back)_(?:street|road|lane)$",
)
_LIVES_REACH = 40
_SURNAME_LIKE = re.compile(r"(?:dijk|hof|wal|markt)$")
_NO_STREET = re.compile(rf"(?:^| )(?:{NO_STREETS})$", ANY_CASE)


def may_hold_street(text: str) -> bool:
    """Whether a text holds what may name a street: most texts don't, and are spared the rest."""
    lower = text.lower()
    return any(sound in lower for sound in _SOUNDS)


def is_where(text: str, match: re.Match[str]) -> bool:
    """Whether a Dutch street with a capital is where something is: after a preposition or an article, inside a sentence."""
    start = street_start(text, *match.span())
    word = match[0].rpartition(" ")[2]
    article = _HAS_ARTICLE.match(text, start) or _AT_ARTICLE.search(text, max(0, start - 5), start)
    if _NO_STREET.search(match[0]) or not (article or _AT_DUTCH.search(text, max(0, start - 10), start)):
        return False
    key = fold(word)
    if not article and (_SURNAME_LIKE.search(key) or key in read_list("family_names.txt")):
        return False
    return key not in read_list("places.txt") and key not in read_words()["no_names"].nl


def is_where_somebody_lives(text: str, match: re.Match[str]) -> bool:
    """Whether a street in small letters follows a word for living or for who does, or is called after somebody."""
    if is_cued(_LIVES_SMALL, text, match.start(), _LIVES_REACH):
        return True
    stem = fold(_END_AT_END.sub("", match[0].rpartition(" ")[2]))
    named = stem in read_list("given_names.txt") and stem not in read_lexicon("nl").ordinary
    return named and _AT_ARTICLE.search(text, max(0, match.start() - 5), match.start()) is not None


def is_at(text: str, match: re.Match[str]) -> bool:
    """Whether an English street follows a preposition or stands inside a sentence.

    "Google Drive" and "High Street" need a word for living as well.
    """
    inside = _INSIDE.search(text, max(0, match.start() - 12), match.start()) and _SURE_ALONE.search(match[0])
    if not inside and not _AT_ENGLISH.search(text, max(0, match.start() - 12), match.start()):
        return False
    return not _DOUBTFUL_ALONE.search(match[0]) or is_at_home(text, match)


def is_at_home(text: str, match: re.Match[str]) -> bool:
    """Whether an English street follows a word for living."""
    return is_cued(_LIVES_ENGLISH, text, match.start(), _LIVES_REACH)
