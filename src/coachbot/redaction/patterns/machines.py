"""Addresses of machines, which lead to a desk or a home: IPv4, IPv6, MAC."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coachbot.redaction.patterns.checks import is_ip_address
from coachbot.redaction.patterns.shapes import ANY_CASE, either
from coachbot.redaction.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_IPV4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?=[0-9a-f:.]{0,40}:[0-9a-f]{0,4}:)[0-9a-f:.]{4,45}(?:%\w{1,10})?(?![\w:])", ANY_CASE)
_MAC = re.compile(r"(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])", ANY_CASE)
_NUMBERED = either(
    "versie version release v update patch build firmware upgrade hotfix rev revisie paragraaf hoofdstuk section chapter",
    "artikel sectie stap step",
)
_VERSION = re.compile(rf"\b{_NUMBERED}\b\.? ?(?:\w+ ){{0,2}}$", ANY_CASE)
_VERSION_REACH = 30


def find_machines(text: str) -> Iterator[Span]:
    """Addresses that parse, but not the number of a version or a section."""
    for match in _IPV4.finditer(text):
        if is_ip_address(match[0]) and not _VERSION.search(text, max(0, match.start() - _VERSION_REACH), match.start()):
            yield Span(match.start(), match.end(), "ip")
    for match in _IPV6.finditer(text):
        address = match[0] if match[0].endswith("::") else match[0].rstrip(".:")
        if is_ip_address(address.split("%")[0]) and len(re.findall(r"\w+", address)) > 1:
            yield Span(match.start(), match.start() + len(address), "ip")
    for match in _MAC.finditer(text):
        yield Span(match.start(), match.end(), "ip")
