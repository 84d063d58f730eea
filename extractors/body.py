"""Reading an answer's body: decompressed, and never more of it than was agreed.

httpx would decompress a whole network chunk at once and stack several encodings, so that 64 KiB of a hostile answer can become gigabytes
in one step. Here every step is bounded by what is still allowed.
"""

from __future__ import annotations

import zlib

import httpx

# zlib finds out by itself whether a gzip or a zlib header comes.
_GZIP_OR_ZLIB = 47
_RAW_DEFLATE = -15
_GZIP_MAGIC = b"\x1f\x8b"


class BodyError(Exception):
    """The body is not what its headers promised; the message is one Indonesian line."""


class TooLongError(BodyError):
    """The body is longer than agreed."""


async def read_body(response: httpx.Response, max_bytes: int, *, cut: bool = False) -> bytes:
    """The decompressed body of an open, streamed response; with ``cut`` at most its first ``max_bytes``.

    Raises:
        TooLongError: it is longer than ``max_bytes`` and must not be cut.
        BodyError: an encoding we did not ask for, a broken one, or an end before the end.
    """
    encodings = [name.strip().lower() for name in response.headers.get("content-encoding", "").split(",")]
    named = [name for name in encodings if name not in ("", "identity")]
    if named not in ([], ["gzip"], ["x-gzip"], ["deflate"]):
        raise BodyError(f"kompresi isi tidak dikenal: {', '.join(named)[:60]}")
    unpack = _Unpacker() if named else None
    body = bytearray()
    async for chunk in response.aiter_raw():
        room = max_bytes + 1 - len(body)
        body += unpack.feed(chunk, room) if unpack else chunk[:room]
        if len(body) > max_bytes:
            if cut:
                return bytes(body[:max_bytes])
            raise TooLongError(f"isi lebih dari {max_bytes:,} byte".replace(",", "."))
    if unpack and not unpack.finished:
        raise BodyError("isi terkompresi terputus")
    return bytes(body)


class _Unpacker:
    """gzip or deflate, several gzip members allowed, at most ``room`` bytes out per call."""

    def __init__(self) -> None:
        self._zlib = zlib.decompressobj(_GZIP_OR_ZLIB)
        self._started = False

    @property
    def finished(self) -> bool:
        return self._zlib.eof or not self._started

    def feed(self, chunk: bytes, room: int) -> bytes:
        out = bytearray()
        while chunk and len(out) < room:
            if self._zlib.eof:
                if not chunk.startswith(_GZIP_MAGIC):
                    break  # padding after the end, as every browser ignores it
                self._zlib = zlib.decompressobj(_GZIP_OR_ZLIB)
            out += self._step(chunk, room - len(out))
            # Left-over input exists only because the room is full, and then the reader stops.
            chunk = self._zlib.unused_data
        return bytes(out)

    def _step(self, chunk: bytes, room: int) -> bytes:
        first, self._started = not self._started, True
        try:
            return self._zlib.decompress(chunk, room)
        except zlib.error as error:
            if not first:
                raise BodyError("isi terkompresi rusak") from error
        # Some servers mean raw deflate when they say "deflate".
        self._zlib = zlib.decompressobj(_RAW_DEFLATE)
        try:
            return self._zlib.decompress(chunk, room)
        except zlib.error as error:
            raise BodyError("isi terkompresi rusak") from error
