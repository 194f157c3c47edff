"""Column types that behave alike on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, Integer, Text
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy import Dialect


LARGEST = 2**31 - 1
"""PostgreSQL's largest integer."""


class Utc(TypeDecorator[datetime]):
    """A moment, always aware and in UTC. SQLite forgets time zones: it gets UTC and is read as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; without its zone for SQLite."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "a moment without a time zone can't be stored; make it with datetime.now(tz=UTC)"
            raise TypeError(msg)
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, whichever zone the server's session is in."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class AnyText(TypeDecorator[str]):
    """Text of any length, as people and payloads bring it.

    PostgreSQL refuses a NUL, and UTF-8 half a surrogate pair: they are replaced.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Text that every database takes."""
        del dialect
        return None if value is None else storable(value)


class RowNumber(TypeDecorator[int]):
    """A whole number as a row's id can be. One from a payload that no row can have becomes the nearest, and so finds none."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """A number that fits."""
        del dialect
        return None if value is None else min(max(value, -1), LARGEST)


def storable(text: str) -> str:
    r"""The text with what no database takes replaced.

    >>> storable("a\x00b\ud800c é")
    'a�b?c é'
    """
    return text.replace("\x00", "�").encode("utf-8", "replace").decode("utf-8")
