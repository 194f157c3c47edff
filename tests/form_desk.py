"""A desk before the real one, with a form that is made up: it wants a word, and finds fault with “nee”."""

from __future__ import annotations

import asyncio

from coachbot.buttons import written
from coachbot.forms import Field, Form
from coachbot.messages import Action, Help, SmallTalk
from coachbot.pieces import Button, Card, Choices, Line, Picture
from coachbot.ports import Answered

OPENS, DONE = "formulier", "Bewaard: {word} ({colour})."
ACTION = Action(kind="own_drivers", value=OPENS)
PICTURE_ACTION = Action(kind="own_drivers", value="plaatje")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
ALT = "Drie van de vier rondes gehaald."


def form(*, word="", note="", colour="blue", problem="", advice="", intro="Kies met zorg."):
    return Form(
        title="Een woord met een lange titel",
        submit="Bewaar",
        action=ACTION,
        intro=intro,
        fields=(
            Field(name="word", label="Welk woord?", value=word, hint="Eén woord.", max_length=20, problem=problem, advice=advice),
            Field(name="note", label="Wat erbij hoort", kind="text", value=note, required=False),
            Field(name="colour", label="Kleur", kind="choice", value=colour, options=(("blue", "Blauw"), ("red", "Rood"))),
        ),
    )


def asks(**filled):
    """An answer with the form: where it can't be opened, a button opens it."""
    opens = Button(label="Vul in", action=ACTION, opens_form=True)
    pieces = (Line(role="plain", text="Vul het formulier in."), Choices(label=None, buttons=(opens,)))
    return _answered(Card(language="nl", pieces=pieces, form=form(**filled)))


def pictured(alt=ALT, png=PNG):
    again = Button(label="Nog eens", action=PICTURE_ACTION)
    return _answered(Card(language="nl", pieces=(Picture(alt=alt, png=png), Choices(label=None, buttons=(again,)))))


def _answered(card):
    return Answered(reply=Help(language="nl"), card=card)


def answer_to(message):
    """What is answered to a message about the form or the picture; None when it is about something else."""
    if message.text.endswith("plaatje") or message.action == PICTURE_ACTION:
        return pictured()
    if message.text.endswith(OPENS) or (message.action is not None and message.action == ACTION and not message.fields):
        return asks()
    if message.action != ACTION:
        return None
    given = message.fields
    if given.get("word", "") in ("", "nee"):
        return asks(**given, problem="Een ander woord dan ‘nee’.", advice="Denk aan iets vrolijks.")
    text = DONE.format(word=given["word"], colour=given["colour"])
    return _answered(Card(language="nl", pieces=(Line(role="plain", text=text),)))


class FormDesk:
    """Implements `coachbot.ports.Desk`; `held` keeps answers back until it is set."""

    def __init__(self, desk):
        self._desk = desk
        self.asked = []
        self.held = asyncio.Event()
        self.held.set()

    def __getattr__(self, name):
        return getattr(self._desk, name)

    async def answer(self, message):
        self.asked.append(message)
        await self.held.wait()
        found = answer_to(message)
        return await self._desk.answer(message) if found is None else (found,)

    async def answered(self, event, decision):
        text = str(event.payload.get("text", ""))
        if text.endswith("plaatje"):
            return (pictured(),)
        if text.endswith(OPENS):
            return (asks(),)
        return await self._desk.answered(event, decision)


def small_talk():
    """Something that is said beside a form, as a welcome is."""
    return Answered(
        reply=SmallTalk(language="nl", kind="greeting"),
        card=Card(
            language="nl",
            pieces=(
                Line(role="plain", text="Ik ben een bot."),
                Choices(label="Verder?", buttons=(Button(label="Ja", action=ACTION),)),
            ),
        ),
    )


VALUE = written(ACTION)
VALUE_OF_PICTURE = written(PICTURE_ACTION)
