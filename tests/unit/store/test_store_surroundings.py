"""What is known around a message, in one read: of this person, this conversation and this tenant only."""

from __future__ import annotations

from sqlalchemy import select
from store_samples import ACME, OTHER, PRACTICE, TOPIC, turn_of

from coachbot.messages import Profile
from coachbot.store import Surroundings
from coachbot.store.models import PersonRow
from coachbot.testing import BLUE


async def test_somebody_new_is_known_from_now_on_and_has_nothing_around_them(store):
    known = await store.surroundings(ACME, "U1", "D1")

    assert known == Surroundings(
        person=await store.people.find(ACME, "U1"), conversation=None, channel_language=None, profile=None, practice=None
    )


async def test_person_conversation_channel_and_own_drivers_come_together(store):
    person = await store.people.seen(ACME, "U1")
    await store.conversations.record(ACME, "D1", turn_of(person), TOPIC)
    await store.roles.claim(ACME, person.id, await store.roles.new_admin_code())
    await store.channels.set_language(ACME, person.id, "C1", "en")
    await store.people.keep_profile(ACME, person.id, Profile(preference=BLUE), {"1": "a"})
    await store.practices.begin(ACME, person.id, "D1", PRACTICE)
    practice = await store.practices.begin(ACME, person.id, "D1", PRACTICE)
    await store.practices.begin(ACME, person.id, "D2", PRACTICE)

    known = await store.surroundings(ACME, "U1", "D1", "C1")

    assert known == Surroundings(
        person=person,
        conversation=await store.conversations.load(ACME, "D1"),
        channel_language="en",
        profile=await store.people.profile(ACME, person.id),
        practice=practice,
    )


async def test_nothing_of_another_person_conversation_or_tenant_is_around(store):
    person = await store.people.seen(ACME, "U1")
    await store.conversations.record(ACME, "D1", turn_of(person), TOPIC)
    await store.roles.claim(ACME, person.id, await store.roles.new_admin_code())
    await store.channels.set_language(ACME, person.id, "C1", "en")
    await store.people.keep_profile(ACME, person.id, Profile(preference=BLUE), {})
    await store.practices.begin(ACME, person.id, "D1", PRACTICE)

    elsewhere = await store.surroundings(OTHER, "U1", "D1", "C1")
    beside = await store.surroundings(ACME, "U2", "D2", "C2")

    for known, tenant in ((elsewhere, OTHER), (beside, ACME)):
        assert (known.person.tenant, known.conversation, known.channel_language) == (tenant, None, None)
        assert (known.profile, known.practice) == (None, None)
        assert known.person.id != person.id
    assert (await store.surroundings(ACME, "U1", "D1")).channel_language is None


async def test_whoever_was_not_seen_for_an_hour_is_written_down_as_seen_again(store, clock):
    person = await store.people.seen(ACME, "U1")
    clock.move(hours=2)

    assert (await store.surroundings(ACME, "U1", "D1")).person == person
    async with store._backing.database.read() as session:
        assert await session.scalar(select(PersonRow.seen_at)) == clock()
