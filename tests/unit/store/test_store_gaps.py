"""Gaps: what their authors sent to the team leads, and nothing of the authors."""

from __future__ import annotations

import asyncio
from dataclasses import fields

import pytest
from store_samples import ACME, TOPIC

from coachbot.errors import UnknownSubjectError
from coachbot.store import Gap, GapId, PersonId


async def test_a_gap_shows_what_was_sent_and_not_by_whom(store, ann):
    gap = await store.gaps.send(ACME, ann.id, "de knop is weg", "nl", TOPIC.candidates)

    assert await store.gaps.with_status(ACME) == (gap,)
    assert await store.gaps.get(ACME, gap.id) == gap
    assert (gap.text, gap.candidates, gap.status) == ("de knop is weg", TOPIC.candidates, "open")
    assert "person" not in {one.name for one in fields(Gap)}


async def test_of_two_leads_who_take_a_gap_at_once_one_gets_it(store, ann):
    gap = await store.gaps.send(ACME, ann.id, "de knop is weg", "nl")

    taken = await asyncio.gather(*(store.gaps.set_status(ACME, gap.id, "taken", was="open") for _ in range(2)))

    assert sorted(taken) == [False, True]
    assert await store.gaps.with_status(ACME, "open") == ()
    assert [one.id for one in await store.gaps.with_status(ACME, "taken")] == [gap.id]


async def test_a_gap_of_nobody_is_refused(store):
    with pytest.raises(UnknownSubjectError):
        await store.gaps.send(ACME, PersonId("nobody"), "x", "nl")
    assert not await store.gaps.set_status(ACME, GapId(1), "taken", was="open")
