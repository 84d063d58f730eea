"""Texts, pages and addresses that people bring in."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors import ExtractorError
from extractors.handed_in import HANDED_IN, from_html, from_text, from_url

EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.txt"))
MESSAGE = """Forwarded many times

*PERINGATAN UNTUK SEMUA WARGA* ‼️
Mulai besok semua sumur bor di kecamatan ditutup petugas 😱
Sebarkan ke grup keluarga!! Jangan sampai terlambat
"""


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_text_gives_the_record_beside_it(example, now):
    item = from_text(example.read_text(encoding="utf-8"), now)
    expected = tomllib.loads(example.with_suffix(".toml").read_text(encoding="utf-8"))["expected"]
    expected["body"] = expected["body"].strip()
    expected["captions"], expected["warnings"] = tuple(expected["captions"]), tuple(expected["warnings"])
    assert {name: getattr(item, name) for name in expected} == expected
    assert (item.kind, item.source_id, item.collected_at) == ("handed_in", "handed_in", now)


def test_there_is_an_example_text():
    assert EXAMPLES


def test_a_chat_message_keeps_its_wording_and_has_no_title(now):
    item = from_text(MESSAGE, now)
    assert item.title is None
    assert item.body.startswith("*PERINGATAN UNTUK SEMUA WARGA* ‼️")
    assert "😱" in item.body
    assert "Forwarded" not in item.body
    assert item.warnings == ("pesan terusan",)
    assert item.url is None


def test_a_call_to_pass_a_message_on_belongs_to_its_wording(now):
    assert from_text('Mulai besok semua sumur bor ditutup\nsebarkan "segera" ya', now).body.endswith('sebarkan "segera" ya')


def test_the_same_message_has_the_same_id_however_it_was_forwarded(now):
    forwarded = from_text(MESSAGE, now)
    bare = from_text("\n".join(MESSAGE.split("\n")[2:]), now)
    assert forwarded.id == bare.id
    assert from_text(MESSAGE + "Dari tetangga", now).id != bare.id


def test_an_address_that_is_known_makes_the_id(now):
    one = from_text("Sumur bor ditutup.", now, "https://m.contoh.id/a?utm_source=wa")
    other = from_text("Sumur bor akan ditutup.", now, "https://contoh.id/a")
    assert one.url == "https://contoh.id/a"
    assert one.id == other.id


def test_lines_broken_at_the_margin_are_one_paragraph(now):
    broken = "Pengurus pasar menutup sementara los ikan karena saluran pembuangan\ndi bawah lantainya tersumbat.\n\nPedagang pindah."
    assert from_text(broken, now).body == (
        "Pengurus pasar menutup sementara los ikan karena saluran pembuangan di bawah lantainya tersumbat.\n\nPedagang pindah."
    )


def test_a_printed_date_becomes_the_time_of_an_article(now):
    text = (
        "Los ikan pasar kota ditutup sementara\nSenin, 9 Maret 2026 08:15 WITA\nPenulis: Ani Basri\n"
        "SAMARINDA – Pengurus pasar menutup los ikan karena saluran pembuangan tersumbat sejak akhir pekan lalu."
    )
    item = from_text(text, now)
    assert item.title == "Los ikan pasar kota ditutup sementara"
    assert item.published_raw == "Senin, 9 Maret 2026 08:15 WITA"
    assert item.published_at.isoformat() == "2026-03-09T00:15:00+00:00"


@pytest.mark.parametrize("text", ["", " \n\t\n", "\u200b\x00"])
def test_nothing_is_refused(text, now):
    with pytest.raises(ExtractorError, match="kosong"):
        from_text(text, now)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "contoh.id/a", "file:///etc/passwd", "https://"])
def test_what_is_no_web_address_is_refused(url, now):
    with pytest.raises(ExtractorError, match="http"):
        from_text("Sumur bor ditutup.", now, url)


def test_a_saved_page_tells_its_own_address_and_that_is_said(article_page, now):
    page = article_page(extra='<link rel="canonical" href="https://contoh.id/jembatan">').encode()
    item = from_html(page, now)
    assert item.url == "https://contoh.id/jembatan"
    assert "alamat menurut halaman itu sendiri" in item.warnings
    assert from_html(article_page().encode(), now).url is None
    assert from_html(page, now, "https://contoh.id/jembatan?utm_source=x").warnings == ()


async def test_an_address_is_fetched_and_read(web, client, article_page, now):
    item = await from_url(web.answer("/jembatan", article_page()), client, now)
    assert item.title == "Jembatan gantung ditutup"
    assert item.author == "Rina Anggraini"
    assert item.url == web.url("/jembatan")
    assert item.published_at.isoformat() == "2026-03-10T00:30:00+00:00"
    again = await from_url(web.url("/jembatan?utm_source=grup"), client, now)
    assert again == replace(item, collected_at=again.collected_at)


async def test_an_address_that_does_not_answer_is_an_error_with_a_reason(web, client, now):
    with pytest.raises(ExtractorError):
        await from_url(web.url("/tidak-ada"), client, now)


@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    from datetime import UTC, datetime

    now = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
    try:
        item = from_text(text, now)
    except ExtractorError:
        return
    assert item.body or item.title
    assert item.source_id == HANDED_IN.id
