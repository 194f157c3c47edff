"""What passes between the core and its adapters: `IncomingMessage` in, `Reply` out.

Adapters normalise what a platform sends into an `IncomingMessage`; the coach decides on one of
the kinds of `Reply`; `coachbot.cards` turns a reply into pieces that every adapter can render.
A button is a message too: it carries an `Action` instead of text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - part of the public annotations
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from coachbot.commands import Command
    from coachbot.playbook import Angle, DriverId, Entry, EntryText, Language, Mismatch, ObjectionId

MAX_TEXT = 40_000
"""Characters of a message that are looked at; what is longer is cut, and the reply says so."""

ActionKind = Literal["show", "more", "yes_but", "other_drivers", "other_objections", "none_of_these"]
ACTION_KINDS: tuple[ActionKind, ...] = get_args(ActionKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button somebody pressed, with all it needs to work after a restart.

    The ids come back from a platform and are looked up again, never trusted.
    """

    kind: ActionKind
    objection: ObjectionId | None = None
    driver: DriverId | None = None
    angle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """One thing said to the coach, whatever the platform. Either `text` or `action` speaks."""

    text: str = ""
    action: Action | None = None
    language: Language | None = None
    """A language the platform or the command line asks for; None lets the coach recognise it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """An objection with its calibrated probability, 0 to 1."""

    objection: ObjectionId
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredDriver:
    """A driver with its calibrated probability, 0 to 1."""

    driver: DriverId
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a conversation is about: enough to go on from, and no words of anybody's.

    `candidates` and `drivers` are ranked, likeliest first, as recognised in the remark.
    """

    language: Language
    objection: ObjectionId | None
    driver: DriverId | None
    angle: int = 0
    candidates: tuple[Scored, ...] = ()
    drivers: tuple[ScoredDriver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A consultant's own drivers: which they lean on, and which they shy from. Theirs alone."""

    preference: DriverId
    rejection: DriverId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the coach knows beside the message: passed in, so that deciding stays pure."""

    today: date
    language: Language | None = None
    topic: Topic | None = None
    profile: Profile | None = None
    contacts: str | None = None
    """Where this organisation's people find a person to talk to, in its own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverGuess:
    """The driver a remark may come from, and how the coach came by it.

    `heard` in the words, `told` in so many words by the consultant, or `chosen` with a button.
    """

    driver: DriverId
    how: Literal["heard", "told", "chosen"]
    probability: float | None = None
    evidence: tuple[str, ...] = ()
    runner_up: DriverId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingAnswer:
    """What to say and what to ask, and why the coach thinks so."""

    topic: Topic
    objection: ObjectionId
    probability: float | None
    """How sure the coach is of the objection, 0 to 1; None when the consultant chose it."""
    evidence: tuple[str, ...]
    guess: DriverGuess | None
    entry: Entry
    fallback: Literal["exact", "neutral", "general"]
    text: EntryText
    angle: Angle
    angle_number: int
    """From 0: which of the entry's angles this is."""
    also_heard: tuple[ObjectionId, ...] = ()
    mind_yourself: Mismatch | None = None
    participant_upset: bool = False
    shortened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichOfThese:
    """The coach isn't sure: the likeliest objections to choose from, or none of them."""

    topic: Topic
    candidates: tuple[ObjectionId, ...]
    rejected: bool = False
    """Whether the consultant said that the objection answered before was not the one."""
    participant_upset: bool = False
    shortened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichDriver:
    """The drivers to choose from, for an objection that is known."""

    topic: Topic
    objection: ObjectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutralAdvice:
    """The coach has no idea which objection it is, and says so; one open question works anyway."""

    topic: Topic
    entry: Entry
    text: EntryText
    participant_upset: bool = False
    shortened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What stands behind an answer: if yes, avoid, listen for, and the next moves."""

    topic: Topic
    objection: ObjectionId
    driver: DriverId | None
    entry: Entry
    text: EntryText
    angle: Angle
    next_moves: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMoves:
    """What to do when the answer is "ja maar…" or silence."""

    topic: Topic
    driver: DriverId | None
    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallTalk:
    """No objection in it: a greeting, thanks, praise, or something else that isn't for coaching.

    `kind` is one of the kinds of `no_objection.yaml`.
    """

    language: Language
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToPointer:
    """A question about the product, which the coach doesn't know; it says who does."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Distress:
    """The writer's own distress, or somebody's danger: not coached, pointed to a person."""

    language: Language
    contacts: str | None = None


RightKind = Literal["works_council", "union", "data_request", "accessibility", "safety", "harassment"]
RIGHT_KINDS: tuple[RightKind, ...] = get_args(RightKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ARight:
    """Somebody uses a right: never coached around. Says whose it is and how to pass it on."""

    language: Language
    kind: RightKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What the coach does, who can read what, and the commands."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSet:
    """The language the coach answers in from now on; None means: whichever it recognises."""

    language: Language
    chosen: Language | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A command that a later version brings."""

    language: Language
    command: Command


CannotKind = Literal["empty", "no_words", "other_language", "unknown_choice", "nothing_to_follow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cannot:
    """The message can't be answered as it is; the reply says why and what to do."""

    language: Language
    kind: CannotKind


Reply = (
    CoachingAnswer
    | WhichOfThese
    | WhichDriver
    | NeutralAdvice
    | More
    | NextMoves
    | SmallTalk
    | HowToPointer
    | Distress
    | ARight
    | Help
    | LanguageSet
    | Coming
    | Cannot
)
"""Everything the coach can answer. Adapters render the pieces that `coachbot.cards` makes of it."""


def language_of(reply: Reply) -> Language:
    """The language a reply is in."""
    match reply:
        case CoachingAnswer() | WhichOfThese() | WhichDriver() | NeutralAdvice() | More() | NextMoves():
            return reply.topic.language
        case _:
            return reply.language


def topic_after(reply: Reply, before: Topic | None) -> Topic | None:
    """What the conversation is about once this reply has been given."""
    match reply:
        case CoachingAnswer() | WhichOfThese() | WhichDriver() | NeutralAdvice() | More() | NextMoves():
            return reply.topic
        case Distress() | ARight():
            return None
        case _:
            return before
