"""Answers that go out: once, at Slack's pace, and told apart where it fails."""

from __future__ import annotations

import asyncio
import socket

import pytest

import slack_rig
from coachbot.errors import NotSentError, RefusedError, ThrottledError
from coachbot.events import Event
from coachbot_slack.api import SlackRefusedError, UnclearError, failure
from coachbot_slack.bolt import WebApi
from far_slack import FarSlack
from working_desk import DUTCH


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (429, "ratelimited", ThrottledError),
        (200, "ratelimited", ThrottledError),
        (500, "", UnclearError),
        (503, "", UnclearError),
        (200, "internal_error", UnclearError),
        (200, "fatal_error", UnclearError),
        (200, "channel_not_found", RefusedError),
        (200, "account_inactive", RefusedError),
        (200, "missing_scope", RefusedError),
        (200, "never_heard_of", RefusedError),
        (404, "", RefusedError),
    ],
)
async def test_what_slack_answers_is_told_apart(status, code, kind):
    async with FarSlack() as far:
        api = WebApi(far.api_url)
        await api.open()
        far.failing["chat.postMessage"] = [(status, {"ok": False, "error": code}, {"Retry-After": "7"})]
        with pytest.raises(kind) as caught:
            await api.call("chat.postMessage", "xoxb-1", channel="D1")
        await api.close()

    assert len(far.calls) == 1
    if kind is ThrottledError:
        assert caught.value.retry_after_s == 7


def test_a_refusal_without_a_time_waits_half_a_minute():
    assert failure("x", 429, "", None).retry_after_s == 30
    assert failure("x", 429, "", "soon").retry_after_s == 30


async def test_a_far_side_that_is_not_there_accepted_nothing_and_one_that_breaks_off_may_have():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = WebApi(f"http://127.0.0.1:{port}/api/")
    with pytest.raises(NotSentError):
        await api.call("auth.test", "x")
    await api.open()
    with pytest.raises(NotSentError):
        await api.call("chat.postMessage", "x", channel="D1")

    async def break_off(_reader, writer):
        writer.close()

    server = await asyncio.start_server(break_off, "127.0.0.1", port)
    with pytest.raises(UnclearError):
        await api.call("chat.postMessage", "x", channel="D1")
    server.close()
    await api.close()


async def test_a_post_that_is_throttled_comes_later_and_one_that_fails_is_looked_for_before_it_is_posted_again(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        rig.far.failing["chat.postMessage"] = [
            (429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "0"}),
            (500, {}, {}),
        ]
        await rig.event(slack_rig.message(DUTCH, 1))
        await rig.far.until(lambda: rig.far.messages)
        await asyncio.sleep(0.3)

        assert len(rig.far.messages) == 1
        order = [method for method, _ in rig.far.calls if method != "auth.test"]
        assert order == ["chat.postMessage", "chat.postMessage", "conversations.history", "chat.postMessage"]


async def test_a_post_that_arrived_although_slack_failed_is_found_and_not_repeated(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        keep = rig.far._done

        def keeps_and_fails(method, given):
            data = keep(method, given)
            if method == "chat.postMessage":
                raise RuntimeError
            return data

        rig.far._done = keeps_and_fails
        await rig.event(slack_rig.message(DUTCH, 1))
        await rig.far.until(lambda: any(method == "conversations.history" for method, _ in rig.far.calls))
        await asyncio.sleep(0.5)

        assert len(rig.far.messages) == 1
        assert rig.far.messages[0]["metadata"]["event_type"] == "coachbot_answer"


async def test_one_slow_channel_does_not_hold_up_another(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        rig.far.failing["chat.postMessage"] = [(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "3"})]
        await rig.event(slack_rig.message(DUTCH, 1))
        await rig.far.until(lambda: not rig.far.failing["chat.postMessage"])
        await rig.event(slack_rig.message(DUTCH, 2, channel="D2", user="U2"))
        await rig.far.until(lambda: rig.far.messages)

        assert rig.far.messages[0]["channel"] == "D2"


async def test_what_one_person_is_shown_among_others_can_not_be_looked_for_and_falls_back_to_their_own_conversation(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        rig.far.failing["chat.postEphemeral"] = [(200, {"ok": False, "error": "user_not_in_channel"}, {})]
        await rig.event(slack_rig.mention(DUTCH, 1))
        await rig.far.until(lambda: rig.far.messages)

        assert rig.far.messages[0]["channel"] == "DU1"
        assert await rig.adapter.sender.find(event(private=True), "k") is None
        assert await rig.adapter.sender.find(event(channel="U1", private=False), "k") is None
        assert await rig.adapter.sender.find(event(channel="D7", thread="1.0", private=False), "k") is False


async def test_somebody_who_is_gone_gets_nothing_unasked_any_more(tmp_path, monkeypatch):
    async with slack_rig.slack(tmp_path) as rig:
        gone = asyncio.Event()

        async def unreachable(_event):
            gone.set()

        monkeypatch.setattr(rig.desk, "unreachable", unreachable)
        rig.far.failing["chat.postMessage"] = [(200, {"ok": False, "error": "account_inactive"}, {})]
        await rig.event(slack_rig.message(DUTCH, 1))
        await asyncio.wait_for(gone.wait(), 10)

    assert str(SlackRefusedError("chat.postMessage", "account_inactive")) == "Slack refuses chat.postMessage: account_inactive"


def event(channel="C1", thread=None, *, private):
    details = {"channel": channel, "user": "U1", "team": "T1", "enterprise": None, "thread": thread, "private": private}
    return Event(
        id="1",
        platform="slack",
        tenant="T1",
        conversation="C1",
        channel=channel,
        person="p",
        payload={"place": {"channel": channel, "details": details}},
    )
