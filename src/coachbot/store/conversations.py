"""What was asked and answered, and what each conversation is about."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, distinct, func, select, update

from coachbot.messages import NeutralAdvice
from coachbot.playbook import DriverId, ObjectionId
from coachbot.store.counts import over_enough_people
from coachbot.store.database import insert_for, insert_into
from coachbot.store.models import ConversationRow, TurnRow
from coachbot.store.records import (
    Conversation,
    ConversationId,
    NewTurn,
    ObjectionCount,
    PersonId,
    Shown,
    ShownCount,
    TenantId,
    Turn,
    TurnId,
    Unanswered,
)
from coachbot.store.topics import (
    drivers_as_json,
    drivers_from_json,
    objections_as_json,
    objections_from_json,
    topic_as_json,
    topic_from_json,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Table
    from sqlalchemy.sql.dml import ReturningInsert

    from coachbot.messages import Topic
    from coachbot.playbook import Language
    from coachbot.store.backing import Backing


# The statements of `record`, which runs for every answer: made once, and of tables, as objects for rows take longer than SQLite.
_CONVERSATIONS, _TURNS = cast("Table", ConversationRow.__table__), cast("Table", TurnRow.__table__)
_ABOUT = update(_CONVERSATIONS).where(_CONVERSATIONS.c.id == bindparam("conversation"))


@cache
def _opened(dialect: str) -> ReturningInsert[int]:
    insert = insert_for(dialect, _CONVERSATIONS)
    unchanged = {"tenant": insert.excluded.tenant}
    return insert.on_conflict_do_update(index_elements=["tenant", "key"], set_=unchanged).returning(_CONVERSATIONS.c.id)


@cache
def _kept(dialect: str) -> ReturningInsert[Any]:
    return insert_for(dialect, _TURNS).on_conflict_do_nothing(index_elements=["tenant", "event"]).returning(_TURNS)


class Conversations:
    """Keeps conversations under a hash of their key, since a direct message's key tells whose it is."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def load(self, tenant: TenantId, key: str) -> Conversation | None:
        """The conversation with this key on the platform; None before its first turn."""
        async with self._backing.database.read() as session:
            row = await session.scalar(
                select(ConversationRow).where(ConversationRow.tenant == tenant, ConversationRow.key == self._key(tenant, key))
            )
        return None if row is None else conversation_of(row)

    async def record(self, tenant: TenantId, key: str, turn: NewTurn, topic: Topic | None) -> Turn:
        """Keep a turn and what the conversation is about after it; an event that is known already changes nothing.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        backing = self._backing
        now = backing.now()
        event = None if turn.event is None else backing.keys.hashed("event", tenant, turn.event)
        async with backing.database.write() as session:
            dialect = session.get_bind().dialect.name
            # Also where nothing changes: the row is locked from here, so that a repeated event waits and then sees the first.
            opening = {"tenant": tenant, "key": self._key(tenant, key), "at": now}
            conversation = await session.scalar(_opened(dialect), opening)
            values = {
                "tenant": tenant,
                "conversation": conversation,
                "person": turn.person,
                "event": event,
                "text": backing.words(turn.text),
                "language": turn.language,
                "objections": objections_as_json(turn.objections),
                "drivers": drivers_as_json(turn.drivers),
                "reply": turn.reply,
                "objection": turn.shown and turn.shown.objection,
                "driver": turn.shown and turn.shown.driver,
                "angle": turn.shown and turn.shown.angle,
                "at": now,
            }
            kept = (await session.execute(_kept(dialect), values)).one_or_none()
            if kept is None:
                known = select(TurnRow).where(TurnRow.tenant == tenant, TurnRow.event == event)
                return _turn((await session.scalars(known)).one())
            after = {
                "conversation": conversation,
                "person": turn.person,
                "topic": None if topic is None else topic_as_json(topic),
                "language": turn.language,
                "at": now,
            }
            await session.execute(_ABOUT, after)
            return _turn(kept)

    async def speak(self, tenant: TenantId, key: str, person: PersonId, language: Language) -> None:
        """Keep which language a conversation is in, where nothing is said that is kept: what is short next is taken for that."""
        backing = self._backing
        async with backing.database.write() as session:
            await session.execute(
                insert_into(session, ConversationRow)
                .values(tenant=tenant, key=self._key(tenant, key), person=person, language=language, at=backing.now())
                .on_conflict_do_update(index_elements=["tenant", "key"], set_={"language": language})
            )

    async def turn(self, tenant: TenantId, turn: TurnId) -> Turn | None:
        """One turn; None when this tenant has none by that id."""
        async with self._backing.database.read() as session:
            row = await session.scalar(select(TurnRow).where(TurnRow.tenant == tenant, TurnRow.id == turn))
        return None if row is None else _turn(row)

    async def history(
        self,
        tenant: TenantId,
        person: PersonId,
        *,
        limit: int = 20,
        before: TurnId | None = None,
        words: str | None = None,
        objection: ObjectionId | None = None,
    ) -> tuple[Turn, ...]:
        """What somebody asked and was answered, newest first; `before` pages on, `words` and `objection` find again."""
        wanted = select(TurnRow).where(TurnRow.tenant == tenant, TurnRow.person == person)
        if before is not None:
            wanted = wanted.where(TurnRow.id < before)
        if words:
            wanted = wanted.where(TurnRow.text.icontains(words, autoescape=True))
        if objection is not None:
            wanted = wanted.where(TurnRow.objection == objection)
        async with self._backing.database.read() as session:
            rows = await session.scalars(wanted.order_by(TurnRow.id.desc()).limit(limit))
            return tuple(_turn(row) for row in rows)

    async def unanswered(self, tenant: TenantId, *, limit: int = 300) -> tuple[Unanswered, ...]:
        """What was asked last and got the general answer, where words are kept; for counts over enough people alone."""
        wanted = (
            select(TurnRow.person, TurnRow.text, TurnRow.language)
            .where(TurnRow.tenant == tenant, TurnRow.reply == NeutralAdvice.__name__, TurnRow.text.is_not(None))
            .order_by(TurnRow.id.desc())
            .limit(limit)
        )
        async with self._backing.database.read() as session:
            rows = (await session.execute(wanted)).all()
        return tuple(
            Unanswered(person=PersonId(person), text=text or "", language=cast("Language", language))
            for person, text, language in rows
        )

    async def counts(self, tenant: TenantId, since: datetime) -> tuple[ObjectionCount, ...]:
        """How often each objection was answered, commonest first, where enough people asked."""
        people, turns = func.count(distinct(TurnRow.person)), func.count()
        grouped = (
            select(TurnRow.objection, people, turns)
            .where(TurnRow.tenant == tenant, TurnRow.at >= since, TurnRow.objection.is_not(None))
            .group_by(TurnRow.objection)
            .order_by(turns.desc(), TurnRow.objection)
        )
        async with self._backing.database.read() as session:
            rows = (await session.execute(over_enough_people(grouped, TurnRow.person))).all()
        return tuple(
            ObjectionCount(objection=ObjectionId(objection), people=who, turns=how_many)
            for objection, who, how_many in rows
            if objection is not None
        )

    async def shown(self, tenant: TenantId, since: datetime) -> tuple[ShownCount, ...]:
        """How often each entry was shown or asked for, where enough people did."""
        grouped = (
            select(TurnRow.objection, TurnRow.driver, func.count(distinct(TurnRow.person)), func.count())
            .where(TurnRow.tenant == tenant, TurnRow.at >= since, TurnRow.objection.is_not(None), TurnRow.angle.is_not(None))
            .group_by(TurnRow.objection, TurnRow.driver)
            .order_by(TurnRow.objection, TurnRow.driver)
        )
        async with self._backing.database.read() as session:
            rows = (await session.execute(over_enough_people(grouped, TurnRow.person))).all()
        return tuple(
            ShownCount(
                objection=ObjectionId(objection),
                driver=None if driver is None else DriverId(driver),
                people=people,
                turns=turns,
            )
            for objection, driver, people, turns in rows
            if objection is not None
        )

    def _key(self, tenant: TenantId, key: str) -> str:
        return self._backing.keys.hashed("conversation", tenant, key)


def shown_by(objection: str | None, driver: str | None, angle: int | None) -> Shown | None:
    """The entry that three columns name; None where no angle says that one was shown."""
    if angle is None:
        return None
    return Shown(
        objection=None if objection is None else ObjectionId(objection),
        driver=None if driver is None else DriverId(driver),
        angle=angle,
    )


def conversation_of(row: ConversationRow) -> Conversation:
    """A conversation, of a row."""
    return Conversation(
        id=ConversationId(row.id),
        tenant=TenantId(row.tenant),
        topic=topic_from_json(row.topic),
        language=cast("Language | None", row.language),
        at=row.at,
    )


def _turn(row: TurnRow | Row[Any]) -> Turn:
    return Turn(
        id=TurnId(row.id),
        tenant=TenantId(row.tenant),
        conversation=ConversationId(row.conversation),
        person=PersonId(row.person),
        text=row.text,
        language=cast("Language", row.language),
        reply=row.reply,
        shown=shown_by(row.objection, row.driver, row.angle),
        objections=objections_from_json(row.objections),
        drivers=drivers_from_json(row.drivers),
        at=row.at,
    )
