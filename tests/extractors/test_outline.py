"""Pages as lines."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

from extractors.outline import outline

WRAPPED = (
    "Pengurus pasar menutup sementara los ikan karena saluran<br>pembuangan di bawah lantainya tersumbat sejak akhir<br>"
    "Pekan lalu, kata ketua pengurus pasar pagi di kantornya<br><br>Pedagang pindah.<br>Pembeli ikut."
)


def lines(html):
    return [line.text for line in outline(LexborHTMLParser(html).body).lines]


def test_blocks_and_line_breaks_end_lines():
    assert lines("<div>Satu.<p>Dua <b>kata</b>.</p>Tiga.<br>Empat.</div><script>x</script>") == ["Satu.", "Dua kata.", "Tiga.", "Empat."]


def test_a_text_broken_at_a_margin_is_made_whole():
    first, *rest = lines(f"<p>{WRAPPED}</p>")
    assert first.startswith("Pengurus")
    assert first.endswith("di kantornya")
    assert rest == ["Pedagang pindah.", "Pembeli ikut."]


def test_a_row_of_short_cells_is_one_line_and_a_layout_is_not():
    assert lines("<table><tr><td>Palaran</td><td>12 ton</td></tr></table>") == ["Palaran | 12 ton"]
    assert lines("<table><tr><td><p>Satu.</p><p>Dua.</p></td><td>Tiga.</td></tr></table>") == ["Satu.", "Dua.", "Tiga."]


def test_links_are_counted_except_the_anchors_of_headings():
    found = outline(LexborHTMLParser('<p><a href="/x">Baca</a> ini</p><h2><a href="#a">Kepala</a></h2>').body).lines
    assert [line.linked for line in found] == [4, 0]


def test_spans_that_are_paragraphs_are_lines():
    sentence = "Pengurus pasar menutup sementara los ikan karena saluran pembuangan tersumbat."
    assert lines(f"<div><span>{sentence}</span><span>{sentence}</span><span>{sentence}</span></div>") == [sentence] * 3
    assert lines("<div><span>Satu</span> <span>dua</span></div>") == ["Satu dua"]


def test_boxes_know_their_lines_and_their_names():
    found = outline(LexborHTMLParser('<div class="Isi Berita" id="a"><p>Satu.</p><p>Dua.</p></div><p>Tiga.</p>').body)
    box = next(box for box in found.boxes if box.tag == "div")
    assert (box.start, box.end, box.names) == (0, 2, "isi berita a")
    assert [line.text for line in found.until(1).lines] == ["Satu."]
