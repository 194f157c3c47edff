"""What can be expected of a group, from a few words about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbot.cards import Cards
from coachbot.coach import Coach
from coachbot.commands import Parsed, parse_command
from coachbot.decisions import decision_of, replies_of
from coachbot.messages import (
    ARight,
    Cannot,
    Context,
    Distress,
    DriverGuess,
    Expected,
    IncomingMessage,
    Prepared,
    Profile,
    Unprepared,
    topic_after,
)
from coachbot.pieces import Ask, Line, Part
from coachbot.preparing import MAX_DESCRIPTION
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.testing import BLUE, NO_TIME, RED, TRIED, WATCHED, FakeRecogniser, heard, small_playbook
from coachbot.texts import load_texts

PLAYBOOK = small_playbook()
CONTEXT = Context(today=date(2026, 11, 25))
NOTHING = heard(objections={NO_TIME: 0.01}, no_objection=0.9, kind="scheduling")


def prepare(description, recognition=NOTHING, context=CONTEXT, playbook=PLAYBOOK):
    recogniser = FakeRecogniser({description[:MAX_DESCRIPTION]: recognition})
    calibration = replace(shipped_calibration(with_encoder=True), no_objection=0.5)
    coach = Coach(playbook, recogniser, calibration, ToldDriver(playbook.model.drivers))
    return coach.decide(IncomingMessage(text=f"bereid voor {description}"), context)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("bereid voor morgen een groep controllers", "morgen een groep controllers"),
        ("Bereid me voor op morgen, een groep boa's", "morgen, een groep boa's"),
        ("/coach bereid voor: twee regels\nover een groep", "twee regels\nover een groep"),
        ("prepare for tomorrow, a group of wardens", "tomorrow, a group of wardens"),
        ("Prepare me for the finance people", "the finance people"),
        ("bereid voor", ""),
        ("prepare", ""),
    ],
)
def test_what_stands_behind_the_command_is_the_description(text, rest):
    assert parse_command(text) == Parsed(command="prepare", rest=rest)


@pytest.mark.parametrize("text", ["Prepared for nothing, they said", "We weren't prepared for this", "Ze waren niet voorbereid"])
def test_a_remark_about_being_prepared_is_a_remark(text):
    assert parse_command(text) is None


def test_the_audience_and_what_it_has_been_through_are_both_heard():
    reply = prepare("morgen controllers die het al eens geprobeerd hebben")

    assert isinstance(reply, Prepared)
    assert reply.guess == DriverGuess(driver=BLUE, how="heard", evidence=("controllers",))
    assert reply.audience == "finance"
    assert reply.expected == (
        Expected(objection=TRIED, how="heard", evidence=("al eens geprobeerd",)),
        Expected(objection=WATCHED, how="audience", evidence=("controllers",)),
        Expected(objection=NO_TIME, how="driver"),
    )


def test_what_the_recogniser_hears_counts_from_a_lower_probability_than_in_a_remark():
    reply = prepare("een druk team", heard(objections={NO_TIME: 0.2, WATCHED: 0.1}, no_objection=0.6, evidence=(4, 8)))

    assert [(one.objection, one.how, one.evidence, one.angle) for one in reply.expected] == [
        (NO_TIME, "heard", ("druk",), 0),
        (NO_TIME, "heard", ("druk",), 1),
    ]
    assert reply.guess is None


def test_a_driver_told_outright_wins_over_the_audience_and_who_else_comes_is_named():
    told = prepare("boa's, echt blauwe types", replace(NOTHING, told_driver=BLUE))
    mixed = prepare("controllers en boa's")

    assert told.guess == DriverGuess(driver=BLUE, how="told", runner_up=RED)
    assert (mixed.guess.driver, mixed.guess.runner_up) == (BLUE, RED)
    assert [one.objection for one in mixed.expected] == [WATCHED, NO_TIME, WATCHED]


def test_an_answer_in_another_language_hears_the_description_all_the_same():
    reply = prepare("tomorrow wardens", replace(NOTHING, language="en"), replace(CONTEXT, language="nl"))

    assert (reply.topic.language, reply.guess.evidence) == ("nl", ("wardens",))


def test_a_team_may_be_named_in_the_other_language():
    assert prepare("morgen de wardens").guess.evidence == ("wardens",)


def test_words_are_whole_words():
    assert isinstance(prepare("een groep boalers"), Unprepared)


def test_where_nothing_is_known_it_says_so_and_asks_one_thing():
    assert prepare("donderdag om negen uur") == Unprepared(language="nl", said=True)
    assert prepare("") == Unprepared(language="nl", said=False)
    assert prepare("!?") == Unprepared(language="nl", said=False)
    without = replace(PLAYBOOK, model=replace(PLAYBOOK.model, preparing=None))
    assert prepare("morgen controllers", playbook=without) == Unprepared(language="nl", said=True)


def test_the_writers_distress_and_a_right_come_before_any_preparing():
    said = heard(objections={NO_TIME: 0.9}, distress="writer", distress_said=True)
    between_the_lines = heard(objections={NO_TIME: 0.1}, no_objection=0.9, distress="writer")

    assert prepare("ik kan niet meer, weer controllers", said) == Distress(language="nl")
    assert prepare("het gaat niet, weer controllers", between_the_lines) == Distress(language="nl")
    assert prepare("de or eist instemming", heard(right="works_council")) == ARight(language="nl", kind="works_council")


def test_fear_that_is_the_groups_gets_a_line_of_care_and_the_preparation():
    reply = prepare("controllers die bang zijn", heard(objections={NO_TIME: 0.6}, no_objection=0.3, distress="writer"))

    assert isinstance(reply, Prepared)
    assert reply.participant_upset


def test_another_language_and_ten_thousand_characters_are_answered():
    other = prepare("demain un groupe", replace(NOTHING, other_language="fr"))
    long = prepare("morgen controllers " + "en nog iets " * 900)

    assert other == Cannot(language="nl", kind="other_language")
    assert isinstance(long, Prepared)
    assert long.shortened


def test_the_conversation_goes_on_from_what_is_expected_first():
    topic = topic_after(prepare("morgen controllers"), None)

    assert (topic.objection, topic.driver) == (WATCHED, BLUE)


def test_the_card_has_a_question_each_with_its_reason_and_one_thing_to_mind():
    cards = Cards(PLAYBOOK, {language: load_texts(language) for language in ("nl", "en")})
    reply = replace(prepare("morgen controllers die het al eens geprobeerd hebben"), turn=7)

    card = cards.card(reply, CONTEXT.today)

    assert [(one.label, one.text) for one in card.pieces if isinstance(one, Ask)] == [
        ("Al geprobeerd", "question tried-before/blue/nl"),
        ("De baas kijkt mee", "question None/None/nl"),
        ("Geen tijd", "question no-time/blue/nl"),
    ]
    assert [one.text for one in card.pieces if isinstance(one, Line) and one.role == "reason"] == [
        "Daaraan hoor ik het: “controllers”. Wie controleert, wil zekerheid.",
        "Verwacht ik door: “al eens geprobeerd”",
        "Wordt vaker gezegd door: “controllers”",
        "Hoort vaker bij deze drijfveer.",
    ]
    assert [one for one in card.pieces if isinstance(one, Part)] == [Part(label="Let op jezelf", text="Improviseer niet.")]
    assert [(one.action.kind, one.action.objection, one.action.value) for one in card.buttons] == [
        ("show", TRIED, ""),
        ("show", WATCHED, ""),
        ("show", NO_TIME, ""),
        ("remind", None, "7"),
    ]


def test_what_to_mind_is_ones_own_where_the_coach_knows_it_and_general_where_no_driver_is_known():
    cards = Cards(PLAYBOOK, {language: load_texts(language) for language in ("nl", "en")})

    def minded(reply):
        return [one.text for one in cards.card(reply, CONTEXT.today).pieces if isinstance(one, Part)]

    own = prepare("morgen controllers", context=replace(CONTEXT, profile=Profile(preference=RED)))

    assert minded(own) == ["Jouw tempo kan slordig lijken. Zet het op papier."]
    assert minded(prepare("al eens geprobeerd")) == ["Luister eerst."]


def test_a_preparation_is_the_same_after_it_was_written_and_the_words_are_not_in_it():
    description = "morgen controllers die het al eens geprobeerd hebben"
    reply = prepare(description, context=replace(CONTEXT, profile=Profile(preference=RED)))

    decision = decision_of((reply,), description)

    assert "controllers" not in str(decision.as_json())
    assert replies_of(decision, description, PLAYBOOK, "nl") == (reply,)
    smaller = replace(PLAYBOOK, objections={NO_TIME: PLAYBOOK.objections[NO_TIME]})
    assert replies_of(decision, description, smaller, "nl") == (Cannot(language="nl", kind="unknown_choice"),)


@given(st.text(max_size=300))
def test_any_description_whatever_is_answered(description):
    assert prepare(description) is not None


SHIPPED = [
    ("morgen een groep controllers die het al eens geprobeerd hebben", "nl", "tried-before", "blue"),
    ("donderdag handhavers van de buitendienst, gestuurd door hun baas", "nl", "not-consulted", "red"),
    ("wethouder en directie, die willen weten wat het oplevert", "nl", "whats-in-it-for-me", "orange"),
    ("wmo-consulenten, hoge werkdruk en veel verzuim", "nl", "no-time", "green"),
    ("een clubje oude rotten die alles in Excel bijhouden", "nl", "workaround", "purple"),
    ("beleidsmedewerkers die willen weten waarom we dit kiezen", "nl", "why-this-product", "yellow"),
    ("postkamer, ze denken dat hun baan verdwijnt", "nl", "job-threat", "purple"),
    ("tomorrow a group of finance controllers who have tried it before", "en", "tried-before", "blue"),
    ("social workers with a huge caseload, nobody asked them about this system", "en", "not-consulted", "green"),
    ("a close-knit front desk team whose system went down last week", "en", "unreliable", "purple"),
    ("policy advisers and architects who question everything", "en", "goal-unclear", "yellow"),
    ("managers who want to know what it costs", "en", "too-expensive", "orange"),
    ("team communicatie, gestuurd door hun baas", "nl", "not-consulted", "green"),
    ("mensen van de gemeentewerf, die hebben nog nooit met een tablet gewerkt", "nl", "cannot-do-it", "red"),
    ("the permits desk of a council that has had four systems in six years", "en", "too-much-change", "blue"),
    ("the parks crew, we have them for one morning only", "en", "training-not-enough", "red"),
]


@pytest.mark.parametrize(("description", "language", "objection", "driver"), SHIPPED)
def test_the_shipped_playbook_expects_what_a_trainer_would(app, description, language, objection, driver):
    reply = app.coach.decide(IncomingMessage(text=f"prepare {description}"), CONTEXT)

    assert isinstance(reply, Prepared)
    assert (reply.topic.language, reply.topic.driver) == (language, driver)
    assert len(reply.expected) == 3
    assert objection in [one.objection for one in reply.expected]


def test_the_shipped_playbook_says_for_every_driver_what_to_mind_and_to_talk_about(app):
    preparing = app.playbook.model.preparing

    assert set(preparing.drivers) == {*app.playbook.model.drivers, "neutral"}
    assert len({one.id for one in preparing.audiences}) == len(preparing.audiences)
    assert set(app.playbook.model.talk) == {*app.playbook.model.drivers, "neutral"}
