"""What redaction finds, what it misses, and what it takes wrongly.

Measures a hand-made set by kind and language, the phrases of the playbook for what is taken though nobody is named, and
the time. Run it with::

    python benchmarks/redaction.py [FILE.jsonl] [--show]

Without a file it reads `evaluation/redaction_development.jsonl`. A locked set, a file with "locked" in its name, is for the
report in `docs/privacy.md` alone: whoever looks at its lines can no longer measure with it, so `--show`, which prints every
miss, doesn't go with it.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from coachbot.loading import load_playbook, shipped_playbook
from coachbot.plain_text import plain_text
from coachbot.playbook import LANGUAGES
from coachbot.redaction import KINDS, Span, find, redact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coachbot.playbook import Language
    from coachbot.redaction import Kind

ROOT = Path(__file__).parents[1]
PATTERNS = tuple(kind for kind in KINDS if kind not in ("name", "municipality"))
IN_THE_SET: dict[str, Kind] = {"postcode_address": "address"}
RUNS = 200
WORDS = 80
BUDGET_MS = 5.0
LONG = (
    "Mevrouw Van der Berg van Burgerzaken belde vanaf 06-12345678 over zaak Z/24/118203 en zei dat het zoekscherm niets vindt. "
    "Waarom moeten we dat allemaal opnieuw intypen als het vroeger gewoon goed ging? "
)


@dataclass(slots=True)
class Tally:
    """How many of one kind there are, and what became of them."""

    there: int = 0
    whole: int = 0
    partly: int = 0
    other_kind: int = 0
    wrong: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            *(getattr(self, name) + getattr(other, name) for name in ("there", "whole", "partly", "other_kind", "wrong"))
        )

    @property
    def recall(self) -> str:
        """The share that left the text whole, to three places."""
        return f"{self.whole / self.there:.3f}" if self.there else "-"


@dataclass(slots=True)
class Measured:
    """Tallies by language and kind, and how many messages without anybody in them were touched."""

    tallies: dict[tuple[Language, Kind], Tally] = field(default_factory=dict)
    empty: Counter[Language] = field(default_factory=Counter)
    empty_touched: Counter[Language] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def of(self, language: Language, kind: Kind) -> Tally:
        """The tally for one language and kind."""
        return self.tallies.setdefault((language, kind), Tally())


def measure(path: Path) -> Measured:
    """Hold what is found against what is marked."""
    measured = Measured()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, language = plain_text(row["text"]), row["lang"]
        found = find(text, language)
        marked = list(_marked(text, row["spans"]))
        measured.empty[language] += not marked
        measured.empty_touched[language] += not marked and bool(found)
        for span in marked:
            _judge(measured, text, language, span, found)
        for span in found:
            inside = {at for each in marked for at in range(each.start, each.end)}
            if any(text[at].isalnum() and at not in inside for at in range(span.start, span.end)):
                measured.of(language, span.kind).wrong += 1
                measured.faults.append(f"{language} taken   {span.kind:14} {text[span.start : span.end]!r} in {text!r}")
    return measured


def _marked(text: str, spans: list[dict[str, str]]) -> Iterator[Span]:
    """Where the marked texts stand; one that is marked twice stands twice."""
    after: Counter[str] = Counter()
    for span in spans:
        start = text.index(span["text"], after[span["text"]])
        after[span["text"]] = start + 1
        kind: Kind = IN_THE_SET.get(span["kind"], span["kind"])  # type: ignore[arg-type] - the set's kinds are ours but one
        yield Span(start, start + len(span["text"]), kind)


def _judge(measured: Measured, text: str, language: Language, span: Span, found: list[Span]) -> None:
    kinds = {at: each.kind for each in found for at in range(each.start, each.end)}
    needed = [at for at in range(span.start, span.end) if text[at].isalnum()]
    caught = sum(at in kinds for at in needed)
    tally = measured.of(language, span.kind)
    tally.there += 1
    tally.whole += caught == len(needed)
    tally.partly += 0 < caught < len(needed)
    tally.other_kind += caught > 0 and any(kinds.get(at, span.kind) != span.kind for at in needed)
    if caught < len(needed):
        word = "missed" if caught == 0 else "partly"
        measured.faults.append(f"{language} {word}  {span.kind:14} {text[span.start : span.end]!r} in {text!r}")


def print_table(measured: Measured) -> None:
    """One row a kind, both languages beside each other."""
    print(f"| {'kind':13} | nl: there | recall | partly | wrongly taken | en: there | recall | partly | wrongly taken |")
    print("|---|---|---|---|---|---|---|---|---|")
    sums: dict[Language, Tally] = {language: Tally() for language in LANGUAGES}
    for kind in KINDS[:-1]:
        cells = []
        for language in LANGUAGES:
            tally = measured.of(language, kind)
            cells.append(_cells(tally))
            if kind in PATTERNS:
                sums[language] += tally
        print(f"| {kind:13} | {' | '.join(cells)} |")
    print(f"| {'**patterns**':13} | {' | '.join(_cells(sums[language]) for language in LANGUAGES)} |")
    both = sums["nl"] + sums["en"]
    names = measured.of("nl", "name") + measured.of("en", "name")
    print(f"\npatterns: recall {both.recall} of {both.there}, {both.other_kind} as another kind, {both.wrong} wrongly taken")
    print(f"names: recall {names.recall} of {names.there}, {names.partly} partly, {names.wrong} wrongly taken")
    print(f"messages without anybody in them that were touched: {dict(measured.empty_touched)} of {dict(measured.empty)}")


def _cells(tally: Tally) -> str:
    return f"{tally.there} | {tally.recall} | {tally.partly} | {tally.wrong}"


def print_phrases() -> None:
    """What is taken from the playbook's phrases, which are about people but rarely name one."""
    names = set((ROOT / "benchmarks" / "redaction_names.txt").read_text(encoding="utf-8").splitlines())
    playbook = load_playbook(shipped_playbook())
    phrases: Counter[Language] = Counter()
    touched: Counter[Language] = Counter()
    wrongly: Counter[Language] = Counter()
    wrong: Counter[str] = Counter()
    for objection in playbook.objections.values():
        for language in LANGUAGES:
            for phrase in objection.phrases[language]:
                text = plain_text(phrase.text)
                spans = find(text, language)
                mistaken = [text[span.start : span.end] for span in spans if text[span.start : span.end] not in names]
                phrases[language] += 1
                touched[language] += bool(spans)
                wrongly[language] += bool(mistaken)
                wrong.update(f"{language}: {each}" for each in mistaken)
    for language in LANGUAGES:
        share = f"{wrongly[language] / phrases[language]:.2%}"
        print(f"{language}: {phrases[language]} phrases, {touched[language]} touched, {wrongly[language]} wrongly ({share})")
    print("wrongly taken: " + ", ".join(sorted(wrong)))


def print_time() -> None:
    """Milliseconds of one core for a message of 80 words."""
    text = " ".join((LONG * 4).split()[:WORDS])
    redact(text, "nl")
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        redact(text, "nl")
        times.append((time.process_time() - started) * 1000)
    times.sort()
    print(f"{WORDS} words: p50 {times[RUNS // 2]:.1f} ms, p99 {times[RUNS * 99 // 100]:.1f} ms (aim {BUDGET_MS:.0f} ms)")


def main(arguments: list[str]) -> int:
    """Print everything."""
    parser = argparse.ArgumentParser(description="Measure redaction on a file of marked messages.")
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "evaluation" / "redaction_development.jsonl")
    parser.add_argument("--show", action="store_true", help="print every miss and everything that is taken wrongly")
    given = parser.parse_args(arguments)
    if given.show and "locked" in given.file.name:
        parser.error(f"{given.file.name} is locked and isn't shown: leave out --show")
    if not given.file.is_file():
        parser.error(f"there is no file {given.file}: name one with marked messages, as evaluation/README.md describes")
    print(f"## {given.file.name}\n")
    measured = measure(given.file)
    print_table(measured)
    if given.show:
        print("\n" + "\n".join(measured.faults))
    print("\n## The playbook's phrases\n")
    print_phrases()
    print("\n## Time\n")
    print_time()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
