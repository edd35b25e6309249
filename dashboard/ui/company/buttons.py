"""What can be done from the answer: texts to copy, the sync settings, a start, the Codat Portal."""

from __future__ import annotations

from dashboard.foreign_text import attribute
from dashboard.ui import assessments, links, session, starts
from dashboard.ui.page import CompanyView
from dashboard.views import components
from dashboard.views.reader import Reader
from dashboard.views.verdict.ticket_text import with_address


def html(page: CompanyView) -> str:
    """Return the buttons under the answer, the most useful first, as html for `st.html`."""
    answer = assessments.of(page)
    texts, verdict = answer.texts, answer.verdict
    helps = verdict.helps_to_start and starts.why_not() is None
    buttons = [_start(page, css="d-button")] if helps else []
    if texts.merchant_text:
        text = components.copy_button("Copy text for the merchant", texts.merchant_text, button=True)
        buttons.append(f'<span class="d-first-button">{text}</span>' if not buttons else text)
    ticket = with_address(texts.ticket_text, links.whole("company", company=page.company_id))
    buttons.append(components.copy_button("Copy the answer for a ticket", ticket, button=True))
    buttons.append(components.copy_button("Copy text for Codat support", texts.support_text, button=True))
    if portal := session.settings().portal_url:
        address = attribute(portal.replace("{company}", page.company_id))
        buttons.append(f'<a href="{address}" target="_blank" rel="noopener">Open in the Codat Portal</a>')
    if not helps and starts.reader() is not Reader.ONLY_LOOKS:
        buttons.append(_start(page, css="d-button d-quiet"))
    return components.buttons(buttons)


def _start(page: CompanyView, css: str) -> str:
    """Link to the form that starts a sync, which says why where none may be started from here."""
    return links.anchor("Start a sync", "start", css=css, company=page.company_id)
