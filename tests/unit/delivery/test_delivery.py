"""Delivery as adapters use it, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from coachbot.delivery import delivery as module
from coachbot.delivery import suspects_in
from coachbot.delivery.database import FolderLock, close_engine, open_engine
from coachbot.delivery.replicas import Replicas
from coachbot.errors import ConfigurationError, DeliveryError, RefusedError
from coachbot.events import Decision
from coachbot.metrics import Metrics
from postgres import fresh_database, programs, running_server

from .conftest import Platform, delivering, event, think, until

CANARY = "kanarie-7f3a"


async def test_an_event_is_answered_once_however_often_it_is_delivered(url, platform):
    async with delivering(url, platform) as delivery:
        new = await asyncio.gather(*(delivery.submit(event(1)) for _ in range(8)))
        await until(lambda: platform.sent)
        late = await delivery.submit(event(1))
    async with delivering(url, platform) as delivery:
        after_a_restart = await delivery.submit(event(1))
        await delivery.submit(event(2))
        await until(lambda: len(platform.sent) == 2)

    assert sorted(new) == [False] * 7 + [True]
    assert (late, after_a_restart) == (False, False)
    assert platform.keys == [event(1).id, event(2).id]


async def test_turns_of_a_conversation_keep_their_order_and_others_do_not_wait(url, platform):
    release = asyncio.Event()

    async def slow_first(event):
        if event.payload["number"] == 1:
            await release.wait()
        return await think(event)

    async with delivering(url, platform, slow_first) as delivery:
        for number in range(1, 7):
            await delivery.submit(event(number, conversation="C1" if number <= 5 else "C2"))
        await until(lambda: platform.sent)
        first = platform.keys[0]
        release.set()
        await until(lambda: len(platform.sent) == 6)

    assert first == event(6).id
    assert platform.keys[1:] == [event(number).id for number in range(1, 6)]


async def test_a_decision_of_nothing_sends_nothing(sqlite, platform):
    async def silent(event):
        return None if event.payload["number"] == 1 else await think(event)

    async with delivering(sqlite, platform, silent) as delivery:
        await delivery.submit(event(1))
        await delivery.submit(event(2))
        await until(lambda: platform.sent)

    assert platform.keys == [event(2).id]


async def test_who_cannot_be_answered_hears_so_and_the_operator_gets_a_report_without_words(url, platform):
    metrics = Metrics()

    async def broken(_event):
        raise ValueError(CANARY)

    async with delivering(url, platform, broken, metrics=metrics) as delivery:
        await delivery.submit(event(1))
        (suspect,) = await until(delivery.suspects)

        assert await asyncio.to_thread(suspects_in, url) == (suspect,)

    assert await asyncio.to_thread(suspects_in, url) == (suspect,)
    assert [decision.kind for _, decision in platform.sent] == ["something_went_wrong"]
    assert (suspect.id, suspect.state, suspect.error) == (event(1).id, "failed", "TurnFailedError: ValueError")
    assert metrics.value("coachbot_messages_failed_total", {"platform": "slack"}) == 1


def test_where_nothing_was_ever_served_there_is_nothing_to_look_at(tmp_path):
    assert suspects_in(f"sqlite:///{tmp_path / 'delivery.db'}") == ()
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_can_not_be_read_is_told_in_a_sentence():
    with pytest.raises(DeliveryError, match="can't be read"):
        suspects_in("postgresql://nobody@127.0.0.1:1/none")


async def test_deciding_is_tried_again_before_that(sqlite, platform):
    tries = []

    async def hesitant(event):
        tries.append(event.id)
        if len(tries) < 3:
            raise OSError
        return await think(event)

    async with delivering(sqlite, platform, hesitant) as delivery:
        await delivery.submit(event(1))
        await until(lambda: platform.sent)

    assert platform.sent[0][1].kind == "CoachingAnswer"
    assert len(tries) == 3


async def test_a_reminder_for_a_person_who_left_is_refused_reported_and_not_repeated(sqlite, platform):
    platform.faults = [RefusedError("channel_not_found")] * 3

    async with delivering(sqlite, platform) as delivery:
        await delivery.later(event(1), 0, "reminder:1")
        (suspect,) = await until(delivery.suspects)

    assert (suspect.id, suspect.state) == ("reminder:1", "failed")
    assert suspect.error is not None
    assert "channel_not_found" in suspect.error
    assert len(platform.faults) == 2


async def test_work_put_off_is_done_moved_or_cancelled(url, platform):
    async with delivering(url, platform) as delivery:
        assert await delivery.later(event(1), 3600, "reminder:1")
        assert not await delivery.later(event(1), 3600, "reminder:1")
        await delivery.later(event(2), 3600, "reminder:2")
        await delivery.later(event(3), 0, "reminder:3")
        await delivery.cancel("reminder:2")
        await delivery.cancel("reminder:unknown")
        await delivery.move("reminder:unknown", 5)
        await delivery.move("reminder:1", 0)
        await delivery.move("reminder:2", 0)
        await until(lambda: len(platform.sent) == 2)
        await delivery.cancel("reminder:1")
        suspects = await delivery.suspects()

    assert sorted(platform.keys) == ["reminder:1", "reminder:3"]
    assert suspects == ()


async def test_a_turn_may_put_work_off_itself_once(url, platform):
    async def reminding(event):
        if event.payload["number"] == 1:
            await delivery.later(event_after, 0, "reminder:1")
            await delivery.later(event_after, 0, "reminder:1")
        return await think(event)

    event_after = event(2)
    async with delivering(url, platform, reminding) as delivery:
        await delivery.submit(event(1))
        await until(lambda: len(platform.sent) == 2)

    assert platform.keys == [event(1).id, "reminder:1"]


async def test_scheduled_work_runs_once_a_tick_and_missed_ticks_are_made_up_for(url, platform):
    ticks = []

    async def tick(at):
        ticks.append(at)

    every_second = ("digest", "* * * * * *", "Europe/Amsterdam", tick)
    async with delivering(url, platform, schedules=[every_second]):
        await until(lambda: len(ticks) >= 1)
    missed_from = max(ticks)
    await asyncio.sleep(2.2)
    async with delivering(url, platform, schedules=[every_second]) as delivery:
        back = datetime.now(UTC)
        await until(lambda: any(at >= back for at in ticks))
        await until(lambda: {missed_from + timedelta(seconds=n) for n in (1, 2)} <= set(ticks))
    async with delivering(url, platform) as delivery:
        left = await delivery._in_thread(delivery._client.list_schedules)

    assert len(ticks) == len(set(ticks))
    assert [schedule["schedule_name"] for schedule in left] == ["retention"]


async def test_a_schedule_that_fails_is_reported_without_words(sqlite, platform):
    async def broken(_at):
        raise ValueError(CANARY)

    async with delivering(sqlite, platform, schedules=[("digest", "* * * * * *", "UTC", broken)]) as delivery:
        (first, *_) = await until(delivery.suspects)

    assert first.state == "failed"
    assert first.error == "TurnFailedError: ValueError"


# Dying and taking over. A turn that hangs when delivery stops is left behind just as by a death.


@contextmanager
def quick_death(delivery):
    """Leave running turns where they are, without waiting for them."""
    delivery._options = module.Options(
        **{**{n: getattr(delivery._options, n) for n in delivery._options.__slots__}, "drain_s": 0}
    )
    yield


async def die(delivery):
    with quick_death(delivery):
        await delivery.stop()


async def started(url, platform, thinking=think, metrics=None, **options):
    from .conftest import QUICK

    delivery = module.Delivery(url, thinking, {"slack": platform}, metrics or Metrics(), module.Options(**{**QUICK, **options}))
    await delivery.start()
    return delivery


class Hanging(Platform):
    """Accepts a message, and never says so."""

    async def send(self, event, decision, key):
        await super().send(event, decision, key)
        await asyncio.Event().wait()


async def test_what_a_dead_replica_sent_is_found_and_its_decision_is_kept(url):
    thought = []

    async def counted(event):
        thought.append(event.id)
        return await think(event)

    hanging, metrics = Hanging(), Metrics()
    delivery = await started(url, hanging, counted)
    await delivery.submit(event(1))
    await until(lambda: hanging.sent)
    await die(delivery)
    platform = Platform()
    platform.sent = hanging.sent

    async with delivering(url, platform, counted, metrics=metrics):
        await until(lambda: metrics.value("coachbot_messages_answered_total", {"platform": "slack"}))

    assert platform.keys == [event(1).id]
    assert thought == [event(1).id]
    assert metrics.value("coachbot_sends_found_total", {"platform": "slack"}) == 1
    assert metrics.value("coachbot_take_overs_total") == 1


async def test_where_it_cannot_be_found_it_is_repeated_once_and_counted(sqlite):
    hanging, metrics = Hanging(readable=False), Metrics()
    delivery = await started(sqlite, hanging)
    await delivery.submit(event(1))
    await until(lambda: hanging.sent)
    await die(delivery)
    platform = Platform(readable=False)

    async with delivering(sqlite, platform, metrics=metrics):
        await until(lambda: platform.sent)

    assert platform.keys == [event(1).id]
    assert metrics.value("coachbot_repeats_possible_total", {"platform": "slack"}) == 1


async def test_a_turn_that_kills_its_process_ends_on_the_suspect_queue_and_is_given_up(url, platform):
    began = []

    async def deadly(event):
        if event.payload["number"] == 1:
            began.append(event.id)
            await asyncio.Event().wait()
        return await think(event)

    states = []
    metrics = Metrics()
    for death in range(1, 6):
        delivery = await started(url, platform, deadly, metrics)
        if death == 1:
            await delivery.submit(event(1))
        await until(lambda death=death: len(began) == death)
        states.append([(suspect.state, suspect.take_overs) for suspect in await delivery.suspects()])
        await die(delivery)
    async with delivering(url, platform, deadly, metrics=metrics) as delivery:

        async def no_suspect_any_more():
            return [suspect for suspect in await delivery.suspects() if suspect.state != "suspect"]

        (given_up,) = await until(no_suspect_any_more)
        await delivery.submit(event(2))
        await until(lambda: platform.sent)

    assert states == [[], [], [], [("suspect", 3)], [("suspect", 4)]]
    assert (given_up.state, given_up.take_overs) == ("given_up", 5)
    assert metrics.value("coachbot_turns_given_up_total") == 1
    assert platform.keys == [event(2).id]


async def test_a_turn_of_a_later_version_waits_reported_and_uncounted_for_code_that_knows_it(url, platform, monkeypatch):
    async with delivering(url, platform) as delivery:
        monkeypatch.setattr(module, "_TURN", "turn_v2")
        await delivery.submit(event(1))
        monkeypatch.undo()

        async def taken_off_the_queue():
            return [one for one in await delivery._list(status="PENDING") if one.name == "turn_v2"]

        await until(taken_off_the_queue)
    for _ in range(5):
        async with delivering(url, platform) as delivery:
            (waiting,) = await delivery.suspects()
            await asyncio.sleep(0.3)
            assert (waiting.state, waiting.take_overs) == ("unknown_version", 0)

    monkeypatch.setattr(module, "_TURN", "turn_v2")
    async with delivering(url, platform):
        await until(lambda: platform.sent)

    assert platform.keys == [event(1).id]


async def test_a_replica_that_was_paused_sends_nothing_that_another_took_over(url, platform):
    async with delivering(url, platform) as delivery:
        await delivery.later(event(1), 3600, "reminder:1")
        delivery._beaten = float("-inf")

        # Not running here, so as good as taken over.
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(delivery._still_mine("reminder:1"), 0.5)


# Keeping no longer than needed


async def test_finished_turns_are_deleted_by_age_and_waiting_ones_stay(url, platform):
    async with delivering(url, platform) as delivery:
        for number in (1, 2):
            await delivery.submit(event(number))
        await delivery.later(event(3), 3600, "reminder:3")
        await until(lambda: len(platform.sent) == 2)

        async def finished():
            return len(await delivery._list(status="SUCCESS")) == 2

        await until(finished)
        too_young = await delivery.purge(datetime.now(UTC) - timedelta(days=1))
        deleted = await delivery.purge(datetime.now(UTC) + timedelta(minutes=1))
        left = [one.workflow_id for one in await delivery._list()]

    assert (too_young, deleted, left) == (0, 2, ["reminder:3"])


async def test_the_nightly_clean_up_keeps_a_day_even_at_retention_zero(sqlite, platform):
    async with delivering(sqlite, platform, retention_days=0) as delivery:
        await delivery.submit(event(1))
        await until(lambda: platform.sent)

        async def finished():
            return await delivery._list(status="SUCCESS")

        await until(finished)
        now = datetime.now(UTC)
        await delivery._nightly(now + timedelta(hours=23))
        kept = len(await delivery._list())
        await delivery._nightly(now + timedelta(hours=25))
        left = await delivery._list()

    assert (kept, left) == (1, [])


def everything(url, tmp_path):
    """All that a database holds: each file of the folder, or a full dump."""
    if url.startswith("sqlite"):
        return b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    folder = programs()
    dump = (folder and shutil.which("pg_dump", path=str(folder))) or shutil.which("pg_dump")
    return subprocess.run([dump, url], check=True, capture_output=True, timeout=60).stdout


@pytest.mark.parametrize("by", ["person", "conversation"])
async def test_erasing_leaves_nothing_in_any_file(url, platform, tmp_path, by):
    platform.faults = [RefusedError("channel_not_found")]
    async with delivering(url, platform) as delivery:
        for number in range(1, 12):
            mine = event(number, conversation=f"C-{CANARY}", person=f"p-{CANARY}", text=f"{CANARY} said {number}" * 50)
            await (delivery.submit(mine) if number < 10 else delivery.later(mine, 3600, f"reminder:{CANARY}:{number}"))
        await delivery.submit(event(20, conversation=f"C-{CANARY}"[:2], person="p2"))
        await until(lambda: len(platform.sent) == 9)

        async def idle():
            return not await delivery._list(status=["PENDING", "ENQUEUED"])

        await until(idle)
        before = everything(url, tmp_path)
        key = ("slack", "T1", f"C-{CANARY}")
        running = await (delivery.erase(person=f"p-{CANARY}") if by == "person" else delivery.erase(conversation=key))
        while_serving = everything(url, tmp_path)
        left = [one.workflow_id for one in await delivery._list()]
    after = everything(url, tmp_path)

    assert CANARY.encode() in before
    assert running == 0
    assert CANARY.encode() not in while_serving
    assert CANARY.encode() not in after
    assert left == [event(20).id]


async def test_the_turn_that_asks_to_be_forgotten_is_erased_after_its_end(url, platform):
    running = []

    async def forgetting(event):
        running.append(await delivery.erase(person="p1"))
        return await think(event)

    async with delivering(url, platform, forgetting, erase_again_s=0.5) as delivery:
        await delivery.submit(event(1))
        await until(lambda: platform.sent)

        async def erased():
            return not await delivery._list(user="p1")

        await until(erased)

    assert running == [1]


async def test_what_is_kept_of_an_error_is_its_type(url, platform, tmp_path):
    async def broken(_event):
        raise ValueError(CANARY)

    platform.faults = [OSError(CANARY)]
    async with delivering(url, platform, broken) as delivery:
        await delivery.submit(event(1))
        await until(delivery.suspects)

    assert CANARY.encode() not in everything(url, tmp_path)


# Faults


async def test_a_second_process_on_the_same_folder_is_refused(sqlite, platform):
    async with delivering(sqlite, platform):
        with pytest.raises(ConfigurationError, match=r"another coachbot serves from .*COACHBOT_DATABASE_URL"):
            FolderLock(sqlite).acquire()


async def test_a_database_that_is_away_at_start_is_an_error_in_words(platform):
    with pytest.raises(DeliveryError, match="delivery database can't be used"):
        await started("postgresql://postgres@127.0.0.1:9/nowhere", platform)


async def test_a_database_that_goes_away_refuses_messages_and_goes_on_when_it_is_back(platform):
    if programs() is None:
        pytest.skip("no PostgreSQL server is installed: set PG_BIN to the folder with initdb")
    with running_server() as server, fresh_database(server.url) as url:
        metrics = Metrics()
        async with delivering(url, platform, metrics=metrics, write_s=1.0) as delivery:
            await delivery.submit(event(1))
            # Not only sent: an answer whose sending wasn't written down before the database went is rightly sent again.
            await until(lambda: metrics.value("coachbot_messages_answered_total", {"platform": "slack"}))

            await asyncio.to_thread(server.stop)
            for _ in range(3):
                with pytest.raises(DeliveryError):
                    await delivery.submit(event(2))
            not_ready = await until(delivery.ready)
            await asyncio.to_thread(server.start)

            async def taken():
                try:
                    return await delivery.submit(event(3))
                except DeliveryError:
                    return False

            await until(taken)
            await until(lambda: event(3).id in platform.keys)

            assert await delivery.ready() is None
    assert not_ready == "the delivery database is away"
    assert len(platform.keys) == len(set(platform.keys))


async def test_a_full_disk_refuses_messages_and_goes_on_when_there_is_room(sqlite, platform):
    metrics = Metrics()
    async with delivering(sqlite, platform, metrics=metrics) as delivery:
        await delivery.submit(event(1))
        await until(lambda: platform.sent)
        pages = []

        @sa.event.listens_for(delivery._engine, "begin")
        def limit(connection):
            size = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={size if pages == ['full'] else 1_000_000}")

        pages.append("full")

        async def fill():
            for number in range(2, 60):
                await delivery.submit(event(number, conversation="C2", filling="x" * 9000))

        with pytest.raises(DeliveryError, match="database or disk is full"):
            await fill()
        pages.clear()

        async def taken():
            try:
                return await delivery.submit(event(99))
            except DeliveryError:
                return False

        await until(taken)

        async def all_answered():
            return not await delivery._list(status=["PENDING", "ENQUEUED"])

        await until(all_answered)

    assert len(platform.keys) == len(set(platform.keys)) == metrics.value("coachbot_messages_in_total", {"platform": "slack"})


async def test_a_locked_file_refuses_messages_in_time_and_a_late_write_is_harmless(sqlite, platform):
    async with delivering(sqlite, platform, write_s=0.3, lease_s=60) as delivery:
        other = sqlite3.connect(sa.make_url(sqlite).database, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            with pytest.raises(DeliveryError, match=r"took longer than 0\.3 s"):
                await delivery.submit(event(1))
        finally:
            other.execute("ROLLBACK")
            other.close()

        async def known():
            try:
                return not await delivery.submit(event(1))
            except DeliveryError:
                return False

        await until(known)
        await until(lambda: platform.sent)

    assert platform.keys == [event(1).id]


@pytest.fixture
def replicas(url):
    engine = open_engine(url)
    both = [Replicas(engine, name, 10.0) for name in ("a", "b")]
    for one in both:
        one.set_up(alone=False)
    yield both
    engine.dispose()


def shift(replica, seconds):
    """Move what is written of the clock, as if the clock itself had moved the other way."""
    from coachbot.delivery.replicas import _beat, _lease

    with replica._engine.begin() as connection:
        connection.execute(_beat.update().values(at=_beat.c.at + seconds))
        connection.execute(_lease.update().values(until=_lease.c.until + seconds))


def test_one_replica_leads_and_another_when_its_lease_ends(replicas):
    a, b = replicas

    assert a.living_if_leader() == {"a", "b"}
    assert b.living_if_leader() is None
    shift(a, -11)
    assert b.living_if_leader() == frozenset()
    b.beat()
    assert b.living_if_leader() == {"b"}
    assert a.living_if_leader() is None


def test_a_replica_that_leaves_is_not_living_and_leads_no_more(replicas):
    a, b = replicas
    a.living_if_leader()

    a.leave()

    assert b.living_if_leader() == {"b"}


def test_a_clock_moved_back_neither_keeps_the_dead_alive_nor_kills_the_living(replicas):
    a, b = replicas
    a.living_if_leader()
    shift(a, 3600)

    # Neither a's lease nor the beats count until an hour from now: all get one lease to beat again.
    assert b.living_if_leader() == {"a", "b"}
    shift(a, -11)
    b.beat()
    assert b.living_if_leader() == {"b"}


def test_starting_alone_forgets_who_was(replicas):
    a, b = replicas
    a.living_if_leader()

    b.set_up(alone=True)

    assert b.living_if_leader() == {"b"}


def test_decisions_and_events_survive_being_written():
    from coachbot.delivery.database import from_json, to_json

    at = datetime(2026, 11, 25, tzinfo=UTC)
    one, decision = event(1, text="x"), Decision(kind="k", data={"p": 0.5})

    assert type(one).from_json(from_json(to_json(one.as_json())) | {"added_later": 1}) == one
    assert Decision.from_json(from_json(to_json(decision.as_json()))) == decision
    assert from_json(to_json({"at": at})) == {"at": at}
    assert str(from_json(to_json(ValueError("x")))) == "ValueError: x"
    with pytest.raises(TypeError):
        to_json(Path())


async def test_an_event_that_comes_before_delivery_runs_is_refused_so_that_the_platform_sends_it_again(url, platform):
    delivery = module.Delivery(url, think, {"slack": platform}, Metrics())

    with pytest.raises(DeliveryError, match="hasn't started yet"):
        await delivery.submit(event(1))


def test_a_connection_that_is_in_use_when_delivery_stops_is_closed_once_it_is_given_back(url, tmp_path):
    (tmp_path / "data").mkdir(exist_ok=True)
    engine = open_engine(url)
    used = engine.connect()
    driver = used.connection.driver_connection

    close_engine(engine)
    assert used.execute(sa.text("select 1")).scalar_one() == 1
    used.close()

    with pytest.raises((sqlite3.ProgrammingError, psycopg.OperationalError), match="closed"):
        driver.execute("select 1")
