"""Fixtures: the shared views of a sandbox's company, and a link to them."""

from __future__ import annotations

import pytest

from tests.support.shared import shared_desk


@pytest.fixture
def desk(fresh_sandbox, sqlite_url):
    with shared_desk(fresh_sandbox, sqlite_url) as made:
        yield made


@pytest.fixture
def token(desk):
    return desk.make()[1]
