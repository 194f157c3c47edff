"""Whom somebody practises with, and how far that came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic import TypeAdapter
from sqlalchemy import delete, select, update

from coachbot.playbook import DriverId, ObjectionId
from coachbot.practice import Exchange, Practice
from coachbot.store.erasures import affected
from coachbot.store.models import PracticeRow
from coachbot.store.records import KeptPractice, PersonId, PracticeId, TenantId

if TYPE_CHECKING:
    from coachbot.playbook import Language
    from coachbot.store.backing import Backing
    from coachbot.store.records import PracticeState

_EXCHANGES = TypeAdapter(tuple[Exchange, ...])


class Practices:
    """Keeps practices: for one person, in one conversation, the latest is the one that goes on."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def begin(
        self, tenant: TenantId, person: PersonId, conversation: str, practice: Practice, event: str | None = None
    ) -> KeptPractice:
        """Keep a new practice; one that was open there stops, and the same event begins one alone.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        where = self._backing.keys.hashed("conversation", tenant, conversation)
        mark = self.mark(tenant, event)
        theirs = (PracticeRow.tenant == tenant, PracticeRow.person == person, PracticeRow.conversation == where)
        async with self._backing.database.write() as session:
            if mark is not None:
                begun = await session.scalar(select(PracticeRow).where(*theirs, PracticeRow.event == mark))
                if begun is not None:
                    return practice_of(begun)
            await session.execute(update(PracticeRow).where(*theirs, PracticeRow.state == "open").values(state="stopped"))
            row = PracticeRow(
                tenant=tenant,
                person=person,
                conversation=where,
                language=practice.language,
                objection=practice.objection,
                driver=practice.driver,
                guess=practice.guess,
                exchanges=_EXCHANGES.dump_python(practice.exchanges, mode="json"),
                state="open",
                event=mark,
                at=self._backing.now(),
            )
            session.add(row)
            await session.flush()
            return practice_of(row)

    async def get(self, tenant: TenantId, person: PersonId, practice: PracticeId) -> KeptPractice | None:
        """One practice of somebody's; None when they have none by that id."""
        async with self._backing.database.read() as session:
            row = await session.scalar(
                select(PracticeRow).where(PracticeRow.tenant == tenant, PracticeRow.person == person, PracticeRow.id == practice)
            )
        return None if row is None else practice_of(row)

    async def go_on(self, before: KeptPractice, after: Practice, state: PracticeState, event: str | None = None) -> bool:
        """Keep how a practice went on; false when it went on otherwise since it was read, or isn't there any more."""
        async with self._backing.database.write() as session:
            row = await session.scalar(
                select(PracticeRow)
                .where(PracticeRow.tenant == before.tenant, PracticeRow.person == before.person, PracticeRow.id == before.id)
                .with_for_update()
            )
            if row is None or practice_of(row) != before:
                return False
            row.guess = after.guess
            row.exchanges = _EXCHANGES.dump_python(after.exchanges, mode="json")
            row.state = state
            row.event = self.mark(before.tenant, event) or row.event
            row.at = self._backing.now()
            return True

    async def latest(self, tenant: TenantId, person: PersonId, *, limit: int = 200) -> tuple[KeptPractice, ...]:
        """What somebody practised, latest first."""
        async with self._backing.database.read() as session:
            rows = await session.scalars(
                select(PracticeRow)
                .where(PracticeRow.tenant == tenant, PracticeRow.person == person)
                .order_by(PracticeRow.id.desc())
                .limit(limit)
            )
            return tuple(practice_of(row) for row in rows)

    async def erase(self, tenant: TenantId, person: PersonId) -> int:
        """Erase all that somebody practised; says how many practices that were."""
        async with self._backing.database.write() as session:
            return await affected(session, delete(PracticeRow).where(PracticeRow.tenant == tenant, PracticeRow.person == person))

    def mark(self, tenant: TenantId, event: str | None) -> str | None:
        """A message's id as it is kept."""
        return None if event is None else self._backing.keys.hashed("event", tenant, event)


def practice_of(row: PracticeRow) -> KeptPractice:
    """A practice as a record."""
    raw: Any = row.exchanges
    return KeptPractice(
        id=PracticeId(row.id),
        tenant=TenantId(row.tenant),
        person=PersonId(row.person),
        practice=Practice(
            objection=ObjectionId(row.objection),
            driver=DriverId(row.driver),
            language=cast("Language", row.language),
            guess=None if row.guess is None else DriverId(row.guess),
            exchanges=_EXCHANGES.validate_python(raw),
        ),
        state=cast("PracticeState", row.state),
        last_event=row.event,
        at=row.at,
    )
