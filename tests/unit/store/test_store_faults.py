"""What happens when the database is away, full, locked or strange: a stated behaviour each."""

from __future__ import annotations

import sqlite3
import traceback
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import event, exc, text
from store_samples import ACME, TOPIC, turn_of

from coachbot.errors import (
    CoachbotError,
    ConfigurationError,
    DatabaseAwayError,
    DatabaseBusyError,
    DiskFullError,
    StoreError,
)
from coachbot.store import Store, StorePlan, wipe_traces
from coachbot.store.database import database_url
from coachbot.store.faults import in_our_words
from coachbot.store.models import TurnRow

CANARY = "kanarie-in-de-mijn"


async def test_an_open_store_is_ready(store):
    await store.ready()


async def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path):
    plan = StorePlan(data=tmp_path, database_url="postgresql://coachbot:geheim@127.0.0.1:1/coachbot", patience_s=1)

    with pytest.raises(DatabaseAwayError, match=r"postgresql://coachbot:\*\*\*@127.0.0.1:1/coachbot: can't be reached") as raised:
        await Store.open(plan)

    assert "geheim" not in str(raised.value)
    assert "geheim" not in repr(plan)


async def test_a_server_that_goes_away_is_said_to_be_and_used_again_when_it_is_back(postgres_server, postgres_url, tmp_path):
    store = await Store.open(StorePlan(data=tmp_path, database_url=postgres_url))
    name = postgres_url.rpartition("/")[2]
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as other:
        other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])

        with pytest.raises(DatabaseAwayError):
            await store.ready()
        with pytest.raises(DatabaseAwayError):
            await store.people.seen(ACME, "U1")

        other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await store.ready()
        assert await store.people.seen(ACME, "U1")
    await store.close()


async def test_a_connection_that_breaks_within_a_transaction_leaves_nothing_of_it(postgres_url, tmp_path):
    store = await Store.open(StorePlan(data=tmp_path, database_url=postgres_url))

    with pytest.raises(DatabaseAwayError):  # noqa: PT012 - the commit at the block's end is what fails
        async with store._backing.database.write() as session:
            await session.execute(text("INSERT INTO channels (tenant, key, at) VALUES ('t', 'k', '2026-11-25')"))
            pid = await session.scalar(text("SELECT pg_backend_pid()"))
            with psycopg.connect(postgres_url, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [pid])

    with psycopg.connect(postgres_url) as other:
        assert other.execute("SELECT count(*) FROM channels").fetchone() == (0,)
    await store.close()


async def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "coachbot.db").write_bytes(b"not a database " * 100)

    with pytest.raises(DatabaseAwayError, match=r"coachbot\.db: can't be reached or read \(SQLITE_NOTADB\)"):
        await Store.open(StorePlan(data=tmp_path))


async def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "data").write_text("a file")

    with pytest.raises(ConfigurationError, match=r"COACHBOT_DATA: .*data can't be made a folder"):
        await Store.open(StorePlan(data=tmp_path / "data"))


async def test_a_database_file_that_is_a_folder_is_named(tmp_path):
    (tmp_path / "coachbot.db").mkdir()

    with pytest.raises(StoreError, match=r"coachbot\.db: can't be reached or read"):
        await Store.open(StorePlan(data=tmp_path))


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("mysql://localhost/coachbot", "mysql isn't supported"),
        ("sqlite:///geheim.db", "sqlite isn't supported"),
        ("geheim", "not an address"),
        ("postgresql://localhost:geheim/x", "not an address"),
        ("postgresql://localhost", "names no database"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_repeating_it(tmp_path, address, fault):
    with pytest.raises(ConfigurationError, match=f"COACHBOT_DATABASE_URL: {fault}") as raised:
        database_url(address, tmp_path)

    assert "geheim" not in "".join(traceback.format_exception(raised.value))


async def test_a_full_disk_keeps_what_was_stored_and_goes_on_when_there_is_room(store, ann):
    database = store._backing.database
    turn = await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)
    await _fill(database)

    with pytest.raises(DiskFullError, match="what was stored before is whole") as raised:  # noqa: PT012 - some turn is the one too many
        for _ in range(200):
            await store.conversations.record(ACME, "D1", turn_of(ann, CANARY * 250), None)

    assert CANARY not in "".join(traceback.format_exception(raised.value))
    history = await store.conversations.history(ACME, ann.id, limit=500)
    assert history[-1] == turn
    await _make_room(database)
    assert await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)
    assert len(await store.conversations.history(ACME, ann.id, limit=500)) == len(history) + 1


async def _fill(database):
    if database.is_sqlite:
        await database.engine.dispose()
        event.listen(database.engine.sync_engine, "connect", _few_pages)
    else:
        async with database.write() as session:
            await session.execute(
                text(
                    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
                )
            )
            await session.execute(text("CREATE TRIGGER full_disk BEFORE INSERT ON turns EXECUTE FUNCTION full_disk()"))


async def _make_room(database):
    if database.is_sqlite:
        event.remove(database.engine.sync_engine, "connect", _few_pages)
        await database.engine.dispose()
    else:
        async with database.write() as session:
            await session.execute(text("DROP FUNCTION full_disk CASCADE"))


def _few_pages(connection, _record):
    cursor = connection.cursor()
    cursor.execute("PRAGMA max_page_count = 60")
    cursor.close()


async def test_a_file_that_another_program_locked_is_waited_for_and_then_said_to_be(plan, clock):
    store = await Store.open(replace(plan, patience_s=0.05), clock)
    ann = await store.people.seen(ACME, "U1")

    if plan.database_url:
        with psycopg.connect(plan.database_url) as other:
            other.execute("LOCK TABLE people")
            with pytest.raises(DatabaseBusyError, match="locked by somebody else for too long"):
                await store.people.set_language(ACME, ann.id, "en")
            other.rollback()
    else:
        with closing(sqlite3.connect(plan.data / "coachbot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(DatabaseBusyError, match="locked by somebody else for too long"):
                await store.people.set_language(ACME, ann.id, "en")
            assert await store.people.get(ACME, ann.id) == ann
            other.execute("ROLLBACK")

    assert await store.people.set_language(ACME, ann.id, "en")
    await store.close()


async def test_no_error_holds_what_people_say(store, ann):
    del ann
    with pytest.raises(CoachbotError) as raised:
        async with store._backing.database.write() as session:
            session.add(TurnRow(tenant=ACME, text=CANARY, reply=None, language="nl", objections=[], drivers=[]))

    assert CANARY not in "".join(traceback.format_exception(raised.value))


async def test_a_moment_without_a_time_zone_is_a_mistake_that_shows(store, ann, clock):
    with pytest.raises(StoreError):
        await store.reminders.plan(ACME, ann.id, clock().replace(tzinfo=None))


def test_no_free_connection_is_a_busy_database_and_the_unknown_is_told_as_it_is():
    assert isinstance(in_our_words(exc.TimeoutError("pool"), "here"), DatabaseBusyError)
    assert str(in_our_words(exc.InvalidRequestError("x"), "here")).startswith("here: refused (InvalidRequestError)")


async def test_a_file_without_room_to_be_rewritten_is_wiped_later(sqlite_plan, monkeypatch):
    def full(*_):
        msg = "database or disk is full"
        error = sqlite3.OperationalError(msg)
        error.sqlite_errorname = "SQLITE_FULL"
        raise error

    monkeypatch.setattr("coachbot.store.traces.sqlite_connection", full)

    assert not await wipe_traces(sqlite_plan.data / "coachbot.db")
