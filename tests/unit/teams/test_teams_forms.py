"""Forms as dialogs: opened by their button, kept open while something is wrong, answered in them or in a word."""

from __future__ import annotations

import pytest

from far_teams import buttons_of, texts_of
from form_desk import OPENS, VALUE, FormDesk
from teams_rig import teams


def form_rig(folder):
    return teams(folder, front=FormDesk)


def card_of(dialog):
    return dialog["task"]["value"]["card"]["content"]


def inputs(card):
    return {one["id"]: one for one in card["body"] if one["type"].startswith("Input.")}


async def button_in_chat(rig):
    """The button that opens the form, in the card that answers a message."""
    before = len(rig.far.messages())
    assert (await rig.send(rig.message(OPENS)))[0] == 200
    await rig.far.until(lambda: len(rig.far.messages()) > before)
    (button,) = buttons_of(rig.far.messages()[-1]["attachments"][0]["content"])
    return button


async def opened(rig, data, **more):
    return (await rig.send(rig.invoke("task/fetch", {"data": data}, **more)))[1]


async def handed_in(rig, card, **fields):
    """What a dialog answers to being handed in with these fields changed."""
    (submit,) = buttons_of(card)
    stands = {name: one.get("value", "") for name, one in inputs(card).items()}
    data = {**submit["data"], **stands, **{f"field_{name}": value for name, value in fields.items()}}
    return (await rig.send(rig.invoke("task/submit", {"data": data})))[1]


async def test_a_message_is_answered_with_a_button_that_opens_the_form(tmp_path):
    async with form_rig(tmp_path) as rig:
        button = await button_in_chat(rig)
        dialog = await opened(rig, button["data"])
        card = card_of(dialog)

        assert (button["type"], button["data"]["msteams"]) == ("Action.Submit", {"type": "task/fetch"})
        assert dialog["task"]["value"]["title"] == "Een woord met een lange titel"
        assert texts_of(card) == ["Kies met zorg.", "Eén woord."]
        assert inputs(card)["field_word"]["errorMessage"] == "Vul dit nog in."
        assert inputs(card)["field_colour"]["choices"] == [
            {"title": "Blauw", "value": "blue"},
            {"title": "Rood", "value": "red"},
        ]
        assert [name for name, one in inputs(card).items() if not one.get("isRequired")] == ["field_note"]


async def test_what_is_wrong_stands_at_its_field_with_what_was_typed_and_then_it_closes_with_the_answer(tmp_path):
    async with form_rig(tmp_path) as rig:
        card = card_of(await opened(rig, {"coach": VALUE}))
        again = card_of(await handed_in(rig, card, word="nee", note="regel een\nregel twee", colour="red"))
        kinds = [one.get("id") or texts_of({"body": [one]})[0] for one in again["body"]]
        closed = await handed_in(rig, again, word="ja")

        assert kinds == [
            "Kies met zorg.",
            "Klopt nog niet: Een ander woord dan ‘nee’.",
            "field_word",
            "Eén woord.",
            "Tip: Denk aan iets vrolijks.",
            "field_note",
            "field_colour",
        ]
        assert again["body"][1]["inlines"][0]["color"] == "Attention"
        assert {name: one["value"] for name, one in inputs(again).items()} == {
            "field_word": "nee",
            "field_note": "regel een\nregel twee",
            "field_colour": "red",
        }
        assert closed == {"task": {"type": "message", "value": "Bewaard: ja (red)."}}


async def test_a_button_for_all_opens_the_form_for_whoever_presses_apart_from_the_channel(tmp_path):
    async with form_rig(tmp_path) as rig:
        dialog = await opened(rig, {"coach": VALUE, "among": "19:x"}, personal=False, user="29:two")
        origin = rig.adapter._desk.asked[-1].origin

        assert inputs(card_of(dialog))
        assert (origin.user, origin.conversation, origin.among_others) == ("29:two", "dialog:29:two", False)


async def test_a_button_in_a_dialog_turns_it_into_the_form(tmp_path):
    async with form_rig(tmp_path) as rig:
        _, dialog = await rig.send(rig.invoke("composeExtension/submitAction", {"data": {"coach": VALUE}}))

        assert "field_word" in inputs(card_of(dialog))


@pytest.mark.parametrize("data", [{"coach": "{"}, {"coach": 7}, {"coach": '{"k":"root"}'}, {"coach": None}])
async def test_a_form_that_was_forged_is_answered_kindly(tmp_path, data):
    async with form_rig(tmp_path) as rig:
        fetched = await opened(rig, data)
        _, submitted = await rig.send(rig.invoke("task/submit", {"data": {"dialog": "form", **data, "field_word": "ja"}}))

        assert fetched["task"]["type"] == "continue"
        assert "Bewaard" not in str(submitted)
        assert submitted["task"]["value"]


async def test_fields_of_any_kind_that_come_in_are_texts(tmp_path):
    async with form_rig(tmp_path) as rig:
        data = {"dialog": "form", "coach": VALUE, "field_word": ["nee"], "field_note": None, "field_colour": 7, "other": "x"}
        await rig.send(rig.invoke("task/submit", {"data": data}))

        assert rig.adapter._desk.asked[-1].fields == {"word": "['nee']", "note": "", "colour": "7"}
