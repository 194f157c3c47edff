"""Backing up and putting back, on both databases, as docs/store.md says it."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
from contextlib import closing

import psycopg
import pytest
from store_samples import ACME, TOPIC, turn_of

from coachbot.errors import ConfigurationError, StoreError, UnknownSubjectError
from coachbot.store import Store, StorePlan
from postgres import programs


async def run(*command):
    return await asyncio.to_thread(subprocess.run, [str(part) for part in command], check=True, capture_output=True)


async def back_up(plan, store, folder):
    if plan.database_url is None:
        await store.backup(folder)
    else:
        folder.mkdir()
        await run(programs() / "pg_dump", "--format=custom", f"--file={folder / 'coachbot.dump'}", plan.database_url)


async def put_back(plan, folder):
    """With coachbot stopped. The key and the list of erasures in the data folder stay as they are."""
    if plan.database_url is None:
        for name in ("coachbot.db", "coachbot.db-wal", "coachbot.db-shm"):
            (plan.data / name).unlink(missing_ok=True)
        shutil.copy(folder / "coachbot.db", plan.data)
        return
    with psycopg.connect(plan.database_url) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    await run(
        programs() / "pg_restore", "--exit-on-error", "--no-owner", f"--dbname={plan.database_url}", folder / "coachbot.dump"
    )


async def test_what_was_backed_up_comes_back(empty_plan, clock, tmp_path):
    store = await Store.open(empty_plan, clock)
    ann = await store.people.seen(ACME, "U1")
    turn = await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)
    await back_up(empty_plan, store, tmp_path / "backup")
    await store.conversations.record(ACME, "D1", turn_of(ann, "after the backup"), TOPIC)
    await store.close()

    await put_back(empty_plan, tmp_path / "backup")

    store = await Store.open(empty_plan, clock)
    assert await store.people.find(ACME, "U1") == ann
    assert await store.conversations.history(ACME, ann.id) == (turn,)
    later = await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)
    assert later.id > turn.id
    await store.close()


async def test_an_old_backup_brings_nobody_back_who_was_erased_since(empty_plan, clock, tmp_path):
    store = await Store.open(empty_plan, clock)
    ann = await store.people.seen(ACME, "U1")
    cas = await store.people.seen(ACME, "U2")
    for person in (ann, cas):
        await store.conversations.record(ACME, f"D{person.id}", turn_of(person), TOPIC)
    await back_up(empty_plan, store, tmp_path / "backup")
    await store.forget_person(ACME, ann.id)
    again = await store.people.seen(ACME, "U1")
    await back_up(empty_plan, store, tmp_path / "later")
    await store.close()

    await put_back(empty_plan, tmp_path / "backup")
    store = await Store.open(empty_plan, clock)

    assert store.replayed == (ann.id,)
    assert await store.people.find(ACME, "U1") is None
    with pytest.raises(UnknownSubjectError):
        await store.export_person(ACME, ann.id)
    assert len(await store.conversations.history(ACME, cas.id)) == 1
    await store.close()

    # Whoever came back after being forgotten is somebody new, whom the list doesn't name.
    await put_back(empty_plan, tmp_path / "later")
    store = await Store.open(empty_plan, clock)
    assert (store.replayed, await store.people.find(ACME, "U1")) == ((), again)
    await store.close()


async def test_a_backup_made_while_people_write_is_whole(sqlite_plan, clock, tmp_path):
    store = await Store.open(sqlite_plan, clock)
    ann = await store.people.seen(ACME, "U1")

    async def write():
        for number in range(40):
            await store.conversations.record(ACME, f"D{number}", turn_of(ann), TOPIC)

    _, copies = await asyncio.gather(write(), store.backup(tmp_path / "backup"))
    await store.backup(tmp_path / "backup")
    await store.close()

    with closing(sqlite3.connect(copies[0])) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("SELECT count(*) FROM turns").fetchone() == (40,)
    assert copies[0].stat().st_mode & 0o077 == 0
    assert sorted(file.name for file in (tmp_path / "backup").iterdir()) == ["coachbot.db"]


async def test_other_files_of_sqlite_are_copied_beside_it(sqlite_plan, clock, tmp_path):
    engine = tmp_path / "engine.db"
    with closing(sqlite3.connect(engine)) as connection:
        connection.execute("CREATE TABLE t (x)")
    store = await Store.open(sqlite_plan, clock)

    copies = await store.backup(tmp_path / "backup", [engine])

    assert [copy.name for copy in copies] == ["coachbot.db", "engine.db"]
    with pytest.raises(StoreError, match="isn't there, so it can't be backed up"):
        await store.backup(tmp_path / "backup", [tmp_path / "nothing.db"])
    await store.close()


async def test_a_backup_that_cannot_be_written_says_so(sqlite_plan, clock, tmp_path):
    (tmp_path / "backup").write_text("a file")
    store = await Store.open(sqlite_plan, clock)

    with pytest.raises(StoreError, match="backup: can't be reached or read"):
        await store.backup(tmp_path / "backup")
    await store.close()


async def test_postgres_is_backed_up_with_its_own_tool_which_is_named(postgres_plan, clock, tmp_path):
    store = await Store.open(postgres_plan, clock)

    with pytest.raises(ConfigurationError, match=r'pg_dump --format=custom --file=.*coachbot\.dump "postgresql://postgres@127'):
        await store.backup(tmp_path)
    await store.close()


async def test_the_key_that_a_database_was_begun_with_is_needed_to_open_it(plan, clock, tmp_path):
    await (await Store.open(plan, clock)).close()
    key = plan.data / "coachbot.key"

    key.rename(tmp_path / "kept.key")
    with pytest.raises(ConfigurationError, match=r"needs the key it was begun with, and there is none; put coachbot\.key"):
        await Store.open(plan, clock)
    key.write_text("another key, which is long enough for it")
    with pytest.raises(ConfigurationError, match="it's another one"):
        await Store.open(plan, clock)

    with_secret = StorePlan(
        data=tmp_path / "elsewhere" if plan.database_url else plan.data,
        database_url=plan.database_url,
        secret=(tmp_path / "kept.key").read_text().strip(),
    )
    await (await Store.open(with_secret, clock)).close()


async def test_of_two_replicas_that_begin_with_keys_of_their_own_one_is_told(postgres_plan, clock, tmp_path):
    other = StorePlan(data=tmp_path / "other", database_url=postgres_plan.database_url)

    opened = await asyncio.gather(Store.open(postgres_plan, clock), Store.open(other, clock), return_exceptions=True)

    assert sorted(type(one).__name__ for one in opened) == ["ConfigurationError", "Store"]
    for one in opened:
        if isinstance(one, Store):
            await one.close()
