"""The playbook in force for each tenant, ready to answer from, and never older than a few seconds.

An edition is a playbook with the coach and the cards that speak from it. The version in force is read from the store at most
every `LOOK_EVERY_S` for each tenant; only when it changed is the edition made anew, off the event loop, while others still get
the last one. A tenant that published nothing shares the edition of the files.

Whatever goes wrong, the last good playbook stays in force: of what doesn't fit the files (any more) what fitted last is taken,
else the files' own text; when the database is away, all stays as it was.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import structlog

from coachbot.curation.overlay import overlaid_with
from coachbot.errors import PlaybookError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coachbot.cards import Cards
    from coachbot.coach import Coach
    from coachbot.json_values import Json
    from coachbot.playbook import Playbook
    from coachbot.store import Store, TenantId

    Trouble = Literal["store_away", "unfit"]

LOOK_EVERY_S = 2.0
"""With this, what is published is in force within five seconds: two to look, and the rest to make the edition."""
MOST_TENANTS = 1_000
"""Tenants whose edition is held; the one that was silent longest goes."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A playbook in force, with what speaks from it. `version` is 0 where nothing was published over the files."""

    version: int
    playbook: Playbook
    coach: Coach
    cards: Cards


@dataclass(slots=True)
class _Held:
    """What is held of one tenant. `contents` are what was laid over the files; `looking` is there while somebody looks."""

    edition: Edition
    contents: Mapping[str, Json] = field(default_factory=dict)
    seen: bool = False
    looked_at: float = 0.0
    looking: asyncio.Task[None] | None = None
    troubled: bool = False


class Editions:
    """Gives each tenant the edition in force. `files` is the one without any changes, and `make` makes others."""

    def __init__(
        self,
        store: Store,
        files: Edition,
        make: Callable[[Playbook, int], Edition],
        *,
        count: Callable[[Trouble], None] = lambda _trouble: None,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self.files = files
        self._make = make
        self._count = count
        self._tick = tick
        self._held: OrderedDict[TenantId, _Held] = OrderedDict()

    async def of(self, tenant: TenantId) -> Edition:
        """The edition in force for a tenant: at most two seconds old, or the last good one where no newer can be had."""
        held = self._hold(tenant)
        if held.seen and (held.looking is not None or self._tick() - held.looked_at < LOOK_EVERY_S):
            return held.edition
        await self._look(tenant, held)
        return held.edition

    async def refreshed(self, tenant: TenantId) -> Edition:
        """The edition in force for a tenant at this moment, as after a publication."""
        held = self._hold(tenant)
        if held.looking is not None:
            # It may have begun before the publication.
            await asyncio.shield(held.looking)
        await self._look(tenant, held)
        return held.edition

    def _hold(self, tenant: TenantId) -> _Held:
        held = self._held.setdefault(tenant, _Held(self.files))
        self._held.move_to_end(tenant)
        if len(self._held) > MOST_TENANTS:
            self._held.popitem(last=False)
        return held

    async def _look(self, tenant: TenantId, held: _Held) -> None:
        """Look once, however many ask; whoever asked may leave without ending it for the others."""
        if held.looking is None:
            held.looking = asyncio.create_task(self._look_now(tenant, held))
        await asyncio.shield(held.looking)

    async def _look_now(self, tenant: TenantId, held: _Held) -> None:
        troubled = True
        try:
            troubled = await self._renew(tenant, held)
        except StoreError as error:
            self._tell(held, "store_away", [str(error)])
        finally:
            held.seen, held.looked_at, held.looking = True, self._tick(), None
            held.troubled = troubled

    async def _renew(self, tenant: TenantId, held: _Held) -> bool:
        """Make the edition anew if the version has changed; says whether something in it doesn't fit."""
        if await self._store.revisions.version(tenant) == held.edition.version:
            return False
        version, revisions = await self._store.revisions.in_force(tenant)
        contents: dict[str, Json] = {revision.subject: revision.content for revision in revisions}
        held.edition, held.contents, unfit = await asyncio.to_thread(self._made, contents, held.contents, version)
        if unfit:
            self._tell(held, "unfit", unfit)
        return bool(unfit)

    def _made(
        self, contents: Mapping[str, Json], last: Mapping[str, Json], version: int
    ) -> tuple[Edition, Mapping[str, Json], list[str]]:
        """An edition of what can be laid over the files, what that is, and the subjects that don't fit."""
        try:
            playbook = overlaid_with(self.files.playbook, contents)
        except PlaybookError as error:
            unfit = {problem.file for problem in error.problems}
            # What fitted last, and where that is what doesn't fit, the files' own text.
            instead = {name: None if contents[name] == last.get(name) else last.get(name) for name in unfit}
            edition, contents, more = self._made({**contents, **instead}, last, version)
            return edition, contents, sorted({*unfit, *more})
        if playbook is self.files.playbook:
            return replace(self.files, version=version), contents, []
        return self._make(playbook, version), contents, []

    def _tell(self, held: _Held, trouble: Trouble, what: list[str]) -> None:
        """Count it, and log it the first time: names of entries, and nobody's words."""
        self._count(trouble)
        if not held.troubled:
            _log.warning("last_good_playbook_stays", why=trouble, what=what)
