"""The engine's database: a SQLite file of its own in the data folder, or the PostgreSQL that is set."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import sqlalchemy as sa

from coachbot.errors import ConfigurationError, DeliveryError

if TYPE_CHECKING:
    import sqlite3

FILE = "delivery.db"
"""Name of the engine's file in the data folder."""

_PRAGMAS = (
    "busy_timeout=30000",
    "foreign_keys=ON",
    "journal_mode=WAL",
    # An event is acknowledged once it is written: FULL keeps that true through a power cut, NORMAL does not.
    "synchronous=FULL",
    # What was erased must not stay in a freed page.
    "secure_delete=ON",
)


def delivery_file(folder: Path) -> Path:
    """The engine's file in a data folder."""
    return folder / FILE


def sqlite_url(folder: Path) -> str:
    """The URL of the engine's file in a data folder."""
    return f"sqlite:///{delivery_file(folder)}"


def close_engine(engine: sa.Engine) -> None:
    """Close every connection, and refuse new ones.

    DBOS waits for a database that is away for ever, and Python waits for DBOS's threads: refused, they end.
    """

    @sa.event.listens_for(engine, "do_connect")
    def refuse(*_: object) -> None:
        message = "delivery has stopped"
        raise DeliveryError(message)

    @sa.event.listens_for(engine, "checkin")
    def discard(_connection: object, record: sa.pool.ConnectionPoolEntry) -> None:
        # One that is still in use goes back to a pool that nobody empties any more.
        record.close()

    engine.dispose()


def open_engine(url: str) -> sa.Engine:
    """Connections to the engine's database, set up as delivery needs them."""
    # hide_parameters: an error's text is logged, and parameters may hold what people said.
    if not url.startswith("sqlite"):
        return sa.create_engine(
            url.replace("postgresql:", "postgresql+psycopg:", 1).replace("postgres:", "postgresql+psycopg:", 1),
            pool_size=10,
            max_overflow=5,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 5, "application_name": "coachbot-delivery"},
        )
    path = sa.make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    # One connection: threads wait for it in turn, where several would wait for SQLite's lock by sleeping ever longer.
    engine = sa.create_engine(url, hide_parameters=True, pool_size=1, max_overflow=0, pool_timeout=60)

    @sa.event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _record: object) -> None:
        # A transaction that reads first and writes later fails or loses updates unless it begins IMMEDIATE.
        connection.isolation_level = "IMMEDIATE"
        if connection.execute("SELECT unixepoch('subsec')").fetchone()[0] is None:
            # From Python 3.12 on the engine counts on SQLite 3.42's milliseconds; an older library gives NULL for them.
            connection.create_function("unixepoch", 1, lambda _modifier: time.time())
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine


class FolderLock:
    """Keeps a data folder to one process, so that whoever left turns behind in it is certainly dead.

    The operating system lets go of the lock when the process ends, however it ends.
    """

    def __init__(self, url: str) -> None:
        path = sa.make_url(url).database
        self._path = Path(path).with_suffix(".lock") if url.startswith("sqlite") and path else None
        self._file: IO[str] | None = None

    def acquire(self) -> bool:
        """Whether this process alone has the folder; False where that can't be known.

        Raises:
            ConfigurationError: another process serves from this folder.
        """
        if self._path is None or sys.platform == "win32":
            return False
        import fcntl  # noqa: PLC0415 - not on Windows

        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self.release()
            message = (
                f"another coachbot serves from {self._path.parent}; stop it, or give this one a folder of its own "
                "with COACHBOT_DATA. Several replicas need PostgreSQL: set COACHBOT_DATABASE_URL"
            )
            raise ConfigurationError(message) from error
        return True

    def release(self) -> None:
        """Let go of the folder."""
        if self._file is not None:
            self._file.close()
            self._file = None


def to_json(value: object) -> str:
    """A value of the engine's as JSON: times as such, an error as its type and message."""
    return json.dumps(value, default=_tagged, separators=(",", ":"))


def from_json(text: str) -> Any:  # noqa: ANN401 - JSON is of any type
    """What `to_json` wrote. An error comes back as one that tells its type."""
    return json.loads(text, object_hook=_untagged)


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, BaseException):
        return {"__error__": f"{type(value).__name__}: {value}"}
    if isinstance(value, datetime):
        return {"__at__": value.isoformat()}
    raise TypeError(f"{type(value).__name__} isn't kept as JSON")  # noqa: EM102, TRY003 - a fault of ours, for ours


def _untagged(value: dict[str, Any]) -> object:
    if value.keys() == {"__error__"}:
        return RuntimeError(value["__error__"])
    if value.keys() == {"__at__"}:
        return datetime.fromisoformat(value["__at__"])
    return value
