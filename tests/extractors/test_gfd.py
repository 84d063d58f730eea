"""The database of verdicts: a number is a row's only name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archive.records import stable_id
from extractors.visit import Memory, visit

LONG = "Petugas pemeriksa mendatangi jembatan itu dan melihat sendiri bahwa lantainya utuh, seperti kata penjaga pintu air."


def listing(*numbers):
    links = "".join(f'<div class="card"><a href="/focus/{n}?ref=list">Baris {n}</a></div>' for n in numbers)
    return f"<html><body><a href='/'>Beranda</a><a href='/page/2'>2</a>{links}</body></html>"


def row(number=7001, title="[SALAH] Jembatan roboh ditabrak paus", text=LONG):
    return (
        "<html><head><title>GFD</title></head><body><nav>Menu</nav><main>"
        f"<h2>(GFD-2026-{number}) {title}</h2>"
        "<p><b>Sumber:</b> </p><p><b>Tanggal publish:</b> 09/03/2026</p><h4>Berita</h4>"
        "<p>“Jembatan gantung di hulu roboh ditabrak paus”</p>"
        f"<h4>Hasil Cek Fakta</h4><p>{text}</p><h4>Kesimpulan</h4><p>Klaim itu tidak benar.</p><h4>Rujukan</h4>"
        "<p>https://a.example/1</p></main></body></html>"
    )


@pytest.fixture
def source(web, make_source):
    web.answer("/page/1", listing(7001))
    web.answer("/page/2", listing())
    return make_source(web.url("/page/1"), kind="gfd", id="gfd", tier="fact", name="Basis data bersama", timezone="Asia/Jakarta")


async def only(source, client, now):
    (check,) = (await visit(source, client, Memory(), now, 10)).factchecks
    return check


async def test_a_row_becomes_a_check_under_its_number(web, source, client, now):
    web.answer("/focus/7001", row())
    check = await only(source, client, now)
    assert check.id == stable_id("gfd", "7001")
    assert (check.title, check.claim) == ("[SALAH] Jembatan roboh ditabrak paus", "Jembatan gantung di hulu roboh ditabrak paus")
    assert (check.label, check.native_label, check.publisher) == ("false", "SALAH", "Basis data bersama")
    assert check.published_raw == "09/03/2026"
    assert check.published_at == datetime(2026, 3, 9, 16, 59, 59, tzinfo=UTC)
    assert LONG in check.body
    assert check.url == web.url("/focus/7001")


async def test_the_list_is_followed_until_every_row_of_a_page_is_known(web, make_source, client, now):
    for page, numbers in enumerate([(9, 8), (7, 6), (5, 4)], 1):
        web.answer(f"/page/{page}", listing(*numbers))
    for number in range(1, 10):
        web.answer(f"/focus/{number}", row(number))
    fetched = await visit(
        make_source(web.url("/page/1"), kind="gfd"), client, Memory(known=frozenset(stable_id("gfd", n) for n in "67")), now, 10
    )
    assert sorted(check.url.rpartition("/")[2] for check in fetched.factchecks) == ["8", "9"]
    assert "/page/3" not in web.paths()


async def test_the_publisher_is_found_in_the_text(web, source, client, now):
    web.answer("/focus/7001", row(text=f"{LONG} Tim Cek Fakta Tempo menelusuri foto itu."))
    assert (await only(source, client, now)).publisher == "Tempo Cek Fakta"


async def test_a_members_own_word_in_the_title_is_the_label(web, source, client, now):
    web.answer("/focus/7001", row(title="Keliru: Jembatan roboh ditabrak paus"))
    check = await only(source, client, now)
    assert (check.label, check.native_label) == ("false", "Keliru")


async def test_of_the_agency_that_forbids_it_only_the_link_is_kept(web, source, client, now):
    web.answer("/focus/7001", row(text=f"Jakarta (ANTARA/JACX) - {LONG}"))
    check = await only(source, client, now)
    assert (check.body, check.claim, check.label) == ("", "Jembatan roboh ditabrak paus", "false")
    assert check.url.endswith("/focus/7001")
    assert "teks ANTARA tidak disimpan" in check.warnings


async def test_what_advertising_left_in_the_text_is_taken_out(web, source, client, now):
    web.answer("/focus/7001", row(text=f"{LONG}</p><p>googletag.cmd.push(function() {{ display('x'); }});</p><p>Lantainya baru diganti."))
    body = (await only(source, client, now)).body
    assert "googletag" not in body
    assert "Lantainya baru diganti." in body


async def test_a_row_that_fails_is_a_fault_and_asked_again(web, make_source, client, now):
    web.answer("/page/1", listing(1, 2))
    web.answer("/focus/1", row(1))
    web.answer("/focus/2", "<html><body><h1>Kosong</h1></body></html>")
    fetched = await visit(make_source(web.url("/page/1"), kind="gfd"), client, Memory(), now, 10)
    assert [check.url for check in fetched.factchecks] == [web.url("/focus/1")]
    assert fetched.outcome.status == "partial"
    assert len(fetched.outcome.faults) == 1


@pytest.mark.parametrize("page", ["", "bukan halaman", "{}", "\x00" * 100])
async def test_a_list_without_links_is_a_failure(web, make_source, client, now, page):
    web.answer("/page/1", page)
    outcome = (await visit(make_source(web.url("/page/1"), kind="gfd"), client, Memory(), now, 10)).outcome
    assert outcome.status == "failed"


async def test_links_to_other_sites_are_not_followed(web, make_source, client, now):
    web.answer("/page/1", "<a href='https://lain.example/focus/1'>1</a><a href='/focus/2'>2</a><a href='javascript:/focus/3'>3</a>")
    web.answer("/focus/2", row(2))
    fetched = await visit(make_source(web.url("/page/1"), kind="gfd"), client, Memory(), now, 10)
    assert [check.url for check in fetched.factchecks] == [web.url("/focus/2")]


async def test_a_later_page_of_the_list_that_fails_loses_nothing(web, make_source, client, now):
    web.answer("/page/1", listing(1))
    web.answer("/page/2", "", 500)
    web.answer("/focus/1", row(1))
    fetched = await visit(make_source(web.url("/page/1"), kind="gfd"), client, Memory(), now, 10)
    assert (len(fetched.factchecks), fetched.outcome.status) == (1, "partial")


async def test_a_single_row_may_be_asked_for_by_its_address(web, make_source, client, now):
    web.answer("/focus/7001", row())
    check = await only(make_source(web.url("/focus/7001"), kind="gfd"), client, now)
    assert check.id == stable_id("gfd", "7001")
