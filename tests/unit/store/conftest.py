"""The store on both databases: every test that asks for `store` or `plan` runs twice."""

from __future__ import annotations

import asyncio
import shutil

import psycopg
import pytest
from store_samples import ACME, OTHER, FakeClock

from coachbot.store import Store, StorePlan
from coachbot.store.migrate import upgrade
from coachbot.store.models import Base
from coachbot.store.store import prepared_url


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory):
    """A SQLite file with its tables, to copy: migrating one for every test takes longer than the test."""
    plan = StorePlan(data=tmp_path_factory.mktemp("migrated"))
    asyncio.run(upgrade(prepared_url(plan)))
    return plan.data / "coachbot.db"


@pytest.fixture(scope="session")
def migrated_database(postgres_server, tmp_path_factory):
    """A database with its tables on PostgreSQL, to be emptied after each test: making one takes longer than the test."""
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE coachbot_tests")
    plan = StorePlan(data=tmp_path_factory.mktemp("migrated"), database_url=f"{postgres_server}/coachbot_tests")
    asyncio.run(upgrade(prepared_url(plan)))
    yield plan.database_url
    with psycopg.connect(f"{postgres_server}/postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE coachbot_tests WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_plan(request, tmp_path):
    """Where a store may be made: a database without any tables."""
    if request.param == "sqlite":
        return StorePlan(data=tmp_path / "data")
    return StorePlan(data=tmp_path / "data", database_url=request.getfixturevalue("postgres_url"))


@pytest.fixture
def sqlite_plan(migrated_file, tmp_path):
    """A SQLite file with its tables, and nothing in them."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(migrated_file, data)
    return StorePlan(data=data)


@pytest.fixture
def postgres_plan(migrated_database, tmp_path):
    """A database on PostgreSQL with its tables, and nothing in them."""
    yield StorePlan(data=tmp_path / "data", database_url=migrated_database)
    with psycopg.connect(migrated_database) as connection:
        connection.execute(f"TRUNCATE {', '.join(Base.metadata.tables)} RESTART IDENTITY CASCADE")


@pytest.fixture(params=["sqlite", "postgres"])
def plan(request):
    """Where a store is to be opened: one database and then the other."""
    return request.getfixturevalue(f"{request.param}_plan")


@pytest.fixture
async def store(plan, clock):
    opened = await Store.open(plan, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def ann(store):
    """A consultant of the first tenant."""
    return await store.people.seen(ACME, "U1")


@pytest.fixture
async def bob(store):
    """A consultant of the other tenant."""
    return await store.people.seen(OTHER, "U1")
