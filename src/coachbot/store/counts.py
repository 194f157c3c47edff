"""Counts for team leads: only over so many people that nobody can be made out in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import distinct, func

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute

Grouped = TypeVar("Grouped", bound="Select[*tuple[Any, ...]]")

ENOUGH_PEOPLE = 5


def over_enough_people(grouped: Grouped, person: InstrumentedAttribute[str], enough: int = ENOUGH_PEOPLE) -> Grouped:
    """The groups of a query in which at least so many different people are counted."""
    return grouped.having(func.count(distinct(person)) >= enough)
