"""A replica as `coachbot serve` runs it, for one platform that is made up: the rig's.

The rig starts it, reads its port, and kills it. NODE_PLATFORM is the rig's address, NODE_READABLE says
whether sent messages can be read back, NODE_THINK is how long a decision takes, or `coach` for the real one.
"""

from __future__ import annotations

import asyncio
import json
import os

import aiohttp

from coachbot.errors import NotSentError, ThrottledError
from coachbot.events import Decision, Event
from coachbot.logs import set_up_logs
from coachbot.ports import HttpResponse
from coachbot.serving import serve
from coachbot.settings import read_settings

PLATFORM = os.environ.get("NODE_PLATFORM", "")
READABLE = os.environ.get("NODE_READABLE", "1") == "1"
THINK = os.environ.get("NODE_THINK", "0.05")


class Adapter:
    name = "made_up"

    def __init__(self, inbox):
        self._inbox = inbox
        self.routes = {("POST", "/event"): self._event}
        self.sender = self

    async def start(self):
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10))

    async def stop(self):
        await self._http.close()

    async def _event(self, request):
        raw = json.loads(request.body)
        await self._inbox.submit(Event(platform=self.name, tenant="T1", channel=raw["conversation"], person="p1", **raw))
        return HttpResponse()

    async def send(self, _event, decision, key):
        body = {"key": key, "pid": os.getpid(), "kind": decision.kind}
        try:
            async with self._http.post(f"{PLATFORM}/send", json=body) as answer:
                if answer.status == 429:
                    raise ThrottledError(float(answer.headers["Retry-After"]))
                answer.raise_for_status()
                return (await answer.json())["id"]
        except aiohttp.ClientConnectorError as error:
            raise NotSentError("no connection") from error

    async def find(self, _event, key):
        if not READABLE:
            return None
        async with self._http.get(f"{PLATFORM}/find", params={"key": key}) as answer:
            return (await answer.json())["found"]


async def think(event):
    await asyncio.sleep(float(THINK))
    if event.payload.get("deadly"):
        os.kill(os.getpid(), 9)
    return Decision(kind="CoachingAnswer", data={})


def main():
    settings = read_settings()
    set_up_logs(settings.log_format, settings.log_level)
    thinking = think
    if THINK == "coach":
        from coachbot.turns import thinker

        from coachbot.app import build_app

        thinking = thinker(build_app(settings).coach, None)
    asyncio.run(serve(settings, [Adapter], thinking, {}, lambda port: print(port, flush=True)))


if __name__ == "__main__":
    main()
