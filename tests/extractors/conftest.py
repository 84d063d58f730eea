"""A real web of one loopback server, whose every answer a test writes down, and a client that may visit it."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from archive.records import Source
from extractors.http import Client

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


class Seen:
    """One request as the server saw it; ``body`` is what a POST brought."""

    def __init__(self, path: str, headers: dict[str, str], at: float, body: bytes = b"") -> None:
        self.path = path
        self.headers = headers
        self.at = at
        self.body = body


class Answer:
    """One answer; ``etag`` is honoured; ``seconds`` pass before it, ``stated`` overrides the Content-Length that is stated."""

    def __init__(self, body=b"", status=200, kind="text/html; charset=utf-8", headers=None, etag=None, seconds=0.0, stated=None):
        self.body = body.encode() if isinstance(body, str) else body
        self.status = status
        self.headers = {"Content-Type": kind, **(headers or {})}
        self.etag = etag
        self.seconds = seconds
        self.stated = stated

    def send(self, handler: BaseHTTPRequestHandler) -> None:
        time.sleep(self.seconds)
        status, body = self.status, self.body
        if self.etag and handler.headers.get("If-None-Match") == self.etag:
            status, body = 304, b""
        handler.send_response(status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        if self.etag:
            handler.send_header("ETag", self.etag)
        handler.send_header("Content-Length", str(self.stated if self.stated is not None else len(body)))
        handler.end_headers()
        handler.wfile.write(body)


class Web:
    """``web.answer(path, …)`` or ``web.handle(path, function)``; several answers for a path are given one after another, the last stays."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self._answers: dict[str, list[Answer | Callable[[Any], None]]] = {}
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                web.seen.append(Seen(self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic(), body))
                answers = web._answers.get(self.path) or web._answers.get(self.path.partition("?")[0]) or [Answer("tidak ada", 404)]
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                try:
                    if isinstance(answer, Answer):
                        answer.send(self)
                    else:
                        answer(self)
                        self.close_connection = True
                except OSError:  # the visitor hung up, which is what many tests are about
                    self.close_connection = True

            do_POST = do_GET  # noqa: N815 - the name is http.server's

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        self.host = f"127.0.0.1:{self._server.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def answer(self, path: str, *args: Any, **kwargs: Any) -> str:
        self._answers.setdefault(path, []).append(Answer(*args, **kwargs))
        return self.url(path)

    def handle(self, path: str, function: Callable[[Any], None]) -> str:
        self._answers.setdefault(path, []).append(function)
        return self.url(path)

    def replace(self, path: str, *args: Any, **kwargs: Any) -> str:
        self._answers.pop(path, None)
        return self.answer(path, *args, **kwargs)

    def paths(self) -> list[str]:
        """The paths asked for so far, robots.txt aside."""
        return [seen.path for seen in self.seen if seen.path != "/robots.txt"]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.close()


@pytest.fixture
def other_web() -> Iterator[Web]:
    web = Web()
    yield web
    web.close()


@pytest.fixture
async def client(web) -> AsyncIterator[Client]:
    """May visit ``web`` and nothing else that is private; patient enough for a slow machine, quick to retry."""
    async with Client("https://contoh.id/kontak", 0, 3, 1_000_000, (web.host,), retry_seconds=0.01) as client:
        yield client


@pytest.fixture
def make_client(web) -> Callable[..., Client]:
    def make(**changes: Any) -> Client:
        settings = {"pace_seconds": 0, "timeout_seconds": 3, "max_bytes": 1_000_000, "allow_private": (web.host,), "retry_seconds": 0.01}
        return Client("https://contoh.id/kontak", **(settings | changes))

    return make


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_source() -> Callable[..., Source]:
    def make(*urls: str, kind: str = "feed", **changes: Any) -> Source:
        fields = {"id": "suara_etam", "name": "Suara Etam", "tier": "B", "region": "Kaltim"}
        return Source(kind=kind, urls=urls, **(fields | changes))

    return make


PARAGRAPHS = (
    "Pemerintah kota menutup sementara jembatan gantung di Kelurahan Tepian Lestari karena dua tali bajanya berkarat.",
    "Warga diminta memakai perahu penyeberangan yang disediakan tanpa biaya selama perbaikan berlangsung enam pekan.",
    "Kepala bidang jalan, Hartono Silam, menyebut anggaran perbaikan berasal dari dana pemeliharaan rutin tahun ini.",
)


@pytest.fixture
def article_page() -> Callable[..., str]:
    """An article page as a small news site would print it; ``extra`` goes into its head."""

    def make(title: str = "Jembatan gantung ditutup", published: str = "2026-03-10T08:30:00+08:00", extra: str = "") -> str:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
        return (
            f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title} - Suara Etam</title>'
            f'<meta property="og:title" content="{title}"><meta property="article:published_time" content="{published}">{extra}</head>'
            "<body>"
            f"<nav><a href='/'>Beranda</a></nav><article><h1>{title}</h1><p>Penulis: Rina Anggraini</p>{body}</article></body></html>"
        )

    return make


@pytest.fixture
def make_feed(web) -> Callable[..., str]:
    """An RSS 2.0 feed whose entries link to ``/1``, ``/2``, … of ``web``."""

    def make(*numbers: int, published: str = "Tue, 10 Mar 2026 08:00:00 +0800", titles: dict[int, str] | None = None) -> str:
        items = "".join(
            f"<item><title>{(titles or {}).get(n, f'Judul umpan {n}')}</title><link>{web.url(f'/{n}')}</link>"
            f"<guid isPermaLink='false'>se-{n}</guid>"
            f"<pubDate>{published}</pubDate><description>Ringkasan {n}.</description></item>"
            for n in numbers
        )
        return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Suara Etam</title>{items}</channel></rss>'

    return make
