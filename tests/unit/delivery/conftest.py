"""Delivery on both databases, with a platform that remembers what it was sent."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

from coachbot.delivery import Delivery, Options
from coachbot.events import Decision, Event
from coachbot.metrics import Metrics
from postgres import fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    """An empty database of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'delivery.db'}"
        return
    with fresh_database(request.getfixturevalue("postgres_server")) as database:
        yield database


@pytest.fixture
def sqlite(tmp_path):
    return f"sqlite:///{tmp_path / 'data' / 'delivery.db'}"


class Platform:
    """A sender that keeps what it sent. `faults` are raised first, one a send; a pair sends before it raises."""

    def __init__(self, *, readable=True):
        self.sent = []
        self.faults = []
        self.readable = readable

    async def send(self, _event, decision, key):
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, tuple):
                self.sent.append((key, decision))
                raise fault[0]
            raise fault
        self.sent.append((key, decision))
        return f"m{len(self.sent)}"

    async def find(self, _event, key):
        return any(sent == key for sent, _ in self.sent) if self.readable else None

    @property
    def keys(self):
        return [key for key, _ in self.sent]


@pytest.fixture
def platform():
    return Platform()


def event(number=1, *, conversation="C1", person="p1", platform="slack", tenant="T1", **payload):
    """An event of its own for each number."""
    return Event(
        id=f"{platform}:{tenant}:{number:06d}:Ev{number}",
        platform=platform,
        tenant=tenant,
        conversation=conversation,
        channel=conversation,
        person=person,
        payload={"number": number, **payload},
    )


async def think(event):
    return Decision(kind="CoachingAnswer", data={"objection": "no-time", "number": event.payload["number"]})


QUICK = {"poll_s": 0.02, "pace_s": 0, "lease_s": 1.0, "drain_s": 3, "think_wait_s": 0, "schedule_poll_s": 0.2, "listen_s": 0.02}


@asynccontextmanager
async def delivering(url, platform, thinking=think, *, metrics=None, schedules=(), **options):
    """Delivery, started, and stopped afterwards."""
    delivery = Delivery(url, thinking, {"slack": platform}, metrics or Metrics(), Options(**{**QUICK, **options}))
    for schedule in schedules:
        delivery.schedule(*schedule)
    await delivery.start()
    try:
        yield delivery
    finally:
        await delivery.stop()


async def until(holds, seconds=30.0):
    """Wait until something holds, or fail."""
    async with asyncio.timeout(seconds):
        while True:
            found = holds()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.02)
