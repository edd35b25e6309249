"""A status view as a picture for a chat or a ticket: SVG, and PNG made from it."""

from __future__ import annotations

from typing import Final

import resvg_py

_TWICE: Final = 2


def png_of(svg: str) -> bytes:
    """Return an SVG as PNG, twice as large for sharp screens."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, zoom=_TWICE, skip_system_fonts=True))
