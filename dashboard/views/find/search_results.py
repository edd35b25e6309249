"""Find's results: rows of companies, and the sentences around them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.foreign_text import attribute, html
from dashboard.search.listing import ListedCompany
from dashboard.views import components, times

MOST_LETTERS: Final = 120
FIRST: Final = "d-first"
"""The class of the link that Enter opens (assets/focus.js)."""
NO_NAME: Final = "(no name)"
_FITS: Final = "font-weight:700;text-decoration:underline 2px;text-underline-offset:3px"
_PLAIN: Final = "font-weight:400"
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class ResultRow:
    """A row of results: a company, the address it opens, the spans of its name that match.

    `label` (text) replaces the name, for a sync or an unlisted company. `state_html`: the company's.
    """

    company: ListedCompany
    href: str
    spans: Spans = ()
    label: str = ""
    state_html: str = ""


def results(rows: Sequence[ResultRow], *, title: str = "", enter: bool = True) -> str:
    """Return the rows as a table. `title`: the first column's header; `enter`: Enter opens the first row."""
    with_state = any(row.state_html for row in rows)
    columns = [
        components.TableColumn(title or "Company", strong=bool(title)),
        *([components.TableColumn("State")] if with_state else []),
        components.TableColumn("Platforms"),
        components.TableColumn("Created", wide_only=True),
        components.TableColumn("Company id", end=True, wide_only=True),
    ]
    cells = [_cells(row, first=enter and at == 0, with_state=with_state) for at, row in enumerate(rows)]
    return components.table(columns, cells, label=title or "Companies found")


def answers(typed: str, body: str) -> str:
    """Mark the results with the text they are for, so that the script knows when they are current."""
    return f'<div data-answers="{attribute(typed.strip())}">{body}</div>'


def marked(name: str, spans: Spans) -> str:
    """Return a name as html with the matching spans in bold; a long name is cut."""
    shown = name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"
    pieces, done = [], 0
    for start, end in spans:
        last = min(end, len(shown))
        if start < last:
            pieces += [html(shown[done:start]), f'<b style="{_FITS}">{html(shown[start:last])}</b>']
            done = last
    return "".join([*pieces, html(shown[done:])])


def namesakes(shared: Iterable[tuple[str, int]]) -> str:
    """Return a line for each name that several companies share."""
    return "".join(
        _below(
            components.note(
                f"{_number(count).capitalize()} companies are called {_short(name)}. "
                "Compare platform and date."
            )
        )
        for name, count in shared
    )


def matches(shown: int, total: int, among: int, typed: str, *, whole: bool) -> str:
    """Return the number of matches: "5 of 1,204 companies match “bluebird”. Enter opens the first."."""
    verb = "matches" if total == 1 else "match"
    text = f"{total:,} of {_companies(among, whole=whole)} {verb} “{_short(typed)}”."
    best = f" The best {shown} are shown." if shown < total else ""
    return f"{text}{best} Enter opens {'it' if total == 1 else 'the first'}."


def list_line(count: int, *, whole: bool, refused: bool = False) -> str:
    """Return what can be searched, and how loosely. `refused`: Codat rejected the API key."""
    if not count:
        return "" if whole or refused else "You can still open a company by id or link."
    return f"{_companies(count, whole=whole)}. Case, accents and small typos don’t matter."


def link_line(*, sync: bool) -> str:
    """Return what a pasted link points to."""
    return f"This link points to a {'sync' if sync else 'company'}. Enter opens it."


def id_line(*, sync: bool) -> str:
    """Return what the pasted id belongs to."""
    return f"This is a {'sync' if sync else 'company'}’s id. Enter opens it."


def unknown_id_line(*, pending: bool) -> str:
    """Return the line for an id that no listed company has."""
    return "Looking up this id." if pending else "This id isn’t in the list. Enter opens it as a company."


def ids_line(hits: int, asked: int, *, pending: bool) -> str:
    """Return how many of several ids are known."""
    if pending and not hits:
        return f"Looking up these {asked} ids."
    if not hits:
        return f"None of these {asked} ids is known. Enter does nothing."
    return f"{hits} of {asked} ids {'is' if hits == 1 else 'are'} known. Enter opens the first."


def pager(skipped: int, shown: int, total: int, step: int, href: Callable[[int], str]) -> str:
    """Return "21–40 of 59" with links to other rows. `href`: the address that skips so many rows."""
    if shown >= total:
        return ""
    after = skipped + shown
    steps = []
    if skipped:
        steps.append((f"Previous {step}", max(0, skipped - step)))
    if after < total:
        steps.append((f"Next {min(step, total - after)}", after))
    links = "".join(f'<a href="{attribute(href(skip))}">{label}</a>' for label, skip in steps)
    where = f"<span>{skipped + 1:,}–{after:,} of {total:,}</span>"
    return f'<nav class="d d-small d-pager" aria-label="All companies">{where}{links}</nav>'


def progress(arrived: int, expected: int | None) -> str:
    """Return the progress: "Loading companies: 600 of about 1,204"."""
    if not arrived:
        return "Loading companies"
    about = f" of about {expected:,}" if expected and expected > arrived else ""
    return f"Loading companies: {arrived:,}{about}"


def not_found(typed: str, among: int, *, whole: bool) -> str:
    """Return the sentence for a name that no company matches, and what to do."""
    so_far = "" if whole else f" so far ({_companies(among, whole=True)})"
    return components.empty(
        f"No company matches “{_short(typed)}”{so_far}.",
        "Try a shorter part of the name, or paste the company’s id or a link to it.",
    )


def no_company_in_link() -> str:
    """Return the sentence for a link without a company, and what to do."""
    return components.empty(
        "This link has no company in it.",
        "It needs /company/… or /companies/… followed by an id. A name or an id works too.",
    )


def outside(*, whole: bool) -> str:
    """Return the line for a link to an unlisted company."""
    why = "It may be new, or belong to another account." if whole else "The list isn’t complete."
    return _below(components.note(f"This company isn’t in the list. {why} You can still open it."))


def looking_up(unknown: str) -> str:
    """Return the line while an id is looked up as a sync's."""
    return _below(components.note(f"Looking up {unknown} in recently opened companies."))


def unknown_id(unknown: str, href: str, not_of: Sequence[str], *, whole: bool, enter: bool = False) -> str:
    """Return what an unknown id may be, a company's or a sync's, each with its next step.

    `not_of`: names of the companies that have no such sync. `href` opens it as a company; with `enter` the
    Enter key does too.
    """
    css = f' class="{FIRST}"' if enter else ""
    link = f'<a href="{attribute(href)}"{css}>open it</a>'
    so_far = "in the list" if whole else "loaded so far"
    looked = f"It isn’t a sync of {_listed(not_of)}. " if not_of else ""
    return _below(
        f'<div class="d"><p><b>No company {so_far} has the id {html(unknown)}.</b></p>'
        f"<p>If it’s a company’s id, {link}.</p>"
        f"<p>If it’s a sync’s id: {html(looked)}Codat needs the company to find a sync. "
        "Open the company first, then paste the id again.</p></div>"
    )


def list_problem(
    reason: str, known: int, arrived: int, expected: int | None, *, whole_of: str, who: str = ""
) -> str:
    """Return the notice that the list couldn't be loaded: why, and what can still be searched.

    `whole_of`: the age of the older, complete list, in words, or "". `who`: who can change the API key that
    Codat rejected (`who_changes`); with such a key nothing opens.
    """
    if whole_of:
        said = f"You’re searching the list from {whole_of}. {who}".strip()
        return components.notice("late", "The company list couldn’t be reloaded.", html(reason), said)
    if known:
        about = f" of about {expected:,}" if expected and expected > arrived else ""
        headline = f"Only {known:,}{about} companies were loaded."
        return components.notice("late", headline, html(reason), who or "Open the others by id or link.")
    said = who or "You can still open a company by id or link."
    return components.notice("late", "The company list couldn’t be loaded.", html(reason), said)


def who_changes(*, typed_here: bool) -> str:
    """Return who can change the rejected API key. `typed_here`: it was entered for this session."""
    if typed_here:
        return "No company opens with this key."
    return "Ask whoever runs this dashboard to set another CODAT_API_KEY and restart it."


def left_out(damaged: int, most: int | None, *, repeats: bool = False) -> str:
    """Return what is missing from the list: damaged records, those over the limit, those never sent."""
    parts = []
    if damaged:
        parts.append(
            f"{times.count(damaged, 'company', 'companies')} couldn’t be read and can’t be found by name."
        )
    if most:
        parts.append(f"Only the first {most:,} companies are searched.")
    if repeats:
        parts.append("Codat kept sending the same companies, so some may be missing.")
    return components.note(" ".join(parts)) if parts else ""


def short_id(whole: str) -> str:
    """Return the first 8 characters of an id with "…"."""
    return whole if len(whole) <= components.SHORT_ID else whole[: components.SHORT_ID] + "…"


def _companies(count: int, *, whole: bool) -> str:
    return times.count(count, "company", "companies") + ("" if whole else " loaded so far")


def beside_list(text: str) -> str:
    """Return the progress as HTML, as high as the button it replaces."""
    return f'<div style="min-height:37px;display:flex;align-items:center">{components.note(text)}</div>'


def _below(body: str) -> str:
    """Add space above."""
    return f'<div style="margin-top:12px">{body}</div>'


def _listed(names: Sequence[str]) -> str:
    shown = [_short(name or NO_NAME) for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _cells(row: ResultRow, *, first: bool, with_state: bool) -> list[str]:
    company = row.company
    created = times.day_in_full(company.created) if company.created else ""
    unused = company.uses_commerce is False
    notes = ['<div class="d-small">– Sync for Commerce isn’t enabled</div>'] if unused else []
    narrow = " · ".join([f"created {created}"] * bool(created) + [short_id(company.company_id)])
    notes.append(f'<div class="d-small d-only-narrow">{html(narrow)}</div>')
    return [
        _link(row, first=first, muted=unused),
        *([row.state_html] if with_state else []),
        html(company.platforms) + "".join(notes),
        f'<span class="d-small" style="white-space:nowrap">{html(created)}</span>',
        _id(company.company_id),
    ]


def _link(row: ResultRow, *, first: bool, muted: bool) -> str:
    shown = html(row.label) if row.label else marked(row.company.name or NO_NAME, row.spans)
    css = f' class="{FIRST}"' if first else ""
    anchor = f'<a href="{attribute(row.href)}"{css} style="{_PLAIN}">{shown}</a>'
    return f'<span class="d-muted">{anchor}</span>' if muted else anchor


def _id(company_id: str) -> str:
    """Return the short id, whole on hover, copied with a click."""
    button = components.copy_button(short_id(company_id), company_id, f"Copy the id {company_id}")
    return f'<span class="d-id" title="{attribute(company_id)}">{button}</span>'


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
