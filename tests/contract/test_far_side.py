"""A platform that is away, slow, or tells things in another order: each message is answered once, one after the other."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest

import far_slack
import far_teams
import slack_rig
import teams_rig
from working_desk import DUTCH, ENGLISH

ANSWERS = {"nl": "wording no-time/blue/nl", "en": "wording no-time/blue/en", "help": "Commando's"}
SAID = {"nl": DUTCH, "en": ENGLISH, "help": "hulp"}


class SlackSide:
    def __init__(self, rig):
        self.rig, self.far = rig, rig.far

    async def tell(self, what, number):
        """Tell what was said as the message of that number; the status of the answer."""
        return await self.rig.post(slack_rig.event_body(slack_rig.message(SAID[what], number), number))

    def shown(self):
        return ["\n".join(far_slack.texts_of(one["blocks"])) for one in self.far.messages]


class TeamsSide:
    def __init__(self, rig):
        self.rig, self.far = rig, rig.far

    async def tell(self, what, number):
        return (await self.rig.send(self.rig.message(SAID[what], id=f"170000000000{number}")))[0]

    def shown(self):
        return ["\n".join(far_teams.texts_of(one["attachments"][0]["content"])) for one in self.far.messages()]


@asynccontextmanager
async def slack_side(folder):
    async with slack_rig.slack(folder) as rig:
        yield SlackSide(rig)


@asynccontextmanager
async def teams_side(folder):
    async with teams_rig.teams(folder) as rig:
        yield TeamsSide(rig)


SIDES = {"slack": slack_side, "teams": teams_side}


@pytest.fixture(params=SIDES.values(), ids=SIDES)
async def side(request, tmp_path):
    async with request.param(tmp_path) as opened:
        yield opened


async def answered(side, number):
    """What the answers are to, in the order in which they came, once there are so many."""
    await side.far.until(lambda: len(side.shown()) >= number)
    return [what for text in side.shown() for what, answer in ANSWERS.items() if answer in text]


async def test_what_is_said_while_the_platform_refuses_connections_is_answered_once_when_it_is_back(side, monkeypatch):
    assert await side.tell("help", 1) == 200
    await answered(side, 1)
    failed, sends = asyncio.Event(), side.rig.adapter.sender.send

    async def send(*given):
        try:
            return await sends(*given)
        except Exception:
            failed.set()
            raise

    monkeypatch.setattr(side.rig.adapter.sender, "send", send)
    await side.far.go_away()

    assert await side.tell("nl", 2) == 200
    await asyncio.wait_for(failed.wait(), 10)
    assert await side.tell("nl", 2) == 200
    await side.far.come_back()

    assert await answered(side, 2) == ["help", "nl"]
    assert await side.tell("en", 3) == 200
    assert await answered(side, 3) == ["help", "nl", "en"]


async def test_what_the_platform_tells_late_is_answered_when_it_arrives_and_what_it_tells_again_is_not(side):
    assert await side.tell("en", 2) == 200
    await answered(side, 1)
    for what, number in (("nl", 1), ("en", 2), ("nl", 1)):
        assert await side.tell(what, number) == 200
    await answered(side, 2)
    assert await side.tell("nl", 3) == 200

    assert await answered(side, 3) == ["en", "nl", "nl"]


async def test_messages_that_arrive_together_in_another_order_are_answered_once_each(side):
    told = [("en", 3), ("nl", 1), ("en", 4), ("nl", 2)]

    assert await asyncio.gather(*(side.tell(what, number) for what, number in told)) == [200] * 4

    # Which of them goes first is up to the database's clock: on SQLite that may know seconds alone.
    assert sorted(await answered(side, 4)) == ["en", "en", "nl", "nl"]


async def test_a_platform_that_is_slow_gets_the_answers_in_order(side):
    side.far.delay_s = 0.1
    order = ["nl", "help", "en", "nl", "help"]

    for number, what in enumerate(order, start=1):
        assert await side.tell(what, number) == 200

    assert await answered(side, len(order)) == order
