"""A Slack on this machine: the Web API methods that the coach calls, addresses to answer at, and Socket Mode.

It keeps messages, views and files as Slack would, and answers as its documentation says; it can be told to fail or be slow.
"""

from __future__ import annotations

import asyncio
import json

from aiohttp import WSMsgType, web

SCOPES = "app_mentions:read,assistant:write,chat:write,commands,files:write,im:history"


class FarSlack:
    """What was sent, newest last; `failing` maps methods to answers still to be given instead."""

    def __init__(self):
        self.calls = []
        self.messages = []
        self.views = []
        self.prompts = []
        self.files = []
        self.failing = {}
        self.delay_s = 0.0
        self.acked = []
        self.changed = asyncio.Event()
        self.connected = asyncio.Event()
        self._clock = 1_700_000_000
        self._sockets = set()

    @property
    def api_url(self):
        return f"http://127.0.0.1:{self.port}/api/"

    def response_url(self, message=None):
        """An address to answer at: of a message that may be replaced, or of none."""
        index = "none" if message is None else self.messages.index(message)
        return f"http://127.0.0.1:{self.port}/respond/{index}"

    async def __aenter__(self):
        self.port = 0
        await self.come_back()
        return self

    async def come_back(self):
        """Listen, where it did before."""
        app = web.Application()
        app.router.add_post("/api/{method}", self._call)
        app.router.add_post("/respond/{index}", self._respond)
        app.router.add_post("/upload", self._upload)
        app.router.add_get("/socket", self._socket)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def go_away(self):
        """Refuse connections, and break those that are open."""
        await self._runner.cleanup()

    async def __aexit__(self, *_error):
        for socket in list(self._sockets):
            await socket.close()
        await self._runner.cleanup()

    async def until(self, holds):
        """Wait until something holds, looking again whenever something came in."""
        async with asyncio.timeout(20):
            while not holds():
                self.changed.clear()
                await self.changed.wait()

    async def push(self, envelope):
        """Send something over Socket Mode."""
        await self.connected.wait()
        for socket in self._sockets:
            await socket.send_json(envelope)

    async def _call(self, request):
        if request.content_type == "application/json":
            given = await request.json()
        else:
            given = dict(await request.post())
        method = request.match_info["method"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append((method, {**given, "token": given.get("token") or token}))
        await asyncio.sleep(self.delay_s)
        if self.failing.get(method):
            status, data, headers = self.failing[method].pop(0)
            self.changed.set()
            return web.json_response(data, status=status, headers=headers)
        data = self._done(method, given)
        self.changed.set()
        return web.json_response({"ok": True, **data}, headers={"x-oauth-scopes": SCOPES})

    def _done(self, method, given):
        match method:
            case "chat.postMessage":
                channel = given["channel"] if given["channel"][0] in "CDG" else f"D{given['channel']}"
                return self._keep(given, channel, None)
            case "chat.postEphemeral":
                return {"message_ts": self._keep(given, given["channel"], given["user"])["ts"]}
            case "conversations.history" | "conversations.replies":
                found = [message for message in self.messages if message["channel"] == given["channel"]]
                return {"messages": [{"metadata": message["metadata"]} for message in reversed(found)]}
            case "views.open" | "views.update" | "views.publish":
                self.views.append((method, given["view"]))
                return {"view": {"id": "V1"}}
            case "assistant.threads.setSuggestedPrompts":
                self.prompts.append(given["prompts"])
                return {}
            case "auth.test":
                return {"team_id": "T1", "team": "Acme", "user_id": "UB"}
            case "files.getUploadURLExternal":
                return {"upload_url": f"http://127.0.0.1:{self.port}/upload", "file_id": "F1"}
            case "apps.connections.open":
                return {"url": f"ws://127.0.0.1:{self.port}/socket"}
            case _:
                return {}

    def _keep(self, given, channel, only):
        self._clock += 1
        message = {
            "channel": channel,
            "ts": f"{self._clock}.000000",
            "thread_ts": given.get("thread_ts"),
            "blocks": given.get("blocks", []),
            "text": given.get("text", ""),
            "metadata": given.get("metadata"),
            "only": only,
        }
        self.messages.append(message)
        return {"channel": channel, "ts": message["ts"]}

    async def _respond(self, request):
        given = await request.json()
        index = request.match_info["index"]
        if index != "none" and given.get("replace_original"):
            message = self.messages.pop(int(index))
            self.messages.append({**message, "blocks": given["blocks"], "text": given["text"]})
        else:
            channel = "C1" if index == "none" else self.messages[int(index)]["channel"]
            self._keep(given, channel, None if given["response_type"] == "in_channel" else "U1")
        self.changed.set()
        return web.Response(text="ok")

    async def _upload(self, request):
        self.files.append(await request.read())
        self.changed.set()
        return web.Response(text="OK")

    async def _socket(self, request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.connected.set()
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                self.acked.append(json.loads(message.data))
                self.changed.set()
        self._sockets.discard(socket)
        return socket


def buttons_of(blocks):
    """All buttons of a message or view, in order."""
    return [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


def texts_of(blocks):
    """All that a message or view says, in order, buttons left out."""

    def said(node):
        if isinstance(node, list):
            return [text for one in node for text in said(one)]
        if not isinstance(node, dict):
            return []
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [text for key, one in node.items() if isinstance(one, dict | list) for text in said(one)]

    return said([block for block in blocks if block["type"] != "actions"])
