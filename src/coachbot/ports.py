"""The protocols between coachbot and a chat platform. No SDK type and no web framework crosses them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from coachbot.events import Decision, Event

Check = Callable[[], Awaitable[str | None]]
"""A readiness check: None when all is well, else what is wrong, in words that may be public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """A request as it came in. Header names are in lower case; `body` is within the size limit."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """What to answer a request with."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


Handler = Callable[[HttpRequest], Awaitable[HttpResponse]]


class Sender(Protocol):
    """Puts an answer in the place it belongs, on one platform.

    `key` is the same however often this answer is sent: a sender that can, puts it into the message.
    """

    async def send(self, event: Event, decision: Decision, key: str) -> str | None:
        """Send the answer, and return the platform's id of it.

        Raises:
            ThrottledError: nothing was accepted; the platform says when to come back.
            NotSentError: certainly nothing was accepted.
            RefusedError: it never will be accepted.
            Exception: any other leaves open whether the answer arrived; delivery looks before it sends again.
        """

    async def find(self, event: Event, key: str) -> bool | None:
        """Whether the answer is there already; None where the platform can't be read back."""


class ChatAdapter(Protocol):
    """A platform that is configured: where its requests come in, and how answers go out."""

    @property
    def name(self) -> str:
        """The platform's name, as in `Event.platform`: slack, teams."""

    @property
    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Handlers by method and path: `("POST", "/slack/events")`."""

    @property
    def sender(self) -> Sender:
        """How answers go out."""

    async def start(self) -> None:
        """Open connections; delivery is running already."""

    async def stop(self) -> None:
        """Close them; no request comes in any more, and every answer that could be is out."""


class Inbox(Protocol):
    """What an adapter hands its messages to."""

    async def submit(self, event: Event) -> bool:
        """Write the event down, to be answered once; False when it is known already.

        Raises:
            DeliveryError: it could not be written: answer 503, so that the platform tries again.
        """
