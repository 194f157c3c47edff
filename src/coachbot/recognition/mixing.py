"""From raw scores of the parts of a message to calibrated probabilities: pure arithmetic.

Two views (words, and the encoder's vectors) give scores for the whole message and for each of
its clauses. Views are added as log-probabilities with fitted weights; then the whole is mixed
with the clause that speaks most clearly, since a story hides the objection among other things.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from coachbot.recognition.heads import log_softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from coachbot.recognition import Span
    from coachbot.recognition.calibration import Calibration
    from coachbot.recognition.heads import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class RawScores:
    """Scores of the parts of one message, parts × classes: the whole first, then its clauses."""

    clauses: tuple[Span, ...]
    """Where the clauses stand, in the order of the rows after the first."""
    lexical: Floats
    lexical_drivers: Floats
    dense: Floats | None
    nearest: Floats | None
    dense_drivers: Floats | None
    near: Floats | None = None
    """How near each part is to phrases that a tenant added, 0 to 1, parts × classes; None without any."""


def by_words(raw: RawScores) -> RawScores:
    """The same scores without what the encoder makes of the message, and without phrases that a tenant added."""
    return replace(raw, dense=None, nearest=None, dense_drivers=None, near=None)


def objection_parts(raw: RawScores, calibration: Calibration) -> Floats:
    """Log-probabilities of every part over the classes of objections, both views added."""
    lexical = log_softmax(raw.lexical, calibration.lexical_temperature)
    if raw.dense is None or raw.nearest is None:
        return log_softmax(lexical, calibration.temperature)
    near, share = log_softmax(raw.nearest, calibration.nearest_temperature), calibration.nearest_weight
    dense: Floats = (1 - share) * log_softmax(raw.dense, calibration.dense_temperature) + share * near
    mixed = calibration.lexical_weight * lexical + (1 - calibration.lexical_weight) * dense
    return log_softmax(mixed, calibration.temperature)


def driver_parts(raw: RawScores, calibration: Calibration) -> Floats:
    """Log-probabilities of every part over the classes of drivers, both views added."""
    lexical = log_softmax(raw.lexical_drivers, calibration.lexical_driver_temperature)
    if raw.dense_drivers is None:
        return log_softmax(lexical, calibration.driver_temperature)
    dense = log_softmax(raw.dense_drivers, calibration.dense_driver_temperature)
    mixed = calibration.lexical_driver_weight * lexical + (1 - calibration.lexical_driver_weight) * dense
    return log_softmax(mixed, calibration.driver_temperature)


def whole(parts: Floats, background: NDArray[np.bool_], share: float) -> Floats:
    """Probabilities for the message: the whole, with a `share` of its clearest clause.

    The clearest clause is the one with the highest score outside the `background` classes
    (those that hold no objection, or no driver).
    """
    if len(parts) == 1:
        alone: Floats = np.exp(parts[0])
        return alone
    clearest = int(np.where(background, -np.inf, parts[1:]).max(axis=1).argmax())
    mixed: Floats = (1 - share) * parts[0] + share * parts[1:][clearest]
    probabilities: Floats = np.exp(log_softmax(mixed, 1.0))
    return probabilities
