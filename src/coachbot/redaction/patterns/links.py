"""Links, mail addresses, and the names people log in and post under."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from coachbot.redaction.lexicon import fold, read_lexicon, read_list
from coachbot.redaction.patterns.shapes import ANY_CASE, either
from coachbot.redaction.spans import MARKS, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENDING = either(
    "nl com org net eu be de fr uk co io info gov edu frl amsterdam ai app dev cloud online site me tv biz int mil",
    "ie pl tr es it ch at dk se no fi us ca au ru cn ly gl gg tech zorg page link local lan intern corp internal home",
)
_REST = rf'[^\s<>"{MARKS}]{{1,2000}}'
_LINK = re.compile(
    rf"\b[a-z][a-z0-9+.-]{{1,15}}://{_REST}|\bwww\.{_REST}"
    rf"|(?<![\w@.-])(?:[\w-]{{1,63}}\.){{1,5}}{_ENDING}(?::\d{{1,5}})?[/?#]{_REST}"  # without a scheme, with a path
    rf"|(?<![\w@.-])(?:[\w-]{{2,63}}\.){{1,5}}[a-z]{{2,12}}/(?=[^\s/]{{0,60}}[\d?=/]){_REST}"  # with an ending that few have
    rf"|(?<![\w@./-])[a-z][a-z0-9-]{{3,30}}(?:/[\w-]{{1,60}}){{1,4}}/\d{{4,20}}(?![\w/])"  # on a host inside
    rf"|(?<![\w@.-])(?:intranet|localhost|sharepoint)(?::\d{{1,5}})?/{_REST}"
    rf'|(?<!\w)(?:[a-z]:\\|\\\\)[^\s<>"|{MARKS}]{{2,500}}',  # a file on a disk or a server
    ANY_CASE,
)
_HOST_ALONE = re.compile(r"(?:[a-z][a-z0-9+.-]{1,15}://)?[\w.-]{1,253}(?::\d{1,5})?/?", ANY_CASE)
_NOT_OF_LINK = ".,;:!?)]}'\"…*_"

_BRACKETED_DOT = r" ?[(\[{<](?:dot|punt|\.)[)\]}>] ?"
_MAIL = re.compile(
    rf"(?<![\w.+-])\w(?:[\w.+%'&=/-]|{_BRACKETED_DOT}){{0,63}} ?(?:@|[(\[{{<] ?(?:a|at|@|ap(?:en|e)staart(?:je)?) ?[)\]}}>]) ?"
    rf"(?:[\w-]{{1,63}}(?:\.|{_BRACKETED_DOT})){{1,6}}[^\W\d_]{{2,24}}(?![\w-])"
    rf"|(?<![\w.+-])\w[\w.+-]{{0,63}}@[\w-]{{1,63}}(?: \. ?| ?\. |,){_ENDING}(?!\w)"  # "jan@x . nl", "jan@x,nl"
    r"|(?<![\w.+-])\w[\w+-]{0,40}[._][\w.+-]{1,40}@[\w-]{2,63}(?!\w)",  # "j.jansen@gemeente", its ending left out
    ANY_CASE,
)

_HANDLE = re.compile(rf"(?<![\w@.{MARKS}])@\w(?:[\w.-]{{0,40}}\w)?")
_EVERYBODY = frozenset(("@all", "@here", "@channel", "@everyone", "@iedereen", "@allen", "@team", "@kanaal"))
_LOGIN_WORD = either(
    r"logg?(?:ing|ed|s)?[_-]?(?:in_)?(?:as|als|met) inlog(?:naam|code)?",
    r"(?:ingelogd|inloggen|inlogt?)_(?:als|met) log(?:t|de)?_in_(?:as|als|met)",
    r"sign(?:ed|ing)?_in_as gebruikers?(?:naam|account|id) gebruiker user(?:_?(?:name|id))?",
    r"login(?:_?(?:naam|name))? account(?:naam)?",
    r"handle insta(?:gram)? twitter linkedin facebook skype tiktok snap(?:chat)? discord telegram mastodon",
    r"github teamsnaam netwerknaam",
)
_BETWEEN = either("is als heet_ze heet_hij heet as with met van named called genaamd the het de name naam op on my mijn account")
_LOGIN = re.compile(rf"\b{_LOGIN_WORD}(?!\w)(?: {_BETWEEN}){{0,3}}[ :=]{{1,3}}['\"]?", ANY_CASE)
_LOGIN_NAME = re.compile(r"(?=[\w.-]{0,40}[^\W\d_])[^\W_][\w.-]{2,40}\w(?:#\d{2,6})?")
_DOMAIN_LOGIN = re.compile(r"(?<![\w\\/:.-])[A-Z][A-Z0-9-]{1,14}\\\w[\w.-]{1,30}\w")
_WHO = re.compile(r"(?<![\w@./\\-])[a-z](?P<dot>\.?)(?P<part>[a-z]{4,20})(?![\w@-]|\.\w)")
"""An initial and a name in small letters: "p.jansen", and where a login is named "pdevries"."""
_JOINED_NAME = re.compile(r"(?<![\w@.-])(?=\w{0,30}[\d_])(?P<part>[^\W\d_]{4,20})(?:_\w{1,20}|\d{1,4})(?![\w-])")
_SHORTEST_PART = 5
"""Letters of a name that a login may begin with, as in "hoekstrat02"."""


def find_links(text: str) -> Iterator[Span]:
    """Links to something: a host by itself tells of an organisation and stays."""
    for match in _LINK.finditer(text):
        link = match[0].rstrip(_NOT_OF_LINK)
        if not _HOST_ALONE.fullmatch(link):
            yield Span(match.start(), match.start() + len(link), "url")


def find_mail(text: str) -> Iterator[Span]:
    """Mail addresses, also with "(at)" or spaces around the sign; "Jan @gemeente.nl" is somebody and a handle."""
    for match in _MAIL.finditer(text):
        if " @" not in match[0] or " @ " in match[0] or re.search(r"[\d._]", match[0].split(" @")[0]):
            yield Span(match.start(), match.end(), "email")


def find_handles(text: str) -> Iterator[Span]:
    """What begins with "@", and what a word before it calls a login, if it looks like one."""
    for match in _HANDLE.finditer(text):
        if match[0].lower() not in _EVERYBODY:
            yield Span(match.start(), match.end(), "handle")
    for login in _LOGIN.finditer(text):
        name = _LOGIN_NAME.match(text, login.end())
        who = _WHO.match(text, login.end())
        if name and (
            re.search(r"[\d_.#]", name[0]) or (who and _is_initial_and_surname(who)) or _begins_with_name(fold(name[0]))
        ):
            yield Span(name.start(), name.end(), "handle")
    for match in _DOMAIN_LOGIN.finditer(text):
        yield Span(match.start(), match.end(), "handle")
    for match in _WHO.finditer(text):
        if match["dot"] and _is_surname(match["part"]):
            yield Span(match.start(), match.end(), "handle")
    for match in _JOINED_NAME.finditer(text):
        if _begins_with_name(fold(match["part"])):
            yield Span(match.start(), match.end(), "handle")


def _is_surname(part: str) -> bool:
    """Whether small letters are a surname, written together if it has particles; no dictionary word is."""
    if read_lexicon("nl").is_ordinary(part) or part in read_lexicon("en").ordinary:
        return False
    return part in read_list("family_names.txt") or part in _joined_surnames()


def _is_initial_and_surname(who: re.Match[str]) -> bool:
    """Whether a login is one, as in "imulder", though the surname itself may be a word."""
    listed = who["part"] in read_list("family_names.txt") or who["part"] in _joined_surnames()
    return listed and not read_lexicon("nl").is_ordinary(who[0]) and who[0] not in read_lexicon("en").ordinary


@cache
def _joined_surnames() -> frozenset[str]:
    return frozenset(name.replace(" ", "") for name in read_list("family_names.txt") if " " in name)


def _begins_with_name(part: str) -> bool:
    """Whether letters are a name, or one and an initial; no dictionary word is."""
    heads = [part, part[:-1], part[:-2]]
    known = any(
        len(head) >= _SHORTEST_PART and (head in read_list("family_names.txt") or head in read_list("given_names.txt"))
        for head in heads
    )
    return known and not read_lexicon("nl").is_ordinary(part) and part not in read_lexicon("en").ordinary
