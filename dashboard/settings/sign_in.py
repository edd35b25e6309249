"""Settings of sign-in, roles, limits for each person, and the audit log.

All of them come from the environment alone. A secrets file that is missing or can't be read must not turn
sign-in off, and commands and middleware read them without Streamlit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from dashboard.settings.setting import setting

OIDC: Final = "oidc"
PROXY: Final = "proxy"
_of_environment: Final = partial(setting, environment_only=True)
_DAYS_30: Final = 30 * 24


@dataclass(frozen=True)
class SignInSettings:
    """Who may come in, what they may do, and how much of it."""

    sign_in: str = _of_environment(
        "SIGN_IN",
        "`oidc`: people sign in with your OpenID Connect provider. `proxy`: a proxy in front signs them in. "
        "Without it, there is no sign-in.",
        "",
    )
    session_hours: float = _of_environment(
        "SESSION_HOURS", "People must sign in again after this many hours.", 8.0, most=_DAYS_30
    )
    session_idle_minutes: float = _of_environment(
        "SESSION_IDLE_MINUTES",
        "People must sign in again after this many minutes without opening a page, clicking or typing.",
        60.0,
        most=_DAYS_30 * 60,
    )
    session_key: str = _of_environment(
        "SESSION_KEY",
        "Encrypts the provider's refresh tokens: 32 random bytes, from `openssl rand -base64 32`. "
        "Without it, no refresh tokens are stored.",
        "",
        secret=True,
    )
    oidc_issuer: str = _of_environment(
        "OIDC_ISSUER",
        "The provider's issuer URL, exactly as in its metadata at `/.well-known/openid-configuration`.",
        "",
    )
    oidc_client_id: str = _of_environment(
        "OIDC_CLIENT_ID", "The id that the provider gave this dashboard.", ""
    )
    oidc_client_secret: str = _of_environment(
        "OIDC_CLIENT_SECRET", "The secret that the provider gave this dashboard.", "", secret=True
    )
    oidc_scopes: str = _of_environment(
        "OIDC_SCOPES",
        "The scopes to request from the provider, separated by spaces.",
        "openid profile email",
    )
    sign_in_domain: tuple[str, ...] = _of_environment(
        "SIGN_IN_DOMAIN",
        "Domains, separated by commas. Only people with a verified email address at one of them can sign in. "
        "If the provider sends `hd` (Google), it must match too.",
        (),
    )
    name_claim: str = _of_environment("NAME_CLAIM", "The claim with a person's name.", "name")
    role_claim: str = _of_environment(
        "ROLE_CLAIM",
        "The claim with a person's groups or roles. Without it, only the list of roles and `LEADS` give "
        "roles. With `SIGN_IN=proxy`, use `PROXY_ROLES_HEADER`.",
        "",
    )
    role_map: str = _of_environment(
        "ROLE_MAP",
        "Which group gives which role: `desk-leads=lead; emea=operator tag region=emea; "
        "shops=viewer name Shop*`.",
        "",
    )
    leads: tuple[str, ...] = _of_environment(
        "LEADS",
        "People, separated by commas, who are always leads: email addresses, or `ISSUER SUBJECT`.",
        (),
        as_written=True,
    )
    proxy_secret: str = _of_environment(
        "PROXY_SECRET",
        "What the proxy must send in `PROXY_SECRET_HEADER`: 32 characters or more, "
        "from `openssl rand -hex 32`.",
        "",
        secret=True,
    )
    proxy_secret_header: str = _of_environment(
        "PROXY_SECRET_HEADER", "The header with the proxy's secret.", "X-Sync-Desk-Proxy"
    )
    trusted_proxies: tuple[str, ...] = _of_environment(
        "TRUSTED_PROXIES",
        "Addresses or networks of proxies to trust, separated by commas: `10.0.0.5, 10.1.0.0/24`.",
        (),
    )
    proxy_person_header: str = _of_environment(
        "PROXY_PERSON_HEADER",
        "The header with a person's id. The proxy must remove this header, the next three and "
        "`PROXY_SECRET_HEADER` from incoming requests.",
        "X-Forwarded-User",
    )
    proxy_name_header: str = _of_environment(
        "PROXY_NAME_HEADER", "The header with a person's name. Without it, the id is shown.", ""
    )
    proxy_address_header: str = _of_environment(
        "PROXY_ADDRESS_HEADER", "The header with a person's email address.", ""
    )
    proxy_roles_header: str = _of_environment(
        "PROXY_ROLES_HEADER", "The header with a person's groups or roles, separated by commas.", ""
    )
    typed_keys: bool = _of_environment(
        "TYPED_KEYS",
        "0: no one can enter an API key on a page. With sign-in, that's always so.",
        default=True,
    )
    starts_an_hour: int = _of_environment(
        "STARTS_AN_HOUR", "How many syncs one person may start an hour.", 30
    )
    reads_a_minute: int = _of_environment(
        "READS_A_MINUTE",
        "How many Codat requests one person may cause a minute. Checking a company uses 6.",
        300,
    )
    sign_ins_a_minute: int = _of_environment(
        "SIGN_INS_A_MINUTE",
        "How many failed sign-ins, and how many wrong tokens, one network address may have a minute.",
        10,
    )
    audit_file: str = _of_environment("AUDIT_FILE", "A file to append every event to, as a line of JSON.", "")
    audit_syslog: str = _of_environment(
        "AUDIT_SYSLOG",
        "Where to send every event by syslog: `HOST:PORT`, or a socket like `/dev/log`.",
        "",
    )

    @property
    def keys_may_be_typed(self) -> bool:
        """Whether a person may enter an API key on a page: never once there is sign-in."""
        return self.typed_keys and not self.sign_in

    @property
    def trusted_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of TRUSTED_PROXIES."""
        return tuple(ip_network(each, strict=False) for each in self.trusted_proxies)
