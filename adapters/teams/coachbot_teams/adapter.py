"""Teams as a chat platform: what comes in is handed to the desk, and cards go back."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from coachbot.errors import DeliveryError, RefusedError, where_raised
from coachbot.messages import Action, Exported, IncomingMessage, OwnDriversQuestion, Welcome
from coachbot.pieces import Picture
from coachbot.ports import HttpResponse
from coachbot_teams import extension
from coachbot_teams.dialogs import (
    answer_dialog,
    asked_moment,
    chosen_moment,
    closing,
    moment_dialog,
    story_dialog,
    told_story,
)
from coachbot_teams.forms import form_dialog, handed_in
from coachbot_teams.incoming import NO_CHOICE, PLATFORM, asker, is_press, joined, picked_message, pressed, said
from coachbot_teams.rendering import ACTION, CARD_TYPE, fallback, message, note, rendered
from coachbot_teams.sdk import KeysAwayError, Sdk, StrangerError, UnclearError
from coachbot_teams.sending import TeamsSender
from coachbot_teams.typing_signs import TypingSigns
from coachbot_teams.words import load_words

if TYPE_CHECKING:
    from collections.abc import Coroutine, Mapping, Sequence

    from coachbot.messages import Origin
    from coachbot.playbook import Language
    from coachbot.ports import Answered, Desk, Handler, HttpRequest, Sender
    from coachbot_teams.incoming import Activity, Back, Pressed
    from coachbot_teams.rendering import Element
    from coachbot_teams.settings import TeamsSettings

MESSAGES = "/api/messages"
"""Where Teams sends everything."""
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
_BESIDE = frozenset({"helpful", "not_helpful", "send_to_leads"})
"""Buttons that are answered in a word, while the card stays as it is."""
_BELOW = frozenset({"remind"})
"""Buttons whose answer asks something, while the card is still needed."""
_FINISH_S = 10.0
_NAMED = 64

_log = structlog.get_logger(__name__)


class TeamsAdapter:
    """Implements `coachbot.ports.ChatAdapter`."""

    name = PLATFORM

    def __init__(self, desk: Desk, settings: TeamsSettings, sdk: Sdk | None = None) -> None:
        self._desk = desk
        self._settings = settings
        self._sdk = sdk or Sdk(settings)
        self._signs = TypingSigns()
        self._sender = TeamsSender(desk, self._sdk, self._signs)
        self._running: set[asyncio.Task[None]] = set()
        self._known: dict[str, str] = {}

    @property
    def sender(self) -> Sender:
        """How answers go out."""
        return self._sender

    @property
    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Where requests come in."""
        return {("POST", MESSAGES): self._take}

    async def start(self) -> None:
        """Open the connections."""
        await self._sdk.open()
        if self._settings.development and self._settings.app_id is None:
            _log.warning("teams_asks_no_tokens", mend="only for trying it on this machine; unset COACHBOT_TEAMS_DEVELOPMENT")

    async def stop(self) -> None:
        """Finish what was begun, and close the connections."""
        self._signs.stop()
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=_FINISH_S)
            for task in late:
                task.cancel()
        await self._sdk.close()

    async def _take(self, request: HttpRequest) -> HttpResponse:
        """Answer a request of Teams'; anybody else's has no effect."""
        activity = _read(request.body)
        if activity is None:
            return HttpResponse(status=400)
        try:
            await self._sdk.verify(request.headers.get("authorization"), activity)
        except StrangerError as error:
            _log.warning("teams_request_refused", why=str(error))
            return HttpResponse(status=401)
        except KeysAwayError as error:
            _log.error("teams_keys_away", why=str(error))
            return HttpResponse(status=503)
        back = asker(activity)
        if back is None:
            _log.info("teams_activity_left", type=_kind(activity))
            return HttpResponse()
        if not self._settings.admits(back.tenant):
            _log.warning("teams_tenant_refused", mend="list it in COACHBOT_TEAMS_TENANTS where its people may use the coach")
            return HttpResponse(status=403)
        try:
            answer = await self._handle(activity, back)
        except DeliveryError:
            return HttpResponse(status=503)
        except Exception as error:  # noqa: BLE001 - whatever came in, Teams isn't told to send it again; its text may hold words
            _log.error("teams_activity_failed", type=_kind(activity), error=type(error).__name__, where=where_raised(error))
            return HttpResponse()
        return HttpResponse(body=json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))

    async def _handle(self, activity: Activity, back: Back) -> Element:
        match activity.get("type"):
            case "message" if is_press(activity):
                # A button of an older client: it comes as a message, and there is nothing to change in place.
                self._later(self._show_beside(pressed(activity["value"], back)))
            case "message":
                await self._say(activity, back)
            case "invoke":
                return await self._invoke(activity, back)
            case "installationUpdate" if joined(activity, back):
                await self._keep(back)
                if back.personal:
                    self._later(self._welcome(back))
            case "installationUpdate" if str(activity.get("action") or "").startswith("remove") and back.personal:
                # Somebody took the coach away: nothing is sent to them unasked from now on.
                await self._desk.answer(IncomingMessage(action=Action(kind="stop_reminders"), origin=back.origin))
            case _:
                _log.info("teams_activity_left", type=_kind(activity))
        return {}

    async def _say(self, activity: Activity, back: Back) -> None:
        found = said(activity, back)
        if found is None:
            return
        if self._known.get(back.tenant) != back.service_url:
            self._later(self._keep(back))
        if await self._desk.submit(found.message, found.place) and back.personal:
            self._signs.soon(back.conversation, lambda: self._sender.post(back.address, back.conversation, {"type": "typing"}))

    async def _keep(self, back: Back) -> None:
        """Note where a tenant is talked to; it may change, and is never guessed."""
        if self._known.get(back.tenant) != back.service_url:
            await self._desk.installations.keep(PLATFORM, back.tenant, {"service_url": back.service_url})
            self._known[back.tenant] = back.service_url

    async def _welcome(self, back: Back) -> None:
        """Welcome somebody who isn't known yet: the desk does so before the first thing it answers, and never again."""
        answers = await self._desk.answer(IncomingMessage(text="help", language=back.language, origin=back.origin))
        if isinstance(answers[0].reply, Welcome):
            await self._sender.privately(back.address, answers)

    # Invokes: each is answered in its own shape, at once

    async def _invoke(self, activity: Activity, back: Back) -> Element:
        value = activity.get("value")
        given: Mapping[str, Any] = value if isinstance(value, dict) else {}
        data: Mapping[str, Any] = _object(given.get("data"))
        match activity.get("name"):
            case "adaptiveCard/action":
                return await self._execute(pressed(_object(given.get("action")).get("data"), back))
            case "task/fetch":
                return await self._fetch(data, back)
            case "task/submit" | "composeExtension/submitAction":
                return await self._submit(data, back)
            case "composeExtension/query":
                words, skip = extension.asked(given)
                return extension.results(await self._desk.playbook_of(PLATFORM, back.tenant), back.language or "nl", words, skip)
            case "composeExtension/fetchTask":
                told = picked_message(given)
                if given.get("commandId") == "story" or not told:
                    return story_dialog(back.language or "nl")
                return _dialog(await self._desk.answer(IncomingMessage(text=told, origin=_apart(back))))
            case "fileConsent/invoke":
                self._later(self._give_file(given, back))
                return {}
            case "message/submitAction":
                # Teams' own thumbs: our card has its own, which know the answer they are about.
                return {}
            case _:
                _log.info("teams_activity_left", type=_kind(activity))
                return {}

    async def _execute(self, press: Pressed) -> Element:
        """Answer a button in its own place; what stands in a channel for all to see stays as it is."""
        action, back = press.action, press.back
        if action.kind == "share":
            answers = await self._desk.answer(press.message)
            if not answers[-1].for_all:
                return _in_words(fallback(answer.card for answer in answers))
            self._later(self._share(press, answers))
            return _in_words(load_words(answers[-1].card.language).shared)
        if not back.personal:
            self._later(self._show_beside(press))
            return _in_words(load_words(back.language or "nl").in_your_own_chat)
        answers = await self._desk.answer(press.message)
        if action is NO_CHOICE or action.kind in _BESIDE:
            return _in_words(fallback(answer.card for answer in answers))
        if action.kind in _BELOW or any(isinstance(answer.reply, Exported) for answer in answers):
            self._later(self._sender.privately(back.address, answers, among=press.share_to))
            return _in_words(load_words(answers[-1].card.language).below)
        return {"statusCode": 200, "type": CARD_TYPE, "value": rendered(answers, among=press.share_to)}

    async def _show_beside(self, press: Pressed) -> None:
        answers = await self._desk.answer(press.message)
        if press.share_to is not None and answers[-1].for_all:
            await self._share(press, answers)
            return
        await self._sender.privately(press.back.address, answers, among=press.share_to)

    async def _share(self, press: Pressed, answers: Sequence[Answered]) -> None:
        """Post for all what somebody shares, in the conversation where they asked, if they are in it."""
        back, place = press.back, press.share_to
        try:
            if place is not None and (place == back.conversation or await self._sender.is_member(back.address, place)):
                await self._sender.post(back.address, place, message(answers, among=place, shared_by=back.name))
                return
        except (RefusedError, UnclearError) as error:
            _log.warning("not_shared", error=type(error).__name__)
        chat = await self._sender.chat(back.address)
        await self._sender.post(back.address, chat, note(load_words(answers[-1].card.language).not_shared))

    async def _fetch(self, data: Mapping[str, Any], back: Back) -> Element:
        """A dialog that a button opens."""
        moment = asked_moment(data)
        if moment is not None:
            return moment_dialog(*moment)
        if ACTION in data:
            message = IncomingMessage(action=pressed(data, back).action, origin=_alone(back))
            return _dialog(await self._desk.answer(message))
        return story_dialog(back.language or "nl")

    async def _submit(self, data: Mapping[str, Any], back: Back) -> Element:
        """What a dialog hands in: a moment closes it, anything else goes on within it while there is more to do."""
        moment, told, filled = asked_moment(data), told_story(data), handed_in(data)
        if moment is not None:
            chosen = chosen_moment(moment[1], data)
            return closing(await self._desk.answer(IncomingMessage(action=chosen, language=moment[0], origin=back.origin)))
        if told is not None:
            return _dialog(await self._desk.answer(IncomingMessage(text=told, origin=_apart(back))))
        if filled is not None:
            message = IncomingMessage(action=filled[0], fields=filled[1], origin=_alone(back))
        else:
            message = IncomingMessage(action=pressed({ACTION: data.get(ACTION)}, back).action, origin=_apart(back))
        answers = await self._desk.answer(message)
        last = answers[-1]
        pictured = any(isinstance(piece, Picture) for piece in last.card.pieces)
        goes_on = bool(last.card.buttons or last.card.form or pictured) or isinstance(last.reply, OwnDriversQuestion)
        return _dialog(answers) if goes_on else closing(answers)

    async def _give_file(self, given: Mapping[str, Any], back: Back) -> None:
        """Put what is kept about somebody in their OneDrive, once they have said that it may."""
        language: Language = back.language or "nl"
        if given.get("action") != "accept":
            await self._sender.post(back.address, back.conversation, note(load_words(language).not_exported))
            return
        # Asked for again: what was kept when it was offered may have been erased since.
        answers = await self._desk.answer(IncomingMessage(text="export", language=back.language, origin=back.origin))
        exported = next((answer.reply for answer in answers if isinstance(answer.reply, Exported)), None)
        if exported is not None:
            await self._sdk.put_file(str(_object(given.get("uploadInfo")).get("uploadUrl") or ""), exported.content.encode())
            await self._sender.post(back.address, back.conversation, note(load_words(exported.language).exported))

    def _later(self, work: Coroutine[Any, Any, object]) -> None:
        """Do what Teams needn't wait for."""

        async def guarded() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - nobody waits for it; its text may hold words, so the type is logged
                _log.error(
                    "teams_work_failed", error=type(error).__name__, where=where_raised(error), code=getattr(error, "code", None)
                )

        task = asyncio.create_task(guarded())
        self._running.add(task)
        task.add_done_callback(self._running.discard)


def _apart(back: Back) -> Origin:
    """Where a dialog talks: with one person, and apart from what is said around it."""
    return replace(back.origin, conversation=f"dialog:{back.user}", among_others=False)


def _alone(back: Back) -> Origin:
    """Where a form talks: in one's own chat, where it belongs to the conversation there."""
    return back.origin if back.personal else _apart(back)


def _dialog(answers: Sequence[Answered]) -> Element:
    """An answer in a dialog: its form to fill in, else the answer itself."""
    return form_dialog(answers) or answer_dialog(answers)


def _in_words(text: str) -> Element:
    """The answer to a button in a word, while the card stays as it is."""
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": text}


def _read(body: bytes) -> Activity | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("type"), str) else None


def _kind(activity: Activity) -> str:
    """What an activity is, for the log: of a form that can't hold anybody's words."""
    name = f"{activity.get('type')}:{activity.get('name') or activity.get('action') or ''}"
    return "".join(mark for mark in name[:_NAMED] if mark.isascii() and (mark.isalnum() or mark in ":/_-"))


def _object(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}
