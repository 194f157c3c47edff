"""What somebody has practised, for their own eyes: counts, and no mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.playbook import DriverId  # noqa: TC001 - pydantic reads the annotations at run time
from coachbot.practice.rules import RULES, RuleId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coachbot.practice.exchanges import Practice

LATELY = 10
"""Replies that count as lately."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How often a rule was kept lately, of how often it could tell."""

    rule: RuleId
    kept: int
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many users somebody practised with, what went well lately, and which drivers they heard, oftenest first."""

    practised: int
    rules: tuple[RuleCount, ...]
    heard: tuple[tuple[DriverId, int], ...]


def progress(practices: Sequence[Practice]) -> Progress:
    """Somebody's own progress; the practices come latest first, and one without a reply counts for nothing."""
    had = [practice for practice in practices if practice.exchanges]
    lately = [exchange for practice in had for exchange in reversed(practice.exchanges)][:LATELY]
    counted = (
        RuleCount(
            rule=rule,
            kept=sum(rule in exchange.kept for exchange in lately),
            told=sum(rule in exchange.kept or rule in exchange.broken for exchange in lately),
        )
        for rule in RULES
    )
    right = [practice.driver for practice in had if practice.guess == practice.driver]
    heard = {driver: right.count(driver) for driver in right}
    return Progress(
        practised=len(had),
        rules=tuple(count for count in counted if count.told),
        heard=tuple(sorted(heard.items(), key=lambda one: -one[1])),
    )
