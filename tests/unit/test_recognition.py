"""Recognition: what is learned, how it is kept, what is heard."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coachbot.errors import RecognitionError
from coachbot.messages import Context, IncomingMessage
from coachbot.plain_text import plain_text
from coachbot.playbook import Phrase
from coachbot.recognition import Span
from coachbot.recognition import base as learning
from coachbot.recognition.base import Base, cache_key, examples, thinned
from coachbot.recognition.boundaries import shipped_boundaries
from coachbot.recognition.cache import KEEP, learned
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.clauses import MAX_CLAUSES, clauses, joined_remarks
from coachbot.recognition.encoder import Encoder, shipped_model
from coachbot.recognition.ensemble import EnsembleRecogniser
from coachbot.recognition.heads import LinearHead, log_softmax
from coachbot.recognition.language import hear_language
from coachbot.recognition.told import ToldDriver
from coachbot.testing import NO_TIME, TRIED, small_playbook


def quiet(_step, _done, _total):
    pass


def with_phrases(playbook):
    """The small playbook with enough phrases to learn from."""
    said = {
        NO_TIME: ("Daar heb ik geen tijd voor", "Het is veel te druk", "No time for this", "Much too busy"),
        TRIED: ("Dat hebben we al geprobeerd", "De vorige keer mislukte het", "We tried this before", "It failed last time"),
    }
    objections = dict(playbook.objections)
    for name, (one, two, three, four) in said.items():
        phrases = replace(
            objections[name].phrases,
            nl=(Phrase(text=one, style="quote", driver="blue"), Phrase(text=two, style="quote")),
            en=(Phrase(text=three, style="quote", driver="red"), Phrase(text=four, style="quote")),
        )
        objections[name] = replace(objections[name], phrases=phrases)
    drivers = {
        name: replace(
            driver, cues=replace(driver.cues, nl=(f"zo klinkt {name}", f"weer {name}"), en=(f"like {name}", f"again {name}"))
        )
        for name, driver in playbook.model.drivers.items()
    }
    return replace(playbook, objections=objections, model=replace(playbook.model, drivers=drivers))


@pytest.fixture(scope="module")
def playbook():
    return with_phrases(small_playbook())


def recogniser_of(playbook, base):
    return EnsembleRecogniser(playbook, base, None, shipped_calibration(with_encoder=False), shipped_boundaries())


def test_words_alone_hear_what_they_learned(playbook):
    recogniser = recogniser_of(playbook, Base.learn(playbook, None, quiet))

    dutch, english = recogniser.recognise("Vorige keer mislukte dit"), recogniser.recognise("We are much too busy now")

    assert (dutch.language, dutch.objections[0].objection) == ("nl", TRIED)
    assert (english.language, english.objections[0].objection) == ("en", NO_TIME)
    assert "mislukte" in dutch.evidence[0].of("Vorige keer mislukte dit").lower()


def test_probabilities_add_up_to_one(playbook):
    recognition = recogniser_of(playbook, Base.learn(playbook, None, quiet)).recognise("Geen tijd, en vorige keer mislukte het.")

    assert sum(scored.probability for scored in recognition.objections) + recognition.no_objection == pytest.approx(1, abs=1e-4)
    assert sum(scored.probability for scored in recognition.drivers) + recognition.no_driver == pytest.approx(1, abs=1e-4)


def test_what_was_learned_is_kept_and_taken_up_again(playbook, tmp_path):
    problems, steps = [], []

    first = learned(playbook, None, tmp_path, lambda step, *_: steps.append(step), problems)
    told = len(steps)
    second = learned(playbook, None, tmp_path, lambda step, *_: steps.append(step), problems)

    assert len(steps) == told > 0
    assert problems == []
    text = "De vorige keer"
    assert recogniser_of(playbook, first).recognise(text) == recogniser_of(playbook, second).recognise(text)


def test_a_damaged_cache_is_made_again_and_said(playbook, tmp_path):
    learned(playbook, None, tmp_path, quiet, [])
    (kept,) = tmp_path.glob("*.npz")
    kept.write_bytes(b"PK nonsense")
    problems = []

    learned(playbook, None, tmp_path, quiet, problems)

    assert len(problems) == 1
    assert "can't be used" in problems[0]
    with np.load(kept) as arrays:
        assert "nl.objections.weights" in arrays


def test_an_unwritable_cache_costs_time_and_nothing_else(playbook, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    problems = []

    base = learned(playbook, None, blocked / "cache", quiet, problems)

    assert recogniser_of(playbook, base).recognise("geen tijd").objections
    assert "set COACHBOT_CACHE" in problems[0]


def test_only_the_latest_cache_files_are_kept(playbook, tmp_path):
    for number in range(KEEP + 2):
        changed = dict(playbook.objections)
        changed[NO_TIME] = replace(
            changed[NO_TIME], phrases=replace(changed[NO_TIME].phrases, nl=(Phrase(text=f"Druk {number}"),))
        )
        learned(replace(playbook, objections=changed), None, tmp_path, quiet, [])

    assert len(list(tmp_path.glob("*.npz"))) == KEEP


def test_the_cache_is_named_by_what_was_learned(playbook):
    changed = {**playbook.objections, NO_TIME: replace(playbook.objections[NO_TIME], truth="fact")}
    phrased = {
        **playbook.objections,
        NO_TIME: replace(playbook.objections[NO_TIME], phrases=replace(playbook.objections[NO_TIME].phrases, nl=())),
    }

    assert cache_key(replace(playbook, objections=changed), None) == cache_key(playbook, None)
    assert cache_key(replace(playbook, objections=phrased), None) != cache_key(playbook, None)


def test_of_a_large_playbook_some_of_every_class_is_learned_from(playbook, monkeypatch):
    known = tuple(examples(playbook))
    monkeypatch.setattr(learning, "MOST_EXAMPLES", len(known) // 2)

    some = thinned(known)

    assert len(some) < len(known)
    assert {(one.language, one.label) for one in some} == {(one.language, one.label) for one in known}


def test_an_objection_without_phrases_in_one_language_is_no_crash(playbook):
    changed = {**playbook.objections}
    changed[TRIED] = replace(
        changed[TRIED], title=replace(changed[TRIED].title, en="x"), phrases=replace(changed[TRIED].phrases, en=())
    )
    short = replace(playbook, objections=changed)

    recognition = recogniser_of(short, Base.learn(short, None, quiet)).recognise("We are much too busy", "en")

    assert recognition.objections[0].objection == NO_TIME


def test_two_classes_have_a_column_each():
    head = LinearHead.fit_probabilities(np.array([[1.0, 0.0], [0.0, 1.0]] * 4, dtype=np.float32), ["a", "b"] * 4, 10.0)

    scores = head.scores(np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32))

    assert scores.argmax(axis=1).tolist() == [0, 1]


def test_a_higher_temperature_is_less_sure():
    scores = np.array([2.0, 0.0], dtype=np.float32)

    assert np.exp(log_softmax(scores, 1.0))[0] > np.exp(log_softmax(scores, 5.0))[0] > 0.5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kort.", []),
        ("Wij hebben hier geen tijd voor", []),
        ("De koffie was op. Zij zei: daar heb ik geen tijd voor!", ["De koffie was op", "daar heb ik geen tijd voor"]),
    ],
)
def test_clauses_are_cut_where_a_person_draws_breath(text, expected):
    assert [span.of(text) for span in clauses(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ze vindt het te duur en ze heeft er geen tijd voor", ["ze vindt het te duur", "ze heeft er geen tijd voor"]),
        ("She finds it too expensive, and has no time for it.", ["She finds it too expensive", "has no time for it"]),
        ("het loopt vast plus we hebben dit al geprobeerd", ["het loopt vast", "we hebben dit al geprobeerd"]),
        ("the old one worked fine but also nobody asked us", ["the old one worked fine", "nobody asked us"]),
        ("ze heeft het druk en geen zin in gedoe", []),
        ("Ik ken de regels en de formulieren uit mijn hoofd", []),
        ("Daar heb ik geen tijd voor", []),
        ("ze zei dat het niet gaat en dat het te duur is " * 3, []),
    ],
)
def test_remarks_are_joined_where_each_has_a_verb_of_its_own(text, expected):
    assert [span.of(text) for span in joined_remarks(text)] == expected


@pytest.mark.parametrize(
    ("text", "language", "objections"),
    [
        ("ze vindt het te duur en ze heeft er geen tijd voor", "nl", {"too-expensive", "no-time"}),
        ("we hebben dit al eens geprobeerd en niemand heeft ons iets gevraagd", "nl", {"tried-before", "not-consulted"}),
        ("he finds it too expensive and has no time for it", "en", {"too-expensive", "no-time"}),
        ("the system keeps crashing and I have to enter everything twice", "en", {"unreliable", "double-work"}),
        ("we doen het al twintig jaar zo en het gaat prima", "nl", {"status-quo-works"}),
        ("they never asked us and now we sit here", "en", {"not-consulted"}),
    ],
)
def test_both_of_two_joined_objections_are_heard(app, text, language, objections):
    recognition = app.recogniser.recognise(text, language)

    assert {recognition.objections[0].objection, *(also.objection for also in recognition.also_heard)} == objections


def test_dictation_without_punctuation_is_cut_into_overlapping_windows():
    text = " ".join(f"woord{number}" for number in range(60))

    found = clauses(text)

    assert len(found) > 3
    assert found[0].end > found[1].start
    assert found[-1].of(text).endswith("woord59")
    assert len(clauses(". ".join(["een twee drie"] * 99))) == MAX_CLAUSES


@pytest.mark.parametrize(
    ("text", "usual", "language", "third"),
    [
        ("Daar heb ik geen tijd voor", "en", "nl", None),
        ("We have tried all of this before", "nl", "en", None),
        ("Warum sollten wir das ändern, es lief doch gut?", "nl", "nl", "de"),
        ("Neden değiştirelim ki, eskiden iyiydi", "en", "en", "tr"),
        ("no time", "nl", "en", None),
        ("not doing it", "nl", "en", None),
        ("she refuses", "nl", "en", None),
        ("te duur", "en", "nl", None),
        ("geen zin in", "en", "nl", None),
        ("go live", "nl", "nl", None),
        ("te complex", "nl", "nl", None),
        ("excel", "nl", "nl", None),
        ("excel", "en", "en", None),
        ("ok", "en", "en", None),
        ("ok", "nl", "nl", None),
        ("!!!", "en", "en", None),
    ],
)
def test_languages_are_heard_and_short_texts_keep_the_usual_one(text, usual, language, third):
    found = hear_language(text, usual)

    assert (found.language, found.third) == (language, third)


def test_a_colour_counts_when_said_of_a_person_and_not_of_a_button(app):
    told = ToldDriver(app.playbook.model.drivers)

    assert told("Hij is heel erg van de regels", "nl") == "blue"
    assert told("blauw", "nl") == "blue"
    assert told("she only cares about results", "en") == "orange"
    assert told("dat is echt een rood type", "nl") == "red"
    assert told("eerst leek ze groen maar ze is vooral geel", "nl") == "yellow"
    assert told("he wants to be in charge", "en") == "red"
    assert told("Het ging goed. (drijfveer: zekerheid)", "nl") == "blue"
    assert told("hij is niet van de regels", "nl") is None
    assert told("Hij klaagt dat het traag is, slechte verbinding.", "nl") is None
    assert told("De blauwe knop werkt niet", "nl") is None
    assert told("code rood vandaag", "nl") is None
    assert told("the green button is broken", "en") is None


def test_a_missing_or_damaged_model_says_what_to_do(tmp_path):
    with pytest.raises(RecognitionError, match="can't be read"):
        Encoder(tmp_path)
    for file in shipped_model().iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    with (tmp_path / "tokenizer.json").open("ab") as file:
        file.write(b" ")

    with pytest.raises(RecognitionError, match="is damaged"):
        Encoder(tmp_path)


def test_the_encoder_puts_what_means_alike_close_together():
    vectors = Encoder(shipped_model()).embed(["Ik heb geen tijd.", "Wij zijn veel te druk.", "Dat mag niet van de AVG."]).meaning

    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


def test_a_message_and_its_clauses_are_read_at_once():
    encoder = Encoder(shipped_model())
    text = "De koffie was op. Ze zei: wij hebben hier geen tijd voor."
    spans = clauses(text)

    read = encoder.embed_parts(text, spans).meaning
    alone = encoder.embed([text, "De koffie is op.", "Wij hebben geen tijd."]).meaning

    assert read.shape == (1 + len(spans), alone.shape[1])
    assert np.allclose(read[0], alone[0], atol=1e-6)
    # Each clause is the one that lies nearer to what it says.
    assert [int((read[1:] @ said).argmax()) for said in alone[1:]] == [0, 1]


def test_a_clause_far_on_in_a_long_message_is_read_too():
    encoder = Encoder(shipped_model())
    story = "We liepen het scherm nog eens door en daarna dronken we koffie. " * 30
    text = story + "Wij hebben hier geen tijd voor."
    first, last = Span(start=0, end=story.index(".")), Span(start=len(story), end=len(text))

    read = encoder.embed_parts(text, [first, last]).meaning
    alone = encoder.embed([last.of(text)]).meaning[0]

    assert [bool(part @ alone > 0.8) for part in read] == [False, False, True]


def test_the_model_card_names_what_ships():
    card = json.loads((shipped_model() / "model.json").read_text(encoding="utf-8"))

    assert set(card["files"]) == {"encoder.onnx", "tokenizer.json"}
    assert "MIT" in card["licence"]


@given(st.text(max_size=400))
@example("x" * 40_001)
@example("\x00\x1b[31m")
@example("\u202eabc\u202c")
@example("🙂")
@example("a\n" * 3000)
def test_any_text_whatever_gets_a_reply(app, today, text):
    reply = app.coach.decide(IncomingMessage(text=text), Context(today=today))

    assert app.cards.card(reply, today).pieces


@given(st.sampled_from(["Daar heb ik geen tijd voor", "We tried that before", "Mag dat wel van de AVG?"]), st.booleans())
def test_case_and_spaces_change_no_match(app, text, upper):
    changed = "  " + (text.upper() if upper else text).replace(" ", "   ") + " "

    plain, odd = (app.recogniser.recognise(plain_text(said)) for said in (text, changed))

    assert plain.objections[0].objection == odd.objections[0].objection


def test_the_same_text_gives_the_same_recognition(app):
    text = "In de kantine zei iemand dat hij zijn eigen lijstje bijhoudt. De koffie was goed."

    assert app.recogniser.recognise(text) == app.recogniser.recognise(text)
