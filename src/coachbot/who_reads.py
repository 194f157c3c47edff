"""Whether somebody asks who can read what they tell the coach: "can my manager read this?".

Each pattern needs a word for reading on, and one for what is said in here. A participant's
"can my manager see what I do?" speaks of their work and not of this conversation: that is an objection.
"""

from __future__ import annotations

import re

MAX_WORDS = 25
"""A longer message tells a story."""

_PERSON = (
    r"(?:wie|iemand|anderen|niemand|jullie|(?:mijn |m'n |de |onze )?"
    r"(?:leidinggevende|manager|baas|chef|teamleider|teamlead|werkgever|directie|collega'?s?|klant|hr)n?)"
)
_WHOSE = (
    r"(?:who|anyone|anybody|someone|somebody|everyone|people|others|(?:my |the |our )?"
    r"(?:line manager|manager|boss|supervisor|team lead(?:er)?|employer|management|colleagues?|customers?|hr))"
)
_TALK = (
    r"(?:(?:mijn|onze|deze|dit|ons) (?:chats?|gesprek(?:ken)?|vragen|berichten)(?: (?:hier|met (?:jou|je|de coach)))?|"
    r"wat ik (?:hier|jou|je|aan jou|aan je|tegen (?:jou|je)|in deze chat)\b.{0,20}?)"
)
_CHAT = (
    r"(?:(?:my|our|these|this) (?:chats?|conversations?|questions|messages)(?: (?:here|with (?:you|the coach)))?|"
    r"(?:what|the things|anything|everything) i (?:tell you|say to you|ask you|(?:type|write|say|share) here)\b)"
)
_READS = r"(?:mee ?(?:te )?(?:lezen|leest|lees|kijken|kijkt)|lezen|leest|inzien|in te zien|zien|ziet|te zien)"
_ALL = r"(?:(?:ook|allemaal|eigenlijk|nog meer) )*"
_SEES = r"(?:read|reads|see|sees|access)"
_REACHES = r"(?:terecht ?kom\w*|belan\w+|(?:door)?gestuurd|doorverteld?|gedeeld|deelt?|delen)"
_GETS = (
    r"(?:end(?:s|ing)? up|(?:be )?shared?|(?:be |get )?(?:passed on|forwarded)|(?:get|gets|getting|go|goes|going) (?:back )?to)"
)

_OPENS = r"^\W*(?:(?:en|maar|and|but|so|wait|wacht(?: even)?)\W+)?"
_ENDS = r"(?: here| hier)?(?: too| ook| eigenlijk| by the way)?\W*$"

_ASKS = re.compile(
    "|".join(
        (
            rf"\b{_PERSON}\b.{{0,20}}\bmee ?(?:lezen|leest)\b",
            rf"\b{_PERSON} leest .{{0,15}}\bmee\b",
            rf"\bleest .{{0,10}}\b{_PERSON}\b.{{0,15}}\bmee\b",
            rf"{_OPENS}(?:kan|kunnen|mag|gaat|leest|ziet|wie)\b.{{0,10}}\b(?:dit|deze chat|dit gesprek) {_ALL}{_READS}{_ENDS}",
            rf"{_OPENS}(?:kan|kunnen|mag|gaat)\b {_PERSON}\b (?:hier )?(?:dit|deze chat|dit gesprek) {_ALL}{_READS}{_ENDS}",
            rf"{_OPENS}(?:wie (?:leest|ziet)|(?:leest|ziet) {_PERSON}) (?:dit|deze chat|dit gesprek){_ENDS}",
            rf"\bof {_PERSON} (?:dit|deze chat|dit gesprek) (?:kan |kunnen |mag )?{_READS}{_ENDS}",
            rf"\bdat {_PERSON} (?:dit|deze chat|dit gesprek) niet (?:kan |kunnen )?{_READS}{_ENDS}",
            rf"\b{_PERSON}\b.{{0,30}}\b{_TALK}.{{0,15}}\b{_READS}\b",
            rf"\b{_PERSON}\b.{{0,10}}\b{_READS} .{{0,10}}\b{_TALK}",
            rf"\b{_TALK}.{{0,50}}\b{_PERSON}\b.{{0,15}}\b(?:{_REACHES}|{_READS})",
            rf"\b{_TALK}.{{0,15}}\b{_REACHES} (?:met|aan|bij|naar) {_PERSON}\b",
            rf"{_OPENS}(?:can|could|does|do|will|is|are|who)\b.{{0,25}}\b{_SEES} (?:all )?this(?: chat| conversation)?{_ENDS}",
            rf"\b{_WHOSE}\b.{{0,20}}\b{_SEES} (?:along\b|{_CHAT})",
            rf"\b{_CHAT}.{{0,40}}\b{_GETS}\b.{{0,15}}\b{_WHOSE}\b",
            rf"\b{_CHAT}.{{0,20}}\b{_SEES}\b.{{0,5}}\bby\b.{{0,5}}{_WHOSE}\b",
        )
    ),
    re.IGNORECASE,
)

_ASKING = re.compile(
    rf"{_OPENS}(?:wie|kan|kunnen|mag|leest|lezen|ziet|gaat|wordt|is|hoe|komt|weet|who|can|could|does|do|will|are|how)\b|\?\W*$",
    re.IGNORECASE,
)
_TO_SOMEBODY = re.compile(r"\b(?:je|jij|jou|jouw|u|uw|you|your)\b", re.IGNORECASE)
_TO_THE_COACH = re.compile(
    r"\b(?:met|aan|tegen|tell|with|ask|say to) (?:je|jou|you)\b|\bik (?:je|jou)\b|"
    r"^\W*(?:weet|kun|kan) (?:je|jij) (?:of|wie|me |mij |zeggen|vertellen)|^\W*(?:can|could|do) you (?:tell|say|know)\b",
    re.IGNORECASE,
)


def asks_who_reads(text: str) -> bool:
    """Whether a message asks who can read what is said to the coach.

    >>> asks_who_reads("Can my manager read this?"), asks_who_reads("Kan mijn leidinggevende zien hoe snel ik werk?")
    (True, False)
    """
    return len(text.split()) <= MAX_WORDS and _ASKS.search(text) is not None


def asks_the_coach_who_reads(text: str) -> bool:
    """The same in the midst of practice, where what is said to the user played isn't asked of the coach.

    >>> asks_the_coach_who_reads("Kan mijn baas dit lezen?"), asks_the_coach_who_reads("Je vraagt je af wie er meeleest.")
    (True, False)
    """
    asked = asks_who_reads(text) and _ASKING.search(text) is not None
    return asked and _TO_SOMEBODY.search(_TO_THE_COACH.sub(" ", text)) is None
