"""Somebody on Teams, for the conversations that go the same on every platform."""

from __future__ import annotations

from contextlib import asynccontextmanager

from conversations import Seen

import teams_rig
from far_teams import buttons_of, texts_of
from form_desk import FormDesk

USER = "29:one"
CARD = "application/vnd.microsoft.card.adaptive"


class TeamsClient:
    """Implements `conversations.Client` over signed HTTP."""

    def __init__(self, rig):
        self.rig = rig
        self.card = None
        self.private = True

    async def say(self, text):
        return await self._after(self.rig.message(text), lambda post: post["conversation"] == f"a:{USER}")

    async def mention(self, text):
        return await self._after(self.rig.mention(text), lambda post: post["conversation"] == f"a:{USER}")

    async def press(self, label):
        action = next(one for one in buttons_of(self.card) if one["title"] == label)
        shares = label in {"Deel in het kanaal", "Share in the channel"}
        before = len(self._cards())
        status, answer = await self.rig.send(self.rig.execute(action["data"], personal=self.private))
        assert (status, answer["statusCode"]) == (200, 200)
        if answer["type"] == CARD:
            self.card = answer["value"]
            return self._seen()
        if self.private and not shares and "staat onderaan" not in answer["value"]:
            return Seen(texts=[answer["value"]], buttons=[], private=True)
        return await self._newest(before, lambda post: (post["conversation"] == teams_rig.CHANNEL) == shares)

    async def open(self, label):
        data = next(one["data"] for one in buttons_of(self.card) if one["title"] == label)
        assert data["msteams"] == {"type": "task/fetch"}
        return await self._dialog(self.rig.invoke("task/fetch", {"data": data}))

    async def fill_in(self, word):
        (submit,) = buttons_of(self.card)
        stands = {one["id"]: one.get("value", "") for one in self.card["body"] if one["type"].startswith("Input.")}
        return await self._dialog(self.rig.invoke("task/submit", {"data": {**submit["data"], **stands, "field_word": word}}))

    async def _dialog(self, invoke):
        _, answer = await self.rig.send(invoke)
        task = answer["task"]
        if task["type"] == "message":
            return Seen(texts=[task["value"]], buttons=[], private=True)
        self.card = task["value"]["card"]["content"]
        labels = [one["label"] for one in self.card["body"] if one["type"].startswith("Input.")]
        return Seen(texts=[*texts_of(self.card), *labels], buttons=[one["title"] for one in buttons_of(self.card)], private=True)

    async def _after(self, activity, belongs):
        before = len(self._cards())
        assert (await self.rig.send(activity))[0] == 200
        return await self._newest(before, belongs)

    async def _newest(self, before, belongs):
        await self.rig.far.until(lambda: any(belongs(post) for post in self._cards()[before:]))
        post = next(post for post in self._cards()[before:] if belongs(post))
        self.card, self.private = post["attachments"][0]["content"], post["conversation"] != teams_rig.CHANNEL
        return self._seen()

    def _cards(self):
        return [
            post for post in self.rig.far.messages() if post.get("attachments") and post["attachments"][0]["contentType"] == CARD
        ]

    def _seen(self):
        return Seen(texts=texts_of(self.card), buttons=[one["title"] for one in buttons_of(self.card)], private=self.private)


@asynccontextmanager
async def teams_client(folder):
    async with teams_rig.teams(folder, front=FormDesk) as rig:
        rig.far.members["19:general@thread.tacv2"] = {USER}
        yield TeamsClient(rig)
