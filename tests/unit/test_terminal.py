"""The terminal: numbers choose, a pipe is answered, and lines fit 80 columns."""

from __future__ import annotations

import io
import json
import sys
from datetime import date

import pytest

from coachbot.messages import Exported, PracticeDealt, PracticeEnded
from coachbot.terminal import WIDTH, Conversation, Unkept, converse, print_card, terminal_console


def today():
    return date(2026, 11, 25)


@pytest.fixture
def conversation(app):
    speaker = Unkept(app, language=None, contacts=None, today=today)
    return Conversation(speaker, language=None, today=today)


def shown(card):
    file = io.StringIO()
    print_card(card, terminal_console(file))
    return file.getvalue()


def test_a_number_chooses_the_button_it_stands_before(conversation):
    ((_, first),) = conversation.say("Daar hebben we echt geen tijd voor, het is al veel te druk.")
    number = next(index for index, button in enumerate(first.buttons, start=1) if button.action.kind == "more")

    ((reply, card),) = conversation.say(f" {number} ")

    assert f"[{number}]" in shown(first)
    assert type(reply).__name__ == "More"
    assert card.language == "nl"


def test_a_number_without_a_button_is_text(conversation):
    ((reply, _),) = conversation.say("7")

    assert type(reply).__name__ == "Cannot"


def test_the_buttons_stay_in_force_after_a_reply_without_any(conversation):
    ((_, first),) = conversation.say("Daar hebben we echt geen tijd voor, het is al veel te druk.")
    conversation.say("help")

    ((reply, _),) = conversation.say(str(len(first.buttons)))

    assert type(reply).__name__ == "NextMoves"


def test_the_language_asked_for_stays(conversation):
    conversation.say("taal en")

    ((_, card),) = conversation.say("Daar hebben we geen tijd voor, het is al zo druk.")

    assert card.language == "en"


def test_a_short_thank_you_is_answered_in_the_language_that_was_spoken(conversation):
    conversation.say("Good morning coach, how are you doing today?")

    ((reply, card),) = conversation.say("thanks mate")

    assert (reply.kind, card.language) == ("thanks", "en")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("hoe zorg ik dat mijn gesprekken hier niet bij mijn leidinggevende terechtkomen?", "Wie leest mee?"),
        ("can my manager read this?", "Who can read this?"),
    ],
)
def test_whoever_asks_who_can_read_this_is_told(conversation, asked, told):
    ((_, card),) = conversation.say(asked)

    assert told in shown(card)


def test_lines_fit_80_columns_and_hold_no_colour_codes_outside_a_terminal(conversation):
    ((_, card),) = conversation.say("Daar hebben we echt geen tijd voor, het is al veel te druk.")

    text = shown(card)

    assert max(len(row) for row in text.splitlines()) <= WIDTH
    assert "\x1b" not in text


def test_what_is_typed_is_shown_as_it_is_without_markup_or_control_codes(conversation):
    ((_, card),) = conversation.say("[bold]Daar hebben we geen tijd voor[/bold] \x1b[31m het is al zo druk")

    assert "\x1b" not in shown(card)


def test_a_pipe_is_answered_line_by_line(conversation, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("hallo\n\nWe have no time for this, we're far too busy\n"))

    converse(conversation, as_json_lines=True)

    first, second = (json.loads(row) for row in capsys.readouterr().out.splitlines())
    assert (first["kind"], first["language"]) == ("small_talk", "nl")
    assert second["language"] == "en"


def test_a_pipe_without_json_prints_cards(conversation, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("hallo\n"))

    converse(conversation, as_json_lines=False)

    assert "Ik ben de coach, een bot." in capsys.readouterr().out


class _Typing(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("leaving", ["stop", "\x04", "\x03"])
def test_a_person_who_leaves_is_said_goodbye(conversation, monkeypatch, capsys, leaving):
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    monkeypatch.setattr(sys, "stdin", _Typing())
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        typed.send_text("hallo\r  \r" + leaving + ("\r" if len(leaving) > 1 else ""))
        converse(conversation, as_json_lines=False)

    text = capsys.readouterr().out
    assert "Typ ‘help’ voor uitleg" in text
    assert "Ik ben de coach" in text
    assert "Tot de volgende keer." in text


class _Plays:
    """Deals a user, and ends the practice on "stop"."""

    def __init__(self, cards):
        self.cards = cards

    def __call__(self, message):
        played = {"language": "nl", "objection": "no-time", "driver": "blue"}
        if message.text == "oefen":
            return (PracticeDealt(**played, practice=1),)
        return (PracticeEnded(**played, guess=None, why="stopped"),)


def test_stop_ends_an_open_practice_first_and_then_the_conversation(app, monkeypatch, capsys):
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    conversation = Conversation(_Plays(app.cards), language=None, today=today)
    monkeypatch.setattr(sys, "stdin", _Typing())
    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        typed.send_text("oefen\rstop\rstop\r")
        converse(conversation, as_json_lines=False)

    text = capsys.readouterr().out
    assert text.index("Oefenen: ik speel een gebruiker") < text.index("Gestopt.") < text.index("Tot de volgende keer.")
    assert text.count("Gestopt.") == 1


def test_an_export_is_saved_beside_whoever_asked_for_their_eyes_only(app, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    speaker = Unkept(app, language="en", contacts=None, today=today)
    conversation = Conversation(speaker, language="en", today=today)
    monkeypatch.setattr(sys, "stdin", _Typing())
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    with create_pipe_input() as typed, create_app_session(input=typed, output=DummyOutput()):
        typed.send_text("stop\r")
        converse(conversation, as_json_lines=False, first=[Exported(language="en", file_name="mine.json", content="{}")])

    saved = tmp_path / "mine.json"
    assert saved.read_text(encoding="utf-8") == "{}\n"
    assert saved.stat().st_mode & 0o077 == 0
    assert f"Saved: {saved}" in " ".join(capsys.readouterr().out.split())
