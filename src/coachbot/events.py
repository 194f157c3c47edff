"""What delivery carries: an `Event` that came in, and the `Decision` that answers it.

Both are written down, so neither holds people's words as they were said: `Event.payload` is redacted
before it gets here (or holds only what was recognised, where nothing may be kept), and a `Decision`
holds ids and probabilities, from which the words are looked up again when it is sent.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot.json_values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A message that asks for an answer, or a reminder that is due.

    `id` is the same whenever the platform delivers the event again, and sorts by time within a
    conversation: `slack:{team}:{ts}:{event_id}`. It is logged, so it names nobody: an id of a
    platform that tells who is talking goes in as a keyed hash.

    `conversation` and `channel` are the platform's own keys, as sending needs them: turns of one
    conversation are answered in order, and sends to one channel are paced. `person` is the keyed hash
    by which everything of one person is found and erased.
    """

    id: str
    platform: str
    tenant: str
    conversation: str
    channel: str
    person: str
    payload: Mapping[str, Json]

    def as_json(self) -> dict[str, Any]:
        """The event as plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Event:
        """The event that `as_json` wrote; keys that a later version added are left aside."""
        return cls(**{field.name: raw[field.name] for field in fields(cls)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to answer: a kind, and the ids that its words are looked up by."""

    kind: str
    data: Mapping[str, Json]

    def as_json(self) -> dict[str, Any]:
        """The decision as plain JSON."""
        return {"kind": self.kind, "data": dict(self.data)}

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Decision:
        """The decision that `as_json` wrote."""
        return cls(kind=raw["kind"], data=raw["data"])


SOMETHING_WENT_WRONG = "something_went_wrong"
"""Kind of the decision that answers a message that couldn't be decided on: the person hears so."""
