"""The pages' definitions, made once for the process: each resolves a path and looks for its file."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from threading import Lock
from typing import Final

from streamlit.navigation.page import StreamlitPage

_made: Final[list[StreamlitPage]] = []
_lock: Final = Lock()


def copies(make: Callable[[], list[StreamlitPage]]) -> list[StreamlitPage]:
    """Return copies of the pages that `make` returned first, for one run: Streamlit marks which one is open.

    `make` needs the context of a run. It is called again only if it failed.
    """
    with _lock:
        if not _made:
            _made.extend(make())
    return [copy(page) for page in _made]
