"""Cards as Adaptive Cards 1.5, the highest version that Teams shows everywhere.

Words are put into runs of rich text, which by the specification know no Markdown: what a user or a playbook author
typed can't become a link, a mention or markup there.
"""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, assert_never

from coachbot.buttons import written
from coachbot.fitting import CUT, clean, clip, offered, size
from coachbot.messages import RemindWhen, Shared
from coachbot.pieces import Ask, Choices, Line, Part, Picture, Points, Say
from coachbot_teams import limits
from coachbot_teams.limits import sent_size, weight
from coachbot_teams.words import load_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coachbot.messages import Reply
    from coachbot.pieces import Button, Card
    from coachbot.playbook import Language
    from coachbot.ports import Answered

Element: TypeAlias = dict[str, Any]
Surface = Literal["message", "dialog"]
"""Where a card stands: a dialog knows no Action.Execute, and hands everything in at once."""

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
VERB = "coach"
ACTION = "coach"
"""Key of a button's action in its data."""
AMONG = "among"
"""Key of the channel that an answer was asked in, in the data of its buttons."""
DIALOG = "dialog"
"""Key of the dialog that a button opens, in its data."""
OPENS_DIALOG: Mapping[str, object] = {"msteams": {"type": "task/fetch"}}
"""In the data of a button, has Teams ask for a dialog."""


def message(answers: Sequence[Answered], *, among: str | None = None, shared_by: str | None = None) -> Element:
    """Replies as one message, so that they arrive together or not at all.

    `among` is the channel where the answer was asked for, and `shared_by` the name of who shares it there.
    """
    card = rendered(answers, among=among, shared_by=shared_by)
    return {
        "type": "message",
        "attachments": [{"contentType": CARD_TYPE, "content": card}],
        "summary": clip(card["fallbackText"].replace("\n", " "), limits.SUMMARY),
    }


def note(text: str) -> Element:
    """A message in plain words of our own."""
    return {"type": "message", "text": text, "textFormat": "plain"}


def rendered(
    answers: Sequence[Answered], *, among: str | None = None, shared_by: str | None = None, surface: Surface = "message"
) -> Element:
    """Replies as one Adaptive Card; with their pictures where those fit in, else with these in words."""

    def made(*, pictures: bool) -> tuple[Element, bool]:
        writer = _Writer(among, surface, pictures=pictures)
        for index, answer in enumerate(answers):
            writer.card(answer.card, answer.reply, apart=index > 0, shared_by=shared_by)
        card = card_of(writer.finished(), fallback(answer.card for answer in answers), answers[-1].card.language)
        return card, writer.is_pictured

    card, is_pictured = made(pictures=True)
    return made(pictures=False)[0] if is_pictured and sent_size(card) > limits.PICTURED else card


def above_fields(answers: Sequence[Answered], room: int) -> list[Element]:
    """Replies as the elements above a form, of at most so many bytes: there are no buttons to leave room to."""
    writer = _Writer(None, "dialog", room + limits.FOR_BUTTONS)
    for answer in answers:
        writer.card(answer.card, answer.reply, apart=False, shared_by=None)
    return writer.finished()


def plain_card(card: Card) -> Element:
    """A card that belongs to no reply, as a result of searching."""
    writer = _Writer(None, "message")
    writer.card(card, None, apart=False, shared_by=None)
    return card_of(writer.finished(), fallback([card]), card.language)


def card_of(body: list[Element], words: str, language: Language, actions: Sequence[Element] = ()) -> Element:
    """An Adaptive Card: always with its version, its language, and itself in words alone."""
    card: Element = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "lang": language,
        "fallbackText": words,
        "body": body,
    }
    return {**card, "actions": list(actions)} if actions else card


def fallback(cards: Iterable[Card]) -> str:
    """Cards in words alone."""
    return clip(clean("\n".join(card.in_words for card in cards)), limits.FALLBACK) or CUT


def shown(text: str, most: int) -> str:
    """A text of at most so many characters; not empty, as nothing could be read there."""
    return clip(clean(text).strip(), most) or CUT


def words(text: str, **style: object) -> Element:
    """A paragraph that is shown as it is."""
    return {"type": "RichTextBlock", "inlines": [run(text, **style)]}


def run(text: str, **style: object) -> Element:
    """Part of a paragraph."""
    return {"type": "TextRun", "text": text, **style}


class _Writer:
    """Writes the body of a card within what one activity may hold.

    Buttons and what is said aloud are small and always fit; only long words that somebody typed are ever cut.
    """

    def __init__(self, among: str | None, surface: Surface, room: int = limits.BODY, *, pictures: bool = False) -> None:
        self.pictures = pictures
        self.is_pictured = False
        self.body: list[Element] = []
        self.among = among
        self.surface = surface
        self.left = limits.MESSAGE
        self.room = room
        self.words = load_words("nl")
        self.is_cut = False
        self.apart = False

    def card(self, card: Card, reply: Reply | None, *, apart: bool, shared_by: str | None) -> None:
        self.words, self.apart = load_words(card.language), apart
        if shared_by is not None and isinstance(reply, Shared):
            self.add(words(clip(clean(self.words.shared_by.format(name=shared_by)), limits.SUMMARY), isSubtle=True, size="Small"))
        for piece in card.pieces:
            match piece:
                case Line():
                    self.line(piece)
                case Part():
                    self.headed(piece.label, piece.text)
                case Say():
                    self.headed(f"{piece.number} {piece.label}", piece.text)
                case Ask():
                    self.ask(piece)
                case Points():
                    self.points(piece)
                case Picture():
                    self.picture(piece)
                case Choices():
                    self.choices(piece, reply)
                case _:
                    assert_never(piece)

    def line(self, line: Line) -> None:
        text = self.fit(line.text)
        match line.role:
            case "heard":
                self.add(words(text, weight="Bolder", size="Medium"))
            case "reason":
                self.add(words(text, italic=True))
            case "small":
                self.add(words(text, size="Small", isSubtle=True))
            case "care":
                # A box around it sets it apart; nothing hangs on its colour.
                self.add({"type": "Container", "style": "emphasis", "items": [words(text)]})
            case "driver" | "plain":
                self.add(words(text))
            case _:
                assert_never(line.role)

    def headed(self, label: str, text: str) -> None:
        self.heading(label)
        self.add({**words(self.fit(text)), "spacing": "None"})

    def heading(self, label: str) -> None:
        if label:
            self.add(words(self.fit(label), weight="Bolder"))

    def ask(self, ask: Ask) -> None:
        """The question, the largest on the card."""
        self.heading(f"{ask.number} {ask.label}" if ask.label else "")
        self.add(words(self.fit(ask.text), size="Large", weight="Bolder"))

    def picture(self, picture: Picture) -> None:
        """A picture, with its words below it where they hold figures; in words alone where there is no room for it."""
        if not self.pictures:
            self.line(Line(role="plain", text=picture.alt))
            return
        url = f"data:image/png;base64,{b64encode(picture.png).decode()}"
        self.add({"type": "Image", "url": url, "altText": shown(picture.alt, limits.ALT)}, heavy=0)
        self.is_pictured = True
        if picture.has_figures:
            self.line(Line(role="small", text=picture.alt))

    def points(self, points: Points) -> None:
        self.heading(points.label)
        for item in points.items:
            self.add({**words(f"• {self.fit(item)}"), "spacing": "Small"})

    def choices(self, choices: Choices, reply: Reply | None) -> None:
        if choices.label:
            self.add(words(self.fit(choices.label)))
        written_out, buttons = offered(choices, label=limits.BUTTON, value=limits.VALUE)
        for number, label in enumerate(written_out, start=1):
            self.add({**words(f"{number}. {self.fit(label)}"), "spacing": "Small"})
        actions = [self.button(label, button) for label, button in buttons]
        if isinstance(reply, RemindWhen) and self.surface == "message":
            actions.insert(-1, self.moment(reply))
        for start in range(0, len(actions), limits.ACTIONS):
            self.add({"type": "ActionSet", "actions": actions[start : start + limits.ACTIONS]}, keeps=0)

    def button(self, label: str, button: Button) -> Element:
        data: dict[str, object] = {ACTION: written(button.action)}
        if self.among is not None:
            data[AMONG] = self.among
        base = {"title": label, "tooltip": shown(button.label, limits.SUMMARY), "data": data}
        if self.surface == "dialog":
            return {"type": "Action.Submit", **base}
        if button.opens_form:
            # Only this kind of action can open a dialog: an Action.Execute is answered with a card or a word.
            return {"type": "Action.Submit", **base, "data": {**data, **OPENS_DIALOG}}
        return {"type": "Action.Execute", "verb": VERB, **base}

    def moment(self, reply: RemindWhen) -> Element:
        """The button that opens the dialog with day and time."""
        about = "" if reply.turn is None else str(reply.turn)
        data: Mapping[str, object] = {**OPENS_DIALOG, DIALOG: f"moment:{reply.language}:{about}"}
        return {"type": "Action.Submit", "title": self.words.choose_moment, "data": data}

    def add(self, element: Element, keeps: int = limits.FOR_BUTTONS, heavy: int | None = None) -> None:
        """Add an element where there is room; words leave some for the buttons below them.

        A picture weighs nothing here: it is weighed with the whole card.
        """
        placed = {**element, "separator": True, "spacing": "Large"} if self.apart and self.body else element
        heavy = weight(placed) if heavy is None else heavy
        if self.room - heavy < keeps:
            self.is_cut = True
            return
        self.room -= heavy
        self.apart = False
        self.body.append(placed)

    def fit(self, text: str) -> str:
        """A text as far as it fits in."""
        whole = clean(text).strip()
        kept = clip(whole, min(limits.TEXT, max(self.left, 1)))
        self.is_cut = self.is_cut or kept != whole
        self.left -= size(kept)
        return kept or CUT

    def finished(self) -> list[Element]:
        cut = [words(self.words.cut, size="Small", isSubtle=True)] if self.is_cut else []
        return [*self.body, *cut]
