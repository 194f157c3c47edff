"""Cards about the consultant's own side: drivers, history, reminders, feedback, export, forget, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from coachbot.messages import (
    Action,
    Exported,
    FeedbackKept,
    ForgetSure,
    Forgotten,
    History,
    Home,
    HowDidItGo,
    OwnDrivers,
    OwnDriversQuestion,
    RemindersStopped,
    Reminding,
    RemindWhen,
    SentToLeads,
    SettingsShown,
)
from coachbot.pieces import Ask, Button, Choices, Line, Part, Piece, Points

if TYPE_CHECKING:
    from datetime import date, datetime

    from coachbot.messages import Asked, Planned
    from coachbot.playbook import DriverId, Language, Playbook
    from coachbot.texts import Texts

OwnReply = (
    OwnDriversQuestion
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
    | Home
)


def own_pieces(reply: OwnReply, playbook: Playbook, texts: Texts, language: Language) -> list[Piece]:
    """The pieces of a card that only the consultant it is about gets to see."""
    return _Writer(playbook, texts, language).pieces(reply)


class _Writer:
    """Writes one card in one language."""

    def __init__(self, playbook: Playbook, texts: Texts, language: Language) -> None:
        self.playbook = playbook
        self.texts = texts
        self.language = language

    def pieces(self, reply: OwnReply) -> list[Piece]:  # noqa: C901, PLR0911, PLR0912 - a case for each kind of reply
        texts = self.texts
        match reply:
            case OwnDriversQuestion():
                return self.question(reply)
            case OwnDrivers():
                return self.own_drivers(reply)
            case History():
                return self.history(reply)
            case FeedbackKept():
                return self.line(texts.feedback_good if reply.good else texts.feedback_bad)
            case RemindWhen():
                about = "" if reply.turn is None else str(reply.turn)
                buttons = [
                    Button(label=label, action=Action(kind="remind_in", value=f"{delay}:{about}"))
                    for delay, label in texts.remind_choices.items()
                ]
                return [Choices(label=texts.remind_when, buttons=(*buttons, self.no_more()))]
            case Reminding():
                return self.line(texts.reminding.format(when=self.moment(reply.due)))
            case RemindersStopped():
                return self.line(texts.reminders_stopped.format(count=reply.count))
            case HowDidItGo():
                return self.how_did_it_go(reply)
            case Exported():
                return self.line(texts.exported.format(file=reply.file_name))
            case ForgetSure():
                sure = Button(label=texts.button_forget, action=Action(kind="forget"))
                return [Line(role="plain", text=texts.forget_sure), Choices(label=None, buttons=(sure,))]
            case Forgotten():
                return self.line(texts.forgotten if reply.traces_gone else texts.forgotten_tonight)
            case SettingsShown():
                return self.settings(reply)
            case SentToLeads():
                return self.line(texts.sent_to_leads if reply.sent else texts.not_sent_to_leads)
            case Home():
                return self.home(reply)
            case _:
                assert_never(reply)

    def line(self, text: str) -> list[Piece]:
        return [Line(role="plain", text=text)]

    def question(self, reply: OwnDriversQuestion) -> list[Piece]:
        texts, questionnaire = self.texts, self.playbook.model.questionnaire
        if questionnaire is None:
            return self.line(texts.own_none)
        situation = questionnaire.situations[reply.situation]
        intro: list[Piece] = []
        if not reply.answers:
            intro = [
                Line(role="plain", text=questionnaire.intro[self.language]),
                Line(role="small", text=questionnaire.disclaimer[self.language]),
            ]
        buttons = tuple(
            Button(
                label=situation.options[pick].text[self.language],
                action=Action(kind="own_drivers", value=f"{reply.answers}{pick}"),
            )
            for pick in reply.picks
        )
        number = texts.own_number.format(number=reply.situation + 1, total=len(questionnaire.situations))
        asks = texts.own_asks_most if reply.asks == "most" else texts.own_asks_least
        return [
            *intro,
            Line(role="small", text=number),
            Line(role="plain", text=situation.scene[self.language]),
            Choices(label=asks, buttons=buttons),
        ]

    def own_drivers(self, reply: OwnDrivers) -> list[Piece]:
        texts, profile, drivers = self.texts, reply.profile, self.playbook.model.drivers
        again = Button(label=texts.button_own_again, action=Action(kind="own_drivers"))
        if profile is None or profile.preference not in drivers:
            text = texts.own_dropped if reply.just == "dropped" else texts.own_none
            start = Button(label=texts.button_own_start, action=Action(kind="own_drivers"))
            return [Line(role="plain", text=text), Choices(label=None, buttons=(start,))]
        protects = drivers[profile.preference].protects[self.language]
        pieces: list[Piece] = self.line(texts.own_profile.format(driver=self.value(profile.preference), protects=protects))
        if profile.rejection in drivers:
            pieces.append(Line(role="plain", text=texts.own_rejection.format(driver=self.value(profile.rejection))))
        if reply.kept_on is not None:
            pieces.append(Line(role="small", text=texts.own_kept.format(date=self.day(reply.kept_on))))
        if self.playbook.model.questionnaire is not None:
            pieces.append(Line(role="small", text=self.playbook.model.questionnaire.disclaimer[self.language]))
        drop = Button(label=texts.button_own_drop, action=Action(kind="drop_profile"))
        return [*pieces, Choices(label=None, buttons=(again, drop))]

    def history(self, reply: History) -> list[Piece]:
        texts = self.texts
        if not reply.asked:
            return self.line(texts.history_none)
        pieces: list[Piece] = [Line(role="heard", text=texts.history_head)]
        buttons: list[Button] = []
        for asked in reply.asked:
            title = self.asked(asked)
            if asked.text:
                pieces.append(Part(label=title, text=f"“{asked.text}”"))
            if asked.preparation is not None:
                again = Action(kind="prepared", value=str(asked.preparation))
                buttons.append(Button(label=title, action=again))
            elif asked.objection in self.playbook.objections:
                show = Action(kind="show", objection=asked.objection, driver=asked.driver, angle=asked.angle)
                buttons.append(Button(label=title, action=show))
            elif not asked.text:
                pieces.append(Line(role="plain", text=title))
        if reply.older:
            buttons.append(Button(label=texts.button_older, action=Action(kind="history", value=reply.older)))
        return [*pieces, *([Choices(label=None, buttons=tuple(buttons))] if buttons else [])]

    def home(self, reply: Home) -> list[Piece]:
        """Everything of somebody's own at a glance, with their latest answers one tap away."""
        texts = self.texts
        asked: list[Piece] = self.line(texts.home_none_asked)
        if reply.asked:
            asked = self.history(History(language=self.language, asked=reply.asked))
        waiting = tuple(self.planned(one) for one in reply.reminders)
        return [
            *asked,
            *([Points(label=texts.home_reminders, items=waiting)] if waiting else []),
            *self.own_drivers(OwnDrivers(language=self.language, profile=reply.profile)),
        ]

    def planned(self, planned: Planned) -> str:
        when = self.moment(planned.due)
        if planned.objection is None or planned.objection not in self.playbook.objections:
            return self.texts.home_reminder_open.format(when=when)
        title = self.playbook.objections[planned.objection].title[self.language]
        return self.texts.home_reminder.format(when=when, objection=title)

    def asked(self, asked: Asked) -> str:
        if asked.preparation is not None:
            return self.texts.history_preparation.format(date=self.day(asked.on))
        if asked.objection is None or asked.objection not in self.playbook.objections:
            return self.texts.history_item_unsure.format(date=self.day(asked.on))
        title = self.playbook.objections[asked.objection].title[self.language]
        return self.texts.history_item.format(date=self.day(asked.on), objection=title)

    def how_did_it_go(self, reply: HowDidItGo) -> list[Piece]:
        texts = self.texts
        text = texts.how_did_session_go if reply.prepared else texts.how_did_it_go
        if not reply.prepared and reply.objection is not None and reply.objection in self.playbook.objections:
            text = texts.how_did_it_go_about.format(objection=self.playbook.objections[reply.objection].title[self.language])
        buttons = [Button(label=texts.button_snooze, action=Action(kind="snooze", value=str(reply.reminder))), self.no_more()]
        if reply.turn is not None:
            outcomes = [
                Button(label=label, action=Action(kind="outcome", value=f"{outcome}:{reply.turn}"))
                for outcome, label in texts.outcomes.items()
            ]
            buttons = [*outcomes, *buttons]
        return [Ask(number=1, label="", text=text), Choices(label=None, buttons=tuple(buttons))]

    def settings(self, reply: SettingsShown) -> list[Piece]:
        texts = self.texts
        just = {None: "", "changed": f"{texts.settings_changed} ", "refused": f"{texts.settings_refused} "}[reply.just]
        named = texts.language_names[reply.chosen or "free"]
        shown = texts.settings.format(language=named, hours=reply.hours, zone=reply.time_zone)
        here: list[Piece] = []
        if reply.channel is not None:
            goes_before = texts.settings_channel["own" if reply.chosen else "channel"]
            here = self.line(goes_before.format(language=texts.language_names[reply.channel]))
        return [Line(role="plain", text=f"{just}{shown}"), *here, Line(role="small", text=texts.settings_how)]

    def no_more(self) -> Button:
        return Button(label=self.texts.button_stop_reminders, action=Action(kind="stop_reminders"))

    def value(self, driver: DriverId | None) -> str:
        """What a driver is about, without its colour: this is about the reader."""
        if driver is None:
            return ""
        name = self.playbook.model.drivers[driver].name[self.language]
        return name.partition(": ")[2] or name

    def day(self, day: date) -> str:
        return f"{day.day}-{day.month}-{day.year}" if self.language == "nl" else f"{day.day}/{day.month}/{day.year}"

    def moment(self, moment: datetime) -> str:
        weekday = self.texts.weekdays.split()[moment.weekday()]
        at = "om" if self.language == "nl" else "at"
        return f"{weekday} {self.day(moment.date())} {at} {moment.hour}:{moment.minute:02}"
