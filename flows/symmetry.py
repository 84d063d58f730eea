"""The symmetry log: are claims that help the government and claims that hurt it looked at alike, and its own statements too?

It is read by people only. Tone tells the two apart here, after everything was decided without it: if the parts differ for long, the rules
are not as fair as they are meant to be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from analysis.brought import Weighed, weigh
from analysis.embedding import centred, reference_rows, vectors_of
from analysis.evidence import CLAIM_KINDS, Archive
from analysis.factchecks import Index
from analysis.thresholds import load_thresholds
from archive.records import (
    Bulletin,
    Embedding,
    FactCheck,
    Item,
    Night,
    OfficeTone,
    Reading,
    Source,
    Tone,
    ToneLabel,
    Utterance,
)
from archive.settings import Settings
from archive.store import Store
from flows import FlowError
from flows.sifting import BULLETINS_FOR

Side = Literal["menguntungkan", "merugikan", "netral", "pernyataan resmi"]
SIDES: tuple[Side, ...] = ("menguntungkan", "merugikan", "netral", "pernyataan resmi")
NEAREST = 5
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One side of a week: how many texts there were, how many resemble a fact-check, how many the rule would list, each taken alone.

    All sides are counted in the same way, as if every text were surely a claim: ``listed`` compares the rule, it counts no cases.
    """

    side: Side
    claims: int
    matched: int
    listed: int


@dataclass(frozen=True, slots=True)
class Statement:
    """An official text that the rule would list had a citizen posted it, and why."""

    id: str
    title: str
    url: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Symmetry:
    """The log of the seven days from ``since`` to ``until``."""

    since: date
    until: date
    rows: tuple[Row, ...]
    statements: tuple[Statement, ...]


def symmetry(store: Store, settings: Settings, until: date) -> Symmetry:
    """Hold the claims and the official statements of the seven briefs up to ``until`` against one rule, by whom they help.

    Raises:
        FlowError: none of those days was analysed.
    """
    days = [until - timedelta(days=back) for back in range(6, -1, -1)]
    nights = store.records(Night, day=days)
    if not nights:
        raise FlowError(
            f"nothing was analysed from {days[0]} to {until}; run `pantau analyse`, or name another week with --until YYYY-MM-DD"
        )
    night = max(nights, key=lambda night: (night.day, night.as_of))
    start, end = settings.window(days[0])[0], settings.window(until)[1]
    items = {item.id: item for item in store.items_seen_between(start, end)}
    relevant = sorted(reading.subject_id for reading in store.records(Reading, subject_id=list(items)) if reading.relevant)
    offices = {source.id for source in store.records(Source) if source.tier == "official"}
    kind_of = {utterance.item_id: utterance.kind for utterance in store.records(Utterance, item_id=relevant)}
    claims = [i for i in relevant if items[i].kind in CLAIM_KINDS and kind_of.get(i) == "claim"]
    # An office's denial, or its warning of a rumour, states nothing of its own.
    stated = [i for i in relevant if items[i].source_id in offices and kind_of.get(i) == "official"]
    side_of: dict[str, Side] = {**_sides(store, claims), **dict.fromkeys(stated, "pernyataan resmi")}
    weighed = _weighed(store, settings, [items[i] for i in (*claims, *stated)], night)
    rows = []
    for side in SIDES:
        here = [one for one in weighed if side_of[one.item.id] == side]
        rows.append(Row(side, len(here), sum(one.matched for one in here), sum(one.weighed.listed for one in here)))
    statements = tuple(
        Statement(one.item.id, one.item.title or one.item.text[:SHOWN], one.item.url, one.weighed.reasons[0].text)
        for one in weighed
        if one.weighed.listed and side_of[one.item.id] == "pernyataan resmi"
    )
    return Symmetry(days[0], until, tuple(rows), statements)


def _sides(store: Store, claims: Sequence[str]) -> Mapping[str, Side]:
    """Whom each claim helps: by the tone about the offices it names, else by that of the whole text."""
    side: Mapping[ToneLabel, Side] = {"positif": "menguntungkan", "negatif": "merugikan"}
    about: dict[str, list[ToneLabel]] = {}
    for tone in store.records(OfficeTone, item_id=claims):
        about.setdefault(tone.item_id, []).append(tone.tone)
    whole = {tone.item_id: tone.body for tone in store.records(Tone, item_id=claims)}
    found: dict[str, Side] = {}
    for item_id in claims:
        heard = about.get(item_id) or ([whole[item_id]] if item_id in whole else [])
        leaning = heard.count("positif") - heard.count("negatif")
        found[item_id] = "netral" if not leaning else side["positif" if leaning > 0 else "negatif"]
    return found


@dataclass(frozen=True, slots=True)
class _One:
    item: Item
    matched: bool
    weighed: Weighed


def _weighed(store: Store, settings: Settings, items: Sequence[Item], night: Night) -> list[_One]:
    """Every text held, alone and as a claim, against what was known on ``night``; nothing of it becomes a case."""
    # A later fact-check, like a later measurement, was nobody's to use that week.
    checks = [check for check in store.records(FactCheck) if check.collected_at <= night.as_of]
    embeddings = store.records(Embedding, model_id=night.model_id)
    vectors = centred(vectors_of([*items, *checks], embeddings), reference_rows(embeddings)) if items else {}
    said = [item for item in items if item.id in vectors]
    if not said:
        return []
    bulletins = store.records(Bulletin, happened_at_from=night.as_of - BULLETINS_FOR)
    sources = store.records(Source)
    archive = Archive((), (), (), (), (), (), (), checks, bulletins, sources, settings.timezone, load_thresholds())
    index = Index(checks, {check.id: vectors[check.id] for check in checks if check.id in vectors})
    rows = np.stack([vectors[item.id] for item in said])
    found = []
    for item, near in zip(said, index.nearest([item.text for item in said], rows, [item.at for item in said], NEAREST), strict=True):
        as_claim = Utterance(item.id, "claim", 1.0, "", item.title, "")
        found.append(_One(item, any(one.strength for one in near), weigh(item, as_claim, near, archive, night.as_of)))
    return found
