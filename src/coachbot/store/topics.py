"""What is recognised, as JSON and back: ids and probabilities, never words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coachbot.messages import Scored, ScoredDriver, Topic
from coachbot.playbook import LANGUAGES, DriverId, ObjectionId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coachbot.json_values import Json


def topic_as_json(topic: Topic) -> Json:
    """The topic as plain JSON."""
    return {
        "language": topic.language,
        "objection": topic.objection,
        "driver": topic.driver,
        "angle": topic.angle,
        "candidates": objections_as_json(topic.candidates),
        "drivers": drivers_as_json(topic.drivers),
    }


def topic_from_json(raw: Any) -> Topic | None:  # noqa: ANN401 - JSON of whatever version wrote it
    """The topic that was stored; None when another version wrote it in a way that can't be read.

    A conversation then starts afresh, which is better than not being answered.
    """
    try:
        if raw["language"] not in LANGUAGES:
            return None
        return Topic(
            language=raw["language"],
            objection=None if raw["objection"] is None else ObjectionId(str(raw["objection"])),
            driver=None if raw["driver"] is None else DriverId(str(raw["driver"])),
            angle=int(raw["angle"]),
            candidates=objections_from_json(raw["candidates"]),
            drivers=drivers_from_json(raw["drivers"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def objections_as_json(scored: Iterable[Scored]) -> Json:
    """Objections with their probabilities, as pairs."""
    return [[one.objection, one.probability] for one in scored]


def objections_from_json(raw: Any) -> tuple[Scored, ...]:  # noqa: ANN401 - see above
    """Objections with their probabilities, likeliest first as they were stored."""
    return tuple(Scored(objection=ObjectionId(name), probability=float(value)) for name, value in raw)


def drivers_as_json(scored: Iterable[ScoredDriver]) -> Json:
    """Drivers with their probabilities, as pairs."""
    return [[one.driver, one.probability] for one in scored]


def drivers_from_json(raw: Any) -> tuple[ScoredDriver, ...]:  # noqa: ANN401 - see above
    """Drivers with their probabilities, likeliest first as they were stored."""
    return tuple(ScoredDriver(driver=DriverId(name), probability=float(value)) for name, value in raw)
