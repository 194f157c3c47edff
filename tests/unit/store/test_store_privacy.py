"""What is kept ends: by forgetting, which is proved byte by byte, and by age."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import JSON, Text, cast, literal, select, update
from sqlalchemy.types import TypeDecorator
from store_samples import ACME, BLUE, ENTRY, OTHER, PRACTICE, TOPIC, new_revision, round_of, turn_of

from coachbot.errors import StoreError, UnknownSubjectError
from coachbot.messages import Profile
from coachbot.store import Retention, RoundAnswer, Store, wipe_traces
from coachbot.store.database import sqlite_connection
from coachbot.store.models import PERSONAL, Base, ConversationRow, PersonRow, RoundAnswerRow, TurnRow
from postgres import programs

DAY = timedelta(days=1)


async def kept_of(store, user, tenant=ACME, key=None):
    """Somebody with a row in every table that can hold something of a person."""
    person = await store.people.seen(tenant, user)
    turn = await store.conversations.record(tenant, key or f"D{user}", turn_of(person, event=f"Ev{user}"), TOPIC)
    await store.people.set_address(tenant, person.id, {"channel": f"D{user}"})
    await store.people.keep_profile(tenant, person.id, Profile(preference=BLUE), {"q1": "a"})
    await store.feedback.give(tenant, person.id, turn.id, helpful=True, outcome="used")
    await store.reminders.plan(tenant, person.id, store._backing.now() + DAY, turn.id)
    await store.practices.begin(tenant, person.id, key or f"D{user}", PRACTICE)
    await store.gaps.send(tenant, person.id, "de knop is weg", "nl", TOPIC.candidates)
    opened = await store.rounds.open(tenant, round_of(person, store._backing.now() + DAY))
    await store.rounds.answer(tenant, person.id, opened.id, RoundAnswer(guess=BLUE, wording="het is druk bij jullie"))
    await store.roles.claim(tenant, person.id, await store.roles.new_admin_code())
    await store.audit.record(tenant, person.id, "publish", "no-time/blue", after={"revision": 1})
    await store.drafts.keep(tenant, person.id, ENTRY, {"nl": {}}, base="files:0", base_content={})
    await store.followers.set(tenant, person.id, on=True)
    await store.digest_readers.set(tenant, person.id, on=True)
    await store.quiet_owners.set(tenant, person.id, on=True)
    return person


async def rows_of(store, table):
    async with store._backing.database.read() as session:
        return (await session.execute(select(table.__table__))).mappings().all()


def text_like(column):
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return isinstance(kind, Text | JSON)


async def plant(store, person):
    """A canary in every column of theirs that can hold text, except those that join the tables."""
    canaries = set()
    async with store._backing.database.write() as session:
        for table in (PersonRow.__table__, *PERSONAL):
            whose = table.c.id if table is PersonRow.__table__ else table.c.person
            for column in filter(text_like, table.columns):
                if column.name in {"id", "tenant", "person"}:
                    continue
                canary = f"canary-{table.name}-{column.name}"
                canaries.add(canary)
                # Some columns must differ from row to row.
                several = literal(f"{canary}-") + cast(table.c.id, Text) if "id" in table.c else canary
                value = {"kept": canary} if isinstance(column.type, JSON) else several
                await session.execute(update(table).where(whose == person.id).values({column.name: value}))
    return canaries


async def bytes_on_disk(plan):
    """Everything that can be found: every file of the data folder, and a full dump of PostgreSQL."""
    found = b"".join(file.read_bytes() for file in sorted(plan.data.rglob("*")) if file.is_file())
    if plan.database_url:
        command = [str(programs() / "pg_dump"), "--inserts", plan.database_url]
        found += (await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)).stdout
    return found


async def test_forgetting_somebody_leaves_no_byte_of_them(plan, store):
    chance = random.Random(4)  # noqa: S311 - the same rows in every run
    crowd = [await store.people.seen(ACME, f"U{number}") for number in range(4)]
    ann = await kept_of(store, "canary-user", key="canary-conversation")
    for number in range(120):
        # Pages that split and rows that move leave copies behind, which deleting by itself does not reach.
        person = ann if number % 4 == 0 else chance.choice(crowd)
        text = ("canary-text " if person is ann else "other ") + "x" * chance.randint(0, chance.choice([50, 300, 3000]))
        turn = await store.conversations.record(ACME, f"D{number}", turn_of(person, text, event=f"canary-event-{number}"), TOPIC)
        await store.feedback.give(ACME, person.id, turn.id, helpful=True)
    canaries = await plant(store, ann)
    before = await bytes_on_disk(plan)

    erased = await store.forget_person(ACME, ann.id)

    after = await bytes_on_disk(plan)
    assert {canary for canary in canaries if canary.encode() not in before} == set()
    assert {canary for canary in canaries if canary.encode() in after} == set()
    assert b"canary" not in after
    assert ann.id.encode() not in after
    assert erased.traces_gone
    assert {name for name, count in erased.rows.items() if not count} == set()
    await store.close()
    assert b"canary" not in await bytes_on_disk(plan)


async def test_who_somebody_is_on_the_platform_is_nowhere_in_the_database(plan, store, ann):
    await store.conversations.record(ACME, "D-private-channel", turn_of(ann, event="Ev-secret"), TOPIC)
    await store.roles.claim(ACME, ann.id, await store.roles.new_admin_code())
    await store.channels.set_language(ACME, ann.id, "C-secret", "en")
    await store.people.seen(ACME, "U-secret")

    found = await bytes_on_disk(plan)

    assert ann.id.encode() in found
    assert not [name for name in (b"U-secret", b"D-private-channel", b"Ev-secret", b"C-secret") if name in found]


async def test_the_trail_stays_and_its_pseudonym_leads_to_nobody(store):
    ann = await kept_of(store, "U1")
    before = await store.audit.trail(ACME)

    await store.forget_person(ACME, ann.id)
    again = await store.people.seen(ACME, "U1")

    after = await store.audit.trail(ACME)
    assert [entry.person for entry in before] == [ann.id, ann.id]
    assert after == tuple(replace(entry, person=None) for entry in before)
    assert again.id != ann.id
    assert {row["pseudonym"] for row in await rows_of(store, PersonRow)}.isdisjoint(entry.actor for entry in after)


async def test_forgetting_one_leaves_the_others_and_their_turns_in_the_same_thread(store):
    ann = await kept_of(store, "U1", key="thread")
    cas = await kept_of(store, "U2", key="thread")
    before = await store.export_person(ACME, cas.id)

    await store.forget_person(ACME, cas.id)
    assert (await store.conversations.load(ACME, "thread")).topic is None
    assert len(await store.conversations.history(ACME, ann.id)) == 1
    await store.forget_person(ACME, ann.id)

    assert before["turns"]
    assert await store.conversations.load(ACME, "thread") is None
    with pytest.raises(UnknownSubjectError):
        await store.forget_person(ACME, ann.id)


async def test_an_export_holds_every_row_of_somebodys_and_nobody_elses(store, clock):
    ann = await kept_of(store, "U1")
    await kept_of(store, "U2")
    await kept_of(store, "U1", OTHER)

    kept = await store.export_person(ACME, ann.id)

    assert json.loads(json.dumps(kept)) == kept
    assert kept.keys() == {"tenant", "exported_at", "person", "audit"} | {table.name for table in PERSONAL}
    assert {name: len(rows) for name, rows in kept.items() if isinstance(rows, list)} == {
        **{table.name: 1 for table in PERSONAL},
        "audit": 2,
    }
    assert kept["turns"][0]["text"] == "we hebben geen tijd"
    assert kept["person"]["address"] == {"channel": "DU1"}
    assert kept["profiles"] == [{"preference": "blue", "rejection": None, "answers": {"q1": "a"}, "at": clock().isoformat()}]
    with pytest.raises(UnknownSubjectError, match="nothing to export"):
        await store.export_person(OTHER, ann.id)


def test_every_table_with_a_tenant_says_whose_it_is_or_is_nobodys():
    organisations = {"revisions", "in_force"}
    installations = {"installation", "admin_codes", "erasures", "workspaces", "used_states"}
    nobodys = {"audit", "channels", "people", "rounds"} | installations | organisations

    assert {table.name for table in PERSONAL} == Base.metadata.tables.keys() - nobodys
    assert all("tenant" in table.c for table in PERSONAL)


async def test_what_is_older_than_is_kept_goes_from_every_table(store, clock):
    ann = await kept_of(store, "U1")
    await store.people.seen(ACME, "U-passer-by")
    clock.move(days=32)
    await store.people.seen(ACME, "U1")

    gone = await store.purge()

    assert gone == {
        "turns": 1,
        "feedback": 1,
        "reminders": 1,
        "practices": 1,
        "gaps": 1,
        "rounds": 1,
        "conversations": 1,
        "audit": 0,
        "admin_codes": 0,
        "used_states": 0,
        "people": 1,
    }
    assert (await store.people.profile(ACME, ann.id)).profile == Profile(preference=BLUE)
    assert await store.roles.of(ACME, ann.id) == "admin"
    assert await store.purge() == dict.fromkeys(gone, 0)


async def test_what_was_published_is_the_organisations_and_outlives_its_author_under_a_pseudonym(store, clock):
    ann = await kept_of(store, "U1")
    await store.revisions.publish(ACME, [new_revision()], author=ann.id)
    (before,) = await store.revisions.history(ACME, ENTRY)

    await store.forget_person(ACME, ann.id)
    clock.move(days=4_000)
    await store.purge()

    assert before.person == ann.id
    assert await store.revisions.history(ACME, ENTRY) == (replace(before, person=None),)
    assert await store.revisions.version(ACME) == 1


async def test_drafts_are_kept_however_old(store, clock):
    ann = await kept_of(store, "U1")
    clock.move(days=4_000)

    await store.purge()

    assert [draft.subject for draft in await store.drafts.of(ACME, ann.id)] == [ENTRY]


async def test_what_is_younger_stays_and_the_trail_longest(store, clock):
    ann = await kept_of(store, "U1")
    clock.move(days=29)
    await store.purge()
    assert {name: len(rows) for name, rows in (await store.export_person(ACME, ann.id)).items() if isinstance(rows, list)} == {
        **{table.name: 1 for table in PERSONAL},
        "audit": 2,
    }

    clock.move(days=335)
    assert (await store.purge())["audit"] == 0
    clock.move(days=2)
    assert (await store.purge())["audit"] == 2


async def test_somebody_who_has_something_left_is_not_purged_and_a_conversation_lets_go_of_whoever_is(store, clock):
    cas = await store.people.seen(ACME, "U-old")
    ann = await store.people.seen(ACME, "U-new")
    await store.conversations.record(ACME, "thread", turn_of(ann), TOPIC)
    await store.conversations.record(ACME, "thread", turn_of(cas), TOPIC)
    clock.move(days=20)
    await store.people.seen(ACME, "U-new")
    await store.conversations.record(ACME, "other", turn_of(cas), TOPIC)
    clock.move(days=20)

    assert (await store.purge())["people"] == 0
    clock.move(days=15)
    assert (await store.purge())["people"] == 2
    assert await rows_of(store, ConversationRow) == []


async def test_an_address_is_kept_only_for_whoever_waits_for_a_reminder_or_holds_a_role(store, ann, clock):
    await store.people.set_address(ACME, ann.id, {"channel": "D1"})
    await store.reminders.plan(ACME, ann.id, clock() + DAY)

    await store.purge(before=clock())
    assert (await store.people.get(ACME, ann.id)).address == {"channel": "D1"}
    clock.move(days=31, hours=1)
    await store.people.seen(ACME, "U1")
    await store.purge()

    assert (await store.people.get(ACME, ann.id)).address is None


async def test_a_row_from_before_the_clock_moved_back_waits_for_its_date(store, ann, clock):
    await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)
    clock.move(days=-100)

    await store.purge()
    assert len(await rows_of(store, TurnRow)) == 1
    clock.move(days=131, hours=1)
    await store.purge()

    assert await rows_of(store, TurnRow) == []


async def test_words_from_before_retention_was_set_to_none_go_at_the_next_purge(plan, store, clock):
    ann = await kept_of(store, "U1")
    silent = await Store.open(replace(plan, retention=Retention(days=0)), clock)

    await silent.purge()

    assert [turn.text for turn in await silent.conversations.history(ACME, ann.id)] == [None]
    assert [gap.text for gap in await silent.gaps.with_status(ACME)] == [None]
    assert [row["wording"] for row in await rows_of(silent, RoundAnswerRow)] == [None]
    assert b"geen tijd" not in await bytes_on_disk(plan)
    await silent.close()


def test_without_retention_what_holds_no_words_is_kept_a_day_to_go_on_from(clock):
    assert Retention(days=0).before(clock()) == clock() - DAY
    assert Retention(days=60, audit_days=30).audit_before(clock()) == clock() - 60 * DAY


# Erasures and old backups


async def test_an_erasure_that_cannot_be_listed_erases_nothing(plan, store, ann):
    (plan.data / "erasures.jsonl").mkdir()

    with pytest.raises(StoreError, match=r"can't be listed there .*, so nothing was erased"):
        await store.forget_person(ACME, ann.id)

    assert await store.people.get(ACME, ann.id) == ann


async def test_a_line_cut_short_by_a_crash_does_not_swallow_the_next(plan, store, ann, clock):
    list_ = plan.data / "erasures.jsonl"
    list_.write_text('{"mark": "abc", "at"')

    await store.forget_person(ACME, ann.id)

    assert len([line for line in list_.read_text().splitlines() if line.endswith("}")]) == 1
    assert await store.replay_erasures() == ()
    assert json.loads(list_.read_text().splitlines()[-1])["at"] == clock().isoformat()


async def test_what_another_replica_erased_comes_into_this_ones_list(plan, store, ann, clock, tmp_path):
    await store.forget_person(ACME, ann.id)
    key = (plan.data / "coachbot.key").read_text().strip()
    elsewhere = replace(plan, data=tmp_path / "other", secret=key)
    if not plan.database_url:
        elsewhere.data.mkdir()
        await store.backup(elsewhere.data)

    other = await Store.open(elsewhere, clock)
    await other.close()

    assert (elsewhere.data / "erasures.jsonl").read_text() == (plan.data / "erasures.jsonl").read_text()


async def test_a_file_that_another_program_reads_is_wiped_later(sqlite_plan, clock):
    store = await Store.open(replace(sqlite_plan, patience_s=0.05), clock)
    ann = await store.people.seen(ACME, "U1")
    await store.conversations.record(ACME, "D1", turn_of(ann, "canary"), TOPIC)
    with closing(sqlite3.connect(sqlite_plan.data / "coachbot.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM people").fetchall()
        erased = await store.forget_person(ACME, ann.id)
        assert not erased.traces_gone

    await store.purge()

    assert b"canary" not in await bytes_on_disk(sqlite_plan)
    await store.close()


@pytest.mark.parametrize("seed", range(6))
async def test_wiping_takes_the_copies_too_that_deleting_with_zeros_leaves_in_a_file(tmp_path, seed):
    # Without rewriting the file, canaries are still in about half of these, with SQLite 3.40.
    file, chance = tmp_path / "x.db", random.Random(seed)  # noqa: S311 - the same rows in every run
    with closing(sqlite_connection(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE t (id TEXT PRIMARY KEY, words TEXT)")
        connection.execute("CREATE INDEX i ON t (words)")
        for number in range(600):
            words = chance.choice(["canary", "other", "other", "other"]) + "x" * chance.randint(0, chance.choice([50, 300]))
            connection.execute("INSERT INTO t VALUES (?, ?)", (str(chance.random()), f"{words}{number}"))
            if chance.random() < 0.2:
                connection.execute(
                    "UPDATE t SET words = words || 'yyyyyyyyyyyyyyyy' WHERE rowid = ?", (chance.randint(1, number + 1),)
                )
        connection.execute("DELETE FROM t WHERE words LIKE 'canary%'")

        assert await wipe_traces(file)

        assert b"other" in file.read_bytes()
        assert b"canary" not in b"".join(one.read_bytes() for one in tmp_path.iterdir())


async def test_wiping_a_file_that_is_no_database_is_an_error(tmp_path):
    (tmp_path / "x.db").write_bytes(b"no database " * 100)

    with pytest.raises(StoreError, match=r"x\.db: can't be reached or read"):
        await wipe_traces(tmp_path / "x.db")
