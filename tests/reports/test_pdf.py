import hashlib
import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader

from reports import ReportError
from reports.pdf import render, typeset, write

TITLES = (
    "Yang perlu diputuskan hari ini",
    "Isu utama",
    "Angka",
    "Perlu verifikasi",
    "Sudah diverifikasi pihak lain",
    "Catatan keterbatasan",
    "Lampiran: kliping",
    "Lampiran: kesehatan sumber",
)


def opened(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def words(reader: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages).replace("\u200b", ""))


def addresses(reader: PdfReader) -> list[str]:
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return [str(note["/A"]["/URI"]) for note in notes if "/URI" in note.get("/A", {})]


@pytest.fixture(scope="module")
def printed(ordinary) -> bytes:
    """The ordinary brief as a file."""
    return render(ordinary)


def bookmarks(outline) -> list[str]:
    found = []
    for entry in outline:
        found += bookmarks(entry) if isinstance(entry, list) else [str(entry.title)]
    return found


def test_an_ordinary_brief_holds_every_section_in_order(printed):
    reader = opened(printed)
    text = words(reader)
    assert [mark.split(",")[0] for mark in bookmarks(reader.outline) if mark.startswith(TITLES)] == list(TITLES)
    assert all(title in text for title in TITLES)
    assert "Banjir Samarinda Rendam Lima Kelurahan" in text
    assert "Senin, 16 November 2026" in text
    assert "15 Nov 05.00 – 16 Nov 2026 05.00 WITA" in text


def test_an_ordinary_brief_takes_two_pages_before_the_annex(ordinary):
    done = typeset(ordinary)
    reader = opened(done.data)
    assert (done.main_pages, done.pages) == (2, len(reader.pages))
    issues = next(part for part in ordinary.sections if part.key == "isu").blocks
    said = words(reader)
    assert all(issue.lines[0][0].text in said for issue in issues), "the first sentence of every issue stands whole"
    assert all(fact[0].text in said for issue in issues for fact in issue.facts if fact[0].text.startswith("Saran"))
    assert reader.pages[2].extract_text().index("Lampiran: kliping") > 0
    assert "halaman 3/" in reader.pages[2].extract_text()


def test_the_first_page_answers_the_three_questions(printed):
    first = re.sub(r"\s+", " ", opened(printed).pages[0].extract_text())
    assert "3 perlu diputuskan" in first
    assert "5 isu utama" in first
    assert "3 perlu verifikasi" in first
    assert "Kroscek ke OPD terkait" in first
    assert "Beasiswa Daerah Tahap Dua" in first


def test_a_reader_program_finds_language_title_tags_and_the_standard(printed):
    reader = opened(printed)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "id-ID"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert reader.metadata.title == "Taklimat Pagi – Senin, 16 November 2026"
    assert reader.metadata.author == "Diskominfo Provinsi Kalimantan Timur"


def test_bookmarks_name_the_sections_and_the_issues(printed):
    found = bookmarks(opened(printed).outline)
    assert any("Antrean Solar" in mark for mark in found)


def test_every_font_is_inside_the_file(printed):
    reader = opened(printed)
    fonts = {name: font.get_object() for page in reader.pages for name, font in page["/Resources"]["/Font"].items()}
    assert fonts
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "NotoSans" in font["/BaseFont"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_links_lead_to_web_addresses_only(short_day):
    short_day.records = [replace(r, url="javascript:alert(1)") if getattr(r, "kind", "") == "post" else r for r in short_day.records]
    found = addresses(opened(render(short_day.content())))
    assert len(found) > 50
    assert all(re.match(r"https?://", address) for address in found)


def test_the_same_content_gives_the_same_bytes(ordinary, printed):
    assert render(ordinary) == printed


def test_the_hash_is_printed_short_on_each_page_and_whole_in_the_annex(ordinary, printed):
    reader = opened(printed)
    assert all(ordinary.content_hash[:12] in page.extract_text() for page in reader.pages)
    assert ordinary.content_hash in words(reader)
    assert ordinary.content_hash in str(reader.metadata["/Keywords"])


def test_another_content_gives_another_hash(ordinary):
    assert replace(ordinary, office="Kantor lain").content_hash != ordinary.content_hash


def test_a_sample_is_marked_on_every_page(ordinary, printed):
    assert not any("CONTOH" in page.extract_text() for page in opened(printed).pages)
    marked = opened(render(replace(ordinary, sample=True)))
    assert all(page.extract_text().count("CONTOH") >= 2 for page in marked.pages)


def test_an_empty_day_is_one_calm_page(empty_day):
    done = typeset(empty_day.content())
    text = words(opened(done.data))
    assert done.main_pages == 1
    assert "Tidak ada yang perlu diputuskan saat ini" in text
    assert "Tidak ada isu yang menonjol" in text
    assert "Tidak ada klaim yang ditandai" in text
    assert "12 diam" in text


def test_a_day_too_full_is_shortened_to_two_pages_and_says_so(busy_day):
    done = typeset(busy_day.content())
    text = words(opened(done.data))
    assert done.main_pages == 2
    assert any("dipendekkan" in warning for warning in done.warnings)
    assert "dipendekkan agar muat dua halaman" in text
    assert all(f"{letter} “{number} Pemerintah" in text for number, letter in enumerate("ABCDE", 1))
    assert text.count("Cek fakta terdekat:") == 5
    assert "2 klaim lain yang ditandai tidak dimuat" in text


def test_where_the_standard_cannot_be_kept_the_page_says_so(ordinary):
    shown = replace(ordinary, office="Kantor 漢字")
    done = typeset(shown, letters=lambda text: text)
    assert sum("PDF/UA-1" in warning for warning in done.warnings) == 1
    assert "tidak memenuhi standar PDF/UA-1" in words(opened(done.data))
    assert not any("PDF/UA-1" in warning for warning in typeset(shown).warnings)


def test_writing_leaves_one_whole_file(ordinary, tmp_path):
    folder = tmp_path / "brief" / "deep"
    write(ordinary, folder)
    written = write(ordinary, folder)
    assert [path.name for path in folder.iterdir()] == ["taklimat-pagi-2026-11-16.pdf"]
    assert written.pdf_hash == hashlib.sha256(written.path.read_bytes()).hexdigest()
    assert written.pages == len(PdfReader(written.path).pages)


def test_a_sample_never_takes_the_place_of_a_real_brief(ordinary, tmp_path):
    real, sample = write(ordinary, tmp_path), write(replace(ordinary, sample=True), tmp_path)
    assert real.path != sample.path
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_named(ordinary, tmp_path):
    (tmp_path / "brief").write_text("a file, not a folder")
    with pytest.raises(ReportError, match="brief"):
        write(ordinary, tmp_path / "brief")
