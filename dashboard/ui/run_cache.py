"""A cache for one run of the script, for what doesn't change during it.

The settings, the account and the address are looked up dozens of times a run, by independent functions. Each
lookup in Streamlit's state takes a lock and some twenty calls.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_KNOWN: ContextVar[dict[Hashable, Any] | None] = ContextVar("known_in_this_run", default=None)


@contextmanager
def one_run() -> Iterator[None]:
    """Cache the results of functions with `once_a_run` until the block ends; outside it nothing is cached.

    Callbacks, which change what is looked up, run before the script, so outside the block.
    """
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def once_a_run(function: Callable[P, T]) -> Callable[P, T]:
    """Return the function, called only once a run for the same positional arguments."""

    @wraps(function)
    def known(*args: P.args, **kwargs: P.kwargs) -> T:
        results = _KNOWN.get()
        if results is None:
            return function(*args, **kwargs)
        key = (function, args)
        if key not in results:
            results[key] = function(*args, **kwargs)
        found: T = results[key]
        return found

    return known
