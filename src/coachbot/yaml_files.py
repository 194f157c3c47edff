"""YAML read safely: plain values only, bounded in size and depth, every fault with its line.

Differs from PyYAML's own safe loader where people get hurt: a key given twice is a fault, `no`
and `on` are words and not booleans, and anchors are refused, since nesting them makes a small
file unfold into gigabytes. Lines of all values are kept, for messages that point at the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from coachbot.errors import Problem

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 2_000_000
MAX_DEPTH = 20

Place = tuple[str | int, ...]


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # C where the wheel has it
    """Safe values, with booleans as YAML 1.2 has them."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What a file holds, and the line (from 1) where each value stands."""

    name: str
    data: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def problem(self, place: Place, what: str, mend: str) -> Problem:
        """Say what is wrong at a place, with the nearest line that is known."""
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        dotted = ".".join(str(part) for part in place)
        line = self.lines.get(known)
        where = ", ".join(part for part in (dotted, f"line {line}" if line else "") if part)
        return Problem(file=self.name, place=where, what=what, mend=mend)


def read_yaml(path: Path, name: str) -> YamlFile | Problem:
    """Read one file, or say why it can't be read. `name` is what a message calls it."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        return Problem(
            file=name, place="", what=f"can't be read ({error.strerror})", mend="check the name and the rights on the file"
        )
    if len(raw) > MAX_BYTES:
        return Problem(
            file=name, place="", what=f"is {len(raw):,} bytes, more than {MAX_BYTES:,}", mend="split it into smaller files"
        )
    try:
        text = raw.decode("utf-8")
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            lines: dict[Place, int] = {}
            fault = None if node is None else _walk(node, (), lines, set())
            if fault is not None:
                return YamlFile(name, None, lines).problem(*fault)
            data = None if node is None else loader.construct_document(node)
        finally:
            loader.dispose()
    except UnicodeDecodeError as error:
        return Problem(file=name, place=f"byte {error.start}", what="is not UTF-8 text", mend="save the file as UTF-8")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        what = f"is not valid YAML: {error.problem or error.context}"
        return Problem(file=name, place=place, what=what, mend="check indentation, quotes and colons there")
    except (yaml.YAMLError, ValueError) as error:
        return Problem(
            file=name, place="", what=f"is not valid YAML: {error}", mend="remove control characters and impossible values"
        )
    return YamlFile(name, data, lines)


def _walk(  # noqa: C901 - one look at each kind of node
    node: yaml.Node, place: Place, lines: dict[Place, int], seen: set[int]
) -> tuple[Place, str, str] | None:
    """Note the line of every value; return the first fault that constructing would hide."""
    lines[place] = node.start_mark.line + 1
    if len(place) > MAX_DEPTH:
        return place, f"is nested more than {MAX_DEPTH} deep", "flatten it"
    if id(node) in seen:
        return place, "uses an anchor (&, *)", "write the text out in both places"
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if not isinstance(key, yaml.ScalarNode):
                return place, "has a key that is not a word", "use a plain word as key"
            if name in keys:
                return (*place, name), "stands there twice", "keep one of the two"
            keys.add(name)
            fault = _walk(value, (*place, name), lines, seen)
            if fault is not None:
                return fault
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            fault = _walk(value, (*place, index), lines, seen)
            if fault is not None:
                return fault
    return None
