"""When to ask how it went: after a delay of the consultant's choice, in their own working hours."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from coachbot.store import WorkingHours

if TYPE_CHECKING:
    from coachbot.store import Person

DEFAULT_ZONE = "Europe/Amsterdam"
DEFAULT_HOURS = WorkingHours(start=time(9), end=time(17))

Delay = Literal["today", "tomorrow", "days", "week"]
DELAYS: tuple[Delay, ...] = get_args(Delay)
_AFTER: dict[Delay, timedelta] = {
    "today": timedelta(hours=3),
    "tomorrow": timedelta(days=1),
    "days": timedelta(days=3),
    "week": timedelta(days=7),
}
SNOOZE = timedelta(days=1)

_HOURS = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*-\s*(\d{1,2})(?:[:.](\d{2}))?")


def zone_of(person: Person) -> ZoneInfo:
    """Somebody's time zone; ours where they have none, or one that this machine doesn't know."""
    try:
        return ZoneInfo(person.time_zone or DEFAULT_ZONE)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(DEFAULT_ZONE)


def due_after(delay: Delay, now: datetime, person: Person) -> datetime:
    """The first moment after a delay that lies in somebody's working hours, in UTC.

    Clocks that change in between don't matter: "tomorrow" is the same time of day there.
    """
    zone, hours = zone_of(person), person.working_hours or DEFAULT_HOURS
    wanted = now.astimezone(zone)
    # Adding days to a local time keeps the time of day; adding hours is done in UTC.
    wanted = (now + _AFTER[delay]).astimezone(zone) if delay == "today" else wanted + _AFTER[delay]
    if wanted.time() >= hours.end:
        wanted = datetime.combine(wanted.date() + timedelta(days=1), hours.start, zone)
    elif wanted.time() < hours.start:
        wanted = datetime.combine(wanted.date(), hours.start, zone)
    while hours.days and wanted.weekday() not in hours.days:
        wanted = datetime.combine(wanted.date() + timedelta(days=1), hours.start, zone)
    return wanted.astimezone(UTC)


def start_of_day(now: datetime, person: Person) -> datetime:
    """Midnight where somebody is: from then on they get at most one reminder."""
    zone = zone_of(person)
    return datetime.combine(now.astimezone(zone).date(), time(0), zone).astimezone(UTC)


def read_hours(text: str) -> WorkingHours | None:
    """Read "9-17" or "08:30-16.45"; None when it isn't that, or ends before it begins.

    >>> read_hours("8:30-17")
    WorkingHours(start=datetime.time(8, 30), end=datetime.time(17, 0), days=(0, 1, 2, 3, 4))
    """
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        return None
    try:
        start = time(int(match[1]), int(match[2] or 0))
        end = time(int(match[3]), int(match[4] or 0))
    except ValueError:
        return None
    return WorkingHours(start=start, end=end) if start < end else None


def is_zone(name: str) -> bool:
    """Whether this machine knows a time zone by this name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def shown_hours(hours: WorkingHours | None) -> str:
    """Working hours as people write them.

    >>> shown_hours(None)
    '9:00-17:00'
    """
    known = hours or DEFAULT_HOURS
    return f"{known.start.hour}:{known.start.minute:02}-{known.end.hour}:{known.end.minute:02}"
