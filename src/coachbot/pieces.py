"""What a card is made of: seven kinds of piece, in words, for every adapter to render.

Meaning never hangs on colour: a piece says what it is by its kind, its label and its number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

if TYPE_CHECKING:
    from coachbot.forms import Form
    from coachbot.messages import Action
    from coachbot.playbook import Language

LineRole = Literal["heard", "reason", "driver", "plain", "care", "small"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text. `role` says how it should stand out, not what it says."""

    role: LineRole
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of an answer under its own small heading."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """What to say first, out loud; easy to copy."""

    number: int
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """The reframing question: the largest thing on the card."""

    number: int
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A short list under a heading."""

    label: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A small picture. `alt` says all that it shows: whoever can't see it misses nothing."""

    alt: str
    png: bytes

    @property
    def has_figures(self) -> bool:
        """Whether its words hold figures: those are shown beside it too, as they are hard to read off."""
        return any(mark.isdigit() for mark in self.alt)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to choose, and what choosing it does.

    `opens_form` says that its answer is a form: some platforms must know before it is pressed.
    """

    label: str
    action: Action
    opens_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Buttons, with a line above them where they answer a question."""

    label: str | None
    buttons: tuple[Button, ...]


Piece = Line | Part | Say | Ask | Points | Picture | Choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A reply, ready to be rendered.

    Where there is a `form`, a platform that can open it at once opens it instead of showing the pieces;
    another shows the pieces, among which is a button that opens it.
    """

    language: Language
    pieces: tuple[Piece, ...]
    form: Form | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All that can be chosen, in the order in which it is shown."""
        return tuple(button for piece in self.pieces if isinstance(piece, Choices) for button in piece.buttons)

    @property
    def in_words(self) -> str:
        """The card in words alone, a line each: for notifications and for whoever can't see it."""
        return "\n".join(line for piece in self.pieces for line in _lines(piece))


def _lines(piece: Piece) -> list[str]:
    match piece:
        case Line():
            return [piece.text]
        case Part():
            return [f"{piece.label}: {piece.text}"]
        case Say() | Ask():
            return [f"{piece.number} {piece.label}: {piece.text}" if piece.label else piece.text]
        case Points():
            return [piece.label, *(f"- {item}" for item in piece.items)]
        case Picture():
            return [piece.alt]
        case Choices():
            return [piece.label] if piece.label else []
        case _:
            assert_never(piece)
