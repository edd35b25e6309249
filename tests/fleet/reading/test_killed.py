"""Processes that poll are killed in the middle of a refresh, and two poll at once."""

from __future__ import annotations

import shutil

import pytest

from dashboard.services.stores import close_stores
from tests.support import limits
from tests.support.killed_pollers import KilledPollers


@pytest.fixture
def pollers(folder_once_read, fresh_sandbox, tmp_path):
    shutil.copytree(folder_once_read, tmp_path, dirs_exist_ok=True)
    yield KilledPollers(fresh_sandbox, f"sqlite:///{tmp_path / 'desk.db'}", a_minute=2400)
    close_stores()


def test_after_kills_and_with_two_pollers_every_company_is_read_once(pollers):
    pollers.ask()
    everyone = len(pollers.fleet.picture.rows())
    first = pollers.start()
    pollers.wait_for(everyone // 3, limits.WAIT_S)
    pollers.kill(first)
    second, third = pollers.start(), pollers.start()
    pollers.wait_for(2 * everyone // 3, limits.WAIT_S)
    pollers.kill(second)
    pollers.wait_for(everyone, limits.WAIT_S)
    pollers.kill(third)
    assert pollers.read_twice() == 0
    assert set(pollers.requests()) == set(pollers.fleet.picture.rows())
    assert all(row.state is not None for row in pollers.fleet.picture.rows().values())
