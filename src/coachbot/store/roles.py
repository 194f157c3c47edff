"""Who may do what, and how the first admin comes to be."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sqlalchemy import delete, select

from coachbot.errors import ConfigurationError, NotAllowedError
from coachbot.store.audit import add_to_trail
from coachbot.store.database import insert_into
from coachbot.store.faults import refuse_unknown
from coachbot.store.models import AdminCodeRow, PersonRow, RoleRow
from coachbot.store.people import pseudonym_of
from coachbot.store.records import ROLES, PersonId, RoleHolder, TenantId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncSession

    from coachbot.store.backing import Backing
    from coachbot.store.people import People
    from coachbot.store.records import Role

CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""No digits and no vowels: sent as a message, the code passes redaction, which would take it for a case number or a name."""
CODE_LENGTH = 12
CODE_VALID = timedelta(days=1)
BY_SETTING = "setting"
"""The actor in the audit trail where COACHBOT_ADMINS made somebody an admin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAdmin:
    """An admin by COACHBOT_ADMINS: a tenant, and the person's id on its platform."""

    tenant: TenantId
    user: str


def named_admins(setting: str) -> tuple[NamedAdmin, ...]:
    """The admins that COACHBOT_ADMINS names: `platform:workspace:user`, with commas between.

    >>> named_admins("slack:T1:U1, teams:8c2f:29:1abc")
    (NamedAdmin(tenant='slack:T1', user='U1'), NamedAdmin(tenant='teams:8c2f', user='29:1abc'))

    Raises:
        ConfigurationError: one or more can't be read; names them all.
    """
    named, faults = [], []
    for one in filter(None, (part.strip() for part in setting.split(","))):
        # A Teams user's id has a colon of its own, so only the first two part.
        parts = [part.strip() for part in one.split(":", 2)]
        if len(parts) == 3 and all(parts):  # noqa: PLR2004 - platform, workspace, user
            named.append(NamedAdmin(tenant=TenantId(f"{parts[0]}:{parts[1]}"), user=parts[2]))
        else:
            faults.append(one)
    if faults:
        msg = (
            f"COACHBOT_ADMINS: can't read {', '.join(faults)}; write platform:workspace:user, such as slack:T024BE7LD:U2147483697"
        )
        raise ConfigurationError(msg)
    return tuple(named)


class Roles:
    """Keeps roles. Whoever has none is a consultant; each change is in the audit trail."""

    def __init__(self, backing: Backing, people: People) -> None:
        self._backing = backing
        self._people = people

    async def of(self, tenant: TenantId, person: PersonId) -> Role:
        """Somebody's role."""
        async with self._backing.database.read() as session:
            return await _role(session, tenant, person)

    async def require(self, tenant: TenantId, person: PersonId, least: Role) -> None:
        """Go on only for whoever has this role or a higher one.

        Raises:
            NotAllowedError: their role is a lower one.
        """
        async with self._backing.database.read() as session:
            await require_role(session, tenant, person, least)

    async def holders(self, tenant: TenantId) -> tuple[RoleHolder, ...]:
        """Everybody with a role, by role."""
        async with self._backing.database.read() as session:
            rows = (
                await session.execute(
                    select(RoleRow.person, RoleRow.role, PersonRow.address)
                    .join(PersonRow, PersonRow.id == RoleRow.person)
                    .where(RoleRow.tenant == tenant, PersonRow.tenant == tenant)
                )
            ).all()
        holders = [RoleHolder(person=PersonId(who), role=cast("Role", role), address=address) for who, role, address in rows]
        return tuple(sorted(holders, key=lambda holder: (-ROLES.index(holder.role), holder.person)))

    async def leads(self) -> tuple[tuple[TenantId, PersonId], ...]:
        """Every team lead and admin, of every tenant."""
        wanted = select(RoleRow.tenant, RoleRow.person).order_by(RoleRow.tenant, RoleRow.person)
        async with self._backing.database.read() as session:
            rows = (await session.execute(wanted)).all()
        return tuple((TenantId(tenant), PersonId(person)) for tenant, person in rows)

    async def grant(self, tenant: TenantId, actor: PersonId, person: PersonId, role: Role) -> None:
        """Give somebody a role; `consultant` takes away the one they had.

        Raises:
            NotAllowedError: the actor isn't an admin of this tenant.
            UnknownSubjectError: this tenant has no such person.
        """
        async with self._backing.database.write() as session:
            await require_role(session, tenant, actor, "admin")
            await self._give(session, tenant, person, role, await pseudonym_of(session, tenant, actor))

    async def ensure_admins(self, named: Iterable[NamedAdmin]) -> None:
        """Make whoever the setting names an admin. The setting has the last word at every start."""
        for admin in named:
            person = await self._people.seen(admin.tenant, admin.user)
            async with self._backing.database.write() as session:
                await self._give(session, admin.tenant, person.id, "admin", BY_SETTING)

    async def has_admin(self, tenant: TenantId) -> bool:
        """Whether a tenant has an admin."""
        async with self._backing.database.read() as session:
            wanted = select(RoleRow.person).where(RoleRow.tenant == tenant, RoleRow.role == "admin")
            return await session.scalar(wanted.limit(1)) is not None

    async def any_admin(self) -> bool:
        """Whether any tenant has an admin."""
        async with self._backing.database.read() as session:
            return await session.scalar(select(RoleRow.person).where(RoleRow.role == "admin").limit(1)) is not None

    async def new_admin_code(self) -> str:
        """A code that makes whoever sends it first an admin of their tenant, within a day. Shown once: only its hash is kept."""
        letters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        async with self._backing.database.write() as session:
            session.add(AdminCodeRow(mark=self._mark(letters), expires_at=self._backing.now() + CODE_VALID))
        return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))

    async def claim(self, tenant: TenantId, person: PersonId, code: str) -> bool:
        """Make somebody an admin for a code that is right, and hasn't been used or expired.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        letters = "".join(letter for letter in code.upper() if letter.isalnum())
        async with self._backing.database.write() as session:
            expires_at = await session.scalar(
                delete(AdminCodeRow).where(AdminCodeRow.mark == self._mark(letters)).returning(AdminCodeRow.expires_at)
            )
            if expires_at is None or expires_at <= self._backing.now():
                return False
            await self._give(session, tenant, person, "admin", await pseudonym_of(session, tenant, person))
        return True

    async def _give(self, session: AsyncSession, tenant: TenantId, person: PersonId, role: Role, actor: str | None) -> None:
        """Change a role and say so in the trail; what is so already isn't changed."""
        subject = await pseudonym_of(session, tenant, person)
        if subject is None or actor is None:
            refuse_unknown("person", person, tenant, "no role was changed")
        before = await _role(session, tenant, person, changing=True)
        if before == role:
            return
        now = self._backing.now()
        if role == "consultant":
            await session.execute(delete(RoleRow).where(RoleRow.tenant == tenant, RoleRow.person == person))
        else:
            values = {"role": role, "at": now}
            await session.execute(
                insert_into(session, RoleRow)
                .values(tenant=tenant, person=person, **values)
                .on_conflict_do_update(index_elements=["tenant", "person"], set_=values)
            )
        add_to_trail(session, tenant, actor, "role", subject, before=before, after=role, at=now)

    def _mark(self, letters: str) -> str:
        return self._backing.keys.hashed("admin-code", letters)


async def _role(session: AsyncSession, tenant: TenantId, person: PersonId, *, changing: bool = False) -> Role:
    wanted = select(RoleRow.role).where(RoleRow.tenant == tenant, RoleRow.person == person)
    role = await session.scalar(wanted.with_for_update() if changing else wanted)
    return "consultant" if role is None else cast("Role", role)


async def require_role(session: AsyncSession, tenant: TenantId, person: PersonId, least: Role) -> None:
    """Go on within a transaction only for whoever has this role or a higher one.

    Raises:
        NotAllowedError: their role is a lower one.
    """
    role = await _role(session, tenant, person)
    if ROLES.index(role) < ROLES.index(least):
        msg = f"this needs the role {least}, and yours is {role}; an admin of {tenant} can give it"
        raise NotAllowedError(msg)
