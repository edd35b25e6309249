"""What was made of a company's data: kept for all who read them with the same address and key.

Fifty people look at the same few merchants, again and again, and what they look at seldom changes. So an
answer that came before is the one object (`Kept.same`), and what was made of it stands (`Kept.get`): frames,
figures, the verdict. What decides who may see a company is part of where its things are kept, as in
`directory`; the newest companies stay, up to `MOST_COMPANIES` and `MOST_SYNCS`, and of each what was made of
the newest list of its syncs. What is kept outlives every session, so nothing in it may lead to a client and
its key.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from codat_client import SyncList
from codat_client.records import Record

T = TypeVar("T")

MOST_COMPANIES: Final = 64
MOST_SYNCS: Final = 200_000
"""Of all companies kept together; the newest stays whatever it has. Each sync costs about 0.5 kB, its part of
the frame and the figures as much again."""
MOST_OF_A_NAME: Final = 10
"""So many filters, orders or zones of one company are kept at once."""

_companies: OrderedDict[tuple[str, str], Kept] = OrderedDict()
_lock = threading.Lock()


class Kept:
    """What is kept of one company; made for several threads at once."""

    def __init__(self) -> None:
        self._answers: dict[str, Any] = {}
        self._made: dict[str, OrderedDict[Hashable, Any]] = {}
        self._lock = threading.Lock()

    @property
    def syncs(self) -> int:
        """How many syncs the company has, as last read."""
        return len(self.answer("syncs") or ())

    def answer(self, name: str) -> Any:
        """The newest answer of a read; None before one came."""
        return self._answers.get(name)

    def same(self, name: str, value: T) -> T:
        """Give the answer of this read that came before, if this one is the same to the byte; else this one.

        `name`: that of the read (`reads.READS`). With another list of syncs all that was made before goes.
        """
        with self._lock:
            before: T | None = self._answers.get(name)
            if before is not None and alike(before, value):
                return before
            self._answers[name] = value
            if name == "syncs":
                self._made = {}
            return value

    def get(self, name: str, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was made for this key, or what `make` makes now.

        Two threads may make it at once: then one of them counts. What is still being made while another list
        of syncs comes is given, not kept.
        """
        with self._lock:
            made = self._made.setdefault(name, OrderedDict())
            if key in made:
                made.move_to_end(key)
                value: T = made[key]
                return value
        value = make()
        with self._lock:
            made[key] = value
            while len(made) > MOST_OF_A_NAME:
                made.popitem(last=False)
        return value

    def newest(self, name: str) -> Any:
        """Give what was made or asked for last under a name; None if nothing was."""
        with self._lock:
            made = self._made.get(name)
            return made[next(reversed(made))] if made else None


class Same:
    """Stands for one object in a key: equal only to what stands for the very same one."""

    __slots__ = ("_of",)

    def __init__(self, of: object) -> None:
        self._of = of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self._of is other._of

    def __hash__(self) -> int:
        return id(self._of)


def of(identity: str, company_id: str) -> Kept:
    """Give what is kept of a company for an address and key (`Access.identity`)."""
    whose = (identity, company_id)
    with _lock:
        if whose not in _companies:
            _companies[whose] = Kept()
            _forget_the_oldest()
        _companies.move_to_end(whose)
        return _companies[whose]


def same(identity: str, company_id: str, name: str, value: T) -> T:
    """Give the answer of a company's read that came before, if this one is the same; see `Kept.same`."""
    answer = of(identity, company_id).same(name, value)
    with _lock:
        _forget_the_oldest()
    return answer


def _forget_the_oldest() -> None:
    while len(_companies) > MOST_COMPANIES or _too_many_syncs():
        _companies.popitem(last=False)


def _too_many_syncs() -> bool:
    return len(_companies) > 1 and sum(each.syncs for each in _companies.values()) > MOST_SYNCS


def alike(before: Any, now: Any) -> bool:
    """Whether two answers of one read are one object, or came as the same bytes."""
    if before is now:
        return True
    if type(before) is not type(now):
        return False
    if isinstance(now, SyncList):
        return bool(now.body) and before.body == now.body
    if isinstance(now, Record):
        return bool(now.raw) and before.raw == now.raw
    if isinstance(now, list):
        told = all(getattr(before, name, ()) == getattr(now, name, ()) for name in ("damaged", "cut_short"))
        return told and len(before) == len(now) and all(map(alike, before, now))
    return False
