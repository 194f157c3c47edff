"""What people thought of entries, and how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import case, distinct, func, select

from coachbot.playbook import DriverId, ObjectionId
from coachbot.store.conversations import shown_by
from coachbot.store.counts import over_enough_people
from coachbot.store.database import insert_into
from coachbot.store.faults import refuse_unknown
from coachbot.store.models import FeedbackRow, TurnRow
from coachbot.store.records import EntryCount, GivenFeedback, TurnId

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from coachbot.store.backing import Backing
    from coachbot.store.records import Outcome, PersonId, TenantId


class Feedback:
    """Keeps one feedback a person and turn; what comes later completes or replaces it."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def give(
        self,
        tenant: TenantId,
        person: PersonId,
        turn: TurnId,
        *,
        helpful: bool | None = None,
        outcome: Outcome | None = None,
    ) -> GivenFeedback:
        """Keep whether an answer was helpful, or how it went; what is None stays as it was.

        Raises:
            UnknownSubjectError: this tenant has no such turn or person.
        """
        said: dict[str, Any] = {"at": self._backing.now()}
        if helpful is not None:
            said["helpful"] = helpful
        if outcome is not None:
            said["outcome"] = outcome
        async with self._backing.database.write() as session:
            about = await session.scalar(select(TurnRow).where(TurnRow.tenant == tenant, TurnRow.id == turn))
            if about is None:
                refuse_unknown("turn", turn, tenant, "no feedback on it was kept")
            await session.execute(
                insert_into(session, FeedbackRow)
                .values(
                    tenant=tenant,
                    person=person,
                    turn=turn,
                    objection=about.objection,
                    driver=about.driver,
                    angle=about.angle,
                    **said,
                )
                .on_conflict_do_update(index_elements=["turn", "person"], set_=said)
            )
            row = (await session.scalars(select(FeedbackRow).where(FeedbackRow.turn == turn, FeedbackRow.person == person))).one()
            return _feedback(row)

    async def counts(self, tenant: TenantId, since: datetime) -> tuple[EntryCount, ...]:
        """What people thought of each entry, where enough of them said so."""
        grouped = (
            select(
                FeedbackRow.objection,
                FeedbackRow.driver,
                func.count(distinct(FeedbackRow.person)),
                _times(FeedbackRow.helpful.is_(True)),
                _times(FeedbackRow.helpful.is_(False)),
                _times(FeedbackRow.outcome == "used"),
                _times(FeedbackRow.outcome == "worked"),
                _times(FeedbackRow.outcome == "didnt_fit"),
            )
            .where(FeedbackRow.tenant == tenant, FeedbackRow.at >= since, FeedbackRow.objection.is_not(None))
            .group_by(FeedbackRow.objection, FeedbackRow.driver)
            .order_by(FeedbackRow.objection, FeedbackRow.driver)
        )
        async with self._backing.database.read() as session:
            rows = (await session.execute(over_enough_people(grouped, FeedbackRow.person))).all()
        return tuple(
            EntryCount(
                objection=ObjectionId(objection),
                driver=None if driver is None else DriverId(driver),
                people=people,
                helpful=helpful,
                not_helpful=not_helpful,
                used=used,
                worked=worked,
                didnt_fit=didnt_fit,
            )
            for objection, driver, people, helpful, not_helpful, used, worked, didnt_fit in rows
            if objection is not None
        )


def _times(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _feedback(row: FeedbackRow) -> GivenFeedback:
    return GivenFeedback(
        turn=None if row.turn is None else TurnId(row.turn),
        shown=shown_by(row.objection, row.driver, row.angle),
        helpful=row.helpful,
        outcome=cast("Outcome | None", row.outcome),
        at=row.at,
    )
