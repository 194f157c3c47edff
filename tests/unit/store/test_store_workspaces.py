"""Installations: encrypted, kept by workspace, and erased with everything of a workspace that left."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from store_samples import ACME

from coachbot.errors import StoreError
from coachbot.store.keys import Keys
from coachbot.store.models import Base

DETAILS = {"bot_token": "xoxb-kanarie", "expires_at": 1764000000}


async def test_a_workspace_gives_back_what_was_kept_and_holds_no_token_in_the_clear(store):
    await store.workspaces.keep("slack", "T1", DETAILS)
    await store.workspaces.keep("slack", "T2", {"bot_token": "second"})
    await store.workspaces.keep("teams", "T1", {})

    assert await store.workspaces.get("slack", "T1") == DETAILS
    assert await store.workspaces.get("slack", "T3") is None
    assert await store.workspaces.all("slack") == {"T1": DETAILS, "T2": {"bot_token": "second"}}
    async with store._backing.database.read() as session:
        assert "kanarie" not in str((await session.execute(text("SELECT details FROM workspaces"))).all())


def test_what_another_key_encrypted_cannot_be_read():
    sealed = Keys(b"a" * 32).encrypted("xoxb-1")

    assert Keys(b"a" * 32).decrypted(sealed) == "xoxb-1"
    with pytest.raises(StoreError, match="put back the key from its backup"):
        Keys(b"b" * 32).decrypted(sealed)


async def test_a_state_is_used_once_on_whichever_replica_and_forgotten_when_it_ended(store, clock):
    until = clock() + timedelta(minutes=10)

    used = await asyncio.gather(*(store.workspaces.use_once("slack", "nonce", until) for _ in range(5)))

    assert sorted(used) == [False] * 4 + [True]
    assert await store.workspaces.use_once("slack", "other", until)
    async with store._backing.database.read() as session:
        marks = (await session.execute(text("SELECT mark FROM used_states"))).scalars().all()
    assert len(marks) == 2
    assert not {"nonce", "other"} & set(marks)
    clock.move(days=1)
    assert (await store.purge())["used_states"] == 2


async def test_a_workspace_that_leaves_loses_its_token_at_once_and_everything_after_30_days(store, clock):
    ann = await store.people.seen(ACME, "U1")
    await store.roles.claim(ACME, ann.id, await store.roles.new_admin_code())
    await store.channels.set_language(ACME, ann.id, "C1", "en")
    await store.workspaces.keep("slack", "T1", DETAILS)

    await store.workspaces.leave("slack", "T1")

    assert await store.workspaces.get("slack", "T1") is None
    assert await store.workspaces.all("slack") == {}
    clock.move(days=29)
    assert await store.erase_tenants_that_left() == ()
    clock.move(days=1)
    assert await store.erase_tenants_that_left() == (ann.id,)
    async with store._backing.database.read() as session:
        for table in Base.metadata.sorted_tables:
            if "tenant" in table.c:
                assert (await session.execute(select(table).where(table.c.tenant == ACME))).all() == [], table.name


async def test_a_workspace_that_comes_back_in_time_keeps_everything(store, clock):
    ann = await store.people.seen(ACME, "U1")
    await store.workspaces.leave("slack", "T1")
    clock.move(days=10)
    await store.workspaces.keep("slack", "T1", DETAILS)
    clock.move(days=40)

    assert await store.erase_tenants_that_left() == ()
    assert await store.people.get(ACME, ann.id) is not None


async def test_a_workspace_is_erased_on_request_without_waiting(store):
    await store.people.seen(ACME, "U1")
    await store.workspaces.leave("slack", "T1", erase_now=True)

    assert len(await store.erase_tenants_that_left()) == 1


async def test_two_who_want_a_workspace_alone_wait_for_each_other(store):
    order = []

    async def hold(name):
        async with store.workspaces.exclusively("slack", "T1"):
            order.append(f"{name} in")
            await asyncio.sleep(0.02)
            order.append(f"{name} out")

    await asyncio.gather(hold("a"), hold("b"))

    assert order == ["a in", "a out", "b in", "b out"]
