from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from coachbot.errors import AdapterNotInstalledError, ConfigurationError
from coachbot.registry import GROUP, adapter, configured_platforms, platform_module, what_to_set


def point(name, value="fake_platform"):
    return EntryPoint(name=name, value=value, group=GROUP)


BOTH = (point("teams"), point("slack"))


def test_a_platform_is_configured_once_anything_of_it_is_set():
    assert configured_platforms({}, BOTH) == ()
    assert configured_platforms({"COACHBOT_SLACK_BOT_TOKEN": "", "COACHBOT_MODEL": "graves"}, BOTH) == ()
    assert configured_platforms({"COACHBOT_TEAMS_APP_ID": "1", "COACHBOT_SLACK_BOT_TOKEN": "x"}, BOTH) == ("slack", "teams")


def test_what_to_set_names_every_variable():
    said = what_to_set(BOTH)

    assert "- slack: COACHBOT_FAKE_TOKEN, COACHBOT_FAKE_SECRET\n- teams:" in said


def test_an_adapter_is_made_by_the_module_that_its_entry_point_names():
    assert adapter("slack", "the desk", BOTH) == ("adapter", "the desk")


def test_an_adapter_that_is_not_installed_says_the_line_that_installs_it():
    with pytest.raises(AdapterNotInstalledError, match=r"pip install 'coachbot\[slack\]'"):
        platform_module("slack", [])


def test_an_adapter_whose_sdk_is_missing_names_it_and_says_the_line():
    with pytest.raises(AdapterNotInstalledError, match=r"needs no_such_sdk; run: pip install 'coachbot\[slack\]'"):
        adapter("slack", "the desk", [point("slack", "fake_platform_without_sdk")])


def test_an_entry_point_that_leads_nowhere_is_a_fault_of_the_installation():
    with pytest.raises(ConfigurationError, match="install it again"):
        platform_module("slack", [point("slack", "no_such_module")])
