"""What kind of utterance a text is, answers to claims, earlier verdicts, and cases that can say why they are there."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT, MANY, NUMBER, FLAG, INSTANT, DAY = sa.Text(), sa.Text(), sa.Float(), sa.Boolean(), sa.DateTime(timezone=True), sa.Date()


def upgrade() -> None:
    """Add tables and columns. What cues alone said a text was stays known until the text is read again, if it ever is."""
    _table(
        "utterance",
        {"item_id": TEXT, "kind": TEXT, "sure": NUMBER, "reason": TEXT, "sentence": TEXT, "version": TEXT},
        key=("item_id",),
        optional=("sentence",),
    )
    _table(
        "verdict",
        {"factcheck_id": TEXT, "until": INSTANT, "label": TEXT, "native_label": TEXT, "title": TEXT, "claim": TEXT},
        key=("factcheck_id", "until"),
        optional=("native_label",),
    )
    _table(
        "response",
        {
            "narrative_id": TEXT,
            "day": DAY,
            "item_id": TEXT,
            "at": INSTANT,
            "by": TEXT,
            "stance": TEXT,
            "speaker": TEXT,
            "office": TEXT,
            "sentence": TEXT,
        },
        key=("narrative_id", "item_id", "day"),
        optional=("speaker", "office"),
    )
    op.create_index("ix_response_day", "response", ["day"])
    # All other acts are kinds by the same name. Fact-checks were read for an act too, and are no utterances.
    op.execute(
        "insert into utterance (item_id, kind, sure, reason, sentence, version) select subject_id, "
        "case speech_act when 'report' then 'news' else speech_act end, 0.5, 'terbawa dari pembacaan lama: ' || speech_reason, "
        "null, '0003' from reading "
        "where subject_id in (select id from item)"
    )
    op.drop_column("reading", "speech_act")
    op.drop_column("reading", "speech_reason")
    op.drop_column("signal", "weight")
    op.add_column("match", sa.Column("template", FLAG, nullable=False, server_default=sa.false()))
    op.add_column("match", sa.Column("repeats", TEXT))
    op.add_column("flag", sa.Column("precision", NUMBER))
    op.add_column("flag", sa.Column("removed_by", MANY, nullable=False, server_default="[]"))
    op.add_column("case", sa.Column("state_at", INSTANT))
    op.add_column("case", sa.Column("narrative_ids", MANY, nullable=False, server_default="[]"))
    op.add_column("case", sa.Column("like_case_id", TEXT))
    op.execute('update "case" set state_at = opened_at')
    cases = sa.table("case", *map(sa.column, ("id", "narrative_id", "narrative_ids")))
    connection = op.get_bind()
    for case_id, narrative_id in connection.execute(sa.select(cases.c.id, cases.c.narrative_id)).all():
        connection.execute(sa.update(cases).where(cases.c.id == case_id).values(narrative_ids=json.dumps([narrative_id])))
    with op.batch_alter_table("case") as table:
        table.alter_column("state_at", existing_type=INSTANT, nullable=False)


def _table(name: str, columns: dict[str, sa.types.TypeEngine[Any]], key: tuple[str, ...], optional: tuple[str, ...] = ()) -> None:
    made = [sa.Column(column, kind, nullable=column in optional) for column, kind in columns.items()]
    op.create_table(name, *made, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))
