"""Platforms and words that merchants are made from. Only companies, all invented."""

from __future__ import annotations

COMMERCE_KEYS = {
    "Square": "ifgv",
    "Shopify": "fztf",
    "Clover": "blyj",
    "Lightspeed": "sfxa",
    "Zettle": "ugxp",
    "WooCommerce": "uwoc",
    "Eposnow": "epos",
    "SumUp": "smup",
    "BigCommerce": "mnxb",
    "Amazon Seller Central": "amzn",
}
ACCOUNTING_KEYS = {
    "Xero": "gbol",
    "QuickBooks Online": "qhyg",
    "FreeAgent": "fbrh",
    "Sage Business Cloud Accounting": "tfsb",
    "e-conomic": "ecnm",
    "Exact Online": "exol",
    "MYOB": "pdvj",
    "NetSuite": "akxx",
}
BANKING_KEYS = {"Plaid": "ndsk"}
"""Integration keys are four letters; these are stand-ins, not Codat's own."""

COMMERCE = tuple(COMMERCE_KEYS)
ACCOUNTING = tuple(ACCOUNTING_KEYS)

ZONES = (
    ("Europe/London", "GB"),
    ("Europe/London", "GB"),
    ("Europe/London", "GB"),
    ("Europe/Dublin", "IE"),
    ("America/New_York", "US"),
    ("America/Chicago", "US"),
    ("America/Los_Angeles", "US"),
    ("Europe/Copenhagen", "DK"),
    ("Europe/Berlin", "DE"),
    ("Europe/Paris", "FR"),
    ("Australia/Sydney", "AU"),
    ("Pacific/Auckland", "NZ"),
    ("America/Toronto", "CA"),
)
COUNTRY_OF = dict(ZONES)


def _words(text: str, between: str | None = None) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(between))


FIRST_WORDS = _words(
    """
    Amber Anchor Ashdown Basil Beacon Birch Bramble Bridge Canal Castle Cedar Chapel Cherry Clover
    Copper Cobalt Coral Crescent Dockside Dune Eastgate Elder Ember Fern Field Foxglove Garden Glen
    Granite Grove Harvest Hazel Heather Hillside Hollow Indigo Ivy Juniper Kestrel Lantern Larch
    Lavender Linden Magpie Maple Meadow Mill Moss Northgate Oak Olive Orchard Osprey Pebble Pine Plum
    Poplar Quarry Quayside Reed Ridge River Rowan Saffron Sage Sandpiper Silver Slate Sparrow Station
    Stone Swallow Tamarind Thistle Tide Timber Valley Violet Walnut Westgate Wharf Willow Wren Yarrow
    """
)
SECOND_WORDS = _words(
    """
    & Co, Lane, Street, Yard, Square, House, Corner, Row, Works, Market, Court, Hill
    """,
    ",",
)
TRADES = _words(
    """
    Bakery Books Brewing Ceramics Cheese Cycles Coffee Deli Florist Furniture Games Gifts Grocers
    Hardware Homeware Interiors Kitchen Knitwear Leather Music Optics Outdoors Pantry Pets Pharmacy
    Plants Pottery Records Roasters Salon Shoes Stationery Surf Tailors Tea Toys Vintage Wines
    """
)
GIVEN_NAMES = (
    "The Blue Bird Café",
    "Bluebrid Gifts",
    "Bäckerei am Markt",
    "Møllens Ostehandel",
    "Crème Fraîche Traiteur",
    "La Crêperie du Port",
    "Żubr Delikatesy",
    "Pâtisserie Étoile",
    "Mañana Tacos",
    "Fjällbäck Lakrits",
)
"""Names that are good to search for: near misses of a named one, and accents."""

SALES_ACCOUNTS = (
    ("sales", "Sales", "Where sales are posted", "200", "Sales", "Income"),
    (
        "giftCards",
        "Gift cards",
        "Gift cards sold and not yet used",
        "825",
        "Gift Card Liability",
        "Liability",
    ),
    ("tips", "Tips", "Tips taken with a sale", "826", "Tips Payable", "Liability"),
    ("shipping", "Shipping", "Delivery charged to customers", "425", "Postage & Delivery", "Income"),
    ("discounts", "Discounts", "Discounts given", "205", "Discounts Allowed", "Income"),
    ("refunds", "Refunds", "Refunds given", "210", "Sales Returns", "Income"),
)
PAYMENT_ACCOUNTS = (
    ("card", "Card payments", "Clearing account of card payments", "610", "Card Clearing", "Asset"),
    ("cash", "Cash payments", "Clearing account of cash", "611", "Cash in Till", "Asset"),
    ("payout", "Payouts", "The bank account that payouts reach", "090", "Business Current Account", "Asset"),
)
FEE_ACCOUNTS = (("fees", "Payment fees", "Fees the platform keeps", "404", "Bank & Card Fees", "Expense"),)
TAX_NAMES = {
    "GB": (("20% VAT on Income", "20"), ("5% VAT on Income", "5"), ("Zero Rated Income", "0")),
    "US": (("Sales tax 8.875%", "8.875"), ("Tax exempt", "0")),
    "DE": (("19% USt", "19"), ("7% USt", "7"), ("0% USt", "0")),
    "DK": (("Salgsmoms 25%", "25"), ("Momsfri", "0")),
    "AU": (("GST on Income 10%", "10"), ("GST Free Income", "0")),
}
