"""The one HTTP client, as the settings want it."""

from archive.settings import Settings
from extractors.http import Client


def client_of(settings: Settings) -> Client:
    """A client for one run; enter it as an async context manager."""
    return Client(
        settings.contact,
        pace_seconds=settings.pace_seconds,
        timeout_seconds=settings.timeout_seconds,
        max_bytes=settings.max_bytes,
        allow_private=settings.allow_private,
    )
