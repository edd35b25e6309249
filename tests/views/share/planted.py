"""A company of whose records each field holds a text of its own, and who may see which of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, TypeVar

import msgspec

from codat_client import (
    Company,
    CompanySyncStatus,
    Configuration,
    Connection,
    DataConnectionError,
    NotFound,
    Schedule,
    SyncList,
    SyncStatus,
)
from codat_client.records import CompanyReference, Record
from dashboard.insight.activity.entry import ActivityOutcome
from dashboard.insight.causes.catalogue import cause_of
from dashboard.insight.reading import Reading
from dashboard.insight.share.content import ShareContent, ShareDetail, SharePage, SharePart
from dashboard.insight.share.extras import ShareBaseline, SharedNote, SharedStart, ShareExtras
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.start.intent import RequestedRange
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.services.assessment import assess
from dashboard.views.share.compose import status_view
from dashboard.views.share.page import page_html, report_html
from dashboard.views.share.pictures.badge import badge_svg
from dashboard.views.share.pictures.picture import PictureKind, picture_alt, picture_svg
from dashboard.views.share.status_json import status_json
from dashboard.views.share.status_view import StatusView
from dashboard.views.share.text import status_text
from tests.support.merchants import NOW

R = TypeVar("R", bound=Record)
LATER: Final = NOW + timedelta(days=7)
KEY: Final = "PLANT-api-key"
OTHER: Final = "PLANT-other-company"
NOTE, NOTE_PERSON, STARTER = "PLANT-note-text", "PLANT-note-person", "PLANT-start-person"
NAME, RECIPIENT, MESSAGE = "PLANT-company-name", "PLANT-recipient", "PLANT-letter"
BOOKS, SHOP = "PLANT-books", "PLANT-shop"


@dataclass(frozen=True)
class Shown:
    """What a text needs to be seen: any of these parts (None: no part), and all of these details.

    `in_summaries`: a summary needs no part for it.
    """

    parts: frozenset[SharePart] | None = None
    details: frozenset[ShareDetail] = frozenset()
    in_summaries: bool = False

    def to(self, content: ShareContent) -> bool:
        """Whether this content shows it."""
        by_itself = self.parts is None or (self.in_summaries and content.summary_days is not None)
        has_part = by_itself or bool(self.parts and self.parts & content.parts)
        return has_part and self.details <= content.details


@dataclass
class Planting:
    """Fills the text fields of records, and remembers what it planted."""

    texts: list[str] = field(default_factory=list)

    def record(self, kind: type[R], **given: Any) -> R:
        """Make a record; each text field that isn't given holds a text of its own."""
        texts: dict[str, Any] = {
            each.name: self._text(f"{kind.__name__}-{each.name}-{len(self.texts)}")
            for each in msgspec.structs.fields(kind)
            if each.type == str | None and each.name not in given
        }
        return kind(**texts, **given)

    def _text(self, text: str) -> str:
        self.texts.append(f"PLANT-{text}-")
        return self.texts[-1]


def shown_when(*parts: SharePart, details: tuple[ShareDetail, ...] = ()) -> Shown:
    """Say that a text needs any of these parts, and all of these details."""
    return Shown(frozenset(parts), frozenset(details))


@dataclass(frozen=True)
class PlantedCompany:
    """The company, and what each text in it needs to be seen. Texts that aren't named are never shown."""

    snapshot: Snapshot
    extras: ShareExtras
    rules: dict[str, Shown]
    never: tuple[str, ...]
    latest_id: str

    def view(self, content: ShareContent) -> StatusView:
        """Compose the view."""
        return status_view(assess(self.snapshot, NOW, VerdictLimits()), content, self.extras, NOW)


def planted_company() -> PlantedCompany:
    """Make the company: its sync has failed for three nights, and its books report an error."""
    plant = Planting()
    syncs = [_sync(plant, night, code=2000 if night > 2 else 4000) for night in range(10)]
    error = plant.record(
        DataConnectionError,
        errored_on_utc_text="2026-11-18T01:00:00Z",
        resolved_on_utc_text=None,
        status="Active",
    )
    books = _connection(plant, "Accounting", BOOKS, error)
    shop = _connection(plant, "Commerce", SHOP)
    latest = syncs[0]
    status = plant.record(
        SyncStatus, sync_id=latest.sync_id, sync_status_code=4000, sync_utc_text=latest.sync_utc_text,
        data_connections=(books,),
    )  # fmt: skip
    schedule = Schedule(selected_frequency="Daily", sync_hour=2, time_zone="Europe/London")
    company = plant.record(
        Company, name=NAME, last_sync_text=None, created_text=None,
        reference_parent_company=CompanyReference(id=OTHER, name=OTHER), tags={OTHER: OTHER},
    )  # fmt: skip
    snapshot = Snapshot(
        "PLANT-company-id",
        latest=Reading(latest, NOW).failed(NotFound(KEY), NOW),
        last_successful=Reading(syncs[3], NOW),
        status=Reading(status, NOW),
        connections=Reading([shop, books], NOW),
        configuration=Reading(Configuration(schedule=schedule, enable=True, configured=True), NOW),
        syncs=Reading(SyncList(syncs), NOW),
        company=Reading(company, NOW),
    )
    rules = _rules(syncs, [shop, books], error)
    rules["PLANT-company-id"] = Shown(None, frozenset({ShareDetail.IDS}))
    never = tuple(text for text in (*plant.texts, KEY, OTHER) if text not in rules)
    return PlantedCompany(snapshot, _extras(latest.sync_id or ""), rules, never, latest.sync_id or "")


def _sync(plant: Planting, night: int, *, code: int) -> CompanySyncStatus:
    at = (NOW - timedelta(days=night)).replace(hour=2, minute=14)
    words: dict[str, Any] = {} if code == 4000 else {"error_message": None, "sync_exception_message": None}
    return plant.record(
        CompanySyncStatus,
        sync_status_code=code,
        sync_utc_text=at.isoformat().replace("+00:00", "Z"),
        data_pushed=code == 2000,
        **words,
    )


def _connection(plant: Planting, kind: str, name: str, *errors: DataConnectionError) -> Connection:
    return plant.record(
        Connection, source_type=kind, platform_name=name, status="Linked",
        last_sync_text="2026-11-20T02:10:00Z", created_text=None, data_connection_errors=errors,
        connection_info={"secret": KEY},
    )  # fmt: skip


def _extras(started: str) -> ShareExtras:
    note = SharedNote(NOW - timedelta(days=1), NOTE, NOTE_PERSON)
    asked = RequestedRange.up_to_now()
    start = SharedStart(NOW - timedelta(hours=9), asked, ActivityOutcome.FAILED, STARTER, sync_id=started)
    baseline = ShareBaseline(12, NOW - timedelta(days=4))
    return ShareExtras((note,), (start,), baseline, recipient=RECIPIENT, message=MESSAGE)


def _rules(
    syncs: list[CompanySyncStatus], connections: list[Connection], error: DataConnectionError
) -> dict[str, Shown]:
    """Say what each text that can be shown at all needs."""
    part, failed = SharePart, syncs[:3]
    ids, messages = (ShareDetail.IDS,), (ShareDetail.MESSAGES,)
    cause = cause_of(syncs[0]).cause
    rules = {
        **dict.fromkeys((NAME, RECIPIENT, MESSAGE), Shown()),
        NOTE: Shown(None, frozenset({ShareDetail.NOTES})),
        NOTE_PERSON: Shown(None, frozenset({ShareDetail.NOTES, ShareDetail.NAMES})),
        STARTER: Shown(frozenset({part.SYNCS}), frozenset({ShareDetail.NAMES}), in_summaries=True),
        BOOKS: shown_when(part.ANSWER, part.CONNECTIONS),
        SHOP: shown_when(part.ANSWER, part.CONNECTIONS),
        "are not in": shown_when(part.ANSWER),
        "by Codat’s schedule": shown_when(part.MISSING_DAYS),
        "12 days of sales were missing": shown_when(part.MISSING_DAYS),
        "Codat will switch the sync off": shown_when(part.ANSWER, part.CAUSES),
        "once the problem is fixed": shown_when(part.CAUSES),
        cause.reason: shown_when(part.CAUSES),
        "Daily results": shown_when(part.DAILY_RESULTS),
        "no success since": shown_when(part.BEFORE_AFTER),
        "newest first": shown_when(part.SYNCS),
        "Schedule: daily": shown_when(part.CONNECTIONS),
        str(error.error_message): shown_when(part.CONNECTIONS, details=messages),
        **{str(each.id): shown_when(part.CONNECTIONS, details=ids) for each in connections},
        **{str(each.sync_id): shown_when(part.SYNCS, details=ids) for each in syncs},
        **{str(each.error_message): shown_when(part.SYNCS, details=messages) for each in failed},
    }
    first_failed, last_good, latest = syncs[2], syncs[3], syncs[0]
    for each in (first_failed, last_good):
        rules[str(each.sync_id)] = shown_when(part.SYNCS, part.BEFORE_AFTER, details=ids)
    rules[str(first_failed.error_message)] = shown_when(part.SYNCS, part.BEFORE_AFTER, details=messages)
    rules[str(latest.error_message)] = shown_when(part.SYNCS, part.CAUSES, details=messages)
    return rules


def outputs_of(view: StatusView) -> Iterator[str]:
    """Yield everything that leaves the server about a view, as text; a picture as the SVG it is made from."""
    yield page_html(view, ends_at=LATER, live=True, now=NOW)
    yield page_html(view, ends_at=LATER, live=False, now=NOW)
    yield report_html(view)
    yield status_json(view).decode()
    yield status_text(view)
    yield badge_svg(view)
    for kind in PictureKind:
        yield picture_svg(view, kind) or ""
        yield picture_alt(view, kind)


def contents(page: SharePage = SharePage.COMPANY, **more: Any) -> list[ShareContent]:
    """Return contents with no part, each alone, and all; each with no detail, each alone, and all."""
    parts = [frozenset[SharePart](), *(frozenset({each}) for each in SharePart), frozenset(SharePart)]
    details = [frozenset[ShareDetail](), *(frozenset({each}) for each in ShareDetail), frozenset(ShareDetail)]
    return [ShareContent(page, chosen, added, **more) for chosen in parts for added in details]
