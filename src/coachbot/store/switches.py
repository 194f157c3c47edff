"""What team leads and admins switch on for themselves: to hear of publications, the weekly digest, no reminders of entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import and_, delete, select

from coachbot.store.database import insert_into
from coachbot.store.models import DigestReaderRow, FollowerRow, QuietOwnerRow, RoleRow
from coachbot.store.records import PersonId, TenantId
from coachbot.store.roles import require_role

if TYPE_CHECKING:
    from sqlalchemy import Select

    from coachbot.store.backing import Backing

Switched: TypeAlias = type[FollowerRow] | type[DigestReaderRow] | type[QuietOwnerRow]
"""The table with a row for each person who has it on."""


class Switch:
    """Keeps who has one thing switched on. It counts for as long as they hold a role; whoever has no row has it off."""

    def __init__(self, backing: Backing, row: Switched) -> None:
        self._backing = backing
        self._row = row

    async def set(self, tenant: TenantId, person: PersonId, *, on: bool) -> None:
        """Switch it on or off for somebody.

        Raises:
            NotAllowedError: it was to be switched on for somebody who is no team lead of this tenant.
        """
        row = self._row
        async with self._backing.database.write() as session:
            if not on:
                await session.execute(delete(row).where(row.tenant == tenant, row.person == person))
                return
            await require_role(session, tenant, person, "lead")
            values = {"tenant": tenant, "person": person, "at": self._backing.now()}
            await session.execute(insert_into(session, row).values(**values).on_conflict_do_nothing())

    async def is_on(self, tenant: TenantId, person: PersonId) -> bool:
        """Whether somebody has it on, and still holds a role."""
        async with self._backing.database.read() as session:
            return await session.scalar(self._on().where(self._row.tenant == tenant, self._row.person == person)) is not None

    async def of(self, tenant: TenantId) -> tuple[PersonId, ...]:
        """Everybody of a tenant who has it on, whoever switched it on first before the others."""
        wanted = self._on().where(self._row.tenant == tenant).order_by(self._row.at, self._row.person)
        async with self._backing.database.read() as session:
            return tuple(PersonId(person) for _, person in (await session.execute(wanted)).all())

    async def all(self) -> tuple[tuple[TenantId, PersonId], ...]:
        """Everybody who has it on, of every tenant."""
        wanted = self._on().order_by(self._row.tenant, self._row.person)
        async with self._backing.database.read() as session:
            return tuple((TenantId(tenant), PersonId(person)) for tenant, person in (await session.execute(wanted)).all())

    def _on(self) -> Select[str, str]:
        row = self._row
        holds_role = and_(RoleRow.tenant == row.tenant, RoleRow.person == row.person)
        return select(row.tenant, row.person).join(RoleRow, holds_role)
