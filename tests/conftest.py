"""What several tests need: the shipped app, built once a session with a cache of its own."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from coachbot.app import App, build_app
from coachbot.settings import Settings
from postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]
"""Fixtures that stand in a module of their own."""

hypothesis_settings.register_profile("coachbot", deadline=None, max_examples=60)
hypothesis_settings.load_profile("coachbot")


@pytest.fixture(scope="session")
def cache_folder() -> Path:
    """Where what was learned is kept between runs of the tests; safe to throw away."""
    return Path(os.environ.get("COACHBOT_CACHE") or Path(__file__).parent.parent / ".pytest_cache" / "coachbot")


@pytest.fixture(scope="session")
def app(cache_folder: Path) -> App:
    """The coach as it ships."""
    return build_app(Settings(cache=cache_folder))


@pytest.fixture(scope="session")
def today() -> date:
    """A day on which every test runs."""
    return date(2026, 11, 25)
