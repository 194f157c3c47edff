"""A reply as JSON, for `--json`: one object a reply, the schema in `docs/answer.schema.json`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import TypeAdapter

from coachbot.forms import FieldKind  # noqa: TC001 - part of the schema, read at run time
from coachbot.messages import (
    ActionKind,
    CoachingAnswer,
    More,
    NeutralAdvice,
    WhichOfThese,
    language_of,
)
from coachbot.pieces import Ask, Choices, Line, Part, Picture, Points, Say
from coachbot.playbook import Language  # noqa: TC001 - see above

if TYPE_CHECKING:
    from coachbot.forms import Form
    from coachbot.messages import Action, Reply
    from coachbot.pieces import Card, Piece

Certainty = Literal["sure", "which_of_these", "no_idea"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An objection or driver and its calibrated probability, 0 to 1."""

    id: str
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A button: what it says, and what choosing it does."""

    label: str
    action: ActionKind
    objection: str | None
    driver: str | None
    angle: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A piece of the card, in the order in which it is read: its kind and its words."""

    kind: str
    label: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """Something that can be chosen in a field."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """Something to fill in: what stands there, what is wrong with it, and what could be better."""

    name: str
    label: str
    kind: FieldKind
    value: str
    hint: str
    max_length: int
    required: bool
    options: tuple[Option, ...]
    problem: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFillIn:
    """A form. It is handed in with `action` on a terminal or a chat platform; a program can only read it."""

    title: str
    intro: str
    submit: str
    action: Choice
    fields: tuple[FormField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One reply. What doesn't apply to its kind is null or empty."""

    kind: str
    language: Language
    certainty: Certainty | None = None
    objection: str | None = None
    probability: float | None = None
    evidence: tuple[str, ...] = ()
    driver: str | None = None
    driver_how: Literal["heard", "told", "chosen"] | None = None
    driver_probability: float | None = None
    driver_evidence: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    driver_candidates: tuple[Candidate, ...] = ()
    also_heard: tuple[str, ...] = ()
    wording: str | None = None
    question: str | None = None
    fallback: Literal["exact", "neutral", "general"] | None = None
    pieces: tuple[Shown, ...] = ()
    choices: tuple[Choice, ...] = ()
    form: ToFillIn | None = None


_ANSWER = TypeAdapter(Answer)
DIGITS = 4


def answer_schema() -> dict[str, Any]:
    """The JSON schema of an answer."""
    return _ANSWER.json_schema()


def as_json(reply: Reply, card: Card) -> str:
    """One line of JSON for a reply."""
    return _ANSWER.dump_json(answer_of(reply, card)).decode("utf-8")


def answer_of(reply: Reply, card: Card) -> Answer:
    """What a program wants to know of a reply."""
    base: dict[str, Any] = {
        "kind": _snake(type(reply).__name__),
        "language": language_of(reply),
        "pieces": tuple(_shown(piece) for piece in card.pieces if not isinstance(piece, Choices)),
        "choices": tuple(_choice(button.label, button.action) for button in card.buttons),
        "form": None if card.form is None else _form(card.form),
    }
    match reply:
        case CoachingAnswer():
            guess = reply.guess
            base |= {
                "certainty": None if reply.probability is None else "sure",
                "objection": reply.objection,
                "probability": None if reply.probability is None else round(reply.probability, DIGITS),
                "evidence": reply.evidence,
                "driver": guess.driver if guess else None,
                "driver_how": guess.how if guess else None,
                "driver_probability": round(guess.probability, DIGITS) if guess and guess.probability is not None else None,
                "driver_evidence": guess.evidence if guess else (),
                "also_heard": reply.also_heard,
                "wording": reply.angle.wording,
                "question": reply.angle.question,
                "fallback": reply.fallback,
            }
        case WhichOfThese():
            base |= {"certainty": "which_of_these", "driver": reply.topic.driver}
        case NeutralAdvice():
            base |= {"certainty": "no_idea", "wording": reply.text.wording, "question": reply.text.question}
        case More():
            base |= {"objection": reply.objection, "driver": reply.driver}
        case _:
            pass
    topic = getattr(reply, "topic", None)
    if topic is not None:
        base["candidates"] = tuple(
            Candidate(id=found.objection, probability=round(found.probability, DIGITS)) for found in topic.candidates
        )
        base["driver_candidates"] = tuple(
            Candidate(id=found.driver, probability=round(found.probability, DIGITS)) for found in topic.drivers
        )
    return Answer(**base)


def _shown(piece: Piece) -> Shown:
    match piece:
        case Line():
            return Shown(kind=piece.role, label=None, text=piece.text)
        case Part() | Say() | Ask():
            return Shown(kind=_snake(type(piece).__name__), label=piece.label, text=piece.text)
        case Points():
            return Shown(kind="points", label=piece.label, text="\n".join(piece.items))
        case Picture():
            return Shown(kind="picture", label=None, text=piece.alt)
        case Choices():
            return Shown(kind="choices", label=piece.label, text="\n".join(button.label for button in piece.buttons))


def _form(form: Form) -> ToFillIn:
    return ToFillIn(
        title=form.title,
        intro=form.intro,
        submit=form.submit,
        action=_choice(form.submit, form.action),
        fields=tuple(
            FormField(
                name=field.name,
                label=field.label,
                kind=field.kind,
                value=field.value,
                hint=field.hint,
                max_length=field.max_length,
                required=field.required,
                options=tuple(Option(value=value, label=label) for value, label in field.options),
                problem=field.problem,
                advice=field.advice,
            )
            for field in form.fields
        ),
    )


def _choice(label: str, action: Action) -> Choice:
    return Choice(
        label=label,
        action=action.kind,
        objection=action.objection,
        driver=action.driver,
        angle=action.angle,
        value=action.value,
    )


def _snake(name: str) -> str:
    return "".join(f"_{mark.lower()}" if mark.isupper() and index else mark.lower() for index, mark in enumerate(name))
