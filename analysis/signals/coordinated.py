"""Coordinated: many accounts say the same within minutes, as chains of people do not. Counts only; who they are is not known here."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.contexts import NarrativeContext
from analysis.echoes import SameWords
from analysis.signals import fired, limits
from archive.records import Signal

NAME = "coordinated"


@dataclass(frozen=True, slots=True)
class Limits:
    """See ``[coordinated]`` in ``signals.toml``."""

    words: int
    rush: int
    rush_share: float
    together: int
    together_share: float


def score(context: NarrativeContext) -> Signal | None:
    """From n accounts of a rush n / (n + 4), from m that were in another m / (m + 2), both as 1 - (1 - a)(1 - b).

    A rush counts when most of those who said it at all said it then; accounts that meet again count even where they were few. What passes
    on an article that we know, and what is too short to be told from chance, never counts.
    """
    numbers = limits(NAME, Limits)
    found = [(weight, fact) for fact in context.same_words if (weight := _weight(fact, numbers)) > 0]
    if not found:
        return None
    best, fact = max(found, key=lambda one: one[0])
    return fired(context, NAME, best, _reason(fact), (item_id for _, one in found for item_id in one.item_ids))


def _weight(fact: SameWords, numbers: Limits) -> float:
    if fact.article_id is not None or fact.words < numbers.words:
        return 0.0
    sudden = fact.rush >= numbers.rush and fact.rush >= numbers.rush_share * fact.authors
    again = fact.together >= numbers.together and fact.together >= numbers.together_share * fact.rush
    return 1 - (1 - sudden * fact.rush / (fact.rush + 4)) * (1 - again * fact.together / (fact.together + 2))


def _reason(fact: SameWords) -> str:
    again = f", dan {fact.together} akun di antaranya juga pernah serentak mengunggah kata-kata yang sama pada kesempatan lain"
    return (
        f"{fact.authors} akun mengunggah kata-kata yang sama dalam {_minutes(fact.minutes)}, {fact.rush} akun di antaranya dalam dua menit"
        f"{again if fact.together else ''}. Pola ini tidak menunjukkan siapa yang mengatur atau apakah isinya benar."
    )


def _minutes(minutes: float) -> str:
    return "kurang dari satu menit" if minutes < 1 else f"{minutes:.0f} menit"
