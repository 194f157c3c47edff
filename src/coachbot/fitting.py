"""Texts made to fit where a platform shows them, without what would disturb what stands around them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.buttons import written

if TYPE_CHECKING:
    from coachbot.pieces import Button, Choices

CUT = "…"
"""Shows that something was cut off, and stands where nothing is left."""
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Control characters, halves of characters, and marks that turn the direction of all that follows."""


def clean(text: str) -> str:
    """A text without what can't be shown or would disturb the text around it."""
    return _FORBIDDEN.sub("", text)


def size(text: str) -> int:
    """Characters as JavaScript and .NET count them: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def clip(text: str, most: int) -> str:
    """A text of at most so many characters; what was cut off is shown by an ellipsis.

    >>> clip("een lang verhaal", 10)
    'een lang…'
    """
    if size(text) <= most:
        return text
    if most < 1:
        return ""
    kept = text[: most - 1]
    while size(kept) > most - 1:
        kept = kept[: len(kept) - max(1, (size(kept) - most + 1) // 2)]
    at = kept.rfind(" ")
    return f"{(kept[:at] if at > most // 2 else kept).rstrip()}{CUT}"


def offered(choices: Choices, *, label: int, value: int) -> tuple[list[str], list[tuple[str, Button]]]:
    """The buttons that a platform takes, each under its label; and what is to be written out above them.

    Where a label has more characters than `label`, all are written out, and the buttons are their numbers. A button
    whose value has more than `value`, which only a forged one has, is left out.
    """
    buttons = [button for button in choices.buttons if size(written(button.action)) <= value]
    labels = [clean(button.label).strip() or CUT for button in buttons]
    if all(size(one) <= label for one in labels):
        return [], list(zip(labels, buttons, strict=True))
    return labels, [(str(number), button) for number, button in enumerate(buttons, start=1)]
