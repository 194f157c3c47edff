"""The open rules of practice: what each sees in a reply, and what only looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import LANGUAGES, DriverId
from coachbot.practice import RULES, feedback

MODEL = load_playbook(shipped_playbook()).model


def found(reply, language, driver=None, said=""):
    appeals = MODEL.appeals[DriverId(driver)][language] if driver else ()
    return {finding.rule: finding for finding in feedback(reply, language, appeals=appeals, said=said)}


def kept(reply, language, rule, **more):
    finding = found(reply, language, **more).get(rule)
    return None if finding is None else finding.kept


@pytest.mark.parametrize(
    ("language", "reply", "expected"),
    [
        ("nl", "Je zit tot over je oren in het werk. Wat moet er eerst af?", True),
        ("en", "You've been left to clear up before. What would make this time different?", True),
        ("nl", "Wat heb je nodig?", False),
        ("en", "What do you need?", False),
        ("nl", "Dat valt reuze mee. Wat heb je nodig?", False),
        ("en", "Don't worry. What do you need?", False),
        ("nl", "Dat archief ligt nu al maanden op die kelder te wachten. Wat gebeurt ermee?", None),
    ],
)
def test_a_statement_that_gives_something_back_comes_first(language, reply, expected):
    assert kept(reply, language, "reflected") is expected


def test_two_longer_words_of_the_other_are_a_reflection():
    said = "Het archief in de kelder loopt weer onder."

    assert kept("Archief onder water, kelder vol.", "nl", "reflected", said="Archief kelder water") is True
    assert kept("Archief onder water, kelder vol.", "nl", "reflected", said=said) is True
    assert kept("Archief onder water, kelder vol.", "nl", "reflected", said="Iets heel anders.") is None


@pytest.mark.parametrize(
    ("language", "reply", "reason"),
    [
        ("nl", "Je hebt het druk. Wat moet er eerst af?", "asks_openly"),
        ("nl", "Je hebt het druk, dus wat heb je nodig?", "asks_openly"),
        ("nl", "Je hebt het druk. Wat heb je nodig", "asks_openly"),
        ("nl", "Wat je zegt klopt.", "asks_nothing"),
        ("nl", "Je hebt het druk. Heb je een kwartier?", "asks_closed"),
        ("nl", "Je hebt het druk. Wat moet er af? Wie kan helpen?", "asks_twice"),
        ("nl", "Je hebt het druk. Mag ik je iets laten zien?", "asks_closed"),
        ("nl", "Je hebt het druk. Mag ik iets laten zien? Wat moet er eerst af?", "asks_openly"),
        ("en", "You're busy. What has to go first?", "asks_openly"),
        ("en", "You're busy, so what do you need?", "asks_openly"),
        ("en", "You're busy. How you do it is up to you.", "asks_nothing"),
        ("en", "You're busy. Do you have ten minutes?", "asks_closed"),
        ("en", "You're busy. What has to go and who could help?", "asks_twice"),
    ],
)
def test_one_open_question_is_asked(language, reply, reason):
    finding = found(reply, language)["open_question"]

    assert finding.reason == reason
    assert finding.kept is (reason == "asks_openly")


@pytest.mark.parametrize(
    ("language", "reply", "words"),
    [
        ("nl", "Je wilt dit niet. Waarom eigenlijk niet?", ("Waarom",)),
        ("nl", "Hoezo past het niet?", ("Hoezo",)),
        ("nl", "Je wilt weten waarom dit moet. Wat zou je overtuigen?", ()),
        ("nl", 'Je vraagt je af "waarom nu". Wat speelt er?', ()),
        ("en", "Why don't you try it?", ("Why",)),
        ("en", "You can't see why this is needed. What would help?", ()),
    ],
)
def test_a_why_that_is_asked_is_seen(language, reply, words):
    assert found(reply, language)["no_why"].words == words


@pytest.mark.parametrize(
    ("language", "reply", "words"),
    [
        ("nl", "Je hebt het druk, maar dit moet ook.", ("maar",)),
        ("nl", "Je hebt het druk. Toch gaan we beginnen.", ("Toch",)),
        ("nl", "Vertel maar, ik luister.", ()),
        ("nl", "Je hebt alleen maar last van ons.", ()),
        ("en", "You're busy, but it has to be done.", ("but",)),
        ("en", "You've had nothing but trouble from us.", ()),
    ],
)
def test_a_but_that_takes_back_is_seen(language, reply, words):
    assert found(reply, language)["no_but"].words == words


@pytest.mark.parametrize(
    ("language", "reply", "expected"),
    [
        ("nl", "Dit scheelt je een uur per week.", False),
        ("nl", "Mag ik iets vertellen? Dit scheelt je een uur per week.", True),
        ("nl", "Je wilt weten of dit je tijd scheelt. Wat kost je nu de meeste tijd?", True),
        ("en", "It saves you an hour a week.", False),
        ("en", "May I tell you something? It saves you an hour a week.", True),
    ],
)
def test_an_argument_without_leave_is_seen(language, reply, expected):
    assert kept(reply, language, "no_argument") is expected


@pytest.mark.parametrize(
    ("language", "reply", "expected"),
    [
        ("nl", "Het komt echt goed.", False),
        ("nl", "Ik zorg dat het geregeld wordt.", False),
        ("nl", "Ik vraag na of het wordt opgelost en kom vrijdag bij je terug.", True),
        ("nl", "Ik kan je niet beloven dat je baan blijft.", True),
        ("en", "It'll be fine.", False),
        ("en", "Nobody will lose their job.", False),
        ("en", "I'll ask whether it can be fixed and come back on Friday.", True),
    ],
)
def test_a_promise_of_what_others_decide_is_seen(language, reply, expected):
    assert kept(reply, language, "no_promise") is expected


def test_a_reply_speaks_to_a_driver_by_its_words():
    reply = "Dat hangt in de lucht. Welke afspraak hoort op papier?"

    assert found(reply, "nl", driver="blue")["speaks_to_driver"].words == ("afspraak", "hoort", "op papier")
    assert "speaks_to_driver" not in found(reply, "nl")


def test_a_reply_without_words_gets_no_findings():
    assert feedback("  \n ", "nl") == ()


@given(st.text(max_size=400), st.sampled_from(LANGUAGES))
def test_any_text_gets_findings_that_quote_it(text, language):
    for finding in feedback(text, language, appeals=MODEL.appeals[DriverId("blue")][language]):
        assert finding.rule in RULES
        assert all(word in " ".join(text.split()) or word in text for word in finding.words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_playbooks_own_wordings_and_questions_are_hardly_ever_faulted(language):
    """Each was written to keep every rule, so whatever is found broken here is advice gone wrong."""
    broken = [
        (finding.rule, finding.words)
        for (objection, driver), entry in MODEL.entries.items()
        if objection and driver
        for angle in entry.texts[language].all_angles
        for finding in feedback(f"{angle.wording} {angle.question}", language)
        if not finding.kept
    ]

    assert len(broken) <= 12, broken
