"""People under a name of the store's own, and what they chose."""

from __future__ import annotations

import asyncio
from datetime import time

import pytest
from store_samples import ACME, BLUE

from coachbot.errors import UnknownSubjectError
from coachbot.messages import Profile
from coachbot.playbook import DriverId
from coachbot.store import PersonId, WorkingHours

RED = DriverId("red")


async def test_somebody_is_one_person_however_often_and_at_once_they_are_seen(store):
    seen = await asyncio.gather(*(store.people.seen(ACME, "U1") for _ in range(20)))

    assert len({person.id for person in seen}) == 1
    assert await store.people.find(ACME, "U1") == seen[0]
    assert await store.people.find(ACME, "U2") is None


async def test_the_same_id_in_another_workspace_is_somebody_else(ann, bob):
    assert ann.id != bob.id


async def test_what_somebody_chose_is_kept(store, ann):
    hours = WorkingHours(start=time(8, 30), end=time(17, 0), days=(0, 1, 3))

    await store.people.set_language(ACME, ann.id, "en")
    await store.people.set_working_hours(ACME, ann.id, hours, "Europe/Amsterdam")
    await store.people.set_address(ACME, ann.id, {"channel": "D1"})

    kept = await store.people.get(ACME, ann.id)
    assert (kept.language, kept.working_hours, kept.time_zone, kept.address) == (
        "en",
        hours,
        "Europe/Amsterdam",
        {"channel": "D1"},
    )


async def test_what_somebody_chose_can_be_undone(store, ann):
    await store.people.set_language(ACME, ann.id, "en")
    await store.people.set_working_hours(ACME, ann.id, WorkingHours(start=time(9), end=time(17)), "Europe/Amsterdam")

    await store.people.set_language(ACME, ann.id, None)
    await store.people.set_working_hours(ACME, ann.id, None, None)

    assert await store.people.get(ACME, ann.id) == ann


async def test_choosing_for_somebody_who_left_changes_nothing_and_says_so(store, ann):
    await store.forget_person(ACME, ann.id)

    assert not await store.people.set_language(ACME, ann.id, "en")
    assert not await store.people.set_working_hours(ACME, ann.id, None, None)
    assert not await store.people.set_address(ACME, ann.id, {"channel": "D1"})


async def test_somebody_is_welcomed_once_however_many_ask_at_the_same_time(store, ann):
    welcomed = await asyncio.gather(*(store.people.welcome(ACME, ann.id) for _ in range(10)))

    assert sorted(welcomed) == [False] * 9 + [True]


async def test_a_profile_is_kept_redone_and_dropped(store, ann, clock):
    await store.people.keep_profile(ACME, ann.id, Profile(preference=BLUE, rejection=RED), {"q1": "a"})
    clock.move(days=1)
    await store.people.keep_profile(ACME, ann.id, Profile(preference=RED), {"q1": "b"})

    kept = await store.people.profile(ACME, ann.id)

    assert (kept.profile, kept.answers, kept.at) == (Profile(preference=RED), {"q1": "b"}, clock())
    assert await store.people.drop_profile(ACME, ann.id)
    assert await store.people.profile(ACME, ann.id) is None
    assert not await store.people.drop_profile(ACME, ann.id)


async def test_a_profile_of_nobody_is_refused(store):
    with pytest.raises(UnknownSubjectError, match="nothing was written"):
        await store.people.keep_profile(ACME, PersonId("nobody"), Profile(preference=RED), {})


async def test_a_name_with_what_no_database_takes_is_nobody(store):
    assert await store.people.get(ACME, PersonId("a\x00b\ud800")) is None
