"""Secrets from files: `CODAT_API_KEY_FILE` names a file whose first line is the API key.

Files are read again each time, so a new secret takes effect at once, without a restart. Only the content
decides: times and sizes can miss a change, and a replaced link (as Kubernetes does it) has another target.

While a file is missing, empty or unreadable, its last secret is used for a minute, since editors and copy
commands empty or remove a file before they write it. After that, removing the file removes the secret. Only
what the same file held before is ever used, so never another account's key.
"""

from __future__ import annotations

import logging
import stat
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from dashboard.settings.setting import Declaration, SettingsError

log = logging.getLogger(__name__)

MOST_BYTES: Final = 16_384
REUSED_S: Final = 60.0
"""How many seconds the last secret of a file is used while the file can't be."""


class _Unusable(Exception):  # noqa: N818 - what is wrong with a file, as the rest of a sentence
    """A file has no usable secret. The message never contains its path: someone may set the key there."""


@dataclass
class _Known:
    """What a file held when it was last read, and whether it couldn't be read since."""

    secret: str
    read_at: float
    missed: bool = False


class SecretFiles:
    """The files with secrets that this process has read. Thread-safe. `clock`: seconds, never set back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._known: dict[str, _Known] = {}

    def resolved(self, environ: Mapping[str, str], secrets: Iterable[Declaration]) -> dict[str, str]:
        """Return the environment with each of these secrets itself instead of the name of its file.

        Raises SettingsError if a file can't be used, or if a secret is set in both ways.
        """
        found = dict(environ)
        for each in secrets:
            path = found.pop(each.file_name, "").strip()
            if not path:
                continue
            if found.get(each.name):
                raise SettingsError(f"{each.name} and {each.file_name} are both set. Remove one of them.")
            found[each.name] = self._secret(path, each)
        return found

    def _secret(self, path: str, declared: Declaration) -> str:
        with self._lock:
            known = self._known.get(path)
            if known is not None and declared.read_once:
                return known.secret
            try:
                secret = _first_line(path)
            except _Unusable as problem:
                return self._last(known, declared.file_name, str(problem))
            self._known[path] = _Known(secret, self._clock())
            return secret

    def _last(self, known: _Known | None, name: str, problem: str) -> str:
        """Return what a file held a moment ago. Raises SettingsError if that is too long ago."""
        sentence = f"The file that {name} names {problem} No restart is needed."
        if known is None or self._clock() - known.read_at > REUSED_S:
            raise SettingsError(sentence)
        if not known.missed:
            log.warning("%s Until then, its last content is used for up to %d s.", sentence, REUSED_S)
            known.missed = True
        return known.secret


def _first_line(path: str) -> str:
    """Return the first line of a file, without blanks around it. Raises _Unusable."""
    try:
        line = _read(path).decode("utf-8-sig").split("\n", 1)[0].strip()
    except UnicodeDecodeError:
        raise _Unusable("isn’t text. Put the secret alone in its first line.") from None
    if not line:
        raise _Unusable("has nothing in its first line. Put the secret there.")
    if not line.isprintable():
        raise _Unusable("has characters that a secret can’t contain. Put the secret alone in its first line.")
    return line


def _read(path: str) -> bytes:
    """Return the content of a regular file, small as secrets are. Raises _Unusable."""
    try:
        file_path = Path(path)
        if not stat.S_ISREG(file_path.stat().st_mode):  # reading a pipe could wait for ever
            raise _Unusable("isn’t a regular file. Name a regular file.")
        with file_path.open("rb", buffering=0) as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _Unusable("doesn’t exist. Put it there, or correct the setting.") from None
    except PermissionError:
        raise _Unusable("can’t be read by this user. Change its owner or its mode.") from None
    except (OSError, ValueError):
        raise _Unusable("can’t be read. Replace the file, or correct the setting.") from None
    if len(content) > MOST_BYTES:
        raise _Unusable(f"is larger than {MOST_BYTES:,} bytes. Put the secret alone in its first line.")
    return content


SECRET_FILES: Final = SecretFiles()
"""Those of this process."""
