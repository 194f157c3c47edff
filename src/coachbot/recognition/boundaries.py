"""Where coaching stops: the writer's distress, anybody's danger, and rights.

Missing one is worse than a kind word too many, so patterns catch what is said outright and the
recogniser's own class for distress catches what is said otherwise. `boundaries.yaml` says how
its patterns are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coachbot.errors import PlaybookError, Problem
from coachbot.messages import RIGHT_KINDS
from coachbot.playbook import LANGUAGES
from coachbot.yaml_files import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coachbot.messages import RightKind
    from coachbot.playbook import Language
    from coachbot.recognition import Distressed

NEAR = 140
"""Characters between who holds a right and what is done with it, at most."""
VEILED = 0.15
"""What share of the threshold is enough for a message with a veiled word."""
OWN_VOICE = 0.7
"""What share is enough where somebody says "I", isn't cheerful and doesn't speak of work with a system."""

_FIRST_PERSON = {
    "nl": re.compile(r"\b(?:ik|k|mij|me|mijn|m'n|mezelf)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:i|im|ive|me|my|myself|mine)\b", re.IGNORECASE),
}
_QUOTED = re.compile(r"\"[^\"]{1,600}\"|(?<!\w)'(?![stnkm]\s)[^\"]{1,600}?'(?!\w)")
_SENTENCE_END = re.compile(r"[.,!?;:…\n]+")
_GAP = re.compile(r" ~(\d?) ")
_STRAIGHT = str.maketrans("‘’‚‛“”„‟«»`´", "''''\"\"\"\"\"\"''")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How people spell in a chat, and what it stands for."""

    full: Mapping[str, str]
    short: re.Pattern[str]

    def written_out(self, text: str) -> str:
        """The text in full words and with straight quotes."""
        return self.short.sub(lambda match: self.full[match.group().lower()], text.translate(_STRAIGHT))


@dataclass(frozen=True, slots=True, kw_only=True)
class DistressPatterns:
    """What distress sounds like in one language."""

    figurative: re.Pattern[str]
    """Strong words that mean no harm; they are taken out before anything else is looked for."""
    danger: re.Pattern[str]
    writer: re.Pattern[str]
    veiled: re.Pattern[str]
    """Words that mean nothing by themselves, and distress to a recogniser that half suspects it."""
    worn: re.Pattern[str]
    """Exhaustion: the writer's, unless the message is `cheerful` or about `work` with a system."""
    weary: re.Pattern[str]
    """Whole sentences of somebody after a bad day, which mean no more than that."""
    sighs: re.Pattern[str]
    """What stands before or between them and means nothing."""
    cheerful: re.Pattern[str]
    work: re.Pattern[str]
    participant: re.Pattern[str]
    told: re.Pattern[str]
    """Ends where somebody else's words begin ("ze zei")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightPatterns:
    """How one right is used in one language: said outright, or whose it is near what is done with it."""

    outright: re.Pattern[str]
    who: re.Pattern[str]
    does: re.Pattern[str]
    unless: re.Pattern[str]

    def used(self, text: str) -> bool:
        """Whether somebody uses the right, or means to."""
        text = self.unless.sub(_blank, text)
        if self.outright.search(text):
            return True
        holders = [match.span() for match in self.who.finditer(text)]
        return bool(holders) and any(
            start - NEAR <= match.end() and match.start() <= end + NEAR
            for match in self.does.finditer(text)
            for start, end in holders
        )


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Patterns per language for distress and for rights."""

    spelling: Mapping[Language, Spelling]
    distressed: Mapping[Language, DistressPatterns]
    rights: Mapping[Language, tuple[tuple[RightKind, RightPatterns], ...]]

    def distress(self, text: str, language: Language, *, learned: float, threshold: float) -> Distressed | None:
        """Whose distress is in the text, if any. `learned` is the recogniser's probability of distress."""
        patterns = self.distressed[language]
        straight = self.spelling[language].written_out(text)
        text = patterns.figurative.sub(_blank, straight)
        if patterns.danger.search(text):
            return "writer"
        own = list(patterns.writer.finditer(text))
        if not patterns.cheerful.search(text):
            own += patterns.worn.finditer(text)
        of_work = patterns.work.search(text) is not None
        if any(not _told(match, text, patterns.told) and not (match.re is patterns.worn and of_work) for match in own):
            return "writer"
        if _is_weary(straight, patterns):
            return "weary"
        participant = patterns.participant.search(text) is not None
        enough = _enough(text, patterns, _FIRST_PERSON[language], threshold, participant=participant, figurative=text != straight)
        if enough is not None and learned >= enough and self.right(text, language) is None:
            return "writer"
        return "participant" if own or participant else None

    def is_said(self, text: str, language: Language) -> bool:
        """Whether the words by themselves say that it is the writer's own distress, or anybody's danger."""
        return self.distress(text, language, learned=0.0, threshold=1.0) == "writer"

    def right(self, text: str, language: Language) -> RightKind | None:
        """The right that somebody uses or means to use, if any."""
        text = self.spelling[language].written_out(text)
        return next((kind for kind, patterns in self.rights[language] if patterns.used(text)), None)


def shipped_boundaries() -> Boundaries:
    """The patterns that ship with coachbot.

    Raises:
        PlaybookError: the file with the patterns is damaged.
    """
    name = "boundaries.yaml"
    read = read_yaml(Path(str(files("coachbot.recognition") / name)), name)
    if isinstance(read, Problem):
        raise PlaybookError([read])
    raw: dict[str, Any] = read.data

    def any_of(part: Mapping[str, Any], language: Language) -> re.Pattern[str]:
        return _any_of(part.get(language, ()), raw["words"][language])

    distress, rights = raw["distress"], raw["rights"]
    return Boundaries(
        spelling={language: _spelling(raw["spelling"][language]) for language in LANGUAGES},
        distressed={
            language: DistressPatterns(**{part: any_of(distress[part], language) for part in DistressPatterns.__slots__})
            for language in LANGUAGES
        },
        rights={
            language: tuple(
                (
                    kind,
                    RightPatterns(**{part: any_of(rights[kind].get(part, {}), language) for part in RightPatterns.__slots__}),
                )
                for kind in RIGHT_KINDS
            )
            for language in LANGUAGES
        },
    )


def _spelling(full: Mapping[str, str]) -> Spelling:
    shorts = "|".join(re.escape(short) for short in sorted(full, key=len, reverse=True))
    return Spelling(full, re.compile(rf"(?<![\w'])(?:{shorts})(?![\w'])", re.IGNORECASE))


def _enough(
    text: str, patterns: DistressPatterns, first_person: re.Pattern[str], threshold: float, *, participant: bool, figurative: bool
) -> float | None:
    """How sure the recogniser must be of the writer's distress, or None when it isn't asked.

    Less with a veiled word, more where nobody says "I", where it is about work with a system or where
    somebody is cheerful. What strong words mean and what others go through is known already: the
    recogniser hears the same words.
    """
    veiled = patterns.veiled.search(text) is not None
    own_voice = first_person.search(_QUOTED.sub(_blank, text)) is not None
    light = patterns.work.search(text) is not None or patterns.cheerful.search(text) is not None
    if figurative or participant:
        return threshold if own_voice and (veiled or not figurative) else None
    if light:
        return threshold if veiled else (1 + threshold) / 2
    if veiled:
        return threshold * VEILED
    return threshold * OWN_VOICE if own_voice else threshold


def _is_weary(text: str, patterns: DistressPatterns) -> bool:
    """Whether a text is of weary sentences alone: a single other one may mean more, and then the recogniser is asked."""
    parts = (part.strip() for part in _SENTENCE_END.split(text))
    said = [part for part in parts if part and not patterns.sighs.fullmatch(part)]
    return bool(said) and all(patterns.weary.fullmatch(part) for part in said)


def _told(match: re.Match[str], text: str, told: re.Pattern[str]) -> bool:
    """Whether words are quoted from somebody else, rather than the writer's own."""
    if any(quote.start() < match.start() < quote.end() and _around(quote, text) for quote in _QUOTED.finditer(text)):
        return True
    return told.search(text[max(0, match.start() - 60) : match.start()]) is not None


def _around(quote: re.Match[str], text: str) -> bool:
    return len((text[: quote.start()] + text[quote.end() :]).split()) > 1


def _blank(match: re.Match[str]) -> str:
    """As many blanks as there were characters, so that what stood further on stays where it was."""
    return " " * len(match.group())


def _any_of(patterns: Iterable[str], words: Mapping[str, str]) -> re.Pattern[str]:
    """One expression for all patterns, each of them whole words; without patterns it never matches."""
    whole_words = "|".join(_expression(pattern, words) for pattern in patterns)
    # Word ends are looked for around all of them at once: a quarter faster than around each.
    return re.compile(rf"(?<!\w)(?:{whole_words})(?!\w)" if whole_words else r"(?!)", re.IGNORECASE)


def _expression(pattern: str, words: Mapping[str, str]) -> str:
    for name, alternatives in words.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{alternatives})")
    pattern = _GAP.sub(lambda gap: rf",?(?: [^\s.!?;]+){{0,{gap[1] or 6}}} ", pattern)
    return pattern.replace(" ?", r"\s*").replace(" ", r"\s+")
