"""Forgetting somebody, so that it holds when an old backup is put back.

Each erasure is listed twice: in the database, and in a file of the data folder that is no part
of any backup. The list holds keyed hashes of the random ids people had; with the person's row
gone they mean nothing, but a row that an old backup brings back has its id again, and is found.
"""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import CursorResult, delete, exists, select, update

from coachbot.errors import StoreError
from coachbot.store.faults import refuse_unknown
from coachbot.store.models import PERSONAL, ConversationRow, ErasureRow, PersonRow, TurnRow
from coachbot.store.records import Erased, PersonId
from coachbot.store.traces import wipe_traces

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sqlalchemy import Executable
    from sqlalchemy.ext.asyncio import AsyncSession

    from coachbot.store.backing import Backing
    from coachbot.store.database import Database
    from coachbot.store.records import TenantId

ERASURES_FILE = "erasures.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasures:
    """Erases people, and remembers that it did."""

    backing: Backing
    file: Path

    async def forget(self, tenant: TenantId, person: PersonId) -> Erased:
        """Erase all that is kept of somebody. Their lines in the audit trail stay, and lead to nobody any more.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        backing = self.backing
        async with backing.database.write() as session:
            there = await session.scalar(
                select(PersonRow.id).where(PersonRow.tenant == tenant, PersonRow.id == person).with_for_update()
            )
            if there is None:
                refuse_unknown("person", person, tenant, "nothing was erased")
            rows = await _erase(session, [person])
            mark, now = self._mark(person), backing.now()
            session.add(ErasureRow(mark=mark, at=now))
            await session.flush()
            # Before the commit: a list that is ahead of the database erases again at the next start; one
            # that is behind would let an old backup bring somebody back.
            await self._list([(mark, now)])
        return Erased(person=person, rows=rows, traces_gone=await gone_from_file(backing.database))

    async def replay(self, others: Sequence[Path] = ()) -> tuple[PersonId, ...]:
        """Erase again whoever an old backup brought back, by the list kept apart and those of other replicas.

        Says who that was, so that other stores can follow. Changes nothing when the database knows them all.
        """
        listed = {mark: at for file in (self.file, *others) for mark, at in await asyncio.to_thread(_read, file)}
        async with self.backing.database.read() as session:
            known = {row.mark: row.at for row in await session.scalars(select(ErasureRow))}
        back: tuple[PersonId, ...] = ()
        unknown = listed.keys() - known.keys()
        if unknown:
            async with self.backing.database.write() as session:
                people = await session.scalars(select(PersonRow.id))
                back = tuple(PersonId(one) for one in people if self._mark(PersonId(one)) in unknown)
                await _erase(session, back)
                for mark in sorted(unknown):
                    await session.merge(ErasureRow(mark=mark, at=listed[mark]))
            await gone_from_file(self.backing.database)
        # The other way round: what another replica erased belongs in this one's list too.
        await self._list((mark, at) for mark, at in known.items() if mark not in listed)
        return back

    def _mark(self, person: PersonId) -> str:
        return self.backing.keys.hashed("erasure", person)

    async def _list(self, erasures: Iterable[tuple[str, datetime]]) -> None:
        lines = [json.dumps({"mark": mark, "at": at.isoformat()}) for mark, at in erasures]
        if not lines:
            return
        try:
            await asyncio.to_thread(_append, self.file, lines)
        except OSError as error:
            msg = (
                f"{self.file}: the erasure can't be listed there ({error.strerror}), so nothing was erased; "
                "make it writable and try again"
            )
            raise StoreError(msg) from error


async def gone_from_file(database: Database) -> bool:
    """Take what was deleted out of the files of a SQLite database; PostgreSQL does it by itself (autovacuum)."""
    file = database.sqlite_file
    if file is None:
        return True
    async with database.alone():
        return await wipe_traces(file, database.patience_s)


async def _erase(session: AsyncSession, people: Sequence[PersonId]) -> dict[str, int]:
    """Delete every row of these people's, and count them by table."""
    if not people:
        return {}
    counted: dict[str, int] = {}
    for table in reversed(PERSONAL):
        if table is not ConversationRow.__table__:
            counted[table.name] = await affected(session, delete(table).where(table.c.person.in_(people)))
    counted["conversations"] = await leave_conversations(session, people)
    counted["people"] = await affected(session, delete(PersonRow).where(PersonRow.id.in_(people)))
    return counted


async def leave_conversations(session: AsyncSession, people: Sequence[PersonId]) -> int:
    """Take people's topics out of conversations that others are in, and delete those that are empty then."""
    theirs = (await session.scalars(select(ConversationRow.id).where(ConversationRow.person.in_(people)))).all()
    await affected(
        session,
        update(ConversationRow).where(ConversationRow.id.in_(theirs)).values(person=None, topic=None, language=None),
    )
    return await affected(
        session,
        delete(ConversationRow).where(
            ConversationRow.person.is_(None), ~exists().where(TurnRow.conversation == ConversationRow.id)
        ),
    )


async def affected(session: AsyncSession, statement: Executable) -> int:
    """Run a statement that changes rows, and say how many."""
    result = await session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)  # noqa: S101 - what SQLAlchemy gives for an update or delete
    rows: Any = result.rowcount
    return int(rows)


def _append(file: Path, lines: Sequence[str]) -> None:
    """Add whole lines to the file, and see them on the disk."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as opened:
        # A new line first: a line that a crash cut short must not swallow this one.
        opened.write(("\n" + "\n".join(lines) + "\n").encode())
        opened.flush()
        os.fsync(opened.fileno())


def _read(file: Path) -> list[tuple[str, datetime]]:
    """The erasures in a list. A line that a crash cut short was never an erasure: its forgetting failed, and said so."""
    erasures = []
    try:
        text = file.read_text("utf-8", "replace")
    except FileNotFoundError:
        return []
    for line in text.splitlines():
        try:
            raw = json.loads(line)
            erasures.append((str(raw["mark"]), datetime.fromisoformat(raw["at"])))
        except (ValueError, KeyError, TypeError):
            continue
    return erasures
