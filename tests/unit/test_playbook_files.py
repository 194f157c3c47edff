from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coachbot.errors import PlaybookError
from coachbot.loading import shipped_playbook
from coachbot.playbook_files import canonical, plain, rewritten
from coachbot.yaml_files import YamlFile, read_yaml

SHIPPED = sorted(shipped_playbook().rglob("*.yaml"))

COMMENTED = """\
# Ours, since 2024

objection: no-time
# Looked at with the district team
neutral:
  owner: coachbot  # who else
  verified_on: null
  nl:
    behind: "Het is druk."
    # said on Monday
    wording: 'Je hebt het druk.'
    angles:
      # the short one
      - wording: "Druk."
        question: "Wat eerst?"
      # the long one
      - wording: "Het is druk."
        question: "Wat kan wachten?"
      # more to come

# Not looked at yet
purple:
  owner: coachbot
# the end
"""


def changed(text: str, change: Callable[[Any], object]) -> str:
    value = plain(text.encode())
    change(value)
    made = rewritten(text.encode(), value).decode()
    assert plain(made.encode()) == value
    return made


def lines_that_differ(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_every_shipped_file_stands_in_canonical_form(path: Path) -> None:
    raw = path.read_bytes()

    assert raw.decode().splitlines() == canonical(raw).decode().splitlines()
    assert raw == canonical(raw)


def test_a_file_that_holds_the_value_already_keeps_every_byte_whatever_its_form() -> None:
    raw = b"nl:    'Druk'\nen:\n- a\n-   b\n"

    assert rewritten(raw, {"nl": "Druk", "en": ["a", "b"]}) is raw


def test_a_changed_text_changes_its_line_alone() -> None:
    made = changed(COMMENTED, lambda value: value["neutral"]["nl"].update(wording="Het loopt storm."))

    assert lines_that_differ(COMMENTED, made) == (["    wording: 'Je hebt het druk.'"], ['    wording: "Het loopt storm."'])


def test_a_part_that_comes_in_stands_in_its_place_and_below_the_comment_that_is_not_its_own() -> None:
    made = changed(COMMENTED, lambda value: value["neutral"]["nl"].update(question="Wat kan wachten?", formal={"wording": "U?"}))

    assert made == COMMENTED.replace("    angles:\n", '    question: "Wat kan wachten?"\n    angles:\n').replace(
        '        question: "Wat kan wachten?"\n      # more to come\n',
        '        question: "Wat kan wachten?"\n    formal:\n      wording: "U?"\n      # more to come\n',
    )


def test_an_entry_that_comes_in_at_the_end_stands_before_the_last_comment() -> None:
    made = changed(COMMENTED, lambda value: value.update(red={"owner": "anna", "verified_on": "2026-11-25"}))

    assert made == COMMENTED.replace("# the end", "red:\n  owner: anna\n  verified_on: 2026-11-25\n# the end")


def test_an_item_that_goes_takes_no_comment_with_it() -> None:
    made = changed(COMMENTED, lambda value: value["neutral"]["nl"]["angles"].pop())

    assert made == COMMENTED.replace('      - wording: "Het is druk."\n        question: "Wat kan wachten?"\n', "")


def test_a_part_that_goes_leaves_the_comments_in_and_below_it() -> None:
    made = changed(COMMENTED, lambda value: value["neutral"]["nl"].pop("angles"))

    comments = [line.strip() for line in COMMENTED.splitlines() if line.strip().startswith("#")]
    assert sorted(line.strip() for line in made.splitlines() if line.strip().startswith("#")) == sorted(comments)


def test_the_first_part_may_go_too() -> None:
    made = changed(COMMENTED, lambda value: value["neutral"].pop("owner"))

    assert made == COMMENTED.replace("  owner: coachbot  # who else\n", "")


def test_a_phrase_that_comes_in_leaves_the_others_and_their_quotes_as_they_are() -> None:
    text = "phrases:\n  nl:\n    - text: Geen tijd.\n      style: short\n    # dictated\n    - text: 'druk druk druk'\n  en: []\n"

    def add(value: Any) -> None:
        value["phrases"]["nl"].insert(1, {"text": "Komt nu niet uit: druk.", "style": "quote", "driver": "blue"})
        value["phrases"]["en"].append({"text": "No time."})

    made = changed(text, add)

    assert made == (
        "phrases:\n  nl:\n    - text: Geen tijd.\n      style: short\n"
        '    - text: "Komt nu niet uit: druk."\n      style: quote\n      driver: blue\n'
        "    # dictated\n    - text: 'druk druk druk'\n  en:\n    - text: \"No time.\"\n"
    )


def test_a_new_file_stands_in_canonical_form_and_in_order() -> None:
    value = {
        "title": {"en": "No time", "nl": "Geen tijd"},
        "truth": "view",
        "id": "no-time",
        "phrases": {"nl": ["Druk"], "en": []},
    }

    made = rewritten(b"", value)

    assert made.decode() == (
        'id: no-time\ntruth: view\ntitle:\n  nl: "Geen tijd"\n  en: "No time"\nphrases:\n  nl:\n    - "Druk"\n  en: []\n'
    )
    assert canonical(made) == made


def test_a_file_that_is_no_yaml_is_left_alone_and_named() -> None:
    with pytest.raises(PlaybookError, match=r"no-time\.yaml.*is not valid YAML.*mend it"):
        rewritten(b"nl: [", {"nl": "x"}, "no-time.yaml")


@settings(max_examples=200, deadline=None)
@given(text=st.text(min_size=1, max_size=80), key=st.sampled_from(["wording", "owner", "id", "style"]))
def test_any_text_written_is_read_back_the_same_by_the_loader(text: str, key: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "one.yaml"
        path.write_bytes(rewritten(b"a: b\n", {"a": "b", key: text}))
        read = read_yaml(path, "one.yaml")

    assert isinstance(read, YamlFile)
    assert read.data == {"a": "b", key: text}


def test_a_comment_that_cannot_be_kept_stops_the_writing() -> None:
    with pytest.raises(PlaybookError, match=r"one\.yaml.*comment.*move"):
        rewritten(b"owner:\n# who\n  - # first\n    - anna\n", {"owner": [], "nl": ["Druk."]}, "one.yaml")


texts = st.sampled_from(["Druk.", "Wat eerst?", "yes", "null", "12:30"])
angles = st.lists(st.fixed_dictionaries({"wording": texts, "question": texts}), min_size=1, max_size=3)
in_a_language = st.fixed_dictionaries({"behind": texts}, optional={"wording": texts, "next_act": texts, "angles": angles})
an_entry = st.fixed_dictionaries({"owner": texts, "nl": in_a_language}, optional={"review_by": st.none(), "en": in_a_language})
files = st.fixed_dictionaries({"objection": texts}, optional={"neutral": an_entry, "purple": an_entry, "red": an_entry})


@settings(max_examples=150, deadline=None)
@given(files, files)
def test_whatever_entries_become_every_comment_on_a_line_of_its_own_is_kept(before: Any, after: Any) -> None:
    lines = rewritten(b"", before).decode().splitlines(keepends=True)
    noted = [f"{' ' * (len(line) - len(line.lstrip()))}# note {number}\n{line}" for number, line in enumerate(lines)]

    made = rewritten("".join(noted).encode(), after)

    assert plain(made) == after
    assert [number for number in range(len(lines)) if f"# note {number}\n" not in made.decode()] == []
