"""The answer to what stands in Find's box: a line, and the rows and sentences under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from codat_client import CodatError, Unauthorized
from dashboard.foreign_text import html
from dashboard.search.listing import ListedCompany
from dashboard.search.query import EmptyQuery, IdQuery, LinkQuery, LinkWithoutCompany, NameQuery, parse_query
from dashboard.ui import directory, links
from dashboard.ui.directory import Listing
from dashboard.ui.sync import sync_lookup
from dashboard.views import components
from dashboard.views.find import search_results
from dashboard.views.find.search_results import ResultRow

MOST_ROWS: Final = 30
MOST_FROM_A: Final = 12


@dataclass(frozen=True)
class SearchAnswer:
    """`line` (text) stands beside the list's age, `body` is html.

    `ask_again`: a look-up failed; `pending`: one is under way.
    """

    line: str
    body: str
    ask_again: bool = False
    pending: bool = False


@dataclass(frozen=True)
class SearchState:
    """What an answer is made from: the list, the companies opened lately, the day (UTC)."""

    listing: Listing
    lately: Sequence[str]
    today: date


def answer(typed: str, known: SearchState) -> SearchAnswer:
    """Return the answer to `typed`. It makes a call only for an id that may be a sync's."""
    match parse_query(typed):
        case EmptyQuery():
            return SearchAnswer(_line(known), _nothing_typed(known))
        case NameQuery(name, id_prefix):
            return _name(name, id_prefix, known)
        case LinkQuery(company_id, sync_id):
            return SearchAnswer(
                search_results.link_line(sync=bool(sync_id)), _link(company_id, sync_id, known)
            )
        case IdQuery(ids):
            return _ids(ids, known)
        case LinkWithoutCompany():
            return SearchAnswer(_line(known), search_results.no_company_in_link())


def only_goal(typed: str) -> str:
    """Return the address that `typed` names by itself: a link's goal, a listed company's id; else ""."""
    asked = parse_query(typed)
    if isinstance(asked, LinkQuery):
        company, sync = asked.company_id, asked.sync_id
        return links.href("sync", company=company, sync=sync) if sync else _address(company)
    ids = asked.ids if isinstance(asked, IdQuery) else ()
    return _address(ids[0]) if len(ids) == 1 and ids[0] in directory.held().by_id else ""


def sentence(error: CodatError) -> str:
    """Return the error's sentence, with Codat's correlation id where one came."""
    told = f" Codat’s correlation id: {error.correlation_id}." if error.correlation_id else ""
    return f"{error}{told}"


def _line(known: SearchState) -> str:
    listing = known.listing
    refused = isinstance(listing.error, Unauthorized)
    return search_results.list_line(len(listing.by_id), whole=listing.whole, refused=refused)


def _nothing_typed(known: SearchState) -> str:
    """Leave a place for the companies opened lately in this browser; without any, the list's first show."""
    listing = known.listing
    if listing.by_id:
        rows = _rows(listing.index.by_name(MOST_FROM_A))
        title = search_results.first_of(len(rows), len(listing.by_id))
        return search_results.lately(
            search_results.results(rows, known.today, title=title, enter=False) + search_results.instead()
        )
    if listing.whole:
        return components.empty("This account has no companies yet.", "They stand here once Codat has them.")
    return search_results.lately("")


def _name(name: str, id_prefix: str | None, known: SearchState) -> SearchAnswer:
    listing = known.listing
    hits = listing.index.search(name, id_prefix, MOST_ROWS)
    if not hits.total:
        none = search_results.not_found(name, len(listing.by_id), whole=listing.whole)
        return SearchAnswer(_line(known), none if listing.by_id or listing.whole else "")
    rows = [ResultRow(hit.company, _address(hit.company.company_id), hit.spans) for hit in hits.hits]
    line = search_results.matches(len(rows), hits.total, len(listing.by_id), name, whole=listing.whole)
    return SearchAnswer(
        line, search_results.results(rows, known.today) + search_results.namesakes(hits.namesakes)
    )


def _link(company_id: str, sync_id: str | None, known: SearchState) -> str:
    """Show what a link opens: its sync, its company. It works for a company outside the list too."""
    company = _company(company_id, known.listing)
    rows = [ResultRow(company, _address(company_id), label=company.name or _label("Company", company_id))]
    if sync_id:
        rows.insert(0, _sync_row(company, sync_id))
    outside = company_id not in known.listing.by_id
    return search_results.results(rows, known.today) + (
        search_results.outside(whole=known.listing.whole) if outside else ""
    )


def _ids(ids: Sequence[str], known: SearchState) -> SearchAnswer:
    by_id = known.listing.by_id
    companies = [by_id[each] for each in ids if each in by_id]
    lately = [each for each in known.lately if _is_id(each)]
    candidates = [company.company_id for company in companies] + lately
    looked_up = {each: sync_lookup.look_up(each, candidates) for each in ids if each not in by_id}
    rows = [
        _sync_row(_company(sync.company_id, known.listing), each)
        for each, sync in looked_up.items()
        if sync.company_id
    ]
    rows += _rows(companies)
    unknown = {each: sync for each, sync in looked_up.items() if not sync.company_id}
    rest = "".join(_unknown(each, sync, known, enter=len(ids) == 1) for each, sync in unknown.items())
    table = search_results.results(rows, known.today) if rows else ""
    pending = any(sync.pending for sync in unknown.values())
    line = _ids_line(ids, len(rows), sync=not companies, pending=pending)
    return SearchAnswer(line, table + rest, any(sync.unsettled for sync in looked_up.values()), pending)


def _ids_line(ids: Sequence[str], hits: int, *, sync: bool, pending: bool) -> str:
    """Return what was found; `sync`: the one that was found is a sync."""
    if len(ids) > 1:
        return search_results.ids_line(hits, len(ids), pending=pending)
    return search_results.id_line(sync=sync) if hits else search_results.unknown_id_line(pending=pending)


def _unknown(unknown: str, sync: sync_lookup.LoneSync, known: SearchState, *, enter: bool) -> str:
    if sync.pending:
        return search_results.looking_up(unknown)
    names = [_company(each, known.listing).name or search_results.short_id(each) for each in sync.not_of]
    whole = known.listing.whole
    told = search_results.unknown_id(unknown, _address(unknown), names, whole=whole, enter=enter)
    if sync.trouble is not None:
        headline = "It could not be looked up in every company opened lately."
        told += components.notice("late", headline, html(sentence(sync.trouble)))
    return told


def _rows(companies: Sequence[ListedCompany]) -> list[ResultRow]:
    return [ResultRow(company, _address(company.company_id)) for company in companies]


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


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
