"""Where dashboards and workers log to."""

from __future__ import annotations

import logging
import time


def log_our_own(*filters: logging.Filter) -> None:
    """Log what we do, including each start of a sync, to standard error with times in UTC.

    `filters`: what changes or drops lines.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s"))
    handler.formatter.converter = time.gmtime  # type: ignore[union-attr] # set the line before
    for each in filters:
        handler.addFilter(each)
    ours = logging.getLogger("dashboard")
    ours.setLevel(logging.INFO)
    ours.handlers = [handler]
    ours.propagate = False
