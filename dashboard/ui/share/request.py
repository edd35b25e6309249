"""What Share is asked to share, as its address holds it: the page it was opened from, filters, a sync.

/share?company=…&view=history&status=failed&sort=-code      /share?company=…&view=sync&sync=…
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dashboard.foreign_text import attribute, html
from dashboard.insight.history.filters import (
    NAMES,
    SORT,
    Filters,
    Order,
    from_address,
    order_from_address,
)
from dashboard.insight.share.content import SharePage
from dashboard.ui import links
from dashboard.views.share import form_words

_VIEW = "view"
_OF_A_COMPANY: Final = frozenset(each for each in SharePage if each.is_of_a_company)


@dataclass(frozen=True)
class ShareRequest:
    """The view to share. `filters`, `order`: of History; `sync_id`: of a sync's page, in lower case."""

    company_id: str
    page: SharePage
    filters: Filters
    order: Order
    sync_id: str = ""

    @property
    def own_address(self) -> str:
        """The address of the view itself, for a reader with access."""
        return links.href(self.page, self.query, company=self.company_id)

    @property
    def query(self) -> dict[str, str | None]:
        """The parameters of the view, without the company."""
        if self.page is SharePage.SYNC:
            return {"sync": self.sync_id}
        return _history() if self.page is SharePage.HISTORY else {}


def of_address(company_id: str) -> ShareRequest:
    """Return what the address asks to share. An invalid page is the company's; so is a sync without an id."""
    asked, sync_id = links.param(_VIEW), links.id_in("sync")
    page = SharePage(asked) if asked in _OF_A_COMPANY else SharePage.COMPANY
    if page is SharePage.SYNC and not sync_id:
        page = SharePage.COMPANY
    if page is not SharePage.HISTORY:
        return ShareRequest(company_id, page, Filters(), Order(), sync_id if page is SharePage.SYNC else "")
    filters = from_address({name: links.param(name) for name in NAMES})
    return ShareRequest(company_id, page, filters, order_from_address(links.param(SORT)))


def share_address(page: str, company_id: str) -> str:
    """Return the address that shares the view of this run; "" on a page that can't be shared."""
    if page not in _OF_A_COMPANY:
        return ""
    query = _history() if page == SharePage.HISTORY else {}
    sync_id = links.id_in("sync") if page == SharePage.SYNC else ""
    return links.href("share", query, company=company_id, view=page, sync=sync_id)


def back_html(request: ShareRequest) -> str:
    """Return the link back to the view that is shared."""
    back = f'<a href="{attribute(request.own_address)}">{html(form_words.BACK[request.page])}</a>'
    return f'<p class="d d-back">{back}</p>'


def _history() -> dict[str, str | None]:
    return {name: links.param(name) for name in (*NAMES, SORT)}
