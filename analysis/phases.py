"""The phase of a narrative, with the numbers behind it in one line for people (Indonesian).

In this order: **baru** nothing was said before the window. **muncul lagi** it slept for ``silent_windows`` days or more. **turun** it lies
far below the greater of what was expected and yesterday. **naik** at least ``rising_items`` items, a ``rising_surprise``, growth over what
was expected and over yesterday. **puncak** as high, but no longer growing: against yesterday, or because the last part of the day brought
too few of its items. **tetap** all the rest.

A phase has inertia (hysteresis, as in a Schmitt trigger): what was high or falling yesterday keeps its phase on the part ``hold`` of what
entering it takes, so that one item more or less does not flip it. The floor of ``rising_items`` is never lowered.
"""

from dataclasses import dataclass

from analysis.emergence import Outlook
from analysis.thresholds import Trends
from archive.records import Phase

_HIGH: tuple[Phase, ...] = ("naik", "puncak")


@dataclass(frozen=True, slots=True)
class Past:
    """What a phase rests on beside the outlook.

    ``average`` is the mean count of the seven windows before. ``known_days`` says for how many days a narrative has been known at least
    whose outlook found nothing before the window. ``paid`` counts the window's advertorials, which are in no other number. ``running``
    says that the window is not over; ``phase`` is yesterday's, where one was kept.
    """

    average: float
    known_days: int = 0
    paid: int = 0
    running: bool = False
    phase: Phase | None = None


def phase_of(outlook: Outlook, past: Past, limits: Trends) -> tuple[Phase, str]:
    """The phase of a narrative in a window, and its reason with the numbers."""
    if not outlook.seen:
        return "tetap", f"hanya {past.paid} item berbayar, tidak dihitung"
    apart = f", di luar {past.paid} item berbayar" if past.paid else ""
    so_far = " sejauh ini" if past.running else ""
    seen = f"{outlook.seen} item{so_far}{apart}"
    gap = f"; pengumpulan terputus {outlook.unheard_hours} jam" if outlook.unheard_hours else ""
    slept = past.known_days if outlook.asleep_days is None else outlook.asleep_days
    if slept >= limits.silent_windows:
        least = "sedikitnya " if outlook.asleep_days is None else ""
        return "muncul lagi", f"{seen} setelah {least}{slept} hari tanpa item; diperkirakan {_decimal(outlook.expected)}{gap}"
    if outlook.asleep_days is None:
        return "baru", f"pertama kali muncul dalam jendela ini, {seen}; isu baru rata-rata {_decimal(outlook.expected)}{gap}"
    numbers = f"{seen}; diperkirakan {_decimal(outlook.expected)}; {_yesterday(outlook)}, rata-rata 7 hari {_decimal(past.average)}{gap}"
    if _growth(outlook, max(outlook.expected, outlook.yesterday_even or 0.0), limits) <= _falls_at(past, limits):
        return "turun", numbers
    if not _high(outlook, past, limits):
        return "tetap", numbers
    if outlook.ebb <= limits.ebbing:
        return "puncak", f"{numbers}; di akhir jendela hanya {outlook.late}, biasanya {_decimal(outlook.late_usual)}"
    if outlook.yesterday_even is not None and _growth(outlook, outlook.yesterday_even, limits) < limits.daily_growth:
        return "puncak", f"{numbers}; tidak lagi bertambah dari kemarin"
    return "naik", numbers


def _high(outlook: Outlook, past: Past, limits: Trends) -> bool:
    hold = limits.hold if past.phase in _HIGH else 1.0
    return (
        outlook.seen >= limits.rising_items
        and outlook.surprise >= limits.rising_surprise * hold
        and _growth(outlook, outlook.expected, limits) - 1 >= (limits.rising_growth - 1) * hold
    )


def _falls_at(past: Past, limits: Trends) -> float:
    """A fall of 45 % enters "turun", the part ``hold`` of that fall stays in it."""
    return 1 - (1 - limits.falling_growth) * (limits.hold if past.phase == "turun" else 1.0)


def _growth(outlook: Outlook, over: float, limits: Trends) -> float:
    return (outlook.seen + limits.prior) / (over + limits.prior)


def _yesterday(outlook: Outlook) -> str:
    if outlook.yesterday_even is None:
        return f"kemarin {outlook.yesterday} (tidak sehari penuh terpantau)"
    apart = abs(outlook.yesterday_even - outlook.yesterday) >= 1
    return f"kemarin {outlook.yesterday}" + (f" (setara {_decimal(outlook.yesterday_even)} untuk jendela ini)" if apart else "")


def _decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")
