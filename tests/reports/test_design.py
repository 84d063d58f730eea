"""The design as figures: contrast and greys from the colours of style.typ, the scale, what page one shows, and what a file weighs."""

import io
import re
import time
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

import reports
from reports.content import Bars, Beside, Series, Table
from reports.imprint import Imprint
from reports.logo import read
from reports.pdf import layout, typeset
from reports.qr import svg_of
from tests.pictures import draw_logo

STYLE = (Path(reports.__file__).parent / "style.typ").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r'^#let ([\w-]+) = rgb\("#([0-9a-f]{6})"\)', STYLE, re.MULTILINE))
DESK = "https://meja.kaltim.example/taklimat"
PHONE = 360


def luminance(name: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2), 0 to 1."""
    channels = [int(COLOURS[name][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def words(data: bytes, page: int | None = None) -> str:
    with pypdfium2.PdfDocument(data) as document:
        texts = [each.get_textpage().get_text_range() for each in (document if page is None else [document[page]])]
    return re.sub(r"\s+", " ", " ".join(texts).replace("\u200b", "").replace("\ufffe", "-"))


def picture(data: bytes, dots: float, page: int = 0) -> Image.Image:
    """A page of a PDF as pixels, ``dots`` an inch."""
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=dots / 72).to_pil().convert("L")


@pytest.fixture(scope="module")
def emblem(tmp_path_factory) -> Path:
    return draw_logo(tmp_path_factory.mktemp("logo") / "logo.png")


@pytest.fixture(scope="module")
def full(ordinary, emblem) -> bytes:
    """The ordinary day with desk and logo."""
    return typeset(replace(ordinary, desk=DESK), imprint=Imprint(logo=read(emblem))).data


TEXT_ON = (
    *product(("ink", "quiet", "accent", "alert"), ("paper", "wash", "alert-wash", "watermark")),
    ("paper", "accent"),
    ("paper", "ink"),
)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out_from_its_ground(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize("ground", ["paper", "watermark"])
def test_bars_stand_out_from_their_ground(ground):
    assert min(contrast("pale", ground), contrast("accent", ground)) >= 3


def test_the_series_of_a_chart_differ_in_grey_print():
    assert contrast("accent", "pale") >= 2.5


def test_a_pair_too_faint_would_be_noticed():
    assert contrast("hairline", "paper") < 4.5
    assert contrast("paper", "paper") == 1


def test_no_colour_is_written_outside_the_style():
    for file in Path(reports.__file__).parent.glob("*.typ"):
        if file.name != "style.typ":
            assert re.findall(r"rgb\(|luma\(|#[0-9a-f]{6}\b|fill: (?:white|black|gray)", file.read_text(encoding="utf-8")) == [], file.name


def test_every_size_is_a_step_of_one_scale(full):
    sizes = {int(n) for n in re.findall(r"step\((-?\d+)\)", STYLE)}
    allowed = {round(9.2 * 1.1**n * part, 1) for n in sizes for part in (1, 0.92)}
    with pikepdf.open(io.BytesIO(full)) as pdf:
        used = {
            round(float(operands[1]), 1)
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tf"
        }
    assert len(used) > 5
    assert all(min(abs(size - each) for each in allowed) <= 0.11 for size in used), used - allowed


def test_the_answers_are_large_enough_for_a_phone_without_zooming():
    # A4 is 595 pt wide: on a phone 360 px wide, a letter of 11 pt is 6.7 px high, and three dots a pixel make that 20.
    steps = dict(re.findall(r"(\w+): step\((-?\d+)\)", STYLE))
    pixels = {name: 9.2 * 1.1 ** int(step) * PHONE / 595 for name, step in steps.items()}
    assert pixels["answer"] >= 6.5
    assert pixels["unit"] >= 7
    assert pixels["big"] >= 12


def test_page_one_still_answers_when_it_is_as_wide_as_a_phone(full):
    page = picture(full, dots=PHONE / 8.27)
    assert abs(page.width - PHONE) <= 1
    answers = page.crop((0, int(page.height * 0.1), page.width, int(page.height * 0.24)))
    shades = answers.histogram()
    dark = sum(shades[:110]) / sum(shades)
    assert dark > 0.02  # letters that thin out to grey would leave almost nothing dark


@pytest.mark.parametrize("edition", ["harian", "mingguan", "bulanan"])
def test_the_code_on_paper_opens_the_desk(ordinary, emblem, edition):
    done = typeset(replace(ordinary, desk=DESK, edition=edition, sample=True), imprint=Imprint(logo=read(emblem)))
    found = zxingcpp.read_barcodes(picture(done.data, dots=200))
    assert [(code.text, code.format.name) for code in found] == [(DESK, "QRCode")]
    assert "meja.kaltim.example/taklimat" in words(done.data, 0).replace(" ", "")


def test_without_a_desk_there_is_no_code(ordinary):
    data = typeset(replace(ordinary, desk=None)).data
    assert zxingcpp.read_barcodes(picture(data, dots=200)) == []
    assert "Meja verifikasi" not in words(data)


@pytest.mark.parametrize("desk", ["javascript:alert(1)", "https://meja.kaltim.example/?q=" + "x" * 900])
def test_an_address_that_is_unfit_or_endless_gets_no_code_and_costs_no_brief(ordinary, desk):
    done = typeset(replace(ordinary, desk=desk))
    assert zxingcpp.read_barcodes(picture(done.data, dots=200)) == []
    assert done.main_pages == 2
    assert b"javascript" not in done.data


def test_a_code_says_what_it_was_made_of_up_to_a_length_that_paper_can_carry():
    assert svg_of(DESK) is not None
    assert svg_of("https://meja.kaltim.example/" + "x" * 150) is not None
    assert svg_of("https://meja.kaltim.example/" + "x" * 250) is None
    assert svg_of("https://meja.kaltim.example/" + "x" * 9000) is None


def test_the_editions_are_told_apart_by_their_ground_and_their_days(ordinary):
    grounds, names = [], []
    for edition in ("harian", "mingguan", "bulanan"):
        data = typeset(replace(ordinary, edition=edition, desk=None)).data
        page = picture(data, dots=100)
        grounds.append(page.getpixel((int(page.width * 0.8), int(page.height * 0.055))))
        names.append(f"EDISI {edition.upper()}" in words(data, 0))
    assert names == [True] * 3
    assert grounds[0] == 255
    assert all(before - after >= 10 for before, after in pairwise(grounds))


def test_a_later_printing_says_so_at_the_foot_and_a_correction_at_the_head(ordinary):
    sentence = "Taklimat ini menulis 1.240 warga; yang benar 1.420 warga."
    again = typeset(ordinary, imprint=Imprint(number=2, errata=(sentence,)))
    assert all("cetakan ke-2" in words(again.data, page) for page in range(again.pages))
    assert f"Ralat. {sentence}" in words(again.data, 0)
    assert words(again.data, 0).index(sentence) < words(again.data, 0).index("perlu diputuskan")
    once = words(typeset(ordinary).data)
    assert "cetakan" not in once
    assert "Ralat." not in once


def test_an_erratum_is_set_as_text(ordinary):
    assert "Ralat. #panic() *x* $y$" in words(typeset(ordinary, imprint=Imprint(errata=("#panic() *x* $y$",))).data, 0)


@pytest.mark.parametrize("counts", [(0,) * 24, (1,) * 24, (0, 5000, 12, 7), tuple(range(31)), (123456,) * 7])
def test_a_chart_of_any_size_is_drawn_from_zero(ordinary, counts):
    names = tuple(str(n) for n in range(len(counts)))
    chart = Bars("Bagan", "item", "Sumber: arsip", names, (Series("berita", counts), Series("unggahan", counts)), "Bagan batang.")
    sections = tuple(replace(s, blocks=(chart,)) if s.key == "angka" else s for s in ordinary.sections)
    done = typeset(replace(ordinary, sections=sections))
    assert not any("PDF/UA" in warning for warning in done.warnings)
    assert "satuan item" in words(done.data)


def test_no_page_before_the_annex_has_two_charts(ordinary):
    charts = [block for s in ordinary.sections for block in s.blocks if isinstance(block, Bars)]
    charts += [
        b
        for s in ordinary.sections
        for block in s.blocks
        if isinstance(block, Beside)
        for b in (*block.left, *block.right)
        if isinstance(b, Bars)
    ]
    assert len(charts) == 1


def test_no_row_of_a_table_breaks_across_pages(ordinary):
    """Rows of six lines each, so many that pages must turn between them: each row's first and last word stand on one page."""
    kliping = next(s for s in ordinary.sections if s.key == "kliping")
    table = next(block for block in kliping.blocks if isinstance(block, Table))
    cell = table.rows[0][3][0]
    rows = tuple(
        (*row[:3], (replace(cell, text=f"awal{n}x " + "tengah " * 60 + f"akhir{n}x"),), row[4]) for n, row in enumerate(table.rows[:60])
    )
    sections = tuple(replace(s, blocks=(replace(table, rows=rows),)) if s.key == "kliping" else s for s in ordinary.sections)
    done = typeset(replace(ordinary, sections=sections))
    pages = [words(done.data, page) for page in range(done.pages)]
    assert done.pages > 5
    for n in range(60):
        first, last = ([i for i, page in enumerate(pages) if word in page] for word in (f"awal{n}x", f"akhir{n}x"))
        assert first == last
        assert len(first) == 1


def test_a_busy_day_with_logo_and_code_stays_light(busy_day, emblem):
    done = typeset(replace(busy_day.content(), desk=DESK), imprint=Imprint(logo=read(emblem)))
    assert len(done.data) <= 300_000
    assert done.main_pages <= 2


def test_setting_the_pages_again_is_quick(ordinary, emblem):
    content, imprint = replace(ordinary, desk=DESK), Imprint(logo=read(emblem))
    typeset(content, imprint=imprint)

    def seconds() -> float:
        started = time.process_time()
        typeset(content, imprint=imprint)
        return time.process_time() - started

    assert min(seconds() for _ in range(5)) <= 0.3  # 0.1 s on an idle machine; here it only has to notice a pass too many


def test_the_page_can_be_drawn_without_the_annex(ordinary):
    front = replace(ordinary, sections=tuple(s for s in ordinary.sections if s.place != "annex"))
    assert layout(front, ordinary.content_hash, ()).compile(format="png", ppi=20)
