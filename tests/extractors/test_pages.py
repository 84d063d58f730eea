from __future__ import annotations

from extractors.pages import read_pages


async def test_a_page_that_trips_a_parser_does_not_take_the_others_along(web, client):
    targets = {str(n): web.answer(f"/{n}", f"<p>{n}</p>") for n in range(6)}

    def read(key, response):
        if key == "3":
            raise RecursionError
        return response.body

    pages = await read_pages(targets, client, read)
    assert sorted(pages.read) == ["0", "1", "2", "4", "5"]
    assert pages.faults == (f"{targets['3']}: kesalahan tak terduga saat membaca: RecursionError",)
    assert pages.in_time


async def test_a_page_nested_beyond_reason_is_not_parsed(web, client):
    targets = {"a": web.answer("/a", "<div>" * 10_000)}
    pages = await read_pages(targets, client, lambda _, response: response.body)
    assert pages.faults == (f"{targets['a']}: halaman bersarang terlalu dalam",)


async def test_a_long_flat_page_is_not_mistaken_for_a_deep_one(web, client):
    targets = {"a": web.answer("/a", "<ul>" + "<li>satu<br>" * 10_000 + "</ul>" + "<p><b>dua</b>" * 10_000)}
    assert (await read_pages(targets, client, lambda _, response: len(response.body))).faults == ()


async def test_nothing_to_read_is_nothing_wrong(client):
    pages = await read_pages({}, client, lambda _, response: response)
    assert (pages.read, pages.faults, pages.in_time) == ({}, (), True)


async def test_one_refusal_among_readable_pages_stops_nothing(web, client):
    targets = {str(n): web.answer(f"/{n}", "", 403 if n % 2 else 200) for n in range(12)}
    pages = await read_pages(targets, client, lambda _, response: response.status)
    assert (len(pages.read), len(pages.faults)) == (6, 6)
