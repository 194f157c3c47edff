"""What people thought of entries, and counts in which nobody can be made out."""

from __future__ import annotations

import pytest
from store_samples import ACME, BLUE, NO_TIME, TOPIC, turn_of

from coachbot.errors import UnknownSubjectError
from coachbot.store import ENOUGH_PEOPLE, EntryCount, ObjectionCount, TurnId


async def ask(store, user, **others):
    person = await store.people.seen(ACME, user)
    return person, await store.conversations.record(ACME, f"D{user}", turn_of(person, **others), TOPIC)


async def test_feedback_keeps_its_entry_and_completes_what_was_said_before(store):
    ann, turn = await ask(store, "U1")

    await store.feedback.give(ACME, ann.id, turn.id, helpful=True)
    given = await store.feedback.give(ACME, ann.id, turn.id, outcome="worked")

    assert (given.turn, given.shown, given.helpful, given.outcome) == (turn.id, turn.shown, True, "worked")
    (kept,) = (await store.export_person(ACME, ann.id))["feedback"]
    assert (kept["turn"], kept["objection"], kept["helpful"], kept["outcome"]) == (turn.id, NO_TIME, True, "worked")


async def test_feedback_can_be_changed(store):
    ann, turn = await ask(store, "U1")

    await store.feedback.give(ACME, ann.id, turn.id, helpful=True)
    given = await store.feedback.give(ACME, ann.id, turn.id, helpful=False)

    assert given.helpful is False


async def test_feedback_on_an_answer_without_an_entry_has_none(store):
    ann, turn = await ask(store, "U1", shown=None)

    given = await store.feedback.give(ACME, ann.id, turn.id, helpful=False)

    assert given.shown is None


async def test_feedback_on_a_turn_that_is_gone_is_refused(store, ann):
    with pytest.raises(UnknownSubjectError, match="turn 7: isn't there for slack:T1, so no feedback on it was kept"):
        await store.feedback.give(ACME, ann.id, TurnId(7), helpful=True)


async def test_four_people_are_not_counted_and_five_are(store, clock):
    for number in range(ENOUGH_PEOPLE - 1):
        person, turn = await ask(store, f"U{number}")
        await store.feedback.give(ACME, person.id, turn.id, helpful=number > 0, outcome="worked")

    assert (await store.conversations.counts(ACME, clock()), await store.feedback.counts(ACME, clock())) == ((), ())

    person, turn = await ask(store, "U-fifth")
    await store.feedback.give(ACME, person.id, turn.id, outcome="didnt_fit")

    assert await store.conversations.counts(ACME, clock()) == (ObjectionCount(objection=NO_TIME, people=5, turns=5),)
    assert await store.feedback.counts(ACME, clock()) == (
        EntryCount(objection=NO_TIME, driver=BLUE, people=5, helpful=3, not_helpful=1, used=0, worked=4, didnt_fit=1),
    )


async def test_one_person_who_asks_five_times_is_not_five_people(store, clock):
    for _ in range(ENOUGH_PEOPLE):
        person, turn = await ask(store, "U1")
        await store.feedback.give(ACME, person.id, turn.id, helpful=True)

    assert (await store.conversations.counts(ACME, clock()), await store.feedback.counts(ACME, clock())) == ((), ())


async def test_counts_are_over_the_period_that_was_asked(store, clock):
    for number in range(ENOUGH_PEOPLE):
        await ask(store, f"U{number}")
    clock.move(days=1)

    assert await store.conversations.counts(ACME, clock()) == ()
