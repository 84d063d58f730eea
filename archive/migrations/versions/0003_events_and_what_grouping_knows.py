"""Events below narratives, what grouping knows of each text, moves, tone, key sentences with all their sources, and conflicting numbers."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT, MANY, WHOLE, NUMBER, FLAG, INSTANT = sa.Text(), sa.Text(), sa.BigInteger(), sa.Float(), sa.Boolean(), sa.DateTime(timezone=True)
DAY, BYTES = sa.Date(), sa.LargeBinary()


def upgrade() -> None:
    """Add tables and columns. Every narrative that is there becomes one event of the same id."""
    _table("signature", {"item_id": TEXT, "version": TEXT, "words": WHOLE, "values": BYTES}, key=("item_id",))
    _table(
        "profile",
        {
            "item_id": TEXT,
            "at": INSTANT,
            "kind": TEXT,
            "headline": TEXT,
            "claim": FLAG,
            "english": FLAG,
            "places": MANY,
            "terms": BYTES,
            "version": TEXT,
        },
        key=("item_id",),
    )
    op.create_index("ix_profile_at", "profile", ["at"])
    _table(
        "event",
        {
            "id": TEXT,
            "narrative_id": TEXT,
            "founded_by": TEXT,
            "founded_at": INSTANT,
            "label": TEXT,
            "label_item_id": TEXT,
            "merged_into": TEXT,
        },
        key=("id",),
        optional=("merged_into",),
    )
    op.create_index("ix_event_narrative_id", "event", ["narrative_id"])
    _table(
        "move",
        {
            "item_id": TEXT,
            "at": INSTANT,
            "from_event_id": TEXT,
            "event_id": TEXT,
            "from_narrative_id": TEXT,
            "narrative_id": TEXT,
            "reason": TEXT,
        },
        key=("item_id", "at"),
    )
    op.create_index("ix_move_at", "move", ["at"])
    _table(
        "tone",
        {"item_id": TEXT, "headline": TEXT, "headline_confidence": NUMBER, "body": TEXT, "body_confidence": NUMBER, "version": TEXT},
        key=("item_id",),
    )
    _table("office_tone", {"item_id": TEXT, "office": TEXT, "tone": TEXT, "confidence": NUMBER, "version": TEXT}, key=("item_id", "office"))
    _table(
        "key_sentence",
        {"narrative_id": TEXT, "day": DAY, "rank": WHOLE, "text": TEXT, "item_id": TEXT, "item_ids": MANY},
        key=("narrative_id", "day", "rank"),
    )
    op.create_index("ix_key_sentence_day", "key_sentence", ["day"])
    _table(
        "conflict",
        {"narrative_id": TEXT, "day": DAY, "event_id": TEXT, "subject": TEXT, "values": MANY, "item_ids": MANY},
        key=("event_id", "day", "subject"),
    )
    op.create_index("ix_conflict_day", "conflict", ["day"])
    _events_of_narratives()
    _sentences_of_days()
    for name, column_type, default in (
        ("event_ids", MANY, "[]"),
        ("voices", WHOLE, "0"),
        ("expected", NUMBER, "0"),
        ("surprise", NUMBER, "0"),
    ):
        op.add_column("narrative_day", sa.Column(name, column_type, nullable=False, server_default=default))
    op.execute("update narrative_day set voices = reports, expected = average_7d")
    op.add_column("night", sa.Column("events_in_window", WHOLE, nullable=False, server_default="0"))
    op.add_column("night", sa.Column("kept", NUMBER))
    op.execute("update night set events_in_window = narratives_in_window")


def _events_of_narratives() -> None:
    op.execute(
        "insert into event (id, narrative_id, founded_by, founded_at, label, label_item_id, merged_into) "
        "select id, id, founded_by, founded_at, label, label_item_id, merged_into from narrative"
    )
    op.add_column("membership", sa.Column("event_id", TEXT, nullable=False, server_default=""))
    op.execute("update membership set event_id = narrative_id")
    op.create_index("ix_membership_event_id", "membership", ["event_id"])


def _sentences_of_days() -> None:
    connection = op.get_bind()
    days = sa.table("narrative_day", *map(sa.column, ("narrative_id", "day", "sentences", "sentence_item_ids")))
    told = sa.table("key_sentence", *map(sa.column, ("narrative_id", "day", "rank", "text", "item_id", "item_ids")))
    rows = [
        {"narrative_id": narrative_id, "day": day, "rank": rank, "text": text, "item_id": item_id, "item_ids": json.dumps([item_id])}
        for narrative_id, day, sentences, item_ids in connection.execute(sa.select(days))
        for rank, (text, item_id) in enumerate(zip(json.loads(sentences), json.loads(item_ids), strict=True), 1)
    ]
    if rows:
        connection.execute(sa.insert(told), rows)
    op.drop_column("narrative_day", "sentences")
    op.drop_column("narrative_day", "sentence_item_ids")


def _table(name: str, columns: dict[str, sa.types.TypeEngine[Any]], key: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    made = [sa.Column(column, kind, nullable=column in optional) for column, kind in columns.items()]
    op.create_table(name, *made, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))
