"""The installation's key: made once, private, and never shown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from store_samples import ACME

from coachbot.errors import ConfigurationError
from coachbot.store import StorePlan, opened
from coachbot.store.keys import Keys, find_keys, make_keys


def test_a_key_is_made_once_though_several_processes_start_together(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: make_keys(tmp_path), range(16)))

    assert len({key.secret for key in keys}) == 1
    assert find_keys(None, tmp_path) == keys[0]
    assert [file.name for file in tmp_path.iterdir()] == ["coachbot.key"]
    assert (tmp_path / "coachbot.key").stat().st_mode & 0o077 == 0


def test_a_key_is_not_shown():
    assert "geheim" not in repr(Keys(b"geheim"))


def test_a_key_that_is_short_unreadable_or_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="COACHBOT_SECRET: the installation's key has 4 characters; give it 32"):
        find_keys("kort", tmp_path)
    (tmp_path / "coachbot.key").write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match=r"coachbot\.key: the installation's key can't be read"):
        find_keys(None, tmp_path)
    with pytest.raises(ConfigurationError, match="can't be written there"):
        make_keys(tmp_path / "nowhere")


async def test_the_data_folder_and_its_files_are_for_their_owner_only(tmp_path):
    async with opened(StorePlan(data=tmp_path / "data")) as store:
        await store.people.seen(ACME, "U1")
        modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "data", *(tmp_path / "data").iterdir())}

    assert modes == {
        "data": 0o700,
        "coachbot.db": 0o600,
        "coachbot.db-wal": 0o600,
        "coachbot.db-shm": 0o600,
        "coachbot.key": 0o600,
    }
