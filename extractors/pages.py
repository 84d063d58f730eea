"""The pages behind a listing, a few at a time; a page that fails is one line in the outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Generic, TypeVar

from extractors import ExtractorError
from extractors.aside import aside
from extractors.http import Client, FetchError, Response
from extractors.text import is_too_deep
from extractors.visit import reason_of

T = TypeVar("T")

_AT_ONCE = 4
# A site that turned this many pages away in a row, and let none through, does not want us: we stop knocking.
_REFUSALS = 3
_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_HTML_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml")


@dataclass(slots=True)
class Pages(Generic[T]):
    """What was read, by key, and one fault line per page that was not. ``in_time`` is False when the visit's time ran out."""

    read: dict[str, T] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    in_time: bool = True


async def read_pages(
    targets: Mapping[str, str],
    client: Client,
    read: Callable[[str, Response], T],
    complete: Callable[[T], Awaitable[T]] | None = None,
) -> Pages[T]:
    """Fetch the address of every key and hand it to ``read(key, response)``, then to ``complete``, which may ask for more of it.

    Whatever goes wrong with a page concerns that page alone. ``read`` runs in a thread.
    """
    pages: Pages[T] = Pages()
    wrong: dict[str, Exception] = {}
    waiting = iter(targets.items())

    async def work() -> None:
        for key, url in waiting:
            try:
                page = await read_page(url, client, partial(read, key))
                pages.read[key] = await complete(page) if complete else page
            except Exception as error:  # noqa: BLE001 - a parser tripped by one hostile page must not take the others along
                wrong[key] = error
            if _is_over(wrong, pages.read):
                return

    await asyncio.gather(*(work() for _ in range(min(_AT_ONCE, len(targets)))))
    pages.in_time = not any(_kind(error) == "limit" for error in wrong.values())
    skipped = sum(key not in pages.read and (key not in wrong or _kind(wrong[key]) == "limit") for key in targets)
    faults = [f"{targets[key]}: {reason_of(wrong[key])}" for key in targets if key in wrong and _kind(wrong[key]) != "limit"]
    if skipped:
        why = "situs menolak kunjungan" if pages.in_time else "batas waktu kunjungan habis"
        faults.append(f"{why}; {skipped} halaman belum dibaca")
    pages.faults = tuple(faults)
    return pages


async def read_page(url: str, client: Client, read: Callable[[Response], T]) -> T:
    """Fetch one page and read it off the event loop: a hostile page must not keep the other sources waiting.

    Raises:
        ExtractorError: it cannot be had, is no HTML, or whatever ``read`` finds wrong with it.
    """
    response = await client.get(url, accept=_ACCEPT)
    return await aside(len(response.body), lambda: read(_html(response)))


def _is_over(wrong: Mapping[str, Exception], read: Mapping[str, object]) -> bool:
    kinds = [_kind(error) for error in wrong.values()]
    refused = sum(isinstance(error, FetchError) and error.kind == "refused" and error.status is not None for error in wrong.values())
    return "limit" in kinds or (not read and refused >= _REFUSALS)


def _kind(error: Exception) -> str | None:
    return error.kind if isinstance(error, FetchError) else None


def _html(response: Response) -> Response:
    kind = (response.content_type or "text/html").partition(";")[0].strip().lower()
    if kind not in _HTML_TYPES:
        raise ExtractorError(f"bukan halaman HTML ({kind[:60]})")
    if is_too_deep(response.body.decode("latin-1")):
        raise ExtractorError("halaman bersarang terlalu dalam")
    return response
