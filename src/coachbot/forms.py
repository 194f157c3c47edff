"""Forms: what somebody fills in, in words, for every adapter to show in its own kind of dialog.

A form that is handed in comes back as an `IncomingMessage` with the form's action and the `fields` by name. Where the
answer to that has a form again, the dialog stays open with it: what was typed is kept, and each problem stands at its field.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coachbot.messages import Action

FieldKind = Literal["line", "text", "choice"]
"""One line, several lines, or one of `options`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something to fill in or choose."""

    name: str
    """Of lower-case letters, digits and underscores, unique within the form."""
    label: str
    kind: FieldKind = "line"
    value: str = ""
    """What stands in it already; for a choice the value of an option."""
    hint: str = ""
    max_length: int = 3_000
    """In characters, at most 3,000: the least that a platform takes."""
    required: bool = True
    options: tuple[tuple[str, str], ...] = ()
    """Of a choice: value and label of each, at most 100."""
    problem: str = ""
    """What is wrong with what was handed in, shown at the field."""
    advice: str = ""
    """What could be better, shown at the field; it stops nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Something to fill in, and what handing it in does."""

    title: str
    submit: str
    action: Action
    fields: tuple[Field, ...]
    intro: str = ""
    """What to know before filling it in: shown above the fields."""
