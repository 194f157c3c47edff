"""The same conversations on every platform, answered the same."""

from __future__ import annotations

import pytest
from conversations import CONVERSATIONS
from slack_client import slack_client
from teams_client import teams_client

CLIENTS = {"slack": slack_client, "teams": teams_client}


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize("steps", CONVERSATIONS.values(), ids=CONVERSATIONS)
async def test_a_conversation_goes_as_it_does_everywhere(steps, client, tmp_path):
    async with client(tmp_path) as somebody:
        code = await somebody.rig.desk.store.roles.new_admin_code()
        for step in steps:
            seen = await getattr(somebody, step.how)(step.what.replace("CODE", code))

            whole = "\n".join(seen.texts)
            assert [part for part in step.shows if part not in whole] == [], whole
            assert [offer for offer in step.offers if offer not in seen.buttons] == [], seen.buttons
            assert seen.private == step.private
