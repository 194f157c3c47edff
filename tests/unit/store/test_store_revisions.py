"""Publishing: all of it or nothing, one after the other, and never rewritten."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import delete, update
from store_samples import ACME, ENTRY, OTHER, new_revision

from coachbot.errors import NotAllowedError, StoreError
from coachbot.store import BY_COMMAND, PersonId, Subject
from coachbot.store.models import InForceRow, RevisionRow

OTHER_ENTRY = Subject("entry:no-time:red")


@pytest.fixture
async def lead(store):
    person = await store.people.seen(ACME, "U-lead")
    await store.roles.claim(ACME, person.id, await store.roles.new_admin_code())
    return person


@pytest.fixture
async def second(store, lead):
    person = await store.people.seen(ACME, "U-second")
    await store.roles.grant(ACME, lead.id, person.id, "lead")
    return person


async def kept(store, person, content="tekst", **others):
    return await store.drafts.keep(
        ACME, person.id, ENTRY, {"wording": content}, base="files:0", base_content={"wording": "was"}, **others
    )


async def publications(store):
    return [(entry.subject, entry.before, entry.after) for entry in await store.audit.trail(ACME) if entry.action == "publish"]


async def test_a_publication_puts_all_its_revisions_into_force_as_one_version(store, lead, clock):
    published = await store.revisions.publish(ACME, [new_revision("a"), new_revision("b", subject=OTHER_ENTRY)], author=lead.id)

    version, revisions = await store.revisions.in_force(ACME)
    assert (version, await store.revisions.version(ACME), published.version) == (1, 1, 1)
    assert revisions == published.revisions
    assert [(one.subject, one.number, one.content, one.person, one.at) for one in revisions] == [
        (ENTRY, 1, {"wording": "a"}, lead.id, clock()),
        (OTHER_ENTRY, 1, {"wording": "b"}, lead.id, clock()),
    ]
    assert await store.revisions.in_force(OTHER) == (0, ())


async def test_the_newest_of_each_subject_is_in_force_and_all_are_kept(store, lead):
    await store.revisions.publish(ACME, [new_revision("a"), new_revision("b", subject=OTHER_ENTRY)], author=lead.id)
    await store.revisions.publish(ACME, [new_revision("c", after=1, why="korter")], author=lead.id)

    version, revisions = await store.revisions.in_force(ACME)

    assert (version, [one.content["wording"] for one in revisions]) == (2, ["c", "b"])
    assert [(one.number, one.why) for one in await store.revisions.history(ACME, ENTRY)] == [(2, "korter"), (1, "")]
    assert (await store.revisions.get(ACME, ENTRY, 1)).content == {"wording": "a"}
    assert await store.revisions.get(ACME, ENTRY, 3) is None
    assert [one.subject for one in await store.revisions.latest(ACME, limit=2)] == [ENTRY, OTHER_ENTRY]


async def test_a_revision_that_does_not_follow_the_newest_publishes_nothing_of_its_publication(store, lead):
    await store.revisions.publish(ACME, [new_revision("a")], author=lead.id)

    refused = await store.revisions.publish(ACME, [new_revision("b", subject=OTHER_ENTRY), new_revision("c")], author=lead.id)

    assert refused is None
    assert await store.revisions.version(ACME) == 1
    assert await store.revisions.history(ACME, OTHER_ENTRY) == ()
    assert len(await publications(store)) == 1


async def test_of_many_who_publish_the_same_at_once_one_does(store, lead):
    found = await asyncio.gather(*(store.revisions.publish(ACME, [new_revision(f"{n}")], author=lead.id) for n in range(8)))

    assert len([one for one in found if one is not None]) == 1
    assert len(await store.revisions.history(ACME, ENTRY)) == await store.revisions.version(ACME) == 1


async def test_many_who_publish_different_things_at_once_all_do(store, lead):
    subjects = [Subject(f"entry:no-time:d{number}") for number in range(8)]

    await asyncio.gather(*(store.revisions.publish(ACME, [new_revision("x", subject=one)], author=lead.id) for one in subjects))

    version, revisions = await store.revisions.in_force(ACME)
    assert (version, [one.subject for one in revisions]) == (8, subjects)


async def test_only_leads_publish_and_nobody_of_another_tenant(store, lead, ann):
    for who in (ann.id, (await store.people.seen(OTHER, "U-lead")).id, PersonId("nobody")):
        with pytest.raises((NotAllowedError, StoreError)):
            await store.revisions.publish(ACME, [new_revision()], author=who)
    with pytest.raises(StoreError):
        await store.revisions.publish(OTHER, [new_revision()], author=lead.id)

    assert await store.revisions.version(ACME) == 0


async def test_the_trail_tells_who_wrote_who_approved_and_what_had_no_second_person(store, lead, second):
    draft = await kept(store, second)
    await store.revisions.publish(ACME, [new_revision()], author=second.id, reviewer=lead.id, draft=draft)
    await store.revisions.publish(ACME, [new_revision(after=1)], author=lead.id)
    await store.revisions.publish(ACME, [new_revision(after=2)], author=None)

    third, _, first = await store.revisions.history(ACME, ENTRY)
    trail = [entry for entry in await store.audit.trail(ACME) if entry.action == "publish"]
    assert [(entry.person, entry.after["alone"]) for entry in trail] == [(None, True), (lead.id, True), (lead.id, False)]
    assert (first.author, first.person) == (trail[2].after["author"], second.id)
    assert first.reviewer == trail[2].actor
    assert (third.author, trail[0].actor) == (BY_COMMAND, BY_COMMAND)


async def test_a_draft_that_is_published_is_done_with_and_one_that_changed_meanwhile_is_not_published(store, lead, second):
    draft = await kept(store, second)
    await kept(store, second, "anders", version=1)

    assert await store.revisions.publish(ACME, [new_revision()], author=second.id, reviewer=lead.id, draft=draft) is None
    assert await store.revisions.version(ACME) == 0
    (newer,) = await store.drafts.of(ACME, second.id)
    assert await store.revisions.publish(ACME, [new_revision()], author=second.id, reviewer=lead.id, draft=newer)

    assert await store.drafts.of(ACME, second.id) == ()


async def test_a_crash_in_the_middle_of_a_publication_leaves_the_draft_and_the_playbook_as_they_were(
    store, lead, second, monkeypatch
):
    draft = await store.drafts.hand_in(ACME, second.id, (await kept(store, second)).id, 1)

    def crash(*_args, **_named):
        raise SystemExit(9)

    monkeypatch.setattr("coachbot.store.revisions.add_to_trail", crash)
    with pytest.raises(SystemExit):
        await store.revisions.publish(ACME, [new_revision()], author=second.id, reviewer=lead.id, draft=draft)
    monkeypatch.undo()

    assert await store.revisions.in_force(ACME) == (0, ())
    assert await store.drafts.in_review(ACME) == (draft,)
    assert await publications(store) == []
    assert (await store.revisions.publish(ACME, [new_revision()], author=second.id, reviewer=lead.id, draft=draft)).version == 1


async def test_what_was_published_cannot_be_rewritten_or_taken_away(store, lead):
    await store.revisions.publish(ACME, [new_revision()], author=lead.id)

    for statement in (update(RevisionRow).values(content=None), delete(RevisionRow)):
        with pytest.raises(StoreError):
            async with store._backing.database.write() as session:
                await session.execute(statement)

    assert [one.content for one in await store.revisions.history(ACME, ENTRY)] == [{"wording": "tekst"}]


async def test_a_workspace_that_left_takes_its_revisions_along(store, lead, clock):
    await store.revisions.publish(ACME, [new_revision()], author=lead.id)
    await store.workspaces.leave("slack", "T1", erase_now=True)
    clock.move(seconds=1)

    await store.erase_tenants_that_left()

    async with store._backing.database.read() as session:
        assert await session.get(RevisionRow, 1) is None
        assert await session.get(InForceRow, ACME) is None


# Drafts


async def test_a_draft_goes_to_review_and_comes_back_with_a_remark(store, lead, second):
    draft = await kept(store, second)
    handed_in = await store.drafts.hand_in(ACME, second.id, draft.id, draft.version)
    assert await store.drafts.in_review(ACME) == (handed_in,)

    back = await store.drafts.send_back(ACME, lead.id, draft.id, handed_in.version, "korter graag")

    assert (back.state, back.remark, back.version) == ("sent_back", "korter graag", 3)
    assert await store.drafts.send_back(ACME, lead.id, draft.id, back.version, "nog eens") is None
    again = await kept(store, second, "kort", version=3)
    assert (again.state, again.remark, again.id) == ("draft", "korter graag", draft.id)
    assert (await store.drafts.hand_in(ACME, second.id, draft.id, 4)).remark is None


async def test_two_windows_do_not_overwrite_each_other(store, lead):
    first = await kept(store, lead, "een")

    assert await kept(store, lead, "twee") is None
    assert (await kept(store, lead, "drie", version=1)).version == 2
    assert await kept(store, lead, "vier", version=1) is None
    assert (await store.drafts.get(ACME, first.id)).content == {"wording": "drie"}


async def test_a_draft_that_was_dropped_in_another_window_is_not_there_to_be_changed(store, lead, second):
    draft = await kept(store, lead)

    assert not await store.drafts.drop(ACME, second.id, draft.id)
    assert await store.drafts.drop(ACME, lead.id, draft.id)
    assert await kept(store, lead, "later", version=1) is None
    assert await store.drafts.on(ACME, ENTRY) == ()


async def test_nobody_hands_in_somebody_elses_draft(store, lead, second):
    draft = await kept(store, lead)

    assert await store.drafts.hand_in(ACME, second.id, draft.id, 1) is None
    assert (await store.drafts.get(ACME, draft.id)).state == "draft"


async def test_two_people_each_have_a_draft_of_their_own(store, lead, second):
    await kept(store, lead, "de mijne")
    await kept(store, second, "de jouwe")

    assert {draft.person for draft in await store.drafts.on(ACME, ENTRY)} == {lead.id, second.id}


# Followers


async def test_whoever_follows_hears_for_as_long_as_they_hold_a_role(store, lead, second, ann):
    await store.followers.set(ACME, second.id, on=True)
    await store.followers.set(ACME, lead.id, on=True)
    await store.followers.set(ACME, lead.id, on=True)
    with pytest.raises(NotAllowedError):
        await store.followers.set(ACME, ann.id, on=True)
    assert set(await store.followers.of(ACME)) == {lead.id, second.id}

    await store.roles.grant(ACME, lead.id, second.id, "consultant")
    await store.followers.set(ACME, lead.id, on=False)

    assert await store.followers.of(ACME) == ()
