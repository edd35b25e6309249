"""Find the settings that a cause refers to, where the set-up shows them."""

from __future__ import annotations

from codat_client.mapping import Configuration
from dashboard.insight.causes.catalogue import Cause
from dashboard.insight.setup.mapping import Finding, read_set_up


def points_of(cause: Cause | None, configuration: Configuration | None) -> tuple[Finding, ...]:
    """Return the settings of the cause's kinds that are gone or missing now; none where it names no kinds."""
    if cause is None or configuration is None or not cause.kinds:
        return ()
    return tuple(each for each in read_set_up(configuration).findings if _fits(each, cause))


def _fits(finding: Finding, cause: Cause) -> bool:
    if finding.setting is None or not finding.setting.offered:
        return False
    return finding.setting.kind in cause.kinds and cause.problem in {None, finding.problem}
