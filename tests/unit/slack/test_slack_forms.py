"""Forms as modals: opened where a button or command may, kept open while something is wrong, answered where they were opened."""

from __future__ import annotations

import json

import pytest
from pydantic import SecretStr

import slack_rig
from far_slack import buttons_of, texts_of
from form_desk import OPENS, VALUE, FormDesk


def form_rig(folder, **more):
    return slack_rig.slack(folder, front=FormDesk, **more)


async def opened(rig):
    """The form, opened by a command."""
    await rig.command(OPENS, trigger_id="tr1")
    await rig.far.until(lambda: rig.far.views)
    return rig.far.views[-1][1]


def inputs(view):
    return {one["block_id"].partition(":")[0]: one for one in view["blocks"] if one["type"] == "input"}


async def test_a_command_opens_the_form_instead_of_showing_the_card(tmp_path):
    async with form_rig(tmp_path) as rig:
        view = await opened(rig)

        assert rig.far.messages == []
        assert (view["title"]["text"], view["submit"]["text"]) == ("Een woord met een…", "Bewaar")
        assert texts_of(view["blocks"])[0] == "Kies met zorg."
        assert {name: one["element"]["type"] for name, one in inputs(view).items()} == {
            "word": "plain_text_input",
            "note": "plain_text_input",
            "colour": "radio_buttons",
        }
        assert inputs(view)["note"]["optional"]
        assert inputs(view)["colour"]["element"]["initial_option"]["value"] == "blue"


async def test_what_is_wrong_stands_at_its_field_with_what_was_typed_and_then_it_closes_with_the_answer(tmp_path):
    async with form_rig(tmp_path) as rig:
        view = await opened(rig)

        again = await rig.hand_in(view, word="nee", note="regel een\nregel twee", colour="red")
        said = texts_of(again["view"]["blocks"])
        closed = await rig.hand_in(again["view"], word="ja")
        await rig.far.until(lambda: rig.far.messages)

        assert again["response_action"] == "update"
        assert said.index("Klopt nog niet: Een ander woord dan ‘nee’.") + 1 == said.index("Welk woord?")
        assert "Tip: Denk aan iets vrolijks." in said
        assert inputs(again["view"])["note"]["element"]["initial_value"] == "regel een\nregel twee"
        assert inputs(again["view"])["colour"]["element"]["initial_option"]["value"] == "red"
        # Slack keeps what was typed in a block of the same name, whatever we say stands there.
        assert {one["block_id"] for one in inputs(view).values()} & {
            one["block_id"] for one in inputs(again["view"]).values()
        } == set()
        assert closed is None
        assert texts_of(rig.far.messages[0]["blocks"]) == ["Bewaard: ja (red)."]
        assert rig.far.messages[0]["only"] == "U1"


async def test_a_button_for_all_opens_the_form_for_whoever_presses_and_answers_them_alone(tmp_path):
    async with form_rig(tmp_path) as rig:
        await rig.event(slack_rig.message(OPENS, 1))
        await rig.far.until(lambda: rig.far.messages)
        message = {**rig.far.messages[0], "channel": "C1"}
        rig.far.messages[0] = message
        before = json.dumps(message)
        await rig.press(message, buttons_of(message["blocks"])[0], user={"id": "U2", "team_id": "T1"})
        await rig.far.until(lambda: rig.far.views)
        await rig.hand_in(rig.far.views[0][1], word="ja")
        await rig.far.until(lambda: len(rig.far.messages) == 2)

        assert json.dumps(rig.far.messages[0]) == before
        assert texts_of(rig.far.messages[1]["blocks"]) == ["Bewaard: ja (blue)."]
        assert rig.far.messages[1]["only"] is not None


async def test_in_ones_own_conversation_the_answer_takes_the_place_of_the_card_with_the_button(tmp_path):
    async with form_rig(tmp_path) as rig:
        await rig.event(slack_rig.message(OPENS, 1))
        await rig.far.until(lambda: rig.far.messages)
        await rig.press(rig.far.messages[0], buttons_of(rig.far.messages[0]["blocks"])[0])
        await rig.far.until(lambda: rig.far.views)
        await rig.hand_in(rig.far.views[0][1], word="ja")
        await rig.far.until(lambda: "Bewaard" in rig.far.messages[-1]["text"])

        assert len(rig.far.messages) == 1


async def test_where_the_trigger_has_expired_the_card_is_shown_with_its_button(tmp_path):
    async with form_rig(tmp_path) as rig:
        rig.far.failing["views.open"] = [(200, {"ok": False, "error": "expired_trigger_id"}, {})]
        await rig.command(OPENS, trigger_id="tr1")
        await rig.far.until(lambda: rig.far.messages)

        assert texts_of(rig.far.messages[0]["blocks"]) == ["Vul het formulier in."]
        assert [one["text"]["text"] for one in buttons_of(rig.far.messages[0]["blocks"])] == ["Vul in"]


async def test_in_a_dialog_the_form_takes_the_place_of_what_was_there(tmp_path):
    async with form_rig(tmp_path) as rig:
        button = {"type": "button", "action_id": "do:1", "value": VALUE}
        view = {"id": "V7", "type": "modal", "blocks": []}
        await rig.interact({"type": "block_actions", "view": view, "container": {"type": "view"}, "actions": [button]})
        await rig.far.until(lambda: rig.far.views)
        method, shown = rig.far.views[0]
        await rig.hand_in(shown, word="ja")
        await rig.far.until(lambda: rig.far.messages)

        assert (method, shown["callback_id"]) == ("views.update", "form")
        assert rig.far.messages[0]["channel"] == "DU1"


async def test_from_home_the_answer_comes_in_ones_own_conversation_and_home_is_brought_up_to_date(tmp_path):
    async with form_rig(tmp_path) as rig:
        button = {"type": "button", "action_id": "do:1", "value": VALUE}
        view = {"id": "V7", "type": "home", "blocks": []}
        await rig.interact({"type": "block_actions", "view": view, "container": {"type": "view"}, "actions": [button]})
        await rig.far.until(lambda: rig.far.views)
        again = await rig.hand_in(rig.far.views[0][1], word="nee")
        await rig.hand_in(again["view"], word="ja")
        await rig.far.until(lambda: len(rig.far.views) == 2)

        assert [method for method, _ in rig.far.views] == ["views.open", "views.publish"]
        assert [one["channel"] for one in rig.far.messages] == ["DU1"]


async def test_when_the_answer_takes_long_the_dialog_closes_and_the_answer_comes_where_it_was_opened(tmp_path):
    async with form_rig(tmp_path, patience_s=0.01) as rig:
        view = await opened(rig)
        desk = rig.adapter._desk
        desk.held.clear()
        closed = await rig.hand_in(view, word="ja")
        desk.held.set()
        await rig.far.until(lambda: rig.far.messages)

        assert closed is None
        assert texts_of(rig.far.messages[0]["blocks"]) == ["Bewaard: ja (blue)."]


async def test_a_form_that_comes_too_late_to_stay_open_is_shown_with_its_button(tmp_path):
    async with form_rig(tmp_path, patience_s=0.01) as rig:
        view = await opened(rig)
        desk = rig.adapter._desk
        desk.held.clear()
        rig.far.failing["views.open"] = [(200, {"ok": False, "error": "expired_trigger_id"}, {})]
        closed = await rig.hand_in(view, word="nee")
        desk.held.set()
        await rig.far.until(lambda: rig.far.messages)

        assert closed is None
        assert [one["text"]["text"] for one in buttons_of(rig.far.messages[0]["blocks"])] == ["Vul in"]


@pytest.mark.parametrize("metadata", ["", "null", "[]", "{", '{"action":"{}"}', '{"action":"{\\"k\\":\\"root\\"}"}', '{"x":1}'])
async def test_a_form_that_was_forged_is_answered_kindly(tmp_path, metadata):
    async with form_rig(tmp_path) as rig:
        view = {**await opened(rig), "private_metadata": metadata}
        assert await rig.hand_in(view, word="ja") is None
        await rig.far.until(lambda: rig.far.messages)

        assert "Bewaard" not in rig.far.messages[0]["text"]
        assert rig.far.messages[0]["channel"] == "DU1"


async def test_over_socket_mode_a_form_stays_open_too(tmp_path):
    async with form_rig(tmp_path, signing_secret=None, app_token=SecretStr("xapp-1")) as rig:
        state = {"values": {"word:0": {"value": {"type": "plain_text_input", "value": "nee"}}}}
        view = {
            "id": "V1",
            "type": "modal",
            "callback_id": "form",
            "private_metadata": json.dumps({"action": VALUE}),
            "state": state,
            "blocks": [],
        }
        payload = {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "view": view}
        await rig.far.push({"type": "interactive", "envelope_id": "e1", "payload": payload, "accepts_response_payload": True})
        await rig.far.until(lambda: rig.far.acked)
        (acked,) = rig.far.acked

        assert (acked["envelope_id"], acked["payload"]["response_action"]) == ("e1", "update")
        assert inputs(acked["payload"]["view"])["word"]["element"]["initial_value"] == "nee"


async def test_what_somebody_typed_in_a_form_is_logged_nowhere(tmp_path, capsys, caplog):
    async with form_rig(tmp_path) as rig:
        view = await opened(rig)
        rig.far.failing["views.open"] = [(200, {"ok": False, "error": "expired_trigger_id"}, {})]
        await rig.hand_in(view, word="kanarie", note="kanarie")
        await rig.far.until(lambda: rig.far.messages)

    assert "kanarie" not in capsys.readouterr().out + caplog.text
