"""Measure on every split, the locked ones included, and write docs/quality.md.

Only `make quality-report` runs this, and nothing is tuned on what it prints about a locked split.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from coachbot.app import build_app
from coachbot.evaluation import Bin, Outcome, confusions, figures, intervals, read_lines, reliability, run
from coachbot.settings import read_settings

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "pictures" / "reliability.png"
SPLITS = ("development", "development_unseen", "locked", "locked_unseen", "locked_fresh", "locked_fresh_second")
SHOWN = (
    ("top1", "likeliest objection right"),
    ("top3", "right one among the three likeliest"),
    ("sure_coverage", "messages answered without asking back"),
    ("sure_precision", "of those, right"),
    ("sure_on_none", "sure on messages without an objection"),
    ("offered_holds_right", "of the times it asks back, the right one is offered"),
    ("driver_macro_f1", "drivers where a cue is there, macro-F1"),
    ("driver_abstention", "drivers left open where there is no cue"),
    ("distress_caught", "writer's distress or danger caught"),
    ("distress_falsely_raised", "distress raised on other messages"),
    ("several_recall", "objections heard in stories with several"),
    ("ms_p50", "milliseconds a message, p50"),
    ("ms_p99", "milliseconds a message, p99"),
)
BEGIN, END = "<!-- figures: written by make quality-report -->", "<!-- end of figures -->"


def main() -> int:
    """Measure every split and put the tables between the two marks of docs/quality.md."""
    app = build_app(read_settings())
    outcomes: dict[str, list[Outcome]] = {}
    for split in SPLITS:
        print(f"measuring {split} ...", file=sys.stderr)
        outcomes[split] = run(app, read_lines(ROOT / "evaluation" / f"{split}.jsonl"))
    found = {split: figures(measured) for split, measured in outcomes.items()}
    page = ROOT / "docs" / "quality.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(before + BEGIN + "\n\n" + tables(found, outcomes) + "\n" + END + after, encoding="utf-8")
    print(tables(found, outcomes))
    draw_reliability({split: reliability(outcomes[split]) for split in ("development_unseen", "locked_unseen")}, PICTURE)
    return 0


def draw_reliability(found: dict[str, tuple[Bin, ...]], path: Path) -> None:
    """Draw how often the likeliest objection is right by the probability it got: a line a split, and the diagonal."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only this report draws

    figure = Figure(figsize=(6, 5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], linestyle=":", color="black", label="as often as said")
    for (split, bins), marker in zip(found.items(), "os", strict=True):
        axes.plot([one.said for one in bins], [one.right for one in bins], marker=marker, label=split)
    for one in found["locked_unseen"]:
        axes.annotate(str(one.count), (one.said, one.right), textcoords="offset points", xytext=(6, -12), fontsize=8)
    axes.set(xlabel="probability of the likeliest objection", ylabel="share that was right", xlim=(0, 1), ylim=(0, 1))
    axes.legend()
    path.parent.mkdir(exist_ok=True)
    # Without a date or version in it, the same figures give the same file.
    figure.savefig(path, dpi=110, metadata={"Software": None})


def tables(found: dict[str, dict[str, Any]], outcomes: dict[str, list[Outcome]]) -> str:
    """All tables in Markdown."""
    parts = ["| figure | " + " | ".join(SPLITS) + " |", "|---|" + "---:|" * len(SPLITS)]
    for name, label in (("lines", "lines"), *SHOWN):
        parts.append(f"| {label} (`{name}`) | " + " | ".join(_shown(found[split][name]) for split in SPLITS) + " |")
    parts += [
        "",
        "Locked unseen messages, and between which values 95 of a hundred such sets would lie (drawn again a thousand times):",
        "",
        "| figure | value | from | to |",
        "|---|---:|---:|---:|",
    ]
    between = intervals(outcomes["locked_unseen"])
    for name, label in SHOWN:
        if name in between and not name.startswith("ms_"):
            low, high = between[name]
            parts.append(f"| {label} | {_shown(found['locked_unseen'][name])} | {_shown(low)} | {_shown(high)} |")
    for key, head in (("by_language", "language"), ("by_style", "style")):
        parts += [
            "",
            f"Locked unseen messages by {head}:",
            "",
            f"| {head} | lines | top1 | top3 | sure | sure right | driver F1 |",
            "|---|" + "---:|" * 6,
        ]
        for group, values in found["locked_unseen"][key].items():
            cells = (values[name] for name in ("lines", "top1", "top3", "sure_coverage", "sure_precision", "driver_macro_f1"))
            parts.append(f"| {group} | " + " | ".join(_shown(value) for value in cells) + " |")
    parts += [
        "",
        "![Reliability: the share of right answers by the probability that was given](pictures/reliability.png)",
        "",
        "In figures, over all messages of the locked unseen split but those with several objections:",
        "",
        "| probability given, mean | right | messages |",
        "|---:|---:|---:|",
        *(f"| {one.said:.3f} | {one.right:.3f} | {one.count} |" for one in reliability(outcomes["locked_unseen"])),
    ]
    parts += ["", "Commonest confusions on both development splits (meant, heard, times):", ""]
    seen = [*outcomes["development"], *outcomes["development_unseen"]]
    parts += [f"- {meant} heard as {heard}: {count}" for meant, heard, count in confusions(seen, most=20)]
    return "\n".join(parts) + "\n"


def _shown(value: float | None) -> str:
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}" if value <= 1 else f"{value:.1f}"


if __name__ == "__main__":
    sys.exit(main())
