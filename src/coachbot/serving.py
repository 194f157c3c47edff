"""Joins delivery, adapters and server into the process that `coachbot serve` runs."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

import structlog

from coachbot.app import desk_of, store_plan
from coachbot.delivery import Delivery, Options
from coachbot.delivery.database import delivery_file, sqlite_url
from coachbot.metrics import Metrics
from coachbot.registry import adapter
from coachbot.server import Server, TokenBucket
from coachbot.store import opened, wipe_traces

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from coachbot.app import App
    from coachbot.events import Decision, Event
    from coachbot.ports import ChatAdapter, Check, Sender
    from coachbot.settings import Settings

    AdapterFactory = Callable[[Delivery], ChatAdapter]

_log = structlog.get_logger(__name__)


def delivery_url(settings: Settings) -> str:
    """Where delivery keeps its tables."""
    return settings.database_url.get_secret_value() if settings.database_url else sqlite_url(settings.data)


def delivery_options(settings: Settings) -> Options:
    """How delivery behaves under these settings."""
    return Options(
        lease_s=settings.replica_lease,
        pace_s=settings.pace,
        drain_s=settings.drain,
        retention_days=settings.retention_days,
        time_zone=settings.time_zone,
    )


async def serve_platforms(
    settings: Settings, app: App, platforms: Iterable[str], listening: Callable[[int], None] = lambda _port: None
) -> None:
    """Serve these platforms with this coach, until asked to stop.

    Raises:
        ConfigurationError: an adapter, the address, or the data folder can't be used.
        StoreError: the database can't be used.
        DeliveryError: the delivery database can't be used.
    """
    async with opened(store_plan(settings)) as store:
        metrics = Metrics()
        desk = desk_of(app, settings, store, lambda why: metrics.last_good.labels(why).inc())
        if not await store.roles.any_admin():
            # Not a log line: whoever reads the logs later must not find a code that still works.
            print(f"coachbot: nobody is an admin yet; send /playbook claim {await store.roles.new_admin_code()}", file=sys.stderr)

        async def wipe() -> None:
            if settings.database_url is None:
                await wipe_traces(delivery_file(settings.data))

        def join(delivery: Delivery) -> None:
            desk.deliver_with(delivery, wipe)
            delivery.schedule("people", "0 45 3 * * *", settings.time_zone, desk.nightly)
            delivery.schedule("digests", "0 0 8 * * 1", settings.time_zone, desk.weekly)
            delivery.schedule("missed_reminders", "0 7 * * * *", settings.time_zone, desk.sweep)

        async def playbook() -> str | None:
            return None if app.playbook.objections else "the playbook is empty"

        checks = {"store": desk.ready, "playbook": playbook}
        factories = [lambda _delivery, name=name: adapter(name, desk) for name in platforms]
        await serve(settings, factories, desk.think, checks, listening, prepare=join, started=desk.begin, metrics=metrics)


async def serve(
    settings: Settings,
    factories: Iterable[AdapterFactory],
    think: Callable[[Event], Awaitable[Decision | None]],
    checks: Mapping[str, Check],
    listening: Callable[[int], None] = lambda _port: None,
    *,
    prepare: Callable[[Delivery], None] | None = None,
    started: Callable[[], Awaitable[None]] | None = None,
    metrics: Metrics | None = None,
) -> None:
    """Serve until asked to stop (SIGTERM or SIGINT); then no request is taken, and what runs is finished.

    `checks` join the engine's own in `/readyz`. `prepare` may schedule work, before delivery runs; `started` is called once
    it does, before any request comes in. `listening` is told the port.

    Raises:
        ConfigurationError: the address or the data folder can't be used.
        DeliveryError: the database can't be used.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):  # Windows: Ctrl+C raises KeyboardInterrupt instead
            loop.add_signal_handler(name, stop.set)
    metrics = metrics or Metrics()
    senders: dict[str, Sender] = {}
    delivery = Delivery(delivery_url(settings), think, senders, metrics, delivery_options(settings))
    if prepare is not None:
        prepare(delivery)
    adapters = [create(delivery) for create in factories]
    senders.update({adapter.name: adapter.sender for adapter in adapters})
    server = Server(
        {where: handler for adapter in adapters for where, handler in adapter.routes.items()},
        {"engine": delivery.ready, **checks},
        metrics,
        host=settings.host,
        port=settings.port,
        body_limit=settings.body_limit,
        bucket=TokenBucket(settings.request_rate, settings.request_burst),
    )
    async with AsyncExitStack() as running:
        # Stopped in the opposite order: no more requests, then running turns finish, then their senders close.
        for adapter in adapters:
            await adapter.start()
            running.push_async_callback(adapter.stop)
        await delivery.start()
        running.push_async_callback(delivery.stop)
        if started is not None:
            await started()
        port = await server.start()
        running.push_async_callback(server.stop)
        _log.info("serving", host=settings.host, port=port, platforms=[adapter.name for adapter in adapters])
        listening(port)
        await stop.wait()
        _log.info("stopping")
