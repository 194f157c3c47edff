"""From an event to a decision: the coach, asked off the event loop, and its reply as ids."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from coachbot.events import Decision
from coachbot.messages import Context, DriverGuess, IncomingMessage

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from coachbot.coach import Coach
    from coachbot.events import Event
    from coachbot.messages import Reply

_KEPT = (
    "language",
    "objection",
    "driver",
    "probability",
    "angle_number",
    "candidates",
    "also_heard",
    "kind",
    "rejected",
    "shortened",
    "participant_upset",
)
"""Fields of replies that hold ids, numbers and flags."""


def decision_of(reply: Reply) -> Decision:
    """A reply as it may be written down: what was decided, and nobody's words."""
    data: dict[str, Any] = {name: getattr(reply, name) for name in _KEPT if hasattr(reply, name)}
    topic = getattr(reply, "topic", None)
    if is_dataclass(topic) and not isinstance(topic, type):
        data["topic"] = asdict(topic)
    guess = getattr(reply, "guess", None)
    if isinstance(guess, DriverGuess):
        data["guess"] = {"driver": guess.driver, "how": guess.how, "probability": guess.probability, "runner_up": guess.runner_up}
    return Decision(kind=type(reply).__name__, data=data)


def thinker(coach: Coach, contacts: str | None) -> Callable[[Event], Awaitable[Decision]]:
    """Decides on events whose payload holds the redacted `text` and perhaps a `language`."""
    # One at a time: recognising is all processor, so more threads would only get in each other's way.
    thread = ThreadPoolExecutor(1, thread_name_prefix="coach")

    async def think(event: Event) -> Decision:
        language = event.payload.get("language")
        message = IncomingMessage(
            text=str(event.payload.get("text", "")), language=language if language in ("nl", "en") else None
        )
        context = Context(today=datetime.now(UTC).date(), contacts=contacts)
        return decision_of(await asyncio.get_running_loop().run_in_executor(thread, coach.decide, message, context))

    return think
