"""What the encoder is trained on: the playbook's phrases, its messages without an objection, and its cues."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import LANGUAGES, Language, Playbook

if TYPE_CHECKING:
    from pathlib import Path

NO_CUE = "no-cue"
SCENE = "scene"
_SENTENCE = re.compile(r"(?<=[.!?])['\"”’]?\s+(?=[A-Z'\"“‘])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One text and what is known of it.

    `topic` is an objection, or `none:<kind>`; None where only the driver is known. `driver` is a
    driver or "no-cue"; None where nobody judged it.
    """

    text: str
    language: Language
    topic: str | None
    driver: str | None
    style: str

    @property
    def objection(self) -> str | None:
        """The objection in it, if any is known."""
        return None if self.topic is None or self.topic.startswith("none:") else self.topic


def playbook_lines(playbook: Playbook) -> list[Line]:
    """Every phrase, message without an objection, and cue."""
    lines = []
    for objection in playbook.objections.values():
        for language in LANGUAGES:
            for phrase in objection.phrases[language]:
                # Phrases of the first hand have no style, and nobody judged their driver.
                driver = phrase.driver or (NO_CUE if phrase.style else None)
                style = phrase.style or "plain"
                lines.append(Line(text=phrase.text, language=language, topic=objection.id, driver=driver, style=style))
    for kind, both in playbook.no_objection.items():
        for language in LANGUAGES:
            lines += [
                Line(text=text, language=language, topic=f"none:{kind}", driver=NO_CUE, style="none") for text in both[language]
            ]
    for driver_id, driver in playbook.model.drivers.items():
        for language in LANGUAGES:
            lines += [
                Line(text=text, language=language, topic=None, driver=driver_id, style="cue") for text in driver.cues[language]
            ]
    return lines


def file_lines(path: Path) -> list[Line]:
    """Lines of a JSON-lines file with text, lang, objection, driver, style and kind."""
    lines = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        if "objection" not in row or row["style"] == "rights":  # several at once, or a right: other questions
            continue
        topic = row["objection"] or f"none:{row.get('kind', 'other')}"
        judged = "driver" in row and row["style"] != "none"
        driver = row.get("driver") or (NO_CUE if judged else None)
        lines.append(Line(text=row["text"], language=row["lang"], topic=topic, driver=driver, style=row["style"]))
    return lines


def scenes(lines: list[Line]) -> list[Line]:
    """The opening sentence of each story: where it happened, before anybody objects."""
    found = []
    for line in lines:
        sentences = _SENTENCE.split(line.text)
        if line.style == "story" and len(sentences) >= 4 and not re.search(r"['\"‘“]", sentences[0]):
            found.append(Line(text=sentences[0], language=line.language, topic=f"none:{SCENE}", driver=NO_CUE, style=SCENE))
    return found


def training_lines(extra: Path | None = None) -> list[Line]:
    """All lines to train on; `extra` is a folder with further JSON-lines files of phrases."""
    lines = playbook_lines(load_playbook(shipped_playbook()))
    known = {(line.language, line.text) for line in lines}
    for path in sorted(extra.glob("*.jsonl")) if extra else ():
        lines += [line for line in file_lines(path) if (line.language, line.text) not in known]
    return lines


def digest(lines: list[Line]) -> str:
    """Name this set of lines."""
    rows = sorted([line.language, line.topic or "", line.driver or "", line.style, line.text] for line in lines)
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
