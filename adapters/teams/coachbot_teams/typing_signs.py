"""Shows that the coach is writing, where an answer takes long enough for somebody to wonder."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_AFTER_S = 1.0


class TypingSigns:
    """At most one sign waits for each chat; an answer that comes sooner takes it away, as every sign counts for Teams' rate."""

    def __init__(self, after_s: float = _AFTER_S) -> None:
        self._after_s = after_s
        self._waiting: dict[str, asyncio.Task[None]] = {}

    def soon(self, chat: str, show: Callable[[], Awaitable[object]]) -> None:
        """Show it in a while, unless the answer is there first."""
        if chat in self._waiting:
            return

        async def shown() -> None:
            await asyncio.sleep(self._after_s)
            await show()

        task = asyncio.create_task(shown())
        self._waiting[chat] = task
        task.add_done_callback(lambda done: self._done(chat, done))

    def over(self, chat: str) -> None:
        """The answer is there."""
        task = self._waiting.get(chat)
        if task is not None:
            task.cancel()

    def stop(self) -> None:
        """No more of them."""
        for task in tuple(self._waiting.values()):
            task.cancel()

    def _done(self, chat: str, task: asyncio.Task[None]) -> None:
        self._waiting.pop(chat, None)
        if not task.cancelled():
            task.exception()  # a sign that couldn't be shown is no loss
