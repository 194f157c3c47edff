"""Tables and texts for a terminal of 80 columns: the matrix, phrases, figures, one entry."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from coachbot.coverage_map import column_name, coverage_summary, coverage_title
from coachbot.differences import divergences
from coachbot.errors import ConfigurationError
from coachbot.exchange import by_words
from coachbot.playbook import LANGUAGES, DriverId, ObjectionId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from coachbot.coverage import CellCoverage, Coverage
    from coachbot.delivery import Suspect
    from coachbot.exchange import Changed, Difference
    from coachbot.playbook import Cell, Language, Playbook
    from coachbot.texts import Texts

COLUMNS = 80
MISSING, UNVERIFIED, VERIFIED, OVERDUE = "-", "o", "x", "!"
FEW = "."
LEGEND = f"{VERIFIED} verified   {UNVERIFIED} not verified yet   {OVERDUE} review overdue   {MISSING} missing"


def cell_state(playbook: Playbook, cell: Cell, today: date) -> str:
    """How one cell of the matrix stands, as one of the marks of the legend."""
    entry = playbook.model.entries.get(cell)
    if entry is None:
        return MISSING
    if entry.is_overdue(today):
        return OVERDUE
    return VERIFIED if entry.verified_on else UNVERIFIED


def matrix_table(playbook: Playbook, today: date) -> Group:
    """The matrix of objections and drivers, a mark a cell, with totals below."""
    table = Table(
        title="Entries: objection x driver (each in Dutch and in English)", title_justify="left", box=None, pad_edge=False
    )
    table.add_column("objection", no_wrap=True)
    columns: tuple[DriverId | None, ...] = (None, *playbook.model.drivers)
    for driver in columns:
        table.add_column(driver or "neutral", justify="center")
    counts = dict.fromkeys((MISSING, UNVERIFIED, VERIFIED, OVERDUE), 0)
    for objection in playbook.objections:
        marks = [cell_state(playbook, (objection, driver), today) for driver in columns]
        for mark in marks:
            counts[mark] += 1
        table.add_row(objection, *marks)
    total = sum(counts.values())
    there = total - counts[MISSING]
    summary = (
        f"{len(playbook.objections)} x {len(columns)} x {len(LANGUAGES)}: "
        f"{there * len(LANGUAGES)} of {total * len(LANGUAGES)} texts; "
        f"missing {counts[MISSING] * len(LANGUAGES)}, entries unverified {counts[UNVERIFIED]}, overdue {counts[OVERDUE]}"
    )
    return Group(table, Text(), Text(LEGEND), Text(summary))


def coverage_table(coverage: Coverage, playbook: Playbook, texts: Texts, language: Language) -> Group:
    """Coverage as a table of at most 80 columns: how often each entry was shown, and in how many of a hundred it helped."""
    words = texts.coverage
    title = coverage_title(coverage, texts, language)
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    for driver in (None, *playbook.model.drivers):
        table.add_column(column_name(driver, playbook, texts, language).lower(), justify="right", overflow="fold")
    for objection, row in coverage.cells.items():
        table.add_row(objection, *(_covered(cell) for cell in row))
    marks = (
        ("12 80", words["legend_used"]),
        (FEW, words["legend_few"]),
        (MISSING, words["legend_missing"]),
        (OVERDUE, words["legend_overdue"]),
    )
    legend = Table(box=None, pad_edge=False, show_header=False)
    for mark, meaning in marks:
        legend.add_row(mark, meaning)
    return Group(table, Text(), legend, Text(), Text(coverage_summary(coverage, texts)), Text(words["counted"]))


def _covered(cell: CellCoverage) -> str:
    percent = cell.use.helpful_percent
    used = FEW if cell.use.shown is None else str(cell.use.shown) if percent is None else f"{cell.use.shown} {percent}"
    if cell.state == "missing":
        return MISSING if cell.use.shown is None else f"{MISSING}{cell.use.shown}"
    return f"{used}{OVERDUE}" if cell.state == "overdue" else used


def phrases_table(playbook: Playbook) -> Group:
    """How many example phrases, short ones and driver cues there are, per language."""
    table = Table(title="Phrases", title_justify="left", box=None, pad_edge=False)
    table.add_column("language")
    for head in ("phrases", "fewest", "short", "with driver", "no objection", "driver cues"):
        table.add_column(head, justify="right")
    for language in LANGUAGES:
        counts = {objection.id: objection.phrases[language] for objection in playbook.objections.values()}
        spoken = [phrase for phrases in counts.values() for phrase in phrases]
        fewest = min(counts, key=lambda objection: len(counts[objection]))
        table.add_row(
            language,
            str(len(spoken)),
            f"{len(counts[fewest])} ({fewest})",
            str(sum(phrase.style == "short" for phrase in spoken)),
            str(sum(phrase.driver is not None for phrase in spoken)),
            str(sum(len(texts[language]) for texts in playbook.no_objection.values())),
            str(sum(len(driver.cues[language]) for driver in playbook.model.drivers.values())),
        )
    return Group(Text(), table)


def practice_text(playbook: Playbook) -> Group:
    """How many users the coach can play, and with which objections nobody can practise yet."""
    played = playbook.model.played
    total = len(playbook.objections) * len(playbook.model.drivers)
    missing = [objection for objection in playbook.objections if not any(cell[0] == objection for cell in played)]
    lines = [Text(), Text(f"Practice: {len(played)} of {total} played users, each in Dutch and in English")]
    if missing:
        lines.append(Text(f"nobody to practise with yet: {', '.join(missing)}"))
    return Group(*lines)


SUSPECT_MEANS = {
    "suspect": "taken over three times; runs alone now",
    "given_up": "given up: its author has no answer; read the log around turn_given_up",
    "failed": "ended without its answer, or with an apology",
    "unknown_version": "of a later version; waits for it",
}


def suspects_table(suspects: Iterable[Suspect]) -> Table:
    """The turns that an operator should look at."""
    table = Table(box=None, pad_edge=False)
    for head in ("since (UTC)", "event", "what", "take-overs", "error"):
        table.add_column(head, overflow="fold")
    for one in suspects:
        table.add_row(f"{one.since:%Y-%m-%d %H:%M}", one.id, SUSPECT_MEANS[one.state], str(one.take_overs), one.error or "-")
    return table


def figures_table(figures: dict[str, Any]) -> Group:
    """What `evaluate` found: in all, per language, per style."""
    names = [name for name in figures if not name.startswith("by_")]
    overall = Table(box=None, pad_edge=False)
    overall.add_column("figure")
    overall.add_column("all", justify="right")
    languages = figures["by_language"]
    for language in languages:
        overall.add_column(language, justify="right")
    for name in names:
        overall.add_row(name, *(_shown(group[name]) for group in (figures, *languages.values())))
    styles = Table(title="By style", title_justify="left", box=None, pad_edge=False)
    picked = ("lines", "top1", "top3", "sure_coverage", "sure_precision")
    styles.add_column("style")
    for name in picked:
        styles.add_column(name, justify="right")
    for style, group in figures["by_style"].items():
        styles.add_row(style, *(_shown(group[name]) for name in picked))
    return Group(overall, Text(), styles)


def entry_text(playbook: Playbook, objection: str, driver: str | None, language: Language) -> Group:
    """One entry with all its parts.

    Raises:
        ConfigurationError: there is no such objection or driver; lists those that there are.
    """
    if objection not in playbook.objections:
        message = f"there is no objection {objection}; choose one of {', '.join(playbook.objections)}"
        raise ConfigurationError(message)
    if driver is not None and driver not in playbook.model.drivers:
        message = f"there is no driver {driver}; choose one of {', '.join(playbook.model.drivers)}"
        raise ConfigurationError(message)
    found = playbook.entry(ObjectionId(objection), DriverId(driver) if driver else None)
    text = found.entry.texts[language]
    lines = [Text(f"{playbook.objections[ObjectionId(objection)].title[language]} · {driver or 'neutral'}", style="bold")]
    if found.fallback != "exact":
        lines.append(Text(f"(nothing for this cell yet: the {found.fallback} entry)"))
    entry = found.entry
    lines.append(
        Text(
            f"owner {entry.owner} · verified on {entry.verified_on or 'never'} · review by {entry.review_by or 'not set'}",
            style="dim",
        )
    )
    for name in ("behind", "wording", "question", "if_yes", "check_first", "next_act", "avoid", "listen_for"):
        value = getattr(text, name)
        if value:
            lines += [Text(), Text(name, style="bold"), Text(f"  {value}")]
    for number, angle in enumerate(text.angles, start=2):
        parts = [part for part in (angle.wording, angle.question, angle.if_yes) if part]
        lines += [Text(), Text(f"angle {number}", style="bold"), *(Text(f"  {part}") for part in parts)]
    return Group(*lines)


def difference_lines(found: Iterable[Difference]) -> Iterator[str]:
    """What differs, subject by subject and part by part: what goes after -, what comes after +."""
    for subject, differing in groupby(found, lambda one: one.subject):
        yield subject
        for one in differing:
            yield f"  {_place(one.place)}"
            yield from _beside("  - ", one.before)
            yield from _beside("  + ", one.after)


def three_way_lines(one: Changed) -> Iterator[str]:
    """A subject that two sides changed: each part that either changed, as it was and as each has it now."""
    yield one.subject
    for part in divergences(by_words(one.base), by_words(one.files), by_words(one.in_force)):
        yield f"  {_place(part.place)}"
        yield from _beside("    was       ", part.base or "(nothing)")
        yield from _beside("    files     ", part.theirs or "(nothing)")
        yield from _beside("    in force  ", part.mine or "(nothing)")


def _place(place: str) -> str:
    """A place without the words of a phrase, which stand below it."""
    return place.partition(" «")[0]


def _beside(mark: str, text: str | None) -> Iterator[str]:
    if text is not None:
        yield from textwrap.wrap(text, COLUMNS, initial_indent=mark, subsequent_indent=" " * len(mark)) or [mark.rstrip()]


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
