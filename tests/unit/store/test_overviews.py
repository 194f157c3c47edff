"""Coverage, digest and report, counted from the store: nobody can be made out in them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from types import MappingProxyType

import pytest
from store_samples import ACME, BLUE, NO_TIME, OTHER, TOPIC, turn_of
from typer.testing import CliRunner

from coachbot.__main__ import cli
from coachbot.coverage import Use, covered
from coachbot.coverage_map import coverage_map
from coachbot.digest import Digest
from coachbot.digest_words import DigestWords
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.messages import Scored
from coachbot.overviews import coverage_of, digest_of
from coachbot.playbook import LANGUAGES, ObjectionId
from coachbot.report import report_files
from coachbot.store import ENOUGH_PEOPLE, NewRevision, Shown, Store, StorePlan, Subject
from coachbot.tables import coverage_table
from coachbot.terminal import terminal_console
from coachbot.texts import load_texts

TODAY = date(2026, 11, 25)
TRIED = ObjectionId("tried-before")


@pytest.fixture(scope="module")
def playbook():
    """The shipped one, of which an entry is missing, one is overdue and one is due soon."""
    shipped = load_playbook(shipped_playbook())
    entries = dict(shipped.model.entries)
    del entries[NO_TIME, None]
    entries[TRIED, BLUE] = replace(entries[TRIED, BLUE], review_by=TODAY - timedelta(days=1), owner="anna")
    entries[TRIED, None] = replace(entries[TRIED, None], review_by=TODAY + timedelta(days=10))
    return replace(shipped, model=replace(shipped.model, entries=entries))


async def ask(store, user, driver=BLUE, helpful=None, tenant=ACME):
    person = await store.people.seen(tenant, user)
    turn = turn_of(person, shown=Shown(objection=NO_TIME, driver=driver, angle=0))
    turn = await store.conversations.record(tenant, f"D{user}", turn, TOPIC)
    if helpful is not None:
        await store.feedback.give(tenant, person.id, turn.id, helpful=helpful)


async def five(store, **others):
    for number in range(ENOUGH_PEOPLE):
        await ask(store, f"U{number}", **others)


def cell_of(coverage, driver, objection=NO_TIME):
    return next(cell for cell in coverage.cells[objection] if cell.driver == driver)


async def test_coverage_counts_what_was_shown_and_found_helpful(store, clock, playbook):
    for number in range(ENOUGH_PEOPLE):
        await ask(store, f"U{number}", helpful=number > 0)
    await ask(store, "U1")
    await five(store, driver=None)

    coverage = await coverage_of(store, playbook, ACME, clock())

    assert cell_of(coverage, BLUE).use == Use(shown=6, helpful=4, judged=5)
    assert cell_of(coverage, BLUE).use.helpful_percent == 80
    assert (cell_of(coverage, None).state, cell_of(coverage, None).use) == ("missing", Use(shown=5))
    assert next(iter(coverage.cells)) == NO_TIME
    assert (coverage.count("missing"), coverage.count("overdue")) == (1, 1)
    assert sum(len(row) for row in coverage.cells.values()) == 210


async def test_what_fewer_than_five_people_asked_or_judged_is_not_told(store, clock, playbook):
    for number in range(ENOUGH_PEOPLE - 1):
        for _ in range(3):
            await ask(store, f"U{number}", driver=None, helpful=True)
    await five(store)
    await ask(store, "U1", helpful=True)
    await five(store, tenant=OTHER, driver=None)

    coverage = await coverage_of(store, playbook, ACME, clock())
    digest = await digest_of(store, playbook, ACME, clock())

    assert cell_of(coverage, None).use == Use()
    assert cell_of(coverage, BLUE).use == Use(shown=6)
    assert digest.missing == ()


async def test_what_was_asked_too_long_ago_is_not_counted(store, clock, playbook):
    await five(store)
    clock.move(days=100)

    assert cell_of(await coverage_of(store, playbook, ACME, clock()), BLUE).use == Use()
    assert (await digest_of(store, playbook, ACME, clock())).asked == ()


async def test_a_digest_tells_what_was_asked_what_waits_what_changed_and_what_is_due(store, clock, playbook):
    await five(store, driver=None)
    ann = await store.people.seen(ACME, "U1")
    near = (Scored(objection=TRIED, probability=0.3),)
    await store.gaps.send(ACME, ann.id, "de knop is weg", "nl", near)
    clock.move(days=1)
    await store.gaps.send(ACME, ann.id, "de knop is weg", "nl", near)
    await store.gaps.send(ACME, ann.id, "anders", "nl")
    content = {"nl": [{"text": "Al drie keer gedaan."}], "en": []}
    new = NewRevision(
        subject=Subject("phrases:tried-before"), content=content, base="files:0", after=0, kind="phrase", why="hiaat"
    )
    assert await store.revisions.publish(ACME, [new], author=None)

    digest = await digest_of(store, playbook, ACME, clock())

    assert [(one.objection, one.times) for one in digest.asked] == [(NO_TIME, 5)]
    assert digest.missing == ((NO_TIME, None),)
    assert [(one.objection, one.gaps, one.since) for one in digest.gaps] == [(TRIED, 2, TODAY), (None, 1, date(2026, 11, 26))]
    assert [(one.thing, one.objection, one.kind, one.why) for one in digest.changed] == [("phrases", TRIED, "phrase", "hiaat")]
    assert [(one.objection, one.driver, one.owner, one.overdue) for one in digest.due] == [
        (TRIED, BLUE, "anna", True),
        (TRIED, None, "coachbot", False),
    ]
    words = DigestWords(playbook=playbook, texts=load_texts("nl"), language="nl")
    told = {section.head: section.items for section in words.sections(digest)}
    assert told["Wat het vaakst langskwam"] == ("Daar heb ik geen tijd voor, het is al zo druk: 5 keer",)
    assert told["Gevraagd, en er staat nog geen antwoord"] == ("«Daar heb ik geen tijd voor, het is al zo druk», neutraal",)
    assert told["Opmerkingen die op een antwoord wachten"] == (
        "bij «Dat hebben we al eens geprobeerd»: 2, de oudste van 25-11-2026",
        "nergens mee te vergelijken: 1, de oudste van 26-11-2026",
    )
    assert told["Wat er veranderde"] == (
        "26-11-2026: «Dat hebben we al eens geprobeerd», voorbeeldzinnen, een voorbeeldzin erbij (hiaat)",
    )


async def test_a_week_without_anything_is_empty(store, clock):
    digest = await digest_of(store, load_playbook(shipped_playbook()), ACME, clock())

    assert digest.is_empty
    words = DigestWords(playbook=load_playbook(shipped_playbook()), texts=load_texts("en"), language="en")
    assert [section.items for section in words.sections(digest)] == [("No objection came up with five people or more.",)]


def uses_of_every_cell(playbook):
    return {cell: Use(shown=1000 + number, helpful=number, judged=210) for number, cell in enumerate(playbook.cells())}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_fits_in_80_columns_and_says_what_its_marks_mean(playbook, language):
    coverage = covered(playbook, uses_of_every_cell(playbook), TODAY, TODAY)
    console = terminal_console(io.StringIO())

    console.print(coverage_table(coverage, playbook, load_texts(language), language))

    lines = console.file.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert not [line for line in lines if "…" in line]
    assert load_texts(language).coverage["legend_few"] in "\n".join(lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_says_in_words_what_it_shows(playbook, language):
    coverage = covered(
        playbook, {(NO_TIME, None): Use(shown=7), (NO_TIME, BLUE): Use(shown=12, helpful=8, judged=10)}, TODAY, TODAY
    )

    shown = coverage_map(coverage, playbook, load_texts(language), language)

    lines = shown.alt.splitlines()
    assert len(lines) == 31
    assert (
        lines[1]
        == {
            "nl": "Daar heb ik geen tijd voor, het is al zo druk: neutraal: ontbreekt, 7 keer gevraagd; "
            "Paars, Rood, Oranje, Groen, Geel: minder dan vijf mensen; Blauw: 12 keer, volgens 80% nuttig",
            "en": "I haven't got time for this, it's busy enough already: neutral: missing, asked for 7 times; "
            "Purple, Red, Orange, Green, Yellow: fewer than five people; Blue: 12 times, helpful to 80%",
        }[language]
    )
    assert shown.png.startswith(b"\x89PNG")


def test_of_a_large_playbook_the_map_shows_what_was_asked_most_and_says_so(playbook):
    one = playbook.objections[NO_TIME]
    many = {ObjectionId(f"no-{number}"): replace(one, id=ObjectionId(f"no-{number}")) for number in range(100)}
    large = replace(playbook, objections=MappingProxyType(many))
    uses = {(ObjectionId("no-99"), BLUE): Use(shown=9)}

    lines = coverage_map(covered(large, uses, TODAY, TODAY), large, load_texts("en"), "en").alt.splitlines()

    assert lines[0].endswith("the 40 most asked of 100 objections")
    assert "9 times" in lines[1]


# The report


class Page(HTMLParser):
    """Reads a page, and keeps what a reader's tools ask of it."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.stack, self.text, self.attributes = [], [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in {"meta", "img"}:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        self.text += data


async def report_of(store, clock, playbook, language="nl"):
    words = DigestWords(playbook=playbook, texts=load_texts(language), language=language)
    digest = await digest_of(store, playbook, ACME, clock())
    return report_files("slack:T1", digest, await coverage_of(store, playbook, ACME, clock()), words, TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_can_be_read_by_anybody(store, clock, playbook, language):
    await five(store)

    page = Page((await report_of(store, clock, playbook, language))["index.html"].decode())

    assert page.stack == []
    assert page.attributes[0] == ("html", {"lang": language})
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("title") == 1
    assert page.tags.count("caption") == page.tags.count("table") >= 3
    assert {dict(attrs).get("scope") for tag, attrs in page.attributes if tag == "th"} == {"col", "row"}
    assert [attrs["alt"] for tag, attrs in page.attributes if tag == "img"] == [load_texts(language).report["map_alt"]]
    assert "script" not in page.tags
    assert not [value for _, attrs in page.attributes for value in attrs.values() if value and value.startswith("http")]


async def test_the_files_hold_the_figures_for_programs(store, clock, playbook):
    await five(store)

    files = await report_of(store, clock, playbook)

    assert sorted(files) == ["asked.csv", "changed.csv", "coverage.csv", "due.csv", "gaps.csv", "index.html", "missing.csv"]
    rows = list(csv.DictReader(io.StringIO(files["coverage.csv"].decode("utf-8-sig"))))
    assert len(rows) == 210
    first = {"objection": "no-time", "driver": "blue", "state": "there", "shown": "5", "helpful": "", "judged": ""}
    assert first in rows
    assert files["asked.csv"].decode("utf-8-sig") == "objection,times\r\nno-time,5\r\n"


async def test_a_text_is_neither_markup_on_the_page_nor_a_formula_in_a_spreadsheet(store, clock, playbook):
    subject, content = Subject("phrases:tried-before"), {"nl": [{"text": "Al gedaan."}], "en": []}
    new = NewRevision(
        subject=subject, content=content, base="files:0", after=0, kind="phrase", why="=1+1 <script>alert(1)</script>"
    )
    assert await store.revisions.publish(ACME, [new], author=None)

    files = await report_of(store, clock, playbook)

    page = Page(files["index.html"].decode())
    assert "=1+1 <script>alert(1)</script>" in page.text
    assert "script" not in page.tags
    (row,) = csv.DictReader(io.StringIO(files["changed.csv"].decode("utf-8-sig")))
    assert row["why"].startswith("'=1+1")


# The commands


@pytest.fixture
async def with_five_people(sqlite_plan, monkeypatch):
    """The settings of a coach that five people asked something today."""
    monkeypatch.setenv("COACHBOT_DATA", str(sqlite_plan.data))
    store = await Store.open(StorePlan(data=sqlite_plan.data))
    await five(store)
    await store.close()


def said(*command):
    result = CliRunner().invoke(cli, command)
    assert result.exit_code == 0, result.exception
    return result.stdout


@pytest.mark.usefixtures("with_five_people")
def test_the_command_shows_coverage_and_writes_the_picture(tmp_path):
    shown = said("playbook", "coverage", "--tenant", "slack:T1", "--png", str(tmp_path / "new" / "map.png"), "--lang", "en")
    without = said("playbook", "coverage")

    row = next(line.split() for line in shown.splitlines() if line.startswith("no-time"))
    assert row == ["no-time", ".", ".", ".", "5", ".", ".", "."]
    assert (tmp_path / "new" / "map.png").read_bytes().startswith(b"\x89PNG")
    assert "Van de 210 antwoorden ontbreken er 0" in without


@pytest.mark.usefixtures("with_five_people")
def test_the_command_writes_the_report(tmp_path):
    shown = said("report", "--tenant", "slack:T1", "--to", str(tmp_path / "report"), "--lang", "en")

    assert shown.splitlines() == [str(path) for path in map((tmp_path / "report").joinpath, _names())]
    assert "The playbook of slack:T1" in (tmp_path / "report" / "index.html").read_text(encoding="utf-8")


def _names():
    return ["index.html", "asked.csv", "missing.csv", "gaps.csv", "changed.csv", "due.csv", "coverage.csv"]


def test_a_long_digest_tells_the_first_of_each_and_how_many_more(playbook):
    cells = tuple(playbook.cells())[:9]
    digest = Digest(since=TODAY, until=TODAY, asked=(), missing=cells, gaps=(), changed=(), due=(), waiting=0)

    sections = DigestWords(playbook=playbook, texts=load_texts("en"), language="en").sections(digest)

    (told,) = (section.items for section in sections if section.head == "Asked for, and there is no answer yet")
    assert (len(told), told[-1]) == (6, "and 4 more")
