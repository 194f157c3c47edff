"""A consultant's own side of coaching, on both databases, with a coach on the small playbook."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from coachbot.app import companion_of
from coachbot.coach import Coach
from coachbot.errors import DatabaseAwayError
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.messages import (
    Action,
    Cannot,
    ChannelLanguageSet,
    CoachingAnswer,
    Exported,
    FeedbackKept,
    ForgetSure,
    Forgotten,
    History,
    HowDidItGo,
    IncomingMessage,
    LanguageSet,
    NeutralAdvice,
    NextMoves,
    NotAllowed,
    Origin,
    OwnDrivers,
    OwnDriversQuestion,
    Prepared,
    RemindersStopped,
    Reminding,
    RemindWhen,
    RoundOpened,
    SentToLeads,
    SettingsShown,
    SmallTalk,
    Welcome,
)
from coachbot.people import Companion
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.settings import Settings
from coachbot.testing import BLUE, NO_TIME, RED, FakeRecogniser, heard, small_playbook

ANNA = Origin(platform="slack", workspace="T1", conversation="D1", user="U1")
BOB = replace(ANNA, user="U2", conversation="D2")
IN_CHANNEL = replace(ANNA, conversation="C1:top:U1", among_others=True, everyone={"channel": "C1"})
STRANGER = Origin(platform="slack", workspace="T2", conversation="D1", user="U1")
SURE = heard(objections={NO_TIME: 0.9}, drivers={BLUE: 0.8, RED: 0.1})
UNKNOWN = heard(objections={NO_TIME: 0.01})
ENGLISH_GREETING = heard(no_objection=1.0, language="en")


@pytest.fixture
def companion(store, clock):
    shipped = load_playbook(shipped_playbook()).model.questionnaire
    playbook = small_playbook()
    playbook = replace(playbook, model=replace(playbook.model, questionnaire=shipped))
    calibration = replace(shipped_calibration(with_encoder=True), sure=0.6, idea=0.1, candidate=0.05, driver=0.4)
    told = {"geen tijd zei Henk": SURE, "iets heel vreemds zei Henk": UNKNOWN, "good morning": ENGLISH_GREETING}
    recogniser = FakeRecogniser(told)
    coach = Coach(playbook, recogniser, calibration, ToldDriver(playbook.model.drivers))
    return Companion(coach, store, lambda text, _language: text.replace("Henk", "[naam]"), contacts=None, now=clock)


async def say(companion, text, origin=ANNA, event=None):
    return (await companion.handle(IncomingMessage(text=text, event=event), origin))[-1]


async def press(companion, kind, origin=ANNA, **more):
    return (await companion.handle(IncomingMessage(action=Action(kind=kind, **more)), origin))[-1]


async def test_the_first_contact_says_what_this_is_and_only_once(companion):
    first = await companion.handle(IncomingMessage(text="geen tijd zei Henk"), ANNA)
    second = await companion.handle(IncomingMessage(text="geen tijd zei Henk"), ANNA)

    assert [type(reply) for reply in first] == [Welcome, CoachingAnswer]
    assert [type(reply) for reply in second] == [CoachingAnswer]


async def test_whoever_greets_first_is_welcomed_and_not_greeted_again_beneath_it(companion):
    assert [type(reply) for reply in await companion.handle(IncomingMessage(text="hoi"), ANNA)] == [Welcome]
    assert [type(reply) for reply in await companion.handle(IncomingMessage(text="hoi"), ANNA)] == [SmallTalk]


async def test_the_conversation_goes_on_where_it_was_also_after_a_restart(companion):
    await say(companion, "geen tijd zei Henk")

    reply = await say(companion, "en als hij ja maar zegt?")

    assert isinstance(reply, NextMoves)
    assert reply.driver == BLUE


async def test_conversations_of_others_are_not_mixed(companion):
    await say(companion, "geen tijd zei Henk")

    for origin in (BOB, STRANGER):
        reply = await say(companion, "en als hij ja maar zegt?", origin)
        assert reply == Cannot(language="nl", kind="nothing_to_follow")


async def test_history_shows_what_was_asked_without_names_and_leads_back(companion):
    await say(companion, "geen tijd zei Henk")

    reply = await say(companion, "geschiedenis")

    assert isinstance(reply, History)
    (asked,) = reply.asked
    assert (asked.objection, asked.driver, asked.text) == (NO_TIME, BLUE, "geen tijd zei [naam]")


async def test_the_places_that_an_operator_names_leave_what_is_kept(app, store):
    companion = companion_of(app, Settings(redact_places="Dordrecht, Drie Landen"), store)
    await say(companion, "In Dordrecht en Zwijndrecht hebben ze hier geen tijd voor, zei Henk")

    reply = await say(companion, "geschiedenis")

    assert [each.text for each in reply.asked] == ["In [gemeente] en Zwijndrecht hebben ze hier geen tijd voor, zei [naam]"]


async def test_history_pages_on(companion):
    for _ in range(7):
        await say(companion, "geen tijd zei Henk")

    first = await say(companion, "history")
    second = await press(companion, "history", value=first.older)

    assert (len(first.asked), len(second.asked), second.older) == (5, 2, "")


async def test_feedback_is_kept_with_the_entry_that_was_shown(companion, store):
    answer = await say(companion, "geen tijd zei Henk")

    reply = await press(companion, "helpful", value=str(answer.turn))

    assert reply == FeedbackKept(language="nl", good=True)
    person = await store.people.find("slack:T1", "U1")
    (given,) = (await store.export_person("slack:T1", person.id))["feedback"]
    assert (given["objection"], given["driver"], given["helpful"]) == (NO_TIME, BLUE, True)


@pytest.mark.parametrize("value", ["", "x", "999999", "-1", "9" * 40, "²"])
async def test_an_id_that_is_nobodys_is_refused(companion, value):
    assert await press(companion, "helpful", value=value) == Cannot(language="nl", kind="unknown_choice")


async def test_a_turn_of_another_tenant_can_not_be_reached(companion):
    answer = await say(companion, "geen tijd zei Henk")

    for kind in ("helpful", "send_to_leads"):
        reply = await press(companion, kind, STRANGER, value=str(answer.turn))
        assert reply in (Cannot(language="nl", kind="unknown_choice"), SentToLeads(language="nl", sent=False))


async def test_the_questionnaire_makes_a_profile_and_answers_then_mind_oneself(companion):
    question = await say(companion, "ik")
    assert isinstance(question, OwnDriversQuestion)
    while isinstance(question, OwnDriversQuestion):
        situation = companion._coach.playbook.model.questionnaire.situations[question.situation]
        wanted = RED if question.asks == "most" else BLUE
        pick = next((pick for pick in question.picks if situation.options[pick].driver == wanted), question.picks[0])
        question = await press(companion, "own_drivers", value=f"{question.answers}{pick}")

    assert isinstance(question, OwnDrivers)
    assert (question.profile.preference, question.profile.rejection, question.just) == (RED, BLUE, "kept")
    assert (await say(companion, "geen tijd zei Henk")).mind_yourself.own == RED
    assert (await say(companion, "me")).profile == question.profile
    assert (await say(companion, "me", BOB)).__class__ is OwnDriversQuestion

    dropped = await press(companion, "drop_profile")

    assert (dropped.profile, dropped.just) == (None, "dropped")
    assert (await say(companion, "geen tijd zei Henk")).mind_yourself is None


async def test_forged_answers_to_the_questionnaire_are_refused(companion):
    assert await press(companion, "own_drivers", value="99") == Cannot(language="nl", kind="unknown_choice")


async def test_a_reminder_asks_how_it_went_once_and_at_most_once_a_day(companion, clock):
    answer = await say(companion, "geen tijd zei Henk")
    when = await press(companion, "remind", value=str(answer.turn))
    assert when == RemindWhen(language="nl", turn=answer.turn)

    first = await press(companion, "remind_in", value=f"tomorrow:{answer.turn}")
    await press(companion, "remind_in", value="tomorrow:")

    assert isinstance(first, Reminding)
    assert await companion.reminders_due(ANNA) == ()
    clock.move(days=1, minutes=5)
    (due,) = await companion.reminders_due(ANNA)
    assert isinstance(due, HowDidItGo)
    assert (due.turn, due.objection) == (answer.turn, NO_TIME)
    assert await companion.reminders_due(ANNA) == ()
    clock.move(days=1)
    assert len(await companion.reminders_due(ANNA)) == 1


async def test_snoozing_asks_again_and_stopping_asks_no_more(companion, clock):
    answer = await say(companion, "geen tijd zei Henk")
    await press(companion, "remind_in", value=f"tomorrow:{answer.turn}")
    clock.move(days=1, minutes=5)
    (due,) = await companion.reminders_due(ANNA)

    snoozed = await press(companion, "snooze", value=str(due.reminder))
    stopped = await say(companion, "herinneringen stop")

    assert isinstance(snoozed, Reminding)
    assert stopped == RemindersStopped(language="nl", count=1)
    clock.move(days=3)
    assert await companion.reminders_due(ANNA) == ()
    assert await press(companion, "snooze", BOB, value=str(due.reminder)) == Cannot(language="nl", kind="unknown_choice")


async def test_what_did_not_fit_leads_to_the_next_moves(companion):
    answer = await say(companion, "geen tijd zei Henk")

    worked = await press(companion, "outcome", value=f"worked:{answer.turn}")
    didnt = await press(companion, "outcome", value=f"didnt_fit:{answer.turn}")

    assert worked == FeedbackKept(language="nl", good=True)
    assert isinstance(didnt, NextMoves)
    assert didnt.driver == BLUE
    for value in ("nonsense:1", "worked:x", "worked"):
        assert await press(companion, "outcome", value=value) == Cannot(language="nl", kind="unknown_choice")


async def test_a_remark_goes_to_the_leads_only_when_its_author_sends_it(companion, store):
    advice = await say(companion, "iets heel vreemds zei Henk")
    assert isinstance(advice, NeutralAdvice)
    assert await store.gaps.with_status("slack:T1") == ()

    reply = await press(companion, "send_to_leads", value=str(advice.turn))

    assert reply == SentToLeads(language="nl", sent=True)
    (gap,) = await store.gaps.with_status("slack:T1")
    assert gap.text == "iets heel vreemds zei [naam]"
    assert await press(companion, "send_to_leads", BOB, value=str(advice.turn)) == SentToLeads(language="nl", sent=False)


async def test_a_remark_that_fits_none_of_the_objections_offered_can_be_sent_to_the_leads_by_its_author_alone(companion, store):
    await say(companion, "geen tijd zei Henk", replace(ANNA, conversation="elsewhere"))
    nothing_said = await press(companion, "none_of_these")
    await say(companion, "geen tijd zei Henk")
    none_fits = await press(companion, "none_of_these")
    other = await press(companion, "none_of_these", BOB)

    reply = await press(companion, "send_to_leads", value=str(none_fits.turn))

    assert (nothing_said.turn, other.turn) == (None, None)
    assert reply == SentToLeads(language="nl", sent=True)
    assert [gap.text for gap in await store.gaps.with_status("slack:T1")] == ["geen tijd zei [naam]"]


async def test_export_holds_what_is_kept_and_forget_leaves_nothing(companion, store):
    answer = await say(companion, "geen tijd zei Henk")
    await press(companion, "not_helpful", value=str(answer.turn))

    exported = await say(companion, "export")
    sure = await say(companion, "vergeet")
    forgotten = await press(companion, "forget")

    assert isinstance(exported, Exported)
    assert "geen tijd zei [naam]" in exported.content
    assert json.loads(exported.content)
    assert isinstance(sure, ForgetSure)
    assert isinstance(forgotten, Forgotten)
    assert await store.people.find("slack:T1", "U1") is None
    assert isinstance((await companion.handle(IncomingMessage(text="geschiedenis"), ANNA))[0], Welcome)


async def test_the_language_of_small_talk_is_the_one_of_what_is_too_short_next_in_the_same_conversation(companion):
    await say(companion, "geen tijd zei Henk")
    await say(companion, "good morning")
    await say(companion, "good morning", BOB)

    assert (await say(companion, "thanks mate")).language == "en"
    assert (await say(companion, "thanks mate", BOB)).language == "en"
    assert (await say(companion, "bedankt", replace(BOB, conversation="D3"))).language == "nl"
    assert isinstance(await say(companion, "als rood?"), CoachingAnswer)


async def test_whoever_only_greeted_leaves_no_conversation_behind_when_forgotten(companion, store):
    await say(companion, "good morning", BOB)
    assert (await store.conversations.load("slack:T1", "D2")).language == "en"

    assert isinstance(await press(companion, "forget", BOB), Forgotten)

    assert await store.conversations.load("slack:T1", "D2") is None


async def test_language_hours_and_zone_are_somebodys_own(companion):
    assert isinstance(await say(companion, "taal en"), LanguageSet)
    changed = await say(companion, "settings hours 8:30-16")
    zone = await say(companion, "settings timezone Europe/Brussels")
    refused = await say(companion, "settings timezone Mars/Olympus")

    assert isinstance(changed, SettingsShown)
    assert (changed.language, changed.chosen, changed.hours, changed.just) == ("en", "en", "8:30-16:00", "changed")
    assert (zone.time_zone, zone.hours) == ("Europe/Brussels", "8:30-16:00")
    assert (refused.just, refused.time_zone) == ("refused", "Europe/Brussels")
    assert (await say(companion, "instellingen", BOB)).hours == "9:00-17:00"


async def lead(companion, store):
    """Anna as the first admin."""
    await say(companion, f"/playbook claim {await store.roles.new_admin_code()}")


def by(user, origin=IN_CHANNEL):
    return replace(origin, user=user, conversation=f"C1:top:{user}")


async def test_a_channel_has_the_language_that_a_lead_set_for_whoever_has_none_of_their_own(companion, store):
    await lead(companion, store)
    await say(companion, "taal nl", by("U3"))

    done = await say(companion, "taal kanaal engels", IN_CHANNEL)

    assert done == ChannelLanguageSet(language="en", chosen="en", own=None)
    assert (await say(companion, "geen tijd zei Henk", by("U2"))).topic.language == "en"
    assert (await say(companion, "geen tijd zei Henk", by("U3"))).topic.language == "nl"
    assert (await say(companion, "geen tijd zei Henk", BOB)).topic.language == "nl"
    elsewhere = replace(by("U2"), conversation="C2:top:U2", everyone={"channel": "C2"})
    assert (await say(companion, "geen tijd zei Henk", elsewhere)).topic.language == "nl"
    stranger = replace(by("U2"), workspace="T2")
    assert (await say(companion, "geen tijd zei Henk", stranger)).topic.language == "nl"


async def test_a_round_is_played_in_the_language_of_its_channel_unless_its_leader_has_one(companion, store):
    await lead(companion, store)
    await say(companion, "taal kanaal engels", IN_CHANNEL)
    await say(companion, "taal nl", by("U3"))

    of_the_channel = await say(companion, "oefen geen tijd", by("U2"), event="E1")
    of_its_leader = await say(companion, "oefen geen tijd", by("U3"), event="E2")

    assert isinstance(of_the_channel, RoundOpened)
    assert (of_the_channel.language, of_its_leader.language) == ("en", "nl")


async def test_a_channel_without_a_language_again_answers_in_the_language_of_the_message(companion, store):
    await lead(companion, store)
    await say(companion, "taal kanaal engels", IN_CHANNEL)

    done = await say(companion, "taal kanaal uit", IN_CHANNEL)

    assert done == ChannelLanguageSet(language="nl", chosen=None, own=None)
    assert (await say(companion, "geen tijd zei Henk", by("U2"))).topic.language == "nl"


async def test_who_sets_a_channels_language_hears_that_their_own_goes_before_it(companion, store):
    await lead(companion, store)
    await say(companion, "taal nl")

    done = await say(companion, "taal kanaal en", IN_CHANNEL)
    shown = await say(companion, "taal", IN_CHANNEL)
    freed = await say(companion, "taal vrij", IN_CHANNEL)

    assert done == ChannelLanguageSet(language="nl", chosen="en", own="nl")
    assert (shown.chosen, shown.channel) == ("nl", "en")
    assert freed == LanguageSet(language="en", chosen=None, channel="en")


@pytest.mark.parametrize(
    ("text", "origin", "refused"),
    [
        ("taal kanaal en", IN_CHANNEL, NotAllowed(language="nl", needs="lead")),
        ("taal kanaal uit", IN_CHANNEL, NotAllowed(language="nl", needs="lead")),
        ("taal kanaal en", ANNA, Cannot(language="nl", kind="no_channel")),
        ("taal kanaal frans", IN_CHANNEL, Cannot(language="nl", kind="no_such_language")),
    ],
)
async def test_a_channels_language_is_not_set_by_others_elsewhere_or_to_what_is_no_language(
    companion, store, text, origin, refused
):
    assert await say(companion, text, origin) == refused
    assert (await store.surroundings("slack:T1", "U1", "C1:top:U1", "C1")).channel_language is None


async def test_an_event_that_comes_twice_is_kept_once(companion):
    await say(companion, "geen tijd zei Henk", event="E1")
    await say(companion, "geen tijd zei Henk", event="E1")

    assert len((await say(companion, "history")).asked) == 1


async def test_a_store_that_is_away_costs_what_is_kept_and_not_the_answer(companion, store, monkeypatch):
    async def away(*_arguments):
        message = "away"
        raise DatabaseAwayError(message)

    monkeypatch.setattr(store.people, "seen", away)

    assert isinstance(await say(companion, "geen tijd zei Henk"), CoachingAnswer)
    assert await say(companion, "geschiedenis") == Cannot(language="nl", kind="store_away")
    assert await press(companion, "forget") == Cannot(language="nl", kind="store_away")


@pytest.mark.parametrize(
    ("kind", "value"), [("helpful", "{}"), ("not_helpful", "{}"), ("outcome", "worked:{}"), ("outcome", "didnt_fit:{}")]
)
async def test_nobody_judges_an_answer_that_somebody_else_got(companion, store, kind, value):
    answer = await say(companion, "geen tijd zei Henk")

    refused = await press(companion, kind, BOB, value=value.format(answer.turn))

    assert refused == Cannot(language="nl", kind="unknown_choice")
    for user in ("U1", "U2"):
        person = await store.people.find("slack:T1", user)
        assert (await store.export_person("slack:T1", person.id))["feedback"] == []


async def test_a_preparation_is_kept_found_again_and_asked_after(companion, clock):
    prepared = await say(companion, "bereid voor morgen controllers van Henk")
    history = await say(companion, "geschiedenis")
    again = await press(companion, "prepared", value=str(history.asked[0].preparation))
    await press(companion, "remind_in", value=f"tomorrow:{prepared.turn}")
    clock.move(days=1, minutes=5)
    (due,) = await companion.reminders_due(ANNA)

    assert isinstance(prepared, Prepared)
    assert history.asked[0].text == "morgen controllers van [naam]"
    assert (again.expected, again.turn) == (prepared.expected, prepared.turn)
    assert (due.turn, due.prepared) == (prepared.turn, True)
    assert await press(companion, "prepared", BOB, value=str(prepared.turn)) == Cannot(language="nl", kind="unknown_choice")


async def test_an_answer_is_no_preparation(companion):
    answer = await say(companion, "geen tijd zei Henk")

    assert await press(companion, "prepared", value=str(answer.turn)) == Cannot(language="nl", kind="unknown_choice")
    assert (await say(companion, "geschiedenis")).asked[0].preparation is None
