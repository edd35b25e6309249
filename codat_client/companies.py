"""Read the companies of the account, page by page.

Codat's SDK calls this advanced_controls.list_companies.
"""

import time
from collections.abc import Iterator
from typing import Any

from codat_client import checks
from codat_client.errors import BadInput, NoAnswer
from codat_client.group import DEFAULT, Group, Retries, Walk
from codat_client.records import Company, CompanyPage
from codat_client.wire import Call


class Companies(Group):
    """Read the companies."""

    def list(
        self,
        page: int = 1,
        page_size: int = 100,
        query: str | None = None,
        order_by: str | None = None,
        *,
        retries: Retries = DEFAULT,
        timeout: float | None = None,
    ) -> CompanyPage:
        """GET /companies?page&pageSize&query&orderBy. One page; `has_next`: more follow.

        Codat's docs contradict themselves about `query` here: it may be ignored. Malformed, it is a Rejected.
        """
        call = Call(
            operation="companies.list", path="/companies", query=_query(page, page_size, query, order_by)
        )
        envelope, companies, damaged = self._page(self._get(call, retries, timeout), Company, call)
        result = CompanyPage(companies)
        result.page_number, result.page_size = envelope.page_number, envelope.page_size
        result.total_results, result.has_next = envelope.total_results, envelope.has_next
        result.damaged = damaged
        return result

    def pages(
        self,
        page_size: int = 1000,
        query: str | None = None,
        order_by: str | None = None,
        *,
        retries: Retries = DEFAULT,
        timeout: float | None = None,
    ) -> Iterator[CompanyPage]:
        """Yield all pages, one request each. A page with nothing new ends them: see `CompanyPage`.

        timeout: for all pages together; without it each page has the client's.
        Time that the caller spends between two pages is not counted.
        """
        left = None if timeout is None else checks.seconds(timeout)
        number, walk, more = 1, Walk(), True
        while more:
            began = time.monotonic()
            page = self.list(number, page_size, query, order_by, retries=retries, timeout=left)
            left = _less(left, time.monotonic() - began)
            more = page.has_next and bool(page or page.damaged)
            if more and not any(walk.new(page, page.damaged)):
                page.clear()
                page.damaged, page.cut_short, more = (), True, False
            yield page
            number += 1
            if more and left is not None and left <= 0:
                raise NoAnswer("Loading all companies took too long. Try again later.")

    def iterate(
        self,
        page_size: int = 1000,
        query: str | None = None,
        order_by: str | None = None,
        *,
        retries: Retries = DEFAULT,
        timeout: float | None = None,
    ) -> Iterator[Company]:
        """Yield every company, reading pages as they are needed. Arguments as for `pages`."""
        for page in self.pages(page_size, query, order_by, retries=retries, timeout=timeout):
            yield from page


def _query(page: int, page_size: int, query: str | None, order_by: str | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "page": checks.whole(page, "page"),
        "pageSize": checks.whole(page_size, "page size", checks.MAX_PAGE_SIZE),
    }
    for name, text in (("query", query), ("orderBy", order_by)):
        if text is None or text == "":
            continue
        if not isinstance(text, str) or not _encodable(text):
            raise BadInput(f"The {name} must be a string.")
        values[name] = text
    return values


def _encodable(text: str) -> bool:
    """Return whether the text can go into an address: half an emoji can't."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _less(left: float | None, spent: float) -> float | None:
    return None if left is None else left - spent
