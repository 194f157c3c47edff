"""Cards as Adaptive Cards: within Teams' limits whatever they hold, and nothing in them parsed as markup."""

from __future__ import annotations

import json
import re
from typing import get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from coachbot.buttons import read, written
from coachbot.curation_replies import CurationForm, FormName
from coachbot.fitting import size
from coachbot.forms import Field, Form
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.messages import Action, CoachingAnswer, RemindWhen, Shared
from coachbot.pieces import Ask, Button, Card, Choices, Line, Part, Picture, Points, Say
from coachbot.ports import Answered
from coachbot.testing import small_playbook
from coachbot_teams import limits
from coachbot_teams.dialogs import answer_dialog, moment_dialog, story_dialog
from coachbot_teams.extension import results
from coachbot_teams.forms import form_dialog, handed_in
from coachbot_teams.limits import weight
from coachbot_teams.rendering import message, rendered
from coachbot_teams.words import load_words
from every_reply import BIDI, KINDS, answered, cards_of, coaching, other
from far_teams import buttons_of, texts_of
from form_desk import ALT, PNG, asks, pictured, small_talk
from made_up_forms import forms

HOSTILE = (
    "<at>everybody</at> [click](https://evil.example) **bold** _it_ `code` # head\n- item {{DATE(2026)}} ${x} <b>&amp;</b>",
    "x" * 40_000,
    "😀" * 9_000,
    '\\"' * 20_000,
    f"rechts {BIDI} links \x00\x07 einde \ud800",
    " \n\t ",
)
ELEMENTS = {
    "RichTextBlock": {"type", "inlines", "separator", "spacing"},
    "Container": {"type", "style", "items", "separator", "spacing"},
    "ActionSet": {"type", "actions", "separator", "spacing"},
    "Input.Date": {"type", "id", "label", "isRequired", "errorMessage"},
    "Input.Time": {"type", "id", "label", "value", "isRequired", "errorMessage"},
    "Input.Text": {"type", "id", "label", "placeholder", "isMultiline", "isRequired", "errorMessage", "maxLength", "value"},
    "Image": {"type", "url", "altText", "separator", "spacing"},
    "Input.ChoiceSet": {"type", "id", "label", "style", "wrap", "choices", "value", "isRequired", "errorMessage"},
}


def problems(card, surface="message"):
    """What Teams would refuse or show wrongly."""
    found = [] if card["version"] == "1.5" else ["version"]
    if not 0 < size(card["fallbackText"]) <= limits.FALLBACK:
        found.append("fallback text")
    for element in _every(card["body"]):
        if set(element) - ELEMENTS.get(element["type"], set()):
            found.append(f"{element['type']}: {set(element) - ELEMENTS.get(element['type'], set())}")
        if element["type"] == "RichTextBlock":
            found += ["empty text" for run in element["inlines"] if run["type"] != "TextRun" or not run["text"]]
        found += _input_problems(element) if element["type"].startswith("Input.") else []
        if element["type"] == "ActionSet" and not 0 < len(element["actions"]) <= limits.ACTIONS:
            found.append(f"{len(element['actions'])} buttons")
    for button in buttons_of(card):
        if not 0 < size(button["title"]) <= limits.BUTTON:
            found.append(f"button {button['title']}")
        if surface == "dialog" and button["type"] != "Action.Submit":
            found.append(f"{button['type']} in a dialog")
    if weight({"type": "message", "attachments": [{"content": card}]}) > limits.ACTIVITY:
        found.append(f"{weight(card)} bytes")
    return found + _picture_problems(card)


def _picture_problems(card):
    pictures = [element for element in card["body"] if element["type"] == "Image"]
    found = ["a picture without words" for picture in pictures if not picture["altText"]]
    if pictures and len(json.dumps(card, ensure_ascii=False).encode()) > 28_000:
        found.append("pictures that are too large")
    return found


def _input_problems(element):
    found = [] if element["label"] and element.get("errorMessage", "x") else ["a field without a label"]
    if element.get("isRequired") and not element.get("errorMessage"):
        found.append("a field that says nothing where it is left empty")
    if element["type"] == "Input.Text" and not 0 < size(element.get("value", "x")) <= element["maxLength"]:
        found.append("value")
    if element["type"] == "Input.ChoiceSet":
        values = [choice["value"] for choice in element["choices"]]
        if (
            not 0 < len(values) <= limits.OPTIONS
            or len(set(values)) < len(values)
            or element.get("value", values[0]) not in values
        ):
            found.append("choices")
        found += ["an empty choice" for choice in element["choices"] if not (choice["title"] and choice["value"])]
    return found


def _every(elements):
    for element in elements:
        yield element
        yield from _every(element.get("items", ()))


def render_all(playbook, language, words="words"):
    cards = cards_of(playbook)
    for reply in (*coaching(playbook, language), *other(playbook, language, words)):
        yield reply, answered(cards, reply)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_whole_shipped_playbook_fits_into_teams_uncut(language):
    seen = set()
    for reply, answer in render_all(load_playbook(shipped_playbook()), language):
        seen.add(type(reply).__name__)
        sent = message([answer], among="19:a@thread.tacv2;messageid=1", shared_by="Sam")
        card = sent["attachments"][0]["content"]

        assert problems(card) == []
        assert weight(sent) <= limits.ACTIVITY // 2
        assert 0 < size(sent["summary"]) <= limits.SUMMARY
        assert card["lang"] == language
        assert load_words(language).cut not in texts_of(card)
        assert len(buttons_of(card)) >= len(answer.card.buttons)

    assert KINDS - seen == set()


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_fit_and_are_never_parsed(words):
    for _reply, answer in render_all(small_playbook(), "nl", words):
        for surface in ("message", "dialog"):
            card = rendered([answer, answer], among="a" * 1_000, shared_by=words, surface=surface)

            assert problems(card, surface) == []
            assert BIDI not in str(card)
            # Markup lives in text blocks alone, and there are none.
            assert '"TextBlock"' not in json.dumps(card)
            assert "\ud800" not in str(card)


_WORDS = st.text(max_size=400) | st.sampled_from(HOSTILE)
_BUTTON = st.builds(
    Button,
    label=_WORDS,
    action=st.builds(
        Action, kind=st.sampled_from(["show", "more", "history"]), objection=st.text(max_size=250), value=st.text(max_size=2_500)
    ),
)
_PIECE = st.one_of(
    st.builds(Line, role=st.sampled_from(["heard", "reason", "driver", "plain", "care", "small"]), text=_WORDS),
    st.builds(Part, label=st.text(max_size=60), text=_WORDS),
    st.builds(Say, number=st.just(1), label=st.text(max_size=60), text=_WORDS),
    st.builds(Ask, number=st.just(2), label=st.text(max_size=60), text=_WORDS),
    st.builds(Points, label=st.text(max_size=60), items=st.lists(_WORDS, min_size=1, max_size=12).map(tuple)),
    st.builds(Picture, alt=_WORDS, png=st.binary(max_size=8) | st.just(PNG * 300)),
    st.builds(Choices, label=st.none() | _WORDS, buttons=st.lists(_BUTTON, max_size=40).map(tuple)),
)


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(_PIECE, min_size=1, max_size=70))
def test_any_card_fits(pieces):
    card = Card(language="nl", pieces=tuple(pieces))

    assert problems(rendered([Answered(reply=RemindWhen(language="nl", turn=1), card=card)], among="c" * 300)) == []


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(forms(_WORDS))
def test_any_form_fits(answers):
    dialog = form_dialog(answers)
    form = answers[-1].card.form

    if dialog is None:
        assert size(written(form.action)) > limits.VALUE
        return
    value = dialog["task"]["value"]
    card = value["card"]["content"]
    (submit,) = card["actions"]
    assert problems(card, "dialog") == []
    assert 0 < size(value["title"]) <= limits.TITLE
    assert BIDI not in str(dialog)
    assert handed_in(submit["data"]) == (form.action, {})


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_form_of_those_who_keep_the_playbook_is_shown_whole(language):
    shown = set()
    for reply, answer in render_all(
        load_playbook(shipped_playbook()), language, "Een zin van gewone lengte, zoals in een kaart. " * 4
    ):
        if not isinstance(reply, CurationForm):
            continue
        card = form_dialog([answer])["task"]["value"]["card"]["content"]
        fields = [element["id"].removeprefix("field_") for element in card["body"] if element["type"].startswith("Input.")]
        shown.add(reply.form)

        assert problems(card, "dialog") == []
        assert fields == [field.name for field in answer.card.form.fields]

    assert shown == set(get_args(FormName))


def test_an_answer_stands_in_speaking_order_with_the_question_largest():
    playbook = small_playbook()
    reply = next(one for one in other(playbook, "nl") if isinstance(one, CoachingAnswer))
    card = rendered([answered(cards_of(playbook), reply)])
    texts = texts_of(card)
    large = [run["text"] for element in card["body"] for run in element.get("inlines", ()) if run.get("size") == "Large"]

    assert large == [reply.angle.question]
    assert texts.index("1 Zeg eerst") < texts.index(reply.angle.wording) < texts.index("2 Vraag dan") < texts.index(large[0])


def test_buttons_change_the_card_in_place_and_carry_all_they_need():
    action = Action(kind="show", objection="no-time", driver="blue", angle=1, value="7")
    card = Card(language="nl", pieces=(Choices(label=None, buttons=(Button(label="Verder", action=action),)),))

    (button,) = buttons_of(rendered([Answered(reply=RemindWhen(language="nl", turn=None), card=card)]))[1:]

    assert (button["type"], read(button["data"]["coach"])) == ("Action.Execute", action)


def test_what_does_not_fit_on_a_button_is_written_out_and_numbered():
    long = "Een antwoord dat veel te lang is voor een knop, want er staat een heel verhaal in over iemand."
    buttons = tuple(Button(label=f"{long}{number}", action=Action(kind="own_drivers", value=str(number))) for number in range(3))
    shown = rendered(
        [
            Answered(
                reply=RemindWhen(language="nl", turn=None),
                card=Card(language="nl", pieces=(Choices(label="Wat?", buttons=buttons),)),
            )
        ]
    )

    assert [one["title"] for one in buttons_of(shown)] == ["1", "2", "Zelf een moment kiezen", "3"]
    assert f"3. {long}2" in texts_of(shown)


def test_a_shared_answer_says_who_shares_it_and_holds_nothing_of_the_remark():
    playbook = small_playbook()
    shared = next(one for one in other(playbook, "nl", words="geheim") if isinstance(one, Shared))
    card = rendered([answered(cards_of(playbook), shared)], shared_by="**Sam**")

    assert texts_of(card)[0] == "Gedeeld door **Sam**"
    assert "geheim" not in str(card)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_dialogs_are_within_limits(language):
    playbook = load_playbook(shipped_playbook())
    cards = cards_of(playbook)
    dialogs = [moment_dialog(language, "12"), story_dialog(language), story_dialog(language, "wat er was")]
    for dialog in [*dialogs, *(answer_dialog([answered(cards, reply)]) for reply in other(playbook, language))]:
        value = dialog["task"]["value"]

        assert problems(value["card"]["content"], "dialog") == []
        assert 0 < len(value["title"]) <= 64


def test_the_playbook_is_searched_in_titles_before_phrases_and_without_accents():
    playbook = small_playbook()

    def titles(words, skip=0):
        found = results(playbook, "nl", words, skip)["composeExtension"]
        return [one["preview"]["content"]["title"] for one in found.get("attachments", ())]

    assert titles("TÍJD") == ["Geen tijd"]
    assert titles("") == ["Geen tijd", "Al geprobeerd", "De baas kijkt mee"]
    assert titles("watching") == ["De baas kijkt mee"]
    assert titles("", skip=2) == ["De baas kijkt mee"]
    assert results(playbook, "en", "xyz", 0)["composeExtension"] == {
        "type": "message",
        "text": "Nothing found. Try another word.",
    }


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_result_of_searching_fits(language):
    playbook = load_playbook(shipped_playbook())
    for skip in (0, 10, 20):
        found = results(playbook, language, "", skip)

        assert len(found["composeExtension"]["attachments"]) == 10
        assert [problems(one["content"]) for one in found["composeExtension"]["attachments"]] == [[]] * 10
        assert weight(found) < 4 * limits.ACTIVITY


def test_both_languages_have_the_same_words_to_fill_in():
    for name in load_words("nl").__slots__:
        dutch, english = getattr(load_words("nl"), name), getattr(load_words("en"), name)

        assert set(re.findall(r"\{\w+\}", dutch)) == set(re.findall(r"\{\w+\}", english)), name


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_card_looks_as_it_did(language, snapshot):
    shown = {}
    for reply, answer in render_all(small_playbook(), language):
        shown.setdefault(type(reply).__name__, message([answer], shared_by="Sam"))

    for kind, sent in sorted(shown.items()):
        assert sent == snapshot(name=kind)


def test_a_picture_stands_in_the_card_while_it_is_small_and_its_words_where_it_is_not():
    small, large = rendered([pictured(ALT, PNG)]), rendered([pictured(ALT, PNG * 400)])

    assert [one["altText"] for one in small["body"] if one["type"] == "Image"] == [ALT]
    assert [one["url"][:22] for one in small["body"] if one["type"] == "Image"] == ["data:image/png;base64,"]
    assert texts_of(small) == []
    assert texts_of(rendered([pictured("3 van de 4", PNG)])) == ["3 van de 4"]
    assert [one["type"] for one in large["body"]] == ["RichTextBlock", "ActionSet"]
    assert texts_of(large) == [ALT]


def test_a_form_and_a_picture_look_as_they_did(snapshot):
    answers = [small_talk(), asks(word="nee", problem="Een ander woord.", advice="Iets vrolijks.")]

    assert form_dialog(answers) == snapshot(name="form")
    assert message([pictured("3 van de 4 rondes gehaald.")]) == snapshot(name="picture")


@pytest.mark.parametrize("label", ["[x](https://evil.example)", "**Rood**", "1. Rood", "- Rood", "https://evil.example", "<b>"])
def test_options_with_markup_in_them_are_a_list_as_radio_buttons_would_show_it_as_markup(label):
    def style(options):
        field = Field(name="colour", label="Kleur", kind="choice", options=options)
        card = Card(language="nl", pieces=(), form=Form(title="T", submit="S", action=Action(kind="home"), fields=(field,)))
        answer = Answered(reply=RemindWhen(language="nl", turn=None), card=card)
        return form_dialog([answer])["task"]["value"]["card"]["content"]["body"][0]["style"]

    assert style((("a", "Rood (kracht): 1-2, ‘ja’?"), ("b", "Blauw"))) == "expanded"
    assert style((("a", label), ("b", "Blauw"))) == "compact"
