"""Remarks that the coach had no answer to, and that their authors sent to the team leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import select, update

from coachbot.store.models import GapRow
from coachbot.store.records import Gap, GapId, TenantId
from coachbot.store.topics import objections_as_json, objections_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coachbot.messages import Scored
    from coachbot.playbook import Language
    from coachbot.store.backing import Backing
    from coachbot.store.records import GapStatus, PersonId


class Gaps:
    """Keeps gaps, and tells team leads nothing of who sent them."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def send(
        self,
        tenant: TenantId,
        person: PersonId,
        text: str | None,
        language: Language,
        candidates: Iterable[Scored] = (),
        *,
        place: str | None = None,
    ) -> Gap:
        """Keep a redacted remark that its author sends from a place; without its words where none may be kept.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        row = GapRow(
            tenant=tenant,
            person=person,
            text=self._backing.words(text),
            language=language,
            candidates=objections_as_json(candidates),
            place=None if place is None else self._backing.keys.hashed("place", tenant, place),
            status="open",
            at=self._backing.now(),
        )
        async with self._backing.database.write() as session:
            session.add(row)
            await session.flush()
            return _gap(row)

    async def get(self, tenant: TenantId, gap: GapId) -> Gap | None:
        """One gap; None when this tenant has none by that id."""
        async with self._backing.database.read() as session:
            row = await session.scalar(select(GapRow).where(GapRow.tenant == tenant, GapRow.id == gap))
        return None if row is None else _gap(row)

    async def with_status(self, tenant: TenantId, status: GapStatus = "open", *, limit: int = 100) -> tuple[Gap, ...]:
        """The gaps that stand so, oldest first."""
        async with self._backing.database.read() as session:
            rows = await session.scalars(
                select(GapRow).where(GapRow.tenant == tenant, GapRow.status == status).order_by(GapRow.id).limit(limit)
            )
            return tuple(_gap(row) for row in rows)

    async def set_status(self, tenant: TenantId, gap: GapId, status: GapStatus, *, was: GapStatus) -> bool:
        """Change how a gap stands; false when it isn't there or stands otherwise by now: somebody was first."""
        async with self._backing.database.write() as session:
            changed = await session.scalar(
                update(GapRow)
                .where(GapRow.tenant == tenant, GapRow.id == gap, GapRow.status == was)
                .values(status=status)
                .returning(GapRow.id)
            )
        return changed is not None


def _gap(row: GapRow) -> Gap:
    return Gap(
        id=GapId(row.id),
        tenant=TenantId(row.tenant),
        text=row.text,
        language=cast("Language", row.language),
        candidates=objections_from_json(row.candidates),
        place=row.place,
        status=cast("GapStatus", row.status),
        at=row.at,
    )
