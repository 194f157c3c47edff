"""Everything that is kept about somebody, for themselves."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from coachbot.store.faults import refuse_unknown
from coachbot.store.models import PERSONAL, AuditRow, PersonRow

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from coachbot.json_values import Json
    from coachbot.store.backing import Backing
    from coachbot.store.records import PersonId, TenantId

_OURS = {"tenant", "person"}


async def export_person(backing: Backing, tenant: TenantId, person: PersonId) -> dict[str, Json]:
    """All rows of somebody's, by table, as plain JSON; and what they changed, from the audit trail.

    Raises:
        UnknownSubjectError: this tenant has no such person.
    """
    people = PersonRow.__table__
    audit = AuditRow.__table__
    async with backing.database.read() as session:
        themselves = (
            (await session.execute(select(people).where(people.c.tenant == tenant, people.c.id == person))).mappings().first()
        )
        if themselves is None:
            refuse_unknown("person", person, tenant, "there is nothing to export")
        kept: dict[str, Json] = {"tenant": tenant, "exported_at": _plain(backing.now()), "person": _row(themselves)}
        for table in PERSONAL:
            rows = await session.execute(select(table).where(table.c.tenant == tenant, table.c.person == person))
            kept[table.name] = [_row(row) for row in rows.mappings()]
        changed = await session.execute(
            select(audit).where(audit.c.tenant == tenant, audit.c.actor == themselves["pseudonym"]).order_by(audit.c.id)
        )
        kept["audit"] = [_row(row) for row in changed.mappings()]
    return kept


def _row(row: RowMapping) -> Json:
    return {name: _plain(value) for name, value in row.items() if name not in _OURS}


def _plain(value: Any) -> Json:  # noqa: ANN401 - whatever a column holds
    if isinstance(value, datetime | time):
        return value.isoformat()
    plain: Json = value
    return plain
