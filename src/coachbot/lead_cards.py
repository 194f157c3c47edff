"""Cards for team leads: the commands, who keeps the playbook, and how it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from coachbot.commands import LEAD_COMMANDS
from coachbot.messages import Action, LeadHelp, NotAllowed, Roles
from coachbot.pieces import Button, Choices, Line, Piece, Points

if TYPE_CHECKING:
    from datetime import date

    from coachbot.commands import Command, LeadCommand
    from coachbot.digest import Digest
    from coachbot.digest_words import DigestWords
    from coachbot.messages import HoldsRole, Home
    from coachbot.playbook import Playbook
    from coachbot.texts import Texts

LeadReply = LeadHelp | Roles | NotAllowed


def lead_pieces(reply: LeadReply, texts: Texts) -> list[Piece]:
    """The pieces of a card for whoever keeps the playbook, or asks who does."""
    match reply:
        case LeadHelp():
            return [Line(role="plain", text=texts.lead_help), Points(label=texts.help_commands, items=_commands(texts))]
        case NotAllowed():
            return [Line(role="plain", text=texts.not_allowed[reply.needs])]
        case Roles():
            return _roles(reply, texts)
        case _:
            assert_never(reply)


def digest_pieces(digest: Digest, words: DigestWords) -> list[Piece]:
    """A digest, a list a section; a line where there is nothing to tell."""
    title = Line(role="heard", text=words.title(digest))
    if digest.is_empty:
        return [title, Line(role="plain", text=words.texts.digest["nothing"])]
    sections = [Points(label=section.head, items=section.items) for section in words.sections(digest)]
    return [title, *sections, Line(role="small", text=words.texts.coverage["counted"])]


def playbook_state(playbook: Playbook, texts: Texts, today: date) -> list[Piece]:
    """How the playbook stands, in one line."""
    cells = list(playbook.cells())
    entries = [playbook.model.entries[cell] for cell in cells if cell in playbook.model.entries]
    counted = texts.home_cells.format(
        there=len(entries),
        all=len(cells),
        unverified=sum(entry.verified_on is None for entry in entries),
        overdue=sum(entry.is_overdue(today) for entry in entries),
    )
    return [Points(label=texts.home_leads, items=(counted,))]


def waits(home: Home, texts: Texts) -> list[Piece]:
    """What waits for a lead, with the way there; nothing where nothing does."""
    review = Button(label=texts.button_home_review, action=Action(kind="lead_review"))
    gaps = Button(label=texts.button_home_gaps, action=Action(kind="lead_gaps"))
    there = [
        (texts.home_waiting.format(count=home.waiting), review, home.waiting),
        (texts.home_gaps.format(count=home.gaps), gaps, home.gaps),
    ]
    lines: list[Piece] = [Line(role="plain", text=text) for text, _, count in there if count]
    buttons = tuple(button for _, button, count in there if count)
    return [*lines, Choices(label=None, buttons=buttons)] if buttons else []


def command_line(texts: Texts, command: Command | LeadCommand) -> str:
    """What a command is called and does: `help: this explanation`."""
    return texts.lead_command_help.get(command) or texts.command_help[command]


def _commands(texts: Texts) -> tuple[str, ...]:
    return tuple(texts.lead_command_help[command] for command in LEAD_COMMANDS)


def _roles(reply: Roles, texts: Texts) -> list[Piece]:
    pieces: list[Piece] = []
    if reply.just is not None:
        pieces.append(Line(role="plain", text=texts.roles_just[reply.just]))
    if reply.holders:
        items = tuple(f"{_name(holder)}: {texts.role_names[holder.role]}" for holder in reply.holders)
        pieces.append(Points(label=texts.roles_head, items=items))
    else:
        pieces.append(Line(role="plain", text=texts.roles_none))
    pieces.append(Line(role="plain", text=texts.roles_own.format(role=texts.role_names[reply.own])))
    if reply.claimable:
        pieces.append(Line(role="small", text=texts.roles_claim))
    return [*pieces, Line(role="small", text=texts.roles_how)]


def _name(holder: HoldsRole) -> str:
    """How somebody is called on their platform; their role alone where it isn't known."""
    return str((holder.address or {}).get("name") or (holder.address or {}).get("user") or "?")
