"""Whether the words that are shown as evidence matter: is the objection, or the driver, less likely without them?

Of each development message the shown words are taken out and the whole recogniser, encoder
included, reads what is left. Beside it, as many other words in a row are taken out::

    python benchmarks/evidence.py [FILE.jsonl]
"""

from __future__ import annotations

import random
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coachbot.app import build_app
from coachbot.evaluation import Line, read_lines
from coachbot.recognition import Span
from coachbot.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coachbot.recognition import Recogniser, Recognition

    Ranked = Sequence[tuple[str, float]]

SEED = 20261125
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """How likely an objection or driver was, and is without the shown words and without others (None where no others are)."""

    lang: str | None
    certain: bool
    """Whether the coach answers without asking back."""
    before: float
    without: float
    without_others: float | None


def main() -> int:
    """Take words out, and print how often that counted."""
    default = Path(__file__).parent.parent / "evaluation" / "development_unseen.jsonl"
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    if "locked" in path.name:
        sys.exit(f"{path} is locked; give a development file")
    app = build_app(read_settings())
    draw = random.Random(SEED)  # noqa: S311 - not for secrets
    objections, drivers = [], []
    lines = [line for line in read_lines(path) if line.objection is not None]
    for line in lines:
        heard = app.recogniser.recognise(line.text, line.lang)
        certain = heard.objections[0].probability >= app.calibration.sure
        if heard.evidence:
            objections.append(removal(app.recogniser, line, heard, _objections, heard.evidence[0], certain=certain, draw=draw))
        if heard.driver_evidence and heard.drivers[0].probability >= app.calibration.driver:
            drivers.append(removal(app.recogniser, line, heard, _drivers, heard.driver_evidence[0], certain=certain, draw=draw))
    print(f"{len(lines)} messages with an objection\n")
    print("| words shown for | messages | less likely without them | without others | falls by | by, without others |")
    print("|---|---:|---:|---:|---:|---:|")
    for title, some in (
        ("objections", objections),
        ("in Dutch", [one for one in objections if one.lang == "nl"]),
        ("in English", [one for one in objections if one.lang == "en"]),
        ("answered without asking back", [one for one in objections if one.certain]),
        ("where as many other words are left", [one for one in objections if one.without_others is not None]),
        ("drivers that are guessed", drivers),
    ):
        if any(one.without_others is not None for one in some):
            print(f"| {title} | {len(some)} | " + " | ".join(f"{share:.3f}" for share in figures(some)) + " |")
    return 0


def removal(
    recogniser: Recogniser,
    line: Line,
    heard: Recognition,
    ranked: Callable[[Recognition], Ranked],
    shown: Span,
    *,
    certain: bool,
    draw: random.Random,
) -> Removal:
    """Take the shown words out, and others, and see how likely the first of those ranked still is."""
    first, before = ranked(heard)[0]

    def left(span: Span) -> float:
        rest = recogniser.recognise(line.text[: span.start] + line.text[span.end :], line.lang)
        # One that isn't listed is less likely than all that are.
        return dict(ranked(rest)).get(first, 0.0)

    others = others_like(line.text, shown)
    return Removal(
        lang=line.lang,
        certain=certain,
        before=before,
        without=left(shown),
        without_others=left(draw.choice(others)) if others else None,
    )


def _objections(heard: Recognition) -> Ranked:
    return [(scored.objection, scored.probability) for scored in heard.objections]


def _drivers(heard: Recognition) -> Ranked:
    return [(scored.driver, scored.probability) for scored in heard.drivers]


def others_like(text: str, shown: Span) -> list[Span]:
    """All stretches of as many words that share none with those shown."""
    words = [Span(start=match.start(), end=match.end()) for match in _WORD.finditer(text)]
    count = len(shown.of(text).split())
    stretches = [
        Span(start=some[0].start, end=some[-1].end) for some in zip(*(words[place:] for place in range(count)), strict=False)
    ]
    return [one for one in stretches if one.end <= shown.start or one.start >= shown.end]


def figures(some: Sequence[Removal]) -> tuple[float, float, float, float]:
    """Shares in which the probability fell, for the shown words and for others, and by how much it fell."""
    both = [one for one in some if one.without_others is not None]
    return (
        sum(one.without < one.before for one in some) / len(some),
        sum(one.without_others < one.before for one in both) / len(both),
        sum(one.before - one.without for one in some) / len(some),
        sum(one.before - one.without_others for one in both) / len(both),
    )


if __name__ == "__main__":
    sys.exit(main())
