"""How what Find found is drawn and worded: rows of companies, and the sentences round them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dashboard.foreign_text import attribute, html
from dashboard.search.listing import ListedCompany
from dashboard.views import components, times

MOST_LETTERS: Final = 120
FIRST: Final = "d-first"
"""The class of the link that Enter opens; the browser's script looks for it."""
NO_NAME: Final = "(no name)"
_FITS: Final = "font-weight:700;text-decoration:underline 2px;text-underline-offset:3px"
_PLAIN: Final = "font-weight:400"
_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class ResultRow:
    """A row of the answer: a company, the address it opens, the parts of its name that fit.

    `label` (text) stands in the place of the name, for a company or sync that has none here.
    """

    company: ListedCompany
    href: str
    spans: Spans = ()
    label: str = ""


def results(rows: Sequence[ResultRow], today: date, *, title: str = "", enter: bool = True) -> str:
    """Return the rows as a table; `title` heads the first column, `enter`: the first row opens with Enter."""
    columns = [
        components.TableColumn(title or "Company", strong=bool(title)),
        components.TableColumn("Platforms"),
        components.TableColumn("Created", wide_only=True),
        components.TableColumn("Company id", end=True, wide_only=True),
    ]
    cells = [_cells(row, today, first=enter and at == 0) for at, row in enumerate(rows)]
    return components.table(columns, cells, label=title or "Companies found")


def answers(typed: str, body: str) -> str:
    """Wrap the answer so that the browser's script can tell which text it answers."""
    return f'<div data-answers="{attribute(typed.strip())}">{body}</div>'


def marked(name: str, spans: Spans) -> str:
    """Return a name as html with the parts that fit in bold; a long one is cut."""
    shown = name if len(name) <= MOST_LETTERS else name[: MOST_LETTERS - 1] + "…"
    pieces, done = [], 0
    for start, end in spans:
        last = min(end, len(shown))
        if start < last:
            pieces += [html(shown[done:start]), f'<b style="{_FITS}">{html(shown[start:last])}</b>']
            done = last
    return "".join([*pieces, html(shown[done:])])


def namesakes(shared: Iterable[tuple[str, int]]) -> str:
    """Return a line for each name that several companies bear."""
    return "".join(
        _below(
            components.note(
                f"{_number(count).capitalize()} companies are named {_short(name)}: "
                "tell them apart by platform and date."
            )
        )
        for name, count in shared
    )


def matches(shown: int, total: int, among: int, typed: str, *, whole: bool) -> str:
    """Return how many were found: "5 of 1,204 companies match “bluebird”. Enter opens the first."."""
    verb = "matches" if total == 1 else "match"
    told = f"{total:,} of {_companies(among, whole=whole)} {verb} “{_short(typed)}”."
    best = f" The best {shown} are here." if shown < total else ""
    return f"{told}{best} Enter opens {'it' if total == 1 else 'the first'}."


def list_line(count: int, *, whole: bool, refused: bool = False) -> str:
    """Return what can be searched, and that typing needs no care. `refused`: Codat refuses the key."""
    if not count:
        return "" if whole or refused else "An id or a link opens a company even without the list."
    return f"{_companies(count, whole=whole)}. Capitals, accents and small slips don’t matter."


def link_line(*, sync: bool) -> str:
    """Return what a pasted link leads to."""
    return f"This link leads to a {'sync' if sync else 'company'}. Enter opens it."


def id_line(*, sync: bool) -> str:
    """Return whose id it is that was pasted."""
    return f"This is the id of a {'sync' if sync else 'company'}. Enter opens it."


def unknown_id_line(*, pending: bool) -> str:
    """Return what becomes of an id that no known company has."""
    return (
        "This id is being looked up."
        if pending
        else "This id is not known here. Enter opens it as a company."
    )


def ids_line(hits: int, asked: int, *, pending: bool) -> str:
    """Return how many of several ids are known."""
    if pending and not hits:
        return f"These {asked} ids are being looked up."
    if not hits:
        return f"None of these {asked} ids is known here. Enter opens nothing."
    return f"{hits} of {asked} ids {'is' if hits == 1 else 'are'} known. Enter opens the first found."


def first_of(shown: int, total: int) -> str:
    """Return the title of the companies that are shown before anything is typed."""
    return f"First {shown} of {total:,} by name" if shown < total else "Companies by name"


def progress(arrived: int, expected: int | None) -> str:
    """Return how far the reading is: "Reading the list: 600 of about 1,204"."""
    if not arrived:
        return "Reading the list"
    about = f" of about {expected:,}" if expected and expected > arrived else ""
    return f"Reading the list: {arrived:,}{about}"


def not_found(typed: str, among: int, *, whole: bool) -> str:
    """Return the sentence for a name that no company bears, and what to do."""
    told = f"None of {_companies(among, whole=whole)} is named like “{_short(typed)}”."
    return components.empty(
        told, "Try a shorter part of the name, or paste the company’s id or a link to it."
    )


def lately(otherwise: str) -> str:
    """Return the place where the browser's script lists what was opened lately, and what shows otherwise."""
    return f'<div data-recent></div><div class="d-unless-recent">{otherwise}</div>'


def instead() -> str:
    """Return the line under the companies that are shown while none was opened lately."""
    return _below(components.note("Once you have opened companies, those stand here."))


def no_company_in_link() -> str:
    """Return the sentence for a link that names no company, and what to do."""
    return components.empty(
        "This link names no company.",
        "A link that does has /company/… or /companies/… and an id in it. A name or an id works as well.",
    )


def outside(*, whole: bool) -> str:
    """Return the line for a link to a company that is not in the list."""
    why = "it may be new, or belong to another account" if whole else "the list is not read to its end"
    return _below(
        components.note(f"This company is not in the list: {why}. The link can be opened all the same.")
    )


def looking_up(unknown: str) -> str:
    """Return the line while an id is looked up as a sync's."""
    return _below(components.note(f"Looking up {unknown} in the companies opened lately."))


def unknown_id(unknown: str, href: str, lately: Sequence[str], *, whole: bool, enter: bool = False) -> str:
    """Return what can be said of an id that no known company has: both readings, each with its next step.

    `lately`: names of the companies in which it was looked up as a sync, in vain; `href` opens it as company,
    and so does Enter with `enter`.
    """
    css = f' class="{FIRST}"' if enter else ""
    link = f'<a href="{attribute(href)}"{css}>open it as a company</a>'
    so_far = "in the list" if whole else "read so far"
    looked = f"It is no sync of {_listed(lately)}, opened lately. " if lately else ""
    return _below(
        f'<div class="d"><p><b>No company {so_far} has the id {html(unknown)}.</b></p>'
        f"<p>If it is a company’s all the same, {link}.</p>"
        f"<p>If it is a sync’s: Codat finds a sync only together with its company. {html(looked)}"
        "Open the company first and paste the id again, or paste a link to the sync.</p></div>"
    )


def list_trouble(
    reason: str, known: int, arrived: int, expected: int | None, *, whole_of: str, who: str = ""
) -> str:
    """Return the notice that the list could not be read: why, and what can be searched all the same.

    `whole_of`: when the older, whole list was read, in words; "" when there is none. `who`: who can change
    the key that Codat does not accept (`who_changes`); no id and no link opens anything with that one.
    """
    if whole_of:
        said = f"You search the list read {whole_of}. {who}".strip()
        return components.notice("late", "The list of companies could not be read again.", html(reason), said)
    if known:
        about = f" of about {expected:,}" if expected and expected > arrived else ""
        headline = f"Only {known:,}{about} companies were read."
        return components.notice(
            "late", headline, html(reason), who or "The others can be opened by id or link."
        )
    said = who or "An id or a link still opens a company."
    return components.notice("late", "The list of companies could not be read.", html(reason), said)


def who_changes(*, typed_here: bool) -> str:
    """Return who can change a key that Codat does not accept. `typed_here`: it was given for this session."""
    if typed_here:
        return "Reload this page to give another key."
    return "Whoever runs this dashboard changes the key: set CODAT_API_KEY, then start it again."


def left_out(damaged: int, most: int | None, *, repeats: bool = False) -> str:
    """Return what is missing from the list: what could not be read, more than is kept, what never came."""
    told = []
    if damaged:
        told.append(
            f"{times.count(damaged, 'company', 'companies')} could not be read and can’t be found by name."
        )
    if most:
        told.append(f"Only the first {most:,} companies are searched.")
    if repeats:
        told.append("Codat kept resending the same companies, so some may be missing.")
    return components.note(" ".join(told)) if told else ""


def short_id(whole: str) -> str:
    """Return the first 8 characters of an id with "…"."""
    return whole if len(whole) <= components.SHORT_ID else whole[: components.SHORT_ID] + "…"


def _companies(count: int, *, whole: bool) -> str:
    return times.count(count, "company", "companies") + ("" if whole else " read so far")


def beside_list(text: str) -> str:
    """Return the progress that stands in the place of a button, and takes the room of one."""
    return f'<div style="min-height:37px;display:flex;align-items:center">{components.note(text)}</div>'


def _below(body: str) -> str:
    """Keep a distance to the table above."""
    return f'<div style="margin-top:12px">{body}</div>'


def _listed(names: Sequence[str]) -> str:
    shown = [_short(name or NO_NAME) for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


def _cells(row: ResultRow, today: date, *, first: bool) -> list[str]:
    company = row.company
    created = times.day(company.created, today) if company.created else ""
    unused = company.uses_commerce is False
    notes = ['<div class="d-small">– Sync for Commerce isn’t among its products</div>'] if unused else []
    if created:
        notes.append(f'<div class="d-small d-only-narrow">created {html(created)}</div>')
    return [
        _link(row, first=first, muted=unused),
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
    """Return the short id, whole on hover; a click on it copies it."""
    button = components.copy_button(short_id(company_id), company_id, f"Copy the id {company_id}")
    return f'<span class="d-id" title="{attribute(company_id)}">{button}</span>'


def _short(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
