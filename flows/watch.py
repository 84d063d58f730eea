"""What visits prove about a source: when it is asked again, and when it is set aside.

Nothing here asks or stores anything: a state is a function of what was before and of the visit that just ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from archive.records import HEARD, Outcome, Probe, Source, Watch

QUARANTINE_FAILURES = 5
QUARANTINE_AFTER = timedelta(hours=24)
"""A source is set aside after this many failed visits in a row over at least this long: a blip, or a bad afternoon, moves nothing."""
QUARANTINE_EVERY = timedelta(hours=24)
"""How often a source that was set aside is asked whether it is back."""

SLOWEST_MINUTES = 240
"""However rarely a source publishes, it is asked this often: what it says must still reach the next brief."""
_SLACK = timedelta(minutes=2)
"""A schedule does not start to the second; what is due a moment later is asked now rather than half an hour late."""


def is_watched(source: Source, watch: Watch | None) -> bool:
    """Whether the registry, or a check that the source passed, says that it is listened to."""
    return source.state in ("on", "feed_only") or (source.state == "after_check" and watch is not None and watch.passed_at is not None)


def watched(sources: Sequence[Source], watches: Mapping[str, Watch]) -> list[Source]:
    """The sources that are listened to, in the registry's order; ``watches`` by source id."""
    return [source for source in sources if is_watched(source, watches.get(source.id))]


def is_open(watch: Watch | None, now: datetime) -> bool:
    """Whether a source may be asked at all: one in quarantine only once a day."""
    return watch is None or watch.standing == "active" or watch.next_at <= now + _SLACK


def is_due(watch: Watch | None, now: datetime) -> bool:
    """Whether it is time to ask again."""
    return watch is None or watch.next_at <= now + _SLACK


def after_visit(source: Source, before: Watch | None, outcome: Outcome) -> Watch:
    """How it stands after a visit.

    The interval halves when something new came, down to the source's own ``every_minutes``, and grows by half when nothing did, up to
    :data:`SLOWEST_MINUTES`.
    """
    now = outcome.at
    watch = before or _first(source, now)
    if outcome.status in HEARD:
        slowest = max(SLOWEST_MINUTES, source.every_minutes)
        faster, slower = watch.interval_minutes // 2, watch.interval_minutes * 3 // 2
        interval = min(max(faster if outcome.new_items else slower, source.every_minutes), slowest)
        return replace(
            watch,
            standing="active",
            since=watch.since if watch.standing == "active" else now,
            reason=None,
            failures=0,
            failing_since=None,
            last_heard_at=now,
            interval_minutes=interval,
            next_at=now + timedelta(minutes=interval),
        )
    failing_since = watch.failing_since or now
    failures = watch.failures + 1
    sustained = failures >= QUARANTINE_FAILURES and now - failing_since >= QUARANTINE_AFTER
    quarantined = watch.standing == "quarantined" or sustained
    return replace(
        watch,
        standing="quarantined" if quarantined else "active",
        since=now if quarantined and watch.standing == "active" else watch.since,
        reason=outcome.reason,
        failures=failures,
        failing_since=failing_since,
        next_at=now + (QUARANTINE_EVERY if quarantined else timedelta(minutes=source.every_minutes)),
    )


def after_check(source: Source, before: Watch | None, probes: Sequence[Probe], now: datetime) -> Watch:
    """How it stands after ``pantau sources check``: one good address is enough to be listened to, none takes that away again.

    A source that is set aside and answers again is set free at once.
    """
    watch = before or _first(source, now)
    if not any(probe.passed for probe in probes):
        return replace(watch, passed_at=None)
    if watch.standing == "quarantined":
        watch = replace(watch, standing="active", since=now, reason=None, failures=0, failing_since=None)
    return replace(watch, passed_at=now, next_at=now)


def _first(source: Source, now: datetime) -> Watch:
    return Watch(source.id, "active", now, None, 0, None, None, None, source.every_minutes, now)
