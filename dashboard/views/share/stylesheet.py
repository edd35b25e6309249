"""The one stylesheet of shared pages, and the colours of their figures."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from dashboard.views.theme import PALETTE, light

TEMPLATES: Final = Path(__file__).with_name("templates")
_SURFACES: Final = ("page", "ink", "muted", "rule", "border")
_MARKS: Final = ("ok", "failed", "running", "late", "off", "unknown", "skipped", "dot")
_PAGE_NUMBER: Final = '"Page " counter(page) " of " counter(pages)'
_PLAIN_LETTER: Final = re.compile(r"[A-Za-z0-9 ]")


@cache
def stylesheet() -> str:
    """Return the stylesheet: tokens in light and dark, light on paper, and the rules."""
    light_tokens, dark_tokens = _tokens(dark=False), _tokens(dark=True)
    rules = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    classes = "".join(
        f".f-{token}{{fill:var(--{token})}}.s-{token}{{stroke:var(--{token})}}" for token in _MARKS
    )
    return (
        f":root{{{light_tokens};color-scheme:light dark}}"
        f"@media(prefers-color-scheme:dark){{:root{{{dark_tokens}}}}}"
        f"@media print{{:root{{{light_tokens};color-scheme:light}}}}"
        f"{classes}{rules.replace(chr(10), '')}"
        f"@page{{{_margin_box('bottom-right', _PAGE_NUMBER)}}}"
    )


def paper_stylesheet(top_left: str, top_right: str, bottom_left: str) -> str:
    """Return the same with a header and a footer on each printed page. The texts may be foreign."""
    boxes = (("top-left", top_left), ("top-right", top_right), ("bottom-left", bottom_left))
    running = "".join(_margin_box(box, css_string(text)) for box, text in boxes)
    return f"{stylesheet()}@page{{{running}}}"


def css_string(text: str) -> str:
    """Return a text as a CSS string in which everything but letters and digits is an escape."""
    escaped = (char if _PLAIN_LETTER.match(char) else f"\\{ord(char):x} " for char in text)
    return f'"{"".join(escaped)}"'


def fill_class(token: str) -> str:
    """Return the attribute that fills a mark in a page, where a colour follows the theme."""
    return f'class="f-{token}"'


def stroke_class(token: str) -> str:
    """Return the attribute that strokes a mark in a page."""
    return f'class="s-{token}"'


def fill_colour(token: str) -> str:
    """Return the attribute that fills a mark in a picture, which is always light."""
    return f'fill="{light(token)}"'


def stroke_colour(token: str) -> str:
    """Return the attribute that strokes a mark in a picture."""
    return f'stroke="{light(token)}"'


def _margin_box(box: str, content: str) -> str:
    """Return the rule of a box in the margin of each printed page, where no variable is known."""
    return f"@{box}{{content:{content};font:11px system-ui,sans-serif;color:{light('muted')}}}"


def _tokens(*, dark: bool) -> str:
    values = ((each, PALETTE[each]) for each in (*_SURFACES, *_MARKS))
    return ";".join(f"--{token}:{colour.dark if dark else colour.light}" for token, colour in values)
