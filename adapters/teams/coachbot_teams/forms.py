"""A form as a dialog, and what comes back when it is handed in. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.asking import asking
from coachbot.buttons import read, written
from coachbot.fitting import clean, clip, size
from coachbot.texts import load_texts
from coachbot_teams import limits
from coachbot_teams.dialogs import opened
from coachbot_teams.limits import weight
from coachbot_teams.rendering import ACTION, DIALOG, above_fields, card_of, shown, words
from coachbot_teams.words import load_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from coachbot.forms import Field
    from coachbot.messages import Action
    from coachbot.ports import Answered
    from coachbot.texts import Texts
    from coachbot_teams.rendering import Element

FORM = "form"
_NAMED = "field_"
"""Stands before the names of fields, which come back beside ours."""
_RADIOS = 5
"""Options up to which all are shown at once."""
_MARKUP = re.compile(r"[\\`*_\[\]<>#~|!&]|^\s*(?:[-+]|\d+[.)])\s|://|www\.")


def form_dialog(answers: Sequence[Answered]) -> Element | None:
    """The dialog of an answer with a form; None where it has none."""
    asked = asking(answers)
    if asked is None or size(written(asked.form.action)) > limits.VALUE:
        return None
    form, texts = asked.form, load_texts(asked.language)
    body, left_out = _fields(form.fields, texts)
    above = above_fields([asked.above], limits.BODY - weight(body)) if asked.above else []
    if left_out:
        body.append(words(load_words(asked.language).cut, size="Small", isSubtle=True))
    submit = {
        "type": "Action.Submit",
        "title": shown(form.submit, limits.BUTTON),
        "data": {DIALOG: FORM, ACTION: written(form.action)},
    }
    alone = shown("\n".join((form.title, *(field.label for field in form.fields))), limits.FALLBACK)
    return opened(form.title, card_of([*above, *body], alone, asked.language, [submit]))


def handed_in(data: Mapping[str, Any]) -> tuple[Action, dict[str, str]] | None:
    """The action of a form that was handed in, and what was filled in; None when it is another dialog, or can't be read.

    >>> handed_in({"dialog": "form", "coach": '{"k":"home"}', "field_word": "ja"})[1]
    {'word': 'ja'}
    """
    action = read(data.get(ACTION)) if data.get(DIALOG) == FORM else None
    if action is None:
        return None
    return action, {
        str(name).removeprefix(_NAMED): str(value or "") for name, value in data.items() if str(name).startswith(_NAMED)
    }


def _fields(fields: Sequence[Field], texts: Texts) -> tuple[list[Element], bool]:
    """The elements of fields, as far as a dialog holds them, and whether any was left out."""
    body: list[Element] = []
    left = limits.FIELDS
    for field in fields:
        elements = _field(field, texts)
        left -= weight(elements)
        if left < 0:
            return body, True
        body += elements
    return body, False


def _field(field: Field, texts: Texts) -> list[Element]:
    """A field between what is wrong with it and what could be better."""
    element = _choice(field, texts) if field.kind == "choice" else _typed(field, texts)
    if element is None:
        return []
    problem, advice = texts.form_problem.format(problem=field.problem), texts.form_advice.format(advice=field.advice)
    above = [words(shown(problem, limits.TEXT), color="Attention", weight="Bolder")] if field.problem else []
    below = [_below(text) for text, says in ((field.hint, field.hint), (advice, field.advice)) if says]
    return [*above, {**element, "id": f"{_NAMED}{field.name}", "label": shown(field.label, limits.TEXT)}, *below]


def _typed(field: Field, texts: Texts) -> Element:
    most = min(max(field.max_length, 1), limits.TEXT)
    element: Element = {"type": "Input.Text", "isMultiline": field.kind == "text", "maxLength": most}
    value = clip(clean(field.value), most)
    return {**element, **({"value": value} if value else {}), **_required(field, texts.form_required)}


def _choice(field: Field, texts: Texts) -> Element | None:
    """All options in sight where they are few; those whose value is longer than any of ours can't be offered."""
    taken = {value: label for value, label in field.options if 0 < size(value) <= limits.OPTION_VALUE}
    choices = [{"title": shown(label, limits.SUMMARY), "value": value} for value, label in taken.items()][: limits.OPTIONS]
    if not choices:
        return None
    # A radio button that was chosen can't be let go again, and its label is read as Markdown; a list's isn't.
    marked_up = any(_MARKUP.search(choice["title"]) for choice in choices)
    style = "expanded" if field.required and len(choices) <= _RADIOS and not marked_up else "compact"
    element: Element = {"type": "Input.ChoiceSet", "style": style, "wrap": True, "choices": choices}
    value = {"value": field.value} if field.value in [choice["value"] for choice in choices] else {}
    return {**element, **value, **_required(field, texts.form_choose)}


def _required(field: Field, otherwise: str) -> Element:
    """Says of a field that it must be filled in, and what Teams shows where it isn't."""
    if not field.required:
        return {}
    # In words of ours alone, as it may be read as Markdown.
    return {"isRequired": True, "errorMessage": otherwise}


def _below(text: str) -> Element:
    return {**words(shown(text, limits.TEXT), size="Small"), "spacing": "None"}
