"""Permissions of files, which count for nothing while tests run as root."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

NOBODY = 65534


@contextmanager
def without_rights() -> Iterator[None]:
    """Take root's rights over files from this thread: permissions then count as for everyone else."""
    libc = ctypes.CDLL(None)
    before = libc.setfsuid(NOBODY) if os.geteuid() == 0 else None
    try:
        yield
    finally:
        if before is not None:
            libc.setfsuid(before)
