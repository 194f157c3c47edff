"""Fit the recogniser's weights, temperatures and thresholds on the development splits.

Writes `calibration.json` of `coachbot.recognition`, for the recogniser with its encoder and for
words alone. Deterministic; takes some minutes. The locked splits are never opened here::

    python benchmarks/calibrate.py
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from coachbot.app import build_app
from coachbot.evaluation import read_lines
from coachbot.recognition.base import NO_DRIVER, NONE
from coachbot.recognition.ensemble import EnsembleRecogniser
from coachbot.recognition.mixing import by_words, driver_parts, objection_parts, whole
from coachbot.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from coachbot.evaluation import Line
    from coachbot.recognition.calibration import Calibration
    from coachbot.recognition.mixing import RawScores

EVALUATION = Path(__file__).parent.parent / "evaluation"
SPLITS = ("development.jsonl", "development_unseen.jsonl")
MISLEADING = "none_development.jsonl"
"""Messages without an objection that share words with one: thresholds heed them, weights don't."""
SURE_PRECISION = 0.95
"""A little above what is wanted, since thresholds fitted on a split look better on it than elsewhere."""
SURE_ON_NONE = 0.03
"""Of messages without an objection, most of them misleading ones, which are rarer in use."""
DRIVER_ABSTENTION = 0.9
REAL_TAKEN_FOR_NONE = 0.02
"""Objections that may be taken for small talk."""
FALSE_DISTRESS = 0.004
"""Other messages that may be taken for distress: below the hundredth that is wanted, for the same reason, and since talk about
oneself, which is near to it, is rare in these."""
RIGHT_BELOW_IDEA = 0.02
"""Right answers that may be given up as "no idea"."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One development line with its raw scores."""

    line: Line
    raw: RawScores


def main() -> int:
    """Fit both sets of numbers and write them."""
    lines = [line for split in SPLITS for line in read_lines(EVALUATION / split)]
    app = build_app(read_settings())
    recogniser = app.recogniser
    if not isinstance(recogniser, EnsembleRecogniser):
        return 1
    seen = _heard(recogniser, lines)
    misleading = _heard(recogniser, read_lines(EVALUATION / MISLEADING))
    fitted = {
        "with_encoder": fit(recogniser, seen, misleading, app.calibration, dense=True),
        "words_only": fit(recogniser, _words(seen), _words(misleading), app.calibration, dense=False),
    }
    path = Path(str(files("coachbot.recognition") / "calibration.json"))
    rounded = {name: {key: round(value, 4) for key, value in asdict(calibration).items()} for name, calibration in fitted.items()}
    path.write_text(json.dumps(rounded, indent=2) + "\n", encoding="utf-8")
    return 0


def _heard(recogniser: EnsembleRecogniser, lines: list[Line]) -> list[Seen]:
    return [Seen(line, recogniser.raw_scores(line.text, line.lang or recogniser.recognise(line.text).language)) for line in lines]


def _words(seen: list[Seen]) -> list[Seen]:
    """The same without what the encoder makes of them."""
    return [Seen(s.line, by_words(s.raw)) for s in seen]


def fit(
    recogniser: EnsembleRecogniser, seen: list[Seen], misleading: list[Seen], start: Calibration, *, dense: bool
) -> Calibration:
    """Fit weights and temperatures by log-loss, then thresholds by what they promise."""
    single = [s for s in seen if not s.line.objections and (s.line.objection is not None or s.line.style == "none")]
    columns = {name: index for index, name in enumerate(recogniser.classes)}
    targets = [_targets(s.line, columns) for s in single]

    def loss(values: np.ndarray) -> float:
        calibration = _objection_values(start, values, dense=dense)
        total = 0.0
        for s, right in zip(single, targets, strict=True):
            probabilities = whole(objection_parts(s.raw, calibration), recogniser.none, calibration.clause_weight)
            total -= float(np.log(probabilities[right].sum() + 1e-9))
        return total / len(single)

    best = _search(loss, [np.log(0.2), 0.0, 0.0, -2.0, 0.0, np.log(0.08), 0.0], evaluations=420)
    calibration = _objection_values(start, best, dense=dense)

    cued = [s for s in seen if s.line.has_driver]
    driver_columns = {name: index for index, name in enumerate(recogniser.driver_classes)}
    driver_targets = [driver_columns[s.line.driver or NO_DRIVER] for s in cued]

    def driver_loss(values: np.ndarray) -> float:
        calibrated = _driver_values(calibration, values, dense=dense)
        total = 0.0
        for s, right in zip(cued, driver_targets, strict=True):
            probabilities = whole(driver_parts(s.raw, calibrated), recogniser.no_driver, calibrated.clause_weight)
            total -= float(np.log(probabilities[right] + 1e-9))
        return total / len(cued)

    best = _search(driver_loss, [np.log(0.3), 0.0, 0.0, 0.0], evaluations=200)
    calibration = _driver_values(calibration, best, dense=dense)
    rows = [_row(recogniser, calibration, s, right) for s, right in zip(single, targets, strict=True)]
    rows += [_row(recogniser, calibration, s, []) for s in misleading]
    calibration = _thresholds(recogniser, calibration, rows, cued)
    calibration = replace(calibration, distress=_distress(recogniser, calibration, [*seen, *misleading]))
    calibration = replace(calibration, also_heard=_also_heard(recogniser, calibration, seen))
    report(recogniser, calibration, single, targets)
    return calibration


def _search(loss: Callable[[np.ndarray], float], first: list[float], evaluations: int) -> np.ndarray:
    """The values at which a loss is lowest, looked for from `first` with steps of 0.7 to begin with."""
    simplex = np.vstack([first, *(np.array(first) + step for step in np.eye(len(first)) * 0.7)])
    options = {"maxfev": evaluations, "xatol": 0.01, "fatol": 1e-4, "initial_simplex": simplex}
    found: np.ndarray = minimize(loss, np.array(first), method="Nelder-Mead", options=options).x
    return found


def _objection_values(calibration: Calibration, values: np.ndarray, *, dense: bool) -> Calibration:
    lexical_t, dense_t, weight, clause, temperature, nearest_t, nearest = values
    return replace(
        calibration,
        lexical_temperature=float(np.exp(lexical_t)),
        dense_temperature=float(np.exp(dense_t)),
        lexical_weight=_unit(weight) if dense else 1.0,
        clause_weight=_unit(clause),
        temperature=float(np.exp(temperature)),
        nearest_temperature=float(np.exp(nearest_t)),
        nearest_weight=_unit(nearest) if dense else 0.0,
    )


def _driver_values(calibration: Calibration, values: np.ndarray, *, dense: bool) -> Calibration:
    lexical_t, dense_t, weight, temperature = values
    return replace(
        calibration,
        lexical_driver_temperature=float(np.exp(lexical_t)),
        dense_driver_temperature=float(np.exp(dense_t)),
        lexical_driver_weight=_unit(weight) if dense else 1.0,
        driver_temperature=float(np.exp(temperature)),
    )


def _unit(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


def _targets(line: Line, columns: dict[str, int]) -> list[int]:
    if line.objection is None:
        return [index for name, index in columns.items() if name.startswith(NONE)]
    return [columns[line.objection], *(columns[other] for other in line.also_ok)]


_Row = tuple[float, float, bool, bool]
"""How likely the likeliest objection and none are, whether it is right, and whether there is one."""


def _row(recogniser: EnsembleRecogniser, calibration: Calibration, seen: Seen, right: list[int]) -> _Row:
    p, none, index = _answer(recogniser, calibration, seen.raw)
    return p, none, index in right, bool(seen.line.objection)


def _thresholds(recogniser: EnsembleRecogniser, calibration: Calibration, rows: list[_Row], cued: list[Seen]) -> Calibration:
    no_objection = 0.95
    for threshold in np.arange(0.95, 0.2, -0.01):
        if np.mean([none >= threshold for _, none, _, real in rows if real]) <= REAL_TAKEN_FOR_NONE:
            no_objection = float(threshold)
    sure = 0.95
    for threshold in np.arange(0.95, 0.2, -0.01):
        given = [(right, real) for p, none, right, real in rows if none < no_objection and p >= threshold]
        wrong_on_none = sum(not real for _, real in given) / max(1, sum(not real for *_, real in rows))
        real_given = [right for right, real in given if real]
        if real_given and np.mean(real_given) >= SURE_PRECISION and wrong_on_none <= SURE_ON_NONE:
            sure = float(threshold)
    driver = 0.95
    probabilities = [
        (whole(driver_parts(s.raw, calibration), recogniser.no_driver, calibration.clause_weight), s.line) for s in cued
    ]
    for threshold in np.arange(0.95, 0.1, -0.01):
        open_left = np.mean(
            [np.where(recogniser.no_driver, 0, p).max() < threshold for p, line in probabilities if line.driver is None]
        )
        if open_left >= DRIVER_ABSTENTION:
            driver = float(threshold)
    return replace(calibration, sure=sure, no_objection=no_objection, driver=driver, idea=_idea(rows))


def _distress(recogniser: EnsembleRecogniser, calibration: Calibration, seen: list[Seen]) -> float:
    """The lowest threshold at which hardly any other message raises distress, patterns included."""
    others = [
        (s.line, recogniser.learned_distress(objection_parts(s.raw, calibration))) for s in seen if s.line.kind != "distress"
    ]
    lowest = 0.95
    for threshold in np.arange(0.95, 0.1, -0.02):
        raised = [
            recogniser.boundaries.distress(line.text, line.lang or "nl", learned=learned, threshold=float(threshold)) == "writer"
            for line, learned in others
        ]
        if np.mean(raised) > FALSE_DISTRESS:
            break
        lowest = float(threshold)
    return lowest


def _idea(rows: list[_Row]) -> float:
    """The highest probability below which hardly any message has its right objection on top."""
    right = np.array([p for p, _, right, real in rows if real and right])
    return float(np.round(np.quantile(right, RIGHT_BELOW_IDEA), 3))


def _also_heard(recogniser: EnsembleRecogniser, calibration: Calibration, seen: list[Seen]) -> float:
    """The threshold with the best F1 for a second objection, over stories with several and messages with one."""
    best, best_f1 = 0.95, 0.0
    stories = [s for s in seen if (s.line.objections or s.line.objection) and len(s.raw.lexical) > 1]
    for threshold in np.arange(0.95, 0.3, -0.02):
        hits = wrong = missed = 0
        for s in stories:
            parts = np.exp(objection_parts(s.raw, calibration))
            first = _answer(recogniser, calibration, s.raw)[2]
            clearly = np.where(recogniser.none, 0, parts[1:])
            found = {int(index) for index in clearly.argmax(axis=1) if clearly[:, index].max() >= threshold} - {first}
            meant = {recogniser.classes.index(name) for name in (s.line.objections or (s.line.objection, *s.line.also_ok))} - {
                first
            }
            hits += len(found & meant)
            wrong += len(found - meant)
            missed += len(meant - found) if s.line.objections else 0
        f1 = 2 * hits / max(1, 2 * hits + wrong + missed)
        if f1 > best_f1:
            best, best_f1 = float(threshold), f1
    print(f"also heard: F1 {best_f1:.3f} at {best:.2f}")
    return best


def _answer(recogniser: EnsembleRecogniser, calibration: Calibration, raw: RawScores) -> tuple[float, float, int]:
    probabilities = whole(objection_parts(raw, calibration), recogniser.none, calibration.clause_weight)
    index = int(np.where(recogniser.none, 0, probabilities).argmax())
    return float(probabilities[index]), float(probabilities[recogniser.none].sum()), index


def report(recogniser: EnsembleRecogniser, calibration: Calibration, single: list[Seen], targets: list[list[int]]) -> None:
    """Print what the fitted numbers give on the development splits."""
    real = [(s, right) for s, right in zip(single, targets, strict=True) if s.line.objection]
    top1 = top3 = 0
    for s, right in real:
        probabilities = whole(objection_parts(s.raw, calibration), recogniser.none, calibration.clause_weight)
        ranked = np.argsort(-np.where(recogniser.none, 0, probabilities))[:3]
        top1 += ranked[0] in right
        top3 += any(index in right for index in ranked)
    answers = [_answer(recogniser, calibration, s.raw) for s in single]
    given = [
        (index in right, bool(s.line.objection))
        for (p, none, index), right, s in zip(answers, targets, single, strict=True)
        if none < calibration.no_objection and p >= calibration.sure
    ]
    sure_right = [right for right, is_real in given if is_real]
    print(json.dumps({k: round(v, 3) for k, v in asdict(calibration).items()}))
    print(
        f"top1 {top1 / len(real):.3f} top3 {top3 / len(real):.3f} of {len(real)}; sure {len(sure_right) / len(real):.3f} "
        f"right {np.mean(sure_right):.3f}; "
        f"sure on none {sum(not is_real for _, is_real in given) / max(1, len(single) - len(real)):.3f}"
    )


if __name__ == "__main__":
    sys.exit(main())
