"""The roles, from the least to the most: who has one may do all that the ones before it may."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role; the value is its name for people, in settings and in the store."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    LEAD = "lead"

    @property
    def rank(self) -> int:
        """Its place in the order: 0 for a viewer."""
        return tuple(Role).index(self)

    def includes(self, other: Role) -> bool:
        """Return whether this role may do all that the other may."""
        return self.rank >= other.rank
