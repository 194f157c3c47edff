"""Bolt and Slack's SDK: the one module that knows them.

Bolt reads requests and routes them; Socket Mode and the Web API go through the SDK. Signatures are checked before a
request gets here (`signature.py`), as Bolt 1.30 answers a timestamp that is no number with 500.
"""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from coachbot.errors import DeliveryError, NotSentError, UnreadableError, raised_in, where_raised
from coachbot.ports import HttpRequest, HttpResponse
from coachbot_slack.api import UnclearError, failure
from coachbot_slack.incoming import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coachbot_slack.sending import Tokens

_TIMEOUT_S = 15.0
_RECONNECT_S = 5.0
_ANSWER = "an answer"
_ANY = re.compile(".*", re.DOTALL)

_log = structlog.get_logger(__name__)


class Listeners(Protocol):
    """What is done with what comes in. `event` and `view` are awaited before Slack is answered; the others only begin."""

    async def event(self, body: Mapping[str, Any]) -> None:
        """Something that happened.

        Raises:
            DeliveryError: it couldn't be written down, so Slack should tell it again.
        """

    def command(self, body: Mapping[str, Any]) -> None:
        """A slash command."""

    def action(self, body: Mapping[str, Any]) -> None:
        """A button."""

    def shortcut(self, body: Mapping[str, Any]) -> None:
        """A shortcut, of a message or from anywhere."""

    async def view(self, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """A dialog that was handed in: how it goes on, or None when it closes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How a method answered that tells about the connection itself: what it says, and its headers."""

    data: Mapping[str, Any]
    headers: Mapping[str, str]


class WebApi:
    """Slack's Web API over one session. Implements `sending.Api`."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url
        self._client: AsyncWebClient | None = None
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Open the session."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S))
        # The client's own handlers would post again after a broken connection, though the first may have arrived.
        self._client = AsyncWebClient(
            base_url=self._api_url, session=self._session, timeout=int(_TIMEOUT_S), retry_handlers=[], logger=_quiet_logger()
        )

    async def close(self) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    @property
    def client(self) -> AsyncWebClient:
        """The SDK's client, for Socket Mode."""
        if self._client is None:
            msg = "Slack isn't connected yet, or not any more"
            raise NotSentError(msg)
        return self._client

    async def call(self, method: str, token: str, **arguments: object) -> Mapping[str, Any]:
        """Call a method; errors are told as `sending.Api` says."""
        return (await self.connection(method, token, **arguments)).data

    async def connection(self, method: str, token: str, **arguments: object) -> Connection:
        """Call a method, and keep the headers of its answer."""
        client = self.client
        try:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            if method in _FORMS:
                answer = await client.api_call(method, data=arguments, headers=headers)
            else:
                answer = await client.api_call(method, json=arguments, headers=headers)
        except SlackApiError as error:
            response = error.response
            code = str(response.get("error") or "") if hasattr(response, "get") else ""
            raise failure(method, response.status_code, code, response.headers.get("Retry-After")) from error
        except aiohttp.ClientConnectorError as error:
            msg = f"Slack can't be reached for {method}"
            raise NotSentError(msg) from error
        except (aiohttp.ClientError, TimeoutError, SlackClientError, ValueError) as error:
            msg = f"Slack gave no clear answer to {method}: {type(error).__name__}"
            raise UnclearError(msg) from error
        data = answer.data
        return Connection(data=data if isinstance(data, dict) else {}, headers=answer.headers)

    async def post(self, url: str, *, json: Mapping[str, Any] | None = None, content: bytes | None = None) -> None:
        """Post to an address that Slack gave; errors are told as `call` does."""
        if self._session is None or not self._is_slacks(url):
            msg = "this address isn't Slack's"
            raise NotSentError(msg)
        try:
            async with self._session.post(url, json=json, data=content) as answer:
                if answer.status >= 400:  # noqa: PLR2004 - refused
                    raise failure(_ANSWER, answer.status, (await answer.text())[:80], answer.headers.get("Retry-After"))
        except aiohttp.ClientConnectorError as error:
            msg = "Slack can't be reached for an answer"
            raise NotSentError(msg) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            msg = f"Slack gave no clear answer: {type(error).__name__}"
            raise UnclearError(msg) from error

    def _is_slacks(self, url: str) -> bool:
        """Whether an address is Slack's, or where its methods are looked for in a test."""
        asked, known = urlsplit(url), urlsplit(self._api_url)
        if (asked.scheme, asked.netloc) == (known.scheme, known.netloc):
            return True
        host = asked.hostname or ""
        return asked.scheme == "https" and (host == "slack.com" or host.endswith((".slack.com", ".slack-gov.com")))


_FORMS = frozenset(
    {
        "auth.test",
        "conversations.history",
        "conversations.replies",
        "files.getUploadURLExternal",
        "oauth.v2.access",
        "apps.connections.open",
    }
)
"""Methods that read forms and not JSON."""


def _bolts_own(error: BaseException) -> bool:
    """Whether Bolt itself stumbled, before any listener: it takes the types in a payload for granted."""
    return raised_in(error).startswith("slack_bolt.")


class Bolt:
    """The Bolt app with our listeners behind it, for HTTP and for Socket Mode."""

    def __init__(self, listeners: Listeners, tokens: Tokens, api: WebApi) -> None:
        self._api = api
        self._socket: asyncio.Task[None] | None = None

        # A function, as Bolt takes a method's `self` for an argument that it should fill in.
        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
            if not isinstance(team_id, str | None) or not isinstance(enterprise_id, str | None):
                msg = "a workspace is named by a text"
                raise UnreadableError(msg)
            token = await tokens.of(Workspace(team=team_id or "", enterprise=enterprise_id))
            if token is None:
                return None
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

        # Before the response: an event is acknowledged once it is written down, and a dialog once it is known whether it
        # goes on. The others acknowledge at once and only start their work, so nothing waits.
        self._app = AsyncApp(
            logger=_quiet_logger(),
            process_before_response=True,
            authorize=authorize,  # type: ignore[arg-type] # it may well answer None, which Bolt expects of it
            request_verification_enabled=False,
            signing_secret="checked before",  # noqa: S106 - no secret: what Bolt would check is checked already
        )
        self._listen(listeners)

    def _listen(self, listeners: Listeners) -> None:
        app = self._app

        async def event(body: dict[str, Any]) -> None:
            await listeners.event(body)

        async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
            await ack()
            listeners.command(body)

        async def action(ack: AsyncAck, body: dict[str, Any]) -> None:
            await ack()
            listeners.action(body)

        async def shortcut(ack: AsyncAck, body: dict[str, Any]) -> None:
            await ack()
            listeners.shortcut(body)

        async def view(ack: AsyncAck, body: dict[str, Any]) -> None:
            goes_on = await listeners.view(body)
            await ack(dict(goes_on) if goes_on else "")

        async def failed(error: Exception) -> BoltResponse:
            if isinstance(error, DeliveryError):
                _log.warning("event_refused", reason=str(error))
                return BoltResponse(status=503, body="")
            if isinstance(error, UnreadableError) or _bolts_own(error):
                _log.warning("event_unreadable", error=type(error).__name__, where=where_raised(error.__cause__ or error))
                return BoltResponse(status=400, body="")
            _log.error("event_failed", error=type(error).__name__, where=where_raised(error))
            return BoltResponse(status=500, body="")

        app.event(_ANY)(event)
        app.command(_ANY)(command)
        app.action(_ANY)(action)
        app.shortcut(_ANY)(shortcut)
        app.view(_ANY)(view)
        app.error(failed)

    async def handle(self, request: HttpRequest) -> HttpResponse:
        """Answer a request whose signature was right."""
        try:
            body = request.body.decode()
        except UnicodeDecodeError:
            return HttpResponse(status=400)
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        try:
            answer = await self._app.async_dispatch(AsyncBoltRequest(body=body, query=request.query, headers=headers))
        except Exception as error:
            if not _bolts_own(error):
                raise
            _log.warning("event_unreadable", error=type(error).__name__, where=where_raised(error))
            return HttpResponse(status=400)
        kind = (answer.headers.get("content-type") or ["text/plain"])[0].partition(";")[0]
        more = {"Retry-After": "1"} if answer.status == 503 else {}  # noqa: PLR2004 - not written down
        return HttpResponse(status=answer.status, body=str(answer.body or "").encode(), content_type=kind, headers=more)

    def connect(self, app_token: str) -> None:
        """Talk over Socket Mode; a connection that doesn't come about is tried again, without holding up the start."""
        self._socket = asyncio.create_task(self._stay_connected(app_token))

    async def disconnect(self) -> None:
        """Close Socket Mode."""
        if self._socket is not None:
            self._socket.cancel()
            await asyncio.gather(self._socket, return_exceptions=True)

    async def _stay_connected(self, app_token: str) -> None:
        handler = AsyncSocketModeHandler(self._app, app_token, logger=_quiet_logger(), web_client=self._api.client)
        try:
            while True:
                try:
                    await handler.connect_async()  # type: ignore[no-untyped-call] # the SDK leaves this one bare
                    break
                except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
                    _log.warning("socket_mode_away", error=type(error).__name__, again_in_s=_RECONNECT_S)
                    await asyncio.sleep(_RECONNECT_S)
            _log.info("socket_mode_connected")
            # From here on the SDK keeps the connection, and makes a new one when Slack asks for it.
            await asyncio.Event().wait()
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call] # see above


def _quiet_logger() -> logging.Logger:
    """The SDK's lines from warnings on: below that it writes down whole payloads, with what people said."""
    logger = logging.getLogger("coachbot_slack.sdk")
    logger.setLevel(logging.ERROR)
    return logger
