"""What a stretch of time held, without the texts: a brief over a month has to count a hundred thousand items, and reads few of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from archive.records import (
    Copy,
    Item,
    ItemKind,
    Narrative,
    NarrativeDay,
    Outcome,
    OutcomeStatus,
    Reading,
    Source,
    Tone,
    ToneLabel,
    Utterance,
    UtteranceKind,
)
from archive.tables import TABLES


@dataclass(frozen=True, slots=True)
class Said:
    """A relevant item as far as it is counted: who said it, when (UTC), what kind it is, and how a machine read it."""

    id: str
    source_id: str
    kind: ItemKind
    at: datetime
    advertorial: bool
    copied: bool
    utterance: UtteranceKind | None
    headline: ToneLabel | None
    body: ToneLabel | None


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits to one source in a stretch of time: how many, how many were heard, how the last one ended, and the last complaint."""

    visits: int
    heard: int
    last_status: OutcomeStatus
    last_reason: str | None


def within(start: datetime, end: datetime) -> ColumnElement[bool]:
    """That an item was said in (start, end]: published, or first seen where no time was published."""
    table = TABLES[Item]
    published, collected = table.c.published_at, table.c.collected_at
    # Said as two ranges, because coalesce() would hide both columns from their indexes.
    unpublished = and_(published.is_(None), collected > start, collected <= end)
    return or_(and_(published > start, published <= end), unpublished)


def said(start: datetime, end: datetime) -> Select[Any]:
    """The columns of :class:`Said` for every relevant item of (start, end]."""
    item, reading, utterance, copy, tone = (TABLES[record] for record in (Item, Reading, Utterance, Copy, Tone))
    about = item.join(reading, and_(reading.c.subject_id == item.c.id, reading.c.relevant))
    for more in (utterance, copy, tone):
        about = about.outerjoin(more, more.c.item_id == item.c.id)
    at = func.coalesce(item.c.published_at, item.c.collected_at, type_=item.c.collected_at.type).label("at")
    columns = (item.c.id, item.c.source_id, item.c.kind, at, item.c.advertorial, copy.c.item_id.is_not(None))
    return select(*columns, utterance.c.kind, tone.c.headline, tone.c.body).select_from(about).where(within(start, end))


def offered(start: datetime, end: datetime) -> Select[Any]:
    """By source id, how many items it said in (start, end], relevant or not."""
    item = TABLES[Item]
    return select(item.c.source_id, func.count()).where(within(start, end)).group_by(item.c.source_id)


def spoken(start: datetime, end: datetime) -> Select[Any]:
    """By kind of item, how many there were in (start, end], and how many of them were relevant."""
    item, reading = TABLES[Item], TABLES[Reading]
    judged = item.outerjoin(reading, and_(reading.c.subject_id == item.c.id, reading.c.relevant))
    return (
        select(item.c.kind, func.count(), func.count(reading.c.subject_id))
        .select_from(judged)
        .where(within(start, end))
        .group_by(item.c.kind)
    )


def visited(start: datetime, end: datetime, heard: Sequence[str]) -> tuple[Select[Any], Select[Any]]:
    """Two questions about the visits in [start, end): counts and last status by source id, and the last reason that any of them gave."""
    outcome = TABLES[Outcome]
    inside = and_(outcome.c.at >= start, outcome.c.at < end)
    good = func.sum(case((outcome.c.status.in_(heard), 1), else_=0))
    counts = (
        select(outcome.c.source_id, func.count().label("visits"), good.label("heard"), func.max(outcome.c.at).label("at"))
        .where(inside)
        .group_by(outcome.c.source_id)
        .subquery()
    )
    last = and_(outcome.c.source_id == counts.c.source_id, outcome.c.at == counts.c.at)
    counted = select(counts.c.source_id, counts.c.visits, counts.c.heard, outcome.c.status).join(outcome, last)
    complained = select(outcome.c.source_id, func.max(outcome.c.at).label("at")).where(inside, outcome.c.reason.is_not(None))
    latest = complained.group_by(outcome.c.source_id).subquery()
    reasons = select(outcome.c.source_id, outcome.c.reason).join(
        latest, and_(outcome.c.source_id == latest.c.source_id, outcome.c.at == latest.c.at)
    )
    return counted, reasons


def last_heard(until: datetime, heard: Sequence[str]) -> Select[Any]:
    """By source id, up to ``until``: the last visit that was heard, or the first of all where none was; ``None`` where none was made."""
    source, outcome = TABLES[Source], TABLES[Outcome]
    # Asked source by source, so that the newest visits answer it: a question about all of them would read every visit ever made.
    own = select(outcome.c.at).where(outcome.c.source_id == source.c.id, outcome.c.at <= until).limit(1)
    last = own.where(outcome.c.status.in_(heard)).order_by(outcome.c.at.desc()).correlate(source).scalar_subquery()
    first = own.order_by(outcome.c.at).correlate(source).scalar_subquery()
    return select(source.c.id, func.coalesce(last, first, type_=outcome.c.at.type))


def totals(days: Sequence[object]) -> Select[Any]:
    """By narrative, under the id it had then, how many items it had on ``days`` together."""
    day = TABLES[NarrativeDay]
    amount = func.sum(day.c.reports + day.c.copies + day.c.advertorials + day.c.posts)
    return select(day.c.narrative_id, amount).where(day.c.day.in_(days)).group_by(day.c.narrative_id)


def merged() -> Select[Any]:
    """The narratives that live on in another, and in which."""
    narrative = TABLES[Narrative]
    return select(narrative.c.id, narrative.c.merged_into).where(narrative.c.merged_into.is_not(None))
