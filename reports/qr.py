"""An address as a QR code for the paper brief: the phone that scans it opens the desk."""

from __future__ import annotations

from functools import lru_cache

import segno

_LARGEST = 9
"""The version whose modules are still a third of a millimetre wide where the page has 21 mm for all of it."""
_QUIET = 4
"""Modules left white on every side (ISO/IEC 18004)."""


@lru_cache(maxsize=8)
def svg_of(address: str) -> str | None:
    """The code as SVG, white quiet zone included; ``None`` for an address so long that its code could not be scanned from paper."""
    try:
        code = segno.make_qr(address, error="m", version=None, boost_error=False)
    except segno.DataOverflowError:
        return None
    if int(code.version) > _LARGEST:
        return None
    return str(code.svg_inline(border=_QUIET, dark="#000", light="#fff", omitsize=False))
