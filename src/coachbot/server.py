"""One HTTP server for the platforms that are configured, its health and its numbers."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from coachbot.errors import ConfigurationError, DeliveryError
from coachbot.metrics import CONTENT_TYPE
from coachbot.ports import HttpRequest

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from coachbot.metrics import Metrics
    from coachbot.ports import Check, Handler

_CHECK_S = 2.0
_OWN = frozenset({"/healthz", "/readyz", "/metrics"})

_log = structlog.get_logger(__name__)


class TokenBucket:
    """Lets `rate` requests a second through on average, and `burst` at once after a quiet time.

    Twelve lines rather than a library: those keep a bucket a client in a store, and here all clients
    are a platform's servers behind one proxy. One bucket guards the process, and a platform that is
    told 429 tries again.
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._left = float(burst)
        self._at = clock()

    def take(self) -> bool:
        """Whether one more request may pass now."""
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Server:
    """Serves the adapters' routes, `/healthz`, `/readyz` and `/metrics`."""

    def __init__(
        self,
        routes: Mapping[tuple[str, str], Handler],
        checks: Mapping[str, Check],
        metrics: Metrics,
        *,
        host: str = "127.0.0.1",
        port: int = 3978,
        body_limit: int = 1_000_000,
        bucket: TokenBucket,
    ) -> None:
        self._checks = checks
        self._metrics = metrics
        self._host = host
        self._port = port
        self._bucket = bucket
        app = web.Application(client_max_size=body_limit, middlewares=[self._limited])
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/readyz", self._readiness)
        app.router.add_get("/metrics", self._numbers)
        for (method, path), handler in routes.items():
            app.router.add_route(method, path, self._adapted(handler))
        # No access log: it would hold addresses and paths, and says nothing that the metrics don't.
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=5.0)

    async def start(self) -> int:
        """Begin to listen, and return the port.

        Raises:
            ConfigurationError: the address can't be listened on.
        """
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            reason = error.strerror or str(error)
            msg = f"can't listen on {self._host}:{self._port}: {reason}; set COACHBOT_HOST or COACHBOT_PORT"
            raise ConfigurationError(msg) from error
        port: int = self._runner.addresses[0][1]
        return port

    async def stop(self) -> None:
        """Take no more requests, and finish those that are in."""
        await self._runner.cleanup()

    @web.middleware
    async def _limited(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.path not in _OWN and not self._bucket.take():
            self._metrics.requests_refused.labels("rate").inc()
            return web.Response(status=429, headers={"Retry-After": "1"})
        return await handler(request)

    def _adapted(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler of an adapter, as aiohttp calls it."""

        async def handle(request: web.Request) -> web.Response:
            try:
                body = await request.read()
            except web.HTTPRequestEntityTooLarge:
                self._metrics.requests_refused.labels("size").inc()
                return web.Response(status=413)
            headers = {name.lower(): value for name, value in request.headers.items()}
            try:
                answer = await handler(
                    HttpRequest(method=request.method, path=request.path, query=request.query_string, headers=headers, body=body)
                )
            except DeliveryError as error:
                _log.warning("event_refused", reason=str(error))
                return web.Response(status=503, headers={"Retry-After": "1"})
            except Exception:  # noqa: BLE001 - whoever asks hears a reference and nothing else
                reference = secrets.token_hex(4)
                _log.exception("request_failed", path=request.path, reference=reference)
                return web.json_response({"error": "something went wrong", "reference": reference}, status=500)
            return web.Response(
                status=answer.status, body=answer.body, content_type=answer.content_type, headers=dict(answer.headers)
            )

        return handle

    async def _health(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _readiness(self, _request: web.Request) -> web.Response:
        names = list(self._checks)
        faults = await asyncio.gather(*(_checked(self._checks[name]) for name in names))
        found = {name: fault or "ok" for name, fault in zip(names, faults, strict=True)}
        return web.json_response(found, status=503 if any(faults) else 200, dumps=json.dumps)

    async def _numbers(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._metrics.exposed(), headers={"Content-Type": CONTENT_TYPE})


async def _checked(check: Check) -> str | None:
    """What a check finds; one that is slow or breaks finds that."""
    try:
        return await asyncio.wait_for(check(), _CHECK_S)
    except TimeoutError:
        return f"no answer in {_CHECK_S:g} s"
    except Exception as error:  # noqa: BLE001 - whatever it is, this part isn't ready
        return f"failed: {type(error).__name__}"
