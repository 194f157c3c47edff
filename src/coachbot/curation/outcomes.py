"""What becomes of what a lead asks: kept, in force, refused with reasons, or not possible as somebody was first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from coachbot.differences import Change, Divergence
    from coachbot.errors import Problem
    from coachbot.json_values import Json
    from coachbot.lint import Finding
    from coachbot.store import Draft, PersonId, Published, Subject

Why = Literal[
    "unfit",
    "findings",
    "too_long",
    "nothing_changed",
    "own_draft",
    "not_there",
    "taken",
    "bad_name",
    "no_words",
]
"""Why something is refused: it doesn't fit the playbook (`problems` say how), rules are broken (`findings`), it is too long to be
looked at, it is as it was, nobody checks their own draft, what was named isn't there (any more), there is an objection of that id
already, an id can't be so, or no words are left to learn from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was changed, and why."""

    why: Why
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Somebody was first: what they made of it beside what was to be put in its place. Nothing was lost and nothing changed.

    To go on, write upon `base`. `merged` has both changes, where no part was changed by both.
    """

    subject: Subject
    base: str
    theirs: Json
    mine: Json
    parts: tuple[Divergence, ...]
    merged: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft is kept. `findings` are what the rules say of it so far; `others` are who has a draft of the same thing.

    `moved` is there where something was published since the draft was begun.
    """

    draft: Draft
    findings: tuple[Finding, ...] = ()
    others: tuple[PersonId, ...] = ()
    moved: Moved | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """It was published, and is in force here already and everywhere within seconds. `followers` want to hear of it."""

    published: Published
    findings: tuple[Finding, ...] = ()
    followers: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A draft as whoever looks at it sees it: what it changes, what the rules say, and what was published meanwhile."""

    draft: Draft
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    moved: Moved | None


EditOutcome: TypeAlias = Kept | Refused | Moved
PublishOutcome: TypeAlias = InForce | Refused | Moved
