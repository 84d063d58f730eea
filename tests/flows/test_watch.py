"""States move by evidence: what a blip does, what a bad week does, and how often a quiet source is asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archive.records import Outcome, Probe, Source, Watch
from flows.watch import SLOWEST_MINUTES, after_check, after_visit, is_due, is_open, is_watched, watched

NOW = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
SOURCE = Source("kabar", "Kabar", "feed", ("https://kabar.example/feed",), "C", "Kaltim")


def visited(watch: Watch | None, at: datetime, status: str = "heard", new: int = 0, source: Source = SOURCE) -> Watch:
    reason = None if status in ("heard", "unchanged", "partial") else "menjawab 500"
    return after_visit(source, watch, Outcome(source.id, at, status, reason, new, new, 1, 0, 0.1))  # type: ignore[arg-type]


def probe(passed: bool) -> Probe:
    return Probe("kabar", SOURCE.urls[0], NOW, passed, "menjawab", 10, NOW, "kabar.example", "pakai alamat ini")


def test_one_blip_moves_nothing() -> None:
    watch = visited(visited(None, NOW), NOW + timedelta(minutes=30), "failed")
    assert watch.standing == "active"
    assert is_due(watch, NOW + timedelta(minutes=60))
    healed = visited(watch, NOW + timedelta(minutes=60))
    assert (healed.standing, healed.failures, healed.failing_since, healed.reason) == ("active", 0, None, None)


def test_a_bad_afternoon_is_not_sustained_failure() -> None:
    watch: Watch | None = None
    for half_hour in range(20):
        watch = visited(watch, NOW + timedelta(minutes=30 * half_hour), "failed")
    assert watch is not None
    assert (watch.standing, watch.failures) == ("active", 20)


@pytest.mark.parametrize("status", ["failed", "refused"])
def test_sustained_failure_sets_a_source_aside_with_its_reason_and_asks_it_daily(status: str) -> None:
    watch: Watch | None = None
    for hour in range(0, 31, 6):
        watch = visited(watch, NOW + timedelta(hours=hour), status)
    assert watch is not None
    assert (watch.standing, watch.since, watch.reason) == ("quarantined", NOW + timedelta(hours=24), "menjawab 500")
    last = NOW + timedelta(hours=30)
    assert not is_open(watch, last + timedelta(hours=23))
    assert is_open(watch, last + timedelta(hours=24))
    again = visited(watch, last + timedelta(hours=24), status)
    assert (again.standing, again.since) == ("quarantined", watch.since)
    assert not is_open(again, last + timedelta(hours=47))
    freed = visited(again, last + timedelta(hours=48))
    assert (freed.standing, freed.since) == ("active", last + timedelta(hours=48))
    assert is_open(freed, last + timedelta(hours=48))


def test_four_failures_over_a_week_are_too_few() -> None:
    watch: Watch | None = None
    for day in range(4):
        watch = visited(watch, NOW + timedelta(days=2 * day), "failed")
    assert watch is not None
    assert watch.standing == "active"


def a_day_of(source: Source, publishes: set[int], days: int = 5) -> tuple[int, timedelta]:
    """Visits on the last day, and the longest that something new waited, when asked every half hour whether it is due."""
    watch: Watch | None = None
    waiting: list[datetime] = []
    visits, longest = 0, timedelta()
    for tick in range(days * 48):
        now = NOW + timedelta(minutes=30 * tick)
        if now.hour in publishes and now.minute == 0:
            waiting.append(now)
        if is_due(watch, now):
            visits += tick >= (days - 1) * 48
            longest = max([longest, *(now - at for at in waiting)])
            watch = visited(watch, now, new=len(waiting), source=source)
            waiting.clear()
    return visits, longest


def test_a_source_that_publishes_twice_a_day_is_not_asked_48_times() -> None:
    visits, longest = a_day_of(SOURCE, {1, 7})
    assert visits <= 12
    assert longest <= timedelta(minutes=SLOWEST_MINUTES)


def test_a_source_that_publishes_every_hour_is_asked_about_as_often() -> None:
    visits, longest = a_day_of(SOURCE, set(range(24)))
    assert 18 <= visits <= 48
    assert longest <= timedelta(minutes=60)


def test_a_source_of_low_rate_is_never_asked_faster_than_it_allows() -> None:
    visits, _ = a_day_of(replace(SOURCE, every_minutes=360), set(range(24)))
    assert visits == 4


def test_a_source_that_needs_a_check_is_listened_to_once_it_passed() -> None:
    new = replace(SOURCE, state="after_check")
    assert not is_watched(new, None)
    failed = after_check(new, None, [probe(False)], NOW)
    assert not is_watched(new, failed)
    passed = after_check(new, failed, [probe(False), probe(True)], NOW)
    assert is_watched(new, passed)
    assert watched([new, SOURCE], {"kabar": passed}) == [new, SOURCE]
    assert not is_watched(new, after_check(new, passed, [probe(False)], NOW + timedelta(days=1)))


@pytest.mark.parametrize("state", ["off", "opt_in"])
def test_no_check_switches_on_what_people_switched_off(state: str) -> None:
    closed = replace(SOURCE, state=state)
    assert not is_watched(closed, after_check(closed, None, [probe(True)], NOW))


def test_a_check_that_a_source_passes_ends_its_quarantine() -> None:
    watch: Watch | None = None
    for day in range(6):
        watch = visited(watch, NOW + timedelta(days=day), "failed")
    assert watch is not None
    assert watch.standing == "quarantined"
    later = NOW + timedelta(days=6)
    assert after_check(SOURCE, watch, [probe(False)], later).standing == "quarantined"
    freed = after_check(SOURCE, watch, [probe(True)], later)
    assert (freed.standing, freed.failures, is_open(freed, later)) == ("active", 0, True)
