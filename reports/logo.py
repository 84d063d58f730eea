"""The office's picture for the head of the brief: read as a stranger's file, kept as a small PNG.

A logo is never worth a brief: whatever is wrong with the file becomes one sentence, and the page goes out without it.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from reports.wording import number

_MOST_BYTES = 5_000_000
_MOST_PIXELS = 16_000_000
_BOX = (480, 160)
"""Pixels: 13 mm high on the page at 300 dots an inch, and three times as wide."""
_MOST_PNG = 40_000
_COLOURS = 128
_TOO_MANY = f"terlalu banyak piksel (paling banyak {number(_MOST_PIXELS / 1e6)} juta)"
_PRINTED_WITHOUT = "Logo tidak dicetak: {path} {why}. Isi PANTAU_LOGO dengan gambar PNG atau JPEG."


@dataclass(frozen=True, slots=True)
class Logo:
    """A PNG ready for the page, or none; ``warning`` says in one sentence why there is none although one was asked for."""

    png: bytes | None = None
    warning: str | None = None


NO_LOGO = Logo()


def read(path: Path | None) -> Logo:
    """The picture at ``path`` as a small PNG without anything but its pixels; :data:`NO_LOGO` where no path is set."""
    if path is None:
        return NO_LOGO
    try:
        return Logo(png=_small_png(path))
    except _UnfitError as error:
        return Logo(warning=_PRINTED_WITHOUT.format(path=path.name, why=error))


class _UnfitError(Exception):
    """Why a file cannot be the logo, as the end of a sentence."""


def _small_png(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise _UnfitError("tidak ditemukan" if not path.exists() else "bukan berkas")
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise _UnfitError(f"terlalu besar ({number(size / 1e6)} MB, paling besar {number(_MOST_BYTES / 1e6)} MB)")
        data = path.read_bytes()
    except OSError as error:
        raise _UnfitError("tidak dapat dibaca") from error
    if not data:
        raise _UnfitError("kosong")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of bombs and odd metadata; the size is judged below, before any pixel is read
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise _UnfitError(_TOO_MANY)
                return _encoded(picture)
    except Image.DecompressionBombError as error:
        raise _UnfitError(_TOO_MANY) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise _UnfitError("bukan gambar PNG atau JPEG yang utuh") from error


def _encoded(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail(_BOX, Image.Resampling.LANCZOS)
    plain = Image.new("RGBA", upright.size)
    plain.paste(upright)
    png = _png(plain)
    # A photograph of a logo would weigh more than all the pages: fewer colours do for a picture of 13 mm.
    return png if len(png) <= _MOST_PNG else _png(plain.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, format="PNG", optimize=True)
    return out.getvalue()
