"""Forms in the terminal: asked field by field, only what is wrong asked again, and left without harm."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from datetime import date

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from coachbot.terminal import Conversation, converse
from form_desk import ACTION, OPENS, answer_to

BACK = "\x7f"


class MadeUp:
    """In the place of the app: answers about the form alone, and remembers what it was asked."""

    def __init__(self):
        self.cards = self
        self.heard = []

    def __call__(self, message):
        self.heard.append(message)
        self._answer = answer_to(replace(message, text=message.text.strip()))
        return (self._answer.reply,)

    def card(self, _reply, _today):
        return self._answer.card


class _Typing(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def said(monkeypatch, capsys):
    """Type something, and get what was shown and what was heard."""

    def type_in(text, *, as_json=False):
        made_up = MadeUp()
        monkeypatch.setattr(sys, "stdin", _Typing())
        with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
            typed.send_text(text + "stop\r")
            converse(Conversation(made_up, language="nl", today=lambda: date(2026, 11, 25)), as_json_lines=as_json)
        return capsys.readouterr().out, made_up.heard

    return type_in


def test_a_choice_asks_the_fields_and_only_what_is_wrong_again(said):
    first = "nee\r" + "regel een\rregel twee\r\r" + f"{BACK}2\r"
    text, heard = said(f"{OPENS}\r1\r{first}{BACK * 3}ja\r")

    assert [(one.action, dict(one.fields)) for one in heard[1:]] == [
        (ACTION, {}),
        (ACTION, {"word": "nee", "note": "regel een\nregel twee", "colour": "red"}),
        (ACTION, {"word": "ja", "note": "regel een\nregel twee", "colour": "red"}),
    ]
    assert text.index("Een woord met een lange titel") < text.index("Kies met zorg.") < text.index("Welk woord?")
    assert "Wat erbij hoort (mag leeg blijven)" in text
    assert "[2] Rood" in text
    assert text.count("Klopt nog niet: Een ander woord dan ‘nee’.") == 1
    assert text.count("Wat erbij hoort") == 1
    assert text.index("Klopt nog niet") < text.index("Bewaard: ja (red).") < text.index("Tot de volgende keer.")


def test_what_can_not_be_is_asked_again_before_it_is_handed_in(said):
    word = "\r" + "x" * 21 + "\r" + BACK * 20 + "\r"
    text, heard = said(f"{OPENS}\r1\r{word}\r{BACK}9\r{BACK}\r1\r")

    assert dict(heard[-1].fields) == {"word": "x", "note": "", "colour": "blue"}
    assert "Vul dit nog in." in text
    assert "er passen 20 tekens in, en dit zijn er 21." in text
    assert text.count("Kies een nummer van 1 tot en met 2.") == 2


@pytest.mark.parametrize("leaving", ["\x03", "ja\r\x03", "\x04"])
def test_leaving_a_form_says_so_and_shows_the_way_back(said, leaving):
    text, heard = said(f"{OPENS}\r1\r{leaving}")

    assert [dict(one.fields) for one in heard] == [{}, {}]
    assert "Er is niets verstuurd." in text
    assert text.count("[1] Vul in") == 2
    assert "Tot de volgende keer." in text


def test_what_is_typed_is_answered_with_the_card_and_its_button(said):
    text, heard = said(f"{OPENS}\r")

    assert len(heard) == 1
    assert "Vul het formulier in." in text
    assert "Welk woord?" not in text


def test_for_a_program_a_form_is_part_of_the_answer_and_is_not_asked(said):
    text, _ = said(f"{OPENS}\r1\r", as_json=True)
    answers = [json.loads(row) for row in text.splitlines() if row.startswith("{")]

    assert [field["name"] for field in answers[1]["form"]["fields"]] == ["word", "note", "colour"]


def test_through_a_pipe_the_card_is_shown_with_its_button(monkeypatch, capsys):
    made_up = MadeUp()
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{OPENS}\n1\n"))

    converse(Conversation(made_up, language="nl", today=lambda: date(2026, 11, 25)), as_json_lines=False)

    text = capsys.readouterr().out
    assert text.count("[1] Vul in") == 2
    assert "Welk woord?" not in text
