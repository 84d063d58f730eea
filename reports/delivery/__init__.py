"""How a printed edition reaches people. One file is one channel: ``fault(address)``, ``mask(address)``, ``send(...)`` and ``tell(...)``.

A channel sends one parcel to one address and says how sure it is that nothing arrived. Whom to send to, how often to try, and that nobody
gets an edition twice, is decided where it is called.
"""

from __future__ import annotations

import importlib
import ipaddress
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import ModuleType
from typing import cast
from urllib.parse import urlsplit

from archive.settings import Settings
from reports import ReportError
from reports.content import BriefContent


@dataclass(frozen=True, slots=True)
class Parcel:
    """One printing of an edition, ready to go out: its content, the same as chat text, the file, and the edition's printing number."""

    content: BriefContent
    number: int
    text: str
    pdf: bytes
    file_name: str


class NotSent(ReportError):  # noqa: N818 - what it is called where it is caught reads as a sentence
    """An edition did not go out to one address.

    ``certain`` says that nothing arrived: only then may it be tried again. ``again`` says that another try may help, after ``wait``
    seconds; ``down`` that the whole channel is out, so that the next address would fare the same. The message is Indonesian, for people,
    and holds neither address nor secret.
    """

    def __init__(self, reason: str, *, certain: bool = True, again: bool = False, down: bool = False, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.certain, self.again, self.down, self.wait = certain, again and certain, down, wait


@dataclass(frozen=True, slots=True)
class Channel:
    """What a file of this folder offers.

    ``needs`` are the settings without which it cannot work; ``fault`` says in English what is wrong with an address, ``mask`` what of it
    may be shown. ``send`` and ``tell`` raise :class:`NotSent`.
    """

    name: str
    needs: tuple[str, ...]
    fault: Callable[[str], str | None]
    mask: Callable[[str], str]
    send: Callable[[Parcel, str, Settings, datetime], None]
    tell: Callable[[str, str, Settings, datetime], None]


@lru_cache(maxsize=1)
def channels() -> dict[str, Channel]:
    """Every channel by its name: ``mail``, ``telegram``, ``webhook``, ``folder``."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        file: ModuleType = importlib.import_module(f"{__name__}.{module.name}")
        if hasattr(file, "CHANNEL"):
            found[module.name] = cast("Channel", file.CHANNEL)
    return found


def loopback(host: str | None) -> bool:
    """Whether ``host`` is this machine: only there may something travel unencrypted."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def insecure(address: str) -> str | None:
    """What is wrong with a web address that something is sent to, ``None`` where nothing is."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or not address.isprintable():
        return "is no web address; begin with https://"
    if parts.scheme == "http" and not loopback(parts.hostname):
        return "would travel unencrypted; begin with https://"
    return None
