"""Copies of SQLite files that are whole, made while coachbot runs.

Neither the installation's key nor the list of erasures is in them: the key belongs in another
backup than what it protects, and an old list would forget who was erased since.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import closing
from typing import TYPE_CHECKING

from coachbot.errors import ConfigurationError, StoreError
from coachbot.store.database import sqlite_connection
from coachbot.store.faults import told_in_our_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from coachbot.store.database import Database


async def backup(database: Database, target: Path, others: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Copy the store's file, and other SQLite files beside it, into a folder; says which copies were made.

    Raises:
        ConfigurationError: the database is PostgreSQL, which has its own tool; names the command.
        StoreError: a file can't be read or its copy can't be written.
    """
    file = database.sqlite_file
    if file is None:
        url = database.url.set(drivername="postgresql", password=None).render_as_string()
        msg = (
            f"{database.where}: PostgreSQL is backed up with its own tool: "
            f'pg_dump --format=custom --file={target / "coachbot.dump"} "{url}" (docs/store.md)'
        )
        raise ConfigurationError(msg)
    sources = [file, *others]
    with told_in_our_words(str(target)):
        await asyncio.to_thread(target.mkdir, mode=0o700, parents=True, exist_ok=True)
    return tuple([await asyncio.to_thread(_copy, source, target / source.name) for source in sources])


def _copy(source: Path, target: Path) -> Path:
    """Copy one file as it stands at this moment, without what was deleted from it, over an older copy."""
    if not source.exists():
        msg = f"{source}: isn't there, so it can't be backed up; name a SQLite file that is"
        raise StoreError(msg)
    draft = target.with_name(f".{target.name}.part")
    with told_in_our_words(str(source)):
        draft.unlink(missing_ok=True)
        # SQLite writes into an empty file; made here, it is readable by its owner only.
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite_connection(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(draft),))
        draft.replace(target)
    return target
