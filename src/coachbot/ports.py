"""The protocols between coachbot and a chat platform. No SDK type and no web framework crosses them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager  # noqa: TC003 - part of the protocols
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from coachbot.messages import is_for_all

if TYPE_CHECKING:
    from datetime import datetime

    from coachbot.events import Decision, Event
    from coachbot.json_values import Json
    from coachbot.messages import IncomingMessage, Reply
    from coachbot.pieces import Card
    from coachbot.playbook import Playbook

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
        """Open connections. Delivery starts right after, since it sends at once: until then `Desk.submit` refuses."""

    async def stop(self) -> None:
        """Close them; no request comes in any more, and every answer that could be is out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """A reply, and its card: what an adapter renders, and what it does besides (a file, a dialog, a post for all)."""

    reply: Reply
    card: Card

    @property
    def for_all(self) -> bool:
        """Whether everybody in the conversation is to see it, rather than whoever asked alone."""
        return is_for_all(self.reply)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an answer goes, in the platform's own ids. It is written down with the message, so it holds nobody's words.

    Sends to one `channel` are paced. `details` come back to the sender by `place_of(event)`; of a reminder they are the
    person's `Origin.address`, which therefore holds a `channel` too.
    """

    channel: str
    details: Mapping[str, Json] = field(default_factory=dict)


def place_of(event: Event) -> Place:
    """Where the answer to an event goes."""
    raw: Any = event.payload["place"]
    return Place(channel=raw["channel"], details=raw["details"])


class Installations(Protocol):
    """The workspaces where an app was installed, each with what the adapter needs to talk there, encrypted at rest."""

    async def get(self, platform: str, workspace: str) -> Mapping[str, Json] | None:
        """What was kept of a workspace; None where the app isn't installed."""

    async def keep(self, platform: str, workspace: str, details: Mapping[str, Json]) -> None:
        """Keep what is needed to talk in a workspace; one that was leaving stays."""

    async def all(self, platform: str) -> Mapping[str, Mapping[str, Json]]:
        """Every workspace of a platform that isn't leaving, with its details."""

    async def leave(self, platform: str, workspace: str, *, erase_now: bool = False) -> None:
        """The app was taken out of a workspace: its details go at once, everything else after 30 days, or now."""

    async def use_once(self, platform: str, state: str, until: datetime) -> bool:
        """Use up a state that somebody comes back with to install; False where it was used before, on whichever replica."""

    def exclusively(self, platform: str, workspace: str) -> AbstractAsyncContextManager[None]:
        """Hold a workspace alone among all replicas, as for using a refresh token that works once."""


class Desk(Protocol):
    """What an adapter hands its messages to, and gets cards from."""

    async def playbook_of(self, platform: str, workspace: str) -> Playbook:
        """The playbook in force in a workspace, for adapters in which it can be searched."""

    @property
    def installations(self) -> Installations:
        """The workspaces where the app is installed."""

    async def submit(self, message: IncomingMessage, place: Place) -> bool:
        """Write a message down, redacted, to be answered once through the adapter's sender; False when it is known already.

        `message.origin` and `message.event` must be there.

        Raises:
            DeliveryError: it could not be written: answer 503, so that the platform tries again.
        """

    async def answer(self, message: IncomingMessage) -> tuple[Answered, ...]:
        """Answer at once, in the order in which the cards are shown: commands, buttons, dialogs. It never raises."""

    async def answered(self, event: Event, decision: Decision) -> tuple[Answered, ...]:
        """What a decision says, for a sender to render."""

    async def unreachable(self, event: Event) -> None:
        """The person can't be reached any more: they blocked the coach or left. Nothing is sent unasked from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """How one thing stands. `mend` says what to do where it isn't sound."""

    what: str
    sound: bool
    state: str
    mend: str = ""


class Platform(Protocol):
    """A module that an entry point of the group `coachbot.adapters` names, as its platform is called.

    It is imported wherever platforms are listed, so it imports its SDK only within these functions.
    """

    NEEDED: tuple[str, ...]
    """The variables of the simplest way to be served, as an operator sets them."""

    def create_adapter(self, desk: Desk) -> ChatAdapter:
        """The adapter, by its settings from the environment.

        Raises:
            ConfigurationError: what is set doesn't fit together, or isn't safe.
        """

    def examine(self) -> Iterable[Diagnosis]:
        """Look at what the platform needs, one thing at a time, for `coachbot doctor`."""
