"""Cards of practice alone: the played user, what was good and what to try, the entry to compare, and own progress."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from coachbot.forms import Field, Form
from coachbot.messages import (
    Action,
    PracticeAnswered,
    PracticeDealt,
    PracticeEnded,
    PracticeForm,
    PracticeGuessed,
    PracticeProgress,
    PracticeUnheard,
)
from coachbot.naming import quoted, title_of, value_of
from coachbot.pieces import Ask, Button, Choices, Line, Part, Piece, Points, Say
from coachbot.practice import EXCHANGES, LONGEST

if TYPE_CHECKING:
    from coachbot.messages import ActionKind
    from coachbot.playbook import DriverId, Language, LineName, ObjectionId, Playbook
    from coachbot.practice import Finding
    from coachbot.texts import Texts

PracticeReply = (
    PracticeDealt | PracticeGuessed | PracticeAnswered | PracticeUnheard | PracticeForm | PracticeEnded | PracticeProgress
)


def practice_pieces(reply: PracticeReply, playbook: Playbook, texts: Texts) -> list[Piece]:
    """The pieces of a card of practice."""
    return _Writer(playbook, texts, reply.language).pieces(reply)


def practice_form(reply: PracticeForm, playbook: Playbook, texts: Texts) -> Form:
    """What to fill in where a reply can't be typed into the conversation."""
    said = _line(reply.objection, reply.driver, reply.said, playbook, reply.language)
    field = Field(
        name="text",
        label=texts.practice_form,
        kind="text",
        value=reply.text,
        hint=texts.practice_form_hint,
        max_length=LONGEST,
        problem=texts.practice_unheard[reply.problem] if reply.problem else "",
    )
    return Form(
        title=texts.practice_form,
        submit=texts.practice_form_submit,
        action=Action(kind="practice_reply", value=str(reply.practice)),
        fields=(field,),
        intro=f"{texts.practice_says}: “{said}”",
    )


def reason_of(finding: Finding, texts: Texts) -> str:
    """Why a rule was kept or broken, and the words it saw, where they are still there."""
    reason = texts.practice_reasons[finding.reason]
    return texts.practice_saw.format(reason=reason, words=quoted(finding.words)) if finding.words else reason


class _Writer:
    """Writes one card in one language."""

    def __init__(self, playbook: Playbook, texts: Texts, language: Language) -> None:
        self.playbook = playbook
        self.texts = texts
        self.language = language

    def pieces(self, reply: PracticeReply) -> list[Piece]:
        texts = self.texts
        match reply:
            case PracticeDealt():
                return self.dealt(reply)
            case PracticeGuessed():
                guessed = texts.practice_guessed.format(driver=self.value(reply.guess))
                pieces: list[Piece] = [Line(role="plain", text=guessed), self.choices(*self.going_on(reply.practice))]
                return [*pieces, self.guesses(reply.practice, reply.guess)]
            case PracticeAnswered():
                return self.answered(reply)
            case PracticeUnheard():
                return [Line(role="plain", text=texts.practice_unheard[reply.kind]), self.choices(*self.going_on(reply.practice))]
            case PracticeForm():
                problem = [Line(role="plain", text=texts.practice_unheard[reply.problem])] if reply.problem else []
                says = self.says(reply.objection, reply.driver, reply.said)
                return [*problem, says, self.choices(*self.going_on(reply.practice))]
            case PracticeEnded():
                why = Line(role="plain", text=texts.practice_over[reply.why])
                return [why, *self.reveal(reply.objection, reply.driver, reply.guess)]
            case PracticeProgress():
                return self.progress(reply)
            case _:
                assert_never(reply)

    def dealt(self, reply: PracticeDealt) -> list[Piece]:
        texts = self.texts
        return [
            Line(role="heard", text=texts.practice_head),
            Line(role="small", text=texts.practice_objection.format(objection=self.title(reply.objection))),
            self.says(reply.objection, reply.driver, "opening"),
            Line(role="plain", text=texts.practice_how["form" if reply.in_a_form else "here"]),
            Line(role="small", text=texts.practice_rest),
            self.guesses(reply.practice, None),
            self.choices(*self.going_on(reply.practice)),
        ]

    def guesses(self, practice: int, but: DriverId | None) -> Choices:
        """A button for every driver that may be heard, but the one that is chosen already."""
        buttons = (
            Button(label=self.value(driver), action=Action(kind="practice_guess", driver=driver, value=str(practice)))
            for driver in self.playbook.model.drivers
            if driver != but
        )
        return Choices(label=self.texts.practice_guess, buttons=tuple(buttons))

    def answered(self, reply: PracticeAnswered) -> list[Piece]:
        texts = self.texts
        pieces: list[Piece] = [
            Line(role="small", text=texts.practice_exchange.format(number=reply.exchange, total=EXCHANGES)),
            Part(label=texts.practice_good, text=self.reason(reply.good) or texts.practice_nothing_good),
            Part(label=texts.practice_try, text=self.reason(reply.to_try) or texts.practice_nothing_to_try),
            self.follows(reply),
        ]
        if not reply.is_over:
            pieces.append(Choices(label=texts.practice_go_on, buttons=self.going_on(reply.practice)))
            return pieces if reply.guess else [*pieces, self.guesses(reply.practice, None)]
        over = texts.practice_over["worry" if reply.says == "worry" else "exchanges"]
        return [*pieces, Line(role="plain", text=over), *self.reveal(reply.objection, reply.driver, reply.guess)]

    def follows(self, reply: PracticeAnswered) -> Piece:
        """What the user says next; where they say nothing, whether they wait or have shut."""
        if reply.says is not None:
            return self.says(reply.objection, reply.driver, reply.says)
        shut = reply.to_try is not None and reply.to_try.rule.startswith("no_")
        return Line(role="plain", text=self.texts.practice_silent["closed" if shut else "waits"])

    def reason(self, finding: Finding | None) -> str:
        return "" if finding is None else reason_of(finding, self.texts)

    def reveal(self, objection: ObjectionId, driver: DriverId, guess: DriverId | None) -> list[Piece]:
        """The driver that was played, how that compares with the guess, and the playbook's own entry."""
        texts, playbook = self.texts, self.playbook
        if driver not in playbook.model.drivers or objection not in playbook.objections:
            return [self.choices(self.button(texts.button_practice_other, "practice"))]
        how = "none" if guess not in playbook.model.drivers else "right" if guess == driver else "other"
        named = self.value(guess) if guess in playbook.model.drivers and guess is not None else ""
        outcome = texts.practice_outcomes[how].format(driver=self.value(driver), guess=named)
        text = playbook.entry(objection, driver).entry.texts[self.language]
        sounds_like = playbook.model.drivers[driver].sounds_like[self.language]
        again = Action(kind="practice", objection=objection, driver=driver)
        show = Action(kind="show", objection=objection, driver=driver)
        return [
            Line(role="driver", text=outcome),
            Part(
                label=texts.practice_listen,
                text=f"{sounds_like}. {text.listen_for}",
            ),
            Line(role="plain", text=texts.practice_compare),
            Say(number=1, label=texts.say_first, text=text.wording),
            Ask(number=2, label=texts.then_ask, text=text.question),
            self.choices(
                self.button(texts.button_practice_other, "practice"),
                Button(label=texts.button_practice_again, action=again),
                Button(label=texts.button_practice_entry, action=show),
                self.button(texts.button_practice_progress, "practice_progress"),
            ),
        ]

    def progress(self, reply: PracticeProgress) -> list[Piece]:
        texts, made = self.texts, reply.progress
        start = self.button(texts.button_practice_other, "practice")
        if not made.practised:
            text = texts.practice_erased if reply.just_erased else texts.practice_progress_none
            return [Line(role="plain", text=text), self.choices(start)]
        practised = texts.practice_practised["one" if made.practised == 1 else "more"].format(count=made.practised)
        rules = tuple(
            texts.practice_rule.format(rule=texts.practice_rules[count.rule], kept=count.kept, told=count.told)
            for count in made.rules
        )
        heard = tuple(
            texts.practice_heard_times["one" if times == 1 else "more"].format(driver=self.value(driver), count=times)
            for driver, times in made.heard
            if driver in self.playbook.model.drivers
        )
        return [
            Line(role="heard", text=texts.practice_progress_head),
            Line(role="plain", text=practised),
            *([Points(label=texts.practice_lately, items=rules)] if rules else []),
            Points(label=texts.practice_heard, items=heard) if heard else Line(role="plain", text=texts.practice_heard_none),
            Line(role="small", text=texts.practice_private),
            self.choices(start, self.button(texts.button_practice_erase, "practice_erase")),
        ]

    def says(self, objection: ObjectionId, driver: DriverId, name: LineName) -> Part:
        return Part(label=self.texts.practice_says, text=f"“{_line(objection, driver, name, self.playbook, self.language)}”")

    def going_on(self, practice: int) -> tuple[Button, ...]:
        """What can be done while a practice is open."""
        texts, value = self.texts, str(practice)
        write = Action(kind="practice_write", value=value)
        return (
            Button(label=texts.button_practice_write, action=write, opens_form=True),
            self.button(texts.button_practice_other, "practice"),
            self.button(texts.button_practice_stop, "practice_stop", value),
        )

    def button(self, label: str, kind: ActionKind, value: str = "") -> Button:
        return Button(label=label, action=Action(kind=kind, value=value))

    def choices(self, *buttons: Button) -> Choices:
        return Choices(label=None, buttons=buttons)

    def title(self, objection: ObjectionId) -> str:
        return title_of(objection, self.playbook, self.language)

    def value(self, driver: DriverId) -> str:
        return value_of(driver, self.playbook, self.language)


def _line(objection: ObjectionId, driver: DriverId, name: LineName, playbook: Playbook, language: Language) -> str:
    """What the played user says; where they are no longer in the playbook, the objection as it is usually heard."""
    user = playbook.model.played.get((objection, driver))
    return user.line(name, language) if user else title_of(objection, playbook, language)
