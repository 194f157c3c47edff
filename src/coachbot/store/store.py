"""The store: one database opened, and the repositories that stand on it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select

from coachbot.errors import ConfigurationError
from coachbot.store.audit import Audit
from coachbot.store.backing import Backing, utc_now
from coachbot.store.backup import backup
from coachbot.store.channels import Channels
from coachbot.store.conversations import Conversations
from coachbot.store.database import PATIENCE_S, Database, database_url, insert_into, make_private
from coachbot.store.drafts import Drafts
from coachbot.store.erasures import ERASURES_FILE, Erasures
from coachbot.store.export import export_person
from coachbot.store.feedback import Feedback
from coachbot.store.gaps import Gaps
from coachbot.store.keys import KEY_FILE, Keys, find_keys, make_keys
from coachbot.store.migrate import standing, upgrade
from coachbot.store.models import DigestReaderRow, FollowerRow, InstallationRow, QuietOwnerRow
from coachbot.store.people import People
from coachbot.store.practices import Practices
from coachbot.store.reminders import Reminders
from coachbot.store.retention import Retention, purge
from coachbot.store.revisions import Revisions
from coachbot.store.roles import Roles
from coachbot.store.rounds import Rounds
from coachbot.store.surroundings import surroundings
from coachbot.store.switches import Switch
from coachbot.store.workspaces import Workspaces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import URL

    from coachbot.json_values import Json
    from coachbot.store.backing import Clock
    from coachbot.store.records import Erased, PersonId, TenantId
    from coachbot.store.roles import NamedAdmin
    from coachbot.store.surroundings import Surroundings


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePlan:
    """Where the store is, what it keeps for how long, and who is an admin from the start.

    `data` is the folder for the SQLite file, the key and the list of erasures; the last two are
    there with PostgreSQL too. `database_url` and `secret` are left out of the `repr`.
    """

    data: Path
    database_url: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    retention: Retention = field(default_factory=Retention)
    admins: tuple[NamedAdmin, ...] = ()
    patience_s: float = PATIENCE_S


class Store:
    """Everything that coachbot keeps. Made by `Store.open`; every method takes the tenant it works for."""

    def __init__(self, plan: StorePlan, backing: Backing, replayed: Sequence[PersonId] = ()) -> None:
        self._plan = plan
        self._backing = backing
        self._erasures = Erasures(backing=backing, file=plan.data / ERASURES_FILE)
        self.replayed: tuple[PersonId, ...] = tuple(replayed)
        """Whoever an old backup had brought back, and was erased again when the store was opened."""
        self.people = People(backing)
        self.conversations = Conversations(backing)
        self.channels = Channels(backing)
        self.feedback = Feedback(backing)
        self.practices = Practices(backing)
        self.reminders = Reminders(backing)
        self.roles = Roles(backing, self.people)
        self.gaps = Gaps(backing)
        self.rounds = Rounds(backing)
        self.audit = Audit(backing)
        self.revisions = Revisions(backing)
        self.drafts = Drafts(backing)
        self.followers = Switch(backing, FollowerRow)
        self.digest_readers = Switch(backing, DigestReaderRow)
        self.quiet_owners = Switch(backing, QuietOwnerRow)
        self.workspaces = Workspaces(backing)

    @classmethod
    async def open(cls, plan: StorePlan, now: Clock = utc_now) -> Store:
        """Open the store: brought up to date, with its key, its admins, and without whoever was erased since a backup.

        Raises:
            ConfigurationError: the folder, address or key is wrong, or the database is newer than this coachbot.
            StoreError: the database can't be reached, is locked, or has no room.
        """
        url = prepared_url(plan)
        await upgrade(url)
        database = Database(url, patience_s=plan.patience_s)
        try:
            keys = await _keys(plan, database, now)
            backing = Backing(database=database, keys=keys, now=now, keep_words=plan.retention.keeps_words)
            store = cls(plan, backing)
            store.replayed = await store.replay_erasures()
            await store.roles.ensure_admins(plan.admins)
        except BaseException:
            await database.close()
            raise
        return store

    async def surroundings(self, tenant: TenantId, user: str, conversation: str, channel: str | None = None) -> Surroundings:
        """What is known around a message: the ids are the platform's, and the person is known from now on."""
        return await surroundings(self._backing, self.people, tenant, user, conversation, channel)

    async def close(self) -> None:
        """Close every connection."""
        await self._backing.database.close()

    async def ready(self) -> None:
        """Ask the database for a sign of life.

        Raises:
            StoreError: it gave none.
        """
        await self._backing.database.ready()

    async def export_person(self, tenant: TenantId, person: PersonId) -> dict[str, Json]:
        """Everything that is kept about somebody, as plain JSON.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        return await export_person(self._backing, tenant, person)

    async def forget_person(self, tenant: TenantId, person: PersonId) -> Erased:
        """Erase everything that is kept about somebody; the audit trail's pseudonym leads to nobody from then on.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        return await self._erasures.forget(tenant, person)

    async def replay_erasures(self, others: Sequence[Path] = ()) -> tuple[PersonId, ...]:
        """Erase again whoever an old backup brought back; `others` are the lists of other replicas."""
        return await self._erasures.replay(others)

    @property
    def keeps_words(self) -> bool:
        """Whether what people say is kept at all."""
        return self._plan.retention.keeps_words

    async def erase_tenants_that_left(self) -> tuple[PersonId, ...]:
        """Erase the workspaces that took the app out 30 days ago; says who was in them, so that other stores can follow."""
        erased: list[PersonId] = []
        for tenant, people in await self.workspaces.gone():
            for person in people:
                await self.forget_person(tenant, person)
            await self.workspaces.erase(tenant)
            erased += people
        return tuple(erased)

    async def purge(self, before: datetime | None = None) -> Mapping[str, int]:
        """Erase what is older than is kept, or than `before`, and count it by table. Nightly; may be run at any time."""
        now, retention = self._backing.now(), self._plan.retention
        gone = await purge(self._backing, before or retention.before(now), retention.audit_before(now))
        await self.replay_erasures()
        return gone

    async def backup(self, target: Path, others: Sequence[Path] = ()) -> tuple[Path, ...]:
        """Copy the SQLite file, and others such as the engine's, into a folder while coachbot runs.

        Raises:
            ConfigurationError: the database is PostgreSQL; names the command that backs it up.
            StoreError: a file can't be read or its copy can't be written.
        """
        return await backup(self._backing.database, target, others)


@asynccontextmanager
async def opened(plan: StorePlan, now: Clock = utc_now) -> AsyncIterator[Store]:
    """The store, open for as long as the block runs."""
    store = await Store.open(plan, now)
    try:
        yield store
    finally:
        await store.close()


async def look(plan: StorePlan) -> str:
    """How the store stands, without making or changing anything.

    Raises:
        ConfigurationError: the address or key is wrong, or the database is newer than this coachbot.
        StoreError: the database can't be reached or read.
    """
    url = database_url(plan.database_url, plan.data)
    keys = find_keys(plan.secret, plan.data)
    if plan.database_url is None and not await asyncio.to_thread((plan.data / str(url.database)).exists):
        return f"SQLite, to be made in {plan.data} at the first start"
    found, newest = await standing(url)
    where = "PostgreSQL" if plan.database_url else f"SQLite in {plan.data}"
    key = "with its key" if keys else "without a key yet"
    return f"{where}, at revision {found or 'none'} of {newest}, {key}"


def prepared_url(plan: StorePlan) -> URL:
    """The database's address, with the data folder made and the SQLite file readable by its owner only.

    Raises:
        ConfigurationError: the folder can't be made or the address is wrong.
        StoreError: the SQLite file can't be made.
    """
    url = database_url(plan.database_url, plan.data)
    try:
        plan.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        msg = f"COACHBOT_DATA: {plan.data} can't be made a folder ({error.strerror}); set it to a folder that can be written in"
        raise ConfigurationError(msg) from error
    if plan.database_url is None:
        make_private(plan.data / str(url.database))
    return url


async def _keys(plan: StorePlan, database: Database, now: Clock) -> Keys:
    """The installation's key, which must be the one that the database was begun with; a new database takes a new one."""
    keys = find_keys(plan.secret, plan.data)
    async with database.read() as session:
        fingerprint = await session.scalar(select(InstallationRow.fingerprint))
    if fingerprint is None:
        keys = keys or make_keys(plan.data)
        async with database.write() as session:
            await session.execute(
                insert_into(session, InstallationRow)
                .values(id=1, fingerprint=keys.hashed("installation"), at=now())
                .on_conflict_do_nothing()
            )
            # Another replica may have been first, with a key of its own.
            fingerprint = await session.scalar(select(InstallationRow.fingerprint))
    if keys is None or keys.hashed("installation") != fingerprint:
        found = "there is none" if keys is None else "it's another one"
        msg = (
            f"{database.where}: needs the key it was begun with, and {found}; put {KEY_FILE} from its backup into {plan.data}, "
            "or set COACHBOT_SECRET to what that file holds, the same on every replica"
        )
        raise ConfigurationError(msg)
    return keys
