"""What is configured, what is wrong, and how to mend it, found before it hurts."""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from typing import TYPE_CHECKING

from coachbot.errors import CoachbotError, RecognitionError
from coachbot.loading import load_playbook
from coachbot.playbook import LANGUAGES
from coachbot.ports import Diagnosis
from coachbot.recognition.encoder import Encoder, shipped_model
from coachbot.recognition.judge import judge_address
from coachbot.registry import configured_platforms, platform_module
from coachbot.settings import read_settings
from coachbot.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from coachbot.settings import Settings


def examine() -> Iterator[Diagnosis]:
    """Look at everything that the coach needs, one thing at a time."""
    yield Diagnosis(what="Python", sound=True, state=f"{platform.python_version()} on {sys.platform}")
    try:
        settings = read_settings()
    except CoachbotError as error:
        yield Diagnosis(what="settings", sound=False, state=str(error), mend="correct or unset those variables")
        return
    yield Diagnosis(what="settings", sound=True, state="readable")
    yield _playbook(settings)
    yield _encoder()
    yield _cache(settings.cache)
    yield _texts()
    yield _database(settings)
    yield from _judge(settings)
    yield from _platforms()
    contacts = settings.contacts
    yield Diagnosis(
        what="contacts in distress",
        sound=True,
        state=contacts or "not set: the coach names a colleague, the doctor, 112 and 113",
        mend="" if contacts else "set COACHBOT_CONTACTS to where people in your organisation find somebody to talk to",
    )


def _playbook(settings: Settings) -> Diagnosis:
    try:
        playbook = load_playbook(settings.playbooks, settings.model)
    except CoachbotError as error:
        return Diagnosis(what="playbook", sound=False, state=str(error), mend="mend the files named above")
    cells = list(playbook.cells())
    missing = sum(cell not in playbook.model.entries for cell in cells)
    state = f"{len(playbook.objections)} objections, {len(cells) - missing} of {len(cells)} entries, from {settings.playbooks}"
    return Diagnosis(what="playbook", sound=True, state=state)


def _encoder() -> Diagnosis:
    try:
        encoder = Encoder(shipped_model())
    except RecognitionError as error:
        return Diagnosis(
            what="encoder",
            sound=False,
            state=str(error),
            mend="until then the coach recognises by words alone, and is sure less often",
        )
    return Diagnosis(what="encoder", sound=True, state=f"model {encoder.digest[:12]}, checksums right")


def _cache(folder: Path) -> Diagnosis:
    place = _there(folder)
    if place.is_dir() and os.access(place, os.W_OK):
        return Diagnosis(what="cache", sound=True, state=str(folder))
    return Diagnosis(
        what="cache",
        sound=False,
        state=f"nothing can be written in {folder}",
        mend="set COACHBOT_CACHE to a folder that can be written; without it every start takes a minute",
    )


def _database(settings: Settings) -> Diagnosis:
    from coachbot.app import database_standing  # noqa: PLC0415 - the app needs what is examined above

    try:
        state = asyncio.run(database_standing(settings))
    except CoachbotError as error:
        return Diagnosis(what="database", sound=False, state=str(error), mend="coachbot doesn't start until this is mended")
    place = _there(settings.data)
    if not os.access(place, os.W_OK):
        return Diagnosis(
            what="database",
            sound=False,
            state=f"nothing can be written in {settings.data}",
            mend="set COACHBOT_DATA to a folder that can be written",
        )
    return Diagnosis(what="database", sound=True, state=state)


def _judge(settings: Settings) -> Iterator[Diagnosis]:
    if not settings.judge_url:
        return
    try:
        address = judge_address(settings.judge_url, settings.judge_model)
    except CoachbotError as error:
        yield Diagnosis(what="judge", sound=False, state=str(error), mend="mend it, or unset COACHBOT_JUDGE_URL to do without")
        return
    yield Diagnosis(what="judge", sound=True, state=f"{address.model} at {address.url}, which gets redacted words")


def _platforms() -> Iterator[Diagnosis]:
    """Every chat platform of which something is set, as its own adapter looks at it."""
    platforms = configured_platforms()
    if not platforms:
        state = "none is configured: the coach answers in the terminal"
        yield Diagnosis(what="chat platforms", sound=True, state=state, mend="docs/slack.md and docs/teams.md tell what to set")
    for name in platforms:
        try:
            yield from platform_module(name).examine()
        except (CoachbotError, ModuleNotFoundError) as error:
            yield Diagnosis(
                what=name, sound=False, state=str(error), mend=f"pip install 'coachbot[{name}]', or mend what it names"
            )


def _there(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def _texts() -> Diagnosis:
    try:
        for language in LANGUAGES:
            load_texts(language)
    except CoachbotError as error:
        return Diagnosis(what="texts", sound=False, state=str(error), mend="install coachbot again")
    return Diagnosis(what="texts", sound=True, state=", ".join(LANGUAGES))
