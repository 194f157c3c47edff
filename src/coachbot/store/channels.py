"""What a channel has set for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from coachbot.store.audit import add_to_trail
from coachbot.store.database import insert_into
from coachbot.store.faults import refuse_unknown
from coachbot.store.models import ChannelRow
from coachbot.store.people import pseudonym_of
from coachbot.store.roles import require_role

if TYPE_CHECKING:
    from coachbot.playbook import Language
    from coachbot.store.backing import Backing
    from coachbot.store.records import PersonId, TenantId


class Channels:
    """Keeps a channel's language under a hash of its id; `surroundings` reads it. Each change is in the audit trail."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def set_language(self, tenant: TenantId, actor: PersonId, channel: str, language: Language | None) -> None:
        """Set the channel's language, or with None let it go; what is so already isn't changed.

        Raises:
            NotAllowedError: the actor is no team lead of this tenant.
            UnknownSubjectError: this tenant has no such person.
        """
        key, now = self._backing.keys.hashed("channel", tenant, channel), self._backing.now()
        row = (ChannelRow.tenant == tenant, ChannelRow.key == key)
        async with self._backing.database.write() as session:
            pseudonym = await pseudonym_of(session, tenant, actor)
            if pseudonym is None:
                refuse_unknown("person", actor, tenant, "no language was set")
            await require_role(session, tenant, actor, "lead")
            before = await session.scalar(select(ChannelRow.language).where(*row).with_for_update())
            if before == language:
                return
            if language is None:
                await session.execute(delete(ChannelRow).where(*row))
            else:
                values = {"language": language, "at": now}
                await session.execute(
                    insert_into(session, ChannelRow)
                    .values(tenant=tenant, key=key, **values)
                    .on_conflict_do_update(index_elements=["tenant", "key"], set_=values)
                )
            add_to_trail(session, tenant, pseudonym, "language", f"channel:{key}", before=before, after=language, at=now)
