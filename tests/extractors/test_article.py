"""Pages as sites print them, against what they say; and pages that say nothing."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Source
from extractors import ExtractorError
from extractors.addresses import same_site
from extractors.article import canonical_url, read_article
from extractors.boilerplate import is_caption, is_noise, sift
from extractors.credits import credits_in
from extractors.dateline import split_dateline
from extractors.rules import read_rules, rules

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.html"))
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
SOURCE = Source(id="suluh", name="Suluh Borneo", kind="feed", urls=("https://suluhborneo.example/feed/",), tier="B", region="Kaltim")
PARAGRAPHS = (
    "Pengurus pasar menutup sementara los ikan karena saluran pembuangan di bawah lantainya tersumbat sejak akhir pekan.",
    "Pedagang dipindahkan ke halaman timur dan tetap berjualan seperti biasa sampai perbaikan selesai dua pekan lagi.",
    "Seorang pedagang, Rohmah, meminta pengurus menyediakan peneduh karena dagangannya cepat layu pada siang hari.",
)


def page(*paragraphs: str, head: str = "", title: str = "Los ikan pasar ditutup sementara") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title>{head}</head><body><article><h1>{title}</h1>'
        f"{body}</article></body></html>"
    ).encode()


def read(html: bytes, url: str = "https://suluhborneo.example/los-ikan-pasar", **kwargs):
    return read_article(html, url, kwargs.pop("source", SOURCE), NOW, **kwargs)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_page_gives_the_record_beside_it(example):
    wanted = tomllib.loads(example.with_suffix(".toml").read_text(encoding="utf-8"))
    source = Source(**({"id": "x", "kind": "feed", "urls": (), "tier": "B", "region": "Kaltim"} | wanted["source"]))
    article = read_article(example.read_bytes(), wanted["url"], source, NOW)
    expected = {"author": None, "editor": None} | wanted["expected"]
    expected["body"] = expected["body"].strip()
    expected["captions"], expected["warnings"] = tuple(expected["captions"]), tuple(expected["warnings"])
    assert {name: getattr(article, name) for name in expected} == expected


def test_there_are_examples():
    assert len(EXAMPLES) >= 4


def test_the_same_lines_come_without_a_selector():
    example = next(path for path in EXAMPLES if path.stem == "jaringan_ibu_kota")
    article = read(example.read_bytes(), "https://kabarmahakam.example/2026/02/17/dermaga")
    assert "Baca juga" not in article.body
    assert article.body.endswith("tiga bulan berjalan.")
    assert "DERMAGA BARU" not in article.body
    assert (article.author, article.editor) == ("Sulastri Damanhuri", "Bayu Larasati")


# --- addresses


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("HTTPS://WWW.Contoh.ID/Berita/A", "https://www.contoh.id/Berita/A"),
        ("https://contoh.id/a?utm_source=x&utm_medium=y&p=12", "https://contoh.id/a?p=12"),
        ("https://contoh.id/a?fbclid=1&random-post=1&print=pdf&pgrelated=1&w=sepatu", "https://contoh.id/a"),
        ("https://contoh.id/?p=4711", "https://contoh.id/?p=4711"),
        ("https://contoh.id/a?lang=en", "https://contoh.id/a"),
        ("https://contoh.id/a?lang=jv", "https://contoh.id/a?lang=jv"),
        ("https://contoh.id/a?page=all", "https://contoh.id/a"),
        ("https://contoh.id/a?page=2", "https://contoh.id/a?page=2"),
        ("https://contoh.id//read/1/a", "https://contoh.id/read/1/a"),
        ("https://contoh.id/a#komentar", "https://contoh.id/a"),
        ("https://contoh.id/amp/berita/1/a", "https://contoh.id/berita/1/a"),
        ("https://contoh.id/berita/a/amp", "https://contoh.id/berita/a"),
        ("https://contoh.id/berita/a/amp/", "https://contoh.id/berita/a/"),
        ("https://contoh.id/berita/a?amp=1", "https://contoh.id/berita/a"),
        ("https://contoh.id/amplop-berisi-uang", "https://contoh.id/amplop-berisi-uang"),
        ("https://contoh.id/amp", "https://contoh.id/amp"),
        ("https://m.contoh.id/a", "https://contoh.id/a"),
        ("https://amp.kaltim.contoh.co.id/a", "https://kaltim.contoh.co.id/a"),
        ("https://m.co.id/a", "https://m.co.id/a"),
        ("https://m.id/a", "https://m.id/a"),
        ("https://contoh.id:443/a", "https://contoh.id/a"),
        ("http://contoh.id:8080/a", "http://contoh.id:8080/a"),
        ("https://kasir:rahasia@contoh.id/a", "https://contoh.id/a"),
        ("https://contoh.id", "https://contoh.id/"),
        ("mailto:redaksi@contoh.id", "mailto:redaksi@contoh.id"),
        ("https://[::1/a", "https://[::1/a"),
    ],
)
def test_every_address_of_a_story_is_known_by_one(address, known_as):
    assert canonical_url(address) == known_as
    assert canonical_url(known_as) == known_as


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda tail: f"https://contoh.id/{tail}"))
def test_no_string_breaks_the_canonical_address(address):
    assert isinstance(canonical_url(address), str)


def test_the_pages_own_word_for_its_address_counts_on_its_own_site_alone():
    own = page(*PARAGRAPHS, head='<link rel="canonical" href="https://www.suluhborneo.example/los-ikan">')
    foreign = page(*PARAGRAPHS, head='<link rel="canonical" href="https://saingan.example/los-ikan">')
    relative = page(*PARAGRAPHS, head='<link rel="canonical" href="/los-ikan">')
    home = page(*PARAGRAPHS, head='<link rel="canonical" href="https://suluhborneo.example/">')
    script = page(*PARAGRAPHS, head='<link rel="canonical" href="javascript:alert(1)">')
    assert read(own).url == "https://www.suluhborneo.example/los-ikan"
    assert read(relative).url == "https://suluhborneo.example/los-ikan"
    for untrusted in (foreign, home, script):
        assert read(untrusted).url == "https://suluhborneo.example/los-ikan-pasar"


def test_sites_under_one_country_suffix_are_not_one_site():
    assert same_site("https://kaltim.contoh.co.id/a", "https://www.contoh.co.id/")
    assert not same_site("https://contoh.co.id/", "https://lain.co.id/")
    assert not same_site("http://127.0.0.1:8001/", "http://127.0.0.1:8002/")
    assert not same_site("https://[::1/", "https://contoh.id/")


# --- what is no article


@pytest.mark.parametrize(
    ("html", "url", "reason"),
    [
        (b"", "https://suluhborneo.example/a", "kosong"),
        (b"<html><body></body></html>", "https://suluhborneo.example/a", "tanpa judul dan isi"),
        (page(*PARAGRAPHS), "https://suluhborneo.example/", "halaman depan"),
        (page(*PARAGRAPHS), "https://suluhborneo.example/tag/pasar/", "daftar"),
        (page(*PARAGRAPHS), "https://suluhborneo.example/2026/03/page/4/", "daftar"),
        (page("Kembali ke beranda.", title="404 Not Found"), "https://suluhborneo.example/a", "tidak ditemukan"),
        (page("Coba cari.", title="Maaf, halaman yang Anda cari tidak ditemukan"), "https://suluhborneo.example/a", "tidak ditemukan"),
        (page("Checking your browser.", title="Just a moment..."), "https://suluhborneo.example/a", "penghalang"),
        (page(*(f"{town} – {text}" for town, text in zip(("SAMARINDA", "BONTANG", "BERAU"), PARAGRAPHS, strict=True))), "", "3 berita"),
        (page(*PARAGRAPHS, *("x" for _ in range(60_000))), "https://suluhborneo.example/a", "rumit"),
        (b"<p " + b" ".join(b"a%d=1" % n for n in range(60_000)) + b">x", "https://suluhborneo.example/a", "rumit"),
    ],
)
def test_a_page_that_is_no_article_is_refused_with_a_reason(html, url, reason):
    with pytest.raises(ExtractorError, match=reason):
        read(html, url)


def test_a_report_about_something_not_found_is_an_article():
    article = read(page(*PARAGRAPHS, title="Korban perahu terbalik belum ditemukan"))
    assert article.title == "Korban perahu terbalik belum ditemukan"


def test_a_permalink_by_number_is_no_front_page():
    assert read(page(*PARAGRAPHS), "https://suluhborneo.example/?p=12").url == "https://suluhborneo.example/?p=12"


def test_a_single_paragraph_without_any_frame_is_found():
    assert read(f"<title>Los ikan pasar ditutup</title><p>{PARAGRAPHS[0]}</p>".encode()).body == PARAGRAPHS[0]


def test_a_title_alone_is_kept_with_a_warning():
    article = read(b"<html><head><title>Los ikan pasar ditutup</title></head><body></body></html>")
    assert article.title == "Los ikan pasar ditutup"
    assert article.body is None
    assert "isi artikel tidak ditemukan" in article.warnings


# --- titles, bylines, paid texts


@pytest.mark.parametrize("tail", [" - Suluh Borneo", " | Suluh Borneo", " – suluhborneo.example", " - Suluh Borneo | Daerah"])
def test_the_outlets_name_is_no_part_of_a_title(tail):
    head = f'<meta property="og:title" content="Los ikan - dan los daging - ditutup{tail}">'
    assert read(page(*PARAGRAPHS, head=head, title="x")).title == "Los ikan - dan los daging - ditutup"


def test_a_credit_line_beats_the_byline_of_the_metadata():
    head = '<script type="application/ld+json">{"@type": "Article", "author": {"name": "Nama Dari Data"}}</script>'
    assert read(page(*PARAGRAPHS, head=head)).author == "Nama Dari Data"
    assert read(page("Penulis: Nama Di Halaman", *PARAGRAPHS, head=head)).author == "Nama Di Halaman"


@pytest.mark.parametrize("name", ["admin", "Suluh Borneo", "https://facebook.example/suluh"])
def test_an_outlet_or_an_account_is_no_author(name):
    assert read(page(*PARAGRAPHS, head=f'<meta name="author" content="{name}">')).author is None


@pytest.mark.parametrize(
    ("paid", "kwargs"),
    [
        (True, {"title": "[ADV] Los ikan pasar ditutup"}),
        (True, {"title": "Advertorial: Los ikan pasar ditutup"}),
        (True, {"head": '<meta property="article:section" content="Advertorial">'}),
        (False, {"title": "Advokat minta los ikan dibuka"}),
        (False, {"head": '<meta property="article:section" content="Daerah">'}),
    ],
)
def test_what_says_it_was_paid_for_is_an_advertorial(paid, kwargs):
    assert read(page(*PARAGRAPHS, **kwargs)).advertorial is paid


def test_a_story_under_another_storys_address_is_doubted():
    assert "judul tidak cocok dengan alamat" in read(page(*PARAGRAPHS), "https://suluhborneo.example/banjir-surut-warga-pulang").warnings
    assert read(page(*PARAGRAPHS)).warnings == ()


# --- times


def test_an_hour_anywhere_beats_a_day():
    html = page("10 Maret 2026 08:15 WITA", *PARAGRAPHS, head='<meta property="article:published_time" content="2026-03-10">')
    article = read(html)
    assert article.published_raw == "10 Maret 2026 08:15 WITA"
    assert article.published_at == datetime(2026, 3, 10, 0, 15, tzinfo=UTC)


def test_the_address_tells_the_time_when_the_page_does_not():
    article = read(page(*PARAGRAPHS), "https://suluhborneo.example/read/2026/03/09/141500/los-ikan")
    assert article.published_at == datetime(2026, 3, 9, 6, 15, tzinfo=UTC)
    assert article.published_zone_known == "source"


def test_todays_date_in_the_head_of_a_page_is_no_time_of_publication():
    html = page(*PARAGRAPHS).replace(b"<body>", b"<body><div>Selasa, 10 Maret 2026 09:00 WITA</div>")
    assert read(html).published_raw is None


def test_a_time_that_cannot_be_used_is_kept_raw_and_said():
    article = read(page(*PARAGRAPHS, head='<meta property="article:published_time" content="2027-01-01T00:00:00Z">'))
    assert article.published_raw == "2027-01-01T00:00:00Z"
    assert (article.published_at, article.published_zone, article.published_zone_known) == (None, None, None)
    assert "waktu terbit tidak dapat dipakai" in article.warnings


# --- lines


@pytest.mark.parametrize(
    ("line", "dateline"),
    [
        ("SAMARINDA, Suluh Borneo - Los ikan ditutup mulai hari ini", "SAMARINDA, Suluh Borneo"),
        ("Suluh.id, Balikpapan – Los ikan ditutup mulai hari ini", "Suluh.id, Balikpapan"),
        ("Samarinda (KANTOR) - Los ikan ditutup mulai hari ini", "Samarinda (KANTOR)"),
        ("SAMARINDA – Los ikan ditutup mulai hari ini", "SAMARINDA"),
        ("SAMARINDA: Los ikan ditutup mulai hari ini", "SAMARINDA"),
        ("SULUHKALTIM: Los ikan ditutup mulai hari ini", "SULUHKALTIM"),
        ("SAMARINDA.SULUH.ASIA – Los ikan ditutup mulai hari ini", "SAMARINDA.SULUH.ASIA"),
        ("SAMARINDA, SULUHKALTIM-Los ikan ditutup mulai hari ini", "SAMARINDA, SULUHKALTIM"),
        ("KALIMANTAN TIMUR, SULUH.com – Los ikan ditutup mulai hari ini", "KALIMANTAN TIMUR, SULUH.com"),
        ("(BONTANG, 9 Januari 2026). Los ikan ditutup mulai hari ini", "BONTANG, 9 Januari 2026"),
        ("Tana Paser - Los ikan ditutup mulai hari ini", "Tana Paser"),
    ],
)
def test_a_dateline_is_cut_off_as_printed(line, dateline):
    found = split_dateline(line, "Suluh Borneo")
    assert found == (dateline, "Los ikan ditutup mulai hari ini")


@pytest.mark.parametrize(
    "line",
    [
        "Rahmat Basuki – Siti Aminah resmi memimpin koperasi pasar",
        "KPK - lembaga antirasuah itu - belum menerima laporan warga",
        "Menurut dia: semua pedagang sudah diberi tahu sejak Senin",
        "VIDEO: Los ikan ditutup dan pedagang pindah ke halaman",
        "DPRD: Los ikan harus dibuka kembali sebelum bulan puasa",
        "Samarinda",
    ],
)
def test_a_sentence_is_no_dateline(line):
    assert split_dateline(line) is None


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Penulis: Ani Basri | Editor: Budi", {"author": "Ani Basri", "editor": "Budi"}),
        ("Penulis: Ani Basri Editor: Budi", {"author": "Ani Basri", "editor": "Budi"}),
        ("Pewarta : Ani Basri, Editor : Budi", {"author": "Ani Basri", "editor": "Budi"}),
        ("Pewarta/Editor: Ani/Budi", {"author": "Ani", "editor": "Budi"}),
        ("Penulis/Fotografer: Ani Editor: Budi", {"author": "Ani", "other": "Ani", "editor": "Budi"}),
        ("Reporter: Ani", {"author": "Ani"}),
        ("Penulis: Ani | Editor:", {"author": "Ani", "editor": None}),
        ("Laporan Wartawan Suluh.id, Ani Basri", {"author": "Ani Basri"}),
        ("Menurut penulis: buku itu terlalu tebal", None),
        ("Editor: " + "kata " * 40, None),
    ],
)
def test_credit_lines_name_people(line, names):
    assert credits_in(line) == names


def test_a_name_may_stand_below_its_label():
    sifted = sift(["Penulis", "Ani Basri", *PARAGRAPHS])
    assert sifted.author == "Ani Basri"
    assert sifted.body == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        "Baca juga: Pasar pagi buka lebih awal",
        "BACA JUGA : Pasar pagi buka lebih awal",
        "Simak juga",
        "Bagikan:",
        "Facebook Twitter WhatsApp Telegram",
        "Ikuti berita kami di Google News dan saluran WhatsApp",
        "549 views",
        "370 kali dilihat",
        "Tag: pasar, ikan",
        "#pasar #ikan",
        "Sumber: Suluh Borneo",
        "Selasa, 10 Maret 2026 | 08:15 WITA",
        "window.dataLayer = window.dataLayer || []",
    ],
)
def test_invitations_counters_and_tags_are_noise(line):
    assert is_noise(line)


@pytest.mark.parametrize(
    "line",
    [
        "Baca juga kitab itu sebelum tidur, pesan sang guru kepada para santri.",
        "Tagihan listrik pasar dibayar pengurus.",
        "Ikuti arahan petugas, kata camat kepada warga yang mengungsi.",
        "Baca juga: Pasar Pagi Buka " + "Warga lalu menceritakan panjang lebar kejadian itu kepada petugas yang datang. " * 3,
    ],
)
def test_sentences_are_no_noise(line):
    assert not is_noise(line.strip())


@pytest.mark.parametrize(
    "line",
    [
        "Los ikan pasar ditutup (HO/Pengurus Pasar)",
        "Los ikan pasar ditutup. (Istimewa)",
        "Los ikan pasar ditutup -istimewa-",
        "Los ikan pasar ditutup (SULUH KALTIM/ANI)",
        "Los ikan pasar ditutup. Foto: Suluh/Adpim",
        "Los ikan pasar ditutup (suluh.id)",
        "Teks: Los ikan pasar ditutup",
    ],
)
def test_captions_are_known_by_their_credit(line):
    assert is_caption(line)


@pytest.mark.parametrize(
    ("ending", "advertorial", "handout"),
    [
        (" (*)", False, False),
        ("(*)", False, False),
        (" [TOS]", False, False),
        (" (id)", False, False),
        (" (ak/ko)", False, False),
        (" (adv/kn)", True, False),
        (" (Adv/Rul)", True, False),
        (" (ADV DISKOMINFO KALTIM)", True, True),
        (" (hms8)", False, True),
        (" (yul/hmsprov)", False, True),
        (" (humas)", False, True),
        (" (*) (adv)", True, False),
    ],
)
def test_the_closing_bracket_tells_the_origin_and_goes(ending, advertorial, handout):
    sifted = sift([*PARAGRAPHS[:2], f"{PARAGRAPHS[2]}{ending}"])
    assert sifted.body == list(PARAGRAPHS)
    assert (sifted.advertorial, sifted.handout) == (advertorial, handout)


@pytest.mark.parametrize(
    "tail", ["pada Kamis (12/6).", "oleh PT Sumber Ikan (Persero)", "kata Wakil Ketua (KPK)", "di pasar (lihat peta)."]
)
def test_a_bracket_that_belongs_to_a_sentence_stays(tail):
    line = f"{PARAGRAPHS[0][:-1]} {tail}"
    assert sift([line]).body == [line]


def test_nothing_below_a_recommendation_is_text_but_credits_are_still_heard():
    sifted = sift([*PARAGRAPHS, "Rekomendasi untuk Anda", "Harga ikan turun di semua pasar kota pekan ini", "Editor: Budi"])
    assert sifted.body == list(PARAGRAPHS)
    assert sifted.editor == "Budi"


def test_a_doubled_caption_is_kept_once_with_its_credit():
    caption = "Pedagang menata ikan di halaman timur pasar."
    sifted = sift([PARAGRAPHS[0], caption, f"{caption} (suluh.id)", PARAGRAPHS[1]])
    assert sifted.body == list(PARAGRAPHS[:2])
    assert sifted.captions == [f"{caption} (suluh.id)"]


def test_the_rules_can_be_read_and_a_broken_one_is_named():
    assert rules().towns
    with pytest.raises(ExtractorError, match=r"boilerplate\.toml: credit: missing"):
        read_rules("cut = []")
    with pytest.raises(ExtractorError, match=r"boilerplate\.toml: .*unterminated"):
        read_rules("cut = ['(']\ndrop=[]\nstop=[]\n[credit]\nauthor=[]\neditor=[]\nother=[]\n[dateline]\n[ending]\n[page]\n[origin]")


# --- encodings and hostile pages


def test_a_header_names_the_encoding():
    html = page("Dia berkata “kopi” itu café. " + PARAGRAPHS[0]).replace(b'<meta charset="utf-8">', b"")
    latin = html.decode().encode("cp1252")
    assert "“kopi” itu café" in read(latin, content_type="text/html; charset=windows-1252").body
    assert read(latin, content_type="text/html; charset=windows-1252").warnings == ()


def test_an_undeclared_encoding_is_read_and_said():
    html = page("Dia berkata “kopi” itu café. " + PARAGRAPHS[0]).replace(b'<meta charset="utf-8">', b"").decode().encode("cp1252")
    article = read(html)
    assert "“kopi” itu café" in article.body
    assert any("windows-1252" in warning for warning in article.warnings)


def test_a_page_nested_without_end_is_read_in_bounded_time():
    article = read(page(*PARAGRAPHS) + b"<div><b>" * 100_000)
    assert PARAGRAPHS[0] in article.body


def test_a_body_carries_nothing_that_hides_or_breaks():
    article = read(page(PARAGRAPHS[0] + "\u202e\u200b", *PARAGRAPHS[1:]).replace(b"saluran", b"sal\x00uran"))
    assert article.body == "\n\n".join(PARAGRAPHS)


SCRAPS = st.sampled_from(
    ["<p>", "</p>", "<div>", "<script>", "</script>", "<!--", "-->", "<table>", "<a href='", "'>", "<figure>", "<br>", "SAMARINDA - ",
     "Penulis: ", "Baca juga:", "(adv)", "kata warga. ", "&#x0;", "&#55296;", "\x00", "<title>", "<meta charset='", "utf-16'>",
     '<script type="application/ld+json">{"@type":"Article","author":[{"name":', "[" * 50, "</html>", "<form>", "<svg><title>"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(SCRAPS | st.text(max_size=8), max_size=40).map("".join) | st.binary(max_size=200).map(lambda b: b.decode("latin-1")))
def test_no_page_makes_reading_fail_otherwise_than_with_a_reason(html):
    try:
        article = read(html.encode("utf-8", "replace"))
    except ExtractorError as error:
        assert str(error)  # noqa: PT017 - refusing with a reason is one of the two right answers
    else:
        assert article.title or article.body
        (article.body or "").encode()
