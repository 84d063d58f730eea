"""Alembic migrations of the archive, oldest first; :mod:`archive.migrations.run` brings a database up to date."""
