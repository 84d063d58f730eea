"""The pictures of the README, made again: ``make pictures`` lives through the invented week and draws page one of each edition.

Every morning is analysed as it would have been, so that the edition of the week has seven days to speak of.
"""

import asyncio
import os
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
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
from tests.sample_day.demo import AS_OF, told

DOCS = Path(__file__).resolve().parents[1] / "docs"
DESK = "https://meja.kaltim.example/taklimat"
DOTS = 90
EDITIONS: tuple[Edition, ...] = ("harian", "mingguan")


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
    with told(state):
        from flows.analyse import analyse
        from flows.collect import collect

        asyncio.run(collect(as_of=AS_OF))
        for back in range(6, -1, -1):
            analyse(as_of=datetime.fromisoformat(AS_OF) - timedelta(days=back))
    settings = Settings(database_url=f"sqlite:///{(state / 'demo' / 'pantau.db').resolve()}", sample=True)
    logo = draw_logo(state / "demo" / "logo.png")
    for edition in EDITIONS:
        target = DOCS / f"brief-{edition}.png"
        page_one(settings, edition, date.fromisoformat(AS_OF[:10]), logo).save(target, optimize=True)
        sys.stdout.write(f"{target}\n")


if __name__ == "__main__":
    main()
