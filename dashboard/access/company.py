"""Which companies a role covers: all, those with a tag, or those whose name matches a pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from types import MappingProxyType
from typing import Final

from dashboard.settings.role_map import RuleError, rule_parts

__all__ = [
    "ALL_COMPANIES",
    "CompanyIdentity",
    "CompanyLookup",
    "CompanyRule",
    "RuleError",
    "none_listed",
    "rule_from",
]

_NO_TAGS: Final[Mapping[str, str]] = MappingProxyType({})
_TAG, _NAME = "tag ", "name "


@dataclass(frozen=True)
class CompanyIdentity:
    """A company for a decision: its id in lower case, and its name and tags as Codat lists them."""

    id: str
    name: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: _NO_TAGS)


CompanyLookup = Callable[[str], CompanyIdentity | None]
"""Returns a company by its id, as Codat lists it; None if it isn't listed, or the list can't be read now."""


def none_listed(_company_id: str) -> None:
    """Find no company: the lookup for code without a list."""


@dataclass(frozen=True, slots=True)
class CompanyRule:
    """Which companies a role covers. `tag`: a key and its value; `name`: a pattern with `*` and `?`.

    Without either, all companies. Names match in any case, tags exactly.
    """

    tag: tuple[str, str] | None = None
    name: str = ""

    @property
    def everything(self) -> bool:
        """Whether it covers all companies."""
        return self.tag is None and not self.name

    def covers(self, company: CompanyIdentity | None) -> bool:
        """Return whether it covers a company; an unknown one only if it covers all."""
        if self.everything:
            return True
        if company is None:
            return False
        if self.tag is not None:
            return company.tags.get(self.tag[0]) == self.tag[1]
        return re.fullmatch(translate(self.name.casefold()), company.name.casefold()) is not None

    def __str__(self) -> str:
        """Return its text: "", "tag region=emea", "name Blue*". `rule_from` reads it."""
        if self.tag is not None:
            return f"{_TAG}{self.tag[0]}={self.tag[1]}"
        return f"{_NAME}{self.name}" if self.name else ""


ALL_COMPANIES: Final = CompanyRule()


def rule_from(text: str) -> CompanyRule:
    """Read the text of a rule. Raises RuleError with a sentence."""
    kind, key, value = rule_parts(text)
    if not kind:
        return ALL_COMPANIES
    return CompanyRule(tag=(key, value)) if kind == "tag" else CompanyRule(name=value)
