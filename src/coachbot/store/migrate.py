"""Brings a database up to the tables that this version of coachbot works with.

A migration runs in one transaction on both databases: it happens whole or not at all, also when
the process is killed in the middle. Two replicas that start together wait for each other.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from coachbot.errors import ConfigurationError, DatabaseAwayError, DatabaseBusyError, DiskFullError
from coachbot.store.database import Database
from coachbot.store.faults import in_our_words
from coachbot.store.models import Base

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = MIGRATIONS / "versions"
_LOCK = 7_022_026
"""Any number, as long as it is always this one: PostgreSQL's advisory lock."""


async def upgrade(url: URL, versions: Path = VERSIONS) -> tuple[str | None, str]:
    """Bring the database to the newest revision; says where it was (None: empty) and where it is now.

    Raises:
        ConfigurationError: the database is newer than this coachbot, or isn't what its revision says.
        StoreError: the database can't be reached, is locked, or has no room.
    """
    # Copying a table, which is how SQLite changes one, would cascade into what points at it.
    database = Database(url, foreign_keys=False)
    try:
        async with database.write() as session:
            connection = await session.connection()
            return await connection.run_sync(_upgrade, database.where, versions)
    finally:
        await database.close()


async def standing(url: URL) -> tuple[str | None, str]:
    """The revision a database is at (None: empty), and the newest; nothing is changed.

    Raises:
        ConfigurationError: the database is newer than this coachbot, or holds other tables.
        StoreError: the database can't be reached or read.
    """
    database = Database(url)
    try:
        async with database.read() as session:
            return await (await session.connection()).run_sync(_standing, database.where)
    finally:
        await database.close()


def _standing(connection: Connection, where: str) -> tuple[str | None, str]:
    scripts = ScriptDirectory.from_config(alembic_config(connection))
    found = MigrationContext.configure(connection).get_current_revision()
    _check_before(connection, where, found, scripts)
    return found, str(scripts.get_current_head())


def alembic_config(connection: Connection, versions: Path = VERSIONS) -> Config:
    """How Alembic finds the migrations."""
    config = Config()
    # A per cent sign in a path would be read as a placeholder.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection, where: str, versions: Path) -> tuple[str | None, str]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    config = alembic_config(connection, versions)
    scripts = ScriptDirectory.from_config(config)
    newest = scripts.get_current_head()
    assert newest is not None  # noqa: S101 - there is a first migration
    found = MigrationContext.configure(connection).get_current_revision()
    _check_before(connection, where, found, scripts)
    if found != newest:
        _run(connection, config, where, f"{found or 'empty'} to {newest}")
    _check_after(connection, where, newest)
    return found, newest


def _check_before(connection: Connection, where: str, found: str | None, scripts: ScriptDirectory) -> None:
    if found is None:
        ours = sorted(Base.metadata.tables.keys() & set(inspect(connection).get_table_names()))
        if ours:
            msg = (
                f"{where}: holds {', '.join(ours)}, but no revision: a migration half done, or another program's tables; "
                "restore the backup, or name an empty database"
            )
            raise ConfigurationError(msg)
        return
    try:
        scripts.get_revision(found)
    except CommandError as error:
        msg = (
            f"{where}: is at revision {found}, which this coachbot doesn't know: a newer one has used it; "
            "install that version again, or restore the backup from before"
        )
        raise ConfigurationError(msg) from error


def _run(connection: Connection, config: Config, where: str, step: str) -> None:
    try:
        command.upgrade(config, "head")
        if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
            msg = f"{where}: migrating from {step} would leave rows that point at nothing, so nothing was changed; report this"
            raise ConfigurationError(msg)
    except SQLAlchemyError as error:
        ours = in_our_words(error, where)
        if isinstance(ours, DatabaseAwayError | DatabaseBusyError | DiskFullError):
            raise ours from error
        msg = f"{where}: migrating from {step} failed, so nothing was changed ({ours}); report this"
        raise ConfigurationError(msg) from error


def _check_after(connection: Connection, where: str, revision: str) -> None:
    there = {
        name: {column["name"] for column in columns} for (_, name), columns in inspect(connection).get_multi_columns().items()
    }
    missing = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name not in there.get(table.name, ())
    ]
    if missing:
        msg = (
            f"{where}: says it is at revision {revision}, but lacks {', '.join(missing)}: a migration half done by hand, "
            "or a restore cut short; restore the backup whole, into an empty database"
        )
        raise ConfigurationError(msg)
