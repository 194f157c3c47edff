"""Who wants the weekly digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, select

from coachbot.store.database import insert_into
from coachbot.store.models import DigestReaderRow, RoleRow
from coachbot.store.records import PersonId, TenantId
from coachbot.store.roles import require_role

if TYPE_CHECKING:
    from sqlalchemy import Select

    from coachbot.store.backing import Backing


class DigestReaders:
    """Keeps who reads the digest: team leads and admins who asked for it, for as long as they are one."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def set(self, tenant: TenantId, person: PersonId, *, wants: bool) -> None:
        """Send somebody the digest from now on, or not any more.

        Raises:
            NotAllowedError: they are no team lead of this tenant.
        """
        async with self._backing.database.write() as session:
            if not wants:
                theirs = (DigestReaderRow.tenant == tenant, DigestReaderRow.person == person)
                await session.execute(delete(DigestReaderRow).where(*theirs))
                return
            await require_role(session, tenant, person, "lead")
            values = {"tenant": tenant, "person": person, "at": self._backing.now()}
            await session.execute(insert_into(session, DigestReaderRow).values(**values).on_conflict_do_nothing())

    async def wants(self, tenant: TenantId, person: PersonId) -> bool:
        """Whether somebody wants the digest, and may still have it."""
        theirs = (DigestReaderRow.tenant == tenant, DigestReaderRow.person == person)
        async with self._backing.database.read() as session:
            return await session.scalar(_readers().where(*theirs)) is not None

    async def all(self) -> tuple[tuple[TenantId, PersonId], ...]:
        """Everybody who wants it and may have it, of every tenant."""
        async with self._backing.database.read() as session:
            rows = (await session.execute(_readers().order_by(DigestReaderRow.tenant, DigestReaderRow.person))).all()
        return tuple((TenantId(tenant), PersonId(person)) for tenant, person in rows)


def _readers() -> Select[str, str]:
    holds_role = and_(RoleRow.tenant == DigestReaderRow.tenant, RoleRow.person == DigestReaderRow.person)
    return select(DigestReaderRow.tenant, DigestReaderRow.person).join(RoleRow, holds_role)
