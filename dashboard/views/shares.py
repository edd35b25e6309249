"""Shares in words."""

from __future__ import annotations


def words(share: float) -> str:
    """Return a share, 0 to 1, as "94 %"; only all is "100 %", and only nothing "0 %"."""
    percent = round(share * 100)
    if percent == 0 and share > 0:
        return "under 1 %"
    return "over 99 %" if percent == 100 and share < 1 else f"{percent} %"  # noqa: PLR2004
