"""Notes whom a process asks: put this folder on PYTHONPATH, and name a file in CALLS_RECORD.

Python runs it at its start, before anything of ours. Each name looked up and each address connected to
becomes a line of the file.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

WATCHED = {"socket.connect": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
FILE = Path(os.environ["CALLS_RECORD"])


def note(event: str, shown: tuple[object, ...]) -> None:
    """Write down one call of the sockets module."""
    if event in WATCHED:
        asked = shown[WATCHED[event]]
        host = asked[0] if isinstance(asked, tuple) else asked
        with FILE.open("a", encoding="utf-8") as record:
            record.write(f"{host}\n")


sys.addaudithook(note)
