"""How ROLE_MAP, and the rules for the companies that a role covers, are written."""

from __future__ import annotations

from typing import Final, NamedTuple

from dashboard.settings.setting import SettingsError

ROLE_NAMES: Final = ("viewer", "operator", "lead")
"""The roles, as `access.role.Role` names them."""
_HOW: Final = (
    "Write GROUP=ROLE, or GROUP=ROLE and a rule, separated by semicolons. "
    f"The roles are {', '.join(ROLE_NAMES)}."
)


class RuleError(ValueError):
    """A text is no rule; the message says what to write."""


class RuleParts(NamedTuple):
    """A rule: `kind` is "tag" with a key and its value, "name" with a pattern, or "" for all companies."""

    kind: str = ""
    key: str = ""
    value: str = ""


class MapPart(NamedTuple):
    """A part of ROLE_MAP: who has this group has this role, for the companies of the rule."""

    group: str
    role: str
    rule: str


def rule_parts(text: str) -> RuleParts:
    """Read a rule: "tag KEY=VALUE", "name PATTERN", or nothing. Raises RuleError with a sentence."""
    kind, _, rest = text.strip().partition(" ")
    key, equals, value = (part.strip() for part in rest.partition("="))
    if not kind:
        return RuleParts()
    if kind == "tag" and key and equals and value:
        return RuleParts(kind, key, value)
    if kind == "name" and rest.strip():
        return RuleParts(kind, "", rest.strip())
    raise RuleError(
        f"{text!r} isn’t a rule. Write “tag KEY=VALUE”, “name PATTERN”, or nothing for all companies."
    )


def map_parts(text: str) -> tuple[MapPart, ...]:
    """Read ROLE_MAP: `desk-leads=lead; emea=operator tag region=emea`. Raises SettingsError."""
    return tuple(_part(each.strip()) for each in text.split(";") if each.strip())


def _part(text: str) -> MapPart:
    group, _, wanted = (each.strip() for each in text.partition("="))
    role, _, rule = wanted.partition(" ")
    if not group or role not in ROLE_NAMES:
        raise SettingsError(f"ROLE_MAP has {text!r}. {_HOW}")
    try:
        rule_parts(rule)
    except RuleError as error:
        raise SettingsError(f"ROLE_MAP has {text!r}. {error}") from None
    return MapPart(group, role, rule)
