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
from coachbot.store.migrate import VERSIONS, alembic_config, upgrade


async def draft(message: str) -> None:
    """Write the draft into the folder of migrations."""
    with tempfile.TemporaryDirectory() as folder:
        url = database_url(None, Path(folder))
        if any(VERSIONS.glob("[0-9]*.py")):
            await upgrade(url)
        database = Database(url)
        number = f"{len(list(VERSIONS.glob('[0-9]*.py'))) + 1:04}"
        async with database.engine.connect() as connection:
            await connection.run_sync(
                lambda sync: command.revision(alembic_config(sync), message, autogenerate=True, rev_id=number)
            )
        await database.close()


if __name__ == "__main__":
    asyncio.run(draft(sys.argv[1]))
