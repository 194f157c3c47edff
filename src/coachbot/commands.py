"""Commands, in Dutch and English alike: `/coach …` for everybody, `/playbook …` for team leads.

A subcommand is one only when the whole text parses as one: "/coach ik heb geen tijd" is a remark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from coachbot.playbook import Language

Command = Literal[
    "help", "language", "channel", "me", "history", "remind", "practice", "prepare", "export", "forget", "settings", "quit"
]

COMMANDS: tuple[Command, ...] = get_args(Command)
COMING_COMMANDS: frozenset[Command] = frozenset()
"""Commands that are understood, and that a later version carries out."""

LeadCommand = Literal[
    "playbook",
    "gaps",
    "show",
    "edit",
    "review",
    "publish",
    "revisions",
    "rollback",
    "coverage",
    "stale",
    "files",
    "follow",
    "roles",
    "claim",
]
"""What stands behind `/playbook`; `playbook` itself explains them."""
LEAD_COMMANDS: tuple[LeadCommand, ...] = get_args(LeadCommand)
OWN_COMMANDS: frozenset[Command | LeadCommand] = frozenset(
    (
        *("channel", "me", "history", "remind", "practice", "export", "forget", "settings"),
        *(one for one in LEAD_COMMANDS if one != "playbook"),
    )
)
"""Commands for which something must be kept: `coachbot.people` carries them out."""

_WORDS: dict[str, Command] = {
    "help": "help",
    "hulp": "help",
    "uitleg": "help",
    "?": "help",
    "help?": "help",
    "hulp?": "help",
    "me": "me",
    "ik": "me",
    "history": "history",
    "geschiedenis": "history",
    "remind": "remind",
    "herinner": "remind",
    "practice": "practice",
    "practise": "practice",
    "oefen": "practice",
    "oefenen": "practice",
    "prepare": "prepare",
    "bereid voor": "prepare",
    "bereid me voor": "prepare",
    "voorbereiden": "prepare",
    "export": "export",
    "forget": "forget",
    "vergeet": "forget",
    "settings": "settings",
    "instellingen": "settings",
    "language": "settings",
    "taal": "settings",
    "language channel": "settings",
    "taal kanaal": "settings",
    "stop": "quit",
    "quit": "quit",
    "exit": "quit",
    "einde": "quit",
}

_LEAD_WORDS: dict[str, LeadCommand] = {
    "": "playbook",
    "help": "playbook",
    "hulp": "playbook",
    "gaps": "gaps",
    "hiaten": "gaps",
    "show": "show",
    "toon": "show",
    "edit": "edit",
    "bewerk": "edit",
    "review": "review",
    "beoordeel": "review",
    "publish": "publish",
    "publiceer": "publish",
    "history": "revisions",
    "geschiedenis": "revisions",
    "rollback": "rollback",
    "terug": "rollback",
    "coverage": "coverage",
    "dekking": "coverage",
    "stale": "stale",
    "verouderd": "stale",
    "export": "files",
    "follow": "follow",
    "volg": "follow",
    "roles": "roles",
    "rollen": "roles",
    "claim": "claim",
}

_LANGUAGES: dict[str, Language | None] = {
    "nl": "nl",
    "nederlands": "nl",
    "dutch": "nl",
    "en": "en",
    "engels": "en",
    "english": "en",
    "free": None,
    "vrij": None,
    "auto": None,
    "off": None,
    "uit": None,
}

_PREPARE = re.compile(
    r"(?:/coach\s+)?(?:bereid(?:\s+(?:me|mij|ons))?\s+voor(?:\s+op)?|voorbereiden|prepare(?:\s+(?:me|us))?(?:\s+for)?)"
    r"(?:\s*[:,]\s*|\s+)(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)

_MINUTES = re.compile(r"(?:practice|practise|oefen|oefenen)\s+(?P<minutes>\d{1,6})(?:\s*(?:min|minuten|minuut|minutes?))?")
_STOPS_PRACTICE = re.compile(
    r"(?:ik (?:stop|wil(?: graag)? stoppen)|stop|stoppen|klaar|einde|genoeg|"
    r"(?:i(?:'d| would) like to|i want to|let's) stop|i'm stopping|done|enough|quit|exit|end)"
    r"(?: (?:maar|hier|ermee|nu|alsjeblieft|graag|zo|here|now|please))?"
    r"(?: (?:met )?(?:de oefening|oefenen|practice|practising|practicing|the practice))?",
)

_ASKS_LANGUAGE = {
    "praat nederlands": "nl",
    "antwoord in het nederlands": "nl",
    "nederlands graag": "nl",
    "praat engels": "en",
    "antwoord in het engels": "en",
    "speak english": "en",
    "answer in english": "en",
    "english please": "en",
    "speak dutch": "nl",
    "answer in dutch": "nl",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A command, and for `language` and `channel` the language that was asked for (None sets it free).

    `rest` is what stands behind a command that takes more: `settings werktijd 9-17`, `/playbook roles lead`, the
    description of a session behind `prepare`, the minutes of a round behind `practice`, and behind `channel` what is no
    language.
    """

    command: Command | LeadCommand
    language: Language | None = None
    rest: str = ""


def parse_command(text: str) -> Parsed | None:
    """Read a text as a command; None when it is a remark.

    >>> parse_command("/coach taal en")
    Parsed(command='language', language='en', rest='')
    >>> parse_command("/coach ik heb geen tijd") is None
    True
    >>> parse_command("bereid voor morgen een groep controllers")
    Parsed(command='prepare', language=None, rest='morgen een groep controllers')
    >>> parse_command("/playbook rollen")
    Parsed(command='roles', language=None, rest='')
    """
    behind = _behind_playbook(text)
    if behind is not None:
        name, _, rest = behind.partition(" ")
        return Parsed(command=_LEAD_WORDS.get(name.lower(), "playbook"), rest=rest.strip())
    words = text.lower().removeprefix("/coach").strip().strip("/!.").split()
    said = " ".join(words)
    if said in _WORDS:
        return Parsed(command=_WORDS[said])
    asked = _ASKS_LANGUAGE.get(said)
    if asked is not None:
        return Parsed(command="language", language=_LANGUAGES[asked])
    for_minutes = _MINUTES.fullmatch(said)
    if for_minutes is not None:
        return Parsed(command="practice", rest=for_minutes["minutes"])
    described = _PREPARE.fullmatch(text.strip())
    if described is not None:
        return Parsed(command="prepare", rest=described["rest"].strip())
    return _with_more(words, text)


def written(command: Command | LeadCommand) -> str:
    """A command as it is typed, with nothing behind it.

    >>> written("history"), written("revisions")
    ('/coach history', '/playbook history')
    """
    for start, words in (("/playbook", _LEAD_WORDS), ("/coach", _WORDS)):
        found = next((word for word, known in words.items() if known == command), None)
        if found is not None:
            return f"{start} {found}".strip()
    return "/coach help"


def stops_practice(text: str) -> bool:
    """Whether a text ends a practice, while one is open.

    >>> stops_practice("Klaar!"), stops_practice("ik wil stoppen"), stops_practice("Wil je dat we stoppen?")
    (True, True, False)
    """
    return _STOPS_PRACTICE.fullmatch(text.lower().replace("’", "'").strip(" .!")) is not None


def _with_more(words: list[str], text: str) -> Parsed | None:
    """A command with a word or two behind it; None when it is a remark. `text` has the words as they were typed."""
    match words:
        case [("settings" | "instellingen"), ("hours" | "werktijd" | "werktijden" | "timezone" | "tijdzone"), _]:
            return Parsed(command="settings", rest=" ".join(text.split()[-2:]))
        case [("remind" | "herinner" | "reminders" | "herinneringen"), ("stop" | "off" | "uit")]:
            return Parsed(command="remind", rest="stop")
        case [("practice" | "practise" | "oefen" | "oefenen"), ("progress" | "voortgang")]:
            return Parsed(command="practice", rest="progress")
        case [("taal" | "language"), ("kanaal" | "channel"), name]:
            return Parsed(command="channel", language=_LANGUAGES.get(name), rest="" if name in _LANGUAGES else name)
        case [("taal" | "language"), name] if name in _LANGUAGES:
            return Parsed(command="language", language=_LANGUAGES[name])
    return None


def _behind_playbook(text: str) -> str | None:
    """What stands behind `/playbook`; None where the text is something else."""
    words = text.strip().split(maxsplit=1)
    if not words or words[0].lower() != "/playbook":
        return None
    return words[1].strip() if len(words) > 1 else ""
