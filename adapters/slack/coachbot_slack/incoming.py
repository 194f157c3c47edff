"""What Slack sends, as messages to the coach, and where their answers go. Pure: payloads in, values out.

Workspace and user come from payloads whose signature was right; nothing that a button carries is believed about them.
"""

from __future__ import annotations

import html
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from coachbot.buttons import read
from coachbot.errors import UnreadableError
from coachbot.messages import IncomingMessage, Mentioned, Origin
from coachbot.ports import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coachbot.messages import Action, Attachment

Payload: TypeAlias = "Mapping[str, Any]"

PLATFORM = "slack"
_MARKED = re.compile(r"<([^<>]*)>")
_USER = re.compile(r"@([UW][A-Z0-9]+)(?:\|.*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A workspace, and the organisation it belongs to where it does: the app is installed in one of the two."""

    team: str
    enterprise: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message for the desk, and where its answer goes."""

    message: IncomingMessage
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Where the answer to a command, a button or a dialog goes."""

    workspace: Workspace
    user: str
    channel: str | None = None
    thread: str | None = None
    response_url: str | None = None
    replace: bool = False
    """Whether the answer takes the place of the message the button was in."""
    lasting: bool = False
    """Whether this is the person's own conversation with the coach, where an answer may stay."""
    trigger: str | None = None
    """What opens a dialog, for three seconds."""

    @property
    def origin(self) -> Origin:
        """Who speaks and where."""
        return _origin(self.workspace, self.user, self.channel, self.thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button somebody pressed."""

    back: Back
    action_id: str
    value: str
    action: Action | None
    surface: Literal["message", "home", "modal"]
    view: Payload
    """The dialog or page it is in, where it is in one."""


@contextmanager
def reading() -> Iterator[None]:
    """Tell a payload that isn't made as Slack documents it from a fault of ours; nothing but reading goes in here.

    Raises:
        UnreadableError: something has another type, or isn't there.
    """
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        msg = f"this isn't made as Slack documents it ({type(error).__name__})"
        raise UnreadableError(msg) from error


def said(body: Payload, own_user: str | None = None) -> Said | None:
    """A direct message or a mention; None for what isn't for the coach: its own messages, other bots, edits, deletions.

    `own_user` is the coach itself: events name it too, but answering oneself never ends, so it is known twice.
    """
    event: Payload = body.get("event") or {}
    user, channel, at = event.get("user"), event.get("channel"), event.get("ts")
    # Slack names the type of channel; other tools that speak its protocol leave it to the id.
    direct = event.get("type") == "message" and event.get("channel_type", "im") == "im" and str(channel).startswith("D")
    # A mention in a direct message comes in as a message too.
    mention = event.get("type") == "app_mention" and not str(channel).startswith("D")
    if not (direct or mention) or not (isinstance(user, str) and isinstance(channel, str) and isinstance(at, str)):
        return None
    if any(event.get(mark) for mark in ("bot_id", "bot_profile", "app_id", "metadata", "edited", "hidden")):
        return None
    if event.get("subtype") not in {None, "file_share", "thread_broadcast"} or user in {own_user, _own_user(body)}:
        return None
    workspace = workspace_of(body)
    if workspace is None:
        return None
    thread = event.get("thread_ts")
    text, named = words_of(str(event.get("text") or ""), workspace, _own_user(body) or own_user)
    details: dict[str, Any] = {**_address(workspace, user), "channel": channel, "thread": thread, "private": not direct}
    return Said(
        message=IncomingMessage(
            text=text,
            attachment=None if text else _attachment(event),
            mentioned=named,
            origin=_origin(workspace, user, channel, thread),
            event=f"{at}:{_text(body.get('event_id')) or ''}",
        ),
        place=Place(channel=channel, details=details),
    )


def commanded(body: Payload) -> tuple[IncomingMessage, Back] | None:
    """A slash command: what stands behind `/coach`, or `/playbook` with what stands behind it."""
    workspace = workspace_of(body)
    user = body.get("user_id")
    if workspace is None or not isinstance(user, str):
        return None
    back = Back(
        workspace=workspace,
        user=user,
        channel=_text(body.get("channel_id")),
        response_url=_text(body.get("response_url")),
        trigger=_text(body.get("trigger_id")),
    )
    text, named = words_of(str(body.get("text") or ""), workspace, None)
    command = str(body.get("command") or "")
    if command.startswith("/playbook"):
        text = f"/playbook {text}"
    return IncomingMessage(text=text or "help", mentioned=named, origin=back.origin), back


def pressed(body: Payload) -> Pressed | None:
    """A button, in a message, in App Home or in a dialog."""
    workspace, user = workspace_of(body), _id(body.get("user"))
    actions = body.get("actions") or []
    if workspace is None or user is None or len(actions) != 1 or actions[0].get("type") != "button":
        return None
    container: Payload = body.get("container") or {}
    view: Payload = body.get("view") or {}
    channel = _id(body.get("channel"))
    ephemeral = bool(container.get("is_ephemeral"))
    own = channel is not None and channel.startswith("D")
    surface: Literal["message", "home", "modal"] = "message"
    if view:
        surface = "home" if view.get("type") == "home" else "modal"
    back = Back(
        workspace=workspace,
        user=user,
        channel=channel,
        thread=_text(container.get("thread_ts") or (body.get("message") or {}).get("thread_ts")),
        response_url=_text(body.get("response_url")),
        # What stands in a channel for all to see was shared: it stays as it is, and whoever presses is answered alone.
        replace=ephemeral or own,
        lasting=own and not ephemeral,
        trigger=_text(body.get("trigger_id")),
    )
    value = str(actions[0].get("value") or "")
    return Pressed(
        back=back,
        action_id=str(actions[0].get("action_id") or ""),
        value=value,
        action=read(value),
        surface=surface,
        view=view,
    )


def picked_message(body: Payload) -> tuple[IncomingMessage, Back] | None:
    """A message somebody wants to be coached on, whoever wrote it."""
    workspace, user = workspace_of(body), _id(body.get("user"))
    message: Payload = body.get("message") or {}
    if workspace is None or user is None:
        return None
    back = Back(
        workspace=workspace,
        user=user,
        channel=_id(body.get("channel")),
        thread=_text(message.get("thread_ts")),
        response_url=_text(body.get("response_url")),
        trigger=_text(body.get("trigger_id")),
    )
    text, _ = words_of(str(message.get("text") or ""), workspace, None)
    return IncomingMessage(text=text, attachment=None if text else _attachment(message), origin=back.origin), back


def asker(body: Payload) -> Back | None:
    """Who used something that isn't in any conversation: a global shortcut, App Home, a dialog."""
    workspace = workspace_of(body)
    event: Payload = body.get("event") or {}
    user = _id(body.get("user")) or event.get("user")
    if workspace is None or not isinstance(user, str):
        return None
    return Back(workspace=workspace, user=user, trigger=_text(body.get("trigger_id")))


def workspace_of(body: Payload) -> Workspace | None:
    """Where something happened, as Slack vouches for it; None where it doesn't say.

    Of an event that is the workspace that has the app: in a channel shared between two, the other may be named beside it.
    """
    allowed = _authorization(body)
    enterprise = _id(body.get("enterprise")) or _text(body.get("enterprise_id")) or _text(allowed.get("enterprise_id"))
    team = _text(allowed.get("team_id")) or _text(body.get("team_id")) or _id(body.get("team"))
    if team is None:
        # An app that an organisation installed is told the workspace beside the user.
        user = body.get("user")
        team = _text(user.get("team_id")) if isinstance(user, dict) else None
    return None if team is None else Workspace(team=team, enterprise=enterprise)


def words_of(text: str, workspace: Workspace, own_user: str | None) -> tuple[str, tuple[Mentioned, ...]]:
    """A text as its writer saw it, and who is named in it; mentions of people are taken out.

    >>> words_of("<@U1> zei: kijk op <https://x.nl|de site> &amp; klaar", Workspace(team="T1"), "U1")
    ('zei: kijk op de site & klaar', ())
    """
    named: list[Mentioned] = []

    def shown(found: re.Match[str]) -> str:
        inside = found.group(1)
        user = _USER.fullmatch(inside)
        if user is not None:
            if user.group(1) != own_user:
                named.append(Mentioned(user=user.group(1), address=_address(workspace, user.group(1))))
            return " "
        target, _, label = inside.partition("|")
        return label or target.removeprefix("!").removeprefix("#").removeprefix("mailto:")

    return re.sub(r"[ \t]+", " ", html.unescape(_MARKED.sub(shown, text))).strip(), tuple(named)


def _origin(workspace: Workspace, user: str, channel: str | None, thread: str | None) -> Origin:
    among_others = channel is not None and not channel.startswith("D")
    place = f"{channel or 'home'}:{thread or 'top'}" if among_others else (channel or "home")
    whole = {"channel": channel, "thread": thread, "team": workspace.team, "enterprise": workspace.enterprise}
    return Origin(
        platform=PLATFORM,
        workspace=workspace.team,
        # With the user in it also where two people talk directly: `/coach` works there, and is nobody else's.
        conversation=f"{place}:{user}",
        user=user,
        among_others=among_others,
        address=_address(workspace, user),
        everyone=whole if among_others else None,
    )


def _address(workspace: Workspace, user: str) -> dict[str, Any]:
    """Where a message reaches somebody alone: posting to a user opens their conversation with the coach."""
    return {"channel": user, "user": user, "team": workspace.team, "enterprise": workspace.enterprise}


def _attachment(event: Payload) -> Attachment | None:
    files = [one for one in event.get("files") or () if isinstance(one, dict)]
    if not files:
        return None
    sound = any(one.get("subtype") == "slack_audio" or str(one.get("mimetype", "")).startswith("audio/") for one in files)
    return "voice" if sound else "file"


def _own_user(body: Payload) -> str | None:
    return _text(_authorization(body).get("user_id"))


def _authorization(body: Payload) -> Payload:
    """For which installation of the app an event came in."""
    found = body.get("authorizations")
    return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}


def _id(raw: object) -> str | None:
    return _text(raw.get("id")) if isinstance(raw, dict) else None


def _text(raw: object) -> str | None:
    return raw if isinstance(raw, str) and raw else None
