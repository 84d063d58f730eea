"""The same PDF in a third of the room, for a file that is sent to many phones at six in the morning.

Half of a tagged brief is its tags: thousands of small objects that the typesetter writes one by one, uncompressed. PDF 1.5 and later may
keep such objects together in compressed streams (ISO 32000-1, 7.5.7), which PDF/UA-1 allows; nothing on a page changes.
"""

from __future__ import annotations

import io

import pikepdf


def packed(data: bytes) -> bytes:
    """``data`` with its objects in streams; the same bytes for the same ``data``."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()
