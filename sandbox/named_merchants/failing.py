"""Merchants with problems: failing for some days, switched off, half linked, stuck, late."""

from __future__ import annotations

from sandbox.case import Case
from sandbox.outcomes import (
    ACCOUNT_ARCHIVED,
    CUSTOMER_ARCHIVED,
    DEAUTHORISED,
    LAPSED,
    LINK_LOST,
    PARTLY,
    REFUSED,
    REQUIRED_ACCOUNTS,
    SERVER_ERROR,
    TAX_ID_UNMAPPED,
    TAX_RATE,
    TWO_CONNECTIONS,
)

FAILING: tuple[Case, ...] = (
    Case(
        case="archived-tax-rate",
        name="Bluebird Coffee",
        promise=(
            "Nine failing days: the chosen tax rate is gone from Xero (4000). A start fails with the same"
            " words."
        ),
        failing=9,
        failure=TAX_RATE,
    ),
    Case(
        case="failing-3",
        name="Lantern House Brewing",
        promise="Three failing days: the accounting side refuses the entry, its period is locked (5130).",
        commerce=("Clover",),
        accounting="QuickBooks Online",
        failing=3,
        failure=REFUSED,
    ),
    Case(
        case="failing-29",
        name="Quayside Florist",
        promise="29 failing days, an account is archived (4000): two more and Codat switches the sync off.",
        commerce=("Shopify",),
        failing=29,
        failure=ACCOUNT_ARCHIVED,
    ),
    Case(
        case="failing-30",
        name="Thistle & Timber",
        promise=(
            "30 failing days, required accounts aren't chosen (4000): one more and Codat switches the "
            "sync off."
        ),
        accounting="Sage Business Cloud Accounting",
        failing=30,
        failure=REQUIRED_ACCOUNTS,
    ),
    Case(
        case="failing-31",
        name="Old Mill Furniture",
        promise="31 failing days, the configuration still says enabled: probably switched off.",
        commerce=("Lightspeed",),
        failing=31,
        failure=TAX_ID_UNMAPPED,
    ),
    Case(
        case="switched-off",
        name="Juniper & Rye",
        promise=(
            "Switched off by Codat after 31 failing days, 47 days ago; no run since. A start is refused "
            "(400)."
        ),
        commerce=("Lightspeed",),
        accounting="FreeAgent",
        hour=0,
        enable=False,
        failing=31,
        quiet=47,
        failure=LINK_LOST,
        accounting_status="Deauthorized",
    ),
    Case(
        case="deauthorised",
        name="Magpie Records",
        promise=(
            "Five failing days: the merchant withdrew the access to QuickBooks Online (4220). Link it again."
        ),
        accounting="QuickBooks Online",
        failing=5,
        failure=DEAUTHORISED,
        accounting_status="Deauthorized",
    ),
    Case(
        case="half-linked",
        name="Fern Hollow Pottery",
        promise=(
            "Never well: Xero was never linked, so every night for two weeks failed (4000, needs "
            "two connections)."
        ),
        commerce=("WooCommerce",),
        age=13,
        failing=14,
        never_well=True,
        failure=TWO_CONNECTIONS,
        accounting_status="PendingAuth",
    ),
    Case(
        case="unlinked",
        name="Pebble Cove Surf Shop",
        promise="Four failing days: the Shopify connection was unlinked (4000, needs two connections).",
        commerce=("Shopify",),
        failing=4,
        failure=TWO_CONNECTIONS,
        commerce_status="Unlinked",
    ),
    Case(
        case="subscription-lapsed",
        name="Northgate Tailors",
        promise="Eight failing days: the merchant's Xero subscription has lapsed (4260).",
        failing=8,
        failure=LAPSED,
    ),
    Case(
        case="partly-written",
        name="Beacon Hill Cheese",
        promise="Two failing days (5130), but data was pushed: some of these sales are in the books.",
        accounting="QuickBooks Online",
        failing=2,
        failure=PARTLY,
    ),
    Case(
        case="failed-at-once",
        name="Copperfield Optics",
        promise="Six failing days, the customer is archived; a trigger's 200 already carries the 4000.",
        accounting="Sage Business Cloud Accounting",
        failing=6,
        failure=CUSTOMER_ARCHIVED,
        failed_at_once=True,
    ),
    Case(
        case="half-closed-gap",
        name="Rowan Tree Stationery",
        promise=(
            "Ten failing nights; a sync by hand for the first half of the gap succeeded, the rest is missing."
        ),
        failing=10,
        failure=SERVER_ERROR,
        shape="half-closed",
    ),
    Case(
        case="stuck",
        name="Anchor Wharf Seafood",
        promise="A sync began hours ago and still says it is in progress (1010).",
        commerce=("Clover",),
        shape="stuck",
    ),
    Case(
        case="late",
        name="Larch Lane Kitchen",
        promise="Enabled and well, but no run for two days: late.",
        quiet=2,
    ),
)
