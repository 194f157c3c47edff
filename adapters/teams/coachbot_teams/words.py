"""The texts that only Teams needs: titles of dialogs, labels of their fields, short notes in a channel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from coachbot.texts import read_texts

if TYPE_CHECKING:
    from coachbot.playbook import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one language. `{…}` in a text is filled in where it is used."""

    shared_by: str
    shared: str
    not_shared: str
    in_your_own_chat: str
    cannot_reach_you: str
    below: str
    choose_moment: str
    moment_title: str
    moment_day: str
    moment_time: str
    moment_submit: str
    story_title: str
    story_label: str
    story_placeholder: str
    story_submit: str
    coach_title: str
    own_title: str
    export_description: str
    exported: str
    not_exported: str
    cut: str
    nothing_found: str


_WORDS = TypeAdapter(Words)


@lru_cache(maxsize=2)
def load_words(language: Language) -> Words:
    """The words of a language.

    Raises:
        ConfigurationError: a text is missing, surplus or not a text.
    """
    return read_texts("coachbot_teams", language, _WORDS)
