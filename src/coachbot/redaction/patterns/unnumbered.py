"""Streets without a number: where somebody lives, told by a preposition and a capital, or by a word for living."""

from __future__ import annotations

import re

from coachbot.redaction.lexicon import fold, read_list, read_words
from coachbot.redaction.patterns.british import CLEAR_ENDS
from coachbot.redaction.patterns.house_numbers import START
from coachbot.redaction.patterns.shapes import ANY_CASE, CAPITALISED, cue, either, is_cued
from coachbot.redaction.patterns.streets import BEFORE_STREET, NO_STREETS, STEM, street_start

MAY_BE_STREET = re.compile(
    r"straat|laan|weg|plein|gracht|kade|singel|steeg|dijk|hof|dreef|plantsoen|strjitte|dyk"
    r"|street|road|avenue|lane|close|crescent|terrace|gardens|grove|drive|mews|row|yard|cottage|lodge|vicarage|rectory|farm|bungalow",
    ANY_CASE,
)
"""What a text holds that may name a street: most texts don't, and are spared the rest."""

_ENDS = "straat laan weg plein gracht kade singel steeg dreef plantsoen strjitte dyk"
_END = either(_ENDS, "straatje laantje steegje dijk hof markt wal")
DUTCH_ALONE = re.compile(
    rf"{START}(?:(?:huis)?nummer \d{{1,4}} ?[a-z]? (?:van|in|op|aan) (?:de|het) )?(?:{BEFORE_STREET}{STEM}{_END}|Laan (?:(?:van|der|den|de|het|'t) ){{1,2}}{CAPITALISED}"
    rf"|(?:Oude|Nieuwe|Lange|Korte|Grote|Kleine|Hoge|Verlengde|Gedempte) (?:Singel|Gracht|Haven|Kade|Dijk|Markt|Wal|Dreef|Laan|Weg|Rijn))"
    rf"(?![\w-])"
)
DUTCH_ALONE_SMALL = re.compile(
    rf"(?<=[ '])(?:{either('oude nieuwe lange korte grote kleine hoge burgemeester prins prinses koningin dokter pastoor sint')} )?"
    rf"(?!{NO_STREETS})[a-zà-ÿ]{{3,20}}{either(_ENDS)}(?![\w-])"
)
_BEFORE_NAME = either("(?!The\\b|A\\b|My\\b|Our\\b)" + CAPITALISED)
ENGLISH_ALONE = re.compile(rf"{START}(?:{_BEFORE_NAME} ){{1,3}}(?:{CLEAR_ENDS}|Drive|Way|Walk|Place)(?![\w'-])")
ENGLISH_ALONE_SMALL = re.compile(
    rf"(?<= )(?!{either('the a an my our his her their this that same whole busy main long dead other memory new old middle end')}\b)"
    rf"[a-z]{{3,15}} {either('road street avenue lane crescent terrace drive grove gardens close')}(?![\w-])"
)

_ARTICLE = r"(?:de|het|'t|den)"
_AT_DUTCH = re.compile(
    rf"(?:^|[ (])(?:aan|op|in|uit|van|bij|naar|langs|over|voor|achter|om|from|on|at|in|near|the|de|het|'t){'(?: the)?'} $",
    ANY_CASE,
)
_AT_ARTICLE = re.compile(rf"\b(?:{_ARTICLE}|the) $", ANY_CASE)
_HAS_ARTICLE = re.compile(rf"(?:{_ARTICLE}|(?:huis)?nummer) ")
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
_DOUBTFUL_ALONE = cue("(?:drive|way|walk|place)$ (?:high|main|wall|downing|sesame|coronation|fast|back)_(?:street|road|lane)$")
_LIVES_REACH = 40
_SURNAME_LIKE = re.compile(r"(?:dijk|hof|wal|markt)$")
_NO_STREET = re.compile(rf"(?:^| )(?:{NO_STREETS})$", ANY_CASE)


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
    """Whether a street in small letters follows a word for living or for who does."""
    return is_cued(_LIVES_SMALL, text, match.start(), _LIVES_REACH)


def is_at(text: str, match: re.Match[str]) -> bool:
    """Whether an English street follows a preposition; "Google Drive" and "High Street" need a word for living as well."""
    if not _AT_ENGLISH.search(text, max(0, match.start() - 12), match.start()):
        return False
    return not _DOUBTFUL_ALONE.search(match[0]) or is_at_home(text, match)


def is_at_home(text: str, match: re.Match[str]) -> bool:
    """Whether an English street follows a word for living."""
    return is_cued(_LIVES_ENGLISH, text, match.start(), _LIVES_REACH)
