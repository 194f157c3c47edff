"""Every way in and out, over the whole app: commands, shortcuts, dialogs, App Home, prompts, files, Socket Mode."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

import slack_rig
from coachbot.messages import Action, IncomingMessage, Origin
from coachbot_slack.manifest import SCOPES, manifest
from coachbot_slack.words import load_words
from far_slack import buttons_of, texts_of
from working_desk import DUTCH, ENGLISH


def action_of(message, kind):
    return next(one for one in buttons_of(message["blocks"]) if f'"{kind}"' in one.get("value", ""))


async def test_a_command_is_answered_for_its_user_alone_and_playbook_is_the_leads(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.command("")
        await rig.far.until(lambda: len(rig.far.messages) == 1)
        await rig.command("roles", command="/playbook")
        await rig.far.until(lambda: len(rig.far.messages) == 2)

        assert "Commando's" in texts_of(rig.far.messages[0]["blocks"])
        assert any("beheerder" in text.lower() or "draaiboek" in text.lower() for text in texts_of(rig.far.messages[1]["blocks"]))
        assert [one["only"] for one in rig.far.messages] == ["U1", "U1"]


async def test_a_message_is_coached_on_privately(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        message = {"type": "message", "user": "U7", "text": DUTCH, "ts": "1.0"}
        await rig.interact(
            {
                "type": "message_action",
                "callback_id": "coach_message",
                "channel": {"id": "C1"},
                "message": message,
                "response_url": rig.far.response_url(),
            }
        )
        await rig.far.until(lambda: rig.far.messages)

        assert "wording no-time/blue/nl" in texts_of(rig.far.messages[0]["blocks"])
        assert rig.far.messages[0]["only"] == "U1"


async def test_a_new_objection_is_told_in_a_dialog_and_answered_in_ones_own_conversation(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.interact({"type": "shortcut", "callback_id": "new_objection"})
        await rig.far.until(lambda: rig.far.views)
        _, view = rig.far.views[0]
        await rig.interact(
            {
                "type": "view_submission",
                "view": {**view, "id": "V1", "state": {"values": {"words": {"words": {"value": ENGLISH}}}}},
            }
        )
        await rig.far.until(lambda: rig.far.messages)

        assert view["title"]["text"] == load_words("nl").story_title
        assert "wording no-time/blue/en" in texts_of(rig.far.messages[0]["blocks"])
        assert rig.far.messages[0]["channel"] == "DU1"


@pytest.mark.parametrize("day", ["2099-01-01", "2000-01-01", None])
async def test_a_moment_that_can_not_be_is_answered_as_such(tmp_path, day):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.event(slack_rig.message(DUTCH, 1))
        await rig.far.until(lambda: rig.far.messages)
        await rig.press(rig.far.messages[0], action_of(rig.far.messages[0], "remind"))
        await rig.far.until(lambda: len(rig.far.messages) == 2)
        when = rig.far.messages[1]
        moment = next(one for one in buttons_of(when["blocks"]) if one["action_id"] == "choose_moment")
        await rig.press(when, moment)
        await rig.far.until(lambda: rig.far.views)
        _, view = rig.far.views[0]
        state = {"values": {"day": {"day": {"selected_date": day}}, "time": {"time": {"selected_time": "09:30"}}}}
        await rig.interact({"type": "view_submission", "view": {**view, "id": "V1", "state": state}})
        await rig.far.until(lambda: rig.far.messages[-1] is not when)

        assert len(rig.far.messages) == 2
        assert buttons_of(rig.far.messages[-1]["blocks"]) == []
        assert "Afgesproken" not in str(rig.far.messages[-1]["blocks"])


async def test_a_chosen_moment_becomes_a_reminder_in_place_of_the_choices(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.event(slack_rig.message(DUTCH, 1))
        await rig.far.until(lambda: rig.far.messages)
        await rig.press(rig.far.messages[0], action_of(rig.far.messages[0], "remind"))
        await rig.far.until(lambda: len(rig.far.messages) == 2)
        when = rig.far.messages[1]
        await rig.press(when, next(one for one in buttons_of(when["blocks"]) if one["action_id"] == "choose_moment"))
        await rig.far.until(lambda: rig.far.views)
        day = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
        state = {"values": {"day": {"day": {"selected_date": day}}, "time": {"time": {"selected_time": "09:30"}}}}
        await rig.interact({"type": "view_submission", "view": {**rig.far.views[0][1], "id": "V1", "state": state}})
        await rig.far.until(lambda: rig.far.messages[-1] is not when)

        assert len(rig.far.messages) == 2
        assert "9:30" in str(rig.far.messages[-1]["blocks"])


async def test_home_shows_ones_own_side_and_its_buttons_answer_in_ones_own_conversation(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.event(slack_rig.message(DUTCH, 1))
        await rig.far.until(lambda: rig.far.messages)
        await rig.event({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"})
        await rig.far.until(lambda: rig.far.views)
        method, view = rig.far.views[0]
        button = next(one for one in buttons_of(view["blocks"]) if '"show"' in one["value"])
        await rig.interact(
            {"type": "block_actions", "view": {**view, "id": "V1"}, "container": {"type": "view"}, "actions": [button]}
        )
        await rig.far.until(lambda: len(rig.far.messages) == 2)

        assert (method, view["type"]) == ("views.publish", "home")
        assert rig.far.messages[1]["channel"] == "DU1"
        assert "wording no-time/blue/nl" in texts_of(rig.far.messages[1]["blocks"])


async def test_the_agent_container_gets_prompts_and_one_without_it_loses_nothing(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        opened = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "messages"}
        rig.far.failing["assistant.threads.setSuggestedPrompts"] = [(200, {"ok": False, "error": "missing_scope"}, {})]
        assert await rig.event(opened) == 200
        assert await rig.event(opened) == 200
        await rig.far.until(lambda: rig.far.prompts)

        assert 0 < len(rig.far.prompts[0]) <= 4


async def test_what_is_kept_comes_as_a_file_in_ones_own_conversation(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.command("export")
        await rig.far.until(lambda: len(rig.far.messages) == 2 and rig.far.files)

        assert rig.far.messages[0]["channel"] == "DU1"
        assert rig.far.messages[1]["text"] == load_words("nl").in_your_own_chat
        assert json.loads(rig.far.files[0])
        assert any(method == "files.completeUploadExternal" and given["channel_id"] == "DU1" for method, given in rig.far.calls)


async def test_a_file_asked_for_in_a_thread_of_a_channel_goes_to_ones_own_conversation_too(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.event(slack_rig.mention("export", 1, thread_ts="5.0"))
        await rig.far.until(lambda: len(rig.far.messages) == 2)
        own, told = rig.far.messages

        assert (own["channel"], own["thread_ts"], len(rig.far.files)) == ("DU1", None, 1)
        assert (told["channel"], told["thread_ts"], told["only"]) == ("C1", "5.0", "U1")


async def test_a_file_is_there_before_the_message_that_names_it(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        rig.far.failing["files.getUploadURLExternal"] = [(500, {}, {})]
        await rig.event(slack_rig.message("export", 1))
        await rig.far.until(lambda: rig.far.messages)

        assert (len(rig.far.messages), len(rig.far.files)) == (1, 1)


async def test_sharing_where_the_coach_is_not_in_the_channel_says_so(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.command(DUTCH)
        await rig.far.until(lambda: rig.far.messages)
        rig.far.failing["chat.postMessage"] = [(200, {"ok": False, "error": "not_in_channel"}, {})]
        await rig.press(rig.far.messages[0], action_of(rig.far.messages[0], "share"))
        await rig.far.until(lambda: len(rig.far.messages) == 2)

        assert rig.far.messages[1]["text"] == load_words("nl").not_shared
        assert rig.far.messages[1]["only"] == "U1"


async def test_a_shared_answer_names_who_shares_and_stays_as_it_is_when_somebody_presses_on_it(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.event(slack_rig.mention(DUTCH, 1))
        await rig.far.until(lambda: rig.far.messages)
        await rig.press(rig.far.messages[0], action_of(rig.far.messages[0], "share"))
        await rig.far.until(lambda: len(rig.far.messages) == 2)
        shared = rig.far.messages[1]
        before = json.dumps(shared)
        await rig.press(shared, action_of(shared, "show"), user={"id": "U2", "team_id": "T1"})
        await rig.far.until(lambda: len(rig.far.messages) == 3)

        assert shared["only"] is None
        assert '"user_id": "U1"' in before
        assert DUTCH not in before
        assert json.dumps(rig.far.messages[1]) == before
        assert rig.far.messages[2]["only"] is not None


async def test_an_address_that_is_used_up_leads_to_ones_own_conversation(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.command("help", response_url=f"http://127.0.0.1:{rig.far.port}/gone")
        await rig.far.until(lambda: rig.far.messages)
        await rig.command("help", response_url="https://evil.example/hook")
        await rig.far.until(lambda: len(rig.far.messages) == 2)

        assert [one["channel"] for one in rig.far.messages] == ["DU1", "DU1"]


async def test_what_was_begun_is_finished_before_the_adapter_stops(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        rig.far.delay_s = 0.3
        await rig.interact({"type": "shortcut", "callback_id": "new_objection"})
        far = rig.far
        await asyncio.sleep(0)
        await rig.adapter.stop()

        assert [method for method, _ in far.views] == ["views.open"]
        await rig.adapter.start()


async def test_over_socket_mode_an_event_is_acknowledged_once_it_is_written_and_answered(tmp_path):
    async with slack_rig.slack(tmp_path, signing_secret=None, app_token=SecretStr("xapp-1")) as rig:
        assert rig.adapter.routes == {}
        body = slack_rig.event_body(slack_rig.message(DUTCH, 1), 1)
        await rig.far.push({"type": "events_api", "envelope_id": "e1", "payload": body, "accepts_response_payload": False})
        await rig.far.until(lambda: rig.far.messages and rig.far.acked)
        form = {
            "command": "/coach",
            "text": "help",
            "user_id": "U1",
            "team_id": "T1",
            "channel_id": "C1",
            "response_url": rig.far.response_url(),
        }
        await rig.far.push({"type": "slash_commands", "envelope_id": "e2", "payload": form, "accepts_response_payload": True})
        await rig.far.until(lambda: len(rig.far.messages) == 2)

        assert [one["envelope_id"] for one in rig.far.acked] == ["e1", "e2"]


async def test_a_workspace_that_took_the_app_out_is_left_at_once(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.far.until(lambda: any(method == "auth.test" for method, _ in rig.far.calls))
        while await rig.desk.installations.get("slack", "T1") is None:  # noqa: ASYNC110 - it is the store that makes it so
            await asyncio.sleep(0.01)
        assert await rig.event({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}) == 200
        assert await rig.desk.installations.get("slack", "T1") is not None

        assert await rig.event({"type": "app_uninstalled"}) == 200
        assert await rig.desk.installations.get("slack", "T1") is None
        await rig.event(slack_rig.message(DUTCH, 2))
        await rig.command("help")
        await asyncio.sleep(0.3)

        assert rig.far.messages == []


async def test_a_reminder_reaches_somebody_in_their_own_conversation(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.event(slack_rig.mention(DUTCH, 1))
        await rig.far.until(lambda: rig.far.messages)
        origin = Origin(
            platform="slack",
            workspace="T1",
            conversation="C1:top:U1",
            user="U1",
            among_others=True,
            address={"channel": "U1", "user": "U1", "team": "T1", "enterprise": None},
        )
        soon = datetime.now(UTC) + timedelta(seconds=61)
        rig.desk.companion._now = lambda: soon - timedelta(seconds=62)
        local = soon.astimezone(ZoneInfo("Europe/Amsterdam"))
        (planned,) = await rig.desk.answer(
            IncomingMessage(action=Action(kind="remind_at", value=f"1@{local:%Y-%m-%dT%H:%M}"), origin=origin)
        )
        assert type(planned.reply).__name__ == "Reminding"
        rig.desk.companion._now = lambda: soon + timedelta(minutes=2)
        await rig.desk.sweep(soon)
        waiting = await rig.desk.store.reminders.get("slack:T1", planned.reply.reminder)
        await rig.desk._delivery.move(f"reminder:slack:T1:{planned.reply.reminder}:{waiting.due.timestamp():.0f}", 0)
        await rig.far.until(lambda: len(rig.far.messages) == 2)

        assert rig.far.messages[1]["channel"] == "DU1"
        assert any("hoe ging het" in text for text in texts_of(rig.far.messages[1]["blocks"]))


def test_the_manifest_asks_for_no_more_than_is_used_and_fits():
    read = manifest()
    shown = read["features"]
    events = set(read["settings"]["event_subscriptions"]["bot_events"])

    assert set(SCOPES) == {"app_mentions:read", "assistant:write", "chat:write", "commands", "files:write", "im:history"}
    assert events == {"app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked"}
    assert len(read["display_information"]["name"]) <= 35
    assert len(read["display_information"]["description"]) <= 140
    assert len(shown["agent_view"]["agent_description"]) <= 300
    assert len(shown["bot_user"]["display_name"]) <= 80
    assert [one["type"] for one in shown["shortcuts"]] == ["message", "global"]
    assert all(len(one["name"]) <= 24 and len(one["description"]) <= 150 for one in shown["shortcuts"])
    assert all(
        len(one["description"]) <= 2_000 and len(one["usage_hint"]) <= 1_000 and one["should_escape"]
        for one in shown["slash_commands"]
    )


def test_words_fit_where_slack_shows_them():
    for language in ("nl", "en"):
        words = load_words(language)
        short = (
            words.moment_title,
            words.moment_submit,
            words.story_title,
            words.story_submit,
            words.own_title,
            words.cancel,
            words.close,
        )

        assert all(len(text) <= 24 for text in short)
        assert len(words.choose_moment) <= 75
        assert 0 < len(words.prompts) <= 4
