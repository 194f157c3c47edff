"""What is kept for how long, and the purge that ends it.

Exempt: profiles, roles and what people chose while they come back (they end by forgetting), what
channels set (nobody's), and the list of erasures (needed as long as the oldest backup).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, select, update

from coachbot.store.erasures import affected, gone_from_file, leave_conversations
from coachbot.store.models import (
    PERSONAL,
    AdminCodeRow,
    AuditRow,
    ConversationRow,
    FeedbackRow,
    GapRow,
    PersonRow,
    PracticeRow,
    ReminderRow,
    RoleRow,
    RoundAnswerRow,
    RoundRow,
    TurnRow,
    UsedStateRow,
)
from coachbot.store.records import PersonId

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from coachbot.store.backing import Backing


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How many days things are kept. With 0 no words are written at all, and the rest is kept a day to go on from."""

    days: int = 30
    audit_days: int = 365

    @property
    def keeps_words(self) -> bool:
        """Whether what people say is written down."""
        return self.days > 0

    def before(self, now: datetime) -> datetime:
        """What is older than this goes."""
        return now - timedelta(days=max(self.days, 1))

    def audit_before(self, now: datetime) -> datetime:
        """What is older than this goes from the audit trail."""
        return now - timedelta(days=max(self.audit_days, self.days))


async def purge(backing: Backing, before: datetime, audit_before: datetime) -> dict[str, int]:
    """Erase what is older, and count it by table; a row dated in the future (the clock moved back) waits for its date."""
    async with backing.database.write() as session:
        gone = {
            "turns": await affected(session, delete(TurnRow).where(TurnRow.at < before)),
            "practices": await affected(session, delete(PracticeRow).where(PracticeRow.at < before)),
            "feedback": await affected(session, delete(FeedbackRow).where(FeedbackRow.at < before)),
            "reminders": await affected(session, delete(ReminderRow).where(ReminderRow.due < before)),
            "gaps": await affected(session, delete(GapRow).where(GapRow.at < before)),
            "rounds": await affected(session, delete(RoundRow).where(RoundRow.closes_at < before)),
            "conversations": await affected(
                session,
                delete(ConversationRow).where(
                    ConversationRow.at < before, ~exists().where(TurnRow.conversation == ConversationRow.id)
                ),
            ),
            "audit": await affected(session, delete(AuditRow).where(AuditRow.at < audit_before)),
            "admin_codes": await affected(session, delete(AdminCodeRow).where(AdminCodeRow.expires_at < backing.now())),
            "used_states": await affected(session, delete(UsedStateRow).where(UsedStateRow.until < backing.now())),
            "people": await _people_who_left(session, before),
        }
        await _addresses(session)
        if not backing.keep_words:
            # Written before retention was set to 0.
            await affected(session, update(TurnRow).where(TurnRow.text.is_not(None)).values(text=None))
            await affected(session, update(GapRow).where(GapRow.text.is_not(None)).values(text=None))
            await affected(session, update(RoundAnswerRow).where(RoundAnswerRow.wording.is_not(None)).values(wording=None))
    await gone_from_file(backing.database)
    return gone


async def _people_who_left(session: AsyncSession, before: datetime) -> int:
    """Delete whoever wasn't seen since, and has nothing left: no profile, role, reminder or newer turn."""
    wanted = select(PersonRow.id).where(PersonRow.seen_at < before)
    for table in PERSONAL:
        if table is not ConversationRow.__table__:
            wanted = wanted.where(~exists().where(table.c.person == PersonRow.id))
    left = [PersonId(one) for one in await session.scalars(wanted)]
    if not left:
        return 0
    await leave_conversations(session, left)
    return await affected(session, delete(PersonRow).where(PersonRow.id.in_(left)))


async def _addresses(session: AsyncSession) -> None:
    """Drop the addresses of whoever waits for no reminder and holds no role."""
    await affected(
        session,
        update(PersonRow)
        .where(
            PersonRow.address.is_not(None),
            ~exists().where(ReminderRow.person == PersonRow.id),
            ~exists().where(RoleRow.person == PersonRow.id),
        )
        .values(address=None),
    )
