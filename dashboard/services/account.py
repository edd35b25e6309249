"""A Codat account: the address and key that a session, a job or a script uses, and its client."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from codat_client import CodatClient
from codat_client.checks import key_header
from codat_client.group import DEFAULT
from codat_client.status_errors import KEY_ADVICE
from dashboard import demo
from dashboard.access.allowance import Allowance
from dashboard.services.budget import ReadBudget, ReadPurpose, rate_of
from dashboard.settings import Settings

_USUAL_PORT: Final = {"https": ":443", "http": ":80"}
ENTER_ANOTHER_KEY: Final = "Reload this page to enter another key."


@dataclass(frozen=True)
class CodatAccount:
    """Where Codat is called, with which key, and whether it is the demo's sandbox.

    `typed_key`: the key was entered on a page, for one session only. `quota_reserve`: the fraction of the
    day's quota that is left to other systems.
    """

    base_url: str
    api_key: str = field(repr=False)
    demo: bool = False
    proxy: str = ""
    ca_bundle: str = ""
    typed_key: bool = False
    quota_reserve: float = Settings.quota_reserve

    @property
    def account_id(self) -> str:
        """Identify the address and key without revealing the key: part of every shared cache's key.

        A key can be pasted in several forms (blanks, quotes, ready-made). What Codat is sent counts.
        """
        header, _ = key_header(self.api_key)
        return hashlib.sha256(f"{self.address}\n{header}".encode()).hexdigest()

    @property
    def address(self) -> str:
        """Codat's address in one spelling, so that records are found however the setting is written."""
        try:
            url = urlsplit(self.base_url.strip())
        except ValueError:  # the client says what is wrong with it
            return self.base_url
        host = url.netloc.lower().removesuffix(_USUAL_PORT.get(url.scheme, ""))
        return urlunsplit((url.scheme, host, url.path.rstrip("/"), "", ""))

    @property
    def public_id(self) -> str:
        """Identify the account to the browser: eight letters of a hash of the hash, of no use elsewhere."""
        return hashlib.sha256(self.account_id.encode()).hexdigest()[:8]

    def make_client(self, purpose: ReadPurpose, allowance: Allowance | None = None) -> CodatClient:
        """Make a client of this account, whose reads keep to the budget for this purpose.

        `allowance`: how many reads the person may make, if it is one person's client. A job's reads are sent
        once: whoever made them tries again later. Raises `BadInput` if
        address or key can't be one.
        """
        budget = ReadBudget(purpose, self.quota_reserve, allowance, rate=rate_of(self.address))
        return CodatClient(
            self.api_key,
            self.base_url,
            proxy=self.proxy or None,
            ca_bundle=self.ca_bundle or None,
            retries=None if purpose in {ReadPurpose.JOB, ReadPurpose.POLL} else DEFAULT,
            key_advice=ENTER_ANOTHER_KEY if self.typed_key else KEY_ADVICE,
            before_read=budget.check,
            on_request=budget.count_request,
        )


def demo_account(settings: Settings) -> CodatAccount:
    """Return the demo's account, its sandbox started. Raises `DemoError` when it does not come up."""
    return CodatAccount(demo.address(settings), "demo", demo=True, quota_reserve=settings.quota_reserve)


def account_of(settings: Settings) -> CodatAccount | None:
    """Return the account of the settings; None without a key. Raises `DemoError` as `demo_account` does."""
    if settings.demo:
        return demo_account(settings)
    return account_with(settings, settings.api_key) if settings.api_key else None


def account_with(settings: Settings, api_key: str) -> CodatAccount:
    """Return the account behind a key, at the address and through the network of the settings."""
    return CodatAccount(
        settings.base_url,
        api_key,
        proxy=settings.proxy,
        ca_bundle=settings.ca_bundle,
        typed_key=api_key != settings.api_key,
        quota_reserve=settings.quota_reserve,
    )
