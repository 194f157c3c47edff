"""Rounds on Slack alone: begun by a slash command, where the coach may not be in the channel."""

from __future__ import annotations

import slack_rig
from far_slack import texts_of


def shown(message):
    return "\n".join(texts_of(message["blocks"])) or message["text"]


async def test_a_command_begins_a_round_for_all_and_what_is_for_the_leader_comes_to_them_alone(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.command("oefen 10")
        await rig.far.until(lambda: len(rig.far.messages) == 2)
        for_all, own = rig.far.messages

        assert (for_all["channel"], for_all["only"]) == ("C1", None)
        assert "opening no-time/blue/nl" in shown(for_all)
        assert own["only"] == "U1"
        assert "Even voorstellen" in shown(own)


async def test_where_the_coach_is_not_in_the_channel_the_leader_is_told_how_to_invite_it(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.command("help")
        await rig.far.until(lambda: rig.far.messages)
        rig.far.failing["chat.postMessage"] = [(200, {"ok": False, "error": "not_in_channel"}, {})]
        await rig.command("oefen")
        await rig.far.until(lambda: len(rig.far.messages) == 2)

        assert "/invite" in shown(rig.far.messages[-1])
        assert rig.far.messages[-1]["only"] == "U1"


async def test_in_ones_own_conversation_practice_is_alone(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.command("oefen", channel_id="D1")
        await rig.far.until(lambda: rig.far.messages)

        assert "Oefenronde" not in shown(rig.far.messages[-1])


async def test_a_round_in_a_thread_is_revealed_there(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.event(slack_rig.mention("oefen", 1, thread_ts="1700000000.000100"))
        await rig.far.until(lambda: any(one["only"] is None for one in rig.far.messages))
        begun = next(one for one in rig.far.messages if one["only"] is None)
        close = next(one for block in begun["blocks"] if block["type"] == "actions" for one in block["elements"][1:])
        await rig.press(begun, close)
        await rig.far.until(lambda: len([one for one in rig.far.messages if one["only"] is None]) == 2)

        revealed = [one for one in rig.far.messages if one["only"] is None][-1]
        assert (begun["thread_ts"], revealed["thread_ts"]) == ("1700000000.000100", "1700000000.000100")
        assert "De onthulling" in shown(revealed)
