"""The company page in words, below its answer: the two syncs side by side, connections, schedule.

What is called html is already escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from codat_client import CompanySyncStatus, Configuration, Connection, ConnectionList, DataConnectionError
from dashboard.foreign_text import html, seen
from dashboard.insight.outcome import SUCCESSES, outcome_of
from dashboard.insight.reading import Reading
from dashboard.insight.setup.link_address import link_address
from dashboard.insight.sides import Link, link_of
from dashboard.insight.zone import MerchantZone
from dashboard.views import comparison, components, schedule_words, theme, times, words
from dashboard.views.verdict.key_figures import HOW_ESTIMATED
from dashboard.views.verdict.merchant_text import Outside
from dashboard.views.verdict.verdict_text import VerdictText

_NOT_REPORTED = f'<span class="d-muted">{words.NOT_REPORTED}</span>'


def answer(text: VerdictText) -> str:
    """Return the answer's mark, headline, reason and Codat's words, as html."""
    return components.answer(
        text.mark, text.headline, text.reason, text.said, estimated=text.estimated, how=HOW_ESTIMATED
    )


def basis(inferred: Iterable[str], lacks: Iterable[str], help_link: str) -> str:
    """Return our estimates behind the answer, and what data it lacked, as html.

    `help_link` is html: a link to how this is judged.
    """
    lacking = "".join(f'<p class="d d-small">{html(each)}</p>' for each in lacks)
    rest = "".join(f"<li>{html(each)}</li>" for each in inferred)
    return lacking + (
        components.folded("Our estimates", f"<ul>{rest}<li>{help_link}</li></ul>") if rest else ""
    )


def compared(
    latest: CompanySyncStatus | None,
    last_successful: Reading[CompanySyncStatus],
    zone: ZoneInfo,
    now: datetime,
    address: Callable[[str], str],
) -> str:
    """Return the latest and the last successful sync side by side, as html.

    `address` gives the address of a sync's own page. A last successful sync that couldn't be loaded is
    never shown as none.
    """
    good = last_successful.value
    if latest is None and good is None and last_successful.present:
        return components.empty("No sync to show.", "The first one appears here once it starts.")
    same = latest is not None and good is not None and latest.sync_id == good.sync_id
    shown = [latest] if same else [latest, good]
    titles = ["Latest sync"] if same else ["Latest sync", "Last successful sync"]
    rows = comparison.rows(shown, zone, now, address)
    if not last_successful.present:
        titles, rows = titles[:1], [(label, cells[:1]) for label, cells in rows]
        return components.comparison(titles, rows, rest="the last successful one couldn’t be loaded")
    return components.comparison(titles, rows, rest=_names_it(good, also=same))


def _names_it(good: CompanySyncStatus | None, *, also: bool) -> str:
    """Say that it is also the last successful one, or that its code contradicts Codat."""
    if good is not None and outcome_of(good) not in SUCCESSES:
        return "Codat lists it as the last successful one; its code says otherwise"
    return "also the last successful one" if also else ""


def connections(
    known: Iterable[Connection] | None, zone: ZoneInfo, now: datetime, outside: Outside | None = None
) -> str:
    """Return each connection with its state, what went wrong with it, and when it was read last, as html.

    `outside` says which addresses for linking again may be passed on.
    """
    rows: list[Sequence[str] | components.Under] = []
    for each in known or ():
        rows.append(_connection(each, zone, now, outside or Outside()))
        rows += [components.Under(components.clipped(line)) for line in _errors(each, zone, now)]
    if not rows:
        return components.empty(
            "No connections yet.", "The merchant links a shop and accounting software first."
        )
    columns = [
        components.TableColumn("Platform"),
        components.TableColumn("State"),
        components.TableColumn("Last read", end=True, small=True),
    ]
    return components.table(columns, rows, label="Connections") + _cut_short(known)


def _cut_short(known: Iterable[Connection] | None) -> str:
    """Say that the list of connections may lack some."""
    if not (isinstance(known, ConnectionList) and known.cut_short):
        return ""
    return components.note("Codat kept resending the same connections, so some may be missing.")


def schedule(configuration: Configuration | None, merchant: MerchantZone) -> str:
    """Return when syncs run, whether they are on, and in which zone, as html."""
    if configuration is None or configuration.schedule is None:
        return components.empty("No schedule.", "It is set with the set-up in Codat’s Sync Flow.")
    on = {True: "on", False: components.status(theme.OFF), None: _NOT_REPORTED}[configuration.enable]
    row = [html(schedule_words.runs(configuration.schedule)), on, html(times.merchant_zone_name(merchant))]
    columns = [
        components.TableColumn("Runs"),
        components.TableColumn("Sync is"),
        components.TableColumn("Time zone", end=True, small=True),
    ]
    noted = components.note(merchant.note) if merchant.note else ""
    return components.table(columns, [row], label="Schedule") + noted


def _errors(connection: Connection, zone: ZoneInfo, now: datetime) -> list[str]:
    errors = connection.data_connection_errors or ()
    return [_error(each, zone, now) for each in errors if each.status != "Resolved"]


def _error(error: DataConnectionError, zone: ZoneInfo, now: datetime) -> str:
    said = words.connection_error(error)
    return f"{times.near(error.errored_on_utc, zone, now)}: {said}" if error.errored_on_utc else said


def _connection(connection: Connection, zone: ZoneInfo, now: datetime, outside: Outside) -> list[str]:
    name = seen(connection.platform_name) or seen(connection.source_type) or "not reported"
    state = components.status(*words.connection_status(connection))
    last = html(times.near(connection.last_sync, zone, now))
    return [html(name), state + _link_again(connection, name, outside), last]


def _link_again(connection: Connection, name: str, outside: Outside) -> str:
    """Return a button that copies the address for the merchant, where the connection is lost."""
    lost = link_of(connection) in {Link.PENDING, Link.UNLINKED, Link.WITHDRAWN}
    address = link_address(connection.link_url, outside.link_hosts, loopback=outside.loopback)
    if not lost or not address:
        return ""
    return components.copy_button("Copy link address", address, f"Copy the address to link {name}")
