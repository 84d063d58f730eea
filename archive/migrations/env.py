"""Alembic's entry: it runs on the connection that :mod:`archive.migrations.run` hands over."""

from alembic import context

from archive.tables import METADATA

connection = context.config.attributes["connection"]
# SQLite can change a table only by copying it; batch mode writes the same migration for both engines.
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=True)
context.run_migrations()
