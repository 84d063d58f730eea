"""Telegram: the PDF with its first lines as caption, then the whole chat text, by the Bot API (core.telegram.org/bots/api)."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from archive.settings import Settings
from reports.chat import units
from reports.delivery import Channel, NotSent, Parcel, insecure
from reports.delivery.asked import post, settled
from reports.wording import shorten

CAPTION = 1024
"""A caption holds so many characters."""
_CHAT = re.compile(r"-?\d{1,20}|@\w{4,64}")
_LONGEST_WAIT = 30.0


def fault(address: str) -> str | None:
    """What is wrong with the id or @name of a chat."""
    return None if _CHAT.fullmatch(address) else "is no chat; write its number, like -1001234567890, or its @name"


def mask(address: str) -> str:
    """As "…890"."""
    return f"…{address[-3:]}"


def send(parcel: Parcel, address: str, settings: Settings, now: datetime) -> None:
    """Send the file; that is the delivery. The text follows, and where it fails the file is not sent again."""
    caption = shorten(parcel.text.partition("\n\n")[0], CAPTION // 2)
    _call(
        settings,
        "sendDocument",
        data={"chat_id": address, "caption": caption},
        files={"document": (parcel.file_name, parcel.pdf, "application/pdf")},
    )
    try:
        tell(parcel.text, address, settings, now)
    except NotSent as error:
        # Saying that nothing arrived would send the file twice; saying nothing would hide it.
        raise NotSent(f"berkas terkirim, teksnya tidak: {error}", certain=False) from error


def tell(text: str, address: str, settings: Settings, now: datetime) -> None:  # noqa: ARG001 - every channel is told when
    """Send plain text: without a mode of markup, so that nothing in it formats; raises NotSent."""
    body = {"chat_id": address, "text": text if units(text) <= 4096 else shorten(text, 2000), "link_preview_options": {"is_disabled": True}}
    _call(settings, "sendMessage", json=body)


def _call(settings: Settings, method: str, **what: Any) -> None:
    token = settings.telegram_token
    address = f"{settings.telegram_url.rstrip('/')}/bot{token.get_secret_value() if token else ''}/{method}"
    if fault_of_server := insecure(settings.telegram_url):
        raise NotSent(f"PANTAU_TELEGRAM_URL {fault_of_server}", down=True)
    status, answer = post("Telegram", address, settings.timeout_seconds, **what)
    settled("Telegram", status, wait=_retry_after(answer))


def _retry_after(answer: bytes) -> float:
    """The seconds that the service asks to wait, within reason."""
    try:
        wanted = float(json.loads(answer)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 1.0
    return min(max(wanted, 0.0), _LONGEST_WAIT)


CHANNEL = Channel("telegram", ("telegram_token",), fault, mask, send, tell)
