"""Turns, what a conversation is about, and finding both again."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_samples import ACME, NO_TIME, TOPIC, turn_of

from coachbot.errors import UnknownSubjectError
from coachbot.messages import Scored, ScoredDriver, Topic
from coachbot.playbook import LANGUAGES, DriverId, ObjectionId
from coachbot.store import PersonId, Retention, Store, StorePlan, TurnId
from coachbot.store.topics import topic_as_json, topic_from_json

PROBABILITIES = st.floats(min_value=0, max_value=1)
NAMES = st.text(min_size=1)


async def test_a_turn_and_what_the_conversation_is_about_come_back(store, ann, clock):
    turn = await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)

    conversation = await store.conversations.load(ACME, "D1")
    assert (conversation.topic, conversation.language, conversation.at) == (TOPIC, "nl", clock())
    assert await store.conversations.turn(ACME, turn.id) == turn
    assert (turn.text, turn.shown, turn.objections, turn.drivers) == (
        "we hebben geen tijd",
        turn_of(ann).shown,
        TOPIC.candidates,
        TOPIC.drivers,
    )


async def test_a_conversation_goes_on_from_its_last_turn(store, ann):
    await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)
    await store.conversations.record(ACME, "D1", turn_of(ann, shown=None), None)

    assert (await store.conversations.load(ACME, "D1")).topic is None
    assert await store.conversations.load(ACME, "D2") is None


async def test_an_event_is_stored_once_though_it_is_delivered_often_and_at_once(store, ann):
    turns = await asyncio.gather(*(store.conversations.record(ACME, "D1", turn_of(ann, event="Ev1"), TOPIC) for _ in range(10)))

    assert len({turn.id for turn in turns}) == 1
    assert len(await store.conversations.history(ACME, ann.id)) == 1


async def test_an_event_that_comes_again_does_not_turn_the_conversation_back(store, ann):
    await store.conversations.record(ACME, "D1", turn_of(ann, event="Ev1"), TOPIC)
    await store.conversations.record(ACME, "D1", turn_of(ann, event="Ev2"), None)

    await store.conversations.record(ACME, "D1", turn_of(ann, event="Ev1"), TOPIC)

    assert (await store.conversations.load(ACME, "D1")).topic is None


async def test_a_turn_of_nobody_is_refused_and_leaves_nothing(store):
    nobody = PersonId("0" * 32)

    with pytest.raises(UnknownSubjectError):
        await store.conversations.record(ACME, "D1", turn_of(type("Nobody", (), {"id": nobody})), TOPIC)

    assert await store.conversations.load(ACME, "D1") is None


async def test_history_is_newest_first_pages_on_and_finds_again(store, ann):
    for text in ("geen tijd", "Alweer een 100%_systeem", "geen zin"):
        await store.conversations.record(ACME, "D1", turn_of(ann, text), TOPIC)

    async def texts(**wanted):
        return [turn.text for turn in await store.conversations.history(ACME, ann.id, **wanted)]

    newest = (await store.conversations.history(ACME, ann.id, limit=1))[0]
    assert await texts() == ["geen zin", "Alweer een 100%_systeem", "geen tijd"]
    assert await texts(before=newest.id) == ["Alweer een 100%_systeem", "geen tijd"]
    assert await texts(words="100%_SYS") == ["Alweer een 100%_systeem"]
    assert await texts(words="n_t") == []
    assert await texts(objection=NO_TIME) == await texts()
    assert await texts(objection=ObjectionId("tried-before")) == []


async def test_order_is_what_happened_though_the_clock_moved_back(store, ann, clock):
    for text in ("first", "second", "third"):
        await store.conversations.record(ACME, "D1", turn_of(ann, text), TOPIC)
        clock.move(hours=-2)

    assert [turn.text for turn in await store.conversations.history(ACME, ann.id)] == ["third", "second", "first"]


async def test_text_that_no_database_takes_is_kept_without_it(store, ann):
    turn = await store.conversations.record(ACME, "D1", turn_of(ann, "a\x00b\ud800 é \N{PARTY POPPER}"), TOPIC)

    assert turn.text == "a�b? é \N{PARTY POPPER}"
    assert await store.conversations.turn(ACME, turn.id) == turn


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 10**30])
async def test_an_id_that_no_row_can_have_finds_nothing(store, ann, number):
    await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)

    assert await store.conversations.turn(ACME, TurnId(number)) is None


async def test_no_word_is_written_where_nothing_may_be_kept(plan, clock):
    silent = StorePlan(data=plan.data, database_url=plan.database_url, retention=Retention(days=0))
    store = await Store.open(silent, clock)
    ann = await store.people.seen(ACME, "U1")

    turn = await store.conversations.record(ACME, "D1", turn_of(ann), TOPIC)
    gap = await store.gaps.send(ACME, ann.id, "niemand weet het", "nl")

    assert (turn.text, gap.text) == (None, None)
    assert (turn.shown, turn.objections) == (turn_of(ann).shown, TOPIC.candidates)
    await store.close()


@given(
    st.builds(
        Topic,
        language=st.sampled_from(LANGUAGES),
        objection=st.none() | NAMES.map(ObjectionId),
        driver=st.none() | NAMES.map(DriverId),
        angle=st.integers(0, 9),
        candidates=st.lists(st.builds(Scored, objection=NAMES.map(ObjectionId), probability=PROBABILITIES)).map(tuple),
        drivers=st.lists(st.builds(ScoredDriver, driver=NAMES.map(DriverId), probability=PROBABILITIES)).map(tuple),
    )
)
def test_any_topic_comes_back_from_json_as_it_was(topic):
    assert topic_from_json(topic_as_json(topic)) == topic


@pytest.mark.parametrize(
    "raw",
    [None, {}, [], "x", {"language": "fr"}, {**topic_as_json(TOPIC), "angle": "x"}, {**topic_as_json(TOPIC), "drivers": [1]}],
)
def test_a_topic_that_another_version_wrote_is_no_topic(raw):
    assert topic_from_json(raw) is None
