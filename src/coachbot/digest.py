"""What a team lead wants to know once a week, as plain values: what was asked most, gaps, what changed, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - pydantic reads the annotations at run time
from typing import Literal

from coachbot.playbook import Cell, DriverId, ObjectionId  # noqa: TC001 - see above

ChangeKind = Literal["edit", "rollback", "verified", "import", "phrase", "handed_over"]
ChangedThing = Literal["entry", "phrases", "objection"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An objection that came up, and how often; counted only among enough people."""

    objection: ObjectionId
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsNear:
    """Remarks that people sent to the team leads and that are still open, by the objection they seem nearest to."""

    objection: ObjectionId | None
    gaps: int
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something that was published: what of, how, why, and when. Who did is in the history, not here."""

    thing: ChangedThing
    objection: ObjectionId
    driver: DriverId | None
    kind: ChangeKind
    why: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An entry that somebody should look at again, by a day that has passed or is near. No `owner`: a lead, who isn't named."""

    objection: ObjectionId
    driver: DriverId | None
    owner: str | None
    review_by: date
    overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """One period of a tenant. `missing` are cells without an entry that were asked for nevertheless."""

    since: date
    until: date
    asked: tuple[Asked, ...]
    missing: tuple[Cell, ...]
    gaps: tuple[GapsNear, ...]
    changed: tuple[Change, ...]
    due: tuple[Due, ...]
    waiting: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell: then nobody is bothered with it."""
        return not (self.asked or self.missing or self.gaps or self.changed or self.due or self.waiting)
