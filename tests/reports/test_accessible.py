"""The pages of a brief keep the rules of PDF/UA-1, and each rule would notice if they did not."""

import io
import shutil
import subprocess
from dataclasses import replace

import pikepdf
import pytest

from reports.imprint import Imprint
from reports.logo import read
from reports.pdf import typeset
from tests import accessibility as ua
from tests.pictures import draw_logo

DESK = "https://meja.kaltim.example/taklimat"


@pytest.fixture(scope="module")
def pages(ordinary, tmp_path_factory) -> bytes:
    """The ordinary day with everything a page can bear: desk, logo, an erratum, the mark of a sample."""
    imprint = Imprint(
        number=2,
        errata=("Kemarin tertulis 1.240 warga; yang benar 1.420 warga.",),
        logo=read(draw_logo(tmp_path_factory.mktemp("logo") / "logo.png")),
    )
    return typeset(replace(ordinary, desk=DESK, sample=True), imprint=imprint).data


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


@pytest.mark.parametrize("rule", ua.RULES, ids=lambda rule: rule.__name__)
def test_a_full_brief_keeps_the_rule(pages, rule):
    with opened(pages) as pdf:
        assert rule(pdf) == []


@pytest.mark.parametrize("edition", ["harian", "mingguan", "bulanan"])
def test_every_edition_of_an_empty_day_keeps_all_rules(empty_day, edition):
    with opened(typeset(replace(empty_day.content(), edition=edition, desk=DESK)).data) as pdf:
        assert {rule.__name__: rule(pdf) for rule in ua.RULES if rule(pdf)} == {}


def first(pdf, *kinds):
    return ua.by_kind(pdf, *kinds)[0]


def first_note(pdf):
    return next(note for page in pdf.pages for note in page.get("/Annots", []))


def paint_outside_every_mark(pdf):
    pdf.pages[0].contents_add(b"0 0 5 5 re f")


def lose_a_paragraph(pdf):
    first(pdf, "P").K = pikepdf.Array()


def skip_a_level(pdf):
    first(pdf, "H2").S = pikepdf.Name.H4


def begin_too_deep(pdf):
    first(pdf, "H1").S = pikepdf.Name.H2


def shorten_a_row(pdf):
    row = ua.by_kind(pdf, "TR")[2]
    row.K = pikepdf.Array(list(row.K)[:-1])


def put_a_paragraph_between_rows(pdf):
    ua.by_kind(pdf, "TR")[2].S = pikepdf.Name.P


def forget_what_a_heading_cell_heads(pdf):
    del first(pdf, "TH")["/A"]


def cover_a_page_with_a_note(pdf):
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents="x")
    pdf.pages[0].Annots.append(pdf.make_indirect(note))


def take_a_link_out_of_the_structure(pdf):
    first(pdf, "Link").K = pikepdf.Array()


def forget_the_letters_of_a_font(pdf):
    del next(obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and "/ToUnicode" in obj)["/ToUnicode"]


def take_a_font_out(pdf):
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Dictionary) and "/FontFile2" in obj:
            del obj["/FontFile2"]


def without(*path):
    """Takes away the last name of ``path``, from the catalogue down."""

    def breaks(pdf):
        node = pdf.Root
        for name in path[:-1]:
            node = node[name]
        del node[path[-1]]

    breaks.__name__ = "without_" + "_".join(path)
    return breaks


BROKEN = (
    (without("/MarkInfo"), ua.is_marked),
    (without("/Metadata"), ua.is_marked),
    (without("/Lang"), ua.has_language),
    (without("/ViewerPreferences"), ua.shows_title),
    (without("/Metadata"), ua.shows_title),
    (lambda pdf: pdf.pages[0].__delitem__("/Tabs"), ua.tabs_follow_structure),
    (paint_outside_every_mark, ua.all_content_is_marked),
    (lose_a_paragraph, ua.all_marks_are_in_the_tree),
    (skip_a_level, ua.headings_step_by_one),
    (begin_too_deep, ua.headings_step_by_one),
    (shorten_a_row, ua.tables_are_regular),
    (put_a_paragraph_between_rows, ua.tables_are_regular),
    (forget_what_a_heading_cell_heads, ua.tables_are_regular),
    (lambda pdf: first(pdf, "Figure").__delitem__("/Alt"), ua.figures_are_told),
    (lambda pdf: first_note(pdf).__delitem__("/Contents"), ua.links_are_told),
    (take_a_link_out_of_the_structure, ua.links_are_told),
    (cover_a_page_with_a_note, ua.annotations_are_links),
    (forget_the_letters_of_a_font, ua.fonts_are_inside),
    (take_a_font_out, ua.fonts_are_inside),
    (lambda pdf: first(pdf, "P").__setattr__("S", pikepdf.Name.Banner), ua.kinds_are_standard),
)


@pytest.mark.parametrize(("breaks", "rule"), BROKEN, ids=lambda value: value.__name__)
def test_a_broken_file_is_noticed_by_its_rule(pages, breaks, rule):
    with opened(pages) as pdf:
        breaks(pdf)
        assert rule(pdf) != []


def test_every_rule_has_been_seen_to_fail():
    assert {rule for _, rule in BROKEN} == set(ua.RULES)


@pytest.mark.skipif(shutil.which("verapdf") is None, reason="veraPDF is not installed; the rules above stand in for it")
def test_verapdf_agrees(pages, tmp_path):
    file = tmp_path / "brief.pdf"
    file.write_bytes(pages)
    judged = subprocess.run(["verapdf", "--flavour", "ua1", "--format", "text", str(file)], capture_output=True, text=True, check=False)
    assert judged.stdout.startswith("PASS"), judged.stdout
