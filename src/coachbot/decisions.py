"""Replies as they may be written down, and read again: ids, numbers and flags, and nobody's words.

What stands in the playbook is left out and looked up again. Words of the remark that an answer quotes
are written as places in the redacted text that the event holds, so erasing the event erases them.
A reply that is full of people's words (a history, an export) isn't written at all: it is asked for again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, get_args

from pydantic import TypeAdapter, ValidationError

from coachbot.curation_replies import (
    Announced,
    CoverageShown,
    CurationForm,
    CurationList,
    Diverged,
    DraftShown,
    EntryInForce,
    GapsShown,
)
from coachbot.events import SOMETHING_WENT_WRONG, Decision
from coachbot.messages import (
    Cannot,
    CoachingAnswer,
    DigestShown,
    Exported,
    History,
    Home,
    More,
    NeutralAdvice,
    NextMoves,
    PracticeAnswered,
    PracticeForm,
    Prepared,
    Reply,
    RoundForm,
    RoundRevealed,
    Shared,
    WhichDriver,
    WhichOfThese,
    language_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coachbot.playbook import Language, Playbook

FULL_OF_WORDS = (
    Announced,
    CoverageShown,
    CurationForm,
    CurationList,
    DigestShown,
    Diverged,
    DraftShown,
    EntryInForce,
    Exported,
    GapsShown,
    History,
    Home,
    PracticeForm,
    RoundForm,
    RoundRevealed,
    Shared,
)
"""Replies that are asked for again when they are sent, rather than written down."""
ASK_AGAIN = "ask_again"
"""Kind that stands for one of them."""

Written: TypeAlias = dict[str, Any]

_TYPE = "reply"
"""Under which the type of a reply is written; some have a `kind` of their own."""
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}
_KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Reply)}
_FROM_THE_PLAYBOOK = frozenset({"entry", "fallback", "text", "angle", "next_moves", "moves", "mind_yourself"})


def decision_of(replies: Sequence[Reply], text: str) -> Decision:
    """The replies to a redacted text, as they may be written down."""
    written = [_write(reply, text) for reply in replies]
    return Decision(kind=str(written[-1][_TYPE]), data={"replies": [*written]})


def replies_of(decision: Decision, text: str, playbook: Playbook, language: Language) -> tuple[Reply | None, ...]:
    """The replies that were written down; None for one that must be asked for again.

    What isn't in the playbook any more, or can't be read, becomes a reply that says so; `language` is for that one.
    """
    if decision.kind == SOMETHING_WENT_WRONG:
        return (Cannot(language=language, kind="went_wrong"),)
    raw: Any = decision.data.get("replies")
    return tuple(_read(one, text, playbook, language) for one in raw)


def _write(reply: Reply, text: str) -> Written:
    if isinstance(reply, FULL_OF_WORDS):
        return {_TYPE: ASK_AGAIN, "language": language_of(reply)}
    kind = type(reply)
    written: Written = _adapter(kind).dump_python(reply, mode="json", exclude=set(_FROM_THE_PLAYBOOK))
    match reply:
        case CoachingAnswer():
            written["evidence"] = _places(reply.evidence, text)
            _write_guess(written, reply, text)
        case Prepared():
            for expected, one in zip(written["expected"], reply.expected, strict=True):
                expected["evidence"] = _places(one.evidence, text)
            _write_guess(written, reply, text)
        case PracticeAnswered():
            for name, finding in (("good", reply.good), ("to_try", reply.to_try)):
                if finding is not None:
                    written[name]["words"] = _places(finding.words, text)
        case _:
            pass
    return {_TYPE: kind.__name__, **written}


def _write_guess(written: Written, reply: CoachingAnswer | Prepared, text: str) -> None:
    """A guess at a driver with the places of the words it quotes, and what to mind in oneself by its ids."""
    if reply.guess is not None:
        written["guess"]["evidence"] = _places(reply.guess.evidence, text)
    if reply.mind_yourself is not None:
        written["mind_yourself"] = [reply.mind_yourself.own, reply.mind_yourself.heard]


def _read(raw: Written, text: str, playbook: Playbook, language: Language) -> Reply | None:
    if raw[_TYPE] == ASK_AGAIN:
        return None
    written = {name: value for name, value in raw.items() if name != _TYPE}
    try:
        kind = _KINDS[raw[_TYPE]]
        reply: Reply = _adapter(kind).validate_python({**written, **_looked_up(kind, written, text, playbook)})
    except (KeyError, IndexError, ValidationError):
        return Cannot(language=language, kind="unknown_choice")
    return reply


def _looked_up(kind: type[Any], written: Mapping[str, Any], text: str, playbook: Playbook) -> Written:
    """What of a reply stands in the playbook, and the words it quotes.

    Raises:
        KeyError, IndexError: the playbook has changed, and it isn't there any more.
    """
    model = playbook.model
    if kind is NextMoves:
        return {"moves": model.moves(written["driver"], written["topic"]["language"])}
    if kind is NeutralAdvice:
        return {"entry": model.general, "text": model.general.texts[written["topic"]["language"]]}
    if kind is Prepared:
        return _expected_again(written, text, playbook)
    if kind is PracticeAnswered:
        said = {name: written[name] for name in ("good", "to_try") if written[name] is not None}
        return {name: {**finding, "words": _quoted(finding["words"], text)} for name, finding in said.items()}
    if kind in (CoachingAnswer, More, WhichDriver, WhichOfThese):
        _are_there(written, playbook)
    if kind not in (CoachingAnswer, More):
        return {}
    topic = written["topic"]
    found = playbook.entry(written["objection"], topic["driver"])
    words = found.entry.texts[topic["language"]]
    same: Written = {"entry": found.entry, "text": words, "angle": words.all_angles[topic["angle"] % len(words.all_angles)]}
    if kind is More:
        return {**same, "next_moves": model.moves(written["driver"], topic["language"])}
    return {
        **same,
        **_guess_again(written, text, playbook),
        "fallback": found.fallback,
        "evidence": _quoted(written["evidence"], text),
    }


def _expected_again(written: Mapping[str, Any], text: str, playbook: Playbook) -> Written:
    """What a preparation quotes.

    Raises:
        KeyError: an objection that was expected isn't in the playbook any more.
    """
    for one in written["expected"]:
        if one["objection"] not in playbook.objections:
            raise KeyError(one["objection"])
    expected = [{**one, "evidence": _quoted(one["evidence"], text)} for one in written["expected"]]
    return {**_guess_again(written, text, playbook), "expected": expected}


def _guess_again(written: Mapping[str, Any], text: str, playbook: Playbook) -> Written:
    """A guess at a driver with the words it quotes, and what to mind in oneself."""
    mind, guess = written.get("mind_yourself"), written["guess"]
    return {
        "guess": guess and {**guess, "evidence": _quoted(guess["evidence"], text)},
        "mind_yourself": mind and playbook.model.mismatches.get((mind[0], mind[1])),
    }


def _are_there(written: Mapping[str, Any], playbook: Playbook) -> None:
    """Go on only where every objection that a card would name is still in force.

    Raises:
        KeyError: one was withdrawn.
    """
    named = [*written.get("candidates", ()), *written.get("also_heard", ()), written.get("objection")]
    for objection in named:
        if objection is not None and objection not in playbook.objections:
            raise KeyError(objection)


def _places(words: Sequence[str], text: str) -> list[list[int]]:
    """Where the words stand in the text; a word that isn't there (the text was cut or mended) is left out."""
    starts = ((text.find(word), len(word)) for word in words)
    return [[start, start + length] for start, length in starts if start >= 0]


def _quoted(places: Sequence[Sequence[int]], text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in places)


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    """Pydantic's reader and writer of a kind of reply: made once, as that takes milliseconds."""
    known = _ADAPTERS.get(kind)
    if known is None:
        known = _ADAPTERS[kind] = TypeAdapter(kind)
    return known
