"""How much a narrative was expected to be talked about in a window, and how surprising it is that it was talked about more.

Let s_t be the share of a mean day that falls into hour t (:mod:`analysis.rhythm`; 0 where nobody listened), x_t what a narrative said in
it, and d_t = 2^(-age of t / ``half_life_days``).

**Level**, in items per mean day: a gamma posterior that forgets, known as the power steady model (Smith 1979, J. R. Statist. Soc. B 41;
Harvey and Fernandes 1989, J. Bus. Econ. Statist. 7) ::

    level ~ Gamma(shape A = b m + sum d_t x_t, rate B = b + sum d_t s_t)        sums from its first item to the start of the window

The prior is worth b = ``level_prior`` days at m, the mean level in the whole region of narratives of its age (0-1, 1-3, 3-7, 7-15, … days
since their first item), itself drawn to ``level_start`` while few such days were seen; no narrative speaks in it for more than
``level_most`` items a day, lest one flood hide all others. A narrative that begins in the window has the prior
alone: it is measured by what other narratives brought on their first day.

**Window.** With S = sum s_t over the window, expected = A / B * S. News comes in bursts of its own, so the count is a gamma-Poisson
mixture with two sources of spread: not knowing the level (shape A) and a restless day (shape ``restless``). Their product has the squared
coefficient of variation (1 + 1/A)(1 + 1/restless) - 1, and the count is taken as negative binomial with that mean and spread::

    X ~ NB(mean expected, shape r),  1/r = 1/A + 1/restless + 1/(A restless)
    surprise = -log10 P(X >= seen), at most ``most``; 0 where no more was seen than expected

so 1 is one day in ten, 2 one in a hundred. It follows the exceedance tests of outbreak detection (Noufaily et al. 2013, Statist. Med. 32),
with hours for weeks and a prior for the narratives that have no history.

**Within the window.** The last hours that usually hold ``tail`` of the window's items are compared with the whole: if the narrative were
still going as usual, their share of its n items would be binomial; ``ebb`` is the chance of so few.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from analysis.rhythm import DAY_HOURS, Floats, Rhythm, Slots, rhythm_of
from analysis.thresholds import Emergence

_HALF_HEARD = 0.5


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was expected of a narrative in a window, and what it was.

    ``seen`` items came where ``expected`` were to; ``surprise`` as above. ``yesterday`` counts the 24 hours before the window, and
    ``yesterday_even`` carries that over to the hours of the window that were heard, by the profile; ``None`` where less than half of
    yesterday was heard. ``late`` items stand in the window's last part where ``late_usual`` would be usual; ``ebb`` is the chance of so
    few. ``asleep_days`` are the whole days heard between the last item before the window and its start, ``None`` where there is none.
    ``unheard_hours`` are those of the window in which collecting was down.
    """

    seen: int
    expected: float
    surprise: float
    yesterday: int
    yesterday_even: float | None
    late: int
    late_usual: float
    ebb: float
    asleep_days: int | None
    unheard_hours: int


def outlooks(
    history: Mapping[str, Sequence[datetime]],
    asked: Iterable[str],
    window: tuple[datetime, datetime],
    zone: ZoneInfo,
    limits: Emergence,
) -> dict[str, Outlook]:
    """An outlook for every narrative ``asked`` for.

    Args:
        history: of every narrative of the region, the instants (UTC) of its counted items in the ``weeks`` weeks before the window and in
            it, in any order. What lies outside is not looked at.
        asked: ids of narratives; one without history is one that begins in the window.
        window: (start, end] in UTC. The running day ends now: what cannot have been said yet is not expected.
        zone: the region's time zone.
        limits: the table ``[emergence]``.
    """
    rhythm = rhythm_of(history, window, zone, limits)
    slots = {narrative_id: rhythm.slots(instants) for narrative_id, instants in history.items()}
    levels = _levels_by_age(slots.values(), rhythm, limits)
    none = np.zeros(0, np.int64)
    return {narrative_id: _outlook(slots.get(narrative_id, none), rhythm, levels, limits) for narrative_id in asked}


def tail(seen: int, expected: float, shape: float) -> float:
    """P(X >= ``seen``) of a negative binomial of mean ``expected`` and ``shape``, exact to about 1e-10."""
    if seen <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    hit, miss = math.log(shape / (shape + expected)), math.log(expected / (shape + expected))
    start = shape * hit - math.lgamma(shape)
    below = math.fsum(math.exp(start + math.lgamma(shape + n) - math.lgamma(n + 1) + n * miss) for n in range(seen))
    return max(1.0 - below, 0.0)


def at_most(seen: int, of: int, share: float) -> float:
    """P(X <= ``seen``) of a binomial of ``of`` trials that each succeed with the probability ``share``."""
    if seen >= of or share <= 0:
        return 1.0
    if share >= 1:
        return 0.0
    start, hit, miss = math.lgamma(of + 1), math.log(share), math.log1p(-share)
    terms = (start - math.lgamma(n + 1) - math.lgamma(of - n + 1) + n * hit + (of - n) * miss for n in range(seen + 1))
    return min(math.fsum(math.exp(term) for term in terms), 1.0)


def _levels_by_age(narratives: Iterable[Slots], rhythm: Rhythm, limits: Emergence) -> Floats:
    """The mean level of narratives by :func:`_age_class`, items per mean day."""
    classes = _age_class(rhythm.before / DAY_HOURS) + 1
    said, days = np.zeros(classes), np.zeros(classes)
    passed = np.concatenate(([0.0], np.cumsum(rhythm.share[: rhythm.before])))
    bounds = DAY_HOURS * (2 ** np.arange(classes + 1) - 1)
    for slots in narratives:
        old = slots[slots < rhythm.before]
        if len(old):
            edges = np.minimum(old[0] + bounds, rhythm.before)
            lived = np.diff(passed[edges])
            days += lived
            said += np.minimum(np.diff(np.searchsorted(old, edges)), limits.level_most * lived)
    return (said + limits.level_start * limits.level_start_days) / (days + limits.level_start_days)


def _age_class(days: float) -> int:
    """0 below a day, 1 below 3, 2 below 7, 3 below 15, and so on."""
    return int(math.log2(days + 1))


def _outlook(slots: Slots, rhythm: Rhythm, levels: Floats, limits: Emergence) -> Outlook:
    share, before = rhythm.share, rhythm.before
    old, new = slots[slots < before], slots[slots >= before]
    born = int(old[0]) if len(old) else before
    ages = before - np.arange(born, before)
    fading = 0.5 ** (ages / (DAY_HOURS * limits.half_life_days))
    shape = limits.level_prior * float(levels[_age_class((before - born) / DAY_HOURS)]) + float(fading[old - born].sum())
    rate = limits.level_prior + float((fading * share[born:before]).sum())
    heard = float(share[before:].sum())
    expected = shape / rate * heard
    restless = limits.restless
    spread = 1 / (1 / shape + 1 / restless + 1 / (shape * restless))
    surprise = 0.0
    if len(new) > expected:
        surprise = min(-math.log10(max(tail(len(new), expected, spread), 10.0**-limits.most)), limits.most)
    heard_yesterday = float(share[before - DAY_HOURS : before].sum())
    yesterday = int((old >= before - DAY_HOURS).sum())
    late, late_share = _late(new, share[before:], before, limits.tail)
    return Outlook(
        seen=len(new),
        expected=expected,
        surprise=surprise,
        yesterday=yesterday,
        yesterday_even=yesterday * heard / heard_yesterday if heard_yesterday >= _HALF_HEARD else None,
        late=late,
        late_usual=len(new) * late_share,
        ebb=at_most(late, len(new), late_share),
        asleep_days=int(rhythm.heard[old[-1] + 1 : before].sum()) // DAY_HOURS if len(old) else None,
        unheard_hours=int(rhythm.lost[before:].sum()),
    )


def _late(new: Slots, share: Floats, before: int, part: float) -> tuple[int, float]:
    """How many items stand in the shortest end of the window that usually holds ``part`` of it, and what it usually holds."""
    whole = share.sum()
    if whole <= 0:
        return len(new), 1.0
    from_end = np.cumsum(share[::-1]) / whole
    hours = int(np.searchsorted(from_end, part)) + 1
    return int((new >= before + len(share) - hours).sum()), float(from_end[min(hours, len(share)) - 1])
