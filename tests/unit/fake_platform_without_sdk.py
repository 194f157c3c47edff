"""A platform whose SDK isn't installed."""

from __future__ import annotations

NEEDED = ()


def create_adapter(_desk):
    import no_such_sdk

    return no_such_sdk


def examine():
    return ()
