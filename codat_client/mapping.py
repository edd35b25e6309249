"""The configuration of Sync for Commerce for one company: its schedule, and which sale is posted where.

Names are those of Codat's OpenAPI 1.1 (Configuration and its definitions) in snake case; every field may be
None.
"""

from datetime import datetime

import msgspec

from codat_client.records import Int32, Record
from codat_client.times import read_utc


class Schedule(Record, frozen=True, kw_only=True):
    """When the nightly sync runs. `sync_hour` is an hour of the day in `time_zone` (None means Etc/UTC)."""

    selected_frequency: str | None = None
    frequency_options: tuple[str, ...] | None = None
    start_date_text: str | None = msgspec.field(default=None, name="startDate")
    sync_hour: Int32 | None = None
    sync_hour_utc: Int32 | None = None
    time_zone: str | None = None

    def __post_init__(self) -> None:
        # Codat's spec has `syncHour`, its schedule page `syncHourUtc`, for the same thing.
        if self.sync_hour is None and self.sync_hour_utc is not None:
            msgspec.structs.force_setattr(self, "sync_hour", self.sync_hour_utc)

    @property
    def start_date(self) -> datetime | None:
        """The date sales are synced from (the spec: in UTC)."""
        return read_utc(self.start_date_text)


class ConfigurationOption(Record, frozen=True, kw_only=True):
    """One choice among customers, suppliers or tax rates."""

    id: str | None = None
    name: str | None = None


class AccountConfigurationOption(ConfigurationOption, frozen=True, kw_only=True):
    """One account that may be chosen."""

    nominal_code: str | None = None
    classification: str | None = None


class AccountConfiguration(Record, frozen=True, kw_only=True):
    """Which account one kind of sale, payment or fee is posted to."""

    label_text: str | None = None
    description_text: str | None = None
    selected_account_id: str | None = None
    required: bool | None = None
    account_options: tuple[AccountConfigurationOption, ...] | None = None


class InvoiceStatus(Record, frozen=True, kw_only=True):
    """Return whether invoices are written as drafts or submitted."""

    selected_invoice_status: str | None = None
    invoice_status_options: tuple[str, ...] | None = None


class SalesCustomer(Record, frozen=True, kw_only=True):
    """The customer sales are posted to."""

    selected_customer_id: str | None = None
    customer_options: tuple[ConfigurationOption, ...] | None = None


class FeesSupplier(Record, frozen=True, kw_only=True):
    """The supplier fees are posted to."""

    selected_supplier_id: str | None = None
    supplier_options: tuple[ConfigurationOption, ...] | None = None


class TaxRateAmount(Record, frozen=True, kw_only=True):
    """The tax rate chosen for one kind of tax."""

    selected_tax_rate_id: str | None = None
    tax_rate_options: tuple[ConfigurationOption, ...] | None = None


class TaxRateMapping(Record, frozen=True, kw_only=True):
    """Which taxes of the shop become which tax rate in the books."""

    selected_commerce_tax_rate_ids: tuple[str, ...] | None = None
    selected_accounting_tax_rate_id: str | None = None


class NewTaxRates(Record, frozen=True, kw_only=True):
    """The newer way of mapping tax rates."""

    accounting_tax_rate_options: tuple[ConfigurationOption, ...] | None = None
    commerce_tax_rate_options: tuple[ConfigurationOption, ...] | None = None
    tax_rate_mappings: tuple[TaxRateMapping, ...] | None = None
    selected_default_zero_tax_rate_id: str | None = None
    default_zero_tax_rate_options: tuple[ConfigurationOption, ...] | None = None


class GroupingPeriod(Record, frozen=True, kw_only=True):
    """The span that one invoice covers."""

    selected_grouping_period: str | None = None
    grouping_period_options: tuple[str, ...] | None = None


class LevelSelection(Record, frozen=True, kw_only=True):
    """What invoices, or their lines, are grouped by."""

    selected_group_by_options: tuple[str, ...] | None = None
    group_by_options: tuple[str, ...] | None = None


class GroupingLevels(Record, frozen=True, kw_only=True):
    """The grouping of invoices and of their lines."""

    invoice_level: LevelSelection | None = None
    invoice_line_level: LevelSelection | None = None


class Grouping(Record, frozen=True, kw_only=True):
    """How sales are grouped into invoices."""

    grouping_period: GroupingPeriod | None = None
    grouping_levels: GroupingLevels | None = None


class MapSettings(Record, frozen=True, kw_only=True):
    """How sales are written into the books (only `JournalEntry` so far)."""

    output_format: str | None = None


class SalesConfiguration(Record, frozen=True, kw_only=True):
    """How sales are posted. `accounts`: by kind of sale."""

    sync_sales: bool | None = None
    accounts: dict[str, AccountConfiguration] | None = None
    invoice_status: InvoiceStatus | None = None
    sales_customer: SalesCustomer | None = None
    tax_rates: dict[str, TaxRateAmount] | None = None
    new_tax_rates: NewTaxRates | None = None
    grouping: Grouping | None = None


class PaymentsConfiguration(Record, frozen=True, kw_only=True):
    """How payments are posted. `accounts`: by kind of payment."""

    sync_payments: bool | None = None
    accounts: dict[str, AccountConfiguration] | None = None


class FeesConfiguration(Record, frozen=True, kw_only=True):
    """How fees are posted. `accounts`: by kind of fee."""

    sync_fees: bool | None = None
    fees_supplier: FeesSupplier | None = None
    accounts: dict[str, AccountConfiguration] | None = None


class CommerceConfiguration(Record, frozen=True, kw_only=True):
    """The mapping itself."""

    country_code: str | None = None
    map_settings: MapSettings | None = None
    sales: SalesConfiguration | None = None
    payments: PaymentsConfiguration | None = None
    new_payments: PaymentsConfiguration | None = None
    fees: FeesConfiguration | None = None


class Configuration(Record, frozen=True, kw_only=True):
    """Everything set up for one company. `enable` False: no nightly syncs."""

    company_id: str | None = None
    accounting_software_company_name: str | None = None
    enable: bool | None = None
    configured: bool | None = None
    schedule: Schedule | None = None
    configuration: CommerceConfiguration | None = None
