"""The words by which practice reads a reply, from `practice_words.yaml` beside this module."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from coachbot.lint.patterns import compiled
from coachbot.lint.reading import fold
from coachbot.lint.wordlists import read_patterns

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from coachbot.playbook import Both, Language


@cache
def _patterns() -> Mapping[str, Both[re.Pattern[str]]]:
    return read_patterns(Path(str(files("coachbot.practice"))) / "practice_words.yaml")


def pattern(name: str, language: Language) -> re.Pattern[str]:
    """A set of words, as a pattern for folded text.

    Raises:
        PlaybookError: the file was changed into something that holds no word lists.
    """
    return _patterns()[name][language]


@lru_cache(maxsize=64)
def appeal(words: tuple[str, ...]) -> re.Pattern[str]:
    """The words that speak to a driver, as a pattern for folded text."""
    return compiled(words)


def is_abuse(text: str, language: Language) -> bool:
    """Whether a text holds what nobody would say to a participant."""
    return pattern("abuse", language).search(fold(text).text) is not None
