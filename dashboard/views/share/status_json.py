"""A status view as JSON for people's own boards: the same content, under the names of `StatusView`."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from dashboard.views.share.status_view import StatusView, to_json

VERSION: Final = 1
"""Goes up when a field changes its meaning or is taken away; not when one is added."""


def status_json(view: StatusView) -> bytes:
    """Return the view as JSON. Parts and details that aren't shared are absent."""
    return msgspec.json.encode({"version": VERSION, **_present(to_json(view))})


def _present(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _shown(value) for name, value in values.items() if value not in (None, "", (), [])}


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return _present(value)
    return [_shown(each) for each in value] if isinstance(value, list | tuple) else value
