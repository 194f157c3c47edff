"""Many workspaces: installing the app with OAuth, keeping its tokens, and renewing them before they end."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import html
import secrets
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

import structlog

from coachbot.errors import DeliveryError, StoreError
from coachbot.ports import HttpResponse
from coachbot_slack.api import UnclearError
from coachbot_slack.incoming import PLATFORM
from coachbot_slack.manifest import SCOPES
from coachbot_slack.words import load_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coachbot.ports import HttpRequest, Installations
    from coachbot_slack.api import Api
    from coachbot_slack.incoming import Workspace

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
_AUTHORIZE = "https://slack.com/oauth/v2/authorize"
_ORGANISATION = "organisation"
_COOKIE = "coachbot_slack_state"
_STATE_S = 600
_RENEW_EVERY_S = 3600
_RENEW_BEFORE_S = 2 * 3600 + 600
"""A token that rotates lives twelve hours; two of the hourly rounds may fail before it ends."""

_log = structlog.get_logger(__name__)


class OneWorkspace:
    """The token of the one workspace that is served. Implements `sending.Tokens`."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.user: str | None = None
        self._left: set[str] = set()

    async def of(self, workspace: Workspace) -> str | None:
        """The bot token; None once the app was taken out."""
        return None if workspace.team in self._left else self.token

    async def own_user(self, _workspace: Workspace) -> str | None:
        """Who the coach itself is; None until Slack said so."""
        return self.user

    def left(self, workspace: Workspace) -> None:
        """The app was taken out: nothing is done there until coachbot starts with a new token."""
        self._left.add(workspace.team)


class ManyWorkspaces:
    """The tokens of every workspace and organisation that installed the app. Implements `sending.Tokens`."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations
        self._noted: set[Workspace] = set()

    async def of(self, workspace: Workspace) -> str | None:
        """The bot token: the workspace's own, or that of its organisation."""
        token = await self._detail(workspace, "token")
        if token is not None:
            await self._note(workspace)
        return token

    async def own_user(self, workspace: Workspace) -> str | None:
        """Who the coach itself is there."""
        return await self._detail(workspace, "bot_user")

    async def _detail(self, workspace: Workspace, name: str) -> str | None:
        for where in (workspace.team, workspace.enterprise):
            details = await self._installations.get(PLATFORM, where) if where else None
            if details is not None and details.get(name):
                return str(details[name])
        return None

    async def _note(self, workspace: Workspace) -> None:
        """Note once that a workspace talks by its organisation's token, so that it leaves with its organisation."""
        if not (workspace.team and workspace.enterprise) or workspace in self._noted:
            return
        if await self._installations.get(PLATFORM, workspace.team) is None:
            await self._installations.keep(PLATFORM, workspace.team, {_ORGANISATION: workspace.enterprise})
        self._noted.add(workspace)

    def left(self, workspace: Workspace) -> None:
        """The app was taken out: its details went with that."""
        self._noted = {noted for noted in self._noted if workspace.enterprise is None or noted.enterprise != workspace.enterprise}


async def leave(installations: Installations, workspace: Workspace, *, organisation_too: bool) -> None:
    """The app was taken out of a workspace, or of an organisation with every workspace that talked by its token."""
    gone = {workspace.team}
    if organisation_too and workspace.enterprise is not None:
        known = await installations.all(PLATFORM)
        gone |= {name for name, details in known.items() if details.get(_ORGANISATION) == workspace.enterprise}
        gone.add(workspace.enterprise)
    for name in sorted(filter(None, gone)):
        await installations.leave(PLATFORM, name)


class OAuth:
    """Lets workspaces install the app, and renews their tokens."""

    def __init__(
        self,
        installations: Installations,
        api: Api,
        *,
        client_id: str,
        client_secret: str,
        public_url: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._installations = installations
        self._api = api
        self._client = {"client_id": client_id, "client_secret": client_secret}
        self._redirect = public_url.rstrip("/") + REDIRECT
        self._key = hashlib.sha256(b"coachbot state " + client_secret.encode()).digest()
        self._clock = clock

    async def install(self, _request: HttpRequest) -> HttpResponse:
        """Send whoever installs the app to Slack, with a state that only their browser can bring back, once."""
        nonce, until = secrets.token_urlsafe(24), int(self._clock()) + _STATE_S
        state = f"{nonce}.{until}.{self._sealed(nonce, until)}"
        asked = {
            "client_id": self._client["client_id"],
            "scope": ",".join(SCOPES),
            "state": state,
            "redirect_uri": self._redirect,
        }
        cookie = f"{_COOKIE}={nonce}; Path=/slack; Max-Age={_STATE_S}; HttpOnly; Secure; SameSite=Lax"
        return HttpResponse(status=302, headers={"Location": f"{_AUTHORIZE}?{urlencode(asked)}", "Set-Cookie": cookie})

    async def redirect(self, request: HttpRequest) -> HttpResponse:
        """Keep the installation that Slack sends somebody back with."""
        query = {name: values[0] for name, values in parse_qs(request.query).items()}
        nonce, until = self._begun(query.get("state", ""), request.headers.get("cookie", ""))
        if not nonce or "code" not in query:
            return _page(400, "not_installed_title", "not_installed")
        try:
            if not await self._installations.use_once(PLATFORM, nonce, datetime.fromtimestamp(until, UTC)):
                return _page(400, "not_installed_title", "not_installed")
            given = await self._api.call("oauth.v2.access", "", **self._client, code=query["code"], redirect_uri=self._redirect)
            await self._keep(given)
        except (DeliveryError, UnclearError, StoreError, KeyError) as error:
            _log.warning("installation_failed", error=type(error).__name__)
            return _page(502, "not_installed_title", "not_installed")
        return _page(200, "installed_title", "installed")

    async def renew_hourly(self) -> None:
        """Renew what ends soon, at once and every hour: also where no request comes in."""
        while True:
            try:
                await self.renew()
            except Exception as error:  # noqa: BLE001 - the next round tries again, whatever went wrong in this one
                _log.warning("renewal_failed", error=type(error).__name__)
            await asyncio.sleep(_RENEW_EVERY_S)

    async def renew(self) -> None:
        """Renew the tokens that end soon, each by one replica alone: a refresh token works once."""
        for name, seen in (await self._installations.all(PLATFORM)).items():
            if not self._ends_soon(seen):
                continue
            try:
                async with self._installations.exclusively(PLATFORM, name):
                    details = await self._installations.get(PLATFORM, name)
                    if details is None or not self._ends_soon(details):
                        continue
                    given = await self._api.call(
                        "oauth.v2.access", "", **self._client, grant_type="refresh_token", refresh_token=details["refresh_token"]
                    )
                    await self._installations.keep(PLATFORM, name, {**details, **self._tokens(given)})
            except (DeliveryError, UnclearError, KeyError) as error:
                _log.warning("token_not_renewed", error=type(error).__name__)

    def _ends_soon(self, details: Mapping[str, Any]) -> bool:
        return bool(details.get("refresh_token")) and details.get("ends", 0) < self._clock() + _RENEW_BEFORE_S

    async def _keep(self, given: Mapping[str, Any]) -> None:
        """Keep an installation under the organisation it is for, or else under its workspace."""
        where = given["enterprise"] if given.get("is_enterprise_install") else given["team"]
        await self._installations.keep(
            PLATFORM,
            str(where["id"]),
            {**self._tokens(given), "bot_user": given.get("bot_user_id"), "scopes": str(given.get("scope") or "")},
        )

    def _tokens(self, given: Mapping[str, Any]) -> dict[str, Any]:
        lasts = given.get("expires_in")
        return {
            "token": str(given["access_token"]),
            "refresh_token": given.get("refresh_token"),
            "ends": int(self._clock() + lasts) if isinstance(lasts, int) else None,
        }

    def _sealed(self, nonce: str, until: int) -> str:
        return hmac.new(self._key, f"{nonce}.{until}".encode(), hashlib.sha256).hexdigest()

    def _begun(self, state: str, cookies: str) -> tuple[str, int]:
        """The nonce of a state that began here, in this browser and not long ago, and when it ends; no nonce for any other."""
        nonce, _, rest = state.partition(".")
        until, _, seal = rest.partition(".")
        if not (until.isascii() and until.isdigit() and len(until) < 20):  # noqa: PLR2004 - no moment is longer
            return "", 0
        sealed = hmac.compare_digest(seal.encode(), self._sealed(nonce, int(until)).encode())
        same_browser = f"{_COOKIE}={nonce}" in (cookie.strip() for cookie in cookies.split(";"))
        return (nonce, int(until)) if sealed and same_browser and self._clock() < int(until) else ("", 0)


def _page(status: int, title: str, text: str) -> HttpResponse:
    """A page in both languages: whose browser it is shown in isn't known."""
    parts = [
        f'<section lang="{language}"><h1>{html.escape(getattr(load_words(language), title))}</h1>'
        f"<p>{html.escape(getattr(load_words(language), text))}</p></section>"
        for language in ("nl", "en")
    ]
    body = f'<!doctype html><html lang="nl"><meta charset="utf-8"><title>coachbot</title>{"".join(parts)}</html>'
    return HttpResponse(
        status=status,
        body=body.encode(),
        content_type="text/html",
        headers={"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store"},
    )
