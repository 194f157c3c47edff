"""A made-up platform, replicas of coachbot as processes, and events sent as a platform sends them.

The platform throttles, delivers events again, and can be read back if asked to be. A replica is killed
at a send of its own: the platform has the message and the replica never hears so, which is the one
moment in which an answer can be repeated.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
from aiohttp import web

NODE = Path(__file__).with_name("node.py")
RETRIES_S = (0, 0.2, 0.5, 1, 2, 4, 8)
"""When an event that wasn't acknowledged is delivered again; Slack's habit, scaled down."""


@dataclass(slots=True)
class Result:
    """What came of it. Times are in seconds."""

    acknowledged: dict[str, float] = field(default_factory=dict)
    sent_at: dict[str, float] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)
    began: dict[str, float] = field(default_factory=dict)
    ack_s: list[float] = field(default_factory=list)
    throttled: int = 0
    refused: int = 0
    killed_at: list[float] = field(default_factory=list)

    @property
    def lost(self):
        return sorted(set(self.acknowledged) - set(self.sent))

    @property
    def twice(self):
        return sorted(key for key, times in self.sent.items() if times > 1)

    @property
    def answer_s(self):
        return [self.sent_at[key] - began for key, began in self.began.items() if key in self.sent_at]

    @property
    def slowest_after_death_s(self):
        """The longest that an event acknowledged before the last death was answered after it."""
        if not self.killed_at:
            return 0.0
        death = self.killed_at[-1]
        waited = [self.sent_at[key] - death for key, at in self.acknowledged.items() if at < death < self.sent_at.get(key, 0)]
        return max(waited, default=0.0)


def share(values, part):
    """The value below which a part of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else float("nan")


class Rig:
    """One platform and its replicas. Use it as a context; `environment` goes to every replica."""

    def __init__(self, folder, environment, *, throttled=0.05, retry_after_s=0.2, far_side_s=0.02, seed=1):
        self._folder = Path(folder)
        self._environment = environment
        self._throttled, self._retry_after_s, self._far_side_s = throttled, retry_after_s, far_side_s
        self._random = random.Random(seed)  # noqa: S311 - chance that can be repeated
        self.result = Result()
        self.nodes = {}
        self._kill_at = {}
        self._sends_of = Counter()
        self.kill_with = signal.SIGKILL

    async def __aenter__(self):
        app = web.Application()
        app.router.add_post("/send", self._send)
        app.router.add_get("/find", self._find)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))
        return self

    async def __aexit__(self, *_):
        for process, _port in self.nodes.values():
            if process.returncode is None:
                process.kill()
            await process.wait()
            # Or its pipe is closed when the loop is gone.
            process._transport.close()
        await self.http.close()
        await self._runner.cleanup()

    async def _send(self, request):
        body = await request.json()
        if self._random.random() < self._throttled:
            self.result.throttled += 1
            return web.Response(status=429, headers={"Retry-After": str(self._retry_after_s)})
        if self._far_side_s:
            await asyncio.sleep(self._far_side_s)
        key, pid = body["key"], body["pid"]
        self.result.sent[key] += 1
        self.result.sent_at.setdefault(key, time.monotonic())
        self._sends_of[pid] += 1
        if self._sends_of[pid] == self._kill_at.get(pid):
            os.kill(pid, self.kill_with)
            self.result.killed_at.append(time.monotonic())
        return web.json_response({"id": f"m{sum(self.result.sent.values())}"})

    async def _find(self, request):
        return web.json_response({"found": request.query["key"] in self.result.sent})

    async def start(self, name, *, kill_at_send=None):
        """Start a replica, and return once it listens; it is killed at that send of its own."""
        log = (self._folder / f"{name}.log").open("ab")
        environment = {**os.environ, "COACHBOT_PORT": "0", "COACHBOT_PACE": "0", "NODE_PLATFORM": self._url, **self._environment}
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(NODE), stdout=asyncio.subprocess.PIPE, stderr=log, env=environment
        )
        log.close()
        line = await asyncio.wait_for(process.stdout.readline(), 120)
        if not line:
            raise RuntimeError(f"{name} didn't start:\n{(self._folder / f'{name}.log').read_text()[-3000:]}")
        self.nodes[name] = (process, int(line))
        if kill_at_send:
            self._kill_at[process.pid] = kill_at_send
        return process

    async def deliver(self, number, *, conversations=20, again=0.2, **payload):
        """Deliver one event as a platform does: until somebody acknowledges it, and at times once more."""
        event_id = f"made_up:T1:{number:06d}"
        body = {"id": event_id, "conversation": f"C{number % conversations}", "payload": {"text": f"hello {number}", **payload}}
        self.result.began.setdefault(event_id, time.monotonic())
        for turn, wait_s in enumerate(RETRIES_S):
            await asyncio.sleep(wait_s)
            began = time.monotonic()
            if await self._post(number + turn, body) == 200:
                self.result.ack_s.append(time.monotonic() - began)
                self.result.acknowledged[event_id] = time.monotonic()
                break
            self.result.refused += 1
        if self._random.random() < again:
            await asyncio.sleep(self._random.random())
            await self._post(number + 1, body)

    async def _post(self, turn, body):
        ports = [port for process, port in self.nodes.values() if process.returncode is None]
        if not ports:
            return None
        try:
            async with self.http.post(f"http://127.0.0.1:{ports[turn % len(ports)]}/event", json=body) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return None

    async def deliver_all(self, count, rate, *, first=0, payload=None, **options):
        """Deliver so many events at so many a second."""

        async def one(number):
            await asyncio.sleep((number - first) / rate)
            await self.deliver(number, **options, **(payload(number) if payload else {}))

        await asyncio.gather(*(one(number) for number in range(first, first + count)))

    async def answered(self, seconds):
        """Wait until every event that was acknowledged is answered, or the time is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.result.lost:  # noqa: ASYNC110 - polled, like everything here
            await asyncio.sleep(0.1)

    async def deaths(self, count):
        """Wait for so many deaths."""
        while len(self.result.killed_at) < count:  # noqa: ASYNC110 - polled, like everything here
            await asyncio.sleep(0.1)

    async def sends(self, count):
        """Wait for so many different answers."""
        while len(self.result.sent) < count:  # noqa: ASYNC110 - polled, like everything here
            await asyncio.sleep(0.1)

    async def counted(self, name):
        """A number of all replicas that live, added up."""
        total = 0.0
        for process, port in self.nodes.values():
            if process.returncode is None:
                async with self.http.get(f"http://127.0.0.1:{port}/metrics") as answer:
                    lines = (await answer.text()).splitlines()
                total += sum(float(line.rpartition(" ")[2]) for line in lines if line.partition("{")[0].partition(" ")[0] == name)
        return total
