"""A driver the consultant names outright: explicit words win over any guess.

A colour alone is not enough inside a story ("de blauwe knop", "code rood"): it counts when it
is said of a person, or when it is all there is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coachbot.playbook import Driver, DriverId, Language

_PERSON = {
    "nl": r"\b(?:hij|zij|ze|die|dat is|deze|man|vrouw|teamleider|manager|collega|afdelingshoofd|iemand|types?)\b",
    "en": r"\b(?:he|she|they|he's|she's|they're|that's|this one|man|woman|manager|colleague|somebody|someone|type)\b",
}
_IS = {
    "nl": r"\b(?:is|was|zijn|klinkt|lijkt|zit|denkt|praat|reageert|komt over|wil|houdt|vooral|echt|heel|nogal|erg|vanuit)\b",
    "en": r"(?:\b(?:is|was|are|sounds?|seems?|thinks?|talks?|comes across|wants?|likes?|very|really|cares)\b|'s\b|'re\b)",
}
_NOT = re.compile(r"\b(?:niet|geen|not|n't|isn't|never|nooit)\b", re.IGNORECASE)
_TYPE = {
    "nl": r"(?:type|iemand|mens|drijfveer|kleur|figuur)",
    "en": r"(?:type|person|driver|colou?r|one)",
}
SAYING_WORDS = 3
MOST_WORDS = 9
_OTHER: dict[Language, Language] = {"nl": "en", "en": "nl"}
_LITTLE_WORDS = (
    "nee ja ik denk dacht geloof vind dat volgens mij is was zijn ze zij hij het dit die deze eerder meer juist toch vooral "
    "echt heel erg als en wat of misschien wel dan klonk klinkt lijkt leek zit in van vanuit een type iemand persoon nou hoor "
    "eigenlijk bedoel maar moet wezen "
    "no yes i think thought guess believe that to me he she they it this s re was is are were more rather maybe perhaps "
    "sounds sounded seems seemed like as what if and or a an someone person really very quite actually mean bit then so be"
)
_LITTLE = frozenset(_LITTLE_WORDS.split())
"""Words that say nothing beside the name of a driver. No word that denies is among them."""
_FRAME_GAP = r"[^.!?\n]{0,24}?"
_SEPARATORS = re.compile(r"[\s.,!?:;()\"'-]+")


class ToldDriver:
    """Finds drivers that are named in so many words."""

    def __init__(self, drivers: Mapping[DriverId, Driver]) -> None:
        self._whole: dict[Language, dict[str, DriverId]] = {"nl": {}, "en": {}}
        self._said: dict[Language, list[tuple[DriverId, re.Pattern[str]]]] = {"nl": [], "en": []}
        for language in ("nl", "en"):
            for driver in drivers.values():
                words = driver.words[language]
                names = (driver.id, *driver.name[language].lower().replace(":", "").split())
                for name in (*words, *names):
                    self._whole[language][_simple(name)] = driver.id
                self._said[language] += [(driver.id, pattern) for pattern in _patterns(words, names, language)]

    def whole(self, text: str, language: Language) -> DriverId | None:
        """The driver, if naming it is all the text does ("blauw", "as orange?" without the "as")."""
        plain = _simple(text)
        return self._whole[language].get(plain) or self._whole[_OTHER[language]].get(plain)

    def alone(self, text: str, language: Language) -> DriverId | None:
        """The driver, if naming it is all the text does, in as many little words as that takes ("nee, groen denk ik").

        >>> from coachbot.loading import load_playbook, shipped_playbook
        >>> told = ToldDriver(load_playbook(shipped_playbook()).model.drivers)
        >>> told.alone("volgens mij is ze eerder groen", "nl")
        'green'
        >>> told.alone("hij is niet groen", "nl") is None
        True
        """
        found = self.whole(text, language)
        words = _simple(text).split()
        if found is not None or len(words) > MOST_WORDS:
            return found
        plain = f" {' '.join(words)} "
        named = {
            driver: plain.replace(f" {name} ", "  ")
            for spoken in (language, _OTHER[language])
            for name, driver in self._whole[spoken].items()
            if f" {name} " in plain and not set(plain.replace(f" {name} ", "  ").split()) - _LITTLE
        }
        return next(iter(named)) if len(named) == 1 else None

    def __call__(self, text: str, language: Language) -> DriverId | None:
        """The driver that is said of a person in the text; the last one where several are."""
        found = self.whole(text, language)
        if found is not None:
            return found
        latest: tuple[int, DriverId] | None = None
        for driver, pattern in self._said[language]:
            for match in pattern.finditer(text):
                if _NOT.search(match.group()):
                    continue
                if latest is None or match.end() > latest[0]:
                    latest = (match.end(), driver)
        return latest[1] if latest else None


def _simple(text: str) -> str:
    return _SEPARATORS.sub(" ", text.lower()).strip()


def _patterns(words: Iterable[str], names: Iterable[str], language: Language) -> Iterable[re.Pattern[str]]:
    """Ways of naming one driver. Its mere name ("orde", "power") needs a frame that can mean nothing else."""
    words = tuple(words)
    said, named = _any_of(words), _any_of((*words, *names))
    # A whole saying, such as "wants to be in charge", brings its own verb.
    sayings = tuple(word for word in words if len(word.split()) >= SAYING_WORDS)
    saying = _any_of(sayings) if sayings else r"(?!)"
    frames = (
        rf"{_PERSON[language]}{_FRAME_GAP}\b{saying}\b",
        rf"{_PERSON[language]}{_FRAME_GAP}{_IS[language]}{_FRAME_GAP}\b{said}(?=[.,!?;)]|$|\s+(?:en|and|dus|so|denk|i|qua|van|hoor)\b)",
        rf"\b{named}\s+{_TYPE[language]}\b",
        rf"\({named}\)",
        rf"\b(?:drijfveer|kleur|driver|colou?r)\s*(?:is|:)?\s*{named}\b",
    )
    for frame in frames:
        yield re.compile(frame, re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"
