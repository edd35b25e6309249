"""The topics of the Help page, each with an anchor: states, estimates, marks, charts, keys, status codes.

Marks and words of statuses come from `theme`, those of codes from causes.toml, limits and states from the
rules. The rest is our own text, escaped by `components`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dashboard.insight.causes.catalogue import Cause, documented
from dashboard.insight.fleet.incidents import FEWEST as FEWEST_OF_INCIDENT
from dashboard.insight.fleet.incidents import FEWEST_LATE, NEAR
from dashboard.insight.outcome import Outcome
from dashboard.insight.verdict.emptiness import FEWEST, USUAL_SHARE, WEEKS
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.streak import SWITCHED_OFF_AFTER
from dashboard.views import components, percentages, theme
from dashboard.views.access import people_words
from dashboard.views.cause_words import NO_ACTION, Names, reason, step_line
from dashboard.views.verdict.mark import MARKS
from dashboard.views.verdict.state_words import WORDS

STATES, MISSING, SCHEDULE, SWITCH_OFF = "states", "missing-sales", "by-schedule", "switch-off"
MARKS_TOPIC, STATUS_CODES, SHARING_TOPIC, READS_TOPIC = "marks", "status-codes", "sharing", "reads"
ROLES_TOPIC, HOME_TOPIC, INCIDENTS_TOPIC = "roles", "home", "incidents"

_ANY_COMPANY: Final = Names()

FIRST_VISIT: Final = (
    "Open a merchant from the list, or search by name. The top lines say whether sales arrive, and who acts.",
    "“By Codat’s schedule” and “our count” mark our estimates.",
    "Help, at the top of every page, explains marks, status codes and keys.",
)
"""What a first visit shows once (assets/welcome.js)."""

KEYS: Final = (
    ("/", "Move to the search box, from any page."),
    ("j, k", "On Home, move to the next or previous merchant; Enter opens it."),
    ("Escape", "In Home’s search box, move to the first merchant."),
    ("Enter", "In the box, open the first result. On a link or button, press it."),
    ("Tab", "Move to the next link or button; with Shift, move back. Hover texts show too."),
    ("Space", "Open or close a list, such as the days under a chart."),
    ("Shift and Space", "Select the current row of History’s table."),
)

_BARS = """\
Many syncs added up, by day or week. Up and green wrote data, up and grey found nothing to write, down and red
failed. Hollow ones were skipped as duplicates."""
_LANE = """\
The lane under the syncs. A filled bar is in the books. The line under it is solid where Codat reported the
range, and dotted where it is our estimate."""
HISTORY: Final = (
    ("Ring", "“Started here”: the sync was started with this dashboard, so its date range is known."),
    (
        "Dotted stem",
        "“Outside the schedule”: the sync was started by hand at another hour. Its range is unknown.",
    ),
    ("Bars", _BARS),
    ("Days of sales", _LANE),
    ("Red, dotted outline", "Sales that are missing: no successful sync covers them."),
    ("Grey, dashed outline", "Unclear: missing, unless a sync outside the schedule brought them."),
    ("Second, thin bar", "Two syncs covered these sales. Codat leaves out what it already received."),
    ("Late", "A later sync brought the sales of nights that had failed."),
    (
        "Successful days",
        "The share of a month’s days whose last sync succeeded. Idle days don’t count.",
    ),
    ("Failing period", "Failing days in a row, from the first to the last. Only a success ends it."),
)

ASSUMPTIONS: Final = (
    f"Codat counts its {SWITCHED_OFF_AFTER} failing days in the merchant’s time zone.",
    "The set-up says “off” once Codat has switched syncs off.",
    "Codat’s list of syncs is complete, however old they are.",
    "A sync’s time is when it started, not when it ended.",
    "A sync for a date range doesn’t make the next sync skip any sales.",
)

SHARING: Final = (
    "“Share…” on Company, History and Sync creates a link or a file. You choose what it shows.",
    "Anyone with the link can open it, without signing in, until it expires. The page is read-only.",
    "A live page reloads every minute, and Codat is checked every 5. A frozen one doesn’t update.",
    "IDs, error messages, notes and colleagues’ names are off by default. Check the preview first.",
    "On Shared, pause or revoke a link at any time. Anyone who opens it will see “This link doesn’t work”.",
    "Link previews by chat apps are counted separately where we can detect them.",
)

ROLES: Final = (
    "With sign-in, your name and role are at the top of every page.",
    "Click your name to see where you’re signed in.",
    "A role may cover only some companies. The others aren’t shown.",
    "Leads give and remove roles on People. Changes take effect within seconds.",
    "Without sign-in, names aren’t verified. Only people on the dashboard’s own computer can start syncs.",
    "ALLOW_STARTING=1 lets everyone start syncs without sign-in.",
)

INCIDENTS: Final = (
    "Merchants on one platform that begin to fail for one cause within hours are one incident.",
    f"It takes {FEWEST_OF_INCIDENT} merchants that begin at most {NEAR.seconds // 3600} hours apart.",
    f"{FEWEST_LATE} merchants on one platform with no sync when due are one too.",
    "Open an incident to copy a summary or the names, or to share it as a frozen link.",
    "Digest says what changed in the 24 hours up to 08:00, in your team’s time zone (TEAM_ZONE).",
    "Its address keeps showing the same night. A merchant’s first check is no change.",
    "Trends shows months at a time. Days on which nothing was checked are gaps.",
)
"""Incidents, the digest, trends."""

HOME: Final = (
    "Merchants that will be switched off come first, then those that are off, failing, late or unknown.",
    "Each count is a filter. The address holds filters and order, so you can send it or bookmark it.",
    "A strip shows 30 days: tall bars failed, low ones succeeded, a line had no sync.",
    "Rows stay where they are while you read. “Sort again” puts them in order.",
    "“Not checked yet” means Codat hasn’t been asked about this merchant. It may be failing.",
    "“New” counts merchants that need attention, or do so for another reason, since then.",
    "A grey row with ▲ was last checked more than 26 hours ago.",
    "A snoozed merchant is left out until its day or a change, and comes back 3 days before switch-off.",
)
"""What Home shows."""

READING: Final = (
    "Codat limits how many requests you can make a day. Some are reserved for your other systems.",
    "Checking a company uses 6. Reopening a page within a minute uses none.",
    "When few are left, running syncs and shared links stop updating automatically.",
    "You can still check yourself.",
    "When the dashboard’s share is used up, pages keep their last data. You can still start syncs.",
)

_MARKS: Final = {
    Outcome.SUCCEEDED: "The sync succeeded and wrote data. On a connection: it is linked.",
    Outcome.NOTHING_TO_WRITE: "The sync succeeded; there was nothing new to write.",
    Outcome.SKIPPED: "Codat skipped the sync because its dates overlap an earlier one. It isn’t a failure.",
    Outcome.FAILED: "The sync ended with an error.",
    theme.PARTLY: "The sync failed after writing something: some sales may be in the books.",
    Outcome.RUNNING: "The sync has started and hasn’t ended yet.",
    theme.LATE: "A sync didn’t run when due or doesn’t end. Beside a figure: few days are left.",
    theme.OFF: "Syncs are switched off, or a connection isn’t linked.",
    theme.PERHAPS_OFF: "So many days failed that syncs are probably off. The set-up doesn’t say so.",
    theme.UNSETTLED: "A sync was requested. We don’t know yet whether it started.",
    Outcome.UNKNOWN: "Codat hasn’t reported enough to tell.",
    Outcome.NEVER: "No sync has run yet.",
}

_STATES = """\
The newest sync decides: it best predicts tonight’s. Two kinds don’t count: syncs for a date range that were
started here, and a single sync that Codat skipped as a duplicate."""
_MISSING = """\
A sync covers the sales between the due time of the last successful sync and its own due time. So missing
sales begin when the last successful sync was due, not when it ran. Each due time since then counts as a day,
unless its sync may still run."""
_SCHEDULE = """\
Codat reports a sync’s date range only to the one who started it. All other ranges are our estimates, from the
schedule. An estimate is wrong if the schedule changed, or if a sync was started by hand in between."""
_SWITCH_OFF = f"Codat switches syncs off after {SWITCHED_OFF_AFTER} failing days in a row. We count them so:"
_COUNT: Final = (
    "A day fails if its last finished sync failed.",
    "A later success that day ends the count.",
    "A day without a finished sync changes nothing.",
    "A day with a sync skipped as a duplicate counts only between two failing days.",
    "Days are those of the merchant’s time zone.",
)
_UNUSUAL = "Syncs found nothing for several nights in a row, on days when this merchant usually sells:"
_SHARE = percentages.words(USUAL_SHARE)
_UNUSUAL_WHEN: Final = (
    f"In the {WEEKS} weeks before, at least {_SHARE} of the nights on those weekdays brought data.",
    f"At least {FEWEST} such nights were empty, more in a row than ever in those weeks.",
    "They are too many to be chance.",
)
_CAUSES = """\
The connections come first, then the error message, then the status code. An unknown message is shown as Codat
sent it, with the advice for its code."""
_CORNER = """\
A small red corner on a day means an earlier sync of that day failed. A dotted underline marks an estimate."""
_OTHER_CODES = """\
Codat may send a code that its documents don’t list, such as 4200. Then the first digit decides: 1 is running,
2 succeeded, 4 and 5 failed. After a 4 the settings usually need fixing; after a 5 another try may help. Any
other code is shown as unknown."""


@dataclass(frozen=True)
class HelpTopic:
    """A topic of the Help page: its anchor, its title (text), and its body (html)."""

    anchor: str
    title: str
    body: str


def all_topics(limits: VerdictLimits) -> list[HelpTopic]:
    """Return the topics in the order of the page."""
    count = _paragraph(_SWITCH_OFF) + components.points(_COUNT)
    history = components.facts((name, components.text(meaning)) for name, meaning in HISTORY)
    keys = components.facts((name, components.text(meaning)) for name, meaning in KEYS)
    return [
        HelpTopic(HOME_TOPIC, "Home", components.points(HOME)),
        HelpTopic(STATES, "States of a company", _paragraph(_STATES) + states(limits)),
        HelpTopic(INCIDENTS_TOPIC, "Incidents, digest, trends", components.points(INCIDENTS)),
        HelpTopic(MISSING, "Missing sales", _paragraph(_MISSING)),
        HelpTopic(SCHEDULE, "By Codat’s schedule", _paragraph(_SCHEDULE)),
        HelpTopic(SWITCH_OFF, "Failing days (our count)", count),
        HelpTopic("unusual", "Unusual here", _paragraph(_UNUSUAL) + components.points(_UNUSUAL_WHEN)),
        HelpTopic("causes", "Causes of a failure", _paragraph(_CAUSES)),
        HelpTopic(MARKS_TOPIC, "Marks", marks()),
        HelpTopic("charts", "History’s charts", history),
        HelpTopic(SHARING_TOPIC, "Sharing", components.points(SHARING)),
        HelpTopic(ROLES_TOPIC, "Signing in and roles", roles()),
        HelpTopic(READS_TOPIC, "Codat requests", components.points(READING)),
        HelpTopic("keys", "Keyboard", keys),
        HelpTopic("assumptions", "What Codat doesn’t document", _assumptions()),
        HelpTopic(STATUS_CODES, "Status codes", codes()),
    ]


def marks() -> str:
    """Return each mark with its word and meaning, as html."""
    rows = [[components.status(key), components.text(meaning)] for key, meaning in _MARKS.items()]
    return components.table(["Mark", "Meaning"], rows, label="Marks") + components.note(_CORNER)


def roles() -> str:
    """Return what each role may do, and how people get it, as html."""
    rows = ((str(role).capitalize(), components.text(may)) for role, may in people_words.ROLES.items())
    return components.facts(rows) + components.points(ROLES)


def states(limits: VerdictLimits) -> str:
    """Return the states of a company, the most serious last, with their conditions, as html."""
    rows = [
        [components.status(MARKS[state], WORDS[state]), components.text(condition)]
        for state, condition in _conditions(limits).items()
    ]
    table = components.table(["State", "Condition"], rows, label="States of a company")
    return table + components.note("If several apply, the most serious one is shown: the last in this table.")


def codes() -> str:
    """Return every documented status code with its meaning and first step, as html; then the others."""
    rows = [
        [
            f'<span class="d-num">{code}</span>',
            components.text(cause.codats_name),
            components.text(reason(cause, _ANY_COMPANY)),
            components.text(_first_step(cause)),
        ]
        for code, cause in documented().items()
    ]
    header: list[str | components.TableColumn] = [
        "Code",
        "Codat’s name",
        "Meaning",
        components.TableColumn("First step", wide_only=True),
    ]
    return components.table(header, rows, label="Status codes") + components.note(_OTHER_CODES)


def _assumptions() -> str:
    return _paragraph("Sync desk assumes:") + components.points(ASSUMPTIONS)


def _paragraph(text: str) -> str:
    return f'<p class="d">{components.text(text)}</p>'


def _first_step(cause: Cause) -> str:
    return _ANY_COMPANY.fill(step_line(*cause.steps[0])) if cause.steps else step_line(NO_ACTION, "")


def _conditions(limits: VerdictLimits) -> dict[State, str]:
    """Return the condition of each state: the table of `dashboard.insight.verdict.judge` for people."""
    stuck, late = _hours(limits.stuck.total_seconds()), _hours(limits.grace.total_seconds())
    return {
        State.ARRIVING: "The newest sync succeeded, and no sales are missing.",
        State.NOTHING_TO_SEND: f"Syncs succeed, but the last {limits.quiet_runs} or more found nothing.",
        State.RUNNING: f"A sync started less than {stuck} ago, or at an unknown time, and hasn’t ended.",
        State.NEVER_SYNCED: "Codat lists no syncs.",
        State.STUCK: f"The newest sync has been running for {stuck} or longer.",
        State.LATE: f"A sync was due {late} ago or earlier, and none ran.",
        State.NOT_KNOWN: "Codat hasn’t reported enough to tell.",
        State.FAILING: "The newest sync that counts failed.",
        State.DISCONNECTED: "The shop or the accounting software isn’t linked.",
        State.WILL_BE_SWITCHED_OFF: f"At most {limits.warn_days} days are left before failing day "
        f"{SWITCHED_OFF_AFTER}, by our count.",
        State.PROBABLY_SWITCHED_OFF: f"{SWITCHED_OFF_AFTER} or more failing days by our count, but the "
        "set-up doesn’t say “off”.",
        State.SWITCHED_OFF: "The set-up says “off”.",
    }


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:g} h"
