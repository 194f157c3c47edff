"""The desk: messages in and cards back, over a real store and real delivery, on both databases."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from desk_rig import ADDRESS, ANNA, PLACE, SAID, pressed, replies, said, until, working
from store_samples import ACME

from coachbot.curation import Curation, Edition, Editions
from coachbot.curation_replies import About, CurationRefused, EntryInForce
from coachbot.curator import Curator
from coachbot.events import Event
from coachbot.messages import (
    Action,
    Cannot,
    CoachingAnswer,
    DigestShown,
    Exported,
    Forgotten,
    History,
    Home,
    HowDidItGo,
    Mentioned,
    NotAllowed,
    Reminding,
    Roles,
    Shared,
    Welcome,
)
from coachbot.playbook import OWNED_BY_A_LEAD
from coachbot.store import Retention
from coachbot.testing import NO_TIME


async def test_a_message_is_redacted_written_and_answered_once_where_it_came_from(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        assert await desk.submit(said("geen tijd zei Henk"), PLACE)
        assert not await desk.submit(said("geen tijd zei Henk"), PLACE)
        await until(lambda: len(platform.sent) == 2)
        (where, welcome), (_, answer) = platform.sent

        assert where == PLACE
        assert isinstance(welcome, Welcome)
        assert isinstance(answer, CoachingAnswer)
        assert (answer.objection, answer.evidence, answer.turn) == (NO_TIME, ("geen tijd",), 1)


async def test_what_is_full_of_words_is_asked_for_again_when_it_is_sent(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        await desk.submit(said(SAID), PLACE)
        await platform.next(2)
        await desk.submit(said("geschiedenis", event="2"), PLACE)
        (history,) = await platform.next()
        await desk.submit(said("export", event="3"), PLACE)
        (exported,) = await platform.next()

    assert isinstance(history, History)
    assert history.asked[0].text == SAID
    assert isinstance(exported, Exported)
    assert SAID in exported.content


async def test_with_nothing_kept_no_word_is_written_anywhere_and_the_answer_comes_all_the_same(empty_plan, clock):
    plan = replace(empty_plan, retention=Retention(days=0))
    async with working(plan, clock) as (desk, platform):
        await desk.submit(said("geen tijd zei Henk"), PLACE)
        _, answer = await platform.next(2)

        assert isinstance(answer, CoachingAnswer)
        assert answer.evidence == ()
        assert b"geen tijd" not in await everything_written(plan)


async def test_with_nothing_kept_a_command_that_came_as_a_message_is_answered_without_its_words_being_written(empty_plan, clock):
    plan = replace(empty_plan, retention=Retention(days=0))
    async with working(plan, clock) as (desk, platform):
        await a_lead_who_wants_the_digest(desk)
        with_curator(desk, clock)
        await desk.submit(said("/playbook bewerk geen tijd blauw"), PLACE)
        _, entry = await platform.next(2)
        await desk.submit(said("/playbook toon Wubbo Vinkenoog", event="2"), PLACE)
        (which,) = await platform.next()
        await desk.submit(said("geschiedenis", event="3"), PLACE)
        (history,) = await platform.next()

        assert isinstance(entry, EntryInForce)
        assert (entry.about.objection, entry.about.driver) == (NO_TIME, "blue")
        assert isinstance(which, CurationRefused)
        assert isinstance(history, History)
        assert b"Vinkenoog" not in await everything_written(plan)


async def test_a_reminder_comes_when_it_is_due_and_only_once_a_day(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        _, answer = await replies(desk, said(SAID))
        (first,) = await replies(desk, pressed("remind_at", value=f"{answer.turn}@2026-11-25T13:00"))
        (second,) = await replies(desk, pressed("remind_in", value=f"tomorrow:{answer.turn}"))
        assert isinstance(first, Reminding), first
        assert isinstance(second, Reminding)

        clock.move(days=1, minutes=1)
        await desk.sweep(clock())
        (asked,) = await platform.next()

        # Which of two that are due together comes first is the queue's business.
        assert asked == HowDidItGo(language="nl", reminder=asked.reminder, turn=answer.turn, objection=NO_TIME)
        clock.move(days=1)
        await desk.sweep(clock())
        (later,) = await platform.next()
        assert {asked.reminder, later.reminder} == {first.reminder, second.reminder}


def with_curator(desk, clock):
    """Let team leads keep the playbook of this desk."""
    files = Edition(version=0, playbook=desk.playbook, coach=desk.companion._coach, cards=desk.cards)
    editions = Editions(desk.store, files, lambda playbook, version: replace(files, playbook=playbook, version=version))
    curation = Curation(store=desk.store, editions=editions, redact=lambda text, _language: text)
    desk.companion.curator = Curator(curation=curation, now=clock)


async def a_lead_who_wants_the_digest(desk):
    """Anna as a team lead, and a remark that somebody sent to the leads."""
    admin, person = await desk.store.people.seen(ACME, "boss"), await desk.store.people.seen(ACME, "U1")
    assert await desk.store.roles.claim(ACME, admin.id, await desk.store.roles.new_admin_code())
    await desk.store.roles.grant(ACME, admin.id, person.id, "lead")
    await desk.store.people.set_address(ACME, person.id, ADDRESS)
    await desk.store.digest_readers.set(ACME, person.id, on=True)
    await desk.store.gaps.send(ACME, admin.id, "de knop is weg", "nl")
    return admin, person


async def test_a_lead_who_wants_it_gets_one_digest_a_week(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        await a_lead_who_wants_the_digest(desk)

        await desk.weekly(clock())
        await desk.weekly(clock())
        (told,) = await platform.next()
        clock.move(days=7)
        await desk.weekly(clock())
        (again,) = await platform.next()

        assert isinstance(told, DigestShown)
        assert [one.gaps for one in told.digest.gaps] == [1]
        assert (told.digest.until, again.digest.until) == (date(2026, 11, 25), date(2026, 12, 2))
        card = desk.cards.card(told, clock().date())
        assert "nergens mee te vergelijken: 1, de oudste van 25-11-2026" in card.in_words


async def test_a_digest_goes_to_nobody_who_is_no_lead_any_more_or_wants_none_and_not_when_it_is_late(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        admin, person = await a_lead_who_wants_the_digest(desk)
        begun = clock()

        clock.move(days=4)
        await desk.weekly(begun)
        clock.move(days=3)
        await desk.store.roles.grant(ACME, admin.id, person.id, "consultant")
        await desk.weekly(clock())
        clock.move(days=7)
        await desk.store.roles.grant(ACME, admin.id, person.id, "lead")
        await desk.store.digest_readers.set(ACME, person.id, on=False)
        await desk.weekly(clock())
        clock.move(days=7)
        await desk.store.digest_readers.set(ACME, person.id, on=True)
        await desk.weekly(clock())
        (told,) = await platform.next()

        assert told.digest.until == clock().date()
        assert platform.sent == []


def owned_by(desk, name, cells, review_by):
    """The playbook with these entries in somebody's name."""
    model = desk.playbook.model
    theirs = {cell: replace(model.entries[cell], owner=f"{OWNED_BY_A_LEAD}{name}", review_by=review_by) for cell in cells}
    return replace(desk.playbook, model=replace(model, entries=model.entries | theirs))


async def test_whoever_has_entries_to_look_at_again_hears_so_once_a_week_until_they_are_looked_at_or_handed_over(
    empty_plan, clock
):
    async with working(empty_plan, clock) as (desk, platform):
        _, person = await a_lead_who_wants_the_digest(desk)
        await desk.store.digest_readers.set(ACME, person.id, on=False)
        name = await desk.store.people.pseudonym(ACME, person.id)
        files, cells = desk.playbook, list(desk.playbook.model.entries)[:2]
        desk.playbook = owned_by(desk, name, cells, clock().date() + timedelta(days=3))

        await desk.weekly(clock())
        await desk.weekly(clock())
        (told,) = await platform.next()
        clock.move(days=7)
        await desk.weekly(clock())
        (again,) = await platform.next()
        desk.playbook = owned_by(desk, name, cells, clock().date() + timedelta(days=300))
        clock.move(days=7)
        await desk.weekly(clock())
        desk.playbook = files
        clock.move(days=7)
        await desk.weekly(clock())
        await desk.store.digest_readers.set(ACME, person.id, on=True)
        clock.move(days=7)
        await desk.weekly(clock())
        (last,) = await platform.next()

        assert [(one.about.objection, one.about.driver, one.overdue) for one in told.items] == [(*cell, False) for cell in cells]
        assert [one.overdue for one in again.items] == [True, True]
        assert isinstance(last, DigestShown)
        assert platform.sent == []
        card = desk.cards.card(told, clock().date())
        assert "Op jouw naam" in card.in_words
        assert "draag ze over" in card.in_words


async def test_what_is_due_goes_to_no_lead_who_also_reads_the_digest_and_to_nobody_who_is_none_any_more(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        admin, person = await a_lead_who_wants_the_digest(desk)
        name = await desk.store.people.pseudonym(ACME, person.id)
        desk.playbook = owned_by(desk, name, list(desk.playbook.model.entries)[:1], clock().date())

        await desk.weekly(clock())
        (told,) = await platform.next()
        clock.move(days=7)
        await desk.store.digest_readers.set(ACME, person.id, on=False)
        await desk.store.roles.grant(ACME, admin.id, person.id, "consultant")
        await desk.weekly(clock())
        clock.move(days=7)
        await desk.store.roles.grant(ACME, admin.id, person.id, "lead")
        await desk.store.digest_readers.set(ACME, person.id, on=True)
        await desk.weekly(clock())
        (later,) = await platform.next()

        assert isinstance(later, DigestShown)
        assert [one.objection for one in told.digest.due] == [next(iter(desk.playbook.model.entries))[0]]
        assert platform.sent == []


async def test_whoever_wants_no_word_of_their_own_entries_gets_none_until_they_want_it_again(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        _, person = await a_lead_who_wants_the_digest(desk)
        with_curator(desk, clock)
        name = await desk.store.people.pseudonym(ACME, person.id)
        desk.playbook = owned_by(desk, name, list(desk.playbook.model.entries)[:1], clock().date())

        *_, off = await desk.answer(said("/playbook volg uit"))
        await desk.weekly(clock())
        clock.move(days=7)
        (on,) = await desk.answer(pressed("lead_follow", value="owned:on"))
        await desk.weekly(clock())
        (told,) = await platform.next()

        assert (off.reply.digest, off.reply.owned, on.reply.digest, on.reply.owned) == (False, False, False, True)
        assert told.kind == "owned"
        assert platform.sent == []


async def test_what_a_lead_publishes_is_told_to_who_follows_and_to_nobody_else(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        admin, person = await a_lead_who_wants_the_digest(desk)
        with_curator(desk, clock)
        for follower in (admin, person):
            await desk.store.people.set_address(ACME, follower.id, ADDRESS)
            await desk.store.followers.set(ACME, follower.id, on=True)
        phrase = Action(kind="lead_phrase", objection=NO_TIME)

        for text in ("dat past er niet bij", "mijn dag zit vol"):
            by_boss = replace(
                pressed("home"), action=phrase, fields={"objection": NO_TIME, "nl": text}, origin=replace(ANNA, user="boss")
            )
            await desk.answer(by_boss)
        first, second = await platform.next(2)

        about = About(thing="phrases", objection=NO_TIME)
        assert {one.number for one in (first, second)} == {1, 2}
        assert {one.about for one in (first, second)} == {about}
        await desk.store.followers.set(ACME, person.id, on=False)
        await desk.answer(replace(by_boss, fields={"objection": NO_TIME, "nl": "ik zit al vol tot vrijdag"}))
        await desk.weekly(clock())
        (digest,) = await platform.next()
        assert isinstance(digest, DigestShown)


async def test_whoever_cannot_be_reached_is_reminded_of_nothing(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        await desk.submit(said(SAID), PLACE)
        _, answer = await platform.next(2)
        await replies(desk, pressed("remind_in", value=f"tomorrow:{answer.turn}"))
        person = await desk.store.people.find(ACME, "U1")

        await desk.unreachable(
            Event(id="x", platform="slack", tenant="T1", conversation="D1", channel="D1", person=person.id, payload={})
        )

        assert await desk.store.reminders.waiting(ACME, person.id) == ()


@pytest.mark.parametrize("moment", ["2020-01-01T10:00", "2031-01-01T10:00"])
async def test_a_reminder_in_the_past_or_far_ahead_is_refused(empty_plan, clock, moment):
    async with working(empty_plan, clock) as (desk, _):
        _, refused = await replies(desk, pressed("remind_at", value=f"@{moment}"))
        (nonsense,) = await replies(desk, pressed("remind_at", value="@now"))

    assert refused == Cannot(language="nl", kind="past_time")
    assert nonsense == Cannot(language="nl", kind="unknown_choice")


async def test_forgetting_takes_the_words_out_of_both_databases(empty_plan, clock):
    plan = empty_plan
    async with working(plan, clock) as (desk, platform):
        await desk.submit(said("geen tijd zei Henk"), PLACE)
        await platform.next(2)
        assert b"geen tijd" in await everything_written(plan)

        (forgotten,) = await replies(desk, pressed("forget"))

        assert isinstance(forgotten, Forgotten)
        # The engine's last turn may still be ending; its rows go moments later.
        for _ in range(200):
            if b"geen tijd" not in await everything_written(plan):
                break
            await asyncio.sleep(0.1)
        assert b"geen tijd" not in await everything_written(plan)


async def test_an_answer_is_shared_without_anything_of_the_remark(empty_plan, clock):
    among = replace(ANNA, conversation="C1:top:U1", among_others=True)
    async with working(empty_plan, clock) as (desk, _):
        _, answer = await replies(desk, said(SAID, origin=among))
        assert answer.shareable

        (shared,) = await desk.answer(pressed("share", among, value=str(answer.turn)))
        (stranger,) = (await replies(desk, pressed("share", replace(among, user="U2"), value=str(answer.turn))))[1:]

    assert isinstance(shared.reply, Shared)
    shown = json.dumps([str(piece) for piece in shared.card.pieces])
    assert "geen tijd" not in shown
    assert "wording no-time/blue/nl" in shown
    assert {button.action.kind for button in shared.card.buttons} <= {
        "show",
        "more",
        "yes_but",
        "other_drivers",
        "other_objections",
    }
    assert stranger == Cannot(language="nl", kind="unknown_choice")


async def test_the_first_admin_claims_a_code_and_makes_a_lead(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, _):
        code = await desk.store.roles.new_admin_code()
        bea = Mentioned(user="U2", address={"channel": "U2", "user": "U2"})

        _, refused = await replies(desk, said("/playbook rollen teamleider", mentioned=(bea,)))
        (wrong,) = await replies(desk, said("/playbook claim AAAA-BBBB-CCCC"))
        (claimed,) = await replies(desk, said(f"/playbook claim {code}"))
        (granted,) = await replies(desk, said("/playbook rollen teamleider", mentioned=(bea,)))
        (nobody,) = await replies(desk, said("/playbook rollen teamleider"))
        (home,) = await replies(desk, pressed("home"))

    assert refused == NotAllowed(language="nl", needs="admin")
    assert (wrong.just, wrong.claimable, wrong.own) == ("wrong_code", True, "consultant")
    assert (claimed.just, claimed.own) == ("claimed", "admin")
    assert isinstance(granted, Roles)
    assert [(holder.role, holder.address["user"]) for holder in granted.holders] == [("admin", "U1"), ("lead", "U2")]
    assert nobody.just == "unknown_person"
    assert isinstance(home, Home)
    assert home.leads


async def test_a_button_that_breaks_something_is_answered_all_the_same(empty_plan, clock, monkeypatch):
    async with working(empty_plan, clock) as (desk, _):

        async def broken(*_):
            raise RuntimeError("kanarie")

        monkeypatch.setattr(desk.companion, "handle", broken)
        assert await replies(desk, said("hallo")) == [Cannot(language="nl", kind="went_wrong")]


async def test_the_night_takes_what_is_older_than_is_kept(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        await desk.submit(said(SAID), PLACE)
        await platform.next(2)
        clock.move(days=31)

        await desk.nightly(clock())

        person = await desk.store.people.find(ACME, "U1")
        assert person is None or await desk.store.conversations.history(ACME, person.id) == ()
        assert await desk.ready() is None


async def everything_written(plan):
    """Every byte of the SQLite files, or every row of PostgreSQL, with the engine's own."""
    if plan.database_url is None:
        return b"".join(file.read_bytes() for file in plan.data.iterdir() if file.is_file())
    engine = sa.create_engine(plan.database_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        tables = connection.execute(
            sa.text("SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")
        ).all()
        rows = [connection.execute(sa.text(f'SELECT * FROM "{schema}"."{table}"')).all() for schema, table in tables]  # noqa: S608
    engine.dispose()
    return str(rows).encode()
