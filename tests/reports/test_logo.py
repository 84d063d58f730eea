"""A logo is a stranger's file: whatever it is, the brief is printed, and one sentence says what was wrong."""

import io
import os
import struct
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from reports.imprint import Imprint
from reports.logo import NO_LOGO, read
from reports.pdf import layout, typeset
from tests.pictures import draw_logo


def picture(path: Path, mode: str, size=(300, 200), **options) -> Path:
    Image.effect_noise(size, 90).convert(mode).save(path, **options)
    return path


def bomb(path: Path, side: int = 30_000) -> Path:
    """A PNG of a few hundred bytes that says it has ``side`` times ``side`` pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(200_000))) + chunk(b"IEND", b""))
    return path


def with_bytes(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def huge(path: Path) -> Path:
    with path.open("wb") as file:
        file.truncate(50_000_000)
    return path


def half_a_picture(path: Path) -> Path:
    whole = draw_logo(path).read_bytes()
    return with_bytes(path, whole[: len(whole) // 2])


def fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


SVG = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='file:///etc/passwd'/></svg>"
UNFIT = {
    "nothing there": (lambda path: path, "tidak ditemukan"),
    "an empty file": (lambda path: with_bytes(path, b""), "kosong"),
    "a text called png": (lambda path: with_bytes(path, b"ini bukan gambar"), "bukan gambar"),
    "an SVG": (lambda path: with_bytes(path, SVG), "bukan gambar"),
    "a GIF": (lambda path: picture(path, "P", format="GIF"), "bukan gambar"),
    "half a picture": (half_a_picture, "bukan gambar"),
    "only a signature": (lambda path: with_bytes(path, b"\x89PNG\r\n\x1a\n"), "bukan gambar"),
    "only the start of a JPEG": (lambda path: with_bytes(path, b"\xff\xd8\xff\xe0\x00\x10JFIF"), "bukan gambar"),
    "a bomb": (bomb, "terlalu banyak piksel (paling banyak 16 juta)"),
    "a smaller bomb": (lambda path: bomb(path, 9_000), "terlalu banyak piksel"),
    "a picture that promises more than it holds": (lambda path: bomb(path, 3_000), "bukan gambar"),
    "50 MB": (huge, "terlalu besar (50 MB, paling besar 5 MB)"),
    "a folder": (folder, "bukan berkas"),
    "a pipe nobody writes to": (fifo, "bukan berkas"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_is_no_logo_becomes_one_sentence(tmp_path, name):
    make, why = UNFIT[name]
    logo = read(make(tmp_path / "logo.png"))
    assert logo.png is None
    assert why in logo.warning
    assert logo.warning.startswith("Logo tidak dicetak: logo.png ")
    assert logo.warning.endswith("Isi PANTAU_LOGO dengan gambar PNG atau JPEG.")
    assert str(tmp_path) not in logo.warning


def test_a_file_that_may_not_be_read_becomes_one_sentence_too(tmp_path):
    loop = tmp_path / "logo.png"
    loop.symlink_to(loop)
    assert read(loop).png is None
    assert "Logo tidak dicetak" in read(loop).warning


def test_a_brief_with_an_unfit_logo_is_printed_without_it_and_says_so(ordinary, tmp_path):
    logo = read(with_bytes(tmp_path / "logo.png", b"ini bukan gambar"))
    done = typeset(ordinary, imprint=Imprint(logo=logo))
    assert logo.warning in done.warnings
    assert not any("PDF/UA" in warning for warning in done.warnings)
    assert done.main_pages <= 2


def test_no_logo_is_no_warning():
    assert read(None) is NO_LOGO
    assert NO_LOGO.warning is None


FIT = {
    "RGB": {"format": "PNG"},
    "L": {"format": "PNG"},
    "1": {"format": "PNG"},
    "P": {"format": "PNG"},
    "I;16": {"format": "PNG"},
    "CMYK": {"format": "JPEG"},
}


@pytest.mark.parametrize("mode", FIT)
def test_every_kind_of_png_and_jpeg_becomes_a_small_png(ordinary, tmp_path, mode):
    logo = read(picture(tmp_path / "logo", mode, size=(1200, 800), **FIT[mode]))
    assert len(logo.png) <= 60_000
    with Image.open(io.BytesIO(logo.png)) as small:
        assert small.format == "PNG"
        assert small.width <= 480
        assert small.height <= 160
    assert typeset(ordinary, imprint=Imprint(logo=logo)).pages > 0


@pytest.mark.parametrize("size", [(4000, 1), (1, 4000), (1, 1)])
def test_a_picture_of_odd_shape_is_set_all_the_same(ordinary, tmp_path, size):
    logo = read(picture(tmp_path / "logo.png", "RGB", size=size))
    assert logo.png
    assert layout(ordinary, ordinary.content_hash, (), imprint=Imprint(logo=logo)).compile(format="png", ppi=20)


def test_nothing_but_pixels_is_taken_over(tmp_path):
    path = tmp_path / "logo.jpg"
    exif = Image.Exif()
    exif[0x010E] = "rahasia kamera"
    Image.new("RGB", (80, 40), "#0b5260").save(path, exif=exif, comment=b"rahasia komentar")
    assert b"rahasia" in path.read_bytes()
    assert b"rahasia" not in read(path).png


def test_a_photograph_taken_sideways_stands_upright(tmp_path):
    path = tmp_path / "logo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 40)).save(path, exif=exif)
    with Image.open(io.BytesIO(read(path).png)) as upright:
        assert upright.size == (40, 80)


def test_the_same_logo_gives_the_same_pages_and_a_tagged_figure(ordinary, tmp_path):
    path = draw_logo(tmp_path / "logo.png")
    first, second = (typeset(ordinary, imprint=Imprint(logo=read(path))).data for _ in range(2))
    assert first == second
    with pikepdf.open(io.BytesIO(first)) as pdf:
        told = [str(obj["/Alt"]) for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and "/Alt" in obj]
    assert f"Logo {ordinary.office}" in told
