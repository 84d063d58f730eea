"""Servers that mean harm, each on a real socket, visited as any source is: the visit ends with an outcome, in time, and harms nobody."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import socket
import ssl
import tempfile
import time
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from archive.store import open_store
from extractors import guard
from extractors.http import Client
from extractors.visit import Memory, visit

TIMEOUT = 0.5
LIMIT = 4.0
MAX_BYTES = 1_000_000
FEED, PAGE, JSON = "application/rss+xml; charset=utf-8", "text/html; charset=utf-8", "application/json"
RUNAWAY = 200_000_000
"""Bytes after which an endless answer gives up by itself, so that a broken guard fails a test instead of filling the machine."""


def packed(body=b"", kind=FEED, status="200 OK", stated=None, **headers) -> bytes:
    """One answer as it goes over the wire; ``stated`` overrides its length."""
    body = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": kind, "Content-Length": len(body) if stated is None else stated}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    return f"HTTP/1.1 {status}\r\n".encode() + b"".join(f"{n}: {v}\r\n".encode() for n, v in fields.items()) + b"\r\n" + body


def entry(title="Jembatan gantung ditutup", link="/1", guid="se-1", published="Tue, 10 Mar 2026 08:00:00 +0800", more="") -> str:
    return (
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid><pubDate>{published}</pubDate>"
        f"<description>Ringkasan.</description>{more}</item>"
    )


def feed(*entries: str, head: str = "") -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<rss version="2.0"><channel><title>Kabar</title>{"".join(entries)}</channel></rss>'


class Server:
    """``pages`` maps a path to the bytes of an answer or to a coroutine ``(writer)`` that writes as it likes; ``""`` stands for any other.

    robots.txt is missing unless it is among them.
    """

    def __init__(self, pages: dict[str, Any]) -> None:
        self.pages = {"/robots.txt": packed(b"", "text/plain", "404 Not Found"), **pages}
        self.seen: list[str] = []
        self.heads: list[bytes] = []
        self.url = ""

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split()[1].decode()
                self.seen.append(path)
                self.heads.append(head)
                answer = self.pages.get(path) or self.pages.get("") or packed(b"", PAGE, "404 Not Found")
                if not isinstance(answer, bytes):
                    await answer(writer)
                    break
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Any]]:
    """Start a server of these pages; ``host`` is one of the many addresses of this machine."""
    running: list[asyncio.Server] = []

    async def start(pages: dict[str, Any] | Any, host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Server:
        server = Server(pages if isinstance(pages, dict) else {"": pages})
        listening = await asyncio.start_server(server.connected, host, 0, ssl=context)
        running.append(listening)
        scheme = "https" if context else "http"
        server.url = f"{scheme}://{host}:{listening.sockets[0].getsockname()[1]}"
        return server

    yield start
    for listening in running:
        listening.close()


@pytest.fixture
async def heard(make_source, now) -> Callable[..., Any]:
    """Visit a server as a source, allowed to reach that server and no other private one."""

    async def listen(server: Server, kind: str = "feed", path: str = "/feed", more: tuple[str, ...] = (), **changes: Any):
        settings = {"pace_seconds": 0, "timeout_seconds": TIMEOUT, "max_bytes": MAX_BYTES, "retry_seconds": 0.01}
        allowed = (server.url.partition("//")[2],)
        async with Client("https://contoh.id/kontak", allow_private=allowed, **settings) as client:
            started = time.monotonic()
            fetched = await visit(make_source(*(server.url + p for p in (path, *more)), kind=kind, **changes), client, Memory(), now, LIMIT)
            assert time.monotonic() - started < LIMIT + 1
        assert fetched.outcome.at == now
        return fetched

    return listen


# answers without an end


async def slow_head(writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for n in range(1000):
        writer.write(f"X-{n}: a\r\n".encode())
        await writer.drain()
        await asyncio.sleep(0.05)


async def slow_body(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(1000):
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.05)


async def silent(_writer):
    await asyncio.sleep(60)


async def endless_body(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(RUNAWAY // 65536):
        writer.write(b"<p>" + b"a" * 65533)
        await writer.drain()


async def endless_chunks(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(RUNAWAY // 65536):
        writer.write(b"10000\r\n" + b"a" * 65536 + b"\r\n")
        await writer.drain()


async def endless_head(writer):
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for _ in range(RUNAWAY // 65536):
        writer.write(b"X-Isi: " + b"a" * 65500 + b"\r\n")
        await writer.drain()


async def hang_up(writer):
    writer.transport.abort()


BOMB = gzip.compress(b"\0" * 100_000_000, 9)
TOO_LONG = "isi lebih dari 1.000.000 byte"
UNFINISHED = "tidak selesai dalam 0.5 detik"
LOST = "sambungan terputus sebelum isi lengkap"

ANSWERS = {
    "a head that drips": (slow_head, UNFINISHED),
    "a body that drips": (slow_body, UNFINISHED),
    "no answer at all": (silent, UNFINISHED),
    "a body without an end": (endless_body, TOO_LONG),
    "chunks without an end": (endless_chunks, TOO_LONG),
    "a head without an end": (endless_head, LOST),
    "a connection that is cut": (hang_up, LOST),
    "a length that is never reached": (packed("hanya ini", stated=2000), UNFINISHED),
    "a length that is no number": (packed("a", stated="banyak"), LOST),
    "two lengths": (packed("a", content_length=7), LOST),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", LOST),
    "a gzip bomb": (packed(BOMB, content_encoding="gzip"), TOO_LONG),
    "a deflate bomb": (packed(zlib.compress(b"\0" * 100_000_000, 9), content_encoding="deflate"), TOO_LONG),
    "a bomb in a bomb": (packed(gzip.compress(BOMB), content_encoding="gzip, gzip"), "kompresi isi tidak dikenal: gzip, gzip"),
    "a brotli bomb": (packed(b"\xcf\xff\xff\x7f\xf8" * 200, content_encoding="br"), "kompresi isi tidak dikenal: br"),
    "a zstd bomb": (packed(b"\x28\xb5\x2f\xfd" * 200, content_encoding="zstd"), "kompresi isi tidak dikenal: zstd"),
    "gzip that is none": (packed(b"bukan gzip", content_encoding="gzip"), "isi terkompresi rusak"),
    "gzip cut short": (packed(gzip.compress(b"halo " * 999)[:-9], content_encoding="gzip"), "isi terkompresi terputus"),
    "an answer of ten megabytes": (packed(feed(entry("a" * 10_000_000))), TOO_LONG),
    "a storm of 429": (packed(b"", status="429 Too Many Requests"), "sibuk (429), tanpa menyebut sampai kapan"),
    "a storm of 429 for an hour": (packed(b"", status="429 Too Many", retry_after=3600), "sibuk (429), minta ditunda 3600 detik"),
    "a storm of 503": (packed(b"", status="503 Sibuk"), "menjawab 503"),
    "a part nobody asked for": (packed("halo", status="206 Partial Content", content_range="bytes 0-3/99"), "menjawab 206"),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_the_visit_ends_with_a_reason(serve, heard, name):
    answer, reason = ANSWERS[name]
    server = await serve({"/feed": answer})
    fetched = await heard(server)
    assert (fetched.outcome.status, fetched.outcome.reason) == ("failed", reason)
    assert fetched.items == ()


@pytest.mark.parametrize("name", ["a head that drips", "a body without an end", "a gzip bomb", "a connection that is cut"])
async def test_a_robots_txt_can_do_no_more_than_a_page(serve, heard, name):
    answer, _ = ANSWERS[name]
    server = await serve({"/robots.txt": answer, "/feed": packed(feed(entry()))})
    outcome = (await heard(server, state="feed_only")).outcome
    if name in ("a body without an end", "a gzip bomb"):
        assert outcome.status == "heard", "its beginning was read, and holds no rule"
    else:
        assert outcome.status == "failed"
        assert outcome.reason.startswith("robots.txt tidak terbaca: ")
        assert "/feed" not in server.seen


async def test_a_429_is_not_answered_with_more_requests(serve, heard):
    entries = feed(*(entry(link=f"/{n}", guid=n) for n in range(30)))
    server = await serve({"": packed(b"", status="429 Too Many Requests"), "/feed": packed(entries)})
    assert (await heard(server)).outcome.items == 30
    assert len(server.seen) < 2 + 5, "robots.txt, the feed, and what was under way when the host asked for silence"


async def test_what_lies_behind_an_answer_that_was_given_up_is_not_taken_for_the_next_one(serve, heard):
    forged = packed(feed(entry("Palsu", guid="palsu")))
    server = await serve({"/feed": packed(b"a" * (MAX_BYTES + 1)) + forged, "/2": packed(feed(entry("Asli")))})
    fetched = await heard(server, state="feed_only", more=("/2",))
    assert [item.title for item in fetched.items] == ["Asli"]


# redirects and names


@pytest.mark.parametrize("loops", ["in a circle", "ever further"])
async def test_twenty_redirects_are_not_followed(serve, heard, loops):
    chain = {f"/{n}": packed(b"", status="302 Found", location=f"/{n + 1}") for n in range(20)}
    circle = {"/0": packed(b"", status="302 Found", location="/0")}
    server = await serve(chain if loops == "ever further" else circle)
    outcome = (await heard(server, path="/0")).outcome
    assert (outcome.status, outcome.reason) == ("failed", "dialihkan lebih dari 5 kali")
    assert len(server.seen) <= 7


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.0.0.2", "localhost", "0.0.0.0", "0", "2130706433", "017700000001", "0x7f000001", "127.1", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "169.254.169.254",
        "[fe80::1]", "[fc00::1]", "[fd00:ec2::254]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "100.64.0.1", "127.0.0.1.",
        "①②⑦.0.0.1", "localhost.localdomain", "metadata.invalid",
    ],
)  # fmt: skip
async def test_a_redirect_into_our_own_surroundings_is_not_followed(serve, heard, host):
    secret = await serve({"": packed(feed(entry("Kunci")))})
    port = secret.url.rpartition(":")[2]
    server = await serve({"/feed": packed(b"", status="302 Found", location=f"http://{host}:{port}/feed")})
    fetched = await heard(server)
    assert fetched.outcome.status == "failed"
    reason = fetched.outcome.reason.removeprefix("robots.txt tidak terbaca: ")
    assert reason in ("alamat di jaringan pribadi tidak dikunjungi", "nama host tidak ditemukan", "alamat tidak sah")
    assert secret.seen == []


@pytest.mark.parametrize("location", ["javascript:alert(1)", "data:text/xml,<rss/>", "file:///etc/passwd", "gopher://127.0.0.1/", "//", ""])
async def test_a_redirect_off_the_web_is_an_outcome(serve, heard, location):
    server = await serve({"/feed": packed(b"", status="302 Found", location=location)})
    outcome = (await heard(server)).outcome
    assert outcome.status == "failed"
    assert outcome.reason


class Sockets:
    """Instead of the network: notes which addresses were connected to, none of which answers."""

    def __init__(self) -> None:
        self.connected: list[str] = []

    async def connect_tcp(self, address, *_: Any) -> None:
        self.connected.append(address)
        raise httpcore.ConnectError


async def test_a_name_that_turns_to_our_own_surroundings_after_the_check_is_not_followed_there(make_source, now, monkeypatch):
    answers = iter(["93.184.216.34", "127.0.0.1"])
    # Name servers are the one part of the real world that a test cannot bring along.
    monkeypatch.setattr(socket, "getaddrinfo", lambda _, port, **__: [(2, 1, 6, "", (next(answers), port))])
    async with Client("https://contoh.id/kontak", 0, TIMEOUT, retry_seconds=0.01) as client:
        sockets = client._wire._transport._backend._sockets = Sockets()
        fetched = await visit(make_source("http://berubah.contoh/feed"), client, Memory(), now, LIMIT)
    assert (fetched.outcome.status, fetched.outcome.reason) == ("failed", "alamat di jaringan pribadi tidak dikunjungi")
    assert sockets.connected == ["93.184.216.34"]


async def test_forty_names_that_nobody_answers_for_do_not_keep_another_waiting(serve, heard, make_source, now, monkeypatch):
    real = socket.getaddrinfo

    def lookup(host, *args, **kwargs):
        if str(host).endswith(".contoh"):
            time.sleep(3)
            raise socket.gaierror
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    server = await serve({"/feed": packed(feed(entry()))})
    async with Client("https://contoh.id/kontak", 0, TIMEOUT, retry_seconds=0.01) as client:
        lost = [visit(make_source(f"http://n{n}.contoh/feed"), client, Memory(), now, LIMIT) for n in range(40)]
        waiting = asyncio.gather(*lost)
        await asyncio.sleep(0.1)
        started = time.monotonic()
        assert (await heard(server, state="feed_only")).outcome.status == "heard"
        assert time.monotonic() - started < 1
        assert {fetched.outcome.status for fetched in await waiting} == {"failed"}


# TLS


def certificate(name: str, days: tuple[int, int], issuer: Any = None, authority: bool = False) -> tuple[Any, Any]:
    """A certificate for ``name``, valid from and to so many days from now, signed by ``issuer`` (key, certificate) or itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signer, parent = issuer or (key, None)
    today = datetime.now(UTC)
    host = x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name.replace(" ", "-"))
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(parent.subject if parent else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today + timedelta(days=days[0]))
        .not_valid_after(today + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    return key, built


def as_server(key: Any, cert: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "server.pem"
        secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(secret + cert.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(path)
    return context


@pytest.fixture
def authority() -> Any:
    """An authority that our client trusts for the length of the test."""
    key, cert = certificate("Otoritas Contoh", (-10, 10), authority=True)
    guard._tls().load_verify_locations(cadata=cert.public_bytes(serialization.Encoding.PEM).decode())
    yield key, cert
    guard._tls.cache_clear()


@pytest.mark.parametrize(
    ("name", "days", "reason"),
    [
        ("127.0.0.1", (-1, 1), None),
        ("127.0.0.1", (-5, -1), "sertifikat TLS kedaluwarsa"),
        ("127.0.0.1", (1, 5), "sertifikat TLS belum berlaku"),
        ("127.0.0.9", (-1, 1), "sertifikat TLS bukan milik alamat ini"),
        ("lain.contoh", (-1, 1), "sertifikat TLS bukan milik alamat ini"),
    ],
)
async def test_a_certificate_must_be_of_today_and_of_this_host(serve, heard, authority, name, days, reason):
    server = await serve({"/feed": packed(feed(entry()))}, context=as_server(*certificate(name, days, authority)))
    outcome = (await heard(server, state="feed_only")).outcome
    if reason is None:
        assert outcome.status == "heard"
    else:
        assert (outcome.status, outcome.reason) == ("failed", f"robots.txt tidak terbaca: {reason}")
        assert server.seen == []


async def test_a_certificate_that_vouches_for_itself_is_not_trusted(serve, heard):
    server = await serve({"/feed": packed(feed(entry()))}, context=as_server(*certificate("127.0.0.1", (-1, 1))))
    assert (await heard(server)).outcome.reason == "robots.txt tidak terbaca: sertifikat TLS tidak dapat dipercaya"


async def test_a_server_that_speaks_no_tls_is_an_outcome(heard):
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(packed("halo"))
        writer.close()

    server = Server({})
    async with await asyncio.start_server(talk, "127.0.0.1", 0) as listening:
        server.url = f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        outcome = (await heard(server)).outcome
    assert (outcome.status, outcome.reason) == ("failed", "robots.txt tidak terbaca: sambungan TLS tidak dapat dibuat")


# hostile documents

LAUGHS = '<!DOCTYPE lolz [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"
BLOWN = '<!DOCTYPE b [<!ENTITY a "' + "a" * 50_000 + '">]>'


def xxe(target: str) -> str:
    return f'<!DOCTYPE f [<!ENTITY x SYSTEM "{target}"><!ENTITY % y SYSTEM "{target}"> %y;]>'


@pytest.mark.parametrize("head", [LAUGHS, BLOWN], ids=["billion laughs", "one big entity"])
async def test_entities_that_multiply_do_not(serve, heard, head):
    name = "a9" if head is LAUGHS else "a"
    server = await serve({"/feed": packed(feed(entry(f"&{name};" * 500), head=head))})
    fetched = await heard(server, state="feed_only")
    assert fetched.outcome.seconds < 3
    assert sum(len(item.title or "") for item in fetched.items) < 100_000


async def test_entities_that_multiply_in_a_page_do_not(serve, heard):
    page = LAUGHS + "<html><body><article><h1>Judul</h1><p>" + "&a9;" * 500 + "</p></article></body></html>"
    server = await serve({"/feed": packed(feed(entry())), "/1": packed(page, "application/xhtml+xml")})
    fetched = await heard(server)
    assert fetched.outcome.seconds < 3
    assert sum(len(item.body or "") for item in fetched.items) < 100_000


@pytest.mark.parametrize("place", ["feed", "page"])
async def test_an_entity_from_outside_is_not_fetched(serve, heard, tmp_path, place):
    (tmp_path / "kunci").write_text("isi-kunci-rahasia")
    other = await serve({"": packed("isi-kunci-rahasia", "text/plain")})
    for target in (f"file://{tmp_path / 'kunci'}", f"{other.url}/kunci"):
        if place == "feed":
            pages = {"/feed": packed(feed(entry("Judul &x;", more="<content>&x;</content>"), head=xxe(target)))}
        else:
            page = f'<?xml version="1.0"?>{xxe(target)}<html><body><article><p>Isi &x; berita.</p></article></body></html>'
            pages = {"/feed": packed(feed(entry())), "/1": packed(page, "application/xhtml+xml")}
        fetched = await heard(await serve(pages))
        assert fetched.outcome.status in ("heard", "partial", "failed")
        assert "isi-kunci-rahasia" not in repr(fetched)
    assert other.seen == []


DEEP = 10_000


@pytest.mark.parametrize("kind", ["mastodon", "feed", "sitemap", "wordpress", "listing", "factcheck", "telegram", "youtube"])
@pytest.mark.parametrize("body", ["[" * DEEP + "]" * DEEP, '{"a":' * DEEP + "1" + "}" * DEEP, "[" * DEEP], ids=["lists", "objects", "open"])
async def test_json_ten_thousand_deep_is_an_outcome(serve, heard, kind, body):
    server = await serve({"": packed(body, JSON)})
    outcome = (await heard(server, kind=kind, path="/api/v1/timelines/tag/samarinda")).outcome
    assert (outcome.status, outcome.items) == ("failed", 0)
    assert outcome.reason


async def test_structured_data_ten_thousand_deep_leaves_the_page_readable(serve, heard, article_page):
    page = article_page(extra=f'<script type="application/ld+json">{"[" * DEEP}{"]" * DEEP}</script>')
    server = await serve({"/feed": packed(feed(entry())), "/1": packed(page, PAGE)})
    fetched = await heard(server)
    assert fetched.outcome.status == "heard"
    assert fetched.items[0].body


async def test_a_page_nested_ten_thousand_deep_is_one_fault(serve, heard):
    page = "<html><body>" + "<div>" * DEEP + "isi" + "</div>" * DEEP
    server = await serve({"/feed": packed(feed(entry())), "/1": packed(page, PAGE)})
    outcome = (await heard(server)).outcome
    assert outcome.status == "partial"
    assert len(outcome.faults) == 1


async def test_a_feed_nested_ten_thousand_deep_is_an_outcome(serve, heard):
    body = feed(entry(more="<a>" * DEEP + "</a>" * DEEP))
    outcome = (await heard(await serve({"/feed": packed(body)}), state="feed_only")).outcome
    assert outcome.status in ("heard", "failed")


@pytest.mark.parametrize("place", ["feed", "page"])
async def test_letters_that_are_none_reach_no_record(serve, heard, article_page, place):
    dirt = b"\x00\xff\xfe\xed\xa0\x80\x01\x1b[31m\xc3"
    text = feed(entry("Jembatan KOTOR ditutup")).encode().replace(b"KOTOR", dirt) if place == "feed" else feed(entry()).encode()
    page = article_page("Jembatan KOTOR ditutup").encode().replace(b"KOTOR", dirt)
    server = await serve({"/feed": packed(text), "/1": packed(page, PAGE)})
    fetched = await heard(server)
    assert fetched.outcome.items == 1
    assert "Jembatan" in fetched.items[0].title
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/arsip.db") as store:
        store.put(fetched.items, fetched.outcome)  # it refuses NUL and half characters


async def test_a_title_of_ten_megabytes_does_not_fill_the_archive(serve, make_source, now):
    server = await serve({"/feed": packed(feed(entry("a" * 10_000_000)))})
    async with Client("https://contoh.id/kontak", 0, 5, 20_000_000, ("127.0.0.1",)) as client:
        fetched = await visit(make_source(f"{server.url}/feed", state="feed_only"), client, Memory(), now, 20)
    assert fetched.outcome.status in ("heard", "failed")
    assert all(len(item.title or "") < 10_000 for item in fetched.items)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,<p>a", "file:///etc/passwd", "mailto:a@contoh.id", "http://", "ht!tp://a"]
)
async def test_a_link_that_leads_off_the_web_is_not_followed_and_not_kept(serve, heard, link):
    server = await serve({"/feed": packed(feed(entry(link=link.replace("<", "&lt;"))))})
    fetched = await heard(server)
    assert len(fetched.items) == 1
    assert fetched.items[0].url is None or fetched.items[0].url.startswith("http")
    assert server.seen == ["/robots.txt", "/feed"] or fetched.items[0].url.startswith(server.url)


@pytest.mark.parametrize("place", ["link", "redirect", "etag"])
async def test_no_answer_puts_a_line_into_our_next_request(serve, heard, place):
    smuggled = "/1%0d%0aX-Lain: b" if place == "redirect" else "/1&#13;&#10;X-Lain: b"
    pages = {"/feed": packed(feed(entry(link=smuggled if place == "link" else "/1")), etag='"a\x85X-Lain: b"')}
    if place == "redirect":
        pages["/1"] = packed(b"", status="302 Found", location=smuggled)
    server = await serve(pages)
    fetched = await heard(server)
    assert fetched.outcome.items == 1
    assert fetched.validators == ()
    assert not any(b"\nx-lain" in head.lower() for head in server.heads)


async def test_a_canonical_address_that_runs_a_script_is_not_kept(serve, heard, article_page):
    page = article_page(extra='<link rel="canonical" href="javascript:alert(1)"><meta property="og:url" content="data:text/html,a">')
    server = await serve({"/feed": packed(feed(entry())), "/1": packed(page, PAGE)})
    fetched = await heard(server)
    assert fetched.items[0].url == f"{server.url}/1"


@pytest.mark.parametrize(
    "published", ["1970-01-01T00:00:00Z", "2090-01-01T00:00:00+08:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00"]
)
async def test_a_page_that_claims_a_day_of_another_age_is_not_believed(serve, heard, article_page, now, published):
    server = await serve({"/feed": packed(feed(entry(published=""))), "/1": packed(article_page(published=published), PAGE)})
    fetched = await heard(server)
    (item,) = fetched.items
    assert item.body
    assert item.published_at is None
    assert item.at == now
    assert item.warnings


async def test_a_feed_of_twenty_thousand_entries_is_read_to_its_limit(serve, make_source, now):
    body = feed(*(entry(f"Judul {n}", f"/{n}", f"se-{n}") for n in range(20_000)))
    server = await serve({"/feed": packed(body)})
    async with Client("https://contoh.id/kontak", 0, 5, 20_000_000, ("127.0.0.1",)) as client:
        fetched = await visit(make_source(f"{server.url}/feed", state="feed_only", max_items=200), client, Memory(), now, 30)
    assert fetched.outcome.status == "heard"
    assert len(fetched.items) == 200


async def test_a_document_that_takes_longer_to_read_than_a_visit_may_last_is_an_outcome(serve, make_source, now, monkeypatch):
    monkeypatch.setattr("extractors.visit.READING_SECONDS", 0.0)
    body = feed(*(entry(f"Judul {n}", f"/{n}", f"se-{n}") for n in range(20_000)))
    server = await serve({"/feed": packed(body)})
    async with Client("https://contoh.id/kontak", 0, 5, 20_000_000, ("127.0.0.1",)) as client:
        started = time.monotonic()
        outcome = (await visit(make_source(f"{server.url}/feed", state="feed_only"), client, Memory(), now, 0.7)).outcome
        assert time.monotonic() - started < 1.2
    assert (outcome.status, outcome.reason) == ("failed", "batas waktu kunjungan habis saat isinya dibaca")


# side by side


async def test_hostile_sources_do_not_keep_the_others_waiting(serve, make_source, article_page, now):
    good_pages = {"/feed": packed(feed(*(entry(link=f"/{n}", guid=n) for n in range(3))))} | {
        f"/{n}": packed(article_page(f"Kabar nomor {n} dari hulu"), PAGE) for n in range(3)
    }
    good = [await serve(good_pages, host=f"127.0.0.{20 + n}") for n in range(5)]
    hostile_pages = [{"/feed": answer} for answer, _ in ANSWERS.values()]
    hostile_pages += [
        {"/robots.txt": slow_head},
        {"/robots.txt": endless_body},
        {"/feed": packed(feed(entry("&a9;" * 500), head=LAUGHS))},
        {"/feed": packed(feed(*(entry(f"Judul {n}", f"/{n}", f"se-{n}") for n in range(20_000))))},
        {"/feed": packed(feed(entry("a" * 4_000_000)))},
        {"/feed": packed("[" * 1_000_000, JSON)},
        {"/feed": packed(feed(*(entry(link=f"/{n}", guid=n) for n in range(30)))), "": silent},
        {"/feed": packed(feed(entry())), "/1": packed("<html><body>" + "<div>" * 300_000, PAGE)},
        {"/feed": packed(feed(entry())), "/1": packed("<html><body><article>" + "<p>kata " * 300_000, PAGE)},
    ]
    hostile = [await serve(pages, host=f"127.0.1.{1 + n}") for n, pages in enumerate(hostile_pages)]
    allowed = tuple(server.url.partition("//")[2] for server in good + hostile)

    async def seconds(server: Server, client: Client, limit: float) -> tuple[float, str]:
        started = time.monotonic()
        fetched = await visit(make_source(f"{server.url}/feed"), client, Memory(), now, limit)
        return time.monotonic() - started, fetched.outcome.status

    async def delay() -> float:
        """How much longer the slowest good visit takes beside the hostile ones than without them."""
        settings = {"pace_seconds": 0.1, "timeout_seconds": 2.0, "max_bytes": 5_000_000, "retry_seconds": 0.1}
        async with Client("https://contoh.id/kontak", allow_private=allowed, **settings) as client:
            alone = await asyncio.gather(*(seconds(server, client, 30) for server in good))
        async with Client("https://contoh.id/kontak", allow_private=allowed, **settings) as client:
            harm = [asyncio.create_task(seconds(server, client, LIMIT)) for server in hostile]
            beside = await asyncio.gather(*(seconds(server, client, 30) for server in good))
            ends = await asyncio.gather(*harm)
        assert {status for _, status in (*alone, *beside)} == {"heard"}
        assert max(took for took, _ in ends) < LIMIT + 8, "reading may outlast asking, and large documents wait for each other"
        return max(took for took, _ in beside) - max(took for took, _ in alone)

    # A machine that is busy with something else delays anybody: what the sources can do is what the best of three shows.
    for last in (False, False, True):
        if (delayed := await delay()) < 1.0 or last:
            break
    assert delayed < 1.0
