"""How the matrix covers what is asked: per cell whether there is an entry, how often it was shown, and whether it helped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from coachbot.playbook import Cell, DriverId, ObjectionId, Playbook

CellState = Literal["there", "missing", "overdue"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What is counted of one cell. None where fewer people than may be counted were concerned."""

    shown: int | None = None
    helpful: int | None = None
    judged: int | None = None

    @property
    def helpful_percent(self) -> int | None:
        """How many in a hundred found it helpful, of those who said so."""
        return None if self.helpful is None or not self.judged else round(100 * self.helpful / self.judged)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellCoverage:
    """One cell of the matrix: how it stands, and how it was used."""

    objection: ObjectionId
    driver: DriverId | None
    state: CellState
    use: Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The whole matrix, over a period; objections that were shown most come first, and of each the neutral cell."""

    since: date
    until: date
    cells: Mapping[ObjectionId, tuple[CellCoverage, ...]]

    def count(self, state: CellState) -> int:
        """How many cells stand so."""
        return sum(cell.state == state for row in self.cells.values() for cell in row)


def covered(playbook: Playbook, uses: Mapping[Cell, Use], since: date, until: date) -> Coverage:
    """The coverage of a playbook, from what was counted per cell; `until` is also the day on which a review is overdue."""
    rows = {
        objection: tuple(
            CellCoverage(
                objection=objection,
                driver=driver,
                state=_state(playbook, (objection, driver), until),
                use=uses.get((objection, driver), Use()),
            )
            for driver in (None, *playbook.model.drivers)
        )
        for objection in playbook.objections
    }
    order = sorted(rows, key=lambda objection: -sum(cell.use.shown or 0 for cell in rows[objection]))
    return Coverage(since=since, until=until, cells={objection: rows[objection] for objection in order})


def _state(playbook: Playbook, cell: Cell, today: date) -> CellState:
    entry = playbook.model.entries.get(cell)
    if entry is None:
        return "missing"
    return "overdue" if entry.is_overdue(today) else "there"
