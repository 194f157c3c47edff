"""What is a command and what is a follow-up, in Dutch and in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbot.commands import Parsed, parse_command
from coachbot.follow_ups import follow_up


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("help", Parsed(command="help")),
        ("/coach HELP", Parsed(command="help")),
        ("hulp!", Parsed(command="help")),
        ("Help?", Parsed(command="help")),
        ("?", Parsed(command="help")),
        ("taal nl", Parsed(command="language", language="nl")),
        ("language vrij", Parsed(command="language", language=None)),
        ("/coach taal uit", Parsed(command="language", language=None)),
        ("taal kanaal engels", Parsed(command="channel", language="en")),
        ("/coach language channel NL", Parsed(command="channel", language="nl")),
        ("language channel off", Parsed(command="channel", language=None)),
        ("taal kanaal frans", Parsed(command="channel", rest="frans")),
        ("taal", Parsed(command="settings")),
        ("/coach language channel", Parsed(command="settings")),
        ("antwoord in het Engels.", Parsed(command="language", language="en")),
        ("stop", Parsed(command="quit")),
        ("oefen", Parsed(command="practice")),
        ("practice progress", Parsed(command="practice", rest="progress")),
        ("/coach oefenen voortgang", Parsed(command="practice", rest="progress")),
        ("ik", Parsed(command="me")),
        ("ik heb geen tijd", None),
        ("help me met deze groep", None),
        ("taal is zeg maar echt mijn ding", None),
        ("language barrier", None),
        ("taal kanaal nl werkt niet", None),
        ("stop ermee zei hij", None),
        ("", None),
    ],
)
def test_a_command_is_one_only_when_the_whole_text_is(text, expected):
    assert parse_command(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("en als hij 'ja maar' zegt?", "yes_but", ""),
        ("And if she says yes but", "yes_but", ""),
        ("wat als het stil blijft?", "yes_but", ""),
        ("what if they go quiet", "yes_but", ""),
        ("hij zei weer ja maar", "yes_but", ""),
        ("it didn't work", "yes_but", ""),
        ("en dan?", "yes_but", ""),
        ("en als ze blijft zuchten?", "yes_but", ""),
        ("en als ze blijft mopperen?", "yes_but", ""),
        ("what if they keep on complaining?", "yes_but", ""),
        ("wat moet ik dan doen?", "yes_but", ""),
        ("and what do I say then?", "yes_but", ""),
        ("what if she keeps sighing?", "yes_but", ""),
        ("and if they roll their eyes?", "yes_but", ""),
        ("what do I do if the whole group goes quiet?", "yes_but", ""),
        ("geef me een voorbeeld", "another_angle", ""),
        ("dat klinkt niet als mij", "another_angle", ""),
        ("that doesn't sound like me", "another_angle", ""),
        ("kun je het informeler zeggen?", "another_angle", ""),
        ("say it differently", "another_angle", ""),
        ("korter graag", "shorter", ""),
        ("can you say it shorter?", "shorter", ""),
        ("wat zeg ik als eerste?", "again", ""),
        ("what do I say first?", "again", ""),
        ("wat moet ik vooral niet zeggen?", "more", ""),
        ("what should I not say?", "more", ""),
        ("een andere vraag?", "another_angle", ""),
        ("another question", "another_angle", ""),
        ("heb je nog een andere invalshoek?", "another_angle", ""),
        ("kan dat ook anders?", "another_angle", ""),
        ("meer", "more", ""),
        ("tell me more about this", "more", ""),
        ("als oranje?", "as_driver", "oranje"),
        ("en voor een blauw type?", "as_driver", "een blauw type"),
        ("what about green?", "as_driver", "green"),
        ("nee", "correction", ""),
        ("nee, het ging over tijd", "correction", "tijd"),
        ("no, it was about time", "correction", "time"),
        ("dat ging eigenlijk over geld", "correction", "geld"),
        ("nee het was meer de leiding", "correction", "de leiding"),
        ("no, she meant the training", "correction", "she meant the training"),
    ],
)
def test_follow_ups_are_understood_in_both_languages(text, kind, rest):
    found = follow_up(text)

    assert found is not None
    assert (found.kind, found.rest) == (kind, rest)


@pytest.mark.parametrize(
    "text",
    [
        "Waarom zouden we veranderen?",
        "Ze zei dat het niet ging over haar maar over het hele team en dat wij dat maar moesten begrijpen nu",
        "Als dit systeem er komt, stop ik ermee",
        "We have no time",
        "No time",
        "Niet nu",
        "Nee bedankt zei ze",
        "Er is meer werk bijgekomen",
        "Niemand vraagt ons wat",
        "Als de burger zucht dan heb ik het gedaan",
        "Het is te lang geleden",
    ],
)
def test_a_new_remark_is_no_follow_up(text):
    assert follow_up(text) is None


@given(st.text(max_size=2000))
def test_reading_commands_and_follow_ups_never_fails(text):
    parse_command(text)
    follow_up(text)
