"""The terminal as an adapter: the same cards, as lines of text, with buttons as numbers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from coachbot.commands import parse_command
from coachbot.json_output import as_json
from coachbot.messages import Context, IncomingMessage, LanguageSet, language_of, topic_after
from coachbot.pieces import Ask, Choices, Line, Part, Points, Say
from coachbot.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from coachbot.app import App
    from coachbot.messages import Reply, Topic
    from coachbot.pieces import Button, Card, Piece
    from coachbot.playbook import Language

WIDTH = 80
"""Lines are no longer than this, also on a wide screen: longer ones read badly."""

_STYLES = {"heard": "bold", "reason": "dim", "driver": "bold", "plain": "", "care": "bold", "small": "dim"}


def terminal_console(file: TextIO | None = None) -> Console:
    """A console of at most 80 columns, with colours on a terminal only."""
    console = Console(file=file or sys.stdout, highlight=False, soft_wrap=False, emoji=False, markup=False)
    return Console(file=file or sys.stdout, highlight=False, emoji=False, markup=False, width=min(WIDTH, console.width))


class Conversation:
    """One person talking to the coach in a terminal; remembers what the talk is about."""

    def __init__(self, app: App, *, language: Language | None, contacts: str | None, today: Callable[[], date]) -> None:
        self._app = app
        self._language = language
        self._contacts = contacts
        self._today = today
        self._topic: Topic | None = None
        self._buttons: tuple[Button, ...] = ()
        self.spoken: Language = language or "nl"

    def say(self, text: str) -> tuple[Reply, Card]:
        """Answer a text, or the button whose number it is."""
        number = text.strip()
        if number.isdecimal() and 0 < int(number[:4]) <= len(self._buttons):
            message = IncomingMessage(action=self._buttons[int(number) - 1].action, language=None)
        else:
            message = IncomingMessage(text=text)
        today = self._today()
        context = Context(today=today, language=self._language, topic=self._topic, contacts=self._contacts)
        reply = self._app.coach.decide(message, context)
        if isinstance(reply, LanguageSet):
            self._language = reply.chosen
        self._topic = topic_after(reply, self._topic)
        card = self._app.cards.card(reply, today)
        # A reply without buttons of its own leaves those of the answer before it in force.
        self._buttons = card.buttons or self._buttons
        self.spoken = language_of(reply)
        return reply, card


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
        case Part():
            yield Text()
            yield Text(piece.label, style="bold")
            yield Padding(Text(piece.text), (0, 0, 0, 2))
        case Say():
            yield Text()
            yield Text(f"{piece.number}  {piece.label}", style="bold cyan")
            yield Padding(Text(piece.text), (0, 0, 0, 3))
        case Ask():
            yield Text()
            yield Text(f"{piece.number}  {piece.label}", style="bold cyan")
            yield Panel(Text(piece.text, style="bold"), border_style="cyan", padding=(0, 1))
        case Points():
            yield Text()
            yield Text(piece.label, style="bold")
            for item in piece.items:
                yield Padding(Text(f"- {item}"), (0, 0, 0, 2))
        case Choices():
            yield Text()
            if piece.label:
                yield Text(piece.label)
            for offset, button in enumerate(piece.buttons):
                yield Padding(Text(f"[{first + offset}] {button.label}", style="cyan"), (0, 0, 0, 2))


def converse(conversation: Conversation, *, as_json_lines: bool) -> None:
    """Talk until the person leaves. A pipe is read line by line; a terminal gets line editing."""
    console = terminal_console()
    if not sys.stdin.isatty():
        for text in sys.stdin:
            if text.strip():
                _answer(conversation, text, console, as_json_lines=as_json_lines)
        return
    texts = load_texts(conversation.spoken)
    console.print(Text(texts.terminal_welcome, style="dim"))
    for text in _typed(conversation):
        command = parse_command(text)
        if command is not None and command.command == "quit":
            break
        _answer(conversation, text, console, as_json_lines=as_json_lines)
    console.print(Text(load_texts(conversation.spoken).terminal_goodbye, style="dim"))


def _answer(conversation: Conversation, text: str, console: Console, *, as_json_lines: bool) -> None:
    reply, card = conversation.say(text)
    if as_json_lines:
        print(as_json(reply, card), flush=True)
        return
    console.print()
    print_card(card, console)
    console.print()


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
