"""The whole app before a Slack on this machine: signed requests in, what Slack was told out."""

from __future__ import annotations

import json
import time
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import aiohttp
from pydantic import SecretStr

from coachbot.metrics import Metrics
from coachbot.server import Server, TokenBucket
from coachbot_slack.adapter import SlackAdapter
from coachbot_slack.settings import SlackSettings
from coachbot_slack.signature import signature
from far_slack import FarSlack
from working_desk import working

SECRET = "a signing secret"


def settings(far, **more):
    return SlackSettings(
        **{"bot_token": SecretStr("xoxb-1"), "signing_secret": SecretStr(SECRET), "api_url": far.api_url, **more}
    )


def event_body(event, number, team="T1"):
    return {
        "type": "event_callback",
        "team_id": team,
        "event_id": f"Ev{number}",
        "authorizations": [{"team_id": team, "user_id": "UB", "is_bot": True}],
        "event": event,
    }


def message(text, number, **more):
    return {
        "type": "message",
        "channel_type": "im",
        "channel": "D1",
        "user": "U1",
        "text": text,
        "ts": f"17000{number:05}.000100",
        **more,
    }


def mention(text, number, **more):
    return {
        "type": "app_mention",
        "channel": "C1",
        "user": "U1",
        "text": f"<@UB> {text}",
        "ts": f"17000{number:05}.000100",
        **more,
    }


class Rig:
    """One user at a time, in front of the adapter."""

    def __init__(self, desk, adapter, port, far, session):
        self.desk = desk
        self.adapter = adapter
        self.far = far
        self.url = f"http://127.0.0.1:{port}/slack/events"
        self.session = session
        self.number = 0

    async def post(self, body, *, form=None, at=None, headers=None, secret=SECRET):
        """Post to the adapter as Slack does; returns the status."""
        raw = (urlencode(form) if form is not None else json.dumps(body)).encode()
        kind = "application/json" if form is None else "application/x-www-form-urlencoded"
        at = str(int(time.time())) if at is None else at
        signed = {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature(secret, at, raw)}
        async with self.session.post(self.url, data=raw, headers=signed if headers is None else headers) as answer:
            self.answered = await answer.read()
            return answer.status

    async def event(self, event, **more):
        self.number += 1
        return await self.post(event_body(event, self.number, **more))

    async def command(self, text, command="/coach", **more):
        form = {"command": command, "text": text, "user_id": "U1", "team_id": "T1", "channel_id": "C1"}
        return await self.post(None, form={**form, "response_url": self.far.response_url(), **more})

    async def interact(self, payload):
        body = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "trigger_id": "tr1", **payload}
        return await self.post(None, form={"payload": json.dumps(body)})

    async def hand_in(self, view, by="U1", **fields):
        """Hand in a dialog with these fields changed; returns what Slack was told about it."""
        values = {}
        for block in view["blocks"]:
            if block["type"] == "input":
                name, element = block["block_id"].partition(":")[0], block["element"]
                initial = element.get("initial_value") or element.get("initial_option", {}).get("value")
                typed = fields.get(name, initial)
                state = {"value": typed} if "text_input" in element["type"] else {"selected_option": {"value": typed}}
                values[block["block_id"]] = {element["action_id"]: {"type": element["type"], **state}}
        state = {"values": values}
        handed_in = {"type": "view_submission", "view": {**view, "id": "V1", "state": state}}
        assert await self.interact({**handed_in, "user": {"id": by, "team_id": "T1"}}) == 200
        return json.loads(self.answered) if self.answered else None

    async def press(self, message, button, **more):
        payload = {
            "type": "block_actions",
            "channel": {"id": message["channel"]},
            "container": {
                "type": "message",
                "message_ts": message["ts"],
                "channel_id": message["channel"],
                "is_ephemeral": message["only"] is not None,
                **({"thread_ts": message["thread_ts"]} if message["thread_ts"] else {}),
            },
            "response_url": self.far.response_url(message),
            "actions": [{**button, "action_ts": "1"}],
            **more,
        }
        return await self.interact(payload)


@asynccontextmanager
async def slack(folder, *, front=lambda desk: desk, made=lambda adapter: adapter, patience_s=2.5, **more):
    """The rig, with a far side of its own; `front` puts another desk before the real one, `made` changes the adapter."""

    def create(desk):
        return made(SlackAdapter(front(desk), settings(far, **more), patience_s=patience_s))

    async with FarSlack() as far, aiohttp.ClientSession() as session, working(folder, create) as (desk, adapter, port):
        yield Rig(desk, adapter, port, far, session)


@asynccontextmanager
async def replica(rig, **more):
    """Another adapter before the same desk, served at another port."""
    adapter = SlackAdapter(rig.desk, settings(rig.far, **more))
    server = Server(adapter.routes, {}, Metrics(), port=0, bucket=TokenBucket(10_000, 10_000))
    try:
        await adapter.start()
        yield Rig(rig.desk, adapter, await server.start(), rig.far, rig.session)
    finally:
        await server.stop()
        await adapter.stop()
