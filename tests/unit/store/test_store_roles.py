"""Roles, the first admin, and the trail they leave."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from store_samples import ACME, OTHER

from coachbot.errors import ConfigurationError, NotAllowedError, StoreError, UnknownSubjectError
from coachbot.playbook import LANGUAGES
from coachbot.redaction import redact
from coachbot.store import NamedAdmin, PersonId, Store, named_admins
from coachbot.store.models import AuditRow


@pytest.fixture
async def admin(store):
    person = await store.people.seen(ACME, "U-admin")
    assert await store.roles.claim(ACME, person.id, await store.roles.new_admin_code())
    return person


async def trail(store, tenant=ACME):
    return [(entry.action, entry.before, entry.after) for entry in await store.audit.trail(tenant)]


async def test_whoever_has_no_role_is_a_consultant(store, ann):
    assert await store.roles.of(ACME, ann.id) == "consultant"
    with pytest.raises(NotAllowedError, match="needs the role lead, and yours is consultant"):
        await store.roles.require(ACME, ann.id, "lead")


async def test_redaction_leaves_a_code_that_was_sent_as_a_message_alone(store):
    for _ in range(100):
        said = f"/playbook claim {await store.roles.new_admin_code()}"
        assert {redact(said, language).text for language in LANGUAGES} == {said}


async def test_an_admin_gives_and_takes_roles_and_each_change_is_in_the_trail(store, ann, admin):
    await store.people.set_address(ACME, admin.id, {"user": "U-admin"})

    await store.roles.grant(ACME, admin.id, ann.id, "lead")
    await store.roles.grant(ACME, admin.id, ann.id, "lead")
    holders = await store.roles.holders(ACME)
    await store.roles.grant(ACME, admin.id, ann.id, "consultant")

    assert [(holder.person, holder.role, holder.address) for holder in holders] == [
        (admin.id, "admin", {"user": "U-admin"}),
        (ann.id, "lead", None),
    ]
    assert await trail(store) == [("role", "lead", "consultant"), ("role", "consultant", "lead"), ("role", "consultant", "admin")]
    assert {entry.person for entry in await store.audit.trail(ACME)} == {admin.id}


async def test_nobody_but_an_admin_gives_roles(store, ann):
    with pytest.raises(NotAllowedError):
        await store.roles.grant(ACME, ann.id, ann.id, "admin")

    assert (await store.roles.of(ACME, ann.id), await trail(store)) == ("consultant", [])


async def test_a_role_for_nobody_is_refused(store, admin):
    with pytest.raises(UnknownSubjectError, match="no role was changed"):
        await store.roles.grant(ACME, admin.id, PersonId("nobody"), "lead")


async def test_a_code_makes_one_admin_however_many_send_it_at_once(store):
    people = [await store.people.seen(ACME, f"U{number}") for number in range(5)]
    code = await store.roles.new_admin_code()

    claimed = await asyncio.gather(*(store.roles.claim(ACME, person.id, f" {code.lower()} ") for person in people))

    assert sorted(claimed) == [False] * 4 + [True]
    assert await store.roles.has_admin(ACME)
    assert not await store.roles.has_admin(OTHER)


async def test_a_code_that_is_wrong_or_a_day_old_makes_nobody_an_admin(store, ann, clock):
    code = await store.roles.new_admin_code()
    clock.move(days=1)

    assert not await store.roles.claim(ACME, ann.id, "AAAA-AAAA-AAAA")
    assert not await store.roles.claim(ACME, ann.id, code)


async def test_a_code_sent_by_somebody_who_is_not_there_can_still_be_used(store, ann):
    code = await store.roles.new_admin_code()
    with pytest.raises(UnknownSubjectError):
        await store.roles.claim(ACME, PersonId("nobody"), code)

    assert await store.roles.claim(ACME, ann.id, code)


async def test_whoever_the_setting_names_is_an_admin_from_the_start(plan, clock):
    named = replace(plan, admins=named_admins("slack:T1:U1, teams:8c2f-1:29:1abc"))
    for _ in range(2):
        store = await Store.open(named, clock)
        ann = await store.people.find(ACME, "U1")
        assert await store.roles.of(ACME, ann.id) == "admin"
        assert [(entry.actor, entry.person) for entry in await store.audit.trail(ACME)] == [("setting", None)]
        await store.close()


def test_every_admin_that_cannot_be_read_is_named():
    assert named_admins(" ,") == ()
    assert named_admins("slack:T1:U1") == (NamedAdmin(tenant=ACME, user="U1"),)
    with pytest.raises(ConfigurationError, match="can't read U1, slack:T1:; write platform:workspace:user"):
        named_admins("U1,slack:T1:,slack:T1:U1")


async def test_the_trail_holds_what_changed_newest_first(store, admin):
    for number in range(3):
        await store.audit.record(
            ACME, admin.id, "publish", "no-time/blue", before={"revision": number}, after={"revision": number + 1}
        )

    newest, *rest = await store.audit.trail(ACME, limit=3)

    assert (newest.subject, newest.before, newest.after) == ("no-time/blue", {"revision": 2}, {"revision": 3})
    assert [entry.after for entry in rest] == [{"revision": 2}, {"revision": 1}]
    with pytest.raises(UnknownSubjectError):
        await store.audit.record(ACME, PersonId("nobody"), "publish", "no-time/blue")


async def test_the_trail_cannot_be_rewritten(store, admin):
    del admin
    database = store._backing.database
    with pytest.raises(StoreError):  # noqa: PT012 - the commit at the block's end is what fails
        async with database.write() as session:
            row = await session.get(AuditRow, 1)
            row.action = "nothing"

    assert await trail(store) == [("role", "consultant", "admin")]
