"""Rounds on Teams alone: a leader who can't be written to alone, and a group chat."""

from __future__ import annotations

from coachbot_teams.incoming import asker
from far_teams import texts_of
from teams_rig import CHANNEL, teams


def for_all(rig, conversation=CHANNEL):
    found = [one for one in rig.far.messages() if one["conversation"] == conversation and one.get("attachments")]
    return ["\n".join(texts_of(one["attachments"][0]["content"])) for one in found]


async def test_a_leader_who_has_not_added_the_coach_begins_a_round_all_the_same(tmp_path):
    async with teams(tmp_path) as rig:
        # Their own chat with the coach can't be made, so the welcome can't be sent.
        rig.far.failures = [(403, {})]
        assert (await rig.send(rig.mention("oefen")))[0] == 200
        await rig.far.until(lambda: for_all(rig), 20)

        assert "opening no-time/blue/nl" in for_all(rig)[0]


async def test_in_a_thread_and_elsewhere_in_its_channel_it_is_the_same_round(tmp_path):
    async with teams(tmp_path) as rig:
        assert (await rig.send(rig.mention("oefen")))[0] == 200
        await rig.far.until(lambda: for_all(rig), 20)
        close = {"coach": '{"k":"round_close","v":"1"}'}
        elsewhere = {
            "id": CHANNEL.partition(";")[0],
            "conversationType": "channel",
            "tenantId": rig.activity("message")["conversation"]["tenantId"],
        }
        press = {**rig.execute(close, personal=False), "conversation": elsewhere}
        assert (await rig.send(press))[0] == 200
        await rig.far.until(lambda: len(for_all(rig)) == 2, 20)

        assert "De onthulling" in for_all(rig)[1]


async def test_a_thread_is_of_its_channel_and_ones_own_chat_is_none(tmp_path):
    async with teams(tmp_path) as rig:
        thread, alone = asker(rig.mention("oefen")).origin, asker(rig.message("oefen")).origin

    assert CHANNEL.startswith(f"{thread.channel};")
    assert alone.channel is None
