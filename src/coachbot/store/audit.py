"""Who changed what, under pseudonyms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from coachbot.store.faults import refuse_unknown
from coachbot.store.models import AuditRow, PersonRow
from coachbot.store.people import pseudonym_of
from coachbot.store.records import AuditEntry, AuditId, PersonId, TenantId

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from coachbot.json_values import Json
    from coachbot.store.backing import Backing


class Audit:
    """Adds to the trail and reads it; nothing changes what stands in it."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def record(
        self,
        tenant: TenantId,
        actor: PersonId,
        action: str,
        subject: str,
        *,
        before: Json = None,
        after: Json = None,
    ) -> None:
        """Keep that somebody changed something. What changed is the organisation's own: never a remark, never a person's name.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        async with self._backing.database.write() as session:
            pseudonym = await pseudonym_of(session, tenant, actor)
            if pseudonym is None:
                refuse_unknown("person", actor, tenant, "nothing was written")
            add_to_trail(session, tenant, pseudonym, action, subject, before=before, after=after, at=self._backing.now())

    async def trail(self, tenant: TenantId, *, limit: int = 50) -> tuple[AuditEntry, ...]:
        """What was changed, newest first."""
        wanted = (
            select(AuditRow, PersonRow.id)
            .outerjoin(PersonRow, and_(PersonRow.tenant == AuditRow.tenant, PersonRow.pseudonym == AuditRow.actor))
            .where(AuditRow.tenant == tenant)
        )
        async with self._backing.database.read() as session:
            rows = (await session.execute(wanted.order_by(AuditRow.id.desc()).limit(limit))).all()
        return tuple(_entry(row, person) for row, person in rows)


def add_to_trail(
    session: AsyncSession,
    tenant: TenantId,
    actor: str,
    action: str,
    subject: str,
    *,
    before: Json,
    after: Json,
    at: datetime,
) -> None:
    """Add to the trail within a transaction that changes what it tells of: both happen, or neither."""
    session.add(AuditRow(tenant=tenant, actor=actor, action=action, subject=subject, before=before, after=after, at=at))


def _entry(row: AuditRow, person: str | None) -> AuditEntry:
    return AuditEntry(
        id=AuditId(row.id),
        tenant=TenantId(row.tenant),
        actor=row.actor,
        person=None if person is None else PersonId(person),
        action=row.action,
        subject=row.subject,
        before=row.before,
        after=row.after,
        at=row.at,
    )
