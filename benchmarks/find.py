"""Find over 10,000 companies: from the typed text on the server to the rows ready to be sent.

What is timed is the answer as the page makes it (dashboard.ui.find.answer), for texts as people type them,
letter by letter, with and without typos.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import UTC, datetime

from codat_client import Company
from dashboard.search.index import NameIndex
from dashboard.search.listing import ListedCompany, listed
from dashboard.services.directory import Listing
from dashboard.ui.find import answer
from dashboard.ui.find.answer import SearchState

TYPED = (
    "bluebird coffee",
    "harbor street",
    "cafe lumiere",
    "corner dely",
    "nordtor bäckerei",
    "willow gifts",
)
WORDS = """
Bluebird Harbour Corner Willow Copper Station Saffron Orchard Granite Meadow Lantern Juniper Magpie
Street Lane Hill Yard Row Gate Cove Mill Wharf Bridge Square Garden Field
Coffee Books Deli Gifts Bakery Cycles Pantry Records Florist Optics Ceramics Tailors Furniture
"""
FIRST, SECOND, KIND = (line.split() for line in WORDS.strip().splitlines())


def add_options(parser: argparse.ArgumentParser) -> None:
    """How many companies there are."""
    parser.add_argument("--companies", type=int, default=10_000)


def measure(options: argparse.Namespace) -> dict[str, float]:
    """Type all texts letter by letter over the list, and print the times of the answers."""
    began = time.perf_counter()
    known = _known(options.companies)
    prepared = time.perf_counter() - began
    seconds = [_timed(text[:length], known) for text in TYPED for length in range(1, len(text) + 1)]
    cuts = statistics.quantiles(seconds, n=20)
    p50, p95, worst = cuts[9] * 1000, cuts[18] * 1000, max(seconds) * 1000
    print(
        f"{options.companies:,} companies prepared in {prepared * 1000:.0f} ms, {len(seconds)} texts answered"
    )
    print(f"rows ready: p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {worst:.1f} ms")
    return {"find_p50_ms": round(p50, 1), "find_p95_ms": round(p95, 1)}


def _timed(text: str, known: SearchState) -> float:
    began = time.perf_counter()
    answer.answer(text, known)
    return time.perf_counter() - began


def _known(count: int) -> SearchState:
    companies = [_company(number) for number in range(count)]
    by_id = {company.company_id: company for company in companies}
    now = datetime.now(UTC)
    return SearchState(Listing(index=NameIndex(companies), by_id=by_id, read_at=now), now=now)


def _company(number: int) -> ListedCompany:
    first, rest = FIRST[number % len(FIRST)], number // len(FIRST)
    name = f"{first} {SECOND[rest % len(SECOND)]} {KIND[rest // len(SECOND) % len(KIND)]} {number}"
    company = Company(
        id=f"00000000-0000-4000-8000-{number:012d}", name=name, created_text="2024-01-12T00:00:00Z"
    )
    made = listed(company, "Square → Xero")
    if made is None:
        raise ValueError("a company without an id")
    return made
