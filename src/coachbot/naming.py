"""What objections and drivers are called on a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coachbot.playbook import DriverId, Language, ObjectionId, Playbook


def title_of(objection: ObjectionId, playbook: Playbook, language: Language) -> str:
    """An objection as it is heard in the room."""
    return playbook.objections[objection].title[language]


def value_of(driver: DriverId, playbook: Playbook, language: Language) -> str:
    """What a driver is about, with its colour behind it for whoever knows them so."""
    colour, _, value = playbook.model.drivers[driver].name[language].partition(": ")
    return f"{value} ({colour.lower()})" if value else colour


def quoted(words: Iterable[str]) -> str:
    """Words of somebody's, as a quotation each.

    >>> quoted(("geen tijd", "druk"))
    '“geen tijd”, “druk”'
    """
    return ", ".join(f"“{word}”" for word in words)
