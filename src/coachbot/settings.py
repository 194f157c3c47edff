"""Settings, read once at start from the environment: `COACHBOT_…`."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from coachbot.errors import ConfigurationError
from coachbot.loading import DEFAULT_MODEL, shipped_playbook
from coachbot.playbook import Language

PREFIX = "COACHBOT_"


class Settings(BaseSettings):
    """What an operator can set. Every field has a default that works on one machine."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    playbooks: Path = Field(default_factory=shipped_playbook, description="Folder with the playbook files.")
    model: str = Field(default=DEFAULT_MODEL, description="Driver model: a folder in models/ of the playbook.")
    cache: Path = Field(
        default_factory=lambda: user_cache_path("coachbot"),
        description="Folder for what was learned from the playbook; it may be thrown away at any time.",
    )
    language: Language | None = Field(
        default=None, description="Language to answer in, nl or en; unset, the coach answers in the language of the message."
    )
    contacts: str | None = Field(
        default=None,
        max_length=500,
        description="Where people in your organisation find a person to talk to; shown when somebody is in distress.",
    )


def read_settings() -> Settings:
    """Read the settings from the environment.

    Raises:
        ConfigurationError: one or more settings are wrong; names them all.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = [f"{PREFIX}{'_'.join(map(str, fault['loc'])).upper()}: {fault['msg']}" for fault in error.errors()]
        raise ConfigurationError("\n".join(["settings that can't be used:", *(f"- {fault}" for fault in faults)])) from error
