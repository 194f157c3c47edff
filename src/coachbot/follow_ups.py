"""What a consultant says after an answer, in the same conversation: "en als hij ja maar zegt?"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

FollowUpKind = Literal["yes_but", "another_angle", "shorter", "again", "more", "correction", "as_driver"]

MAX_WORDS = 14
"""A longer message is a new remark, whatever it opens with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A follow-up, and what is left of the text once its opening is taken off.

    For `correction` that is what it was about instead ("no, it was about *time*"); for
    `as_driver` it names the driver ("as *orange*?").
    """

    kind: FollowUpKind
    rest: str = ""


# What follow-ups are made of. Every pattern is anchored and bounded, so none takes long on any text.
_WHO = r"(?:hij|zij|ze|die|je|iemand|he|she|they|someone|somebody)"
_AND = r"(?:(?:en|and|maar|but|wat|what)\b[\s,]*)?"
_IF = r"(?:(?:wat )?als|if|what if|when|wanneer)\b"
_YES_BUT = r"(?:ja[\s,]*maar|yes[\s,]*but)"
_QUIET = r"(?:stil|niks zegt|niets zegt|zwijgt|silent|silence|nothing|quiet|shrugs?|schouders)"
_SULKS = (
    r"(?:zucht(?:en)?|sigh(?:s|ing)?|met (?:de|haar|zijn) ogen (?:blijft |blijven )?(?:rolt|rollen|draait)|"
    r"roll(?:s|ing)? (?:her|his|their) eyes|armen over elkaar|arms crossed)"
)
_UPSET = r"(?:(?:dan |heel |echt |really |very )?(?:boos|kwaad|woedend|angry|mad|furious|upset)|wegloopt|walks? (?:out|off|away))"
_GOES_ON = r"(?:maar |just )?(?:(?:blijft|blijven) [a-z]{3,20}en|keeps?(?: on)? [a-z]{3,20}ing)"
_SAY_TO = r"(?:wat zeg ik (?:dan )?tegen|what (?:do|should|can) i say to)"
_SAID = r"(?:zei|zegt|said|says|bleef|blijft|went|goes|kept|keeps)"
_END = r"\s*[?.!…]*$"
_GIVE_ME = r"(?:(?:heb je|geef me|geef|mag ik|do you have|have you got|give me|can i have|got)\s+)?"
_OTHER = r"(?:nog )?(?:een |an )?(?:andere?|another|different)"
_LINE = r"(?:vraag|zin|invalshoek|manier|formulering|voorbeeld|antwoord|question|angle|way|wording|line|example|answer|one)"
_WHAT_THEN = r"(?:(?:wat doe ik|wat moet ik doen|what (?:do|should) i do)\s+)?"
_CAN_YOU = (
    r"(?:(?:kun|kan) (?:je|dat|het)|can you|could you)?\s*(?:het |dat |it |that )?"
    r"(?:say it |put it )?(?:(?:ook|iets|wat|a bit) )?"
)
_PLEASE = r"(?: graag| alsjeblieft| please)?"
_NO = (
    r"(?:nee|neen|niet|no|nope|not quite|not really|ik denk het niet|i don't think so|dat is het niet|that's not it|"
    r"that isn't it|klopt niet)"
)
_IT_WAS = r"(?:het|dat|dit|it|this|that) (?:ging|gaat|was|is|went)"
_RATHER = r"(?:eigenlijk|meer|vooral|juist|actually|really|more|mostly)"
_A_TYPE = r"(?:een |a |an |iemand (?:met|die) |someone |somebody )?[\w:-]+(?: type| persoon| person)?"

_SOURCES: dict[FollowUpKind, tuple[str, ...]] = {
    "yes_but": (
        rf"{_AND}{_WHAT_THEN}{_IF}.{{0,30}}(?:{_YES_BUT}|{_QUIET}|{_UPSET})",
        rf"{_AND}{_WHAT_THEN}{_IF}.{{0,30}}\b{_SULKS}{_END}",
        rf"{_AND}{_WHAT_THEN}{_IF} {_WHO} {_GOES_ON}{_END}",
        rf"{_SAY_TO} (?:iemand|someone|somebody)\b.{{0,20}}(?:{_YES_BUT}|{_QUIET}|{_UPSET})",
        rf"(?:en|and)?\s*(?:bij|with|after|na)?\s*[‘'\"]?{_YES_BUT}\b[.…’'\"\s]*\??$",
        rf"{_WHO} {_SAID} (?:toen |weer |then |just )?[‘'\"]?(?:{_YES_BUT}|{_QUIET})",
        rf"(?:(?:het )?(?:werkte|hielp|lukte) niet|(?:it |that )?(?:didn't|did not) (?:work|help)){_END}",
        rf"{_AND}(?:wat (?:moet|kan|zal) ik dan (?:doen|zeggen)|what (?:do|should|can) i (?:do|say) then){_END}",
        rf"(?:en (?:dan|wat dan|nu|toen)|(?:and )?then what|what then|what next|now what){_END}",
    ),
    "another_angle": (
        rf"{_GIVE_ME}{_OTHER}\s+{_LINE}{_PLEASE}{_END}",
        rf"{_GIVE_ME}(?:nog |een )*andere?{_PLEASE}{_END}",
        rf"(?:kan (?:het|dat) (?:ook )?anders|nog (?:een|een keer|eentje)|(?:one )?more like (?:this|that)){_END}",
        rf"(?:laat me een ander voorbeeld zien|iets anders|something else){_END}",
        rf"(?:geef me |heb je |give me |do you have )?(?:een voorbeeld|an example){_PLEASE}{_END}",
        rf"dat (?:klinkt niet als mij|past niet bij (?:mij|me)|zou ik (?:zo )?nooit zeggen){_END}",
        rf"zo (?:praat ik|zeg ik (?:het|dat)) niet{_END}",
        rf"(?:that doesn't sound like me|i(?:'d| would) never say (?:it|that)(?: like that)?|i don't talk like that){_END}",
        rf"{_CAN_YOU}(?:anders|informeler|losser|directer|simpeler|eenvoudiger|gewoner)(?: zeggen)?{_PLEASE}{_END}",
        rf"(?:zeg het|say it) (?:eens )?(?:anders|differently|another way|in other words){_PLEASE}{_END}",
        rf"{_CAN_YOU}(?:differently|more (?:informally|directly|simply|casually)|less formal(?:ly)?|simpler){_PLEASE}{_END}",
    ),
    "shorter": (
        rf"{_CAN_YOU}(?:korter|shorter|more briefly)(?: zeggen)?{_PLEASE}{_END}",
        rf"(?:dat|dit|that|this)(?: is|'s) (?:mij |me )?(?:veel |far |much )?(?:te lang|too long){_END}",
    ),
    "again": (
        rf"{_AND}(?:wat zeg ik (?:dan |nu )?(?:als )?eerst(?:e)?|hoe begin ik(?: dan)?){_END}",
        rf"{_AND}(?:what (?:do|should) i say first|how (?:do|should) i (?:start|begin)){_END}",
        rf"(?:herhaal (?:dat|het)|(?:say (?:it|that)|show me(?: that)?) again|repeat that){_PLEASE}{_END}",
    ),
    "more": (
        rf"(?:vertel |zeg |tell me |show me )?(?:meer|more)(?: hierover| daarover| about (?:this|that|it))?{_END}",
        rf"(?:leg uit|explain|waar moet ik op letten|what should i (?:avoid|listen for)){_END}",
        rf"{_AND}wat (?:moet|kan|mag|zeg) ik (?:vooral |beter |zeker )?niet(?: zeggen| doen)?{_END}",
        rf"{_AND}what (?:should i (?:not|never) (?:say|do)|shouldn't i (?:say|do)|not to say){_END}",
    ),
    "as_driver": (
        rf"(?:en |and |what about |how about |maar )?(?:als|as|voor|for|vanuit|from)\s+(?P<rest>{_A_TYPE}){_END}",
        r"(?:en|and|what about|how about|of|or)\s+(?P<rest>[\w:-]+)\s*\?+$",
    ),
    "correction": (
        rf"{_NO}{_END}",
        rf"{_NO}(?:\s*[,.:;!-]+\s*|\s+(?={_IT_WAS}\b))(?:{_IT_WAS}\s*(?:{_RATHER} )?(?:over|om|about)?\s*)?(?P<rest>.*)$",
        rf"{_IT_WAS}\s*{_RATHER}\s*(?:over|om|about)\s+(?P<rest>.+)$",
    ),
}
_PATTERNS = {kind: tuple(re.compile(source, re.IGNORECASE) for source in sources) for kind, sources in _SOURCES.items()}


def follow_up(text: str) -> FollowUp | None:
    """Read a short message as a follow-up; None when it says something new.

    >>> follow_up("en als hij 'ja maar' zegt?")
    FollowUp(kind='yes_but', rest='')
    >>> follow_up("no, it was about time")
    FollowUp(kind='correction', rest='time')
    >>> follow_up("als oranje?")
    FollowUp(kind='as_driver', rest='oranje')
    """
    text = text.strip()
    if len(text.split()) > MAX_WORDS:
        return None
    for kind, patterns in _PATTERNS.items():
        for pattern in patterns:
            match = pattern.match(text)
            if match:
                return FollowUp(kind=kind, rest=(match.groupdict().get("rest") or "").strip(" .?!,'\"’"))
    return None
