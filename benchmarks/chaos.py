"""The chaos test in full: processes killed, paused and stopped mid-turn, and a database that restarts.

    python benchmarks/chaos.py [--events 400] [--rate 40] [--lease 5]

Exits 1 where an answer was lost, or repeated where it could have been known.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "chaos")]
from rig import Rig, share  # noqa: E402 - likewise

from postgres import fresh_database, programs, running_server  # noqa: E402 - found by the line above

if TYPE_CHECKING:
    from postgres import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is done to how many replicas."""

    name: str
    postgresql: bool
    replicas: int
    hit: int
    """How many of them are hit, at a send of their own."""
    how: signal.Signals = signal.SIGKILL
    readable: bool = True
    restart: bool = False
    resume_after_s: float | None = None
    database_restarts: bool = False


CASES = (
    Case(name="SQLite, killed and restarted", postgresql=False, replicas=1, hit=1, restart=True),
    Case(name="SQLite, the same, not readable", postgresql=False, replicas=1, hit=1, restart=True, readable=False),
    Case(name="PostgreSQL, 3 replicas, 2 killed", postgresql=True, replicas=3, hit=2),
    Case(name="PostgreSQL, the same, not readable", postgresql=True, replicas=3, hit=2, readable=False),
    Case(name="PostgreSQL, 2 replicas, both killed and restarted", postgresql=True, replicas=2, hit=2, restart=True),
    Case(name="PostgreSQL, 3 replicas, 1 asked to stop", postgresql=True, replicas=3, hit=1, how=signal.SIGTERM),
    Case(
        name="PostgreSQL, 3 replicas, 1 paused and going on",
        postgresql=True,
        replicas=3,
        hit=1,
        how=signal.SIGSTOP,
        resume_after_s=2.0,
    ),
    Case(name="PostgreSQL, 3 replicas, the database restarts", postgresql=True, replicas=3, hit=0, database_restarts=True),
)


async def run(case: Case, server: Server | None, events: int, rate: float, lease_s: float) -> bool:
    """Run a case and print what came of it; whether it is as promised."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="coachbot-chaos-"))
        environment = {
            "COACHBOT_DATA": folder,
            "COACHBOT_REPLICA_LEASE": str(lease_s),
            "NODE_READABLE": str(int(case.readable)),
            "NODE_THINK": "0.1",
        }
        if server is not None:
            environment["COACHBOT_DATABASE_URL"] = stack.enter_context(fresh_database(server.url))
        async with Rig(folder, environment, retry_after_s=1.0, far_side_s=0.05) as rig:
            rig.kill_with = case.how
            hit = {f"n{number}": int(rate) * (number + 1) for number in range(case.hit)}
            started = await asyncio.gather(
                *(rig.start(f"n{number}", kill_at_send=hit.get(f"n{number}")) for number in range(case.replicas))
            )

            async def afterwards(number: int) -> None:
                if case.restart:
                    await started[number].wait()
                    await rig.start(f"n{number}")
                elif case.resume_after_s:
                    await rig.deaths(number + 1)
                    await asyncio.sleep(case.resume_after_s * lease_s)
                    started[number].send_signal(signal.SIGCONT)

            async def restart_database() -> None:
                if case.database_restarts and server is not None:
                    await asyncio.sleep(events / rate / 2)
                    await asyncio.to_thread(server.stop)
                    await asyncio.to_thread(server.start)

            await asyncio.gather(
                rig.deliver_all(events, rate), restart_database(), *(afterwards(number) for number in range(case.hit))
            )
            await rig.answered(120)
            await asyncio.sleep(3)
            counted = await rig.counted("coachbot_repeats_possible_total")
            result = rig.result
    repeats_right = len(result.twice) <= (0 if case.readable else counted) and max(result.sent.values(), default=0) <= 2
    right = not result.lost and repeats_right and len(result.acknowledged) == events
    print(
        f"| {case.name} | {len(result.acknowledged)} | {len(result.lost)} | {len(result.twice)} | {counted:.0f} "
        f"| {result.throttled} | {result.slowest_after_death_s:.1f} s "
        f"| {1000 * share(result.ack_s, 0.5):.0f} / {1000 * share(result.ack_s, 0.99):.0f} ms "
        f"| {'as promised' if right else 'BROKEN'} |",
        flush=True,
    )
    return right


async def main() -> int:
    """Run every case that this machine can."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=400)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--lease", type=float, default=5)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    print(
        "| case | acknowledged | lost | twice | counted as possibly so | 429s | slowest after the last death | ack p50 / p99 | |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    results = []
    with ExitStack() as stack:
        server = stack.enter_context(running_server(durable=True)) if programs() else None
        for case in CASES:
            if case.postgresql and server is None:
                print(f"| {case.name} | no PostgreSQL server is installed here |")
            elif asked.only in case.name:
                results.append(await run(case, server if case.postgresql else None, asked.events, asked.rate, asked.lease))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
