"""Migrations: whole or not at all, on both databases."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys

import pytest
from alembic import command
from sqlalchemy import text

from coachbot.errors import ConfigurationError, DiskFullError, StoreError
from coachbot.store import Store, StorePlan
from coachbot.store.database import Database
from coachbot.store.migrate import VERSIONS, alembic_config, upgrade
from coachbot.store.store import prepared_url

NEWEST = max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))
NEXT = f"{int(NEWEST) + 1:04}"

ADDED = """
from alembic import op
import sqlalchemy as sa

revision, down_revision, branch_labels, depends_on = "{next}", "{newest}", None, None


def upgrade():
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("turns", recreate=recreate) as turns:
        turns.add_column(sa.Column("extra", sa.Text()))
    {then}
"""


@pytest.fixture
async def database(empty_plan):
    opened = Database(prepared_url(empty_plan))
    yield opened
    await opened.close()


@pytest.fixture
def versions(tmp_path):
    """A folder of migrations with one more, which does what the test says."""
    folder = tmp_path / "100% versions"
    shutil.copytree(VERSIONS, folder)

    def added(then="pass"):
        (folder / f"{NEXT}_added.py").write_text(ADDED.format(then=then, next=NEXT, newest=NEWEST))
        return folder

    return added


async def said(database, statement):
    async with database.read() as session:
        return (await session.execute(text(statement))).scalars().all()


async def run(database, *statements):
    async with database.write() as session:
        for statement in statements:
            await session.execute(text(statement))


async def test_an_empty_database_is_brought_up_to_date_once(database):
    assert await upgrade(database.url) == (None, NEWEST)
    assert await upgrade(database.url) == (NEWEST, NEWEST)


async def test_replicas_that_start_together_wait_for_each_other(database):
    found = await asyncio.gather(*(upgrade(database.url) for _ in range(3)))

    assert sorted(found, key=str) == [(NEWEST, NEWEST), (NEWEST, NEWEST), (None, NEWEST)]


async def test_the_migrations_make_the_tables_that_the_code_works_with(database):
    await upgrade(database.url)

    async with database.engine.connect() as connection:
        await connection.run_sync(lambda sync: command.check(alembic_config(sync)))


async def test_a_migration_keeps_the_rows_that_point_at_a_table_it_copies(database, versions):
    await upgrade(database.url)
    await run(
        database,
        "INSERT INTO people (id, tenant, key, pseudonym, created_at, seen_at) "
        "VALUES ('p', 't', 'k', 's', '2026-11-25', '2026-11-25')",
        "INSERT INTO conversations (tenant, key, at) VALUES ('t', 'k', '2026-11-25')",
        "INSERT INTO turns (tenant, conversation, person, language, objections, drivers, reply, at) "
        "VALUES ('t', 1, 'p', 'nl', '[]', '[]', 'Help', '2026-11-25')",
        "INSERT INTO feedback (tenant, turn, person, at) VALUES ('t', 1, 'p', '2026-11-25')",
    )

    assert await upgrade(database.url, versions()) == (NEWEST, NEXT)

    assert await said(database, "SELECT turn FROM feedback") == [1]


async def test_a_migration_that_fails_in_the_middle_leaves_everything_as_it_was(database, versions):
    await upgrade(database.url)

    with pytest.raises(ConfigurationError, match=f"migrating from {NEWEST} to {NEXT} failed, so nothing was changed"):
        await upgrade(database.url, versions("op.execute('SELECT nothing FROM nowhere')"))

    await is_as_it_was(database)
    assert await upgrade(database.url, versions()) == (NEWEST, NEXT)


async def test_a_migration_killed_in_the_middle_leaves_everything_as_it_was(database, versions):
    await upgrade(database.url)
    folder = versions("import os; os._exit(9)")
    address = database.url.render_as_string(hide_password=False)
    program = (
        "import asyncio, pathlib, sqlalchemy; from coachbot.store.migrate import upgrade; "
        f"asyncio.run(upgrade(sqlalchemy.make_url({address!r}), pathlib.Path({str(folder)!r})))"
    )

    killed = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", program], check=False)

    assert killed.returncode == 9
    await is_as_it_was(database)
    assert await upgrade(database.url, versions()) == (NEWEST, NEXT)


async def is_as_it_was(database):
    assert await said(database, "SELECT version_num FROM alembic_version") == [NEWEST]
    with pytest.raises(StoreError, match="refused"):
        await said(database, "SELECT extra FROM turns")


async def test_a_database_newer_than_the_code_is_left_alone(database, versions, empty_plan):
    await upgrade(database.url, versions())

    with pytest.raises(
        ConfigurationError, match=f"is at revision {NEXT}, which this coachbot doesn't know: a newer one has used it"
    ):
        await Store.open(empty_plan)


async def test_tables_without_a_revision_are_left_alone(database, empty_plan):
    await upgrade(database.url)
    await run(database, "DROP TABLE alembic_version")

    with pytest.raises(ConfigurationError, match=r"holds admin_codes, .*, but no revision: a migration half done"):
        await Store.open(empty_plan)


async def test_a_revision_without_its_tables_and_columns_is_not_served_from(database, empty_plan):
    await upgrade(database.url)
    await run(database, "DROP TABLE admin_codes", "ALTER TABLE people DROP COLUMN time_zone")

    with pytest.raises(
        ConfigurationError,
        match=r"lacks admin_codes\.mark, admin_codes\.expires_at, people\.time_zone: a migration half done by hand",
    ):
        await Store.open(empty_plan)


async def test_a_migration_on_a_full_disk_says_so(postgres_url, tmp_path, versions):
    url = prepared_url(StorePlan(data=tmp_path / "data", database_url=postgres_url))
    await upgrade(url)
    full = "op.execute(\"DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$\")"

    with pytest.raises(DiskFullError):
        await upgrade(url, versions(full))
