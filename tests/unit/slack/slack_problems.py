"""What Slack would refuse of a message."""

from __future__ import annotations

import json

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block


def problems(blocks, most=50):
    """What Slack would refuse: by the SDK's own models, and by the limits that those don't know."""
    found = [] if len(blocks) <= most else [f"{len(blocks)} blocks"]
    for index, block in enumerate(blocks):
        parsed = Block.parse(block)
        if parsed is None:
            found.append(f"{index}: unknown block {block.get('type')}")
        _validate(parsed, f"{index}", found)
        if block["type"] == "context" and len(block["elements"]) > 10:
            found.append(f"{index}: {len(block['elements'])} elements")
        if block["type"] == "header" and units(block["text"]["text"]) > 150:
            found.append(f"{index}: header")
        if block["type"] == "actions":
            ids = [element["action_id"] for element in block["elements"]]
            if len(ids) > 25 or len(set(ids)) < len(ids):
                found.append(f"{index}: buttons {ids}")
        found += [f"{index}: {fault}" for fault in _walk(block)]
    if most <= 50 and sum(units(text) for text in every_text(blocks)) > 12_000:
        found.append("more than 12,000 characters")
    return found


def view_problems(view):
    """What Slack would refuse of a dialog."""
    found = problems(view["blocks"], 100)
    names = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    found += [f"{len(names)} names" for _ in (1,) if len(set(names)) < len(names)]
    found += [f"{part}" for part in ("title", "submit", "close") if part in view and not 0 < units(view[part]["text"]) <= 24]
    for block in view["blocks"]:
        if block["type"] == "input":
            found += _input_problems(block)
    if units(view["private_metadata"]) > 3_000:
        found.append("metadata")
    if len(json.dumps(view)) > 250_000:
        found.append(f"{len(json.dumps(view))} bytes")
    return found


def _input_problems(block):
    element = block["element"]
    found = [f"{part}" for part in ("label", "hint") if part in block and not 0 < units(block[part]["text"]) <= 2_000]
    if not 0 < len(block["block_id"]) <= 255:
        found.append("block id")
    if (
        element["type"] == "plain_text_input"
        and not 0 < units(element.get("initial_value", "x")) <= element["max_length"] <= 3_000
    ):
        found.append("initial value")
    options = element.get("options", ())
    if element["type"] in ("static_select", "radio_buttons"):
        most = 10 if element["type"] == "radio_buttons" else 100
        if not 0 < len(options) <= most or len({one["value"] for one in options}) < len(options):
            found.append(f"{len(options)} options")
        if "initial_option" in element and element["initial_option"] not in options:
            found.append("initial option")
    return found + ["option" for one in options if not (0 < units(one["text"]["text"]) <= 75 and 0 < units(one["value"]) <= 150)]


def units(text):
    return len(text.encode("utf-16-le")) // 2


def every_text(node):
    if isinstance(node, list):
        return [text for one in node for text in every_text(one)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    return own + [text for one in node.values() if isinstance(one, dict | list) for text in every_text(one)]


def _walk(node):
    if isinstance(node, list):
        return [fault for one in node for fault in _walk(one)]
    if not isinstance(node, dict):
        return []
    faults = []
    text = node.get("text")
    if isinstance(text, str) and not 0 < units(text) <= 3_000:
        faults.append(f"a text of {units(text)}")
    if node.get("type") == "button":
        faults += [f"button {text}" for text in (node["text"]["text"],) if units(text) > 75]
        faults += [f"button value {value}" for value in (node["value"],) if not 0 < len(value) <= 2_000]
        faults += [f"button label {label}" for label in (node.get("accessibility_label", "x"),) if not 0 < units(label) <= 75]
    if node.get("type") == "mrkdwn":
        faults.append("text that Slack would parse")
    return faults + [fault for one in node.values() if isinstance(one, dict | list) for fault in _walk(one)]


def _validate(parsed, where, found):
    if isinstance(parsed, list | tuple):
        for one in parsed:
            _validate(one, where, found)
    elif isinstance(parsed, JsonObject):
        try:
            parsed.validate_json()
        except SlackObjectFormationError as error:
            found.append(f"{where}: {error}")
        for name, value in vars(parsed).items():
            if not name.startswith("_"):
                _validate(value, where, found)
