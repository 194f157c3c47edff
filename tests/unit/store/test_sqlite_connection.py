"""The connection to SQLite that visits its thread once a statement."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from sqlalchemy import make_url, text

from coachbot.errors import StoreError
from coachbot.store.database import Database
from coachbot.store.sqlite_connection import quick_connection


@pytest.fixture
async def connection(tmp_path):
    opened = await quick_connection(str(tmp_path / "a.db"), 0.05)
    yield opened
    await opened.close()


@pytest.fixture
async def database(tmp_path):
    opened = Database(make_url(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"), patience_s=0.2)
    async with opened.write() as session:
        await session.execute(text("CREATE TABLE lines (id INTEGER PRIMARY KEY, said TEXT)"))
    yield opened
    await opened.close()


def count_visits(connection, monkeypatch):
    visits = []
    execute = connection._execute

    async def counted(call, *arguments, **named):
        visits.append(call)
        return await execute(call, *arguments, **named)

    monkeypatch.setattr(connection, "_execute", counted)
    return visits


async def test_a_transaction_visits_the_thread_once_a_statement_and_once_to_commit(connection, monkeypatch):
    visits = count_visits(connection, monkeypatch)
    for sql in ("BEGIN IMMEDIATE", "CREATE TABLE lines (said TEXT)", "INSERT INTO lines VALUES ('a')", "SELECT said FROM lines"):
        cursor = await connection.cursor().__aenter__()
        await cursor.execute(sql)
        rows = await cursor.fetchall()
        await cursor.close()
    assert rows == [("a",)]
    await connection.commit()
    await connection.rollback()
    assert len(visits) == 4


async def test_a_transaction_without_a_statement_visits_nothing(connection, monkeypatch):
    visits = count_visits(connection, monkeypatch)
    await connection.cursor().execute("BEGIN")
    await connection.commit()
    await connection.cursor().execute("BEGIN")
    await connection.rollback()
    assert visits == []
    await connection.cursor().execute("SELECT 1")
    assert not connection.in_transaction


async def test_a_beginning_that_finds_the_file_locked_fails_with_its_first_statement(connection, tmp_path):
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await connection.cursor().execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        await connection.cursor().execute("CREATE TABLE lines (said TEXT)")
    await connection.rollback()
    other.execute("ROLLBACK")
    other.close()
    await connection.cursor().execute("BEGIN IMMEDIATE")
    await connection.cursor().execute("CREATE TABLE lines (said TEXT)")
    await connection.commit()


async def test_many_rows_and_the_last_id(connection):
    await connection.cursor().execute("CREATE TABLE lines (id INTEGER PRIMARY KEY, said TEXT)")
    cursor = await connection.cursor().executemany("INSERT INTO lines (said) VALUES (?)", [("a",), ("b",)])
    assert cursor.rowcount == 2
    cursor = await connection.cursor().execute("INSERT INTO lines (said) VALUES (?)", ("c",))
    assert (cursor.lastrowid, cursor.rowcount, cursor.description) == (3, 1, None)


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5])
async def test_a_write_that_is_cancelled_leaves_nothing_behind_and_no_lock(database, turns):
    async def write():
        async with database.write() as session:
            await session.execute(text("INSERT INTO lines (said) VALUES ('lost')"))
            await asyncio.sleep(60)

    task = asyncio.create_task(write())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as session:
        await session.execute(text("INSERT INTO lines (said) VALUES ('kept')"))
    async with database.read() as session:
        assert (await session.scalars(text("SELECT said FROM lines"))).all() == ["kept"]


async def test_a_statement_that_fails_takes_its_transaction_along(database):
    async def write():
        async with database.write() as session:
            await session.execute(text("INSERT INTO lines (said) VALUES ('lost')"))
            await session.execute(text("INSERT INTO nowhere VALUES (1)"))

    with pytest.raises(StoreError):
        await write()
    async with database.read() as session:
        assert (await session.scalars(text("SELECT said FROM lines"))).all() == []
