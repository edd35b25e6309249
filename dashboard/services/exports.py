"""Whether a person may take data out as a file, decided and recorded when they do."""

from __future__ import annotations

import logging

from dashboard.access.company import CompanyLookup
from dashboard.access.events import AccessEventType, AccessLog
from dashboard.access.person import Grant, Person, company_for
from dashboard.access.policy import Act, may
from dashboard.services.stores import access_store
from dashboard.settings import Settings
from dashboard.store.errors import StoreError

log = logging.getLogger(__name__)

_CHANGED = "Your roles have changed. Reload the page, then export again."


class ExportRefused(Exception):  # noqa: N818 - the sentence says why
    """The person may not export this; the message is a sentence for them."""


def export_company(
    settings: Settings, person: Person, company_id: str, what: str, companies: CompanyLookup
) -> None:
    """Record that a person exports something of a company. `what`: the file and its content, in words.

    Raises ExportRefused if they may not, which is recorded too, and StoreError as `record` does.
    """
    refusal = may(person, Act.EXPORT, company_for(person, company_id, companies))
    record(settings, person, what, company_id, refusal)


def export_listed(settings: Settings, person: Person, drawn_for: tuple[Grant, ...], what: str) -> None:
    """Record that a person exports a list of many companies, of which they see those that they may.

    `drawn_for`: their grants when the list was made. Raises as `export_company` does.
    """
    refusal = may(person, Act.EXPORT) if not person.grants else None
    record(settings, person, what, "", refusal or (_CHANGED if person.grants != drawn_for else None))


def record(settings: Settings, person: Person, what: str, company_id: str, refusal: str | None) -> None:
    """Record an export, or why it was refused. Raises ExportRefused if it was.

    If it can't be recorded, raises StoreError where people sign in. Without sign-in, pages work without the
    database, and so do exports.
    """
    kind = AccessEventType.ACT_REFUSED if refusal else AccessEventType.EXPORTED
    detail = f"{what}. {refusal}" if refusal else what
    try:
        AccessLog(access_store(settings)).add(kind, person, detail, company_id)
    except StoreError as error:
        if settings.sign_in:
            raise
        log.warning("an export couldn’t be recorded: %s. It was: %s", error, detail)
    if refusal:
        raise ExportRefused(refusal)
