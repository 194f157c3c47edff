"""Tokens to talk with: single-tenant, managed identity and the old multi-tenant, before an imitation of who gives them."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from coachbot.errors import NotSentError, ThrottledError
from coachbot_teams.examining import asked
from coachbot_teams.sdk import Sdk, TeamsRefusedError, UnclearError
from far_teams import FarTeams, LoopbackLogin
from teams_rig import APP, TENANT, settings


async def called(far, **more):
    sdk = Sdk(settings(far, **more), LoopbackLogin(far.url))
    await sdk.open()
    try:
        for _ in range(3):
            await sdk.call(far.url, "POST", "v3/conversations/a/activities", {"type": "message", "text": "x"})
    finally:
        await sdk.close()
    return far.tokens_asked


async def test_a_single_tenant_bot_asks_its_own_tenant_once():
    async with FarTeams() as far:
        tokens = await called(far)

        (path, form, _), *more = tokens
        assert (path, more) == ("t/token", [])
        assert (form["client_id"], form["grant_type"]) == (APP, "client_credentials")
        assert form["scope"] == "https://api.botframework.com/.default"
        assert far.authorizations == {"Bearer our token"}


async def test_a_managed_identity_asks_azure_without_a_secret():
    async with FarTeams() as far:
        tokens = await called(far, app_type="UserAssignedMSI", app_password=None)

        (path, form, query), *more = tokens
        assert (path, form, more) == ("metadata/identity/oauth2/token", {}, [])
        assert (query["client_id"], query["resource"]) == (APP, "https://api.botframework.com")
        assert far.authorizations == {"Bearer our token"}


@pytest.mark.parametrize(("kind", "authority"), [("SingleTenant", TENANT), ("MultiTenant", "botframework.com")])
async def test_each_type_asks_the_authority_it_belongs_to(kind, authority):
    asked_at = []

    class Login(LoopbackLogin):
        def request(self, method, url, **more):
            asked_at.append(url)
            return super().request(method, url, **more)

    async with FarTeams() as far:
        await Sdk(settings(far, app_type=kind), Login(far.url)).token()

    assert asked_at[0].startswith(f"https://login.microsoftonline.com/{authority}/")


async def test_no_token_is_said_in_words_and_without_the_secret():
    async with FarTeams() as far:
        sdk = Sdk(settings(far, app_password=SecretStr("very secret")), LoopbackLogin("http://127.0.0.1:9"))

        with pytest.raises(NotSentError, match="COACHBOT_TEAMS_APP_PASSWORD") as failed:
            await sdk.token()

    assert "very secret" not in str(failed.value)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, TeamsRefusedError),
        (401, NotSentError),
        (403, TeamsRefusedError),
        (404, TeamsRefusedError),
        (412, UnclearError),
        (413, TeamsRefusedError),
        (429, ThrottledError),
        (500, UnclearError),
        (502, UnclearError),
    ],
)
async def test_what_teams_answers_says_whether_to_try_again(status, kind):
    async with FarTeams() as far:
        far.failures = [(status, {"Retry-After": "7"})]

        with pytest.raises(kind) as failed:
            await called(far)

    assert getattr(failed.value, "retry_after_s", 7) == 7


async def test_doctor_asks_for_a_token_and_the_keys():
    async with FarTeams() as far:
        made = settings(far)

        found = await asked(made, Sdk(made, LoopbackLogin(far.url)))

    assert [(one.what, one.sound) for one in found] == [("teams settings", True), ("teams token", True), ("teams keys", True)]


async def test_doctor_says_what_is_wrong():
    async with FarTeams() as far:
        made = settings(far, openid_url="http://127.0.0.1:9/openid")

        found = await asked(made, Sdk(made, LoopbackLogin("http://127.0.0.1:9")))

    assert [one.sound for one in found] == [True, False, False]
    assert all(one.mend for one in found[1:])
