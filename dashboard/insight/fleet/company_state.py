"""What Home shows of one company: its assessment as values and short words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from dashboard.insight.causes.catalogue import Actor
from dashboard.insight.verdict.state import Ground, State

STRIP_DAYS: Final = 30
_NO_TAGS: Final[Mapping[str, str]] = MappingProxyType({})


class StripDay(StrEnum):
    """A day of the strip; the value is stored, a letter a day."""

    FINE = "o"  # its last finished sync succeeded, or had nothing to send
    FAILED = "x"
    SKIPPED = "s"  # Codat skipped it as a duplicate
    UNKNOWN = "u"  # a code that no document names
    NONE = "."  # no sync finished


@dataclass(frozen=True, slots=True)
class FleetCompany:
    """A company of the account as Codat's list has it, in the store. Names and tags are foreign text.

    `company_id` is in lower case. `books`, `shops`: platforms, "" where unknown; several shops are joined
    by ", ". `gone`: Codat's list no longer has it.
    """

    company_id: str
    name: str = ""
    books: str = ""
    shops: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: _NO_TAGS, hash=False)
    uses_commerce: bool | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class CompanyState:
    """The assessment of one company at `assessed_at`, as Home shows it. Times are aware and UTC.

    It holds until `valid_until`, when the clock alone may change it. `mark`, `words`, `left_words`: as on
    the Company page and in the recent companies (a key of `theme`, "failing 9 days", "22 days until
    switch-off"). `cause`: the key in causes.toml, "" for none; `cause_words`: its short name. `began`: when
    the trouble began (the first failed run in a row, the first missed due date, the run that hangs), also
    while another sync runs; None without one, or if it isn't known. `zone`: the merchant's, an IANA name.
    `failing_days`: in a row. `switch_off_days`: the days left until Codat switches the sync off; None where
    none is counted, or once it is off, or probably is. `days_missing`, `fewest_missing`: due periods whose
    sales aren't in the books, upper and lower bound; None where unknown. `strip`: `STRIP_DAYS` letters of
    `StripDay`, the merchant's days up to `strip_ends`, oldest first. `version`: of the reads that were
    judged; `judged_by`: of the rules, words and limits that judged them. `next_due`: when the next sync is
    due. `starts_help`: whether starting a sync now helps. `sync_at`: when the sync ran that decides the
    state and its cause; None if that isn't known.
    """

    state: State
    ground: Ground
    mark: str
    words: str
    assessed_at: datetime
    valid_until: datetime
    version: str
    judged_by: str = ""
    zone: str = "Etc/UTC"
    left_words: str = ""
    cause: str = ""
    cause_words: str = ""
    code: int | None = None
    acts: Actor = Actor.NO_ONE
    began: datetime | None = None
    failing_days: int = 0
    switch_off_days: int | None = None
    days_missing: int | None = None
    fewest_missing: int | None = None
    last_success: datetime | None = None
    next_due: datetime | None = None
    strip: str = StripDay.NONE * STRIP_DAYS
    strip_ends: date | None = None
    starts_help: bool | None = None
    sync_at: datetime | None = None

    @property
    def state_and_cause(self) -> str:
        """State and cause joined by a blank: what a snooze compares.

        "" while a sync runs, which says nothing yet.
        """
        return "" if self.state is State.RUNNING else f"{self.state} {self.cause}"


@dataclass(frozen=True, slots=True)
class FleetRow:
    """A company with its state, when it was read, and who is on it: a row of Home.

    `state`: None before it was first read. `read_at`: when Codat last answered for the latest sync (UTC);
    None if never. `failed_at`, `failed_with`: the last try, if it failed since, and the class of its error.
    `changed_at`: when state or cause last changed; None before. `revision`: grows with each change of a row
    of the account. `episode_id`, `incident_id`: of the trouble that lasts now, see `episode`; no incident
    once a later sync had another cause. `listed_at`: when it was first in Codat's list; None before that was
    recorded.
    """

    company: FleetCompany
    state: CompanyState | None = None
    read_at: datetime | None = None
    failed_at: datetime | None = None
    failed_with: str = ""
    changed_at: datetime | None = None
    revision: int = 0
    episode_id: int | None = None
    incident_id: int | None = None
    listed_at: datetime | None = None

    @property
    def company_id(self) -> str:
        """The company's id, in lower case."""
        return self.company.company_id
