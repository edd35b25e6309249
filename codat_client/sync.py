"""The seven operations on syncs. README.md describes their arguments and errors."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from codat_client import bodies, checks
from codat_client.errors import CodatError, NotFound
from codat_client.group import DEFAULT, Group, Retries, means_never_synced, means_no_data
from codat_client.reading import Unreadable, is_null, read_one
from codat_client.records import CompanySyncStatus, SyncList, SyncStatus, SyncSummary
from codat_client.status_errors import bad_reply, unclear
from codat_client.wire import Call, asked_of

log = logging.getLogger(__name__)
S = TypeVar("S", bound=CompanySyncStatus)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Sync(Group):
    """Read and start syncs."""

    def get(
        self, company_id: str, sync_id: str, *, retries: Retries = DEFAULT, timeout: float | None = None
    ) -> CompanySyncStatus:
        """GET /companies/{companyId}/sync/commerce/syncs/{syncId}/status. One sync."""
        sync = checks.an_id(sync_id, "sync id")
        call = _about_company("sync.get", company_id, f"/companies/{{}}/sync/commerce/syncs/{sync}/status")
        return self._one(self._get(call, retries, timeout), CompanySyncStatus, call)

    def get_last_successful_sync(
        self, company_id: str, *, retries: Retries = DEFAULT, timeout: float | None = None
    ) -> CompanySyncStatus | None:
        """GET /companies/{companyId}/sync/commerce/syncs/lastSuccessful/status. None: none yet."""
        path = "/companies/{}/sync/commerce/syncs/lastSuccessful/status"
        call = _about_company("sync.get_last_successful_sync", company_id, path)
        return self._newest(call, CompanySyncStatus, retries, timeout)

    def get_latest_sync(
        self, company_id: str, *, retries: Retries = DEFAULT, timeout: float | None = None
    ) -> CompanySyncStatus | None:
        """GET /companies/{companyId}/sync/commerce/syncs/latest/status. None when there is none yet."""
        path = "/companies/{}/sync/commerce/syncs/latest/status"
        call = _about_company("sync.get_latest_sync", company_id, path)
        return self._newest(call, CompanySyncStatus, retries, timeout)

    def get_status(
        self, company_id: str, *, retries: Retries = DEFAULT, timeout: float | None = None
    ) -> SyncStatus | None:
        """GET /meta/companies/{companyId}/sync/commerce/status. The newest sync, with the connections.

        None when there is neither; connections without a sync give a SyncStatus whose sync fields are None.
        """
        call = _about_company("sync.get_status", company_id, "/meta/companies/{}/sync/commerce/status")
        return self._newest(call, SyncStatus, retries, timeout)

    def list(self, company_id: str, *, retries: Retries = DEFAULT, timeout: float | None = None) -> SyncList:
        """GET /companies/{companyId}/sync/commerce/syncs/list/status. All syncs, in the server's order."""
        call = _about_company("sync.list", company_id, "/companies/{}/sync/commerce/syncs/list/status")
        body = self._get_unless(means_no_data, call, retries, timeout)
        if body is None or is_null(body):
            return SyncList()
        records, damaged = self._many(body, CompanySyncStatus, call)
        syncs = SyncList(records)
        syncs.damaged, syncs.body = damaged, body
        return syncs

    def request(
        self,
        company_id: str,
        sync_to: datetime | str | None = None,
        idempotency_key: str | None = None,
        *,
        retries: Retries = DEFAULT,
        timeout: float | None = None,
    ) -> SyncSummary:
        """POST /companies/{companyId}/sync/commerce/latest.

        Start a sync from the last success up to `sync_to`, or now.
        It can't be stopped or undone. Raises NotSent or Rejected (nothing was started) or Unclear (unknown).
        """
        body = bodies.latest(sync_to)
        path = "/companies/{}/sync/commerce/latest"
        call = _about_company("sync.request", company_id, path, body, checks.idempotency_key(idempotency_key))
        return self._begin(call, retries, timeout)

    def request_for_date_range(
        self,
        company_id: str,
        start: datetime | str,
        finish: datetime | str,
        idempotency_key: str | None = None,
        *,
        retries: Retries = DEFAULT,
        timeout: float | None = None,
    ) -> SyncSummary:
        """POST /meta/companies/{companyId}/sync/commerce/historic. Start a sync of the given dates.

        It can't be stopped or undone. Raises NotSent or Rejected (nothing was started) or Unclear (unknown).
        """
        body = bodies.date_range(start, finish)
        path = "/meta/companies/{}/sync/commerce/historic"
        key = checks.idempotency_key(idempotency_key)
        call = _about_company("sync.request_for_date_range", company_id, path, body, key)
        return self._begin(call, retries, timeout)

    def _begin(self, call: Call, retries: Retries, timeout: float | None) -> SyncSummary:
        asked = asked_of(call)
        try:
            return self._begun(call, asked, retries, timeout)
        except CodatError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the request may be out
            log.error("a trigger failed with an internal error: %s", type(error).__name__)  # noqa: TRY400 - the key
        raise self._wire.about(unclear("an internal error hid the answer", asked), call)

    def _begun(
        self, call: Call, asked: dict[str, Any], retries: Retries, timeout: float | None
    ) -> SyncSummary:
        seconds = self._defaults.trigger_timeout if timeout is None else checks.seconds(timeout)
        body = self._wire.trigger(call, self._retries(retries), seconds)
        try:
            summary = read_one(body, SyncSummary)
        except Unreadable as error:
            why = f"its answer couldn’t be read, {error}"
        else:
            if _mentions_a_sync(summary):
                return summary
            why = "its answer doesn’t mention a sync"
        raise self._wire.about(unclear(why, asked | {"status": 200}), call)

    def _get_unless(
        self, none_yet: Callable[[NotFound], bool], call: Call, retries: Retries, timeout: float | None
    ) -> bytes | None:
        """Read the body of a 200, or None after a 404 that is `none_yet`."""
        try:
            return self._get(call, retries, timeout)
        except NotFound as error:
            if none_yet(error):
                return None
            raise

    def _newest(self, call: Call, kind: type[S], retries: Retries, timeout: float | None) -> S | None:
        body = self._get_unless(means_never_synced, call, retries, timeout)
        if body is None or is_null(body):
            return None
        record = self._newest_of(body, kind, call) if kind is SyncStatus else self._one(body, kind, call)
        return None if record is None or _is_empty(record) else record

    def _newest_of(self, body: bytes, kind: type[S], call: Call) -> S | None:
        """Read one object, or an array of them: the spec's text describes a list, its schema one object."""
        if not body.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
            return self._one(body, kind, call)
        records, damaged = self._many(body, kind, call)
        if damaged:
            raise self._wire.about(bad_reply("one sync is unreadable, so the newest isn’t known"), call)
        return max(records, key=lambda record: record.sync_utc or _LONG_AGO, default=None)


def _about_company(
    operation: str,
    company_id: str,
    path: str,
    body: dict[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> Call:
    company = checks.an_id(company_id, "company id")
    return Call(
        operation=operation,
        path=path.format(company),
        company_id=company,
        body=body,
        idempotency_key=idempotency_key,
    )


def _mentions_a_sync(summary: SyncSummary) -> bool:
    """Return whether a trigger's 200 describes a sync: {} or an object of nulls doesn't."""
    values = [summary.commerce_sync_id, summary.sync_status_code, summary.sync_status, summary.sync_utc_text]
    return any(values) or summary.sync_date_range_utc is not None


def _is_empty(record: CompanySyncStatus) -> bool:
    """Return whether an object describes no sync. A code of 0 is .NET's default for none."""
    values = [record.sync_id, record.sync_utc_text, record.sync_status, record.error_message]
    values += [record.sync_exception_message]
    if isinstance(record, SyncStatus):
        values += [record.commerce_sync_id, record.data_connections]  # type: ignore[list-item] # only None matters
    return not any(values) and not record.sync_status_code
