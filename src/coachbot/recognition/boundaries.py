"""Where coaching stops: the writer's distress, anybody's danger, and rights.

Missing one is worse than a kind word too many, so patterns catch what is said outright and the
recogniser's own class for distress catches what is said otherwise.
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
    from collections.abc import Iterable

    from coachbot.messages import RightKind
    from coachbot.playbook import Language
    from coachbot.recognition import Distressed

_FIRST_PERSON = {
    "nl": re.compile(r"\b(?:ik|mij|me|mijn|m'n|mezelf)\b", re.IGNORECASE),
    "en": re.compile(r"\b(?:i|me|my|myself|i'm|i've)\b", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Patterns per language for distress and for rights."""

    writer: dict[Language, re.Pattern[str]]
    danger: dict[Language, re.Pattern[str]]
    participant: dict[Language, re.Pattern[str]]
    rights: dict[Language, tuple[tuple[RightKind, re.Pattern[str]], ...]]

    def distress(self, text: str, language: Language, *, learned: float, threshold: float) -> Distressed | None:
        """Whose distress is in the text, if any. `learned` is the recogniser's probability of distress."""
        if self.danger[language].search(text) or self.writer[language].search(text):
            return "writer"
        if learned >= threshold and _FIRST_PERSON[language].search(text):
            return "writer"
        if self.participant[language].search(text):
            return "participant"
        return None

    def right(self, text: str, language: Language) -> RightKind | None:
        """The right that somebody uses or means to use, if any."""
        for kind, pattern in self.rights[language]:
            if pattern.search(text):
                return kind
        return None


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
    distress = raw["distress"]
    return Boundaries(
        writer={language: _any_of(distress["writer"][language]) for language in LANGUAGES},
        danger={language: _any_of(distress["danger"][language]) for language in LANGUAGES},
        participant={language: _any_of(distress["participant"][language]) for language in LANGUAGES},
        rights={
            language: tuple((kind, _any_of(raw["rights"][kind][language])) for kind in RIGHT_KINDS) for language in LANGUAGES
        },
    )


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    spaced = (pattern.replace(" ", r"\s+") for pattern in patterns)
    return re.compile("|".join(f"(?:{pattern})" for pattern in spaced), re.IGNORECASE)
