"""Every kind of reply, over any playbook and with any words in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

from coachbot.cards import Cards
from coachbot.coach import Coach
from coachbot.commands import COMMANDS
from coachbot.coverage import covered
from coachbot.curation_replies import (
    About,
    Announced,
    CoverageShown,
    CurationDone,
    CurationForm,
    CurationList,
    CurationRefused,
    Diverged,
    DoneKind,
    DraftShown,
    EntryInForce,
    FormName,
    GapsShown,
    Listed,
    Noticed,
    RefusedKind,
    ShownGap,
)
from coachbot.differences import Change as Differing
from coachbot.differences import Divergence
from coachbot.digest import Asked as AskedOften
from coachbot.digest import Change, Digest, Due, GapsNear
from coachbot.messages import (
    MAX_WORDING,
    RIGHT_KINDS,
    Action,
    ARight,
    Asked,
    Cannot,
    CannotKind,
    ChannelLanguageSet,
    Coming,
    Context,
    DigestShown,
    Distress,
    DriverGuess,
    Expected,
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
    NeutralAdvice,
    NotAllowed,
    OwnDrivers,
    OwnDriversQuestion,
    Planned,
    PracticeAnswered,
    PracticeDealt,
    PracticeEnded,
    PracticeForm,
    PracticeGuessed,
    PracticeProgress,
    PracticeUnheard,
    Prepared,
    Profile,
    RemindersStopped,
    Reminding,
    RemindWhen,
    Reply,
    Roles,
    RoundAnswered,
    RoundClosing,
    RoundForm,
    RoundOpened,
    RoundRefused,
    RoundRevealed,
    Scored,
    SentToLeads,
    SettingsShown,
    Shared,
    SmallTalk,
    Topic,
    UnheardKind,
    Unprepared,
    Welcome,
    WhichOfThese,
    WhoReads,
)
from coachbot.ports import Answered
from coachbot.practice import RULES, Finding, Progress, ReasonId, RuleCount
from coachbot.recognition.calibration import shipped_calibration
from coachbot.recognition.told import ToldDriver
from coachbot.testing import FakeRecogniser
from coachbot.texts import load_texts

TODAY = date(2026, 11, 25)
DUE = datetime(2026, 11, 26, 9, 5, tzinfo=UTC)
BIDI = "\u202e"


def cards_of(playbook):
    return Cards(playbook, {language: load_texts(language) for language in ("nl", "en")})


def answered(cards, reply):
    return Answered(reply=reply, card=cards.card(reply, TODAY))


def coaching(playbook, language):
    """Every cell with each of its angles, what stands behind it, its next moves, and the way to others."""
    coach = Coach(playbook, FakeRecogniser({}), shipped_calibration(with_encoder=True), ToldDriver(playbook.model.drivers))
    context = Context(today=TODAY, language=language)

    def pressed(kind, objection, driver, angle=0):
        action = Action(kind=kind, objection=objection, driver=driver, angle=angle)
        return coach.decide(IncomingMessage(action=action), context)

    for objection, driver in playbook.cells():
        for angle in range(2):
            yield pressed("show", objection, driver, angle)
        for kind in ("more", "yes_but", "other_drivers", "other_objections"):
            yield pressed(kind, objection, driver)


def practising(objection, driver, language, words):
    """Every kind of practice, with every reason there is for what was good and what to try."""
    played = {"language": language, "objection": objection, "driver": driver}
    counts = tuple(RuleCount(rule=rule, kept=1, told=2) for rule in RULES)
    findings = [Finding(rule="no_but", kept=True, reason=reason, words=(words,) * 3) for reason in get_args(ReasonId)]
    answered = PracticeAnswered(
        **played, practice=3, guess=driver, exchange=1, says="softer", good=findings[0], to_try=findings[0], is_over=False
    )
    yield from (
        PracticeDealt(**played, practice=3),
        PracticeDealt(**played, practice=3, in_a_form=True),
        PracticeGuessed(**played, practice=3, said="softer", guess=driver),
        *(replace(answered, good=finding, to_try=finding) for finding in findings),
        replace(answered, guess=None, says=None, good=None, to_try=None),
        replace(answered, guess=None, says="worry", is_over=True),
        replace(answered, says=None, is_over=True),
        *(PracticeUnheard(language=language, practice=3, kind=kind) for kind in get_args(UnheardKind)),
        PracticeForm(**played, practice=3, said="opening"),
        PracticeForm(**played, practice=3, said="harder", text=words, problem="too_long"),
        PracticeEnded(**played, guess=driver, why="stopped"),
        PracticeEnded(**played, guess=None, why="expired"),
        PracticeProgress(language=language, progress=Progress(practised=0, rules=(), heard=()), just_erased=True),
        PracticeProgress(language=language, progress=Progress(practised=1, rules=counts, heard=())),
        PracticeProgress(language=language, progress=Progress(practised=12, rules=counts, heard=((driver, 1), (driver, 2)))),
    )


def curating(playbook, objection, driver, language, words):
    """Every screen of those who keep the playbook, as full as one can be."""
    entry = playbook.entry(objection, driver).entry
    abouts = (
        About(thing="entry", objection=objection, driver=driver),
        About(thing="phrases", objection=objection),
        About(thing="objection", objection="gone"),
    )
    about = abouts[0]
    changes = (
        Differing(place="nl.angles.0.question", before=words, after=words),
        Differing(place="title.en", before=None, after=words),
        Differing(place="phrases.nl.3.text", before=words, after=None),
    ) * 4
    noticed = (Noticed(severity="error", place="nl.wording", says=words), Noticed(severity="advice", place="", says="unfit")) * 6
    sides = tuple(Divergence(place="en.behind", base=None, theirs=words, mine=f"{words}!") for _ in range(12))
    names = ("behind", "wording", "question", "avoid", "nl", "en", "why", "title_nl", "remark", "to", "objection", "phrases_nl")
    filled = dict.fromkeys(names, words)
    gap = ShownGap(gap=7, example=words, times=12, since=TODAY, places=3, asked=40, nearest=(objection, objection, objection))
    drafts = [
        DraftShown(
            language=language,
            draft=7,
            version=2,
            about=one,
            text_language="nl",
            entry=entry if one is about else None,
            state=state,
            mine=mine,
            alone=True,
            changes=changes,
            noticed=noticed if mine else (),
            others=1,
            moved=True,
            why=words[:500],
            remark=words[:500],
        )
        for one in abouts
        for state in ("draft", "in_review", "sent_back")
        for mine in (True, False)
    ]
    listed = Listed(about=about, draft=7, version=2, state="in_review", why=words[:500], on=TODAY, changes=changes[:3])
    revision = replace(listed, number=3, kind="edit", who=words)
    due = replace(listed, due=TODAY, overdue=True, poor=(1, 9))
    lists = {"found": listed, "review": listed, "publish": listed, "history": revision, "stale": due}
    yield from (
        GapsShown(language=language, groups=()),
        GapsShown(language=language, groups=(gap,) * 5, left=3),
        EntryInForce(language=language, about=about, entry=entry, base="revision:3", draft=7, others=2),
        EntryInForce(language=language, about=about, entry=None, base="files:0a1b"),
        *drafts,
        *(CurationList(language=language, kind=kind, items=()) for kind in lists),
        *(
            CurationList(language=language, kind=kind, items=(item,) * 5, about=about, left=9, more="entry:5")
            for kind, item in lists.items()
        ),
        CurationList(language=language, kind="history", items=(Listed(about=about, number=0),), about=about),
        *(Diverged(language=language, draft=7, about=about, sides=sides, against=one) for one in ("published", "draft")),
        *(CurationDone(language=language, kind=kind, about=about, subject=words[:60], number=3) for kind in get_args(DoneKind)),
        CurationDone(language=language, kind="follow", follows=True, digest=True, owned=True),
        *(CurationRefused(language=language, why=why, noticed=noticed, draft=7) for why in get_args(RefusedKind)),
        CoverageShown(language=language, coverage=covered(playbook, {}, TODAY, TODAY)),
        Announced(language=language, about=about, kind="edit", number=3, why=words[:500]),
        Announced(language=language, about=abouts[2], kind="rollback", number=3),
    )
    for form in get_args(FormName):
        yield CurationForm(language=language, form=form)
        yield CurationForm(
            language=language,
            form=form,
            value="nl|revision:123|45",
            about=about,
            text_language="nl",
            fields=filled,
            problems=filled,
            advice=filled,
            quoted=words,
            first=(objection,),
            sides=sides,
            moved=True,
        )


def other(playbook, language, words="words"):  # a line for each kind
    """All other kinds, with these words wherever somebody's own can stand."""
    first, *rest = playbook.objections
    driver = next(iter(playbook.model.drivers))
    topic = Topic(
        language=language, objection=first, driver=None, candidates=tuple(Scored(objection=one, probability=0.1) for one in rest)
    )
    asked = Asked(on=TODAY, objection=first, driver=driver, angle=0, text=words)
    answer = next(coaching(playbook, language))
    quoting = replace(answer, evidence=(words, words), turn=12, shareable=True, also_heard=tuple(rest[:3]), shortened=True)
    neutral = NeutralAdvice(
        topic=topic, entry=playbook.model.general, text=playbook.model.general.texts[language], turn=3, participant_upset=True
    )
    yield from practising(first, driver, language, words)
    yield from curating(playbook, first, driver, language, words)
    yield from (
        quoting,
        Shared(language=language, answer=quoting),
        neutral,
        WhichOfThese(topic=topic, candidates=(first, *rest[:2]), rejected=True),
        Prepared(
            topic=replace(topic, driver=driver),
            expected=tuple(
                Expected(objection=one, how=how, evidence=(words,), angle=1)
                for one, how in zip((first, *rest), ("heard", "unsaid", "audience"), strict=False)
            ),
            guess=DriverGuess(driver=driver, how="heard", evidence=(words,), runner_up=driver),
            audience="finance",
            participant_upset=True,
            shortened=True,
            turn=12,
        ),
        *(Unprepared(language=language, said=said) for said in (True, False)),
        *(SmallTalk(language=language, kind=kind) for kind in (*playbook.no_objection, "weary")),
        *(ARight(language=language, kind=kind) for kind in RIGHT_KINDS),
        *(Coming(language=language, command=command) for command in COMMANDS),
        *(Cannot(language=language, kind=kind) for kind in get_args(CannotKind)),
        HowToPointer(language=language),
        WhoReads(language=language, keeps=True),
        Distress(language=language, contacts=words),
        Help(language=language, keeps=True),
        Welcome(language=language),
        LeadHelp(language=language),
        DigestShown(language=language, digest=_digest(first, driver, words)),
        OwnDrivers(language=language, profile=None),
        OwnDrivers(language=language, profile=Profile(preference=driver, rejection=driver), kept_on=TODAY, just="kept"),
        History(language=language, asked=()),
        History(language=language, asked=(asked,) * 5, older="7"),
        History(language=language, asked=(replace(asked, preparation=3),)),
        FeedbackKept(language=language, good=True),
        RemindWhen(language=language, turn=None),
        RemindWhen(language=language, turn=12),
        Reminding(language=language, reminder=1, due=DUE),
        RemindersStopped(language=language, count=2),
        HowDidItGo(language=language, reminder=1, turn=2, objection=first),
        HowDidItGo(language=language, reminder=1, turn=2, objection=first, prepared=True),
        Exported(language=language, file_name=words[:100], content="{}"),
        ForgetSure(language=language),
        Forgotten(language=language, traces_gone=True),
        SettingsShown(language=language, chosen=None, hours=words[:20], time_zone=words, just="refused"),
        SentToLeads(language=language, sent=True),
        LanguageSet(language=language, chosen=None),
        LanguageSet(language=language, chosen=None, channel=language),
        ChannelLanguageSet(language=language, chosen=language, own=None),
        ChannelLanguageSet(language=language, chosen=None, own=language),
        SettingsShown(language=language, chosen=None, hours="9:00-17:00", time_zone="Europe/Amsterdam", channel=language),
        NotAllowed(language=language, needs="admin"),
        Home(
            language=language,
            profile=Profile(preference=driver),
            asked=(asked,) * 5,
            reminders=(Planned(due=DUE, objection=first),) * 5,
            leads=True,
            waiting=3,
            gaps=12,
        ),
        RoundOpened(language=language, round=7, objection=first, driver=driver, minutes=5),
        RoundForm(language=language, round=7, objection=first, driver=driver, keeps=True),
        RoundForm(
            language=language,
            round=7,
            objection=first,
            driver=driver,
            keeps=True,
            wording=words,
            may_show=True,
            without_guess=True,
            wording_problem="too_long",
        ),
        *(RoundAnswered(language=language, round=7, wording=kind) for kind in ("shown", "own", "none")),
        RoundAnswered(
            language=language,
            round=7,
            wording="shown",
            good=Finding(rule="open_question", kept=True, reason="asks_openly", words=(words,)),
            to_try=Finding(rule="no_why", kept=False, reason="asks_why", words=(words,)),
        ),
        RoundClosing(language=language, round=7),
        *(RoundRefused(language=language, kind=kind) for kind in ("not_leader", "minutes", "nobody_to_play")),
        RoundRevealed(
            language=language,
            objection=first,
            driver=driver,
            guesses=tuple((one, number) for number, one in enumerate(playbook.model.drivers)),
            wordings=(words[:MAX_WORDING] or "words",) * 10,
            all_wordings=12,
            late=True,
        ),
        RoundRevealed(language=language, objection=first, driver=driver, guesses=((driver, 0),), wordings=(), all_wordings=0),
        Roles(
            language=language,
            own="admin",
            holders=(
                HoldsRole(role="admin", address={"user": "U1"}),
                HoldsRole(role="lead", address={"user": words}),
                HoldsRole(role="lead", address=None),
            ),
            claimable=True,
        ),
    )
    if playbook.model.questionnaire is not None:
        for number, situation in enumerate(playbook.model.questionnaire.situations):
            picks = tuple(range(len(situation.options)))
            answers = "" if number == 0 else "0"
            yield OwnDriversQuestion(language=language, situation=number, asks="most", picks=picks, answers=answers)


KINDS = {kind.__name__ for kind in get_args(Reply)}


def _digest(objection, driver, words):
    """As full as one can be."""
    change = Change(thing="entry", objection=objection, driver=driver, kind="handed_over", why=words, on=TODAY)
    return Digest(
        since=TODAY,
        until=TODAY,
        asked=(AskedOften(objection=objection, times=1_000),) * 5,
        missing=((objection, driver),) * 25,
        gaps=(GapsNear(objection=objection, gaps=100, since=TODAY), GapsNear(objection=None, gaps=9, since=TODAY)),
        changed=(change,) * 25,
        due=(Due(objection=objection, driver=driver, owner=None, review_by=TODAY, overdue=True),) * 25,
        waiting=3,
    )
