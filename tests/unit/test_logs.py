"""What may be logged: planted canaries must not come through, however they are logged."""

from __future__ import annotations

import io
import json
import logging

import pytest
import structlog

from coachbot.logs import WITHHELD, Guard, set_up_logs

CANARY = "kanarie-7f3a"


@pytest.fixture
def logged():
    """Sets up logging into a text that the test reads, and puts everything back."""
    root = logging.getLogger()
    level, ours = root.level, logging.getLogger("coachbot").level
    stream = io.StringIO()

    def set_up(log_format="json", **options):
        set_up_logs(log_format, stream=stream, **options)

        def lines():
            return [json.loads(line) for line in stream.getvalue().splitlines()]

        lines.text = stream.getvalue
        return lines

    yield set_up
    for handler in list(root.handlers):
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
            root.removeHandler(handler)
    root.setLevel(level)
    logging.getLogger("coachbot").setLevel(ours)
    structlog.reset_defaults()


def test_a_line_tells_its_story_in_ids_and_numbers(logged):
    lines = logged()

    structlog.get_logger("coachbot.x").info("message_answered", id="slack:T:1:E", objection="no-time", duration_ms=12.5)

    (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "message_answered",
        "id": "slack:T:1:E",
        "objection": "no-time",
        "duration_ms": 12.5,
        "level": "info",
        "logger": "coachbot.x",
    }


@pytest.mark.parametrize("name", ["text", "message", "words", "payload", "name", "email", "remark", "TITLE", "_body"])
def test_fields_of_words_are_withheld_at_any_depth(logged, name):
    lines = logged()

    structlog.get_logger("coachbot.x").error("e", **{name: CANARY}, deep={"list": [{name: CANARY}]})

    (line,) = lines()
    assert line[name] == WITHHELD
    assert line["deep"] == {"list": [{name: WITHHELD}]}


@pytest.mark.parametrize("name", ["user", "user_id", "person", "conversation", "channel", "recipient"])
def test_people_are_keyed_hashes(logged, name):
    lines = logged(key="k")

    structlog.get_logger("coachbot.x").error("e", **{name: CANARY})

    (line,) = lines()
    assert line[name] == Guard(b"k").hashed(CANARY)
    assert line[name] != Guard(b"other").hashed(CANARY)


def test_no_canary_comes_through_in_any_way_of_logging(logged):
    lines = logged(level="debug")
    ours, library = structlog.get_logger("coachbot.x"), logging.getLogger("some.library")
    library.setLevel("DEBUG")

    class Odd:
        def __repr__(self):
            return CANARY

    ours.info(f"heard {CANARY}")
    ours.info(CANARY)
    ours.info("heard %s", CANARY)
    ours.info("e", what=Odd(), error=ValueError(CANARY), stack_info=True)
    ours.bind(text=CANARY).info("e")
    with structlog.contextvars.bound_contextvars(text=CANARY, user=CANARY):
        ours.info("e")
    library.debug(f"body {CANARY}")
    library.warning("body %s", CANARY)
    library.warning(ValueError(CANARY))
    library.warning("%(a)s", {"a": CANARY})
    library.warning("extra", extra={"text": CANARY})
    logging.getLogger("coachbot.plain").warning(CANARY)
    try:
        raise ValueError(CANARY)
    except ValueError:
        ours.exception("request_failed")
        ours.error("request_failed", exc_info=True)
        library.exception("broke for %s", CANARY)
        logging.getLogger("asyncio").exception(f"Task: {CANARY}")  # noqa: G004 - as asyncio does

    assert len(lines()) >= 15
    assert CANARY not in lines.text()


def test_an_exception_is_its_type_and_where_it_was_raised(logged):
    lines = logged()

    try:
        raise ValueError(CANARY)
    except ValueError:
        structlog.get_logger("coachbot.x").exception("request_failed", reference="r1")

    (line,) = lines()
    assert (line["error"], line["reference"]) == ("ValueError", "r1")
    assert line["where"][-1].startswith("test_logs.py:")


def test_a_library_is_heard_from_warning_up_and_as_its_author_wrote_it(logged):
    lines = logged()
    library = logging.getLogger("some.library")

    library.setLevel(logging.NOTSET)
    library.info("request %s", "x")
    library.warning("retried %s times", 3)

    (line,) = lines()
    assert (line["event"], line["level"], line["logger"]) == ("retried %s times", "warning", "some.library")


def test_colours_on_a_terminal_and_the_level_that_is_set(logged):
    lines = logged("console", level="warning")

    structlog.get_logger("coachbot.x").info("quiet")
    structlog.get_logger("coachbot.x").warning("loud", text=CANARY)

    assert "loud" in lines.text()
    assert "quiet" not in lines.text()
    assert CANARY not in lines.text()


def test_setting_up_twice_writes_each_line_once(logged):
    logged()
    lines = logged()

    structlog.get_logger("coachbot.x").info("once")

    assert len(lines()) == 1
