"""A desk that works: real store, real delivery, the small playbook, and one adapter before it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace

from coachbot.cards import Cards
from coachbot.coach import Coach
from coachbot.delivery import Delivery, Options
from coachbot.delivery.database import delivery_file, sqlite_url
from coachbot.desk import Desk
from coachbot.metrics import Metrics
from coachbot.people import Companion
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.server import Server, TokenBucket
from coachbot.store import Store, StorePlan, wipe_traces
from coachbot.testing import BLUE, NO_TIME, RED, TRIED, FakeRecogniser, heard, small_playbook
from coachbot.texts import load_texts

DUTCH, ENGLISH, UNSURE = "Hier heb ik geen tijd voor", "I really have no time", "Het zal wel"

_TOLD = {
    DUTCH: heard(objections={NO_TIME: 0.9}, drivers={BLUE: 0.8, RED: 0.1}),
    ENGLISH: heard(objections={NO_TIME: 0.9}, drivers={BLUE: 0.8, RED: 0.1}, language="en"),
    UNSURE: heard(objections={NO_TIME: 0.3, TRIED: 0.25}, drivers={BLUE: 0.1, RED: 0.1}),
}


@asynccontextmanager
async def working(folder, create, *, calm=False):
    """The adapter that `create` makes with the desk, and the port where it is served."""
    playbook = small_playbook()
    calibration = replace(shipped_calibration(with_encoder=True), sure=0.6, idea=0.1, candidate=0.05, driver=0.4)
    coach = Coach(playbook, FakeRecogniser(_TOLD), calibration, ToldDriver(playbook.model.drivers))
    store = await Store.open(StorePlan(data=folder))
    desk = Desk(
        companion=Companion(coach, store, lambda text, _language: text, contacts=None),
        store=store,
        cards=Cards(playbook, {language: load_texts(language) for language in ("nl", "en")}),
        playbook=playbook,
        redact=lambda text: (text, "nl"),
    )
    adapter = create(desk)
    options = (
        Options(pace_s=0, think_wait_s=0)
        if calm
        else Options(poll_s=0.02, pace_s=0, think_wait_s=0, schedule_poll_s=0.1, listen_s=0.1)
    )
    delivery = Delivery(sqlite_url(folder), desk.think, {adapter.name: adapter.sender}, Metrics(), options)

    async def wipe():
        await wipe_traces(delivery_file(folder))

    desk.deliver_with(delivery, wipe)
    server = Server(adapter.routes, {}, Metrics(), port=0, bucket=TokenBucket(10_000, 10_000))
    try:
        await adapter.start()
        await delivery.start()
        port = await server.start()
        yield desk, adapter, port
    finally:
        await server.stop()
        await delivery.stop()
        await adapter.stop()
        await store.close()
