"""Slack beside a bare echo bot of Bolt's, in the same run: command to answer, direct message to answer, acknowledgement.

    python benchmarks/slack.py [--seconds 8]

A far side in this process stands for Slack, answering at once or after 100 ms. Requests come in at the budget's
rate; the coach is the shipped one.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import aiohttp
from aiohttp import web

from coachbot_slack.signature import signature

SECRET = "benchmark"  # noqa: S105 - of nothing but this run
SAID = "In de training zei iemand: dit wordt toch niks, over een jaar is het weer weg"
_numbers = itertools.count(1)


@dataclass
class Far:
    """Notes when something for a channel came in."""

    delay_s: float
    waiting: dict[str, asyncio.Future[float]] = field(default_factory=dict)
    api_url: str = ""

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/api/{method}", self.call)
        app.router.add_post("/answer/{key}", self.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.api_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"

    async def call(self, request: web.Request) -> web.Response:
        given = await request.json() if request.content_type == "application/json" else dict(await request.post())
        self.arrived(str(given.get("channel", "")))
        await asyncio.sleep(self.delay_s)
        return web.json_response(
            {"ok": True, "ts": "1.0", "channel": given.get("channel"), "team_id": "T1", "bot_id": "B1", "user_id": "UB"}
        )

    async def answer(self, request: web.Request) -> web.Response:
        await request.read()
        self.arrived(request.match_info["key"])
        await asyncio.sleep(self.delay_s)
        return web.Response(text="ok")

    def arrived(self, key: str) -> None:
        future = self.waiting.pop(key, None)
        if future is not None and not future.done():
            future.set_result(time.perf_counter())


def request(kind: str, key: str, far: Far) -> tuple[bytes, str]:
    """A command or a direct message, each of somebody else."""
    number = next(_numbers)
    if kind == "command":
        url = f"{urlsplit(far.api_url).scheme}://{urlsplit(far.api_url).netloc}/answer/{key}"
        form = {
            "command": "/coach",
            "text": SAID,
            "user_id": f"U{number % 50}",
            "team_id": "T1",
            "channel_id": "C1",
            "response_url": url,
        }
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": key,
        "user": f"U{number % 50}",
        "text": SAID,
        "ts": f"{time.time():.6f}",
    }
    body = {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": f"Ev{number}",
        "event": event,
        "authorizations": [{"team_id": "T1", "user_id": "UB"}],
    }
    return json.dumps(body).encode(), "application/json"


async def measure(port: int, kind: str, rate: float, seconds: float, far: Far) -> tuple[list[float], list[float], int]:
    """Acknowledgements and answers in milliseconds, and how many never came."""
    acks: list[float] = []
    answers: list[float] = []

    async def one(session: aiohttp.ClientSession) -> bool:
        key = f"D{next(_numbers)}"
        raw, content_type = request(kind, key, far)
        at = str(int(time.time()))
        headers = {"Content-Type": content_type, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature(SECRET, at, raw)}
        far.waiting[key] = asyncio.get_running_loop().create_future()
        future, began = far.waiting[key], time.perf_counter()
        async with session.post(f"http://127.0.0.1:{port}/slack/events", data=raw, headers=headers) as answer:
            await answer.read()
            acks.append((time.perf_counter() - began) * 1e3)
        try:
            answers.append((await asyncio.wait_for(future, 30) - began) * 1e3)
        except TimeoutError:
            return False
        return True

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        tasks = []
        for _ in range(int(rate * seconds)):
            tasks.append(asyncio.create_task(one(session)))
            await asyncio.sleep(1 / rate)
        came = await asyncio.gather(*tasks)
    return acks, answers, came.count(False)


ECHO = """
import sys
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
app = AsyncApp(client=AsyncWebClient(token="xoxb-1", base_url=sys.argv[2]), signing_secret=sys.argv[3])
@app.event("message")
async def message(event, say):
    await say(event["text"])
@app.command("/coach")
async def command(ack, command, respond):
    await ack()
    await respond(command["text"])
async def handle(request):
    return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))
served = web.Application()
served.router.add_post("/slack/events", handle)
web.run_app(served, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
"""


async def up(port: int) -> None:
    """Wait until something listens."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)


def row(name: str, far: Far, kind: str, measured: tuple[list[float], list[float], int]) -> str:
    """One line of the table."""

    def quantiles(values: list[float]) -> str:
        cuts = statistics.quantiles(values, n=100)
        return f"{cuts[49]:.0f} / {cuts[98]:.0f}"

    acks, answers, lost = measured
    return f"| {name} | {far.delay_s * 1e3:.0f} ms | {kind} | {quantiles(acks)} | {quantiles(answers)} | {lost} |"


async def run(seconds: float) -> None:
    """Measure both bots before both far sides."""
    print("| bot | far side | what | acknowledged p50 / p99 ms | answered p50 / p99 ms | lost |\n|---|---|---|---|---|---|")
    for delay_s in (0.0, 0.1):
        far = Far(delay_s)
        await far.start()
        with tempfile.TemporaryDirectory() as folder:
            settings = {
                "COACHBOT_SLACK_BOT_TOKEN": "xoxb-1",
                "COACHBOT_SLACK_SIGNING_SECRET": SECRET,
                "COACHBOT_SLACK_API_URL": far.api_url,
            }
            bots = {
                "echo bot": ([sys.executable, "-c", ECHO, "39811", far.api_url, SECRET], {}, 39811),
                "coachbot": (
                    [sys.executable, "-m", "coachbot", "serve"],
                    {**settings, "COACHBOT_DATA": str(Path(folder) / "data"), "COACHBOT_PORT": "39812", "COACHBOT_PACE": "0"},
                    39812,
                ),
            }
            for name, (command, environment, port) in bots.items():
                process = await asyncio.create_subprocess_exec(
                    *command, env={**os.environ, **environment}, stderr=asyncio.subprocess.DEVNULL
                )
                try:
                    await up(port)
                    await measure(port, "message", 5, 2, far)  # warm
                    for kind, rate in (("command", 50), ("message", 40)):
                        print(
                            row(name, far, f"{kind}, {rate} a second", await measure(port, kind, rate, seconds, far)), flush=True
                        )
                finally:
                    process.terminate()
                    await process.wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    asyncio.run(run(parser.parse_args().seconds))
