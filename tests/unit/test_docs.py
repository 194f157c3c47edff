"""Documents that must stay true: settings, commands, schema, links."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from coachbot.__main__ import cli, playbook_cli
from coachbot.json_output import answer_schema
from coachbot.loading import load_playbook, shipped_playbook
from coachbot.playbook import LANGUAGES
from coachbot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "evaluation" / "README.md"]


def test_every_setting_that_the_readme_names_is_one():
    documented = set(re.findall(rf"^\| `({PREFIX}\w+)` \|", README, re.MULTILINE))

    assert len(documented) >= 10
    assert documented - {PREFIX + name.upper() for name in Settings.model_fields} == set()


def test_every_command_is_in_the_readme():
    commands = {
        command.name or command.callback.__name__ for command in (*cli.registered_commands, *playbook_cli.registered_commands)
    }

    assert {command for command in commands if not re.search(rf"`(?:coachbot (?:playbook )?)?{command}\b", README)} == set()


def test_the_answer_schema_is_the_one_that_is_documented():
    assert json.loads((ROOT / "docs" / "answer.schema.json").read_text(encoding="utf-8")) == answer_schema()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), target


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))


def test_every_wording_that_a_document_quotes_stands_in_the_playbook():
    playbook = load_playbook(shipped_playbook())
    said = {
        line
        for entry in playbook.model.entries.values()
        for language in LANGUAGES
        for angle in entry.texts[language].all_angles
        for line in (angle.wording, angle.question)
    }
    guide = (ROOT / "docs" / "playbook.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^> \*(?:Zeg eerst|Vraag dan|Say first|Then ask)\* “(.+)”$", guide, re.MULTILINE)
    quoted += re.findall(r"^> \*\*[12] (?:Zeg eerst|Vraag dan)\*\* (.+)$", README, re.MULTILINE)

    assert len(quoted) == 6
    assert set(quoted) - said == set()
