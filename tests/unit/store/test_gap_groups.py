"""Gaps that say the same, together, and never who sent them."""

from __future__ import annotations

import pytest
from curating import curation_over
from store_samples import ACME, TOPIC, turn_of

from coachbot.messages import Scored
from coachbot.playbook import ObjectionId
from coachbot.store import ENOUGH_PEOPLE

SERVER = "de server staat straks in Amerika"
SERVERS = "de server staat dan straks in Amerika"
PENSION = "volgend jaar ga ik met pensioen"


@pytest.fixture
async def lead(store):
    person = await store.people.seen(ACME, "U-lead")
    await store.roles.claim(ACME, person.id, await store.roles.new_admin_code())
    return person.id


async def sent(store, user, text, *, place="C1", candidates=()):
    person = await store.people.seen(ACME, user)
    return await store.gaps.send(ACME, person.id, text, "nl", candidates, place=place)


async def asked(store, user, text):
    person = await store.people.seen(ACME, user)
    turn = turn_of(person, text, reply="NeutralAdvice", shown=None)
    await store.conversations.record(ACME, f"D{user}", turn, TOPIC)


async def groups(store, lead):
    return await curation_over(store).gaps(ACME, lead)


def probably(**objections):
    return [Scored(objection=ObjectionId(name.replace("_", "-")), probability=value) for name, value in objections.items()]


async def test_gaps_that_say_the_same_are_one_with_how_often_since_when_and_where(store, lead, clock):
    begun = clock()
    await sent(store, "U1", SERVER, place="C1", candidates=probably(privacy_security=0.2, no_time=0.1))
    clock.move(days=2)
    await sent(store, "U2", SERVERS, place="C2", candidates=probably(privacy_security=0.1))
    await sent(store, "U2", SERVER, place="C2")
    await sent(store, "U3", PENSION)

    first, second = await groups(store, lead)

    assert (first.example.text, len(first.gaps), first.since, first.places) == (SERVER, 3, begun, 2)
    assert [(one.objection, round(one.probability, 3)) for one in first.nearest] == [
        ("privacy-security", 0.1),
        ("no-time", 0.033),
    ]
    assert (second.example.text, len(second.gaps), second.nearest) == (PENSION, 1, ())


async def test_what_was_not_sent_is_counted_only_over_enough_people_and_never_shown(store, lead):
    await sent(store, "U1", SERVER)
    for number in range(1, ENOUGH_PEOPLE):
        await asked(store, f"U{number}", SERVERS)
        await asked(store, f"U{number}", SERVERS)
    await asked(store, "U1", PENSION)

    (too_few,) = await groups(store, lead)
    await asked(store, f"U{ENOUGH_PEOPLE}", SERVERS)
    (enough,) = await groups(store, lead)

    assert (too_few.asked, enough.asked) == (None, 2 * (ENOUGH_PEOPLE - 1) + 1)


async def test_what_was_dismissed_stays_away_and_what_is_alike_too(store, lead):
    gap = await sent(store, "U1", SERVER)

    assert await curation_over(store).dismiss_gaps(ACME, lead, [gap.id, gap.id]) == 1
    later = await sent(store, "U2", SERVERS)
    other = await sent(store, "U2", PENSION)

    assert [one.example.id for one in await groups(store, lead)] == [other.id]
    assert (await store.gaps.get(ACME, later.id)).status == "dismissed"
    assert [line.subject for line in await store.audit.trail(ACME, limit=1)] == [f"gap:{gap.id}"]


async def test_without_any_gap_there_is_no_group(store, lead):
    await asked(store, "U1", SERVER)

    assert await groups(store, lead) == ()
