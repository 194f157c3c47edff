"""What team leads may see of a tenant, counted from the store: coverage of the matrix, and the digest of a week."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from coachbot.coverage import Coverage, Use, covered
from coachbot.curation import named
from coachbot.digest import Asked, Change, Digest, Due, GapsNear
from coachbot.playbook import OWNED_BY_A_LEAD
from coachbot.store import ENOUGH_PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from coachbot.playbook import Cell, ObjectionId, Playbook
    from coachbot.store import Gap, Revision, Store, TenantId

PERIOD = timedelta(days=90)
"""How far coverage looks back; what is erased sooner isn't counted."""
WEEK = timedelta(days=7)
SOON = timedelta(days=14)
TOP = 5
MOST_GAPS = 1_000
MOST = 25
"""How much of each kind a digest tells; the rest is a command away."""


async def coverage_of(store: Store, playbook: Playbook, tenant: TenantId, now: datetime, period: timedelta = PERIOD) -> Coverage:
    """How a tenant's playbook covers what was asked of it."""
    since = now - period
    judged = {
        (one.objection, one.driver): (one.helpful, one.helpful + one.not_helpful)
        for one in await store.feedback.counts(tenant, since)
        if one.helpful + one.not_helpful >= ENOUGH_PEOPLE
    }
    shown = {(one.objection, one.driver): one.turns for one in await store.conversations.shown(tenant, since)}
    uses: dict[Cell, Use] = {}
    for cell in shown.keys() | judged.keys():
        helpful, judgements = judged.get(cell, (None, None))
        uses[cell] = Use(shown=shown.get(cell), helpful=helpful, judged=judgements)
    return covered(playbook, uses, since.date(), now.date())


async def digest_of(store: Store, playbook: Playbook, tenant: TenantId, now: datetime, period: timedelta = WEEK) -> Digest:
    """What happened in a tenant, up to now."""
    since = now - period
    asked = await store.conversations.counts(tenant, since)
    shown = await store.conversations.shown(tenant, since)
    entries = playbook.model.entries
    missing = [(one.objection, one.driver) for one in shown if one.objection in playbook.objections]
    return Digest(
        since=since.date(),
        until=now.date(),
        asked=tuple(Asked(objection=one.objection, times=one.turns) for one in asked if one.objection in playbook.objections)[
            :TOP
        ],
        missing=tuple(cell for cell in missing if cell not in entries)[:MOST],
        gaps=_gaps(await store.gaps.with_status(tenant, limit=MOST_GAPS), playbook)[:TOP],
        changed=tuple(_changes(await store.revisions.latest(tenant, limit=MOST), since)),
        due=due_of(playbook, now.date())[:MOST],
        waiting=len(await store.drafts.in_review(tenant)),
    )


def _gaps(gaps: Iterable[Gap], playbook: Playbook) -> tuple[GapsNear, ...]:
    near: dict[ObjectionId | None, list[date]] = defaultdict(list)
    for gap in gaps:
        nearest = gap.candidates[0].objection if gap.candidates else None
        near[nearest if nearest in playbook.objections else None].append(gap.at.date())
    found = [GapsNear(objection=objection, gaps=len(days), since=min(days)) for objection, days in near.items()]
    return tuple(sorted(found, key=lambda one: (-one.gaps, one.since)))


def _changes(revisions: Iterable[Revision], since: datetime) -> Iterable[Change]:
    for revision in revisions:
        place = named(revision.subject)
        if place is not None and revision.at >= since:
            yield Change(
                thing=place.kind,
                objection=place.objection,
                driver=place.driver,
                kind=revision.kind,
                why=revision.why,
                on=revision.at.date(),
            )


def due_of(playbook: Playbook, today: date, owner: str | None = None) -> tuple[Due, ...]:
    """The entries that somebody should look at again, overdue or soon, the oldest first; of one owner, where one is named."""
    found = [
        Due(
            objection=objection,
            driver=driver,
            owner=None if entry.owner.startswith(OWNED_BY_A_LEAD) else entry.owner,
            review_by=entry.review_by,
            overdue=entry.is_overdue(today),
        )
        for (objection, driver), entry in playbook.model.entries.items()
        if entry.review_by is not None and entry.review_by <= today + SOON and owner in {None, entry.owner}
    ]
    return tuple(sorted(found, key=lambda one: (one.review_by, one.objection, one.driver or "")))
