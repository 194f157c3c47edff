"""Settings from the environment: `COACHBOT_…`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

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
    redact_places: str = Field(
        default="",
        description="Places that are taken out of what is kept, with commas between; `*` takes every Dutch municipality.",
    )
    audit_days: int = Field(default=365, ge=1, le=3650, description="Days that the audit trail of roles and playbook is kept.")
    admins: str = Field(
        default="", description="Admins from the start, platform:workspace:user with commas between, such as slack:T1:U1."
    )
    leads_publish_alone: bool = Field(
        default=False,
        description="Whether a team lead may publish without a second one, as where there is only one; the audit trail says so.",
    )
    judge_url: str = Field(
        default="",
        description="OpenAI-compatible API of a language model that may pick a candidate where the coach isn't sure, "
        "such as http://127.0.0.1:8080/v1; it gets redacted words. Unset, there is none.",
    )
    judge_model: str = Field(default="", description="Model that the judge's server should use.")
    judge_key: SecretStr | None = Field(default=None, description="Key for the judge's server.")
    host: str = Field(default="127.0.0.1", description="Address that `serve` listens on; put a proxy with TLS before it.")
    port: int = Field(default=3978, ge=0, le=65535, description="Port that `serve` listens on; 0 takes a free one.")
    body_limit: int = Field(
        default=1_000_000, ge=1_000, description="Largest request body, in bytes; a larger one is answered 413."
    )
    request_rate: float = Field(
        default=200, gt=0, description="Requests a second that are let in, on average; more are answered 429."
    )
    request_burst: int = Field(default=400, ge=1, description="Requests that are let in at once after a quiet time.")
    pace: float = Field(default=1, ge=0, description="Least time between two sends to one channel, in seconds.")
    replica_lease: float = Field(
        default=15,
        ge=1,
        le=600,
        description="A replica that was silent for so many seconds is taken for dead, and its turns are taken over.",
    )
    drain: int = Field(
        default=10, ge=0, le=300, description="How long turns may go on when `serve` is asked to stop, in seconds."
    )
    time_zone: str = Field(default="Europe/Amsterdam", description="Time zone of nightly and weekly work.")
    log_format: Literal["auto", "json", "console"] = Field(
        default="auto", description="Form of the log: JSON, or colours; auto takes colours on a terminal."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="Least level that is logged.")
    log_key: SecretStr | None = Field(
        default=None,
        description="Key of the hashes that stand for people in the log; unset, one is drawn at each start. Replicas share it.",
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


def settings_table() -> str:
    """Every setting, its default and what it does, as a Markdown table: what docs/operate.md shows."""
    rows = ["| setting | default | what it does |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        factory = {"playbooks": "the shipped playbook", "cache": "the user's cache folder", "data": "the user's data folder"}
        default = factory.get(name) or ("unset" if field.default is None else f"`{field.default}`")
        rows.append(f"| `{PREFIX}{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"
