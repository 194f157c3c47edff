"""What a channel has set for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sqlalchemy import select

from coachbot.store.database import insert_into
from coachbot.store.models import ChannelRow

if TYPE_CHECKING:
    from coachbot.playbook import Language
    from coachbot.store.backing import Backing
    from coachbot.store.records import TenantId


class Channels:
    """Keeps a channel's settings under a hash of its id."""

    def __init__(self, backing: Backing) -> None:
        self._backing = backing

    async def language(self, tenant: TenantId, channel: str) -> Language | None:
        """The language the channel chose; None leaves it to what is recognised."""
        async with self._backing.database.read() as session:
            language = await session.scalar(
                select(ChannelRow.language).where(ChannelRow.tenant == tenant, ChannelRow.key == self._key(tenant, channel))
            )
        return cast("Language | None", language)

    async def set_language(self, tenant: TenantId, channel: str, language: Language | None) -> None:
        """Keep the language the channel chose."""
        values = {"language": language, "at": self._backing.now()}
        async with self._backing.database.write() as session:
            await session.execute(
                insert_into(session, ChannelRow)
                .values(tenant=tenant, key=self._key(tenant, channel), **values)
                .on_conflict_do_update(index_elements=["tenant", "key"], set_=values)
            )

    def _key(self, tenant: TenantId, channel: str) -> str:
        return self._backing.keys.hashed("channel", tenant, channel)
