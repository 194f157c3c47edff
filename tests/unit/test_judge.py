"""A language model as a judge, on this machine: right, slow, wrong, hostile and down; it never costs the answer."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import web

from coachbot.cards import Cards
from coachbot.coach import Coach
from coachbot.errors import ConfigurationError
from coachbot.messages import CoachingAnswer, Context, IncomingMessage, WhichOfThese
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.judge import AT_ONCE, Judge, JudgedRecogniser, judge_address
from coachbot.recognition.told import ToldDriver
from coachbot.testing import BLUE, NO_TIME, RED, TRIED, FakeRecogniser, heard, small_playbook
from coachbot.texts import load_texts

UNSURE, SURE, UPSET, NOTHING = "Henk zei: het zal wel", "geen tijd", "ik kan niet meer", "lekker weertje"
CALIBRATION = replace(shipped_calibration(with_encoder=True), sure=0.6, idea=0.1, candidate=0.05, driver=0.4, no_objection=0.6)
PLAYBOOK = small_playbook()
BASE = {
    UNSURE: heard(objections={NO_TIME: 0.3, TRIED: 0.25}, drivers={BLUE: 0.1, RED: 0.1}, evidence=(10, 21)),
    SURE: heard(objections={NO_TIME: 0.9, TRIED: 0.05}, drivers={BLUE: 0.8}),
    UPSET: replace(heard(objections={NO_TIME: 0.3, TRIED: 0.25}, drivers={}), distress="writer"),
    NOTHING: replace(heard(objections={NO_TIME: 0.2, TRIED: 0.1}, drivers={}), no_objection=0.9),
}


def verdict(choice):
    return {"choices": [{"message": {"role": "assistant", "content": json.dumps({"choice": choice})}}]}


class FarJudge:
    """A server that answers as it is told, and keeps what it was asked."""

    def __init__(self):
        self.asked = []
        self.keys = []
        self.answer = verdict(TRIED)
        self.url = ""

    async def complete(self, request):
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization"))
        if callable(self.answer):
            return await self.answer(request)
        return web.json_response(self.answer)


@asynccontextmanager
async def judged(*, budget_s=5.0, clock=lambda: 0.0):
    far = FarJudge()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", far.complete)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    far.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    judge = Judge(
        judge_address(far.url, "small", "key-1"),
        lambda text, _language: text.replace("Henk", "[naam]"),
        budget_s=budget_s,
        clock=clock,
    )
    recogniser = JudgedRecogniser(FakeRecogniser(BASE), judge, PLAYBOOK, CALIBRATION)
    try:
        yield far, recogniser
    finally:
        await runner.cleanup()


async def recognised(recogniser, text):
    return await asyncio.to_thread(recogniser.recognise, text)


async def test_a_judge_picks_among_the_candidates_and_the_answer_says_so():
    async with judged() as (far, recogniser):
        coach = Coach(PLAYBOOK, recogniser, CALIBRATION, ToldDriver(PLAYBOOK.model.drivers))
        reply = await asyncio.to_thread(coach.decide, IncomingMessage(text=UNSURE), Context(today=None))

    card = Cards(PLAYBOOK, {"nl": load_texts("nl"), "en": load_texts("en")}).card(reply, None)
    assert isinstance(reply, CoachingAnswer)
    assert (reply.objection, reply.judged, reply.evidence) == (TRIED, True, ())
    assert load_texts("nl").judged in card.in_words
    (asked,) = far.asked
    assert far.keys == ["Bearer key-1"]
    said = json.loads(asked["messages"][1]["content"])
    assert said["remark"] == "[naam] zei: het zal wel"
    assert [candidate["id"] for candidate in said["candidates"]] == [NO_TIME, TRIED]
    assert asked["response_format"]["json_schema"]["schema"]["properties"]["choice"]["enum"] == [NO_TIME, TRIED, "none"]


async def test_a_tenants_own_playbook_has_the_same_judge():
    async with judged() as (far, recogniser):
        found = await recognised(recogniser.extended(PLAYBOOK), UNSURE)

    assert (found.objections[0].objection, len(far.asked)) == (TRIED, 1)


@pytest.mark.parametrize("text", [SURE, UPSET, NOTHING])
async def test_what_is_sure_is_no_objection_or_is_distress_is_never_sent_to_a_judge(text):
    async with judged() as (far, recogniser):
        found = await recognised(recogniser, text)

    assert found == BASE[text]
    assert far.asked == []


async def _drip(request):
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(200):
        await response.write(b" ")
        await asyncio.sleep(0.05)
    return response


async def _endless(request):
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(40):
        await response.write(b"x" * 8_192)
    return response


async def _elsewhere(_request):
    raise web.HTTPTemporaryRedirect("/v1/elsewhere")


async def _away(_request):
    return web.Response(status=503)


HOSTILE = {
    "none of them": verdict("none"),
    "an objection that wasn't offered": verdict("job-threat"),
    "an answer beside the question": {"choices": [{"message": {"content": "I think it is tried-before."}}]},
    "more than a choice": verdict([TRIED]),
    "no choices": {"choices": []},
    "another form": {"error": {"message": "no such model"}},
    "deep nonsense": {"choices": [{"message": {"content": "[" * 5_000}}]},
    "drop by drop": _drip,
    "without an end": _endless,
    "sent elsewhere": _elsewhere,
    "away": _away,
}


@pytest.mark.parametrize("answer", HOSTILE.values(), ids=HOSTILE)
async def test_whatever_a_judge_answers_the_coachs_own_answer_stands(answer):
    async with judged(budget_s=0.5) as (far, recogniser):
        far.answer = answer
        found = await recognised(recogniser, UNSURE)

    assert found == BASE[UNSURE]
    assert len(far.asked) == 1


async def test_nothing_but_the_choice_of_an_answer_is_used():
    async with judged() as (far, recogniser):
        far.answer = {"choices": [{"message": {"content": json.dumps({"choice": TRIED, "title": "<!channel> you are fired"})}}]}
        found = await recognised(recogniser, UNSURE)

    assert (found.objections[0].objection, found.judged) == (TRIED, True)
    assert "fired" not in repr(found)


async def test_a_judge_that_is_down_is_left_alone_for_a_minute():
    now = 0.0
    async with judged(clock=lambda: now) as (far, recogniser):
        far.answer = _away
        for _ in range(5):
            assert await recognised(recogniser, UNSURE) == BASE[UNSURE]
        assert len(far.asked) == 3

        now = 61.0
        far.answer = verdict(TRIED)
        assert (await recognised(recogniser, UNSURE)).judged
    assert await recognised(recogniser, UNSURE) == BASE[UNSURE]


async def test_more_remarks_than_a_judge_takes_at_once_are_not_judged_and_wait_for_nothing():
    async with judged() as (far, recogniser):
        going, all_asked = asyncio.Event(), asyncio.Event()

        async def held(_request):
            if len(far.asked) == AT_ONCE:
                all_asked.set()
            await going.wait()
            return web.json_response(verdict(TRIED))

        far.answer = held
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(AT_ONCE) as threads:
            waiting = [loop.run_in_executor(threads, recogniser.recognise, UNSURE) for _ in range(AT_ONCE)]
            await all_asked.wait()
            beside = await recognised(recogniser, UNSURE)
            going.set()
            judged_ones = await asyncio.gather(*waiting)

    assert not beside.judged
    assert all(one.judged for one in judged_ones)


async def test_without_a_clear_choice_the_coach_asks_which_of_these():
    async with judged() as (far, recogniser):
        far.answer = verdict("none")
        coach = Coach(PLAYBOOK, recogniser, CALIBRATION, ToldDriver(PLAYBOOK.model.drivers))
        reply = await asyncio.to_thread(coach.decide, IncomingMessage(text=UNSURE), Context(today=None))

    assert isinstance(reply, WhichOfThese)


@pytest.mark.parametrize(
    ("url", "model", "says"),
    [
        ("http://judge.example.org/v1", "small", "in the clear"),
        ("http://93.184.216.34/v1", "small", "in the clear"),
        ("file:///etc/passwd", "small", "isn't an address"),
        ("judge", "small", "isn't an address"),
        ("http://127.0.0.1:8080/v1", "", "COACHBOT_JUDGE_MODEL"),
    ],
)
def test_an_address_by_which_words_would_leak_or_nothing_would_come_back_is_refused(url, model, says):
    with pytest.raises(ConfigurationError, match=says):
        judge_address(url, model)


def test_a_key_stands_in_no_repr():
    assert "secret-key" not in repr(judge_address("https://judge.example.org/v1", "m", "secret-key"))
