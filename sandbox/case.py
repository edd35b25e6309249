"""A merchant, and the fleet: the named cases first, then ordinary ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sandbox.ids import chance, stable_id
from sandbox.outcomes import NOTHING, WROTE, Outcome

LONG_AGO = date(2023, 3, 1)


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a merchant shows. Days and runs are counted back from now; 0 is the latest run."""

    case: str
    name: str
    promise: str
    commerce: tuple[str, ...] = ("Square",)
    accounting: str = "Xero"
    zone: str | None = "Europe/London"
    """As in the configuration: may be null, a Windows name or nonsense."""
    real_zone: str = ""
    """Where `zone` is no IANA name: the zone by which the runs are timed."""
    hour: int = 2
    monthly: bool = False
    enable: bool | None = True
    configured: bool = True
    uses_commerce: bool = True
    exists: bool = True
    age: int | None = None
    """Days since the first sync was due, counted from now; None: it began on a fixed day."""
    since: date | None = None
    """That day; None: some day of 2023, by the merchant's chance."""
    commerce_status: str = "Linked"
    accounting_status: str = "Linked"
    failing: int = 0
    """The last n runs failed with `failure`."""
    failure: Outcome | None = None
    failing_span: tuple[int, int] = (0, 0)
    """Runs that failed with `failure` earlier: from this many runs back up to, not with, that many."""
    never_well: bool = False
    """No run ever succeeded."""
    empty: int = 0
    """The last n runs found nothing to write."""
    quiet: int = 0
    """No run in the last n days."""
    never: str | None = None
    """Never synced, and how the reads say so: 404, null, empty, all-null."""
    shape: str = ""
    """A change to the history as a whole, by name: see history.py."""
    oddity: str = ""
    """A change to the records as they are sent, by name: see oddities.py."""
    closes: bool = True
    """May be closed on one weekday, on which there is nothing to write."""
    closed: tuple[int, ...] = ()
    """Weekdays (0: Monday) whose night finds nothing to write; set, they stand for `closes`."""
    mishaps: bool = False
    """Single failed nights happen, not mended the same day."""
    failed_at_once: bool = False
    """A trigger is answered 200 with the failed code in it, as in the examples of Codat's spec."""
    overlap: int = 5080
    """The code in which a sync over covered dates ends."""
    end: Outcome | None = None
    """What a started sync ends in; None: the failure if it is failing, else data written."""


@dataclass(frozen=True)
class Merchant:
    """A case under a seed: it has ids."""

    about: Case
    seed: int

    @cached_property
    def id(self) -> str:
        """The company id."""
        return stable_id(self.seed, self.about.case, "company")

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone of its schedule. Codat: a null `timeZone` is Etc/UTC."""
        return ZoneInfo(self.about.real_zone or self.about.zone or "Etc/UTC")

    @cached_property
    def empty_text(self) -> str | None:
        """Its message fields when there is no message: "" as in Codat's examples, or null."""
        return "" if self.chance("empty texts") % 2 else None

    @cached_property
    def seven_digits(self) -> bool:
        """Return whether its times have seven digits of a second."""
        return self.chance("digits") % 2 == 1

    def own_id(self, *parts: object) -> str:
        """Return the id of an object of this merchant."""
        return stable_id(self.seed, self.about.case, *parts)

    def chance(self, *parts: object) -> int:
        """Return a number for these words and this merchant."""
        return chance(self.seed, self.about.case, *parts)

    @cached_property
    def since(self) -> date:
        """The day its first sync was due, if that day is fixed."""
        return self.about.since or LONG_AGO + timedelta(days=self.chance("since") % 300)

    @property
    def end(self) -> Outcome:
        """How a sync started now ends, apart from overlaps."""
        about = self.about
        if about.end:
            return about.end
        if about.failure and about.failing:
            return about.failure
        return NOTHING if about.empty else WROTE

    def worded(self, outcome: Outcome) -> str:
        """Return the outcome's message with the merchant's accounting software in it."""
        return outcome.message.replace("{accounting}", self.about.accounting)
