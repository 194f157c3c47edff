"""Who doesn't want to hear which of their entries to look at again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from coachbot.store.database import insert_into
from coachbot.store.models import QuietOwnerRow
from coachbot.store.roles import require_role

if TYPE_CHECKING:
    from coachbot.store.backing import Backing
    from coachbot.store.records import PersonId, TenantId


class QuietOwners:
    """Keeps which team leads and admins said that they want no reminders of the entries in their name; all others get them."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def set(self, tenant: TenantId, person: PersonId, *, quiet: bool) -> None:
        """Remind somebody of their entries no more, or again.

        Raises:
            NotAllowedError: they are no team lead of this tenant.
        """
        async with self._backing.database.write() as session:
            await require_role(session, tenant, person, "lead")
            if not quiet:
                theirs = (QuietOwnerRow.tenant == tenant, QuietOwnerRow.person == person)
                await session.execute(delete(QuietOwnerRow).where(*theirs))
                return
            values = {"tenant": tenant, "person": person, "at": self._backing.now()}
            await session.execute(insert_into(session, QuietOwnerRow).values(**values).on_conflict_do_nothing())

    async def has(self, tenant: TenantId, person: PersonId) -> bool:
        """Whether somebody said that they want no reminders."""
        theirs = (QuietOwnerRow.tenant == tenant, QuietOwnerRow.person == person)
        async with self._backing.database.read() as session:
            return await session.scalar(select(QuietOwnerRow.person).where(*theirs)) is not None
