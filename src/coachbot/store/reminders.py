"""Who asked to be reminded, of what, and when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from sqlalchemy import select, update

from coachbot.store.faults import refuse_unknown
from coachbot.store.models import PersonRow, ReminderRow, TurnRow
from coachbot.store.records import PersonId, Reminder, ReminderId, TenantId, TurnId

if TYPE_CHECKING:
    from datetime import datetime

    from coachbot.store.backing import Backing
    from coachbot.store.records import ReminderState

EARLY = timedelta(minutes=1)
"""How much too early a timer may fire and still be right: clocks of two machines differ."""


class Reminders:
    """Keeps reminders. A button or timer that names one is believed only as far as its person and state fit."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def plan(self, tenant: TenantId, person: PersonId, due: datetime, turn: TurnId | None = None) -> Reminder:
        """Keep that somebody wants to be asked how it went.

        Raises:
            UnknownSubjectError: this tenant has no such person or turn.
        """
        async with self._backing.database.write() as session:
            if turn is not None:
                about = await session.scalar(select(TurnRow.id).where(TurnRow.tenant == tenant, TurnRow.id == turn))
                if about is None:
                    refuse_unknown("turn", turn, tenant, "no reminder of it was kept")
            row = ReminderRow(
                tenant=tenant, person=person, turn=turn, due=due, state="waiting", sent_at=None, at=self._backing.now()
            )
            session.add(row)
            await session.flush()
            return _reminder(row)

    async def get(self, tenant: TenantId, reminder: ReminderId) -> Reminder | None:
        """One reminder; None when this tenant has none by that id."""
        async with self._backing.database.read() as session:
            row = await session.scalar(select(ReminderRow).where(ReminderRow.tenant == tenant, ReminderRow.id == reminder))
        return None if row is None else _reminder(row)

    async def waiting(self, tenant: TenantId, person: PersonId) -> tuple[Reminder, ...]:
        """What somebody will be reminded of, soonest first."""
        async with self._backing.database.read() as session:
            rows = await session.scalars(
                select(ReminderRow)
                .where(ReminderRow.tenant == tenant, ReminderRow.person == person, ReminderRow.state == "waiting")
                .order_by(ReminderRow.due, ReminderRow.id)
            )
            return tuple(_reminder(row) for row in rows)

    async def all_due(self, *, limit: int = 1000) -> tuple[Reminder, ...]:
        """What should have been sent by now and wasn't, in every tenant, oldest first: for whatever a timer missed."""
        async with self._backing.database.read() as session:
            rows = await session.scalars(
                select(ReminderRow)
                .where(ReminderRow.state == "waiting", ReminderRow.due <= self._backing.now())
                .order_by(ReminderRow.due, ReminderRow.id)
                .limit(limit)
            )
            return tuple(_reminder(row) for row in rows)

    async def claim(self, tenant: TenantId, reminder: ReminderId, *, quiet_since: datetime) -> Reminder | None:
        """Take a reminder to send it, once; None when it isn't due, was sent or stopped, or another was sent lately.

        With `quiet_since` at the start of their day, somebody gets at most one a day.
        """
        now = self._backing.now()
        async with self._backing.database.write() as session:
            row = await session.scalar(
                select(ReminderRow).where(ReminderRow.tenant == tenant, ReminderRow.id == reminder).with_for_update()
            )
            if row is None or row.state != "waiting" or row.due > now + EARLY:
                return None
            # Two reminders of one person that fire together: the second waits here, and then sees the first.
            await session.execute(select(PersonRow.id).where(PersonRow.id == row.person).with_for_update())
            others = select(ReminderRow.id).where(
                ReminderRow.tenant == tenant, ReminderRow.person == row.person, ReminderRow.sent_at >= quiet_since
            )
            if await session.scalar(others.limit(1)) is not None:
                return None
            row.state = "sent"
            row.sent_at = now
            return _reminder(row)

    async def snooze(self, tenant: TenantId, person: PersonId, reminder: ReminderId, by: timedelta) -> Reminder | None:
        """Let a reminder wait so much longer: from now, or from when it was planned if that is later.

        None when it isn't theirs, or was stopped.
        """
        now = self._backing.now()
        async with self._backing.database.write() as session:
            row = await session.scalar(
                select(ReminderRow)
                .where(ReminderRow.tenant == tenant, ReminderRow.person == person, ReminderRow.id == reminder)
                .with_for_update()
            )
            if row is None or row.state == "stopped":
                return None
            row.due = max(row.due, now) + by
            row.state = "waiting"
            return _reminder(row)

    async def postpone(self, tenant: TenantId, reminder: ReminderId, due: datetime) -> Reminder | None:
        """Let a reminder that waits come at another time; None when it waits no more."""
        async with self._backing.database.write() as session:
            row = await session.scalar(
                select(ReminderRow)
                .where(ReminderRow.tenant == tenant, ReminderRow.id == reminder, ReminderRow.state == "waiting")
                .with_for_update()
            )
            if row is None:
                return None
            row.due = due
            return _reminder(row)

    async def stop(self, tenant: TenantId, person: PersonId, reminder: ReminderId | None = None) -> tuple[ReminderId, ...]:
        """Stop one reminder of somebody's, or all of them; says which were waiting, so that their timers can be cancelled."""
        wanted = [ReminderRow.tenant == tenant, ReminderRow.person == person, ReminderRow.state == "waiting"]
        if reminder is not None:
            wanted.append(ReminderRow.id == reminder)
        async with self._backing.database.write() as session:
            stopped = await session.scalars(update(ReminderRow).where(*wanted).values(state="stopped").returning(ReminderRow.id))
            return tuple(sorted(ReminderId(one) for one in stopped))


def _reminder(row: ReminderRow) -> Reminder:
    return Reminder(
        id=ReminderId(row.id),
        tenant=TenantId(row.tenant),
        person=PersonId(row.person),
        turn=None if row.turn is None else TurnId(row.turn),
        due=row.due,
        state=cast("ReminderState", row.state),
        sent_at=row.sent_at,
    )
