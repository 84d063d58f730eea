"""Alembic migrations of the archive, oldest first."""
