"""A channel with several people in it, on each platform: what one of them does, and what is then seen by whom."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass

import far_slack
import far_teams
import slack_rig
import teams_rig

CARD = "application/vnd.microsoft.card.adaptive"


@dataclass(frozen=True, kw_only=True)
class Posted:
    """A card that was posted for all: what it says, the labels of its buttons, and what its pictures show."""

    text: str
    buttons: list[str]
    pictures: list[str]


class SlackRoom:
    """A channel on Slack, before signed HTTP."""

    def __init__(self, rig):
        self.rig, self.far = rig, rig.far
        self.message = None

    async def begin(self, text):
        """Begin with a mention."""
        self.rig.number += 1
        await self.rig.event(slack_rig.mention(text, self.rig.number))
        return await self.posted(1)

    async def posted(self, number):
        """A card for all by its number, from 1, once it is there; its buttons are pressed from now on."""

        def for_all():
            return [one for one in self.far.messages if one["channel"] == "C1" and one["only"] is None]

        await self.far.until(lambda: len(for_all()) >= number)
        self.message = for_all()[number - 1]
        blocks = self.message["blocks"]
        return Posted(
            text="\n".join(far_slack.texts_of(blocks)),
            buttons=[one["text"]["text"] for one in far_slack.buttons_of(blocks)],
            pictures=[one["alt_text"] for one in blocks if one["type"] == "image"],
        )

    async def press(self, label, by):
        """Press a button of the card for all; what is then shown to them alone."""
        before = len(self.far.messages)
        await self._press(label, by)
        await self.far.until(lambda: any(one["only"] for one in self.far.messages[before:]))
        return "\n".join(far_slack.texts_of(next(one for one in self.far.messages[before:] if one["only"])["blocks"]))

    async def answer(self, by, **fields):
        """Open the form and hand it in: what is then shown to them alone, or stands in the form again."""
        before, views = len(self.far.messages), len(self.far.views)
        await self._press("Gok en antwoord", by)
        await self.far.until(lambda: len(self.far.views) > views)
        again = await self.rig.hand_in(self.far.views[-1][1], by, **fields)
        if again:
            return "\n".join(far_slack.texts_of(again["view"]["blocks"]))
        await self.far.until(lambda: any(one["only"] for one in self.far.messages[before:]))
        return "\n".join(far_slack.texts_of(next(one for one in self.far.messages[before:] if one["only"])["blocks"]))

    async def _press(self, label, by):
        button = next(one for one in far_slack.buttons_of(self.message["blocks"]) if one["text"]["text"] == label)
        assert await self.rig.press(self.message, button, user={"id": by, "team_id": "T1"}) == 200


class TeamsRoom:
    """A channel on Teams, before signed HTTP."""

    def __init__(self, rig):
        self.rig, self.far = rig, rig.far
        self.card = None

    async def begin(self, text):
        """Begin with a mention."""
        assert (await self.rig.send(self.rig.mention(text, user="U1")))[0] == 200
        return await self.posted(1)

    async def posted(self, number):
        """A card for all by its number, from 1, once it is there; its buttons are pressed from now on."""
        await self.far.until(lambda: len(self._cards(teams_rig.CHANNEL)) >= number, 20)
        self.card = self._cards(teams_rig.CHANNEL)[number - 1]
        return Posted(
            text="\n".join(far_teams.texts_of(self.card)),
            buttons=[one["title"] for one in far_teams.buttons_of(self.card)],
            pictures=[one["altText"] for one in self.card["body"] if one["type"] == "Image"],
        )

    async def press(self, label, by):
        """Press a button of the card for all; what is then shown to them alone."""
        own, data = f"a:{by}", self._data(label)
        before = len(self._cards(own))
        assert (await self.rig.send(self.rig.execute(data, personal=False, user=by)))[0] == 200
        await self.far.until(lambda: len(self._cards(own)) > before)
        return "\n".join(far_teams.texts_of(self._cards(own)[-1]))

    async def answer(self, by, **fields):
        """Open the form and hand it in: what is then shown to them alone, or stands in the form again."""
        data = self._data("Gok en antwoord")
        _, opened = await self.rig.send(self.rig.invoke("task/fetch", {"data": data}, personal=False, user=by))
        card = opened["task"]["value"]["card"]["content"]
        submits = [one["data"] for one in far_teams.buttons_of(card) if one["type"] == "Action.Submit"]
        stands = {one["id"]: one.get("value", "") for one in card["body"] if one["type"].startswith("Input.")}
        filled = {**submits[-1], **stands, **{f"field_{name}": value for name, value in fields.items()}}
        _, answer = await self.rig.send(self.rig.invoke("task/submit", {"data": filled}, personal=False, user=by))
        task = answer["task"]
        return task["value"] if task["type"] == "message" else "\n".join(far_teams.texts_of(task["value"]["card"]["content"]))

    def _data(self, label):
        return next(one["data"] for one in far_teams.buttons_of(self.card) if one["title"] == label)

    def _cards(self, conversation):
        posts = [one for one in self.far.messages() if one["conversation"] == conversation and one.get("attachments")]
        return [one["attachments"][0]["content"] for one in posts if one["attachments"][0]["contentType"] == CARD]


@asynccontextmanager
async def slack_room(folder):
    async with slack_rig.slack(folder) as rig:
        yield SlackRoom(rig)


@asynccontextmanager
async def teams_room(folder):
    async with teams_rig.teams(folder) as rig:
        yield TeamsRoom(rig)
