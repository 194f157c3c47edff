"""Pictures in Slack: files of the coach's own in messages and pages, words in what one person alone is shown."""

from __future__ import annotations

import pytest

import slack_rig
from coachbot_slack.pictures import Pictures
from coachbot_slack.rendering import rendered
from far_slack import buttons_of, texts_of
from form_desk import ALT, PNG, VALUE_OF_PICTURE, FormDesk, pictured

NOT_READY = (200, {"ok": False, "error": "invalid_blocks"}, {})


def picture_rig(folder):
    def quick(adapter):
        adapter.sender.pictures = Pictures(adapter._api, waits_s=(0, 0))
        return adapter

    return slack_rig.slack(folder, front=FormDesk, made=quick)


def images(blocks):
    return [(block["slack_file"]["id"], block["alt_text"]) for block in blocks if block["type"] == "image"]


async def test_a_message_shows_the_picture_and_a_button_shows_it_below_uploaded_once_and_shared_nowhere(tmp_path):
    async with picture_rig(tmp_path) as rig:
        await rig.event(slack_rig.message("plaatje", 1))
        await rig.far.until(lambda: rig.far.messages)
        await rig.press(rig.far.messages[0], buttons_of(rig.far.messages[0]["blocks"])[0])
        await rig.far.until(lambda: len(rig.far.messages) == 2)
        completed = [given for method, given in rig.far.calls if method == "files.completeUploadExternal"]

        assert [images(one["blocks"]) for one in rig.far.messages] == [[("F1", ALT)]] * 2
        assert [(one["channel"], one["only"]) for one in rig.far.messages] == [("D1", None)] * 2
        assert rig.far.files == [PNG]
        assert [set(given) for given in completed] == [{"files", "token"}]


async def test_slack_is_given_time_to_look_the_file_over(tmp_path):
    async with picture_rig(tmp_path) as rig:
        rig.far.failing["chat.postMessage"] = [NOT_READY]
        await rig.event(slack_rig.message("plaatje", 1))
        await rig.far.until(lambda: rig.far.messages)

        assert images(rig.far.messages[0]["blocks"]) == [("F1", ALT)]


@pytest.mark.parametrize(
    "failing",
    [
        {"chat.postMessage": [NOT_READY, NOT_READY]},
        {"files.getUploadURLExternal": [(200, {"ok": False, "error": "missing_scope"}, {})]},
        {"files.completeUploadExternal": [(500, {}, {})]},
        {"files.getUploadURLExternal": [(200, {"ok": True, "file_id": "F1", "upload_url": "https://evil.example/"}, {})]},
    ],
    ids=["never ready", "no scope", "away", "elsewhere"],
)
async def test_where_the_picture_can_not_be_shown_its_words_are(tmp_path, failing):
    async with picture_rig(tmp_path) as rig:
        rig.far.failing |= failing
        await rig.event(slack_rig.message("plaatje", 1))
        await rig.far.until(lambda: rig.far.messages)

        assert images(rig.far.messages[0]["blocks"]) == []
        assert texts_of(rig.far.messages[0]["blocks"]) == [ALT]


async def test_what_one_person_alone_is_shown_says_it_in_words(tmp_path):
    async with picture_rig(tmp_path) as rig:
        await rig.command("plaatje")
        await rig.event(slack_rig.mention("plaatje", 1))
        await rig.far.until(lambda: len(rig.far.messages) == 2)

        assert [one["only"] for one in rig.far.messages] == ["U1", "U1"]
        assert [texts_of(one["blocks"]) for one in rig.far.messages] == [[ALT]] * 2
        assert rig.far.files == []


async def test_a_dialog_shows_the_picture(tmp_path):
    async with picture_rig(tmp_path) as rig:
        button = {"type": "button", "action_id": "do:1", "value": VALUE_OF_PICTURE}
        view = {"id": "V7", "type": "modal", "blocks": []}
        rig.far.failing["views.update"] = [(200, {"ok": False, "error": "invalid_arguments"}, {})]
        await rig.interact({"type": "block_actions", "view": view, "container": {"type": "view"}, "actions": [button]})
        await rig.far.until(lambda: rig.far.views)

        assert images(rig.far.views[0][1]["blocks"]) == [("F1", ALT)]


def test_figures_are_said_below_the_picture_too():
    words = "3 van de 4 rondes gehaald."

    assert texts_of(rendered([pictured(words)], pictures={PNG: "F1"}).blocks) == [words]
    assert texts_of(rendered([pictured(ALT)], pictures={PNG: "F1"}).blocks) == []
    assert texts_of(rendered([pictured(words)]).blocks) == [words]


def test_a_picture_looks_as_it_did(snapshot):
    assert rendered([pictured("3 van de 4 rondes gehaald.")], pictures={PNG: "F1"}).blocks == snapshot
