"""The buttons under an answer: texts to copy, a start, the Codat Portal."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.foreign_text import attribute
from dashboard.ui import assessments, links, session, starts
from dashboard.ui.page import CompanyView
from dashboard.views import components
from dashboard.views.reader import MERCHANT, Reader
from dashboard.views.verdict.ticket_text import with_address


def html(page: CompanyView) -> str:
    """Return the buttons under the answer, as HTML, the most useful first."""
    texts, start_first = assessments.of(page).texts, _start_helps(page)
    buttons = start(page) if start_first else []
    if texts.merchant_text:
        buttons.append(_copy_merchant_text(texts.merchant_text, first=not buttons))
    ticket = with_address(texts.ticket_text, links.whole("company", company=page.company_id))
    buttons.append(components.copy_button("Copy the answer for a ticket", ticket, button=True))
    buttons.append(components.copy_button("Copy text for Codat support", texts.support_text, button=True))
    if portal := session.settings().portal_url:
        address = attribute(portal.replace("{company}", page.company_id))
        buttons.append(f'<a href="{address}" target="_blank" rel="noopener">Open in the Codat Portal</a>')
    return components.buttons(buttons if start_first else [*buttons, *start(page)])


def for_sync(page: CompanyView, steps: Sequence[tuple[str, str]], support_text: str) -> str:
    """Return the buttons under one sync's answer as HTML; the merchant's text first if they have to act.

    `steps`: those of the sync's answer.
    """
    support = components.copy_button("Copy text for Codat support", support_text, button=True)
    return components.buttons([*merchant_text(page, steps), support, *_quiet_start(page)])


def merchant_text(page: CompanyView, steps: Sequence[tuple[str, str]]) -> list[str]:
    """Return the button that copies Company's text for the merchant, as the first of a row.

    None where `steps`, those of one sync, ask the merchant for nothing that Company asks for.
    """
    texts = assessments.of(page).texts
    asked = {step for step in steps if step[0] == MERCHANT}
    if not texts.merchant_text or not asked & set(texts.steps):
        return []
    return [_copy_merchant_text(texts.merchant_text, first=True)]


def start(page: CompanyView) -> list[str]:
    """Return the link to the form that starts a sync as HTML.

    There is none for who may only look, or while a start from here holds the company. It is the primary
    button if a start helps and this session may start one; otherwise a secondary one.
    """
    return [_start(page, css="d-button")] if _start_helps(page) else _quiet_start(page)


def _start_helps(page: CompanyView) -> bool:
    helps = bool(assessments.of(page).verdict.helps_to_start) and starts.why_not(page.company_id) is None
    return helps and starts.unsettled(page.company_id) is None


def _quiet_start(page: CompanyView) -> list[str]:
    if (
        starts.reader(page.company_id) in {Reader.ONLY_LOOKS, Reader.LACKS_ROLE}
        or starts.unsettled(page.company_id) is not None
    ):
        return []
    return [_start(page, css="d-button d-quiet")]


def _start(page: CompanyView, css: str) -> str:
    """Return the link to the form that starts a sync; the form says why if none may be started."""
    return links.anchor("Start a sync", "start", css=css, company=page.company_id)


def _copy_merchant_text(text: str, *, first: bool) -> str:
    button = components.copy_button("Copy text for the merchant", text, button=True)
    return f'<span class="d-first-button">{button}</span>' if first else button
