"""What comes in from Teams, of every kind, and what is answered: the whole app before a far side on this machine."""

from __future__ import annotations

import asyncio
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from coachbot_teams.cli import cli
from coachbot_teams.incoming import asker, event_of, said
from far_teams import buttons_of, texts_of
from teams_rig import BOT, CHANNEL, teams
from working_desk import DUTCH

CARD = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"


def card_of(post):
    return post["attachments"][0]["content"]


def data_of(card, label):
    return next(one["data"] for one in buttons_of(card) if one["title"] == label)


async def answered(rig, activity, count=1):
    """The messages that follow on an activity."""
    before = len(rig.far.messages())
    assert (await rig.send(activity))[0] == 200
    await rig.far.until(lambda: len(rig.far.messages()) >= before + count)
    return rig.far.messages()[before:]


async def test_a_message_delivered_four_times_is_answered_once(tmp_path):
    async with teams(tmp_path) as rig:
        activity = rig.message(DUTCH)

        statuses = await asyncio.gather(*(rig.send(activity) for _ in range(4)))
        await rig.far.until(rig.far.messages)
        await answered(rig, rig.message("help"))

        assert [status for status, _ in statuses] == [200] * 4
        assert [one["attachments"][0]["contentType"] for one in rig.far.messages()] == [CARD] * 2


async def test_installing_welcomes_once_and_in_the_language_of_their_teams(tmp_path):
    async with teams(tmp_path) as rig:
        (welcome,) = await answered(rig, rig.activity("installationUpdate", action="add", locale="en-US"))
        await rig.send(rig.activity("installationUpdate", action="add"))
        await rig.send(rig.activity("conversationUpdate", membersAdded=[{"id": "29:one"}]))
        (answer,) = await answered(rig, rig.message(DUTCH))

        assert card_of(welcome)["lang"] == "en"
        assert "Ik hoor: Geen tijd" in texts_of(card_of(answer))
        assert not any("voorstellen" in text for text in texts_of(card_of(answer)))


async def test_what_is_asked_among_others_is_answered_alone_with_a_note_there(tmp_path):
    async with teams(tmp_path) as rig:
        first, second = await answered(rig, rig.mention(DUTCH), 2)

        assert first["conversation"] == "a:29:one"
        assert (second["conversation"], second["text"]) == (CHANNEL, "Ik heb het antwoord in je eigen chat met mij gezet.")
        assert [one["members"] for one in rig.far.chats] == [[{"id": "29:one"}]]


async def test_what_does_not_name_the_coach_among_others_is_left_alone(tmp_path):
    async with teams(tmp_path) as rig:
        for activity in (
            rig.activity("message", personal=False, text=DUTCH),
            rig.message(DUTCH, user=BOT),
            {**rig.message(DUTCH), "from": {"id": "29:one", "role": "bot"}},
        ):
            assert await rig.send(activity) == (200, {})
        await answered(rig, rig.message("help"))

        assert len(rig.far.messages()) == 1


async def test_an_answer_is_shared_only_where_the_asker_is_a_member(tmp_path):
    async with teams(tmp_path) as rig:
        first, _ = await answered(rig, rig.mention(DUTCH), 2)
        share = data_of(card_of(first), "Deel in het kanaal")

        (elsewhere,) = await answered(rig, rig.execute({**share, "among": "19:secret@thread.tacv2"}))
        rig.far.members["19:general@thread.tacv2"] = {"29:one"}
        (there,) = await answered(rig, rig.execute(share))

        assert (elsewhere["conversation"], elsewhere["text"][:10]) == ("a:29:one", "Ik kan daa")
        assert (there["conversation"], texts_of(card_of(there))[0]) == (CHANNEL, "Gedeeld door Sam")


async def test_somebody_elses_answer_can_not_be_shared(tmp_path):
    async with teams(tmp_path) as rig:
        first, _ = await answered(rig, rig.mention(DUTCH), 2)
        share = data_of(card_of(first), "Deel in het kanaal")

        _, answer = await rig.send(rig.execute(share, user="29:two"))

        assert answer["type"] == MESSAGE
        assert "Gedeeld" not in answer["value"]


async def test_a_button_of_a_shared_card_answers_whoever_presses_and_leaves_the_card(tmp_path):
    async with teams(tmp_path) as rig:
        first, _ = await answered(rig, rig.mention(DUTCH), 2)
        more = data_of(card_of(first), "Meer hierover")
        before = len(rig.far.messages())

        _, answer = await rig.send(rig.execute(more, personal=False, user="29:two"))
        await rig.far.until(lambda: len(rig.far.messages()) > before)

        assert answer == {"statusCode": 200, "type": MESSAGE, "value": "Ik heb het antwoord in je eigen chat met mij gezet."}
        assert rig.far.messages()[-1]["conversation"] == "a:29:two"


@pytest.mark.parametrize(
    "data", [None, {}, [], {"coach": "{"}, {"coach": '{"k":"root"}'}, {"coach": 7}, {"among": 7, "coach": None}]
)
async def test_a_button_that_was_forged_is_answered_kindly(tmp_path, data):
    async with teams(tmp_path, calm=True) as rig:
        status, answer = await rig.send(rig.execute(data))

        assert (status, answer["type"]) == (200, MESSAGE)
        assert answer["value"]


async def test_a_button_of_an_older_client_comes_as_a_message_and_is_answered(tmp_path):
    async with teams(tmp_path) as rig:
        (answer,) = await answered(rig, rig.activity("message", value={"coach": '{"k":"show","o":"no-time"}'}))

        assert any("wording no-time/None/nl" in text for text in texts_of(card_of(answer)))


async def test_a_moment_for_a_reminder_is_asked_in_a_dialog_and_the_reminder_comes(tmp_path):
    async with teams(tmp_path) as rig:
        (first,) = await answered(rig, rig.message(DUTCH))
        (when,) = await answered(rig, rig.execute(data_of(card_of(first), "Vraag me later hoe het ging")))
        opens = data_of(card_of(when), "Zelf een moment kiezen")

        _, dialog = await rig.send(rig.invoke("task/fetch", {"data": opens}))
        (submit,) = buttons_of(dialog["task"]["value"]["card"]["content"])
        later = datetime.now(UTC) + timedelta(days=2)
        data = {**submit["data"], "day": f"{later:%Y-%m-%d}", "time": "10:15"}
        _, done = await rig.send(rig.invoke("task/submit", {"data": data}))
        _, past = await rig.send(rig.invoke("task/submit", {"data": {**data, "day": "2001-01-01"}}))
        _, broken = await rig.send(rig.invoke("task/submit", {"data": submit["data"]}))

        assert dialog["task"]["type"] == "continue"
        assert "10:15" in done["task"]["value"]
        assert "10:15" not in past["task"]["value"]
        assert "10:15" not in broken["task"]["value"]


async def test_a_message_is_coached_on_in_a_dialog_that_goes_on(tmp_path):
    async with teams(tmp_path, calm=True) as rig:
        body = {"contentType": "html", "content": f"<div>{DUTCH}</div>"}
        given = {"commandId": "coachMe", "messagePayload": {"body": body}}

        _, opened = await rig.send(rig.invoke("composeExtension/fetchTask", given, personal=False))
        card = opened["task"]["value"]["card"]["content"]
        more = {"commandId": "coachMe", "data": data_of(card, "Meer hierover")}
        _, further = await rig.send(rig.invoke("composeExtension/submitAction", more, personal=False))

        assert "Ik hoor: Geen tijd" in texts_of(card)
        assert {one["type"] for one in buttons_of(card)} == {"Action.Submit"}
        assert "listen no-time/blue/nl" in texts_of(further["task"]["value"]["card"]["content"])


async def test_a_longer_story_is_told_in_a_dialog(tmp_path):
    async with teams(tmp_path, calm=True) as rig:
        _, opened = await rig.send(rig.invoke("composeExtension/fetchTask", {"commandId": "story"}))
        (submit,) = buttons_of(opened["task"]["value"]["card"]["content"])
        data = {"commandId": "story", "data": {**submit["data"], "words": DUTCH}}
        _, answer = await rig.send(rig.invoke("composeExtension/submitAction", data))

        assert "Ik hoor: Geen tijd" in texts_of(answer["task"]["value"]["card"]["content"])


async def test_the_playbook_is_searched_without_anything_being_kept(tmp_path):
    async with teams(tmp_path) as rig:
        given = {"commandId": "search", "parameters": [{"name": "words", "value": "tijd"}]}
        _, found = await rig.send(rig.invoke("composeExtension/query", given))
        (history,) = await answered(rig, rig.message("geschiedenis"))

        (result,) = found["composeExtension"]["attachments"]
        assert result["preview"]["content"]["title"] == "Geen tijd"
        assert any("Je hebt me nog niets gevraagd" in text for text in texts_of(card_of(history)))


async def test_everything_that_is_kept_comes_as_a_file_once_its_owner_agrees(tmp_path):
    async with teams(tmp_path) as rig:
        _, offer = await answered(rig, rig.message("export"), 2)
        attachment = offer["attachments"][0]
        given = {"action": "accept", "uploadInfo": {"uploadUrl": f"{rig.far.url}/upload"}}
        (done,) = await answered(rig, rig.invoke("fileConsent/invoke", given))
        evil = {"action": "accept", "uploadInfo": {"uploadUrl": "https://evil.example/upload"}}
        await rig.send(rig.invoke("fileConsent/invoke", evil))
        (declined,) = await answered(rig, rig.invoke("fileConsent/invoke", {"action": "decline"}))

        assert attachment["contentType"] == "application/vnd.microsoft.teams.card.file.consent"
        assert attachment["name"].startswith("coachbot-")
        assert [type(json.loads(file)) for file in rig.far.files] == [dict]
        assert done["text"] == "Het bestand staat in je OneDrive."
        assert declined["text"] == "Goed, dan bewaar ik het bestand niet."


UNKNOWN = [
    ("messageReaction", {"reactionsAdded": [{"type": "like"}]}),
    ("conversationUpdate", {"channelData": {"eventType": "channelRenamed"}}),
    ("installationUpdate", {"action": "remove"}),
    ("event", {"name": "application/vnd.microsoft.meetingStart"}),
    ("invoke", {"name": "something/new", "value": [1]}),
    ("invoke", {"name": "message/submitAction", "value": {"actionName": "feedback"}}),
    ("invoke", {}),
    ("message", {"text": None, "entities": None, "attachments": None}),
    ("message", {"text": 7, "entities": [7, {"type": "mention"}], "from": 7}),
    ("typing", {}),
    ("brand new", {"from": None, "conversation": []}),
]


@pytest.mark.parametrize(("kind", "more"), UNKNOWN, ids=range(len(UNKNOWN)))
async def test_what_is_not_known_is_answered_200(tmp_path, kind, more):
    async with teams(tmp_path, calm=True) as rig:
        assert (await rig.send(rig.activity(kind, **more)))[0] == 200


async def test_when_teams_asks_to_wait_the_answer_comes_later_and_once(tmp_path):
    async with teams(tmp_path) as rig:
        rig.far.failures = [(429, {"Retry-After": "0"}), (412, {})]

        (answer,) = await answered(rig, rig.message(DUTCH))

        assert "Ik hoor: Geen tijd" in texts_of(card_of(answer))
        assert rig.far.failures == []


async def test_who_blocked_the_coach_is_not_written_to_again(tmp_path):
    async with teams(tmp_path) as rig:
        (first,) = await answered(rig, rig.message(DUTCH))
        (when,) = await answered(rig, rig.execute(data_of(card_of(first), "Vraag me later hoe het ging")))
        await rig.send(rig.execute(data_of(card_of(when), "Morgen")))
        rig.far.failures = [(403, {})]
        await rig.send(rig.message("help"))
        await rig.far.until(lambda: not rig.far.failures)
        (stopped,) = [one for one in await answered(rig, rig.message("herinner stop")) if one.get("attachments")]

        # None is waiting any more.
        assert any("0" in text for text in texts_of(card_of(stopped)))


async def test_voice_and_files_are_answered_kindly(tmp_path):
    async with teams(tmp_path) as rig:
        (voice,) = await answered(rig, rig.message("", attachments=[{"contentType": "audio/mp4"}]))
        (file,) = await answered(rig, rig.message("", attachments=[{"contentType": "text/html"}, {"contentType": "image/*"}]))

        assert texts_of(card_of(voice)) != texts_of(card_of(file))


def test_an_event_is_known_by_its_number_and_names_nobody():
    def event(number, conversation="a:one", at="2026-11-25T12:00:00Z"):
        activity = {
            "id": number,
            "timestamp": at,
            "from": {"id": "29:one"},
            "conversation": {"id": conversation, "tenantId": "t", "conversationType": "personal"},
            "serviceUrl": "https://x",
            "text": "hallo",
        }
        return event_of(activity, asker(activity))

    assert event("1700000000001", at="later") == event("1700000000001")
    assert event("1700000000001") < event("1700000000002")
    assert event("1700000000001") != event("1700000000001", "a:two")
    assert "one" not in event("29:one") + event("1700000000001")


def test_people_who_are_named_are_taken_out_of_the_text_with_where_they_are_found():
    entities = [
        {"type": "mention", "mentioned": {"id": "28:b"}, "text": "<at>Coach</at>"},
        {"type": "mention", "mentioned": {"id": "29:two", "name": "Kim"}, "text": "<at>Kim</at>"},
    ]
    activity = {
        "id": "1",
        "text": "<at>Coach</at> /playbook role <at>Kim</at> lead",
        "entities": entities,
        "from": {"id": "29:one", "name": "Sam"},
        "recipient": {"id": "28:b"},
        "conversation": {"id": "19:x", "tenantId": "t", "conversationType": "channel"},
        "serviceUrl": "https://x",
    }

    message = said(activity, asker(activity)).message

    assert message.text == "/playbook role lead"
    assert [(one.user, one.address["name"], one.address["channel"]) for one in message.mentioned] == [("29:two", "Kim", "29:two")]
    assert message.origin.conversation == "19:x:29:one"


def test_the_app_package_is_written_and_the_same_every_time(tmp_path):
    given = [
        "package",
        str(tmp_path / "a.zip"),
        "--app-id",
        "11111111-2222-3333-4444-555555555555",
        "--website",
        "https://c.example",
    ]

    assert CliRunner().invoke(cli, given).exit_code == 0
    first = (tmp_path / "a.zip").read_bytes()
    CliRunner().invoke(cli, given)

    assert (tmp_path / "a.zip").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        assert sorted(package.namelist()) == ["color.png", "en.json", "manifest.json", "outline.png"]
        manifest, english = json.loads(package.read("manifest.json")), json.loads(package.read("en.json"))
        sizes = [package.read(icon)[16:24] for icon in ("color.png", "outline.png")]
    assert sizes == [(192).to_bytes(4) * 2, (32).to_bytes(4) * 2]
    assert "{" not in json.dumps([manifest, english]).replace('{"', "").replace("[{", "")
    assert len(manifest["name"]["short"]) <= 30
    assert len(manifest["description"]["short"]) <= 80
    assert len(english["description.short"]) <= 80
    for command in manifest["bots"][0]["commandLists"][0]["commands"]:
        assert len(command["title"]) <= 32


def test_a_package_without_an_id_is_refused_in_words(tmp_path):
    result = CliRunner().invoke(cli, ["package", str(tmp_path / "a.zip"), "--website", "http://c.example"])

    assert result.exit_code == 2
    assert "COACHBOT_TEAMS_APP_ID" in result.stderr
    assert "https://" in result.stderr
