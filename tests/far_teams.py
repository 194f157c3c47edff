"""A far side of Teams on this machine: the Bot Connector, the published keys, and who gives tokens."""

from __future__ import annotations

import asyncio
import json
import time

import jwt
import requests
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class FarTeams:
    """Keeps what it was sent. `delay_s` is how far away it is; `failures` are answered first, one each."""

    def __init__(self, delay_s=0.0):
        self.delay_s = delay_s
        self.posts = []
        self.chats = []
        self.members = {}
        self.failures = []
        self.tokens_asked = []
        self.authorizations = set()
        self.files = []
        self._new = asyncio.Event()

    async def __aenter__(self):
        self._port = 0
        await self.come_back()
        return self

    async def come_back(self):
        """Listen, where it did before."""
        app = web.Application(client_max_size=4_000_000)
        app.router.add_get("/openid", self._openid)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/v3/conversations", self._conversation)
        app.router.add_post("/v3/conversations/{conversation}/activities", self._activity)
        app.router.add_post("/v3/conversations/{conversation}/activities/{replied_to}", self._activity)
        app.router.add_get("/v3/conversations/{conversation}/members/{member}", self._member)
        app.router.add_put("/upload", self._upload)
        app.router.add_route("*", "/login/{path:.*}", self._login)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def go_away(self):
        """Refuse connections, and break those that are open."""
        await self._runner.cleanup()

    async def __aexit__(self, *_):
        await self._runner.cleanup()

    async def _openid(self, _request):
        return web.json_response({"issuer": "https://api.botframework.com", "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, _request):
        key = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
        return web.json_response({"keys": [{**key, "kid": "k1", "endorsements": ["msteams"]}]})

    async def _login(self, request):
        path = request.match_info["path"]
        base = "https://login.microsoftonline.com/t"
        if path.endswith("openid-configuration"):
            return web.json_response(
                {"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token", "issuer": base}
            )
        self.tokens_asked.append((path, dict(await request.post()), dict(request.query)))
        later = int(time.time()) + 3600
        return web.json_response(
            {"access_token": "our token", "expires_in": "3600", "expires_on": str(later), "token_type": "Bearer", "resource": "r"}
        )

    async def _answer(self, request, given):
        self.authorizations.add(request.headers.get("Authorization"))
        await asyncio.sleep(self.delay_s)
        if self.failures:
            status, headers = self.failures.pop(0)
            self._new.set()
            return web.json_response({"error": {"code": "Planned"}}, status=status, headers=headers)
        return web.json_response(given(), status=201)

    async def _conversation(self, request):
        body = await request.json()

        def made():
            self.chats.append(body)
            return {"id": f"a:{body['members'][0]['id']}"}

        return await self._answer(request, made)

    async def _activity(self, request):
        body = await request.json()

        def posted():
            self.posts.append({"conversation": request.match_info["conversation"], **body})
            self._new.set()
            return {"id": f"r{len(self.posts)}"}

        return await self._answer(request, posted)

    async def _member(self, request):
        conversation, member = request.match_info["conversation"], request.match_info["member"]
        if member not in self.members.get(conversation, ()):
            return web.json_response({"error": {"code": "NotFound"}}, status=404)
        return web.json_response({"id": member, "name": "Sam"})

    async def _upload(self, request):
        self.files.append(await request.read())
        return web.Response(status=201)

    async def until(self, holds, within_s=8.0):
        """Wait until something holds of what was posted."""
        async with asyncio.timeout(within_s):
            while not holds():
                self._new.clear()
                await self._new.wait()

    def messages(self):
        """What was posted but for the signs that somebody is writing."""
        return [one for one in self.posts if one["type"] == "message"]


def token(app_id, service_url, *, key=KEY, headers=None, algorithm="RS256", **claims):
    """A token as Teams signs them, but for what is said."""
    now = int(time.time())
    whole = {
        "iss": "https://api.botframework.com",
        "aud": app_id,
        "serviceurl": service_url,
        "nbf": now - 60,
        "exp": now + 3600,
        **claims,
    }
    return jwt.encode(
        {name: value for name, value in whole.items() if value is not None},
        key,
        algorithm=algorithm,
        headers={"kid": "k1"} if headers is None else headers,
    )


class LoopbackLogin(requests.Session):
    """Asks for tokens here in the place of Microsoft."""

    def __init__(self, url):
        super().__init__()
        self.trust_env = False
        self._url = url

    def request(self, method, url, **more):
        path = url.partition("://")[2].partition("/")[2]
        return super().request(method, f"{self._url}/login/{path}", **more)


def texts_of(card):
    """What is read on a card, in order."""
    found = []
    for element in card["body"]:
        match element["type"]:
            case "RichTextBlock":
                found.append("".join(run["text"] for run in element["inlines"]))
            case "Container":
                found += texts_of({"body": element["items"]})
            case _:
                pass
    return found


def buttons_of(card):
    """What can be pressed on a card."""
    sets = [element["actions"] for element in card["body"] if element["type"] == "ActionSet"]
    return [action for actions in [*sets, card.get("actions", [])] for action in actions]
