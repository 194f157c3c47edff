"""The recogniser's latency, start-up and memory beside the budgets of docs/architecture.md.

Each figure is taken in a process of its own, so that one doesn't warm up another::

    make benchmark          (or: python benchmarks/recogniser.py --sizes 1 5)
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
from process import resident_mb, seconds_alive
from rich.table import Table

from coachbot.app import build_app
from coachbot.coach import Coach
from coachbot.messages import Context, IncomingMessage
from coachbot.playbook import ObjectionId, Playbook
from coachbot.recognition.base import Base
from coachbot.recognition.boundaries import shipped_boundaries
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.encoder import Encoder, shipped_model
from coachbot.recognition.ensemble import EnsembleRecogniser
from coachbot.recognition.told import ToldDriver
from coachbot.settings import Settings
from coachbot.terminal import terminal_console

LENGTHS = (5, 20, 80)
BUDGETS_MS = {20: 20.0, 80: 60.0}
ROUNDS = 300


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 5, 20], help="playbook sizes, in times the shipped one")
    parser.add_argument("--words-only", action="store_true", help="without the encoder, for large playbooks on a slow machine")
    parser.add_argument("--child", choices=["start", "latency"], help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=1, help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child == "start":
        print(json.dumps(start(options.cache)))
        return 0
    if options.child == "latency":
        print(json.dumps(latency(options.size, words_only=options.words_only)))
        return 0
    report(options.sizes, words_only=options.words_only)
    return 0


def report(sizes: list[int], *, words_only: bool) -> None:
    """Run each measurement in a process of its own and print what came out."""
    console = terminal_console()
    with tempfile.TemporaryDirectory() as folder:
        cold, warm = (child("--child", "start", "--cache", folder) for _ in range(2))
    table = Table(title="Start-up and memory", title_justify="left", box=None)
    for head in ("what", "measured", "budget"):
        table.add_column(head, justify="left" if head == "what" else "right")
    table.add_row("ready, cold (learns and caches)", f"{cold['ready_s']:.1f} s", "60 s")
    table.add_row("ready, warm cache", f"{warm['ready_s']:.1f} s", "3 s")
    table.add_row("resident after a warm start and 50 answers", f"{warm['resident_mb']:.0f} MB", "400 MB")
    console.print(table)
    table = Table(title="Recognise and choose, one core, milliseconds", title_justify="left", box=None)
    for head in ("playbook", "words", "p50", "p99", "budget p99", "p50 against 1x"):
        table.add_column(head, justify="right")
    first: dict[str, float] = {}
    flags = ("--words-only",) if words_only else ()
    for size in sizes:
        found = child("--child", "latency", "--size", str(size), *flags)
        for words, (p50, p99) in found["ms"].items():
            first.setdefault(words, p50)
            budget = BUDGETS_MS.get(int(words))
            table.add_row(
                f"{size}x ({found['objections']})",
                words,
                f"{p50:.1f}",
                f"{p99:.1f}",
                f"{budget:.0f}" if budget and size == 1 else "-",
                f"{p50 / first[words]:.2f} (at most 3)" if size > 1 else "-",
            )
    console.print(table)


def child(*arguments: str) -> dict:
    """What a measurement in a process of its own printed, with one core for arithmetic."""
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, **one_core}
    )
    return json.loads(done.stdout.splitlines()[-1])


def start(cache: Path) -> dict:
    """Seconds from the start of the process to a coach that is ready, and its memory."""
    app = build_app(Settings(cache=cache))
    app.recogniser.recognise("Geen tijd.")
    ready = seconds_alive()
    for text in messages(20, 50):
        app.coach.decide(IncomingMessage(text=text), Context(today=date(2026, 1, 1)))
    return {"ready_s": ready, "resident_mb": resident_mb()}


def latency(size: int, *, words_only: bool) -> dict:
    """Milliseconds for messages of each length, with a playbook `size` times the shipped one."""
    app = build_app(Settings())
    playbook = enlarged(app.playbook, size)
    encoder = None if words_only else Encoder(shipped_model())
    recogniser = app.recogniser
    if size > 1 or words_only:
        base = Base.learn(playbook, encoder, lambda *_: None)
        recogniser = EnsembleRecogniser(
            playbook, base, encoder, shipped_calibration(with_encoder=encoder is not None), shipped_boundaries()
        )
    coach = Coach(playbook, recogniser, app.calibration, ToldDriver(playbook.model.drivers))
    context = Context(today=date(2026, 1, 1))
    found = {}
    for words in LENGTHS:
        texts = messages(words, ROUNDS)
        times = []
        for text in texts:
            clock = time.perf_counter()
            coach.decide(IncomingMessage(text=text), context)
            times.append((time.perf_counter() - clock) * 1000)
        found[str(words)] = (float(np.percentile(times[20:], 50)), float(np.percentile(times[20:], 99)))
    return {"ms": found, "objections": len(playbook.objections)}


def messages(words: int, count: int) -> list[str]:
    """Messages of so many words, cut from the development split's stories; the same every time."""
    lines = (Path(__file__).parent.parent / "evaluation" / "development_unseen.jsonl").read_text(encoding="utf-8").splitlines()
    pool = " ".join(json.loads(line)["text"] for line in lines if json.loads(line)["lang"] == "nl").split()
    return [" ".join(pool[start % (len(pool) - words) :][:words]) for start in range(0, count * 7, 7)]


def enlarged(playbook: Playbook, times: int) -> Playbook:
    """The playbook so many times over, with other words in every copy so that classes stay apart."""
    objections = dict(playbook.objections)
    for copy in range(1, times):
        for objection in playbook.objections.values():
            name = ObjectionId(f"{objection.id}-{copy}")
            phrases = replace(
                objection.phrases,
                nl=tuple(replace(phrase, text=_other_words(phrase.text, copy)) for phrase in objection.phrases.nl),
                en=tuple(replace(phrase, text=_other_words(phrase.text, copy)) for phrase in objection.phrases.en),
            )
            objections[name] = replace(objection, id=name, phrases=phrases)
    return replace(playbook, objections=objections)


def _other_words(text: str, copy: int) -> str:
    return " ".join(f"{word}{copy}" if index % 3 == 0 else word for index, word in enumerate(text.split()))


if __name__ == "__main__":
    sys.exit(main())
