"""Replies written down as ids and read again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from coachbot.coach import Coach
from coachbot.decisions import decision_of, replies_of
from coachbot.events import Decision
from coachbot.messages import (
    Action,
    Asked,
    Cannot,
    Context,
    Exported,
    History,
    HowDidItGo,
    IncomingMessage,
    OwnDrivers,
    Profile,
    Reminding,
    Roles,
    Welcome,
    WhichDriver,
    WhichOfThese,
)
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.testing import BLUE, NO_TIME, RED, TRIED, FakeRecogniser, heard, small_playbook

PLAYBOOK = small_playbook()
SAID = "geen tijd met de kanarie"
TOLD = {
    SAID: heard(objections={NO_TIME: 0.9, TRIED: 0.05}, drivers={BLUE: 0.8, RED: 0.1}, evidence=(0, 9), also={TRIED: 0.4}),
    "twijfel kanarie": heard(objections={NO_TIME: 0.3, TRIED: 0.25}),
    "vreemd kanarie": heard(objections={NO_TIME: 0.01}),
    "ik kan niet meer kanarie": heard(distress="writer"),
    "onze or kanarie": heard(right="works_council"),
}
CONTEXT = Context(today=date(2026, 11, 25), profile=Profile(preference=RED), contacts="de vertrouwenspersoon")


def coach():
    calibration = replace(shipped_calibration(with_encoder=True), sure=0.6, idea=0.1, candidate=0.05, driver=0.4)
    return Coach(PLAYBOOK, FakeRecogniser(TOLD), calibration, ToldDriver(PLAYBOOK.model.drivers))


def written(*replies, text=""):
    """The replies after they were written down and read by another process."""
    decision = Decision.from_json(json.loads(json.dumps(decision_of(replies, text).as_json())))
    return decision, replies_of(decision, text, PLAYBOOK, "nl")


@pytest.mark.parametrize("text", [*TOLD, "hallo", "/help", "/playbook", "", "taal en", "/playbook toon"])
def test_whatever_the_coach_says_is_the_same_after_it_was_written(text):
    reply = coach().decide(IncomingMessage(text=text), CONTEXT)

    decision, read = written(reply, text=text)

    assert read == (reply,)
    assert decision.kind == type(reply).__name__


@pytest.mark.parametrize("kind", ["show", "more", "yes_but", "other_drivers", "other_objections", "none_of_these"])
def test_whatever_a_button_leads_to_is_the_same_after_it_was_written(kind):
    reply = coach().decide(IncomingMessage(action=Action(kind=kind, objection=NO_TIME, driver=BLUE, angle=1)), CONTEXT)

    assert written(reply)[1] == (reply,)


@pytest.mark.parametrize(
    "reply",
    [
        Welcome(language="en"),
        OwnDrivers(language="nl", profile=Profile(preference=RED), kept_on=date(2026, 11, 25), just="kept"),
        Reminding(language="nl", reminder=3, due=datetime(2026, 11, 26, 9, 30, tzinfo=UTC)),
        HowDidItGo(language="nl", reminder=3, turn=None, objection=NO_TIME),
        Roles(language="nl", own="admin", just="granted"),
    ],
)
def test_whatever_is_about_the_consultant_is_the_same_after_it_was_written(reply):
    assert written(reply)[1] == (reply,)


def test_a_decision_holds_none_of_the_words_that_were_said():
    reply = coach().decide(IncomingMessage(text=SAID), CONTEXT)
    asked = Asked(on=date(2026, 11, 25), objection=NO_TIME, driver=None, angle=0, text=SAID)
    history = History(language="nl", asked=(asked,))

    decision, read = written(reply, history, Exported(language="nl", file_name="a.json", content=SAID), text=SAID)

    assert "kanarie" not in json.dumps(decision.as_json())
    assert "geen tijd" not in json.dumps(decision.as_json())
    assert read == (reply, None, None)


def test_an_answer_whose_words_were_not_kept_quotes_none():
    reply = coach().decide(IncomingMessage(text=SAID), CONTEXT)

    (read,) = written(reply, text="")[1]

    assert reply.evidence == ("geen tijd",)
    assert read == replace(reply, evidence=())


def test_what_is_no_longer_in_the_playbook_is_said_to_be_gone():
    reply = coach().decide(IncomingMessage(text=SAID), CONTEXT)
    decision = decision_of((reply,), SAID)
    smaller = replace(PLAYBOOK, objections={TRIED: PLAYBOOK.objections[TRIED]})

    offered = WhichOfThese(topic=reply.topic, candidates=(TRIED, NO_TIME))
    for gone in (decision, decision_of((offered,), ""), decision_of((WhichDriver(topic=reply.topic, objection=NO_TIME),), "")):
        assert replies_of(gone, SAID, smaller, "nl") == (Cannot(language="nl", kind="unknown_choice"),)
    nonsense = Decision(kind="x", data={"replies": [{"reply": "no such"}, {"reply": "Welcome", "language": "fr"}]})
    assert replies_of(nonsense, "", PLAYBOOK, "en") == (Cannot(language="en", kind="unknown_choice"),) * 2
