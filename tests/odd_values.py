"""Payloads with one value of another type than is documented, wherever one stands."""

from __future__ import annotations

import copy

OTHERS = (None, 7, "x", [], ["x"], {}, {"x": 1}, True)


def odd_ones(payload):
    """The payload with each value that stands in it, at any depth, replaced by each of `OTHERS`."""
    return [_with_another(payload, at, other) for at in _places(payload) for other in OTHERS]


def _places(value, at=()):
    yield at
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _places(inner, (*at, key))


def _with_another(payload, at, other):
    if not at:
        return other
    changed = copy.deepcopy(payload)
    inner = changed
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = other
    return changed
