"""What tenants published over the playbook's files: added to, never rewritten.

A publication is one transaction: its revisions, the version in force that every replica reads, the draft that is done with,
and the lines in the audit trail. Either all of it happened, or nothing did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import and_, func, select, update

from coachbot.store.audit import add_to_trail
from coachbot.store.database import insert_into
from coachbot.store.drafts import take
from coachbot.store.faults import refuse_unknown
from coachbot.store.models import InForceRow, PersonRow, RevisionRow
from coachbot.store.people import pseudonym_of
from coachbot.store.records import PersonId, Published, Revision, Subject, TenantId
from coachbot.store.roles import require_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from coachbot.json_values import Json
    from coachbot.store.backing import Backing
    from coachbot.store.records import Draft, NewRevision, RevisionKind

BY_COMMAND = "command"
"""The author of what was published from the command line."""


class Revisions:
    """Keeps what was published, and which version of a tenant's playbook is in force."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def version(self, tenant: TenantId) -> int:
        """The version of a tenant's playbook in force; 0 before anything was published."""
        async with self._backing.database.read() as session:
            return await session.scalar(select(InForceRow.version).where(InForceRow.tenant == tenant)) or 0

    async def in_force(self, tenant: TenantId) -> tuple[int, tuple[Revision, ...]]:
        """The version in force, and the newest revision of every subject.

        The version is read first: a publication in between is seen again at the next look.
        """
        version = await self.version(tenant)
        newest = (
            select(RevisionRow.subject, func.max(RevisionRow.number).label("number"))
            .where(RevisionRow.tenant == tenant)
            .group_by(RevisionRow.subject)
            .subquery()
        )
        wanted = _with_author(tenant).join(
            newest, and_(newest.c.subject == RevisionRow.subject, newest.c.number == RevisionRow.number)
        )
        return version, await self._read(wanted.order_by(RevisionRow.subject))

    async def history(self, tenant: TenantId, subject: Subject, *, limit: int = 100) -> tuple[Revision, ...]:
        """Every revision of a subject, newest first."""
        wanted = _with_author(tenant).where(RevisionRow.subject == subject)
        return await self._read(wanted.order_by(RevisionRow.number.desc()).limit(limit))

    async def latest(self, tenant: TenantId, *, limit: int = 20) -> tuple[Revision, ...]:
        """What was published last, of whatever subject, newest first."""
        return await self._read(_with_author(tenant).order_by(RevisionRow.id.desc()).limit(limit))

    async def get(self, tenant: TenantId, subject: Subject, number: int) -> Revision | None:
        """One revision; None when this tenant has none by that number."""
        found = await self._read(_with_author(tenant).where(RevisionRow.subject == subject, RevisionRow.number == number))
        return found[0] if found else None

    async def publish(
        self,
        tenant: TenantId,
        revisions: Sequence[NewRevision],
        *,
        author: PersonId | None,
        reviewer: PersonId | None = None,
        draft: Draft | None = None,
    ) -> Published | None:
        """Put revisions into force, all or none; None when somebody was first: a subject or the draft has moved on.

        Without an `author` it is published from the command line. `reviewer` is a second person, who approved it; the audit
        trail says of whatever had no second person that it was published alone.

        Raises:
            NotAllowedError: who publishes isn't a team lead of this tenant.
            UnknownSubjectError: this tenant has no such person.
        """
        try:
            async with self._backing.database.write() as session:
                version = await _next_version(session, tenant, self._backing.now())
                wrote = await _name_of(session, tenant, author)
                approved = None if reviewer is None else await _name_of(session, tenant, reviewer)
                acting = reviewer or author
                if acting is not None:
                    await require_role(session, tenant, acting, "lead")
                await _still_stands(session, tenant, revisions, draft)
                rows = [_row(tenant, new, wrote, approved, self._backing.now()) for new in revisions]
                await _add(session, tenant, rows)
        except _MovedOnError:
            return None
        return Published(version=version, revisions=tuple(_revision(row, author) for row in rows))

    async def _read(self, wanted: Select[RevisionRow, str | None]) -> tuple[Revision, ...]:
        async with self._backing.database.read() as session:
            rows = (await session.execute(wanted)).all()
        return tuple(_revision(row, None if person is None else PersonId(person)) for row, person in rows)


class _MovedOnError(Exception):
    """Somebody was first; undoes the transaction."""


def _with_author(tenant: TenantId) -> Select[RevisionRow, str | None]:
    """Revisions of a tenant, each with the person who wrote it while they haven't been forgotten."""
    author = and_(PersonRow.tenant == RevisionRow.tenant, PersonRow.pseudonym == RevisionRow.author)
    return select(RevisionRow, PersonRow.id).outerjoin(PersonRow, author).where(RevisionRow.tenant == tenant)


async def _name_of(session: AsyncSession, tenant: TenantId, person: PersonId | None) -> str:
    if person is None:
        return BY_COMMAND
    pseudonym = await pseudonym_of(session, tenant, person)
    if pseudonym is None:
        refuse_unknown("person", person, tenant, "nothing was published")
    return pseudonym


async def _next_version(session: AsyncSession, tenant: TenantId, now: datetime) -> int:
    """The version that this publication makes. Locks the tenant's row: its publications happen one after the other."""
    bumped = (
        insert_into(session, InForceRow)
        .values(tenant=tenant, version=1, at=now)
        .on_conflict_do_update(index_elements=["tenant"], set_={"version": InForceRow.version + 1, "at": now})
    )
    return int((await session.execute(bumped.returning(InForceRow.version))).scalar_one())


async def _still_stands(session: AsyncSession, tenant: TenantId, revisions: Iterable[NewRevision], draft: Draft | None) -> None:
    """Go on only where the draft is as it was, and each revision follows the newest one of its subject.

    Raises:
        _MovedOnError: somebody was first.
    """
    if draft is not None and not await take(session, draft):
        raise _MovedOnError
    expected = {new.subject: new.after for new in revisions}
    numbers = (
        select(RevisionRow.subject, func.max(RevisionRow.number))
        .where(RevisionRow.tenant == tenant, RevisionRow.subject.in_(expected))
        .group_by(RevisionRow.subject)
    )
    newest = {str(subject): number for subject, number in (await session.execute(numbers)).all()}
    if any(newest.get(subject, 0) != after for subject, after in expected.items()):
        raise _MovedOnError


async def _add(session: AsyncSession, tenant: TenantId, rows: Sequence[RevisionRow]) -> None:
    """Add revisions, a line each in the audit trail, and which of them is the latest."""
    session.add_all(rows)
    for row in rows:
        after: Json = {"revision": row.number, "kind": row.kind, "author": row.author, "alone": row.reviewer is None}
        before: Json = {"revision": row.number - 1}
        actor = row.reviewer or row.author
        add_to_trail(session, tenant, actor, "publish", row.subject, before=before, after=after, at=row.at)
    await session.flush()
    latest = max(row.id for row in rows)
    await session.execute(update(InForceRow).where(InForceRow.tenant == tenant).values(latest=latest))


def _row(tenant: TenantId, new: NewRevision, author: str, reviewer: str | None, at: datetime) -> RevisionRow:
    return RevisionRow(
        tenant=tenant,
        subject=new.subject,
        number=new.after + 1,
        content=new.content,
        base=new.base,
        author=author,
        reviewer=reviewer,
        why=new.why,
        kind=new.kind,
        at=at,
    )


def _revision(row: RevisionRow, person: PersonId | None) -> Revision:
    return Revision(
        tenant=TenantId(row.tenant),
        subject=Subject(row.subject),
        number=row.number,
        content=row.content,
        base=row.base,
        author=row.author,
        person=person,
        reviewer=row.reviewer,
        why=row.why,
        kind=cast("RevisionKind", row.kind),
        at=row.at,
    )
