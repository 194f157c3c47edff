"""The coach behind an event, and what of its reply may be written down."""

from __future__ import annotations

import json

from coachbot.events import Decision, Event
from coachbot.turns import thinker


def event(**payload):
    return Event(id="e", platform="slack", tenant="T", conversation="C", channel="C", person="p", payload=payload)


async def test_a_decision_holds_ids_and_probabilities_and_no_words(app):
    said = "Daar hebben we echt geen tijd voor, het is al veel te druk met de kanarie."

    decision = await thinker(app.coach, None)(event(text=said))

    written = json.dumps(decision.as_json())
    assert decision.kind == "CoachingAnswer"
    assert decision.data["objection"] == "no-time"
    assert decision.data["topic"]["language"] == "nl"
    assert 0 < decision.data["probability"] <= 1
    assert not any(word in written for word in ("kanarie", "geen tijd", "druk"))


async def test_every_kind_of_reply_can_be_written(app):
    said = ("", "hallo!", "/help", "Ze zijn gewoon bang voor verandering denk ik", "asdf qwer", "Hoe maak ik een rapport?")

    decisions = [await thinker(app.coach, None)(event(text=text, language="en")) for text in said]

    written = [json.dumps(one.as_json()) for one in decisions]
    assert all(Decision.from_json(json.loads(text)).kind == one.kind for text, one in zip(written, decisions, strict=True))
