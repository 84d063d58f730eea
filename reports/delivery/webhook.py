"""Webhook: one signed JSON call, for chat gateways and office systems of the receiver's own.

The body holds ``edition``, ``day``, ``number``, ``title``, ``text``, ``content_hash`` and ``pdf`` (base64); an alert holds ``alert``
alone. ``X-Pantau-Signature`` is ``sha256=`` and the HMAC-SHA256, in hex, of the time in ``X-Pantau-Timestamp``, a full stop, and the body,
keyed with ``PANTAU_WEBHOOK_SECRET``. ``Idempotency-Key`` is the same for every try of one edition to one address.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from archive.records import stable_id
from archive.settings import Settings
from reports.delivery import Channel, Parcel, insecure
from reports.delivery.asked import post, settled


def fault(address: str) -> str | None:
    """What is wrong with the address that is called."""
    return insecure(address)


def mask(address: str) -> str:
    """The host alone: the rest of such an address is often a secret."""
    return urlsplit(address).hostname or "webhook"


def send(parcel: Parcel, address: str, settings: Settings, now: datetime) -> None:
    """Call with the edition; raises NotSent."""
    content = parcel.content
    body = {
        "edition": content.edition,
        "day": content.day.isoformat(),
        "number": parcel.number,
        "title": f"{content.title}, {content.date_text}",
        "text": parcel.text,
        "content_hash": content.content_hash,
        "pdf": base64.b64encode(parcel.pdf).decode("ascii"),
    }
    _call(body, stable_id(content.edition, content.day.isoformat(), address), address, settings, now)


def tell(text: str, address: str, settings: Settings, now: datetime) -> None:
    """Call with an alert; raises NotSent."""
    _call({"alert": text}, stable_id(text, now.isoformat(), address), address, settings, now)


def _call(body: dict[str, Any], key: str, address: str, settings: Settings, now: datetime) -> None:
    data = json.dumps(body, ensure_ascii=False, sort_keys=True).encode("utf-8")
    stamp = str(int(now.timestamp()))
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    signature = hmac.new(secret.encode("utf-8"), stamp.encode("ascii") + b"." + data, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Pantau-Timestamp": stamp,
        "X-Pantau-Signature": f"sha256={signature}",
        "Idempotency-Key": key,
    }
    status, _ = post("webhook", address, settings.timeout_seconds, content=data, headers=headers)
    settled("webhook", status)


CHANNEL = Channel("webhook", ("webhook_secret",), fault, mask, send, tell)
