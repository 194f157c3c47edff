"""Settings of the Teams adapter from the environment: `COACHBOT_TEAMS_…`."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from coachbot.errors import ConfigurationError

PREFIX = "COACHBOT_TEAMS_"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYBODY = "*"
_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

AppType = Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"]


class TeamsSettings(BaseSettings):
    """What an operator can set for Teams."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True, populate_by_name=True
    )

    app_id: str | None = Field(default=None, description="Application (client) id of the bot's registration.")
    app_password: SecretStr | None = Field(default=None, description="Client secret; none with a managed identity.")
    app_type: AppType = Field(
        default="SingleTenant",
        description="SingleTenant, UserAssignedMSI (managed identity), or MultiTenant (registered before August 2025).",
    )
    tenant_id: str | None = Field(default=None, description="Tenant of the registration; its people may use the coach.")
    tenants: str = Field(
        default="", description="Tenants whose people may use the coach besides, with commas between; * lets in every tenant."
    )
    development: bool = Field(
        default=False,
        description="1 to try the coach with a client on this machine: no tokens are asked, and it may listen here alone.",
    )
    openid_url: str = Field(
        default="https://login.botframework.com/v1/.well-known/openidconfiguration",
        description="Where the keys are published that requests are signed with.",
    )
    host: str = Field(default="127.0.0.1", validation_alias="COACHBOT_HOST", exclude=True)

    def admits(self, tenant: str) -> bool:
        """Whether people of a tenant may use the coach."""
        if self.development and not self.app_id:
            return True
        listed = {one.strip().lower() for one in self.tenants.split(",") if one.strip()}
        own = {self.tenant_id.lower()} if self.tenant_id else set()
        return EVERYBODY in listed or tenant.lower() in listed | own


def teams_settings() -> TeamsSettings:
    """The settings, once they fit together.

    Raises:
        ConfigurationError: one is missing, or isn't what it should be; names them all.
    """
    try:
        settings = TeamsSettings()
    except ValidationError as error:
        names = ", ".join(f"{PREFIX}{fault['loc'][0]!s}".upper() for fault in error.errors())
        msg = f"can't be read: {names}; docs/teams.md tells what they hold"
        raise ConfigurationError(msg) from error
    faults = _faults(settings)
    if faults:
        msg = f"{'; '.join(faults)}; docs/teams.md tells where to find them"
        raise ConfigurationError(msg)
    return settings


def _faults(settings: TeamsSettings) -> list[str]:
    faults = []
    if settings.development and settings.host not in LOOPBACK:
        faults.append(
            f"COACHBOT_TEAMS_DEVELOPMENT asks no tokens, so it can't listen on {settings.host}: set COACHBOT_HOST=127.0.0.1"
        )
    if not _is_safe(settings.openid_url, development=settings.development):
        faults.append("COACHBOT_TEAMS_OPENID_URL should begin with https://")
    if settings.development and settings.app_id is None:
        return faults
    return [*faults, *_registration(settings), *_tenants(settings)]


def _registration(settings: TeamsSettings) -> list[str]:
    faults = []
    if settings.app_id is None:
        faults.append("COACHBOT_TEAMS_APP_ID is missing")
    elif not _ID.fullmatch(settings.app_id):
        faults.append("COACHBOT_TEAMS_APP_ID should be an id such as 11111111-2222-3333-4444-555555555555")
    if settings.app_type != "UserAssignedMSI" and settings.app_password is None:
        faults.append("COACHBOT_TEAMS_APP_PASSWORD is missing")
    if settings.app_type == "UserAssignedMSI" and settings.app_password is not None:
        faults.append("COACHBOT_TEAMS_APP_PASSWORD isn't used with a managed identity; take it away")
    if settings.app_type != "MultiTenant" and settings.tenant_id is None:
        faults.append("COACHBOT_TEAMS_TENANT_ID is missing")
    if settings.app_type == "MultiTenant" and not (settings.tenants.strip() or settings.tenant_id):
        faults.append("COACHBOT_TEAMS_TENANTS is missing: the tenants that may use the coach, or * for all")
    return faults


def _tenants(settings: TeamsSettings) -> list[str]:
    listed = [one.strip() for one in [*settings.tenants.split(","), settings.tenant_id or ""] if one.strip()]
    wrong = [one for one in listed if one != EVERYBODY and not _ID.fullmatch(one)]
    return [f"{', '.join(wrong)}: no id of a tenant (COACHBOT_TEAMS_TENANT_ID, COACHBOT_TEAMS_TENANTS)"] if wrong else []


def _is_safe(url: str, *, development: bool) -> bool:
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (development and parts.hostname in LOOPBACK))
