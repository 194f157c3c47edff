"""Draft a migration from what models.py has and the last migration hasn't: draft_migration.py "add a table for …".

Read what it wrote: renamed tables and columns, check constraints and triggers are for you to add.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command

from coachbot.store.database import Database, database_url
from coachbot.store.migrate import VERSIONS, alembic_config


async def draft(message: str) -> None:
    """Write the draft into the folder of migrations."""
    with tempfile.TemporaryDirectory() as folder:
        url = database_url(None, Path(folder))
        database = Database(url)
        # Not by `upgrade`, which would find what is still to be drafted missing.
        async with database.engine.begin() as connection:
            await connection.run_sync(lambda sync: command.upgrade(alembic_config(sync), "head"))
        number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"
        async with database.engine.connect() as connection:
            await connection.run_sync(
                lambda sync: command.revision(alembic_config(sync), message, autogenerate=True, rev_id=number)
            )
        await database.close()


if __name__ == "__main__":
    asyncio.run(draft(sys.argv[1]))
