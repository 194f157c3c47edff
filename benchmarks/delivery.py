"""From a direct message to its answer, with the real coach, beside the budgets of the design.

    python benchmarks/delivery.py [--seconds 10]

The load, the made-up platform, the database and coachbot share this machine: take the figures as
what is possible at worst. The messages are those of evaluation/development.jsonl.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "chaos")]
from rig import Rig, share  # noqa: E402 - likewise

from postgres import fresh_database, programs, running_server  # noqa: E402 - found by the line above

if TYPE_CHECKING:
    from postgres import Server

RATES = (10, 40, 80)
FAR_SIDES_S = (0.0, 0.1)
BUDGETS = {
    ("sqlite", 0.0, 40): "answer p50 200, p99 700 ms",
    ("sqlite", 0.0, 80): "ack p99 200 ms",
}


def resident_mb(pid: int) -> float:
    """Memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


def cpu_s(pid: int) -> float:
    """Processor time that a process has used."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def both_ms(values_s: list[float]) -> str:
    """The median and the 99th percentile, in milliseconds."""
    return f"{1000 * share(values_s, 0.5):.0f} / {1000 * share(values_s, 0.99):.0f} ms"


def texts() -> list[str]:
    """Messages to send."""
    lines = (ROOT / "evaluation" / "development.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


async def measure(kind: str, far_side_s: float, url: str | None, seconds: float, said: list[str], think: str) -> None:
    """One start, and every rate against it."""
    with tempfile.TemporaryDirectory(prefix="coachbot-delivery-") as folder:
        environment = {"COACHBOT_DATA": folder, "NODE_THINK": think, **({"COACHBOT_DATABASE_URL": url} if url else {})}
        async with Rig(folder, environment, throttled=0, far_side_s=far_side_s) as rig:
            began = time.monotonic()
            process = await rig.start("a")
            ready_s = time.monotonic() - began
            await rig.deliver_all(20, 20, payload=lambda number: {"text": said[number % len(said)]})
            await rig.answered(60)
            used, began = cpu_s(process.pid), time.monotonic()
            await asyncio.sleep(10)
            idle = (cpu_s(process.pid) - used) / (time.monotonic() - began)
            first, far = 100, f"{1000 * far_side_s:.0f} ms"
            for rate in RATES:
                rig.result.ack_s.clear()
                rig.result.began.clear()
                count = int(rate * seconds)
                await rig.deliver_all(
                    count, rate, first=first, again=0, conversations=40, payload=lambda number: {"text": said[number % len(said)]}
                )
                await rig.answered(120)
                first += count
                answer, ack = rig.result.answer_s, rig.result.ack_s
                print(
                    f"| {kind} | {far} | {rate}/s | {both_ms(answer)} | {both_ms(ack)} | {len(rig.result.lost)} "
                    f"| {BUDGETS.get((kind, far_side_s, rate), '')} |",
                    flush=True,
                )
            print(
                f"| {kind} | {far} | idle | ready in {ready_s:.1f} s | {resident_mb(process.pid):.0f} MB resident "
                f"| {100 * idle:.1f} % of a core | ready in 3 s, 400 MB |",
                flush=True,
            )


async def fail_over(kind: str, url: str | None, lease_s: float) -> None:
    """How long a turn waits whose process is killed, with the lease that ships."""
    with tempfile.TemporaryDirectory(prefix="coachbot-delivery-") as folder:
        environment = {
            "COACHBOT_DATA": folder,
            "COACHBOT_REPLICA_LEASE": str(lease_s),
            "NODE_THINK": "0.5",
            **({"COACHBOT_DATABASE_URL": url} if url else {}),
        }
        async with Rig(folder, environment, throttled=0) as rig:
            process = await rig.start("a", kill_at_send=20)
            if url:
                await rig.start("b")

            async def restart() -> None:
                await process.wait()
                if not url:
                    await rig.start("a")

            await asyncio.gather(rig.deliver_all(200, 40), restart())
            await rig.answered(120)
            how = "another replica takes over" if url else "killed and restarted at once"
            slowest_s = rig.result.slowest_after_death_s
            print(
                f"| {kind} | fail-over, {how}, lease {lease_s:g} s | slowest answer {slowest_s:.1f} s after the death |",
                flush=True,
            )


async def both(server: Server | None, seconds: float, think: str) -> None:
    """Everything, on each database that is here."""
    said = texts()
    print("| database | far side | rate | answer p50 / p99 | ack p50 / p99 | lost | budget |\n|---|---|---|---|---|---|---|")
    for kind in ("sqlite", "postgresql"):
        for far_side_s in FAR_SIDES_S:
            with ExitStack() as stack:
                if kind == "postgresql" and server is None:
                    print("| postgresql | no server is installed here |")
                    break
                url = stack.enter_context(fresh_database(server.url)) if kind == "postgresql" and server else None
                await measure(kind, far_side_s, url, seconds, said, think)
    await fail_over("sqlite", None, 15)
    if server is not None:
        with fresh_database(server.url) as url:
            await fail_over("postgresql", url, 15)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--think", default="coach", help="coach, or seconds that a made-up decision takes")
    asked = parser.parse_args()
    with ExitStack() as stack:
        server = stack.enter_context(running_server(durable=True)) if programs() else None
        asyncio.run(both(server, asked.seconds, asked.think))


if __name__ == "__main__":
    main()
