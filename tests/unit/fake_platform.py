"""A platform that answers nobody, as an entry point names it."""

from __future__ import annotations

NEEDED = ("COACHBOT_FAKE_TOKEN", "COACHBOT_FAKE_SECRET")


def create_adapter(desk):
    return ("adapter", desk)


def examine():
    return ()
