"""A day of the plan as an SVG for light and dark: requests a minute by reason, and the oldest reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT, GAP, LEFT, TOP = 760, 150, 56, 60, 28
COLOURS = {
    "asked": ("#1D66CB", "#5C93FB"),
    "troubled": ("#A32A14", "#F0603A"),
    "due": ("#0E6150", "#35DE92"),
    "unread": ("#8A86A6", "#999BC1"),
    "healthy": ("#68998F", "#1F7A55"),
}
AGES = ("troubled", "due")
WORDS = {"troubled": "with a problem", "due": "just due", "unread": "never read"}
INK, MUTED, PAGE = ("#17212B", "#DDE4EA"), ("#55616D", "#9AA7B3"), ("#FFFFFF", "#0F1419")


def drawn(rates: Mapping[str, Sequence[float]], ages: Sequence[tuple[float, float]]) -> str:
    """Return the figure. `rates`: requests a minute by reason, step by step; `ages`: minutes, as `AGES`."""
    shown = {reason: values for reason, values in rates.items() if any(values)}
    height = 2 * (TOP + HEIGHT) + GAP
    parts = [
        _style(),
        f'<rect class="page" width="{WIDTH + LEFT + 20}" height="{height}"/>',
        _stacked(shown, TOP),
        _lines(ages, TOP + HEIGHT + GAP),
    ]
    size = f'viewBox="0 0 {WIDTH + LEFT + 20} {height}"'
    title = "Requests a minute by reason, and the age of the oldest read, over a day"
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}">\n{body}\n</svg>\n'
    )


def _style() -> str:
    light, dark = (
        "".join(
            f".{name}{{fill:{pair[at]};stroke:none}}.l-{name}{{stroke:{pair[at]};fill:none;stroke-width:2}}"
            for name, pair in COLOURS.items()
        )
        + f".page{{fill:{PAGE[at]}}}text{{fill:{MUTED[at]}}}.ink{{fill:{INK[at]}}}"
        + f".rule{{stroke:{MUTED[at]};stroke-opacity:.35}}"
        for at in (0, 1)
    )
    return (
        f"<style>text{{font:12px Inter,system-ui,sans-serif}}.ink{{font-weight:600}}{light}"
        f"@media(prefers-color-scheme:dark){{{dark}}}</style>"
    )


def _stacked(rates: Mapping[str, Sequence[float]], top: float) -> str:
    steps = len(next(iter(rates.values()), []))
    most = max((sum(values[at] for values in rates.values()) for at in range(steps)), default=0) or 1
    parts, base = [_frame("Requests a minute", f"{most:,.0f}", list(rates), top)], [0.0] * steps
    for reason, values in rates.items():
        upper = [low + value for low, value in zip(base, values, strict=True)]
        points = [*_points(upper, most, top), *reversed(_points(base, most, top))]
        parts.append(f'<polygon class="{escape(reason)}" points="{" ".join(points)}"/>')
        base = upper
    return "\n".join(parts)


def _lines(ages: Sequence[tuple[float, float]], top: float) -> str:
    most = max((max(each) for each in ages), default=0) or 1
    parts = [_frame("Oldest read: red with a problem, green all others", f"{most / 60:,.0f} h", [], top)]
    for at, name in enumerate(AGES):
        points = " ".join(_points([each[at] for each in ages], most, top))
        parts.append(f'<polyline class="l-{name}" points="{points}"/>')
    return "\n".join(parts)


def _points(values: Sequence[float], most: float, top: float) -> list[str]:
    last = max(1, len(values) - 1)
    return [
        f"{LEFT + WIDTH * at / last:.1f},{top + HEIGHT * (1 - value / most):.1f}"
        for at, value in enumerate(values)
    ]


def _frame(title: str, most: str, keys: Sequence[str], top: float) -> str:
    """Return a panel's title with its keys, its two lines, and the hours under it."""
    parts = [f'<text class="ink" x="{LEFT}" y="{top - 10}">{escape(title)}</text>']
    for at, key in enumerate(keys):
        x = LEFT + 180 + at * 120
        parts.append(f'<rect class="{key}" x="{x}" y="{top - 19}" width="10" height="10"/>')
        parts.append(f'<text x="{x + 14}" y="{top - 10}">{escape(WORDS.get(key, key))}</text>')
    for y, label in ((top, most), (top + HEIGHT, "0")):
        parts.append(f'<line class="rule" x1="{LEFT}" x2="{LEFT + WIDTH}" y1="{y}" y2="{y}"/>')
        parts.append(f'<text text-anchor="end" x="{LEFT - 8}" y="{y + 4}">{label}</text>')
    for hour in range(0, 25, 6):
        middle = LEFT + WIDTH * hour / 24
        parts.append(f'<text text-anchor="middle" x="{middle}" y="{top + HEIGHT + 16}">{hour:02}:00</text>')
    return "\n".join(parts)
