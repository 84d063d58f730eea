from __future__ import annotations

import time

import pytest

from extractors.http import FetchError


async def fault_of(awaitable) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await awaitable
    return caught.value


async def test_robots_txt_is_read_once_and_obeyed(web, client):
    web.answer("/robots.txt", "User-agent: *\nDisallow: /rahasia/\nAllow: /rahasia/boleh\n", kind="text/plain")
    fault = await fault_of(client.get(web.answer("/rahasia/x", "jangan")))
    await client.get(web.answer("/rahasia/boleh", "boleh"))
    assert (fault.kind, str(fault)) == ("refused", "robots.txt melarang alamat ini")
    assert [seen.path for seen in web.seen] == ["/robots.txt", "/rahasia/boleh"]


async def test_a_rule_for_us_by_name_counts(web, client):
    web.answer("/robots.txt", "User-agent: PantauKaltim\nDisallow: /\n\nUser-agent: *\nAllow: /\n", kind="text/plain")
    assert (await fault_of(client.get(web.url("/a")))).kind == "refused"


async def test_a_site_without_robots_txt_may_be_read(web, client):
    assert (await client.get(web.answer("/a", "halo"))).body == b"halo"


async def test_a_site_whose_robots_txt_fails_is_left_alone(web, client):
    web.answer("/robots.txt", "", 500)
    url = web.answer("/a", "halo")
    assert str(await fault_of(client.get(url))) == "robots.txt tidak terbaca: menjawab 500"
    assert str(await fault_of(client.get(url))) == "robots.txt tidak terbaca: menjawab 500"
    assert web.paths() == []
    assert len(web.seen) == 3, "three attempts, and the answer is remembered"


async def test_only_the_beginning_of_an_endless_robots_txt_is_read(web, client):
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"User-agent: *\nDisallow: /rahasia\n")
        while True:
            handler.wfile.write(b"# " + b"x" * 4000 + b"\n")

    web.handle("/robots.txt", endless)
    assert (await client.get(web.answer("/a", "halo"))).body == b"halo"
    assert (await fault_of(client.get(web.url("/rahasia")))).kind == "refused"


async def test_a_crawl_delay_is_honoured(web, client):
    web.answer("/robots.txt", "User-agent: *\nCrawl-delay: 0.3\n", kind="text/plain")
    for n in range(2):
        await client.get(web.answer(f"/{n}", "halo"))
    assert web.seen[2].at - web.seen[1].at > 0.28


async def test_a_crawl_delay_of_an_hour_leaves_one_page_and_hangs_nothing(web, client):
    web.answer("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n", kind="text/plain")
    web.answer("/a", "", 301, headers={"Location": "/b"})
    web.answer("/b", "halo")
    assert (await client.get(web.url("/a"))).body == b"halo"
    fault = await fault_of(client.get(web.answer("/c", "lagi")))
    assert (fault.kind, str(fault)) == ("later", "minta ditunda 3600 detik")
    assert web.paths() == ["/a", "/b"]


@pytest.mark.parametrize("delay", ["nan", "inf", "-5", "sebentar", "1e999"])
async def test_a_crawl_delay_that_is_no_number_of_seconds_is_none(web, client, delay):
    web.answer("/robots.txt", f"User-agent: *\nCrawl-delay: {delay}\n", kind="text/plain")
    for n in range(2):
        assert (await client.get(web.answer(f"/{n}", "halo"))).body == b"halo"


async def test_robots_txt_is_asked_for_again_where_a_redirect_leads(web, other_web, make_client):
    other_web.answer("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")
    async with make_client(allow_private=("127.0.0.1",)) as client:
        fault = await fault_of(client.get(web.answer("/a", "", 302, headers={"Location": other_web.url("/b")})))
    assert fault.kind == "refused"
    assert other_web.paths() == []


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/plain"])
async def test_a_web_page_in_the_place_of_robots_txt_is_none(web, client, kind):
    page = "\n <!doctype html>\n<html><body><pre>\nUser-agent: *\nDisallow: /\n</pre></body></html>"
    web.answer("/robots.txt", page, kind=kind)
    assert (await client.get(web.answer("/a", "halo"))).body == b"halo"


async def test_rules_are_obeyed_whatever_type_they_come_as(web, client):
    web.answer("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/html")
    assert (await fault_of(client.get(web.url("/a")))).kind == "refused"


async def test_a_byte_order_mark_hides_no_rule(web, client):
    web.answer("/robots.txt", b"\xef\xbb\xbfUser-agent: *\nDisallow: /rahasia\n", kind="text/plain")
    assert (await fault_of(client.get(web.url("/rahasia")))).kind == "refused"


async def test_robots_txt_of_no_known_letters_is_read_as_far_as_it_goes(web, client):
    web.answer("/robots.txt", b"# \xff\x00\xfe\nUser-agent: *\nDisallow: /rahasia\n", kind="text/plain")
    assert (await fault_of(client.get(web.url("/rahasia")))).kind == "refused"
    assert (await client.get(web.answer("/a", "halo"))).body == b"halo"


async def test_wildcards_and_ends_count(web, client):
    web.answer("/robots.txt", "User-agent: *\nDisallow: /*?s=\nDisallow: /*.pdf$\n", kind="text/plain")
    assert (await fault_of(client.get(web.url("/cari?s=banjir")))).kind == "refused"
    assert (await fault_of(client.get(web.url("/berkas.pdf")))).kind == "refused"
    assert (await client.get(web.answer("/berkas.pdf.html", "halo"))).body == b"halo"


async def test_one_group_may_name_several_visitors_and_ours_leaves_the_rules_for_all_aside(web, client):
    web.answer(
        "/robots.txt",
        "User-agent: *\nDisallow: /\n\nUser-agent: LainBot\nUser-agent: PantauKaltim\nDisallow: /rahasia\n",
        kind="text/plain",
    )
    assert (await client.get(web.answer("/a", "halo"))).body == b"halo"
    assert (await fault_of(client.get(web.url("/rahasia")))).kind == "refused"


async def test_robots_txt_may_lie_behind_redirects(web, client):
    web.answer("/robots.txt", "", 301, headers={"Location": "/aturan"})
    web.answer("/aturan", "User-agent: *\nDisallow: /rahasia\n", kind="text/plain")
    assert (await fault_of(client.get(web.url("/rahasia")))).kind == "refused"


async def test_a_redirect_circle_in_the_place_of_robots_txt_keeps_us_out(web, client):
    web.answer("/robots.txt", "", 302, headers={"Location": "/robots.txt"})
    assert str(await fault_of(client.get(web.url("/a")))) == "robots.txt tidak terbaca: dialihkan lebih dari 5 kali"


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_robots_txt_that_is_not_for_us_to_read_forbids_nothing(web, client, status):
    web.answer("/robots.txt", "", status)
    assert (await client.get(web.answer("/a", "halo"))).body == b"halo"


async def test_a_host_too_busy_for_its_robots_txt_is_left_alone(web, client):
    web.answer("/robots.txt", "", 429)
    fault = await fault_of(client.get(web.answer("/a", "halo")))
    assert (fault.kind, fault.status) == ("later", 429)
    assert str(fault) == "robots.txt tidak terbaca: sibuk (429), tanpa menyebut sampai kapan"
    assert web.paths() == []


async def test_a_robots_txt_of_ten_thousand_rules_is_read_in_a_moment(web, client):
    rules = "".join(f"Disallow: /arsip/{n}/*/cetak$\n" for n in range(14_000))
    web.answer("/robots.txt", f"User-agent: *\n{rules}", kind="text/plain")
    started = time.monotonic()
    assert (await client.get(web.answer("/arsip/1/b", "halo"))).body == b"halo"
    assert time.monotonic() - started < 2


async def test_a_rule_of_nothing_but_stars_costs_nothing(web, client):
    web.answer("/robots.txt", "User-agent: *\nDisallow: /" + "*a" * 2000 + "b\n", kind="text/plain")
    started = time.monotonic()
    assert (await client.get(web.answer("/" + "a" * 2000, "halo"))).body == b"halo"
    assert time.monotonic() - started < 2


async def test_a_limit_of_one_visit_says_nothing_about_the_robots_txt_to_the_next(web, client):
    web.answer("/robots.txt", "", seconds=0.5)
    assert (await fault_of(client.errand(0.1).get(web.answer("/a", "halo")))).kind == "limit"
    assert (await client.errand(5).get(web.url("/a"))).body == b"halo"
