"""The workspaces where an app is installed, with what its adapter needs to talk there, encrypted."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from coachbot.store.database import insert_into
from coachbot.store.models import Base, PersonRow, UsedStateRow, WorkspaceRow
from coachbot.store.records import PersonId, TenantId, tenant_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from coachbot.store.backing import Backing

KEPT_AFTER_LEAVING = timedelta(days=30)
"""How long a workspace that took the app out may still come back to what it had."""


class Workspaces:
    """Keeps installations. Implements `coachbot.ports.Installations`."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing
        self._alone: dict[TenantId, asyncio.Lock] = {}

    async def get(self, platform: str, workspace: str) -> Mapping[str, Any] | None:
        """What was kept of a workspace; None where the app isn't installed."""
        async with self._backing.database.read() as session:
            sealed = await session.scalar(
                select(WorkspaceRow.details).where(
                    WorkspaceRow.tenant == tenant_of(platform, workspace), WorkspaceRow.left_at.is_(None)
                )
            )
        return None if sealed is None else self._opened(sealed)

    async def keep(self, platform: str, workspace: str, details: Mapping[str, Any]) -> None:
        """Keep what is needed to talk in a workspace; one that was leaving stays."""
        values = {"details": self._backing.keys.encrypted(json.dumps(dict(details))), "left_at": None, "at": self._backing.now()}
        async with self._backing.database.write() as session:
            await session.execute(
                insert_into(session, WorkspaceRow)
                .values(tenant=tenant_of(platform, workspace), **values)
                .on_conflict_do_update(index_elements=["tenant"], set_=values)
            )

    async def all(self, platform: str) -> Mapping[str, Mapping[str, Any]]:
        """Every workspace of a platform that isn't leaving, with its details."""
        prefix = tenant_of(platform, "")
        async with self._backing.database.read() as session:
            rows = await session.execute(
                select(WorkspaceRow.tenant, WorkspaceRow.details)
                .where(WorkspaceRow.tenant.startswith(prefix, autoescape=True), WorkspaceRow.left_at.is_(None))
                .order_by(WorkspaceRow.tenant)
            )
            return {tenant.removeprefix(prefix): self._opened(sealed) for tenant, sealed in rows if sealed is not None}

    async def leave(self, platform: str, workspace: str, *, erase_now: bool = False) -> None:
        """The app was taken out of a workspace: its details go at once, everything else after 30 days, or with the next purge."""
        now = self._backing.now()
        values = {"details": None, "left_at": now - KEPT_AFTER_LEAVING if erase_now else now, "at": now}
        async with self._backing.database.write() as session:
            await session.execute(
                insert_into(session, WorkspaceRow)
                .values(tenant=tenant_of(platform, workspace), **values)
                .on_conflict_do_update(index_elements=["tenant"], set_=values)
            )

    @asynccontextmanager
    async def exclusively(self, platform: str, workspace: str) -> AsyncIterator[None]:
        """Hold a workspace alone among all replicas."""
        tenant = tenant_of(platform, workspace)
        async with self._alone.setdefault(tenant, asyncio.Lock()):
            if self._backing.database.sqlite_file is not None:
                # One process has the folder, so its own lock is enough.
                yield
                return
            async with self._backing.database.read() as session:
                # Held until the transaction ends, whatever ends it.
                await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(tenant))))
                yield

    async def use_once(self, platform: str, state: str, until: datetime) -> bool:
        """Use a state up, until it ends by itself; False where it was used before, on whichever replica."""
        mark = self._backing.keys.hashed("state", platform, state)
        async with self._backing.database.write() as session:
            taken = insert_into(session, UsedStateRow).values(mark=mark, until=until).on_conflict_do_nothing()
            return await session.scalar(taken.returning(UsedStateRow.mark)) is not None

    async def gone(self) -> tuple[tuple[TenantId, tuple[PersonId, ...]], ...]:
        """The tenants whose time after leaving is over, each with everybody in it."""
        until = self._backing.now() - KEPT_AFTER_LEAVING
        async with self._backing.database.read() as session:
            tenants = (await session.scalars(select(WorkspaceRow.tenant).where(WorkspaceRow.left_at <= until))).all()
            rows = (await session.execute(select(PersonRow.tenant, PersonRow.id).where(PersonRow.tenant.in_(tenants)))).all()
        return tuple(
            (TenantId(tenant), tuple(PersonId(person) for of, person in rows if of == tenant)) for tenant in sorted(tenants)
        )

    async def erase(self, tenant: TenantId) -> None:
        """Erase what is left of a tenant once its people are forgotten: its channels, its trail, and that it was here."""
        async with self._backing.database.write() as session:
            for table in Base.metadata.sorted_tables[::-1]:
                if "tenant" in table.c:
                    await session.execute(delete(table).where(table.c.tenant == tenant))

    def _opened(self, sealed: str) -> Mapping[str, Any]:
        details: Mapping[str, Any] = json.loads(self._backing.keys.decrypted(sealed))
        return details
