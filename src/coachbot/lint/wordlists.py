"""The word lists and messages of the rules, read from `lint_words.yaml` beside this module."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations at run time
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

from pydantic import TypeAdapter, ValidationError

from coachbot.errors import PlaybookError, Problem
from coachbot.lint.findings import Severity  # noqa: TC001 - pydantic reads the annotations at run time
from coachbot.lint.patterns import compiled
from coachbot.playbook import Both
from coachbot.yaml_files import read_yaml

if TYPE_CHECKING:
    import re

PartName = Literal["behind", "wording", "question", "if_yes", "avoid", "listen_for", "check_first", "next_act"]
Words: TypeAlias = Both[tuple[str, ...]]

_NAME = "lint_words.yaml"
_SETS: TypeAdapter[dict[str, Words]] = TypeAdapter(dict[str, Words])
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """Phrases that break a rule in some parts, unless the same sentence holds one that makes them harmless."""

    rule: str
    severity: Severity
    parts: frozenset[PartName]
    message: Both[str]
    words: Words
    unless: Words = field(default_factory=lambda: Both(nl=(), en=()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What a rule that counts or compares says when it is broken; {count}, {limit} and {part} are filled in."""

    rule: str
    severity: Severity
    message: Both[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    lists: tuple[WordList, ...]
    sets: Mapping[str, Words]
    faults: Mapping[str, Fault]


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyList:
    """A word list, ready to search folded text."""

    source: WordList
    words: Both[re.Pattern[str]]
    unless: Both[re.Pattern[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LintWords:
    """All that the rules know about words. `sets` are by name, as lists and as patterns."""

    deny_lists: tuple[DenyList, ...]
    sets: Mapping[str, Words]
    patterns: Mapping[str, Both[re.Pattern[str]]]
    faults: Mapping[str, Fault]


@cache
def lint_words() -> LintWords:
    """The word lists that ship with coachbot.

    Raises:
        PlaybookError: the file was changed into something that isn't a set of word lists.
    """
    return read_lint_words(Path(str(files("coachbot.lint"))) / _NAME)


def read_lint_words(path: Path) -> LintWords:
    """Read a file of word lists.

    Raises:
        PlaybookError: the file can't be read, or a key is missing, surplus or of the wrong kind.
    """
    read = _read(path, TypeAdapter(_File))
    return LintWords(
        deny_lists=tuple(
            DenyList(source=each, words=compiled_in_both(each.words), unless=compiled_in_both(each.unless)) for each in read.lists
        ),
        sets=read.sets,
        patterns={name: compiled_in_both(each) for name, each in read.sets.items()},
        faults=read.faults,
    )


def _read(path: Path, adapter: TypeAdapter[_T]) -> _T:
    file = read_yaml(path, path.name)
    if isinstance(file, Problem):
        raise PlaybookError([file])
    try:
        return adapter.validate_python(file.data, extra="forbid")
    except ValidationError as error:
        details = error.errors(include_url=False)
        problems = [file.problem(detail["loc"], detail["msg"].lower(), "mend the word list") for detail in details]
        raise PlaybookError(problems) from error


def read_patterns(path: Path) -> Mapping[str, Both[re.Pattern[str]]]:
    """Read a file of sets of words, each under its name, as patterns for folded text.

    Raises:
        PlaybookError: the file can't be read, or something in it is no set of words.
    """
    return {name: compiled_in_both(each) for name, each in _read(path, _SETS).items()}


def compiled_in_both(words: Words) -> Both[re.Pattern[str]]:
    """The words of each language as one pattern for folded text."""
    return Both(nl=compiled(words.nl), en=compiled(words.en))
