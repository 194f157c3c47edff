"""All that is known around a message, in one read: it is asked for before every answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from sqlalchemy import and_, bindparam, func, select

from coachbot.store.conversations import conversation_of
from coachbot.store.models import ChannelRow, ConversationRow, PersonRow, PracticeRow, ProfileRow
from coachbot.store.people import person_of, profile_of, seen_lately
from coachbot.store.practices import practice_of

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Select

    from coachbot.playbook import Language
    from coachbot.store.backing import Backing
    from coachbot.store.people import People
    from coachbot.store.records import Conversation, KeptPractice, KeptProfile, Person, TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Who says something, in which conversation, which language its channel has set, and their own drivers.

    `practice` is the latest they had in this conversation, whether it is still open or not.
    """

    person: Person
    conversation: Conversation | None
    channel_language: Language | None
    profile: KeptProfile | None
    practice: KeptPractice | None


async def surroundings(
    backing: Backing, people: People, tenant: TenantId, user: str, conversation: str, channel: str | None
) -> Surroundings:
    """What is known around a message of somebody's, who is known from now on; `channel` is None where they are alone."""
    found = await _look(backing, tenant, user, conversation, channel)
    if found is not None:
        return found
    await people.seen(tenant, user)
    found = await _look(backing, tenant, user, conversation, channel)
    if found is None:
        # Forgotten in between, by another message of theirs.
        person = await people.seen(tenant, user)
        return Surroundings(person=person, conversation=None, channel_language=None, profile=None, practice=None)
    return found


@cache
def _wanted() -> Select[PersonRow, ConversationRow | None, str | None, ProfileRow | None, PracticeRow | None]:
    """The read, made once: making it anew for every message takes as long as reading."""
    tenant: BindParameter[str] = bindparam("tenant")
    conversation: BindParameter[str] = bindparam("conversation")
    latest = (
        select(func.max(PracticeRow.id))
        .where(PracticeRow.tenant == tenant, PracticeRow.person == PersonRow.id, PracticeRow.conversation == conversation)
        .correlate(PersonRow)
        .scalar_subquery()
    )
    return (
        select(PersonRow, ConversationRow, ChannelRow.language, ProfileRow, PracticeRow)
        .select_from(PersonRow)
        .outerjoin(ConversationRow, and_(ConversationRow.tenant == tenant, ConversationRow.key == conversation))
        .outerjoin(ChannelRow, and_(ChannelRow.tenant == tenant, ChannelRow.key == bindparam("channel")))
        .outerjoin(ProfileRow, and_(ProfileRow.tenant == tenant, ProfileRow.person == PersonRow.id))
        .outerjoin(PracticeRow, PracticeRow.id == latest)
        .where(PersonRow.tenant == tenant, PersonRow.key == bindparam("person"))
    )


async def _look(backing: Backing, tenant: TenantId, user: str, conversation: str, channel: str | None) -> Surroundings | None:
    """What is known; None where the person isn't, or wasn't seen lately."""
    hashed = backing.keys.hashed
    values = {
        "tenant": tenant,
        "conversation": hashed("conversation", tenant, conversation),
        # NULL equals nothing: outside a channel none is found.
        "channel": None if channel is None else hashed("channel", tenant, channel),
        "person": hashed("person", tenant, user),
    }
    async with backing.database.read() as session:
        row = (await session.execute(_wanted(), values)).one_or_none()
    if row is None or not seen_lately(row[0], backing.now()):
        return None
    person, kept, language, profile, practice = row
    return Surroundings(
        person=person_of(person),
        conversation=None if kept is None else conversation_of(kept),
        channel_language=cast("Language | None", language),
        profile=None if profile is None else profile_of(profile),
        practice=None if practice is None else practice_of(practice),
    )
