"""A phrase that a team lead adds is heard at once, with its near variants, and leaves all else as it was."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbot.curation import overlaid_with
from coachbot.messages import CoachingAnswer, Context, IncomingMessage
from coachbot.playbook import ObjectionId
from coachbot.recognition.added import CERTAIN, lifted
from coachbot.recognition.base import Base
from coachbot.recognition.boundaries import shipped_boundaries
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.ensemble import EnsembleRecogniser

DEVELOPMENT = Path(__file__).parents[2] / "evaluation" / "development.jsonl"
FAR_AWAY, NO_TIME = ObjectionId("far-away"), ObjectionId("no-time")
NEW = {
    "objection:far-away": {
        "truth": "view",
        "title": {"nl": "De server staat in Amerika", "en": "The server is in America"},
        "about": {"nl": "Waar de gegevens staan.", "en": "Where the data are kept."},
        "phrases": {
            "nl": [{"text": "Onze gegevens staan straks op een server in Amerika"}],
            "en": [{"text": "The union has told us not to cooperate"}],
        },
    }
}
PENSION = {"phrases:no-time": {"nl": [{"text": "Ik ga volgend jaar met pensioen"}], "en": []}}


def sayings(count=40):
    """Every tenth line of the development split: texts that have nothing to do with what is added."""
    lines = DEVELOPMENT.read_text(encoding="utf-8").splitlines()
    return [(json.loads(line)["text"], json.loads(line)["lang"]) for line in lines[:: len(lines) // count]]


@pytest.fixture(scope="module")
def extended(app):
    return app.recogniser.extended(overlaid_with(app.playbook, NEW | PENSION))


def first(recogniser, text, language="nl"):
    return recogniser.recognise(text, language).objections[0]


@pytest.mark.parametrize(
    "text",
    [
        "Onze gegevens staan straks op een server in Amerika",
        "Al onze gegevens belanden op een server in de VS",
        "onze data komt bij de Amerikanen te staan",
        "Dus alles staat straks in Amerika op een server?",
        "De server staat in Amerika",
        "De koffie was op. Toen zei Karin: straks staan al onze gegevens in Amerika. Verder ging het wel goed.",
    ],
)
def test_an_objection_that_is_new_is_heard_by_its_phrase_and_what_is_like_it(app, extended, text):
    assert first(app.recogniser, text).objection != FAR_AWAY
    heard = first(extended, text)
    assert (heard.objection, heard.probability > app.calibration.sure) == (FAR_AWAY, True)


def test_a_phrase_in_english_is_heard_in_english(app, extended):
    text = "The union advised us not to take part"
    assert first(app.recogniser, text, "en").objection != FAR_AWAY
    assert first(extended, text, "en").objection == FAR_AWAY


@pytest.mark.parametrize("text", ["Nog een jaar en dan ben ik met pensioen", "Ik zit tegen mijn pensioen aan"])
def test_a_phrase_added_to_a_known_objection_is_heard_as_that(app, extended, text):
    before, heard = first(app.recogniser, text), first(extended, text)
    assert before.objection != NO_TIME or before.probability < app.calibration.idea
    assert (heard.objection, heard.probability >= app.calibration.idea) == (NO_TIME, True)


def test_other_messages_keep_their_answers(app, extended):
    for text, language in sayings():
        before, after = app.recogniser.recognise(text, language), extended.recognise(text, language)

        assert [one.objection for one in after.objections[:3]] == [one.objection for one in before.objections[:3]], text
        assert after.objections[0].probability == pytest.approx(before.objections[0].probability, abs=0.01)
        assert (after.no_objection_kind, after.drivers, after.distress, after.evidence) == (
            before.no_objection_kind,
            before.drivers,
            before.distress,
            before.evidence,
        )


def test_what_lies_nearer_to_a_phrase_that_was_learned_stays_with_that(app):
    known = app.playbook.objections["tried-before"].phrases.nl[0].text
    taking = overlaid_with(
        app.playbook, {"phrases:no-time": {"nl": [{"text": "Dat hebben we al eens gedaan, zonder resultaat"}], "en": []}}
    )

    assert first(app.recogniser.extended(taking), known).objection == "tried-before"


def test_no_added_phrase_hides_that_somebody_is_in_distress(app):
    text = "Ik zie het leven niet meer zitten"
    taken = overlaid_with(app.playbook, {"phrases:no-time": {"nl": [{"text": text}], "en": []}})

    assert app.recogniser.recognise(text, "nl").distress == "writer"
    assert app.recogniser.extended(taken).recognise(text, "nl").distress == "writer"


def test_recognising_stays_deterministic_and_adds_up_to_one(extended):
    text = "Onze data komt bij de Amerikanen te staan."

    one, two = extended.recognise(text, "nl"), extended.recognise(text, "nl")

    assert one == two
    assert sum(scored.probability for scored in one.objections) + one.no_objection <= 1 + 1e-5


def test_the_coach_answers_what_is_new_with_the_general_entry_until_it_has_its_own(app, today):
    edition = app.edition(overlaid_with(app.playbook, NEW), 1)

    reply = edition.coach.decide(IncomingMessage(text="Straks staan al onze gegevens in Amerika"), Context(today=today))
    card = edition.cards.card(reply, today)

    assert isinstance(reply, CoachingAnswer)
    assert (reply.objection, reply.fallback) == (FAR_AWAY, "general")
    assert "De server staat in Amerika" in card.in_words


def test_without_the_encoder_phrases_are_heard_by_their_words(app):
    words = Base(lexical=app.recogniser._base.lexical, dense=None)
    by_words = EnsembleRecogniser(app.playbook, words, None, shipped_calibration(with_encoder=False), shipped_boundaries())
    extended = by_words.extended(overlaid_with(app.playbook, NEW))

    assert first(extended, "Onze gegevens staan straks op een server in Amerika").objection == FAR_AWAY
    assert first(extended, "Straks staan onze gegevens in Amerika op een server").objection == FAR_AWAY
    for text, language in sayings(20):
        assert first(extended, text, language).objection == first(by_words, text, language).objection


def test_an_added_phrase_is_embedded_once_whoever_adds_it(app, monkeypatch):
    playbook = overlaid_with(app.playbook, {"phrases:no-time": {"nl": [{"text": "Een zin die nog niemand schreef"}], "en": []}})
    app.recogniser.extended(playbook)
    asked = []
    monkeypatch.setattr(app.recogniser._encoder, "embed", asked.append)

    app.recogniser.extended(playbook)
    app.recogniser.extended(playbook)

    assert asked == []


def test_likeness_is_of_meaning_with_an_encoder_and_of_words_without(app):
    texts = ["Straks staan al onze gegevens in Amerika", "Al onze gegevens belanden op een server in de VS", "Ik heb geen tijd"]
    words = Base(lexical=app.recogniser._base.lexical, dense=None)
    by_words = EnsembleRecogniser(app.playbook, words, None, shipped_calibration(with_encoder=False), shipped_boundaries())

    for recogniser in (app.recogniser, by_words):
        alike = recogniser.alike(texts)
        assert np.diag(alike) == pytest.approx([1, 1, 1], abs=1e-3)
        assert alike[0, 1] > alike[0, 2]
    assert app.recogniser.alike(texts)[0, 1] > by_words.alike(texts)[0, 1]


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_nearness_moves_probability_and_makes_none(near):
    before = np.array([0.7, 0.2, 0.1], dtype=np.float32)

    after = lifted(before, np.array(near, dtype=np.float32))

    assert after.sum() == pytest.approx(1, abs=1e-4)
    assert (after >= 0).all()
    if not any(near):
        assert after is before
    else:
        nearest = int(np.argmax(near))
        assert after[nearest] >= min(CERTAIN * max(near) / 3, before[nearest]) - 1e-4
