"""Whether Teams can be served: settings, the token to talk with, and the keys of requests."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from coachbot.errors import ConfigurationError, NotSentError
from coachbot.ports import Diagnosis
from coachbot_teams.sdk import KeysAwayError, Sdk
from coachbot_teams.settings import teams_settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coachbot_teams.settings import TeamsSettings


def examine_teams() -> Iterable[Diagnosis]:
    """Look at one thing after the other; Microsoft itself is asked."""
    try:
        settings = teams_settings()
    except ConfigurationError as error:
        return [Diagnosis(what="teams settings", sound=False, state=str(error), mend="set what it names; docs/teams.md")]
    if settings.development and settings.app_id is None:
        state = "for trying it on this machine: no tokens are asked"
        return [Diagnosis(what="teams settings", sound=True, state=state)]
    return asyncio.run(asked(settings, Sdk(settings)))


async def asked(settings: TeamsSettings, sdk: Sdk) -> list[Diagnosis]:
    """What Microsoft says of these settings."""
    await sdk.open()
    try:
        return [
            Diagnosis(
                what="teams settings",
                sound=True,
                state=f"{settings.app_type}; Teams should send to https://<your address>/api/messages",
            ),
            await _token(sdk),
            await _keys(sdk),
        ]
    finally:
        await sdk.close()


async def _token(sdk: Sdk) -> Diagnosis:
    try:
        await sdk.token()
    except NotSentError as error:
        mend = "check the three settings, and that this machine reaches login.microsoftonline.com"
        return Diagnosis(what="teams token", sound=False, state=str(error), mend=mend)
    return Diagnosis(what="teams token", sound=True, state="is given")


async def _keys(sdk: Sdk) -> Diagnosis:
    try:
        count = await sdk.count_keys()
    except KeysAwayError as error:
        mend = "check that this machine reaches login.botframework.com"
        return Diagnosis(what="teams keys", sound=False, state=str(error), mend=mend)
    return Diagnosis(
        what="teams keys", sound=count > 0, state=f"{count} are published", mend="" if count else "set COACHBOT_TEAMS_OPENID_URL"
    )
