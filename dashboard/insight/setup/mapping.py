"""The set-up of a company, read for what is chosen where, and what of it has to be mended.

In comes `codat_client.Configuration`, out come choices: one for each account, tax rate, customer … that can
be chosen, with its problem if it has one. Which problems count, from Codat's docs (Sync for Commerce,
configuration errors, code 4000): a choice that is not among the options, a required account without a choice,
no customer, supplier, tax rate, invoice status, grouping period or frequency, payments beside draft invoices,
fees without payments. What Codat leaves out or sends as null is "not told" and is no problem: options that
did not come can't be compared with, so nothing is said about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

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


class Section(StrEnum):
    """The parts of a set-up that can be on or off, and the schedule."""

    SALES = "sales"
    PAYMENTS = "payments"
    NEW_PAYMENTS = "new_payments"
    FEES = "fees"
    SCHEDULE = "schedule"


class SettingKind(StrEnum):
    """What is chosen."""

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
    """One thing that is chosen, or is to be.

    `label`: its name as Codat tells it, or its key. `selected`: the id (or word) chosen; `name` and `code`:
    the chosen option's, None when it is not among the options or the options are not told. `offered`: how
    many options there are, None when not told. `on`: whether its section is on, None when not told.
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


@dataclass(frozen=True)
class Point:
    """One thing to mend; `choice` is None where two settings contradict each other."""

    problem: Problem
    choice: Setting | None = None


@dataclass(frozen=True)
class SetUp:
    """Everything chosen, and what has to be mended: `points`. `switches`: on, off or not told, by section."""

    switches: dict[Section, bool | None]
    choices: tuple[Setting, ...]
    clashes: tuple[Point, ...] = ()

    def of(self, *kinds: SettingKind, section: Section | None = None) -> tuple[Setting, ...]:
        """Give the choices of these kinds, in Codat's order; only those of one section if it is named."""
        return tuple(each for each in self.choices if each.kind in kinds and section in (None, each.section))

    @property
    def points(self) -> tuple[Point, ...]:
        """What has to be mended: first what is gone, then what is missing, then contradictions."""
        wrong = [each for each in self.choices if each.problem is not None and each.on is not False]
        gone = [each for each in wrong if each.problem is Problem.GONE]
        missing = [each for each in wrong if each.problem is Problem.MISSING]
        return (
            *(Point(Problem.GONE, each) for each in gone),
            *(Point(Problem.MISSING, each) for each in missing),
            *self.clashes,
        )

    @property
    def resting(self) -> tuple[Setting, ...]:
        """Problems in parts that are off: they don't matter until the part is turned on."""
        return tuple(each for each in self.choices if each.problem is not None and each.on is False)


def read_set_up(configuration: Configuration) -> SetUp:
    """Read a configuration; whatever is missing in it yields no choice and no problem."""
    return SetUp(_switches(configuration), tuple(_choices(configuration)), tuple(_clashes(configuration)))


def _switches(told: Configuration) -> dict[Section, bool | None]:
    mapping = told.configuration
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


def _choices(told: Configuration) -> Iterator[Setting]:
    mapping = told.configuration
    if mapping is not None:
        yield from _sales(mapping.sales)
        yield from _payments(mapping.payments, Section.PAYMENTS)
        yield from _payments(mapping.new_payments, Section.NEW_PAYMENTS)
        yield from _fees(mapping.fees)
    if told.schedule is not None:
        yield _word(
            SettingKind.FREQUENCY,
            Section.SCHEDULE,
            told.schedule.selected_frequency,
            told.schedule.frequency_options,
            on=told.enable,
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
    # Where the newer mapping is in use, an empty older one is no fault.
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
        chosen = account.selected_account_id or None
        option = _option(chosen, account.account_options)
        known = option if isinstance(option, AccountConfigurationOption) else None
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
            offered=_count(account.account_options),
            on=on,
            problem=Problem.MISSING
            if account.required and chosen is None
            else _gone(chosen, account.account_options),
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
    """Give a choice among options with ids. `needed`: without a choice the sync fails."""
    option = _option(chosen, options)
    missing = needed and not chosen and options is not None
    return Setting(
        kind,
        section,
        label=label,
        selected=chosen or None,
        name=(seen(option.name) or None) if option else None,
        required=needed or None,
        offered=_count(options),
        on=on,
        problem=Problem.MISSING if missing else _gone(chosen, options),
    )


def _word(
    kind: SettingKind,
    section: Section,
    chosen: str | None,
    options: tuple[str, ...] | None,
    *,
    on: bool | None,
) -> Setting:
    """Give a choice among words; without one the sync fails."""
    known = None if options is None else tuple(ConfigurationOption(id=each, name=each) for each in options)
    return _pick(kind, section, chosen, known, on=on, needed=True)


def _option(chosen: str | None, options: Options) -> ConfigurationOption | None:
    """Find the chosen option; ids are compared without regard to case, as UUIDs come in both."""
    wanted = (chosen or "").casefold()
    return next((each for each in options or () if wanted and (each.id or "").casefold() == wanted), None)


def _gone(chosen: str | None, options: Options) -> Problem | None:
    lost = bool(chosen) and options is not None and _option(chosen, options) is None
    return Problem.GONE if lost else None


def _count(options: tuple[ConfigurationOption, ...] | None) -> int | None:
    return None if options is None else len(options)


def _clashes(told: Configuration) -> Iterator[Point]:
    mapping = told.configuration
    if mapping is None:
        return
    switches = _switches(told)
    payments = [switches.get(each) for each in (Section.PAYMENTS, Section.NEW_PAYMENTS)]
    status = mapping.sales.invoice_status if mapping.sales else None
    draft = ((status.selected_invoice_status if status else None) or "").casefold() == "draft"
    if draft and True in payments:
        yield Point(Problem.DRAFT_WITH_PAYMENTS)
    if switches.get(Section.FEES) and False in payments and True not in payments:
        yield Point(Problem.FEES_WITHOUT_PAYMENTS)
