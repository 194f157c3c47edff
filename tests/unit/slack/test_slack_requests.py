"""Requests: only Slack's are looked at, and it hears that an event came in once that is written down."""

from __future__ import annotations

import asyncio
import json
import time

import pytest

import slack_rig
from coachbot.errors import DeliveryError
from coachbot_slack.signature import is_slacks, signature
from far_slack import buttons_of, texts_of
from working_desk import DUTCH

NOW = 1_700_000_000
BODY = b'{"type":"event_callback"}'


def signed(at, body=BODY, secret="s", name="x-slack-signature"):
    return {"x-slack-request-timestamp": at, name: signature(secret, at, body)}


REFUSED = {
    "no headers": {},
    "no timestamp": {"x-slack-signature": signature("s", str(NOW), BODY)},
    "no signature": {"x-slack-request-timestamp": str(NOW)},
    "empty timestamp": signed(""),
    "timestamp abc": signed("abc"),
    "timestamp in other digits": signed("١٧٠٠٠٠٠٠٠٠"),
    "timestamp with a sign": signed(f"+{NOW}"),
    "timestamp with a dot": signed(f"{NOW}.0"),
    "timestamp nan": signed("nan"),
    "endless timestamp": signed("9" * 5_000),
    "301 seconds old": signed(str(NOW - 301)),
    "301 seconds ahead": signed(str(NOW + 301)),
    "another secret": signed(str(NOW), secret="other"),
    "another body": signed(str(NOW), body=BODY + b" "),
    "empty signature": {**signed(str(NOW)), "x-slack-signature": ""},
    "signature in other letters": {**signed(str(NOW)), "x-slack-signature": "v0=é"},
}


@pytest.mark.parametrize("headers", REFUSED.values(), ids=REFUSED)
def test_a_request_that_is_not_slacks_is_known(headers):
    assert not is_slacks("s", headers, BODY, NOW)


@pytest.mark.parametrize("apart", [-300, 0, 300])
def test_a_request_of_slacks_is_known_within_five_minutes(apart):
    assert is_slacks("s", signed(str(NOW + apart)), BODY, NOW)


def test_the_signature_is_the_one_of_slacks_own_example():
    # docs.slack.dev/authentication/verifying-requests-from-slack
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
        b"&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
        b"%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    assert signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


async def test_no_handler_runs_for_a_request_that_is_not_slacks(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        body = slack_rig.event_body(slack_rig.message(DUTCH, 1), 1)
        now = int(time.time())
        for at in (str(now - 301), str(now + 301), "", "abc", "١٧"):
            headers = {"Content-Type": "application/json"} if at == "١٧" else None
            assert await rig.post(body, at=at, headers=headers) == 401
        assert await rig.post(body, secret="other") == 401
        assert (
            await rig.post(None, form={"command": "/coach", "text": "help", "user_id": "U1", "team_id": "T1"}, secret="other")
            == 401
        )
        await asyncio.sleep(0.2)

        assert [method for method, _ in rig.far.calls if method != "auth.test"] == []
        assert rig.far.messages == []


async def test_slack_hears_503_when_a_message_can_not_be_written_down_and_is_answered_when_it_tells_it_again(
    tmp_path, monkeypatch
):
    async with slack_rig.slack(tmp_path) as rig:
        submit = rig.desk.submit

        async def away(*_args):
            msg = "away"
            raise DeliveryError(msg)

        body = slack_rig.event_body(slack_rig.message(DUTCH, 1), 1)
        monkeypatch.setattr(rig.desk, "submit", away)
        assert await rig.post(body) == 503
        monkeypatch.setattr(rig.desk, "submit", submit)
        assert await rig.post(body) == 200
        await rig.far.until(lambda: rig.far.messages)

        assert len(rig.far.messages) == 1


async def test_an_event_that_comes_four_times_at_once_and_again_after_a_restart_is_answered_once(tmp_path):
    body = slack_rig.event_body(slack_rig.message(DUTCH, 1), 1)
    async with slack_rig.slack(tmp_path) as rig:
        assert await asyncio.gather(*(rig.post(body) for _ in range(4))) == [200] * 4
        await rig.far.until(lambda: rig.far.messages)
        await asyncio.sleep(0.3)
        assert len(rig.far.messages) == 1
    async with slack_rig.slack(tmp_path) as rig:
        assert await rig.post(body) == 200
        await rig.event(slack_rig.message("help", 2))
        await rig.far.until(lambda: rig.far.messages)
        await asyncio.sleep(0.3)

        assert ["Commando's" in texts_of(one["blocks"]) for one in rig.far.messages] == [True]


async def test_slacks_challenge_is_answered(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        raw = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
        at = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": signature(slack_rig.SECRET, at, raw),
        }
        async with rig.session.post(rig.url, data=raw, headers=headers) as answer:
            assert (answer.status, await answer.json()) == (200, {"challenge": "abc"})


async def test_anything_signed_is_answered_and_never_with_500(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        for body in (
            {"type": "event_callback"},
            {"type": "event_callback", "event": {}},
            {"type": "event_callback", "team_id": "T1", "event": {"type": "unheard_of"}},
            {"type": "app_rate_limited", "team_id": "T1"},
            {},
        ):
            assert await rig.post(body) in (200, 404)
        select = {"type": "static_select", "action_id": "x", "block_id": "b"}
        for payload in (
            {"type": "block_actions", "actions": [select]},
            {"type": "view_submission", "view": {"type": "modal", "callback_id": "x"}},
            {"type": "view_closed", "view": {"type": "modal", "callback_id": "x"}},
            {"type": "message_action", "callback_id": "x"},
        ):
            assert await rig.interact(payload) in (200, 404)


async def test_commands_are_acknowledged_before_slack_is_even_called(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        rig.far.delay_s = 0.5
        began = asyncio.get_running_loop().time()
        assert await rig.command(DUTCH) == 200
        took = asyncio.get_running_loop().time() - began
        await rig.far.until(lambda: rig.far.messages)

        assert "wording no-time/blue/nl" in texts_of(rig.far.messages[0]["blocks"])
        assert rig.far.messages[0]["only"] == "U1"
        assert took < 3


async def test_a_button_that_was_forged_is_answered_kindly_and_changes_nothing_of_anybody_elses(tmp_path):
    async with slack_rig.slack(tmp_path) as rig:
        await rig.event(slack_rig.message(DUTCH, 1))
        await rig.far.until(lambda: rig.far.messages)
        mine = rig.far.messages[-1]
        helpful = next(one for one in buttons_of(mine["blocks"]) if '"helpful"' in one["value"])
        for button in ({**helpful, "value": "rm -rf"}, {**helpful, "value": '{"k":"show","o":"../../x"}'}):
            count = len(rig.far.messages)
            await rig.press(mine, {**button, "type": "button"})
            await rig.far.until(lambda count=count, mine=mine: len(rig.far.messages) > count or rig.far.messages[-1] is not mine)
            assert any("klopt" in text for text in texts_of(rig.far.messages[-1]["blocks"]))
            mine = rig.far.messages[-1]
        # Somebody else shares the answer by its number.
        other = rig.far.messages[-1]
        await rig.press(mine, {**helpful, "value": '{"k":"share","v":"1"}'}, user={"id": "U2", "team_id": "T1"})
        await rig.far.until(lambda: rig.far.messages[-1] is not other)

        assert not any("wording" in text for text in texts_of(rig.far.messages[-1]["blocks"]))
        assert any("klopt" in text for text in texts_of(rig.far.messages[-1]["blocks"]))
