"""Delivery over DBOS Transact: the only module that imports it.

A turn is a workflow of two steps. `think` decides, and its decision is kept, so a take-over doesn't
decide twice; `send` gets it out. The facts about DBOS 3.4 that this rests on, each seen in a test:

- A workflow's id is taken once: submitting an event again is refused by the insert itself.
- An executor id that is used again, or shared, runs the turns of a replica that lives: hence one a start.
- DBOS recovers at start only what its own executor id left. Turns of a dead replica stay PENDING for
  ever, unless somebody resumes them: the leader does, through public calls.
- The application version is constant, or work that waits would wait for ever after a deployment. What
  must not change is therefore in the workflow's name: steps are never reordered, `turn_v2` is written.
- A replica takes work off the queue whose name it doesn't know, and leaves it PENDING.
- Async workflows run on the event loop that launched DBOS, and DBOS puts its threads behind that loop.
- There is one DBOS a process.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

import sqlalchemy as sa
import structlog
from dbos import DBOS, DBOSClient, Serializer
from dbos import error as dbos_error

from coachbot.delivery.database import FolderLock, close_engine, from_json, open_engine, to_json
from coachbot.delivery.replicas import Replicas
from coachbot.delivery.sending import Outbox, Pace
from coachbot.errors import DeliveryError, RefusedError, TurnFailedError, where_raised
from coachbot.events import SOMETHING_WENT_WRONG, Decision, Event

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from dbos import EnqueueOptions, WorkflowStatus

    from coachbot.metrics import Metrics
    from coachbot.ports import Sender

_T = TypeVar("_T")

_APPLICATION = "coachbot"
_VERSION = "1"
_TURN = "turn_v1"
_ERASE = "erase_v1"
_SCHEDULE = "schedule_"
_INBOX = "inbox"
_SUSPECT = "suspect"
_HOUSEKEEPING = "housekeeping"
_FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_WAITING = frozenset({"ENQUEUED", "DELAYED"})

TO_SUSPECTS_AT = 3
"""The take-over from which a turn runs alone: one that kills its process takes its neighbours along."""
GIVEN_UP_AT = 5
"""The take-over at which a turn is cancelled and reported."""
_PAGE = 500
_THINK_TRIES = 3

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How delivery behaves; the defaults are for one machine."""

    poll_s: float = 0.05
    """How often the queue is looked at: half of it is what queueing adds to an answer."""
    lease_s: float = 15.0
    """A replica that hasn't beaten for so long is taken for dead."""
    pace_s: float = 1.0
    """At most one send a channel in so many seconds."""
    drain_s: int = 10
    """How long running turns may go on when asked to stop."""
    write_s: float = 2.5
    """How long writing an event down may take; Slack waits three seconds for an acknowledgement."""
    give_up_s: float = 24 * 3600.0
    """An answer that a platform hasn't accepted for so long isn't sent any more."""
    think_wait_s: float = 1.0
    """Pause before deciding is tried again."""
    retention_days: int = 30
    """Finished turns are deleted after so many days. Never before one, or an event delivered again would be answered again."""
    time_zone: str = "Europe/Amsterdam"
    """Time zone of the nightly clean-up."""
    schedule_poll_s: float = 5.0
    """How soon scheduled work begins, and a schedule that is new or changed is seen."""
    listen_s: float = 1.0
    """How often DBOS looks for messages between workflows on SQLite. There are none; stopping waits for one look."""
    erase_again_s: float = 30.0
    """A turn that still ran when its rows were erased is erased so much later, or as often as it takes."""
    concurrency: int = 200
    """Turns that one process runs at once; those waiting for a platform count too."""


SuspectState = Literal["suspect", "given_up", "failed", "unknown_version"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A turn that an operator should look at."""

    id: str
    state: SuspectState
    """On the suspect queue; cancelled after too many take-overs; ended without its answer; or of a later version."""
    take_overs: int
    error: str | None
    since: datetime


class _Json(Serializer):
    """JSON instead of DBOS's pickles: readable, and nothing runs when it is read."""

    def serialize(self, data: object) -> str:
        return to_json(data)

    def deserialize(self, serialized_data: str) -> Any:  # noqa: ANN401 - JSON is of any type
        return from_json(serialized_data)

    def name(self) -> str:
        return "coachbot_json"


class Delivery:
    """Takes events in, and sees to it that each is answered once.

    `think` decides, on the running event loop; `senders` are found by the event's platform.
    """

    def __init__(
        self,
        url: str,
        think: Callable[[Event], Awaitable[Decision | None]],
        senders: Mapping[str, Sender],
        metrics: Metrics,
        options: Options | None = None,
    ) -> None:
        self._url = url
        self._think = think
        self._metrics = metrics
        self._options = options or Options()
        self._me = f"coachbot-{uuid.uuid4().hex[:12]}"
        pace = Pace(self._options.pace_s)
        self._outbox = Outbox(senders, pace, metrics, give_up_s=self._options.give_up_s)
        self._lock = FolderLock(url)
        self._schedules: dict[str, tuple[str, str, Callable[[datetime], Awaitable[None]]]] = {}
        self._known: frozenset[str] = frozenset()
        self._beaten = float("-inf")
        self._away: str | None = "delivery hasn't started yet"
        self._running: dict[str, asyncio.Task[Any]] = {}
        self._stranded: frozenset[str] = frozenset()
        self.schedule("retention", "0 30 3 * * *", self._options.time_zone, self._nightly)

    # Start and stop

    def schedule(self, name: str, cron: str, time_zone: str, run: Callable[[datetime], Awaitable[None]]) -> None:
        """Run something at set times, once whatever the number of replicas; call it before `start`.

        `cron` has six fields, seconds first. `run` gets the time it was due. Times missed while nothing ran are made up
        for. Dying in the middle means running again: let it hand out its work with `submit` under ids made from the time.
        """
        self._schedules[name] = (cron, time_zone, run)

    async def start(self) -> None:
        """Open the database, and begin to work.

        Raises:
            ConfigurationError: another process has the data folder.
            DeliveryError: the database can't be reached or written.
        """
        alone = self._lock.acquire()
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="delivery")
        self._engine = open_engine(self._url)
        self._replicas = Replicas(self._engine, self._me, self._options.lease_s)
        try:
            # Alive before the first turn: a leader elsewhere would take it over at once.
            await self._in_thread(lambda: self._replicas.set_up(alone=alone))
            self._beaten = time.monotonic()
            await self._in_thread(self._prepare)
            self._launch()
            await self._in_thread(self._apply_schedules)
            self._away = None
        except sa.exc.SQLAlchemyError as error:
            await self._close()
            msg = f"the delivery database can't be used: {_brief(error)}; see docs/operate.md"
            raise DeliveryError(msg) from error
        except BaseException:
            await self._close()
            raise
        self._tending = asyncio.create_task(self._tend(), name="delivery-replicas")
        _log.info("delivery_started", executor=self._me, database=self._engine.dialect.name)

    async def stop(self) -> None:
        """Finish what is running, for as long as that may take, and leave the rest to whoever comes next."""
        self._tending.cancel()
        with suppress(asyncio.CancelledError):
            await self._tending
        if not self._running:
            await self._written_down()
        await self._close(drain_s=self._options.drain_s if self._running else 0)
        _log.info("delivery_stopped", executor=self._me)

    async def _written_down(self) -> None:
        """Wait a moment for the end of turns to be written: they run no more, but DBOS may still be at it."""
        for _ in range(40):
            try:
                if not await self._list(status="PENDING", executor_id=self._me, name=_TURN):
                    return
            except sa.exc.SQLAlchemyError:
                return
            await asyncio.sleep(0.05)

    def _prepare(self) -> None:
        """Bring the engine's tables up to date, and tell it the queues: it looks for those it doesn't know only once a second."""
        DBOS.migrate(self._url)
        self._client = _client(self._engine)
        options = self._options
        self._client.register_queue(
            _INBOX,
            partition_concurrency=1,
            worker_concurrency=options.concurrency,
            polling_interval_sec=options.poll_s,
            on_conflict="always_update",
        )
        self._client.register_queue(_SUSPECT, global_concurrency=1, polling_interval_sec=1.0, on_conflict="always_update")
        self._client.register_queue(
            _HOUSEKEEPING, worker_concurrency=2, polling_interval_sec=options.schedule_poll_s, on_conflict="always_update"
        )

    def _launch(self) -> None:
        # DBOS adds a console handler of its own unless it finds one: its lines go the way of all others.
        logger = logging.getLogger("dbos")
        if not logger.handlers:
            logger.addHandler(logging.NullHandler())
        DBOS(
            config={
                "name": _APPLICATION,
                "system_database_url": self._url,
                "system_database_engine": self._engine,
                "application_version": _VERSION,
                "executor_id": self._me,
                "serializer": _Json(),
                "log_level": "WARNING",
                "max_executor_threads": 16,
                "scheduler_polling_interval_sec": self._options.schedule_poll_s,
                "notification_listener_polling_interval_sec": self._options.listen_s,
            }
        )
        self._register()
        DBOS.launch()

    def _register(self) -> None:
        """Tell DBOS the workflows and steps, by names that stay."""

        @DBOS.step(name="think")
        async def think(raw: dict[str, Any]) -> dict[str, Any] | None:
            return await self._decide(Event.from_json(raw))

        @DBOS.step(name="send")
        async def send(raw: dict[str, Any], decision: dict[str, Any], workflow_id: str) -> str | None:
            return await self._send(Event.from_json(raw), Decision.from_json(decision), workflow_id)

        @DBOS.workflow(name=_TURN)
        async def turn(raw: dict[str, Any], written_at: float) -> None:
            workflow_id = str(DBOS.workflow_id)
            # Always of a task: DBOS runs each workflow in one.
            self._running[workflow_id] = cast("asyncio.Task[Any]", asyncio.current_task())
            try:
                decision = await think(raw)
                if decision is not None:
                    await send(raw, decision, workflow_id)
                self._answered(raw, decision, written_at)
            except DeliveryError:
                self._metrics.failed.labels(raw["platform"]).inc()
                raise
            except sa.exc.SQLAlchemyError as error:
                # What a step came to couldn't be written (a full disk). Raised as it is, DBOS would write down that the
                # turn failed; cancelled, it stays as it was, and `_pick_up` resumes it.
                _log.error("turn_not_written", id=raw["id"], reason=_brief(error))
                raise asyncio.CancelledError from error
            finally:
                self._running.pop(workflow_id, None)

        @DBOS.step(name="erase")
        async def erase(conversation: str | None, person: str | None) -> int:
            return await self._erase(conversation, person)

        @DBOS.workflow(name=_ERASE)
        async def erase_later(conversation: str | None, person: str | None) -> None:
            await erase(conversation, person)

        for name, (_, _, run) in self._schedules.items():
            self._register_schedule(name, run)
        self._known = frozenset({_TURN, _ERASE, *(_SCHEDULE + name for name in self._schedules)})

    def _register_schedule(self, name: str, run: Callable[[datetime], Awaitable[None]]) -> None:
        @DBOS.step(name=f"run_{name}")
        async def step(at: datetime) -> None:
            try:
                await run(at)
            except Exception as error:  # noqa: BLE001 - its text may hold words, which DBOS would keep: only the type goes on
                _log.error("schedule_failed", schedule=name, error=type(error).__name__)
                raise TurnFailedError(type(error).__name__) from None

        @DBOS.workflow(name=_SCHEDULE + name)
        async def scheduled(at: datetime, _context: object) -> None:
            await step(at)

        self._scheduled = {**getattr(self, "_scheduled", {}), name: scheduled}

    def _apply_schedules(self) -> None:
        """Tell DBOS the schedules, and forget those that the code has no more."""
        for schedule in self._client.list_schedules():
            if schedule["schedule_name"] not in self._schedules:
                self._client.delete_schedule(schedule["schedule_name"])
        DBOS.apply_schedules(
            [
                {
                    "schedule_name": name,
                    "workflow_fn": self._scheduled[name],
                    "schedule": cron,
                    "cron_timezone": time_zone,
                    "automatic_backfill": True,
                    "queue_name": _HOUSEKEEPING,
                }
                for name, (cron, time_zone, _) in self._schedules.items()
            ]
        )

    async def _close(self, *, drain_s: int = 0) -> None:
        loop = asyncio.get_running_loop()

        def close() -> None:
            DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=drain_s)

        def leave() -> None:
            with suppress(sa.exc.SQLAlchemyError):
                self._replicas.leave()
            close_engine(self._engine)

        await loop.run_in_executor(self._threads, close)
        # DBOS put its own threads behind the loop, and they are gone now.
        loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="asyncio"))
        # What didn't finish is cancelled, which writes nothing: it stays pending, for whoever comes next.
        left = list(self._running.values())
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await loop.run_in_executor(self._threads, leave)
        self._threads.shutdown(wait=False)
        self._lock.release()

    # Taking in

    async def submit(self, event: Event) -> bool:
        """Write an event down, to be answered once. False when it is known already.

        Raises:
            DeliveryError: it couldn't be written within the time a platform waits; it may be sent again.
        """
        began = time.perf_counter()
        try:
            new = await self._enqueue(event, event.id, None)
        except DeliveryError:
            self._metrics.not_written.labels(event.platform).inc()
            raise
        counter = self._metrics.messages_in if new else self._metrics.known_already
        counter.labels(event.platform).inc()
        self._metrics.ack_s.observe(time.perf_counter() - began)
        return new

    async def later(self, event: Event, delay_s: float, job_id: str) -> bool:
        """Have an event come in after a time. False when that job is known already.

        Nothing waits in memory: three days are a row. The job's id is what `cancel` and `move` ask for.
        """
        return await self._enqueue(event, job_id, max(0.0, delay_s))

    async def cancel(self, job_id: str) -> None:
        """Don't do what `later` put off. Nothing happens when it is unknown or done."""
        with suppress(dbos_error.DBOSNonExistentWorkflowError):
            await self._written(lambda: self._client.cancel_workflow(job_id))

    async def move(self, job_id: str, delay_s: float) -> None:
        """Do what `later` put off at another time: so many seconds from now. Nothing happens once it is due."""
        with suppress(dbos_error.DBOSNonExistentWorkflowError):
            await self._written(lambda: self._client.set_workflow_delay(job_id, delay_seconds=max(0.0, delay_s)))

    async def _enqueue(self, event: Event, workflow_id: str, delay_s: float | None) -> bool:
        options: EnqueueOptions = {
            "workflow_name": _TURN,
            "queue_name": _INBOX,
            "workflow_id": workflow_id,
            "workflow_id_reuse_policy": "reject",
            "queue_partition_key": _partition(event.platform, event.tenant, event.conversation),
            # A field that DBOS finds workflows by, on both databases: whose turn it is, for erasing.
            "authenticated_user": event.person,
        }
        if delay_s is not None:
            options["delay_seconds"] = delay_s
        due = time.time() + (delay_s or 0.0)
        try:
            await self._written(lambda: self._client.enqueue(options, event.as_json(), due))
        except dbos_error.DBOSWorkflowIDInUseError:
            return False
        return True

    async def _written(self, write: Callable[[], object]) -> None:
        """Run a write, within the time that a platform waits.

        Raises:
            DeliveryError: the database is away, full, or too slow. A slow one may write it after all: the id makes that harmless.
        """
        if self._away is not None:
            msg = f"the delivery database is away: {self._away}"
            raise DeliveryError(msg)
        try:
            await asyncio.wait_for(self._in_thread(write), self._options.write_s)
        except TimeoutError as error:
            msg = f"the delivery database took longer than {self._options.write_s:g} s"
            raise DeliveryError(msg) from error
        except sa.exc.SQLAlchemyError as error:
            msg = f"the delivery database can't be written: {_brief(error)}"
            raise DeliveryError(msg) from error

    # The steps of a turn

    async def _decide(self, event: Event) -> dict[str, Any] | None:
        """Decide, and where that keeps failing, decide to say so: nobody is left without an answer."""
        error = ""
        for attempt in range(_THINK_TRIES):
            try:
                decision = await self._think(event)
                written = None if decision is None else decision.as_json()
                to_json(written)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the person gets an answer and the operator a report
                # The type alone: an error's text may quote the message, and this is logged and kept.
                error = type(fault).__name__
                _log.error(
                    "think_failed", id=event.id, platform=event.platform, error=error, attempt=attempt, where=where_raised(fault)
                )
                if attempt < _THINK_TRIES - 1:
                    await asyncio.sleep(self._options.think_wait_s)
            else:
                return written
        return Decision(kind=SOMETHING_WENT_WRONG, data={"error": error}).as_json()

    async def _send(self, event: Event, decision: Decision, workflow_id: str) -> str | None:
        again = await self._was_taken_over(workflow_id)

        async def allowed() -> None:
            await self._still_mine(workflow_id)

        try:
            return await self._outbox.deliver(event, decision, workflow_id, again=again, allowed=allowed)
        except (RefusedError, TurnFailedError) as error:
            # Kept by the engine: our own words, or the adapter's, never the message's.
            msg = f"{type(error).__name__}: {error}"
            raise TurnFailedError(msg) from None

    def _answered(self, raw: dict[str, Any], decision: dict[str, Any] | None, written_at: float) -> None:
        """Count and log an answer; one that only says that something went wrong fails the turn, to be reported."""
        platform, kind = raw["platform"], decision["kind"] if decision else None
        if decision is not None:
            self._metrics.answered.labels(platform).inc()
            self._metrics.answer_s.observe(max(0.0, time.time() - written_at))
        _log.info("message_answered", id=raw["id"], platform=platform, kind=kind)
        if decision is not None and kind == SOMETHING_WENT_WRONG:
            raise TurnFailedError(str(decision["data"]["error"]))

    async def _was_taken_over(self, workflow_id: str) -> bool:
        """Whether somebody else may have sent this already; a database that is away is waited for."""
        while True:
            with suppress(sa.exc.SQLAlchemyError):
                return bool(await self._in_thread(lambda: self._replicas.take_overs([workflow_id])))
            await asyncio.sleep(1)

    async def _still_mine(self, workflow_id: str) -> None:
        """Return while this replica surely counts as living; after a pause, only if nobody took the turn over.

        A process that was stopped for a while and goes on must not send what another has sent meanwhile.
        """
        if time.monotonic() - self._beaten < self._options.lease_s / 2:
            return
        while True:
            with suppress(sa.exc.SQLAlchemyError):
                await self._in_thread(self._replicas.beat)
                self._beaten = time.monotonic()
                status = await self._list(workflow_ids=[workflow_id])
                if status and status[0].status == "PENDING" and status[0].executor_id == self._me:
                    return
                _log.warning("turn_taken_over_meanwhile", id=workflow_id)
                # Its new owner finishes it; DBOS lets nothing of ours be written any more.
                await asyncio.Event().wait()
            await asyncio.sleep(1)

    # Replicas

    async def _tend(self) -> None:
        """Beat, and while leading take over what dead replicas left."""
        while True:
            try:
                await self._in_thread(self._replicas.beat)
                self._beaten, self._away = time.monotonic(), None
                await self._pick_up()
                living = await self._in_thread(self._replicas.living_if_leader)
                if living is not None:
                    await self._take_over(living, time.monotonic())
            except (sa.exc.SQLAlchemyError, dbos_error.DBOSException) as error:
                self._away = _brief(error)
                _log.error("delivery_database_away", error=self._away)
            # Sooner while the database is away: until it is back, every message is refused.
            await asyncio.sleep(min(1.0, self._options.lease_s / 4) if self._away else self._options.lease_s / 4)

    async def _pick_up(self) -> None:
        """Resume turns of this very replica that stopped because their outcome couldn't be written, as on a full disk."""
        mine = await self._list(status="PENDING", executor_id=self._me, name=_TURN)
        stopped = {one.workflow_id: one for one in mine if one.workflow_id not in self._running}
        # Seen twice: a turn is on its way between being taken off the queue and running, and between its end and that written.
        again = [stopped[workflow_id] for workflow_id in sorted(self._stranded & stopped.keys())]
        self._stranded = frozenset(stopped)
        if again:
            await self._resume_all(again)

    async def _take_over(self, living: frozenset[str], led_since: float) -> None:
        pending = await self._list(status="PENDING")
        self._metrics.suspects.set(sum(one.queue_name == _SUSPECT for one in pending))
        # One whose name we don't know waits for a replica that does: resuming it would only count it to death.
        lost = [one for one in pending if one.executor_id not in living and one.name in self._known]
        if not lost:
            return
        if time.monotonic() - led_since > self._options.lease_s / 2:
            return  # somebody else may lead by now
        await self._resume_all(lost)
        _log.warning("turns_taken_over", count=len(lost), replicas=len({one.executor_id for one in lost}))

    async def _resume_all(self, turns: list[WorkflowStatus]) -> None:
        times = await self._in_thread(lambda: self._replicas.count([one.workflow_id for one in turns]))
        for one in turns:
            await self._resume(one, times[one.workflow_id])

    async def _resume(self, one: WorkflowStatus, times: int) -> None:
        workflow_id = one.workflow_id
        if times >= GIVEN_UP_AT:
            await self._in_thread(lambda: self._client.cancel_workflow(workflow_id))
            self._metrics.given_up.inc()
            _log.error("turn_given_up", id=workflow_id, take_overs=times)
            return
        queue = _SUSPECT if times >= TO_SUSPECTS_AT else one.queue_name
        await self._in_thread(lambda: self._client.resume_workflows([workflow_id], queue_name=queue))
        self._metrics.take_overs.inc()

    # Reports and clean-up

    async def ready(self) -> str | None:
        """What is wrong with the engine, or None."""
        if self._away is not None:
            return "the delivery database is away"
        if time.monotonic() - self._beaten > self._options.lease_s:
            return "this replica stopped beating"
        return None

    async def suspects(self) -> tuple[Suspect, ...]:
        """The turns that an operator should look at, oldest first."""
        return await self._in_thread(lambda: _suspects(self._client, self._replicas, self._known.__contains__))

    async def purge(self, before: datetime) -> int:
        """Delete turns that finished before a time, and return how many that were."""
        deleted = 0
        while page := await self._list(status=_FINISHED, completed_before=before.astimezone(UTC).isoformat(), limit=_PAGE):
            await self._delete([one.workflow_id for one in page])
            deleted += len(page)
        return deleted

    async def erase(self, *, conversation: tuple[str, str, str] | None = None, person: str | None = None) -> int:
        """Erase every turn and waiting job of a conversation (platform, tenant, key) or a person, from every file.

        Returns how many are still running (the one that asks is), which are erased within minutes of their end.
        """
        key = _partition(*conversation) if conversation else None
        return await self._erase(key, person)

    async def _erase(self, conversation: str | None, person: str | None) -> int:
        found = await (self._list() if person is None else self._list(user=person))
        mine = [one for one in found if conversation is None or one.queue_partition_key == conversation]
        waiting = [one.workflow_id for one in mine if one.status in _WAITING]
        if waiting:
            await self._in_thread(lambda: self._client.cancel_workflows(waiting))
        running = [one for one in mine if one.status == "PENDING"]
        # Erasures that are done hold whose they were.
        done = await self._list(name=_ERASE, status=_FINISHED)
        await self._delete([one.workflow_id for one in (*mine, *done) if one.status != "PENDING"])
        await self._in_thread(self._checkpoint)
        if running:
            options: EnqueueOptions = {
                "workflow_name": _ERASE,
                "queue_name": _HOUSEKEEPING,
                "delay_seconds": self._options.erase_again_s,
            }
            await self._written(lambda: self._client.enqueue(options, conversation, person))
        return len(running)

    async def _delete(self, workflow_ids: list[str]) -> None:
        def delete() -> None:
            for start in range(0, len(workflow_ids), _PAGE):
                page = workflow_ids[start : start + _PAGE]
                self._client.delete_workflows(page)
                self._replicas.forget(page)

        await self._in_thread(delete)

    def _checkpoint(self) -> None:
        """Empty SQLite's write-ahead log, which holds what was erased until it is overwritten."""
        if self._engine.dialect.name != "sqlite":
            return
        for _ in range(50):
            # A reader that is busy keeps the log; it is done in a moment.
            with self._engine.connect() as connection:
                connection.rollback()
                raw = connection.connection.driver_connection
                if raw is not None and raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0:
                    return
            time.sleep(0.1)
        _log.warning("write_ahead_log_not_emptied")

    async def _nightly(self, at: datetime) -> None:
        days = max(1, self._options.retention_days)
        deleted = await self.purge(at - timedelta(days=days))
        _log.info("turns_deleted", count=deleted, days=days)

    # Threads

    def _in_thread(self, call: Callable[[], _T]) -> asyncio.Future[_T]:
        """Run a call that blocks on the database. Without our context: a step's would record it as a part of the step."""
        return asyncio.get_running_loop().run_in_executor(self._threads, call)

    def _list(
        self,
        *,
        load_output: bool = False,
        **criteria: Any,  # noqa: ANN401 - the criteria of DBOS, checked there
    ) -> asyncio.Future[list[WorkflowStatus]]:
        return self._in_thread(lambda: self._client.list_workflows(load_input=False, load_output=load_output, **criteria))


def suspects_in(url: str) -> tuple[Suspect, ...]:
    """The turns that an operator should look at, oldest first, asked from outside: while coachbot serves, or not.

    Raises:
        DeliveryError: the database can't be read, or no `serve` has made its tables yet.
    """
    path = sa.make_url(url).database if url.startswith("sqlite") else None
    if path is not None and not Path(path).exists():
        return ()
    engine = open_engine(url)
    try:
        return _suspects(
            _client(engine), Replicas(engine, "", 1.0), lambda name: name in (_TURN, _ERASE) or name.startswith(_SCHEDULE)
        )
    except (sa.exc.SQLAlchemyError, dbos_error.DBOSException) as error:
        msg = f"the delivery database can't be read ({_brief(error)}); where nothing was ever served, that is as it should be"
        raise DeliveryError(msg) from error
    finally:
        close_engine(engine)


def _client(engine: sa.Engine) -> DBOSClient:
    """What asks the engine's tables. It raises where the database is away; DBOS itself would wait for it for ever."""
    return DBOSClient(
        system_database_engine=engine,
        serializer=_Json(),
        application_name=_APPLICATION,
        retry_connection_errors=False,
        lazy=True,
    )


def _suspects(client: DBOSClient, replicas: Replicas, is_known: Callable[[str], bool]) -> tuple[Suspect, ...]:
    def listed(status: list[str], *, load_output: bool = False) -> list[WorkflowStatus]:
        return client.list_workflows(status=status, load_input=False, load_output=load_output)

    found: list[tuple[WorkflowStatus, SuspectState]] = []
    running = listed(["PENDING", "ENQUEUED"])
    found += [(one, "suspect") for one in running if one.queue_name == _SUSPECT]
    found += [(one, "unknown_version") for one in running if not is_known(one.name)]
    ended = listed(["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED"], load_output=True)
    times = replicas.take_overs([one.workflow_id for one, _ in found] + [one.workflow_id for one in ended])
    for one in ended:
        # A job that somebody cancelled is no suspect.
        if one.status != "CANCELLED":
            found.append((one, "failed"))
        elif times.get(one.workflow_id, 0) >= GIVEN_UP_AT:
            found.append((one, "given_up"))
    return tuple(
        Suspect(
            id=one.workflow_id,
            state=state,
            take_overs=times.get(one.workflow_id, 0),
            error=str(one.error) if one.error else None,
            since=datetime.fromtimestamp((one.created_at or 0) / 1000, UTC),
        )
        for one, state in sorted(found, key=lambda pair: (pair[0].created_at or 0, pair[0].workflow_id))
    )


def _partition(platform: str, tenant: str, conversation: str) -> str:
    """One value for a conversation, that tells nothing of it."""
    return hashlib.sha256(f"{platform}\x00{tenant}\x00{conversation}".encode()).hexdigest()[:32]


def _brief(error: Exception) -> str:
    """The driver's own first line: no statement and no parameters."""
    cause = getattr(error, "orig", None) or error
    return str(cause).strip().split("\n", maxsplit=1)[0]
