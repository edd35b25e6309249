"""A company's state as it is stored: JSON, read fast, since Home reads thousands at once."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, Final

import msgspec

from dashboard.insight.fleet.company_state import CompanyState
from dashboard.store.columns import storable

_TEXTS: Final = tuple(each.name for each in fields(CompanyState) if each.type == "str")
_decoder: Final = msgspec.json.Decoder(CompanyState)


def to_json(state: CompanyState) -> str:
    """Return a state as JSON. Characters that can't be stored become U+FFFD."""
    texts: dict[str, Any] = {name: storable(getattr(state, name)) for name in _TEXTS}
    return msgspec.json.encode(replace(state, **texts)).decode()


def from_json(text: str) -> CompanyState:
    """Return a stored state; fields that this version doesn't know are left out.

    Raises ValueError if it can't be one, as after an update that names a state this version doesn't know.
    """
    return _decoder.decode(text)
