"""One database, SQLite or PostgreSQL, with the same two doors: `read` and `write`.

Why SQLite needs a door of its own for writing: SQLAlchemy's default lets two transactions read
the same row and then write it, one after the other: 756 of 800 updates were lost without an
error. `BEGIN IMMEDIATE` takes the write lock before reading, and one lock among our own tasks
keeps them from waiting in SQLite's sleep loop. On PostgreSQL, whoever reads to write asks for
the row with `with_for_update()`, which SQLite leaves out.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from coachbot.errors import ConfigurationError
from coachbot.store.faults import told_in_our_words
from coachbot.store.sqlite_connection import quick_connection

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Connection, Table
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.ext.asyncio import AsyncEngine
    from sqlalchemy.pool import ConnectionPoolEntry

    from coachbot.store.models import Base

DATABASE_FILE = "coachbot.db"
PATIENCE_S = 5.0
"""Seconds to wait for a lock, or for a connection to be made, before giving up."""

_POSTGRES = {"postgresql", "postgres", "postgresql+psycopg"}
_WRITING = "coachbot_writing"


def database_url(given: str | None, folder: Path) -> URL:
    """Where the database is: the given PostgreSQL, else a file in the data folder.

    Raises:
        ConfigurationError: the given address isn't one of a PostgreSQL database.
    """
    if given is None:
        return URL.create("sqlite+aiosqlite", database=str(folder / DATABASE_FILE))
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        # Without the cause: its message holds the address, and that the password.
        msg = "COACHBOT_DATABASE_URL: not an address; write postgresql://user:password@host:5432/database"
        raise ConfigurationError(msg) from None
    if url.drivername not in _POSTGRES:
        msg = (
            f"COACHBOT_DATABASE_URL: {url.drivername} isn't supported; write postgresql://user:password@host:5432/database, "
            "or leave it out and set COACHBOT_DATA to the folder for a SQLite file"
        )
        raise ConfigurationError(msg)
    if not url.database:
        msg = "COACHBOT_DATABASE_URL: names no database; write postgresql://user:password@host:5432/database"
        raise ConfigurationError(msg)
    return url.set(drivername="postgresql+psycopg")


class Database:
    """An open database. Connections are made when they are needed."""

    def __init__(self, url: URL, *, patience_s: float = PATIENCE_S, foreign_keys: bool = True) -> None:
        self.url = url
        self.where = url.render_as_string(hide_password=True).replace("+aiosqlite", "").replace("+psycopg", "")
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self.patience_s = patience_s
        # No parameters in errors: they hold what people said.
        options: dict[str, Any] = (
            {"async_creator": partial(quick_connection, url.database or "", patience_s)}
            if self.is_sqlite
            else {"connect_args": _connect_args(url, patience_s), "pool_pre_ping": True}
        )
        self.engine: AsyncEngine = create_async_engine(url, hide_parameters=True, **options)
        self._writing = self.engine.execution_options(**{_WRITING: True})
        self._lock = asyncio.Lock()
        if self.is_sqlite:
            _prepare_sqlite(self.engine, patience_s, foreign_keys=foreign_keys)

    @property
    def sqlite_file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        return Path(self.url.database or "") if self.is_sqlite else None

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A consistent look at the database; nothing is written.

        Raises:
            StoreError: the database can't be read.
        """
        with told_in_our_words(self.where):
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """A transaction that writes: all of it is kept when the block ends, or nothing. Never one inside another.

        Raises:
            StoreError: the database refused; nothing was written.
        """
        with told_in_our_words(self.where):
            if self.is_sqlite:
                async with self._lock, AsyncSession(self._writing, expire_on_commit=False) as session, session.begin():
                    yield session
            else:
                async with AsyncSession(self._writing, expire_on_commit=False) as session, session.begin():
                    yield session

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Keep our own tasks from writing, for work on a SQLite file as a whole."""
        async with self._lock:
            yield

    async def ready(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            StoreError: it gave none.
        """
        async with self.read() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def insert_into(session: AsyncSession, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An insert that can say what to do when the row is already there, alike on both databases."""
    return insert_for(session.get_bind().dialect.name, model)


def insert_for(dialect: str, model: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """The same for a database by the name of its dialect, for a statement that is made once and run often."""
    return sqlite.insert(model) if dialect == "sqlite" else postgresql.insert(model)


def make_private(file: Path) -> None:
    """Make the file for a database if it isn't there, readable by its owner only; SQLite's other files follow it.

    Raises:
        StoreError: it can't be made.
    """
    with told_in_our_words(str(file)):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _connect_args(url: URL, patience_s: float) -> dict[str, object]:
    own = url.query.get("options", "")
    options = own if isinstance(own, str) else " ".join(own)
    return {
        "connect_timeout": max(1, round(patience_s)),
        "application_name": "coachbot",
        "options": f"{options} -c lock_timeout={round(patience_s * 1000)}".strip(),
    }


def _prepare_sqlite(engine: AsyncEngine, patience_s: float, *, foreign_keys: bool) -> None:
    pragmas = (
        f"busy_timeout={round(patience_s * 1000)}",
        "journal_mode=WAL",
        # WAL with NORMAL survives a killed process, but a power cut takes the last commits with it: a message
        # that was acknowledged would be gone. FULL costs nothing that shows at 40 turns a second.
        "synchronous=FULL",
        f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
        # Zeros over what is deleted. Not enough by itself: see `traces`.
        "secure_delete=ON",
        # Nothing of the database in temporary files, which no erasure would find.
        "temp_store=MEMORY",
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get(_WRITING, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def sqlite_connection(file: Path, patience_s: float = PATIENCE_S) -> sqlite3.Connection:
    """A plain connection to a SQLite file, for work on it as a whole; every statement stands by itself."""
    connection = sqlite3.connect(file, timeout=patience_s, isolation_level=None)
    try:
        for pragma in ("secure_delete=ON", "temp_store=MEMORY", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.Error:
        connection.close()
        raise
    return connection
