"""The lines of the user that the coach will play: complete, speakable, and none of the recogniser's own phrases."""

from __future__ import annotations

import pytest
import yaml

from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import LANGUAGES

PLAYBOOK = load_playbook(shipped_playbook())
FILES = sorted((shipped_playbook() / "models" / "graves" / "practice").glob("*.yaml"))
WORDS = {"opening": (12, 45), "harder": (8, 35), "softer": (10, 40), "worry": (12, 45)}
SHARED = 6


def runs(text):
    """Every run of so many words in a text, which no two authors write by chance."""
    words = [word.strip(".,!?;:“”‘’\"'").lower() for word in text.split()]
    return {tuple(words[start : start + SHARED]) for start in range(len(words) - SHARED + 1)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_played_user_has_every_line_for_every_driver_and_none_is_a_training_phrase(file):
    practice = yaml.safe_load(file.read_text(encoding="utf-8"))
    objection = PLAYBOOK.objections[practice["objection"]]
    phrases = {language: {run for phrase in objection.phrases[language] for run in runs(phrase.text)} for language in LANGUAGES}

    assert file.stem == objection.id
    assert list(practice["drivers"]) == list(PLAYBOOK.model.drivers)
    lines = [
        (kind, language, lines[kind][language])
        for lines in practice["drivers"].values()
        for kind in WORDS
        for language in LANGUAGES
    ]
    assert len({text for _, _, text in lines}) == len(lines)
    for kind, language, text in lines:
        shortest, longest = WORDS[kind]
        assert shortest <= len(text.split()) <= longest, text
        assert not runs(text) & phrases[language], text


def test_every_objection_has_a_played_user():
    assert {file.stem for file in FILES} == set(PLAYBOOK.objections)
