"""Practice alone as one person has it, on both databases: from the first word to own progress, and whatever comes in between."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from random import Random

import pytest
from store_samples import ACME

from coachbot.coach import Coach
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.messages import (
    Action,
    Cannot,
    CoachingAnswer,
    Distress,
    Help,
    IncomingMessage,
    Origin,
    PracticeAnswered,
    PracticeDealt,
    PracticeEnded,
    PracticeForm,
    PracticeGuessed,
    PracticeProgress,
    PracticeUnheard,
    SmallTalk,
    Welcome,
    WhoReads,
)
from coachbot.people import Companion
from coachbot.practice import LONGEST, Progress
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.store import Retention, Store
from coachbot.testing import BLUE, NO_TIME, RED, FakeRecogniser, heard

PLAYBOOK = load_playbook(shipped_playbook())
ANNA = Origin(platform="slack", workspace="T1", conversation="D1", user="U1")
CHANNEL = replace(ANNA, conversation="C1:U1", among_others=True)
BOB = replace(ANNA, user="U2", conversation="D2")
STRANGER = Origin(platform="slack", workspace="T2", conversation="D1", user="U1")

WELL = "Jij hebt mensen een datum gegeven. Welke afspraak moet er eerst vastliggen?"
ARGUED = "Jij hebt mensen een datum gegeven. Maar dit scheelt je straks een uur per week."
REMARK = "ik heb hier geen tijd voor zei hij"
GERMAN = "Ich verstehe nicht, warum wir das machen müssen"
DESPAIR = "ik wil niet meer leven"
WEARY = "ik word er moedeloos van"
INSULT = "wat een minkukel"
TOLD = {
    REMARK: heard(objections={NO_TIME: 0.9}),
    GERMAN: heard(no_objection=1.0, other_language="de"),
    DESPAIR: heard(distress="writer"),
    WEARY: heard(no_objection=1.0, distress="weary"),
    INSULT: heard(no_objection=1.0, kind="insult"),
    "we hebben de or erbij": heard(right="works_council"),
}


def companion_on(store, clock):
    calibration = replace(shipped_calibration(with_encoder=True), sure=0.6, idea=0.1, candidate=0.05, driver=0.4)
    coach = Coach(PLAYBOOK, FakeRecogniser(TOLD), calibration, ToldDriver(PLAYBOOK.model.drivers))
    chance = Random(3)  # noqa: S311 - it deals users
    return Companion(coach, store, lambda text, _language: text, contacts=None, now=clock, chance=chance)


@pytest.fixture
async def companion(store, clock):
    made = companion_on(store, clock)
    for origin in (ANNA, BOB, STRANGER):
        await made.handle(IncomingMessage(text="help"), origin)
    return made


async def said(companion, text, origin=ANNA, **more):
    return await companion.handle(IncomingMessage(text=text, **more), origin)


async def say(companion, text, origin=ANNA, **more):
    (reply,) = await said(companion, text, origin, **more)
    return reply


async def press(companion, kind, origin=ANNA, fields=None, **more):
    action = Action(kind=kind, **more)
    (reply,) = await companion.handle(IncomingMessage(action=action, fields=fields or {}), origin)
    return reply


async def fill(companion, dealt, text, origin=ANNA):
    return await press(companion, "practice_reply", origin, {"text": text}, value=str(dealt.practice))


async def practices(store, origin=ANNA):
    person = await store.people.find(ACME, origin.user)
    return await store.practices.latest(ACME, person.id)


# From beginning to end.


async def test_a_practice_from_the_first_word_to_the_worry(companion, store):
    dealt = await say(companion, "oefen geen tijd blauw")
    guessed = await press(companion, "practice_guess", driver=RED, value=str(dealt.practice))
    first = await say(companion, ARGUED)
    second = await say(companion, WELL)
    third = await say(companion, WELL)

    assert dealt == PracticeDealt(language="nl", practice=dealt.practice, objection=NO_TIME, driver=BLUE)
    assert guessed == PracticeGuessed(
        language="nl", practice=dealt.practice, objection=NO_TIME, driver=BLUE, said="opening", guess=RED
    )
    assert [(reply.exchange, reply.says, reply.is_over) for reply in (first, second, third)] == [
        (1, "harder", False),
        (2, "softer", False),
        (3, "worry", True),
    ]
    assert (third.guess, third.driver) == (RED, BLUE)
    assert (first.good.rule, first.to_try.rule) == ("speaks_to_driver", "no_argument")
    assert [kept.state for kept in await practices(store)] == ["over"]


@pytest.mark.parametrize("typed", ["rood", "Rood?", "red"])
async def test_a_driver_that_is_typed_is_a_guess_and_costs_no_exchange(companion, typed):
    dealt = await say(companion, "oefen geen tijd blauw")
    guessed = await say(companion, typed)
    reply = await say(companion, f"{typed}, dacht ik. {WELL}")

    assert (type(guessed), guessed.guess) == (PracticeGuessed, RED)
    assert (reply.practice, reply.exchange, reply.guess) == (dealt.practice, 1, RED)


async def test_a_user_is_dealt_where_none_was_asked_for_and_another_the_next_time(companion):
    first = await say(companion, "oefen")
    second = await say(companion, "practice")

    assert isinstance(first, PracticeDealt)
    assert (first.objection, first.driver) != (second.objection, second.driver)


async def test_what_is_said_after_a_practice_is_a_remark_again(companion):
    await say(companion, "oefen geen tijd blauw")
    await say(companion, "stop")

    assert isinstance(await say(companion, REMARK), CoachingAnswer)


async def test_a_restart_in_the_middle_changes_nothing(companion, store, clock):
    await say(companion, "oefen geen tijd blauw")
    await say(companion, ARGUED)

    reply = await say(companion_on(store, clock), WELL)

    assert (reply.exchange, reply.says) == (2, "softer")


async def test_a_command_is_still_a_command_and_the_practice_goes_on(companion):
    await say(companion, "oefen geen tijd blauw")

    assert isinstance(await say(companion, "help"), Help)
    assert isinstance(await say(companion, f"/coach {REMARK}"), CoachingAnswer)
    assert isinstance(await say(companion, WELL), PracticeAnswered)


@pytest.mark.parametrize("question", ["Kan mijn leidinggevende dit lezen?", "who can read this?", "Wacht, leest er iemand mee?"])
async def test_who_asks_in_the_middle_who_can_read_along_is_told_and_the_practice_goes_on(companion, store, question):
    await say(companion, "oefen geen tijd blauw")

    assert isinstance(await say(companion, question), WhoReads)
    assert [(kept.state, kept.practice.exchanges) for kept in await practices(store)] == [("open", ())]
    assert (await say(companion, WELL)).exchange == 1


@pytest.mark.parametrize(
    "word", ["stop", "Klaar!", "done", "quit", "ik wil stoppen", "Stop maar met oefenen.", "I want to stop now"]
)
async def test_a_stop_word_ends_the_practice_and_shows_who_was_played(companion, store, word):
    await say(companion, "oefen geen tijd blauw")

    assert await say(companion, word) == PracticeEnded(language="nl", objection=NO_TIME, driver=BLUE, guess=None, why="stopped")
    assert [kept.state for kept in await practices(store)] == ["stopped"]


async def test_beginning_anew_stops_what_was_open(companion, store):
    first = await say(companion, "oefen geen tijd blauw")
    await press(companion, "practice", objection=NO_TIME, driver=RED)

    assert [kept.state for kept in await practices(store)] == ["open", "stopped"]
    assert await press(companion, "practice_guess", driver=RED, value=str(first.practice)) == Cannot(
        language="nl", kind="practice_over"
    )


# What is wrong with a reply.


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        ("  \u200b ", "empty"),
        ("!!! 123", "empty"),
        ("Je hebt het druk. " * 600, "too_long"),
        ("x" * (LONGEST + 1), "too_long"),
        (GERMAN, "other_language"),
        (INSULT, "abuse"),
        ("Hou je kop, sukkel", "abuse"),
    ],
)
async def test_a_reply_that_cannot_be_heard_costs_no_exchange(companion, text, kind):
    dealt = await say(companion, "oefen geen tijd blauw")

    assert await say(companion, text) == PracticeUnheard(language="nl", practice=dealt.practice, kind=kind)
    assert (await say(companion, WELL)).exchange == 1


async def test_a_reply_in_the_other_language_is_looked_at_in_that_language(companion):
    await say(companion, "oefen geen tijd blauw")

    reply = await say(companion, "You've given people a date. Which rule should be written down first?")

    assert (reply.language, reply.says) == ("nl", "softer")
    assert (reply.good.rule, reply.good.words[0]) == ("speaks_to_driver", "date")


async def test_distress_in_a_reply_ends_the_practice_at_once(companion, store):
    await say(companion, "oefen geen tijd blauw")

    assert await say(companion, DESPAIR) == Distress(language="nl", contacts=None)
    assert [(kept.state, kept.practice.exchanges) for kept in await practices(store)] == [("stopped", ())]


async def test_a_bad_day_said_in_a_reply_ends_the_practice_with_care(companion, store):
    await say(companion, "oefen geen tijd blauw")

    assert await say(companion, WEARY) == SmallTalk(language="nl", kind="weary")
    assert [(kept.state, kept.practice.exchanges) for kept in await practices(store)] == [("stopped", ())]


async def test_distress_in_a_form_ends_it_too(companion, store):
    dealt = await say(companion, "oefen geen tijd blauw", CHANNEL)

    assert isinstance(await fill(companion, dealt, DESPAIR, CHANNEL), Distress)
    assert [kept.state for kept in await practices(store)] == ["stopped"]


async def test_somebodys_right_in_a_reply_is_part_of_what_is_said(companion):
    await say(companion, "oefen geen tijd blauw")

    assert isinstance(await say(companion, "we hebben de or erbij"), PracticeAnswered)


async def test_a_reply_to_a_practice_that_is_over_says_so(companion):
    dealt = await say(companion, "oefen geen tijd blauw", CHANNEL)
    for _ in range(2):
        await fill(companion, dealt, WELL, CHANNEL)

    assert await fill(companion, dealt, WELL, CHANNEL) == Cannot(language="nl", kind="practice_over")


async def test_whom_nobody_wrote_cannot_be_played(companion):
    everybody = companion._coach.playbook
    nobody = replace(everybody, model=replace(everybody.model, played={}))
    companion._coach.playbook = nobody

    assert await say(companion, "oefen geen tijd") == Cannot(language="nl", kind="nobody_to_practise_with")


async def test_who_is_played_may_be_gone_from_the_playbook_in_the_middle(companion):
    dealt = await say(companion, "oefen geen tijd blauw")
    everybody = companion._coach.playbook
    companion._coach.playbook = replace(everybody, model=replace(everybody.model, played={}))

    assert isinstance(await say(companion, REMARK), CoachingAnswer)
    assert await press(companion, "practice_stop", value=str(dealt.practice)) == Cannot(language="nl", kind="unknown_choice")


# Time.


async def test_a_practice_that_is_left_ends_after_an_hour_and_says_so_once(companion, store, clock):
    await say(companion, "oefen geen tijd blauw")
    clock.move(minutes=61)

    back = await said(companion, REMARK)
    again = await said(companion, REMARK)

    assert [type(reply) for reply in back] == [PracticeEnded, CoachingAnswer]
    assert back[0].why == "expired"
    assert [type(reply) for reply in again] == [CoachingAnswer]
    assert [kept.state for kept in await practices(store)] == ["expired"]


async def test_a_button_of_a_practice_that_was_left_ends_it(companion, clock):
    dealt = await say(companion, "oefen geen tijd blauw")
    clock.move(minutes=61)

    reply = await press(companion, "practice_guess", driver=BLUE, value=str(dealt.practice))

    assert (type(reply), reply.why) == (PracticeEnded, "expired")


async def test_an_answer_within_the_hour_keeps_it_open(companion, clock):
    await say(companion, "oefen geen tijd blauw")
    clock.move(minutes=50)
    await say(companion, ARGUED)
    clock.move(minutes=50)

    assert (await say(companion, WELL)).exchange == 2


# Twice, and at once.


async def test_a_message_that_comes_in_twice_is_answered_alike_and_counts_once(companion, store):
    dealt = await say(companion, "oefen geen tijd blauw", event="E0")
    again = await say(companion, "oefen geen tijd blauw", event="E0")
    first = await say(companion, WELL, event="E1")
    repeated = await say(companion, WELL, event="E1")
    last = await say(companion, WELL, event="E2")
    last_repeated = await say(companion, WELL, event="E2")

    assert dealt == again
    assert first == repeated
    assert (last, last.says) == (last_repeated, "worry")
    assert [len(kept.practice.exchanges) for kept in await practices(store)] == [2]


async def test_two_replies_at_once_are_two_exchanges(companion, store):
    dealt = await say(companion, "oefen geen tijd blauw", CHANNEL)

    replies = await asyncio.gather(*(fill(companion, dealt, ARGUED, CHANNEL) for _ in range(2)))

    assert sorted(reply.exchange for reply in replies) == [1, 2]
    assert [len(kept.practice.exchanges) for kept in await practices(store)] == [2]


# Where others are, and whose it is.


async def test_where_others_are_a_reply_comes_from_a_form_alone(companion):
    dealt = await say(companion, "oefen geen tijd blauw", CHANNEL)
    form = await press(companion, "practice_write", CHANNEL, value=str(dealt.practice))
    answered = await fill(companion, dealt, WELL, CHANNEL)

    assert dealt.in_a_form
    assert isinstance(await say(companion, REMARK, CHANNEL), CoachingAnswer)
    assert form == PracticeForm(language="nl", practice=dealt.practice, objection=NO_TIME, driver=BLUE, said="opening")
    assert (answered.exchange, answered.says) == (1, "softer")


@pytest.mark.parametrize(("text", "kind"), [("", "empty"), ("Je hebt het druk. " * 600, "too_long"), (INSULT, "abuse")])
async def test_a_form_stays_open_with_what_was_typed_while_something_is_wrong(companion, text, kind):
    dealt = await say(companion, "oefen geen tijd blauw", CHANNEL)

    reply = await fill(companion, dealt, text, CHANNEL)

    assert (reply.problem, reply.text) == (kind, text.strip()[:LONGEST])


async def test_nobody_acts_on_the_practice_of_somebody_else(companion):
    dealt = await say(companion, "oefen geen tijd blauw")

    for origin in (BOB, STRANGER):
        for kind in ("practice_write", "practice_reply", "practice_stop", "practice_guess"):
            reply = await press(companion, kind, origin, {"text": WELL}, value=str(dealt.practice), driver=BLUE)
            assert reply == Cannot(language="nl", kind="unknown_choice")
    assert (await say(companion, WELL)).exchange == 1


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "١"])
async def test_an_id_that_is_nobodys_leads_nowhere(companion, value):
    assert await press(companion, "practice_stop", value=value) == Cannot(language="nl", kind="unknown_choice")


async def test_a_driver_that_is_not_there_cannot_be_heard(companion):
    dealt = await say(companion, "oefen geen tijd blauw")

    reply = await press(companion, "practice_guess", driver="pink", value=str(dealt.practice))

    assert reply == Cannot(language="nl", kind="unknown_choice")


# Own progress.


async def test_progress_is_counted_and_erased_by_whoever_it_is_about(companion, store):
    await say(companion, "oefen geen tijd blauw", BOB)
    await say(companion, WELL, BOB)
    dealt = await say(companion, "oefen geen tijd blauw")
    await press(companion, "practice_guess", driver=BLUE, value=str(dealt.practice))
    await say(companion, WELL)

    shown = await say(companion, "oefen voortgang")
    erased = await press(companion, "practice_erase")

    assert (shown.progress.practised, shown.progress.heard) == (1, ((BLUE, 1),))
    assert erased == PracticeProgress(language="nl", progress=Progress(practised=0, rules=(), heard=()), just_erased=True)
    assert await practices(store) == ()
    assert len(await practices(store, BOB)) == 1


async def test_no_word_of_a_reply_is_kept_and_practice_works_where_no_words_are(plan, clock):
    store = await Store.open(replace(plan, retention=Retention(days=0)), clock)
    companion = companion_on(store, clock)

    replies = await said(companion, "oefen geen tijd blauw")
    await say(companion, f"{WELL} kanarie")

    assert [type(reply) for reply in replies] == [Welcome, PracticeDealt]
    person = await store.people.find(ACME, "U1")
    assert "kanarie" not in str(await store.export_person(ACME, person.id))
    assert [len(kept.practice.exchanges) for kept in await practices(store)] == [1]
    await store.close()
