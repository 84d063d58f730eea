"""Folder: the PDF and the chat text as files in a place that others read, a shared drive for one."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from archive.settings import Settings
from reports.delivery import Channel, NotSent, Parcel


def fault(address: str) -> str | None:
    """What is wrong with a folder's path."""
    return None if Path(address).is_absolute() and "\0" not in address else "is no full path of a folder; begin with /"


def mask(address: str) -> str:
    """A folder is nobody's personal data."""
    return address


def send(parcel: Parcel, address: str, settings: Settings, now: datetime) -> None:  # noqa: ARG001 - every channel is told both
    """Put both files there, each whole or not at all; raises NotSent."""
    _put(Path(address) / parcel.file_name, parcel.pdf)
    _put((Path(address) / parcel.file_name).with_suffix(".txt"), parcel.text.encode("utf-8"))


def tell(text: str, address: str, settings: Settings, now: datetime) -> None:  # noqa: ARG001 - every channel is told both
    """Put an alert there, under the time it is of; raises NotSent."""
    _put(Path(address) / f"peringatan-{now:%Y%m%dT%H%M%S}.txt", text.encode("utf-8"))


def _put(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        # The same file put there twice is one file: trying again is always safe.
        raise NotSent(f"folder tidak dapat ditulisi ({error.strerror})", again=True, down=False) from error


CHANNEL = Channel("folder", (), fault, mask, send, tell)
