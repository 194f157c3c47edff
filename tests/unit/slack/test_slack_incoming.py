"""What Slack sends, as messages to the coach."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbot_slack.incoming import Workspace, asker, commanded, picked_message, pressed, said, words_of, workspace_of
from slack_rig import event_body, mention, message

PAYLOADS = json.loads((Path(__file__).parent / "slack_payloads.json").read_text(encoding="utf-8"))
T1 = Workspace(team="T1")


@pytest.mark.parametrize("payload", PAYLOADS["messages"], ids=lambda one: one["what"])
def test_a_recorded_message_becomes_what_was_said(payload):
    found = said(payload["body"])

    if payload["becomes"] is None:
        assert found is None
        return
    origin = found.message.origin
    assert {
        "text": found.message.text,
        "attachment": found.message.attachment,
        "mentioned": [one.user for one in found.message.mentioned],
        "conversation": origin.conversation,
        "among_others": origin.among_others,
        "private": found.place.details["private"],
        "thread": found.place.details["thread"],
    } == payload["becomes"]
    assert (origin.platform, origin.workspace, origin.user) == ("slack", "T1", "U1")
    assert origin.address["channel"] == "U1"


@pytest.mark.parametrize(
    "more",
    [
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"app_id": "A1"},
        {"metadata": {"event_type": "coachbot_answer"}},
        {"channel": "C1"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"edited": {"ts": "1.0"}},
        {"hidden": True},
        {"user": "UB"},
        {"user": None},
        {"channel": None},
        {"ts": None},
        {"channel_type": "channel"},
        {"type": "reaction_added"},
    ],
    ids=str,
)
def test_what_is_not_for_the_coach_is_left_alone(more):
    assert said(event_body(message("hallo", 1), 1)) is not None
    assert said(event_body({**message("hallo", 1), **more}, 1)) is None


def test_the_coach_never_answers_itself_though_an_event_does_not_say_who_that_is():
    body = {**event_body(message("hallo", 1, user="UB"), 1), "authorizations": []}

    assert said(body, "UB") is None
    assert said(body, "UC") is not None


def test_events_of_one_conversation_sort_by_time_and_name_nobody():
    ids = [said(event_body(message("x", number), 90 - number)).message.event for number in (1, 2, 10)]

    assert ids == sorted(ids)
    assert not any("U1" in one for one in ids)


def test_a_mention_is_answered_privately_in_its_thread():
    found = said(event_body(mention("geen tijd", 1, thread_ts="5.0"), 1))

    assert found.message.text == "geen tijd"
    assert found.message.origin.conversation == "C1:5.0:U1"
    assert found.place.details["private"]


def test_a_thread_is_of_its_channel_and_nobody_elses_conversation_is_one():
    thread = said(event_body(mention("geen tijd", 1, thread_ts="5.0"), 1)).message.origin
    alone = said(event_body(message("geen tijd", 2), 2)).message.origin

    assert (thread.channel, alone.channel) == ("C1", None)


def test_commands_hand_on_who_is_named_and_tell_playbook_apart():
    form = {"command": "/playbook", "text": "roles lead <@U2|bo> <@U3>", "user_id": "U1", "team_id": "T1", "channel_id": "C1"}
    found, back = commanded(form)

    assert found.text == "/playbook roles lead"
    assert [one.user for one in found.mentioned] == ["U2", "U3"]
    assert found.mentioned[0].address == {"channel": "U2", "user": "U2", "team": "T1", "enterprise": None}
    assert not back.replace
    assert not back.lasting
    assert commanded({**form, "command": "/coach", "text": ""})[0].text == "help"


def test_coach_between_two_people_is_a_conversation_each():
    form = {"command": "/coach", "text": "x", "team_id": "T1", "channel_id": "D9"}
    conversations = {commanded({**form, "user_id": user})[1].origin.conversation for user in ("U1", "U2")}

    assert conversations == {"D9:U1", "D9:U2"}


@pytest.mark.parametrize(
    ("channel", "ephemeral", "replaces", "lasts"),
    [("D1", False, True, True), ("C1", True, True, False), ("C1", False, False, False), ("D1", True, True, False)],
)
def test_a_button_replaces_only_what_its_presser_alone_sees(channel, ephemeral, replaces, lasts):
    body = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": channel},
        "container": {"is_ephemeral": ephemeral},
        "actions": [{"type": "button", "action_id": "do:1", "value": '{"k":"home"}'}],
    }
    found = pressed(body)

    assert (found.back.replace, found.back.lasting) == (replaces, lasts)
    assert found.action.kind == "home"
    assert pressed({**body, "actions": []}) is None
    assert pressed({**body, "user": None}) is None


def test_a_picked_message_is_the_remark_whoever_wrote_it():
    body = {
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "message": {"user": "U9", "text": "geen <b&gt; tijd", "ts": "1.0"},
    }
    found, back = picked_message(body)

    assert found.text == "geen <b> tijd"
    assert back.user == "U1"


def test_the_organisation_is_known_beside_the_workspace():
    assert workspace_of({"team": None, "user": {"id": "U1", "team_id": "T2"}, "enterprise": {"id": "E1"}}) == Workspace(
        team="T2", enterprise="E1"
    )
    assert workspace_of({"team_id": "T1", "enterprise_id": "E1"}) == Workspace(team="T1", enterprise="E1")
    assert workspace_of({"team_id": "T9", "authorizations": [{"team_id": "T1", "enterprise_id": None}]}) == T1
    assert workspace_of({"team_id": "T2", "authorizations": [{"team_id": None, "enterprise_id": "E1"}]}) == Workspace(
        team="T2", enterprise="E1"
    )
    assert workspace_of({}) is None
    assert asker({"team_id": "T1"}) is None


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<!channel> let op", "channel let op"),
        ("<!subteam^S1|@leads> x", "@leads x"),
        ("<#C1|algemeen> x", "algemeen x"),
        ("<mailto:a@b.nl|a@b.nl>", "a@b.nl"),
        ("<https://x.nl>", "https://x.nl"),
        ("a &lt;@U1&gt; b", "a <@U1> b"),
        ("regel een\nregel twee", "regel een\nregel twee"),
    ],
)
def test_a_text_is_read_as_its_writer_saw_it(raw, text):
    assert words_of(raw, T1, "UB") == (text, ())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["type", "user", "channel", "ts", "text", "files", "team_id", "event", "subtype"]), inner
            )
        ),
    )
)
def test_no_shape_of_event_breaks_anything(event):
    body = {
        "team_id": "T1",
        "event": event if isinstance(event, dict) else {"type": "message", "channel_type": "im", "user": event},
    }

    assert said(body) is None or said(body).message.origin.workspace == "T1"
