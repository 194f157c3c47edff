"""Cards of a round of practice: the user who is played, the form to answer in, and the reveal."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from coachbot.forms import Field, Form
from coachbot.messages import (
    MAX_WORDING,
    Action,
    RoundAnswered,
    RoundClosing,
    RoundForm,
    RoundOpened,
    RoundRefused,
    RoundRevealed,
)
from coachbot.naming import title_of, value_of
from coachbot.pictures import Bar, bars
from coachbot.pieces import Ask, Button, Choices, Line, Part, Piece, Points, Say
from coachbot.playbook import NEUTRAL
from coachbot.practice_cards import reason_of

if TYPE_CHECKING:
    from coachbot.playbook import Playbook
    from coachbot.texts import Texts

RoundReply = RoundOpened | RoundForm | RoundAnswered | RoundClosing | RoundRefused | RoundRevealed


def round_pieces(reply: RoundReply, playbook: Playbook, texts: Texts) -> list[Piece]:
    """The pieces of a card of a round."""
    match reply:
        case RoundOpened():
            return _opened(reply, playbook, texts)
        case RoundForm():
            return [_says(reply, playbook, texts), _choices(_answer(texts.button_round_answer, reply.round))]
        case RoundAnswered():
            return [
                Line(role="plain", text=texts.round_answered[reply.wording]),
                *([Part(label=texts.practice_good, text=reason_of(reply.good, texts))] if reply.good else []),
                *([Part(label=texts.practice_try, text=reason_of(reply.to_try, texts))] if reply.to_try else []),
                _choices(_answer(texts.button_round_change, reply.round)),
            ]
        case RoundClosing():
            return [Line(role="plain", text=texts.round_closing)]
        case RoundRefused():
            return [Line(role="plain", text=texts.round_refused[reply.kind])]
        case RoundRevealed():
            return _revealed(reply, playbook, texts)
        case _:
            assert_never(reply)


def round_form(reply: RoundForm, playbook: Playbook, texts: Texts) -> Form:
    """What is asked of whoever takes part, with what they filled in and what is wrong with it."""
    language, problem = reply.language, reply.wording_problem
    guess = Field(
        name="guess",
        label=texts.round_form_guess,
        kind="choice",
        value=reply.guess or "",
        options=tuple((driver, value_of(driver, playbook, language)) for driver in playbook.model.drivers),
        problem=texts.round_without_guess if reply.without_guess else "",
    )
    wording = Field(
        name="wording",
        label=texts.round_form_wording,
        kind="text",
        value=reply.wording,
        hint=texts.round_form_wording_hint if reply.keeps else texts.round_form_wording_not_kept,
        max_length=MAX_WORDING,
        required=False,
        problem=texts.round_wording_problems[problem].format(most=MAX_WORDING) if problem else "",
    )
    may_show = Field(
        name="may_show",
        label=texts.round_form_may_show,
        kind="choice",
        value="yes" if reply.may_show else "no",
        options=tuple(texts.round_form_show_options.items()),
    )
    return Form(
        title=texts.button_round_answer,
        submit=texts.round_form_submit,
        action=Action(kind="round_answer", value=str(reply.round)),
        fields=(guess, wording, may_show) if reply.keeps else (guess, wording),
        intro=texts.round_form_intro.format(opening=_opening(reply, playbook)),
    )


def _opened(reply: RoundOpened, playbook: Playbook, texts: Texts) -> list[Piece]:
    lasts = texts.round_minutes["one" if reply.minutes == 1 else "more"].format(minutes=reply.minutes)
    close = Button(label=texts.button_round_close, action=Action(kind="round_close", value=str(reply.round)))
    return [
        Line(role="heard", text=texts.round_head),
        _says(reply, playbook, texts),
        Line(role="plain", text=texts.round_how.format(minutes=lasts)),
        _choices(_answer(texts.button_round_answer, reply.round), close),
    ]


def _revealed(reply: RoundRevealed, playbook: Playbook, texts: Texts) -> list[Piece]:
    language, driver = reply.language, reply.driver
    if driver not in playbook.model.drivers or reply.objection not in playbook.objections:
        return [Line(role="plain", text=texts.cannot["unknown_choice"])]
    angle = playbook.entry(reply.objection, driver).entry.texts[language].all_angles[0]
    talk = playbook.model.talk.get(driver) or playbook.model.talk.get(NEUTRAL)
    title = title_of(reply.objection, playbook, language)
    head = texts.revealed_head.format(objection=title, driver=value_of(driver, playbook, language))
    show = Button(label=texts.button_more, action=Action(kind="show", objection=reply.objection, driver=driver))
    return [
        *([Line(role="plain", text=texts.round_late)] if reply.late else []),
        Line(role="heard", text=head),
        _says(reply, playbook, texts),
        _spread(reply, playbook, texts),
        *_wordings(reply, texts),
        Say(number=1, label=texts.say_first, text=angle.wording),
        Ask(number=2, label=texts.then_ask, text=angle.question),
        *([Part(label=texts.revealed_talk, text=talk[language])] if talk else []),
        _choices(show),
    ]


def _spread(reply: RoundRevealed, playbook: Playbook, texts: Texts) -> Piece:
    """How often each driver was guessed, as a picture; where nobody answered, that."""
    count = sum(times for _, times in reply.guesses)
    if not count:
        return Line(role="plain", text=texts.revealed_nobody)
    named = [
        (value_of(guess, playbook, reply.language), guess == reply.driver, times)
        for guess, times in reply.guesses
        if guess in playbook.model.drivers
    ]
    shown = [
        Bar(label=texts.revealed_played.format(driver=name) if played else name, count=times) for name, played, times in named
    ]
    return bars(texts.revealed_spread["one" if count == 1 else "more"].format(count=count), shown)


def _wordings(reply: RoundRevealed, texts: Texts) -> list[Piece]:
    if not reply.wordings:
        return []
    shown, every = len(reply.wordings), reply.all_wordings
    label = texts.revealed_wordings if shown == every else texts.revealed_some_wordings.format(shown=shown, all=every)
    return [Points(label=label, items=tuple(f"“{one}”" for one in reply.wordings))]


def _says(reply: RoundOpened | RoundForm | RoundRevealed, playbook: Playbook, texts: Texts) -> Part:
    return Part(label=texts.round_says, text=f"“{_opening(reply, playbook)}”")


def _opening(reply: RoundOpened | RoundForm | RoundRevealed, playbook: Playbook) -> str:
    """How the user who is played begins; where they are no longer in the playbook, the objection as it is usually heard."""
    played = playbook.model.played.get((reply.objection, reply.driver))
    return played.line("opening", reply.language) if played else title_of(reply.objection, playbook, reply.language)


def _answer(label: str, number: int) -> Button:
    return Button(label=label, action=Action(kind="round_form", value=str(number)), opens_form=True)


def _choices(*buttons: Button) -> Choices:
    return Choices(label=None, buttons=buttons)
