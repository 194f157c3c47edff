"""Reminders: sent once, at most one a day, and only as their person and state allow."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from store_samples import ACME, TOPIC, turn_of

from coachbot.errors import UnknownSubjectError
from coachbot.store import PersonId, Store, TurnId

DAY = timedelta(days=1)


@pytest.fixture
async def reminder(store, ann, clock):
    turn = await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)
    return await store.reminders.plan(ACME, ann.id, clock() + DAY, turn.id)


async def test_a_reminder_waits_and_is_then_due(store, ann, reminder, clock):
    assert await store.reminders.waiting(ACME, ann.id) == (reminder,)
    assert await store.reminders.all_due() == ()

    clock.move(days=1)

    assert await store.reminders.all_due() == (reminder,)


async def test_a_reminder_of_nobody_or_of_no_turn_is_refused(store, ann, clock):
    with pytest.raises(UnknownSubjectError):
        await store.reminders.plan(ACME, PersonId("nobody"), clock())
    with pytest.raises(UnknownSubjectError, match="turn 9"):
        await store.reminders.plan(ACME, ann.id, clock(), TurnId(9))


async def test_a_reminder_is_claimed_once_though_its_timer_fires_often(store, reminder, clock):
    clock.move(days=1)

    claims = await asyncio.gather(*(store.reminders.claim(ACME, reminder.id, quiet_since=clock() - DAY) for _ in range(10)))

    sent = [claim for claim in claims if claim]
    assert [(claim.state, claim.sent_at) for claim in sent] == [("sent", clock())]


async def test_a_second_reminder_on_the_same_day_is_not_sent_though_both_fire_at_once(store, ann, reminder, clock):
    other = await store.reminders.plan(ACME, ann.id, reminder.due)
    clock.move(days=1)

    claims = await asyncio.gather(
        *(store.reminders.claim(ACME, one.id, quiet_since=clock() - timedelta(hours=9)) for one in (reminder, other))
    )

    assert len([claim for claim in claims if claim]) == 1
    assert len(await store.reminders.all_due()) == 1


async def test_a_timer_that_fires_before_a_reminder_is_due_sends_nothing(store, ann, reminder, clock):
    await store.reminders.snooze(ACME, ann.id, reminder.id, DAY)
    clock.move(days=1)

    assert await store.reminders.claim(ACME, reminder.id, quiet_since=clock() - DAY) is None


async def test_a_clock_that_moved_back_makes_reminders_wait_and_never_sends_twice(store, reminder, clock):
    clock.move(days=1)
    assert await store.reminders.claim(ACME, reminder.id, quiet_since=clock() - DAY)
    clock.move(days=-3)

    assert await store.reminders.claim(ACME, reminder.id, quiet_since=clock() - DAY) is None
    assert await store.reminders.all_due() == ()


async def test_snoozing_after_it_was_sent_makes_it_wait_again_from_now(store, ann, reminder, clock):
    clock.move(days=2)
    await store.reminders.claim(ACME, reminder.id, quiet_since=clock() - DAY)

    snoozed = await store.reminders.snooze(ACME, ann.id, reminder.id, DAY)

    assert (snoozed.state, snoozed.due) == ("waiting", clock() + DAY)


async def test_stopping_one_or_all_says_which_timers_to_cancel(store, ann, reminder, clock):
    others = [await store.reminders.plan(ACME, ann.id, clock() + DAY) for _ in range(2)]

    assert await store.reminders.stop(ACME, ann.id, reminder.id) == (reminder.id,)
    assert await store.reminders.stop(ACME, ann.id) == tuple(one.id for one in others)
    assert await store.reminders.stop(ACME, ann.id) == ()
    assert await store.reminders.waiting(ACME, ann.id) == ()
    assert (await store.reminders.get(ACME, reminder.id)).state == "stopped"
    assert await store.reminders.snooze(ACME, ann.id, reminder.id, DAY) is None


async def test_a_reminder_of_a_person_who_was_forgotten_is_no_more(store, ann, reminder, clock):
    await store.forget_person(ACME, ann.id)
    clock.move(days=1)

    assert await store.reminders.claim(ACME, reminder.id, quiet_since=clock() - DAY) is None


async def test_800_changes_to_one_row_at_once_lose_nothing(store, ann, reminder):
    at_once = asyncio.Semaphore(16)

    async def snooze():
        async with at_once:
            await store.reminders.snooze(ACME, ann.id, reminder.id, timedelta(minutes=1))

    await asyncio.gather(*(snooze() for _ in range(800)))

    assert (await store.reminders.get(ACME, reminder.id)).due == reminder.due + timedelta(minutes=800)


async def test_two_processes_that_change_one_row_at_once_lose_nothing(store, ann, reminder, plan, clock):
    other = await Store.open(plan, clock)

    await asyncio.gather(
        *(one.reminders.snooze(ACME, ann.id, reminder.id, timedelta(minutes=1)) for one in (store, other) for _ in range(50))
    )

    assert (await store.reminders.get(ACME, reminder.id)).due == reminder.due + timedelta(minutes=100)
    await other.close()
