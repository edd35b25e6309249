"""Where dashboards and workers log to."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable


def log_our_own(*filters: logging.Filter, also: Iterable[str] = ()) -> None:
    """Log what we do, including each start of a sync, to standard error with times in UTC.

    `filters`: what changes or drops lines. `also`: loggers of others whose warnings matter.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s"))
    handler.formatter.converter = time.gmtime  # type: ignore[union-attr] # set the line before
    for each in filters:
        handler.addFilter(each)
    for name, level in {"dashboard": logging.INFO, **dict.fromkeys(also, logging.WARNING)}.items():
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.handlers = [handler]
        logger.propagate = False
