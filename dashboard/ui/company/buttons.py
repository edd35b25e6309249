"""The buttons under an answer: texts to copy, a start, the Codat Portal."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.foreign_text import attribute
from dashboard.ui import assessments, links, session, starts
from dashboard.ui.page import CompanyView
from dashboard.views import components
from dashboard.views.reader import Reader
from dashboard.views.verdict.ticket_text import with_address


def html(page: CompanyView) -> str:
    """Return the buttons under the answer as HTML, the most useful first."""
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
    return components.buttons(buttons if helps else [*buttons, *start(page)])


def for_sync(page: CompanyView, steps: Sequence[tuple[str, str]], support_text: str) -> str:
    """Return the buttons under one sync's answer as HTML; the merchant's text first if they act first.

    `steps`: those of the sync's answer.
    """
    merchant_text = assessments.of(page).texts.merchant_text
    buttons = []
    if merchant_text and steps and steps[0][0] == "Merchant":
        text = components.copy_button("Copy text for the merchant", merchant_text, button=True)
        buttons.append(f'<span class="d-first-button">{text}</span>')
    buttons.append(components.copy_button("Copy text for Codat support", support_text, button=True))
    return components.buttons([*buttons, *start(page)])


def start(page: CompanyView) -> list[str]:
    """Return the link to the form that starts a sync as HTML; none for a read-only reader."""
    if starts.reader() is Reader.ONLY_LOOKS:
        return []
    return [_start(page, css="d-button d-quiet")]


def _start(page: CompanyView, css: str) -> str:
    """Return the link to the form that starts a sync; the form says why if none may be started."""
    return links.anchor("Start a sync", "start", css=css, company=page.company_id)
