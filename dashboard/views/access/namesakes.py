"""What distinguishes people with the same name: they can choose their names at many providers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Final

from dashboard.access.people import KnownPerson
from dashboard.foreign_text import one_line, seen
from dashboard.settings.people import is_identity

_MOST_WORDS: Final = 60


class Namesakes:
    """Everyone who has signed in. `read`: returns them, when a name is first asked for."""

    def __init__(self, read: Callable[[], Iterable[KnownPerson]] = tuple) -> None:
        self._read = read

    def beside(self, name: str, identity: str) -> str:
        """Return what to show beside a recorded name: "" where only this person has it; foreign text.

        Else the address, or the id at the provider. A name with an address in it looks like both.
        """
        if not identity:
            return ""
        known = self._known.get(identity)
        owners = self._owners.get(_folded(name), set())
        is_theirs = known is None or _folded(known.name) == _folded(name)
        address = known.address if known else ""
        if owners <= {identity} and is_theirs and ("@" not in name or name == address):
            return ""
        return one_line(address or identity.rpartition(" ")[2], _MOST_WORDS)

    def words(self, value: str) -> str:
        """Return a person of a filter in words: by identity, or a name given without sign-in."""
        known = self._known.get(value)
        if known is None:
            return one_line(value.rpartition(" ")[2] if is_identity(value) else value, _MOST_WORDS)
        name, beside = one_line(known.name, _MOST_WORDS), self.beside(known.name, value)
        if not seen(known.name):
            return one_line(known.address or value.rpartition(" ")[2], _MOST_WORDS)
        return f"{name} ({beside})" if beside else name

    @cached_property
    def _known(self) -> dict[str, KnownPerson]:
        return {each.identity: each for each in self._read()}

    @cached_property
    def _owners(self) -> dict[str, set[str]]:
        """The identities of everyone with a name."""
        owners: dict[str, set[str]] = {}
        for each in self._known.values():
            owners.setdefault(_folded(each.name), set()).add(each.identity)
        return owners


NOBODY: Final = Namesakes()
"""Where no one signs in."""


def _folded(name: str) -> str:
    return one_line(name).casefold()
