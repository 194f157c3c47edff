"""The retry loop by itself: no database, and a clock that the tests move."""

from __future__ import annotations

import pytest

from coachbot.delivery.sending import Outbox, Pace
from coachbot.errors import NotSentError, RefusedError, ThrottledError, TurnFailedError
from coachbot.events import Decision
from coachbot.metrics import Metrics

from .conftest import Platform, event

ANSWER = Decision(kind="CoachingAnswer", data={})


class Clock:
    def __init__(self):
        self.now = 0.0
        self.slept = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        if seconds:
            self.slept.append(seconds)
            self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def metrics():
    return Metrics()


@pytest.fixture
def deliver(clock, metrics):
    async def deliver(platform, *, again=False, of=None, pace_s=0.0):
        async def allowed():
            return None

        outbox = Outbox({"slack": platform}, Pace(pace_s, clock), metrics, give_up_s=3600, sleep=clock.sleep, clock=clock)
        return await outbox.deliver(of or event(), ANSWER, "key", again=again, allowed=allowed)

    return deliver


async def test_an_answer_is_sent_once(deliver, clock):
    platform = Platform()

    assert await deliver(platform) == "m1"
    assert platform.keys == ["key"]
    assert clock.slept == []


async def test_retry_after_is_respected_to_the_second(deliver, clock, metrics):
    platform = Platform()
    platform.faults = [ThrottledError(7), ThrottledError(30)]

    await deliver(platform)

    assert platform.keys == ["key"]
    assert clock.slept == [7, 30]
    assert metrics.value("coachbot_sends_retried_total", {"platform": "slack", "why": "throttled"}) == 2


async def test_what_was_certainly_not_sent_is_sent_again_ever_later(deliver, clock):
    platform = Platform(readable=False)
    platform.faults = [NotSentError("no route")] * 5

    await deliver(platform)

    assert platform.keys == ["key"]
    assert clock.slept == pytest.approx([0.5, 1, 2, 4, 8], rel=0.25)


async def test_an_unclear_send_is_looked_for_and_found(deliver, metrics):
    platform = Platform()
    platform.faults = [(TimeoutError(),)]

    await deliver(platform)

    assert platform.keys == ["key"]
    assert metrics.value("coachbot_sends_found_total", {"platform": "slack"}) == 1
    assert metrics.value("coachbot_repeats_possible_total", {"platform": "slack"}) == 0


async def test_an_unclear_send_is_looked_for_not_found_and_sent_again(deliver):
    platform = Platform()
    platform.faults = [TimeoutError(), TimeoutError()]

    await deliver(platform)

    assert platform.keys == ["key"]


async def test_nothing_is_sent_before_looking_works_again(deliver):
    platform = Platform()
    platform.faults = [(TimeoutError(),)]
    looks = [ThrottledError(3), OSError("reset"), True]

    async def find(_event, _key):
        found = looks.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    platform.find = find

    await deliver(platform)

    assert platform.keys == ["key"]
    assert looks == []


async def test_where_nothing_can_be_read_back_an_unclear_send_is_repeated_once_and_counted(deliver, metrics):
    platform = Platform(readable=False)
    platform.faults = [(TimeoutError(),)]

    await deliver(platform)

    assert platform.keys == ["key", "key"]
    assert metrics.value("coachbot_repeats_possible_total", {"platform": "slack"}) == 1


async def test_where_nothing_can_be_read_back_a_second_unclear_send_ends_the_turn(deliver):
    platform = Platform(readable=False)
    platform.faults = [(TimeoutError(),), (TimeoutError(),)]

    with pytest.raises(TurnFailedError, match="repeated once"):
        await deliver(platform)

    assert platform.keys == ["key", "key"]


async def test_after_a_death_the_answer_is_looked_for_first(deliver):
    platform = Platform()
    platform.sent = [("key", ANSWER)]

    assert await deliver(platform, again=True) is None
    assert platform.keys == ["key"]


async def test_after_a_death_where_nothing_can_be_read_back_one_repeat_is_counted(deliver, metrics):
    platform = Platform(readable=False)
    platform.faults = [ThrottledError(1), NotSentError("no route")]

    await deliver(platform, again=True)

    assert platform.keys == ["key"]
    assert metrics.value("coachbot_repeats_possible_total", {"platform": "slack"}) == 1


async def test_what_is_refused_is_not_tried_again(deliver, clock):
    platform = Platform()
    platform.faults = [RefusedError("the person left")]

    with pytest.raises(RefusedError, match="left"):
        await deliver(platform)

    assert clock.slept == []


async def test_a_platform_that_is_gone_from_the_settings_refuses(deliver):
    with pytest.raises(RefusedError, match="teams isn't configured any more"):
        await deliver(Platform(), of=event(platform="teams"))


async def test_a_platform_that_accepts_nothing_for_too_long_fails_the_turn(deliver):
    platform = Platform()
    platform.faults = [NotSentError("no route")] * 1000

    with pytest.raises(TurnFailedError, match="slack accepted no answer for 3600 s"):
        await deliver(platform)


def test_sends_to_one_channel_keep_the_pace_and_others_go_on(clock):
    pace = Pace(1.0, clock)

    assert [pace.reserve("a"), pace.reserve("a"), pace.reserve("b"), pace.reserve("a")] == [0, 1, 0, 2]
    clock.now = 10
    assert pace.reserve("a") == 0


def test_pace_forgets_channels_that_are_free_again(clock):
    pace = Pace(1.0, clock)
    for number in range(1001):
        pace.reserve(str(number))
    clock.now = 5

    pace.reserve("a")

    assert len(pace._free) == 1
