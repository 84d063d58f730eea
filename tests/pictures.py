"""The pictures of the README, made again: ``python -m tests.pictures`` prints the invented week and draws page one of each edition.

It prints what the archive of ``make demo`` holds (``var/demo``), so run that first; nothing is collected here.
"""

import os
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from archive.records import Edition
from archive.settings import Settings
from archive.store import open_store
from reports.brief import build
from reports.imprint import Imprint
from reports.logo import read
from reports.pdf import typeset

DOCS = Path(__file__).resolve().parents[1] / "docs"
DESK = "https://meja.kaltim.example/taklimat"
DOTS = 90
EDITIONS: tuple[tuple[Edition, date], ...] = (("harian", date(2026, 11, 16)), ("mingguan", date(2026, 11, 16)))


def draw_logo(path: Path) -> Path:
    """An invented emblem, 600 pixels square, so that the pictures show no office's own."""
    emblem = Image.new("RGBA", (600, 600))
    pen = ImageDraw.Draw(emblem)
    pen.ellipse((10, 10, 590, 590), fill="#0b5260")
    pen.polygon(((110, 430), (250, 190), (390, 430)), fill="#ffffff")
    pen.polygon(((290, 430), (390, 270), (490, 430)), fill="#93b7c0")
    pen.ellipse((390, 120, 460, 190), fill="#ffffff")
    emblem.save(path)
    return path


def page_one(settings: Settings, edition: Edition, day: date, logo: Path) -> Image.Image:
    """The first page of an edition, as it is printed."""
    with open_store(settings.database_url.get_secret_value()) as store:
        content = replace(build(store, settings, day, edition), desk=DESK)
    with pypdfium2.PdfDocument(typeset(content, imprint=Imprint(logo=read(logo))).data) as printed:
        page = printed[0].render(scale=DOTS / 72).to_pil().convert("RGB")
    # A third of the weight: a page has few colours.
    return page.quantize(64, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def main() -> None:
    state = Path(os.environ.get("PANTAU_STATE", "var"))
    archive = (state / "demo" / "pantau.db").resolve()
    if not archive.exists():
        sys.exit(f"{archive} is missing; run `make demo` first")
    settings = Settings(database_url=f"sqlite:///{archive}", sample=True)
    logo = draw_logo(state / "demo" / "logo.png")
    for edition, day in EDITIONS:
        target = DOCS / f"brief-{edition}.png"
        page_one(settings, edition, day, logo).save(target, optimize=True)
        sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main()
