"""The company page in words: the answer, the two syncs side by side, connections, schedule.

Texts of `Answer` may hold foreign words: `parts` escapes them. What is named html here is escaped already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from codat_client import CompanySyncStatus, Configuration, Connection, DataConnectionError
from dashboard.foreign_text import html
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.reading import Reading
from dashboard.insight.zone import MerchantZone
from dashboard.views import looks, parts, times, words
from dashboard.views.parts import Answer

_HEADLINES = {
    Outcome.SUCCEEDED: "The latest sync wrote data",
    Outcome.NOTHING_TO_WRITE: "The latest sync found nothing to write",
    Outcome.FAILED: "The latest sync failed",
    Outcome.RUNNING: "A sync is running",
    Outcome.UNKNOWN: "How the latest sync ended is not known",
    Outcome.NEVER: "Nothing has synced yet",
}
_NOT_TOLD = '<span class="d-muted">not told</span>'
_NONE = '<span class="d-muted">none</span>'


def answer(
    latest: CompanySyncStatus | None, configuration: Configuration | None, zone: ZoneInfo, now: datetime
) -> Answer:
    """Say how the latest sync ended, why, and who does what. Judges no more than that one sync."""
    outcome = outcome_of(latest)
    if configuration is not None and configuration.enable is False:
        return _switched_off(latest, zone, now)
    if latest is None:
        steps = (("You", "look at the set-up: is it complete, and are both sides linked?"),)
        return Answer(outcome, _HEADLINES[outcome], "Codat knows of no sync of this company.", "", steps)
    ran = f"It ran {times.near(latest.sync_utc, zone, now)}" if latest.sync_utc else "When it ran is not told"
    if outcome is Outcome.FAILED:
        return _failed(latest, ran)
    if outcome is Outcome.UNKNOWN:
        why = words.why(latest)
        return Answer(outcome, _HEADLINES[outcome], f"{ran}. {why.reason}", why.said, why.steps)
    ago = f", {times.ago(latest.sync_utc, now)}" if latest.sync_utc else ""
    return Answer(outcome, _HEADLINES[outcome], f"{ran}{ago}.")


def compared(
    latest: CompanySyncStatus | None,
    last_successful: Reading[CompanySyncStatus],
    zone: ZoneInfo,
    now: datetime,
    address: Callable[[str], str],
) -> str:
    """Return the latest and the last successful sync side by side, as html.

    `address` gives the address of a sync's own page. A last successful sync that could not be read is said
    to be so, and not to be none.
    """
    good = last_successful.value
    if latest is None and good is None and last_successful.present:
        return parts.empty("No sync to show.", "The first one appears here once it has begun.")
    same = latest is not None and good is not None and latest.sync_id == good.sync_id
    shown = [latest] if same else [latest, good]
    titles = ["Latest sync"] if same else ["Latest sync", "Last successful sync"]
    rows = [
        ("", [parts.status(words.status_of(each)) if each else _NONE for each in shown]),
        ("Ran", [_or_none(each, lambda sync: html(times.near(sync.sync_utc, zone, now))) for each in shown]),
        (
            "Code",
            [_or_none(each, lambda sync: html(words.code_label(sync.sync_status_code))) for each in shown],
        ),
        ("Message", [_or_none(each, _message) for each in shown]),
        ("Wrote data", [_or_none(each, lambda sync: html(words.wrote(sync))) for each in shown]),
        (
            "Sync",
            [
                _or_none(each, lambda sync: parts.short_id(sync.sync_id, _link(sync, address)))
                for each in shown
            ],
        ),
    ]
    if not last_successful.present:
        titles, rows = titles[:1], [(label, cells[:1]) for label, cells in rows]
        return parts.comparison(titles, rows, rest="the last successful one could not be read")
    return parts.comparison(titles, rows, rest="also the last successful one" if same else "")


def connections(known: Iterable[Connection] | None, zone: ZoneInfo, now: datetime) -> str:
    """Return each connection with its state, what went wrong with it, and when it was read last, as html."""
    rows = [_connection(each, zone, now) for each in known or ()]
    if not rows:
        return parts.empty("No connection.", "The merchant links a shop and an accounting package first.")
    columns = [
        parts.Column("Platform"),
        parts.Column("State"),
        parts.Column("Last read", end=True, small=True),
    ]
    return parts.table(columns, rows, label="Connections")


def schedule(configuration: Configuration | None, merchant: MerchantZone) -> str:
    """Return when syncs run, whether they are on, and in which zone, as html."""
    if configuration is None or configuration.schedule is None:
        return parts.empty("No schedule.", "It is set with the set-up in Codat's Sync Flow.")
    on = {True: "on", False: parts.status(looks.OFF), None: _NOT_TOLD}[configuration.enable]
    zone = html(merchant.name)
    if merchant.note:
        zone = parts.why(merchant.name or "UTC", merchant.note)
    row = [html(words.schedule_words(configuration.schedule)), on, zone]
    columns = [parts.Column("Runs"), parts.Column("Sync is"), parts.Column("Time zone", end=True, small=True)]
    return parts.table(columns, [row], label="Schedule")


def _switched_off(latest: CompanySyncStatus | None, zone: ZoneInfo, now: datetime) -> Answer:
    last = f" The latest one ran {times.near(latest.sync_utc, zone, now)}." if latest is not None else ""
    why = words.why(latest) if latest is not None and outcome_of(latest) is Outcome.FAILED else None
    steps = (
        ("You", "ask the merchant whether they typed in sales by hand since then."),
        ("Merchant", "switches it on again in Codat's Sync Flow."),
    )
    reason = f"The set-up says that sync is off, so nothing runs by itself.{last}"
    if why is not None:
        reason += f" It failed: {why.reason}"
    return Answer(looks.OFF, "Sync is switched off", reason, why.said if why else "", steps)


def _failed(latest: CompanySyncStatus, ran: str) -> Answer:
    why = words.why(latest)
    steps = why.steps
    if latest.data_pushed:
        steps = (("Mind", "it wrote something: part of these sales may be in the books already."), *steps)
    return Answer(
        words.status_of(latest), _HEADLINES[Outcome.FAILED], f"{ran}. {why.reason}", why.said, steps
    )


def _error(error: DataConnectionError, zone: ZoneInfo, now: datetime) -> str:
    told = error.error_message or error.status_text or error.status_code or "an error without words"
    return f"{times.near(error.errored_on_utc, zone, now)}: {told}" if error.errored_on_utc else told


def _or_none(sync: CompanySyncStatus | None, tell: Callable[[CompanySyncStatus], str]) -> str:
    return _NONE if sync is None else tell(sync)


def _message(sync: CompanySyncStatus) -> str:
    return parts.quote(words.message_of(sync)) if words.message_of(sync) else _NONE


def _link(sync: CompanySyncStatus, address: Callable[[str], str]) -> str:
    return address(sync.sync_id) if sync.sync_id else ""


def _connection(connection: Connection, zone: ZoneInfo, now: datetime) -> list[str]:
    name = html(connection.platform_name or connection.source_type or "not told")
    errors = [each for each in connection.data_connection_errors or () if each.status != "Resolved"]
    troubles = "".join(f'<div class="d-small">{html(_error(each, zone, now))}</div>' for each in errors)
    state = parts.status(*words.connection_status(connection))
    return [name + troubles, state, html(times.near(connection.last_sync, zone, now))]
