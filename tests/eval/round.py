"""What a round over all sources costs when nothing is new: seconds, memory and requests, against local servers.

Run by hand: ``python -m tests.eval.round [SOURCES]`` from the root of the repository (165 sources unless told otherwise). One process
serves a feed of 50 entries with an ETag, and a robots.txt, on an address of its own for every source, because the pace is kept per host.
Each round is a process of its own that does what the collecting flow does, without its scheduler: the settings of a fresh installation,
one client, memory from the archive, one transaction per visit. Seconds are those of the whole process, imports included. Exit status 1
when a figure of the unchanged round breaks its floor in ``floors.toml``.
"""

import asyncio
import hashlib
import json
import resource
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.records import Source, Watch
from archive.store import open_store
from extractors.http import Client
from extractors.visit import Memory, visit
from flows.watch import after_visit

HERE = Path(__file__).parent
SOURCES = 165
ENTRIES = 50
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
ROBOTS = b"User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\nDisallow: /*?s=\n\nSitemap: /sitemap.xml\n"
FIGURES = ("seconds", "visiting", "peak_mib", "requests", "not_modified", "items", "new_items", "unwell")


def host(number):
    return f"127.0.{1 + number // 200}.{1 + number % 200}"


def feed(address):
    entries = "".join(
        f"<item><title>Kabar nomor {n} dari {address}</title><link>http://{address}/kabar/{n}</link>"
        f"<guid isPermaLink='false'>{address}-{n}</guid><pubDate>Tue, 10 Mar 2026 {n % 9:02}:{n:02}:00 +0800</pubDate>"
        f"<description>{'Warga menunggu perbaikan jembatan di hulu. ' * 8}</description></item>"
        for n in range(ENTRIES)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>{address}</title>{entries}</channel></rss>'.encode()


async def answer(reader, writer):
    """One connection, kept open: robots.txt, else the feed of the host that was asked for."""
    try:
        while asked := await reader.readuntil(b"\r\n\r\n"):
            request, *lines = asked.decode().split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            path = request.split()[1]
            body = ROBOTS if path == "/robots.txt" else feed(headers["host"])
            etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
            status = "200 OK"
            if headers.get("if-none-match") == etag:
                status, body = "304 Not Modified", b""
            kind = "text/plain" if path == "/robots.txt" else "application/rss+xml; charset=utf-8"
            head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nETag: {etag}\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def serve(count):
    """Serve on one port of ``count`` addresses; print the port once they all answer."""
    with socket.socket() as probe:
        probe.bind((host(0), 0))
        port = probe.getsockname()[1]
    server = await asyncio.start_server(answer, [host(n) for n in range(count)], port)
    print(port, flush=True)
    async with server:
        await server.serve_forever()


def source(number, port):
    url = f"http://{host(number)}:{port}/feed"
    return Source(f"s{number:03}", f"Sumber {number}", "feed", (url,), "B", "Kaltim", state="feed_only")


async def visit_all(url, port, count, now):
    """Visit every source as the collecting flow does, and keep what each said."""
    started = time.perf_counter()
    with open_store(url) as store:
        registry = [source(number, port) for number in range(count)]
        store.put(registry)
        watches = {watch.source_id: watch for watch in store.records(Watch)}

        async def one(source):
            validators, known, bodiless = store.remembered(source.id)
            memory = Memory({v.url: v for v in validators}, known | frozenset(bodiless))
            fetched = await visit(source, client, memory, now, 600)
            with store.batch():
                watch = after_visit(source, watches.get(source.id), fetched.outcome)
                store.put(fetched.items, fetched.validators, fetched.outcome, watch)
            return fetched.outcome

        async with Client("https://contoh.id/kontak", allow_private=tuple(host(n) for n in range(count))) as client:
            outcomes = await asyncio.gather(*(one(source) for source in registry))
    for outcome in outcomes:
        if outcome.status not in ("heard", "unchanged"):
            print(f"{outcome.source_id}: {outcome.status}, {outcome.reason}", file=sys.stderr)
    return {
        "visiting": round(time.perf_counter() - started, 2),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "requests": sum(outcome.requests for outcome in outcomes),
        "not_modified": sum(outcome.not_modified for outcome in outcomes),
        "items": sum(outcome.items for outcome in outcomes),
        "new_items": sum(outcome.new_items for outcome in outcomes),
        "unwell": sum(outcome.status not in ("heard", "unchanged") for outcome in outcomes),
    }


def measured(url, port, count, now):
    """One round in a fresh process."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "tests.eval.round", "visit", url, str(port), str(count), now.isoformat()]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return {"seconds": round(time.perf_counter() - started, 2), **json.loads(done.stdout)}


def main(count):
    with subprocess.Popen([sys.executable, "-m", "tests.eval.round", "serve", str(count)], stdout=subprocess.PIPE, text=True) as server:
        try:
            port = int(server.stdout.readline())
            with tempfile.TemporaryDirectory() as folder:
                url = f"sqlite:///{folder}/pantau.db"
                rounds = {name: measured(url, port, count, NOW + n * timedelta(hours=1)) for n, name in enumerate(("first", "unchanged"))}
        finally:
            server.terminate()
    print(f"{count} sources of {ENTRIES} entries")
    print(" " * 10 + "".join(f"{name:>14}" for name in FIGURES))
    for name, figures in rounds.items():
        print(f"{name:<10}" + "".join(f"{figures[key]:>14}" for key in FIGURES))
    last = rounds["unchanged"]
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["round"]
    silent = last["not_modified"] == count and last["unwell"] == last["new_items"] == 0
    low = not silent or any(last[key] > floors[key] for key in ("seconds", "peak_mib", "requests"))
    print("a floor was broken" if low else "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(int(sys.argv[2])))
    elif sys.argv[1:2] == ["visit"]:
        url, port, count, now = sys.argv[2:]
        print(json.dumps(asyncio.run(visit_all(url, int(port), int(count), datetime.fromisoformat(now)))))
    else:
        sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else SOURCES))
