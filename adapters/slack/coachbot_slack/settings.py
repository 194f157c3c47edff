"""Settings of the Slack adapter from the environment: `COACHBOT_SLACK_…`."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from coachbot.errors import ConfigurationError

PREFIX = "COACHBOT_SLACK_"
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


class SlackSettings(BaseSettings):
    """What an operator can set for Slack."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    bot_token: SecretStr | None = Field(default=None, description="Bot token of the one workspace that is served, xoxb-….")
    signing_secret: SecretStr | None = Field(
        default=None, description="Signing secret, by which requests are known to be Slack's."
    )
    app_token: SecretStr | None = Field(
        default=None,
        description="App-level token, xapp-…: with it Slack is talked to over Socket Mode, without a public address.",
    )
    client_id: str | None = Field(default=None, description="Client id, where many workspaces may install the app.")
    client_secret: SecretStr | None = Field(default=None, description="Client secret, beside the client id.")
    public_url: str | None = Field(
        default=None, description="Address at which Slack reaches this server, https://coach.example.org; needed for installing."
    )
    api_url: str = Field(default="https://slack.com/api/", description="Where Slack's methods are; another only on this machine.")

    @property
    def many(self) -> bool:
        """Whether workspaces install the app themselves."""
        return self.client_id is not None


def slack_settings() -> SlackSettings:
    """The settings, once they fit together.

    Raises:
        ConfigurationError: one is missing, or isn't what it should be; names them all.
    """
    try:
        settings = SlackSettings()
    except ValidationError as error:
        names = ", ".join(f"{PREFIX}{fault['loc'][0]!s}".upper() for fault in error.errors())
        msg = f"can't be read: {names}; docs/slack.md tells what they hold"
        raise ConfigurationError(msg) from error
    faults = _faults(settings)
    if faults:
        msg = f"{'; '.join(faults)}; docs/slack.md tells where to find them"
        raise ConfigurationError(msg)
    return settings


def _faults(settings: SlackSettings) -> list[str]:
    faults = []
    if settings.many:
        if settings.client_secret is None:
            faults.append("COACHBOT_SLACK_CLIENT_SECRET is missing beside COACHBOT_SLACK_CLIENT_ID")
        if settings.public_url is None:
            faults.append("COACHBOT_SLACK_PUBLIC_URL is missing: Slack sends back there who installs the app")
        if settings.bot_token is not None:
            faults.append("COACHBOT_SLACK_BOT_TOKEN serves one workspace and COACHBOT_SLACK_CLIENT_ID many; set one of the two")
    elif settings.bot_token is None:
        faults.append("COACHBOT_SLACK_BOT_TOKEN is missing (or COACHBOT_SLACK_CLIENT_ID, for many workspaces)")
    if settings.signing_secret is None and settings.app_token is None:
        faults.append("COACHBOT_SLACK_SIGNING_SECRET is missing (or COACHBOT_SLACK_APP_TOKEN, for Socket Mode)")
    faults += _misshapen("BOT_TOKEN", settings.bot_token, ("xoxb-", "xoxe.xoxb-"))
    faults += _misshapen("APP_TOKEN", settings.app_token, ("xapp-",))
    for name, url in (("PUBLIC_URL", settings.public_url), ("API_URL", settings.api_url)):
        if url is not None and not _is_safe(url):
            faults.append(f"COACHBOT_SLACK_{name} should begin with https://")
    return faults


def _misshapen(name: str, token: SecretStr | None, starts: tuple[str, ...]) -> list[str]:
    if token is None or token.get_secret_value().startswith(starts):
        return []
    return [f"COACHBOT_SLACK_{name} should begin with {starts[0]}"]


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE))
