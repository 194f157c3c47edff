"""The installed command, as a user would run it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coachbot.json_output import answer_schema

ROOT = Path(__file__).parents[2]


@pytest.fixture
def coachbot(cache_folder, request, tmp_path):
    """Runs `coachbot` in a process of its own, with what the session learned in its cache and a data folder of its own."""
    request.getfixturevalue("app")

    def run(*arguments, stdin="", **environment):
        return subprocess.run(
            [sys.executable, "-m", "coachbot", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={
                **os.environ,
                "COACHBOT_CACHE": str(cache_folder),
                "COACHBOT_DATA": str(tmp_path / "data"),
                "COLUMNS": "80",
                **environment,
            },
        )

    return run


def test_coach_gives_one_answer_with_wording_and_question(coachbot):
    done = coachbot("coach", "Daar hebben we echt geen tijd voor, het is al veel te druk.")

    assert done.returncode == 0
    assert "Zeg eerst" in done.stdout
    assert "Vraag dan" in done.stdout
    assert done.stderr == ""


def test_coach_reads_standard_input_and_prints_json_that_fits_the_documented_schema(coachbot):
    done = coachbot("coach", "-", "--json", stdin="We have no time for this,\nwe're far too busy already.")

    answer = json.loads(done.stdout)
    schema = json.loads((ROOT / "docs" / "answer.schema.json").read_text(encoding="utf-8"))
    assert schema == answer_schema()
    assert set(answer) == set(schema["properties"])
    assert answer["candidates"][0]["id"] == "no-time"


def test_chat_answers_a_pipe_and_keeps_the_conversation(coachbot):
    done = coachbot(
        "chat", stdin="Daar hebben we echt geen tijd voor, het is al veel te druk.\nals oranje?\nen als hij ja maar zegt?\n"
    )

    assert done.returncode == 0
    assert "resultaat (oranje)" in done.stdout
    assert "ja maar" in done.stdout


def test_a_conversation_is_kept_exported_and_forgotten(coachbot, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = "Henk de Vries zei: daar hebben we echt geen tijd voor, het is al veel te druk.\n"

    first = coachbot("chat", stdin=said)
    second = coachbot("chat", stdin="geschiedenis\nexport\n")
    third = coachbot("chat", stdin="vergeet\n1\ngeschiedenis\n")

    assert "ik ben de coach, een bot" in " ".join(first.stdout.split())
    assert "ik ben de coach, een bot" not in " ".join(second.stdout.split())
    assert "Henk" not in second.stdout
    assert "geen tijd voor" in second.stdout
    (exported,) = tmp_path.glob("coachbot-*.json")
    assert "geen tijd voor" in exported.read_text(encoding="utf-8")
    assert "Gewist." in third.stdout
    assert "Je hebt me nog niets gevraagd" in " ".join(third.stdout.split())
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    assert b"geen tijd voor" not in kept


def test_a_data_folder_that_can_not_be_used_costs_what_is_kept_and_not_the_answer(coachbot):
    done = coachbot("chat", stdin="We have no time for this, we're far too busy already.\n", COACHBOT_DATA="/proc/nowhere")

    assert done.returncode == 0
    assert "nothing of this conversation is kept" in done.stderr
    assert "Then ask" in done.stdout


def test_evaluate_prints_one_object_with_the_figures_at_the_top(coachbot, tmp_path):
    file = tmp_path / "lines.jsonl"
    file.write_text('{"text": "Geen tijd.", "lang": "nl", "objection": "no-time", "style": "quote"}\n', encoding="utf-8")

    done = coachbot("evaluate", str(file), "--json")

    found = json.loads(done.stdout)
    assert found["top1"] == 1.0
    assert found["by_style"]["quote"]["lines"] == 1
    assert coachbot("evaluate", str(file)).stdout.startswith("figure")


def test_evaluate_tells_faults_without_a_traceback(coachbot, tmp_path):
    done = coachbot("evaluate", str(tmp_path / "gone.jsonl"))

    assert done.returncode == 1
    assert done.stderr.startswith("coachbot: ")
    assert "Traceback" not in done.stderr


def test_playbook_commands_show_the_matrix_the_rules_and_an_entry(coachbot):
    stats, lint = coachbot("playbook", "stats"), coachbot("playbook", "lint", "--no-advice")
    shown = coachbot("playbook", "show", "no-time", "blue", "--lang", "en")

    assert "no-time" in stats.stdout
    assert max(len(row) for row in stats.stdout.splitlines()) <= 80
    assert (lint.returncode, lint.stdout.splitlines()[-1].split()[0]) == (0, "0")
    assert "wording" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("playbook", "show", "nonsense"), "there is no objection nonsense; choose one of"),
        (("playbook", "show", "no-time", "pink"), "there is no driver pink; choose one of"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(coachbot, arguments, expected):
    done = coachbot(*arguments)

    assert done.returncode == 1
    assert expected in done.stderr


def test_a_playbook_folder_that_is_not_there_is_told(coachbot):
    done = coachbot("coach", "hallo", COACHBOT_PLAYBOOKS="/nowhere/at/all")

    assert done.returncode == 1
    assert "set COACHBOT_PLAYBOOKS" in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_that_can_not_be_used_are_told_together(coachbot):
    done = coachbot("doctor", COACHBOT_LANGUAGE="fr", COACHBOT_CONTACTS="x" * 501)

    assert done.returncode == 1
    assert "COACHBOT_LANGUAGE" in done.stdout
    assert "COACHBOT_CONTACTS" in done.stdout


def test_doctor_finds_a_sound_installation_sound_and_a_broken_one_not(coachbot):
    sound, broken = coachbot("doctor"), coachbot("doctor", COACHBOT_PLAYBOOKS="/nowhere")

    assert sound.returncode == 0
    assert "30 objections" in sound.stdout
    assert broken.returncode == 1
    assert "WRONG  playbook" in broken.stdout


def test_an_unknown_command_is_refused_with_help(coachbot):
    done = coachbot("frobnicate")

    assert done.returncode == 2
    assert "No such command" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("app")
def test_ctrl_c_leaves_without_a_traceback(cache_folder, tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "coachbot", "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "COACHBOT_CACHE": str(cache_folder), "COACHBOT_DATA": str(tmp_path / "data")},
    ) as process:
        process.stdin.write("hallo\n")
        process.stdin.flush()
        deadline = time.monotonic() + 60
        while "coach" not in (row := process.stdout.readline()) and time.monotonic() < deadline:
            assert row
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "Traceback" not in errors


def test_serve_without_a_platform_says_what_to_set(coachbot):
    done = coachbot("serve")

    assert done.returncode == 1
    assert done.stdout == ""
    assert "no chat platform is configured" in done.stderr
    assert "COACHBOT_SLACK_BOT_TOKEN" in done.stderr
    assert "COACHBOT_TEAMS_APP_ID" in done.stderr


def test_serve_for_a_platform_that_is_half_configured_names_what_is_missing(coachbot):
    done = coachbot("serve", COACHBOT_SLACK_BOT_TOKEN="x")

    assert done.returncode == 1
    assert "COACHBOT_SLACK_SIGNING_SECRET is missing" in done.stderr
    assert "Traceback" not in done.stderr
