"""The texts that only Slack needs: titles of dialogs, labels of their fields, pages of the installation."""

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
    choose_moment: str
    moment_title: str
    moment_day: str
    moment_time: str
    moment_submit: str
    story_title: str
    story_label: str
    story_placeholder: str
    story_submit: str
    own_title: str
    cancel: str
    close: str
    exported: str
    in_your_own_chat: str
    not_shared: str
    cut: str
    prompts_title: str
    prompts: dict[str, str]
    installed_title: str
    installed: str
    not_installed_title: str
    not_installed: str


_WORDS = TypeAdapter(Words)


@lru_cache(maxsize=2)
def load_words(language: Language) -> Words:
    """The words of a language.

    Raises:
        ConfigurationError: a text is missing, surplus or not a text.
    """
    return read_texts("coachbot_slack", language, _WORDS)
