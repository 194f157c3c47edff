"""The card of a session that is prepared: what may be heard, three questions to have ready, one thing to mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coachbot.messages import Action, Unprepared
from coachbot.naming import quoted, title_of, value_of
from coachbot.pieces import Ask, Button, Choices, Line, Part, Piece

if TYPE_CHECKING:
    from coachbot.messages import DriverGuess, Expected, Prepared
    from coachbot.playbook import DriverId, Language, Playbook
    from coachbot.texts import Texts


def prepared_pieces(reply: Prepared | Unprepared, playbook: Playbook, texts: Texts, language: Language) -> list[Piece]:
    """The pieces of a preparation; where there is nothing to prepare from, the one thing to tell."""
    if isinstance(reply, Unprepared):
        return [Line(role="plain", text=texts.prepare_nothing_known if reply.said else texts.prepare_how)]
    return _Writer(reply, playbook, texts, language).pieces()


class _Writer:
    """Writes one card in one language."""

    def __init__(self, reply: Prepared, playbook: Playbook, texts: Texts, language: Language) -> None:
        self.reply = reply
        self.playbook = playbook
        self.texts = texts
        self.language = language

    def pieces(self) -> list[Piece]:
        texts, reply = self.texts, self.reply
        pieces: list[Piece] = []
        if reply.shortened:
            pieces.append(Line(role="small", text=texts.shortened))
        if reply.participant_upset:
            pieces.append(Line(role="care", text=texts.prepared_care))
        pieces.append(Line(role="heard", text=texts.prepared_head))
        pieces += self.driver(reply.guess)
        pieces.append(Line(role="plain", text=texts.prepared_questions))
        for number, expected in enumerate(reply.expected, start=1):
            pieces += self.expected(number, expected)
        return [*pieces, *self.mind(), Line(role="small", text=texts.prepared_small_print), *self.choices()]

    def driver(self, guess: DriverGuess | None) -> list[Piece]:
        """The driver that is heard there most, why, and which other may be there."""
        texts = self.texts
        if guess is None:
            return [Line(role="driver", text=texts.prepared_driver_unknown)]
        pieces: list[Piece] = [Line(role="driver", text=texts.prepared_driver.format(driver=self.value(guess.driver)))]
        if guess.evidence:
            because = texts.because_of.format(words=quoted(guess.evidence))
            pieces.append(Line(role="reason", text=f"{because}. {self.reason()}".strip()))
        if guess.runner_up is not None:
            pieces.append(Line(role="driver", text=texts.driver_runner_up.format(driver=self.value(guess.runner_up))))
        return pieces

    def reason(self) -> str:
        """Why this audience makes one think of this driver."""
        preparing = self.playbook.model.preparing
        audiences = preparing.audiences if preparing else ()
        return next((one.because[self.language] for one in audiences if one.id == self.reply.audience), "")

    def expected(self, number: int, expected: Expected) -> list[Piece]:
        angles = self.playbook.entry(expected.objection, self.reply.topic.driver).entry.texts[self.language].all_angles
        reason = self.texts.prepared_because[expected.how].format(words=quoted(expected.evidence))
        return [
            Ask(
                number=number,
                label=title_of(expected.objection, self.playbook, self.language),
                text=angles[expected.angle % len(angles)].question,
            ),
            Line(role="reason", text=reason),
        ]

    def mind(self) -> list[Piece]:
        """What to mind in oneself: by one's own drivers where they are known, else before this driver."""
        own, preparing = self.reply.mind_yourself, self.playbook.model.preparing
        general = preparing.to_mind(self.reply.topic.driver) if preparing else None
        if own is not None:
            text = f"{own.looks_like[self.language]} {own.instead[self.language]}"
        elif general is not None:
            text = general.mind[self.language]
        else:
            return []
        return [Part(label=self.texts.mind_yourself, text=text)]

    def choices(self) -> list[Piece]:
        texts, driver = self.texts, self.reply.topic.driver
        answers = tuple(
            Button(
                label=title_of(objection, self.playbook, self.language),
                action=Action(kind="show", objection=objection, driver=driver),
            )
            for objection in dict.fromkeys(one.objection for one in self.reply.expected)
        )
        pieces: list[Piece] = [Choices(label=texts.prepared_answers, buttons=answers)]
        if self.reply.turn is not None:
            remind = Button(label=texts.button_remind_session, action=Action(kind="remind", value=str(self.reply.turn)))
            pieces.append(Choices(label=None, buttons=(remind,)))
        return pieces

    def value(self, driver: DriverId) -> str:
        return value_of(driver, self.playbook, self.language)
