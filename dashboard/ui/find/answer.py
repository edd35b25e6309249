"""What Find shows for the text in its box: a line, and the rows and sentences under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from codat_client import CodatError, Unauthorized
from dashboard.foreign_text import html
from dashboard.search.listing import ListedCompany
from dashboard.search.query import EmptyQuery, IdQuery, LinkQuery, LinkWithoutCompany, NameQuery, parse_query
from dashboard.search.recent import RecentCompany
from dashboard.services.directory import Listing
from dashboard.ui import directory, links
from dashboard.ui.find import sync_lookup
from dashboard.views import components
from dashboard.views.find import recent_table, search_results
from dashboard.views.find.search_results import ResultRow, Spans
from dashboard.views.reads.read_errors import correlation

MAX_RESULTS: Final = 30
PAGE_ROWS: Final = 20
_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True)
class SearchAnswer:
    """`line` (text) is shown beside the list's age, `body` (html) under it.

    `ask_again`: a look-up failed, so offer another try; `pending`: one is still running.
    """

    line: str
    body: str
    ask_again: bool = False
    pending: bool = False


@dataclass(frozen=True)
class SearchState:
    """What an answer depends on besides the text.

    `opened`: ids of the companies opened in this session, the last one first. `skip`: how many rows of the
    whole list to skip. `zone`: the viewer's. `state_of`: a company's state by its id, as HTML, "" if unknown.
    """

    listing: Listing
    recents: Sequence[RecentCompany] = ()
    opened: Sequence[str] = ()
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    zone: ZoneInfo = _UTC
    skip: int = 0
    state_of: Callable[[str], str] = field(default=lambda _: "")

    @property
    def recent_ids(self) -> list[str]:
        """The ids of all companies opened recently, here or in this browser."""
        return list(dict.fromkeys([*self.opened, *(each.company_id for each in self.recents)]))


def answer(typed: str, state: SearchState) -> SearchAnswer:
    """Return the answer for `typed`. Only an id that may be a sync's costs HTTP calls."""
    match parse_query(typed):
        case EmptyQuery():
            return SearchAnswer(_line(state), _recents(state) + _all_companies(state))
        case NameQuery(name, id_prefix):
            return _name(name, id_prefix, state)
        case LinkQuery(company_id, sync_id):
            return SearchAnswer(
                search_results.link_line(sync=bool(sync_id)), _link(company_id, sync_id, state)
            )
        case IdQuery(ids):
            return _ids(ids, state)
        case LinkWithoutCompany():
            return SearchAnswer(_line(state), search_results.no_company_in_link())


def only_address(typed: str) -> str:
    """Return the only address that `typed` can mean: a link's, or a listed company's; else ""."""
    query = parse_query(typed)
    if isinstance(query, LinkQuery):
        company, sync = query.company_id, query.sync_id
        return links.href("sync", company=company, sync=sync) if sync else _address(company)
    ids = query.ids if isinstance(query, IdQuery) else ()
    return _address(ids[0]) if len(ids) == 1 and ids[0] in directory.companies() else ""


def sentence(error: CodatError) -> str:
    """Return the error's sentence, with Codat's correlation id if there is one."""
    return f"{error} {correlation(error)}".rstrip()


def _line(state: SearchState) -> str:
    listing = state.listing
    refused = isinstance(listing.error, Unauthorized)
    return search_results.list_line(len(listing.by_id), whole=listing.whole, refused=refused)


def _recents(state: SearchState) -> str:
    recents = state.recents
    return recent_table.place(recent_table.table(recents, _address, state.now, state.zone) if recents else "")


def recents_line(recents: Sequence[RecentCompany]) -> str:
    """Return the companies opened recently on one line."""
    return recent_table.line(recents, _address)


def _all_companies(state: SearchState) -> str:
    """List all companies by name, a page of them at a time."""
    listing = state.listing
    total = len(listing.by_id)
    if not total:
        return components.empty("This account has no companies yet.") if listing.whole else ""
    skip = state.skip if state.skip < total else 0
    rows = _rows(listing.index.by_name(PAGE_ROWS, skip), state)
    table = search_results.results(rows, title="All companies", enter=False)
    return table + search_results.pager(skip, len(rows), total, PAGE_ROWS, _page_address)


def _page_address(skip: int) -> str:
    return links.href("", rows=str(skip) if skip else None)


def _name(name: str, id_prefix: str | None, state: SearchState) -> SearchAnswer:
    listing = state.listing
    hits = listing.index.search(name, id_prefix, MAX_RESULTS)
    if not hits.total:
        none = search_results.not_found(name, len(listing.by_id), whole=listing.whole)
        return SearchAnswer(_line(state), none if listing.by_id or listing.whole else "")
    rows = [_company_row(hit.company, state, hit.spans) for hit in hits.hits]
    line = search_results.matches(len(rows), hits.total, len(listing.by_id), name, whole=listing.whole)
    return SearchAnswer(line, search_results.results(rows) + search_results.namesakes(hits.namesakes))


def _link(company_id: str, sync_id: str | None, state: SearchState) -> str:
    """Show what a link opens: its sync and its company, listed or not."""
    company = _company(company_id, state.listing)
    rows = [_company_row(company, state, label=company.name or _label("Company", company_id))]
    if sync_id:
        rows.insert(0, _sync_row(company, sync_id))
    outside = company_id not in state.listing.by_id
    return search_results.results(rows) + (
        search_results.outside(whole=state.listing.whole) if outside else ""
    )


def _ids(ids: Sequence[str], state: SearchState) -> SearchAnswer:
    by_id = state.listing.by_id
    companies = [by_id[each] for each in ids if each in by_id]
    candidates = [company.company_id for company in companies] + state.recent_ids
    looked_up = {each: sync_lookup.look_up(each, candidates) for each in ids if each not in by_id}
    rows = [
        _sync_row(_company(sync.company_id, state.listing), each)
        for each, sync in looked_up.items()
        if sync.company_id
    ]
    rows += _rows(companies, state)
    unknown = {each: sync for each, sync in looked_up.items() if not sync.company_id}
    rest = "".join(_unknown(each, sync, state, enter=len(ids) == 1) for each, sync in unknown.items())
    table = search_results.results(rows) if rows else ""
    pending = any(sync.pending for sync in unknown.values())
    line = _ids_line(ids, len(rows), sync=not companies, pending=pending)
    return SearchAnswer(line, table + rest, any(sync.unsettled for sync in looked_up.values()), pending)


def _ids_line(ids: Sequence[str], hits: int, *, sync: bool, pending: bool) -> str:
    """Return the line for one or several ids. `sync`: the one found is a sync."""
    if len(ids) > 1:
        return search_results.ids_line(hits, len(ids), pending=pending)
    return search_results.id_line(sync=sync) if hits else search_results.unknown_id_line(pending=pending)


def _unknown(unknown: str, sync: sync_lookup.SyncLookup, state: SearchState, *, enter: bool) -> str:
    if sync.pending:
        return search_results.looking_up(unknown)
    names = [_company(each, state.listing).name or search_results.short_id(each) for each in sync.not_of]
    whole = state.listing.whole
    text = search_results.unknown_id(unknown, _address(unknown), names, whole=whole, enter=enter)
    if sync.error is not None:
        headline = "Some recently opened companies couldn’t be checked."
        text += components.notice("late", headline, html(sentence(sync.error)))
    return text


def _rows(companies: Sequence[ListedCompany], state: SearchState) -> list[ResultRow]:
    return [_company_row(company, state) for company in companies]


def _company_row(company: ListedCompany, state: SearchState, spans: Spans = (), label: str = "") -> ResultRow:
    company_id = company.company_id
    return ResultRow(company, _address(company_id), spans, label, state.state_of(company_id))


def _sync_row(company: ListedCompany, sync_id: str) -> ResultRow:
    href = links.href("sync", company=company.company_id, sync=sync_id)
    name = company.name or _label("company", company.company_id)
    return ResultRow(company, href, label=f"{_label('Sync', sync_id)} of {name}")


def _company(company_id: str, listing: Listing) -> ListedCompany:
    return listing.by_id.get(company_id) or ListedCompany(company_id, "")


def _address(company_id: str) -> str:
    return links.href("company", company=company_id)


def _label(what: str, whole_id: str) -> str:
    return f"{what} {search_results.short_id(whole_id)}"
