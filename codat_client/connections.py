"""Read the connections of a company: whether both sides are linked."""

import time

from codat_client import checks
from codat_client.errors import NoAnswer
from codat_client.group import DEFAULT, Group, Retries, Walk
from codat_client.records import Connection, ConnectionList, Damaged
from codat_client.wire import Call

_PAGE_SIZE = 100
_MOST_PAGES = 20
"""No company has two thousand connections: a server that always says `next` is not believed."""

_TOO_SLOW = "Loading the connections took too long. Try again later."


class Connections(Group):
    """Read the connections."""

    def list(
        self, company_id: str, *, retries: Retries = DEFAULT, timeout: float | None = None
    ) -> ConnectionList:
        """GET /companies/{companyId}/connections?page&pageSize. All pages, under one total.

        If the pages repeat or don't end, what they held is returned with `cut_short`.
        """
        company = checks.an_id(company_id, "company id")
        until = time.monotonic() + self._read_timeout(timeout)
        connections, damaged, walk = ConnectionList(), list[Damaged](), Walk()
        for number in range(1, _MOST_PAGES + 1):
            call = _page_of(company, number)
            left = until - time.monotonic()
            if left <= 0:
                raise self._wire.about(NoAnswer(_TOO_SLOW), call)
            page, came, spoilt = self._page(self._get(call, retries, left), Connection, call)
            records, aside = walk.new(came, spoilt)
            damaged += [
                Damaged(len(connections) + len(damaged) + one.index, one.reason, one.raw) for one in aside
            ]
            connections += records
            if not page.has_next or not (records or aside):
                break
        connections.damaged = tuple(damaged)
        connections.cut_short = page.has_next and bool(came or spoilt)
        return connections


def _page_of(company: str, number: int) -> Call:
    return Call(
        operation="connections.list",
        path=f"/companies/{company}/connections",
        company_id=company,
        query={"page": number, "pageSize": _PAGE_SIZE},
    )
