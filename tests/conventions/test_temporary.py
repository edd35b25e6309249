"""Tests keep their files in memory where there is room for a whole run, unless TMPDIR names a folder."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conventions.project import ROOT
from tests.support import temporary

SAY = """
import tempfile
from tests.support import temporary
temporary.pytest_configure()
print(tempfile.gettempdir())
"""


def test_files_of_this_run_are_where_it_says():
    assert tempfile.gettempdir() == os.environ["TMPDIR"] == temporary.FOLDER


def test_a_folder_of_ones_own_choice_is_used(tmp_path: Path):
    run = [sys.executable, "-c", SAY]
    own = os.environ | {"TMPDIR": str(tmp_path)}
    assert subprocess.check_output(run, cwd=ROOT, env=own, text=True).strip() == str(tmp_path)


def test_a_missing_folder_has_no_room(tmp_path: Path):
    assert not temporary.has_room(tmp_path / "missing")


@pytest.mark.parametrize(("free", "room"), [(-1, True), (1, False)], ids=["enough", "too little"])
def test_a_folder_needs_room_for_a_whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free, room):
    there = os.statvfs(tmp_path)
    monkeypatch.setattr(temporary, "_ENOUGH", there.f_bavail * there.f_frsize + free * 1_000_000_000)
    assert temporary.has_room(tmp_path) is room


def test_a_folder_in_which_no_program_may_run_has_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A script that a test writes must run."""
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_flag=os.ST_NOEXEC))
    assert not temporary.has_room(tmp_path)
