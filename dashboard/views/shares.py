"""Shares in words."""

from __future__ import annotations

from typing import Final

_ALL: Final = 100


def words(share: float) -> str:
    """Return a share, 0 to 1, as "94 %"; only all is "100 %", and only nothing "0 %"."""
    percent = round(share * _ALL)
    if percent == 0 and share > 0:
        return "under 1 %"
    return "over 99 %" if percent == _ALL and share < 1 else f"{percent} %"
