"""Who talks with the coach: a random name, and what they chose."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select, update

from coachbot.messages import Profile
from coachbot.playbook import DriverId
from coachbot.store.database import insert_into
from coachbot.store.models import PersonRow, ProfileRow
from coachbot.store.records import KeptProfile, Person, PersonId, TenantId, WorkingHours

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from coachbot.json_values import Json
    from coachbot.playbook import Language
    from coachbot.store.backing import Backing

SEEN_AGAIN = timedelta(hours=1)
"""How long somebody counts as just seen: it spares a write for every message."""


class People:
    """Finds people by their id on the platform, and keeps what they chose."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def seen(self, tenant: TenantId, user: str) -> Person:
        """The person with this id on the platform, who is known from now on."""
        backing = self._backing
        now = backing.now()
        async with backing.database.read() as session:
            row = await session.scalar(self._by_user(tenant, user))
        if row is not None and seen_lately(row, now):
            return person_of(row)
        async with backing.database.write() as session:
            await session.execute(
                insert_into(session, PersonRow)
                .values(
                    id=secrets.token_hex(16),
                    tenant=tenant,
                    key=self._key(tenant, user),
                    pseudonym=secrets.token_hex(16),
                    created_at=now,
                    seen_at=now,
                )
                .on_conflict_do_update(index_elements=["tenant", "key"], set_={"seen_at": now})
            )
            return person_of((await session.scalars(self._by_user(tenant, user))).one())

    async def find(self, tenant: TenantId, user: str) -> Person | None:
        """The person with this id on the platform; None when they aren't known, or were forgotten."""
        async with self._backing.database.read() as session:
            row = await session.scalar(self._by_user(tenant, user))
        return None if row is None else person_of(row)

    async def get(self, tenant: TenantId, person: PersonId) -> Person | None:
        """The person with this name in the store; None when this tenant has nobody by it."""
        async with self._backing.database.read() as session:
            row = await session.scalar(select(PersonRow).where(PersonRow.tenant == tenant, PersonRow.id == person))
        return None if row is None else person_of(row)

    async def any_of(self, tenant: TenantId) -> bool:
        """Whether anybody of this tenant is known."""
        async with self._backing.database.read() as session:
            return await session.scalar(select(PersonRow.id).where(PersonRow.tenant == tenant).limit(1)) is not None

    async def welcome(self, tenant: TenantId, person: PersonId) -> bool:
        """Whether this is their first contact; true once, however many ask at the same time."""
        async with self._backing.database.write() as session:
            welcomed = await session.scalar(
                update(PersonRow)
                .where(PersonRow.tenant == tenant, PersonRow.id == person, PersonRow.welcomed_at.is_(None))
                .values(welcomed_at=self._backing.now())
                .returning(PersonRow.id)
            )
        return welcomed is not None

    async def set_language(self, tenant: TenantId, person: PersonId, language: Language | None) -> bool:
        """Keep the language they chose; None goes back to the one that is recognised. False when they aren't there."""
        return await self._set(tenant, person, language=language)

    async def set_working_hours(
        self, tenant: TenantId, person: PersonId, hours: WorkingHours | None, time_zone: str | None
    ) -> bool:
        """Keep when they may be reminded, with an IANA time zone such as Europe/Amsterdam. False when they aren't there."""
        return await self._set(
            tenant,
            person,
            time_zone=time_zone,
            work_from=hours and hours.start,
            work_until=hours and hours.end,
            work_days=hours and list(hours.days),
        )

    async def set_address(self, tenant: TenantId, person: PersonId, address: Json) -> bool:
        """Keep where a message of ours reaches them, as the adapter needs it. False when they aren't there.

        Only for whoever waits for a reminder or holds a role: retention takes it away from others.
        """
        return await self._set(tenant, person, address=address)

    async def pseudonym(self, tenant: TenantId, person: PersonId) -> str | None:
        """The random name under which what somebody published outlives them; None when they aren't there."""
        async with self._backing.database.read() as session:
            return await pseudonym_of(session, tenant, person)

    async def profile(self, tenant: TenantId, person: PersonId) -> KeptProfile | None:
        """Their own drivers, for their eyes only."""
        async with self._backing.database.read() as session:
            row = await session.scalar(select(ProfileRow).where(ProfileRow.tenant == tenant, ProfileRow.person == person))
        return None if row is None else profile_of(row)

    async def keep_profile(self, tenant: TenantId, person: PersonId, profile: Profile, answers: Mapping[str, Json]) -> None:
        """Keep their own drivers in place of what was there.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        values = {
            "preference": profile.preference,
            "rejection": profile.rejection,
            "answers": dict(answers),
            "at": self._backing.now(),
        }
        async with self._backing.database.write() as session:
            await session.execute(
                insert_into(session, ProfileRow)
                .values(tenant=tenant, person=person, **values)
                .on_conflict_do_update(index_elements=["tenant", "person"], set_=values)
            )

    async def drop_profile(self, tenant: TenantId, person: PersonId) -> bool:
        """Erase their own drivers; false when there were none."""
        async with self._backing.database.write() as session:
            row = await session.scalar(
                select(ProfileRow).where(ProfileRow.tenant == tenant, ProfileRow.person == person).with_for_update()
            )
            if row is not None:
                await session.delete(row)
        return row is not None

    def _key(self, tenant: TenantId, user: str) -> str:
        return self._backing.keys.hashed("person", tenant, user)

    def _by_user(self, tenant: TenantId, user: str) -> Any:  # noqa: ANN401 - a select of PersonRow, which mypy can't keep here
        return select(PersonRow).where(PersonRow.tenant == tenant, PersonRow.key == self._key(tenant, user))

    async def _set(self, tenant: TenantId, person: PersonId, **values: object) -> bool:
        async with self._backing.database.write() as session:
            there = await session.scalar(
                update(PersonRow)
                .where(PersonRow.tenant == tenant, PersonRow.id == person)
                .values(**values)
                .returning(PersonRow.id)
            )
        return there is not None


async def pseudonym_of(session: AsyncSession, tenant: TenantId, person: PersonId) -> str | None:
    """The name by which the audit trail knows somebody; None when this tenant has no such person."""
    pseudonym: str | None = await session.scalar(
        select(PersonRow.pseudonym).where(PersonRow.tenant == tenant, PersonRow.id == person)
    )
    return pseudonym


def seen_lately(row: PersonRow, now: datetime) -> bool:
    """Whether somebody counts as just seen, and needn't be written down again."""
    seen_at: datetime = row.seen_at
    return now - seen_at < SEEN_AGAIN


def profile_of(row: ProfileRow) -> KeptProfile:
    """Somebody's own drivers, of a row."""
    profile = Profile(preference=DriverId(row.preference), rejection=None if row.rejection is None else DriverId(row.rejection))
    return KeptProfile(profile=profile, answers=row.answers, at=row.at)


def person_of(row: PersonRow) -> Person:
    """Somebody, of a row."""
    hours = None
    if row.work_from is not None and row.work_until is not None:
        hours = WorkingHours(start=row.work_from, end=row.work_until, days=tuple(row.work_days or ()))
    return Person(
        id=PersonId(row.id),
        tenant=TenantId(row.tenant),
        language=cast("Language | None", row.language),
        time_zone=row.time_zone,
        working_hours=hours,
        welcomed_at=row.welcomed_at,
        address=row.address,
    )
