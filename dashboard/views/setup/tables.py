"""The tables of the Set-up page, as HTML: what is posted where, what is on, how invoices and taxes are set.

All foreign text is made harmless here. Nothing is guessed: what Codat leaves out reads "not told".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from codat_client.mapping import Configuration
from dashboard.foreign_text import html, one_line
from dashboard.insight.setup.mapping import Point, Problem, Section, Setting, SettingKind, SetUp
from dashboard.insight.zone import MerchantZone
from dashboard.views import components, schedule_words, times
from dashboard.views.setup.summary import (
    NOT_TOLD,
    SECTIONS,
    configured,
    on_off,
    plain,
    sentence,
    start_moment,
    to_do,
    zone_words,
)
from dashboard.views.theme import LATE, OFF

_MOST_IN_A_CELL = 300


@dataclass(frozen=True)
class SetupPageClock:
    """The merchant's zone, in which the schedule counts, the zone times are shown in, the page's now."""

    merchant: MerchantZone
    zone: ZoneInfo
    now: datetime


def numbers(
    told: Configuration, set_up: SetUp, clock: SetupPageClock, *, blamed: bool = False
) -> list[components.Number]:
    """Give the four figures under the answer. `blamed`: whether syncs fail over a setting."""
    points, schedule = len(set_up.points), told.schedule
    return [
        components.Number("Nightly sync", on_off(told.enable), note=f"set-up {configured(told.configured)}"),
        components.Number("Runs", schedule_words.runs(schedule), note=zone_words(schedule, clock.merchant)),
        components.Number(
            "Sales from", start_moment(schedule, clock.zone, clock.now), note="start date of the set-up"
        ),
        components.Number(
            "To mend",
            times.count(points, "point") if points else "none found" if blamed else "nothing",
            note=f"of {times.count(len(set_up.choices), 'setting')}{_resting(set_up)}",
        ),
    ]


def _resting(set_up: SetUp) -> str:
    """Say how many problems are in parts that are off: they matter once those are turned on."""
    resting = len(set_up.resting)
    return f"; {resting} more in parts that are off" if resting else ""


def points_html(points: Iterable[Point]) -> str:
    """Give the table of what has to be mended."""
    rows = [
        (
            f"{components.mark(LATE)} {html(sentence(each))}",
            components.short_id(each.choice.selected) if each.choice else "",
            html(f"Merchant {to_do(each)}"),
        )
        for each in points
    ]
    head: list[str | components.TableColumn] = [
        "What is wrong",
        components.TableColumn("Chosen now", wide_only=True),
        "What to do",
    ]
    return components.table(head, rows, label="What has to be mended")


def posted_html(set_up: SetUp, section: Section) -> str:
    """Give the table of which account each kind is posted to."""
    title, head = SECTIONS[section]
    rows = [_posted(each) for each in set_up.of(SettingKind.ACCOUNT, section=section)]
    if not rows:
        return components.empty("No accounts are told.", "Codat tells none for this part of the set-up.")
    columns: list[str | components.TableColumn] = [
        head,
        "Posted to",
        components.TableColumn("Codat’s description", wide_only=True),
    ]
    return components.table(columns, rows, label=f"{title}: which account each kind is posted to")


def _posted(choice: Setting) -> tuple[str, str, str]:
    """Give a row; the least widths let the columns of all these tables stand under each other."""
    return (
        _at_least("min(9rem, 28vw)", _label_html(choice)),
        _at_least("min(14rem, 40vw)", chosen_html(choice)),
        _at_least("15rem", f'<span class="d-small">{_cell(choice.description)}</span>'),
    )


def _at_least(width: str, html_inside: str) -> str:
    return f'<span style="display:block;min-width:{width}">{html_inside}</span>'


def chosen_html(choice: Setting) -> str:
    """Give what is chosen: name and code, or the problem, or that nothing is chosen.

    A problem has its mark only where it is one of the set-up's points: not in a part that is off.
    """
    if choice.problem is Problem.GONE:
        return _problem(choice, f"no longer among the options {components.short_id(choice.selected)}")
    if choice.problem is Problem.MISSING:
        return _problem(choice, "none chosen, and it is required")
    if choice.selected is None:
        rest = ", not required" if choice.required is False else ""
        return f'<span class="d-muted">none chosen{rest}</span>'
    if choice.name is None:
        return f'{components.short_id(choice.selected)} <span class="d-small">name {NOT_TOLD}</span>'
    code = f' <span class="d-small d-num">{_cell(choice.code)}</span>' if choice.code else ""
    return f"{_cell(choice.name)}{code}"


def _problem(choice: Setting, text_html: str) -> str:
    if choice.on is False:
        return f'<span class="d-muted">{text_html}</span> <span class="d-small">part is off</span>'
    return f"{components.mark(LATE)} {text_html}"


def switches_html(set_up: SetUp) -> str:
    """Give what is on and what is off."""
    rows = [(SECTIONS[each][0], on_off(flag)) for each, flag in set_up.switches.items()]
    if not rows:
        return components.empty("Not told.", "Codat’s answer holds no mapping.")
    return components.facts((title, html(word)) for title, word in rows)


def invoices_html(told: Configuration, set_up: SetUp) -> str:
    """Give how sales are written: on which customer, in which status, grouped by what."""
    settings = told.configuration.map_settings if told.configuration else None
    written = _cell(settings.output_format) if settings and settings.output_format else ""
    kinds = [
        ("Customer", SettingKind.CUSTOMER),
        ("Invoice status", SettingKind.INVOICE_STATUS),
        ("Grouped", SettingKind.PERIOD),
        ("Invoices by", SettingKind.INVOICE_GROUPING),
        ("Lines by", SettingKind.LINE_GROUPING),
        ("Fees from", SettingKind.SUPPLIER),
    ]
    rows = [(label, _all(set_up.of(kind))) for label, kind in kinds]
    return _facts([("Written as", written), *rows])


def taxes_html(set_up: SetUp) -> str:
    """Give which tax becomes which rate in the books."""
    kinds = (
        SettingKind.TAX_RATE,
        SettingKind.MAPPED_TAX_RATE,
        SettingKind.SHOP_TAX,
        SettingKind.ZERO_TAX_RATE,
    )
    rows = [(_tax_label(each), chosen_html(each)) for kind in kinds for each in set_up.of(kind)]
    if not rows:
        return components.empty("No tax rates are told.")
    return components.table(["Tax", "Rate in the books"], rows, label="Tax rates")


def schedule_html(told: Configuration, set_up: SetUp, clock: SetupPageClock) -> str:
    """Give when syncs run, and from which day on."""
    often = _all(set_up.of(SettingKind.FREQUENCY))
    return _facts(
        [
            ("Sync", on_html(told.enable)),
            ("Set-up", html(configured(told.configured))),
            ("Frequency", often),
            ("Runs", html(schedule_words.runs(told.schedule))),
            ("Time zone", html(zone_words(told.schedule, clock.merchant))),
            ("Sales from", html(start_moment(told.schedule, clock.zone, clock.now))),
        ]
    )


def on_html(flag: bool | None) -> str:  # noqa: FBT001 - it is the very thing to be worded
    """Give the same as `on_off`, with the mark for off."""
    return components.status(OFF) if flag is False else html(on_off(flag))


def company_html(told: Configuration, books: str) -> str:
    """Give what the books call this company, and its country."""
    country = told.configuration.country_code if told.configuration else None
    return _facts(
        [
            (f"Its name in {one_line(books, 30)}", _cell(told.accounting_software_company_name)),
            ("Country", _cell(country)),
        ]
    )


def _tax_label(choice: Setting) -> str:
    names = {SettingKind.ZERO_TAX_RATE: "Without tax", SettingKind.SHOP_TAX: "Tax of the shop"}
    return html(names[choice.kind]) if choice.kind in names else _label_html(choice) or html(NOT_TOLD)


def _label_html(choice: Setting) -> str:
    return _cell(plain(choice.label))


def _all(choices: Iterable[Setting]) -> str:
    return ", ".join(chosen_html(each) for each in choices)


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    muted = f'<span class="d-muted">{NOT_TOLD}</span>'
    return components.facts((label, value or muted) for label, value in rows)


def _cell(text: str | None) -> str:
    return html(one_line(text, _MOST_IN_A_CELL))
