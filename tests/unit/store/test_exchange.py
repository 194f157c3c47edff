"""A tenant's playbook written into files, and reviewed files taken into force."""

from __future__ import annotations

import copy
import shutil

import pytest
from store_samples import ACME
from typer.testing import CliRunner

from coachbot.__main__ import cli
from coachbot.curation import content_of, name_of
from coachbot.errors import CoachbotError, ConfigurationError, PlaybookError
from coachbot.exchange import Winners, compare, load_in_force, plan_export, plan_import, publish_import, write_files
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.store import NewRevision, Store, StorePlan, Subject

BLUE = Subject("entry:no-time:blue")
RED = Subject("entry:no-time:red")
PHRASES = Subject("phrases:no-time")
SERVER = Subject("objection:server-abroad")
MINE = "Je week zit vol, en dit komt er nog bij."
THEIRS = "Alles ligt vast, en dan kom ik ermee."


@pytest.fixture(scope="module")
def two_objections(tmp_path_factory):
    """A playbook of two objections: the whole one takes a second to read, and each test reads several."""
    folder = tmp_path_factory.mktemp("small") / "playbook"
    shipped = shipped_playbook()
    shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for kind in ("objections", "models/*/entries", "models/*/practice"):
        for path in folder.glob(f"{kind}/*.yaml"):
            if path.stem not in {"no-time", "unreliable"}:
                path.unlink()
    for path in folder.glob("models/*/preparing.yaml"):
        path.unlink()  # it names all thirty
    return folder


@pytest.fixture
def folder(two_objections, tmp_path):
    """The same, to write into."""
    return shutil.copytree(two_objections, tmp_path / "playbook")


@pytest.fixture(scope="module")
def files(two_objections):
    return load_playbook(two_objections)


def changed(files, subject, **parts):
    content = copy.deepcopy(content_of(files, subject))
    content["nl"] |= parts
    return content


async def publish(files, store, *contents):
    _, there = await store.revisions.in_force(ACME)
    numbers = {revision.subject: revision.number for revision in there}
    news = [
        NewRevision(
            subject=subject,
            content=content,
            base=f"revision:{numbers[subject]}" if subject in numbers else name_of(content_of(files, subject)),
            after=numbers.get(subject, 0),
            kind="edit",
        )
        for subject, content in contents
    ]
    assert await store.revisions.publish(ACME, news, author=None)


async def export(store, base, folder, **winners):
    plan = await plan_export(store, await load_in_force(store, base, ACME), folder, "graves", Winners(**winners))
    if not plan.both:
        write_files(folder, plan.files)
    return plan


async def take_in(store, base, folder, **winners):
    plan = await plan_import(store, await load_in_force(store, base, ACME), folder, "graves", Winners(**winners))
    if not plan.both and not plan.faults and plan.revisions:
        assert await publish_import(store, ACME, plan)
    return plan


async def in_force(store, files, subject=BLUE):
    content = content_of((await load_in_force(store, files, ACME)).playbook, subject)
    return content["nl"]["wording"]


def everything_in(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(folder, old, new, name="models/graves/entries/no-time.yaml"):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def blue_wording(files):
    return content_of(files, BLUE)["nl"]["wording"]


async def test_exporting_what_nobody_changed_changes_no_byte(store, files, folder):
    before = everything_in(folder)

    plan = await export(store, files, folder)

    assert plan.files == {}
    assert everything_in(folder) == before


async def test_an_export_changes_the_line_that_was_changed_and_notes_its_revision(store, files, folder):
    before = everything_in(folder)
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)))

    plan = await export(store, files, folder)

    after = everything_in(folder)
    name = "models/graves/entries/no-time.yaml"
    assert sorted(plan.files) == ["exported.yaml", name]
    assert [(one.subject, one.place, one.after) for one in plan.changes] == [(BLUE, "nl.wording", MINE)]
    old, new = (next(raw for path, raw in side.items() if str(path) == name).decode().splitlines() for side in (before, after))
    assert [line for line in new if line not in old] == [f'    wording: "{MINE}"']
    assert len(old) == len(new)
    assert (folder / "exported.yaml").read_text() == f"slack:T1:\n  {BLUE}: 1\n"
    assert (await export(store, files, folder)).files == {}


async def test_what_was_exported_is_read_back_as_what_is_in_force(store, files, folder):
    phrase = {"text": "Mijn week zit dicht: echt.", "style": "quote", "driver": "blue"}
    about = {"truth": "view", "title": {"nl": "De server staat ver weg", "en": "The server is far away"}}
    about["about"] = {"nl": "Waar alles staat.", "en": "Where it all is."}
    entry = {**changed(files, BLUE, wording=MINE), "verified_on": "2026-11-25"}
    await publish(
        files,
        store,
        (SERVER, about),
        (Subject("phrases:server-abroad"), {"nl": [{"text": "Staat dat in Amerika?"}], "en": []}),
        (Subject("entry:server-abroad:blue"), entry),
        (PHRASES, {"nl": [phrase], "en": [{"text": "My week is full: really."}]}),
        (RED, entry),
    )

    await export(store, files, folder)

    mine = (await load_in_force(store, files, ACME)).playbook
    written = load_playbook(folder)
    assert written.objections == mine.objections
    assert written.model == mine.model


async def test_what_was_put_back_or_withdrawn_leaves_the_files_again(store, files, folder):
    before = everything_in(folder)
    about = {"truth": "view", "title": {"nl": "Te ver weg", "en": "Too far away"}, "about": {"nl": "Waar.", "en": "Where."}}
    entry = Subject("entry:server-abroad:blue")
    await publish(
        files, store, (SERVER, about), (entry, changed(files, BLUE, wording=MINE)), (RED, changed(files, RED, wording=MINE))
    )
    await export(store, files, folder)
    assert "server-abroad" in load_playbook(folder).objections

    await publish(files, store, (SERVER, None), (entry, None), (RED, None))
    await export(store, files, folder)

    after = everything_in(folder)
    assert {path: raw for path, raw in after.items() if path.name != "exported.yaml"} == {
        path: raw if path.stem != "no-time" or path.parts[0] == "objections" else after[path] for path, raw in before.items()
    }
    assert load_playbook(folder).model == files.model


async def test_a_file_that_changed_under_a_revision_without_an_export_is_a_matter_for_somebody_to_decide(store, files, folder):
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)))
    edit(folder, blue_wording(files), THEIRS)

    plan = await take_in(store, load_playbook(folder), folder)

    assert [one.subject for one in plan.both] == [BLUE]
    assert await in_force(store, files) == MINE


async def test_a_file_that_somebody_else_changed_is_not_written_over(store, files, folder):
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)), (RED, changed(files, RED, wording=MINE)))
    edit(folder, blue_wording(files), THEIRS)
    before = everything_in(folder)

    plan = await export(store, files, folder)

    assert [one.subject for one in plan.both] == [BLUE]
    assert plan.both[0].base == content_of(files, BLUE)
    assert everything_in(folder) == before

    assert not (await export(store, files, folder, in_force=[BLUE])).both
    assert load_playbook(folder).model.entries["no-time", "blue"].texts.nl.wording == MINE


async def test_reviewed_files_are_taken_into_force(store, files, folder):
    edit(folder, blue_wording(files), THEIRS)

    plan = await take_in(store, files, folder)

    assert [(one.place, one.before, one.after) for one in plan.changes] == [("nl.wording", blue_wording(files), THEIRS)]
    assert await in_force(store, files) == THEIRS
    (revision,) = await store.revisions.history(ACME, BLUE)
    assert (revision.kind, revision.author) == ("import", "command")
    assert (await take_in(store, files, folder)).revisions == ()


async def test_a_change_of_what_was_exported_is_taken_in(store, files, folder):
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)))
    await export(store, files, folder)
    edit(folder, MINE, THEIRS)

    plan = await take_in(store, files, folder)

    assert plan.both == ()
    assert await in_force(store, files) == THEIRS
    assert [revision.number for revision in await store.revisions.history(ACME, BLUE)] == [2, 1]


async def test_files_that_lag_behind_what_is_in_force_put_nothing_back(store, files, folder):
    await publish(files, store, (BLUE, changed(files, BLUE, wording="Een eerste zin, die het niet werd.")))
    await export(store, files, folder)
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)))

    plan = await take_in(store, files, folder)

    assert [one.subject for one in plan.newer_in_force] == [BLUE]
    assert plan.revisions == ()
    assert await in_force(store, files) == MINE

    await take_in(store, files, folder, files=["all"])
    assert await in_force(store, files) == MINE
    await take_in(store, files, folder, files=[BLUE])
    assert await in_force(store, files) == "Een eerste zin, die het niet werd."


async def test_where_files_and_chat_both_changed_nothing_is_taken_in_until_somebody_chooses(store, files, folder):
    await publish(files, store, (BLUE, changed(files, BLUE, wording="Een eerste zin, die het niet werd.")))
    await export(store, files, folder)
    edit(folder, "Een eerste zin, die het niet werd.", THEIRS)
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)))

    plan = await take_in(store, files, folder)

    (both,) = plan.both
    words = [side["nl"]["wording"] for side in (both.base, both.files, both.in_force)]
    assert words == ["Een eerste zin, die het niet werd.", THEIRS, MINE]
    assert await in_force(store, files) == MINE

    await take_in(store, files, folder, in_force=[BLUE])
    assert await in_force(store, files) == MINE
    await take_in(store, files, folder, files=[BLUE])
    assert await in_force(store, files) == THEIRS
    assert len(await store.revisions.history(ACME, BLUE)) == 3


async def test_new_phrases_and_a_new_objection_are_taken_in(store, files, folder):
    edit(
        folder,
        "phrases:\n  nl:\n",
        'phrases:\n  nl:\n    - text: "Mijn agenda barst uit zijn voegen."\n',
        "objections/no-time.yaml",
    )
    shutil.copy(shipped_playbook() / "objections/too-expensive.yaml", folder / "objections")
    shutil.copy(shipped_playbook() / "models/graves/entries/too-expensive.yaml", folder / "models/graves/entries")

    plan = await take_in(store, files, folder)

    assert plan.left_out == ()
    mine = (await load_in_force(store, files, ACME)).playbook
    assert "Mijn agenda barst uit zijn voegen." in {phrase.text for phrase in mine.objections["no-time"].phrases.nl}
    assert mine.objections["too-expensive"] == load_playbook(folder).objections["too-expensive"]
    (added,) = await store.revisions.history(ACME, PHRASES)
    assert added.content == {"nl": [{"text": "Mijn agenda barst uit zijn voegen."}], "en": []}


async def test_what_a_tenant_cannot_have_of_its_own_is_named_and_left_out(store, files, folder):
    gone = files.objections["no-time"].phrases.nl[0].text
    path = folder / "objections/no-time.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(index for index, line in enumerate(lines) if gone in line)
    path.write_text("".join(lines[:at] + lines[at + 3 :]), encoding="utf-8")
    edit(folder, "next_moves:", "# ours\nnext_moves:", "models/graves/next_moves.yaml")
    edit(folder, files.model.next_moves.nl[0], "Vertel eens verder.", "models/graves/next_moves.yaml")

    plan = await take_in(store, files, folder)

    assert plan.revisions == ()
    assert [(one.before.partition(" (")[0], one.after) for one in plan.left_out] == [(gone, None)]
    assert plan.other_files == ("models/graves/next_moves.yaml",)


async def test_an_import_that_was_planned_before_somebody_published_takes_nothing_in(store, files, folder):
    edit(folder, blue_wording(files), THEIRS)
    plan = await plan_import(store, await load_in_force(store, files, ACME), folder, "graves", Winners())
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)))

    assert await publish_import(store, ACME, plan) is None
    assert await in_force(store, files) == MINE


async def test_an_entry_that_breaks_a_rule_is_not_taken_in(store, files, folder):
    edit(folder, content_of(files, BLUE)["nl"]["question"], "Waarom niet?")

    plan = await take_in(store, files, folder)

    assert {(fault.rule, fault.driver) for fault in plan.faults} >= {("Q3", "blue")}
    assert await in_force(store, files) == blue_wording(files)


async def test_a_folder_of_nonsense_is_refused_and_the_last_good_playbook_stays(store, files, folder):
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)))
    (folder / "models/graves/entries/no-time.yaml").write_text("objection: [no-time\n", encoding="utf-8")

    with pytest.raises(PlaybookError, match=r"no-time\.yaml"):
        await take_in(store, files, folder)

    assert await in_force(store, files) == MINE


async def test_any_two_sides_are_compared(store, files, folder):
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)))
    await publish(files, store, (BLUE, changed(files, BLUE, wording=THEIRS)))
    ann = await store.people.seen(ACME, "U1")
    draft = await store.drafts.keep(
        ACME, ann.id, BLUE, changed(files, BLUE, wording="Druk."), base="revision:2", base_content=None
    )
    edit(folder, blue_wording(files), "Vol.")
    mine = await load_in_force(store, files, ACME)
    own = blue_wording(files)

    for before, after, words in [
        ("files", "in-force", (own, THEIRS)),
        ("in-force", str(folder), (THEIRS, "Vol.")),
        ("revision:entry:no-time:blue:1", "in-force", (MINE, THEIRS)),
        ("revision:entry:no-time:blue:1", "revision:entry:no-time:blue:2", (MINE, THEIRS)),
        ("files", f"draft:{draft.id}", (own, "Druk.")),
    ]:
        (one,) = await compare(store, mine, files, before, after)
        assert (one.place, one.before, one.after) == ("nl.wording", *words), (before, after)
    assert await compare(store, mine, files, "in-force", "in-force") == ()


@pytest.mark.parametrize("name", ["nowhere", "draft:99", "draft:x", "revision:entry:no-time:blue:9", "revision:7"])
async def test_a_side_that_is_not_there_is_named(store, files, name):
    mine = await load_in_force(store, files, ACME)

    with pytest.raises(ConfigurationError, match=name):
        await compare(store, mine, files, "files", name)


# The commands


@pytest.fixture
async def with_one_change(sqlite_plan, files, folder, monkeypatch):
    """The settings of a coach on these files, with one change in force."""
    monkeypatch.setenv("COACHBOT_DATA", str(sqlite_plan.data))
    monkeypatch.setenv("COACHBOT_PLAYBOOKS", str(folder))
    store = await Store.open(StorePlan(data=sqlite_plan.data))
    await store.people.seen(ACME, "U1")
    await publish(files, store, (BLUE, changed(files, BLUE, wording=MINE)))
    await store.close()


def said(*command):
    result = CliRunner().invoke(cli, ["playbook", *command])
    if isinstance(result.exception, CoachbotError):
        return 1, str(result.exception)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


@pytest.mark.usefixtures("with_one_change")
def test_the_commands_export_change_and_import(tmp_path, files):
    copied = tmp_path / "copied"

    would = said("export", "--tenant", "slack:T1", "--to", str(copied), "--dry-run")
    did = said("export", "--tenant", "slack:T1", "--to", str(copied))
    edit(copied, MINE, THEIRS)
    differs = said("diff", "in-force", str(copied), "--tenant", "slack:T1")
    taken = said("import", str(copied), "--tenant", "slack:T1")
    same = said("diff", "in-force", str(copied), "--tenant", "slack:T1")

    change = f"entry:no-time:blue\n  nl.wording\n  - {blue_wording(files)[:20]}"
    assert would[0] == did[0] == taken[0] == same[0] == 0
    assert would[1].startswith(change)
    assert "would write 2 file(s)" in would[1]
    assert "wrote 2 file(s)" in did[1]
    assert differs == (3, f"entry:no-time:blue\n  nl.wording\n  - {MINE}\n  + {THEIRS}\n")
    assert taken[1].endswith("published 1 change(s) of slack:T1: in force as version 2\n")
    assert same == (0, "")


@pytest.mark.usefixtures("with_one_change")
def test_the_commands_stop_where_both_changed_and_show_all_three(folder, files):
    edit(folder, blue_wording(files), THEIRS)
    other = shutil.copytree(folder, folder.parent / "other")
    edit(folder, THEIRS, blue_wording(files))

    exported, shown = said("export", "--tenant", "slack:T1", "--to", str(other))
    imported, also = said("import", str(other), "--tenant", "slack:T1")

    assert (exported, imported) == (3, 3)
    for text in (shown, also):
        assert "    was       " in text
        assert f"    files     {THEIRS}" in text
        assert f"    in force  {MINE}" in text
        assert "nothing was changed" in text


@pytest.mark.usefixtures("with_one_change")
def test_a_tenant_that_nobody_knows_gets_nothing_published(folder):
    assert said("import", str(folder), "--tenant", "slack:T9")[0] == 1
    assert "--tenant slack:T9" in said("import", str(folder), "--tenant", "slack:T9")[1]
    assert "--tenant" in said("diff", "files", "in-force")[1]
    assert said("diff", "files", str(folder)) == (0, "")


@pytest.mark.usefixtures("with_one_change")
def test_the_shipped_playbook_is_not_written_into_unasked(monkeypatch):
    monkeypatch.delenv("COACHBOT_PLAYBOOKS")

    assert "--to" in said("export", "--tenant", "slack:T1")[1]
