"""What passes between the core and its adapters: `IncomingMessage` in, `Reply` out.

Adapters normalise what a platform sends into an `IncomingMessage`; the coach decides on one of
the kinds of `Reply`; `coachbot.cards` turns a reply into pieces that every adapter can render.
A button is a message too: it carries an `Action` instead of text.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - part of the public annotations
from dataclasses import dataclass, field
from datetime import date, datetime  # noqa: TC003 - part of the public annotations
from typing import Any, Literal, get_args

from coachbot.commands import Command, LeadCommand  # noqa: TC001 - part of the public annotations, read at run time
from coachbot.curation_replies import (
    Announced,
    CoverageShown,
    CurationDone,
    CurationForm,
    CurationList,
    CurationRefused,
    Diverged,
    DraftShown,
    EntryInForce,
    GapsShown,
)
from coachbot.digest import Digest  # noqa: TC001 - see above
from coachbot.playbook import Angle, DriverId, Entry, EntryText, Language, LineName, Mismatch, ObjectionId  # noqa: TC001 - see above
from coachbot.practice import Finding, Progress  # noqa: TC001 - see above

MAX_TEXT = 40_000
"""Characters of a message that are looked at; what is longer is cut, and the reply says so."""

MAX_WORDING = 400
"""Characters of a wording in a round: more is no longer said in one breath, and ten of them must fit a card."""

OwnActionKind = Literal[
    "helpful",
    "not_helpful",
    "remind",
    "remind_in",
    "remind_at",
    "snooze",
    "stop_reminders",
    "outcome",
    "own_drivers",
    "drop_profile",
    "history",
    "forget",
    "send_to_leads",
    "share",
    "home",
    "prepared",
    "round_form",
    "round_answer",
    "round_close",
    "practice",
    "practice_guess",
    "practice_write",
    "practice_reply",
    "practice_stop",
    "practice_progress",
    "practice_erase",
    "lead_gaps",
    "lead_phrase_form",
    "lead_phrase",
    "lead_objection_form",
    "lead_objection",
    "lead_dismiss_form",
    "lead_dismiss",
    "lead_show",
    "lead_edit_form",
    "lead_edit",
    "lead_draft",
    "lead_drop",
    "lead_submit",
    "lead_review",
    "lead_approve",
    "lead_send_back_form",
    "lead_send_back",
    "lead_publish",
    "lead_diverged",
    "lead_choose_form",
    "lead_choose",
    "lead_history",
    "lead_rollback_form",
    "lead_rollback",
    "lead_verify",
    "lead_hand_over_form",
    "lead_hand_over",
    "lead_stale",
    "lead_follow",
]
"""Buttons for which something is kept, about the consultant or in the playbook: `coachbot.people` acts on them."""
OWN_ACTION_KINDS: frozenset[str] = frozenset(get_args(OwnActionKind))

ActionKind = Literal["show", "more", "yes_but", "other_drivers", "other_objections", "none_of_these", OwnActionKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button somebody pressed, with all it needs to work after a restart.

    The ids come back from a platform and are looked up again, never trusted.
    """

    kind: ActionKind
    objection: ObjectionId | None = None
    driver: DriverId | None = None
    angle: int = 0
    value: str = ""
    """What else the kind needs: a turn or reminder by its id, answers so far, a choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who said something, and where: the platform's own ids, which nobody but the store sees.

    `workspace` is the Slack workspace or Teams tenant, as the platform vouches for it.
    """

    platform: str
    workspace: str
    conversation: str
    user: str
    among_others: bool = False
    """Whether others are in this conversation: an answer is then shown to this person alone, and can be shared."""
    address: Mapping[str, Any] | None = None
    """Where a message of ours reaches this person later on, as the adapter needs it; kept only while it is needed."""
    everyone: Mapping[str, Any] | None = None
    """Where everybody in this conversation sees a message of ours, with nobody's id in it: its `channel` names the place."""

    @property
    def channel(self) -> str | None:
        """The channel or group chat it is said in, by the platform's id; None where the coach is talked to alone."""
        return None if self.everyone is None else str(self.everyone["channel"])


Attachment = Literal["voice", "file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """Somebody named in a message, by the platform's id; `address` is where a message of ours reaches them."""

    user: str
    address: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """One thing said to the coach, whatever the platform. `text`, `action` or `attachment` speaks."""

    text: str = ""
    action: Action | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    """What was filled in, by the name of the field, where the action is that of a form: whatever somebody sent, checked again."""
    attachment: Attachment | None = None
    """What came instead of text, and can't be understood."""
    mentioned: tuple[Mentioned, ...] = ()
    """Who is named in it; their mentions are taken out of the text."""
    language: Language | None = None
    """A language the platform or the command line asks for; None lets the coach recognise it."""
    origin: Origin | None = None
    event: str | None = None
    """The platform's id of the event, by which a repetition is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """An objection with its calibrated probability, 0 to 1."""

    objection: ObjectionId
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredDriver:
    """A driver with its calibrated probability, 0 to 1."""

    driver: DriverId
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a conversation is about: enough to go on from, and no words of anybody's.

    `candidates` and `drivers` are ranked, likeliest first, as recognised in the remark.
    """

    language: Language
    objection: ObjectionId | None
    driver: DriverId | None
    angle: int = 0
    candidates: tuple[Scored, ...] = ()
    drivers: tuple[ScoredDriver, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A consultant's own drivers: which they lean on, and which they shy from. Theirs alone."""

    preference: DriverId
    rejection: DriverId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the coach knows beside the message: passed in, so that deciding stays pure."""

    today: date
    language: Language | None = None
    topic: Topic | None = None
    profile: Profile | None = None
    contacts: str | None = None
    """Where this organisation's people find a person to talk to, in its own words."""
    keeps: bool = False
    """Whether what is said here is kept: help then says for how long, and who can read it."""
    spoken: Language | None = None
    """The language of the latest reply here."""

    def language_for(self, message: IncomingMessage) -> Language:
        """The language to answer in where the message itself doesn't tell: the one asked for, or else the one spoken so far."""
        return self.language or message.language or self.spoken or (self.topic.language if self.topic else "nl")


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverGuess:
    """The driver a remark may come from, and how the coach came by it.

    `heard` in the words, `told` in so many words by the consultant, or `chosen` with a button.
    """

    driver: DriverId
    how: Literal["heard", "told", "chosen"]
    probability: float | None = None
    evidence: tuple[str, ...] = ()
    runner_up: DriverId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoachingAnswer:
    """What to say and what to ask, and why the coach thinks so."""

    topic: Topic
    objection: ObjectionId
    probability: float | None
    """How sure the coach is of the objection, 0 to 1; None when the consultant chose it."""
    evidence: tuple[str, ...]
    guess: DriverGuess | None
    entry: Entry
    fallback: Literal["exact", "neutral", "general"]
    text: EntryText
    angle: Angle
    angle_number: int
    """From 0: which of the entry's angles this is."""
    also_heard: tuple[ObjectionId, ...] = ()
    mind_yourself: Mismatch | None = None
    participant_upset: bool = False
    shortened: bool = False
    judged: bool = False
    """Whether a language model picked the objection from the candidates."""
    turn: int | None = None
    """The turn this answer is kept as, where it is kept: feedback and reminders refer to it."""
    shareable: bool = False
    """Whether others are there to share it with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichOfThese:
    """The coach isn't sure: the likeliest objections to choose from, or none of them."""

    topic: Topic
    candidates: tuple[ObjectionId, ...]
    rejected: bool = False
    """Whether the consultant said that the objection answered before was not the one."""
    participant_upset: bool = False
    shortened: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichDriver:
    """The drivers to choose from, for an objection that is known."""

    topic: Topic
    objection: ObjectionId


@dataclass(frozen=True, slots=True, kw_only=True)
class NeutralAdvice:
    """The coach has no idea which objection it is, and says so; one open question works anyway."""

    topic: Topic
    entry: Entry
    text: EntryText
    participant_upset: bool = False
    shortened: bool = False
    turn: int | None = None
    """The turn whose remark may be sent to the team leads, where its words are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What stands behind an answer: if yes, avoid, listen for, and the next moves."""

    topic: Topic
    objection: ObjectionId
    driver: DriverId | None
    entry: Entry
    text: EntryText
    angle: Angle
    next_moves: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextMoves:
    """What to do when the answer is "ja maar…" or silence."""

    topic: Topic
    driver: DriverId | None
    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """An objection that may well be raised, and what makes the coach think so.

    `heard` in words of the description, `unsaid` where no words point to it, usual for the `audience` that is named, or
    for the `driver`. `angle` counts from 0.
    """

    objection: ObjectionId
    how: Literal["heard", "unsaid", "audience", "driver"]
    evidence: tuple[str, ...] = ()
    angle: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What can be expected of a group that is still to come: all of it a guess.

    `audience` names the one of the playbook by which the driver was guessed, if it was.
    """

    topic: Topic
    expected: tuple[Expected, ...]
    guess: DriverGuess | None
    audience: str | None = None
    mind_yourself: Mismatch | None = None
    participant_upset: bool = False
    shortened: bool = False
    turn: int | None = None
    """The turn this is kept as, where it is kept: it can be found again, and asked after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprepared:
    """Nothing to prepare from: the group wasn't described (`said` is false), or nothing in it is known. Asks one thing."""

    language: Language
    said: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallTalk:
    """No objection in it: a greeting, thanks, praise, or something else that isn't for coaching.

    `kind` is one of the kinds of `no_objection.yaml`, or `weary` for a consultant after a bad day.
    """

    language: Language
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToPointer:
    """A question about the product, which the coach doesn't know; it says who does."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Distress:
    """The writer's own distress, or somebody's danger: not coached, pointed to a person."""

    language: Language
    contacts: str | None = None


RightKind = Literal["works_council", "union", "data_request", "accessibility", "safety", "harassment"]
RIGHT_KINDS: tuple[RightKind, ...] = get_args(RightKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class ARight:
    """Somebody uses a right: never coached around. Says whose it is and how to pass it on."""

    language: Language
    kind: RightKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What the coach does, who can read what, and the commands."""

    language: Language
    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoReads:
    """Who can read what is said to the coach, for whoever asks that alone."""

    language: Language
    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageSet:
    """The language the coach answers somebody in from now on; None means: the channel's, or else whichever it recognises."""

    language: Language
    chosen: Language | None
    channel: Language | None = None
    """The language of the channel it was said in, where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLanguageSet:
    """The language in a channel for whoever has none of their own; None means: whichever the coach recognises."""

    language: Language
    chosen: Language | None
    own: Language | None
    """The language of whoever set it, which goes before the channel's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A command that a later version brings."""

    language: Language
    command: Command | LeadCommand


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadHelp:
    """What team leads can ask of the playbook."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestShown:
    """What a team lead wants to know once a week."""

    language: Language
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """The first contact: says that this is a bot, what it does, and who can read what."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDriversQuestion:
    """One question of the own-driver questionnaire. `answers` holds the picks so far.

    `picks` are the options that can still be chosen, by their number in the situation.
    """

    language: Language
    situation: int
    asks: Literal["most", "least"]
    picks: tuple[int, ...]
    answers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDrivers:
    """A consultant's own drivers, shown to themselves; None when none are kept."""

    language: Language
    profile: Profile | None
    kept_on: date | None = None
    just: Literal["kept", "dropped"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing that was asked before: when, what it was about, and the words where they are kept."""

    on: date
    objection: ObjectionId | None
    driver: DriverId | None
    angle: int
    text: str | None
    preparation: int | None = None
    """The turn of a preparation, by which it is shown again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What somebody asked before, latest first. `older` pages on from there."""

    language: Language
    asked: tuple[Asked, ...]
    older: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackKept:
    """Thanks for telling whether an answer was useful, or how it went."""

    language: Language
    good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindWhen:
    """When to ask how it went: the choices. `turn` is the answer it is about."""

    language: Language
    turn: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """A reminder that was planned, in the consultant's own time."""

    language: Language
    reminder: int
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersStopped:
    """Reminders that were stopped: how many were waiting."""

    language: Language
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HowDidItGo:
    """The reminder itself; `prepared` when it is about a session that was prepared."""

    language: Language
    reminder: int
    turn: int | None
    objection: ObjectionId | None
    prepared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """Everything that is kept about somebody, as JSON for a file of that name."""

    language: Language
    file_name: str
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetSure:
    """Asks whether to erase everything, since it can't be undone."""

    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Everything of somebody's was erased. `traces_gone` is false when the last of it goes tonight."""

    language: Language
    traces_gone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsShown:
    """A consultant's own settings; `changed` when they were just set, `refused` when they can't be."""

    language: Language
    chosen: Language | None
    hours: str
    time_zone: str
    just: Literal["changed", "refused"] | None = None
    channel: Language | None = None
    """The language of the channel it was asked in, where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentToLeads:
    """A remark was sent to the team leads, as its author asked; or it couldn't be, as its words aren't kept."""

    language: Language
    sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """An answer that its asker shares with the channel: without what is theirs alone, for everybody to go on from."""

    language: Language
    answer: CoachingAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A reminder that waits, and what it is about."""

    due: datetime
    objection: ObjectionId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A consultant's own page: their drivers, what they asked lately, and what they will be reminded of."""

    language: Language
    profile: Profile | None
    asked: tuple[Asked, ...]
    reminders: tuple[Planned, ...]
    leads: bool = False
    """Whether they keep the playbook, and so see how it stands."""
    waiting: int = 0
    """Of what other leads wrote, how much waits for a second one."""
    gaps: int = 0
    """How many remarks wait for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldsRole:
    """Somebody with a role: where they are found on the platform, as the adapter wrote it."""

    role: Literal["lead", "admin"]
    address: Mapping[str, Any] | None


RoleChange = Literal["claimed", "wrong_code", "granted", "taken_away", "unknown_person"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """Who keeps the playbook here, and what just changed. `claimable` when nobody is an admin yet."""

    language: Language
    own: Literal["consultant", "lead", "admin"]
    holders: tuple[HoldsRole, ...] = ()
    just: RoleChange | None = None
    claimable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpened:
    """A round of practice, for everybody in a channel: the objection that is played, and from which driver (not shown yet)."""

    language: Language
    round: int
    objection: ObjectionId
    driver: DriverId
    minutes: int


WordingProblem = Literal["too_long", "insult", "other_language"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundForm:
    """Asks somebody for their guess and their wording; with what they filled in, and what is wrong with it.

    `keeps` tells whether a wording can be kept to be shown at all.
    """

    language: Language
    round: int
    objection: ObjectionId
    driver: DriverId
    keeps: bool
    guess: DriverId | None = None
    wording: str = ""
    may_show: bool = False
    without_guess: bool = False
    wording_problem: WordingProblem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundAnswered:
    """An answer that counts; `wording` says whether the wording will be shown, is their own, or there was none.

    One thing that was good in the wording and one to try, where there is one, are told to whoever wrote it alone.
    """

    language: Language
    round: int
    wording: Literal["shown", "own", "none"]
    good: Finding | None = None
    to_try: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundClosing:
    """A round is being closed by whoever may: what came of it is shown to everybody in a moment."""

    language: Language
    round: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRefused:
    """What was asked of a round can't be: it isn't theirs to close yet, so many minutes are too many, or nobody can be played."""

    language: Language
    kind: Literal["not_leader", "minutes", "nobody_to_play"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRevealed:
    """What came of a round, without anybody's name: for everybody, or for one who came `late` alone.

    `guesses` counts every driver of the model; of `all_wordings` as many are shown as fit.
    """

    language: Language
    objection: ObjectionId
    driver: DriverId
    guesses: tuple[tuple[DriverId, int], ...]
    wordings: tuple[str, ...]
    all_wordings: int
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAllowed:
    """What was asked is for team leads or admins, and this person is neither."""

    language: Language
    needs: Literal["lead", "admin"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeDealt:
    """A user to practise with, and how they begin. The driver isn't shown: it is to be guessed.

    `in_a_form` where others are, as what is typed there may be meant for them.
    """

    language: Language
    practice: int
    objection: ObjectionId
    driver: DriverId
    in_a_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeGuessed:
    """The driver that the consultant hears in the played user; whether that's so is told at the end.

    What the user `said` last is shown again: some platforms put this in the place of what was shown before.
    """

    language: Language
    practice: int
    objection: ObjectionId
    driver: DriverId
    said: LineName
    guess: DriverId


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeAnswered:
    """What was good in a reply and what to try, and what the played user says to it: None when nothing.

    `exchange` counts from 1. Once it `is_over`, the driver and the entry are shown.
    """

    language: Language
    practice: int
    objection: ObjectionId
    driver: DriverId
    guess: DriverId | None
    exchange: int
    says: LineName | None
    good: Finding | None
    to_try: Finding | None
    is_over: bool


UnheardKind = Literal["empty", "too_long", "other_language", "abuse"]
"""Why a reply in practice can't be answered by the played user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeUnheard:
    """A reply that can't be looked at as it is; it costs no exchange."""

    language: Language
    practice: int
    kind: UnheardKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeForm:
    """Asks for a reply where it can't be typed into the conversation; with what was typed, and what is wrong with it."""

    language: Language
    practice: int
    objection: ObjectionId
    driver: DriverId
    said: LineName
    text: str = ""
    problem: UnheardKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeEnded:
    """A practice that was stopped, or that nobody went on with for an hour: shows the driver and the entry."""

    language: Language
    objection: ObjectionId
    driver: DriverId
    guess: DriverId | None
    why: Literal["stopped", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeProgress:
    """What somebody practised, for their own eyes."""

    language: Language
    progress: Progress
    just_erased: bool = False


CannotKind = Literal[
    "empty",
    "no_words",
    "voice",
    "file",
    "other_language",
    "unknown_choice",
    "nothing_to_follow",
    "nobody_to_practise_with",
    "practice_over",
    "past_time",
    "store_away",
    "not_kept",
    "no_channel",
    "no_such_language",
    "went_wrong",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cannot:
    """The message can't be answered as it is; the reply says why and what to do."""

    language: Language
    kind: CannotKind


Reply = (
    CoachingAnswer
    | WhichOfThese
    | WhichDriver
    | NeutralAdvice
    | More
    | NextMoves
    | Prepared
    | Unprepared
    | SmallTalk
    | HowToPointer
    | WhoReads
    | Distress
    | ARight
    | Help
    | LanguageSet
    | ChannelLanguageSet
    | Coming
    | LeadHelp
    | DigestShown
    | Welcome
    | OwnDriversQuestion
    | OwnDrivers
    | History
    | FeedbackKept
    | RemindWhen
    | Reminding
    | RemindersStopped
    | HowDidItGo
    | Exported
    | ForgetSure
    | Forgotten
    | SettingsShown
    | SentToLeads
    | Shared
    | Home
    | RoundOpened
    | RoundForm
    | RoundAnswered
    | RoundClosing
    | RoundRefused
    | RoundRevealed
    | PracticeDealt
    | PracticeGuessed
    | PracticeAnswered
    | PracticeUnheard
    | PracticeForm
    | PracticeEnded
    | PracticeProgress
    | Roles
    | NotAllowed
    | GapsShown
    | CurationForm
    | EntryInForce
    | DraftShown
    | CurationList
    | Diverged
    | CurationDone
    | CurationRefused
    | CoverageShown
    | Announced
    | Cannot
)
"""Everything the coach can answer. Adapters render the pieces that `coachbot.cards` makes of it."""


def language_of(reply: Reply) -> Language:
    """The language a reply is in."""
    match reply:
        case CoachingAnswer() | WhichOfThese() | WhichDriver() | NeutralAdvice() | More() | NextMoves() | Prepared():
            return reply.topic.language
        case _:
            return reply.language


def topic_after(reply: Reply, before: Topic | None) -> Topic | None:
    """What the conversation is about once this reply has been given."""
    match reply:
        case CoachingAnswer() | WhichOfThese() | WhichDriver() | NeutralAdvice() | More() | NextMoves() | Prepared():
            return reply.topic
        case Distress() | ARight() | Forgotten():
            return None
        case _:
            return before


def is_for_all(reply: Reply) -> bool:
    """Whether everybody in the conversation is to see a reply, rather than whoever asked alone."""
    match reply:
        case Shared() | RoundOpened():
            return True
        case RoundRevealed():
            return not reply.late
        case _:
            return False
