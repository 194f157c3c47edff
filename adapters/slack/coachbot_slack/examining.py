"""Whether Slack can be served: settings, request address, clock, token, scopes and Socket Mode."""

from __future__ import annotations

import asyncio
import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from coachbot.errors import ConfigurationError, DeliveryError
from coachbot.ports import Diagnosis
from coachbot_slack.api import UnclearError
from coachbot_slack.bolt import WebApi
from coachbot_slack.manifest import SCOPES
from coachbot_slack.settings import slack_settings
from coachbot_slack.signature import WINDOW_S

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coachbot_slack.settings import SlackSettings

_FAILURES = (DeliveryError, UnclearError)


def examine_slack() -> Iterable[Diagnosis]:
    """Look at one thing after the other; Slack itself is asked."""
    try:
        settings = slack_settings()
    except ConfigurationError as error:
        return [Diagnosis(what="slack settings", sound=False, state=str(error), mend="set what it names; docs/slack.md")]
    return asyncio.run(_asked(settings))


async def _asked(settings: SlackSettings) -> list[Diagnosis]:
    api = WebApi(settings.api_url)
    await api.open()
    try:
        found = [_way_in(settings), *await _reached(api)]
        if settings.bot_token is not None:
            found += await _token(api, settings.bot_token.get_secret_value())
        if settings.app_token is not None:
            found.append(await _socket(api, settings.app_token.get_secret_value()))
        return found
    finally:
        await api.close()


def _way_in(settings: SlackSettings) -> Diagnosis:
    if settings.app_token is not None:
        return Diagnosis(what="slack requests", sound=True, state="over Socket Mode: no public address is needed")
    address = f"{(settings.public_url or 'https://<your address>').rstrip('/')}/slack/events"
    state = f"over HTTP: the app's events, commands and interactivity should all name {address}"
    return Diagnosis(what="slack requests", sound=True, state=state)


async def _reached(api: WebApi) -> list[Diagnosis]:
    """Whether Slack answers, and how far its clock is from ours: no token is needed for either."""
    try:
        answer = await api.connection("api.test", "")
    except _FAILURES as error:
        mend = "let this machine call slack.com over HTTPS"
        return [Diagnosis(what="slack itself", sound=False, state=str(error), mend=mend)]
    return [Diagnosis(what="slack itself", sound=True, state="answers"), *_clock(answer.headers)]


async def _token(api: WebApi, token: str) -> list[Diagnosis]:
    mend = "install the app in the workspace again and copy its Bot User OAuth Token; check that this machine reaches slack.com"
    try:
        answer = await api.connection("auth.test", token)
    except _FAILURES as error:
        return [Diagnosis(what="slack token", sound=False, state=str(error), mend=mend)]
    team = str(answer.data.get("team", "?"))
    return [
        Diagnosis(what="slack token", sound=True, state=f"works in {team}"),
        _scopes(answer.headers),
    ]


def _scopes(headers: Mapping[str, str]) -> Diagnosis:
    granted = {scope.strip() for scope in _header(headers, "x-oauth-scopes").split(",")}
    missing = sorted(set(SCOPES) - granted)
    if not missing:
        return Diagnosis(what="slack scopes", sound=True, state="all there")
    mend = "add them under OAuth & Permissions, and install the app again"
    return Diagnosis(what="slack scopes", sound=False, state=f"missing: {', '.join(missing)}", mend=mend)


def _clock(headers: Mapping[str, str]) -> list[Diagnosis]:
    try:
        apart = abs(parsedate_to_datetime(_header(headers, "date")).timestamp() - time.time())
    except (ValueError, TypeError):
        return []
    mend = "" if apart < WINDOW_S / 2 else f"let this machine keep its time by NTP: from {WINDOW_S} s on every request is refused"
    return [Diagnosis(what="slack clock", sound=not mend, state=f"{apart:.0f} s from Slack's", mend=mend)]


async def _socket(api: WebApi, token: str) -> Diagnosis:
    try:
        await api.call("apps.connections.open", token)
    except _FAILURES as error:
        mend = "switch Socket Mode on and make an app-level token with connections:write"
        return Diagnosis(what="slack socket mode", sound=False, state=str(error), mend=mend)
    return Diagnosis(what="slack socket mode", sound=True, state="a connection is given")


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name), "")
