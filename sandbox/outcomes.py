"""How a sync can end: the codes and messages of Codat's docs (Sync for Commerce, status codes, errors)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """Code, words, and whether data was written."""

    code: int
    status: str
    message: str = ""
    pushed: bool = False

    @property
    def succeeded(self) -> bool:
        """True for 2xxx."""
        return 2000 <= self.code < 3000  # noqa: PLR2004 - the family of codes

    @property
    def running(self) -> bool:
        """True for 1xxx."""
        return 1000 <= self.code < 2000  # noqa: PLR2004 - the family of codes


STARTED = Outcome(1000, "Started")
SLOW = Outcome(1010, "Pushing")
WROTE = Outcome(2000, "Complete", pushed=True)
NOTHING = Outcome(2040, "Complete")

TAX_RATE = Outcome(4000, "ValidateError", "Tax rate does not exist or is invalid")
TWO_CONNECTIONS = Outcome(4000, "ValidateError", "Company needs two valid data connections")
FEES_NEED_PAYMENTS = Outcome(4000, "ValidateError", "Payments must be configured before fees can be enabled")
PREPAID_EQUAL = Outcome(
    4000, "ValidateError", "Prepaid account cannot be the same as the prepaid payment account"
)
CARD_EQUAL = Outcome(4000, "ValidateError", "Card account cannot be the same as the payout account")
NO_CUSTOMER = Outcome(4000, "ValidateError", "No sales customer configured")
ACCOUNT_OPTION = Outcome(4000, "ValidateError", "Selected account is not a valid option")
NO_GROUPING = Outcome(4000, "ValidateError", "No grouping period selected")
PAYMENTS_DRAFT = Outcome(
    4000, "ValidateError", "Payments cannot be enabled while the invoice status is Draft"
)
REQUIRED_ACCOUNTS = Outcome(4000, "ValidateError", "Required accounts do not have a selected account")
CUSTOMER_ARCHIVED = Outcome(
    4000,
    "ValidateError",
    "Customer 3b9bf2ed-a618-4af2-80f2-f2b57fddc748 is not in an Active state. (Archived)",
)
ACCOUNT_ARCHIVED = Outcome(
    4000, "ValidateError", "Account(s) not found or not in an Active state. (Archived)"
)
SUPPLIER_GONE = Outcome(4000, "ValidateError", "Supplier does not exist")
TAX_ID_UNMAPPED = Outcome(
    4200,
    "MapCoreError",
    "Cannot match the tax id '23vwUg7OhGIZvEUHdee7fw' to a mapped account on the accounting software for"
    " journal entry.",
)
DEAUTHORISED = Outcome(4220, "ValidateError", "Connection to {accounting} was deauthorized")
LINK_LOST = Outcome(4040, "ValidateError", "Connection to {accounting} was deauthorized")
LAPSED = Outcome(
    4260, "PushError", "The subscription of the company's accounting software ({accounting}) has lapsed"
)
SERVER_ERROR = Outcome(5000, "PushError", "An internal server error occurred")
OVERLAP = Outcome(5080, "ValidateError", "Date overlaps with a previous sync date range")
PROCESSING = Outcome(5120, "MapCoreError", "Order 10482 could not be processed: Please reconcile manually")
REFUSED = Outcome(5130, "PushError", "{accounting} refused the journal entry: the period is locked")
UNAVAILABLE = Outcome(5130, "PushError", "{accounting} refused the journal entry: the service is unavailable")
PARTLY = Outcome(
    5130,
    "PushError",
    "2 of 41 items could not be pushed to {accounting}: Please reconcile manually",
    pushed=True,
)

MISHAPS = (SERVER_ERROR, PROCESSING, REFUSED)
"""What goes wrong on a single night and is well again the next."""

FAILURES = (
    TAX_RATE,
    ACCOUNT_ARCHIVED,
    CUSTOMER_ARCHIVED,
    ACCOUNT_OPTION,
    REQUIRED_ACCOUNTS,
    PREPAID_EQUAL,
    CARD_EQUAL,
    NO_CUSTOMER,
    NO_GROUPING,
    PAYMENTS_DRAFT,
    FEES_NEED_PAYMENTS,
    SUPPLIER_GONE,
    TAX_ID_UNMAPPED,
    REFUSED,
    PARTLY,
)
"""What keeps a merchant failing night after night."""
