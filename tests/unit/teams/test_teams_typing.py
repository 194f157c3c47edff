"""The sign that the coach is writing."""

from __future__ import annotations

import asyncio

from coachbot_teams.typing_signs import TypingSigns


async def test_the_sign_comes_when_an_answer_takes_long_and_once():
    signs, shown = TypingSigns(after_s=0), asyncio.Queue()

    async def show():
        await shown.put("sign")

    signs.soon("a", show)
    signs.soon("a", show)
    await asyncio.wait_for(shown.get(), 5)
    await asyncio.sleep(0)

    assert shown.empty()


async def test_an_answer_that_is_there_first_takes_the_sign_away():
    signs, shown = TypingSigns(after_s=0.01), []

    async def show():
        shown.append("sign")

    signs.soon("a", show)
    signs.over("a")
    signs.soon("b", show)
    await asyncio.sleep(0.1)
    signs.over("nobody")
    signs.stop()

    assert shown == ["sign"]


async def test_a_sign_that_can_not_be_shown_disturbs_nothing():
    signs = TypingSigns(after_s=0)

    async def show():
        raise OSError

    signs.soon("a", show)
    await asyncio.sleep(0.05)
    signs.soon("a", show)
    signs.stop()
    await asyncio.sleep(0)
