"""The settings of the store, and the commands that look after the database."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from coachbot.__main__ import cli
from coachbot.app import store_plan
from coachbot.doctor import _database
from coachbot.errors import ConfigurationError
from coachbot.settings import read_settings
from coachbot.store import NamedAdmin, Retention
from coachbot.store.migrate import VERSIONS

NEWEST = max(path.name[:4] for path in VERSIONS.glob("[0-9]*.py"))


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("COACHBOT_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def said(*command):
    result = CliRunner().invoke(cli, command)
    return (result.stdout or str(result.exception)).strip()


def test_the_settings_say_where_the_store_is(data, monkeypatch):
    monkeypatch.setenv("COACHBOT_DATABASE_URL", "postgresql://coachbot:geheim@db/coachbot")
    monkeypatch.setenv("COACHBOT_SECRET", "geheim" * 8)
    monkeypatch.setenv("COACHBOT_RETENTION_DAYS", "0")
    monkeypatch.setenv("COACHBOT_ADMINS", "slack:T1:U1")

    settings = read_settings()
    plan = store_plan(settings)

    assert (plan.data, plan.database_url, plan.secret) == (data, "postgresql://coachbot:geheim@db/coachbot", "geheim" * 8)
    assert (plan.retention, plan.admins) == (Retention(days=0), (NamedAdmin(tenant="slack:T1", user="U1"),))
    assert "geheim" not in f"{settings!r} {plan!r}"


def test_a_retention_that_cannot_be_is_refused(monkeypatch):
    monkeypatch.setenv("COACHBOT_RETENTION_DAYS", "-1")

    with pytest.raises(ConfigurationError, match="COACHBOT_RETENTION_DAYS"):
        read_settings()


def standing():
    """What doctor says of the database, without the model that it looks at too."""
    return _database(read_settings())


def test_doctor_says_how_the_database_stands_and_makes_nothing(data, monkeypatch):
    before, made = standing(), data.exists()
    said("db", "backup", str(data.parent / "backup"))
    after = standing()
    (data / "coachbot.db").write_bytes(b"no database " * 100)
    damaged = standing()
    monkeypatch.setenv("COACHBOT_DATABASE_URL", "mysql://x")
    wrong = standing()

    assert (before.sound, before.state, made) == (True, f"SQLite, to be made in {data} at the first start", False)
    assert (after.sound, after.state) == (True, f"SQLite in {data}, at revision {NEWEST} of {NEWEST}, with its key")
    assert (damaged.sound, wrong.sound) == (False, False)
    assert "SQLITE_NOTADB" in damaged.state
    assert "mysql isn't supported" in wrong.state


def test_doctor_finds_a_data_folder_that_cannot_be_written_in(monkeypatch):
    monkeypatch.setenv("COACHBOT_DATA", "/nowhere/coachbot")
    monkeypatch.setattr("os.access", lambda *_: False)

    assert standing().state == "nothing can be written in /nowhere/coachbot"


def test_the_database_is_upgraded_and_backed_up_by_command(data):
    assert said("db", "upgrade") == f"the database is at revision {NEWEST}; it was empty"
    assert said("db", "upgrade") == f"the database is at revision {NEWEST}"
    assert said("db", "backup", str(data.parent / "backup")) == str(data.parent / "backup" / "coachbot.db")
