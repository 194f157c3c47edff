"""Rounds of practice in a channel: who leads them, what was answered, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import func, select

from coachbot.playbook import DriverId, ObjectionId
from coachbot.store.database import insert_into
from coachbot.store.models import RoundAnswerRow, RoundLeaderRow, RoundRow
from coachbot.store.records import PersonId, Round, RoundAnswer, RoundId, RoundOutcome, TenantId

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Row, Select

    from coachbot.playbook import Language
    from coachbot.store.backing import Backing
    from coachbot.store.records import NewRound, RoundState


class Rounds:
    """Keeps rounds. What came of one is told without saying whose it was."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def open(self, tenant: TenantId, new: NewRound) -> Round:
        """Begin a round; an event that began one already gives that one.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        backing = self._backing
        event = None if new.event is None else backing.keys.hashed("event", tenant, new.event)
        values = {
            "tenant": tenant,
            "event": event,
            "place": dict(new.place),
            "objection": new.objection,
            "driver": new.driver,
            "language": new.language,
            "state": "open",
            "closes_at": new.closes_at,
            "at": backing.now(),
        }
        async with backing.database.write() as session:
            made = await session.scalar(
                insert_into(session, RoundRow)
                .values(values)
                .on_conflict_do_nothing(index_elements=["tenant", "event"])
                .returning(RoundRow.id)
            )
            if made is not None:
                session.add(RoundLeaderRow(tenant=tenant, round=made, person=new.leader))
                await session.flush()
            wanted = RoundRow.id == made if made is not None else RoundRow.event == event
            return _round((await session.execute(_with_leader(tenant).where(wanted))).one())

    async def get(self, tenant: TenantId, round_id: RoundId) -> Round | None:
        """One round; None when this tenant has none by that id."""
        async with self._backing.database.read() as session:
            found = (await session.execute(_with_leader(tenant).where(RoundRow.id == round_id))).first()
        return None if found is None else _round(found)

    async def answer(self, tenant: TenantId, person: PersonId, round_id: RoundId, answer: RoundAnswer) -> bool:
        """Keep somebody's answer, in place of an earlier one; False when the round is closed, or isn't this tenant's.

        Raises:
            UnknownSubjectError: this tenant has no such person.
        """
        values = {"guess": answer.guess, "wording": self._backing.words(answer.wording), "at": self._backing.now()}
        async with self._backing.database.write() as session:
            # Shared with other answers, and waited for by whoever closes it: no answer is kept that the outcome missed.
            is_open = await session.scalar(
                select(RoundRow.id)
                .where(RoundRow.tenant == tenant, RoundRow.id == round_id, RoundRow.state == "open")
                .with_for_update(read=True)
            )
            if is_open is None:
                return False
            await session.execute(
                insert_into(session, RoundAnswerRow)
                .values(tenant=tenant, round=round_id, person=person, **values)
                .on_conflict_do_update(index_elements=["tenant", "round", "person"], set_=values)
            )
        return True

    async def own_answer(self, tenant: TenantId, person: PersonId, round_id: RoundId) -> RoundAnswer | None:
        """What somebody answered in a round; None when they haven't."""
        async with self._backing.database.read() as session:
            row = await session.scalar(
                select(RoundAnswerRow).where(
                    RoundAnswerRow.tenant == tenant, RoundAnswerRow.round == round_id, RoundAnswerRow.person == person
                )
            )
        return None if row is None else RoundAnswer(guess=DriverId(row.guess), wording=row.wording)

    async def end(self, tenant: TenantId, round_id: RoundId, at: datetime) -> Round | None:
        """Let an open round close at this moment, where it would have been later; None when it isn't open."""
        async with self._backing.database.write() as session:
            row = await session.scalar(
                select(RoundRow)
                .where(RoundRow.tenant == tenant, RoundRow.id == round_id, RoundRow.state == "open")
                .with_for_update()
            )
            if row is None:
                return None
            row.closes_at = min(row.closes_at, at)
            await session.flush()
            return _round((await session.execute(_with_leader(tenant).where(RoundRow.id == round_id))).one())

    async def close(self, tenant: TenantId, round_id: RoundId, event: str) -> Round | None:
        """Close a round, for one event alone: None for any other, so that what came of it is shown once.

        The same event may ask again, as it does after a crash.
        """
        async with self._backing.database.write() as session:
            row = await session.scalar(
                select(RoundRow).where(RoundRow.tenant == tenant, RoundRow.id == round_id).with_for_update()
            )
            if row is None or row.closed_by not in {None, event}:
                return None
            row.state, row.closed_by = "closed", event
            await session.flush()
            return _round((await session.execute(_with_leader(tenant).where(RoundRow.id == round_id))).one())

    async def outcome(self, tenant: TenantId, round_id: RoundId) -> RoundOutcome:
        """How often each driver was guessed, and the wordings that may be shown, in an order that tells nothing."""
        mine = (RoundAnswerRow.tenant == tenant, RoundAnswerRow.round == round_id)
        async with self._backing.database.read() as session:
            counted = await session.execute(
                select(RoundAnswerRow.guess, func.count()).where(*mine).group_by(RoundAnswerRow.guess)
            )
            wordings = await session.scalars(
                select(RoundAnswerRow.wording).where(*mine, RoundAnswerRow.wording.is_not(None)).order_by(RoundAnswerRow.wording)
            )
            return RoundOutcome(
                guesses={DriverId(guess): count for guess, count in counted.all()},
                wordings=tuple(one for one in wordings if one is not None),
            )

    async def all_due(self, *, limit: int = 1000) -> tuple[Round, ...]:
        """What should have closed by now and hasn't, in every tenant, oldest first: for whatever a timer missed."""
        async with self._backing.database.read() as session:
            rows = await session.execute(
                _with_leader(None)
                .where(RoundRow.state == "open", RoundRow.closes_at <= self._backing.now())
                .order_by(RoundRow.closes_at, RoundRow.id)
                .limit(limit)
            )
            return tuple(_round(row) for row in rows.all())


def _with_leader(tenant: TenantId | None) -> Select[RoundRow, str]:
    """Rounds, each with whoever leads it; of one tenant, or of all."""
    rounds = select(RoundRow, RoundLeaderRow.person).outerjoin(
        RoundLeaderRow, (RoundLeaderRow.tenant == RoundRow.tenant) & (RoundLeaderRow.round == RoundRow.id)
    )
    return rounds if tenant is None else rounds.where(RoundRow.tenant == tenant)


def _round(found: Row[RoundRow, str]) -> Round:
    # The join is an outer one: without a leader there is None, which the types don't tell.
    row, leader = found
    return Round(
        id=RoundId(row.id),
        tenant=TenantId(row.tenant),
        leader=None if leader is None else PersonId(leader),
        place=row.place,
        objection=ObjectionId(row.objection),
        driver=DriverId(row.driver),
        language=cast("Language", row.language),
        state=cast("RoundState", row.state),
        closes_at=row.closes_at,
    )
