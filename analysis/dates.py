"""Dates as people in the watched region read them."""

from datetime import datetime
from zoneinfo import ZoneInfo

MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember")


def date_in_words(instant: datetime, zone: str) -> str:
    """The day of ``instant`` in ``zone`` (an IANA name) in Indonesian, for example ``3 Maret 2026``."""
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}"
