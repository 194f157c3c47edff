"""What of a playbook can be changed, by name: an entry, an objection, or the phrases that a tenant adds to one.

entry:<objection>:<driver or neutral>    phrases:<objection>    objection:<objection>
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from coachbot.playbook import NEUTRAL, DriverId, ObjectionId
from coachbot.store import Subject

SubjectKind = Literal["entry", "phrases", "objection"]

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_NAME = 40
"""Characters of an objection's id: it stands in buttons and file names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A subject taken apart. `driver` is None for a neutral entry, and for what isn't an entry."""

    kind: SubjectKind
    objection: ObjectionId
    driver: DriverId | None = None

    @property
    def subject(self) -> Subject:
        """The subject's name."""
        match self.kind:
            case "entry":
                return entry_subject(self.objection, self.driver)
            case _:
                return Subject(f"{self.kind}:{self.objection}")


def entry_subject(objection: ObjectionId, driver: DriverId | None) -> Subject:
    """The subject of an entry; without a driver, of the neutral one.

    >>> entry_subject(ObjectionId("no-time"), None)
    'entry:no-time:neutral'
    """
    return Subject(f"entry:{objection}:{driver or NEUTRAL}")


def phrases_subject(objection: ObjectionId) -> Subject:
    """The subject of the phrases that are added to an objection."""
    return Named(kind="phrases", objection=objection).subject


def objection_subject(objection: ObjectionId) -> Subject:
    """The subject of an objection itself: its title, what it is about, and whether it may be true."""
    return Named(kind="objection", objection=objection).subject


def is_objection_id(name: str) -> bool:
    """Whether an objection may be called so.

    >>> is_objection_id("no-time"), is_objection_id("Geen tijd!")
    (True, False)
    """
    return len(name) <= MAX_NAME and _NAME.fullmatch(name) is not None


def named(subject: str) -> Named | None:
    """Take a subject apart; None for what names nothing that could be changed.

    >>> named("entry:no-time:blue")
    Named(kind='entry', objection='no-time', driver='blue')
    >>> named("entry:no-time") is None
    True
    """
    kind, *names = subject.split(":")
    if not all(is_objection_id(name) for name in names):
        return None
    match kind, names:
        case "entry", [objection, driver]:
            return Named(kind="entry", objection=ObjectionId(objection), driver=None if driver == NEUTRAL else DriverId(driver))
        case "phrases" | "objection", [objection]:
            return Named(kind="phrases" if kind == "phrases" else "objection", objection=ObjectionId(objection))
        case _:
            return None
