"""Teams beside a bare botbuilder echo bot, in the same run: buttons answered a second, and how long a message takes.

    python benchmarks/teams.py [--seconds 5]

The coach checks a token, decides, stores and renders; the echo bot checks none. Driver, far side and bot are a process each.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from far_teams import FarTeams, LoopbackLogin, token
from teams_rig import APP, TENANT, settings

_NUMBERS = itertools.count(1_700_000_000_001)
_PEOPLE = itertools.count(100_000)
_OBJECTIONS = ("Hier heb ik echt geen tijd voor", "Dat hebben we al eens geprobeerd", "dit wordt toch niks")


async def far(delay_s: float) -> None:
    """The far side: it says where it is, and stays."""
    async with FarTeams(delay_s) as side:
        print(side.url, flush=True)
        print(token(APP, side.url), flush=True)

        async def count(request: web.Request) -> web.Response:
            after = int(request.query["after"])
            return web.json_response([[post["conversation"], post["type"]] for post in side.posts[after:]])

        app = web.Application()
        app.router.add_get("/posts", count)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(runner.addresses[0][1], flush=True)
        await asyncio.Event().wait()


async def echo() -> None:
    """The bare bot, as its documentation has it, but for `process()`, which answers invokes by 500."""
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication  # noqa: PLC0415
    from botbuilder.schema import Activity  # noqa: PLC0415

    class Config:
        """Anonymous."""

        APP_ID = APP_PASSWORD = APP_TENANTID = ""
        APP_TYPE = "MultiTenant"

    adapter: Any = CloudAdapter(ConfigurationBotFrameworkAuthentication(Config()))

    async def turn(context: Any) -> None:  # noqa: ANN401 - the SDK has no types
        await context.send_activity(f"echo: {context.activity.text}")

    async def messages(request: web.Request) -> web.Response:
        await adapter.process_activity("", Activity().deserialize(await request.json()), turn)
        return web.Response(status=201)

    app = web.Application()
    app.router.add_post("/api/messages", messages)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


async def coach(url: str, folder: str) -> None:
    """The coach as it is served, with the shipped playbook and its recogniser."""
    from coachbot import serving  # noqa: PLC0415 - only this process needs it
    from coachbot.app import build_app  # noqa: PLC0415 - see above
    from coachbot.settings import read_settings  # noqa: PLC0415 - see above
    from coachbot_teams.adapter import TeamsAdapter  # noqa: PLC0415 - see above
    from coachbot_teams.sdk import Sdk  # noqa: PLC0415 - see above

    class Side:
        """Where the far side is."""

    side: Any = Side()
    side.url = url
    made = settings(side)
    serving.adapter = lambda _name, desk: TeamsAdapter(desk, made, Sdk(made, LoopbackLogin(url)))  # type: ignore[assignment]
    os.environ.update(COACHBOT_DATA=folder, COACHBOT_PORT="0")
    os.environ.update(COACHBOT_REQUEST_RATE="100000", COACHBOT_REQUEST_BURST="100000")
    given = read_settings()
    app = build_app(given, lambda *_: None)
    await serving.serve_platforms(given, app, ["teams"], lambda port: print(port, flush=True))


def activity(kind: str, person: int, url: str, **more: object) -> dict[str, object]:
    """What somebody does in their own chat."""
    user = f"29:{person}"
    return {
        "type": kind,
        "id": str(next(_NUMBERS)),
        "timestamp": "2026-11-25T12:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": url,
        "from": {"id": user, "name": "Sam"},
        "recipient": {"id": f"28:{APP}", "name": "Coach"},
        "conversation": {"id": f"a:{user}", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        **more,
    }


def button(person: int, url: str) -> dict[str, object]:
    """Another objection is chosen."""
    action = {"type": "Action.Execute", "verb": "coach", "data": {"coach": '{"k":"show","o":"no-time","d":"blue"}'}}
    return activity("invoke", person, url, name="adaptiveCard/action", value={"action": action})


async def hammered(port: int, url: str, bearer: str, people: int, seconds: float, *, buttons: bool) -> tuple[float, list[float]]:
    """Requests a second with so many people who each wait for their answer, and how long each took."""
    headers = {"Authorization": f"Bearer {bearer}"}
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def one(person: int, session: aiohttp.ClientSession) -> None:
        while time.perf_counter() < until:
            sent = button(person, url) if buttons else activity("message", person, url, text="hallo")
            at = time.perf_counter()
            async with session.post(f"http://127.0.0.1:{port}/api/messages", json=sent, headers=headers) as answer:
                if answer.status >= 300:
                    msg = f"answered {answer.status}"
                    raise RuntimeError(msg)
                await answer.read()
            took.append(time.perf_counter() - at)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(one(person, session) for person in range(people)))
    return len(took) / seconds, took


async def messages(port: int, url: str, bearer: str, look: int, rate: float, seconds: float) -> list[float]:
    """How long messages take to their answer at a rate, each of somebody else."""
    headers = {"Authorization": f"Bearer {bearer}"}
    sent: dict[str, float] = {}
    took: dict[str, float] = {}

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def say(person: int) -> None:
            said = activity("message", person, url, text=_OBJECTIONS[person % len(_OBJECTIONS)])
            sent[f"a:29:{person}"] = time.perf_counter()
            async with session.post(f"http://127.0.0.1:{port}/api/messages", json=said, headers=headers) as answer:
                answer.raise_for_status()

        async def watch() -> None:
            seen = 0
            while len(took) < len(sent) or len(sent) < rate * seconds:
                async with session.get(f"http://127.0.0.1:{look}/posts", params={"after": seen}) as answer:
                    new = await answer.json()
                    seen += len(new)
                    for conversation, kind in new:
                        if kind == "message" and conversation in sent:
                            took.setdefault(conversation, time.perf_counter() - sent[conversation])
                await asyncio.sleep(0.02)

        async with asyncio.timeout(seconds * 4 + 30), asyncio.TaskGroup() as group:
            group.create_task(watch())
            for person in itertools.islice(_PEOPLE, int(rate * seconds)):
                group.create_task(say(person))
                await asyncio.sleep(1 / rate)
    return list(took.values())


async def spawned(*arguments: str) -> asyncio.subprocess.Process:
    """This file as another process."""
    return await asyncio.create_subprocess_exec(
        sys.executable, __file__, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )


async def line(process: asyncio.subprocess.Process) -> str:
    """The next line that is only a number, an address or a token: logs come in between."""
    if process.stdout is None:
        msg = "no output is read"
        raise RuntimeError(msg)
    while True:
        raw = await process.stdout.readline()
        if not raw:
            msg = "a process ended"
            raise RuntimeError(msg)
        text = raw.decode().strip()
        if text.isdigit() or text.startswith(("http://", "eyJ")):
            return text


async def measured(delay_s: float, seconds: float) -> None:
    """Both bots before one far side."""
    running = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            running.append(side := await spawned("--role", "far", "--delay", str(delay_s)))
            url, bearer, look = await line(side), await line(side), int(await line(side))
            running.append(bare := await spawned("--role", "echo"))
            running.append(ours := await spawned("--role", "coach", "--url", url, "--folder", folder))
            ports = {"echo bot": int(await line(bare)), "coach": int(await line(ours))}
            await messages(ports["coach"], url, bearer, look, 5, 2)  # warm
            took = await messages(ports["coach"], url, bearer, look, 40, seconds)
            print(f"| {delay_s * 1000:.0f} ms | coach, message to answer at 40 a second | | {_spread(took)} |", flush=True)
            for people in (16, 64):
                for name, port in ports.items():
                    rate, took = await hammered(port, url, bearer, people, seconds, buttons=name == "coach")
                    what = "button to card" if name == "coach" else "message to echo"
                    print(
                        f"| {delay_s * 1000:.0f} ms | {name}, {what}, {people} people | {rate:.0f}/s | {_spread(took)} |",
                        flush=True,
                    )
        finally:
            for process in reversed(running):
                process.terminate()
                await process.wait()


def _spread(took: list[float]) -> str:
    ordered = sorted(took)
    return f"p50 {statistics.median(ordered) * 1000:.0f} ms, p99 {ordered[int(len(ordered) * 0.99)] * 1000:.0f} ms"


def main() -> None:
    """Measure, or be one of the processes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--role", choices=("far", "echo", "coach"))
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--url", default="")
    parser.add_argument("--folder", default="")
    given = parser.parse_args()
    match given.role:
        case "far":
            asyncio.run(far(given.delay))
        case "echo":
            asyncio.run(echo())
        case "coach":
            asyncio.run(coach(given.url, given.folder))
        case _:
            print("| far side | what | rate | time |\n|---|---|---|---|")
            for delay_s in (0.0, 0.1):
                asyncio.run(measured(delay_s, given.seconds))


if __name__ == "__main__":
    main()
