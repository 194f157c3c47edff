"""What the tests of the store share: two tenants, a topic, turns, and a clock that stands still."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from coachbot.messages import Scored, ScoredDriver, Topic
from coachbot.playbook import DriverId, ObjectionId
from coachbot.practice import Practice
from coachbot.store import NewRevision, NewRound, NewTurn, Shown, Subject, tenant_of

NO_TIME, BLUE = ObjectionId("no-time"), DriverId("blue")
ACME = tenant_of("slack", "T1")
OTHER = tenant_of("slack", "T2")
TOPIC = Topic(
    language="nl",
    objection=NO_TIME,
    driver=BLUE,
    angle=1,
    candidates=(Scored(objection=NO_TIME, probability=0.8),),
    drivers=(ScoredDriver(driver=BLUE, probability=0.6),),
)
PRACTICE = Practice(objection=NO_TIME, driver=BLUE, language="nl")


@dataclass
class FakeClock:
    """A clock that stands still until it is told otherwise."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 25, 9, 0, tzinfo=UTC))

    def __call__(self):
        return self.at

    def move(self, **by):
        self.at += timedelta(**by)


ENTRY = Subject("entry:no-time:blue")


def new_revision(content="tekst", *, subject=ENTRY, after=0, **others):
    return NewRevision(
        **{"subject": subject, "content": {"wording": content}, "base": "files:0", "after": after, "kind": "edit", **others}
    )


def turn_of(person, text="we hebben geen tijd", **others):
    return NewTurn(
        **{
            "person": person.id,
            "text": text,
            "language": "nl",
            "reply": "CoachingAnswer",
            "shown": Shown(objection=NO_TIME, driver=BLUE, angle=1),
            "objections": TOPIC.candidates,
            "drivers": TOPIC.drivers,
            **others,
        }
    )


def round_of(person, closes_at, **others):
    return NewRound(
        **{
            "leader": person.id,
            "place": {"channel": "C1", "thread": None},
            "objection": NO_TIME,
            "driver": BLUE,
            "language": "nl",
            "closes_at": closes_at,
            **others,
        }
    )
