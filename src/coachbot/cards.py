"""A reply as a card: the pieces to show, in order, in words, for every adapter alike.

Adapters turn pieces into what their platform has (Block Kit, an Adaptive Card, lines in a
terminal), so that all of them say the same by construction. Meaning never hangs on colour.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from coachbot.commands import COMING_COMMANDS, COMMANDS, OWN_COMMANDS
from coachbot.curation_cards import curation_pieces
from coachbot.curation_forms import curation_form
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
from coachbot.digest_words import DigestWords
from coachbot.lead_cards import command_line, digest_pieces, lead_pieces, playbook_state, waits
from coachbot.messages import (
    Action,
    ARight,
    Cannot,
    ChannelLanguageSet,
    CoachingAnswer,
    Coming,
    DigestShown,
    Distress,
    Exported,
    FeedbackKept,
    ForgetSure,
    Forgotten,
    Help,
    History,
    Home,
    HowDidItGo,
    HowToPointer,
    LanguageSet,
    LeadHelp,
    More,
    NeutralAdvice,
    NextMoves,
    NotAllowed,
    OwnDrivers,
    OwnDriversQuestion,
    PracticeAnswered,
    PracticeDealt,
    PracticeEnded,
    PracticeForm,
    PracticeGuessed,
    PracticeProgress,
    PracticeUnheard,
    Prepared,
    RemindersStopped,
    Reminding,
    RemindWhen,
    Roles,
    RoundAnswered,
    RoundClosing,
    RoundForm,
    RoundOpened,
    RoundRefused,
    RoundRevealed,
    SentToLeads,
    SettingsShown,
    Shared,
    SmallTalk,
    Unprepared,
    Welcome,
    WhichDriver,
    WhichOfThese,
    WhoReads,
    language_of,
)
from coachbot.naming import quoted, title_of, value_of
from coachbot.own_cards import own_pieces
from coachbot.pieces import Ask, Button, Card, Choices, Line, Part, Piece, Points, Say
from coachbot.playbook import OWNED_BY_A_LEAD
from coachbot.practice_cards import practice_form, practice_pieces
from coachbot.prepared_cards import prepared_pieces
from coachbot.round_cards import round_form, round_pieces

if TYPE_CHECKING:
    from datetime import date

    from coachbot.forms import Form
    from coachbot.messages import DriverGuess, Reply
    from coachbot.playbook import DriverId, Entry, Language, ObjectionId, Playbook
    from coachbot.texts import Texts

VERY_SURE = 0.85
"""Probability from which the coach drops its "probably"."""


class Cards:
    """Makes cards of replies, with the words of a language and the names from a playbook."""

    def __init__(self, playbook: Playbook, texts: dict[Language, Texts], retention_days: int = 30) -> None:
        self._playbook = playbook
        self._all_texts = texts
        self._days = retention_days

    def of(self, playbook: Playbook) -> Cards:
        """The same cards, with the names from another playbook."""
        return Cards(playbook, self._all_texts, self._days)

    def card(self, reply: Reply, today: date) -> Card:
        """The card of a reply; `today` tells whether an entry's review is overdue."""
        language = language_of(reply)
        writer = _Writer(self._playbook, self._all_texts[language], language, today, self._days)
        return Card(language=language, pieces=tuple(writer.pieces(reply)), form=writer.form(reply))


class _Writer:
    """Writes one card in one language."""

    def __init__(self, playbook: Playbook, texts: Texts, language: Language, today: date, days: int) -> None:
        self.days = days
        self.playbook = playbook
        self.texts = texts
        self.language = language
        self.today = today

    def pieces(self, reply: Reply) -> list[Piece]:  # noqa: C901, PLR0911, PLR0912 - a case for each kind of reply
        texts = self.texts
        match reply:
            case CoachingAnswer():
                return self.coaching(reply)
            case WhichOfThese():
                return self.which_of_these(reply)
            case WhichDriver():
                label = texts.which_driver.format(objection=self.title(reply.objection))
                return [self.drivers(reply.objection, reply.topic.driver, label)]
            case NeutralAdvice():
                return self.neutral(reply)
            case More():
                return self.more(reply)
            case NextMoves():
                return self.next_moves(reply)
            case Prepared() | Unprepared():
                return prepared_pieces(reply, self.playbook, texts, self.language)
            case SmallTalk():
                return [Line(role="plain", text=texts.small_talk.get(reply.kind, texts.small_talk["smalltalk"]))]
            case HowToPointer():
                return [Line(role="plain", text=texts.how_to)]
            case Distress():
                contacts = [texts.distress_contacts.format(contacts=reply.contacts)] if reply.contacts else []
                lines = (texts.distress, *contacts, texts.distress_default_contacts)
                return [Line(role="care", text=line) for line in lines]
            case ARight():
                return [
                    Line(role="care", text=texts.rights[reply.kind]),
                    Line(role="plain", text=texts.right_offer.format(owner=texts.right_owners[reply.kind])),
                ]
            case Help():
                return [
                    Line(role="plain", text=texts.help),
                    Points(label=texts.help_commands, items=self.commands(keeps=reply.keeps)),
                    Line(role="small", text=self.who_reads(keeps=reply.keeps)),
                ]
            case WhoReads():
                return [Line(role="plain", text=self.who_reads(keeps=reply.keeps))]
            case Welcome():
                return [Line(role="plain", text=texts.welcome)]
            case (
                OwnDriversQuestion()
                | OwnDrivers()
                | History()
                | FeedbackKept()
                | RemindWhen()
                | Reminding()
                | RemindersStopped()
                | HowDidItGo()
                | Exported()
                | ForgetSure()
                | Forgotten()
                | SettingsShown()
                | SentToLeads()
            ):
                return own_pieces(reply, self.playbook, texts, self.language)
            case Home():
                pieces = own_pieces(reply, self.playbook, texts, self.language)
                return (
                    [*pieces, *playbook_state(self.playbook, texts, self.today), *waits(reply, texts)] if reply.leads else pieces
                )
            case (
                PracticeDealt()
                | PracticeGuessed()
                | PracticeAnswered()
                | PracticeUnheard()
                | PracticeForm()
                | PracticeEnded()
                | PracticeProgress()
            ):
                return practice_pieces(reply, self.playbook, texts)
            case LeadHelp() | Roles() | NotAllowed():
                return lead_pieces(reply, texts)
            case (
                GapsShown()
                | CurationForm()
                | EntryInForce()
                | DraftShown()
                | CurationList()
                | Diverged()
                | CurationDone()
                | CurationRefused()
                | CoverageShown()
                | Announced()
            ):
                return curation_pieces(reply, self.playbook, texts)
            case DigestShown():
                return digest_pieces(reply.digest, DigestWords(playbook=self.playbook, texts=texts, language=self.language))
            case RoundOpened() | RoundForm() | RoundAnswered() | RoundClosing() | RoundRefused() | RoundRevealed():
                return round_pieces(reply, self.playbook, texts)
            case Shared():
                return self.shared(reply.answer)
            case LanguageSet() | ChannelLanguageSet():
                return [Line(role="plain", text=_language_set(reply, texts))]
            case Coming():
                return [Line(role="plain", text=texts.coming.format(command=command_line(texts, reply.command).split(":")[0]))]
            case Cannot():
                return [Line(role="plain", text=texts.cannot[reply.kind])]
            case _:
                assert_never(reply)

    def form(self, reply: Reply) -> Form | None:
        """What a reply asks to be filled in."""
        match reply:
            case PracticeForm():
                return practice_form(reply, self.playbook, self.texts)
            case CurationForm():
                return curation_form(reply, self.playbook, self.texts)
            case RoundForm():
                return round_form(reply, self.playbook, self.texts)
            case _:
                return None

    def who_reads(self, *, keeps: bool) -> str:
        """Who can read what is kept, and for how long; where no words or nothing at all is kept, that."""
        if not keeps:
            return self.texts.who_reads
        return self.texts.who_reads_kept.format(days=self.days) if self.days else self.texts.who_reads_no_words

    def commands(self, *, keeps: bool) -> tuple[str, ...]:
        """What can be asked for here; what a later version brings is named last, as that."""
        texts = self.texts
        here = (command for command in COMMANDS if command not in COMING_COMMANDS and (keeps or command not in OWN_COMMANDS))
        coming = (command for command in COMMANDS if command in COMING_COMMANDS)
        return (
            *(texts.command_help[command] for command in here),
            *(texts.help_coming.format(command=texts.command_help[command]) for command in coming),
        )

    # The answer

    def coaching(self, reply: CoachingAnswer) -> list[Piece]:
        """The answer in speaking order: heard, perhaps from, say, ask, the rest."""
        texts = self.texts
        return [
            *self.before(reply),
            Line(role="heard", text=self.heard(reply)),
            *self.because(reply.evidence),
            *self.guess(reply.guess),
            *self.fallback(reply),
            Part(label=texts.behind, text=reply.text.behind),
            *self.which_angle(reply),
            Say(number=1, label=texts.say_first, text=reply.angle.wording),
            Ask(number=2, label=texts.then_ask, text=reply.angle.question),
            *self.facts(reply),
            Line(role="small", text=self.small_print(reply.entry)),
            *([Line(role="small", text=texts.judged)] if reply.judged else []),
            *self.offers(reply),
            Choices(label=None, buttons=self.actions(reply)),
        ]

    def fallback(self, reply: CoachingAnswer) -> list[Piece]:
        """Says so where the entry is not the one of this cell."""
        if reply.fallback == "general":
            return [Line(role="small", text=self.texts.objection_no_entry)]
        if reply.fallback == "neutral":
            return [Line(role="small", text=self.texts.driver_no_entry)]
        return []

    def which_angle(self, reply: CoachingAnswer) -> list[Piece]:
        if not reply.angle_number:
            return []
        number, total = reply.angle_number + 1, len(reply.text.all_angles)
        return [Line(role="small", text=self.texts.another_angle_of.format(number=number, total=total))]

    def facts(self, reply: CoachingAnswer) -> list[Piece]:
        """What to find out or do where the objection may simply be true, and what to mind in oneself."""
        texts, mind = self.texts, reply.mind_yourself
        parts = (
            (texts.check_first, reply.text.check_first),
            (texts.next_act, reply.text.next_act),
            (texts.mind_yourself, f"{mind.looks_like[self.language]} {mind.instead[self.language]}" if mind else None),
        )
        return [Part(label=label, text=text) for label, text in parts if text]

    def offers(self, reply: CoachingAnswer) -> list[Piece]:
        """The drivers where none was heard, and the other objections of the same story."""
        offers: list[Piece] = []
        if reply.guess is None:
            label = self.texts.which_driver.format(objection=self.title(reply.objection))
            offers.append(self.drivers(reply.objection, None, label))
        if reply.also_heard:
            buttons = tuple(self.objection(objection, None) for objection in reply.also_heard)
            offers.append(Choices(label=self.texts.heard_also, buttons=buttons))
        return offers

    def before(self, reply: CoachingAnswer | WhichOfThese | NeutralAdvice) -> list[Piece]:
        """What comes before any answer: that the message was cut, and care for whoever is upset."""
        pieces: list[Piece] = []
        if reply.shortened:
            pieces.append(Line(role="small", text=self.texts.shortened))
        if reply.participant_upset:
            pieces.append(Line(role="care", text=self.texts.care_participant))
        return pieces

    def heard(self, reply: CoachingAnswer) -> str:
        title = self.title(reply.objection)
        if reply.probability is None:
            return self.texts.heard_chosen.format(objection=title)
        text = self.texts.heard_sure if reply.probability >= VERY_SURE else self.texts.heard_likely
        return text.format(objection=title)

    def because(self, evidence: tuple[str, ...]) -> list[Piece]:
        if not evidence:
            return []
        return [Line(role="reason", text=self.texts.because_of.format(words=quoted(evidence)))]

    def guess(self, guess: DriverGuess | None) -> list[Piece]:
        texts = self.texts
        if guess is None:
            return [Line(role="driver", text=texts.driver_unknown)]
        text = {"heard": texts.driver_guess, "told": texts.driver_told, "chosen": texts.driver_chosen}[guess.how]
        pieces: list[Piece] = [Line(role="driver", text=text.format(driver=self.value(guess.driver)))]
        return pieces + self.because(guess.evidence)

    def actions(self, reply: CoachingAnswer) -> tuple[Button, ...]:
        texts, objection, driver = self.texts, reply.objection, reply.topic.driver
        buttons: list[Button] = []
        if reply.guess is not None and reply.guess.runner_up is not None:
            label = texts.driver_runner_up.format(driver=self.value(reply.guess.runner_up))
            buttons.append(Button(label=label, action=Action(kind="show", objection=objection, driver=reply.guess.runner_up)))
        if reply.guess is not None:
            buttons.append(
                Button(label=texts.button_other_driver, action=Action(kind="other_drivers", objection=objection, driver=driver))
            )
        buttons.append(
            Button(label=texts.button_not_this, action=Action(kind="other_objections", objection=objection, driver=driver))
        )
        if len(reply.text.all_angles) > 1:
            following = (reply.angle_number + 1) % len(reply.text.all_angles)
            action = Action(kind="show", objection=objection, driver=driver, angle=following)
            buttons.append(Button(label=texts.button_another_angle, action=action))
        more = Action(kind="more", objection=objection, driver=driver, angle=reply.angle_number)
        yes_but = Action(kind="yes_but", objection=objection, driver=driver)
        buttons += [Button(label=texts.button_more, action=more), Button(label=texts.button_yes_but, action=yes_but)]
        if reply.turn is not None:
            kept = str(reply.turn)
            buttons += [
                Button(label=texts.button_helpful, action=Action(kind="helpful", value=kept)),
                Button(label=texts.button_not_helpful, action=Action(kind="not_helpful", value=kept)),
                Button(label=texts.button_remind, action=Action(kind="remind", value=kept)),
            ]
            if reply.shareable:
                buttons.append(Button(label=texts.button_share, action=Action(kind="share", value=kept)))
        return tuple(buttons)

    def shared(self, reply: CoachingAnswer) -> list[Piece]:
        """An answer for everybody: without the remark's own words and without what only its asker has."""
        texts = self.texts
        return [
            Line(role="small", text=texts.shared_head),
            Line(role="heard", text=texts.heard_chosen.format(objection=self.title(reply.objection))),
            *self.guess(reply.guess and replace(reply.guess, how="chosen", evidence=())),
            *self.fallback(reply),
            Part(label=texts.behind, text=reply.text.behind),
            Say(number=1, label=texts.say_first, text=reply.angle.wording),
            Ask(number=2, label=texts.then_ask, text=reply.angle.question),
            *self.facts(reply),
            Line(role="small", text=self.small_print(reply.entry)),
            Choices(label=None, buttons=self.actions(reply)),
        ]

    def small_print(self, entry: Entry) -> str:
        if entry.verified_on is None:
            return self.texts.unverified
        checked = self.day(entry.verified_on)
        owner = self.texts.owner_lead if entry.owner.startswith(OWNED_BY_A_LEAD) else entry.owner
        if entry.review_by is not None and entry.is_overdue(self.today):
            return self.texts.overdue.format(owner=owner, date=checked, due=self.day(entry.review_by))
        return self.texts.verified.format(owner=owner, date=checked)

    # The rest

    def which_of_these(self, reply: WhichOfThese) -> list[Piece]:
        texts = self.texts
        buttons = [self.objection(objection, reply.topic.driver) for objection in reply.candidates]
        buttons.append(Button(label=texts.button_none_of_these, action=Action(kind="none_of_these")))
        label = texts.which_of_these_rejected if reply.rejected else texts.which_of_these
        return [*self.before(reply), Choices(label=label, buttons=tuple(buttons))]

    def neutral(self, reply: NeutralAdvice) -> list[Piece]:
        texts = self.texts
        return [
            *self.before(reply),
            Line(role="plain", text=texts.no_idea),
            Say(number=1, label=texts.say_first, text=reply.text.wording),
            Ask(number=2, label=texts.then_ask, text=reply.text.question),
            *self.to_leads(reply),
        ]

    def to_leads(self, reply: NeutralAdvice) -> list[Piece]:
        """The offer to send a remark that wasn't recognised to the team leads: nothing goes there unasked."""
        if reply.turn is None:
            return []
        send = Action(kind="send_to_leads", value=str(reply.turn))
        return [Choices(label=None, buttons=(Button(label=self.texts.button_send_to_leads, action=send),))]

    def more(self, reply: More) -> list[Piece]:
        texts, text = self.texts, reply.text
        pieces: list[Piece] = [
            Part(label=texts.listen_for, text=text.listen_for),
            Part(label=texts.avoid, text=text.avoid),
        ]
        if reply.angle.if_yes:
            pieces.insert(0, Part(label=texts.if_yes, text=reply.angle.if_yes))
        if text.formal is not None:
            pieces.append(Part(label=texts.formal, text=f"{text.formal.wording} {text.formal.question}"))
        pieces.append(Points(label=texts.next_moves if reply.driver else texts.next_moves_unknown, items=reply.next_moves))
        back = Action(kind="show", objection=reply.objection, driver=reply.driver, angle=reply.topic.angle)
        return [*pieces, Choices(label=None, buttons=(Button(label=texts.button_back, action=back),))]

    def next_moves(self, reply: NextMoves) -> list[Piece]:
        texts = self.texts
        label = texts.next_moves if reply.driver else texts.next_moves_unknown
        pieces: list[Piece] = [Points(label=label, items=reply.moves)]
        if reply.topic.objection is not None:
            back = Action(kind="show", objection=reply.topic.objection, driver=reply.driver, angle=reply.topic.angle)
            pieces.append(Choices(label=None, buttons=(Button(label=texts.button_back, action=back),)))
        return pieces

    def drivers(self, objection: ObjectionId, shown: DriverId | None, label: str) -> Choices:
        """A button for every driver but the one that is shown already."""
        buttons = [
            Button(label=self.value(driver), action=Action(kind="show", objection=objection, driver=driver))
            for driver in self.playbook.model.drivers
            if driver != shown
        ]
        if shown is not None:
            buttons.append(Button(label=self.texts.button_neutral, action=Action(kind="show", objection=objection)))
        return Choices(label=label, buttons=tuple(buttons))

    def objection(self, objection: ObjectionId, driver: DriverId | None) -> Button:
        return Button(label=self.title(objection), action=Action(kind="show", objection=objection, driver=driver))

    def title(self, objection: ObjectionId) -> str:
        return title_of(objection, self.playbook, self.language)

    def value(self, driver: DriverId) -> str:
        return value_of(driver, self.playbook, self.language)

    def day(self, day: date) -> str:
        return f"{day.day}-{day.month}-{day.year}" if self.language == "nl" else f"{day.day}/{day.month}/{day.year}"


def _language_set(reply: LanguageSet | ChannelLanguageSet, texts: Texts) -> str:
    """Which language is spoken from now on, and what goes before it."""
    names = texts.language_names
    if isinstance(reply, ChannelLanguageSet):
        words, chosen = texts.language_channel, reply.chosen
        now = words["free"] if chosen is None else words["set"].format(language=names[chosen])
        return now if reply.own is None else f"{now} {words['own'].format(language=names[reply.own])}"
    if reply.chosen is not None:
        return texts.language_set
    return texts.language_free if reply.channel is None else texts.language_free_here.format(language=names[reply.channel])
