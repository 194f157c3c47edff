"""What the rules found: one fault in one place, with the words that made it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coachbot.playbook import Both, DriverId, Language, ObjectionId

Severity = Literal["error", "advice"]
"""An error fails the lint; advice is for the writer to weigh."""

_MODEL_FILES = {"M1": "drivers.yaml", "M2": "mismatch.yaml", "M3": "questionnaire.yaml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule broken in one place.

    `rule` is an id of the table in `coachbot.lint`. `objection` is None for the general entry and
    for what belongs to the model; `driver` is None for a neutral entry; `language` is None where
    a fault is in no language. `place` is the part as its YAML path (``angles.0.question``), and
    `words` quotes what stands there, or is empty when the fault is that something is missing.
    """

    severity: Severity
    rule: str
    objection: ObjectionId | None
    driver: DriverId | None
    language: Language | None
    place: str
    words: str
    message: Both[str]

    def file(self, model: str) -> str:
        """The file of the playbook folder that is to be mended."""
        if self.rule in {"M4", "M5"}:
            return f"objections/{self.objection}.yaml"
        if self.rule in {"P1", "P2", "P3", "P4", "P5"}:
            return f"models/{model}/practice/{self.objection}.yaml"
        if self.rule == "M1" and self.driver is None:
            return f"models/{model}/next_moves.yaml"
        if self.rule in _MODEL_FILES:
            return f"models/{model}/{_MODEL_FILES[self.rule]}"
        return f"models/{model}/general.yaml" if self.objection is None else f"models/{model}/entries/{self.objection}.yaml"
