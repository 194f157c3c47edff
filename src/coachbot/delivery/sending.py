"""Getting one answer out: paced, retried, and looked for before it is sent a second time."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from coachbot.errors import NotSentError, RefusedError, ThrottledError, TurnFailedError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from coachbot.events import Decision, Event
    from coachbot.metrics import Metrics
    from coachbot.ports import Sender

_FIRST_WAIT_S = 0.5
_LONGEST_WAIT_S = 60.0

_log = structlog.get_logger(__name__)


class Pace:
    """At most one send a channel in each `every_s` seconds, in this process.

    Several replicas each keep their own pace; what that lets through too much, the platform answers
    with 429 and Retry-After, which is respected.
    """

    def __init__(self, every_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._every_s = every_s
        self._clock = clock
        self._free: dict[str, float] = {}

    def reserve(self, channel: str) -> float:
        """Seconds to wait before the next send to this channel may start; the slot is taken."""
        now = self._clock()
        if len(self._free) > 1000:  # noqa: PLR2004 - forget channels that are free again, now and then
            self._free = {name: at for name, at in self._free.items() if at > now}
        at = max(now, self._free.get(channel, now))
        self._free[channel] = at + self._every_s
        return at - now


@dataclass(slots=True)
class _Outcome:
    """What is known of earlier tries: whether one may have arrived, and whether one was repeated on that chance."""

    unclear: bool
    repeated: bool = False


class Outbox:
    """Sends answers, over whichever platform they belong to."""

    def __init__(
        self,
        senders: Mapping[str, Sender],
        pace: Pace,
        metrics: Metrics,
        *,
        give_up_s: float,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._senders = senders
        self._pace = pace
        self._metrics = metrics
        self._give_up_s = give_up_s
        self._sleep = sleep
        self._clock = clock

    async def deliver(
        self, event: Event, decision: Decision, key: str, *, again: bool, allowed: Callable[[], Awaitable[None]]
    ) -> str | None:
        """Send an answer, and return the platform's id of it.

        `again`: an earlier try may have arrived, because its process died. `allowed` returns once this
        process may still send it. Where the platform can be read back nothing is there twice; elsewhere
        one send may be repeated per death or unclear outcome, and is counted.

        Raises:
            RefusedError: the platform will never accept it.
            TurnFailedError: it didn't go out within the time in which an answer makes sense.
        """
        sender = self._senders.get(event.platform)
        if sender is None:
            msg = f"{event.platform} isn't configured any more"
            raise RefusedError(msg)
        until = self._clock() + self._give_up_s
        outcome, tries = _Outcome(unclear=again), 0
        while True:
            try:
                if outcome.unclear and await self._arrived(sender, event, key, outcome):
                    return None
                await self._sleep(self._pace.reserve(f"{event.platform}:{event.tenant}:{event.channel}"))
                await allowed()
                return await sender.send(event, decision, key)
            except (RefusedError, TurnFailedError):
                raise
            except ThrottledError as error:
                why, wait_s = "throttled", error.retry_after_s
            except NotSentError:
                why, wait_s = "not_sent", self._back_off(tries)
            except Exception as error:  # noqa: BLE001 - any other outcome is unclear: look first
                why, wait_s, outcome.unclear = "unclear", self._back_off(tries), True
                _log.warning("send_unclear", id=event.id, platform=event.platform, error=type(error).__name__)
            if self._clock() + wait_s > until:
                message = f"{event.platform} accepted no answer for {self._give_up_s:g} s ({why})"
                raise TurnFailedError(message)
            tries += 1
            self._metrics.sends_retried.labels(event.platform, why).inc()
            await self._sleep(wait_s)

    async def _arrived(self, sender: Sender, event: Event, key: str, outcome: _Outcome) -> bool:
        """Whether a send of unclear outcome arrived. Where nobody can tell, it didn't, once."""
        found = await sender.find(event, key)
        if found:
            self._metrics.found_sent.labels(event.platform).inc()
            return True
        if found is None:
            if outcome.repeated:
                message = "nobody can tell whether the answer arrived; it was repeated once"
                raise TurnFailedError(message)
            outcome.repeated = True
            self._metrics.repeats_possible.labels(event.platform).inc()
        outcome.unclear = False
        return False

    @staticmethod
    def _back_off(tries: int) -> float:
        """Twice as long after every try, and never the same for two turns."""
        return min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0**tries) * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load
