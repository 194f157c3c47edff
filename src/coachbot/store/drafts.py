"""Changes that somebody is working on, or has handed in. They hang on their author: forgetting erases them, an export has them.

Every change to a draft asks for the version it was made upon, so that two windows, or an author and a reviewer, never overwrite
each other without noticing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import delete, select, update

from coachbot.store.database import insert_into
from coachbot.store.models import DraftRow
from coachbot.store.people import pseudonym_of
from coachbot.store.records import Draft, DraftId, PersonId, Subject, TenantId

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from coachbot.json_values import Json
    from coachbot.store.backing import Backing
    from coachbot.store.records import DraftState


class Drafts:
    """Keeps drafts: one for each subject and author."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def keep(
        self,
        tenant: TenantId,
        person: PersonId,
        subject: Subject,
        content: Json,
        *,
        base: str,
        base_content: Json,
        why: str = "",
        version: int = 0,
    ) -> Draft | None:
        """Keep what somebody wrote, as a draft again whatever state it was in; None when it isn't at this version any more.

        `version` is 0 for a draft that isn't there yet.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        now = self._backing.now()
        values = {
            "content": content,
            "base": base,
            "base_content": base_content,
            "why": why,
            "state": "draft",
            "version": version + 1,
            "changed_at": now,
        }
        theirs = {"tenant": tenant, "person": person, "subject": subject}
        async with self._backing.database.write() as session:
            if version:
                changed = update(DraftRow).filter_by(**theirs, version=version).values(**values)
                row = await session.scalar(changed.returning(DraftRow))
            else:
                new = insert_into(session, DraftRow).values(**theirs, at=now, **values).on_conflict_do_nothing()
                row = await session.scalar(new.returning(DraftRow))
            return None if row is None else _draft(row)

    async def get(self, tenant: TenantId, draft: DraftId) -> Draft | None:
        """One draft; None when this tenant has none by that id."""
        async with self._backing.database.read() as session:
            row = await session.scalar(select(DraftRow).where(DraftRow.tenant == tenant, DraftRow.id == draft))
        return None if row is None else _draft(row)

    async def of(self, tenant: TenantId, person: PersonId) -> tuple[Draft, ...]:
        """Somebody's own drafts, as they were last changed, newest first."""
        return await self._read(tenant, DraftRow.person == person)

    async def on(self, tenant: TenantId, subject: Subject) -> tuple[Draft, ...]:
        """Every draft of a subject, whoever's: two people are noticed before they are done."""
        return await self._read(tenant, DraftRow.subject == subject)

    async def in_review(self, tenant: TenantId) -> tuple[Draft, ...]:
        """The drafts that wait for a second lead."""
        return await self._read(tenant, DraftRow.state == "in_review")

    async def hand_in(self, tenant: TenantId, person: PersonId, draft: DraftId, version: int) -> Draft | None:
        """Hand a draft of one's own to the other leads; None when it isn't there, or not at this version."""
        return await self._move(tenant, draft, version, "in_review", DraftRow.person == person, remark=None, reviewer=None)

    async def send_back(self, tenant: TenantId, reviewer: PersonId, draft: DraftId, version: int, remark: str) -> Draft | None:
        """Give a draft back to its author, with a remark; None when it doesn't wait, or not at this version."""
        async with self._backing.database.read() as session:
            name = await pseudonym_of(session, tenant, reviewer)
        waits = DraftRow.state == "in_review"
        return await self._move(tenant, draft, version, "sent_back", waits, remark=remark, reviewer=name)

    async def drop(self, tenant: TenantId, person: PersonId, draft: DraftId) -> bool:
        """Throw a draft of one's own away; false when there is none."""
        theirs = (DraftRow.tenant == tenant, DraftRow.person == person, DraftRow.id == draft)
        async with self._backing.database.write() as session:
            return await session.scalar(delete(DraftRow).where(*theirs).returning(DraftRow.id)) is not None

    async def _move(
        self,
        tenant: TenantId,
        draft: DraftId,
        version: int,
        state: DraftState,
        also: Any,  # noqa: ANN401 - a condition
        **values: str | None,
    ) -> Draft | None:
        asked = (DraftRow.tenant == tenant, DraftRow.id == draft, DraftRow.version == version, also)
        change = {"state": state, "version": version + 1, "changed_at": self._backing.now(), **values}
        async with self._backing.database.write() as session:
            row = await session.scalar(update(DraftRow).where(*asked).values(**change).returning(DraftRow))
            return None if row is None else _draft(row)

    async def _read(self, tenant: TenantId, which: Any) -> tuple[Draft, ...]:  # noqa: ANN401 - a condition
        wanted = select(DraftRow).where(DraftRow.tenant == tenant, which).order_by(DraftRow.changed_at.desc(), DraftRow.id.desc())
        async with self._backing.database.read() as session:
            return tuple(_draft(row) for row in await session.scalars(wanted))


async def take(session: AsyncSession, draft: Draft) -> bool:
    """Remove a draft that is being published, within that transaction; false when it has changed or gone meanwhile."""
    same = (DraftRow.tenant == draft.tenant, DraftRow.id == draft.id, DraftRow.version == draft.version)
    return await session.scalar(delete(DraftRow).where(*same).returning(DraftRow.id)) is not None


def _draft(row: DraftRow) -> Draft:
    return Draft(
        id=DraftId(row.id),
        tenant=TenantId(row.tenant),
        person=PersonId(row.person),
        subject=Subject(row.subject),
        content=row.content,
        base=row.base,
        base_content=row.base_content,
        why=row.why,
        state=cast("DraftState", row.state),
        remark=row.remark,
        reviewer=row.reviewer,
        version=row.version,
        changed_at=row.changed_at,
    )
