"""What every repository stands on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from coachbot.store.columns import storable

if TYPE_CHECKING:
    from coachbot.store.database import Database
    from coachbot.store.keys import Keys

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(tz=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backing:
    """An open database, the installation's key, a clock, and whether words may be written at all."""

    database: Database
    keys: Keys
    now: Clock
    keep_words: bool

    def words(self, text: str | None) -> str | None:
        """The text where words may be kept, else None: the one gate for what people say."""
        return storable(text) if self.keep_words and text is not None else None
