"""How a setting is declared: its name, meaning, default, and where it may come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import Field, dataclass, field
from typing import Any, Final

MOST: Final = 1_000_000
_FILE: Final = "_FILE"


class SettingsError(ValueError):
    """A setting has an invalid value; the message says which one and what to do."""


@dataclass(frozen=True)
class Declaration:
    """What is known of a setting besides its type and default.

    `environment_only`: Streamlit's secrets aren't read for it. `secret`: never shown, and may come from the
    file that `file_name` names. `read_once`: that file is read once in the life of a process.
    `formerly`: an earlier name, which is still read.
    """

    name: str
    meaning: str
    secret: bool = False
    environment_only: bool = False
    read_once: bool = False
    formerly: str = ""
    most: float = MOST
    as_written: bool = False
    """A list keeps capital letters."""

    @property
    def file_name(self) -> str:
        """The setting that names a file with the secret; "" if this is no secret."""
        return f"{self.name}{_FILE}" if self.secret else ""

    @property
    def is_replaceable(self) -> bool:
        """Whether its value may change while the dashboard runs."""
        return self.secret and not self.read_once

    @property
    def variables(self) -> tuple[str, ...]:
        """The environment variables that this setting is read from."""
        return tuple(name for name in (self.name, self.file_name, self.formerly) if name)

    @property
    def in_secrets(self) -> tuple[str, ...]:
        """The keys under `[codat]` in Streamlit's secrets that this setting is read from."""
        names = () if self.environment_only else (self.name, self.formerly)
        return tuple(name.removeprefix("CODAT_").lower() for name in names if name)


def setting(name: str, meaning: str, default: Any, **about: Any) -> Any:
    """Return a dataclass field for a setting; `about` are further values of `Declaration`."""
    declared = Declaration(name, meaning, **about)
    return field(default=default, repr=not declared.secret, metadata={"about": declared})


def about_of(field: Field[Any]) -> Declaration:
    """Return what is known of the setting behind a dataclass field."""
    about: Declaration = field.metadata["about"]
    return about


def variables_of(fields: Iterable[Field[Any]]) -> tuple[str, ...]:
    """Return the environment variables of all these settings."""
    return tuple(name for each in fields for name in about_of(each).variables)
