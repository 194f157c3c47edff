"""Whether a request is Slack's: its signature, and its age (docs.slack.dev/authentication/verifying-requests-from-slack)."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

WINDOW_S = 300
"""Seconds that a request may be old, or ahead of this clock."""
_LONGEST = 20


def is_slacks(secret: str, headers: Mapping[str, str], body: bytes, now_s: float) -> bool:
    """Whether Slack signed this body just now. Header names are in lower case."""
    at = headers.get("x-slack-request-timestamp", "")
    if not (at.isascii() and at.isdigit() and len(at) <= _LONGEST) or abs(now_s - int(at)) > WINDOW_S:
        return False
    return hmac.compare_digest(signature(secret, at, body).encode(), headers.get("x-slack-signature", "").encode())


def signature(secret: str, at: str, body: bytes) -> str:
    """How Slack signs a body at a moment, in seconds since 1970."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256).hexdigest()
