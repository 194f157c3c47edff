"""A desk that works, over a real store and real delivery, before a platform that keeps what is sent."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

from coachbot.cards import Cards
from coachbot.coach import Coach
from coachbot.delivery import Delivery, Options
from coachbot.delivery.database import delivery_file, sqlite_url
from coachbot.desk import Desk
from coachbot.messages import Action, IncomingMessage, Origin
from coachbot.metrics import Metrics
from coachbot.people import Companion
from coachbot.ports import Place, place_of
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.store import Store, wipe_traces
from coachbot.testing import BLUE, NO_TIME, RED, FakeRecogniser, heard, small_playbook
from coachbot.texts import load_texts

ADDRESS = {"channel": "D1", "user": "U1"}
ANNA = Origin(platform="slack", workspace="T1", conversation="D1", user="U1", address=ADDRESS)
PLACE = Place(channel="D1", details={"thread": "1.0"})
SAID = "geen tijd zei [naam]"


async def until(holds):
    """Wait until something holds, or fail."""
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 - it is delivery that makes it hold
            await asyncio.sleep(0.02)


class Platform:
    """Keeps what is sent, as an adapter would render it."""

    def __init__(self):
        self.sent = []
        self.desk = None

    async def send(self, event, decision, _key):
        for one in await self.desk.answered(event, decision):
            self.sent.append((place_of(event), one.reply))
        return "1"

    async def find(self, _event, _key):
        return None

    async def next(self, count=1):
        await until(lambda: len(self.sent) >= count)
        sent, self.sent = [reply for _, reply in self.sent], []
        return sent


@asynccontextmanager
async def working(plan, clock, told=None):
    """A desk that works, with a coach on the small playbook; `told` is what else its recogniser hears."""
    playbook = small_playbook()
    recogniser = FakeRecogniser(
        {
            text: heard(objections={NO_TIME: 0.9}, drivers={BLUE: 0.8, RED: 0.1}, evidence=(0, 9))
            for text in (SAID, "geen tijd zei Henk")
        }
        | (told or {})
    )
    calibration = replace(shipped_calibration(with_encoder=True), sure=0.6, idea=0.1, candidate=0.05, driver=0.4)
    coach = Coach(playbook, recogniser, calibration, ToldDriver(playbook.model.drivers))
    store = await Store.open(plan, clock)
    desk = Desk(
        companion=Companion(coach, store, lambda text, _language: text.replace("Henk", "[naam]"), contacts=None, now=clock),
        store=store,
        cards=Cards(playbook, {language: load_texts(language) for language in ("nl", "en")}),
        playbook=playbook,
        redact=lambda text: (text.replace("Henk", "[naam]"), "nl"),
        now=clock,
    )
    platform = Platform()
    platform.desk = desk
    options = Options(poll_s=0.02, pace_s=0, think_wait_s=0, schedule_poll_s=0.1, listen_s=0.1, erase_again_s=0.1)
    delivery = Delivery(plan.database_url or sqlite_url(plan.data), desk.think, {"slack": platform}, Metrics(), options)

    async def wipe():
        if plan.database_url is None:
            await wipe_traces(delivery_file(plan.data))

    desk.deliver_with(delivery, wipe)
    await delivery.start()
    try:
        await desk.begin()
        yield desk, platform
    finally:
        await delivery.stop()
        await store.close()


def said(text, event="1", origin=ANNA, **fields):
    return IncomingMessage(text=text, origin=origin, event=event, **fields)


def pressed(kind, origin=ANNA, **fields):
    return IncomingMessage(action=Action(kind=kind, **fields), origin=origin)


async def replies(desk, message):
    return [one.reply for one in await desk.answer(message)]
