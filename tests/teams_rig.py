"""The whole app before a Teams on this machine: signed requests in, what Teams was told out."""

from __future__ import annotations

import itertools
from contextlib import asynccontextmanager

import aiohttp
from pydantic import SecretStr

from coachbot_teams.adapter import TeamsAdapter
from coachbot_teams.sdk import Sdk
from coachbot_teams.settings import TeamsSettings
from far_teams import FarTeams, LoopbackLogin, token
from working_desk import working

APP, TENANT, OTHER_TENANT = (f"{digit * 8}-2222-3333-4444-555555555555" for digit in "123")
CHANNEL = "19:general@thread.tacv2;messageid=1700000000000"
BOT = f"28:{APP}"


def settings(far, **more):
    # Development lets in addresses on this machine; tokens are asked all the same, as there is an app id.
    given = {"app_id": APP, "app_password": SecretStr("a secret"), "tenant_id": TENANT, "development": True}
    return TeamsSettings(**{**given, "openid_url": f"{far.url}/openid", **more})


class Rig:
    """Somebody's Teams, signed as Microsoft does."""

    def __init__(self, far, desk, adapter, port, session):
        self.far, self.desk, self.adapter, self.port, self.session = far, desk, adapter, port, session
        self.numbers = itertools.count(1_700_000_000_001)

    def activity(self, kind, *, personal=True, user="29:one", tenant=TENANT, **more):
        conversation = {"id": f"a:{user}", "conversationType": "personal"}
        if not personal:
            conversation = {"id": CHANNEL, "conversationType": "channel"}
        return {
            "type": kind,
            "id": str(next(self.numbers)),
            "timestamp": "2026-11-25T12:00:00.000Z",
            "channelId": "msteams",
            "serviceUrl": self.far.url,
            "from": {"id": user, "name": "Sam"},
            "recipient": {"id": BOT, "name": "Coach"},
            "conversation": {**conversation, "tenantId": tenant},
            "channelData": {"tenant": {"id": tenant}},
            "locale": "nl-NL",
            **more,
        }

    def message(self, text, **more):
        return self.activity("message", text=text, **more)

    def mention(self, text, **more):
        entity = {"type": "mention", "mentioned": {"id": BOT, "name": "Coach"}, "text": "<at>Coach</at>"}
        return self.activity("message", personal=False, text=f"<at>Coach</at> {text}", entities=[entity], **more)

    def invoke(self, name, value, **more):
        return self.activity("invoke", name=name, value=value, **more)

    def execute(self, data, **more):
        action = {"type": "Action.Execute", "verb": "coach", "data": data}
        return self.invoke("adaptiveCard/action", {"action": action, "trigger": "manual"}, **more)

    async def send(self, activity, *, bearer=None):
        """What is answered: the status, and the body as JSON."""
        authorization = f"Bearer {bearer or token(APP, self.far.url)}"
        return await self.post(activity, {"Authorization": authorization})

    async def post(self, activity, headers):
        async with self.session.post(f"http://127.0.0.1:{self.port}/api/messages", json=activity, headers=headers) as answer:
            body = await answer.json(content_type=None) if answer.status == 200 else None
            return answer.status, body


@asynccontextmanager
async def teams(folder, *, calm=False, front=lambda desk: desk, **more):
    """The app, served before a far side on this machine; `front` puts another desk before the real one."""
    async with FarTeams() as far:

        def create(desk):
            made = settings(far, **more)
            return TeamsAdapter(front(desk), made, Sdk(made, LoopbackLogin(far.url)))

        async with working(folder, create, calm=calm) as (desk, adapter, port), aiohttp.ClientSession() as session:
            yield Rig(far, desk, adapter, port, session)
