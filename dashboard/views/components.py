"""The parts a page is made of, as HTML for st.html.

Plain text goes in for headlines, reasons, labels, words and headers, and is escaped here. What is named
`html` (cells of `facts`, `table` and `comparison`, a notice's body) is put in as it is: there foreign text
has gone through `foreign_text.html`, and links come from `dashboard.ui.links.anchor`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dashboard.foreign_text import attribute, html, one_line
from dashboard.views.cause_words import NO_ACTION
from dashboard.views.reader import texts_html
from dashboard.views.theme import FILLED, OUTCOMES, look_of

SHORT_ID = 8
CLIPPED_AFTER = 120
MAY_SCROLL_AFTER, LINES_OF_A_BOX = 400, 12


@dataclass(frozen=True)
class Answer:
    """The answer of a page, as text: mark (a status key), headline, reason, quoted words, next steps.

    Each step is (who, what). The page draws it with `answer` and `steps`.
    """

    mark: str
    headline: str
    reason: str
    said: str = ""
    steps: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Number:
    """A number under the answer: label, value, a small `rest`, a note. All text but `note_html`."""

    label: str
    value: str
    rest: str = ""
    note: str = ""
    note_html: str = ""


@dataclass(frozen=True)
class TableColumn:
    """A column of `table`: `end` aligns right, `wide_only` is hidden on a phone, `strong`: bold header."""

    label: str
    end: bool = False
    wide_only: bool = False
    strong: bool = False
    small: bool = False


@dataclass(frozen=True)
class Under:
    """A row of `table` that belongs to the one above it and takes the whole width, as HTML."""

    html: str


@dataclass(frozen=True)
class LogRow:
    """A line of `log`: when (in words), what, a muted addition, and a status key or "" for a muted ✓."""

    at: str
    what: str
    rest: str = ""
    status: str = ""


def mark(status: str) -> str:
    """Return the coloured mark of a status, hidden from screen readers: a word is always beside it."""
    look = look_of(status)
    glyph, letter = look.mark[:1], look.mark[1:]  # "▲?": the colour is too weak for a letter, so it is ink
    rest = f'<span class="d-c-ink">{html(letter)}</span>' if letter else ""
    return f'<span class="d-mark d-c-{look.token}" aria-hidden="true">{html(glyph)}{rest}</span>'


def status(key: str, word: str | None = None) -> str:
    """Return mark and word of a status; `word` (text) replaces its own word."""
    look = look_of(key)
    shown = html(look.word if word is None else word)
    return f'<span class="d-status">{mark(key)}{_coloured(shown, look.token if look.coloured else "")}</span>'


def answer(
    key: str, headline: str, reason: str = "", said: str = "", *, estimated: str = "", how: str = ""
) -> str:
    """Return a page's answer: mark, headline (h1), reason, and `said`, a muted line for quoted words.

    `key`: of the status whose mark is shown; "" shows none. `estimated`: words of the headline that get a
    dotted underline, with `how` on hover.
    """
    before, found, after = headline.partition(estimated) if estimated else (headline, "", "")
    marked = why(found, how) if found else ""
    lines = (
        f"<h1>{html(before)}{marked}{html(after)}</h1>"
        + _paragraph("d-reason", reason)
        + _paragraph("d-said", said)
    )
    body = f'<div class="d-bare">{lines}</div>' if not key else f"{mark(key)}<div>{lines}</div>"
    return f'<div class="d d-answer" role="group">{body}</div>'


def steps(todo: Sequence[tuple[str, str]], start_address: str = "") -> str:
    """Return the next steps, each (who, what); one alone gets no number, none reads "No action needed.".

    `start_address`: the form that the first step to start a sync links to; "" for a reader who may not.
    """
    shown = todo or [(NO_ACTION, "")]
    one = " d-one" if len(shown) == 1 else ""
    rows = "".join(
        f"<li><b>{html(who)}{':' if what else '.'}</b><span>{text_html}</span></li>"
        for (who, what), text_html in zip(shown, texts_html(shown, start_address), strict=True)
    )
    return f'<ol class="d d-steps{one}">{rows}</ol>'


def numbers(items: Sequence[Number]) -> str:
    """Return up to four numbers in a row between two rules (two by two on a phone)."""
    return f'<dl class="d d-numbers">{"".join(_number(item) for item in items)}</dl>'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Return pairs of (label, html) as a list of facts between rules."""
    body = "".join(f"<dt>{html(label)}</dt><dd>{value}</dd>" for label, value in rows)
    return f'<dl class="d d-facts">{body}</dl>'


def table(
    header: Sequence[str | TableColumn],
    rows: Iterable[Sequence[str] | Under],
    *,
    label: str = "",
    current: int | None = None,
) -> str:
    """Return a table, which scrolls sideways in its own box if it is too wide.

    `rows`: a cell of HTML for each column. `label`: for screen readers. `current`: index of the chosen row.
    """
    columns = [TableColumn(head) if isinstance(head, str) else head for head in header]
    head = "".join(
        f'<th scope="col"{_classes(column, head=True)}>{html(column.label)}</th>' for column in columns
    )
    body = "".join(_row(columns, cells, chosen=at == current) for at, cells in enumerate(rows))
    named = f' aria-label="{attribute(label)}"' if label else ""
    return (
        f'<div class="d d-scroll"><table class="d-table"{named}>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def comparison(titles: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]], *, rest: str = "") -> str:
    """Return syncs side by side: `titles` (text) head the columns, each row is (label, one html a column).

    Rows whose cells are all alike are muted if there are several. `rest`: muted text beside the only title.
    """
    beside = f' <span class="d-muted" style="font-weight:400">{html(rest)}</span>' if rest else ""
    even = ' style="width:45%"' if len(titles) > 1 else ""
    head = "".join(f'<th scope="col" class="d-head"{even}>{html(title)}{beside}</th>' for title in titles)
    body = "".join(_compared(label, list(cells)) for label, cells in rows)
    return (
        f'<div class="d d-scroll"><table class="d-table"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def log(lines: Iterable[LogRow]) -> str:
    """Return what happened as a list, in order: a mark or a muted ✓, the time, the event."""
    return f'<ol class="d d-log">{"".join(_log_line(line) for line in lines)}</ol>'


def notice(key: str, headline: str, body_html: str = "", said: str = "") -> str:
    """Return a notice: the mark of a status, a headline in bold, HTML after it, a muted line under it."""
    after = f" {body_html}" if body_html else ""
    return (
        f'<div class="d d-notice" role="status">{mark(key)}<div><p><b>{html(headline)}</b>{after}</p>'
        f"{_paragraph('d-small', said)}</div></div>"
    )


def notices(items: Iterable[tuple[str, str, str]]) -> str:
    """Return several notices as a list, each (status key, headline, HTML)."""
    rows = "".join(f'<div style="margin-bottom:8px">{notice(*item)}</div>' for item in items)
    return f'<div class="d">{rows}</div>'


def empty(why: str, what_to_do: str = "") -> str:
    """Return what is shown instead of an empty table: why it is empty, and what to do."""
    return f'<p class="d d-empty"><b>{html(why)}</b> {html(what_to_do)}</p>'


def stale(sentence: str) -> str:
    """Return the sentence above older data; the data are in a container keyed `stale_…`, which greys them."""
    return notice("late", sentence)


def title(text: str, rest: str = "", legend_html: str = "") -> str:
    """Return a block's title (h2) with a muted `rest` (text) after it, and a legend at its right end."""
    after = f" <span>{html(rest)}</span>" if rest else ""
    return f'<div class="d d-title"><h2>{html(text)}{after}</h2>{legend_html}</div>'


def legend(keys: Iterable[str] = OUTCOMES[:4], *, filled: bool = False) -> str:
    """Return the marks of statuses and of a day's corner with their words, for the right end of a title.

    `filled`: the figure has filled cells instead of the marks in `FILLED`, so the legend shows those.
    """
    cell = '<span class="d-mark d-key d-key-{}" aria-hidden="true"></span>'
    shown = {key: cell.format(kind) for key, kind in FILLED.items()} if filled else {}
    items = [(shown.get(key) or mark(key)) + html(look_of(key).word) for key in keys]
    items.append('<span class="d-mark d-corner" aria-hidden="true"></span>an earlier sync failed')
    return f'<span class="d-legend">{"".join(f"<span>{item}</span>" for item in items)}</span>'


def note(text: str) -> str:
    """Return a small muted line."""
    return f'<p class="d d-small">{html(text)}</p>'


def text(words: str) -> str:
    """Return plain words as a cell of `table` or a value of `facts`."""
    return html(words)


def folded(summary: str, body_html: str) -> str:
    """Return a line that opens to `body_html` with a click, or by keyboard."""
    return f'<details class="d d-basis"><summary>{html(summary)}</summary>{body_html}</details>'


def fold(title: str, rest_html: str, body_html: str, *, beside_html: str = "", opened: bool = False) -> str:
    """Return a block that opens from its title; `beside_html` is for what must work while it is closed."""
    line = f"<summary><h2>{html(title)}</h2>{rest_html}</summary>"
    block = f"<details{' open' * opened}>{line}<div>{body_html}</div></details>"
    return f'<div class="d d-fold">{block}{beside_html}</div>'


def points(items: Iterable[str]) -> str:
    """Return sentences (text) as a list."""
    return f'<ul class="d d-points">{"".join(f"<li>{html(item)}</li>" for item in items)}</ul>'


def quote(text: object) -> str:
    """Return foreign text as a quote, with its line ends; a long one scrolls in a box of its own."""
    shown = html(text)
    scrolls = len(shown) > MAY_SCROLL_AFTER or shown.count("\n") > LINES_OF_A_BOX
    focusable = ' tabindex="0"' if scrolls else ""  # so that the keyboard can scroll it
    return f'<div class="d-quote d-more d-text"{focusable}>{shown}</div>'


def clipped(text: object, most: int = CLIPPED_AFTER) -> str:
    """Return foreign text on one line; of a long one its first `most` characters, which open to the whole."""
    whole = str(text or "")
    if len(whole) <= most:
        return html(one_line(whole, most))
    title, cut = attribute(one_line(whole, 1000)), html(one_line(whole, most))
    begins = f'<span class="d-begins" title="{title}">{cut}</span>'
    less = '<span class="d-less">Less</span>'
    return f'<details class="d-clip"><summary>{begins}{less}</summary>{quote(whole)}</details>'


def why(text: str, explanation: str) -> str:
    """Return text with a dotted underline whose explanation shows on hover (and is read on focus)."""
    return f'<span class="d-why" tabindex="0" title="{attribute(explanation)}">{html(text)}</span>'


def short_id(whole: object, href: str = "", *, copy: bool = True) -> str:
    """Return an id as its first 8 characters, whole on hover, copied with a click; `href` makes a link."""
    text = str(whole or "")
    if not text:
        return '<span class="d-muted">none</span>'
    short = html(text if len(text) <= SHORT_ID else text[:SHORT_ID] + "…")
    shown = f'<a href="{attribute(href)}">{short}</a>' if href else short
    button = copy_button("Copy", text, f"Copy the id {text}") if copy else ""
    return f'<span class="d-id" title="{attribute(text)}">{shown}{button}</span>'


def whole_id(whole: object) -> str:
    """Return an id in full, in the code font, with its copy button."""
    text = str(whole or "")
    if not text:
        return '<span class="d-muted">none</span>'
    return f'<span class="d-code">{html(text)}</span>{copy_button("Copy", text, f"Copy the id {text}")}'


def copy_button(label: str, text: object, spoken: str = "", *, button: bool = False) -> str:
    """Return a button that the page's script copies `text` with; `button` gives it the look of a button."""
    said = f' aria-label="{attribute(spoken)}"' if spoken else ""
    return (
        f'<button type="button" class="{"d-button" if button else "d-copy"}" data-copy="{attribute(text)}"'
        f"{said}>{html(label)}</button>"
    )


def buttons(items: Iterable[str]) -> str:
    """Return copy buttons or links (HTML) side by side, aligned with the text of the answer above."""
    return f'<div class="d d-gutter"><div class="d-buttons">{"".join(items)}</div></div>'


def brand(href: str) -> str:
    """Return the product's name, a link to Home."""
    return f'<div class="d d-brand"><a href="{attribute(href)}">Sync desk</a></div>'


def bar_links(links_html: Iterable[str]) -> str:
    """Return the small links at the end of the bar: to the pages that belong to no company."""
    return f'<div class="d d-small d-bar-links">{"".join(links_html)}</div>'


def demo_tag() -> str:
    """Return the tag that every page carries when merchants and syncs are invented."""
    return '<div class="d"><span class="d-demo">Demo data</span></div>'


def line() -> str:
    """Return a horizontal rule across the page."""
    return '<div class="d d-line" role="presentation"></div>'


def second_bar(company_html: str, nav_html: str) -> str:
    """Return the bar under the first one: the company at its left end, its pages at the right one."""
    return f'<div class="d d-second-bar"><div>{company_html}</div>{nav_html}</div>'


def company(name: object, platforms: object) -> str:
    """Return the company's name and its platforms ("Square → Xero"), both foreign text."""
    return f'<div class="d d-company"><b>{html(name)}</b><span class="d-small">{html(platforms)}</span></div>'


def nav(items: Iterable[tuple[str, str, str]], label: str = "Pages of this company") -> str:
    """Return the pages of a company, or the views of a page, as links, each (label, href, current).

    `current`: "page" for the open page, "true" for the one it is part of, else "". `label`: as read aloud.
    """
    links = "".join(
        f'<a href="{attribute(href)}"{f" aria-current={current}" if current else ""}>{html(label)}</a>'
        for label, href, current in items
    )
    return f'<nav class="d d-nav" aria-label="{attribute(label)}">{links}</nav>'


def stack(*parts_html: str, gap: int = 12) -> str:
    """Return parts of a page below each other, `gap` px apart, as one element: each element is a message."""
    parts = "".join(f"<div>{part}</div>" for part in parts_html if part)
    return f'<div class="d-stack" style="gap:{gap}px">{parts}</div>'


def paper_line(text: str) -> str:
    """Return a line (text) that shows in print only."""
    return f'<p class="d d-small d-only-paper">{html(text)}</p>'


def _paragraph(name: str, text: str) -> str:
    return f'<p class="{name} d-text">{html(text)}</p>' if text else ""


def _coloured(shown: str, token: str) -> str:
    return f'<span class="d-c-{token}">{shown}</span>' if token else f"<span>{shown}</span>"


def _number(item: Number) -> str:
    rest = f" <span>{html(item.rest)}</span>" if item.rest else ""
    noted = item.note_html or html(item.note)
    return (
        f'<div><dt>{html(item.label)}</dt><dd class="d-big">{html(item.value)}{rest}</dd>'
        f'<dd class="d-note">{noted}</dd></div>'
    )


def _classes(column: TableColumn, *, head: bool = False) -> str:
    names = [("d-end", column.end), ("d-only-wide", column.wide_only)]
    names += [("d-head", column.strong)] if head else [("d-small", column.small)]
    chosen = " ".join(name for name, wanted in names if wanted)
    return f' class="{chosen}"' if chosen else ""


def _row(columns: Sequence[TableColumn], cells: Sequence[str] | Under, *, chosen: bool) -> str:
    if isinstance(cells, Under):
        return f'<tr class="d-under"><td colspan="{len(columns)}" class="d-small">{cells.html}</td></tr>'
    body = "".join(f"<td{_classes(column)}>{cell}</td>" for column, cell in zip(columns, cells, strict=True))
    return f"<tr{' aria-current=true' if chosen else ''}>{body}</tr>"


def _compared(label: str, cells: list[str]) -> str:
    same = len(cells) > 1 and len(set(cells)) == 1
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr{" class=d-same" if same else ""}><th scope="row">{html(label)}</th>{body}</tr>'


def _log_line(entry: LogRow) -> str:
    shown = mark(entry.status) if entry.status else '<span class="d-c-muted" aria-hidden="true">✓</span>'
    weight = "b" if entry.status == "running" else "span"
    rest = f' <span class="d-small">{html(entry.rest)}</span>' if entry.rest else ""
    what = f'<{weight} style="font-weight:{500 if weight == "b" else 400}">{html(entry.what)}</{weight}>'
    return f"<li><span>{shown}</span><time>{html(entry.at)}</time><span>{what}{rest}</span></li>"
