"""What is in force, on every replica, within seconds; and what stays in force whatever goes wrong."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from curating import Ticks, changed, editions_over, files, files_edition, make
from sqlalchemy import text
from store_samples import ACME, ENTRY, OTHER, new_revision
from structlog.testing import capture_logs

from coachbot.curation import LOOK_EVERY_S, Editions
from coachbot.decisions import decision_of
from coachbot.desk import Desk
from coachbot.events import Event
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.messages import Action, IncomingMessage, Origin
from coachbot.people import Companion
from coachbot.store import Store, Subject, tenant_of

FAR_AWAY = {
    "truth": "view",
    "title": {"nl": "De server staat in Amerika", "en": "The server is in America"},
    "about": {"nl": "Waar de gegevens staan.", "en": "Where the data are kept."},
    "phrases": {"nl": [{"text": "Washington leest mee"}], "en": []},
}
RED = Subject("entry:no-time:red")


@pytest.fixture
async def lead(store):
    person = await store.people.seen(ACME, "U-lead")
    await store.roles.claim(ACME, person.id, await store.roles.new_admin_code())
    return person.id


@pytest.fixture
def ticks():
    return Ticks()


@pytest.fixture
def editions(store, ticks):
    return editions_over(store, ticks)


async def publish(store, lead, wording, *, after=0, subject=ENTRY):
    revision = replace(new_revision(subject=subject, after=after), content=changed(subject, wording=wording))
    return await store.revisions.publish(ACME, [revision], author=lead)


async def spoil(store, lead, *, after=0, subject=ENTRY):
    """A revision that fits no files, as one of a newer coachbot, or of a driver that was taken out."""
    return await store.revisions.publish(ACME, [new_revision(subject=subject, after=after)], author=lead)


def wording(edition, driver="blue"):
    return edition.playbook.entry("no-time", driver).entry.texts.nl.wording


FILES = wording(files_edition())


async def test_a_tenant_that_published_nothing_shares_the_edition_of_the_files(editions):
    assert await editions.of(ACME) == files_edition()
    assert (await editions.of(ACME)).coach is (await editions.of(OTHER)).coach is files_edition().coach


async def test_what_one_replica_publishes_is_in_force_on_all_within_two_seconds(store, lead, plan, clock, ticks):
    stores = [store, await Store.open(plan, clock), await Store.open(plan, clock)]
    replicas = [editions_over(one, ticks) for one in stores]
    before = [wording(await replica.of(ACME)) for replica in replicas]

    await publish(store, lead, "Het zit al vol.")
    at_once = [wording(await replica.of(ACME)) for replica in replicas]
    ticks.at += LOOK_EVERY_S
    later = [wording(await replica.of(ACME)) for replica in replicas]

    assert LOOK_EVERY_S < 5
    assert (before, at_once, later) == ([FILES] * 3, [FILES] * 3, ["Het zit al vol."] * 3)
    for other in stores[1:]:
        await other.close()


async def test_the_replica_that_published_has_it_at_once(store, lead, editions):
    await editions.of(ACME)
    await publish(store, lead, "Het zit al vol.")

    assert wording(await editions.refreshed(ACME)) == "Het zit al vol."
    assert wording(await editions.of(ACME)) == "Het zit al vol."


async def test_a_replica_that_was_down_has_it_when_it_comes_back(store, lead):
    await publish(store, lead, "Het zit al vol.")
    await publish(store, lead, "Vol is vol.", after=1)

    assert wording(await editions_over(store).of(ACME)) == "Vol is vol."


async def test_an_edition_is_made_once_however_many_ask_and_kept_while_nothing_changes(store, lead, ticks):
    made = []

    def counting(playbook, version):
        made.append(version)
        return make(playbook, version)

    editions = Editions(store, files_edition(), counting, tick=ticks)
    await publish(store, lead, "Het zit al vol.")
    await asyncio.gather(*(editions.of(ACME) for _ in range(20)))
    for _ in range(3):
        ticks.at += LOOK_EVERY_S
        await editions.of(ACME)

    assert made == [1]


async def test_the_version_is_read_at_most_every_two_seconds(store, editions, ticks, monkeypatch):
    read, version = [], store.revisions.version

    async def counting(tenant):
        read.append(tenant)
        return await version(tenant)

    monkeypatch.setattr(store.revisions, "version", counting)
    for _ in range(50):
        await asyncio.gather(editions.of(ACME), editions.of(ACME))
        ticks.at += LOOK_EVERY_S / 10

    assert read == [ACME] * 5


async def test_others_get_the_last_one_while_a_new_one_is_made(store, lead, ticks):
    await publish(store, lead, "Het zit al vol.")
    begun, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slowly(playbook, version):
        if version == 2:
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result(10)
        return make(playbook, version)

    editions = Editions(store, files_edition(), slowly, tick=ticks)
    await editions.of(ACME)
    await publish(store, lead, "Vol is vol.", after=1)
    ticks.at += LOOK_EVERY_S
    first = asyncio.create_task(editions.of(ACME))
    await begun.wait()

    meanwhile = wording(await editions.of(ACME))
    go_on.set()

    assert (meanwhile, wording(await first)) == ("Het zit al vol.", "Vol is vol.")


async def test_whoever_stops_waiting_does_not_stop_it_for_the_others(store, lead, editions):
    await publish(store, lead, "Het zit al vol.")
    impatient = asyncio.create_task(editions.of(ACME))
    patient = asyncio.create_task(editions.of(ACME))
    await asyncio.sleep(0)
    impatient.cancel()

    assert wording(await patient) == "Het zit al vol."


async def test_the_last_good_playbook_stays_while_the_database_is_away_and_it_is_told_once(store, lead, editions, ticks):
    await publish(store, lead, "Het zit al vol.")
    await editions.of(ACME)
    database = store._backing.database
    async with database.write() as session:
        await session.execute(text("ALTER TABLE in_force RENAME TO elsewhere"))

    with capture_logs() as logs:
        for _ in range(3):
            ticks.at += LOOK_EVERY_S
            assert wording(await editions.of(ACME)) == "Het zit al vol."
    async with database.write() as session:
        await session.execute(text("ALTER TABLE elsewhere RENAME TO in_force"))
    await publish(store, lead, "Vol is vol.", after=1)
    ticks.at += LOOK_EVERY_S

    assert wording(await editions.of(ACME)) == "Vol is vol."
    assert [(one["event"], one["why"]) for one in logs] == [("last_good_playbook_stays", "store_away")]
    assert ticks.troubles == ["store_away"] * 3


async def test_of_what_does_not_fit_the_last_that_did_stays_and_all_else_is_new(store, lead, editions, ticks):
    await publish(store, lead, "Het zit al vol.")
    await editions.of(ACME)
    await spoil(store, lead, after=1)
    await publish(store, lead, "Kort dan.", subject=RED)
    ticks.at += LOOK_EVERY_S

    with capture_logs() as logs:
        edition = await editions.of(ACME)
        ticks.at += LOOK_EVERY_S
        await editions.of(ACME)

    assert (wording(edition), wording(edition, "red")) == ("Het zit al vol.", "Kort dan.")
    assert [(one["why"], one["what"]) for one in logs] == [("unfit", [ENTRY])]
    assert ticks.troubles == ["unfit"]


async def test_after_a_restart_the_files_stand_in_for_what_does_not_fit_them(store, lead, editions):
    await spoil(store, lead)
    await publish(store, lead, "Kort dan.", subject=RED)

    edition = await editions.of(ACME)

    assert (wording(edition), wording(edition, "red")) == (FILES, "Kort dan.")


async def test_a_file_edited_by_hand_into_nonsense_changes_nothing_until_the_next_start_which_refuses(
    store, lead, tmp_path, ticks
):
    import shutil

    from coachbot.errors import PlaybookError

    folder = tmp_path / "playbook"
    shutil.copytree(shipped_playbook(), folder)
    base = replace(files_edition(), playbook=load_playbook(folder))
    editions = Editions(store, base, make, tick=ticks)
    await editions.of(ACME)

    (folder / "models/graves/entries/no-time.yaml").write_text("objection: [no-time\n  blue", encoding="utf-8")
    await publish(store, lead, "Kort dan.", subject=RED)
    ticks.at += LOOK_EVERY_S

    edition = await editions.of(ACME)
    assert (wording(edition), wording(edition, "red")) == (FILES, "Kort dan.")
    with pytest.raises(PlaybookError, match=r"no-time\.yaml"):
        load_playbook(folder)


async def test_only_so_many_tenants_are_held(editions, monkeypatch):
    monkeypatch.setattr("coachbot.curation.editions.MOST_TENANTS", 3)
    for number in range(10):
        await editions.of(tenant_of("slack", f"T{number}"))

    assert list(editions._held) == [tenant_of("slack", f"T{number}") for number in (7, 8, 9)]


async def test_a_tenant_that_put_everything_back_shares_the_files_again(store, lead, editions):
    await publish(store, lead, "Het zit al vol.")
    await editions.of(ACME)
    await store.revisions.publish(ACME, [replace(new_revision(after=1), content=None)], author=lead)

    edition = await editions.refreshed(ACME)

    assert (edition.version, edition.playbook is files(), edition.coach is files_edition().coach) == (2, True, True)


async def test_each_tenant_is_answered_and_shown_from_its_own_playbook(store, lead, editions, clock):
    base = files_edition()
    companion = Companion(base.coach, store, lambda said, _language: said, contacts=None, now=clock, editions=editions)
    desk = Desk(
        companion=companion,
        store=store,
        cards=base.cards,
        playbook=base.playbook,
        redact=lambda said: (said, "nl"),
        editions=editions,
        now=clock,
    )
    await store.revisions.publish(
        ACME,
        [
            replace(new_revision(subject=Subject("objection:far-away")), content=FAR_AWAY),
            replace(new_revision(subject=ENTRY), content=changed(ENTRY, wording="Het zit al vol.")),
        ],
        author=lead,
    )

    async def shown(workspace, **said):
        origin = Origin(platform="slack", workspace=workspace, conversation="D1", user="U1")
        answers = await desk.answer(IncomingMessage(origin=origin, **said))
        return answers[-1].card.in_words

    press = Action(kind="show", objection="no-time", driver="blue")
    assert "De server staat in Amerika" in await shown("T1", text="Washington leest mee")
    assert "De server staat in Amerika" not in await shown("T2", text="Washington leest mee")
    assert "Het zit al vol." in await shown("T1", action=press)
    assert "Het zit al vol." not in await shown("T2", action=press)
    assert "far-away" in (await desk.playbook_of("slack", "T1")).objections
    assert await desk.playbook_of("slack", "T2") is files()


async def test_an_answer_that_was_decided_before_a_publication_is_shown_from_what_is_in_force_then(store, lead, editions, clock):
    base = files_edition()
    desk = Desk(
        companion=Companion(base.coach, store, lambda said, _language: said, contacts=None, now=clock, editions=editions),
        store=store,
        cards=base.cards,
        playbook=base.playbook,
        redact=lambda said: (said, "nl"),
        editions=editions,
        now=clock,
    )
    origin = Origin(platform="slack", workspace="T1", conversation="D1", user="U1")
    (*_, decided) = await desk.answer(
        IncomingMessage(origin=origin, action=Action(kind="show", objection="no-time", driver="blue"))
    )
    event = Event(id="1", platform="slack", tenant="T1", conversation="D1", channel="D1", person="p", payload={"text": ""})
    decision = decision_of((decided.reply,), "")

    await publish(store, lead, "Het zit al vol.")
    await editions.refreshed(ACME)

    assert "Het zit al vol." in (await desk.answered(event, decision))[0].card.in_words
