from __future__ import annotations

import asyncio
import gzip
import logging
import time
import traceback
import zlib
from email.utils import formatdate
from itertools import pairwise

import pytest

from archive.records import Validator
from extractors import ExtractorError
from extractors.http import Client, FetchError


async def fault_of(awaitable) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await awaitable
    return caught.value


async def test_a_visitor_says_who_it_is_and_where_to_reach_us(web, client):
    await client.get(web.answer("/a", "halo"))
    told = web.seen[-1].headers
    assert told["user-agent"].startswith("PantauKaltim/")
    assert "(+https://contoh.id/kontak)" in told["user-agent"]
    assert told["accept-language"].startswith("id")


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


# pace


async def test_requests_to_one_host_keep_their_distance(web, make_client):
    async with make_client(pace_seconds=0.15) as client:
        urls = [web.answer(f"/{n}", "halo") for n in range(3)]
        await asyncio.gather(*(client.get(url) for url in urls))
    times = [seen.at for seen in web.seen]
    assert len(times) == 4
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.13


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


async def test_two_sources_on_one_host_share_its_pace(web, make_client):
    web.answer("/robots.txt", "", kind="text/plain")
    urls = [web.answer(f"/{n}", "halo") for n in range(2)]
    async with make_client(pace_seconds=0.2) as client:
        await asyncio.gather(*(client.errand(5).get(url) for url in urls))
    times = [seen.at for seen in web.seen]
    assert len(times) == 3
    assert min(later - earlier for earlier, later in pairwise(times)) > 0.18


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


async def test_a_moment_that_one_answer_asks_for_holds_for_everybody_on_the_host(web, client):
    web.answer("/robots.txt", "", kind="text/plain")
    web.answer("/a", "", 503, headers={"Retry-After": "1"})
    web.answer("/a", "halo")
    await client.get(web.answer("/mula", "halo"))
    asking = asyncio.create_task(client.errand(5).get(web.url("/a")))
    await asyncio.sleep(0.3)
    await client.errand(5).get(web.answer("/b", "halo"))
    await asking
    first, *others = [seen.at for seen in web.seen if seen.path in ("/a", "/b")]
    assert len(others) == 2
    assert min(others) - first > 0.95


async def test_a_host_that_has_too_many_visitors_is_left_alone_and_others_are_not(web, other_web, make_client):
    async with make_client(allow_private=("127.0.0.1", "localhost")) as client:
        fault = await fault_of(client.get(web.answer("/a", "", 429)))
        assert (fault.kind, str(fault), fault.status) == ("later", "sibuk (429), tanpa menyebut sampai kapan", 429)
        after = await fault_of(client.get(web.answer("/b", "halo")))
        assert (after.kind, str(after)) == ("later", "minta ditunda 900 detik")
        assert (await client.get(other_web.answer("/c", "halo").replace("127.0.0.1", "localhost"))).body == b"halo"
    assert web.paths() == ["/a"]


async def test_a_storm_of_short_waits_ends(web, client):
    fault = await fault_of(client.get(web.answer("/a", "", 429, headers={"Retry-After": "0"})))
    assert (fault.kind, str(fault)) == ("later", "sibuk (429), minta ditunda 0 detik")
    assert (await fault_of(client.get(web.answer("/b", "halo")))).kind == "later"
    assert web.paths() == ["/a"] * 3


async def test_a_visit_that_waits_for_its_turn_hears_that_the_host_was_closed(web, make_client):
    web.answer("/robots.txt", "", kind="text/plain")
    web.answer("/a", "", 429, headers={"Retry-After": "3600"})
    async with make_client(pace_seconds=0.2) as client:
        faults = await asyncio.gather(*(fault_of(client.get(web.url(path))) for path in ("/a", "/b")))
    assert [fault.kind for fault in faults] == ["later", "later"]
    assert len(web.paths()) == 1


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
        ("zstd", b"halo", "kompresi isi tidak dikenal: zstd"),
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


# interfaces with keys


async def test_a_documented_interface_is_not_asked_for_its_robots_txt(web, client):
    web.answer("/robots.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")
    assert (await client.get(web.answer("/api", "{}"), documented=True)).body == b"{}"
    assert [seen.path for seen in web.seen] == ["/api"]


async def test_headers_follow_a_redirect_on_their_own_site(web, client):
    web.answer("/a", "", 302, headers={"Location": "/b"})
    web.answer("/b", "halo")
    await client.get(web.url("/a"), headers={"Authorization": "Bearer rahasia"}, documented=True)
    assert [seen.headers.get("authorization") for seen in web.seen] == ["Bearer rahasia"] * 2


async def test_headers_do_not_follow_a_redirect_to_another_site_and_do_not_come_back_with_it(web, other_web, make_client):
    web.answer("/a", "", 302, headers={"Location": other_web.url("/b")})
    other_web.answer("/b", "", 302, headers={"Location": web.url("/c")})
    web.answer("/c", "halo")
    async with make_client(allow_private=("127.0.0.1",)) as client:
        await client.get(web.url("/a"), headers={"Authorization": "Bearer rahasia"}, documented=True)
    assert other_web.seen[0].headers.get("authorization") is None
    assert [seen.headers.get("authorization") for seen in web.seen] == ["Bearer rahasia", None]


@pytest.mark.parametrize(
    ("name", "value"), [("authorization", "Bearer a\r\nX-Lain: b"), ("authorization", "kunci\x85"), ("X\nY", "rahasia")]
)
async def test_a_header_that_would_smuggle_another_is_not_sent_and_not_quoted(web, client, name, value):
    with pytest.raises(ExtractorError) as caught:
        await client.get(web.answer("/a", "halo"), headers={name: value})
    assert value not in str(caught.value)
    assert web.seen == []


def test_a_contact_that_cannot_be_sent_is_told_at_once():
    with pytest.raises(ExtractorError, match="user-agent"):
        Client("redaksi\n@contoh.id")


async def test_a_post_reaches_the_interface_with_its_type_and_headers(web, client):
    web.answer("/masuk", '{"token": "x"}', kind="application/json")
    response = await client.post(web.url("/masuk"), b"nama=a", "application/x-www-form-urlencoded", {"Authorization": "Basic eA=="})
    seen = web.seen[-1]
    assert (response.status, response.body) == (200, b'{"token": "x"}')
    assert (seen.body, seen.headers["content-type"], seen.headers["authorization"]) == (
        b"nama=a",
        "application/x-www-form-urlencoded",
        "Basic eA==",
    )
    assert seen.headers["user-agent"].startswith("PantauKaltim/")
    assert [seen.path for seen in web.seen] == ["/masuk"], "robots.txt is for crawlers"


async def test_a_post_is_not_repeated_after_a_failure_that_may_have_come_too_late(web, client):
    def hang_up(handler):
        handler.close_connection = True

    web.answer("/galat", "", 500)
    web.handle("/putus", hang_up)
    assert (await fault_of(client.post(web.url("/galat"), b"a", "text/plain"))).kind == "status"
    assert (await fault_of(client.post(web.url("/putus"), b"a", "text/plain"))).kind == "network"
    assert web.paths() == ["/galat", "/putus"]


async def test_a_post_is_repeated_when_the_server_says_when(web, client):
    web.answer("/a", "", 503, headers={"Retry-After": "0"})
    web.answer("/a", "sudah")
    assert (await client.post(web.url("/a"), b"a", "text/plain")).body == b"sudah"
    assert [seen.body for seen in web.seen] == [b"a", b"a"]


async def test_a_post_is_not_redirected(web, other_web, client):
    fault = await fault_of(client.post(web.answer("/a", "", 307, headers={"Location": other_web.url("/b")}), b"kunci", "text/plain"))
    assert (fault.kind, str(fault)) == ("status", "kiriman dialihkan (307), tidak diikuti")
    assert other_web.seen == []


async def test_the_answer_to_a_post_is_capped_too(web, client):
    assert (await fault_of(client.post(web.answer("/a", b"x" * 1_000_001), b"a", "text/plain"))).kind == "size"


@pytest.mark.parametrize("fault", ["closed", "status", "broken", "slow", "refused"])
async def test_a_key_is_told_to_the_server_alone(web, make_client, caplog, fault):
    key = "kunci-yang-tidak-boleh-bocor"
    caplog.set_level(logging.DEBUG)
    web.answer("/status", "", 500)
    web.answer("/slow", "halo", seconds=1)
    web.answer("/refused", "", 403)
    web.answer("/broken", "halo", headers={"Content-Encoding": "aneh"})
    url = "http://127.0.0.1:1/" if fault == "closed" else web.url(f"/{fault}")
    async with make_client(secrets={"PANTAU_X_BEARER_TOKEN": key}, timeout_seconds=0.5, allow_private=("127.0.0.1",)) as client:
        headers = {"Authorization": f"Bearer {client.secret('PANTAU_X_BEARER_TOKEN')}"}
        told = [repr(client), repr(client.errand(1))]
        for asked in (client.get(url, headers=headers, documented=True), client.post(url, key.encode(), "text/plain", headers)):
            caught = await fault_of(asked)
            told += [repr(caught), "".join(traceback.format_exception(caught))]
    assert key not in "\n".join((*told, caplog.text))


async def test_a_key_that_is_missing_is_asked_for_by_name(client):
    with pytest.raises(ExtractorError, match="kunci PANTAU_X_BEARER_TOKEN belum diatur"):
        client.secret("PANTAU_X_BEARER_TOKEN")


async def test_a_pseudonym_is_steady_and_tells_nothing_without_the_key(make_client):
    one, other = make_client(pseudonym_key=b"satu"), make_client(pseudonym_key=b"dua")
    assert one.pseudonym("x", "Warga_A") == one.pseudonym("X", "warga_a")
    assert len({one.pseudonym("x", "a"), one.pseudonym("y", "a"), one.pseudonym("x", "b"), other.pseudonym("x", "a")}) == 4
