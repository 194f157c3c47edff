"""A button's action as its value, and back: a platform returns it as it was given, or as somebody forged it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coachbot.messages import Action, ActionKind
from coachbot.playbook import DriverId, ObjectionId

if TYPE_CHECKING:
    from typing import Any

_Id = Annotated[str, Field(max_length=200)]


class _Value(BaseModel):
    """The value of a button: short names, as a platform gives it 2,000 characters, and every button of a card carries one."""

    model_config = ConfigDict(extra="forbid", strict=True)

    k: ActionKind
    o: _Id | None = None
    d: _Id | None = None
    a: Annotated[int, Field(ge=0, le=1_000)] = 0
    v: Annotated[str, Field(max_length=1_000)] = ""


def written(action: Action) -> str:
    """An action as the value of a button.

    >>> written(Action(kind="more", objection=ObjectionId("no-time")))
    '{"k":"more","o":"no-time"}'
    """
    named = {"k": action.kind, "o": action.objection, "d": action.driver, "a": action.angle, "v": action.value}
    return json.dumps({name: value for name, value in named.items() if value}, separators=(",", ":"))


def read(value: Any) -> Action | None:  # noqa: ANN401 - whatever came in
    """The action of a button; None when it isn't one. What it names is looked up again, never trusted.

    >>> read('{"k":"more","o":"no-time"}')
    Action(kind='more', objection='no-time', driver=None, angle=0, value='')
    >>> read('{"k":"become_admin"}') is None
    True
    """
    try:
        found = _Value.model_validate_json(value) if isinstance(value, str) else None
    except ValidationError:
        return None
    if found is None:
        return None
    return Action(
        kind=found.k,
        objection=None if found.o is None else ObjectionId(found.o),
        driver=None if found.d is None else DriverId(found.d),
        angle=found.a,
        value=found.v,
    )
