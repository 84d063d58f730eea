"""What can go wrong between us and an address."""

from __future__ import annotations

from typing import Literal

from extractors import ExtractorError

FetchKind = Literal["refused", "address", "limit", "later", "network", "status", "size"]


class FetchError(ExtractorError):
    """An address gave us nothing. The message is one Indonesian line without the address, and never holds what we sent.

    ``kind``: ``refused`` (robots.txt, 401, 403, 451), ``address`` (not ours to visit), ``limit`` (the visit's time is over), ``later``
    (asked to come back), ``network``, ``status`` (any other answer), ``size``. ``status`` is the HTTP status when there was one.
    """

    def __init__(self, kind: FetchKind, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.status = status
