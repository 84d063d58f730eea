"""The first schema of the archive."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT, MANY, WHOLE, NUMBER, FLAG = sa.Text(), sa.Text(), sa.BigInteger(), sa.Float(), sa.Boolean()
BYTES, DAY, INSTANT = sa.LargeBinary(), sa.Date(), sa.DateTime(timezone=True)

TIME = "published_raw published_at published_zone published_zone_known"


def table(name: str, columns: dict[str, sa.types.TypeEngine[Any]], key: str, optional: str = "", indexes: str = "") -> None:
    """Make a table; key, optional and indexes are column names separated by spaces, one index each."""
    made = [sa.Column(column, kind, nullable=column in optional.split()) for column, kind in columns.items()]
    op.create_table(name, *made, sa.PrimaryKeyConstraint(*key.split(), name=f"pk_{name}"))
    for column in indexes.split():
        op.create_index(f"ix_{name}_{column}", name, [column])


def upgrade() -> None:
    """Make every table."""
    table("brief", {"day": DAY, "made_at": INSTANT, "content_hash": TEXT, "path": TEXT, "pages": WHOLE, "sample": FLAG}, key="day")
    table("case", {"id": TEXT, "narrative_id": TEXT, "claim": TEXT, "claim_item_id": TEXT, "opened_at": INSTANT, "state": TEXT}, key="id")
    table("copy", {"item_id": TEXT, "origin_id": TEXT, "similarity": NUMBER}, key="item_id", indexes="origin_id")
    table("embedding", {"text_hash": TEXT, "model_id": TEXT, "dim": WHOLE, "values": BYTES}, key="text_hash model_id")
    table(
        "fact_check",
        {
            "id": TEXT,
            "source_id": TEXT,
            "url": TEXT,
            "title": TEXT,
            "claim": TEXT,
            "label": TEXT,
            "native_label": TEXT,
            "publisher": TEXT,
            "body": TEXT,
            "published_raw": TEXT,
            "published_at": INSTANT,
            "published_zone": TEXT,
            "published_zone_known": TEXT,
            "collected_at": INSTANT,
            "warnings": MANY,
        },
        key="id",
        optional="native_label body " + TIME,
        indexes="source_id published_at",
    )
    table(
        "flag",
        {"case_id": TEXT, "day": DAY, "rank": WHOLE, "score": NUMBER, "reasons": MANY, "item_ids": MANY, "factcheck_ids": MANY},
        key="case_id day",
        indexes="day",
    )
    table(
        "item",
        {
            "id": TEXT,
            "source_id": TEXT,
            "kind": TEXT,
            "url": TEXT,
            "external_id": TEXT,
            "title": TEXT,
            "summary": TEXT,
            "body": TEXT,
            "author": TEXT,
            "editor": TEXT,
            "dateline": TEXT,
            "captions": MANY,
            "advertorial": FLAG,
            "language": TEXT,
            "published_raw": TEXT,
            "published_at": INSTANT,
            "published_zone": TEXT,
            "published_zone_known": TEXT,
            "collected_at": INSTANT,
            "warnings": MANY,
        },
        key="id",
        optional="url external_id title summary body author editor dateline language " + TIME,
        indexes="source_id published_at collected_at",
    )
    table(
        "match",
        {"narrative_id": TEXT, "item_id": TEXT, "factcheck_id": TEXT, "day": DAY, "score": NUMBER, "strength": TEXT, "version": TEXT},
        key="narrative_id factcheck_id day",
        indexes="day",
    )
    table(
        "membership",
        {"item_id": TEXT, "narrative_id": TEXT, "joined_at": INSTANT, "similarity": NUMBER, "reason": TEXT},
        key="item_id",
        indexes="narrative_id",
    )
    table(
        "narrative",
        {"id": TEXT, "founded_by": TEXT, "founded_at": INSTANT, "label": TEXT, "label_item_id": TEXT, "merged_into": TEXT},
        key="id",
        optional="merged_into",
    )
    table(
        "narrative_day",
        {
            "narrative_id": TEXT,
            "day": DAY,
            "label": TEXT,
            "label_item_id": TEXT,
            "item_ids": MANY,
            "reports": WHOLE,
            "copies": WHOLE,
            "advertorials": WHOLE,
            "posts": WHOLE,
            "previous_total": WHOLE,
            "average_7d": NUMBER,
            "history": MANY,
            "phase": TEXT,
            "phase_reason": TEXT,
            "places": MANY,
            "offices": MANY,
            "people": MANY,
            "sentences": MANY,
            "sentence_item_ids": MANY,
            "weight": NUMBER,
        },
        key="narrative_id day",
        indexes="day",
    )
    table(
        "night",
        {
            "day": DAY,
            "as_of": INSTANT,
            "model_id": TEXT,
            "thresholds": TEXT,
            "items_in_window": WHOLE,
            "relevant_in_window": WHOLE,
            "narratives_in_window": WHOLE,
            "stability": NUMBER,
            "flag_budget": WHOLE,
            "flags_over_budget": WHOLE,
        },
        key="day",
        optional="stability",
    )
    table(
        "outcome",
        {
            "source_id": TEXT,
            "at": INSTANT,
            "status": TEXT,
            "reason": TEXT,
            "items": WHOLE,
            "new_items": WHOLE,
            "requests": WHOLE,
            "not_modified": WHOLE,
            "seconds": NUMBER,
            "faults": MANY,
        },
        key="source_id at",
        optional="reason",
        indexes="at",
    )
    table(
        "reading",
        {
            "subject_id": TEXT,
            "relevant": FLAG,
            "score": NUMBER,
            "reasons": MANY,
            "places": MANY,
            "offices": MANY,
            "people": MANY,
            "programmes": MANY,
            "speech_act": TEXT,
            "speech_reason": TEXT,
            "version": TEXT,
        },
        key="subject_id",
    )
    table(
        "signal",
        {
            "narrative_id": TEXT,
            "name": TEXT,
            "day": DAY,
            "score": NUMBER,
            "weight": NUMBER,
            "reason": TEXT,
            "item_ids": MANY,
            "version": TEXT,
        },
        key="narrative_id name day",
        indexes="day",
    )
    table(
        "source",
        {
            "id": TEXT,
            "name": TEXT,
            "kind": TEXT,
            "urls": MANY,
            "tier": TEXT,
            "region": TEXT,
            "state": TEXT,
            "timezone": TEXT,
            "body_selector": TEXT,
            "strip": MANY,
            "max_items": WHOLE,
        },
        key="id",
        optional="body_selector",
    )
    table(
        "stage_time",
        {"flow": TEXT, "stage": TEXT, "as_of": INSTANT, "seconds": NUMBER, "items": WHOLE, "peak_mib": NUMBER},
        key="flow stage",
    )
    table(
        "validator",
        {"url": TEXT, "source_id": TEXT, "etag": TEXT, "last_modified": TEXT},
        key="source_id url",
        optional="etag last_modified",
    )
