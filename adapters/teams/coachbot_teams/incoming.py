"""What Teams sends, as messages to the coach, and where their answers go. Pure: activities in, values out.

Tenant and user come from activities whose token was right; nothing that a button carries is believed about them.
"""

from __future__ import annotations

import hashlib
import html
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

from coachbot.buttons import read
from coachbot.messages import Action, IncomingMessage, Mentioned, Origin
from coachbot.playbook import ObjectionId
from coachbot.ports import Place
from coachbot_teams.rendering import ACTION, AMONG

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coachbot.messages import Attachment
    from coachbot.playbook import Language

Activity: TypeAlias = "Mapping[str, Any]"

PLATFORM = "teams"
NO_CHOICE = Action(kind="show", objection=ObjectionId(""))
"""What a button that can't be read stands for: there is no such objection, and the coach says so kindly."""
_LONGEST_ID = 1_000
_AT = re.compile(r"</?at(?: [^<>]*)?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """Who did something, where, and so where the answer goes."""

    tenant: str
    user: str
    conversation: str
    service_url: str
    bot: str
    personal: bool
    name: str = ""
    language: Language | None = None
    """What their Teams is in."""
    among: str | None = None
    """The channel or group chat an answer was asked in, where others are."""

    @property
    def address(self) -> dict[str, Any]:
        """Where a message reaches somebody alone. Their own chat is made, or found again, where it isn't known."""
        return {
            "channel": self.user,
            "user": self.user,
            "tenant": self.tenant,
            "service_url": self.service_url,
            "bot": self.bot,
            "conversation": self.conversation if self.personal else None,
        }

    @property
    def everyone(self) -> dict[str, Any] | None:
        """Where everybody in this conversation sees a message; None in one's own chat. A thread is of its channel."""
        if self.personal:
            return None
        return {
            "channel": self.conversation.partition(";")[0],
            "tenant": self.tenant,
            "service_url": self.service_url,
            "bot": self.bot,
            "among": self.conversation,
        }

    @property
    def origin(self) -> Origin:
        """Who speaks and where."""
        return Origin(
            platform=PLATFORM,
            workspace=self.tenant,
            conversation=f"{self.among}:{self.user}" if self.among else self.conversation,
            user=self.user,
            among_others=self.among is not None,
            address=self.address,
            everyone=self.everyone,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message for the desk, and where its answer goes."""

    message: IncomingMessage
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button somebody pressed, of a card in their own chat or of one for all."""

    back: Back
    message: IncomingMessage
    action: Action
    share_to: str | None = None
    """The channel that an answer may be shared in, as the button says: to be checked."""


def asker(activity: Activity) -> Back | None:
    """Who did something in which tenant; None where that isn't told without contradiction."""
    sender, conversation, recipient = (_object(activity.get(name)) for name in ("from", "conversation", "recipient"))
    user, place, service_url = _id(sender.get("id")), _id(conversation.get("id")), _id(activity.get("serviceUrl"))
    tenants = {_id(conversation.get("tenantId")), _id(_object(_object(activity.get("channelData")).get("tenant")).get("id"))} - {
        None
    }
    if user is None or place is None or service_url is None or len(tenants) != 1:
        return None
    personal = conversation.get("conversationType") == "personal"
    return Back(
        tenant=str(tenants.pop()),
        user=user,
        conversation=place,
        service_url=service_url,
        bot=_id(recipient.get("id")) or "",
        personal=personal,
        name=str(sender.get("name") or "")[:_LONGEST_ID],
        language=_language(activity.get("locale")),
        among=None if personal else place,
    )


def said(activity: Activity, back: Back) -> Said | None:
    """A message in one's own chat, or a mention elsewhere; None for what isn't for the coach: other bots, what has no sender."""
    at, sender = _id(activity.get("id")), _object(activity.get("from"))
    if at is None or sender.get("role") == "bot" or back.user == back.bot:
        return None
    text, named, called = words_of(activity, back)
    if not (back.personal or called):
        return None
    address = {**back.address, "name": back.name} if _is_about_roles(text) else back.address
    details: dict[str, Any] = {**address, "among": back.among}
    return Said(
        message=IncomingMessage(
            text=text,
            attachment=None if text else _attachment(activity),
            mentioned=named,
            origin=replace(back.origin, address=address),
            event=event_of(activity, back),
        ),
        place=Place(channel=back.user, details=details),
    )


def event_of(activity: Activity, back: Back) -> str:
    """What an activity is known by when it is delivered again: it sorts by time, and names nobody.

    Teams numbers messages by the millisecond within one conversation, which is told apart by a digest here.
    """
    at = str(activity.get("id") or "")[:_LONGEST_ID]
    place = hashlib.blake2s(f"{back.tenant} {back.conversation}".encode(), digest_size=8).hexdigest()
    if at.isdigit():
        return f"{at}:{place}"
    digest = hashlib.blake2s(at.encode(), digest_size=8).hexdigest()
    return f"{str(activity.get('timestamp') or '')[:40]}:{place}:{digest}"


def is_press(activity: Activity) -> bool:
    """Whether a message is a button of a card: Action.Submit comes in as a message."""
    return isinstance(activity.get("value"), dict) and not str(activity.get("text") or "").strip()


def pressed(data: object, back: Back) -> Pressed:
    """A button by its data."""
    raw = _object(data)
    action = read(raw.get(ACTION)) or NO_CHOICE
    among = _id(raw.get(AMONG))
    # Of an answer that was asked for in a channel, what follows can be shared there too.
    asked = replace(back, among=back.among or among)
    return Pressed(
        back=back, message=IncomingMessage(action=action, origin=asked.origin), action=action, share_to=back.among or among
    )


def words_of(activity: Activity, back: Back) -> tuple[str, tuple[Mentioned, ...], bool]:
    """A text as its writer saw it, who is named in it, and whether the coach is; mentions are taken out.

    >>> back = Back(tenant="t", user="u", conversation="c", service_url="s", bot="28:b", personal=True)
    >>> entity = {"type": "mention", "mentioned": {"id": "28:b"}, "text": "<at>coach</at>"}
    >>> words_of({"text": "<at>coach</at>&nbsp;ja &amp; nee", "entities": [entity]}, back)
    ('ja & nee', (), True)
    """
    text, called = str(activity.get("text") or ""), False
    named: list[Mentioned] = []
    for entity in activity.get("entities") or ():
        mentioned = _object(_object(entity).get("mentioned"))
        user, shown = _id(mentioned.get("id")), _object(entity).get("text")
        if _object(entity).get("type") != "mention" or user is None:
            continue
        if isinstance(shown, str) and shown:
            text = text.replace(shown, " ")
        if user == back.bot:
            called = True
        else:
            address = {**back.address, "channel": user, "user": user, "conversation": None}
            named.append(Mentioned(user=user, address={**address, "name": str(mentioned.get("name") or "")[:_LONGEST_ID]}))
    words = html.unescape(_AT.sub(" ", text)).replace("\xa0", " ")
    return re.sub(r"[ \t]+", " ", words).strip(), tuple(named), called


def picked_message(value: object) -> str:
    """The words of the message that somebody wants to be coached on, without its markup.

    >>> picked_message({"messagePayload": {"body": {"contentType": "html", "content": "<p>Geen <b>tijd</b> &amp; zin</p>"}}})
    'Geen tijd & zin'
    """
    body = _object(_object(_object(value).get("messagePayload")).get("body"))
    content = str(body.get("content") or "")
    if body.get("contentType") == "html":
        content = html.unescape(re.sub(r"<[^<>]*>", " ", content))
    return re.sub(r"\s+", " ", content).strip()


def joined(activity: Activity, back: Back) -> bool:
    """Whether the coach has just been added, by an installation."""
    return (
        activity.get("type") == "installationUpdate" and str(activity.get("action") or "").startswith("add") and bool(back.user)
    )


def _is_about_roles(text: str) -> bool:
    """Whether a name is needed beside the id: a list of who keeps the playbook is of use with names alone."""
    return text.lower().startswith("/playbook")


def _attachment(activity: Activity) -> Attachment | None:
    kinds = [str(_object(one).get("contentType") or "") for one in activity.get("attachments") or ()]
    # The text of a message comes along as HTML besides.
    files = [kind for kind in kinds if kind and kind != "text/html"]
    if not files:
        return None
    return "voice" if any(kind.startswith(("audio/", "video/")) for kind in files) else "file"


def _language(locale: object) -> Language | None:
    if not isinstance(locale, str) or not locale:
        return None
    return "nl" if locale.lower().startswith("nl") else "en"


def _object(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _id(raw: object) -> str | None:
    return raw if isinstance(raw, str) and 0 < len(raw) <= _LONGEST_ID else None
