"""The one stylesheet: tokens and figure rules made from the palette, and the rules of the page's parts.

Hooks used: our own classes (`d-…`), Streamlit's documented `st-key-…` classes, `data-testid=stApp` once
(white paper in print) and `stConnectionStatus` once (hidden: dashboard/ui/assets/connection.js says it), and
the inline styles of plotly's SVG; nothing else. `light-dark()` follows
Streamlit's theme by itself, since Streamlit sets `color-scheme` on the app: the server need not know it.

Containers that have a meaning by their key: `fig_<name>_wide` / `fig_<name>_narrow` (one of the two shows, by
the width of the window), `fig_<name>` (a figure for every width), `mode`, `bar`, `second_bar`,
`stale_<name>` (greyed older data), `noprint_<name>`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from dashboard.views.looks import PALETTE

WIDE_FROM_PX: Final = 1100
_FILES = [Path(__file__).with_name(name) for name in ("parts.css", "history.css")]


@cache
def css() -> str:
    """Return the `<style>` element to hand to st.html once a run, before anything is drawn."""
    rules = "\n".join(file.read_text("utf-8") for file in _FILES)
    return f"<style>\n{_tokens()}\n{_figures()}\n{_pairs()}\n{rules}\n</style>"


def _tokens() -> str:
    both = "".join(f"--{name}:light-dark({c.light},{c.dark});" for name, c in PALETTE.items())
    paper = "".join(f"--{name}:{c.light};" for name, c in PALETTE.items())
    return f":root{{{both}}}\n@media print{{:root{{{paper}}}}}"


def _figures() -> str:
    """Map the light colours that figures are drawn in to the tokens, so that a theme switch needs no rerun.

    A figure coloured in Python keeps its colours until the next run when the system's theme changes.
    """
    return "\n".join(_mapping(name, colour.light) for name, colour in PALETTE.items())


def _mapping(name: str, colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    svg, rgb = '[class*="st-key-fig_"] svg', f"rgb({red}, {green}, {blue})"
    return "".join(
        f'{svg} [style*="{kind}: {rgb}"]{{{kind}:var(--{name})!important}}' for kind in ("fill", "stroke")
    )


def _figure_and_wrapper(kind: str) -> str:
    """Select the figures of a kind, and what Streamlit wraps round them: it would keep the gap of a block."""
    figure = f'[class*="st-key-fig_"][class*="_{kind}"]'
    return f"{figure},div:has(>{figure})"


def _pairs() -> str:
    """Show one figure of each wide/narrow pair, and the narrow one on paper.

    The other keeps a width and is only made invisible: with `display:none` plotly would draw it on 0 px, and
    paper would stay blank.
    """
    hide = "position:absolute!important;height:0!important;overflow:hidden!important;"
    hide += "visibility:hidden!important;"
    wide, narrow = (_figure_and_wrapper(kind) for kind in ("wide", "narrow"))
    above = f"@media screen and (min-width:{WIDE_FROM_PX}px){{{narrow}{{{hide}width:360px!important}}}}"
    below = f"@media screen and (max-width:{WIDE_FROM_PX - 1}px){{{wide}{{{hide}width:1200px!important}}}}"
    paper = f"@media print{{{wide}{{{hide}width:1200px!important}}{narrow}{{width:460px!important}}}}"
    return f"{above}\n{below}\n{paper}"
