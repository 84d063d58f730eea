"""Serve the sample week over HTTP on loopback, as a week of the web would look to the collector.

Everything is invented: outlets, accounts, people and what they say. The standard library is enough.

    python tests/sample_day/serve.py [--port 0]    prints the base address as JSON and serves until it is killed

Addresses: ``/`` lists them. Pages and feeds answer conditional requests with 304 and carry ``ETag`` and ``Last-Modified``;
``/robots.txt`` closes ``/private/`` and the pages of the agency, whose feed may be read.
"""

import argparse
import hashlib
import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

from sampleweb.feeds import check_feed, outlet_feed, status
from sampleweb.pages import article_page, check_page
from sampleweb.week import END, START, Week, address, read_week

ROBOTS = "User-agent: *\nDisallow: /private/\nDisallow: /nusa/berita/\n"
TAGS = ("kaltim", "samarinda", "balikpapan")
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Reply:
    """A body, its media type, the moment it last changed, and further headers."""

    body: bytes
    media_type: str
    changed: datetime
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Served:
    """A running server: ``base`` is its address, ``stop()`` ends it."""

    base: str
    stop: Callable[[], None]


def start(port: int = 0) -> Served:
    """Serve the sample week on 127.0.0.1 in a background thread; port 0 takes a free one."""
    server = _server(port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return Served(server.base, stop)


def sources(base: str) -> str:
    """The text of a ``sources.toml`` that names everything this server publishes."""
    week = _week()
    entries = []
    for outlet in week.outlets.values():
        keys = ("body_selector", "strip", "state", "timezone")
        quirks = {key: outlet[key] for key in keys if key in outlet}
        entry = {"kind": "feed", "urls": [base + outlet["feed_path"]], "tier": outlet["tier"], "region": outlet["region"], **quirks}
        entries.append((outlet["id"], outlet["name"], entry))
    fact = {"kind": "factcheck", "urls": [f"{base}/periksa-etam/feed"], "tier": "fact", "region": "Kalimantan Timur"}
    entries.append(("periksa_etam", "Periksa Etam", fact))
    for tag in TAGS:
        social = {"kind": "mastodon", "urls": [f"{base}/api/v1/timelines/tag/{tag}"], "tier": "social", "region": "Kalimantan Timur"}
        entries.append((f"warga_{tag}", f"Unggahan warga #{tag}", social))
    blocks = []
    for name, title, entry in entries:
        lines = {"id": name, "name": title, **entry}
        blocks.append("[[source]]\n" + "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in lines.items()))
    return "# The sample week: invented outlets on a loopback server.\n\n" + "\n".join(blocks)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    base: str
    replies: dict[str, Callable[[], Reply]]


class _Web(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Stay silent: the collector has its own account of what it asked for."""

    def do_GET(self) -> None:
        """Answer from the table of pages, or from the timelines."""
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query).items()}
        tag = url.path.removeprefix("/api/v1/timelines/tag/")
        if tag != url.path:
            return self._send(_timeline(self.server.base, tag, query))
        made = self.server.replies.get(url.path)
        return self._send(made() if made else None)

    def _send(self, reply: Reply | None) -> None:
        if reply is None:
            self.send_response(404)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", "15")
            self.end_headers()
            self.wfile.write(b"tidak ditemukan")
            return
        tag = '"' + hashlib.sha256(reply.body).hexdigest()[:16] + '"'
        known = self._knows(tag, reply.changed)
        self.send_response(304 if known else 200)
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", format_datetime(reply.changed.astimezone(UTC), usegmt=True))
        for name, value in reply.headers:
            self.send_header(name, value)
        if not known:
            self.send_header("Content-Type", reply.media_type)
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if not known:
            self.wfile.write(reply.body)

    def _knows(self, tag: str, changed: datetime) -> bool:
        if asked := self.headers.get("If-None-Match"):
            return tag in (part.strip().removeprefix("W/") for part in asked.split(","))
        if since := self.headers.get("If-Modified-Since"):
            try:
                return parsedate_to_datetime(since) >= changed
            except ValueError:
                return False
        return False


@cache
def _week() -> Week:
    return read_week()


def _server(port: int) -> _Server:
    server = _Server(("127.0.0.1", port), _Web)
    server.base = f"http://127.0.0.1:{server.server_port}"
    server.replies = _replies(server.base)
    return server


def _replies(base: str) -> dict[str, Callable[[], Reply]]:
    """Every address that has a fixed body; bodies are made when they are asked for."""
    week = _week()
    made: dict[str, Callable[[], Reply]] = {
        "/robots.txt": lambda: Reply(ROBOTS.encode(), "text/plain; charset=utf-8", START),
        "/": lambda: Reply(json.dumps(_addresses(base), indent=1).encode(), "application/json", START),
        "/periksa-etam/feed": lambda: Reply(check_feed(week, base), "application/rss+xml; charset=utf-8", week.checks[0].at),
    }
    for name, outlet in week.outlets.items():
        media = HTML if "encoding" not in outlet else "text/html"

        def feed(name: str = name) -> Reply:
            body, media_type = outlet_feed(week, base, name)
            return Reply(body, media_type, max((a.at for a in week.articles[name]), default=START))

        made[outlet["feed_path"]] = feed
        for article in week.articles[name]:
            made[address(outlet, article)] = lambda a=article, m=media: Reply(article_page(week, base, a), m, a.at)
    for shape, check in enumerate(week.checks):
        made[f"/periksa-etam/artikel/{check.slug}"] = lambda c=check, s=shape: Reply(check_page(base, c, s), HTML, c.at)
    return made


def _timeline(base: str, tag: str, query: dict[str, str]) -> Reply:
    """A page of a hashtag's timeline, newest first: ``limit`` (at most 40), ``max_id``, ``since_id``, and a Link to the next page."""
    limit = min(int(query.get("limit", "20")), 40)
    newest, oldest = int(query.get("max_id", "9" * 20)), int(query.get("since_id", "0"))
    week = _week()
    posts = [p for p in week.posts if p.tag == tag.lower() and oldest < int(p.number) < newest]
    shown = posts[:limit]
    path = f"{base}/api/v1/timelines/tag/{tag}"
    links = []
    if len(posts) > limit:
        links.append(f'<{path}?limit={limit}&max_id={shown[-1].number}>; rel="next"')
    if shown:
        links.append(f'<{path}?limit={limit}&min_id={shown[0].number}>; rel="prev"')
    body = json.dumps([status(week, base, p) for p in shown], ensure_ascii=False).encode()
    headers = (("Link", ", ".join(links)),) if links else ()
    return Reply(body, "application/json; charset=utf-8", shown[0].at if shown else START, headers)


def _addresses(base: str) -> dict[str, object]:
    week = _week()
    return {
        "week": [START.isoformat(), END.isoformat()],
        "feeds": [base + outlet["feed_path"] for outlet in week.outlets.values()],
        "factchecks": f"{base}/periksa-etam/feed",
        "timelines": [f"{base}/api/v1/timelines/tag/{tag}" for tag in TAGS],
        "articles": sum(map(len, week.articles.values())),
        "posts": len(week.posts),
    }


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description="Serve the sample week on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    server = _server(parser.parse_args().port)
    print(json.dumps({"base": server.base}), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
