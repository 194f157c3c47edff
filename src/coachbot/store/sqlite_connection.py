"""SQLite's connection for SQLAlchemy, with one visit to its thread for a statement instead of four.

aiosqlite keeps a connection in a thread of its own, and SQLAlchemy visits it to make a cursor, to run it, for its rows and to
close it; the visits take more processor time than SQLite does. Here all four are one visit, `BEGIN` goes along with the statement
that follows it, and rolling back what wrote nothing takes none.
"""

from __future__ import annotations

import sqlite3
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Sequence

BEGINNINGS = frozenset({"BEGIN", "BEGIN IMMEDIATE"})

Found = tuple[Any, list[Any], int, "int | None"]
"""A statement's description, rows, count of rows, and the last row's id."""


class QuickConnection(aiosqlite.Connection):
    """A connection whose cursors are as SQLAlchemy uses them: opened, executed once or more, all rows fetched, closed."""

    beginning: str | None = None
    """What begins a transaction, until its first statement."""
    used = False
    """Whether a statement was run, or is to be, since the last commit or rollback."""

    def cursor(self) -> QuickCursor:  # type: ignore[override]  # SQLAlchemy asks for no more than such a cursor
        """A cursor; nothing is asked of the database yet."""
        return QuickCursor(self)

    async def run(self, sql: str, parameters: Any, *, many: bool) -> Found:  # noqa: ANN401 - sqlite3's
        """Run a statement in the connection's thread, for one row of values or for many."""
        beginning, self.beginning, self.used = self.beginning, None, True

        def visit() -> Found:
            if beginning is not None:
                self._conn.execute(beginning)
            cursor = self._conn.executemany(sql, parameters) if many else self._conn.execute(sql, parameters)
            rows = cursor.fetchall() if cursor.description else []
            outcome = cursor.description, rows, cursor.rowcount, cursor.lastrowid
            cursor.close()
            return outcome

        found: Found = await self._execute(visit)  # type: ignore[no-untyped-call]  # aiosqlite types it not
        return found

    async def commit(self) -> None:
        """Commit; a transaction without a statement needs nothing."""
        self.beginning = None
        if self.used:
            await super().commit()
            self.used = False

    async def rollback(self) -> None:
        """Roll back; a transaction without a statement needs nothing."""
        self.beginning = None
        if self.used:
            await super().rollback()
            self.used = False


class QuickCursor:
    """A cursor that is read to its end with its statement."""

    def __init__(self, connection: QuickConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        """Run a statement and read all its rows."""
        if sql in BEGINNINGS:
            self._connection.beginning = sql
            return self
        return await self._run(sql, parameters)

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> Self:
        """Run a statement for many rows of values."""
        return await self._run(sql, parameters, many=True)

    async def _run(self, sql: str, parameters: Sequence[Any], *, many: bool = False) -> Self:
        self.description, self._rows, self.rowcount, self.lastrowid = await self._connection.run(sql, parameters, many=many)
        return self

    async def fetchall(self) -> list[Any]:
        """Every row."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open."""


def quick_connection(file: str, patience_s: float) -> QuickConnection:
    """A connection to be awaited, which waits so many seconds for a lock; for SQLAlchemy's `async_creator`."""
    connect = partial(sqlite3.connect, file, timeout=patience_s, check_same_thread=False)
    connection = QuickConnection(connect, iter_chunk_size=64)
    # As SQLAlchemy does for those that it makes itself: one that nobody closed mustn't keep the process from ending.
    connection._thread.daemon = True  # noqa: SLF001 - see above
    return connection
