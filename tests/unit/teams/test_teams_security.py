"""Whose requests are answered: a table of forged, expired, misdirected and unsigned ones, none of which reaches the desk."""

from __future__ import annotations

import base64
import json
import time

import pytest
from cryptography.hazmat.primitives import serialization

from coachbot.errors import ConfigurationError
from coachbot_teams.sdk import Sdk
from coachbot_teams.settings import TeamsSettings, teams_settings
from far_teams import KEY, OTHER_KEY, token
from teams_rig import APP, OTHER_TENANT, TENANT, teams


def unsigned(url):
    def part(given):
        return base64.urlsafe_b64encode(json.dumps(given).encode()).rstrip(b"=").decode()

    claims = {"iss": "https://api.botframework.com", "aud": APP, "serviceurl": url, "exp": int(time.time()) + 3600}
    return f"{part({'alg': 'none', 'kid': 'k1'})}.{part(claims)}."


def signed_with_the_public_key(url):
    """HS256, with as its secret what everybody can read."""
    import hashlib
    import hmac

    def part(raw):
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    public = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    claims = {"iss": "https://api.botframework.com", "aud": APP, "serviceurl": url, "exp": int(time.time()) + 3600}
    head = f"{part(json.dumps({'alg': 'HS256', 'kid': 'k1'}).encode())}.{part(json.dumps(claims).encode())}"
    return f"{head}.{part(hmac.new(public, head.encode(), hashlib.sha256).digest())}"


REFUSED = {
    "no header": lambda _url: None,
    "an empty header": lambda _url: "",
    "no scheme": lambda url: token(APP, url),
    "another scheme": lambda url: f"Basic {token(APP, url)}",
    "no token": lambda _url: "Bearer ",
    "not a token": lambda _url: "Bearer abc",
    "three parts of nothing": lambda _url: "Bearer a.b.c",
    "not signed": lambda url: f"Bearer {unsigned(url)}",
    "signed with the public key": lambda url: f"Bearer {signed_with_the_public_key(url)}",
    "signed by somebody else": lambda url: f"Bearer {token(APP, url, key=OTHER_KEY)}",
    "an unknown key": lambda url: f"Bearer {token(APP, url, headers={'kid': 'k2'})}",
    "no key named": lambda url: f"Bearer {token(APP, url, headers={})}",
    "another algorithm": lambda url: f"Bearer {token(APP, url, algorithm='RS512')}",
    "for another bot": lambda url: f"Bearer {token(TENANT, url)}",
    "for nobody": lambda url: f"Bearer {token(None, url)}",
    "for several": lambda url: f"Bearer {token([APP, TENANT], url)}",
    "another issuer": lambda url: f"Bearer {token(APP, url, iss='https://evil.example')}",
    "no issuer": lambda url: f"Bearer {token(APP, url, iss=None)}",
    "the emulator's": lambda url: (
        "Bearer " + token(APP, url, iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/", appid=APP, ver="1.0")
    ),
    "another bot's": lambda url: (
        "Bearer "
        + token(APP, url, iss="https://login.microsoftonline.com/f8cdef31-a31e-4b4a-93e4-5f571e91255a/v2.0", azp=APP, ver="2.0")
    ),
    "expired": lambda url: f"Bearer {token(APP, url, exp=int(time.time()) - 400)}",
    "without an end": lambda url: f"Bearer {token(APP, url, exp=None)}",
    "not yet valid": lambda url: f"Bearer {token(APP, url, nbf=int(time.time()) + 900)}",
    "another service address": lambda _url: f"Bearer {token(APP, 'https://smba.trafficmanager.net/emea/')}",
    "no service address": lambda _url: f"Bearer {token(APP, None)}",
}


def watch(rig):
    """Notes what reaches the desk."""
    reached = []

    def noting(name):
        async def noted(*_given):
            reached.append(name)

        return noted

    rig.adapter._desk = type("Desk", (), {"submit": noting("submit"), "answer": noting("answer")})()
    return reached


async def test_no_forged_request_reaches_the_desk(tmp_path):
    async with teams(tmp_path, calm=True) as rig:
        reached = watch(rig)
        for name, made in REFUSED.items():
            header = made(rig.far.url)
            headers = {} if header is None else {"Authorization": header}
            for activity in (rig.message("hallo"), rig.execute({"coach": '{"k":"home"}'})):
                assert (await rig.post(activity, headers))[0] == 401, name

        assert reached == []
        assert rig.far.posts == []


async def test_a_token_of_a_clock_that_is_a_little_off_is_taken(tmp_path):
    async with teams(tmp_path, calm=True) as rig:
        bearer = token(APP, rig.far.url, exp=int(time.time()) - 200)

        assert (await rig.send(rig.execute({}), bearer=bearer))[0] == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evil.example/smba.trafficmanager.net",
        "https://user@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/",
        "http://smba.trafficmanager.net/",
        "http://169.254.169.254/metadata",
        "https://[::1",
        "file:///etc/passwd",
        "",
        7,
        None,
    ],
)
async def test_a_service_address_that_is_not_microsofts_is_refused_though_its_token_is_right(tmp_path, url):
    async with teams(tmp_path, calm=True) as rig:
        reached = watch(rig)

        status, _ = await rig.send({**rig.message("hallo"), "serviceUrl": url}, bearer=token(APP, url))

        assert (status, reached) == (401, [])


async def test_an_address_on_this_machine_is_no_service_address_in_earnest(tmp_path):
    async with teams(tmp_path, calm=True, development=False, openid_url="https://login.botframework.com/x") as rig:
        assert (await rig.send(rig.message("hallo")))[0] == 401


TENANTS = {
    "another": ({"tenantId": OTHER_TENANT}, {"tenant": {"id": OTHER_TENANT}}, 403),
    "two that differ": ({"tenantId": TENANT}, {"tenant": {"id": OTHER_TENANT}}, 200),
    "none": ({}, {}, 200),
}


@pytest.mark.parametrize(("conversation", "data", "status"), TENANTS.values(), ids=TENANTS)
async def test_only_people_of_a_listed_tenant_are_heard(tmp_path, conversation, data, status):
    async with teams(tmp_path, calm=True) as rig:
        reached = watch(rig)
        activity = rig.message("hallo")
        activity["conversation"] = {"id": "a:29:one", "conversationType": "personal", **conversation}
        activity["channelData"] = data

        assert ((await rig.send(activity))[0], reached) == (status, [])


async def test_more_tenants_can_be_let_in(tmp_path):
    async with teams(tmp_path, calm=True, tenants=f" {OTHER_TENANT.upper()} ,{APP}") as rig:
        assert (await rig.send(rig.execute({}, tenant=OTHER_TENANT)))[0] == 200


async def test_what_is_no_activity_is_a_bad_request(tmp_path):
    async with teams(tmp_path, calm=True) as rig:
        for body in (b"", b"[]", b"{", b"7", b'{"type": 7}', b"[" * 100_000, b"\xff"):
            async with rig.session.post(f"http://127.0.0.1:{rig.port}/api/messages", data=body) as answer:
                assert answer.status == 400, body[:20]


async def test_without_the_keys_teams_is_asked_to_come_back(tmp_path):
    async with teams(tmp_path, calm=True, openid_url="http://127.0.0.1:9/openid") as rig:
        assert (await rig.send(rig.message("hallo")))[0] == 503


SETTINGS = {
    "a public address in development": ({"DEVELOPMENT": "1", "HOST": "0.0.0.0"}, "can't listen on 0.0.0.0"),  # noqa: S104 - refused
    "no app": ({"TENANT_ID": TENANT, "APP_PASSWORD": "x"}, "APP_ID is missing"),
    "no secret": ({"APP_ID": APP, "TENANT_ID": TENANT}, "APP_PASSWORD is missing"),
    "no tenant": ({"APP_ID": APP, "APP_PASSWORD": "x"}, "TENANT_ID is missing"),
    "every tenant by omission": ({"APP_ID": APP, "APP_PASSWORD": "x", "APP_TYPE": "MultiTenant"}, "TENANTS is missing"),
    "a secret with an identity": (
        {"APP_ID": APP, "APP_PASSWORD": "x", "TENANT_ID": TENANT, "APP_TYPE": "UserAssignedMSI"},
        "isn't used with a managed identity",
    ),
    "no id": ({"APP_ID": "coach", "APP_PASSWORD": "x", "TENANT_ID": TENANT}, "should be an id"),
    "no tenant's id": ({"APP_ID": APP, "APP_PASSWORD": "x", "TENANT_ID": "contoso.com"}, "no id of a tenant"),
    "an unknown type": ({"APP_TYPE": "Some"}, "can't be read: COACHBOT_TEAMS_APP_TYPE"),
    "keys without TLS": (
        {"APP_ID": APP, "APP_PASSWORD": "x", "TENANT_ID": TENANT, "OPENID_URL": "http://keys.example"},
        "should begin with https",
    ),
}


@pytest.mark.parametrize(("given", "why"), SETTINGS.values(), ids=SETTINGS)
def test_settings_that_are_not_safe_are_refused_in_words(monkeypatch, given, why):
    for name, value in given.items():
        monkeypatch.setenv("COACHBOT_HOST" if name == "HOST" else f"COACHBOT_TEAMS_{name}", value)

    with pytest.raises(ConfigurationError, match=why):
        teams_settings()


def test_development_needs_nothing_else(monkeypatch):
    monkeypatch.setenv("COACHBOT_TEAMS_DEVELOPMENT", "1")

    assert teams_settings().admits("any tenant")


def test_every_tenant_is_let_in_only_when_it_is_said():
    assert TeamsSettings(tenants="*").admits(OTHER_TENANT)
    assert not TeamsSettings(tenant_id=TENANT).admits(OTHER_TENANT)
    assert not TeamsSettings().admits("")


async def test_nothing_is_sent_to_an_address_that_was_stored_and_is_not_microsofts():
    from coachbot.errors import RefusedError

    with pytest.raises(RefusedError, match="isn't Microsoft's"):
        await Sdk(TeamsSettings()).call("https://evil.example", "POST", "v3/conversations", {})
