"""The stylesheet: tokens and figure rules from the palette, and the rules in the CSS files beside it.

Its selectors use only our own classes (`d-…`), Streamlit's documented `st-key-…` classes, `data-testid=stApp`
(white in print), `stMain` (lower while the hint of a first visit shows) and `stConnectionStatus` (hidden, as
dashboard/ui/assets/connection.js shows the status), plotly's class for a chart, and the inline styles of its
SVG. `light-dark()` follows Streamlit's theme without the server, since Streamlit sets `color-scheme` on the
app.

Containers with these keys get rules: `fig_<name>_wide` / `fig_<name>_narrow` (a figure for a wide or a narrow
window), `mode`, `page`, `bar`, `stale_<name>` (older data, greyed), `noprint_<name>`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from dashboard.views.theme import PALETTE

WIDE_FROM_PX: Final = 950
"""The width of the main column from which figures are drawn as for a wide window."""
_LEAST_WIDE_PX: Final = 900
_FILES = [
    Path(__file__).with_name(name)
    for name in ("parts.css", "history.css", "start.css", "share.css", "fleet.css")
]


@cache
def css() -> str:
    """Return the `<style>` element as HTML."""
    rules = "\n".join(file.read_text("utf-8") for file in _FILES)
    return f"<style>\n{_tokens()}\n{_figures()}\n{_widths()}\n{rules}\n</style>"


class Stylesheet:
    """The stylesheet as an object for `st.html`, which would take 0.5 ms a run to unindent it as text."""

    def _repr_html_(self) -> str:
        return css()


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


def _widths() -> str:
    """Keep a figure of the other width readable until the page has its own, and fit figures on paper.

    Paper is narrower than a wide window. A figure isn't drawn again for it but scaled down, by the factor
    that assets/browser.js sets when printing begins; the letters of a wide one are scaled less.
    """
    wide = '[class*="st-key-fig_"][class*="_wide"]'
    below = f"{wide}{{overflow-x:auto}}{wide}>*{{min-width:{_LEAST_WIDE_PX}px}}"
    any_width = '[class*="st-key-fig_"]'
    paper = f"{wide} .js-plotly-plot{{zoom:var(--paper,.5)}}"
    paper += f"{any_width} .js-plotly-plot{{zoom:var(--paper,1)}}{any_width} *{{overflow:visible!important}}"
    paper += f"{any_width} :has(.js-plotly-plot){{height:auto!important}}"
    paper += f"{wide} svg text{{font-size:calc(7.5px / var(--paper,.5))!important}}"
    return f"@media screen and (max-width:{WIDE_FROM_PX - 1}px){{{below}}}\n@media print{{{paper}}}"
