"""Settings, read once at start from the environment: `COACHBOT_…`."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, SecretStr, ValidationError
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
    data: Path = Field(
        default_factory=lambda: user_data_path("coachbot"),
        description="Folder for what must not be lost: the SQLite database, the installation's key and the list of erasures.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL database, postgresql://user:password@host:5432/database; unset, SQLite in the data folder.",
    )
    secret: SecretStr | None = Field(
        default=None,
        description="The installation's key, 32 random characters or more; unset, one is made in the data folder. "
        "Several replicas need the same one.",
    )
    retention_days: int = Field(
        default=30, ge=0, le=3650, description="Days that conversations are kept; with 0 no words are written at all."
    )
    audit_days: int = Field(default=365, ge=1, le=3650, description="Days that the audit trail of roles and playbook is kept.")
    admins: str = Field(
        default="", description="Admins from the start, platform:workspace:user with commas between, such as slack:T1:U1."
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
