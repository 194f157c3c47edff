"""A form as a modal, and what comes back when it is handed in. Pure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from coachbot.asking import asking
from coachbot.buttons import read, written
from coachbot.fitting import clean, clip, size
from coachbot.texts import load_texts
from coachbot_slack import limits
from coachbot_slack.dialogs import modal, note, noted
from coachbot_slack.rendering import plain_text, view_blocks
from coachbot_slack.words import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from coachbot.forms import Field
    from coachbot.messages import Action
    from coachbot.ports import Answered
    from coachbot.texts import Texts
    from coachbot_slack.incoming import Back
    from coachbot_slack.rendering import Block

FORM = "form"
_VALUE = "value"
_RADIOS = 5
"""Options up to which all are shown at once."""


def form_view(answers: Sequence[Answered], back: Back, *, home: bool = False, turn: int = 0) -> Block | None:
    """The modal of an answer with a form; None where it has none.

    `turn` counts how often this dialog was handed in: in blocks of other names Slack shows what stands in the fields,
    in blocks of the same name what was typed there before.
    """
    asked = asking(answers)
    if asked is None:
        return None
    metadata = note(back, action=written(asked.form.action), home=home, turn=turn)
    if metadata is None:
        # Only the action of a form that was forged is too long to come back.
        return None
    words, texts = load_words(asked.language), load_texts(asked.language)
    blocks, left_out = _fields(asked.form.fields, turn, texts)
    if left_out:
        blocks.append(_small(words.cut))
    room = limits.VIEW_BLOCKS - len(blocks)
    above = view_blocks([asked.above], most=room) if asked.above else []
    return {
        **modal(FORM, asked.form.title, words.cancel, asked.form.submit),
        "private_metadata": metadata,
        "blocks": [*above, *blocks] or [_small(asked.form.title)],
    }


def handed_in(view: Mapping[str, Any]) -> tuple[Action, dict[str, str]] | None:
    """The action of a form that was handed in, and what was filled in; None where it can't be read."""
    action = read(noted(view).action)
    if action is None:
        return None
    values = (view.get("state") or {}).get("values") or {}
    return action, {block.rpartition(":")[0]: _filled_in(state.get(_VALUE) or {}) for block, state in values.items()}


def _filled_in(state: Mapping[str, Any]) -> str:
    chosen = state.get("selected_option") or {}
    return str(state.get("value") or chosen.get("value") or "")


def _fields(fields: Sequence[Field], turn: int, texts: Texts) -> tuple[list[Block], bool]:
    """The blocks of fields, as far as a view holds them, and whether any was left out."""
    blocks: list[Block] = []
    left = limits.VIEW_FIELDS
    for field in fields:
        shown = _field(field, turn, texts)
        left -= len(json.dumps(shown))
        if left < 0 or len(blocks) + len(shown) > limits.FIELD_BLOCKS:
            return blocks, True
        blocks += shown
    return blocks, False


def _field(field: Field, turn: int, texts: Texts) -> list[Block]:
    """A field between what is wrong with it and what could be better."""
    element = _choice(field) if field.kind == "choice" else _typed(field)
    if element is None:
        return []
    block: Block = {
        "type": "input",
        "block_id": f"{field.name}:{turn}",
        "label": plain_text(field.label, limits.LABEL),
        "element": {**element, "action_id": _VALUE},
        "optional": not field.required,
    }
    if field.hint:
        block["hint"] = plain_text(field.hint, limits.LABEL)
    above = [_small(texts.form_problem.format(problem=field.problem))] if field.problem else []
    below = [_small(texts.form_advice.format(advice=field.advice))] if field.advice else []
    return [*above, block, *below]


def _typed(field: Field) -> Block:
    most = min(max(field.max_length, 1), limits.TEXT)
    element: Block = {"type": "plain_text_input", "multiline": field.kind == "text", "max_length": most}
    value = clip(clean(field.value), most)
    return {**element, "initial_value": value} if value else element


def _choice(field: Field) -> Block | None:
    """All options in sight where they are few; those whose value Slack doesn't take can't be offered."""
    taken = {value: label for value, label in field.options if 0 < size(value) <= limits.OPTION_VALUE}
    options = {value: {"text": plain_text(label, limits.BUTTON), "value": value} for value, label in taken.items()}
    shown = list(options.values())[: limits.OPTIONS]
    if not shown:
        return None
    # A radio button that was chosen can't be let go again.
    radios = field.required and len(shown) <= _RADIOS
    element: Block = {"type": "radio_buttons" if radios else "static_select", "options": shown}
    initial = options.get(field.value)
    return {**element, "initial_option": initial} if initial in shown else element


def _small(text: str) -> Block:
    return {"type": "context", "elements": [plain_text(text, limits.CONTEXT)]}
