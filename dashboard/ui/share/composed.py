"""What is shared of a page's company: the view as its reader will see it, and the link to be made."""

from __future__ import annotations

from dashboard.insight.share.content import ShareContent
from dashboard.insight.share.extras import ShareExtras
from dashboard.sharing.link import NewLink
from dashboard.ui import assessments, session
from dashboard.ui.page import CompanyView
from dashboard.ui.share.fields import ShareChoices
from dashboard.views.share.compose import status_view
from dashboard.views.share.status_view import StatusView, to_json


def view_of(page: CompanyView, content: ShareContent, recipient: str = "", message: str = "") -> StatusView:
    """Return the view of what this page has read. `message`: to the recipient."""
    account = session.account()
    demo = account is not None and account.demo
    extras = ShareExtras(recipient=recipient, message=message, demo=demo)
    return status_view(assessments.of(page).assessment, content, extras, page.now)


def new_link(page: CompanyView, chosen: ShareChoices) -> NewLink:
    """Return the link that the form describes; unless it is live, with the view that it always shows."""
    company, gap = page.data.reading("company").value, assessments.of(page).verdict.gap
    view = None if chosen.live else view_of(page, chosen.content, chosen.recipient, chosen.note)
    return NewLink(
        page.company_id,
        (company.name if company else None) or "",
        chosen.content,
        chosen.term,
        to_json(view) if view is not None else None,
        gap.known_days if gap is not None else None,
        chosen.recipient,
        chosen.note,
        chosen.embed_origin,
    )
