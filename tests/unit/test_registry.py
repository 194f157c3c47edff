from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from coachbot.errors import AdapterNotInstalledError, ConfigurationError
from coachbot.registry import GROUP, NEEDED, adapter_factory, configured_platforms, what_to_set


def test_a_platform_is_configured_once_anything_of_it_is_set():
    assert configured_platforms({}) == ()
    assert configured_platforms({"COACHBOT_SLACK_BOT_TOKEN": "", "COACHBOT_MODEL": "graves"}) == ()
    assert configured_platforms({"COACHBOT_TEAMS_APP_ID": "1", "COACHBOT_SLACK_BOT_TOKEN": "x"}) == ("slack", "teams")


def test_what_to_set_names_every_variable():
    said = what_to_set()

    assert all(variable in said for variables in NEEDED.values() for variable in variables)


def test_an_adapter_is_found_by_its_entry_point():
    point = EntryPoint(name="slack", value="coachbot.plain_text:plain_text", group=GROUP)

    from coachbot.plain_text import plain_text

    assert adapter_factory("slack", [point]) is plain_text


def test_an_adapter_that_is_not_installed_says_the_line_that_installs_it():
    with pytest.raises(AdapterNotInstalledError, match=r"pip install 'coachbot\[slack\]'"):
        adapter_factory("slack", [])


def test_an_adapter_whose_sdk_is_missing_names_it_and_says_the_line():
    point = EntryPoint(name="slack", value="no_such_sdk.adapter:create_adapter", group=GROUP)

    with pytest.raises(AdapterNotInstalledError, match=r"needs no_such_sdk; run: pip install 'coachbot\[slack\]'"):
        adapter_factory("slack", [point])


def test_an_entry_point_that_leads_nowhere_is_a_fault_of_the_installation():
    point = EntryPoint(name="slack", value="coachbot.plain_text:create_adapter", group=GROUP)

    with pytest.raises(ConfigurationError, match="install it again"):
        adapter_factory("slack", [point])
