"""Takes what was deleted out of a SQLite file for good.

`secure_delete` writes zeros over what is deleted, but not over the copies that SQLite leaves in
the unused part of a page when it moves rows between pages: after deleting and a truncating
checkpoint, planted words were still in most trial files with an index over them (600 rows, SQLite
3.40), and now and then in one without. So the whole file is rewritten (VACUUM), and its
write-ahead log emptied. What the disk itself keeps is beyond us.
"""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import TYPE_CHECKING

from coachbot.errors import DatabaseBusyError, DiskFullError
from coachbot.store.database import PATIENCE_S, sqlite_connection
from coachbot.store.faults import told_in_our_words

if TYPE_CHECKING:
    from pathlib import Path


async def wipe_traces(file: Path, patience_s: float = PATIENCE_S) -> bool:
    """Rewrite a SQLite file and empty its write-ahead log; false when it was locked, or there was no room.

    Then what was deleted may still be in the file until the next time: the nightly purge does it too.
    For other SQLite files of coachbot's as well, such as the engine's.

    Raises:
        StoreError: the file can't be read.
    """
    return await asyncio.to_thread(_wipe, file, patience_s)


def _wipe(file: Path, patience_s: float) -> bool:
    try:
        with told_in_our_words(str(file)), closing(sqlite_connection(file, patience_s)) as connection:
            connection.execute("VACUUM")
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
    except (DatabaseBusyError, DiskFullError):
        return False
