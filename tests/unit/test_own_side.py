"""Own drivers and times: what the picks say, and when a reminder is due."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coachbot.loading import load_playbook, shipped_playbook
from coachbot.people.own_drivers import are_answers, next_question, profile_of
from coachbot.people.times import DEFAULT_HOURS, due_after, is_zone, read_hours, start_of_day, zone_of
from coachbot.store import Person, PersonId, TenantId, WorkingHours

QUESTIONNAIRE = load_playbook(shipped_playbook()).model.questionnaire
PERSON = Person(id=PersonId("p"), tenant=TenantId("t"))


def picks(prefer, reject):
    """Answers of somebody who takes one driver wherever it is offered, and turns another down."""
    answers = ""
    for situation in QUESTIONNAIRE.situations:
        drivers = [option.driver for option in situation.options]
        most = drivers.index(prefer) if prefer in drivers else next(i for i, driver in enumerate(drivers) if driver != reject)
        least = drivers.index(reject) if reject in drivers else next(i for i in range(len(drivers)) if i != most)
        answers += f"{most}{least}"
    return answers


@pytest.mark.parametrize(("prefer", "reject"), [("blue", "red"), ("purple", "yellow"), ("orange", "green")])
def test_a_profile_is_what_was_picked_most_and_turned_down_most(prefer, reject):
    profile = profile_of(QUESTIONNAIRE, picks(prefer, reject))

    assert (profile.preference, profile.rejection) == (prefer, reject)


def test_questions_ask_for_most_then_for_least_among_the_others_until_all_are_answered():
    first = next_question(QUESTIONNAIRE, "", "nl")
    second = next_question(QUESTIONNAIRE, "2", "nl")
    third = next_question(QUESTIONNAIRE, "20", "nl")

    assert (first.situation, first.asks, first.picks) == (0, "most", (0, 1, 2, 3))
    assert (second.situation, second.asks, second.picks) == (0, "least", (0, 1, 3))
    assert (third.situation, third.asks) == (1, "most")
    assert next_question(QUESTIONNAIRE, picks("blue", "red"), "nl") is None


@pytest.mark.parametrize("answers", ["4", "00", "x", "1" * 99, "²", "0 "])
def test_what_can_not_be_answers_is_refused(answers):
    assert not are_answers(QUESTIONNAIRE, answers)


@given(st.text(alphabet="0123", max_size=24))
def test_answers_that_pass_always_lead_on_to_a_question_or_a_profile(answers):
    if are_answers(QUESTIONNAIRE, answers):
        question = next_question(QUESTIONNAIRE, answers, "en")
        assert (question is None) == (len(answers) == 24)
        if question is None:
            profile = profile_of(QUESTIONNAIRE, answers)
            assert profile.preference != profile.rejection


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("delay", "now", "due"),
    [
        ("today", "2026-11-25T09:00", "2026-11-25T12:00"),
        ("today", "2026-11-25T15:30", "2026-11-26T08:00"),
        ("tomorrow", "2026-11-25T09:00", "2026-11-26T09:00"),
        ("tomorrow", "2026-11-27T09:00", "2026-11-30T08:00"),
        ("days", "2026-11-25T20:00", "2026-11-30T08:00"),
        ("week", "2026-11-25T05:00", "2026-12-02T08:00"),
        # Clocks go back on 25 October 2026: the same time of day, an hour later in UTC.
        ("days", "2026-10-23T10:00", "2026-10-26T11:00"),
    ],
)
def test_a_reminder_is_due_in_working_hours_where_the_person_is(delay, now, due):
    assert due_after(delay, at(now), PERSON) == at(due)


def test_own_hours_days_and_zone_count():
    hours = WorkingHours(start=time(7), end=time(12), days=(5, 6))
    person = Person(id=PersonId("p"), tenant=TenantId("t"), working_hours=hours, time_zone="America/New_York")

    assert due_after("tomorrow", at("2026-11-25T15:00"), person) == at("2026-11-28T12:00")
    assert start_of_day(at("2026-11-25T03:00"), person) == at("2026-11-24T05:00")


def test_a_zone_that_this_machine_does_not_know_falls_back():
    person = Person(id=PersonId("p"), tenant=TenantId("t"), time_zone="Mars/Olympus")

    assert zone_of(person).key == "Europe/Amsterdam"
    assert is_zone("Europe/Brussels")
    assert not is_zone("Mars/Olympus")
    assert not is_zone("../etc/passwd")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9-17", DEFAULT_HOURS),
        ("08.30 - 16:45", WorkingHours(start=time(8, 30), end=time(16, 45))),
        ("17-9", None),
        ("25-26", None),
        ("overdag", None),
    ],
)
def test_working_hours_are_read_as_people_write_them(text, expected):
    assert read_hours(text) == expected
