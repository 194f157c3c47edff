"""coachbot's recogniser beside others: all learn the playbook's phrases and read the same messages.

Each learns in a process of its own and answers in another, on one core. All times are processor
time, so that what else the machine does changes them little. The table is Markdown::

    pip install -r benchmarks/requirements.txt
    python benchmarks/comparison.py [--file FILE.jsonl] [--rasa PYTHON]

PYTHON is an interpreter of 3.10 or older (the newest that Rasa runs on) into whose environment the
same requirements were installed. DIET reads the phrases 100 times, which takes it hours on two
cores; DIET_EPOCHS in the environment sets another number. How coachbot's encoder was tuned isn't
counted as learning.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from compared import COMPARED

from coachbot.evaluation import Line, Outcome, figures, read_lines
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import LANGUAGES
from coachbot.recognition.base import examples

HERE = Path(__file__).resolve().parent
INSTALL = "pip install -r benchmarks/requirements.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one recogniser made of the messages, and what it cost."""

    title: str
    outcomes: list[Outcome]
    learn_s: float
    start_s: float
    resident_mb: float


def main() -> int:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--file", type=Path, default=HERE.parent / "evaluation" / "development_unseen.jsonl", help="labelled messages"
    )
    parser.add_argument("--rasa", type=Path, help="the Python of an environment that has Rasa")
    parser.add_argument("--only", nargs="+", choices=COMPARED, default=list(COMPARED), help="some of the recognisers")
    options = parser.parse_args()
    if "locked" in options.file.name:
        parser.error(f"{options.file} is locked: only `make quality-report` may open it; give a development file")
    rows, left_out = [], []
    for name in options.only:
        title = COMPARED[name].title
        # Some take half an hour: who stops the run has what it found so far.
        print(f"{table(rows)}\n{title} ...", file=sys.stderr)
        if name == "diet" and options.rasa is None:
            left_out.append(f"{title}: name a Python 3.10 that has it with --rasa ({INSTALL})")
            continue
        try:
            rows.append(
                measured(name, options.rasa.absolute() if name == "diet" else Path(sys.executable), read_lines(options.file))
            )
        except MissingError as error:
            left_out.append(f"{title}: {error} isn't installed; run `{INSTALL}`")
    print(table(rows))
    print("".join(f"\nLeft out: {why}." for why in left_out))
    return 0


class MissingError(Exception):
    """A recogniser needs a package that isn't there; holds its name."""


def measured(name: str, python: Path, lines: list[Line]) -> Row:
    """Let one recogniser learn and answer.

    Raises:
        MissingError: a package isn't installed.
    """
    playbook = load_playbook(shipped_playbook())
    # Rasa takes a slash for the mark of something else.
    phrases = [(one.text, one.language, one.label.replace("/", "-")) for one in examples(playbook) if one.label is not None]
    with tempfile.TemporaryDirectory() as folder:
        for file, content in (("phrases", phrases), ("messages", [(line.text, line.lang) for line in lines])):
            (Path(folder) / f"{file}.json").write_text(json.dumps(content), encoding="utf-8")
        found = {}
        for task in ("learn", "answer"):
            found |= child(python, name, task, folder)
    outcomes = [
        Outcome(
            line=line,
            ranked=tuple(label for label in ranked if label in playbook.objections),
            probability=0.0,
            no_objection=0.0,
            sure=None,
            heard=frozenset(),
            driver=None,
            distress=False,
            milliseconds=milliseconds,
        )
        for line, ranked, milliseconds in zip(lines, found["ranked"], found["milliseconds"], strict=True)
    ]
    costs = {cost: found[cost] for cost in ("learn_s", "start_s", "resident_mb")}
    return Row(title=COMPARED[name].title, outcomes=outcomes, **costs)


def child(python: Path, name: str, task: str, folder: str) -> dict:
    """What a process of its own, in the folder that it reads, printed last.

    Raises:
        MissingError: a package isn't installed.
    """
    done = subprocess.run(
        [python, HERE / "compared.py", name, task, folder],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        cwd=folder,  # Rasa leaves a cache where it runs
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
    )
    found = json.loads(done.stdout.splitlines()[-1])
    if "missing" in found:
        raise MissingError(found["missing"])
    return found


def table(rows: list[Row]) -> str:
    """A row per recogniser, in Markdown: how often right by language, and the costs."""
    heads = [f"{language} {top}" for language in LANGUAGES for top in ("top-1", "top-3")]
    heads += ["p50 ms", "p99 ms", "resident MB", "learns in s", "starts in s"]
    parts = ["| recogniser | " + " | ".join(heads) + " |", "|---|" + "---:|" * len(heads)]
    for row in rows:
        found = figures(row.outcomes)
        right = [found["by_language"][language][top] for language in LANGUAGES for top in ("top1", "top3")]
        cells = [f"{share:.3f}" for share in right]
        cells += [
            f"{found['ms_p50']:.1f}",
            f"{found['ms_p99']:.1f}",
            f"{row.resident_mb:.0f}",
            f"{row.learn_s:.0f}",
            f"{row.start_s:.1f}",
        ]
        parts.append(f"| {row.title} | " + " | ".join(cells) + " |")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
