"""Activities that Teams signed and that aren't as it documents them: one value of another type, wherever one stands."""

from __future__ import annotations

from odd_values import odd_ones
from teams_rig import teams
from working_desk import DUTCH


async def test_whatever_type_a_value_has_teams_never_hears_500_and_the_app_goes_on(tmp_path):
    async with teams(tmp_path) as rig:
        file = {"type": "fileUpload", "action": "decline", "context": {"x": "y"}}
        activities = [
            rig.message(DUTCH),
            rig.mention(DUTCH),
            rig.execute({"k": "helpful", "v": "1"}),
            rig.activity("installationUpdate", action="add"),
            rig.activity("conversationUpdate", membersAdded=[{"id": "29:one"}]),
            rig.invoke("composeExtension/query", {"commandId": "search", "parameters": [{"name": "words", "value": "tijd"}]}),
            rig.invoke("composeExtension/submitAction", {"commandId": "coach", "messagePayload": {"body": {"content": DUTCH}}}),
            rig.invoke("task/fetch", {"data": {"k": "remind", "v": "1"}}),
            rig.invoke("task/submit", {"data": {"k": "remind_at", "v": "1"}}),
            rig.invoke("fileConsent/invoke", file),
        ]

        answered = {(await rig.send(odd))[0] for activity in activities for odd in odd_ones(activity)}
        count = len(rig.far.messages())
        await rig.send(rig.message("Dat hebben we al eens geprobeerd"))
        await rig.far.until(lambda: len(rig.far.messages()) > count)

        assert answered <= {200, 400, 401, 403}
