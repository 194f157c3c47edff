"""Rounds of practice: answered by many at once, closed once, and nobody's in what came of them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from store_samples import ACME, BLUE, OTHER, round_of

from coachbot.errors import UnknownSubjectError
from coachbot.playbook import DriverId
from coachbot.store import Retention, RoundAnswer, RoundOutcome, Store

RED = DriverId("red")
MINUTES = timedelta(minutes=5)
AT_ONCE = 100


@pytest.fixture
async def opened(store, ann, clock):
    return await store.rounds.open(ACME, round_of(ann, clock() + MINUTES))


async def test_a_hundred_people_who_answer_at_once_are_all_counted_and_it_closes_once(store, opened):
    people = [await store.people.seen(ACME, f"U{number}") for number in range(AT_ONCE)]

    kept = await asyncio.gather(
        *(
            store.rounds.answer(ACME, one.id, opened.id, RoundAnswer(guess=BLUE if number % 4 else RED, wording=f"zin {number}"))
            for number, one in enumerate(people)
        )
    )
    closed = await asyncio.gather(*(store.rounds.close(ACME, opened.id, f"event {number}") for number in range(5)))

    assert kept == [True] * AT_ONCE
    assert len([one for one in closed if one is not None]) == 1
    outcome = await store.rounds.outcome(ACME, opened.id)
    assert outcome.guesses == {BLUE: 75, RED: 25}
    assert sorted(outcome.wordings) == sorted(f"zin {number}" for number in range(AT_ONCE))


async def test_answering_twice_replaces(store, opened, ann):
    await store.rounds.answer(ACME, ann.id, opened.id, RoundAnswer(guess=BLUE, wording="eerst dit"))
    await store.rounds.answer(ACME, ann.id, opened.id, RoundAnswer(guess=RED))

    assert await store.rounds.own_answer(ACME, ann.id, opened.id) == RoundAnswer(guess=RED)
    assert await store.rounds.outcome(ACME, opened.id) == RoundOutcome(guesses={RED: 1}, wordings=())


async def test_a_round_that_is_closed_takes_no_answer(store, opened, ann):
    await store.rounds.close(ACME, opened.id, "event")

    assert not await store.rounds.answer(ACME, ann.id, opened.id, RoundAnswer(guess=BLUE))
    assert await store.rounds.end(ACME, opened.id, opened.closes_at) is None
    assert (await store.rounds.get(ACME, opened.id)).state == "closed"


async def test_the_event_that_closed_a_round_may_ask_again_and_no_other(store, opened):
    first = await store.rounds.close(ACME, opened.id, "event")

    assert await store.rounds.close(ACME, opened.id, "event") == first
    assert await store.rounds.close(ACME, opened.id, "another") is None


async def test_ending_a_round_lets_it_close_sooner_and_never_later(store, opened, clock):
    sooner = await store.rounds.end(ACME, opened.id, clock())
    later = await store.rounds.end(ACME, opened.id, clock() + 2 * MINUTES)

    assert (sooner.closes_at, later.closes_at) == (clock(), clock())


async def test_what_a_timer_missed_is_found_and_what_is_closed_is_not(store, opened, ann, clock):
    closed = await store.rounds.open(ACME, round_of(ann, clock() + MINUTES))
    await store.rounds.close(ACME, closed.id, "event")
    assert await store.rounds.all_due() == ()

    clock.move(minutes=6)

    assert await store.rounds.all_due() == (opened,)


async def test_the_same_event_begins_one_round(store, ann, clock):
    once, twice = [await store.rounds.open(ACME, round_of(ann, clock() + MINUTES, event="Ev1")) for _ in range(2)]

    assert once == twice


async def test_when_the_leader_is_forgotten_the_round_goes_on_and_the_answers_of_others_stay(store, opened, ann):
    cas = await store.people.seen(ACME, "U2")
    await store.rounds.answer(ACME, ann.id, opened.id, RoundAnswer(guess=BLUE, wording="van ann"))
    await store.rounds.answer(ACME, cas.id, opened.id, RoundAnswer(guess=RED, wording="van cas"))

    await store.forget_person(ACME, ann.id)

    assert await store.rounds.get(ACME, opened.id) == replace(opened, leader=None)
    assert await store.rounds.outcome(ACME, opened.id) == RoundOutcome(guesses={RED: 1}, wordings=("van cas",))


async def test_nobody_of_another_tenant_answers(store, opened, bob):
    assert not await store.rounds.answer(OTHER, bob.id, opened.id, RoundAnswer(guess=BLUE))
    with pytest.raises(UnknownSubjectError):
        await store.rounds.answer(ACME, bob.id, opened.id, RoundAnswer(guess=BLUE))


async def test_where_no_words_are_kept_a_wording_is_not(plan, clock):
    store = await Store.open(replace(plan, retention=Retention(days=0)), clock)
    ann = await store.people.seen(ACME, "U1")
    opened = await store.rounds.open(ACME, round_of(ann, clock() + MINUTES))

    await store.rounds.answer(ACME, ann.id, opened.id, RoundAnswer(guess=BLUE, wording="een zin"))

    assert await store.rounds.outcome(ACME, opened.id) == RoundOutcome(guesses={BLUE: 1}, wordings=())
    await store.close()
