"""A round of practice in a channel, the same on every platform."""

from __future__ import annotations

import asyncio

import pytest
from rooms import slack_room, teams_room

ROOMS = {"slack": slack_room, "teams": teams_room}
HOSTILE = "<!channel> *[klik](https://evil.example)* @iedereen"


@pytest.fixture(params=ROOMS.values(), ids=ROOMS)
async def room(request, tmp_path):
    async with request.param(tmp_path) as opened:
        yield opened


async def test_a_round_is_posted_for_all_answered_alone_and_revealed_for_all(room):
    begun = await room.begin("oefen 10")
    own = await room.answer("U2", guess="red", wording="Wat zou jij kwijt willen?", may_show="yes")
    other = await room.answer("U3", guess="blue", wording="Van mij alleen", may_show="no")
    refused = await room.press("Sluit de ronde", "U2")
    closing = await room.press("Sluit de ronde", "U1")
    revealed = await room.posted(2)

    assert "opening no-time/blue/nl" in begun.text
    assert "zekerheid" not in begun.text
    assert begun.buttons == ["Gok en antwoord", "Sluit de ronde"]
    assert "Je zin laat ik bij de onthulling misschien zien" in own
    assert "Je zin is van jou" in other
    assert "Alleen wie de ronde begon" in refused
    assert "De ronde sluit" in closing
    assert "De onthulling: «Geen tijd», gespeeld vanuit zekerheid (blauw)" in revealed.text
    assert "“Wat zou jij kwijt willen?”" in revealed.text
    assert "Van mij alleen" not in revealed.text
    assert "question no-time/blue/nl" in revealed.text
    (spread,) = revealed.pictures
    assert spread.split("\n") == ["Hoe er is gegokt, met 2 antwoorden", "zekerheid (blauw), zo gespeeld: 1", "kracht (rood): 1"]


async def test_who_comes_late_is_told_kindly_and_sees_the_reveal_alone(room):
    await room.begin("oefen")
    await room.press("Sluit de ronde", "U1")
    await room.posted(2)
    await room.posted(1)

    late = await room.press("Sluit de ronde", "U2")

    assert "Deze ronde is al gesloten" in late
    assert "De onthulling: «Geen tijd»" in late


async def test_what_is_wrong_stands_in_the_form_again_and_nothing_is_posted(room):
    await room.begin("oefen")

    again = await room.answer("U2", guess="blue", wording="x" * 401)

    assert "Klopt nog niet: Maak je zin korter dan 400 tekens" in again


async def test_wordings_are_shown_as_they_were_typed_and_never_parsed(room):
    await room.begin("oefen")
    await room.answer("U2", guess="blue", wording=HOSTILE, may_show="yes")
    await room.press("Sluit de ronde", "U1")

    assert f"“{HOSTILE}”" in (await room.posted(2)).text


async def test_a_crowd_that_answers_at_once_is_counted_whole(room):
    await room.begin("oefen")

    answers = await asyncio.gather(*(room.answer(f"U{number}", guess="blue") for number in range(2, 12)))
    await room.press("Sluit de ronde", "U1")
    (spread,) = (await room.posted(2)).pictures

    assert [one for one in answers if "Genoteerd" not in one] == []
    assert spread.startswith("Hoe er is gegokt, met 10 antwoorden")
