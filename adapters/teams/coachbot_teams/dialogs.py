"""Dialogs: the moment of a reminder, a longer story, an answer with its buttons. Pure: what to open, and what came back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from coachbot.messages import Action
from coachbot_teams.limits import MESSAGE, TITLE
from coachbot_teams.rendering import CARD_TYPE, DIALOG, card_of, fallback, rendered, shown
from coachbot_teams.words import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coachbot.playbook import Language
    from coachbot.ports import Answered
    from coachbot_teams.rendering import Element

_DAY, _TIME, _STORY = "day", "time", "words"
_MOMENT = re.compile(r"moment:(nl|en):(\d{0,18})")
STORY = "story"


def moment_dialog(language: Language, turn: str) -> Element:
    """Asks for the day and time of a reminder, in the person's own time."""
    words = load_words(language)
    body: list[Element] = [
        {"type": "Input.Date", "id": _DAY, "label": words.moment_day, "isRequired": True, "errorMessage": words.moment_day},
        {
            "type": "Input.Time",
            "id": _TIME,
            "label": words.moment_time,
            "value": "09:00",
            "isRequired": True,
            "errorMessage": words.moment_time,
        },
    ]
    submit = {"type": "Action.Submit", "title": words.moment_submit, "data": {DIALOG: f"moment:{language}:{turn}"}}
    return opened(words.moment_title, card_of(body, f"{words.moment_day} {words.moment_time}", language, [submit]))


def story_dialog(language: Language, told: str = "") -> Element:
    """Asks what was said, with room for a longer story."""
    words = load_words(language)
    field = {
        "type": "Input.Text",
        "id": _STORY,
        "label": words.story_label,
        "placeholder": words.story_placeholder,
        "isMultiline": True,
        "isRequired": True,
        "errorMessage": words.story_label,
        "maxLength": MESSAGE,
    }
    if told:
        field["value"] = told
    submit = {"type": "Action.Submit", "title": words.story_submit, "data": {DIALOG: f"{STORY}:{language}"}}
    return opened(words.story_title, card_of([field], words.story_label, language, [submit]))


def answer_dialog(answers: Sequence[Answered]) -> Element:
    """An answer, with its buttons, which go on within the dialog."""
    words = load_words(answers[-1].card.language)
    return opened(words.coach_title, rendered(answers, surface="dialog"))


def closing(answers: Sequence[Answered]) -> Element:
    """An answer in words, with which a dialog closes."""
    return {"task": {"type": "message", "value": fallback(answer.card for answer in answers)}}


def opened(title: str, card: Element) -> Element:
    """A dialog with a card in it."""
    value = {
        "title": shown(title, TITLE),
        "height": "medium",
        "width": "medium",
        "card": {"contentType": CARD_TYPE, "content": card},
    }
    return {"task": {"type": "continue", "value": value}}


def asked_moment(data: Mapping[str, Any]) -> tuple[Language, str] | None:
    """The language and turn of the dialog with a moment, from the data that opened it or that it hands in.

    >>> asked_moment({"dialog": "moment:nl:12"})
    ('nl', '12')
    """
    found = _MOMENT.fullmatch(str(data.get(DIALOG) or ""))
    return None if found is None else ("en" if found.group(1) == "en" else "nl", found.group(2))


def chosen_moment(turn: str, data: Mapping[str, Any]) -> Action:
    """The reminder that a dialog asks for; one that can't be is answered as such."""
    return Action(kind="remind_at", value=f"{turn}@{str(data.get(_DAY))[:10]}T{str(data.get(_TIME))[:5]}")


def told_story(data: Mapping[str, Any]) -> str | None:
    """What was typed in the dialog for a story; None when it is another."""
    if not str(data.get(DIALOG) or "").startswith(STORY):
        return None
    return str(data.get(_STORY) or "")
