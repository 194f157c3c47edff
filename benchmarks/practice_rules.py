"""How often the rules of practice are right about a reply, by rule.

What counts is advice: of the times a rule says that it was broken, how often a trainer says so too (precision).
Rather silent than wrong, so recall comes second. Run it with::

    python benchmarks/practice_rules.py [--file FILE.jsonl] [--show RULE] [--half odd|even]

`--locked` measures the locked set and shows none of its lines: run it once, when nothing is to be changed any more.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import LANGUAGES, DriverId
from coachbot.practice import ADVISING, RULES, Finding, RuleId, feedback

EVALUATION = Path(__file__).parent.parent / "evaluation"
ENOUGH = 0.85


@dataclass
class Measured:
    """What a rule said beside what a trainer said: `said/meant`, each kept, broken or silent."""

    counts: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def precision(self, said: str) -> tuple[int, int]:
        """How often it was right when it said so, and how often it said so."""
        total = sum(count for (spoke, _), count in self.counts.items() if spoke == said)
        return self.counts[said, said == "kept"], total

    def recall(self, said: str) -> tuple[int, int]:
        """How often it said so when a trainer did, and how often a trainer did."""
        meant = said == "kept"
        total = sum(count for (_, means), count in self.counts.items() if means == meant)
        return self.counts[said, meant], total


def main() -> int:
    """Print a table of precision and recall by rule."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--file", type=Path, default=EVALUATION / "replies_development.jsonl")
    parser.add_argument("--locked", action="store_true", help="measure the locked set, showing no line of it")
    parser.add_argument("--show", choices=RULES, help="print the lines where this rule was wrong")
    parser.add_argument("--half", choices=("odd", "even"), help="look at every other line only")
    asked = parser.parse_args()
    path = EVALUATION / "replies_locked.jsonl" if asked.locked else asked.file
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if asked.half:
        lines = lines[0 if asked.half == "odd" else 1 :: 2]
    appeals = load_playbook(shipped_playbook()).model.appeals
    measured: dict[tuple[str, RuleId], Measured] = {(group, rule): Measured() for group in ("all", *LANGUAGES) for rule in RULES}
    for line in lines:
        words = appeals[DriverId(line["driver"])][line["lang"]]
        found = {finding.rule: finding for finding in feedback(line["reply"], line["lang"], appeals=words, said=line["opening"])}
        for rule in RULES:
            said = _said(found.get(rule))
            for group in ("all", line["lang"]):
                measured[group, rule].counts[said, line["findings"][rule]] += 1
            if rule == asked.show and not asked.locked and said != ("kept" if line["findings"][rule] else "broken"):
                _show(line, found.get(rule))
    print(
        f"{path.name}: {len(lines)} replies; `advice` is a rule found broken, right when a trainer finds so too (aim {ENOUGH})\n"
    )
    print(
        f"{'rule':<18}{'advice right':>16}{'  nl':>12}{'  en':>12}{'broken caught':>17}{'praise right':>16}{'  gives advice':>15}"
    )
    for rule in RULES:
        every, dutch, english = (measured[group, rule] for group in ("all", *LANGUAGES))
        cells = (every.precision("broken"), dutch.precision("broken"), english.precision("broken"))
        right, caught, praise = _share(*cells[0]), _share(*every.recall("broken")), _share(*every.precision("kept"))
        print(
            f"{rule:<18}{right:>16}{_share(*cells[1]):>12}{_share(*cells[2]):>12}{caught:>17}{praise:>16}"
            f"{'yes' if rule in ADVISING else 'no':>15}"
        )
    return 0


def _said(finding: Finding | None) -> str:
    return "silent" if finding is None else "kept" if finding.kept else "broken"


def _show(line: dict[str, Any], finding: Finding | None) -> None:
    why = f"{finding.reason} {finding.words}" if finding else ""
    print(f"{_said(finding)}: {why} ({line['driver']})\n    {line['reply']}\n")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f} ({whole})" if whole else "-"


if __name__ == "__main__":
    sys.exit(main())
