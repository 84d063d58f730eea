"""Every edition of the brief with what it said, corrections of it, what it asked to decide, and whom it reached."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

TEXT, WHOLE, FLAG, INSTANT, DAY = sa.Text(), sa.BigInteger(), sa.Boolean(), sa.DateTime(timezone=True), sa.Date()


def upgrade() -> None:
    """Add tables; a brief is known by edition, day and printing now (those there become first printings); count items by an index."""
    connection = op.get_bind()
    known: dict[str, sa.types.TypeEngine[Any]] = {
        "day": DAY,
        "made_at": INSTANT,
        "content_hash": TEXT,
        "path": TEXT,
        "pages": WHOLE,
        "sample": FLAG,
    }
    old = sa.table("brief", *(sa.column(name, kind) for name, kind in known.items()))
    printed = [dict(row) for row in connection.execute(sa.select(old)).mappings()]
    op.drop_table("brief")
    brief = _table(
        "brief",
        {
            "edition": TEXT,
            "day": DAY,
            "number": WHOLE,
            "made_at": INSTANT,
            "content_hash": TEXT,
            "content": TEXT,
            "pdf_hash": TEXT,
            "model_id": TEXT,
            "thresholds": TEXT,
            "path": TEXT,
            "pages": WHOLE,
            "sample": FLAG,
        },
        key=("edition", "day", "number"),
        optional=("content", "pdf_hash", "model_id", "thresholds"),
    )
    if printed:
        connection.execute(sa.insert(brief), [{"edition": "harian", "number": 1, **row} for row in printed])
    _table(
        "correction", {"id": TEXT, "edition": TEXT, "day": DAY, "at": INSTANT, "text": TEXT, "url": TEXT}, key=("id",), optional=("url",)
    )
    op.create_index("ix_correction_at", "correction", ["at"])
    _table(
        "asked",
        {
            "edition": TEXT,
            "day": DAY,
            "rank": WHOLE,
            "narrative_id": TEXT,
            "case_id": TEXT,
            "issue": TEXT,
            "trigger": TEXT,
            "advice": TEXT,
            "office": TEXT,
            "due": INSTANT,
        },
        key=("edition", "day", "rank"),
        optional=("case_id",),
    )
    _table(
        "delivery",
        {
            "edition": TEXT,
            "day": DAY,
            "recipient": TEXT,
            "number": WHOLE,
            "group": TEXT,
            "channel": TEXT,
            "state": TEXT,
            "attempts": WHOLE,
            "at": INSTANT,
            "reason": TEXT,
        },
        key=("edition", "day", "recipient"),
        optional=("reason",),
    )
    said = ["published_at", "collected_at", "id", "kind", "source_id", "advertorial"]
    op.drop_index("ix_item_published_at", "item")
    op.create_index(f"ix_item_{'_'.join(said)}", "item", said)


def _table(name: str, columns: dict[str, sa.types.TypeEngine[Any]], key: tuple[str, ...], optional: tuple[str, ...] = ()) -> sa.Table:
    made = [sa.Column(column, kind, nullable=column in optional) for column, kind in columns.items()]
    return op.create_table(name, *made, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))
