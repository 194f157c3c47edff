"""A form in the terminal: its fields are asked one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from coachbot.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from rich.console import Console

    from coachbot.forms import Field, Form
    from coachbot.playbook import Language
    from coachbot.texts import Texts


_DIGITS = 4


def fill_in(form: Form, language: Language, console: Console, *, again: bool = False) -> dict[str, str] | None:
    """What is filled in, by name; None when the person leaves. `again` asks only what is wrong, if anything is."""
    asker = _Asker(console, load_texts(language))
    wrong = again and any(field.problem for field in form.fields)
    try:
        return {field.name: asker.answer(field, asked=not wrong or bool(field.problem)) for field in form.fields}
    except (EOFError, KeyboardInterrupt):
        return None


def number_of(text: str, most: int) -> int | None:
    """The number that a text is, from 1 up; None when it is something else.

    >>> number_of(" 2 ", 3), number_of("4", 3), number_of("twee", 3)
    (2, None, None)
    """
    number = text.strip()
    return int(number) if number.isdecimal() and len(number) <= _DIGITS and 0 < int(number) <= most else None


class _Asker:
    """Shows fields, and asks until what is typed can be handed in."""

    def __init__(self, console: Console, texts: Texts) -> None:
        self._console = console
        self._texts = texts

    def answer(self, field: Field, *, asked: bool) -> str:
        """What is filled in; what stands there already where it isn't asked."""
        if asked or field.advice:
            self._show(field)
        if not asked:
            return field.value
        if field.kind == "choice":
            return self._chosen(field)
        return self._typed(field)

    def _show(self, field: Field) -> None:
        texts = self._texts
        may = "" if field.required else f" ({texts.terminal_form_optional})"
        self._console.print()
        self._console.print(Text(f"{field.label}{may}", style="bold"))
        if field.problem:
            self._say(texts.form_problem.format(problem=field.problem))
        for text, says in ((field.hint, field.hint), (texts.form_advice.format(advice=field.advice), field.advice)):
            if says:
                self._console.print(Padding(Text(text, style="dim"), (0, 0, 0, 2)))

    def _typed(self, field: Field) -> str:
        several = field.kind == "text"
        if several:
            self._say(self._texts.terminal_form_end)

        def fault(text: str) -> str:
            if field.required and not text:
                return self._texts.form_required
            if len(text) > field.max_length:
                return self._texts.terminal_form_too_long.format(most=field.max_length, count=len(text))
            return ""

        return self._until(fault, field.value, bindings=_ends_with_an_empty_line() if several else None)

    def _chosen(self, field: Field) -> str:
        values = [value for value, _ in field.options]
        for number, (_, label) in enumerate(field.options, start=1):
            self._console.print(Padding(Text(f"[{number}] {label}", style="cyan"), (0, 0, 0, 2)))

        def fault(text: str) -> str:
            if (not text and not field.required) or number_of(text, len(values)) is not None:
                return ""
            return self._texts.terminal_form_number.format(most=len(values))

        stands = str(values.index(field.value) + 1) if field.value in values else ""
        chosen = number_of(self._until(fault, stands, bindings=None), len(values))
        return "" if chosen is None else values[chosen - 1]

    def _until(self, fault: Callable[[str], str], stands: str, *, bindings: KeyBindings | None) -> str:
        """Ask until nothing is wrong; what was typed stays, to be mended."""
        from prompt_toolkit import PromptSession  # noqa: PLC0415 - only a terminal needs it

        # One of its own for each field, as a session remembers its keys; and none remembers what was typed.
        session: PromptSession[str] = PromptSession(multiline=bindings is not None, key_bindings=bindings)
        while True:
            typed = session.prompt("> ", default=stands).strip()
            wrong = fault(typed)
            if not wrong:
                return typed
            self._say(wrong)
            stands = typed

    def _say(self, text: str) -> None:
        self._console.print(Padding(Text(text), (0, 0, 0, 2)))


def _ends_with_an_empty_line() -> KeyBindings:
    from prompt_toolkit.key_binding import KeyBindings  # noqa: PLC0415 - only a terminal needs it

    bindings = KeyBindings()

    @bindings.add("enter")
    def _enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.document.is_cursor_at_the_end and not buffer.document.current_line.strip():
            buffer.validate_and_handle()
        else:
            buffer.newline()

    return bindings
