"""Playbook files: what is read, and how every fault is told with its place and its mending."""

from __future__ import annotations

import shutil

import pytest

from coachbot import yaml_files
from coachbot.errors import PlaybookError
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import LINE_NAMES, DriverId, ObjectionId

OBJECTION = """\
id: no-time
truth: partly
title:
  nl: Geen tijd
  en: No time
about:
  nl: Het is druk.
  en: It is busy.
phrases:
  nl:
    - text: Geen tijd.
      style: quote
      driver: red
  en:
    - text: No time.
"""
TEXT = """\
  {language}:
    behind: b
    wording: w
    question: q
    avoid: a
    listen_for: l
    angles: []
"""
ENTRIES = "objection: no-time\nneutral:\n" + TEXT.format(language="nl") + TEXT.format(language="en")
PLAYED = """\
objection: no-time
drivers:
  red:
    opening: {nl: Begin., en: Begin.}
    harder: {nl: Harder., en: Harder.}
    softer: {nl: Zachter., en: Softer.}
    worry: {nl: Zorg., en: Worry.}
"""
DRIVERS = """\
drivers:
  - id: red
    name: {nl: "Rood: kracht", en: "Red: power"}
    protects: {nl: x, en: x}
    sounds_like: {nl: x, en: x}
    works: {nl: x, en: x}
    cold_button: {nl: x, en: x}
    words: {nl: [rood], en: [red]}
    cues: {nl: [], en: []}
    next_moves: {nl: [Wacht.], en: [Wait.]}
"""


@pytest.fixture
def folder(tmp_path):
    """A small playbook folder without faults."""
    write(tmp_path, "objections/no-time.yaml", OBJECTION)
    write(tmp_path, "no_objection.yaml", "kinds:\n  greeting:\n    nl: [hallo]\n    en: [hello]\n")
    write(tmp_path, "models/graves/drivers.yaml", DRIVERS)
    general = TEXT.format(language="nl") + TEXT.format(language="en")
    write(tmp_path, "models/graves/general.yaml", "\n".join(line[2:] for line in general.splitlines()))
    write(tmp_path, "models/graves/next_moves.yaml", "next_moves:\n  nl: [Wacht.]\n  en: [Wait.]\n")
    write(tmp_path, "models/graves/entries/no-time.yaml", ENTRIES)
    return tmp_path


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def problems(folder):
    with pytest.raises(PlaybookError) as caught:
        load_playbook(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_folder_without_faults_loads(folder):
    playbook = load_playbook(folder)

    assert list(playbook.objections) == ["no-time"]
    assert playbook.entry(ObjectionId("no-time"), DriverId("red")).fallback == "neutral"
    assert playbook.objections[ObjectionId("no-time")].phrases.nl[0].driver == "red"


def test_adding_a_file_adds_an_objection_and_changes_the_digest(folder):
    before = load_playbook(folder)
    write(folder, "objections/too-blue.yaml", OBJECTION.replace("no-time", "too-blue"))

    after = load_playbook(folder)

    assert list(after.objections) == ["no-time", "too-blue"]
    assert after.entry(ObjectionId("too-blue"), None).fallback == "general"
    assert before.digest != after.digest


def test_a_played_user_belongs_to_an_objection_and_a_driver(folder):
    assert load_playbook(folder).model.played == {}

    write(folder, "models/graves/practice/no-time.yaml", PLAYED)
    user = load_playbook(folder).model.played[ObjectionId("no-time"), DriverId("red")]

    assert [user.line(name, "en") for name in LINE_NAMES] == ["Begin.", "Harder.", "Softer.", "Worry."]
    assert user.line("worry", "nl") == "Zorg."


def test_every_problem_is_told_at_once_with_place_and_mending(folder):
    write(folder, "objections/no-time.yaml", OBJECTION.replace("  en: No time\n", "").replace("truth: partly", "truth: maybe"))
    write(folder, "models/graves/entries/no-time.yaml", ENTRIES.replace("wording", "wordign", 1))
    (folder / "no_objection.yaml").unlink()

    told = problems(folder)

    assert told == [
        "objections/no-time.yaml (truth, line 2): input should be 'view', 'partly' or 'fact'; mend the value",
        "objections/no-time.yaml (title.en, line 4): has no English text; add `en:` there",
        "no_objection.yaml: is missing; add it (see docs/playbook.md)",
        "models/graves/entries/no-time.yaml (objection, line 1): there is no objection no-time; "
        "add objections/no-time.yaml or rename this file",
    ]


def test_a_part_misspelt_is_both_unknown_and_missing(folder):
    write(folder, "models/graves/entries/no-time.yaml", ENTRIES.replace("wording", "wordign", 1))

    assert problems(folder) == [
        "models/graves/entries/no-time.yaml (neutral.nl.wording, line 4): wording is missing; add `wording:` there",
        "models/graves/entries/no-time.yaml (neutral.nl.wordign, line 5): wordign is not a known part; "
        "check the spelling (docs/playbook.md lists the parts)",
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "objections/other.yaml",
            OBJECTION,
            "objections/other.yaml (id, line 1): no-time is the id of another file too; give each objection its own id",
        ),
        (
            "models/graves/entries/no-time.yaml",
            ENTRIES + "ultraviolet: {}\n",
            "models/graves/entries/no-time.yaml (ultraviolet, line 17): ultraviolet is not a driver of the model graves; "
            "use one of neutral, red",
        ),
        (
            "models/graves/entries/no-time.yaml",
            ENTRIES + "red: soon\n",
            "models/graves/entries/no-time.yaml (red, line 17): is not an entry; write owner, verified_on, nl and en under it",
        ),
        (
            "models/graves/entries/gone.yaml",
            "objection: gone\n",
            "models/graves/entries/gone.yaml (objection, line 1): there is no objection gone; "
            "add objections/gone.yaml or rename this file",
        ),
        (
            "models/graves/entries/list.yaml",
            "- a\n",
            "models/graves/entries/list.yaml (line 1): is not a set of entries; write `objection:` and then an entry per driver",
        ),
        (
            "models/graves/entries/late.yaml",
            "objection: no-time\n",
            "models/graves/entries/late.yaml (objection, line 1): 'no-time' differs from the file's name; "
            "write `objection: late`",
        ),
        (
            "models/graves/practice/gone.yaml",
            PLAYED.replace("no-time", "gone"),
            "models/graves/practice/gone.yaml (objection, line 1): there is no objection gone; "
            "add objections/gone.yaml or rename this file",
        ),
        (
            "models/graves/practice/no-time.yaml",
            PLAYED.replace("red:", "pink:"),
            "models/graves/practice/no-time.yaml (drivers.pink, line 4): pink is not a driver of the model graves; "
            "use one of red",
        ),
        (
            "models/graves/practice/no-time.yaml",
            PLAYED.replace("    softer: {nl: Zachter., en: Softer.}\n", ""),
            "models/graves/practice/no-time.yaml (drivers.red.softer, line 4): softer is missing; add `softer:` there",
        ),
        (
            "models/graves/practice/no-time.yaml",
            PLAYED.replace(", en: Worry.", ""),
            "models/graves/practice/no-time.yaml (drivers.red.worry.en, line 7): has no English text; add `en:` there",
        ),
        (
            "models/graves/practice/no-time.yaml",
            PLAYED.replace("drivers:", "users:"),
            "models/graves/practice/no-time.yaml (line 1): holds no played users; "
            "write `objection:`, and under `drivers:` the lines of each driver",
        ),
        (
            "models/graves/appeals.yaml",
            "drivers:\n  pink: {nl: [x], en: [x]}\n",
            "models/graves/appeals.yaml: pink is not a driver of the model graves; use one of red",
        ),
        (
            "models/graves/mismatch.yaml",
            "pairs:\n  - own: red\n    heard: pink\n    looks_like: {nl: x, en: x}\n    instead: {nl: x, en: x}\n",
            "models/graves/mismatch.yaml: pink is not a driver of the model graves; use one of red",
        ),
        (
            "models/graves/preparing.yaml",
            "preparing:\n  audiences: []\n  circumstances:\n    - {objection: gone, words: {nl: [x], en: [x]}}\n  drivers: {}\n",
            "models/graves/preparing.yaml: there is no objection gone; add objections/gone.yaml or take it out of there",
        ),
        (
            "models/graves/preparing.yaml",
            "preparing:\n  audiences: []\n  circumstances: []\n  drivers:\n    pink: {mind: {nl: x, en: x}, objections: []}\n",
            "models/graves/preparing.yaml: pink is not a driver of the model graves; use one of red",
        ),
        (
            "models/graves/talk.yaml",
            "talk:\n  pink: {nl: Wat viel op?, en: What stood out?}\n",
            "models/graves/talk.yaml: pink is not a driver of the model graves; use one of red",
        ),
        (
            "models/graves/next_moves.yaml",
            "moves: []\n",
            "models/graves/next_moves.yaml (line 1): holds something else than `next_moves:`; "
            "put everything under one key `next_moves:`",
        ),
        (
            "no_objection.yaml",
            "kinds: [\n",
            "no_objection.yaml (line 2, column 1): is not valid YAML: did not find expected node content; "
            "check indentation, quotes and colons there",
        ),
        (
            "no_objection.yaml",
            "kinds: {a: 1, a: 2}\n",
            "no_objection.yaml (kinds.a, line 1): stands there twice; keep one of the two",
        ),
        (
            "no_objection.yaml",
            "kinds: &a {b: *a}\n",
            "no_objection.yaml (kinds.b, line 1): uses an anchor (&, *); write the text out in both places",
        ),
        (
            "no_objection.yaml",
            "kinds: {[a]: 1}\n",
            "no_objection.yaml (kinds, line 1): has a key that is not a word; use a plain word as key",
        ),
    ],
)
def test_each_fault_names_file_place_and_mending(folder, name, text, expected):
    write(folder, name, text)

    assert expected in problems(folder)


def test_yaml_objects_are_never_made(folder):
    write(folder, "no_objection.yaml", "kinds: !!python/object/apply:os.system ['true']\n")

    (told,) = problems(folder)

    assert told.startswith("no_objection.yaml (line 1, column 8): is not valid YAML: could not determine a constructor")


def test_words_that_look_like_booleans_stay_words(folder):
    write(folder, "no_objection.yaml", "kinds:\n  single-word:\n    nl: [nee, aan]\n    en: [no, yes, on, off]\n")

    assert load_playbook(folder).no_objection["single-word"].en == ("no", "yes", "on", "off")


def test_a_value_that_is_no_text_is_told(folder):
    write(folder, "no_objection.yaml", "kinds:\n  single-word:\n    nl: [12]\n    en: [true]\n")

    assert problems(folder) == [
        "no_objection.yaml (kinds.single-word.nl.0, line 3): is not text; put the text between quotes",
        "no_objection.yaml (kinds.single-word.en.0, line 4): is not text; put the text between quotes",
    ]


def test_a_file_that_is_too_big_too_deep_or_no_text_is_refused(folder, monkeypatch):
    write(folder, "objections/deep.yaml", "a: " * 1 + "[" * 30 + "]" * 30)
    (folder / "objections/binary.yaml").write_bytes(b"\xff\xfe")
    monkeypatch.setattr(yaml_files, "MAX_BYTES", 40)
    write(folder, "no_objection.yaml", "kinds: {}" + " " * 60)

    told = problems(folder)

    assert "objections/binary.yaml (byte 0): is not UTF-8 text; save the file as UTF-8" in told
    assert "no_objection.yaml: is 69 bytes, more than 40; split it into smaller files" in told


def test_nesting_is_bounded(folder):
    write(folder, "no_objection.yaml", "kinds: " + "[" * 30 + "]" * 30)

    (told,) = problems(folder)

    assert "is nested more than 20 deep; flatten it" in told


def test_a_folder_that_is_not_there_says_which_setting_to_mend(tmp_path):
    (told,) = problems(tmp_path / "gone")

    assert "is not a folder; set COACHBOT_PLAYBOOKS" in told


def test_a_folder_without_objections_says_so(folder):
    shutil.rmtree(folder / "objections")

    assert problems(folder)[0] == "objections: is missing; make the folder and put YAML files in it"

    (folder / "objections").mkdir()

    assert problems(folder)[0] == "objections/: holds no objection; add a file <objection>.yaml"


def test_a_file_that_can_not_be_read_is_a_problem_and_not_a_crash(folder):
    (folder / "objections" / "dir.yaml").mkdir()

    assert problems(folder) == ["objections/dir.yaml: can't be read (Is a directory); check the name and the rights on the file"]


def test_too_many_files_are_refused(folder, monkeypatch):
    monkeypatch.setattr("coachbot.loading.MAX_FILES", 0)

    assert "objections: holds 1 files, more than 0; keep fewer" in problems(folder)


def test_the_shipped_playbook_has_every_objection_and_driver():
    playbook = load_playbook(shipped_playbook())

    assert len(playbook.objections) == 30
    assert list(playbook.model.drivers) == ["purple", "red", "blue", "orange", "green", "yellow"]
    assert all(len(objection.phrases[language]) >= 60 for objection in playbook.objections.values() for language in ("nl", "en"))
