"""Processes are killed in the middle of a send; no answer may be lost, and none repeated but where nobody could know."""

from __future__ import annotations

import asyncio
import signal

import pytest
from rig import Rig

QUIET_S = 1.0
"""How long to go on looking for repeats once all is answered."""


@pytest.fixture
def sqlite(tmp_path):
    return {"COACHBOT_DATA": str(tmp_path / "data"), "COACHBOT_REPLICA_LEASE": "2"}


@pytest.fixture
def postgresql(postgres_url):
    return {"COACHBOT_DATABASE_URL": postgres_url, "COACHBOT_REPLICA_LEASE": "2"}


async def restarted(rig, process, name):
    await asyncio.wait_for(process.wait(), 60)
    return await rig.start(name)


async def test_one_machine_killed_mid_turn_and_restarted_loses_nothing_and_repeats_nothing(tmp_path, sqlite):
    async with Rig(tmp_path, sqlite) as rig:
        process = await rig.start("a", kill_at_send=20)
        _, again = await asyncio.gather(rig.deliver_all(80, 40), restarted(rig, process, "a"))
        await rig.answered(60)
        await asyncio.sleep(QUIET_S)
        take_overs = await rig.counted("coachbot_take_overs_total")
        again.send_signal(signal.SIGTERM)
        ended = await asyncio.wait_for(again.wait(), 60)

    assert len(rig.result.acknowledged) == 80
    assert rig.result.lost == []
    assert rig.result.twice == []
    assert take_overs >= 1
    assert ended == 0


async def test_where_nothing_can_be_read_back_a_death_repeats_an_answer_once_at_most_and_it_is_counted(tmp_path, sqlite):
    async with Rig(tmp_path, {**sqlite, "NODE_READABLE": "0"}) as rig:
        process = await rig.start("a", kill_at_send=20)
        await asyncio.gather(rig.deliver_all(60, 40), restarted(rig, process, "a"))
        await rig.answered(60)
        await asyncio.sleep(QUIET_S)
        counted = await rig.counted("coachbot_repeats_possible_total")

    assert len(rig.result.acknowledged) == 60
    assert rig.result.lost == []
    assert len(rig.result.killed_at) == 1
    # The one whose send was under way was repeated: nobody could know.
    assert 1 <= len(rig.result.twice) <= counted
    assert max(rig.result.sent.values()) == 2


async def test_three_replicas_of_which_two_are_killed_lose_nothing_and_repeat_nothing(tmp_path, postgresql):
    async with Rig(tmp_path, postgresql) as rig:
        await asyncio.gather(rig.start("a", kill_at_send=12), rig.start("b", kill_at_send=24), rig.start("c"))
        await rig.deliver_all(150, 50)
        await rig.answered(90)
        await asyncio.sleep(QUIET_S)
        take_overs = await rig.counted("coachbot_take_overs_total")

    assert len(rig.result.acknowledged) == 150
    assert rig.result.lost == []
    assert rig.result.twice == []
    assert len(rig.result.killed_at) == 2
    assert take_overs >= 2


async def test_a_message_that_kills_every_process_is_given_up_and_its_neighbours_are_answered(tmp_path, sqlite):
    async with Rig(tmp_path, sqlite, throttled=0) as rig:
        process = await rig.start("a")
        await rig.deliver(0, again=0, deadly=True)
        for _ in range(5):
            process = await restarted(rig, process, "a")
        await rig.deliver_all(5, 50, first=1)
        async with asyncio.timeout(60):
            await rig.sends(5)
        given_up = await rig.counted("coachbot_turns_given_up_total")
        alive = process.returncode is None

    assert rig.result.lost == ["made_up:T1:000000"]
    assert given_up == 1
    assert alive


async def test_asked_to_stop_a_replica_finishes_what_runs(tmp_path, sqlite):
    async with Rig(tmp_path, {**sqlite, "NODE_THINK": "0.5"}, throttled=0) as rig:
        process = await rig.start("a")
        await rig.deliver_all(5, 50, again=0)
        await asyncio.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        ended = await asyncio.wait_for(process.wait(), 60)
        sent_by_then = dict(rig.result.sent)
        await rig.start("a")
        await rig.answered(60)

    assert ended == 0
    assert sent_by_then
    assert rig.result.lost == []
    assert rig.result.twice == []
