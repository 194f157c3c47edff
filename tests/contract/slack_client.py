"""Somebody on Slack, for the conversations that go the same on every platform."""

from __future__ import annotations

from contextlib import asynccontextmanager

from conversations import Seen

import slack_rig
from far_slack import buttons_of, texts_of
from form_desk import FormDesk


class SlackClient:
    """Implements `conversations.Client` over signed HTTP."""

    def __init__(self, rig):
        self.rig = rig
        self.message = None
        self.view = None

    async def say(self, text):
        return await self._after(self.rig.event(slack_rig.message(text, self.rig.number)))

    async def mention(self, text):
        return await self._after(self.rig.event(slack_rig.mention(text, self.rig.number)))

    async def press(self, label):
        button = next(one for one in buttons_of(self.message["blocks"]) if one["text"]["text"] == label)
        return await self._after(self.rig.press(self.message, button))

    async def open(self, label):
        button = next(one for one in buttons_of(self.message["blocks"]) if one["text"]["text"] == label)
        before = len(self.rig.far.views)
        assert await self.rig.press(self.message, button) == 200
        await self.rig.far.until(lambda: len(self.rig.far.views) > before)
        return self._dialog(self.rig.far.views[-1][1])

    async def fill_in(self, word):
        before = self.message
        goes_on = await self.rig.hand_in(self.view, word=word)
        if goes_on:
            return self._dialog(goes_on["view"])
        return await self._newest(before)

    def _dialog(self, view):
        self.view = view
        return Seen(texts=texts_of(view["blocks"]), buttons=[view["submit"]["text"]], private=True)

    async def _after(self, doing):
        before = self.message
        assert await doing == 200
        return await self._newest(before)

    async def _newest(self, before):
        await self.rig.far.until(lambda: self.rig.far.messages and self.rig.far.messages[-1] is not before)
        self.message = self.rig.far.messages[-1]
        return Seen(
            texts=texts_of(self.message["blocks"]),
            buttons=[one["text"]["text"] for one in buttons_of(self.message["blocks"])],
            private=self.message["only"] is not None or self.message["channel"].startswith("D"),
        )


@asynccontextmanager
async def slack_client(folder):
    async with slack_rig.slack(folder, front=FormDesk) as rig:
        yield SlackClient(rig)
