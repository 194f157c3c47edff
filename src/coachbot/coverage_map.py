"""Coverage as a heat map: what is asked most on top, what is missing hatched, what is overdue within a thick edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coachbot.pictures import Heat, HeatRow, heat_map
from coachbot.texts import shown_day

if TYPE_CHECKING:
    from coachbot.coverage import CellCoverage, CellState, Coverage
    from coachbot.pictures import Mark
    from coachbot.pieces import Picture
    from coachbot.playbook import DriverId, Language, Playbook
    from coachbot.texts import Texts

_MARKS: dict[CellState, Mark] = {"there": "plain", "missing": "missing", "overdue": "due"}
MOST_ROWS = 40
"""Objections in a picture; with more it can't be read. The table has them all."""


def coverage_map(coverage: Coverage, playbook: Playbook, texts: Texts, language: Language) -> Picture:
    """The heat map, with all of it in words as its text alternative."""
    title = coverage_title(coverage, texts, language)
    shown = list(coverage.cells)[:MOST_ROWS]
    if len(coverage.cells) > MOST_ROWS:
        title = texts.coverage["first"].format(title=title, shown=MOST_ROWS, all=len(coverage.cells))
    most = max((cell.use.shown or 0 for row in coverage.cells.values() for cell in row), default=0) or 1
    rows = [
        HeatRow(
            label=playbook.objections[objection].title[language],
            cells=tuple(_heat(cell, texts, most) for cell in coverage.cells[objection]),
        )
        for objection in shown
    ]
    columns = [column_name(driver, playbook, texts, language) for driver in (None, *playbook.model.drivers)]
    return heat_map(title, columns, rows, _legend(texts))


def coverage_title(coverage: Coverage, texts: Texts, language: Language) -> str:
    """What coverage is of, and over which period."""
    since, until = (shown_day(day, language) for day in (coverage.since, coverage.until))
    return texts.coverage["title"].format(since=since, until=until)


def coverage_summary(coverage: Coverage, texts: Texts) -> str:
    """How many answers are missing and overdue, in a sentence."""
    cells = sum(len(row) for row in coverage.cells.values())
    return texts.coverage["summary"].format(cells=cells, missing=coverage.count("missing"), overdue=coverage.count("overdue"))


def column_name(driver: DriverId | None, playbook: Playbook, texts: Texts, language: Language) -> str:
    """A driver in one word: of `Blauw: zekerheid`, what stands before the colon."""
    return texts.coverage["neutral"] if driver is None else playbook.model.drivers[driver].name[language].partition(":")[0]


def cell_mark(cell: CellCoverage, texts: Texts) -> str:
    """A cell in a few characters: `12 · 80%`, `ontbreekt`, or nothing where too few people asked."""
    if cell.use.shown is None:
        return texts.coverage["missing"] if cell.state == "missing" else ""
    percent = cell.use.helpful_percent
    return str(cell.use.shown) if percent is None else f"{cell.use.shown} · {percent}%"


def cell_words(cell: CellCoverage, texts: Texts) -> str:
    """A cell as it would be said."""
    words, use = texts.coverage, cell.use
    if cell.state == "missing":
        return words["missing"] if use.shown is None else words["asked"].format(times=use.shown)
    if use.shown is None:
        said = words["few"]
    elif use.helpful_percent is None:
        said = words["shown"].format(times=use.shown)
    else:
        said = words["helpful"].format(times=use.shown, percent=use.helpful_percent)
    return words["overdue"].format(words=said) if cell.state == "overdue" else said


def _heat(cell: CellCoverage, texts: Texts, most: int) -> Heat:
    return Heat(
        text=cell_mark(cell, texts),
        words=cell_words(cell, texts),
        fill=0 if cell.state == "missing" else (cell.use.shown or 0) / most,
        mark=_MARKS[cell.state],
    )


def _legend(texts: Texts) -> list[Heat]:
    words = texts.coverage
    return [
        Heat(text="12 · 80%", words=words["legend_used"], fill=0.5),
        Heat(text="", words=words["legend_few"]),
        Heat(text=words["missing"], words=words["legend_missing"], mark="missing"),
        Heat(text="", words=words["legend_overdue"], mark="due"),
    ]
