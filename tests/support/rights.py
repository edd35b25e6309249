"""File permissions, which have no effect while tests run as root."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

NOBODY = 65534


@contextmanager
def without_rights() -> Iterator[None]:
    """Drop root's rights over files in this thread, so that permissions apply."""
    libc = ctypes.CDLL(None)
    before = libc.setfsuid(NOBODY) if os.geteuid() == 0 else None
    try:
        yield
    finally:
        if before is not None:
            libc.setfsuid(before)
