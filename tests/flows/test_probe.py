"""``pantau sources check`` asks every address once and says what to make of it; what passes is listened to."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from archive.records import Item, Probe, Watch
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from flows import FlowError
from flows.probe import STALE, check_sources
from flows.watch import is_watched

NOW = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)


class Web(ThreadingHTTPServer):
    """Feeds by path; a path that is missing answers 404, one that is ``None`` 403."""

    daemon_threads = True
    feeds: dict[str, str | None]
    asked: list[str]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Page(BaseHTTPRequestHandler):
    server: Web

    def log_message(self, *args: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        feed = self.server.feeds.get(self.path, "")
        body = (feed or "").encode()
        self.send_response(403 if feed is None else 200 if feed else 404)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web(("127.0.0.1", 0), Page)
    server.feeds, server.asked = {}, []
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(web: Web, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PANTAU_ALLOW_PRIVATE", f"127.0.0.1:{web.server_port}")
    monkeypatch.setenv("PANTAU_PACE_SECONDS", "0")
    monkeypatch.setenv("PANTAU_SOURCES", str(tmp_path / "sources.toml"))
    return load_settings()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.database) as opened:
        yield opened


@pytest.fixture
def registered(tmp_path: Path, web: Web) -> Callable[..., None]:
    """Writes a registry: each source by its id, with its paths and its state."""

    def write(**sources: tuple[str, list[str]]) -> None:
        entries = [
            f'[[source]]\nid = "{id_}"\nname = "{id_}"\nkind = "feed"\nurls = [{", ".join(repr(web.base + path) for path in paths)}]\n'
            f'tier = "C"\nregion = "Kaltim"\nstate = "{state}"\n'
            for id_, (state, paths) in sources.items()
        ]
        (tmp_path / "sources.toml").write_text("\n".join(entries), encoding="utf-8")

    return write


def feed(base: str, age: timedelta = timedelta(hours=1), link: str = "/berita-{n}", at: datetime = NOW) -> str:
    entries = [
        f"<item><guid>{n}</guid><title>Berita {n}</title><link>{base}{link.format(n=n)}</link>"
        f"<pubDate>{format_datetime(at - age - timedelta(hours=n))}</pubDate></item>"
        for n in range(5)
    ]
    return f'<rss version="2.0"><channel><title>Kabar</title>{"".join(entries)}</channel></rss>'


def by_address(probes: list[Probe]) -> dict[str, Probe]:
    return {"/" + probe.url.rpartition("/")[2]: probe for probe in probes}


def test_a_feed_that_answers_passes_and_is_listened_to_from_then_on(web: Web, settings: Settings, store: Store, registered: Any) -> None:
    web.feeds["/feed"] = feed(web.base)
    registered(kabar=("after_check", ["/feed"]))
    (probe,) = check_sources(store, settings, now=NOW)
    assert (probe.passed, probe.found, probe.entries, probe.link_host) == (True, "menjawab", 5, web.base.removeprefix("http://"))
    assert probe.newest_at == NOW - timedelta(hours=1)
    assert web.asked == ["/robots.txt", "/feed"], "no page behind it is opened"
    assert store.count(Item) == 0
    (watch,) = store.records(Watch)
    from extractors.sources import load_sources

    (source,) = load_sources(settings.sources)
    assert is_watched(source, watch)


def test_every_address_of_a_source_is_asked_and_judged_by_itself(web: Web, settings: Settings, store: Store, registered: Any) -> None:
    web.feeds |= {"/old": feed(web.base, STALE + timedelta(days=1)), "/shut": None, "/empty": '<rss version="2.0"><channel/></rss>'}
    web.feeds["/home"] = feed(web.base, link="/")
    registered(kabar=("after_check", ["/old", "/missing", "/shut", "/empty", "/home"]))
    found = by_address(check_sources(store, settings, now=NOW))
    assert not any(probe.passed for probe in found.values())
    assert found["/old"].advice == "entri terbaru sudah 31 hari; pastikan situs masih terbit"
    assert (found["/missing"].found, found["/missing"].entries) == ("tidak ada (404)", 0)
    assert found["/shut"].advice == "situs menolak; biarkan mati"
    assert found["/empty"].advice == "tidak berisi; cari alamat lain"
    assert found["/home"].advice == "entri tanpa tautan sendiri; pakai peta situs"
    assert store.records(Watch)[0].passed_at is None
    assert len(store.records(Probe)) == 5


def test_links_that_lead_to_a_strangers_site_do_not_pass(web: Web, settings: Settings, store: Store, registered: Any) -> None:
    web.feeds["/feed"] = feed("https://toko-sepatu.example")
    registered(kabar=("after_check", ["/feed"]))
    (probe,) = check_sources(store, settings, now=NOW)
    assert (probe.passed, probe.link_host) == (False, "toko-sepatu.example")
    assert "toko-sepatu.example" in probe.advice


def test_what_is_off_or_needs_consent_is_asked_only_by_name(web: Web, settings: Settings, store: Store, registered: Any) -> None:
    web.feeds |= {"/a": feed(web.base), "/b": feed(web.base), "/c": feed(web.base)}
    registered(mati=("off", ["/a"]), izin=("opt_in", ["/b"]), hidup=("on", ["/c"]))
    assert [probe.source_id for probe in check_sources(store, settings, now=NOW)] == ["hidup"]
    assert [probe.source_id for probe in check_sources(store, settings, ["izin"], NOW)] == ["izin"]
    with pytest.raises(FlowError, match="kabur: no such source; `pantau sources` lists the ids"):
        check_sources(store, settings, ["kabur"])


def test_the_command_shows_what_passed_and_the_list_says_so_afterwards(web: Web, settings: Settings, registered: Any, run: Any) -> None:
    web.feeds["/feed"] = feed(web.base, at=datetime.now(UTC))
    registered(kabar=("after_check", ["/feed", "/gone"]))
    here = {
        "PANTAU_STATE": str(settings.state.resolve()),
        "PANTAU_SOURCES": str(settings.sources),
        "PANTAU_ALLOW_PRIVATE": f"127.0.0.1:{web.server_port}",
        "PANTAU_PACE_SECONDS": "0",
    }
    before = run("flows.cli", "sources", **here)
    assert "perlu dicek dulu" in before.stdout
    checked = run("flows.cli", "sources", "check", **here)
    assert checked.returncode == 0, checked.stderr[-2000:]
    assert "1 dari 1 sumber lolos, 2 alamat ditanya" in checked.stdout
    after = run("flows.cli", "sources", **here)
    assert "aktif, lolos cek" in after.stdout
    assert "1 sumber terdaftar, 1 didengarkan, 0 dikarantina" in after.stdout
