"""Read a company's set-up: what is chosen for each setting, and which settings need fixing.

`read_set_up` turns a `codat_client.Configuration` into one `Setting` per account, tax rate, customer and so
on. Codat's docs list what makes a sync fail (Sync for Commerce, configuration errors, code 4000): a choice
that is no longer offered; a required account without a choice; no customer, supplier, tax rate, invoice
status, grouping period or frequency; payments while invoices are drafts; fees without payments. A missing or
null field is never a problem, and without a list of options a choice is not checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from codat_client.mapping import (
    AccountConfiguration,
    AccountConfigurationOption,
    Configuration,
    ConfigurationOption,
    FeesConfiguration,
    Grouping,
    LevelSelection,
    NewTaxRates,
    PaymentsConfiguration,
    SalesConfiguration,
    TaxRateMapping,
)
from dashboard.foreign_text import seen

Options = Iterable[ConfigurationOption] | None
MOST_ALTERNATIVES: Final = 20


class Section(StrEnum):
    """A part of the set-up: those that can be on or off, and the schedule."""

    SALES = "sales"
    PAYMENTS = "payments"
    NEW_PAYMENTS = "new_payments"
    FEES = "fees"
    SCHEDULE = "schedule"


class SettingKind(StrEnum):
    """The kind of thing that is chosen."""

    ACCOUNT = "account"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    TAX_RATE = "tax_rate"
    MAPPED_TAX_RATE = "mapped_tax_rate"
    ZERO_TAX_RATE = "zero_tax_rate"
    SHOP_TAX = "shop_tax"
    INVOICE_STATUS = "invoice_status"
    PERIOD = "period"
    INVOICE_GROUPING = "invoice_grouping"
    LINE_GROUPING = "line_grouping"
    FREQUENCY = "frequency"


class Problem(StrEnum):
    """What can be wrong with a set-up."""

    GONE = "gone"
    MISSING = "missing"
    DRAFT_WITH_PAYMENTS = "draft_with_payments"
    FEES_WITHOUT_PAYMENTS = "fees_without_payments"


@dataclass(frozen=True)
class Setting:
    """One setting and what is chosen for it.

    `label`: its name from Codat, or its key. `selected`: the chosen id or word. `name`, `code`: those of the
    chosen option; None where it is not offered, or the options were not reported. `offered`: the number of
    options, None if not reported. `alternatives`: their names (at most `MOST_ALTERNATIVES`), filled in only
    where there is a problem. `on`: whether its section is on, None if not reported.
    """

    kind: SettingKind
    section: Section
    label: str = ""
    selected: str | None = None
    name: str | None = None
    code: str | None = None
    classification: str | None = None
    description: str | None = None
    required: bool | None = None
    offered: int | None = None
    on: bool | None = None
    problem: Problem | None = None
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something that needs fixing; `setting` is None where two settings conflict."""

    problem: Problem
    setting: Setting | None = None


@dataclass(frozen=True)
class SetUp:
    """Every setting of a company. `switches`: on, off or not reported, by section."""

    switches: dict[Section, bool | None]
    settings: tuple[Setting, ...]
    conflicts: tuple[Finding, ...] = ()

    def of(self, *kinds: SettingKind, section: Section | None = None) -> tuple[Setting, ...]:
        """Return the settings of these kinds in Codat's order, of one section only if it is given."""
        return tuple(each for each in self.settings if each.kind in kinds and section in (None, each.section))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What needs fixing: choices no longer offered, then missing ones, then conflicts."""
        wrong = [each for each in self.settings if each.problem is not None and each.on is not False]
        gone = [each for each in wrong if each.problem is Problem.GONE]
        missing = [each for each in wrong if each.problem is Problem.MISSING]
        return (
            *(Finding(Problem.GONE, each) for each in gone),
            *(Finding(Problem.MISSING, each) for each in missing),
            *self.conflicts,
        )

    @property
    def inactive(self) -> tuple[Setting, ...]:
        """Settings with a problem in sections that are off; they matter once the section is turned on."""
        return tuple(each for each in self.settings if each.problem is not None and each.on is False)


def read_set_up(configuration: Configuration) -> SetUp:
    """Read a configuration; a missing field yields no setting and no problem."""
    return SetUp(_switches(configuration), tuple(_settings(configuration)), tuple(_conflicts(configuration)))


def _switches(configuration: Configuration) -> dict[Section, bool | None]:
    mapping = configuration.configuration
    parts: dict[Section, bool | None] = {}
    if mapping is None:
        return parts
    if mapping.sales is not None:
        parts[Section.SALES] = mapping.sales.sync_sales
    if mapping.payments is not None:
        parts[Section.PAYMENTS] = mapping.payments.sync_payments
    if mapping.new_payments is not None:
        parts[Section.NEW_PAYMENTS] = mapping.new_payments.sync_payments
    if mapping.fees is not None:
        parts[Section.FEES] = mapping.fees.sync_fees
    return parts


def _settings(configuration: Configuration) -> Iterator[Setting]:
    mapping = configuration.configuration
    if mapping is not None:
        yield from _sales(mapping.sales)
        yield from _payments(mapping.payments, Section.PAYMENTS)
        yield from _payments(mapping.new_payments, Section.NEW_PAYMENTS)
        yield from _fees(mapping.fees)
    if configuration.schedule is not None:
        yield _word(
            SettingKind.FREQUENCY,
            Section.SCHEDULE,
            configuration.schedule.selected_frequency,
            configuration.schedule.frequency_options,
            on=configuration.enable,
        )


def _sales(sales: SalesConfiguration | None) -> Iterator[Setting]:
    if sales is None:
        return
    on, section = sales.sync_sales, Section.SALES
    yield from _accounts(sales.accounts, section, on=on)
    if (customer := sales.sales_customer) is not None:
        yield _pick(
            SettingKind.CUSTOMER,
            section,
            customer.selected_customer_id,
            customer.customer_options,
            on=on,
            needed=True,
        )
    if (status := sales.invoice_status) is not None:
        yield _word(
            SettingKind.INVOICE_STATUS,
            section,
            status.selected_invoice_status,
            status.invoice_status_options,
            on=on,
        )
    yield from _taxes(sales, on=on)
    yield from _grouping(sales.grouping, on=on)


def _taxes(sales: SalesConfiguration, *, on: bool | None) -> Iterator[Setting]:
    newer = sales.new_tax_rates
    # Where the newer mapping is in use, an empty older one is not a problem.
    needed = not (newer and newer.tax_rate_mappings)
    for key, rate in (sales.tax_rates or {}).items():
        yield _pick(
            SettingKind.TAX_RATE,
            Section.SALES,
            rate.selected_tax_rate_id,
            rate.tax_rate_options,
            on=on,
            needed=needed,
            label=key,
        )
    if newer is not None:
        yield from _newer_taxes(newer, on=on)


def _newer_taxes(rates: NewTaxRates, *, on: bool | None) -> Iterator[Setting]:
    for each in rates.tax_rate_mappings or ():
        yield from _mapped(each, rates, on=on)
    zero = rates.selected_default_zero_tax_rate_id
    yield _pick(SettingKind.ZERO_TAX_RATE, Section.SALES, zero, rates.default_zero_tax_rate_options, on=on)


def _mapped(mapped: TaxRateMapping, rates: NewTaxRates, *, on: bool | None) -> Iterator[Setting]:
    taxes = [
        _pick(SettingKind.SHOP_TAX, Section.SALES, each, rates.commerce_tax_rate_options, on=on)
        for each in mapped.selected_commerce_tax_rate_ids or ()
    ]
    yield _pick(
        SettingKind.MAPPED_TAX_RATE,
        Section.SALES,
        mapped.selected_accounting_tax_rate_id,
        rates.accounting_tax_rate_options,
        on=on,
        needed=True,
        label=", ".join(tax.name or tax.selected or "" for tax in taxes),
    )
    yield from (tax for tax in taxes if tax.problem is not None)


def _grouping(grouping: Grouping | None, *, on: bool | None) -> Iterator[Setting]:
    if grouping is None:
        return
    if (period := grouping.grouping_period) is not None:
        yield _word(
            SettingKind.PERIOD,
            Section.SALES,
            period.selected_grouping_period,
            period.grouping_period_options,
            on=on,
        )
    if (levels := grouping.grouping_levels) is not None:
        yield from _level(SettingKind.INVOICE_GROUPING, levels.invoice_level, on=on)
        yield from _level(SettingKind.LINE_GROUPING, levels.invoice_line_level, on=on)


def _level(kind: SettingKind, level: LevelSelection | None, *, on: bool | None) -> Iterator[Setting]:
    if level is not None:
        for each in level.selected_group_by_options or ():
            yield _word(kind, Section.SALES, each, level.group_by_options, on=on)


def _payments(payments: PaymentsConfiguration | None, section: Section) -> Iterator[Setting]:
    if payments is not None:
        yield from _accounts(payments.accounts, section, on=payments.sync_payments)


def _fees(fees: FeesConfiguration | None) -> Iterator[Setting]:
    if fees is None:
        return
    yield from _accounts(fees.accounts, Section.FEES, on=fees.sync_fees)
    if (supplier := fees.fees_supplier) is not None:
        chosen, options = supplier.selected_supplier_id, supplier.supplier_options
        yield _pick(SettingKind.SUPPLIER, Section.FEES, chosen, options, on=fees.sync_fees, needed=True)


def _accounts(
    accounts: Mapping[str, AccountConfiguration] | None, section: Section, *, on: bool | None
) -> Iterator[Setting]:
    for key, account in (accounts or {}).items():
        chosen, options = account.selected_account_id or None, account.account_options
        option = _option(chosen, options)
        known = option if isinstance(option, AccountConfigurationOption) else None
        missing = account.required and chosen is None
        problem = Problem.MISSING if missing else _gone(chosen, options)
        yield Setting(
            SettingKind.ACCOUNT,
            section,
            label=account.label_text or key,
            selected=chosen,
            name=(seen(option.name) or None) if option else None,
            code=known.nominal_code if known else None,
            classification=known.classification if known else None,
            description=account.description_text,
            required=account.required,
            offered=_count(options),
            on=on,
            problem=problem,
            alternatives=_alternatives(options) if problem else (),
        )


def _pick(
    kind: SettingKind,
    section: Section,
    chosen: str | None,
    options: tuple[ConfigurationOption, ...] | None,
    *,
    on: bool | None,
    needed: bool = False,
    label: str = "",
) -> Setting:
    """Read a choice among options with ids. `needed`: a sync fails without one."""
    option = _option(chosen, options)
    missing = needed and not chosen and options is not None
    problem = Problem.MISSING if missing else _gone(chosen, options)
    return Setting(
        kind,
        section,
        label=label,
        selected=chosen or None,
        name=(seen(option.name) or None) if option else None,
        required=needed or None,
        offered=_count(options),
        on=on,
        problem=problem,
        alternatives=_alternatives(options) if problem else (),
    )


def _word(
    kind: SettingKind,
    section: Section,
    chosen: str | None,
    options: tuple[str, ...] | None,
    *,
    on: bool | None,
) -> Setting:
    """Read a choice among words; a sync fails without one."""
    known = None if options is None else tuple(ConfigurationOption(id=each, name=each) for each in options)
    return _pick(kind, section, chosen, known, on=on, needed=True)


def _option(chosen: str | None, options: Options) -> ConfigurationOption | None:
    """Find the chosen option, ignoring case: UUIDs come in both."""
    wanted = (chosen or "").casefold()
    return next((each for each in options or () if wanted and (each.id or "").casefold() == wanted), None)


def _gone(chosen: str | None, options: Options) -> Problem | None:
    lost = bool(chosen) and options is not None and _option(chosen, options) is None
    return Problem.GONE if lost else None


def _alternatives(options: Options) -> tuple[str, ...]:
    """Return the names of the options, accounts with their code."""
    return tuple(islice(filter(None, map(_option_name, options or ())), MOST_ALTERNATIVES))


def _option_name(option: ConfigurationOption) -> str:
    name = seen(option.name)
    code = option.nominal_code if isinstance(option, AccountConfigurationOption) else None
    return f"{name} ({code})" if name and code else name


def _count(options: tuple[ConfigurationOption, ...] | None) -> int | None:
    return None if options is None else len(options)


def _conflicts(configuration: Configuration) -> Iterator[Finding]:
    mapping = configuration.configuration
    if mapping is None:
        return
    switches = _switches(configuration)
    payments = [switches.get(each) for each in (Section.PAYMENTS, Section.NEW_PAYMENTS)]
    status = mapping.sales.invoice_status if mapping.sales else None
    draft = ((status.selected_invoice_status if status else None) or "").casefold() == "draft"
    if draft and True in payments:
        yield Finding(Problem.DRAFT_WITH_PAYMENTS)
    if switches.get(Section.FEES) and False in payments and True not in payments:
        yield Finding(Problem.FEES_WITHOUT_PAYMENTS)
