"""Cards as Block Kit: within Slack's limits whatever they hold, and nothing in them parsed by Slack."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from slack_problems import every_text, problems, units, view_problems

from coachbot.buttons import read, written
from coachbot.curation_replies import CurationForm, FormName
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.messages import Action, CoachingAnswer, RemindWhen, Roles, Shared
from coachbot.pieces import Ask, Button, Card, Choices, Line, Part, Picture, Points, Say
from coachbot.ports import Answered
from coachbot.testing import small_playbook
from coachbot_slack.dialogs import opened_from, own_dialog
from coachbot_slack.forms import form_view, handed_in
from coachbot_slack.incoming import Back, Workspace
from coachbot_slack.limits import split
from coachbot_slack.rendering import fallback, rendered, view_blocks
from every_reply import BIDI, KINDS, answered, cards_of, coaching, other
from form_desk import PNG, asks, small_talk
from made_up_forms import forms

HOSTILE = (
    "<!channel> <!here> <@U123> <#C1|x> <https://evil.example|click> *bold* _it_ ~no~ `code` ```block``` > quote\n# head",
    "x" * 40_000,
    "😀" * 9_000,
    f"rechts {BIDI} links \x00\x07 einde \ud800",
    " \n\t ",
    "ａ" * 3_001,
    ":smile: &lt;!channel&gt; & < >",
)


def render_all(playbook, language, words="words"):
    cards = cards_of(playbook)
    for reply in (*coaching(playbook, language), *other(playbook, language, words)):
        yield reply, answered(cards, reply)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_whole_shipped_playbook_fits_into_slack_uncut(language):
    seen = set()
    for reply, answer in render_all(load_playbook(shipped_playbook()), language):
        message = rendered([answer])
        seen.add(type(reply).__name__)

        assert problems(message.blocks) == []
        assert 0 < units(message.text) <= 3_900
        assert "paste niet alles" not in str(message.blocks)
        assert "Not everything fitted" not in str(message.blocks)

    assert KINDS - seen == set()


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_fit_and_are_never_parsed(words):
    for _reply, answer in render_all(small_playbook(), "nl", words):
        message = rendered([answer, answer], shared_by="U9")

        assert problems(message.blocks) == []
        assert problems(view_blocks([answer]), 100) == []
        assert units(message.text) <= 3_900
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", message.text)
        assert BIDI not in str(message.blocks)


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


@given(st.lists(_PIECE, min_size=1, max_size=70))
def test_any_card_fits(pieces):
    card = Card(language="nl", pieces=tuple(pieces))
    pictures = {piece.png: "F1" for piece in pieces if isinstance(piece, Picture)}
    message = rendered([Answered(reply=RemindWhen(language="nl", turn=1), card=card)], pictures=pictures)

    assert problems(message.blocks) == []


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(forms(_WORDS), st.text(max_size=1_000), st.integers(min_value=0, max_value=99))
def test_any_form_fits_and_what_it_notes_comes_back(answers, address, turn):
    back = Back(workspace=Workspace(team="T1"), user="U1", channel="C1", thread="1.0", response_url=address, replace=True)
    view = form_view(answers, back, turn=turn)
    form = answers[-1].card.form

    if view is None:
        assert units(written(form.action)) > 2_000
        return
    assert view_problems(view) == []
    assert BIDI not in str(view)
    assert handed_in(view)[0] == form.action
    assert opened_from(replace(back, channel=None), view).channel == "C1"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_form_of_those_who_keep_the_playbook_is_shown_whole(language):
    shown = set()
    for reply, answer in render_all(
        load_playbook(shipped_playbook()), language, "Een zin van gewone lengte, zoals in een kaart. " * 4
    ):
        if not isinstance(reply, CurationForm):
            continue
        form = answer.card.form
        view = form_view([answer], Back(workspace=Workspace(team="T1"), user="U1", channel="C1"))
        fields = [block["block_id"].partition(":")[0] for block in view["blocks"] if block["type"] == "input"]
        shown.add(reply.form)

        assert view_problems(view) == []
        assert fields == [field.name for field in form.fields]
        assert handed_in(view)[0] == form.action

    assert shown == set(get_args(FormName))


@given(st.text(max_size=600), st.integers(min_value=2, max_value=150))
def test_splitting_loses_no_words(text, most):
    parts = split(text, most)

    assert all(0 < units(part) <= most for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_an_answer_stands_in_speaking_order_with_the_question_largest_and_the_wording_to_copy():
    playbook = small_playbook()
    reply = next(one for one in other(playbook, "nl") if isinstance(one, CoachingAnswer))
    blocks = rendered([answered(cards_of(playbook), reply)]).blocks
    copied = [
        element["elements"][0]["text"]
        for block in blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
        if element["type"] == "rich_text_preformatted"
    ]
    headers = [block["text"]["text"] for block in blocks if block["type"] == "header"]
    texts = every_text(blocks)

    assert copied == [reply.angle.wording]
    assert headers == [reply.angle.question]
    assert texts.index("1 Zeg eerst") < texts.index(reply.angle.wording) < texts.index("2 Vraag dan") < texts.index(headers[0])


def test_buttons_carry_all_they_need_and_what_was_forged_is_none():
    action = Action(kind="show", objection="no-time", driver="blue", angle=1, value="7")

    assert read(written(action)) == action
    for forged in (
        "",
        "null",
        "[]",
        "1",
        '{"k":"root"}',
        '{"k":"show","x":1}',
        '{"k":"show","a":"1"}',
        '{"k":"show","a":-1}',
        "{" * 999,
        None,
        3,
    ):
        assert read(forged) is None


def test_what_does_not_fit_on_a_button_is_written_out_and_numbered():
    long = "Een antwoord dat veel te lang is voor een knop, want er staat een heel verhaal in over iemand."
    buttons = tuple(Button(label=f"{long}{number}", action=Action(kind="own_drivers", value=str(number))) for number in range(3))
    card = Card(language="nl", pieces=(Choices(label="Wat past?", buttons=buttons),))
    blocks = rendered([Answered(reply=RemindWhen(language="nl", turn=None), card=card)]).blocks

    assert [one["text"]["text"] for one in blocks[-1]["elements"]] == ["1", "2", "Zelf een moment kiezen", "3"]
    assert f"{long}2" in every_text(blocks)


def test_who_shares_and_who_keeps_the_playbook_are_named_by_slack_itself():
    playbook = small_playbook()
    replies = {type(one): one for one in other(playbook, "nl", words="<@U7>")}
    shared = rendered([answered(cards_of(playbook), replies[Shared])], shared_by="U9").blocks
    roles = rendered([answered(cards_of(playbook), replies[Roles])]).blocks

    assert '{"type": "user", "user_id": "U9"}' in str(shared).replace("'", '"')
    assert str(roles).count("'user_id'") == 1
    assert "'user_id': 'U1'" in str(roles)


def test_a_shared_answer_holds_nothing_of_the_remark():
    playbook = small_playbook()
    shared = next(one for one in other(playbook, "nl", words="geheim") if isinstance(one, Shared))

    assert "geheim" not in str(rendered([answered(cards_of(playbook), shared)], shared_by="U9"))


def test_the_fallback_is_readable_alone():
    card = Card(
        language="nl", pieces=(Say(number=1, label="Zeg eerst", text="A & <b>"), Ask(number=2, label="Vraag dan", text="Wat?"))
    )

    assert fallback([card]) == "1 Zeg eerst: A &amp; &lt;b&gt;\n2 Vraag dan: Wat?"


def test_the_questionnaire_is_a_dialog_within_limits():
    playbook = load_playbook(shipped_playbook())
    cards = cards_of(playbook)
    for reply in other(playbook, "nl"):
        view = own_dialog([answered(cards, reply)])

        assert problems(view["blocks"], 100) == []
        assert len(view["title"]["text"]) <= 24


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_card_looks_as_it_did(language, snapshot):
    playbook = small_playbook()
    shown = {}
    for reply, answer in render_all(playbook, language):
        shown.setdefault(type(reply).__name__, rendered([answer], shared_by="U9"))

    for kind, message in sorted(shown.items()):
        assert {"blocks": message.blocks, "text": message.text} == snapshot(name=kind)


@pytest.mark.parametrize(("length", "headers"), [(150, 1), (151, 2), (155, 2), (298, 2), (320, 0), (9_000, 0)])
def test_a_long_question_is_split_over_headers_or_stands_in_bold(length, headers):
    question = ("woord " * 1_600)[: length - 1] + "?"
    card = Card(language="nl", pieces=(Ask(number=2, label="Vraag dan", text=question),))
    blocks = rendered([Answered(reply=RemindWhen(language="nl", turn=None), card=card)]).blocks

    assert problems(blocks) == []
    assert [block["type"] for block in blocks].count("header") == headers


def test_a_form_looks_as_it_did_with_what_is_said_beside_it_and_no_way_out_of_it_but_its_own(snapshot):
    back = Back(workspace=Workspace(team="T1"), user="U1", channel="C1")
    view = form_view([small_talk(), asks(word="nee", problem="Een ander woord.", advice="Iets vrolijks.")], back)

    assert [block["type"] for block in view["blocks"]].count("actions") == 0
    assert view == snapshot
