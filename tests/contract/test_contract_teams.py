"""The conversations that go the same on every platform, on Teams."""

from __future__ import annotations

import pytest
from conversations import CONVERSATIONS
from teams_client import teams_client


@pytest.mark.parametrize("steps", CONVERSATIONS.values(), ids=CONVERSATIONS)
async def test_a_conversation_goes_on_teams_as_it_does_everywhere(steps, tmp_path):
    async with teams_client(tmp_path) as somebody:
        for step in steps:
            seen = await getattr(somebody, step.how)(step.what)

            whole = "\n".join(seen.texts)
            assert [part for part in step.shows if part not in whole] == [], whole
            assert [offer for offer in step.offers if offer not in seen.buttons] == [], seen.buttons
            assert seen.private == step.private
