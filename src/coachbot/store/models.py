"""The tables. Nothing outside the package sees these classes: repositories give records.

Every table that holds something of a person has a column `person`, and every one of a tenant a
column `tenant`; erasing, exporting and the tests find what they must cover by these names. A
composite foreign key keeps a row from pointing at another tenant's person.

Ids of rows are never used twice (`sqlite_autoincrement`): a button from last month must not hit
somebody else's row. They give the order of what happened, whatever the clock did.
"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Time,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from coachbot.store.columns import AnyText, RowNumber, Utc

Json = JSON(none_as_null=True)


def _of_a_person(*, required: bool = True) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant", "person"], ["people.tenant", "people.id"], ondelete="CASCADE" if required else None)


class Base(DeclarativeBase):
    """What the tables share: constraint names, without which SQLite can't be migrated."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Utc(), time: Time(), bool: Boolean(), int: RowNumber(), str: AnyText()}  # noqa: RUF012 - SQLAlchemy's


class InstallationRow(Base):
    """The one row that says whose database this is: a hash by its key, which finds a wrong key before it hurts."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    fingerprint: Mapped[str]
    at: Mapped[datetime]


class PersonRow(Base):
    """Somebody who talks with the coach.

    `key` is a keyed hash of the platform's id, `id` and `pseudonym` are random: once the row is
    gone, nothing leads from the audit trail (which holds the pseudonym) to anybody.
    `address` is there only while a reminder waits or a role is held.
    """

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("tenant", "id"), UniqueConstraint("tenant", "key"), Index(None, "seen_at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    key: Mapped[str]
    pseudonym: Mapped[str] = mapped_column(unique=True)
    address: Mapped[Any | None] = mapped_column(Json)
    language: Mapped[str | None]
    time_zone: Mapped[str | None]
    work_from: Mapped[time | None]
    work_until: Mapped[time | None]
    work_days: Mapped[Any | None] = mapped_column(Json)
    welcomed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class ConversationRow(Base):
    """A thread or direct message: what it is about, and whose remark that came from."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("tenant", "id"),
        UniqueConstraint("tenant", "key"),
        _of_a_person(required=False),
        Index(None, "at"),
        Index(None, "tenant", "person"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    key: Mapped[str]
    person: Mapped[str | None]
    topic: Mapped[Any | None] = mapped_column(Json)
    language: Mapped[str | None]
    at: Mapped[datetime]


class TurnRow(Base):
    """One thing asked and how it was answered. `text` is redacted, and null where no words are kept."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("tenant", "event"),
        _of_a_person(),
        ForeignKeyConstraint(["tenant", "conversation"], ["conversations.tenant", "conversations.id"], ondelete="CASCADE"),
        Index(None, "tenant", "person", "id"),
        Index(None, "tenant", "conversation"),
        Index(None, "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    conversation: Mapped[int]
    person: Mapped[str]
    event: Mapped[str | None]
    text: Mapped[str | None]
    language: Mapped[str]
    objections: Mapped[Any] = mapped_column(Json)
    drivers: Mapped[Any] = mapped_column(Json)
    reply: Mapped[str]
    objection: Mapped[str | None]
    driver: Mapped[str | None]
    angle: Mapped[int | None]
    at: Mapped[datetime]


class ProfileRow(Base):
    """A consultant's own drivers. Theirs alone; ends when they drop it or are forgotten."""

    __tablename__ = "profiles"
    __table_args__ = (_of_a_person(),)

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    preference: Mapped[str]
    rejection: Mapped[str | None]
    answers: Mapped[Any] = mapped_column(Json)
    at: Mapped[datetime]


class PracticeRow(Base):
    """A user that somebody practised with, and how far that came: ids, and which rules were kept. Nobody's words.

    `event` is a keyed hash of the message that was answered last, by which a repetition is known.
    """

    __tablename__ = "practices"
    __table_args__ = (
        _of_a_person(),
        Index(None, "tenant", "person", "conversation", "id"),
        Index(None, "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    person: Mapped[str]
    conversation: Mapped[str]
    language: Mapped[str]
    objection: Mapped[str]
    driver: Mapped[str]
    guess: Mapped[str | None]
    exchanges: Mapped[Any] = mapped_column(Json)
    state: Mapped[str]
    event: Mapped[str | None]
    at: Mapped[datetime]


class FeedbackRow(Base):
    """What somebody thought of an entry, and how it went. Keeps the entry, so that it outlives the turn."""

    __tablename__ = "feedback"
    __table_args__ = (
        UniqueConstraint("turn", "person"),
        _of_a_person(),
        Index(None, "tenant", "objection"),
        Index(None, "tenant", "person"),
        Index(None, "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    person: Mapped[str]
    turn: Mapped[int | None] = mapped_column(ForeignKey("turns.id", ondelete="SET NULL"))
    objection: Mapped[str | None]
    driver: Mapped[str | None]
    angle: Mapped[int | None]
    helpful: Mapped[bool | None]
    outcome: Mapped[str | None]
    at: Mapped[datetime]


class ReminderRow(Base):
    """A "how did it go?" that somebody asked for."""

    __tablename__ = "reminders"
    __table_args__ = (
        _of_a_person(),
        Index(None, "tenant", "person"),
        Index(None, "turn"),
        Index(None, "due"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    person: Mapped[str]
    turn: Mapped[int | None] = mapped_column(ForeignKey("turns.id", ondelete="SET NULL"))
    due: Mapped[datetime]
    state: Mapped[str]
    sent_at: Mapped[datetime | None]
    at: Mapped[datetime]


class RoleRow(Base):
    """Somebody's role in a tenant; whoever has no row is a consultant."""

    __tablename__ = "roles"
    __table_args__ = (_of_a_person(),)

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    at: Mapped[datetime]


class AdminCodeRow(Base):
    """A one-time code that makes whoever sends it an admin. Only its keyed hash is kept."""

    __tablename__ = "admin_codes"

    mark: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime]


class GapRow(Base):
    """A remark that the coach had no answer to, and that its author sent to the team leads. `place` is a keyed hash of where."""

    __tablename__ = "gaps"
    __table_args__ = (
        _of_a_person(),
        Index(None, "tenant", "status"),
        Index(None, "tenant", "person"),
        Index(None, "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    person: Mapped[str]
    text: Mapped[str | None]
    language: Mapped[str]
    candidates: Mapped[Any] = mapped_column(Json)
    place: Mapped[str | None]
    status: Mapped[str]
    at: Mapped[datetime]


class AuditRow(Base):
    """Who changed what. Rows are only ever added, which a trigger guards, and leave by age.

    The actor is a pseudonym, and there is no foreign key: the row outlives the person's.
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "tenant", "actor"), Index(None, "at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    before: Mapped[Any | None] = mapped_column(Json)
    after: Mapped[Any | None] = mapped_column(Json)
    at: Mapped[datetime]


class RevisionRow(Base):
    """What a tenant published for an entry, an objection or its phrases: the organisation's text, kept for good.

    Rows are only ever added: a trigger refuses changes, and deleting as long as the tenant has a playbook in force. Who wrote and
    who approved it stand as pseudonyms, as in the audit trail. `content` is null where the files' own text was put back.
    """

    __tablename__ = "revisions"
    __table_args__ = (UniqueConstraint("tenant", "subject", "number"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    subject: Mapped[str]
    number: Mapped[int]
    content: Mapped[Any | None] = mapped_column(Json)
    base: Mapped[str]
    author: Mapped[str]
    reviewer: Mapped[str | None]
    why: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]


class InForceRow(Base):
    """The version of a tenant's playbook: goes up with every publication, in the same transaction.

    `latest` also has this row deleted before the revisions, which the trigger asks for.
    """

    __tablename__ = "in_force"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    latest: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    at: Mapped[datetime]


class DraftRow(Base):
    """A change that somebody is working on, or has handed in; one for each subject and author.

    `base_content` is what the author started from, so that a difference can be shown whatever was published since.
    `reviewer` is a pseudonym: the row is the author's.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("tenant", "person", "subject"),
        _of_a_person(),
        Index(None, "tenant", "state"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    person: Mapped[str]
    subject: Mapped[str]
    content: Mapped[Any] = mapped_column(Json)
    base: Mapped[str]
    base_content: Mapped[Any | None] = mapped_column(Json)
    why: Mapped[str]
    state: Mapped[str]
    remark: Mapped[str | None]
    reviewer: Mapped[str | None]
    version: Mapped[int]
    at: Mapped[datetime]
    changed_at: Mapped[datetime]


class FollowerRow(Base):
    """Somebody who wants to hear what is published."""

    __tablename__ = "followers"
    __table_args__ = (_of_a_person(),)

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class DigestReaderRow(Base):
    """A team lead who wants the weekly digest."""

    __tablename__ = "digest_readers"
    __table_args__ = (_of_a_person(),)

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class QuietOwnerRow(Base):
    """A team lead who wants no reminders of the entries in their name."""

    __tablename__ = "quiet_owners"
    __table_args__ = (_of_a_person(),)

    tenant: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class ChannelRow(Base):
    """What a channel has set for itself."""

    __tablename__ = "channels"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str | None]
    at: Mapped[datetime]


class WorkspaceRow(Base):
    """A workspace where the app is installed: what the adapter needs to talk there, encrypted; and since when it is leaving."""

    __tablename__ = "workspaces"

    tenant: Mapped[str] = mapped_column(primary_key=True)
    details: Mapped[str | None]
    left_at: Mapped[datetime | None]
    at: Mapped[datetime]


class UsedStateRow(Base):
    """A state that an installation came back with, once, until it would have ended by itself. Only its keyed hash is kept."""

    __tablename__ = "used_states"

    mark: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[datetime]


class RoundRow(Base):
    """A round of practice in a channel: nobody's, as who leads it and who answered stand apart.

    `place` is where everybody there sees a message, in the platform's own ids. `closed_by` is the event that closed it.
    """

    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("tenant", "id"),
        UniqueConstraint("tenant", "event"),
        Index(None, "state", "closes_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    event: Mapped[str | None]
    place: Mapped[Any] = mapped_column(Json)
    objection: Mapped[str]
    driver: Mapped[str]
    language: Mapped[str]
    state: Mapped[str]
    closed_by: Mapped[str | None]
    closes_at: Mapped[datetime]
    at: Mapped[datetime]


def _of_a_round() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant", "round"], ["rounds.tenant", "rounds.id"], ondelete="CASCADE")


class RoundLeaderRow(Base):
    """Who began a round and may close it early. Gone when they are forgotten; the round goes on."""

    __tablename__ = "round_leaders"
    __table_args__ = (_of_a_person(), _of_a_round(), Index(None, "tenant", "person"))

    tenant: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str]


class RoundAnswerRow(Base):
    """Somebody's guess in a round; `wording` is redacted, and there only where it may be shown and words are kept."""

    __tablename__ = "round_answers"
    __table_args__ = (_of_a_person(), _of_a_round(), Index(None, "tenant", "person"))

    tenant: Mapped[str] = mapped_column(primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(primary_key=True)
    guess: Mapped[str]
    wording: Mapped[str | None]
    at: Mapped[datetime]


class ErasureRow(Base):
    """That somebody was forgotten: a keyed hash of the random id they had, which means nothing any more."""

    __tablename__ = "erasures"

    mark: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


PERSONAL = tuple(table for table in Base.metadata.sorted_tables if "person" in table.c)
"""The tables that hold something of a person, each after those it points at."""
