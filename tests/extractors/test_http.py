from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from email.utils import formatdate
from itertools import pairwise

import pytest

from archive.records import Validator
from extractors.http import FetchError


async def fault_of(awaitable) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await awaitable
    return caught.value


async def test_a_visitor_says_who_it_is_and_where_to_reach_us(web, client):
    await client.get(web.answer("/a", "halo"))
    agent = web.seen[-1].headers["user-agent"]
    assert agent.startswith("PantauKaltim/")
    assert "(+https://contoh.id/kontak)" in agent


async def test_an_answer_carries_body_type_and_validator(web, client):
    response = await client.get(web.answer("/a", "halo", etag='"satu"', headers={"Last-Modified": "Tue, 10 Mar 2026 00:00:00 GMT"}))
    assert (response.body, response.content_type, response.not_modified) == (b"halo", "text/html; charset=utf-8", False)
    assert response.validator("s") == Validator(web.url("/a"), "s", '"satu"', "Tue, 10 Mar 2026 00:00:00 GMT")


async def test_what_has_not_changed_is_not_sent_again(web, client):
    url = web.answer("/a", "halo", etag='"satu"')
    first = await client.get(url)
    again = await client.get(url, first.validator("s"))
    assert again.not_modified
    assert again.body == b""
    assert web.seen[-1].headers["if-none-match"] == '"satu"'
    assert client.not_modified == 1


async def test_a_304_that_nobody_asked_for_is_a_fault(web, client):
    assert str(await fault_of(client.get(web.answer("/a", status=304)))) == "menjawab 304"


@pytest.mark.parametrize("etag", ["\x85aneh", "é", "x" * 600])
async def test_a_validator_that_cannot_be_sent_back_is_not_kept(web, client, etag):
    response = await client.get(web.answer("/a", "halo", headers={"ETag": etag}))
    assert response.validator("s") is None


# robots.txt


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


# pace


async def test_requests_to_one_host_keep_their_distance(web, make_client):
    async with make_client(pace_seconds=0.15) as client:
        urls = [web.answer(f"/{n}", "halo") for n in range(3)]
        await asyncio.gather(*(client.get(url) for url in urls))
    times = [seen.at for seen in web.seen]
    assert len(times) == 4
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.13


async def test_a_longer_crawl_delay_is_honoured(web, client):
    web.answer("/robots.txt", "User-agent: *\nCrawl-delay: 0.3\n", kind="text/plain")
    for n in range(2):
        await client.get(web.answer(f"/{n}", "halo"))
    assert web.seen[2].at - web.seen[1].at > 0.28


async def test_two_hosts_do_not_wait_for_each_other(web, other_web, make_client):
    async with make_client(pace_seconds=5, allow_private=("127.0.0.1", "localhost")) as client:
        started = time.monotonic()
        first = web.answer("/robots.txt", "", kind="text/plain")
        second = other_web.answer("/robots.txt", "", kind="text/plain").replace("127.0.0.1", "localhost")
        tasks = [asyncio.create_task(client.errand(0.5).get(url)) for url in (first, second)]
        await asyncio.gather(*tasks, return_exceptions=True)
        assert time.monotonic() - started < 3
    assert web.seen
    assert other_web.seen


# patience and limits


async def test_a_server_error_is_tried_again(web, client):
    web.answer("/a", "", 500)
    web.answer("/a", "", 503)
    assert (await client.get(web.answer("/a", "halo"))).body == b"halo"
    assert client.requests == 4, "robots.txt, two failures, one success"


async def test_a_server_that_keeps_failing_is_left_after_three_attempts(web, client):
    fault = await fault_of(client.get(web.answer("/a", "", 500)))
    assert (fault.kind, str(fault), fault.status) == ("status", "menjawab 500", 500)
    assert web.paths() == ["/a"] * 3


async def test_a_missing_page_is_not_tried_again(web, client):
    fault = await fault_of(client.get(web.url("/tiada")))
    assert (str(fault), fault.status) == ("tidak ada (404)", 404)
    assert web.paths() == ["/tiada"]


@pytest.mark.parametrize("status", [401, 403, 451])
async def test_a_closed_door_is_a_refusal(web, client, status):
    fault = await fault_of(client.get(web.answer("/a", "", status)))
    assert (fault.kind, str(fault)) == ("refused", f"menolak kunjungan ({status})")
    assert web.paths() == ["/a"]


async def test_a_short_retry_after_is_waited_for(web, client):
    web.answer("/a", "", 503, headers={"Retry-After": "1"})
    await client.get(web.answer("/a", "halo"))
    assert web.seen[-1].at - web.seen[-2].at > 0.95


async def test_a_long_retry_after_closes_the_host_for_us(web, client):
    fault = await fault_of(client.get(web.answer("/a", "", 429, headers={"Retry-After": "3600"})))
    assert (fault.kind, str(fault)) == ("later", "sibuk (429), minta ditunda 3600 detik")
    after = await fault_of(client.get(web.answer("/b", "halo")))
    assert after.kind == "later"
    assert str(after).startswith("minta ditunda 3")
    assert web.paths() == ["/a"], "asked once, and nothing else on that host"


async def test_a_retry_after_may_be_a_date(web, client):
    fault = await fault_of(client.get(web.answer("/a", "", 503, headers={"Retry-After": formatdate(time.time() + 900, usegmt=True)})))
    assert fault.kind == "later"


async def test_a_page_longer_than_allowed_is_given_up(web, client):
    fault = await fault_of(client.get(web.answer("/a", b"x" * 1_000_001)))
    assert (fault.kind, str(fault)) == ("size", "isi lebih dari 1.000.000 byte")


async def test_a_page_of_exactly_the_allowed_length_is_read(web, client):
    assert len((await client.get(web.answer("/a", b"x" * 1_000_000))).body) == 1_000_000


async def test_an_endless_page_ends(web, client):
    sent = 0

    def endless(handler):
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"<p>" + b"a" * 65536)
            sent += 65536

    assert (await fault_of(client.get(web.handle("/a", endless)))).kind == "size"
    await asyncio.sleep(0.2)
    assert sent < 20_000_000, "we hung up"


async def test_a_page_that_drips_is_given_up_in_time(web, make_client):
    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"a")
            time.sleep(0.05)

    async with make_client(timeout_seconds=0.5) as client:
        started = time.monotonic()
        fault = await fault_of(client.get(web.handle("/a", drip)))
    assert (fault.kind, str(fault)) == ("network", "tidak selesai dalam 0.5 detik")
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_compressed_page_is_read(web, client, encoding):
    text = b"berita " * 5000
    packed = gzip.compress(text) if encoding == "gzip" else zlib.compress(text)
    assert (await client.get(web.answer("/a", packed, headers={"Content-Encoding": encoding}))).body == text


async def test_several_gzip_members_and_padding_are_one_page(web, client):
    packed = gzip.compress(b"satu ") + gzip.compress(b"dua") + b"\0\0\0"
    assert (await client.get(web.answer("/a", packed, headers={"Content-Encoding": "gzip"}))).body == b"satu dua"


async def test_raw_deflate_is_understood(web, client):
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(b"halo " * 100) + packer.flush()
    assert (await client.get(web.answer("/a", packed, headers={"Content-Encoding": "deflate"}))).body == b"halo " * 100


async def test_a_decompression_bomb_does_not_go_off(web, client):
    bomb = gzip.compress(b"\0" * 100_000_000, 9)
    started = time.monotonic()
    fault = await fault_of(client.get(web.answer("/a", bomb, headers={"Content-Encoding": "gzip"})))
    assert fault.kind == "size"
    assert time.monotonic() - started < 1


@pytest.mark.parametrize(
    ("encoding", "body", "reason"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(b"halo")), "kompresi isi tidak dikenal: gzip, gzip"),
        ("br", b"halo", "kompresi isi tidak dikenal: br"),
        ("gzip", b"bukan gzip", "isi terkompresi rusak"),
        ("gzip", gzip.compress(b"halo " * 1000)[:-20], "isi terkompresi terputus"),
    ],
)
async def test_compression_that_is_not_what_we_asked_for_is_a_fault(web, client, encoding, body, reason):
    assert str(await fault_of(client.get(web.answer("/a", body, headers={"Content-Encoding": encoding})))) == reason


async def test_a_truncated_page_is_a_fault(web, client):
    def cut(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"hanya sebagian")

    fault = await fault_of(client.get(web.handle("/a", cut)))
    assert (fault.kind, str(fault)) == ("network", "sambungan terputus sebelum isi lengkap")
    assert web.paths() == ["/a"] * 3


async def test_bytes_beyond_the_stated_length_do_not_reach_the_next_answer(web, client):
    first = await client.get(web.answer("/a", b"halo, dan HTTP/1.1 200 OK\r\n\r\npalsu", stated=4))
    second = await client.get(web.answer("/b", b"asli"))
    assert (first.body, second.body) == (b"halo", b"asli")


async def test_a_closed_port_is_a_fault(make_client, web):
    web.close()
    async with make_client() as client:
        assert str(await fault_of(client.get(web.url("/a")))) == "robots.txt tidak terbaca: tidak dapat dihubungi"
    web.close = lambda: None


async def test_cookies_are_not_kept(web, client):
    await client.get(web.answer("/a", "halo", headers={"Set-Cookie": "lacak=1; Path=/"}))
    await client.get(web.answer("/b", "halo"))
    assert "cookie" not in web.seen[-1].headers


async def test_proxies_from_the_environment_are_not_used(web, make_client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    async with make_client() as client:
        assert (await client.get(web.answer("/a", "halo"))).body == b"halo"


# redirects


async def test_redirects_are_followed_and_told(web, client):
    web.answer("/a", "", 301, headers={"Location": "/b"})
    web.answer("/b", "", 302, headers={"Location": web.url("/c#bagian")})
    web.answer("/c", "halo", etag='"c"')
    response = await client.get(web.url("/a"))
    assert (response.asked, response.url, response.body) == (web.url("/a"), web.url("/c"), b"halo")
    assert response.validator("s").url == web.url("/a")


async def test_a_redirect_circle_ends(web, client):
    fault = await fault_of(client.get(web.answer("/a", "", 302, headers={"Location": "/a"})))
    assert str(fault) == "dialihkan lebih dari 5 kali"
    assert web.paths() == ["/a"] * 6


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("file:///etc/passwd", "alamat bukan http atau https"),
        ("ftp://contoh.id/a", "alamat bukan http atau https"),
        ("javascript:alert(1)", "alamat bukan http atau https"),
        ("http://nama:sandi@contoh.id/", "alamat berisi nama pengguna"),
        ("http://contoh.id:notaport/", "alamat tidak sah"),
    ],
)
async def test_a_redirect_off_the_web_is_not_followed(web, client, target, reason):
    fault = await fault_of(client.get(web.answer("/a", "", 302, headers={"Location": target})))
    assert (fault.kind, str(fault)) == ("address", reason)


async def test_a_redirect_into_a_private_network_is_not_followed(web, other_web, client):
    other_web.answer("/rahasia", "kunci")
    fault = await fault_of(client.get(web.answer("/a", "", 302, headers={"Location": other_web.url("/rahasia")})))
    assert fault.kind == "address"
    assert other_web.seen == [], "not even its robots.txt was asked for"


async def test_robots_txt_is_asked_for_again_where_a_redirect_leads(web, other_web, make_client):
    other_web.answer("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")
    async with make_client(allow_private=("127.0.0.1",)) as client:
        fault = await fault_of(client.get(web.answer("/a", "", 302, headers={"Location": other_web.url("/b")})))
    assert fault.kind == "refused"
    assert other_web.paths() == []


# errands


async def test_an_errand_ends_in_time_and_counts_for_itself(web, client):
    errand = client.errand(0.3)
    fault = await fault_of(errand.get(web.answer("/lambat", "halo", seconds=1)))
    assert (fault.kind, str(fault)) == ("limit", "batas waktu kunjungan habis")
    assert (errand.requests, client.requests) == (2, 0)


async def test_waiting_for_a_turn_counts_towards_the_errand(web, make_client):
    async with make_client(pace_seconds=30) as client:
        errand = client.errand(0.2)
        assert (await fault_of(errand.get(web.answer("/a", "halo")))).kind == "limit"
