"""How good the coach is on labelled messages: `coachbot evaluate FILE.jsonl`.

A line is `{"text", "lang"?, "objection"?: id or null, "also_ok"?: [ids], "objections"?: [ids, where
several are voiced], "driver"?: id or null, "style"?, "kind"?}`. An absent objection is null; an
absent driver says nothing about the driver.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from coachbot.errors import EvaluationError
from coachbot.messages import CoachingAnswer, Context, Distress, IncomingMessage, WhichOfThese
from coachbot.playbook import Language  # noqa: TC001 - pydantic reads the annotation at run time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from coachbot.app import App

TODAY = date(2026, 1, 1)
"""Any day does: no figure depends on it."""
TOP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One labelled message."""

    text: str
    lang: Language | None = None
    objection: str | None = None
    also_ok: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    driver: str | None = None
    has_driver: bool = False
    """Whether the line says anything of the driver: null means that no cue is in the words."""
    style: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the coach made of one line."""

    line: Line
    ranked: tuple[str, ...]
    probability: float
    """Of the first that is ranked."""
    no_objection: float
    sure: str | None
    """The objection it answered without asking back."""
    heard: frozenset[str]
    """All objections that the answer names or offers."""
    driver: str | None
    distress: bool
    milliseconds: float


_LINE = TypeAdapter(Line)


def read_lines(path: Path) -> list[Line]:
    """Read a file of labelled messages.

    Raises:
        EvaluationError: the file can't be read, or a line isn't as it should be; names them all.
    """
    try:
        raw = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} can't be read: {error}; give a UTF-8 file with one JSON object a line"
        raise EvaluationError(message) from error
    lines: list[Line] = []
    faults: list[str] = []
    for number, text in enumerate(raw, start=1):
        if not text.strip():
            continue
        try:
            value = json.loads(text)
            known = {**value, "has_driver": "driver" in value} if isinstance(value, dict) else value
            lines.append(_LINE.validate_python(known, extra="ignore"))
        except json.JSONDecodeError as error:
            faults.append(f"{path}, line {number}: is not JSON ({error.msg})")
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "the line"
            faults.append(f"{path}, line {number}: {place}: {first['msg']}")
    if faults:
        raise EvaluationError("\n".join([*faults[:20], *(["…"] if len(faults) > 20 else [])]))  # noqa: PLR2004 - enough to see the pattern
    if not lines:
        message = f'{path} holds no line; give one JSON object a line, such as {{"text": "Geen tijd.", "objection": "no-time"}}'
        raise EvaluationError(message)
    return lines


def run(app: App, lines: Iterable[Line], progress: Callable[[int], None] = lambda _done: None) -> list[Outcome]:
    """Let the coach answer every line, each as the first of a conversation."""
    outcomes = []
    for done, line in enumerate(lines, start=1):
        message = IncomingMessage(text=line.text, language=line.lang)
        started = time.perf_counter()
        reply = app.coach.decide(message, Context(today=TODAY))
        milliseconds = (time.perf_counter() - started) * 1000
        recognition = app.recogniser.recognise(line.text, line.lang)
        likeliest = recognition.drivers[0]
        guessed = recognition.told_driver or (likeliest.driver if likeliest.probability >= app.calibration.driver else None)
        sure, heard = None, frozenset[str]()
        match reply:
            case CoachingAnswer():
                sure = reply.objection
                heard = frozenset((reply.objection, *reply.also_heard))
            case WhichOfThese():
                heard = frozenset(reply.candidates)
            case _:
                pass
        outcomes.append(
            Outcome(
                line=line,
                ranked=tuple(scored.objection for scored in recognition.objections),
                probability=recognition.objections[0].probability if recognition.objections else 0.0,
                no_objection=recognition.no_objection,
                sure=sure,
                heard=heard,
                driver=guessed,
                distress=isinstance(reply, Distress),
                milliseconds=milliseconds,
            )
        )
        progress(done)
    return outcomes


def intervals(outcomes: Sequence[Outcome], *, times: int = 1_000, seed: int = 20261125) -> dict[str, tuple[float, float]]:
    """Between which two values each figure lies in 95 of a hundred sets like this one: messages drawn again with replacement.

    A figure that no line bears on is left out.
    """
    draw = np.random.default_rng(seed)
    drawn = [_figures([outcomes[index] for index in draw.integers(len(outcomes), size=len(outcomes))]) for _ in range(times)]
    found = {}
    for name in drawn[0]:
        values = [one[name] for one in drawn if one[name] is not None]
        if values:
            low, high = np.percentile(values, [2.5, 97.5])
            found[name] = (round(float(low), 4), round(float(high), 4))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Messages whose likeliest objection got about the same probability."""

    count: int
    said: float
    """The mean probability that was given, 0 to 1."""
    right: float
    """The share in which that objection was the right one, 0 to 1."""


def reliability(outcomes: Sequence[Outcome], bins: int = 10) -> tuple[Bin, ...]:
    """How often the likeliest objection is right, by the probability it got, over messages without several objections.

    Of a recogniser that is well calibrated both are the same in every bin. Empty bins are left out.
    """
    counted: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.ranked and not outcome.line.objections:
            right = _right(outcome.line, outcome.ranked[0])
            counted[min(int(outcome.probability * bins), bins - 1)].append((outcome.probability, right))
    return tuple(
        Bin(
            count=len(inside),
            said=round(float(np.mean([said for said, _ in inside])), 4),
            right=round(float(np.mean([right for _, right in inside])), 4),
        )
        for _, inside in sorted(counted.items())
    )


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures over these outcomes; a figure that no line bears on is None."""
    result = _figures(outcomes)
    for name, key in (("by_language", "lang"), ("by_style", "style")):
        groups: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            groups[getattr(outcome.line, key) or "none given"].append(outcome)
        result[name] = {group: _figures(inside) for group, inside in sorted(groups.items())}
    return result


def confusions(outcomes: Sequence[Outcome], most: int = 25) -> list[tuple[str, str, int]]:
    """The commonest (meant, heard, how often) among likeliest objections that were wrong."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for outcome in outcomes:
        meant = outcome.line.objection
        if meant is not None and outcome.ranked and not _right(outcome.line, outcome.ranked[0]):
            counts[meant, outcome.ranked[0]] += 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(meant, heard, count) for (meant, heard), count in ranked[:most]]


def _figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    real = [outcome for outcome in outcomes if outcome.line.objection is not None]
    none = [
        outcome
        for outcome in outcomes
        if outcome.line.objection is None and not outcome.line.objections and outcome.line.kind != "distress"
    ]
    sure = [outcome for outcome in real if outcome.sure is not None]
    several = [outcome for outcome in outcomes if outcome.line.objections]
    cued = [outcome for outcome in outcomes if outcome.line.has_driver and outcome.line.driver is not None]
    uncued = [outcome for outcome in real if outcome.line.has_driver and outcome.line.driver is None]
    distress = [outcome for outcome in outcomes if outcome.line.kind == "distress"]
    other = [outcome for outcome in outcomes if outcome.line.kind != "distress"]
    times = [outcome.milliseconds for outcome in outcomes]
    return {
        "lines": len(outcomes),
        "top1": _share(_right(outcome.line, outcome.ranked[0]) for outcome in real),
        "top3": _share(any(_right(outcome.line, found) for found in outcome.ranked[:TOP]) for outcome in real),
        "sure_coverage": _share(outcome.sure is not None for outcome in real),
        "sure_precision": _share(_right(outcome.line, outcome.sure) for outcome in sure),
        "sure_on_none": _share(outcome.sure is not None for outcome in none),
        "offered_holds_right": _share(
            any(_right(outcome.line, found) for found in outcome.heard)
            for outcome in real
            if outcome.heard and outcome.sure is None
        ),
        "driver_macro_f1": _macro_f1([(outcome.line.driver, outcome.driver) for outcome in cued]),
        "driver_abstention": _share(outcome.driver is None for outcome in uncued),
        "distress_caught": _share(outcome.distress for outcome in distress),
        "distress_falsely_raised": _share(outcome.distress for outcome in other),
        "several_recall": _share(found in outcome.heard for outcome in several for found in outcome.line.objections),
        "ms_p50": round(float(np.percentile(times, 50)), 2) if times else None,
        "ms_p99": round(float(np.percentile(times, 99)), 2) if times else None,
    }


def _right(line: Line, objection: str | None) -> bool:
    return objection is not None and objection in (line.objection, *line.also_ok)


def _share(hits: Iterable[bool]) -> float | None:
    counted = list(hits)
    return round(sum(counted) / len(counted), 4) if counted else None


def _macro_f1(pairs: Sequence[tuple[str | None, str | None]]) -> float | None:
    """The mean over drivers of F1, among lines with a cue; leaving a driver open counts as a miss."""
    drivers = sorted({given for given, _ in pairs if given is not None})
    if not drivers:
        return None
    scores = []
    for driver in drivers:
        right = sum(given == guessed == driver for given, guessed in pairs)
        wrong = sum((given == driver) != (guessed == driver) for given, guessed in pairs)
        scores.append(2 * right / (2 * right + wrong) if right else 0.0)
    return round(float(np.mean(scores)), 4)
