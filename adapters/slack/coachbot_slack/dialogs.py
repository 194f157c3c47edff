"""Dialogs: the moment of a reminder, a longer story, the questionnaire. Pure: what to open, and what came back."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from coachbot.fitting import size
from coachbot.messages import Action
from coachbot_slack.limits import METADATA, TEXT, TITLE
from coachbot_slack.rendering import NO_PICTURES, plain_text, view_blocks
from coachbot_slack.words import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coachbot.playbook import Language
    from coachbot.ports import Answered
    from coachbot_slack.incoming import Back
    from coachbot_slack.pictures import Found
    from coachbot_slack.rendering import Block

MOMENT, STORY, OWN = "moment", "story", "own"
_DAY, _TIME, _STORY = "day", "time", "words"
_MOMENT = re.compile(r"(nl|en):(\d{0,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What a dialog brings along from where it was opened."""

    about: str = ""
    """The answer that a reminder is about."""
    action: str = ""
    """What handing in a form does, as the value of a button."""
    turn: int = 0
    """How often this form was handed in."""
    home: bool = False
    """Whether it was opened from App Home."""
    channel: str | None = None
    thread: str | None = None
    response_url: str | None = None
    replace: bool = False
    lasting: bool = False


def note(back: Back, *, about: str = "", action: str = "", turn: int = 0, home: bool = False) -> str | None:
    """What a dialog brings along; None where it is more than Slack takes.

    The address to answer at is the first to be left out: without it the answer comes in the person's own conversation.
    """
    place = Noted(
        about=about,
        turn=turn,
        action=action,
        home=home,
        channel=back.channel,
        thread=back.thread,
        response_url=back.response_url,
        replace=back.replace,
        lasting=back.lasting,
    )
    for one in (place, replace(place, response_url=None)):
        text = json.dumps(
            {name: value for name, value in asdict(one).items() if value}, ensure_ascii=False, separators=(",", ":")
        )
        if size(text) <= METADATA:
            return text
    return None


def opened_from(back: Back, view: Mapping[str, Any]) -> Back:
    """Where a dialog was opened, by whoever hands it in or presses a button in it."""
    was = noted(view)
    return replace(
        back, channel=was.channel, thread=was.thread, response_url=was.response_url, replace=was.replace, lasting=was.lasting
    )


def moment_dialog(language: Language, turn: str, back: Back) -> Block:
    """Asks for the day and time of a reminder, in the person's own time."""
    words = load_words(language)
    return {
        **modal(MOMENT, words.moment_title, words.cancel, words.moment_submit),
        "private_metadata": note(back, about=turn) or "{}",
        "blocks": [
            _input(_DAY, words.moment_day, {"type": "datepicker", "action_id": _DAY}),
            _input(_TIME, words.moment_time, {"type": "timepicker", "action_id": _TIME, "initial_time": "09:00"}),
        ],
    }


def story_dialog(language: Language) -> Block:
    """Asks what was said, with room for a longer story."""
    words = load_words(language)
    field = {
        "type": "plain_text_input",
        "action_id": _STORY,
        "multiline": True,
        "max_length": TEXT,
        "placeholder": plain_text(words.story_placeholder, 150),
    }
    return {
        **modal(STORY, words.story_title, words.cancel, words.story_submit),
        "blocks": [_input(_STORY, words.story_label, field)],
    }


def own_dialog(answers: Sequence[Answered], pictures: Found = NO_PICTURES) -> Block:
    """The questionnaire, question after question in one dialog, and whatever else comes of a button in a dialog."""
    words = load_words(answers[-1].card.language)
    return {**modal(OWN, words.own_title, words.close, None), "blocks": view_blocks(answers, pictures=pictures)}


def asked_moment(value: str) -> tuple[Language, str] | None:
    """The language and turn of the button that opens the dialog with a moment.

    >>> asked_moment("nl:12")
    ('nl', '12')
    """
    found = _MOMENT.fullmatch(value)
    return None if found is None else ("en" if found.group(1) == "en" else "nl", found.group(2))


def chosen_moment(view: Mapping[str, Any]) -> Action:
    """The reminder that a dialog asks for; one that can't be is answered as such."""
    day, time = _state(view, _DAY).get("selected_date"), _state(view, _TIME).get("selected_time")
    return Action(kind="remind_at", value=f"{noted(view).about}@{day}T{time}")


def told_story(view: Mapping[str, Any]) -> str:
    """What was typed in the dialog."""
    return str(_state(view, _STORY).get("value") or "")


def noted(view: Mapping[str, Any]) -> Noted:
    """What a dialog brought along."""
    try:
        return Noted(**json.loads(view.get("private_metadata") or "{}"))
    except (ValueError, TypeError):
        return Noted()


def _state(view: Mapping[str, Any], block: str) -> Mapping[str, Any]:
    values = (view.get("state") or {}).get("values") or {}
    found = (values.get(block) or {}).get(block)
    return found if isinstance(found, dict) else {}


def modal(callback: str, title: str, close: str, submit: str | None) -> Block:
    """A dialog without its blocks."""
    made = {"type": "modal", "callback_id": callback, "title": plain_text(title, TITLE), "close": plain_text(close, TITLE)}
    return made if submit is None else {**made, "submit": plain_text(submit, TITLE)}


def _input(block: str, label: str, element: Block) -> Block:
    return {"type": "input", "block_id": block, "label": plain_text(label, 2_000), "element": element}
