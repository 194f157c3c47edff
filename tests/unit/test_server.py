"""The server alone: real requests on loopback, adapters that are a function."""

from __future__ import annotations

import asyncio
import socket

import aiohttp
import pytest

from coachbot.errors import ConfigurationError, DeliveryError
from coachbot.metrics import Metrics
from coachbot.ports import HttpResponse
from coachbot.server import Server, TokenBucket


@pytest.fixture
async def serving():
    """Starts servers, and stops them; gives a function that asks the last one."""
    running, clients = [], []

    async def start(routes=None, checks=None, metrics=None, **options):
        options.setdefault("bucket", TokenBucket(1000, 1000))
        server = Server(routes or {}, checks or {}, metrics or Metrics(), port=0, **options)
        port = await server.start()
        running.append(server)
        client = aiohttp.ClientSession(f"http://127.0.0.1:{port}")
        clients.append(client)

        async def ask(method, path, **request):
            async with client.request(method, path, **request) as answer:
                return answer.status, await answer.text(), answer.headers

        ask.port, ask.server = port, server
        return ask

    yield start
    for client in clients:
        await client.close()
    for server in running:
        await server.stop()


async def test_health_numbers_and_unknown_paths(serving):
    metrics = Metrics()
    metrics.messages_in.labels("slack").inc()
    ask = await serving(metrics=metrics)

    assert (await ask("GET", "/healthz"))[:2] == (200, "ok")
    assert (await ask("GET", "/readyz"))[:2] == (200, "{}")
    assert 'coachbot_messages_in_total{platform="slack"} 1.0' in (await ask("GET", "/metrics"))[1]
    assert (await ask("GET", "/metrics"))[2]["Content-Type"].startswith("text/plain; version=0.0.4")
    assert (await ask("GET", "/elsewhere"))[0] == 404


async def test_readiness_names_what_is_not_ready_slow_or_broken(serving, monkeypatch):
    monkeypatch.setattr("coachbot.server._CHECK_S", 0.05)

    async def fine():
        return None

    async def away():
        return "the database is away"

    async def slow():
        await asyncio.sleep(60)

    async def broken():
        raise ValueError("secret")

    ask = await serving(checks={"playbook": fine, "database": away, "engine": slow, "other": broken})

    status, body, _ = await ask("GET", "/readyz")

    assert status == 503
    assert body == (
        '{"playbook": "ok", "database": "the database is away", "engine": "no answer in 0.05 s", "other": "failed: ValueError"}'
    )


async def test_an_adapter_gets_the_request_as_plain_values(serving):
    got = []

    async def handler(request):
        got.append(request)
        return HttpResponse(status=201, body=b"<x>", content_type="text/html", headers={"X-Own": "1"})

    ask = await serving({("POST", "/slack/events"): handler})

    status, body, headers = await ask("POST", "/slack/events?a=1", data=b"raw", headers={"X-Slack-Signature": "v0=1"})

    assert (status, body, headers["X-Own"], headers["Content-Type"]) == (201, "<x>", "1", "text/html")
    (request,) = got
    assert (request.method, request.path, request.query, request.body) == ("POST", "/slack/events", "a=1", b"raw")
    assert request.headers["x-slack-signature"] == "v0=1"
    assert (await ask("GET", "/slack/events"))[0] == 405


async def test_a_body_that_is_too_large_is_refused_before_the_adapter_sees_it(serving):
    metrics, got = Metrics(), []

    async def handler(request):
        got.append(len(request.body))
        return HttpResponse()

    ask = await serving({("POST", "/in"): handler}, metrics=metrics, body_limit=1000)

    assert (await ask("POST", "/in", data=b"x" * 1001))[0] == 413
    assert (await ask("POST", "/in", data=b"x" * 1000))[0] == 200
    assert got == [1000]
    assert metrics.value("coachbot_requests_refused_total", {"limit": "size"}) == 1


async def test_too_many_requests_are_refused_but_health_is_always_told(serving):
    metrics = Metrics()

    async def handler(_request):
        return HttpResponse()

    ask = await serving({("POST", "/in"): handler}, metrics=metrics, bucket=TokenBucket(1, 2, lambda: 0.0))

    answers = [await ask("POST", "/in") for _ in range(3)]

    assert [status for status, _, _ in answers] == [200, 200, 429]
    assert answers[2][2]["Retry-After"] == "1"
    assert (await ask("GET", "/healthz"))[0] == 200
    assert metrics.value("coachbot_requests_refused_total", {"limit": "rate"}) == 1


def test_the_bucket_fills_at_its_rate_up_to_its_burst():
    now = [0.0]
    bucket = TokenBucket(2, 3, lambda: now[0])

    first = [bucket.take() for _ in range(4)]
    now[0] = 1.0
    second = [bucket.take() for _ in range(3)]
    now[0] = 100.0
    third = [bucket.take() for _ in range(4)]

    assert first == [True, True, True, False]
    assert second == [True, True, False]
    assert third == [True, True, True, False]


async def test_what_cannot_be_written_is_503_so_that_the_platform_tries_again(serving):
    async def handler(_request):
        raise DeliveryError("the delivery database is away")

    ask = await serving({("POST", "/in"): handler})

    status, body, headers = await ask("POST", "/in")

    assert (status, body, headers["Retry-After"]) == (503, "", "1")


async def test_what_breaks_is_500_with_a_reference_and_nothing_internal(serving):
    async def handler(_request):
        raise ValueError("internal")

    ask = await serving({("POST", "/in"): handler})

    status, body, _ = await ask("POST", "/in")

    assert status == 500
    assert "internal" not in body
    assert "reference" in body


async def test_stopping_finishes_the_requests_that_are_in(serving):
    entered, release = asyncio.Event(), asyncio.Event()

    async def handler(_request):
        entered.set()
        await release.wait()
        return HttpResponse(body=b"done")

    ask = await serving({("POST", "/in"): handler})
    asked = asyncio.create_task(ask("POST", "/in"))
    await entered.wait()

    stopping = asyncio.create_task(ask.server.stop())
    await asyncio.sleep(0.05)
    release.set()

    assert (await asked)[:2] == (200, "done")
    await stopping


async def test_an_address_that_is_taken_is_an_error_that_names_the_setting():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = Server({}, {}, Metrics(), port=port, bucket=TokenBucket(1, 1))

        with pytest.raises(ConfigurationError, match="COACHBOT_PORT"):
            await server.start()
