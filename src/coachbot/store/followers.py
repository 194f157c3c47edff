"""Who wants to hear what is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, select

from coachbot.store.database import insert_into
from coachbot.store.models import FollowerRow, RoleRow
from coachbot.store.records import PersonId
from coachbot.store.roles import require_role

if TYPE_CHECKING:
    from coachbot.store.backing import Backing
    from coachbot.store.records import TenantId


class Followers:
    """Keeps who follows a tenant's playbook: team leads and admins, for as long as they are one."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def set(self, tenant: TenantId, person: PersonId, *, follows: bool) -> None:
        """Have somebody hear of publications from now on, or not any more.

        Raises:
            NotAllowedError: they are no team lead of this tenant.
        """
        async with self._backing.database.write() as session:
            if not follows:
                await session.execute(delete(FollowerRow).where(FollowerRow.tenant == tenant, FollowerRow.person == person))
                return
            await require_role(session, tenant, person, "lead")
            values = {"tenant": tenant, "person": person, "at": self._backing.now()}
            await session.execute(insert_into(session, FollowerRow).values(**values).on_conflict_do_nothing())

    async def all(self, tenant: TenantId) -> tuple[PersonId, ...]:
        """Everybody who follows, and still holds a role."""
        holds_role = and_(RoleRow.tenant == FollowerRow.tenant, RoleRow.person == FollowerRow.person)
        wanted = (
            select(FollowerRow.person)
            .join(RoleRow, holds_role)
            .where(FollowerRow.tenant == tenant)
            .order_by(FollowerRow.at, FollowerRow.person)
        )
        async with self._backing.database.read() as session:
            return tuple(PersonId(one) for one in await session.scalars(wanted))
