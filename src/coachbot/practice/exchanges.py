"""How a practice goes on: what the played user answers, and what of a reply is worth saying.

A practice is a user with an objection and a driver, and up to three exchanges. Nothing of anybody's words is in it: what
is kept of a reply is which rules it kept and which it broke.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coachbot.playbook import DriverId, Language, LineName, ObjectionId  # noqa: TC001 - see above
from coachbot.practice.feedback import ADVISING
from coachbot.practice.rules import Finding, RuleId  # noqa: TC001 - pydantic reads the annotations at run time

if TYPE_CHECKING:
    from collections.abc import Sequence

EXCHANGES = 3
"""A practice has at most so many."""
LONGEST = 1_500
"""Characters of a reply: more than anybody says before the other says something back."""

HARDENING: tuple[RuleId, ...] = ("no_promise", "no_argument", "no_why", "no_but")
"""What makes a user dig in when it is broken, in the order in which it is worth saying."""
GOOD: tuple[RuleId, ...] = ("speaks_to_driver", "reflected", "open_question", "no_argument", "no_promise", "no_but", "no_why")
TO_TRY: tuple[RuleId, ...] = (*HARDENING, "reflected", "open_question", "speaks_to_driver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What is kept of one reply and what followed it: ids alone. `says` is None where the user said nothing."""

    kept: tuple[RuleId, ...]
    broken: tuple[RuleId, ...]
    says: LineName | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A user who is played, how far it has come, and the driver that the consultant hears."""

    objection: ObjectionId
    driver: DriverId
    language: Language
    guess: DriverId | None = None
    exchanges: tuple[Exchange, ...] = ()

    @property
    def said(self) -> tuple[LineName, ...]:
        """What the user said, in order."""
        return ("opening", *(exchange.says for exchange in self.exchanges if exchange.says is not None))

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be said: the real worry is out, or every exchange has been had."""
        return len(self.exchanges) >= EXCHANGES or "worry" in self.said


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """The practice after a reply, with one thing that was good in it and one to try, where there is one."""

    practice: Practice
    says: LineName | None
    good: Finding | None
    to_try: Finding | None


def answer(practice: Practice, findings: Sequence[Finding]) -> Reaction:
    """What the played user says to a reply, and what to say of it, by what the rules found.

    A rule that doesn't advise counts for nothing when it finds itself broken.
    """
    found = {finding.rule: finding for finding in findings if finding.kept or finding.rule in ADVISING}
    kept = {rule for rule, finding in found.items() if finding.kept}
    broken = found.keys() - kept
    says = _next_line(practice.said, kept, broken)
    exchange = Exchange(
        kept=tuple(rule for rule in found if rule in kept), broken=tuple(rule for rule in found if rule in broken), says=says
    )
    return Reaction(
        practice=replace(practice, exchanges=(*practice.exchanges, exchange)),
        says=says,
        good=_first(found, GOOD, _praised(found, kept)),
        to_try=_first(found, TO_TRY, broken),
    )


def _next_line(said: tuple[LineName, ...], kept: set[RuleId], broken: set[RuleId]) -> LineName | None:
    """What the user says next; None when they say nothing. No line is said twice.

    Argued with, promised to or asked why, they dig in. Reflected, they give something away, and once they have done so and are
    asked openly, the real worry comes out. A reflection that no rule can see is taken for one where nothing else is wrong.
    """
    if broken.intersection(HARDENING):
        return None if "harder" in said else "harder"
    if "reflected" in broken or ("reflected" not in kept and "open_question" in broken):
        return None
    if "softer" not in said:
        return "softer"
    return "worry" if "open_question" in kept else None


def _praised(found: dict[RuleId, Finding], kept: set[RuleId]) -> set[RuleId]:
    """The rules that deserve praise: not for asking openly with a why, nor for what a mere word can't break."""
    if "reflected" in found and found["reflected"].reason == "says_little":
        return kept & {"open_question", "speaks_to_driver"}
    return kept - {"open_question"} if "no_why" not in kept else kept


def _first(found: dict[RuleId, Finding], order: tuple[RuleId, ...], wanted: set[RuleId]) -> Finding | None:
    return next((found[rule] for rule in order if rule in wanted), None)
