"""No tenant sees or changes another's rows, whatever ids a payload names."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from store_samples import ACME, BLUE, ENTRY, NO_TIME, OTHER, PRACTICE, TOPIC, new_revision, round_of, turn_of

from coachbot.errors import NotAllowedError, UnknownSubjectError
from coachbot.messages import Profile
from coachbot.store import ENOUGH_PEOPLE, RoundAnswer, RoundOutcome, Store
from coachbot.store.models import Base

DAY = timedelta(days=1)
REFUSED = (UnknownSubjectError, NotAllowedError)

# What the other tenant calls with the first one's ids (a: person, t: turn, r: reminder, g: gap, d: draft), and all it may get.
CALLS = {
    "people.find": (lambda s, _: s.people.find(OTHER, "U1"), None),
    "people.get": (lambda s, x: s.people.get(OTHER, x["a"]), None),
    "people.any_of": (lambda s, _: s.people.any_of(OTHER), False),
    "people.welcome": (lambda s, x: s.people.welcome(OTHER, x["a"]), False),
    "people.set_language": (lambda s, x: s.people.set_language(OTHER, x["a"], "en"), False),
    "people.set_working_hours": (lambda s, x: s.people.set_working_hours(OTHER, x["a"], None, None), False),
    "people.set_address": (lambda s, x: s.people.set_address(OTHER, x["a"], {}), False),
    "people.pseudonym": (lambda s, x: s.people.pseudonym(OTHER, x["a"]), None),
    "people.profile": (lambda s, x: s.people.profile(OTHER, x["a"]), None),
    "people.keep_profile": (lambda s, x: s.people.keep_profile(OTHER, x["a"], Profile(preference=BLUE), {}), REFUSED),
    "people.drop_profile": (lambda s, x: s.people.drop_profile(OTHER, x["a"]), False),
    "conversations.load": (lambda s, _: s.conversations.load(OTHER, "D1"), None),
    "conversations.record": (lambda s, x: s.conversations.record(OTHER, "D1", turn_of(x["person"]), TOPIC), REFUSED),
    "conversations.speak": (lambda s, x: s.conversations.speak(OTHER, "D1", x["a"], "en"), REFUSED),
    "conversations.turn": (lambda s, x: s.conversations.turn(OTHER, x["t"]), None),
    "conversations.history": (lambda s, x: s.conversations.history(OTHER, x["a"]), ()),
    "conversations.unanswered": (lambda s, _: s.conversations.unanswered(OTHER), ()),
    "conversations.counts": (lambda s, x: s.conversations.counts(OTHER, x["since"]), ()),
    "conversations.shown": (lambda s, x: s.conversations.shown(OTHER, x["since"]), ()),
    "channels.set_language": (lambda s, x: s.channels.set_language(OTHER, x["a"], "C1", "nl"), REFUSED),
    "feedback.give": (lambda s, x: s.feedback.give(OTHER, x["a"], x["t"], helpful=False), REFUSED),
    "feedback.counts": (lambda s, x: s.feedback.counts(OTHER, x["since"]), ()),
    "reminders.plan": (lambda s, x: s.reminders.plan(OTHER, x["a"], x["since"]), REFUSED),
    "reminders.get": (lambda s, x: s.reminders.get(OTHER, x["r"]), None),
    "reminders.waiting": (lambda s, x: s.reminders.waiting(OTHER, x["a"]), ()),
    "reminders.claim": (lambda s, x: s.reminders.claim(OTHER, x["r"], quiet_since=x["since"]), None),
    "reminders.snooze": (lambda s, x: s.reminders.snooze(OTHER, x["a"], x["r"], DAY), None),
    "reminders.postpone": (lambda s, x: s.reminders.postpone(OTHER, x["r"], x["since"]), None),
    "reminders.stop": (lambda s, x: s.reminders.stop(OTHER, x["a"], x["r"]), ()),
    "practices.begin": (lambda s, x: s.practices.begin(OTHER, x["a"], "D1", PRACTICE), REFUSED),
    "practices.get": (lambda s, x: s.practices.get(OTHER, x["a"], x["p"].id), None),
    "practices.go_on": (lambda s, x: s.practices.go_on(replace(x["p"], tenant=OTHER), PRACTICE, "over"), False),
    "practices.latest": (lambda s, x: s.practices.latest(OTHER, x["a"]), ()),
    "practices.erase": (lambda s, x: s.practices.erase(OTHER, x["a"]), 0),
    "roles.of": (lambda s, x: s.roles.of(OTHER, x["a"]), "consultant"),
    "roles.require": (lambda s, x: s.roles.require(OTHER, x["a"], "lead"), REFUSED),
    "roles.holders": (lambda s, _: s.roles.holders(OTHER), ()),
    "roles.grant": (lambda s, x: s.roles.grant(OTHER, x["a"], x["a"], "lead"), REFUSED),
    "roles.has_admin": (lambda s, _: s.roles.has_admin(OTHER), False),
    "roles.claim": (lambda s, x: s.roles.claim(OTHER, x["a"], x["code"]), REFUSED),
    "gaps.send": (lambda s, x: s.gaps.send(OTHER, x["a"], "x", "nl"), REFUSED),
    "gaps.get": (lambda s, x: s.gaps.get(OTHER, x["g"]), None),
    "gaps.with_status": (lambda s, _: s.gaps.with_status(OTHER), ()),
    "gaps.set_status": (lambda s, x: s.gaps.set_status(OTHER, x["g"], "closed", was="open"), False),
    "rounds.open": (lambda s, x: s.rounds.open(OTHER, round_of(x["person"], x["since"])), REFUSED),
    "rounds.get": (lambda s, x: s.rounds.get(OTHER, x["round"]), None),
    "rounds.answer": (lambda s, x: s.rounds.answer(OTHER, x["a"], x["round"], RoundAnswer(guess=BLUE)), False),
    "rounds.own_answer": (lambda s, x: s.rounds.own_answer(OTHER, x["a"], x["round"]), None),
    "rounds.end": (lambda s, x: s.rounds.end(OTHER, x["round"], x["since"]), None),
    "rounds.close": (lambda s, x: s.rounds.close(OTHER, x["round"], "Ev"), None),
    "rounds.outcome": (lambda s, x: s.rounds.outcome(OTHER, x["round"]), RoundOutcome(guesses={}, wordings=())),
    "audit.record": (lambda s, x: s.audit.record(OTHER, x["a"], "publish", "x"), REFUSED),
    "audit.trail": (lambda s, _: s.audit.trail(OTHER), ()),
    "revisions.version": (lambda s, _: s.revisions.version(OTHER), 0),
    "revisions.in_force": (lambda s, _: s.revisions.in_force(OTHER), (0, ())),
    "revisions.history": (lambda s, _: s.revisions.history(OTHER, ENTRY), ()),
    "revisions.latest": (lambda s, _: s.revisions.latest(OTHER), ()),
    "revisions.get": (lambda s, _: s.revisions.get(OTHER, ENTRY, 1), None),
    "revisions.publish": (lambda s, x: s.revisions.publish(OTHER, [new_revision()], author=x["a"]), REFUSED),
    "drafts.keep": (lambda s, x: s.drafts.keep(OTHER, x["a"], ENTRY, {}, base="", base_content=None), REFUSED),
    "drafts.get": (lambda s, x: s.drafts.get(OTHER, x["d"]), None),
    "drafts.of": (lambda s, x: s.drafts.of(OTHER, x["a"]), ()),
    "drafts.on": (lambda s, _: s.drafts.on(OTHER, ENTRY), ()),
    "drafts.in_review": (lambda s, _: s.drafts.in_review(OTHER), ()),
    "drafts.hand_in": (lambda s, x: s.drafts.hand_in(OTHER, x["a"], x["d"], 1), None),
    "drafts.send_back": (lambda s, x: s.drafts.send_back(OTHER, x["a"], x["d"], 1, "x"), None),
    "drafts.drop": (lambda s, x: s.drafts.drop(OTHER, x["a"], x["d"]), False),
    "digest_readers.set": (lambda s, x: s.digest_readers.set(OTHER, x["a"], on=True), REFUSED),
    "digest_readers.is_on": (lambda s, x: s.digest_readers.is_on(OTHER, x["a"]), False),
    "digest_readers.of": (lambda s, _: s.digest_readers.of(OTHER), ()),
    "quiet_owners.set": (lambda s, x: s.quiet_owners.set(OTHER, x["a"], on=True), REFUSED),
    "quiet_owners.is_on": (lambda s, x: s.quiet_owners.is_on(OTHER, x["a"]), False),
    "quiet_owners.of": (lambda s, _: s.quiet_owners.of(OTHER), ()),
    "followers.set": (lambda s, x: s.followers.set(OTHER, x["a"], on=True), REFUSED),
    "followers.is_on": (lambda s, x: s.followers.is_on(OTHER, x["a"]), False),
    "followers.of": (lambda s, _: s.followers.of(OTHER), ()),
    "workspaces.get": (lambda s, _: s.workspaces.get("slack", "T-other"), None),
    "workspaces.all": (lambda s, _: s.workspaces.all("slack-other"), {}),
    "export_person": (lambda s, x: s.export_person(OTHER, x["a"]), REFUSED),
    "forget_person": (lambda s, x: s.forget_person(OTHER, x["a"]), REFUSED),
}
# Making something of one's own is tested in its place; these work for the installation as a whole.
ELSEWHERE = {
    "people.seen",
    "surroundings",
    "roles.ensure_admins",
    "roles.new_admin_code",
    "close",
    "open",
    "ready",
    "purge",
    "replay_erasures",
    "erase_tenants_that_left",
    "reminders.all_due",
    "rounds.all_due",
    "roles.any_admin",
    "roles.leads",
    "followers.all",
    "digest_readers.all",
    "quiet_owners.all",
    "workspaces.keep",
    "workspaces.leave",
    "workspaces.gone",
    "workspaces.erase",
    "workspaces.use_once",
    "backup",
}


@pytest.fixture
async def filled(store, clock):
    """The first tenant with a row in every table, and enough people to be counted."""
    since = clock()
    for number in range(1, ENOUGH_PEOPLE + 1):
        person = await store.people.seen(ACME, f"U{number}")
        turn = await store.conversations.record(ACME, f"D{number}", turn_of(person), TOPIC)
        await store.feedback.give(ACME, person.id, turn.id, helpful=True)
    ann = await store.people.find(ACME, "U1")
    turn = (await store.conversations.history(ACME, ann.id))[0]
    await store.people.keep_profile(ACME, ann.id, Profile(preference=BLUE), {})
    reminder = await store.reminders.plan(ACME, ann.id, clock(), turn.id)
    practice = await store.practices.begin(ACME, ann.id, "D1", PRACTICE)
    await store.workspaces.keep("slack", "T1", {"token": "xoxb-secret"})
    await store.workspaces.use_once("slack", "a state", clock())
    gap = await store.gaps.send(ACME, ann.id, "de knop is weg", "nl")
    opened = await store.rounds.open(ACME, round_of(ann, clock()))
    await store.rounds.answer(ACME, ann.id, opened.id, RoundAnswer(guess=BLUE))
    await store.roles.claim(ACME, ann.id, await store.roles.new_admin_code())
    await store.channels.set_language(ACME, ann.id, "C1", "en")
    await store.revisions.publish(ACME, [new_revision()], author=ann.id)
    draft = await store.drafts.keep(ACME, ann.id, ENTRY, {}, base="revision:1", base_content={})
    await store.followers.set(ACME, ann.id, on=True)
    await store.digest_readers.set(ACME, ann.id, on=True)
    await store.quiet_owners.set(ACME, ann.id, on=True)
    return {
        "person": ann,
        "a": ann.id,
        "t": turn.id,
        "r": reminder.id,
        "p": practice,
        "g": gap.id,
        "round": opened.id,
        "d": draft.id,
        "since": since,
        "code": await store.roles.new_admin_code(),
    }


async def everything(store):
    """Every row of the database, except codes, which belong to no tenant."""
    rows = {}
    async with store._backing.database.read() as session:
        for table in Base.metadata.sorted_tables:
            rows[table.name] = sorted(map(repr, (await session.execute(select(table))).all()))
    return rows


async def test_the_first_tenant_has_something_in_every_table(store, filled):
    del filled
    rows = await everything(store)

    assert [name for name, found in rows.items() if not found] == ["erasures"]
    assert [one.objection for one in await store.conversations.counts(ACME, store._backing.now())] == [NO_TIME]
    assert [one.objection for one in await store.feedback.counts(ACME, store._backing.now())] == [NO_TIME]


async def test_no_method_gives_or_changes_another_tenants_rows(store, filled):
    before = await everything(store)

    for name, (call, allowed) in CALLS.items():
        if allowed is REFUSED:
            with pytest.raises(REFUSED):
                await call(store, filled)
        else:
            assert await call(store, filled) == allowed, name
        assert await everything(store) == before, name


async def test_an_id_of_the_first_tenant_does_not_help_a_person_of_the_other(store, filled, bob):
    with pytest.raises(UnknownSubjectError):
        await store.feedback.give(OTHER, bob.id, filled["t"], helpful=True)
    with pytest.raises(UnknownSubjectError):
        await store.reminders.plan(OTHER, bob.id, filled["since"], filled["t"])
    assert await store.reminders.snooze(ACME, bob.id, filled["r"], DAY) is None


def test_every_method_is_in_the_table_above():
    repositories = {
        "people": "People",
        "conversations": "Conversations",
        "channels": "Channels",
        "feedback": "Feedback",
        "reminders": "Reminders",
        "practices": "Practices",
        "roles": "Roles",
        "gaps": "Gaps",
        "rounds": "Rounds",
        "audit": "Audit",
        "workspaces": "Workspaces",
        "revisions": "Revisions",
        "drafts": "Drafts",
        "followers": "Switch",
        "digest_readers": "Switch",
        "quiet_owners": "Switch",
    }
    import coachbot.store as package

    methods = {
        f"{name}.{method}"
        for name, kind in repositories.items()
        for method, _ in inspect.getmembers(getattr(package, kind), inspect.iscoroutinefunction)
        if not method.startswith("_")
    }
    own = {name for name, _ in inspect.getmembers(Store, inspect.isroutine) if not name.startswith("_")}

    assert methods | own == CALLS.keys() | ELSEWHERE
