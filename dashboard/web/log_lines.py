"""Rate-limit log lines that anyone can trigger: a few of each kind a minute; the rest are counted.

And keep the tokens of shared links out of every line: whoever reads a log must not be able to open them.

A sort is a place in the code. Bounded are Streamlit, uvicorn and what they stand on, and our own lines about
tabs that send too much and about shared views. What must never be missing is not: the starts of syncs, and
every line that has a reference which a person was shown.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable
from threading import Lock
from typing import Final

from dashboard.sharing.link import LINK_PATH, PREVIEW_PATH
from dashboard.web import message_rate

MOST: Final = 20
SECONDS: Final = 60.0
_SHARED_VIEWS: Final = ("dashboard.web.share", "dashboard.sharing")
_BOUNDED: Final = ("streamlit", "uvicorn", "websockets", "asyncio", message_rate.__name__, *_SHARED_VIEWS)
_WHOLE: Final = "uvicorn.access"
"""Whoever turns the access log on wants every request in it."""

_BELOW_LINKS: Final = re.compile(
    rf"(?i)({LINK_PATH}|{PREVIEW_PATH})[^?#\s\"']+?(/status\.json|/badge\.svg)?(?=[?#\s\"']|$)"
)
"""An address below those of shared links: it may have a token anywhere, percent-encoded or not."""

Sort = tuple[str, int, int]


class FewOfASort(logging.Filter):
    """Pass the first `most` lines of a kind each minute; the next minute's first says how many more came."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._most, self._clock = most, clock
        self._lock = Lock()
        self._seen: dict[Sort, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write the line. The last one says that more are left out, the next how many."""
        sort, now = (record.pathname, record.lineno, record.levelno), self._clock()
        with self._lock:
            began, count = self._seen.get(sort, (now, 0))
            left_out = 0
            if now - began >= SECONDS:
                left_out, began, count = max(0, count - self._most), now, 0
            count += 1
            self._seen[sort] = (began, count)
        if left_out:
            _add(record, f"({left_out} similar lines were left out before)")
        if count == self._most:
            _add(record, "(similar lines are left out for a minute)")
        return count <= self._most


class WithoutTokens(logging.Filter):
    """Replace the token of a shared link in every text of a line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the line in place; let every line pass."""
        record.msg = without_tokens(record.msg) if isinstance(record.msg, str) else record.msg
        if isinstance(record.args, tuple):  # uvicorn's formatter takes its line's arguments apart
            record.args = tuple(
                without_tokens(each) if isinstance(each, str) else each for each in record.args
            )
        return True


def without_tokens(text: str) -> str:
    """Return a text with "…" for the token in each address of a shared link."""
    return _BELOW_LINKS.sub(r"\1…\2", text)


def keep_tokens_out() -> None:
    """Keep tokens out of the lines of every logger of Streamlit and the server. Safe to call again."""
    for name in sorted(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        if _is_below(name, _BOUNDED) and not any(isinstance(each, WithoutTokens) for each in logger.filters):
            logger.addFilter(WithoutTokens())


def _is_below(name: str, parents: tuple[str, ...]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in parents)


def bound_what_anybody_can_cause() -> None:
    """Limit every logger that exists now. Safe to call again."""
    few = FewOfASort()
    for name in sorted(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        bounded = _is_below(name, _BOUNDED) and name != _WHOLE
        if bounded and not any(isinstance(each, FewOfASort) for each in logger.filters):
            logger.addFilter(few)


def _add(record: logging.LogRecord, note: str) -> None:
    record.msg, record.args = f"{record.getMessage().rstrip()} {note}", ()
