"""Read one setting's text as the type of its default."""

from __future__ import annotations

from typing import Any, Final

from dashboard.settings.setting import Declaration, SettingsError

_KNOWN: Final = {
    "1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False,
}  # fmt: skip


def value_of(about: Declaration, found: object, kind: type) -> Any:
    """Return the value that was found for a setting. Raises SettingsError."""
    text = str(found).strip()
    if kind is bool:
        return _yes_or_no(about.name, text)
    if kind is tuple:
        parts = (text if about.as_written else text.lower()).split(",")
        return tuple(part.strip() for part in parts if part.strip())
    if kind in (int, float):
        return _positive(about, text, kind)
    return text


def _yes_or_no(name: str, text: str) -> bool:
    if text.lower() not in _KNOWN:
        raise SettingsError(f"{name} is {text!r}. Set it to 1 (yes) or 0 (no), then restart.")
    return _KNOWN[text.lower()]


def _positive(about: Declaration, text: str, kind: type[int | float]) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = kind(-1)
    if not 0 < number <= about.most:
        least = "above 0, up to 1" if about.most == 1 else f"from 1 to {about.most:,}"
        raise SettingsError(f"{about.name} is {text!r}. Set it to a number {least}, then restart.")
    return number
