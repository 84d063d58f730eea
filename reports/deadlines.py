"""By when something is asked: hours of the office, from the morning of the day that an edition bears."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from archive.settings import Settings


@dataclass(frozen=True, slots=True)
class Deadlines:
    """When the office opens, and how long it has to cross-check a claim and to answer people."""

    opens: time
    check: timedelta
    answer: timedelta
    zone: ZoneInfo

    @classmethod
    def of(cls, settings: Settings) -> Deadlines:
        """Those of the settings."""
        check, answer = timedelta(hours=settings.check_hours), timedelta(hours=settings.answer_hours)
        return cls(settings.office_opens, check, answer, ZoneInfo(settings.timezone))

    def to_check(self, day: date) -> datetime:
        """By when a claim of ``day`` is cross-checked."""
        return self._from_morning(day) + self.check

    def to_answer(self, day: date) -> datetime:
        """By when people are answered on ``day``."""
        return self._from_morning(day) + self.answer

    def _from_morning(self, day: date) -> datetime:
        return datetime.combine(day, self.opens, self.zone)
