"""The terminal as an adapter: the same cards, as lines of text, with buttons as numbers."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from coachbot.asking import asking
from coachbot.commands import parse_command, stops_practice
from coachbot.json_output import as_json
from coachbot.messages import (
    Context,
    Distress,
    Exported,
    IncomingMessage,
    LanguageSet,
    Origin,
    PracticeAnswered,
    PracticeDealt,
    PracticeEnded,
    SmallTalk,
    language_of,
    topic_after,
)
from coachbot.pieces import Ask, Choices, Line, Part, Picture, Points, Say
from coachbot.ports import Answered
from coachbot.terminal_forms import fill_in, number_of
from coachbot.texts import load_texts

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from coachbot.app import App
    from coachbot.cards import Cards
    from coachbot.curation import Editions
    from coachbot.forms import Form
    from coachbot.messages import Reply, Topic
    from coachbot.people import Companion
    from coachbot.pieces import Button, Card, Piece
    from coachbot.playbook import Language

WIDTH = 80
"""Lines are no longer than this, also on a wide screen: longer ones read badly."""

LOCAL = Origin(platform="terminal", workspace="local", conversation="terminal", user=getpass.getuser())
"""Whoever uses this terminal."""

_STYLES = {"heard": "bold", "reason": "dim", "driver": "bold", "plain": "", "care": "bold", "small": "dim"}


def terminal_console(file: TextIO | None = None) -> Console:
    """A console of at most 80 columns, with colours on a terminal only."""
    console = Console(file=file or sys.stdout, highlight=False, soft_wrap=False, emoji=False, markup=False)
    return Console(file=file or sys.stdout, highlight=False, emoji=False, markup=False, width=min(WIDTH, console.width))


class Speaker(Protocol):
    """Answers messages of one conversation."""

    @property
    def cards(self) -> Cards:
        """What makes the cards of its replies."""

    def __call__(self, message: IncomingMessage) -> tuple[Reply, ...]:
        """The replies to a message, in the order in which they are shown."""
        ...


class Unkept:
    """A conversation that is remembered while it lasts and kept nowhere."""

    def __init__(self, app: App, *, language: Language | None, contacts: str | None, today: Callable[[], date]) -> None:
        self._app = app
        self.cards = app.cards
        self._language = language
        self._contacts = contacts
        self._today = today
        self._topic: Topic | None = None
        self._spoken: Language | None = None

    def __call__(self, message: IncomingMessage) -> tuple[Reply, ...]:
        """Decide on a message, knowing what was said before it."""
        context = Context(
            today=self._today(), language=self._language, topic=self._topic, contacts=self._contacts, spoken=self._spoken
        )
        reply = self._app.coach.decide(message, context)
        self._spoken = language_of(reply)
        if isinstance(reply, LanguageSet):
            self._language = reply.chosen
        self._topic = topic_after(reply, self._topic)
        return (reply,)


class Kept:
    """A conversation that is kept in the store, for the one person who uses this terminal."""

    def __init__(self, companion: Companion, editions: Editions, runner: asyncio.Runner) -> None:
        self._companion = companion
        self._editions = editions
        self._runner = runner

    @property
    def cards(self) -> Cards:
        """The cards of the playbook in force for this terminal."""
        from coachbot.store import tenant_of  # noqa: PLC0415 - one answer needs no store, which takes half a second to import

        return self._runner.run(self._editions.of(tenant_of(LOCAL.platform, LOCAL.workspace))).cards

    def __call__(self, message: IncomingMessage) -> tuple[Reply, ...]:
        """Handle a message, and keep what was asked and decided."""
        return self._runner.run(self._companion.handle(message, LOCAL))

    def reminders_due(self) -> tuple[Reply, ...]:
        """What should be asked before anything else: at most one a day."""
        return self._runner.run(self._companion.reminders_due(LOCAL))


class Conversation:
    """One person talking to the coach in a terminal; numbers stand for the buttons that were shown last."""

    def __init__(self, speaker: Speaker, *, language: Language | None, today: Callable[[], date]) -> None:
        self._speaker = speaker
        self._language = language
        self._today = today
        self._buttons: tuple[Button, ...] = ()
        self.spoken: Language = language or "nl"
        self.practising = False
        """Whether a practice is open, which "stop" ends rather than the conversation."""

    def say(self, text: str) -> list[tuple[Reply, Card]]:
        """Answer a text, or the button whose number it is."""
        button = self.chosen(text)
        if button is not None:
            return self.show(self._speaker(IncomingMessage(action=button.action, language=self._language)))
        return self.show(self._speaker(IncomingMessage(text=text, language=self._language)))

    def chosen(self, text: str) -> Button | None:
        """The button whose number a text is."""
        number = number_of(text, len(self._buttons))
        return None if number is None else self._buttons[number - 1]

    def hand_in(self, form: Form, fields: Mapping[str, str]) -> list[tuple[Reply, Card]]:
        """Answer a form that was filled in."""
        return self.show(self._speaker(IncomingMessage(action=form.action, fields=fields, language=self._language)))

    def show(self, replies: Iterable[Reply]) -> list[tuple[Reply, Card]]:
        """The cards of replies, whose buttons can be chosen from now on."""
        cards = self._speaker.cards
        shown = [(reply, cards.card(reply, self._today())) for reply in replies]
        for reply, card in shown:
            # A reply without buttons of its own leaves those of the answer before it in force.
            self._buttons = card.buttons or self._buttons
            self.practising = _is_practising(reply, self.practising)
            self.spoken = language_of(reply)
        return shown


def _is_practising(reply: Reply, before: bool) -> bool:  # noqa: FBT001 - what it was is what it stays
    match reply:
        case PracticeDealt():
            return True
        case PracticeAnswered():
            return not reply.is_over
        case PracticeEnded() | Distress() | SmallTalk(kind="weary"):
            return False
        case _:
            return before


def print_card(card: Card, console: Console) -> None:
    """Print a card: the question stands out, and buttons are numbered."""
    number = 1
    for piece in card.pieces:
        for shown in _render(piece, number):
            console.print(shown)
        if isinstance(piece, Choices):
            number += len(piece.buttons)


def _render(piece: Piece, first: int) -> Iterator[Text | Padding | Panel]:
    match piece:
        case Line():
            yield Text(piece.text, style=_STYLES[piece.role])
        case Part() | Points():
            yield Text()
            yield Text(piece.label, style="bold")
            for text in (piece.text,) if isinstance(piece, Part) else [f"- {item}" for item in piece.items]:
                yield Padding(Text(text), (0, 0, 0, 2))
        case Say():
            yield Text()
            yield Text(f"{piece.number}  {piece.label}", style="bold cyan")
            yield Padding(Text(piece.text), (0, 0, 0, 3))
        case Ask():
            yield Text()
            yield Text(f"{piece.number}  {piece.label}", style="bold cyan")
            yield Panel(Text(piece.text, style="bold"), border_style="cyan", padding=(0, 1))
        case Picture():
            yield Text()
            yield Text(piece.alt)
        case Choices():
            yield Text()
            if piece.label:
                yield Text(piece.label)
            for offset, button in enumerate(piece.buttons):
                yield Padding(Text(f"[{first + offset}] {button.label}", style="cyan"), (0, 0, 0, 2))


def converse(conversation: Conversation, *, as_json_lines: bool, first: Iterable[Reply] = ()) -> None:
    """Talk until the person leaves. A pipe is read line by line; a terminal gets line editing."""
    console = terminal_console()
    if not sys.stdin.isatty():
        for text in sys.stdin:
            if text.strip():
                _print(conversation, conversation.say(text), console, as_json_lines=as_json_lines)
        return
    console.print(Text(load_texts(conversation.spoken).terminal_welcome, style="dim"))
    _print(conversation, conversation.show(first), console, as_json_lines=as_json_lines)
    for text in _typed(conversation):
        command = parse_command(text)
        ends_practice = conversation.practising and stops_practice(text)
        if command is not None and command.command == "quit" and not ends_practice:
            break
        opens_forms = conversation.chosen(text) is not None and not as_json_lines
        shown = conversation.say(text)
        if opens_forms:
            shown = _filled_in(conversation, shown, console)
        _print(conversation, shown, console, as_json_lines=as_json_lines)
    console.print(Text(load_texts(conversation.spoken).terminal_goodbye, style="dim"))


def _filled_in(conversation: Conversation, shown: list[tuple[Reply, Card]], console: Console) -> list[tuple[Reply, Card]]:
    """What is answered once every form was filled in; the card with its button where somebody leaves one."""
    again = False
    while (asked := asking([Answered(reply=reply, card=card) for reply, card in shown])) is not None:
        if not again:
            console.print()
            console.print(Text(asked.form.title, style="bold cyan"))
        if asked.above is not None:
            print_card(asked.above.card, console)
        fields = fill_in(asked.form, asked.language, console, again=again)
        if fields is None:
            console.print()
            console.print(Text(load_texts(asked.language).terminal_form_left))
            break
        shown, again = conversation.hand_in(asked.form, fields), True
    return shown


def _print(conversation: Conversation, shown: list[tuple[Reply, Card]], console: Console, *, as_json_lines: bool) -> None:
    for reply, card in shown:
        if as_json_lines:
            print(as_json(reply, card), flush=True)
            continue
        console.print()
        print_card(card, console)
        if isinstance(reply, Exported):
            console.print(Text(_save(reply, conversation.spoken)))
        console.print()


def _save(reply: Exported, language: Language) -> str:
    """Write an export beside whoever asked for it, for their eyes only, and say where it is."""
    path = Path.cwd() / reply.file_name
    try:
        path.touch(mode=0o600)
        path.write_text(reply.content + "\n", encoding="utf-8")
    except OSError as error:
        return f"{path}: {error.strerror}\n{reply.content}"
    return load_texts(language).terminal_exported.format(path=path)


def _typed(conversation: Conversation) -> Iterator[str]:
    """What is typed, one message at a time, until Ctrl-D or Ctrl-C; a paste with line ends is one message.

    The arrow keys bring back what was typed in this conversation; nothing of it is kept on disk.
    """
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - only a terminal needs it
    from prompt_toolkit.history import InMemoryHistory  # noqa: PLC0415 - see above

    session: PromptSession[str] = PromptSession(history=InMemoryHistory())
    while True:
        prompt = load_texts(conversation.spoken).terminal_prompt
        try:
            text = session.prompt(f"{prompt}> ")
        except (EOFError, KeyboardInterrupt):
            return
        if text.strip():
            yield text
