"""A company's configuration: schedule and mapping, as the Sync Flow would save it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sandbox.case import Merchant
from sandbox.catalogue import COUNTRY_OF, FEE_ACCOUNTS, PAYMENT_ACCOUNTS, SALES_ACCOUNTS, TAX_NAMES
from sandbox.history import start_date
from sandbox.oddities import odd_configuration
from sandbox.outcomes import ACCOUNT_ARCHIVED, NO_CUSTOMER, NO_GROUPING, REQUIRED_ACCOUNTS, TAX_RATE
from sandbox.times import text_z

Account = tuple[str, str, str, str, str, str]
Json = dict[str, object]


def configuration_of(merchant: Merchant, now: datetime) -> Json:
    """Return a Configuration."""
    about = merchant.about
    made: Json = {
        "companyId": merchant.id,
        "accountingSoftwareCompanyName": f"{about.name} Ltd" if merchant.chance("ltd") % 2 else about.name,
        "enable": about.enable,
        "configured": about.configured,
        "schedule": {
            "selectedFrequency": "Monthly" if about.monthly else "Daily",
            "frequencyOptions": ["Daily", "Monthly"] if about.monthly else ["Daily"],
            "startDate": text_z(start_date(merchant, now)),
            "syncHour": about.hour,
            "timeZone": about.zone,
        },
        "configuration": _mapping(merchant),
    }
    return odd_configuration(merchant, made)


def _mapping(merchant: Merchant) -> Json:
    pays = merchant.about.configured and merchant.chance("payments") % 4 != 0
    return {
        "countryCode": COUNTRY_OF.get(merchant.about.zone or "", "GB"),
        "mapSettings": {"outputFormat": "JournalEntry"},
        "sales": _sales(merchant),
        "payments": {"syncPayments": pays, "accounts": _accounts(merchant, PAYMENT_ACCOUNTS)},
        "newPayments": {"syncPayments": pays, "accounts": _accounts(merchant, PAYMENT_ACCOUNTS)},
        "fees": {
            "syncFees": pays,
            "feesSupplier": {
                "selectedSupplierId": merchant.own_id("supplier", 0),
                "supplierOptions": _options(merchant, "supplier", (f"{merchant.about.commerce[0]} fees",)),
            },
            "accounts": _accounts(merchant, FEE_ACCOUNTS),
        },
    }


def _sales(merchant: Merchant) -> Json:
    failure = merchant.about.failure
    customer = None if failure is NO_CUSTOMER else merchant.own_id("customer", 0)
    customers = (f"{merchant.about.commerce[0]} sales", "Walk-in customers")
    return {
        "syncSales": merchant.about.configured,
        "accounts": _accounts(merchant, SALES_ACCOUNTS),
        "invoiceStatus": {
            "selectedInvoiceStatus": "Submitted",
            "invoiceStatusOptions": ["Submitted", "Draft"],
        },
        "salesCustomer": {
            "selectedCustomerId": customer,
            "customerOptions": _options(merchant, "customer", customers),
        },
        "taxRates": _tax_rates(merchant),
        "newTaxRates": _new_tax_rates(merchant),
        "grouping": _grouping(period=None if failure is NO_GROUPING else "Daily"),
    }


def _accounts(merchant: Merchant, kinds: Sequence[Account]) -> dict[str, Json]:
    """Return each kind of posting with its account; a failing merchant's first is deleted or not chosen."""
    offered: list[Json] = [
        {"id": merchant.own_id("account", key), "name": name, "nominalCode": code, "classification": group}
        for key, _, _, code, name, group in kinds
    ]
    made: dict[str, Json] = {}
    for key, label, text, *_ in kinds:
        made[key] = {
            "labelText": label,
            "descriptionText": text,
            "selectedAccountId": _chosen(merchant, key, first=key == SALES_ACCOUNTS[0][0]),
            "required": key in {"sales", "card", "payout", "fees"},
            "accountOptions": offered,
        }
    return made


def _chosen(merchant: Merchant, key: str, *, first: bool) -> str | None:
    failure = merchant.about.failure
    if not merchant.about.configured or (first and failure is REQUIRED_ACCOUNTS):
        return None
    if first and failure is ACCOUNT_ARCHIVED:
        return merchant.own_id("account", key, "archived")
    return merchant.own_id("account", key)


def _options(merchant: Merchant, what: str, names: Sequence[str]) -> list[Json]:
    return [{"id": merchant.own_id(what, number), "name": name} for number, name in enumerate(names)]


def _tax_names(merchant: Merchant) -> list[str]:
    country = COUNTRY_OF.get(merchant.about.zone or "", "GB")
    return [name for name, _ in TAX_NAMES.get(country, TAX_NAMES["GB"])]


def _tax_rates(merchant: Merchant) -> dict[str, Json]:
    """Return the chosen rates; if the tax rate causes the failure, the chosen one is no longer offered."""
    offered = _options(merchant, "tax", _tax_names(merchant))
    gone = merchant.about.failure is TAX_RATE
    standard = merchant.own_id("tax", "archived") if gone else merchant.own_id("tax", 0)
    return {
        "standardRate": {"selectedTaxRateId": standard, "taxRateOptions": offered},
        "zeroRate": {
            "selectedTaxRateId": merchant.own_id("tax", len(offered) - 1),
            "taxRateOptions": offered,
        },
    }


def _new_tax_rates(merchant: Merchant) -> Json:
    offered = _options(merchant, "tax", _tax_names(merchant))
    sold = _options(merchant, "component", [f"Shop: {name}" for name in _tax_names(merchant)])
    rate = _tax_rates(merchant)["standardRate"]["selectedTaxRateId"]
    return {
        "accountingTaxRateOptions": offered,
        "commerceTaxRateOptions": sold,
        "taxRateMappings": [
            {"selectedCommerceTaxRateIds": [sold[0]["id"]], "selectedAccountingTaxRateId": rate}
        ],
        "selectedDefaultZeroTaxRateId": offered[-1]["id"],
        "defaultZeroTaxRateOptions": offered,
    }


def _grouping(period: str | None) -> Json:
    return {
        "groupingPeriod": {"selectedGroupingPeriod": period, "groupingPeriodOptions": ["Daily"]},
        "groupingLevels": {
            "invoiceLevel": {"selectedGroupByOptions": ["Location"], "groupByOptions": ["Location", "None"]},
            "invoiceLineLevel": {
                "selectedGroupByOptions": ["Account", "TaxRate"],
                "groupByOptions": ["Account", "TaxRate", "Product"],
            },
        },
    }
