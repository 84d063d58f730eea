"""The sample week is complete, well-formed where it should be, broken where it should be, and names nobody real."""

import html
import importlib.util
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from urllib.robotparser import RobotFileParser

import feedparser
import pytest

FOLDER = Path(__file__).parent / "sample_day"
WITA = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 9, tzinfo=WITA)
END = datetime(2026, 11, 16, 5, 30, tzinfo=WITA)
KINDS = {"report", "copy", "advertorial", "official", "denial", "claim", "criticism", "complaint", "question", "opinion", "satire", "other"}

REAL = """
tribunnews tribunkaltim tribunkaltara kaltimpost prokal antaranews antara/ (antara) nomorsatukaltim disway niaga.asia kaltimtoday
mediakaltim mediakaltimtara narasi.co korankaltim selasar.co presisi.co akurasi.id pranala.co kaltimkece busam.id headlinekaltim
sapos.co.id diksi.co arusbawah pojoknegeri politikal.id vonis.id inibalikpapan borneoflash kaltimetam infosatu insitekaltim natmed
kliksamarinda timeskaltim beritakaltim berandapost eksposkaltim klikkaltim solidaritas.news detik.com detikkalimantan suara.com
suarakaltim idntimes jpnn kompas.com okezone mediaindonesia liputan6 merdeka.com tempo.co sindonews jakartaglobe cnnindonesia
turnbackhoax mafindo cekfakta kaltimprov.go.id saberhoaks tirto.id
""".split()  # noqa: SIM905 - a list of seventy names reads best as a paragraph


@pytest.fixture(scope="module")
def serve() -> ModuleType:
    spec = importlib.util.spec_from_file_location("sample_day_serve", FOLDER / "serve.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def base(serve: ModuleType) -> Iterator[str]:
    served = serve.start()
    yield served.base
    served.stop()


@pytest.fixture(scope="module")
def week(serve: ModuleType) -> Any:
    return serve.read_week()


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "truth.toml").read_text(encoding="utf-8"))


def get(url: str, **headers: str) -> tuple[int, Any, bytes]:
    try:
        with urlopen(Request(url, headers={k.replace("_", "-"): v for k, v in headers.items()}), timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def articles(week: Any) -> list[Any]:
    return [article for listed in week.articles.values() for article in listed]


def parsed(base: str, week: Any) -> dict[str, Any]:
    return {name: feedparser.parse(get(base + outlet["feed_path"])[2]) for name, outlet in week.outlets.items()}


def test_every_slug_is_unique_and_has_exactly_one_truth(week: Any, truth: dict[str, Any]) -> None:
    slugs = Counter(item.slug for item in [*articles(week), *week.posts])
    assert [slug for slug, times in slugs.items() if times > 1] == []
    entries = Counter(entry["slug"] for entry in truth["item"])
    assert entries == slugs


def test_truth_speaks_a_closed_vocabulary_and_its_references_hold(truth: dict[str, Any]) -> None:
    items = {entry["slug"]: entry for entry in truth["item"]}
    assert {entry["kind"] for entry in items.values()} <= KINDS
    storylines = {entry["storyline"] for entry in items.values()}
    assert {line["name"] for line in truth["storyline"]} <= storylines
    assert {line["expect"] for line in truth["storyline"]} == {"verify", "main", "complaint", "none"}
    for entry in items.values():
        if entry["kind"] == "copy":
            assert items[entry["copy_of"]]["storyline"] == entry["storyline"]


def test_counts_reach_what_the_week_promises(week: Any, truth: dict[str, Any]) -> None:
    official = [o for o in week.outlets.values() if o["tier"] == "official"]
    assert len(week.outlets) - len(official) >= 8
    assert len(official) == 2
    assert len(articles(week)) >= 110
    assert len(week.posts) >= 110
    assert len({post.account for post in week.posts}) >= 40
    assert len(week.checks) >= 12
    kinds = Counter(entry["kind"] for entry in truth["item"])
    assert kinds["copy"] >= 8
    assert kinds["advertorial"] >= 6
    assert min(kinds[k] for k in ("criticism", "opinion", "question", "satire")) >= 5
    assert kinds["complaint"] >= 25


def test_times_lie_in_the_week_thursday_is_quiet_and_the_last_day_is_full(week: Any) -> None:
    items = [*articles(week), *week.posts]
    assert [i.slug for i in items if not MONDAY <= i.at <= END] == []
    windows = Counter((i.at - timedelta(hours=5, minutes=30)).date().day for i in items)
    assert windows[12] <= 10
    assert windows[15] >= 55
    assert all(check.at < MONDAY for check in week.checks)


def test_the_quiet_thursday_holds_no_claim(week: Any, truth: dict[str, Any]) -> None:
    kinds = {entry["slug"]: entry["kind"] for entry in truth["item"]}
    thursday = [i for i in [*articles(week), *week.posts] if i.at.day == 12]
    assert "claim" not in {kinds[i.slug] for i in thursday}


def test_no_real_outlet_is_named_anywhere() -> None:
    files = [p for p in FOLDER.rglob("*") if p.suffix in {".toml", ".html", ".txt"}]
    named = [(p.name, real) for p in files for real in REAL if real in p.read_text(encoding="utf-8").lower()]
    assert named == []


def test_links_in_posts_lead_to_reserved_domains_only(week: Any) -> None:
    hosts = {host for post in week.posts for host in re.findall(r"https?://([^/\s]+)", post.text)}
    assert hosts
    assert all(re.fullmatch(r"([\w-]+\.)*example\.(com|net|org)", host) for host in hosts)


def test_articles_are_short_but_whole(week: Any) -> None:
    lengths = {a.slug: sum(len(p.split()) for p in a.paragraphs) for a in articles(week) if a.outlet != "nusa"}
    assert {slug: n for slug, n in lengths.items() if not 55 <= n <= 220} == {}


def test_feeds_parse_and_list_the_whole_week_newest_first(base: str, week: Any) -> None:
    for name, feed in parsed(base, week).items():
        if name != "lensa_kutai":
            assert not feed.bozo, (name, feed.get("bozo_exception"))
        assert [e.link for e in feed.entries] == [base + a for a in paths(week, name)]
        assert all(e.get("published") for e in feed.entries), name


def paths(week: Any, name: str) -> list[str]:
    address = sys.modules["sample_day_serve"].address
    return [address(week.outlets[name], article) for article in week.articles[name]]


def test_the_malformed_feed_is_malformed_and_its_entries_survive(base: str, week: Any) -> None:
    body = get(base + week.outlets["lensa_kutai"]["feed_path"])[2]
    assert body.startswith(b"\n<?xml")
    assert b" & " in body
    assert not body.rstrip().endswith(b"</rss>")
    feed = feedparser.parse(body)
    assert feed.bozo
    assert len(feed.entries) == len(week.articles["lensa_kutai"])


def test_every_page_answers_and_shows_every_paragraph(base: str, week: Any) -> None:
    for name, listed in week.articles.items():
        for article, path in zip(listed, paths(week, name), strict=True):
            status, headers, body = get(base + path)
            assert status == 200
            stated = headers.get_content_charset()
            page = html.unescape(body.decode(week.outlets[name].get("encoding", "utf-8")))
            assert (stated is None) == (name == "gema_paser")
            assert [p for p in article.paragraphs if p not in page] == []
            for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', body.decode("utf-8", "replace"), re.DOTALL):
                assert "datePublished" in json.dumps(json.loads(block))


def test_the_windows_1252_pages_are_not_utf_8(base: str, week: Any) -> None:
    bodies = [get(base + path)[2] for path in paths(week, "gema_paser")]
    broken = 0
    for body in bodies:
        assert b"charset" not in body.lower()
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            broken += 1
    assert broken >= 4


def test_every_fact_check_carries_a_claim_review(base: str, week: Any) -> None:
    feed = feedparser.parse(get(f"{base}/periksa-etam/feed")[2])
    assert not feed.bozo
    assert len(feed.entries) == len(week.checks)
    for entry, check in zip(feed.entries, week.checks, strict=True):
        page = get(entry.link)[2].decode()
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert block is not None
        data = json.loads(block[1])
        nodes = data if isinstance(data, list) else data.get("@graph", [data])
        review = next(node for node in nodes if node["@type"] == "ClaimReview")
        assert review["claimReviewed"] == check.claim
        assert review["reviewRating"]["alternateName"] == check.label


@pytest.fixture(scope="module")
def timelines(base: str) -> list[Any]:
    """Every post of every timeline, found by following the Link header."""
    seen = []
    for tag in ("kaltim", "samarinda", "balikpapan"):
        url: str | None = f"{base}/api/v1/timelines/tag/{tag}?limit=15"
        while url:
            _, headers, body = get(url)
            seen += json.loads(body)
            following = re.search(r'<([^>]+)>; rel="next"', headers.get("Link", ""))
            url = following[1] if following else None
    return seen


def test_timelines_page_through_link_headers_until_every_post_was_seen(timelines: list[Any], week: Any) -> None:
    assert sorted(post["id"] for post in timelines) == sorted(post.number for post in week.posts)


def test_posts_that_a_considerate_collector_leaves_out_are_there(timelines: list[Any], truth: dict[str, Any]) -> None:
    left_out = [p for p in timelines if p["reblog"] or p["account"]["noindex"] or p["visibility"] != "public"]
    assert len(left_out) == sum(entry.get("skipped", False) for entry in truth["item"]) == 4
    assert any(p["account"]["bot"] for p in timelines)


def test_conditional_requests_are_answered_304_without_a_body(base: str) -> None:
    url = f"{base}/suara-mahakam/rss"
    _, headers, _ = get(url)
    assert get(url, If_None_Match=headers["ETag"])[::2] == (304, b"")
    assert get(url, If_Modified_Since=headers["Last-Modified"])[::2] == (304, b"")
    assert get(url, If_None_Match='"another"')[0] == 200


def test_robots_close_the_agencys_pages_but_not_its_feed(base: str, week: Any) -> None:
    robots = RobotFileParser()
    robots.parse(get(f"{base}/robots.txt")[2].decode().splitlines())
    assert not robots.can_fetch("pantau", base + paths(week, "nusa")[0])
    assert robots.can_fetch("pantau", base + week.outlets["nusa"]["feed_path"])
    assert get(f"{base}/tidak-ada")[0] == 404


def test_sources_name_every_publisher_once(base: str, serve: ModuleType, week: Any) -> None:
    entries = tomllib.loads(serve.sources(base))["source"]
    assert len({e["id"] for e in entries}) == len(entries) == len(week.outlets) + 4
    assert {e["kind"] for e in entries} == {"feed", "factcheck", "mastodon"}
    for entry in entries:
        assert get(entry["urls"][0])[0] == 200


def test_the_recycled_text_is_older_than_the_wave_and_has_a_verdict(week: Any, truth: dict[str, Any]) -> None:
    claims = {e["slug"] for e in truth["item"] if e["storyline"] == "hoaks_jembatan_mahakam" and e["kind"] == "claim"}
    times = sorted(p.at for p in week.posts if p.slug in claims)
    assert times[0].day == 9
    assert sum(t.day == 15 for t in times) >= 4
    assert any("Jembatan Mahakam" in c.claim and c.label == "Salah" for c in week.checks)
    handed_in = (FOLDER / "handed_in" / "pesan_jembatan.txt").read_text(encoding="utf-8")
    assert "Jembatan Mahakam ditutup TOTAL" in handed_in
