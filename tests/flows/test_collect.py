"""What a collection remembers and how it shares out the work; no Prefect server is needed for that."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from analysis.thresholds import load_thresholds
from archive.records import Erasure, FactCheck, Item, Outcome, Reading, Source, Tone, Utterance, Validator, Verdict, Watch
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from extractors.factcheck import INSEPARABLE
from extractors.visit import Fetched
from flows.analyse import read
from flows.client import client_of
from flows.collect import LOOK_AGAIN_FOR, WATCH_CHECKS_FOR, keep, memory_of, sort_again, visit_batch
from flows.stages import Stage

NOW = datetime(2026, 11, 15, 21, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
PAGE = """<html lang="id"><head><title>Jalan rusak diperbaiki</title></head><body><article><h1>Jalan rusak diperbaiki</h1>
<p>SAMARINDA - Dinas Pekerjaan Umum Provinsi Kalimantan Timur mulai memperbaiki jalan yang rusak di Samarinda pada hari Minggu.</p>
<p>Perbaikan di Kalimantan Timur itu berlangsung dua pekan, kata kepala dinas, dan lalu lintas dialihkan pada malam hari.</p>
</article></body></html>"""


class Site(BaseHTTPRequestHandler):
    """A feed that never changes, with one article whose page is missing until somebody puts it there."""

    server: "Outlet"

    def log_message(self, *args: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        page = self.server.pages.get(self.path)
        tag = '"' + hashlib.sha256((page or "").encode()).hexdigest()[:16] + '"'
        status = 404 if page is None else 304 if self.headers.get("if-none-match") == tag else 200
        body = (page or "").encode() if status == 200 else b""
        self.send_response(status)
        if page is not None:
            self.send_header("ETag", tag)
        self.send_header("Content-Type", "application/rss+xml" if self.path == "/feed" else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Outlet(ThreadingHTTPServer):
    """See :class:`Site`."""

    daemon_threads = True
    pages: dict[str, str]
    asked: list[str]


@pytest.fixture
def outlet() -> Iterator[Outlet]:
    server = Outlet(("127.0.0.1", 0), Site)
    base = f"http://127.0.0.1:{server.server_port}"
    entry = f"<item><guid>jalan-1</guid><title>Jalan rusak diperbaiki</title><link>{base}/jalan-1</link></item>"
    server.asked, server.pages = [], {"/feed": f'<rss version="2.0"><channel><title>Kabar</title>{entry}</channel></rss>'}
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def settings(outlet: Outlet, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PANTAU_ALLOW_PRIVATE", f"127.0.0.1:{outlet.server_port}")
    monkeypatch.setenv("PANTAU_PACE_SECONDS", "0")
    return load_settings()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.database) as opened:
        yield opened


@pytest.fixture
def source(outlet: Outlet) -> Source:
    return Source("kabar", "Kabar", "feed", (f"http://127.0.0.1:{outlet.server_port}/feed",), "C", "Kalimantan Timur")


def collect(source: Source, settings: Settings, store: Store, now: datetime) -> Outcome:
    async def visit() -> Outcome:
        async with client_of(settings) as client:
            (outcome,) = await visit_batch.fn([source], settings, store, client, now, Stage("collect", "visit"))
            return outcome

    store.put(source)
    return asyncio.run(visit())


def test_a_page_that_failed_is_asked_for_again_and_what_was_read_of_less_is_read_again(
    outlet: Outlet, settings: Settings, store: Store, source: Source
) -> None:
    first = collect(source, settings, store, NOW)
    assert (first.status, first.new_items) == ("partial", 1)
    (item,) = store.records(Item)
    assert item.body is None
    assert item.title == "Jalan rusak diperbaiki"
    read.fn(store, settings, load_thresholds(), NOW)
    (reading,) = store.records(Reading)
    assert not reading.relevant
    store.put(Utterance(item.id, "opinion", 0.5, "", None, "1"), Tone(item.id, "netral", 0.5, "netral", 0.5, "1"))

    outlet.pages["/jalan-1"] = PAGE
    outlet.asked.clear()
    second = collect(source, settings, store, LATER)
    assert outlet.asked == ["/robots.txt", "/feed", "/jalan-1"]
    assert (second.status, second.new_items, second.not_modified) == ("heard", 0, 1)
    (item,) = store.records(Item)
    assert "Kalimantan Timur" in (item.body or "")
    assert item.collected_at == NOW, "when it was first seen stays"
    assert store.records(Reading) == store.records(Utterance) == store.records(Tone) == []
    read.fn(store, settings, load_thresholds(), LATER)
    (reading,) = store.records(Reading)
    assert reading.relevant

    outlet.asked.clear()
    assert collect(source, settings, store, LATER).status == "unchanged"
    assert outlet.asked == ["/robots.txt", "/feed"], "an article that was read is not asked for again"


def test_a_page_that_stays_away_is_given_up_after_three_days(outlet: Outlet, settings: Settings, store: Store, source: Source) -> None:
    collect(source, settings, store, NOW)
    assert memory_of(store, source, NOW + LOOK_AGAIN_FOR).incomplete
    assert memory_of(store, source, NOW + LOOK_AGAIN_FOR + timedelta(seconds=1)).incomplete == ()
    outlet.asked.clear()
    collect(source, settings, store, NOW + LOOK_AGAIN_FOR + timedelta(days=1))
    assert "/jalan-1" not in outlet.asked


def test_a_source_whose_pages_stay_closed_has_nothing_left_unread(outlet: Outlet, settings: Settings, store: Store, source: Source) -> None:
    closed = replace(source, state="feed_only")
    collect(closed, settings, store, NOW)
    (item,) = store.records(Item)
    memory = memory_of(store, closed, LATER)
    assert (memory.known, memory.incomplete) == (frozenset({item.id}), ())
    assert "/jalan-1" not in outlet.asked


def test_the_memory_of_a_source_holds_its_own_validators_only(store: Store, source: Source) -> None:
    mine = Validator(source.urls[0], source.id, '"a"', None)
    store.put(mine, Validator("https://other.example/feed", "other", '"b"', None))
    assert memory_of(store, source, NOW).validators == {mine.url: mine}


def test_every_visit_leaves_how_it_stands_with_the_source(outlet: Outlet, settings: Settings, store: Store, source: Source) -> None:
    collect(source, settings, store, NOW)
    (first,) = store.records(Watch)
    assert (first.standing, first.failures, first.last_heard_at) == ("active", 0, NOW)
    del outlet.pages["/feed"]
    collect(source, settings, store, LATER)
    (second,) = store.records(Watch)
    assert (second.standing, second.failures, second.last_heard_at) == ("active", 1, NOW)
    assert second.reason == "tidak ada (404)"


def test_what_was_erased_does_not_come_back(settings: Settings, store: Store, source: Source) -> None:
    collect(source, settings, store, NOW)
    (item,) = store.records(Item)
    store.delete(Item, id=item.id)
    store.delete(Validator, source_id=source.id)
    store.put(Erasure(item.id, "item", NOW))
    assert collect(source, settings, store, LATER).items == 1, "it is still offered"
    assert store.records(Item) == []


def test_a_post_its_author_deleted_is_gone_with_what_was_read_of_it(store: Store, source: Source) -> None:
    post = Item("p", source.id, "post", None, "1", None, None, "Air mati.", "a", None, None, (), False, "id", None, NOW, None, None, NOW)
    store.put(source, post, replace(post, id="q"))
    seen = Outcome(source.id, LATER, "heard", None, 1, 0, 1, 0, 0.1)
    keep(store, source, Fetched((), (), (), seen, gone=("p",)))
    assert [item.id for item in store.records(Item)] == ["q"]


@pytest.fixture
def checker(store: Store, source: Source) -> Source:
    fact = replace(source, tier="fact")
    store.put(fact)
    return fact


@pytest.fixture
def check(source: Source) -> FactCheck:
    return FactCheck(
        "f", source.id, "u", "[SALAH] Jembatan roboh", "Jembatan roboh", "false", "SALAH", "p", "b", None, NOW, None, None, NOW
    )


def hear(store: Store, checker: Source, check: FactCheck, at: datetime) -> None:
    keep(store, checker, Fetched((), (check,), (), Outcome(checker.id, at, "heard", None, 1, 1, 1, 0, 0.1)))


def test_what_a_checker_said_before_it_changed_its_verdict_is_kept(store: Store, checker: Source, check: FactCheck) -> None:
    hear(store, checker, check, NOW)
    hear(store, checker, replace(check, body="b, diperbarui", native_label="Salah"), LATER)
    assert store.records(Verdict) == [], "it says the same"
    withdrawn = replace(check, title="[DICABUT] Jembatan roboh", label="unknown", native_label="DICABUT")
    hear(store, checker, withdrawn, LATER)
    assert store.records(Verdict) == [Verdict("f", LATER, "false", "Salah", "[SALAH] Jembatan roboh", "Jembatan roboh")]
    assert store.records(FactCheck)[0].native_label == "DICABUT"
    assert memory_of(store, checker, LATER).verdicts == {"f": ("[DICABUT] Jembatan roboh", "DICABUT")}


def test_a_verdict_that_was_taken_back_stands_no_more_and_all_else_stays(store: Store, checker: Source, check: FactCheck) -> None:
    hear(store, checker, check, NOW)
    silent = replace(check, title="Jembatan roboh", label="unknown", native_label=None, body=None, published_at=None, collected_at=LATER)
    hear(store, checker, silent, LATER)
    (kept,) = store.records(FactCheck)
    assert kept == replace(check, title="Jembatan roboh", label="unknown", native_label=None)
    assert [(old.native_label, old.label) for old in store.records(Verdict)] == [("SALAH", "false")]
    hear(store, checker, silent, LATER + timedelta(minutes=30))
    assert len(store.records(Verdict)) == 1


def test_a_page_that_could_be_read_at_last_changes_no_verdict(store: Store, checker: Source, check: FactCheck) -> None:
    hear(store, checker, replace(check, title="Jembatan roboh", label="unknown", native_label=None, body=None), NOW)
    hear(store, checker, replace(check, body=None), LATER)
    hear(store, checker, replace(check, native_label="Konten Palsu"), LATER + timedelta(minutes=30))
    assert store.records(Verdict) == []
    hear(store, checker, replace(check, native_label="Benar", label="true"), LATER + timedelta(hours=1))
    assert [old.native_label for old in store.records(Verdict)] == ["Konten Palsu"]


def test_a_first_label_of_a_page_that_was_read_is_a_change(store: Store, checker: Source, check: FactCheck) -> None:
    hear(store, checker, replace(check, label="unknown", native_label=None), NOW)
    hear(store, checker, check, LATER)
    assert [(old.native_label, old.until) for old in store.records(Verdict)] == [(None, LATER)]


def test_a_word_that_somebody_sorted_since_is_sorted_in_the_archive_and_is_no_change(
    store: Store, checker: Source, check: FactCheck
) -> None:
    several = replace(check, id="g", label="unknown", warnings=(INSEPARABLE,))
    store.put(replace(check, label="unknown"), several, replace(check, id="h", label="unknown", native_label="Ngawur"))
    sort_again(store)
    assert [c.label for c in store.records(FactCheck)] == ["false", "unknown", "unknown"]
    store.put(replace(check, label="unknown"))
    hear(store, checker, check, LATER)
    assert store.records(Verdict) == []


def test_a_check_without_a_time_is_watched_from_when_it_was_first_heard(store: Store, checker: Source, check: FactCheck) -> None:
    store.put(replace(check, published_at=None))
    assert set(memory_of(store, checker, NOW + WATCH_CHECKS_FOR).verdicts) == {"f"}
    assert memory_of(store, checker, NOW + WATCH_CHECKS_FOR + timedelta(seconds=1)).verdicts == {}
