"""Where tests put their files: in memory where there is room, since they wait for a disk a thousand times.

A commit on SQLite waits for the disk, and so does a new database on PostgreSQL. This is also a pytest plugin
that points TMPDIR there, for the tests and for what they start.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

_MEMORY: Final = Path("/dev/shm")  # noqa: S108 -- folders in it are made by `tempfile`
_ENOUGH: Final = 6_000_000_000
"""Bytes: a fresh clone with its packages takes one gigabyte, and failed runs are kept."""


def has_room(folder: Path) -> bool:
    """Return whether a folder is there, has room for a whole run, and lets programs run."""
    if not folder.is_dir() or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= _ENOUGH


FOLDER: Final = str(_MEMORY) if "TMPDIR" not in os.environ and has_room(_MEMORY) else tempfile.gettempdir()
IN_MEMORY: Final = str(_MEMORY) == FOLDER


def pytest_configure() -> None:
    """Use the folder for whatever asks for a temporary one, here and in what is started."""
    os.environ["TMPDIR"] = tempfile.tempdir = FOLDER
