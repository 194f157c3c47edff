"""Payloads that Slack signed and that aren't as it documents them: one value of another type, wherever one stands."""

from __future__ import annotations

import json
from pathlib import Path

import structlog

import slack_rig
from coachbot_slack.dialogs import MOMENT, STORY
from coachbot_slack.forms import FORM
from far_slack import buttons_of
from odd_values import odd_ones
from working_desk import DUTCH

RECORDED = json.loads((Path(__file__).parent / "slack_payloads.json").read_text(encoding="utf-8"))


async def test_whatever_type_a_value_has_slack_never_hears_500_and_the_app_goes_on(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.event(slack_rig.message(DUTCH, 1))
        await rig.far.until(lambda: rig.far.messages)
        card = rig.far.messages[-1]
        button = buttons_of(card["blocks"])[0]
        who = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "trigger_id": "tr1"}
        container = {"type": "message", "message_ts": "1.0", "channel_id": "D1", "is_ephemeral": True}
        story = {"story": {"story": {"type": "plain_text_input", "value": DUTCH}}}
        view = {"type": "modal", "id": "V1", "private_metadata": "{}", "state": {"values": story}, "blocks": []}
        interactive = [
            {**who, "type": "block_actions", "channel": {"id": "D1"}, "container": container, "actions": [button]},
            *({**who, "type": "view_submission", "view": {**view, "callback_id": kind}} for kind in (STORY, MOMENT, FORM)),
            {**who, "type": "message_action", "callback_id": "coach_message", "message": {"type": "message", "text": DUTCH}},
            {**who, "type": "shortcut", "callback_id": "new_objection"},
        ]
        events = [one["body"] for one in RECORDED["messages"]]
        events += [slack_rig.event_body({"type": kind, "user": "U1", "tab": "home"}, 1) for kind in ("app_home_opened", "file")]

        answered = {await rig.post(odd) for body in events for odd in odd_ones(body)}
        answered |= {await rig.post(None, form={"payload": json.dumps(odd)}) for body in interactive for odd in odd_ones(body)}
        count = len(rig.far.messages)
        await rig.event(slack_rig.message("Dat hebben we al eens geprobeerd", 99_999))
        await rig.far.until(lambda: len(rig.far.messages) > count)

        assert answered <= {200, 400, 404}
        assert 400 in answered


async def test_what_nobody_can_read_is_logged_without_words_and_touches_no_other_workspace(tmp_path):
    secret = "Dit zei Kanarie over de wethouder"
    body = slack_rig.event_body(slack_rig.message(secret, 1), 1)
    async with slack_rig.slack(tmp_path) as rig:
        await rig.desk.installations.keep("slack", "T9", {"token": "xoxb-9"})
        neighbour = await rig.desk.store.people.seen("slack:T9", "U9")
        with structlog.testing.capture_logs() as lines:
            refused = [odd for odd in odd_ones(body) if await rig.post(odd) == 400]

        assert len(refused) > 10
        unreadable = [line for line in lines if line["event"] == "event_unreadable"]
        assert len(unreadable) == len(refused)
        assert all({"error", "where"} <= line.keys() for line in unreadable)
        assert "Kanarie" not in str(lines)
        assert await rig.desk.installations.get("slack", "T9") == {"token": "xoxb-9"}
        assert await rig.desk.store.people.find("slack:T9", "U9") == neighbour
