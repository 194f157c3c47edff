"""The one module that knows botbuilder: whether a request comes from Teams, and the token to answer with.

The SDK is frozen, so what its successor costs is this file. Nothing of it gets out: activities are plain JSON
everywhere, and they are sent over one aiohttp session, since the SDK's own clients are built anew for every turn
and share a few threads.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
import msal
import requests
from botbuilder.schema import Activity
from botframework.connector.auth import (
    AuthenticationConfiguration,
    BotFrameworkAuthenticationFactory,
    ManagedIdentityAppCredentials,
    MicrosoftAppCredentials,
    PasswordServiceClientCredentialFactory,
)
from botframework.connector.auth.jwt_token_extractor import JwtTokenExtractor
from jwt.algorithms import RSAAlgorithm

from coachbot.errors import NotSentError, RefusedError, ThrottledError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot_teams.settings import TeamsSettings

ISSUER = "https://api.botframework.com"
"""Who signs the requests of Teams."""
SCOPE = "https://api.botframework.com"
"""What our tokens are for."""
LOGIN = "https://login.microsoftonline.com"
_OLD_TENANT = "botframework.com"
"""Where a multi-tenant registration gets its tokens."""
_KEYS_S, _NEW_KEY_S = 86_400.0, 300.0
_TOKEN_S = 120.0
_TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
_CONNECTIONS = 100


class StrangerError(Exception):
    """A request isn't from Teams, or isn't for this bot; the message says why, and holds nothing of the request."""


class KeysAwayError(Exception):
    """The keys that requests are signed with can't be fetched now."""


class UnclearError(Exception):
    """Teams failed in a way that leaves open whether it did what was asked."""


class TeamsRefusedError(RefusedError):
    """Teams won't accept this; `status` and `code` are its own words for why."""

    def __init__(self, what: str, status: int, code: str) -> None:
        self.status = status
        self.code = code
        super().__init__(f"Teams refuses {what}: {status} {code}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Key:
    """A key as the SDK wants it."""

    public_key: Any
    endorsements: list[str]


@dataclass(kw_only=True)
class _Keys:
    """The published keys, in the place of the SDK's own, which fetches them with the event loop at a standstill."""

    url: str
    session: aiohttp.ClientSession
    _found: dict[str, _Key] = field(default_factory=dict)
    _at: float = float("-inf")
    _alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def get(self, key_id: str | None) -> _Key:
        """The key of an id; the SDK calls this."""
        if self._old(_KEYS_S) or (key_id not in self._found and self._old(_NEW_KEY_S)):
            async with self._alone:
                if self._old(_NEW_KEY_S):
                    await self._fetch()
        if key_id is None or key_id not in self._found:
            msg = "signed with a key that isn't published"
            raise StrangerError(msg)
        return self._found[key_id]

    async def count(self) -> int:
        """How many there are."""
        await self._fetch()
        return len(self._found)

    def _old(self, seconds: float) -> bool:
        return time.monotonic() - self._at > seconds

    async def _fetch(self) -> None:
        try:
            async with self.session.get(self.url) as answer:
                answer.raise_for_status()
                where = (await answer.json(content_type=None))["jwks_uri"]
            async with self.session.get(where) as answer:
                answer.raise_for_status()
                listed = (await answer.json(content_type=None))["keys"]
            self._found = {
                key["kid"]: _Key(public_key=RSAAlgorithm.from_jwk(json.dumps(key)), endorsements=key.get("endorsements", []))
                for key in listed
                if key.get("kty") == "RSA"
            }
        except (aiohttp.ClientError, TimeoutError, KeyError, ValueError, TypeError) as error:
            if self._found:
                self._at = time.monotonic() - _KEYS_S + _NEW_KEY_S  # those of yesterday will do a while longer
                return
            msg = f"the keys of Teams can't be fetched ({type(error).__name__})"
            raise KeysAwayError(msg) from error
        self._at = time.monotonic()


class Sdk:
    """Verifies what comes in, and calls the Bot Connector. Nothing works before `open`.

    `tokens` stands for the web session by which tokens are asked for.
    """

    def __init__(self, settings: TeamsSettings, tokens: requests.Session | None = None) -> None:
        self._settings = settings
        self._tokens = tokens or requests.Session()
        self._session: aiohttp.ClientSession | None = None
        self._credentials = None if settings.app_id is None else self._made_credentials(settings.app_id)
        self._token: tuple[str, float] = ("", float("-inf"))
        self._alone = asyncio.Lock()
        self._authentication: Any = None

    async def open(self) -> None:
        """Open the connections."""
        connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT, connector=connector, auto_decompress=True)
        url, app_id = self._settings.openid_url, self._settings.app_id
        self._keys = _Keys(url=url, session=self._session)
        JwtTokenExtractor.metadataCache[url] = self._keys
        self._authentication = BotFrameworkAuthenticationFactory.create(
            to_channel_from_bot_login_url=f"{LOGIN}/{_OLD_TENANT}",
            to_channel_from_bot_oauth_scope=SCOPE,
            to_bot_from_channel_token_issuer=ISSUER,
            to_bot_from_channel_open_id_metadata_url=url,
            # The emulator's tokens are refused below; with this address nothing else is fetched for them either.
            to_bot_from_emulator_open_id_metadata_url=url,
            credential_factory=PasswordServiceClientCredentialFactory(app_id, "unused"),
            auth_configuration=AuthenticationConfiguration(),
        )

    async def close(self) -> None:
        """Close them."""
        if self._session is not None:
            await self._session.close()

    async def verify(self, authorization: str | None, activity: Mapping[str, Any]) -> None:
        """Nothing, when a request is from Teams and for this bot.

        Raises:
            StrangerError: issuer, audience, signature, time or service address isn't right, or there is no token.
            KeysAwayError: it can't be told now.
        """
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or not self.trusts(service_url):
            msg = "its service address isn't Microsoft's"
            raise StrangerError(msg)
        if self._settings.app_id is None and self._settings.development:
            return
        if not authorization:
            msg = "it has no token"
            raise StrangerError(msg)
        claimed = Activity(channel_id=str(activity.get("channelId") or ""), service_url=service_url)
        try:
            result = await self._authentication.authenticate_request(claimed, authorization)
            claims = result.claims_identity.claims
        except (StrangerError, KeysAwayError):
            raise
        except Exception as error:
            # The SDK raises whatever it stumbles over: an unreadable token, a missing claim, a wrong one.
            msg = f"its token isn't right ({type(error).__name__})"
            raise StrangerError(msg) from error
        if claims.get("iss") != ISSUER or claims.get("aud") != self._settings.app_id or "exp" not in claims:
            msg = "its token isn't one of Teams for this bot"
            raise StrangerError(msg)

    async def count_keys(self) -> int:
        """How many keys are published that requests may be signed with.

        Raises:
            KeysAwayError: they can't be fetched.
        """
        return await self._keys.count()

    def trusts(self, service_url: str) -> bool:
        """Whether an address may be sent to: with what comes from us goes a token.

        >>> from coachbot_teams.settings import TeamsSettings
        >>> sdk = Sdk(TeamsSettings(development=False))
        >>> sdk.trusts("https://smba.trafficmanager.net/emea/"), sdk.trusts("https://smba.trafficmanager.net.evil.example/")
        (True, False)
        """
        try:
            parts = urlsplit(service_url)
            host, plain = parts.hostname or "", parts.username is None and parts.port in (None, 443)
        except ValueError:
            return False
        if parts.scheme == "https" and plain and (host in _HOSTS or host.endswith(".botframework.com")):
            return True
        return self._settings.development and parts.scheme == "http" and host in {"127.0.0.1", "localhost"}

    async def call(self, service_url: str, method: str, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """Call the Bot Connector, and return its answer.

        Raises:
            ThrottledError, NotSentError, TeamsRefusedError: certainly nothing was done.
            UnclearError: it may have been done.
        """
        if not self.trusts(service_url):
            what = "an address that isn't Microsoft's"
            raise TeamsRefusedError(what, 0, "NotAllowed")
        if self._session is None:
            msg = "not open"
            raise NotSentError(msg)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self._credentials is not None:
            headers["Authorization"] = f"Bearer {await self.token()}"
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        url = f"{service_url.rstrip('/')}/{path}"
        try:
            async with self._session.request(method, url, data=data, headers=headers, allow_redirects=False) as answer:
                raw = await answer.read()
        except aiohttp.ClientConnectorError as error:
            msg = f"Teams can't be reached ({type(error).__name__})"
            raise NotSentError(msg) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            msg = f"Teams broke off ({type(error).__name__})"
            raise UnclearError(msg) from error
        found = _parsed(raw)
        if answer.status < 300:  # noqa: PLR2004 - all is well
            return found
        if answer.status == 401:  # noqa: PLR2004 - our token isn't taken (any more)
            self._token = ("", float("-inf"))
        raise failure(method, answer.status, found, answer.headers.get("Retry-After"))

    async def token(self) -> str:
        """The token to talk with; asked for again now and then, as who gives it knows how long it lasts.

        Raises:
            NotSentError: none is given.
        """
        async with self._alone:
            token, at = self._token
            if time.monotonic() - at < _TOKEN_S:
                return token
            try:
                token = str(await asyncio.to_thread(self._credentials.get_access_token)) if self._credentials else ""
            except Exception as error:
                # It is a PermissionError, a KeyError or one of requests'; the text of it may hold the secret's hint.
                msg = f"no token is given ({type(error).__name__}); check COACHBOT_TEAMS_APP_PASSWORD, APP_TYPE and TENANT_ID"
                raise NotSentError(msg) from error
            self._token = (token, time.monotonic())
            return token

    async def put_file(self, url: str, content: bytes) -> None:
        """Put a file where Teams says that somebody's OneDrive takes it.

        Raises:
            TeamsRefusedError: that isn't OneDrive, or it doesn't take it.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        at_microsoft = parts.scheme == "https" and host.endswith((".sharepoint.com", ".1drv.com"))
        at_home = self._settings.development and parts.scheme == "http" and host in {"127.0.0.1", "localhost"}
        if self._session is None or not (at_microsoft or at_home):
            what = "a file at an address that isn't OneDrive's"
            raise TeamsRefusedError(what, 0, "NotAllowed")
        headers = {"Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}", "Content-Type": "application/octet-stream"}
        async with self._session.put(url, data=content, headers=headers, allow_redirects=False) as answer:
            if answer.status >= 300:  # noqa: PLR2004 - not taken
                what = "a file"
                raise TeamsRefusedError(what, answer.status, "")

    def _made_credentials(self, app_id: str) -> Any:  # noqa: ANN401 - the SDK has no types
        settings = self._settings
        if settings.app_type == "UserAssignedMSI":
            identity = ManagedIdentityAppCredentials(app_id, SCOPE)
            identity.app = msal.ManagedIdentityClient(
                msal.UserAssignedManagedIdentity(client_id=app_id), http_client=self._tokens
            )
            # The SDK's way to its client is private, and its own session can't be chosen.
            identity._ManagedIdentityAppCredentials__get_msal_app = lambda: identity.app  # noqa: SLF001 - see above
            return identity
        tenant = settings.tenant_id if settings.app_type == "SingleTenant" else _OLD_TENANT
        secret = settings.app_password.get_secret_value() if settings.app_password else ""
        credentials = MicrosoftAppCredentials(app_id, secret, tenant, SCOPE)
        credentials.app = _LazyClient(app_id, secret, f"{LOGIN}/{tenant}", self._tokens)
        return credentials


class _LazyClient:
    """msal's client, made when a token is asked for: making it already asks the network."""

    def __init__(self, app_id: str, secret: str, authority: str, session: requests.Session) -> None:
        self._made: Any = None
        self._make: Any = lambda: msal.ConfidentialClientApplication(
            app_id, client_credential=secret, authority=authority, http_client=session
        )

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - msal has no types
        if self._made is None:
            self._made = self._make()
        return getattr(self._made, name)


_HOSTS = frozenset({"smba.trafficmanager.net", "smba.infra.gcc.teams.microsoft.com"})
"""Hosts of the Bot Connector for Teams, and *.botframework.com."""


def failure(what: str, status: int, found: Mapping[str, Any], retry_after: str | None) -> Exception:
    """What an answer of the Bot Connector's means for whoever called."""
    error = found.get("error")
    code = str(error.get("code", "")) if isinstance(error, dict) else ""
    if status == 429:  # noqa: PLR2004 - too many requests
        return ThrottledError(float(retry_after) if retry_after and retry_after.isdigit() else 2.0)
    if status == 401:  # noqa: PLR2004 - not let in
        return NotSentError("Teams doesn't take our token; check COACHBOT_TEAMS_APP_ID, APP_TYPE and TENANT_ID")
    if status >= 500 or status == 412:  # noqa: PLR2004 - the far side's own fault; 412 is to be tried again as well
        return UnclearError(f"Teams fails {what}: {status} {code}")
    return TeamsRefusedError(what, status, code)


def _parsed(raw: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(raw) if raw else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
