"""Where Codat's published description lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / os.environ.get("CODAT_OPENAPI", "../shared/openapi/Codat-Sync-Commerce.yaml")
"""A path from the project's folder, or an absolute one."""


@pytest.fixture(autouse=True)
def _nothing_left_behind(sandbox):
    sandbox.reset()
    yield
    sandbox.reset()
