"""The settings of the store, and the commands that look after the database."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from coachbot.__main__ import cli
from coachbot.app import store_plan
from coachbot.errors import ConfigurationError
from coachbot.settings import read_settings
from coachbot.store import NamedAdmin, Retention


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


def test_doctor_says_how_the_database_stands_and_makes_nothing(data, monkeypatch):
    before = said("doctor")
    made = data.exists()
    said("db", "backup", str(data.parent / "backup"))
    after = said("doctor")
    (data / "coachbot.db").write_bytes(b"no database " * 100)
    damaged = said("doctor")
    monkeypatch.setenv("COACHBOT_DATABASE_URL", "mysql://x")
    wrong = said("doctor")

    assert f"ok     database: SQLite, to be made in {data} at the first start" in before
    assert not made
    assert f"ok     database: SQLite in {data}, at revision 0001 of 0001, with its key" in after
    assert "WRONG  database: sqlite" in damaged
    assert "WRONG  database: COACHBOT_DATABASE_URL: mysql isn't supported" in wrong


def test_doctor_finds_a_data_folder_that_cannot_be_written_in(monkeypatch):
    monkeypatch.setenv("COACHBOT_DATA", "/proc/coachbot")
    monkeypatch.setattr("os.access", lambda *_: False)

    assert "WRONG  database: nothing can be written in /proc/coachbot" in said("doctor")


def test_the_database_is_upgraded_and_backed_up_by_command(data):
    assert said("db", "upgrade") == "the database is at revision 0001; it was empty"
    assert said("db", "upgrade") == "the database is at revision 0001"
    assert said("db", "backup", str(data.parent / "backup")) == str(data.parent / "backup" / "coachbot.db")
