"""Whoever asks who can read along is told so; the same question about the system stays an objection."""

from __future__ import annotations

import pytest

from coachbot.playbook import LANGUAGES
from coachbot.who_reads import asks_the_coach_who_reads, asks_who_reads

ASKED = (
    "hoe zorg ik dat mijn gesprekken hier niet bij mijn leidinggevende terechtkomen?",
    "Leest er iemand mee?",
    "Kan mijn baas dit lezen?",
    "wie kan dit allemaal lezen?",
    "hoe zorg ik dat mijn leidinggevende dit niet leest?",
    "wie ziet wat ik hier typ?",
    "Kan mijn teamleider mijn gesprekken met jou lezen?",
    "wordt wat ik hier zeg gedeeld met mijn manager?",
    "Ziet mijn baas dit?",
    "weet je of mijn manager dit kan lezen?",
    "can my manager read this?",
    "who can read all this?",
    "Who can see what I type here?",
    "how do I make sure my conversations here don't end up with my manager?",
    "Is what I tell you shared with my boss?",
)
ABOUT_THE_SYSTEM = (
    "Kan mijn leidinggevende zien hoe snel ik werk?",
    "Straks leest de baas alles wat ik in het systeem zet",
    "Wie kan dit zien in het systeem?",
    "Kan mijn chef dit dossier inzien?",
    "Can my manager see what I do all day?",
    "Who can see this record?",
    "My boss sees this as extra work",
)
SAID_TO_A_USER = (
    "Je vraagt je af wie er meeleest.",
    "Dus de chef leest mee.",
    "Wie denk je dat er meeleest?",
    "Kun je me vertellen wie er volgens jou meeleest?",
    "Hoe weet je dat de baas meeleest?",
    "You wonder who can read this.",
    "So your manager can see this.",
    "Who do you think reads along?",
    "It bothers you that someone reads along. What would help?",
)


@pytest.mark.parametrize("text", ASKED)
def test_who_asks_about_this_conversation_is_understood(text):
    assert asks_who_reads(text)


@pytest.mark.parametrize("text", ASKED)
def test_in_practice_it_is_the_coach_who_is_asked(text):
    assert asks_the_coach_who_reads(text)


@pytest.mark.parametrize("text", SAID_TO_A_USER)
def test_what_is_said_to_a_user_who_is_played_is_not_asked_of_the_coach(text):
    assert not asks_the_coach_who_reads(text)


@pytest.mark.parametrize("text", ABOUT_THE_SYSTEM)
def test_a_question_about_the_system_is_none_about_this_conversation(text):
    assert not asks_who_reads(text)


def test_no_objection_of_the_playbook_is_taken_for_it(app):
    phrases = [
        phrase.text for one in app.playbook.objections.values() for language in LANGUAGES for phrase in one.phrases[language]
    ]

    assert len(phrases) > 1000
    assert [text for text in phrases if asks_who_reads(text)] == []
