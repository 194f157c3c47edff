"""docs/operate.md says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coachbot.errors import ConfigurationError
from coachbot.metrics import Metrics
from coachbot.settings import PREFIX, Settings, read_settings, settings_table

PAGE = (Path(__file__).parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_table_as_the_code_has_it():
    shown = PAGE.partition("<!-- settings -->\n")[2].partition("<!-- /settings -->")[0]

    assert shown == settings_table(), "run: python -c 'from coachbot.settings import settings_table; print(settings_table())'"
    assert all(f"`{PREFIX}{name.upper()}`" in shown and field.description for name, field in Settings.model_fields.items())


def test_every_number_that_an_alert_names_is_exposed():
    exposed = Metrics().exposed().decode()
    named = set(re.findall(r"coachbot_(?!delivery\b)\w+", PAGE))

    assert len(named) > 5
    for name in named:
        assert f"# TYPE {name.removesuffix('_bucket')} " in exposed, name


def test_settings_that_cannot_be_used_are_named_all_together(monkeypatch):
    monkeypatch.setenv("COACHBOT_DRAIN", "soon")
    monkeypatch.setenv("COACHBOT_PORT", "70000")

    with pytest.raises(ConfigurationError) as raised:
        read_settings()

    said = str(raised.value)
    assert "COACHBOT_DRAIN: " in said
    assert "COACHBOT_PORT: " in said


def test_secrets_do_not_show_in_what_is_printed_of_settings():
    settings = Settings(database_url="postgresql://u:geheim@host/x", log_key="geheim")

    assert "geheim" not in repr(settings)
