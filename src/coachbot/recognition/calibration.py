"""The few numbers that turn scores into probabilities, and probabilities into certainty.

They are fitted on the development split by `benchmarks/calibrate.py` and kept in
`calibration.json`; nothing here is tuned on the locked split.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How views are weighed and how sure is sure.

    Temperatures are above 0; weights and thresholds run from 0 to 1. `clause_weight` is the share
    of the best clause beside the whole message, `lexical_weight` that of words beside the encoder,
    and `nearest_weight` that of the nearest phrase within what the encoder says.
    """

    lexical_temperature: float
    lexical_driver_temperature: float
    dense_temperature: float
    dense_driver_temperature: float
    nearest_temperature: float
    lexical_weight: float
    nearest_weight: float
    lexical_driver_weight: float
    clause_weight: float
    temperature: float
    driver_temperature: float
    sure: float
    """The probability from which the coach answers without asking back."""
    idea: float
    """The probability below which the coach says that it has no idea."""
    candidate: float
    """The probability below which an objection isn't worth offering."""
    also_heard: float
    no_objection: float
    driver: float
    """The probability from which a driver is guessed at all."""
    distress: float


def shipped_calibration(*, with_encoder: bool) -> Calibration:
    """The numbers that were fitted for the shipped recogniser, with or without its encoder."""
    raw: dict[str, Any] = json.loads((files("coachbot.recognition") / "calibration.json").read_text(encoding="utf-8"))
    return Calibration(**raw["with_encoder" if with_encoder else "words_only"])
