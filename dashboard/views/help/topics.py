"""The help page in words: marks, states, codes, how it is judged, what is assumed, keys.

Marks and words of statuses come from `theme`, those of codes from causes.toml, limits and states from the
rules: nothing of these is written a second time. All of it is text of ours; `components` escapes it.
"""

from __future__ import annotations

from typing import Final

from dashboard.insight.causes.catalogue import Cause, documented
from dashboard.insight.outcome import Outcome
from dashboard.insight.verdict.emptiness import FEWEST, USUAL_SHARE, WEEKS
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.insight.verdict.judge import State
from dashboard.insight.verdict.streak import SWITCHED_OFF_AFTER
from dashboard.views import components, percentages, theme
from dashboard.views.cause_words import NO_ACTION, Names, reason, step_line
from dashboard.views.verdict.mark import MARKS

_ANYBODY: Final = Names()
"""No company's: what is told holds for all."""

FIRST_VISIT: Final = (
    "Type a merchant’s name, and open it: the first lines say whether its sales arrive, and who acts.",
    "“By Codat’s schedule” and “our count” mark what Codat does not tell itself.",
    "Marks, codes and keys stand under Help, at the top of every page.",
)
"""What a first visit is told, once; dashboard/ui/assets/browser.js shows it and keeps that it did."""

KEYS: Final = (
    ("/", "goes to the search box, from any page"),
    ("Enter", "in the box opens the first company; on a link or button it presses it"),
    ("Tab", "goes on to the next link or button, with Shift back; what hovers shows then as well"),
    ("Space", "opens and closes a list, such as the days under a strip"),
    ("Shift and Space", "in History’s table ticks the row that the arrows have come to"),
)

_STEM = """\
“Outside the schedule”: the sync ran at another hour than the nightly ones. Somebody started it, and Codat
does not say for which days, so its range is not known."""
_SUMS = """\
Many syncs are summed, a bar a day or a week: up and green wrote data, up and grey found nothing to write,
down and red failed. A hollow one was skipped as a duplicate."""
_LANE = """\
The days of sales under the syncs, and whether they reached the books. A filled bar is in the books. The line
under it is solid where Codat told the range, dotted where it follows from the schedule."""
HISTORY: Final = (
    ("A ring", "“Started here”: the sync was started with this dashboard, so Codat told its range."),
    ("A dotted stem", _STEM),
    ("Bars", _SUMS),
    ("The lane of sales", _LANE),
    ("A red, dotted outline", "Sales that are missing: no successful sync covers them."),
    ("A grey, dashed outline", "Unclear: missing, unless a sync outside the schedule brought them."),
    ("A second, thin bar", "Two syncs covered these sales. Codat leaves out what it received before."),
    ("Late, or made good", "A later sync brought the sales of nights that had failed."),
    (
        "Good nights",
        "The share of a month’s days whose last sync succeeded. Days without an end are left out.",
    ),
    ("A trouble", "Failing days in a row, from the first to the last. Only a day that ends well ends it."),
)
"""What the charts of History draw, for one who has not seen them before."""

_MARKS: Final = {
    Outcome.SUCCEEDED: "A sync ended well and wrote something. At a connection: it is linked.",
    Outcome.NOTHING_TO_WRITE: "A sync ended well; there was nothing new to write.",
    Outcome.SKIPPED: "Codat skipped a sync because its dates overlap an earlier one. It isn’t a failure.",
    Outcome.FAILED: "A sync ended in an error.",
    theme.PARTLY: "A sync ended in an error, but had written something: some sales may be in the books.",
    Outcome.RUNNING: "A sync has begun and has not ended yet.",
    theme.LATE: "A sync did not run when it was due, does not end, or few days are left.",
    theme.OFF: "Syncs are switched off, or a connection is not linked any more.",
    theme.PERHAPS_OFF: "So many days failed that syncs are most likely off; the set-up does not say so.",
    theme.UNSETTLED: "A sync was asked for, and whether it began is still being found out.",
    Outcome.UNKNOWN: "What Codat told is not enough to say.",
    Outcome.NEVER: "No sync has run yet.",
}

_COUNTS = """\
A state comes from the newest run, as that tells best how tonight will go. Two kinds are passed over: runs for
a range of days that were started from here, and a single run that Codat skipped as a duplicate."""
_MISSING = """\
A sync covers the sales from the due time of the last successful one to its own. So what is missing begins at
the due time of the last success, not when it ran. Each due time that passed since then counts as a day. One
whose sync may still come is not counted yet."""
_SCHEDULE = """\
Codat tells a range only to the one who started the sync. Every other is derived from the schedule; a changed
schedule or a sync by hand in between can make it otherwise."""
_COUNT = f"""\
Codat switches a sync off after {SWITCHED_OFF_AFTER} days in a row that end in errors. A day counts when its
last finished run failed; a later success that day ends the count; a day on which nothing ended does neither.
A day with a sync skipped as a duplicate counts only between two failing days. Days are the merchant’s."""
_UNUSUAL = f"""\
Nights in a row found nothing on weekdays on which this merchant usually sells: on those weekdays at least
{percentages.words(USUAL_SHARE)} of the nights in the {WEEKS} weeks before brought data. There are at least
{FEWEST} such nights, more than were ever empty in a row in those weeks, and too many to be chance."""
_WHY = """\
The state of the connections comes first, then the message, then the code. A message that is not recognised is
shown as it came, under its code’s general advice."""
JUDGING: Final = (
    ("What counts", _COUNTS),
    ("Sales missing", _MISSING),
    ("By Codat’s schedule", _SCHEDULE),
    ("Failing days, our count", _COUNT),
    ("Unusual here", _UNUSUAL),
    ("Why", _WHY),
)

ASSUMED: Final = (
    f"By which clock Codat counts its {SWITCHED_OFF_AFTER} days: the merchant’s is taken.",
    "That the set-up says “off” once Codat has switched a sync off.",
    "Whether Codat’s list of syncs is cut by age: it is taken as whole.",
    "Whether a sync’s time is its beginning or its end: it is taken as the beginning.",
    "Whether a successful sync for a range of days moves the start of the next: it is taken not to do harm.",
)


_OTHER_CODES = """\
Codat may send a code that none of its documents names, such as 4200. Then the first digit is taken to tell
how it ended: 1 it runs, 2 it succeeded, 4 or 5 it failed. With 4 somebody usually has to correct the
settings, with 5 another try is worth it. Any other code is shown as unknown."""


def marks() -> str:
    """Return each mark with its word and meaning, as html."""
    rows = [[components.status(key), components.text(meaning)] for key, meaning in _MARKS.items()]
    corner = (
        "A small red corner on a day: an earlier run of that day failed."
        " A dotted line under words: derived from the schedule."
    )
    return components.table(["Mark", "It means"], rows, label="Marks") + components.note(corner)


def states(limits: VerdictLimits) -> str:
    """Return the states of a company, the most serious last, with when each holds, as html."""
    rows = [
        [components.status(MARKS[state], state.replace("_", " ")), components.text(holds)]
        for state, holds in _holds(limits).items()
    ]
    return components.table(["State", "It holds when"], rows, label="States of a company")


def codes() -> str:
    """Return every documented status code with its meaning and who acts first, as html; then the others."""
    rows = [
        [
            f'<span class="d-num">{code}</span>',
            components.text(cause.codats_name),
            components.text(reason(cause, _ANYBODY)),
            components.text(_first(cause)),
        ]
        for code, cause in documented().items()
    ]
    header: list[str | components.TableColumn] = [
        "Code",
        "Codat’s name",
        "It means",
        components.TableColumn("First step", wide_only=True),
    ]
    return components.table(header, rows, label="Status codes") + components.note(_OTHER_CODES)


def _first(cause: Cause) -> str:
    return _ANYBODY.fill(step_line(*cause.steps[0])) if cause.steps else step_line(NO_ACTION, "")


def _holds(limits: VerdictLimits) -> dict[State, str]:
    """Return when each state holds: the table of `dashboard.insight.verdict.judge` for people."""
    stuck, late = _hours(limits.stuck.total_seconds()), _hours(limits.grace.total_seconds())
    return {
        State.ARRIVING: "The newest sync ended well, and no sales are missing.",
        State.NOTHING_TO_SEND: f"Syncs run well; the last {limits.quiet_runs} or more found nothing. "
        "If the merchant usually sells on those days, the page says “unusual here”.",
        State.RUNNING: f"A sync started less than {stuck} ago, or at an unknown time, and hasn’t ended.",
        State.NEVER_SYNCED: "Codat lists no sync.",
        State.STUCK: f"The newest sync has been running for {stuck} or more.",
        State.LATE: f"{late} have passed since a sync was due, and none ran.",
        State.NOT_KNOWN: "What Codat told is not enough to say.",
        State.FAILING: "The newest sync that counts failed.",
        State.DISCONNECTED: "The shop or the accounting software is not linked.",
        State.WILL_BE_SWITCHED_OFF: f"At most {limits.warn_days} days are left until failing day "
        f"{SWITCHED_OFF_AFTER}, by our count.",
        State.PROBABLY_SWITCHED_OFF: f"{SWITCHED_OFF_AFTER} or more failing days by our count, and the "
        "set-up does not say that it is off.",
        State.SWITCHED_OFF: "The set-up says that it is off.",
    }


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:g} h"
