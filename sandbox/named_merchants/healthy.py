"""Merchants whose sales arrive, or who have nothing to send: no action needed."""

from __future__ import annotations

from datetime import date

from sandbox.case import Case
from sandbox.outcomes import REFUSED, WROTE

HEALTHY: tuple[Case, ...] = (
    Case(
        case="healthy",
        name="Harbour Street Books",
        promise="Every night arrives; a started sync succeeds and writes data.",
        closes=False,
    ),
    Case(
        case="nothing-to-sell",
        name="Lido Ice Cream Kiosk",
        promise="Succeeded for 24 nights and found nothing to write (2040); before that it sold daily.",
        commerce=("Zettle",),
        empty=24,
        overlap=2040,
    ),
    Case(
        case="running",
        name="Copper Kettle Tea Rooms",
        promise="A sync began a few minutes ago and is running (1000). A start now overlaps it.",
        commerce=("Clover",),
        accounting="QuickBooks Online",
        shape="running",
    ),
    Case(
        case="duplicate-protection",
        name="Willow & Wren Gifts",
        promise=(
            "Someone started a sync by hand yesterday; last night's run overlapped it (5080). No sales "
            "are missing."
        ),
        commerce=("Shopify",),
        shape="overlapped",
    ),
    Case(
        case="closed-gap",
        name="Station Yard Cycles",
        promise=(
            "Failed for seven nights some weeks ago; the next success covered them all. Nothing is missing."
        ),
        commerce=("Lightspeed",),
        failure=REFUSED,
        failing_span=(18, 25),
        end=WROTE,
    ),
    Case(
        case="two-shops",
        name="Saffron Lane Pantry",
        promise="Two commerce connections, Shopify and Square, into one Xero; all is well.",
        commerce=("Shopify", "Square"),
    ),
    Case(
        case="several-locations",
        name="Orchard Row Bakery",
        promise="Three Square locations, each a connection of its own; all is well.",
        commerce=("Square", "Square", "Square"),
        accounting="QuickBooks Online",
    ),
    Case(
        case="same-name-first",
        name="Corner Deli",
        promise="One of two companies of one name: the older, Square to QuickBooks Online; all is well.",
        accounting="QuickBooks Online",
    ),
    Case(
        case="same-name-second",
        name="Corner Deli",
        promise="The other company of that name: the younger, Shopify to Xero; all is well.",
        commerce=("Shopify",),
        since=date(2026, 5, 12),
    ),
    Case(
        case="monthly",
        name="Granite Hill Auctions",
        promise="Syncs on the 1st of each month only; the latest succeeded.",
        commerce=("WooCommerce",),
        accounting="e-conomic",
        zone="Europe/Copenhagen",
        monthly=True,
    ),
    Case(
        case="clock-change",
        name="Bäckerei am Nordtor",
        promise=(
            "Due at 02:00 in Berlin, an hour that is skipped in March and comes twice in October; all is "
            "well."
        ),
        accounting="Exact Online",
        zone="Europe/Berlin",
    ),
    Case(
        case="skipped-midnight",
        name="Panadería Cordillera",
        promise="Due at midnight in Santiago, where the clocks change at midnight and a day begins at 01:00.",
        zone="America/Santiago",
        hour=0,
    ),
    Case(
        case="null-zone",
        name="Meadow Gate Plants",
        promise="The configuration has no time zone (null): by Codat's docs that is Etc/UTC; all is well.",
        zone=None,
        hour=0,
    ),
    Case(
        case="windows-zone",
        name="Smørrebrød & Søn",
        promise="The time zone is a Windows name, W. Europe Standard Time; all is well.",
        accounting="e-conomic",
        zone="W. Europe Standard Time",
        real_zone="Europe/Berlin",
    ),
    Case(
        case="unknown-zone",
        name="Far Shore Surf",
        promise="The time zone is an unknown name; its runs are timed in UTC.",
        zone="Atlantis/Harbour",
        real_zone="Etc/UTC",
    ),
    Case(
        case="ten-thousand",
        name="Grand Arcade Toys",
        promise="10,000 syncs in two years: many started by hand each day; the latest succeeded.",
        commerce=("Shopify",),
        accounting="NetSuite",
        shape="ten-thousand",
        overlap=2040,
    ),
)
