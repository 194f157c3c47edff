"""Dutch streets: what they are called, and with which number they make an address."""

from __future__ import annotations

import re

from coachbot.playbook import LANGUAGES
from coachbot.redaction.lexicon import fold, read_lexicon, read_list, read_words, word_set
from coachbot.redaction.patterns.house_numbers import ANNOUNCED, DUTCH_TAIL, FLOOR, HOUSE, LIVES, NO_HOUSE, NUMBER, START
from coachbot.redaction.patterns.shapes import ANY_CASE, CAPITALISED, cue, either, is_cued

# What streets are called
ENDS_CLEARLY = either(
    "straat laan weg plein gracht kade singel steeg dijk hof dreef plantsoen boulevard straatje laantje steegje",
    "str\\.? strjitte straot dyk stra(?:ss|ß)e platz gasse",
    "(?<=oord)einde (?<=uid)einde (?<=ost)einde (?<=est)einde",
)
_MAY_END = either(
    "allee pad park wal markt brink hoek erf oord poort haven kamp baan burg berg veld weide akker hage",
    "donk horst einde eind (?<!e)(?<!o)(?<!a)(?<!i)ring dam stee",
    "zicht meent es leane wei buorren veen hoeve stede zijde duin dal vliet polder broek gaarde borg waard rak bosch",
    "hiem finne terp reed mar gats kwartier wijk sluis brug hout lust rust rug zoom schans enk sloot",
    "vaart bos rijn hoven kolk mate heide hei kant rand bolwerk bongerd gaard tuin werf molen poel wiel gouw elleboog",
    "(?<!a)ven tocht diep bleek weerd wetering gang zand",
)
NO_SQUARES = (
    r"(?:werk|info|leer|mijn|kennis|diensten|informatie|balie|zaak|zaken|taak|taken|data|digi|ondernemers|jongeren|ideeën|jeugd|zorg"
    r"|sociaal|service|vacature|subsidie|loket|raad|stem|samen|vraag|wijk)plein\b"
    r"|(?:productie|test|was|ontwikkel|otap|lever|bouw|autowas|lak|licht|speel|uitzend)straat\b"
    r"|(?:gerechts|werk|beroeps|arbeids|straf|dool)hof\b|(?:arbeids|woning|energie|huizen|huur|zorg|doel|super|banen)markt\b"
    r"|(?:aan|af|be|dicht|door|dubbel|gade|in|kapot|los|mis|na|neer|om|om(?:hoog|ver)|ont|op|open|over|plat|raak|rond|stuk|tegen"
    r"|terug|toe|uit|uiteen|vast|ver|vol|voor|weg)slaan\b|(?:kape|mi)laan\b|(?:be|ca|magi|sub)straat\b"
    r"|(?:blok|barri|ro|su)kade\b|(?:aan|af|be|door|mee|mis|op|over|ver|voort|weg)dreef\b|(?:af|be|in|ont|op|over|uit)steeg\b"
    r"|(?:be|in)dijk\b|(?:aan|be|hoger|kop|lager|narr?)wal\b"
)
"""What ends like a street and is none, with a capital either: portals, machines, courts, markets, and verbs such as "opslaan"."""
NO_STREETS = (
    r"(?:onder|van|halver|terug|heen|midden|dool|dwaal|sluip|kronkel|gaande|om|over|snel|hoofd|uit|om|spoor|doel|zij|rechts|land|achter|lucht|vaar|door|auto|water|werk|voetgangers?|leer)weg\b"
    rf"|(?:school|parkeer|markt)plein\b|(?:winkel|zij|woon|achter)straat\b|oprijlaan\b|grachtengordel\b|{NO_SQUARES}"
)
"""Words that end like streets and in small letters are none: ways and squares in a manner of speaking."""
_HONOUR = either(
    "Prof Dr Mr Ds Ir Burg St Sint Kon Burgemeester Professor Dokter Pastoor Pater Schout_bij Koningin Koning Prins",
    "Prinses Graaf Oude Nieuwe Gedempte Verlengde 's_Heer",
    "Korte Lange Grote Kleine Eerste Tweede Derde Van De Den Het Jan President Admiraal Generaal Minister 't van de der den",
)
_SMALL_HONOUR = either(
    "hoge lage oude nieuwe grote kleine lange korte eerste tweede verlengde burgemeester burg\\.? dokter dr\\.? pastoor",
    "prins prinses koning koningin sint st\\.? graaf professor prof\\.? meester jan van_der van_den",
)
_NO_PART = (
    r"(?!(?:Bij|In|Op|Aan|Naar|Een|Voor|Uit|Over|At|On|From|To|For|The|Is|Was|Mijn|Onze|Deze|Dit|Dat|Als|Toen|Nu|Maar|En|Of|Adres"
    r"|Address|Woont|\w{1,12}[Aa]dres|Want|Ik|Wij|Hij|Zij|We|And|But|My|Our|Near|Behind|Tegenover|Achter|Langs|Post|Postbus"
    r"|Box) )"
)
"""What begins a sentence rather than the name of a street."""
BEFORE_STREET = (
    rf"(?!van (?!der |den ))(?:\d{{1,2}}e )?(?:{_HONOUR}\.? ){{0,4}}"
    rf"(?:{_NO_PART}{CAPITALISED} )?(?:(?:van|der|den|de|het|'t) ){{0,2}}"
)
STEM = r"(?:[A-ZÀ-Þ']|'s-?[A-Z])[\w'.-]{1,30}?"
_SIDE = either("(?:[NnZzOoWw]\\.?){2} [Nn]oord(?:zijde)? [Zz]uid(?:zijde)? [Oo]ost(?:zijde)? [Ww]est(?:zijde)?")

# Streets with a number
_BARE_NOUNS = either(
    "laantje straatje steegje paadje plein pleintje gracht kade singel dijk steeg pad hof hofje dreef wal markt haven brink zand"
)
_SMALL_QUALIFIERS = either("oude grote kleine lange korte hoge lage kromme brede smalle zwarte rode groene")
STREET = re.compile(
    rf"{START}(?:{BEFORE_STREET}{STEM}{ENDS_CLEARLY}"
    rf"|(?:Oude|Nieuwe|Grote|Kleine|Korte|Lange|Achter)[\w-]{{0,2}} ?(?:[Mm]arkt|[Hh]aven|[Ww]al|[Gg]racht|[Ww]eg|[Ss]traat)"
    rf"|(?:{_SMALL_HONOUR} (?:van (?:der |den |de )?)?|(?<=de )van )?(?!{NO_STREETS})[a-z][\w'-]{{2,30}}?{ENDS_CLEARLY}"
    rf"|{_SMALL_QUALIFIERS} {_BARE_NOUNS}|(?:de |het )?(?!markt){_BARE_NOUNS}(?={ANNOUNCED}))"
    rf"(?:[ -]{_SIDE})?{HOUSE}{DUTCH_TAIL}?"
)
_BARE_NAMES = either(
    "Markt Dam Brink Buorren Plein Kerkplein Spui Rokin Damrak Hof Haven Singel Wal Dreef Kade Gracht Dijk Steeg Laan Terp"
)
NAMED_STREET = re.compile(
    rf"{START}(?:(?:Laan|Weg|Plein|Kade|Straat|Park|Hof) (?:(?:van|der|den|de|het|'t|naar|ter|ten|te|in|op) ){{1,2}}"
    rf"{CAPITALISED}(?: {CAPITALISED})?"
    rf"|(?:Laan|Weg|Plein|Straat) '?(?:19)?\d\d ?- ?'?(?:19)?\d\d(?: nr\.?| nummer)?"  # Plein 1940-1945 nr. 6
    rf"|(?:Laan|Weg|Plein|Straat) 19\d\d(?={ANNOUNCED})|{_BARE_NAMES}){HOUSE}{DUTCH_TAIL}?"
)
_QUALIFIERS = either(
    "Oude Nieuwe Lange Korte Grote Kleine Hoge Lage Verlengde Gedempte Kromme Rechte Brede Smalle",
    "Zwarte Witte Rode Groene Blauwe Diepe Dwarse Achterste Voorste Stille Natte Droge",
)
QUALIFIED_STREET = re.compile(rf"{START}{_QUALIFIERS} (?P<name>{CAPITALISED}){HOUSE}{DUTCH_TAIL}?")
"""Such as "Nieuwe Rijn 44", "Hoge Pad 10": what streets are told apart by, and any word with a capital."""
DOUBTFUL_STREET = re.compile(
    rf"{START}{BEFORE_STREET}[A-ZÀ-Þ'][\w'.-]{{1,30}}?{_MAY_END}(?: {_SIDE})?{HOUSE}(?P<tail>{DUTCH_TAIL})?"
)
ANY_STREET = re.compile(
    rf"{START}{_NO_PART}{CAPITALISED}(?: (?:van|de|der|den|het|'t|op|aan|in|{CAPITALISED})){{0,4}}"
    rf" {NUMBER}{FLOOR}(?P<tail>,? ?{DUTCH_TAIL})?"
)
ARTICLE_STREET = re.compile(
    rf"{START}(?P<article>(?:Achter|Onder|Boven|Voor|Op|In|Aan|Bij|Tussen|Buiten|Binnen)(?: (?:de|het|den|der|gen|'t|'n|d'n))"
    rf"|Achter|Onder|Boven|De|Het|'t|It|de|het) (?P<name>{CAPITALISED}){HOUSE}{DUTCH_TAIL}?"
)
BARE_STREET = re.compile(rf"{START}(?:de|het|'t) {_BARE_NOUNS}{HOUSE}")
"""Such as "het laantje 12", where a word before says that somebody lives there."""
DOUBTFUL_SMALL = re.compile(rf"{START}[a-zà-ÿ]{{2,20}}(?:{_MAY_END}|weg|plein|straat){HOUSE}")
"""Such as "ringvaart 8", "hoofdweg 12", where a word before says that somebody lives there."""
DUTCH_BOX = re.compile(rf"(?<!\w)[Pp]ostbus(?: nummer)? \d{{1,6}}(?:(?:, |,? ?){DUTCH_TAIL})?(?!\w)")

_PEOPLE = cue(
    "mevrouw mevr meneer mijnheer heer dame familie gezin buurvrouw buurman klant bewoner bewoners eigenaar woont adres"
)
_LIVES_AT = re.compile(
    r"\b(?:woon\w*|gevestigd|\w{0,12}adres|woning|pand|perceel|huis|flat|appartement|lives?|living|address|bewoners?|eigenaar|huurders?"
    r"|property|tenants? (?:at|of))\b[^.;]{0,12}$"
    r"|\bwoon(?:t|de|den)?(?: [a-z\d]+){0,4} (?:op|aan|in) (?:(?:de|het|'t) )?$",
    ANY_CASE,
)
_LIVES_REACH = 20
_LIVES_FAR = 44
_IN_A_SENTENCE = re.compile(r"[a-zà-ÿ,] $")
_ANY_END = re.compile(rf"(?:{ENDS_CLEARLY}|{_MAY_END})$")
_CLEAR_END = re.compile(rf"{ENDS_CLEARLY}$")
_THING_BEFORE = re.compile(r"([^\W\d_]+) $")
_OF_SOMEBODY = re.compile(r"[^ ]+ van (?=(?:de|het|'t) )")
_FIRST_WORD = re.compile(r"([A-Z][a-z]+) (?:van )?(?=[A-ZÀ-Þ][a-z])")
_LIVED_IN = word_set("huis straat")
_PARTS_OF_SCREENS = word_set("tabblad knop kopje menu veld kolom scherm map bord tab button column screen folder")
_PREPOSITIONS = ("In", "Op", "Aan", "Bij", "Voor")
_ARTICLES = word_set("de het it")
_STARTS = re.compile(r"(?:^|[.!?:;\"'(] ?|\n)$")


def is_street(text: str, match: re.Match[str]) -> bool:
    """Whether a clear street isn't a portal or the name of a team: "Zaakplein 2", "team Markt 3"."""
    name = re.split(r",| \d| n", match[0], maxsplit=1)[0]
    before = _THING_BEFORE.search(text, max(0, match.start() - 20), match.start())
    thing = fold(before[1]) if before else ""
    named = thing not in _LIVED_IN and (thing in read_words()["things"].nl or thing in _PARTS_OF_SCREENS)
    return not (named or re.search(rf"(?:^| )(?:{NO_SQUARES})$", name, ANY_CASE))


def is_lived_in(text: str, match: re.Match[str]) -> bool:
    """Whether a doubtful street is one: a postcode follows, somebody lives there, or it's no word that may begin a sentence."""
    if match["tail"] or is_cued(LIVES, text, match.start() + 1, _LIVES_REACH):
        return True
    if NO_HOUSE.search(match[0]):
        return False
    name = fold(re.split(r" \d", match[0], maxsplit=1)[0])
    if name in read_list("municipalities.txt"):
        return False
    known = any(name in read_lexicon(language).ordinary for language in LANGUAGES) or name in read_list("family_names.txt")
    return not known or _IN_A_SENTENCE.search(text, max(0, match.start() - 2), match.start()) is not None


def is_told(text: str, match: re.Match[str]) -> bool:
    """Whether any words with capitals and a number are an address: a postcode follows, or a word before says so."""
    if match["tail"]:
        return True
    dated = fold(re.split(r"[ ,]", match[0], maxsplit=1)[0]) in read_words()["no_names"].en  # "we go live on Monday 3 June"
    return is_cued(_LIVES_AT, text, match.start(), _LIVES_FAR) and not (dated or NO_HOUSE.search(match[0]))


def has_a_name(text: str, match: re.Match[str]) -> bool:
    """Whether "Het Zand 4" can be where somebody lives, and not "De Wmo 2" or "Het MT 3".

    A small article needs a word that says so, and "Op de" that begins a sentence belongs to it rather than to "Kerklaan".
    """
    article, name = match["article"], match["name"]
    if article in ("de", "het") and not is_cued(_LIVES_AT, text, match.start(), _LIVES_REACH):
        return False
    if article[0].isupper() and article not in ("De", "Het", "'t", "It") and _begins_sentence(text, match.start()):
        ordinary = article.startswith(_PREPOSITIONS) and fold(name) in read_lexicon("nl").ordinary
        if ordinary or _is_street_noun(name):
            return False
    return can_be_named(text, match)


def _is_street_noun(name: str) -> bool:
    return _CLEAR_END.search(name) is not None or _ANY_END.fullmatch(fold(name)) is not None


def is_told_apart(text: str, match: re.Match[str]) -> bool:
    """Whether "Nieuwe Rijn 44" is a street: an ordinary word that begins a sentence must name one, unlike "Nieuwe Stijl 2"."""
    ordinary = fold(match["name"]) in read_lexicon("nl").ordinary and _begins_sentence(text, match.start())
    if _is_street_noun(match["name"]):
        return not NO_HOUSE.search(match[0])
    return can_be_named(text, match) and not ordinary


def can_be_named(_text: str, match: re.Match[str]) -> bool:
    """Whether the word with a capital is no thing of the office, and the number no year: not "Nieuwe Versie 3"."""
    name, words = match["name"], read_words()
    thing = fold(name) in words["no_names"].nl or fold(name) in words["things"].nl
    return not (name.isupper() or thing or NO_HOUSE.search(match[0]))


def is_peopled(text: str, match: re.Match[str]) -> bool:
    """Whether a word shortly before says who lives there."""
    return is_cued(_PEOPLE, text, match.start(), _LIVES_REACH)


def street_start(text: str, start: int, end: int) -> int:
    """Where the street begins in what was read as one: without "van", and without who lives there or what begins the sentence."""
    if owner := _OF_SOMEBODY.match(text, start, end):
        street = text[owner.end() : end].split(" ")[1]
        stem = fold(_CLEAR_END.sub("", re.split(r"[ ,]", street)[0]))
        if stem in read_lexicon("nl").ordinary:
            start = owner.end()  # "Tuinstra van de Molenstraat", but "Jan van de Capellelaan"
    first = _FIRST_WORD.match(text, start, end)
    if first and _begins_sentence(text, start) and _is_no_qualifier(first[1]):
        start = first.end()
    return start


def _is_no_qualifier(word: str) -> bool:
    """Whether an ordinary word tells no street apart, as "Lange" and "Sint" do."""
    key = fold(word)
    ordinary = any(key in read_lexicon(language).ordinary for language in LANGUAGES)
    told_apart = key.endswith("e") and key not in ("die", "deze")
    part = (
        told_apart
        or key in _ARTICLES
        or re.fullmatch(_HONOUR, word)
        or _ANY_END.search(key)
        or key in read_list("given_names.txt")
    )
    return ordinary and not part


def _begins_sentence(text: str, start: int) -> bool:
    return _STARTS.search(text, max(0, start - 2), start) is not None
