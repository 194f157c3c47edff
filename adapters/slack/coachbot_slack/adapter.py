"""Slack as a chat platform: what comes in is handed to the desk, and cards go back."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import structlog

from coachbot.errors import DeliveryError, RefusedError, where_raised
from coachbot.messages import Action, Exported, IncomingMessage, OwnDriversQuestion
from coachbot.pieces import Picture
from coachbot.playbook import ObjectionId
from coachbot.ports import HttpResponse
from coachbot_slack import incoming
from coachbot_slack.api import UnclearError
from coachbot_slack.bolt import Bolt, WebApi
from coachbot_slack.dialogs import (
    MOMENT,
    STORY,
    asked_moment,
    chosen_moment,
    moment_dialog,
    noted,
    opened_from,
    own_dialog,
    story_dialog,
    told_story,
)
from coachbot_slack.forms import FORM, form_view, handed_in
from coachbot_slack.incoming import PLATFORM, asker, commanded, picked_message, reading, workspace_of
from coachbot_slack.installing import INSTALL, REDIRECT, ManyWorkspaces, OAuth, OneWorkspace, leave
from coachbot_slack.rendering import CHOOSE_MOMENT, NO_PICTURES, escaped, rendered, view_blocks
from coachbot_slack.sending import SlackSender
from coachbot_slack.signature import is_slacks
from coachbot_slack.words import load_words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

    from coachbot.ports import Answered, Desk, Handler, HttpRequest, Sender
    from coachbot_slack.dialogs import Noted
    from coachbot_slack.incoming import Back, Payload, Pressed, Workspace
    from coachbot_slack.pictures import Found
    from coachbot_slack.rendering import Block
    from coachbot_slack.settings import SlackSettings

EVENTS = "/slack/events"
"""Where Slack sends events, commands and buttons alike."""
_BESIDE = frozenset({"helpful", "not_helpful", "remind", "send_to_leads", "share"})
"""Buttons whose answer comes beside the card: it says thanks, or asks something, and the card is still needed."""
_NO_CHOICE = Action(kind="show", objection=ObjectionId(""))
"""What a button that can't be read stands for: there is no such objection, and the coach says so kindly."""
_PATIENCE_S = 2.5
"""Slack waits three seconds to hear what becomes of a dialog that was handed in."""
_FINISH_S = 10.0
_AGAIN_S = 300.0

_log = structlog.get_logger(__name__)


class SlackAdapter:
    """Implements `coachbot.ports.ChatAdapter`, and `bolt.Listeners`."""

    name = PLATFORM

    def __init__(
        self, desk: Desk, settings: SlackSettings, clock: Callable[[], float] = time.time, patience_s: float = _PATIENCE_S
    ) -> None:
        self._desk = desk
        self._patience_s = patience_s
        self._settings = settings
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()
        self._always: list[asyncio.Task[None]] = []
        self._api = WebApi(settings.api_url)
        self._oauth: OAuth | None = None
        if settings.client_id and settings.client_secret and settings.public_url:
            self._tokens: ManyWorkspaces | OneWorkspace = ManyWorkspaces(desk.installations)
            self._oauth = OAuth(
                desk.installations,
                self._api,
                client_id=settings.client_id,
                client_secret=settings.client_secret.get_secret_value(),
                public_url=settings.public_url,
                clock=clock,
            )
        else:
            self._tokens = OneWorkspace(settings.bot_token.get_secret_value() if settings.bot_token else "")
        self._sender = SlackSender(desk, self._api, self._tokens)
        self._bolt = Bolt(self, self._tokens, self._api)

    @property
    def sender(self) -> Sender:
        """How answers go out."""
        return self._sender

    @property
    def routes(self) -> Mapping[tuple[str, str], Handler]:
        """Where requests come in: none over Socket Mode, unless workspaces install the app here."""
        routes: dict[tuple[str, str], Handler] = {}
        if self._settings.signing_secret is not None:
            routes["POST", EVENTS] = self._take
        if self._oauth is not None:
            routes["GET", INSTALL] = self._oauth.install
            routes["GET", REDIRECT] = self._oauth.redirect
        return routes

    async def start(self) -> None:
        """Open the connections."""
        await self._api.open()
        if self._oauth is not None:
            self._always.append(asyncio.create_task(self._oauth.renew_hourly()))
        if isinstance(self._tokens, OneWorkspace):
            self._always.append(asyncio.create_task(self._here(self._tokens)))
        if self._settings.app_token is not None:
            self._bolt.connect(self._settings.app_token.get_secret_value())

    async def stop(self) -> None:
        """Finish what was begun, and close the connections."""
        await self._bolt.disconnect()
        for task in self._always:
            task.cancel()
        await asyncio.gather(*self._always, return_exceptions=True)
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=_FINISH_S)
            for task in late:
                task.cancel()
        await self._api.close()

    async def _take(self, request: HttpRequest) -> HttpResponse:
        """Answer a request of Slack's; anybody else's isn't looked at."""
        secret = self._settings.signing_secret
        if secret is None or not is_slacks(secret.get_secret_value(), request.headers, request.body, self._clock()):
            return HttpResponse(status=401)
        return await self._bolt.handle(request)

    async def _here(self, tokens: OneWorkspace) -> None:
        """Note that the app is in its one workspace again, where it may have been taken out before."""
        while True:
            try:
                found = await self._api.call("auth.test", tokens.token)
                tokens.user = str(found["user_id"])
                await self._desk.installations.keep(PLATFORM, str(found["team_id"]), {"one": True})
            except Exception as error:  # noqa: BLE001 - Slack or the database is away: what comes in is answered all the same
                _log.warning("workspace_not_noted", error=type(error).__name__, code=getattr(error, "code", None))
                await asyncio.sleep(_AGAIN_S)
            else:
                return

    # What Bolt calls

    async def event(self, body: Payload) -> None:
        """Something that happened; a message is written down before Slack hears that it came in."""
        with reading():
            event: Payload = body.get("event") or {}
            kind, workspace, bots = event.get("type"), workspace_of(body), (event.get("tokens") or {}).get("bot")
        match kind:
            case "message" | "app_mention":
                own_user = None if workspace is None else await self._tokens.own_user(workspace)
                with reading():
                    said = incoming.said(body, own_user)
                if said is not None:
                    await self._desk.submit(said.message, said.place)
            case "app_home_opened":
                self._later(self._open_home(body, event))
            case "app_uninstalled":
                await self._leave(body)
            case "tokens_revoked" if bots:
                await self._leave(body)
            case _:
                pass

    def command(self, body: Payload) -> None:
        """A slash command."""
        with reading():
            found = commanded(body)
        if found is not None:
            self._later(self._answer(*found))

    def action(self, body: Payload) -> None:
        """A button."""
        with reading():
            found = incoming.pressed(body)
        if found is not None:
            self._later(self._press(found))

    def shortcut(self, body: Payload) -> None:
        """A shortcut: of a message, which is the remark then, or from anywhere."""
        with reading():
            of_message = body.get("type") == "message_action"
            found = picked_message(body) if of_message else None
            back = None if of_message else asker(body)
        if found is not None:
            self._later(self._answer(*found))
        elif back is not None:
            self._later(self._ask_story(back))

    async def view(self, body: Payload) -> Block | None:
        """A dialog that was handed in."""
        with reading():
            back, view = asker(body), body.get("view") or {}
            kind = view.get("callback_id")
            if back is None:
                return None
            if kind == STORY:
                was, message = None, IncomingMessage(text=told_story(view), origin=back.origin)
            elif kind == MOMENT:
                back = opened_from(back, view)
                was, message = None, IncomingMessage(action=chosen_moment(view), origin=back.origin)
            elif kind == FORM:
                back, found, was = opened_from(back, view), handed_in(view), noted(view)
                action, fields = found or (_NO_CHOICE, {})
                message = IncomingMessage(action=action, fields=fields, origin=back.origin)
            else:
                return None
        if was is not None:
            return await self._hand_in(message, was, back)
        self._later(self._answer(message, back))
        return None

    # In here

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something once Slack has its answer; it is finished before the adapter stops."""

        async def guarded() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - nobody waits for it; its text may hold words, so the type is logged
                _log.error(
                    "slack_work_failed", error=type(error).__name__, where=where_raised(error), code=getattr(error, "code", None)
                )

        task = asyncio.create_task(guarded())
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, message: IncomingMessage, back: Back) -> None:
        await self._show(await self._desk.answer(message), back)

    async def _press(self, pressed: Pressed) -> None:
        back = pressed.back
        if pressed.action_id == CHOOSE_MOMENT:
            asked = asked_moment(pressed.value)
            if asked is not None:
                await self._open(back, moment_dialog(*asked, back))
            return
        message = IncomingMessage(action=pressed.action or _NO_CHOICE, origin=back.origin)
        answers = await self._desk.answer(message)
        if pressed.surface == "modal":
            await self._update(pressed, answers)
            return
        if pressed.surface == "home":
            if isinstance(answers[-1].reply, OwnDriversQuestion):
                await self._open(back, own_dialog(answers))
            elif not await self._open_form(answers, back, home=True):
                await self._show_from_home(answers, back)
            return
        beside = pressed.action is None or pressed.action.kind in _BESIDE
        await self._show(answers, _beside(back) if beside else back)

    async def _update(self, pressed: Pressed, answers: Sequence[Answered]) -> None:
        """Go on in the dialog that a button is in."""
        back, was = pressed.back, noted(pressed.view)
        view = form_view(answers, opened_from(back, pressed.view), home=was.home)

        async def update(found: Found) -> None:
            shown = view or own_dialog(answers, found)
            await self._call(back.workspace, "views.update", view_id=pressed.view.get("id"), view=shown)

        await (update(NO_PICTURES) if view else self._pictured(back.workspace, answers, update))

    async def _open_form(self, answers: Sequence[Answered], back: Back, *, home: bool = False) -> bool:
        """Open the form of an answer; False where it has none, or nothing that opens it (any more)."""
        view = form_view(answers, back, home=home)
        if view is None or back.trigger is None:
            return False
        try:
            await self._open(back, view)
        except (DeliveryError, UnclearError) as error:
            _log.info("form_not_opened", error=type(error).__name__, code=getattr(error, "code", None))
            return False
        return True

    async def _hand_in(self, message: IncomingMessage, was: Noted, back: Back) -> Block | None:
        """Answer a form: with a form again the dialog goes on, else it closes and the answer comes where it was opened."""
        work = asyncio.create_task(self._desk.answer(message))

        async def show() -> None:
            answers = await work
            await (self._show_from_home if was.home else self._show)(answers, back)

        await asyncio.wait({work}, timeout=self._patience_s)
        again = form_view(work.result(), back, home=was.home, turn=was.turn + 1) if work.done() else None
        if again is None:
            self._later(show())
            return None
        return {"response_action": "update", "view": again}

    async def _show_from_home(self, answers: Sequence[Answered], back: Back) -> None:
        await self._sender.privately(back.workspace, back.user, answers)
        await self._publish_home(back)

    async def _show(self, answers: Sequence[Answered], back: Back) -> None:
        """Show an answer where it was asked for: privately, unless it is for all or that conversation is theirs alone."""
        if await self._open_form(answers, back):
            return
        for_all = [one for one in answers if one.for_all]
        if for_all and back.channel is not None:
            await self._share(for_all, back)
            answers = [one for one in answers if not one.for_all]
        if answers:
            await self._show_alone(answers, back)

    async def _show_alone(self, answers: Sequence[Answered], back: Back) -> None:
        if any(isinstance(one.reply, Exported) for one in answers):
            await self._sender.privately(back.workspace, back.user, answers)
            await self._tell(back, load_words(answers[-1].card.language).in_your_own_chat)
            return
        if back.lasting and any(isinstance(piece, Picture) for one in answers for piece in one.card.pieces):
            # An address to answer at takes no files, so the answer comes below.
            await self._sender.privately(back.workspace, back.user, answers, channel=back.channel, thread=back.thread)
            return
        message = rendered(answers)
        if not await self._respond(back, {"blocks": message.blocks, "text": message.text}):
            await self._sender.privately(back.workspace, back.user, answers)

    async def _share(self, shared: Sequence[Answered], back: Back) -> None:
        try:
            await self._sender.publicly(back.workspace, str(back.channel), back.thread, shared, back.user)
        except RefusedError:
            await self._tell(back, load_words(shared[-1].card.language).not_shared)

    async def _tell(self, back: Back, text: str) -> None:
        await self._respond(_beside(back), {"text": escaped(text)})

    async def _respond(self, back: Back, message: Mapping[str, Any]) -> bool:
        """Answer through the address that came with a command or a button; False where that can't be used (any more)."""
        if back.response_url is None:
            return False
        more: dict[str, Any] = {"replace_original": back.replace, "response_type": "in_channel" if back.lasting else "ephemeral"}
        if back.thread is not None and not back.replace:
            more["thread_ts"] = back.thread
        try:
            await self._api.post(back.response_url, json={**message, **more})
        except DeliveryError:
            return False
        return True

    async def _ask_story(self, back: Back) -> None:
        # Their own page tells which language somebody chose; Slack would want a scope for that.
        page = await self._home(back)
        await self._open(back, story_dialog(page[-1].card.language))

    async def _home(self, back: Back) -> Sequence[Answered]:
        return await self._desk.answer(IncomingMessage(action=Action(kind="home"), origin=back.origin))

    async def _publish_home(self, back: Back) -> None:
        answers = await self._home(back)

        async def publish(found: Found) -> None:
            view = {"type": "home", "blocks": view_blocks(answers, pictures=found)}
            await self._call(back.workspace, "views.publish", user_id=back.user, view=view)

        await self._pictured(back.workspace, answers, publish)

    async def _open_home(self, body: Payload, event: Payload) -> None:
        back = asker(body)
        if back is None:
            return
        if event.get("tab") != "messages":
            await self._publish_home(back)
            return
        words = load_words((await self._home(back))[-1].card.language)
        prompts = [{"title": title, "message": message} for title, message in words.prompts.items()]
        try:
            await self._call(
                back.workspace,
                "assistant.threads.setSuggestedPrompts",
                channel_id=event.get("channel"),
                title=words.prompts_title,
                prompts=prompts,
            )
        except (DeliveryError, UnclearError) as error:
            # A workspace without the agent container has no place for them, and loses nothing else.
            _log.debug("no_prompts", error=type(error).__name__)

    async def _open(self, back: Back, view: Mapping[str, Any]) -> None:
        await self._call(back.workspace, "views.open", trigger_id=back.trigger, view=view)

    async def _pictured(
        self, workspace: Workspace, answers: Sequence[Answered], send: Callable[[Found], Awaitable[None]]
    ) -> None:
        await self._sender.pictures.sent(await self._sender.token(workspace), answers, send)

    async def _call(self, workspace: Workspace, method: str, **arguments: object) -> None:
        await self._api.call(method, await self._sender.token(workspace), **arguments)

    async def _leave(self, body: Payload) -> None:
        """The app was taken out, or its token was: nothing is done there from now on."""
        workspace = workspace_of(body)
        if workspace is None:
            return
        self._tokens.left(workspace)
        await leave(self._desk.installations, workspace, organisation_too=bool(body.get("is_enterprise_install")))


def _beside(back: Back) -> Back:
    """The same place, with what stands there left as it is."""
    return replace(back, replace=False)
