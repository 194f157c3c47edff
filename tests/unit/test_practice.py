"""Practice alone, without a store: who is dealt, what the played user answers, and what of a reply is worth saying."""

from __future__ import annotations

import json
from random import Random

import pytest

from coachbot.decisions import decision_of, replies_of
from coachbot.events import Decision
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.messages import PracticeAnswered, PracticeDealt, PracticeForm
from coachbot.playbook import DriverId, ObjectionId
from coachbot.practice import (
    EXCHANGES,
    RULES,
    Finding,
    Practice,
    Progress,
    RuleCount,
    Wanted,
    answer,
    asked_for,
    deal,
    feedback,
    progress,
)
from coachbot.testing import BLUE, NO_TIME, RED

PLAYBOOK = load_playbook(shipped_playbook())
PRACTICE = Practice(objection=NO_TIME, driver=BLUE, language="nl")
WELL = "Jij hebt mensen een datum gegeven. Welke afspraak moet er eerst vastliggen?"
REFLECTED = "Jij hebt mensen een datum gegeven, en die wil je halen."
ARGUED = "Jij hebt mensen een datum gegeven. Maar dit scheelt je straks een uur per week."
CLOSED = "Heb je een kwartier?"


@pytest.fixture(autouse=True)
def every_rule_advises(monkeypatch):
    """How a user answers is told here of every rule; which of them may advise follows from measuring, and may change."""
    monkeypatch.setattr("coachbot.practice.exchanges.ADVISING", frozenset(RULES))


def replied(*replies, practice=PRACTICE):
    """What the user says to each reply, and the practice after the last."""
    appeals = PLAYBOOK.model.appeals[practice.driver].nl
    says = []
    for reply in replies:
        reaction = answer(practice, feedback(reply, "nl", appeals=appeals))
        practice = reaction.practice
        says.append(reaction.says)
    return says, practice


# The played user.


@pytest.mark.parametrize(
    ("replies", "says"),
    [
        ([WELL, WELL], ["softer", "worry"]),
        ([REFLECTED, WELL], ["softer", "worry"]),
        ([REFLECTED, REFLECTED, WELL], ["softer", None, "worry"]),
        ([ARGUED, WELL, WELL], ["harder", "softer", "worry"]),
        ([ARGUED, ARGUED, ARGUED], ["harder", None, None]),
        ([CLOSED, CLOSED, CLOSED], [None, None, None]),
        ([WELL, ARGUED, WELL], ["softer", "harder", "worry"]),
        (["Waarom wil je dat niet?"], ["harder"]),
        (["Je baan blijft, dat beloof ik je."], ["harder"]),
        (["Je hebt het druk, maar dit moet ook gebeuren."], ["harder"]),
    ],
)
def test_a_played_user_softens_when_heard_and_hardens_when_talked_at(replies, says):
    assert replied(*replies)[0] == says


def test_a_practice_ends_with_the_worry_or_after_three_exchanges():
    assert [replied(*[WELL] * count)[1].is_over for count in (0, 1, 2)] == [False, False, True]
    assert [replied(*[CLOSED] * count)[1].is_over for count in (1, 2, EXCHANGES)] == [False, False, True]


def test_no_line_is_said_twice():
    _, practice = replied(ARGUED, WELL, ARGUED)

    assert practice.said == ("opening", "harder", "softer")


def test_one_thing_was_good_and_one_is_to_be_tried():
    reaction = answer(PRACTICE, feedback(ARGUED, "nl", appeals=PLAYBOOK.model.appeals[BLUE].nl))

    assert (reaction.good.rule, reaction.good.words) == ("speaks_to_driver", ("datum",))
    assert (reaction.to_try.rule, reaction.to_try.words) == ("no_argument", ("dit scheelt je straks een uur",))


def test_nothing_is_to_be_tried_where_nothing_was_wrong():
    reaction = answer(PRACTICE, feedback(WELL, "nl"))

    assert reaction.to_try is None
    assert reaction.good.rule == "reflected"


def test_nothing_was_good_where_no_rule_was_kept():
    reaction = answer(PRACTICE, (Finding(rule="reflected", kept=False, reason="asks_first"),))

    assert reaction.good is None
    assert reaction.says is None


def test_a_why_is_not_praised_as_an_open_question_nor_a_mere_word_for_what_it_leaves_out():
    why = answer(PRACTICE, feedback("Waarom wil je dat niet?", "nl"))
    word = answer(PRACTICE, feedback("Tja.", "nl"))

    assert (why.good.rule, why.to_try.rule) == ("no_argument", "no_why")
    assert (word.good, word.to_try.reason) == (None, "says_little")


def test_a_rule_that_advises_nothing_hardens_nobody(monkeypatch):
    monkeypatch.setattr("coachbot.practice.exchanges.ADVISING", frozenset({"reflected"}))
    reaction = answer(PRACTICE, (Finding(rule="no_argument", kept=False, reason="argues"),))

    assert (reaction.says, reaction.to_try, reaction.practice.exchanges[0].broken) == ("softer", None, ())


def test_an_exchange_keeps_which_rules_held_and_no_words():
    _, practice = replied(ARGUED)
    (exchange,) = practice.exchanges

    assert set(exchange.broken) == {"open_question", "no_but", "no_argument"}
    assert set(exchange.kept) == {"reflected", "no_why", "no_promise", "speaks_to_driver"}


# Whom to play.


@pytest.mark.parametrize(
    ("text", "objection", "driver"),
    [
        ("oefen geen tijd", "no-time", None),
        ("oefen no-time", "no-time", None),
        ("/coach oefen Daar heb ik geen tijd voor, het is al zo druk", "no-time", None),
        ("oefenen met blauw", None, "blue"),
        ("practice no-time orange", "no-time", "orange"),
        ("practise orange no time", "no-time", "orange"),
        ("practice with a stickler for rules", None, "blue"),
        ("oefen geen tijd vanuit zekerheid", "no-time", "blue"),
    ],
)
def test_whom_somebody_asks_for_is_found_by_ids_titles_and_names(text, objection, driver):
    assert asked_for(text, PLAYBOOK) == Wanted(objection=objection, driver=driver)


@pytest.mark.parametrize(
    "text",
    [
        "oefen",
        "oefen ik heb geen tijd",
        "oefen iets leuks",
        "oefen met een",
        "oefen dat",
        "practice makes perfect",
        "ze zei: oefen geen tijd",
        "geen tijd",
        "oefen blauw en rood",
    ],
)
def test_what_names_nothing_of_the_playbook_is_a_remark(text):
    assert asked_for(text, PLAYBOOK) is None


def test_a_user_is_dealt_as_wanted_and_not_one_of_lately():
    chance = Random(1)  # noqa: S311 - it deals users
    every = {deal(PLAYBOOK, Wanted(objection=NO_TIME), (), chance) for _ in range(100)}
    lately = {(NO_TIME, driver) for driver in PLAYBOOK.model.drivers if driver != RED}

    assert every == {(NO_TIME, driver) for driver in PLAYBOOK.model.drivers}
    assert {deal(PLAYBOOK, Wanted(objection=NO_TIME), lately, chance) for _ in range(20)} == {(NO_TIME, RED)}
    assert deal(PLAYBOOK, Wanted(objection=NO_TIME, driver=BLUE), lately, chance) == (NO_TIME, BLUE)
    assert deal(PLAYBOOK, Wanted(objection=ObjectionId("gone")), (), chance) is None


# Progress.


def test_progress_counts_practices_rules_of_late_and_drivers_heard():
    _, first = replied(WELL, WELL)
    _, second = replied(CLOSED, practice=Practice(objection=NO_TIME, driver=RED, language="nl", guess=RED))
    had = progress([PRACTICE, second, first])

    assert had.practised == 2
    assert had.heard == ((RED, 1),)
    assert RuleCount(rule="reflected", kept=2, told=3) in had.rules
    assert RuleCount(rule="no_why", kept=3, told=3) in had.rules
    assert progress([PRACTICE]) == Progress(practised=0, rules=(), heard=())


def test_only_the_latest_replies_count_as_lately():
    _, well = replied(WELL, WELL)
    _, closed = replied(CLOSED, CLOSED, CLOSED)

    assert RuleCount(rule="open_question", kept=0, told=10) in progress([closed, closed, closed, closed, well]).rules
    assert RuleCount(rule="open_question", kept=2, told=10) in progress([well, closed, closed, closed, closed]).rules


# What is written down.


def test_an_answer_is_written_as_places_in_the_redacted_text_and_read_again():
    good = Finding(rule="speaks_to_driver", kept=True, reason="speaks_to_driver", words=("datum",))
    to_try = Finding(rule="no_argument", kept=False, reason="argues", words=("scheelt je",))
    reply = PracticeAnswered(
        language="nl", practice=3, objection=NO_TIME, driver=BLUE, guess=None, exchange=1, says="harder", good=good,
        to_try=to_try, is_over=False,
    )  # fmt: skip
    written = json.dumps(decision_of((reply,), ARGUED).as_json())

    assert "datum" not in written
    assert replies_of(Decision.from_json(json.loads(written)), ARGUED, PLAYBOOK, "nl") == (reply,)


def test_where_no_words_are_written_an_answer_says_what_it_saw_without_them():
    good = Finding(rule="speaks_to_driver", kept=True, reason="speaks_to_driver", words=("datum",))
    reply = PracticeAnswered(
        language="nl", practice=3, objection=NO_TIME, driver=BLUE, guess=None, exchange=1, says=None, good=good, to_try=None,
        is_over=False,
    )  # fmt: skip
    (read,) = replies_of(decision_of((reply,), ""), "", PLAYBOOK, "nl")

    assert (read.good.reason, read.good.words, read.to_try) == ("speaks_to_driver", (), None)


def test_a_user_who_was_dealt_is_written_as_ids_and_a_form_is_asked_for_again():
    dealt = PracticeDealt(language="nl", practice=3, objection=NO_TIME, driver=DriverId("blue"))
    form = PracticeForm(language="nl", practice=3, objection=NO_TIME, driver=BLUE, said="opening", text="mijn woorden")
    decision = decision_of((dealt, form), "")

    assert "woorden" not in json.dumps(decision.as_json())
    assert replies_of(decision, "", PLAYBOOK, "nl") == (dealt, None)
