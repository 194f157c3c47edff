"""Cards as Block Kit.

Words are put into rich text and plain text only, which Slack shows as they are: what a user or a playbook author
typed can't become a mention, a link or markup there. The fallback text alone is parsed by Slack, so it is escaped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from coachbot.buttons import written
from coachbot.fitting import CUT, clean, clip, offered, size
from coachbot.messages import RemindWhen, Roles, Shared
from coachbot.pieces import Ask, Choices, Line, Part, Picture, Points, Say
from coachbot_slack import limits
from coachbot_slack.limits import split
from coachbot_slack.words import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coachbot.messages import Reply
    from coachbot.pieces import Button, Card
    from coachbot.ports import Answered
    from coachbot_slack.pictures import Found

Block: TypeAlias = dict[str, Any]
NO_PICTURES: Found = MappingProxyType({})

CHOOSE_MOMENT = "choose_moment"
"""The button that opens the dialog with day and time; its value is a language and the turn it is about."""
_USER = re.compile(r"[UW][A-Z0-9]{1,30}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A message: its blocks, and in words alone for notifications and screen readers."""

    blocks: list[Block]
    text: str


def rendered(answers: Sequence[Answered], *, shared_by: str | None = None, pictures: Found = NO_PICTURES) -> Rendered:
    """Replies as one message, so that they arrive together or not at all; `shared_by` is the user who shares it.

    `pictures` holds the files of pictures; one without a file is told in words.
    """
    writer = _Writer(limits.BLOCKS, pictures)
    for index, answer in enumerate(answers):
        if index:
            writer.divide()
        if shared_by is not None and isinstance(answer.reply, Shared):
            label = load_words(answer.card.language).shared_by
            writer.rich([_section([_plain(f"{label} "), {"type": "user", "user_id": shared_by}])], size(label) + 20)
        writer.card(answer.card, answer.reply)
    return Rendered(blocks=writer.finished(), text=fallback(answer.card for answer in answers))


def view_blocks(answers: Sequence[Answered], *, most: int = limits.VIEW_BLOCKS, pictures: Found = NO_PICTURES) -> list[Block]:
    """Replies as the blocks of a modal or of App Home."""
    writer = _Writer(most, pictures)
    for index, answer in enumerate(answers):
        if index:
            writer.divide()
        writer.card(answer.card, answer.reply)
    return writer.finished()


def fallback(cards: Iterable[Card]) -> str:
    """Cards in words alone, escaped as Slack parses them."""
    # Escaped afterwards an ampersand is five characters, so the room for that is kept.
    text = clip(clean("\n".join(card.in_words for card in cards)), limits.FALLBACK)
    while size(escaped(text)) > limits.FALLBACK:
        text = clip(text, size(text) * 9 // 10)
    return escaped(text) or CUT


def escaped(text: str) -> str:
    """A text in which Slack finds no mention, link or markup.

    >>> escaped("<!channel> A & B")
    '&lt;!channel&gt; A &amp; B'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(text: str, most: int) -> Block:
    """A text object that Slack shows as it is; it may not be empty."""
    return {"type": "plain_text", "text": clip(clean(text).strip(), most) or CUT, "emoji": False}


class _Writer:
    """Writes blocks within what one message or view may hold.

    Buttons and what is said aloud are small and always fit; only long words that somebody typed are ever cut.
    """

    def __init__(self, most_blocks: int, pictures: Found) -> None:
        self.blocks: list[Block] = []
        self.pictures = pictures
        self.most_blocks = most_blocks
        self.left = limits.MESSAGE
        self.buttons = 0
        self.words = load_words("nl")
        self.is_cut = False

    def card(self, card: Card, reply: Reply) -> None:
        self.words = load_words(card.language)
        pieces = card.pieces
        for piece in pieces:
            match piece:
                case Line():
                    self.line(piece)
                case Part():
                    self.rich([_section([_bold(f"{piece.label}\n"), _plain(self.fit(piece.text))])], size(piece.label))
                case Say():
                    self.rich([_section([_bold(f"{piece.number} {piece.label}")]), _copyable(self.fit(piece.text))], 40)
                case Ask():
                    self.ask(piece)
                case Points():
                    self.points(piece, reply)
                case Picture():
                    self.picture(piece)
                case Choices():
                    self.choices(piece, reply)
                case _:
                    assert_never(piece)

    def line(self, line: Line) -> None:
        text = self.fit(line.text)
        match line.role:
            case "small":
                for part in split(text, limits.CONTEXT):
                    self.add({"type": "context", "elements": [plain_text(part, limits.CONTEXT)]})
            case "heard":
                self.rich([_section([_bold(text)])])
            case "reason":
                self.rich([_section([_styled(text, "italic")])])
            case "care":
                self.rich([{"type": "rich_text_quote", "elements": [_plain(text)]}])
            case "driver" | "plain":
                self.rich([_section([_plain(text)])])
            case _:
                assert_never(line.role)

    def ask(self, ask: Ask) -> None:
        """The question as a header, the largest that Slack has; a very long one in bold."""
        if ask.label:
            self.rich([_section([_bold(f"{ask.number} {ask.label}")])], size(ask.label))
        text = self.fit(ask.text)
        parts = split(text, limits.HEADER)
        if len(parts) > 2:  # noqa: PLR2004 - three headers in a row read as three questions
            self.rich([_section([_bold(text)])])
            return
        for part in parts:
            self.add({"type": "header", "text": plain_text(part, limits.HEADER)})

    def picture(self, picture: Picture) -> None:
        """A picture, with its words below it where they hold figures; in words alone where it has no file."""
        file = self.pictures.get(picture.png)
        if file is None:
            self.line(Line(role="plain", text=picture.alt))
            return
        self.add({"type": "image", "slack_file": {"id": file}, "alt_text": clip(self.fit(picture.alt), limits.ALT)})
        if picture.has_figures:
            self.line(Line(role="small", text=picture.alt))

    def points(self, points: Points, reply: Reply) -> None:
        named = _named(reply)
        items = [_item(item, named, self) for item in points.items]
        heading = [_section([_bold(clip(clean(points.label), limits.HEADER))])] if points.label else []
        self.rich([*heading, {"type": "rich_text_list", "style": "bullet", "elements": items}], size(points.label))

    def choices(self, choices: Choices, reply: Reply) -> None:
        if choices.label:
            self.rich([_section([_plain(self.fit(choices.label))])])
        written_out, buttons = offered(choices, label=limits.BUTTON, value=limits.VALUE)
        if written_out:
            listed = [_section([_plain(self.fit(label))]) for label in written_out]
            self.rich([{"type": "rich_text_list", "style": "ordered", "elements": listed}])
        elements = [self.button(label, button) for label, button in buttons]
        if isinstance(reply, RemindWhen):
            moment = plain_text(self.words.choose_moment, limits.BUTTON)
            value = f"{reply.language}:{'' if reply.turn is None else reply.turn}"
            elements.insert(-1, {"type": "button", "action_id": CHOOSE_MOMENT, "text": moment, "value": value})
        for start in range(0, len(elements), limits.ACTIONS):
            self.left -= sum(size(element["text"]["text"]) for element in elements[start : start + limits.ACTIONS])
            self.add({"type": "actions", "elements": elements[start : start + limits.ACTIONS]})

    def button(self, label: str, button: Button) -> Block:
        self.buttons += 1
        return {
            "type": "button",
            "action_id": f"do:{self.buttons}",
            "text": plain_text(label, limits.BUTTON),
            "accessibility_label": clip(clean(button.label).strip(), limits.BUTTON) or CUT,
            "value": written(button.action),
        }

    def rich(self, elements: list[Block], more: int = 0) -> None:
        """Add to the rich text that is being written: one block for all that follows each other, far from 50."""
        self.left -= more
        if self.blocks and self.blocks[-1]["type"] == "rich_text":
            self.blocks[-1]["elements"] += elements
        else:
            self.add({"type": "rich_text", "elements": elements})

    def divide(self) -> None:
        self.add({"type": "divider"})

    def add(self, block: Block) -> None:
        self.blocks.append(block)

    def fit(self, text: str) -> str:
        """A text as far as it fits in; not empty, as Slack refuses that."""
        whole = clean(text).strip()
        kept = clip(whole, min(limits.TEXT, max(self.left, 1)))
        self.is_cut = self.is_cut or kept != whole
        self.left -= size(kept)
        return kept or CUT

    def finished(self) -> list[Block]:
        room = self.most_blocks - 1
        blocks = self.blocks[:room]
        if self.is_cut or len(self.blocks) > room:
            blocks.append({"type": "context", "elements": [plain_text(self.words.cut, limits.CONTEXT)]})
        return blocks


def _section(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _copyable(text: str) -> Block:
    """A text that is copied without the words around it."""
    return {"type": "rich_text_preformatted", "elements": [_plain(text)]}


def _plain(text: str) -> Block:
    return {"type": "text", "text": text}


def _bold(text: str) -> Block:
    return _styled(clean(text) or CUT, "bold")


def _styled(text: str, style: str) -> Block:
    return {"type": "text", "text": text, "style": {style: True}}


def _named(reply: Reply) -> dict[str, str]:
    """Who is named in a card about roles, by how the card names them: Slack shows a user better than we can."""
    if not isinstance(reply, Roles):
        return {}
    users = [str((holder.address or {}).get("user", "")) for holder in reply.holders]
    return {user: user for user in users if _USER.fullmatch(user)}


def _item(item: str, named: dict[str, str], writer: _Writer) -> Block:
    name, colon, rest = item.partition(": ")
    if name in named:
        return _section([{"type": "user", "user_id": name}, _plain(writer.fit(f"{colon}{rest}"))])
    return _section([_plain(writer.fit(item))])
