"""Many workspaces: installing once and only from one's own browser, tokens encrypted and renewed; settings and doctor."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

import coachbot_slack
import slack_rig
from coachbot.errors import ConfigurationError, DatabaseAwayError
from coachbot_slack.adapter import SlackAdapter
from coachbot_slack.manifest import SCOPES
from coachbot_slack.settings import SlackSettings, slack_settings
from far_slack import FarSlack
from working_desk import DUTCH

MANY = {
    "bot_token": None,
    "client_id": "1.2",
    "client_secret": SecretStr("client secret"),
    "public_url": "https://coach.example.org/",
}


class Granting(FarSlack):
    """Grants an installation to whoever asks, and renews tokens."""

    def __init__(self):
        super().__init__()
        self.given = {}
        self.granted = 0

    def _done(self, method, given):
        if method == "oauth.v2.access":
            self.granted += 1
            return {**self.given, "access_token": f"xoxe.xoxb-{self.granted}", "refresh_token": f"r{self.granted}"}
        return super()._done(method, given)


TEAM = {
    "team": {"id": "T1", "name": "Acme"},
    "enterprise": None,
    "is_enterprise_install": False,
    "scope": ",".join(SCOPES),
    "expires_in": 43_200,
}
ORGANISATION = {**TEAM, "team": None, "enterprise": {"id": "E1"}, "is_enterprise_install": True}


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(slack_rig, "FarSlack", Granting)
    return MANY


async def begin(rig):
    async with rig.session.get(rig.url.replace("events", "install"), allow_redirects=False) as answer:
        query = parse_qs(urlsplit(answer.headers["Location"]).query)
        return answer, query["state"][0], answer.headers["Set-Cookie"]


async def come_back(rig, state, cookie, code="c1"):
    address = rig.url.replace("events", "oauth_redirect")
    async with rig.session.get(
        address, params={"code": code, "state": state}, headers={"Cookie": cookie.split(";")[0]}
    ) as answer:
        return answer.status, await answer.text()


@pytest.mark.parametrize(("given", "kept"), [(TEAM, "T1"), (ORGANISATION, "E1")])
async def test_an_installation_is_kept_encrypted_and_answered_with_its_own_token(tmp_path, many, given, kept):
    async with slack_rig.slack(tmp_path, **many) as rig:
        rig.far.given = given
        answer, state, cookie = await begin(rig)
        location = answer.headers["Location"]
        assert location.startswith("https://slack.com/oauth/v2/authorize?")
        assert parse_qs(urlsplit(location).query)["scope"] == [",".join(SCOPES)]
        assert parse_qs(urlsplit(location).query)["redirect_uri"] == ["https://coach.example.org/slack/oauth_redirect"]
        assert {"HttpOnly", "Secure", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
        status, page = await come_back(rig, state, cookie)
        body = slack_rig.event_body(slack_rig.message(DUTCH, 1), 1)
        body["authorizations"][0]["enterprise_id"] = "E1"
        assert await rig.post(body) == 200
        await rig.far.until(lambda: rig.far.messages)

        assert status == 200
        assert "De coach is geïnstalleerd" in page
        assert (await rig.desk.installations.get("slack", kept))["token"] == "xoxe.xoxb-1"
        assert {given["token"] for method, given in rig.far.calls if method == "chat.postMessage"} == {"xoxe.xoxb-1"}
    assert b"xoxe.xoxb-1" not in b"".join(file.read_bytes() for file in tmp_path.glob("coachbot.db*"))


async def test_an_organisation_leaves_with_every_workspace_that_talked_by_its_token_and_no_other(tmp_path, many):
    async with slack_rig.slack(tmp_path, **many) as rig:
        rig.far.given = ORGANISATION
        _, state, cookie = await begin(rig)
        await come_back(rig, state, cookie)
        await rig.desk.installations.keep("slack", "T9", {"token": "xoxb-9"})
        for number, team in enumerate(("T1", "T2"), 1):
            body = slack_rig.event_body(slack_rig.message(DUTCH, number), number, team=team)
            body["authorizations"][0]["enterprise_id"] = "E1"
            assert await rig.post(body) == 200
        await rig.far.until(lambda: len(rig.far.messages) >= 2)
        assert set(await rig.desk.installations.all("slack")) == {"E1", "T1", "T2", "T9"}

        body = slack_rig.event_body({"type": "app_uninstalled"}, 3, team="T1")
        assert await rig.post({**body, "enterprise_id": "E1", "is_enterprise_install": True}) == 200

        assert await rig.desk.installations.all("slack") == {"T9": {"token": "xoxb-9"}}


async def test_a_state_works_once_in_the_browser_that_began_and_not_for_long(tmp_path, many):
    async with slack_rig.slack(tmp_path, **many) as rig:
        rig.far.given = TEAM
        _, state, cookie = await begin(rig)
        _, other_state, _ = await begin(rig)
        for bad in ("", "x", "a.b.c", state[:-1] + ("0" if state[-1] != "0" else "1"), other_state, state.replace(".", "..")):
            assert (await come_back(rig, bad, cookie))[0] == 400
        assert (await come_back(rig, state, "coachbot_slack_state=else"))[0] == 400
        assert (await come_back(rig, state, cookie))[0] == 200
        assert (await come_back(rig, state, cookie))[0] == 400
        _, state, cookie = await begin(rig)
        rig.adapter._oauth._clock = lambda: 9e12
        assert (await come_back(rig, state, cookie))[0] == 400

        assert rig.far.granted == 1


async def test_a_state_that_one_replica_took_is_refused_by_every_other(tmp_path, many):
    async with slack_rig.slack(tmp_path, **many) as rig, slack_rig.replica(rig, **many) as other:
        rig.far.given = TEAM
        _, state, cookie = await begin(rig)

        assert (await come_back(other, state, cookie))[0] == 200
        assert (await come_back(rig, state, cookie))[0] == 400
        assert rig.far.granted == 1


async def test_an_installation_is_refused_while_nothing_can_be_written_down(tmp_path, many, monkeypatch):
    async with slack_rig.slack(tmp_path, **many) as rig:
        _, state, cookie = await begin(rig)

        async def away(*_):
            raise DatabaseAwayError

        monkeypatch.setattr(rig.desk.installations, "use_once", away)

        assert (await come_back(rig, state, cookie))[0] == 502
        assert rig.far.granted == 0


async def test_an_installation_that_slack_refuses_keeps_nothing(tmp_path, many):
    async with slack_rig.slack(tmp_path, **many) as rig:
        rig.far.failing["oauth.v2.access"] = [(200, {"ok": False, "error": "invalid_code"}, {})]
        _, state, cookie = await begin(rig)

        assert (await come_back(rig, state, cookie))[0] == 502
        assert await rig.desk.installations.all("slack") == {}


async def test_a_token_is_renewed_before_it_ends_without_any_request(tmp_path, many):
    async with slack_rig.slack(tmp_path, **many) as rig:
        rig.far.given = TEAM
        oauth = rig.adapter._oauth
        now = oauth._clock()
        await rig.desk.installations.keep("slack", "T1", {"token": "old", "refresh_token": "r0", "ends": now + 3_600})
        await rig.desk.installations.keep("slack", "T2", {"token": "fresh", "refresh_token": "r9", "ends": now + 40_000})
        await rig.desk.installations.keep("slack", "T3", {"token": "for ever", "refresh_token": None, "ends": None})
        await oauth.renew()
        await oauth.renew()

        tokens = {name: details["token"] for name, details in (await rig.desk.installations.all("slack")).items()}
        assert tokens == {"T1": "xoxe.xoxb-1", "T2": "fresh", "T3": "for ever"}
        assert rig.far.granted == 1


async def test_a_workspace_without_the_app_is_not_answered(tmp_path, many):
    async with slack_rig.slack(tmp_path, **many) as rig:
        assert await rig.event(slack_rig.message(DUTCH, 1)) == 200

        assert rig.far.messages == []


def environment(monkeypatch, **settings):
    for name in ("BOT_TOKEN", "SIGNING_SECRET", "APP_TOKEN", "CLIENT_ID", "CLIENT_SECRET", "PUBLIC_URL", "API_URL"):
        monkeypatch.delenv(f"COACHBOT_SLACK_{name}", raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(f"COACHBOT_SLACK_{name}", value)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({}, ["BOT_TOKEN", "SIGNING_SECRET"]),
        ({"BOT_TOKEN": "xoxb-1"}, ["SIGNING_SECRET"]),
        ({"BOT_TOKEN": "nonsense", "SIGNING_SECRET": "s"}, ["BOT_TOKEN"]),
        ({"BOT_TOKEN": "xoxb-1", "APP_TOKEN": "xoxb-1"}, ["APP_TOKEN"]),
        ({"CLIENT_ID": "1", "SIGNING_SECRET": "s"}, ["CLIENT_SECRET", "PUBLIC_URL"]),
        ({"CLIENT_ID": "1", "CLIENT_SECRET": "x", "PUBLIC_URL": "http://x.nl", "SIGNING_SECRET": "s"}, ["PUBLIC_URL"]),
        ({"BOT_TOKEN": "xoxb-1", "SIGNING_SECRET": "s", "API_URL": "http://evil.example/"}, ["API_URL"]),
    ],
)
def test_settings_that_do_not_fit_are_all_named_and_no_secret_is(monkeypatch, settings, named):
    environment(monkeypatch, **settings)
    with pytest.raises(ConfigurationError) as caught:
        slack_settings()

    assert all(f"COACHBOT_SLACK_{name}" in str(caught.value) for name in named)
    assert "nonsense" not in str(caught.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"BOT_TOKEN": "xoxb-1", "SIGNING_SECRET": "s"},
        {"BOT_TOKEN": "xoxb-1", "APP_TOKEN": "xapp-1"},
        {"CLIENT_ID": "1", "CLIENT_SECRET": "x", "PUBLIC_URL": "https://x.nl", "SIGNING_SECRET": "s"},
    ],
)
def test_each_way_of_being_served_needs_no_more_than_its_own_settings(monkeypatch, settings):
    environment(monkeypatch, **settings)

    assert slack_settings().many == ("CLIENT_ID" in settings)


async def test_doctor_asks_slack_for_token_scopes_clock_and_socket_mode(monkeypatch):
    from coachbot_slack.examining import _asked

    async with FarSlack() as far:
        environment(monkeypatch, BOT_TOKEN="xoxb-1", APP_TOKEN="xapp-1", API_URL=far.api_url)
        sound = {one.what: one.sound for one in await _asked(slack_settings())}
        far.failing["auth.test"] = [(200, {"ok": False, "error": "invalid_auth"}, {})]
        far.failing["apps.connections.open"] = [(200, {"ok": False, "error": "not_allowed_token_type"}, {})]
        broken = await _asked(slack_settings())
        monkeypatch.setattr("far_slack.SCOPES", "chat:write")
        few = {one.what: one for one in await _asked(slack_settings())}

    looked_at = ("requests", "itself", "clock", "token", "scopes", "socket mode")
    assert sound == dict.fromkeys((f"slack {one}" for one in looked_at), True)
    assert [one.what for one in broken if not one.sound and one.mend] == ["slack token", "slack socket mode"]
    assert "im:history" in few["slack scopes"].state


async def test_doctor_tells_how_far_the_clock_is_from_slacks_also_where_many_workspaces_install_the_app(monkeypatch):
    from coachbot_slack.examining import _asked

    async with FarSlack() as far:
        many = {"CLIENT_ID": "1", "CLIENT_SECRET": "x", "PUBLIC_URL": "https://x.nl", "SIGNING_SECRET": "s"}
        environment(monkeypatch, **many, API_URL=far.api_url)
        right = {one.what: one.sound for one in await _asked(slack_settings())}
        # The module's alone: the far side's own clock stays right.
        monkeypatch.setattr("coachbot_slack.examining.time", SimpleNamespace(time=lambda: time.time() + 400))
        wrong = {one.what: one for one in await _asked(slack_settings())}

    assert right == {"slack requests": True, "slack itself": True, "slack clock": True}
    assert not wrong["slack clock"].sound
    assert "from 300 s on every request is refused" in wrong["slack clock"].mend
    assert "https://x.nl/slack/events" in wrong["slack requests"].state


async def test_doctor_says_that_slack_cannot_be_reached(monkeypatch):
    from coachbot_slack.examining import _asked

    async with FarSlack() as far:
        environment(monkeypatch, BOT_TOKEN="xoxb-1", SIGNING_SECRET="s", API_URL=far.api_url)
        await far.go_away()
        found = {one.what: one for one in await _asked(slack_settings())}

    assert [name for name, one in found.items() if not one.sound] == ["slack itself", "slack token"]
    assert "https://<your address>/slack/events" in found["slack requests"].state
    assert "can't be reached" in found["slack itself"].state


def test_doctor_tells_what_is_missing_without_asking_slack(monkeypatch):
    environment(monkeypatch)

    (only,) = coachbot_slack.examine()
    assert not only.sound


def test_the_platform_makes_its_adapter_from_the_environment(monkeypatch):
    environment(monkeypatch, BOT_TOKEN="xoxb-1", SIGNING_SECRET="s")

    adapter = coachbot_slack.create_adapter(None)
    assert isinstance(adapter, SlackAdapter)
    assert list(adapter.routes) == [("POST", "/slack/events")]


def test_every_setting_and_scope_is_documented_with_its_reason():
    page = (Path(__file__).parents[3] / "docs" / "slack.md").read_text(encoding="utf-8")

    assert [name for name in SlackSettings.model_fields if f"`COACHBOT_SLACK_{name.upper()}`" not in page] == []
    assert [scope for scope in SCOPES if f"| `{scope}` |" not in page] == []
