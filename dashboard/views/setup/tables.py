"""Draw the Set-up page below its answer, as HTML: what needs fixing, and every setting in groups.

All foreign text is escaped here. A field that Codat leaves out reads "not reported".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from codat_client.mapping import Configuration
from dashboard.foreign_text import html, one_line
from dashboard.insight.setup.mapping import Finding, Problem, Section, Setting, SettingKind, SetUp
from dashboard.views import components, schedule_words, times
from dashboard.views.cause_words import capital
from dashboard.views.clock import PageClock
from dashboard.views.components import Number, TableColumn
from dashboard.views.setup import setting_text, summary
from dashboard.views.setup.platform_terms import PlatformTerms, output_format, terms_of
from dashboard.views.setup.summary import on_off
from dashboard.views.theme import LATE, OFF
from dashboard.views.words import NOT_REPORTED

SECTIONS: Final = {
    Section.SALES: ("Sales", "Kind of sale"),
    Section.PAYMENTS: ("Payments", "Kind of payment"),
    Section.NEW_PAYMENTS: ("New payments", "Kind of payment"),
    Section.FEES: ("Fees", "Kind of fee"),
}
"""For each section: its title, and the head of its first column."""
_TAXES: Final = (
    SettingKind.TAX_RATE,
    SettingKind.MAPPED_TAX_RATE,
    SettingKind.SHOP_TAX,
    SettingKind.ZERO_TAX_RATE,
)
_POSTING: Final = (
    SettingKind.CUSTOMER,
    SettingKind.INVOICE_STATUS,
    SettingKind.PERIOD,
    SettingKind.INVOICE_GROUPING,
    SettingKind.LINE_GROUPING,
)
_POSTING_LABELS: Final = ("Invoice status", "Period", "Invoices split by", "Lines split by")
"""Those of `_POSTING` after the customer, which each platform calls by its own name."""
_MOST_IN_A_CELL: Final = 300
_MOST_IN_A_NUMBER: Final = 60


@dataclass(frozen=True)
class SettingGroup:
    """Settings that are shown together: `state` is a text for the folded line, `body` is HTML."""

    title: str
    settings: tuple[Setting, ...]
    state: str
    body: str


def numbers(configuration: Configuration, books: str, clock: PageClock) -> list[Number]:
    """Return the four figures: is sync on, when it runs, from when, and into which company."""
    schedule, mapping = configuration.schedule, configuration.configuration
    company = one_line(configuration.accounting_software_company_name, _MOST_IN_A_NUMBER)
    country = one_line(mapping.country_code if mapping else "", 20)
    start = summary.start_moment(schedule, clock.shown_zone, clock.now)
    return [
        Number(
            "Scheduled sync",
            capital(on_off(configuration.enable)),
            note=f"set-up {summary.configured(configuration.configured)}",
        ),
        Number(
            "Runs",
            capital(schedule_words.runs(schedule)),
            note=summary.zone_words(schedule, clock.merchant),
        ),
        Number("Sales from", capital(start), note="start date of the set-up"),
        Number(
            f"Company in {one_line(books, 30)}",
            company or capital(NOT_REPORTED),
            note=f"country {country or NOT_REPORTED}",
        ),
    ]


def findings_html(findings: Iterable[Finding]) -> str:
    """Return the table of what needs fixing: the setting, what is chosen now, what to choose."""
    columns: list[str | TableColumn] = [
        "Setting",
        TableColumn("Chosen now", wide_only=True),
        "What to choose",
    ]
    return components.table(columns, map(_finding, findings), label="What needs fixing")


def _finding(finding: Finding) -> tuple[str, str, str]:
    setting = finding.setting
    if setting is None:
        action = setting_text.remedy(finding)
        return f"{components.mark(LATE)} {html(setting_text.sentence(finding))}", "", html(capital(action))
    named = f"{components.mark(LATE)} {html(setting_text.name(setting))}"
    return named, _chosen_now(setting), _alternatives(finding, setting)


def _chosen_now(setting: Setting) -> str:
    if setting.problem is Problem.MISSING:
        return '<span class="d-muted">nothing</span>'
    return f'{_id_or_word(setting)} <span class="d-small">no longer available</span>'


def _alternatives(finding: Finding, setting: Setting) -> str:
    options = setting_text.options(setting)
    if not options:
        return html(capital(setting_text.remedy(finding)))
    return f'<span class="d-small">One of:</span> {html(options)}'


def groups(configuration: Configuration, set_up: SetUp, books: str, clock: PageClock) -> list[SettingGroup]:
    """Return every setting, in groups: accounts, tax rates, posting, schedule. `books`: its software."""
    country = configuration.configuration.country_code if configuration.configuration else None
    terms = terms_of(books, country)
    return [
        *(_accounts(set_up, section, terms) for section in set_up.switches),
        _tax_rates(set_up, books),
        _posting(configuration, set_up, terms),
        _schedule(configuration, set_up, clock),
    ]


def group_html(group: SettingGroup, *, opened: bool = False) -> str:
    """Return a group that opens with a click: its title, the number of its settings, how many to fix."""
    wrong = sum(each.problem is not None and each.on is not False for each in group.settings)
    rest = [times.count(len(group.settings), "setting"), group.state]
    shown = f'<span class="d-muted">{html(" · ".join(filter(None, rest)))}</span>'
    marked = f"<span>{components.mark(LATE)} {wrong} to fix</span>" if wrong else ""
    return components.fold(group.title, shown + marked + _gist(group), group.body, opened=opened)


def _gist(group: SettingGroup) -> str:
    """Return what is chosen in a group on one line, for a wide window."""
    names = dict.fromkeys(setting_text.value(each) for each in group.settings if each.name)
    return f'<span class="d-gist">{html(", ".join(names))}</span>' if len(group.settings) > 1 else ""


def _accounts(set_up: SetUp, section: Section, terms: PlatformTerms) -> SettingGroup:
    accounts = set_up.of(SettingKind.ACCOUNT, section=section)
    suppliers = set_up.of(SettingKind.SUPPLIER, section=section)
    body = accounts_html(accounts, section)
    if suppliers:
        body += components.facts([(f"{terms.supplier} for fees", _all(suppliers))])
    state = on_off(set_up.switches.get(section))
    return SettingGroup(SECTIONS[section][0], (*accounts, *suppliers), state, body)


def accounts_html(accounts: Iterable[Setting], section: Section) -> str:
    """Return the table of the account that each kind of sale, payment or fee is posted to."""
    title, head = SECTIONS[section]
    rows = [_account(each) for each in accounts]
    if not rows:
        return components.empty("No accounts reported.")
    columns: list[str | TableColumn] = [head, "Account", TableColumn("Description", wide_only=True)]
    return components.table(columns, rows, label=f"{title}: the account of each kind")


def _account(setting: Setting) -> tuple[str, str, str]:
    """Return a row; minimum widths align the columns of all these tables."""
    return (
        _at_least("min(9rem, 28vw)", _label(setting)),
        _at_least("min(14rem, 40vw)", chosen_html(setting)),
        _at_least("15rem", f'<span class="d-small">{_cell(setting.description)}</span>'),
    )


def _at_least(width: str, html_inside: str) -> str:
    return f'<span style="display:block;min-width:{width}">{html_inside}</span>'


def chosen_html(setting: Setting) -> str:
    """Return what is chosen: name and code, or the problem, or that nothing is.

    A problem is marked only where it is one of the set-up's findings, not in a section that is off.
    """
    if setting.problem is Problem.GONE:
        return _problem(setting, f"no longer available {components.short_id(setting.selected)}")
    if setting.problem is Problem.MISSING:
        return _problem(setting, "nothing chosen, but required")
    if setting.selected is None:
        rest = ", not required" if setting.required is False else ""
        return f'<span class="d-muted">nothing chosen{rest}</span>'
    if setting.name is None:
        return _id_or_word(setting)
    code = f' <span class="d-small d-num">{_cell(setting.code)}</span>' if setting.code else ""
    return f"{html(setting_text.value(setting, _MOST_IN_A_CELL))}{code}"


def _id_or_word(setting: Setting) -> str:
    if setting_text.is_enum(setting):
        return html(setting_text.value(setting))
    unnamed = "" if setting.problem else f' <span class="d-small">name {NOT_REPORTED}</span>'
    return components.short_id(setting.selected) + unnamed


def _problem(setting: Setting, text_html: str) -> str:
    if setting.on is False:
        return f'<span class="d-muted">{text_html}</span> <span class="d-small">part is off</span>'
    return f"{components.mark(LATE)} {text_html}"


def _tax_rates(set_up: SetUp, books: str) -> SettingGroup:
    rates = [each for kind in _TAXES for each in set_up.of(kind)]
    rows = [(_tax(each), chosen_html(each)) for each in rates]
    columns = ["Tax", f"Tax rate in {one_line(books, 30)}"]
    empty = components.empty("No tax rates reported.")
    body = components.table(columns, rows, label="Tax rates") if rows else empty
    return SettingGroup("Tax rates", tuple(rates), "", body)


def _posting(configuration: Configuration, set_up: SetUp, terms: PlatformTerms) -> SettingGroup:
    mapping = configuration.configuration
    settings = mapping.map_settings if mapping else None
    format_name = output_format(settings.output_format if settings else None, terms)
    labels = (f"{terms.customer} for sales", *_POSTING_LABELS)
    rows = [(label, _all(set_up.of(kind))) for label, kind in zip(labels, _POSTING, strict=True)]
    body = _facts([("Posted as", html(format_name)), *rows])
    return SettingGroup("Posting", set_up.of(*_POSTING), format_name.lower(), body)


def _schedule(configuration: Configuration, set_up: SetUp, clock: PageClock) -> SettingGroup:
    schedule, frequency = configuration.schedule, set_up.of(SettingKind.FREQUENCY)
    runs = schedule_words.runs(schedule)
    rows = [
        ("Scheduled sync", _on(configuration.enable)),
        ("Frequency", _all(frequency)),
        ("Runs", html(runs)),
        ("Time zone", html(summary.zone_words(schedule, clock.merchant))),
        ("Sales from", html(summary.start_moment(schedule, clock.shown_zone, clock.now))),
    ]
    return SettingGroup("Schedule", frequency, runs, _facts(rows))


def _on(flag: bool | None) -> str:  # noqa: FBT001 - the flag is what is shown
    return components.status(OFF) if flag is False else html(on_off(flag))


def _tax(setting: Setting) -> str:
    names = {SettingKind.ZERO_TAX_RATE: "No tax", SettingKind.SHOP_TAX: "Shop tax"}
    return html(names[setting.kind]) if setting.kind in names else _label(setting) or html(NOT_REPORTED)


def _label(setting: Setting) -> str:
    return _cell(setting_text.label(setting.label))


def _all(settings: Iterable[Setting]) -> str:
    return ", ".join(map(chosen_html, settings))


def _facts(rows: Iterable[tuple[str, str]]) -> str:
    missing = f'<span class="d-muted">{NOT_REPORTED}</span>'
    return components.facts((label, value or missing) for label, value in rows)


def _cell(text: str | None) -> str:
    return html(one_line(text, _MOST_IN_A_CELL))
