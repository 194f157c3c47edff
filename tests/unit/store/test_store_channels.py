"""What channels set for themselves: by team leads alone, each of one tenant, with a trail."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from store_samples import ACME, OTHER

from coachbot.errors import NotAllowedError, UnknownSubjectError
from coachbot.store.models import ChannelRow


@pytest.fixture
async def lead(store):
    person = await store.people.seen(ACME, "U-lead")
    await store.roles.claim(ACME, person.id, await store.roles.new_admin_code())
    return person.id


async def language(store, tenant, channel):
    """The language of a channel, as whoever says something there finds it."""
    return (await store.surroundings(tenant, "U9", "D9", channel)).channel_language


async def test_a_channel_keeps_the_language_that_was_set_last(store, lead):
    await store.channels.set_language(ACME, lead, "C1", "en")
    await store.channels.set_language(ACME, lead, "C1", "nl")

    assert await language(store, ACME, "C1") == "nl"
    assert await language(store, ACME, "C2") is None
    assert await language(store, OTHER, "C1") is None


async def test_a_language_that_is_let_go_leaves_no_row_behind(store, lead):
    await store.channels.set_language(ACME, lead, "C1", "en")
    await store.channels.set_language(ACME, lead, "C1", None)

    assert await language(store, ACME, "C1") is None
    async with store._backing.database.read() as session:
        assert (await session.scalars(select(ChannelRow))).all() == []


async def test_each_change_is_in_the_trail_without_the_channel_and_what_is_so_already_is_not(store, lead):
    for chosen in ("en", "en", None, None):
        await store.channels.set_language(ACME, lead, "C1", chosen)

    changes = [one for one in await store.audit.trail(ACME) if one.action == "language"]
    assert [(one.person, one.before, one.after) for one in changes] == [(lead, "en", None), (lead, None, "en")]
    (subject,) = {one.subject for one in changes}
    assert subject.startswith("channel:")
    assert "C1" not in subject


async def test_only_a_lead_of_this_tenant_sets_it(store, lead):
    ann = await store.people.seen(ACME, "U1")

    with pytest.raises(NotAllowedError):
        await store.channels.set_language(ACME, ann.id, "C1", "en")
    with pytest.raises(UnknownSubjectError):
        await store.channels.set_language(OTHER, lead, "C1", "en")

    assert await language(store, ACME, "C1") is None
    assert await language(store, OTHER, "C1") is None


async def test_a_forgotten_lead_leaves_the_channels_language_as_it_is(store, lead):
    await store.channels.set_language(ACME, lead, "C1", "en")

    await store.forget_person(ACME, lead)

    assert await language(store, ACME, "C1") == "en"
