"""Every kind of source: how it stands with each, what was probed, official bulletins, erasures, and what a page turned out to be."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TEXT, MANY, WHOLE, NUMBER, FLAG, INSTANT = sa.Text(), sa.Text(), sa.BigInteger(), sa.Float(), sa.Boolean(), sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add columns and tables; rows that are there get what the registry's defaults say."""
    _add("item", sa.Column("origin", TEXT), sa.Column("page", TEXT))
    # Until now an article with a text had been read in full.
    op.execute("update item set page = 'article' where kind = 'article' and body is not null")
    _add(
        "source",
        sa.Column("every_minutes", WHOLE, nullable=False, server_default="30"),
        sa.Column("note", TEXT),
        sa.Column("article_pattern", TEXT),
        sa.Column("only", MANY, nullable=False, server_default="[]"),
        sa.Column("trust_zone", FLAG, nullable=False, server_default=sa.true()),
    )
    op.create_table(
        "watch",
        sa.Column("source_id", TEXT, nullable=False),
        sa.Column("standing", TEXT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("reason", TEXT),
        sa.Column("failures", WHOLE, nullable=False),
        sa.Column("failing_since", INSTANT),
        sa.Column("last_heard_at", INSTANT),
        sa.Column("passed_at", INSTANT),
        sa.Column("interval_minutes", WHOLE, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_watch"),
    )
    op.create_table(
        "probe",
        sa.Column("source_id", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("passed", FLAG, nullable=False),
        sa.Column("found", TEXT, nullable=False),
        sa.Column("entries", WHOLE, nullable=False),
        sa.Column("newest_at", INSTANT),
        sa.Column("link_host", TEXT),
        sa.Column("advice", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("source_id", "url", name="pk_probe"),
    )
    op.create_table(
        "bulletin",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("source_id", TEXT, nullable=False),
        sa.Column("topic", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("place", TEXT),
        sa.Column("latitude", NUMBER),
        sa.Column("longitude", NUMBER),
        sa.Column("magnitude", NUMBER),
        sa.Column("depth_km", NUMBER),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("until", INSTANT),
        sa.Column("collected_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bulletin"),
    )
    op.create_index("ix_bulletin_happened_at", "bulletin", ["happened_at"])
    op.create_table(
        "erasure",
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("subject", name="pk_erasure"),
    )


def _add(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column)
