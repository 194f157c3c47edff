"""What the store keeps, as plain frozen values: nothing here knows a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time  # noqa: TC003 - part of the public annotations
from typing import TYPE_CHECKING, Literal, NewType, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot.json_values import Json
    from coachbot.messages import Profile, Scored, ScoredDriver, Topic
    from coachbot.playbook import DriverId, Language, ObjectionId
    from coachbot.practice import Practice

TenantId = NewType("TenantId", str)
"""A Slack workspace, a Teams tenant or a terminal, with its platform: `slack:T1`."""
PersonId = NewType("PersonId", str)
"""A random name for a person, known only to the store."""
ConversationId = NewType("ConversationId", int)
TurnId = NewType("TurnId", int)
ReminderId = NewType("ReminderId", int)
GapId = NewType("GapId", int)
PracticeId = NewType("PracticeId", int)
AuditId = NewType("AuditId", int)
RoundId = NewType("RoundId", int)
DraftId = NewType("DraftId", int)
Subject = NewType("Subject", str)
"""What of a playbook is changed: `entry:no-time:blue`, `phrases:no-time` or `objection:no-time`."""

Role = Literal["consultant", "lead", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
"""From the least to the most that is allowed."""
Outcome = Literal["used", "worked", "didnt_fit"]
ReminderState = Literal["waiting", "sent", "stopped"]
RoundState = Literal["open", "closed"]
PracticeState = Literal["open", "over", "stopped", "expired"]
GapStatus = Literal["open", "taken", "closed", "dismissed"]
RevisionKind = Literal["edit", "rollback", "verified", "import", "phrase", "handed_over"]
DraftState = Literal["draft", "in_review", "sent_back"]


def tenant_of(platform: str, workspace: str) -> TenantId:
    """The tenant of a platform's workspace.

    >>> tenant_of("slack", "T1")
    'slack:T1'
    """
    return TenantId(f"{platform}:{workspace}")


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """When somebody may be reminded, in their own time zone. Days count from Monday, which is 0."""

    start: time
    end: time
    days: tuple[int, ...] = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who talks with the coach. `address` is where a message of ours reaches them, as the adapter wrote it."""

    id: PersonId
    tenant: TenantId
    language: Language | None = None
    time_zone: str | None = None
    working_hours: WorkingHours | None = None
    welcomed_at: datetime | None = None
    address: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptProfile:
    """A consultant's own drivers, the answers they follow from, and when they were given."""

    profile: Profile
    answers: Mapping[str, Json]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A thread or direct message, and what it is about."""

    id: ConversationId
    tenant: TenantId
    topic: Topic | None
    language: Language | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The entry that an answer showed; an angle counts from 0."""

    objection: ObjectionId | None
    driver: DriverId | None = None
    angle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """One thing asked and how it was answered, on its way into the store.

    `event` is the platform's id of the message: the same event is stored once. `text` is redacted
    by whoever calls; where nothing may be kept, the store drops it.
    """

    person: PersonId
    text: str | None
    language: Language
    reply: str
    shown: Shown | None = None
    objections: tuple[Scored, ...] = ()
    drivers: tuple[ScoredDriver, ...] = ()
    event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing asked and how it was answered."""

    id: TurnId
    tenant: TenantId
    conversation: ConversationId
    person: PersonId
    text: str | None
    language: Language
    reply: str
    shown: Shown | None
    objections: tuple[Scored, ...]
    drivers: tuple[ScoredDriver, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFeedback:
    """What somebody thought of an entry, and how it went."""

    turn: TurnId | None
    shown: Shown | None
    helpful: bool | None
    outcome: Outcome | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A "how did it go?" that somebody asked for."""

    id: ReminderId
    tenant: TenantId
    person: PersonId
    turn: TurnId | None
    due: datetime
    state: ReminderState
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPractice:
    """A user that somebody practises with. `last_event` is a hash of the message that was answered last."""

    id: PracticeId
    tenant: TenantId
    person: PersonId
    practice: Practice
    state: PracticeState
    last_event: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHolder:
    """Somebody with a role, and their address, so that they can be named on the platform."""

    person: PersonId
    role: Role
    address: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A remark that its author sent to the team leads. Who that was isn't told; `place` is a keyed hash of where."""

    id: GapId
    tenant: TenantId
    text: str | None
    language: Language
    candidates: tuple[Scored, ...]
    place: str | None
    status: GapStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A remark that got no answer of its own, for counting how many say the same: it is shown to nobody."""

    person: PersonId
    text: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRound:
    """A round of practice on its way into the store. `event` is the platform's id of the message that asked for it."""

    leader: PersonId
    place: Mapping[str, Json]
    objection: ObjectionId
    driver: DriverId
    language: Language
    closes_at: datetime
    event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round of practice in a channel. `place` is where everybody there sees a message; a leader who was forgotten is None."""

    id: RoundId
    tenant: TenantId
    leader: PersonId | None
    place: Mapping[str, Json]
    objection: ObjectionId
    driver: DriverId
    language: Language
    state: RoundState
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundAnswer:
    """Somebody's guess in a round, and the wording they let be shown."""

    guess: DriverId
    wording: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOutcome:
    """What came of a round: how often each driver was guessed, and the wordings that may be shown. Nobody's."""

    guesses: Mapping[DriverId, int]
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who changed what. `person` is there while the actor hasn't been forgotten; `actor` is a pseudonym, or `setting`."""

    id: AuditId
    tenant: TenantId
    actor: str
    person: PersonId | None
    action: str
    subject: str
    before: Json
    after: Json
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What a tenant published for one subject; `number` counts from 1 for each subject.

    `content` has the schema of the YAML files, and is None where the files' own text was put back. `base` says what it was
    written upon: `revision:2`, or `files:` and a hash. `author` and `reviewer` are pseudonyms; `person` is there while the
    author hasn't been forgotten.
    """

    tenant: TenantId
    subject: Subject
    number: int
    content: Json
    base: str
    author: str
    person: PersonId | None
    reviewer: str | None
    why: str
    kind: RevisionKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRevision:
    """A revision on its way into the store. `after` is the number of the one it follows: 0 where there is none yet."""

    subject: Subject
    content: Json
    base: str
    after: int
    kind: RevisionKind
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication put into force, all of it at once, and the version that the playbook has since."""

    version: int
    revisions: tuple[Revision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A change that somebody is working on or has handed in. `version` goes up with every change to it.

    `base` and `base_content` are what its author started from. `reviewer` is the pseudonym of who sent it back, with a `remark`.
    """

    id: DraftId
    tenant: TenantId
    person: PersonId
    subject: Subject
    content: Json
    base: str
    base_content: Json
    why: str
    state: DraftState
    remark: str | None
    reviewer: str | None
    version: int
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionCount:
    """How often an objection came up, among enough people."""

    objection: ObjectionId
    people: int
    turns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCount:
    """How often an entry was shown, or asked for where there is none, among enough people."""

    objection: ObjectionId
    driver: DriverId | None
    people: int
    turns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryCount:
    """What people thought of an entry and how it went, among enough of them."""

    objection: ObjectionId
    driver: DriverId | None
    people: int
    helpful: int
    not_helpful: int
    used: int
    worked: int
    didnt_fit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What forgetting somebody took away: rows by table.

    `traces_gone` is false when the file was locked or the disk full; the nightly purge then takes them.
    """

    person: PersonId
    rows: Mapping[str, int]
    traces_gone: bool
