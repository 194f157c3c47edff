"""Coverage and digest as files: a page that prints and that a screen reader reads, and the same figures as CSV.

The page stands by itself: no script, nothing from any server. The CSV holds ids and dates for programs; a text that a spreadsheet
would take for a formula is made harmless.
"""

from __future__ import annotations

import base64
import csv
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import TYPE_CHECKING

from coachbot.coverage_map import cell_words, column_name, coverage_map, coverage_summary, coverage_title
from coachbot.texts import shown_day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from coachbot.coverage import Coverage
    from coachbot.digest import Digest
    from coachbot.digest_words import DigestWords

Row = tuple[str | int | None, ...]

PAGE = "index.html"

STYLE = """\
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, sans-serif; color: #111; background: #fff; max-width: 70rem; margin: 2rem auto;
  padding: 0 1rem; }
table { border-collapse: collapse; margin: 0 0 2rem; }
caption { text-align: left; font-weight: bold; padding: .5rem 0; }
th, td { border: 1px solid #767676; padding: .3rem .6rem; text-align: left; vertical-align: top; }
th { background: #f0f0f0; }
img { max-width: 100%; height: auto; }
@media print { body { max-width: none; margin: 0; } tr, img { break-inside: avoid; } thead { display: table-header-group; } }
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table twice: in words for the page, whose first column heads its row, and in ids for a CSV of this name."""

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    fields: tuple[str, ...]
    values: tuple[Row, ...]


def report_files(tenant: str, digest: Digest, coverage: Coverage, words: DigestWords, made_on: date) -> dict[str, bytes]:
    """Every file of the report, by name."""
    told, covered = _digest_sheets(digest, words), _coverage_sheet(coverage, words)
    text = words.texts.report
    title = escape(text["title"].format(tenant=tenant))
    names = ", ".join(f"{sheet.name}.csv" for sheet in (*told, covered))
    picture = base64.b64encode(coverage_map(coverage, words.playbook, words.texts, words.language).png).decode()
    waiting = words.texts.digest["waiting"].format(drafts=digest.waiting)
    body = [
        f"<h1>{title}</h1>",
        _paragraph(text["made"].format(on=shown_day(made_on, words.language))),
        f"<h2>{escape(words.title(digest))}</h2>",
        *(_section(sheet, text["none"]) for sheet in told),
        _paragraph(waiting),
        f"<h2>{escape(text['coverage_head'])}</h2>",
        _paragraph(coverage_summary(coverage, words.texts)),
        f'<img src="data:image/png;base64,{picture}" alt="{escape(text["map_alt"])}">',
        _table(covered),
        _paragraph(words.texts.coverage["counted"]),
        _paragraph(text["files"].format(names=names)),
    ]
    page = _page(words.language, title, body)
    return {PAGE: page.encode(), **{f"{sheet.name}.csv": _csv(sheet) for sheet in (*told, covered)}}


def _digest_sheets(digest: Digest, words: DigestWords) -> tuple[Sheet, ...]:
    head, text = words.texts.digest, words.texts.report
    return (
        Sheet(
            name="asked",
            caption=head["asked_head"],
            heads=(text["objection"], text["times"]),
            rows=tuple((words.objection(one.objection), one.times) for one in digest.asked),
            fields=("objection", "times"),
            values=tuple((one.objection, one.times) for one in digest.asked),
        ),
        Sheet(
            name="missing",
            caption=head["missing_head"],
            heads=(text["objection"], text["driver"]),
            rows=tuple((words.objection(objection), words.driver(driver)) for objection, driver in digest.missing),
            fields=("objection", "driver"),
            values=digest.missing,
        ),
        Sheet(
            name="gaps",
            caption=head["gaps_head"],
            heads=(text["objection"], text["gaps"], text["oldest"]),
            rows=tuple(
                (
                    text["unlike"] if one.objection is None else words.objection(one.objection),
                    one.gaps,
                    shown_day(one.since, words.language),
                )
                for one in digest.gaps
            ),
            fields=("objection", "gaps", "oldest"),
            values=tuple((one.objection, one.gaps, one.since.isoformat()) for one in digest.gaps),
        ),
        Sheet(
            name="changed",
            caption=head["changed_head"],
            heads=(text["what"], text["on"], text["how"], text["why"]),
            rows=tuple(
                (
                    words.thing(one.thing, one.objection, one.driver),
                    shown_day(one.on, words.language),
                    words.texts.change_kinds[one.kind],
                    one.why,
                )
                for one in digest.changed
            ),
            fields=("thing", "objection", "driver", "on", "kind", "why"),
            values=tuple((one.thing, one.objection, one.driver, one.on.isoformat(), one.kind, one.why) for one in digest.changed),
        ),
        Sheet(
            name="due",
            caption=head["due_head"],
            heads=(text["what"], text["review_by"], text["state"], text["owner"]),
            rows=tuple(
                (
                    words.thing("entry", one.objection, one.driver),
                    shown_day(one.review_by, words.language),
                    text["overdue" if one.overdue else "due"],
                    words.owner(one),
                )
                for one in digest.due
            ),
            fields=("objection", "driver", "review_by", "overdue", "owner"),
            values=tuple(
                (one.objection, one.driver, one.review_by.isoformat(), "yes" if one.overdue else "no", one.owner)
                for one in digest.due
            ),
        ),
    )


def _coverage_sheet(coverage: Coverage, words: DigestWords) -> Sheet:
    """The matrix on the page; as CSV a line a cell, so that it can be sorted and filtered."""
    columns = (
        column_name(driver, words.playbook, words.texts, words.language) for driver in (None, *words.playbook.model.drivers)
    )
    return Sheet(
        name="coverage",
        caption=coverage_title(coverage, words.texts, words.language),
        heads=(words.texts.report["objection"], *columns),
        rows=tuple(
            (words.objection(objection), *(cell_words(cell, words.texts) for cell in row))
            for objection, row in coverage.cells.items()
        ),
        fields=("objection", "driver", "state", "shown", "helpful", "judged"),
        values=tuple(
            (cell.objection, cell.driver, cell.state, cell.use.shown, cell.use.helpful, cell.use.judged)
            for row in coverage.cells.values()
            for cell in row
        ),
    )


def _page(language: str, title: str, body: list[str]) -> str:
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    lines = [
        "<!doctype html>",
        f'<html lang="{language}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
        *body,
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _section(sheet: Sheet, none: str) -> str:
    return _table(sheet) if sheet.rows else f"<h3>{escape(sheet.caption)}</h3>\n{_paragraph(none)}"


def _table(sheet: Sheet) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in sheet.heads)
    lines = [
        "<table>",
        f"<caption>{escape(sheet.caption)}</caption>",
        f"<thead><tr>{heads}</tr></thead>",
        "<tbody>",
        *(f"<tr>{''.join(_cells(row))}</tr>" for row in sheet.rows),
        "</tbody>",
        "</table>",
    ]
    return "\n".join(lines)


def _cells(row: Row) -> Iterator[str]:
    head, *rest = (escape("" if value is None else str(value)) for value in row)
    yield f'<th scope="row">{head}</th>'
    for value in rest:
        yield f"<td>{value}</td>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _csv(sheet: Sheet) -> bytes:
    """A CSV that spreadsheets read as UTF-8."""
    into = StringIO()
    writer = csv.writer(into)
    writer.writerow(sheet.fields)
    writer.writerows([_harmless(value) for value in row] for row in sheet.values)
    return into.getvalue().encode("utf-8-sig")


def _harmless(value: str | int | None) -> str | int:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
    return "" if value is None else value
