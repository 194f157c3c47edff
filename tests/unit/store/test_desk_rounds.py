"""Practice together, on both databases: a round begun, answered by many, closed once and revealed to all."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from desk_rig import ANNA, pressed, replies, said, until, working

from coachbot.messages import (
    Cannot,
    Distress,
    PracticeDealt,
    PracticeProgress,
    RoundAnswered,
    RoundClosing,
    RoundForm,
    RoundOpened,
    RoundRefused,
    RoundRevealed,
    is_for_all,
)
from coachbot.pieces import Picture, Points
from coachbot.ports import Place
from coachbot.store import Retention
from coachbot.testing import BLUE, NO_TIME, RED, heard

CHANNEL = {"channel": "C1", "thread": None, "team": "T1", "enterprise": None}
LEADER = replace(ANNA, conversation="C1:top:U1", among_others=True, everyone=CHANNEL)
TELLS = {
    "ik kan echt niet meer": heard(distress="writer"),
    "wat een sukkel ben jij": heard(no_objection=0.9, kind="insult"),
    "je comprends très bien": heard(other_language="fr"),
}


def member(number, **more):
    """Somebody else in the same channel."""
    return replace(LEADER, user=f"U{number}", conversation=f"C1:top:U{number}", **more)


async def last(desk, message):
    return (await replies(desk, message))[-1]


async def begin(desk, text="oefen", **more):
    return await last(desk, said(text, origin=LEADER, event=None, **more))


async def answer(desk, round_id, origin, **fields):
    message = pressed("round_answer", origin, value=str(round_id))
    return await last(desk, replace(message, fields={"guess": "blue", **fields}))


async def press(desk, kind, round_id, origin=LEADER):
    return await last(desk, pressed(kind, origin, value=str(round_id)))


async def revealed(platform):
    await until(lambda: platform.sent)
    ((place, reply),) = platform.sent
    assert place == Place(channel="C1", details=CHANNEL)
    return reply


async def test_a_round_is_begun_for_all_and_its_card_tells_everything_but_the_driver(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, _):
        await desk.answer(said("help", origin=LEADER))
        (begun,) = await desk.answer(said("oefen 10", origin=LEADER))

    assert begun.for_all
    assert begun.reply == RoundOpened(language="nl", round=1, objection=NO_TIME, driver=BLUE, minutes=10)
    assert "opening no-time/blue/nl" in begun.card.in_words
    assert "10 minuten" in begun.card.in_words
    assert [(one.action.kind, one.opens_form) for one in begun.card.buttons] == [("round_form", True), ("round_close", False)]
    assert all((one.action.objection, one.action.driver) == (None, None) for one in begun.card.buttons)


async def test_what_everybody_guessed_is_revealed_to_all_when_the_leader_closes_it(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        begun = await begin(desk)
        form = await press(desk, "round_form", begun.round, member(2))
        first = await answer(desk, begun.round, member(2), wording="Zei Henk dat?", may_show="yes")
        second = await answer(desk, begun.round, member(3), guess="red", wording="niet tonen", may_show="no")
        third = await answer(desk, begun.round, member(4), guess="blue")
        closing = await press(desk, "round_close", begun.round)
        reply = await revealed(platform)
        card = desk.cards.card(reply, clock().date())

    assert (form.guess, form.wording, form.keeps) == (None, "", True)
    assert [one.wording for one in (first, second, third)] == ["shown", "own", "none"]
    assert isinstance(closing, RoundClosing)
    assert reply == RoundRevealed(
        language="nl",
        objection=NO_TIME,
        driver=BLUE,
        guesses=((BLUE, 2), (RED, 1)),
        wordings=("Zei [naam] dat?",),
        all_wordings=1,
    )
    assert is_for_all(reply)
    (picture,) = [piece for piece in card.pieces if isinstance(piece, Picture)]
    assert picture.alt.splitlines() == [
        "Hoe er is gegokt, met 3 antwoorden",
        "zekerheid (blauw), zo gespeeld: 2",
        "kracht (rood): 1",
    ]
    assert picture.png.startswith(b"\x89PNG")
    assert [piece.items for piece in card.pieces if isinstance(piece, Points)] == [("“Zei [naam] dat?”",)]
    assert "question no-time/blue/nl" in card.in_words
    assert "Wat viel op?" in card.in_words


async def test_when_its_time_is_over_a_round_closes_by_itself_also_after_a_restart(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, _):
        begun = await begin(desk)
        await answer(desk, begun.round, member(2), guess="red")
    clock.move(minutes=6)
    async with working(empty_plan, clock) as (desk, platform):
        await desk.sweep(clock())
        reply = await revealed(platform)
        late = await answer(desk, begun.round, member(3))

    assert reply.guesses == ((BLUE, 0), (RED, 1))
    assert late == replace(reply, late=True)


async def test_the_reveal_is_shown_once_however_often_it_is_asked_for(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        begun = await begin(desk)
        closing = await asyncio.gather(*(press(desk, "round_close", begun.round) for _ in range(3)))
        await revealed(platform)
        clock.move(minutes=6)
        await desk.sweep(clock())
        await asyncio.sleep(0.3)

        assert len(platform.sent) == 1
        assert {type(one) for one in closing} <= {RoundClosing, RoundRevealed}


async def test_a_round_nobody_answered_is_revealed_too(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        await press(desk, "round_close", (await begin(desk)).round)
        card = desk.cards.card(await revealed(platform), clock().date())

    assert "Er kwam geen antwoord binnen" in card.in_words
    assert [piece for piece in card.pieces if isinstance(piece, Picture)] == []


async def test_only_the_leader_closes_early_and_anybody_once_the_time_is_over(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        begun = await begin(desk)
        early = await press(desk, "round_close", begun.round, member(2))
        await desk.answer(pressed("forget", LEADER))
        clock.move(minutes=6)
        in_time = await press(desk, "round_close", begun.round, member(2))
        await revealed(platform)

    assert early == RoundRefused(language="nl", kind="not_leader")
    assert isinstance(in_time, RoundClosing)


async def test_two_rounds_at_once_go_their_own_way(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        one, other = await begin(desk), await begin(desk, "oefen 30")
        await answer(desk, one.round, member(2), guess="blue")
        await answer(desk, other.round, member(2), guess="red")
        await press(desk, "round_close", other.round)
        reply = await revealed(platform)
        still = await answer(desk, one.round, member(3), guess="blue")

    assert reply.guesses == ((BLUE, 0), (RED, 1))
    assert isinstance(still, RoundAnswered)


async def test_a_hundred_people_answer_at_once(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        begun = await begin(desk)
        answers = await asyncio.gather(
            *(
                answer(desk, begun.round, member(number), guess="blue" if number % 4 else "red", wording="x", may_show="yes")
                for number in range(100)
            )
        )
        await press(desk, "round_close", begun.round)
        reply = await revealed(platform)

    assert {type(one) for one in answers} == {RoundAnswered}
    assert reply.guesses == ((BLUE, 75), (RED, 25))
    assert (len(reply.wordings), reply.all_wordings) == (10, 100)


async def test_answering_again_replaces_and_the_form_shows_what_was_answered(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        begun = await begin(desk)
        await answer(desk, begun.round, member(2), guess="red", wording="eerst", may_show="yes")
        form = await press(desk, "round_form", begun.round, member(2))
        await answer(desk, begun.round, member(2), guess="blue")
        await press(desk, "round_close", begun.round)
        reply = await revealed(platform)

    assert (form.guess, form.wording, form.may_show) == (RED, "eerst", True)
    assert (reply.guesses, reply.wordings) == (((BLUE, 1), (RED, 0)), ())


async def test_distress_in_an_answer_is_answered_as_everywhere_and_nothing_of_it_is_kept(empty_plan, clock):
    async with working(empty_plan, clock, TELLS) as (desk, platform):
        begun = await begin(desk)
        reply = await answer(desk, begun.round, member(2), wording="ik kan echt niet meer", may_show="yes")
        await press(desk, "round_close", begun.round)

        assert reply == Distress(language="nl")
        assert not is_for_all(reply)
        assert (await revealed(platform)).guesses == ((BLUE, 0), (RED, 0))


WRONG = (
    ({"guess": ""}, {"without_guess": True, "guess": None}, "guess"),
    ({"guess": "pink"}, {"without_guess": True, "guess": None}, "guess"),
    ({"wording": "x" * 10_000}, {"wording_problem": "too_long", "wording": "x" * 400}, "wording"),
    ({"wording": "wat een sukkel ben jij"}, {"wording_problem": "insult"}, "wording"),
    ({"wording": "je comprends très bien"}, {"wording_problem": "other_language"}, "wording"),
)


async def test_what_is_wrong_with_an_answer_stands_at_its_field_and_nothing_counts_yet(empty_plan, clock):
    async with working(empty_plan, clock, TELLS) as (desk, platform):
        begun = await begin(desk)
        for fields, expected, field in WRONG:
            form = await answer(desk, begun.round, member(2), **{"may_show": "yes", **fields})
            shown = desk.cards.card(form, clock().date()).form

            assert isinstance(form, RoundForm)
            assert form.may_show
            assert {name: getattr(form, name) for name in expected} == expected
            assert [one.name for one in shown.fields if one.problem] == [field]
        await press(desk, "round_close", begun.round)
        assert (await revealed(platform)).guesses == ((BLUE, 0), (RED, 0))


async def test_an_answer_without_words_is_a_guess(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, _):
        begun = await begin(desk)
        for wording in ("", "   ", "\u200b", "!?"):
            assert isinstance(await answer(desk, begun.round, member(2), wording=wording), RoundAnswered)


async def test_whoever_tries_a_wording_hears_what_was_good_and_what_to_try_and_nothing_of_the_driver(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, _):
        begun = await begin(desk)
        tried = await answer(desk, begun.round, member(2), wording="Maar waarom zou je dat niet willen?")
        guessed = await answer(desk, begun.round, member(3))
        card = desk.cards.card(tried, clock().date())

    assert (tried.to_try.rule, tried.to_try.kept) == ("no_why", False)
    assert "Probeer dit eens" in card.in_words
    assert (guessed.good, guessed.to_try) == (None, None)
    assert not {"speaks_to_driver"} & {finding.rule for finding in (tried.good, tried.to_try) if finding}


async def test_distress_at_the_end_of_a_very_long_answer_is_heard(empty_plan, clock):
    long = "x" * 3_000 + " ik kan echt niet meer"
    async with working(empty_plan, clock, {long: heard(distress="writer")}) as (desk, _):
        begun = await begin(desk)

        assert await answer(desk, begun.round, member(2), wording=long) == Distress(language="nl")


async def test_the_leader_may_ask_for_an_objection_and_own_progress_stays_ones_own(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, _):
        wanted = await begin(desk, "oefen geen tijd")
        nobody = await begin(desk, "oefen rood")
        progress = await begin(desk, "oefen voortgang")
        alone = await last(desk, said("oefen 10", event=None))

    assert (wanted.objection, wanted.driver) == (NO_TIME, BLUE)
    assert nobody == RoundRefused(language="nl", kind="nobody_to_play")
    assert isinstance(progress, PracticeProgress)
    assert isinstance(alone, PracticeDealt)


async def test_where_no_words_are_kept_none_is_asked_to_be_shown(empty_plan, clock):
    async with working(replace(empty_plan, retention=Retention(days=0)), clock) as (desk, platform):
        begun = await begin(desk)
        form = (await desk.answer(pressed("round_form", member(2), value=str(begun.round))))[-1].card.form
        reply = await answer(desk, begun.round, member(2), wording="een zin", may_show="yes")
        await press(desk, "round_close", begun.round)

        assert [field.name for field in form.fields] == ["guess", "wording"]
        assert reply.wording == "own"
        assert (await revealed(platform)).wordings == ()


async def test_a_round_is_only_there_for_who_is_in_its_channel(empty_plan, clock):
    elsewhere = replace(member(2), everyone={**CHANNEL, "channel": "C2"})
    other_workspace = replace(member(2), workspace="T2")
    async with working(empty_plan, clock) as (desk, _):
        begun = await begin(desk)
        found = [
            await press(desk, kind, begun.round, origin)
            for origin in (elsewhere, other_workspace, ANNA)
            for kind in ("round_form", "round_close")
        ]
        found += [await press(desk, "round_form", value, member(2)) for value in ("", "x", "-1", "9" * 40, "²", "99")]

    assert set(found) == {Cannot(language="nl", kind="unknown_choice")}


async def test_a_round_lasts_a_minute_to_an_hour(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, _):
        for text in ("oefen 0", "practice 61", "oefen 999999"):
            assert await begin(desk, text) == RoundRefused(language="nl", kind="minutes")


async def test_a_mention_that_comes_in_twice_begins_one_round_and_is_posted_for_all(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, platform):
        await desk.answer(said("help", origin=LEADER))
        place = Place(channel="C1", details={"private": True})
        await desk.submit(said("practice 5 minutes", origin=LEADER), place)
        await desk.submit(said("practice 5 minutes", origin=LEADER), place)
        ((where, reply),) = (await until(lambda: platform.sent)) or platform.sent

    assert (where, reply.round, is_for_all(reply)) == (place, 1, True)


async def test_a_playbook_without_played_users_says_so(empty_plan, clock):
    async with working(empty_plan, clock) as (desk, _):
        coach = desk.companion._coach
        coach.playbook = replace(coach.playbook, model=replace(coach.playbook.model, played={}))

        assert await begin(desk) == RoundRefused(language="nl", kind="nobody_to_play")
