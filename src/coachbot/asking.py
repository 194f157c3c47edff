"""An answer as a dialog with a form, and what stands above its fields."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coachbot.pieces import Choices, Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coachbot.forms import Form
    from coachbot.playbook import Language
    from coachbot.ports import Answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A form to open; `above` is an answer to show over its fields, where there is something to say there."""

    language: Language
    form: Form
    above: Answered | None


def asking(answers: Sequence[Answered]) -> Asking | None:
    """The form among answers, with what is said beside it; None where there is none.

    Buttons are left out: pressing one would leave the form, and what was typed in it.
    """
    for holds in answers:
        form = holds.card.form
        if form is not None:
            beside = [piece for one in answers if one is not holds for piece in one.card.pieces]
            above = [piece for piece in beside if not isinstance(piece, Choices)]
            if form.intro:
                above.append(Line(role="plain", text=form.intro))
            shown = replace(holds, card=replace(holds.card, pieces=tuple(above), form=None))
            return Asking(language=holds.card.language, form=form, above=shown if above else None)
    return None
