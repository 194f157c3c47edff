"""What the coach decides, on a small playbook and a recogniser that hears what it is told to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from coachbot.coach import Coach
from coachbot.messages import (
    MAX_TEXT,
    Action,
    ARight,
    Cannot,
    CoachingAnswer,
    Context,
    Distress,
    DriverGuess,
    Help,
    HowToPointer,
    IncomingMessage,
    LanguageSet,
    More,
    NeutralAdvice,
    NextMoves,
    Profile,
    SmallTalk,
    Topic,
    WhichDriver,
    WhichOfThese,
    WhoReads,
    topic_after,
)
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.testing import BLUE, NO_TIME, RED, TRIED, WATCHED, FakeRecogniser, heard, small_playbook

CONTEXT = Context(today=date(2026, 11, 25))
CALIBRATION = replace(shipped_calibration(with_encoder=True), sure=0.6, idea=0.1, candidate=0.05, no_objection=0.5, driver=0.4)


def coach(**told):
    playbook = small_playbook()
    recogniser = FakeRecogniser({text.replace("_", " "): recognition for text, recognition in told.items()})
    return Coach(playbook, recogniser, CALIBRATION, ToldDriver(playbook.model.drivers))


def say(a_coach, text, context=CONTEXT):
    return a_coach.decide(IncomingMessage(text=text), context)


def press(a_coach, action, context=CONTEXT):
    return a_coach.decide(IncomingMessage(action=action), context)


def about(objection=NO_TIME, driver=BLUE, **more):
    return replace(CONTEXT, topic=Topic(language="nl", objection=objection, driver=driver, **more))


def test_coach_answers_at_once_when_it_is_sure_and_shows_its_reasons():
    hears = heard(objections={NO_TIME: 0.9, TRIED: 0.05}, drivers={BLUE: 0.7, RED: 0.2}, evidence=(0, 4))

    reply = say(coach(geen_tijd=hears), "geen tijd")

    assert isinstance(reply, CoachingAnswer)
    assert (reply.objection, reply.probability, reply.evidence) == (NO_TIME, 0.9, ("geen",))
    assert reply.guess == DriverGuess(driver=BLUE, how="heard", probability=0.7, evidence=(), runner_up=RED)
    assert reply.angle.question == "question no-time/blue/nl"
    assert reply.fallback == "exact"


def test_coach_uses_the_neutral_entry_when_no_driver_is_heard():
    reply = say(coach(geen_tijd=heard(objections={NO_TIME: 0.9}, drivers={BLUE: 0.3, RED: 0.1})), "geen tijd")

    assert isinstance(reply, CoachingAnswer)
    assert reply.guess is None
    assert reply.angle.wording == "wording no-time/None/nl"


@pytest.mark.parametrize(
    ("objection", "driver", "fallback", "question"),
    [
        (TRIED, RED, "neutral", "question tried-before/None/nl"),
        (WATCHED, RED, "general", "question None/None/nl"),
        (TRIED, BLUE, "exact", "question tried-before/blue/nl"),
    ],
)
def test_coach_says_which_entry_it_fell_back_to(objection, driver, fallback, question):
    reply = press(coach(), Action(kind="show", objection=objection, driver=driver))

    assert isinstance(reply, CoachingAnswer)
    assert (reply.fallback, reply.angle.question) == (fallback, question)


def test_coach_asks_back_when_it_is_not_sure():
    reply = say(coach(hm_tijd=heard(objections={NO_TIME: 0.4, TRIED: 0.3, WATCHED: 0.01})), "hm tijd")

    assert isinstance(reply, WhichOfThese)
    assert reply.candidates == (NO_TIME, TRIED)
    assert not reply.rejected


def test_coach_admits_that_it_has_no_idea():
    reply = say(coach(wat_dan=heard(objections={NO_TIME: 0.05})), "wat dan")

    assert isinstance(reply, NeutralAdvice)
    assert reply.text.question == "question None/None/nl"


@pytest.mark.parametrize(("kind", "expected"), [("howto", HowToPointer), ("greeting", SmallTalk)])
def test_coach_answers_what_holds_no_objection_shortly(kind, expected):
    reply = say(coach(mooi_weer=heard(no_objection=0.8, kind=kind)), "mooi weer")

    assert isinstance(reply, expected)


@pytest.mark.parametrize("keeps", [True, False])
def test_whoever_asks_who_reads_along_is_told_that_and_nothing_else(keeps):
    hears = heard(no_objection=0.8, kind="coaching", language="en")

    reply = say(coach(can_my_manager_read_this=hears), "can my manager read this", replace(CONTEXT, keeps=keeps))

    assert reply == WhoReads(language="en", keeps=keeps)


def test_what_is_too_short_to_tell_is_answered_in_the_language_of_the_latest_reply():
    spoken = replace(about(), spoken="en")

    assert say(coach(), "thanks mate", spoken) == SmallTalk(language="en", kind="greeting")
    assert say(coach(), "bedankt", replace(spoken, language="nl")) == SmallTalk(language="nl", kind="greeting")


def test_distress_of_the_writer_is_never_coached():
    hears = heard(objections={NO_TIME: 0.9}, distress="writer")
    context = replace(CONTEXT, contacts="Anna, tel. 12")

    reply = say(coach(ik_kan_niet_meer=hears), "ik kan niet meer", context)

    assert reply == Distress(language="nl", contacts="Anna, tel. 12")
    assert topic_after(reply, Topic(language="nl", objection=NO_TIME, driver=None)) is None


def test_a_consultant_after_a_bad_day_gets_care_and_no_emergency_numbers():
    hears = heard(objections={NO_TIME: 0.3}, no_objection=0.7, kind="distress", distress="weary")

    assert say(coach(ik_word_er_moedeloos_van=hears), "ik word er moedeloos van") == SmallTalk(language="nl", kind="weary")


def test_distress_of_a_participant_is_coached_with_care():
    hears = heard(objections={NO_TIME: 0.9}, no_objection=0.7, distress="participant")

    reply = say(coach(ze_huilde=hears), "ze huilde")

    assert isinstance(reply, CoachingAnswer)
    assert reply.participant_upset


def test_a_right_is_pointed_to_its_owner_before_any_coaching():
    reply = say(coach(de_or=heard(objections={NO_TIME: 0.9}, right="works_council")), "de or")

    assert reply == ARight(language="nl", kind="works_council")


def test_another_language_is_answered_in_both():
    reply = say(coach(keine_zeit=heard(other_language="de")), "keine zeit")

    assert reply == Cannot(language="nl", kind="other_language")


@pytest.mark.parametrize(
    ("text", "kind"), [("", "empty"), ("  \n", "empty"), ("\x00\u202e", "empty"), ("🙂🙂", "no_words"), ("1234 ?!", "no_words")]
)
def test_text_without_words_gets_a_fitting_answer(text, kind):
    assert say(coach(), text) == Cannot(language="nl", kind=kind)


def test_what_is_too_long_is_cut_and_said_to_be():
    text = "geen tijd" + " " * MAX_TEXT + "en meer"

    reply = say(coach(geen_tijd=heard(objections={NO_TIME: 0.9})), text)

    assert isinstance(reply, CoachingAnswer)
    assert reply.shortened


def test_several_objections_in_one_story_are_offered():
    hears = heard(objections={NO_TIME: 0.9}, also={TRIED: 0.8})

    reply = say(coach(een_verhaal=hears), "een verhaal")

    assert isinstance(reply, CoachingAnswer)
    assert reply.also_heard == (TRIED,)


def test_a_driver_named_outright_wins_over_a_guess():
    hears = heard(objections={NO_TIME: 0.9}, drivers={RED: 0.9, BLUE: 0.05}, told_driver=BLUE)

    reply = say(coach(hij_is_van_de_regels=hears), "hij is van de regels")

    assert isinstance(reply, CoachingAnswer)
    assert reply.guess == DriverGuess(driver=BLUE, how="told", runner_up=RED)


def test_own_profile_brings_what_to_mind_in_oneself():
    context = replace(CONTEXT, profile=Profile(preference=RED))

    reply = press(coach(), Action(kind="show", objection=NO_TIME, driver=BLUE), context)

    assert isinstance(reply, CoachingAnswer)
    assert reply.mind_yourself is not None
    assert reply.mind_yourself.instead.nl == "Zet het op papier."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("help", Help(language="nl")),
        ("taal en", LanguageSet(language="en", chosen="en")),
        ("language free", LanguageSet(language="nl", chosen=None)),
        ("taal kanaal en", Cannot(language="nl", kind="no_channel")),
        ("geschiedenis", Cannot(language="nl", kind="not_kept")),
        ("oefen", Cannot(language="nl", kind="not_kept")),
        ("oefen geen tijd", Cannot(language="nl", kind="not_kept")),
        ("practice blue", Cannot(language="nl", kind="not_kept")),
    ],
)
def test_commands_are_obeyed_in_both_languages(text, expected):
    assert say(coach(), text) == expected


@pytest.mark.parametrize("text", ["/coach ik heb geen tijd", "oefen ik heb geen tijd", "practice makes perfect they said"])
def test_a_subcommand_is_one_only_when_the_whole_text_is(text):
    said = text.removeprefix("/coach ").replace(" ", "_")

    assert isinstance(say(coach(**{said: heard(objections={NO_TIME: 0.9})}), text), CoachingAnswer)


def test_another_angle_goes_round():
    first = press(coach(), Action(kind="show", objection=NO_TIME, driver=BLUE, angle=1))
    again = say(coach(), "een andere vraag?", replace(CONTEXT, topic=topic_after(first, None)))

    assert isinstance(first, CoachingAnswer)
    assert first.angle.question == "second question no-time/blue/nl"
    assert isinstance(again, CoachingAnswer)
    assert again.angle.question == "question no-time/blue/nl"


@pytest.mark.parametrize("text", ["en als hij ja maar zegt?", "and if she goes quiet?", "ja maar…", "en dan?"])
def test_yes_but_brings_the_next_moves_of_the_driver(text):
    reply = say(coach(), text, about())

    assert isinstance(reply, NextMoves)
    assert reply.driver == BLUE
    assert len(reply.moves) == 1


@pytest.mark.parametrize("text", ["als rood?", "as red?", "en rood?", "rood", "what about red?", "voor een rood type"])
def test_as_another_driver_shows_the_entry_of_that_driver(text):
    reply = say(coach(), text, about())

    assert isinstance(reply, CoachingAnswer)
    assert reply.topic.driver == RED
    assert reply.guess is not None
    assert reply.guess.how == "told"


def test_a_correction_with_words_brings_what_it_was_about():
    reply = say(coach(vroeger=heard(objections={TRIED: 0.8, NO_TIME: 0.1})), "nee, het ging over vroeger", about())

    assert isinstance(reply, CoachingAnswer)
    assert (reply.objection, reply.topic.driver) == (TRIED, BLUE)


def test_a_bare_no_offers_the_next_candidates():
    topic_heard = heard(objections={NO_TIME: 0.8, TRIED: 0.1, WATCHED: 0.06})

    reply = say(coach(), "nee", about(candidates=topic_heard.objections))

    assert isinstance(reply, WhichOfThese)
    assert (reply.candidates, reply.rejected) == ((TRIED, WATCHED), True)


@pytest.mark.parametrize(
    "text",
    [
        "volgens mij is ze rood",
        "nee, rood denk ik",
        "hij is eerder rood",
        "en als hij rood is?",
        "I think he's red",
        "what if he's red",
    ],
)
def test_a_driver_named_in_little_words_is_taken_over_and_is_no_distress(text):
    seems_upset = {text: replace(heard(no_objection=0.9, distress="writer"), language="nl")}

    reply = say(coach(**seems_upset), text, about())

    assert isinstance(reply, CoachingAnswer)
    assert (reply.objection, reply.guess) == (NO_TIME, DriverGuess(driver=RED, how="told"))


def test_words_of_distress_come_before_any_driver_that_is_named():
    text = "rood"
    reply = say(coach(rood=heard(distress="writer", distress_said=True)), text, about())

    assert isinstance(reply, Distress)


@pytest.mark.parametrize("text", ["hij is niet rood", "rood of blauw", "rood is mijn bureau, zo veel ligt er"])
def test_a_driver_that_is_denied_or_one_of_several_or_named_beside_other_things_is_not_taken_over(text):
    reply = say(coach(), text, about())

    assert not isinstance(reply, CoachingAnswer)


@pytest.mark.parametrize(
    "text",
    [
        "en als hij dan boos wordt?",
        "wat zeg ik tegen iemand die niks zegt",
        "and if he walks out?",
        "what do I say to someone who says nothing",
    ],
)
def test_anger_and_silence_bring_the_next_moves_also_before_the_objection_is_settled(text):
    unsettled = about(objection=None, driver=BLUE)

    assert isinstance(say(coach(), text, unsettled), NextMoves)


def test_a_correction_that_names_the_driver_changes_the_driver():
    reply = say(coach(), "nee, hij is meer rood", about())

    assert isinstance(reply, CoachingAnswer)
    assert (reply.objection, reply.topic.driver) == (NO_TIME, RED)


def test_what_was_said_is_shown_again_or_said_in_fewer_words():
    first = press(coach(), Action(kind="show", objection=NO_TIME, driver=BLUE, angle=1))
    context = replace(CONTEXT, topic=topic_after(first, None))

    again, shorter = say(coach(), "wat zeg ik als eerste?", context), say(coach(), "korter graag", context)

    assert isinstance(again, CoachingAnswer)
    assert again.angle == first.angle
    assert isinstance(shorter, CoachingAnswer)
    assert len(shorter.angle.wording + shorter.angle.question) < len(first.angle.wording + first.angle.question)


@pytest.mark.parametrize("text", ["en als hij ja maar zegt?", "een andere vraag?", "korter graag", "als rood?"])
def test_a_follow_up_without_anything_before_it_says_so(text):
    assert say(coach(), text) == Cannot(language="nl", kind="nothing_to_follow")


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        (Action(kind="more", objection=NO_TIME, driver=RED), More),
        (Action(kind="other_drivers", objection=NO_TIME, driver=RED), WhichDriver),
        (Action(kind="none_of_these"), NeutralAdvice),
        (Action(kind="yes_but", driver=None), NextMoves),
        (Action(kind="other_objections", objection=NO_TIME), NeutralAdvice),
    ],
)
def test_buttons_do_what_they_say(action, kind):
    assert isinstance(press(coach(), action), kind)


@pytest.mark.parametrize(
    "action",
    [
        Action(kind="show", objection="gone"),
        Action(kind="show", objection=NO_TIME, driver="ultraviolet"),
        Action(kind="more"),
        Action(kind="yes_but", driver="'; drop table"),
    ],
)
def test_ids_from_a_platform_are_looked_up_and_never_trusted(action):
    assert press(coach(), action) == Cannot(language="nl", kind="unknown_choice")


def test_deciding_is_pure():
    hears = heard(objections={NO_TIME: 0.9}, drivers={BLUE: 0.7})
    a_coach = coach(geen_tijd=hears)

    assert say(a_coach, "geen tijd") == say(a_coach, "geen tijd")
