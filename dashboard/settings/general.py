"""Settings of Codat, the demo, the database, pages and shared links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from dashboard.settings.setting import setting

CODAT: Final = "https://api.codat.io"
MOST_SHARE_DAYS: Final = 30
"""The most days that a shared link may last, whatever the settings say."""


@dataclass(frozen=True)
class GeneralSettings:
    """Everything but sign-in, roles and limits."""

    api_key: str = setting("CODAT_API_KEY", "Codat's API key, or the complete header value.", "", secret=True)
    base_url: str = setting("CODAT_BASE_URL", "The address of Codat's API.", CODAT)
    proxy: str = setting("CODAT_PROXY", "The proxy to reach Codat through, `http://host:port`.", "")
    ca_bundle: str = setting(
        "CODAT_CA_BUNDLE", "A file of certificates to trust instead of the system's.", ""
    )
    demo: bool = setting(
        "DEMO", "1: show invented merchants from the built-in sandbox, even if a key is set.", default=False
    )
    demo_companies: int = setting("DEMO_COMPANIES", "The number of invented merchants.", 60)
    demo_seed: int = setting("DEMO_SEED", "A different number gives different merchants and ids.", 1)
    demo_sync_seconds: float = setting("DEMO_SYNC_SECONDS", "How many seconds an invented sync runs.", 12.0)
    database_url: str = setting(
        "DATABASE_URL",
        "Where starts, notes, shared links, sessions and roles are stored: a SQLite file, or "
        "`postgresql://USER@HOST/NAME`.",
        "sqlite:///var/sync-desk.db",
        secret=True,
        environment_only=True,
        read_once=True,
    )
    read_only: bool = setting(
        "READ_ONLY",
        "1: a read-only view. No one can start a sync, share, write notes or change roles.",
        default=False,
    )
    allow_starting: bool = setting(
        "ALLOW_STARTING",
        "1: without sign-in, syncs may also be started, and shared links created, from other machines.",
        default=False,
    )
    ask_again: bool = setting(
        "ASK_AGAIN",
        "1: when Codat's answer got lost and no new sync appears, ask again automatically with the same key. "
        "Never for a range of days.",
        default=False,
        environment_only=True,
    )
    hosts: tuple[str, ...] = setting(
        "HOSTS",
        "Host names the dashboard answers to besides this machine's own, separated by commas.",
        (),
        environment_only=True,
    )
    stuck_hours: float = setting("STUCK_HOURS", "A sync that runs this many hours counts as stuck.", 2.0)
    late_hours: float = setting(
        "LATE_HOURS", "This many hours after its due time, a sync that hasn't run counts as late.", 12.0
    )
    warn_days: int = setting("WARN_DAYS", "Warn this many days before Codat switches a failing sync off.", 7)
    team_zone: str = setting(
        "TEAM_ZONE",
        "The team's time zone, such as Europe/London: when a day begins on Home, in digests and in trends.",
        "Etc/UTC",
    )
    fleet_keep_days: int = setting(
        "FLEET_KEEP_DAYS",
        "For how many days the history of all companies is stored: changes, problems, incidents, days. "
        "100 or more.",
        730,
    )
    sync_flow_url: str = setting(
        "SYNC_FLOW_URL", "Where a merchant opens the sync settings; used in the texts to copy for them.", ""
    )
    link_hosts: tuple[str, ...] = setting(
        "LINK_HOSTS",
        "Hosts, separated by commas, whose addresses may be sent to a merchant to link an account again.",
        ("link-api.codat.io", "link.codat.io"),
    )
    portal_url: str = setting(
        "PORTAL_URL",
        "The Codat Portal's address, for links to companies; `{company}` is replaced by its id.",
        "",
    )
    external_url: str = setting(
        "EXTERNAL_URL",
        "The dashboard's public address, used in shared links: `https://desk.example`. "
        "It answers to this host name too. Without it, links work on this machine only. "
        "With sign-in, the environment must name it.",
        "",
    )
    share_most_days: int = setting(
        "SHARE_MOST_DAYS",
        f"Longest life of a shared link, in days: up to {MOST_SHARE_DAYS}.",
        MOST_SHARE_DAYS,
        most=MOST_SHARE_DAYS,
    )
    embed_origins: tuple[str, ...] = setting(
        "EMBED_ORIGINS",
        "Origins, separated by commas, whose pages may show a shared view: `https://help.example`. "
        "Without it, none may.",
        (),
    )
    quota_reserve: float = setting(
        "QUOTA_RESERVE",
        "Fraction of Codat's daily quota kept for your other systems. Once only this much is left, "
        "only starts still read from Codat.",
        0.5,
        formerly="SHARE_QUOTA_RESERVE",
        most=1,
    )

    fleet_polling: bool = setting(
        "FLEET_POLLING",
        "0: nothing is read from Codat unless someone waits for it, and Home isn't kept up to date.",
        default=True,
    )

    @property
    def answered_hosts(self) -> frozenset[str]:
        """The host names to answer to besides this machine's own: HOSTS, and that of EXTERNAL_URL."""
        external = urlsplit(self.external_url).hostname
        return frozenset({*self.hosts, *([external] if external else [])})
