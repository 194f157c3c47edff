"""What a reply looks like, piece by piece, in both languages."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from coachbot.cards import Cards
from coachbot.coach import Coach
from coachbot.commands import COMMANDS, LEAD_COMMANDS
from coachbot.curation_replies import GapsShown, ShownGap
from coachbot.digest import Change, Digest, Due
from coachbot.json_output import answer_of, answer_schema, as_json
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.messages import (
    RIGHT_KINDS,
    Action,
    ARight,
    Asked,
    Cannot,
    ChannelLanguageSet,
    Coming,
    Context,
    DigestShown,
    Distress,
    Exported,
    FeedbackKept,
    ForgetSure,
    Forgotten,
    Help,
    History,
    HoldsRole,
    Home,
    HowDidItGo,
    HowToPointer,
    IncomingMessage,
    LanguageSet,
    LeadHelp,
    NotAllowed,
    OwnDrivers,
    OwnDriversQuestion,
    Planned,
    Profile,
    RemindersStopped,
    Reminding,
    RemindWhen,
    Roles,
    SentToLeads,
    SettingsShown,
    SmallTalk,
    Topic,
    Welcome,
    WhoReads,
)
from coachbot.pieces import Ask, Choices, Line, Part, Points, Say
from coachbot.playbook import LANGUAGES
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.testing import BLUE, NO_TIME, RED, TRIED, FakeRecogniser, heard, small_playbook
from coachbot.texts import Texts, load_texts

TODAY = date(2026, 11, 25)
EMPTY_DIGEST = Digest(
    since=date(2026, 11, 18), until=date(2026, 11, 25), asked=(), missing=(), gaps=(), changed=(), due=(), waiting=0
)
FULL_DIGEST = replace(
    EMPTY_DIGEST,
    missing=((NO_TIME, RED),) * 9,
    changed=(Change(thing="objection", objection=NO_TIME, driver=None, kind="edit", why="", on=date(2026, 11, 20)),),
    due=(Due(objection=NO_TIME, driver=RED, owner=None, review_by=date(2026, 11, 30), overdue=False),),
    waiting=1,
)
TEXTS = {language: load_texts(language) for language in LANGUAGES}
PLAYBOOK = small_playbook()
CARDS = Cards(PLAYBOOK, TEXTS)
ASKED = Asked(on=TODAY, objection=NO_TIME, driver=BLUE, angle=0, text="geen tijd zei [naam]")
SURE = heard(objections={NO_TIME: 0.9, TRIED: 0.05}, drivers={BLUE: 0.7, RED: 0.2}, evidence=(0, 9), also={TRIED: 0.7})


def coach(told=None):
    calibration = replace(shipped_calibration(with_encoder=True), sure=0.6, idea=0.1, candidate=0.05, driver=0.4)
    return Coach(PLAYBOOK, FakeRecogniser(told or {}), calibration, ToldDriver(PLAYBOOK.model.drivers))


def card_of(reply):
    return CARDS.card(reply, TODAY)


def answer(text="geen tijd", recognition=SURE, context=None, action=None):
    message = IncomingMessage(text=text, action=action)
    return coach({text: recognition}).decide(message, context or Context(today=TODAY))


def test_a_sure_answer_is_numbered_in_speaking_order_and_ends_with_actions():
    card = card_of(answer())

    assert [type(piece) for piece in card.pieces] == [Line, Line, Line, Part, Say, Ask, Part, Line, Choices, Choices]
    assert card.pieces[0] == Line(role="heard", text="Ik hoor: Geen tijd")
    assert card.pieces[1] == Line(role="reason", text="Daaraan hoor ik het: “geen tijd”")
    assert card.pieces[2] == Line(role="driver", text="Klinkt als iemand die hecht aan: zekerheid (blauw)")
    assert card.pieces[4] == Say(number=1, label="Zeg eerst", text="wording no-time/blue/nl")
    assert card.pieces[5] == Ask(number=2, label="Vraag dan", text="question no-time/blue/nl")
    assert [button.label for button in card.buttons] == [
        "Al geprobeerd",
        "Of misschien: kracht (rood)",
        "Andere drijfveer",
        "Dit bezwaar is het niet",
        "Andere invalshoek",
        "Meer hierover",
        "En bij ‘ja maar’?",
    ]


def test_a_likely_answer_says_probably():
    card = card_of(answer(recognition=heard(objections={NO_TIME: 0.7})))

    assert card.pieces[0] == Line(role="heard", text="Ik hoor waarschijnlijk: Geen tijd")


def test_an_unknown_driver_offers_all_drivers_as_buttons():
    card = card_of(answer(recognition=heard(objections={NO_TIME: 0.9})))

    drivers = next(piece for piece in card.pieces if isinstance(piece, Choices))
    assert [button.label for button in drivers.buttons] == ["zekerheid (blauw)", "kracht (rood)"]
    assert drivers.label == "Bij «Geen tijd»: aan wat voor iemand denk je?"


def test_every_button_leads_to_an_answer_of_its_own():
    reply = answer()
    topic = reply.topic

    answers = [
        coach().decide(IncomingMessage(action=button.action), Context(today=TODAY, topic=topic))
        for button in card_of(reply).buttons
    ]

    assert [type(answer).__name__ for answer in answers] == [
        "CoachingAnswer",
        "CoachingAnswer",
        "WhichDriver",
        "WhichOfThese",
        "CoachingAnswer",
        "More",
        "NextMoves",
    ]


def test_small_print_tells_who_checked_the_entry_or_that_nobody_has():
    reply = answer()
    checked = replace(reply.entry, owner="Team Noord", verified_on=date(2026, 9, 1))
    overdue = replace(checked, review_by=date(2026, 11, 1))

    def small(entry):
        return [piece.text for piece in card_of(replace(reply, entry=entry)).pieces if isinstance(piece, Line)][-1]

    assert small(reply.entry) == "Nog door geen teamleider nagekeken."
    assert small(checked) == "Nagekeken door Team Noord op 1-9-2026."
    assert small(overdue) == "Nagekeken door Team Noord op 1-9-2026. Had voor 1-11-2026 opnieuw bekeken moeten worden."


def test_fallback_angle_and_own_drivers_are_said():
    context = Context(today=TODAY, profile=Profile(preference=RED))
    fallback = card_of(answer(action=Action(kind="show", objection=TRIED, driver=RED)))
    general = card_of(answer(action=Action(kind="show", objection="being-watched", driver=RED)))
    second = card_of(answer(action=Action(kind="show", objection=NO_TIME, driver=BLUE, angle=1), context=context))

    assert Line(role="small", text=TEXTS["nl"].driver_no_entry) in fallback.pieces
    assert Line(role="small", text=TEXTS["nl"].objection_no_entry) in general.pieces
    assert Line(role="small", text="Andere invalshoek (2 van 2)") in second.pieces
    assert Part(label="Let op jezelf", text="Jouw tempo kan slordig lijken. Zet het op papier.") in second.pieces


def test_more_holds_what_stands_behind_the_answer_and_the_way_back():
    card = card_of(answer(action=Action(kind="more", objection=NO_TIME, driver=BLUE, angle=1)))

    assert [piece.label for piece in card.pieces if isinstance(piece, Part)] == [
        "Als je het mag vertellen",
        "Luister naar",
        "Liever niet",
    ]
    assert next(piece for piece in card.pieces if isinstance(piece, Points)).items == ("Zet blue.",)
    assert [button.label for button in card.buttons] == ["Terug naar het antwoord"]


def test_which_of_these_shows_candidates_and_none_of_these():
    card = card_of(answer(recognition=heard(objections={NO_TIME: 0.3, TRIED: 0.2})))

    assert [button.label for button in card.buttons] == ["Geen tijd", "Al geprobeerd", "Geen van deze"]


def test_care_and_shortening_come_before_anything_else():
    reply = replace(answer(), participant_upset=True, shortened=True)

    assert [piece.text for piece in card_of(reply).pieces[:2]] == [TEXTS["nl"].shortened, TEXTS["nl"].care_participant]


@pytest.mark.parametrize("language", LANGUAGES)
def test_distress_names_the_contacts_of_the_organisation_and_the_public_ones(language):
    card = card_of(Distress(language=language, contacts="Anna, 12"))

    texts = [piece.text for piece in card.pieces]
    assert "Anna, 12" in texts[1]
    assert "113" in texts[2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_reply_has_words_in_both_languages(language):
    kinds = load_playbook(shipped_playbook()).no_objection
    replies = [
        *(SmallTalk(language=language, kind=kind) for kind in (*kinds, "weary")),
        *(ARight(language=language, kind=kind) for kind in RIGHT_KINDS),
        *(Coming(language=language, command=command) for command in COMMANDS),
        *(Cannot(language=language, kind=kind) for kind in TEXTS[language].cannot),
        HowToPointer(language=language),
        WhoReads(language=language, keeps=True),
        Help(language=language),
        Help(language=language, keeps=True),
        Welcome(language=language),
        OwnDrivers(language=language, profile=None),
        OwnDrivers(language=language, profile=None, just="dropped"),
        OwnDrivers(language=language, profile=Profile(preference=RED, rejection=BLUE), kept_on=TODAY),
        OwnDriversQuestion(language=language, situation=0, asks="most", picks=(0,), answers=""),
        History(language=language, asked=()),
        History(language=language, asked=(ASKED, replace(ASKED, text=None, objection=None)), older="7"),
        FeedbackKept(language=language, good=True),
        FeedbackKept(language=language, good=False),
        RemindWhen(language=language, turn=None),
        Reminding(language=language, reminder=1, due=datetime(2026, 11, 26, 9, 5, tzinfo=UTC)),
        RemindersStopped(language=language, count=2),
        HowDidItGo(language=language, reminder=1, turn=None, objection=None),
        HowDidItGo(language=language, reminder=1, turn=2, objection=NO_TIME),
        Exported(language=language, file_name="f.json", content="{}"),
        ForgetSure(language=language),
        Forgotten(language=language, traces_gone=True),
        Forgotten(language=language, traces_gone=False),
        SettingsShown(language=language, chosen=None, hours="9:00-17:00", time_zone="Europe/Amsterdam"),
        SettingsShown(language=language, chosen="en", hours="9:00-17:00", time_zone="Europe/Amsterdam", just="refused"),
        SentToLeads(language=language, sent=True),
        SentToLeads(language=language, sent=False),
        LanguageSet(language=language, chosen=language),
        LanguageSet(language=language, chosen=None),
        LanguageSet(language=language, chosen=None, channel=language),
        ChannelLanguageSet(language=language, chosen=language, own=None),
        ChannelLanguageSet(language=language, chosen=None, own=language),
        SettingsShown(language=language, chosen=None, hours="9:00-17:00", time_zone="Europe/Amsterdam", channel=language),
        LeadHelp(language=language),
        *(DigestShown(language=language, digest=digest) for digest in (FULL_DIGEST, EMPTY_DIGEST)),
        *(Coming(language=language, command=command) for command in LEAD_COMMANDS),
        *(NotAllowed(language=language, needs=role) for role in TEXTS[language].not_allowed),
        *(Roles(language=language, own="lead", just=just) for just in (None, *TEXTS[language].roles_just)),
        Roles(language=language, own="admin", holders=(HoldsRole(role="lead", address=None),), claimable=True),
        Home(language=language, profile=None, asked=(), reminders=()),
        Home(
            language=language,
            profile=Profile(preference=RED),
            asked=(ASKED,),
            reminders=(Planned(due=datetime(2026, 11, 26, 9, 5, tzinfo=UTC), objection=NO_TIME),),
            leads=True,
        ),
    ]

    for reply in replies:
        pieces = card_of(reply).pieces
        assert pieces
        assert all("{" not in getattr(piece, "text", "") for piece in pieces)


def test_every_kind_without_an_objection_has_its_own_answer():
    kinds = set(load_playbook(shipped_playbook()).no_objection) - {"howto", "distress"} | {"weary"}

    for language in LANGUAGES:
        assert set(TEXTS[language].small_talk) == kinds


def test_both_languages_have_the_same_placeholders():
    import string

    def placeholders(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    for field in fields(Texts):
        dutch, english = (getattr(TEXTS[language], field.name) for language in LANGUAGES)
        if isinstance(dutch, dict):
            assert dutch.keys() == english.keys(), field.name
            assert [placeholders(text) for text in dutch.values()] == [placeholders(text) for text in english.values()], (
                field.name
            )
        else:
            assert placeholders(dutch) == placeholders(english), field.name


def test_json_of_an_answer_tells_what_a_program_wants_to_know():
    reply = answer()

    found = answer_of(reply, card_of(reply))

    assert (found.kind, found.certainty, found.objection, found.driver) == ("coaching_answer", "sure", NO_TIME, BLUE)
    assert (found.wording, found.question) == ("wording no-time/blue/nl", "question no-time/blue/nl")
    assert [candidate.id for candidate in found.candidates] == [NO_TIME, TRIED]
    assert found.choices[0].objection == TRIED
    assert {shown.kind for shown in found.pieces} == {"heard", "reason", "driver", "part", "say", "ask", "small"}


@pytest.mark.parametrize(
    "reply",
    [
        answer(recognition=heard(objections={NO_TIME: 0.3})),
        answer(recognition=heard(objections={NO_TIME: 0.01})),
        answer(action=Action(kind="more", objection=NO_TIME)),
        answer(text="hallo"),
        answer(text="en dan?", context=Context(today=TODAY, topic=Topic(language="nl", objection=None, driver=None))),
    ],
)
def test_json_of_every_kind_fits_the_schema(reply):
    text = as_json(reply, card_of(reply))

    assert text.startswith('{"kind":"')
    assert "\n" not in text
    assert set(answer_schema()["properties"]) >= {"kind", "language", "pieces", "choices"}


def test_an_answer_that_is_kept_can_be_judged_and_reminded_of():
    labels = [button.label for button in card_of(replace(answer(), turn=7)).buttons]

    assert labels[-3:] == ["Hier heb ik iets aan", "Hier heb ik niets aan", "Vraag me later hoe het ging"]
    assert {button.action.value for button in card_of(replace(answer(), turn=7)).buttons[-3:]} == {"7"}


def test_a_remark_that_is_kept_can_be_sent_to_the_leads_and_another_can_not():
    unknown = answer(recognition=heard(objections={NO_TIME: 0.01}))

    assert [button.action.kind for button in card_of(replace(unknown, turn=7)).buttons] == ["send_to_leads"]
    assert card_of(unknown).buttons == ()


def test_a_moment_is_said_as_people_do():
    card = card_of(Reminding(language="nl", reminder=1, due=datetime(2026, 11, 26, 9, 5, tzinfo=UTC)))

    assert card.pieces[0].text == "Afgesproken: ik vraag het je donderdag 26-11-2026 om 9:05."


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_words_are_kept_help_says_so_and_names_no_days(language):
    cards = Cards(small_playbook(), TEXTS, retention_days=0)

    said = cards.card(Help(language=language, keeps=True), TODAY).pieces[-1].text

    assert said == TEXTS[language].who_reads_no_words
    assert "0" not in said


@pytest.mark.parametrize(
    ("language", "times", "places", "told"),
    [
        ("nl", 1, 1, "Eén keer gestuurd, op 3-11-2026, vanuit één kanaal of gesprek"),
        ("nl", 7, 1, "7 keer gestuurd, voor het eerst op 3-11-2026, vanuit één kanaal of gesprek"),
        ("en", 1, 1, "sent once, on 3/11/2026, from one channel or conversation"),
        ("en", 7, 3, "sent 7 times, first on 3/11/2026, from 3 channels or conversations"),
    ],
)
def test_a_gap_tells_how_often_and_from_how_many_places_in_plain_words(language, times, places, told):
    gap = ShownGap(
        gap=1, example="het draait in amerika", times=times, since=date(2026, 11, 3), places=places, asked=None, nearest=()
    )

    (points,) = [one for one in card_of(GapsShown(language=language, groups=(gap,))).pieces if isinstance(one, Points)]

    assert points.items == (told,)
