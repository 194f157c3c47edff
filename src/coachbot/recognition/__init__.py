"""Recognition: a remark in; language, objections, drivers, evidence and flags out.

`Recogniser` is the port. Whatever stands behind it gives calibrated probabilities: of a hundred
remarks for which it says 0.8, some eighty hold the objection it names. The default is embedded:
it needs no server, no network and no language model (`coachbot.recognition.ensemble`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from coachbot.messages import RightKind, Scored, ScoredDriver
    from coachbot.playbook import DriverId, Language, Playbook

__all__ = ["Distressed", "Recogniser", "Recognition", "Span"]

Distressed = Literal["writer", "participant", "weary"]
"""Whose distress: the writer's own or anybody's danger, or a participant's inside an objection; `weary` after a bad day."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Part of the text, from `start` up to but not including `end`, in characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words it covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What was heard in one remark. Probabilities run from 0 to 1.

    `objections` and `no_objection` together add up to 1 over all classes (only the likeliest are
    listed); so do `drivers` and `no_driver`. Evidence points at the words for the first of each.
    """

    language: Language
    other_language: str | None
    """The ISO 639-1 code of a third language, where the text is clearly in one."""
    objections: tuple[Scored, ...]
    no_objection: float
    no_objection_kind: str
    drivers: tuple[ScoredDriver, ...]
    no_driver: float
    evidence: tuple[Span, ...] = ()
    driver_evidence: tuple[Span, ...] = ()
    told_driver: DriverId | None = None
    """A driver that the consultant named outright ("hij is heel erg van de regels")."""
    also_heard: tuple[Scored, ...] = ()
    """Other objections voiced in other clauses of the same story."""
    distress: Distressed | None = None
    distress_said: bool = False
    """Whether the writer's distress is said outright, rather than heard between the lines."""
    right: RightKind | None = None
    judged: bool = False
    """Whether a language model picked the first objection, where an operator has set one (`coachbot.recognition.judge`)."""


class Recogniser(Protocol):
    """Hears which objection a remark holds, and from which driver."""

    def recognise(self, text: str, language: Language | None = None) -> Recognition:
        """Recognise a remark; `language` is what the person asked for, or None to find out."""
        ...

    def alike(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """How alike texts are, each with each: 1 where they say the same, 0 where nothing is shared."""
        ...

    def extended(self, playbook: Playbook) -> Recogniser:
        """The same recogniser for a playbook with more in it, which counts at once, as evidence over what was learned."""
        ...
