"""Playbook files rewritten so that only what changed differs: comments, order, quotes and blank lines stay.

The canonical form is what the round-trip library writes: two spaces, lists set in, a text on one line, new texts
between double quotes. A file is given as bytes and a value as plain data (what JSON can hold), so that a caller
decides where bytes come from and when they are written.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from difflib import SequenceMatcher
from io import BytesIO
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark, YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString
from ruamel.yaml.tokens import CommentToken

from coachbot.errors import PlaybookError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coachbot.json_values import Json

ORDER = (
    *("id", "objection", "truth", "title", "about", "phrases"),
    *("owner", "verified_on", "review_by", "nl", "en"),
    *("behind", "wording", "question", "if_yes", "check_first", "next_act", "avoid", "listen_for", "angles", "formal"),
    *("text", "style", "driver"),
)
"""Where a part that wasn't there yet is put; one that isn't named here comes last."""

_IDS = frozenset({"id", "objection", "truth", "owner", "style", "driver"})
_DATES = frozenset({"verified_on", "review_by"})
_ID = re.compile(r"[a-z][a-z0-9-]*")
_WIDE = 1_000_000

Held = Any
"""What the round-trip library holds: its own kinds of mapping, list and text, with comments hung on them."""


def plain(raw: bytes) -> Json:
    """What a file holds, as plain data; a date is text such as 2026-11-25."""
    return _plain(_loaded(raw))


def canonical(raw: bytes) -> bytes:
    r"""The file as the round-trip library writes it.

    >>> canonical(b"nl:\n  - 'Geen tijd'   # kort\n")
    b"nl:\n  - 'Geen tijd'   # kort\n"
    """
    return _written(_loaded(raw))


def rewritten(raw: bytes, value: Json, name: str = "") -> bytes:
    r"""The file once it holds this value; what stays the same keeps every byte, if the file is in canonical form.

    A file that isn't there yet is an empty `raw`. Where something is taken out, the comments above and below it stay.

    >>> rewritten(b"# Ours\nnl: Geen tijd\nen: No time  # short\n", {"nl": "Druk", "en": "No time"}).decode()
    '# Ours\nnl: "Druk"\nen: No time  # short\n'

    Raises:
        PlaybookError: the file can't be read, or holds a comment that can't be kept where it is.
    """
    try:
        held = _loaded(raw)
    except (YAMLError, UnicodeDecodeError) as error:
        what = "is not valid YAML, so that nothing can be written into it"
        raise PlaybookError(
            [Problem(file=name, place="", what=what, mend="mend it, or put back the version before it")]
        ) from error
    if _plain(held) == value:
        return raw
    before = _lines_of_comments(held)
    made = _written(_changed(held, value, None))
    try:
        again = _loaded(made)
        sound = _plain(again) == value and not before - _lines_of_comments(again)
    except YAMLError:
        sound = False
    if not sound:
        what = "has a comment where it can't be kept beside what changes"
        raise PlaybookError([Problem(file=name, place="", what=what, mend="move comments to the lines above a part or an entry")])
    return made


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(type(None), _nothing)
    return yaml


def _nothing(representer: Any, _value: None) -> Any:  # noqa: ANN401 - the library's own types are loose
    return representer.represent_scalar("tag:yaml.org,2002:null", "null")


def _loaded(raw: bytes) -> Held:
    return _yaml().load(raw.decode("utf-8"))


def _written(held: Held) -> bytes:
    into = BytesIO()
    _yaml().dump(held, into)
    return into.getvalue()


def _plain(held: Held) -> Json:
    if isinstance(held, dict):
        return {str(key): _plain(value) for key, value in held.items()}
    if isinstance(held, list):
        return [_plain(value) for value in held]
    if isinstance(held, date):
        return held.isoformat()[:10]
    if isinstance(held, str):
        return str(held)
    if held is None or isinstance(held, bool):
        return held
    return float(held) if isinstance(held, float) else int(held)


# Changing a value in place


def _changed(held: Held, value: Json, key: str | None) -> Held:
    """What is held, made to say this value; the same object wherever it can be."""
    if held is not None and _plain(held) == value:
        return held
    if isinstance(held, CommentedMap) and isinstance(value, dict) and held and value:
        _change_mapping(held, value)
        return held
    if isinstance(held, CommentedSeq) and isinstance(value, list) and held and value:
        _change_list(held, value, key)
        return held
    return _new(value, key)


def _change_mapping(held: CommentedMap, value: Mapping[str, Json]) -> None:
    for key in _in_order(value):
        if key in held:
            _replace(held, key, value[key], key)
        else:
            there = list(held)
            place = next((index for index, other in enumerate(there) if _rank(other) > _rank(key)), len(there))
            _insert(held, place, key, _new(value[key], key))
    for gone in [key for key in held if key not in value]:
        _remove(held, gone)


def _change_list(held: CommentedSeq, value: Sequence[Json], key: str | None) -> None:
    before = [_known_by(_plain(item)) for item in held]
    after = [_known_by(item) for item in value]
    # From the end, so that what shifts has been seen to already.
    for _, start, end, new_start, new_end in reversed(SequenceMatcher(None, before, after, autojunk=False).get_opcodes()):
        kept = min(end - start, new_end - new_start)
        for index in reversed(range(start + kept, end)):
            _remove(held, index)
        for offset in range(kept, new_end - new_start):
            _insert(held, start + offset, start + offset, _new(value[new_start + offset], key))
        for index in range(kept):
            _replace(held, start + index, value[new_start + index], key)


def _known_by(item: Json) -> str:
    """What an item of a list is known by when others come and go around it: its text."""
    return str(item.get("text", item)) if isinstance(item, dict) else str(item)


def _replace(held: Held, place: Any, value: Json, key: str | None) -> None:  # noqa: ANN401 - a key or an index
    was = held[place]
    new = _changed(was, value, key)
    if new is not was:
        below = _inside(held, place)
        held[place] = new
        _hang_below(held, place, below)


def _insert(held: Held, index: int, place: Any, new: Held) -> None:  # noqa: ANN401 - see above
    """Put in something new; a comment above what it is put before stays directly above that."""
    keys = _keys(held)
    below = _unhang(*_last_leaf(held, keys[index - 1])) if index > 0 else ""
    if isinstance(held, CommentedMap):
        held[place] = new
        for later in keys[index:]:
            held.move_to_end(later)
    else:
        held.insert(index, new)
    _hang_below(held, place, below)


def _remove(held: Held, gone: Any) -> None:  # noqa: ANN401 - see above
    """Take something out; the comments in it and below it go to what stands before it."""
    keys = _keys(held)
    index = keys.index(gone)
    below = _inside(held, gone)
    del held[gone]
    if index > 0:
        _hang_below(held, keys[index - 1], below)
    elif below and len(keys) > 1:
        above = [CommentToken(f"{line.strip()}\n", CommentMark(_column(line))) for line in below.splitlines() if line.strip()]
        hung = held.ca.items.setdefault(_keys(held)[0], [None, None, None, None])
        hung[1] = [*above, *(hung[1] or ())]


def _keys(held: Held) -> list[Any]:
    return list(held) if isinstance(held, CommentedMap) else list(range(len(held)))


def _new(value: Json, key: str | None) -> Held:
    if isinstance(value, dict):
        made = CommentedMap()
        for name in _in_order(value):
            made[name] = _new(value[name], name)
        return made
    if isinstance(value, list):
        return CommentedSeq([_new(item, key) for item in value])
    if isinstance(value, str):
        if key in _DATES:
            return date.fromisoformat(value)
        return value if key in _IDS and _ID.fullmatch(value) else DoubleQuotedScalarString(value)
    return value


def _in_order(value: Mapping[str, Json]) -> list[str]:
    return sorted(value, key=_rank)


def _rank(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)


# Comments. The library hangs what stands behind a value and on the lines below it on that value, as one token;
# only what stands above the first value of a mapping or list hangs elsewhere.


def _last_leaf(held: Held, key: Any) -> tuple[Held, Any]:  # noqa: ANN401 - see above
    """Where the comments below a value hang: on the last of what it holds."""
    value = held[key]
    while isinstance(value, CommentedMap | CommentedSeq) and value and not value.fa.flow_style():
        held, key = value, _keys(value)[-1]
        value = held[key]
    return held, key


def _slot(held: Held) -> int:
    """Where in the library's list of four the comment behind and below a value is."""
    return 2 if isinstance(held, CommentedMap) else 0


def _token(held: Held, key: Any) -> CommentToken | None:  # noqa: ANN401 - see above
    hung = held.ca.items.get(key)
    return hung[_slot(held)] if hung else None


def _unhang(held: Held, key: Any) -> str:  # noqa: ANN401 - see above
    """Take away the comment on the lines below a value, and leave what stands behind it."""
    token = _token(held, key)
    if token is None:
        return ""
    behind, _, below = token.value.partition("\n")
    token.value = f"{behind}\n"
    if not behind.strip():
        held.ca.items[key][_slot(held)] = None
    return below


def _hang_below(held: Held, key: Any, below: str) -> None:  # noqa: ANN401 - see above
    """Hang a comment on the lines below a value."""
    if not below:
        return
    held, key = _last_leaf(held, key)
    token = _token(held, key)
    if token is not None:
        token.value += below
        return
    hung = held.ca.items.setdefault(key, [None, None, None, None])
    hung[_slot(held)] = CommentToken(f"\n{below}", CommentMark(0), None)


def _inside(held: Held, key: Any) -> str:  # noqa: ANN401 - see above
    """The comments on lines of their own in and below a value, which goes away."""
    return "".join(_own_lines(held, key))


def _own_lines(held: Held, key: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    for hung in held.ca.items.get(key) or ():
        if isinstance(hung, list):
            yield from (f"{' ' * token.start_mark.column}{token.value}" for token in hung)
    value = held[key]
    if isinstance(value, CommentedMap | CommentedSeq):
        for inner in _keys(value):
            yield from _own_lines(value, inner)
    token = _token(held, key)
    if token is not None:
        yield token.value.partition("\n")[2]


def _column(line: str) -> int:
    return len(line) - len(line.lstrip())


def _lines_of_comments(held: Held) -> Counter[str]:
    """Every comment on a line of its own, and how often it stands there."""
    if not isinstance(held, CommentedMap | CommentedSeq):
        return Counter()
    top = [token.value for hung in held.ca.comment or () for token in hung or ()]
    texts = [*top, *(text for key in _keys(held) for text in _own_lines(held, key))]
    lines = (line.strip() for text in texts for line in text.splitlines())
    return Counter(line for line in lines if line)
