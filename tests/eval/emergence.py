"""How well a rise is told from noise: false rises and found bursts in simulated regions, beside the rule of the 7-day mean.

Run by hand, from the root of the repository: ``python -m tests.eval.emergence [choose]``. Nothing real stands behind these figures: no
public data follows the narratives of a region for weeks. A region here has 300 narratives in ten weeks; two weeks are judged, day by day,
with the phases of the day before. Numbers were chosen on the seeds of ``CHOSEN_ON`` (``choose`` shows that table) and are reported on
``REPORTED_ON``. Exit status 1 when a figure on those falls below its floor in ``emergence_floors.toml``.

What is simulated: hours of the day and weekdays of unequal weight; narratives that begin on any day and fade, with levels from one item a
week to a dozen a day, and days that swing by chance around their level (a gamma of a shape drawn for each narrative between 2 and 12);
steady ones; ones that sleep for weeks and return; bursts of a known first day, by a factor of 3 to 10, that fade by half in one or two
days, or stand within a few hours; copies in one minute; and hours in which nothing was collected, once for a day and a half, once for
eight hours within the judged weeks.
"""

import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from analysis.emergence import outlooks
from analysis.phases import Past, phase_of
from analysis.thresholds import load_thresholds

ZONE = ZoneInfo("Asia/Makassar")
FIRST = datetime(2026, 8, 3, 21, 30, tzinfo=UTC)
DAYS, JUDGED, NARRATIVES = 70, 14, 300
CHOSEN_ON, REPORTED_ON = range(6), range(200, 212)
FOUND = ("baru", "naik", "muncul lagi")
# The former rule's numbers, as they last stood.
RISING_ITEMS, RISING_GROWTH, PRIOR, FALLING, SILENT = 5, 1.8, 2.0, 0.55, 3


@dataclass
class Story:
    """One simulated narrative: items a day that were meant by day, the items as instants, and the days on which a burst began."""

    meant: np.ndarray
    instants: list[datetime] = field(default_factory=list)
    bursts: set[int] = field(default_factory=set)
    aftermath: set[int] = field(default_factory=set)


def hours_of_week(rng):
    """The share of a day's items that falls to each hour after 21.30 UTC, for seven days, the mean day holding one."""
    local = (np.arange(24) + 5.5) % 24
    day = 0.08 + np.exp(-(((local - 10) / 3.5) ** 2)) + 0.8 * np.exp(-(((local - 19) / 3) ** 2))
    weekdays = np.array([1.15, 1.1, 1.1, 1.05, 1.0, 0.75, 0.6]) * rng.lognormal(0, 0.05, 7)
    return np.outer(weekdays / weekdays.mean(), day / day.sum())


def story(rng, kind):
    meant = np.zeros(DAYS)
    if kind == "steady":
        meant[:] = rng.lognormal(0.6, 0.8)
    elif kind == "sleeping":
        for start in (rng.integers(0, 20), rng.integers(40, DAYS)):
            meant[start : start + rng.integers(2, 9)] = rng.lognormal(0.7, 0.6)
    else:
        start = rng.integers(0, DAYS)
        age = np.arange(DAYS - start)
        meant[start:] = rng.lognormal(1.2, 0.8) * 0.5 ** (age / rng.uniform(0.8, 12)) + 0.05
    made = Story(meant)
    living = np.flatnonzero(meant[DAYS - JUDGED - 7 :] >= 0.2) + DAYS - JUDGED - 7
    if len(living) > 2 and rng.random() < 0.35:
        day = int(rng.choice(living[1:]))
        height = max(meant[day] * rng.uniform(3, 10), rng.uniform(6, 14)) - meant[day]
        fade = rng.choice([0.2, 1.0, 2.0])
        made.bursts.add(day)
        made.aftermath.update(range(day + 1, day + 6))
        meant[day:] += height * 0.5 ** (np.arange(DAYS - day) / fade)
    return made


def region(seed):
    """A region's stories with their items; what nobody collected is not among them."""
    rng = np.random.default_rng(seed)
    week = hours_of_week(rng)
    kinds = ["fading"] * 240 + ["steady"] * 35 + ["sleeping"] * 25
    outages = [(24.0 * rng.integers(20, 50) + 7, 36.0), (24.0 * (DAYS - rng.integers(2, JUDGED)) + rng.integers(2, 14), 8.0)]
    stories = []
    for kind in kinds:
        made = story(rng, kind)
        shape = rng.uniform(2, 12)
        swing = rng.gamma(shape, 1 / shape, DAYS)
        began = int(np.flatnonzero(made.meant)[0]) if made.meant.any() else 0
        swing[list(made.bursts)] = 1.0
        rates = (made.meant * swing)[:, None] * week[(np.arange(DAYS) + FIRST.weekday() + 1) % 7]
        if kind == "fading":
            rates[began, : rng.integers(0, 18)] = 0
        counts = rng.poisson(rates)
        hours = np.repeat(np.arange(DAYS * 24), counts.ravel())
        at = hours + rng.uniform(0.001, 1.0, len(hours))
        if kind == "fading" and len(at) and rng.random() < 0.1:
            at = np.concatenate((at, np.full(6, at[len(at) // 2])))
            copied = int(at[-1] // 24)
            made.bursts.discard(copied)
            made.aftermath.update(range(copied, copied + 6))
        heard = [hour for hour in np.sort(at) if not any(begins < hour <= begins + length for begins, length in outages)]
        made.instants = [FIRST + timedelta(hours=float(hour)) for hour in heard]
        stories.append(made)
    assert len(stories) == NARRATIVES
    return stories


def judged(stories, thresholds, hours, rising_growth):
    """Every (story, day, items, phase by the model, phase by the former rule) of the judged weeks, ``hours`` after each day began."""
    counts = np.zeros((len(stories), DAYS), int)
    for number, made in enumerate(stories):
        for instant in made.instants:
            counts[number, int(np.ceil((instant - FIRST) / timedelta(days=1))) - 1] += 1
    yesterday = {}
    for day in range(DAYS - JUDGED - 1, DAYS):
        window = (FIRST + timedelta(days=day), FIRST + timedelta(days=day, hours=hours))
        history = {str(n): [i for i in made.instants if i <= window[1]] for n, made in enumerate(stories)}
        so_far = np.array([sum(i > window[0] for i in history[str(n)]) for n in range(len(stories))])
        spoken = [n for n in range(len(stories)) if so_far[n]]
        found = outlooks(history, map(str, spoken), window, ZONE, thresholds.emergence)
        today = {}
        for n in spoken:
            before = counts[n, day - 7 : day]
            known = (window[0] - stories[n].instants[0]) // timedelta(days=1)
            past = Past(average=float(before.mean()), known_days=known, running=hours < 24, phase=yesterday.get(n))
            today[n] = phase_of(found[str(n)], past, thresholds.trends)[0]
            if day >= DAYS - JUDGED:
                old = former(before, so_far[n], not counts[n, :day].any(), rising_growth)
                yield n, day, so_far[n], today[n], old
        yesterday = today


def former(before, today, new, rising_growth):
    """The phase by the rule that stood before: the ratio to the mean of seven days, a rise at ``rising_growth``."""
    average = before.mean()
    if new:
        return "baru"
    silent = next((n for n, total in enumerate(reversed(before)) if total), len(before))
    if silent >= SILENT:
        return "muncul lagi"
    if (today + PRIOR) / (max(average, before[-1]) + PRIOR) <= FALLING:
        return "turun"
    if today >= RISING_ITEMS and (today + PRIOR) / (average + PRIOR) >= rising_growth:
        return "naik" if today > before[-1] else "puncak"
    return "tetap"


def figures(seeds, thresholds, hours=24, rising_growth=RISING_GROWTH):
    """By rule: false rises per 1,000 narrative-days without a burst, the share of bursts found on their first day, and all counts.

    A burst is one of at least six items and three times what was meant the day before; the five days after one are neither.
    """
    counts = {"model": Counter(), "former": Counter()}
    for seed in seeds:
        stories = region(seed)
        for n, day, items, model, old in judged(stories, thresholds, hours, rising_growth):
            made = stories[n]
            ordinary = max(made.meant[day - 1], 0.3)
            burst = day in made.bursts and items >= 6 and items >= 3 * ordinary
            quiet = day not in made.bursts and day not in made.aftermath
            for rule, phase in (("model", model), ("former", old)):
                counts[rule][phase] += 1
                counts[rule]["bursts"] += burst
                counts[rule]["found"] += burst and phase in FOUND
                counts[rule]["peaked"] += burst and phase == "puncak"
                counts[rule]["quiet"] += quiet
                counts[rule]["false"] += quiet and phase == "naik"
    return {rule: (1000 * c["false"] / c["quiet"], c["found"] / c["bursts"], c) for rule, c in counts.items()}


def told(name, figure):
    false, found, counts = figure
    phases = ", ".join(f"{phase} {counts[phase]}" for phase in ("baru", "naik", "puncak", "tetap", "turun", "muncul lagi"))
    return (
        f"{name:<22}{false:6.1f} false per 1,000 of {counts['quiet']} quiet days; {found:.3f} of {counts['bursts']} bursts found on their "
        f"first day ({counts['peaked']} more called puncak); {phases}"
    )


def choose(thresholds):
    for surprise, life, prior, restless in product((1.0, 1.2, 1.4, 1.6, 2.0), (3.0, 5.0, 8.0), (1.5, 3.0), (4.0, 8.0)):
        tried = replace(
            thresholds,
            trends=replace(thresholds.trends, rising_surprise=surprise),
            emergence=replace(thresholds.emergence, half_life_days=life, level_prior=prior, restless=restless),
        )
        false, found, _ = figures(CHOSEN_ON, tried)["model"]
        print(f"surprise {surprise}, half-life {life}, prior {prior}, restless {restless}: {false:.1f} false, {found:.3f} found")


def main(arguments):
    thresholds = load_thresholds()
    if arguments == ["choose"]:
        choose(thresholds)
        return 0
    for name, seeds in (("chosen on", CHOSEN_ON), ("reported on", REPORTED_ON)):
        print(f"{name} seeds {seeds.start}-{seeds.stop - 1}, {NARRATIVES} narratives each, {JUDGED} of {DAYS} days judged")
        measured = figures(seeds, thresholds)
        print(told("this model", measured["model"]))
        print(told("7-day mean, at 1.8", measured["former"]))
        print(told("7-day mean, at 2.5", figures(seeds, thresholds, rising_growth=2.5)["former"]))
    noon = figures(REPORTED_ON, thresholds, hours=12)
    print("the same days when twelve hours of each have passed")
    print(told("this model", noon["model"]))
    print(told("7-day mean, at 1.8", noon["former"]))
    false, found, _ = measured["model"]
    floors = tomllib.loads(Path(__file__).with_name("emergence_floors.toml").read_text(encoding="utf-8"))
    low = [
        f"{name}: {figure:.3f} against {floors[name]}"
        for name, figure, broken in (
            ("false_rises", false, false > floors["false_rises"]),
            ("bursts_found", found, found < floors["bursts_found"]),
            ("false_rises_at_noon", noon["model"][0], noon["model"][0] > floors["false_rises_at_noon"]),
        )
        if broken
    ]
    print("\n".join(low) or "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
