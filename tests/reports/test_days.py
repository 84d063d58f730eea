"""Forty days drawn by a fixed seed, from silence to storm, through the archive and onto pages: none of them breaks the brief.

They stand in one archive, a day after the other, so that each has real days before it. Sources, people and claims are invented.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import pytest
from pypdf import PdfReader

from archive.records import (
    Case,
    Copy,
    FactCheck,
    Flag,
    Item,
    KeySentence,
    Match,
    NarrativeDay,
    Night,
    Outcome,
    Reading,
    Response,
    Source,
    Tone,
    Utterance,
    stable_id,
)
from archive.settings import Settings
from archive.store import open_store
from reports.brief import build
from reports.pdf import typeset

FIRST = date(2026, 8, 1)
DAYS = 40
CROWDED = 31
"""The day on which ten thousand cases stand on the list."""
CASES = 10_000
KINDS = ("tenang", "biasa", "badai", "kosong", "biasa", "badai", "biasa", "tenang", "badai", "biasa")
NEVER_ANALYSED = (13, 27)

HEAD, DAILY, CLOSING = (
    ("sekilas", "keputusan", "isu"),
    ("angka", "verifikasi", "suara", "terverifikasi"),
    ("keterbatasan", "kliping", "sumber"),
)
PARTS = {
    "harian": {*HEAD, *DAILY, *CLOSING, "tindak-lanjut"},
    "mingguan": {*HEAD, *DAILY, *CLOSING, "tindak-lanjut", "konklusi"},
    "bulanan": {*HEAD, *DAILY, *CLOSING, "tindak-lanjut", "konklusi"},
}

WORDS = (
    "banjir",
    "jalan",
    "sekolah",
    "listrik",
    "air",
    "warga",
    "kecamatan",
    "laporan",
    "pasar",
    "beras",
    "sungai",
    "antrean",
    "izin",
    "lahan",
)
STRANGE = (
    "ꦲꦏ꧀ꦱꦫꦗꦮ ꦧꦚ꧀ꦗꦶꦂ ꦱꦩꦫꦶꦤ꧀ꦢ",
    "🌊🌊🚨 Awas 👩🏽‍🚒🇮🇩 ❤️‍🔥",
    "سيول في المدينة والناس ينتظرون",
    "\u202eterbalik\u202c \u2067عاجل\u2069 lurus",
    "W" * 300,
    "ᮞᮥᮔ᮪ᮓ dan 漢字 serta ไทย",
)
SOURCES = (
    *(Source(f"media{n}", f"Kabar Nomor {n}", "feed", (f"https://media{n}.example/feed",), "B", "kaltim") for n in range(30)),
    Source("pemprov", "Portal Daerah (contoh)", "feed", ("https://pemprov.example/feed",), "official", "kaltim"),
    Source("cek", "Cek Etam", "factcheck", ("https://cek.example/feed",), "fact", "nasional"),
    Source("warga", "Mastodon #kaltim", "mastodon", ("https://sosial.example/tags/kaltim",), "social", "kaltim"),
)


@dataclass(frozen=True)
class Weather:
    """How much of everything a kind of day has, and whether its texts are of the worst sort."""

    issues: int
    items: int
    cases: int
    checks: int
    strange: bool


WEATHER = {
    "kosong": Weather(0, 0, 0, 0, strange=False),
    "tenang": Weather(2, 3, 0, 1, strange=False),
    "biasa": Weather(12, 6, 4, 3, strange=False),
    "badai": Weather(40, 9, 60, 25, strange=True),
}


class Drawn:
    """The records of one day, drawn by its number alone."""

    def __init__(self, number: int, settings: Settings) -> None:
        self.number, self.day = number, FIRST + timedelta(days=number)
        self.kind = KINDS[number % len(KINDS)]
        self.start, self.end = settings.window(self.day)
        self.chance = random.Random(number)
        self.weather = WEATHER[self.kind]

    def text(self, length: int) -> str:
        """Ordinary words; on a stormy day of exactly the length, among them now and then what no page expects."""
        words = self.chance.choices(WORDS, k=length // 4)
        if self.weather.strange and self.chance.random() < 0.5:
            words.insert(self.chance.randrange(3), self.chance.choice(STRANGE))
        text = " ".join(words)
        return text[:length] if self.weather.strange else text[: length // 3]

    def at(self) -> datetime:
        return self.start + timedelta(seconds=self.chance.randrange(1, 86_400))

    def item(self, *, post: bool) -> Item:
        source = "warga" if post else self.chance.choice(SOURCES[:31]).id
        at, number = self.at(), self.chance.getrandbits(48)
        url = f"https://{source}.example/{number:x}"
        return Item(
            id=stable_id(source, url),
            source_id=source,
            kind="post" if post else "article",
            url=url,
            external_id=None,
            title=None if post else self.text(400),
            summary=None,
            body=self.text(900),
            author=None,
            editor=None,
            dateline=None,
            captions=(),
            advertorial=not post and self.chance.random() < 0.05,
            language="id",
            published_raw=None,
            published_at=at,
            published_zone="Asia/Makassar",
            published_zone_known="source",
            collected_at=at,
        )

    def records(self):
        for source in SOURCES:
            for _ in range(3):
                status = self.chance.choice(("heard", "unchanged", "failed", "refused"))
                reason = None if status in ("heard", "unchanged") else self.text(200)
                yield Outcome(source.id, self.at(), status, reason, 20, 2, 3, 1, 0.5)
        for place in range(self.weather.issues):
            yield from self.issue(place)
        for place in range(self.weather.checks):
            yield from self.check(place)
        for place in range(self.weather.cases):
            yield from self.case(place)
        if self.number == CROWDED:
            yield from self.crowd()
        if self.number not in NEVER_ANALYSED:
            counted = (400, 120, 30, self.weather.issues)
            yield Night(self.day, self.end, "multilingual-e5-small", "2026-08", *counted, 0.97, None, 5, self.chance.randrange(40))

    def issue(self, place: int):
        items = [self.item(post=self.chance.random() < 0.4) for _ in range(1 + self.chance.randrange(2 * self.weather.items))]
        utterances = ("news", "complaint", "criticism", "opinion", "claim")
        for item in items:
            yield item
            yield Reading(item.id, True, 0.8, (), ("Kota Samarinda",), (), (), (), "1")
            yield Utterance(item.id, self.chance.choice(utterances), 0.9, "", None, "1")
            yield Tone(item.id, self.chance.choice(("negatif", "netral", "positif", "tidak dinilai")), 0.8, "netral", 0.7, "1")
        yield from (Copy(item.id, items[0].id, 0.9) for item in items[1:3])
        posts = sum(item.kind == "post" for item in items)
        history = tuple(self.chance.randrange(90) for _ in range(6))
        narrative = f"n{self.number}-{place}"
        yield NarrativeDay(
            narrative_id=narrative,
            day=self.day,
            label=self.text(400),
            label_item_id=items[0].id,
            item_ids=tuple(item.id for item in items),
            event_ids=(),
            reports=len(items) - posts,
            copies=0,
            advertorials=0,
            posts=posts,
            voices=3,
            previous_total=history[-1],
            average_7d=sum(history) / 6,
            history=(*history, len(items)),
            expected=4.0,
            surprise=1.0,
            phase=self.chance.choice(("baru", "naik", "puncak", "tetap", "turun", "muncul lagi")),
            phase_reason=self.text(200),
            places=(self.text(60), "Kota Samarinda"),
            offices=("BPBD", "Dinas PUPR-PERA", self.text(60)),
            people=(self.text(80), self.text(80)),
            weight=float(len(items)),
        )
        for rank in (1, 2, 3):
            yield KeySentence(narrative, self.day, rank, self.text(400), items[0].id, tuple(item.id for item in items))
        if posts:
            yield Response(narrative, self.day, items[0].id, self.at(), "official", "denies", self.text(80), "BPBD", self.text(300))

    def check(self, place: int):
        at, url = self.at(), f"https://cek.example/{self.number}/{place}"
        title = self.text(400)
        known = (None, at, "Asia/Makassar", "source", at)
        check = FactCheck(stable_id("cek", url), "cek", url, title, title, "false", self.text(60), "Cek Etam", None, *known)
        yield from (check, Reading(check.id, True, 0.8, (), (), (), (), (), "1"))
        yield Match(
            f"n{self.number}-{place}", "x", check.id, self.day, self.chance.random(), self.chance.choice(("suggest", "strong")), "1"
        )

    def case(self, place: int):
        item = self.item(post=True)
        opened = self.end - timedelta(hours=self.chance.randrange(1, 90))
        case = f"k{self.number}-{place}"
        yield from (item, Reading(item.id, True, 0.8, (), (), (), (), (), "1"))
        yield Case(case, f"n{self.number}-{place}", self.text(400), item.id, opened, "TERDETEKSI", opened, (f"n{self.number}-{place}",))
        yield Flag(case, self.day, place + 1, 1 / (place + 1), 0.4, (self.text(200), self.text(200)), (), (item.id,), ())

    def crowd(self):
        """Ten thousand cases more, all about a claim that one post makes."""
        item = self.item(post=True)
        yield item
        for place in range(CASES):
            yield Case(f"ramai{place}", f"ramai{place}", f"Klaim ke-{place}", item.id, self.end, "TERDETEKSI", self.end, (f"ramai{place}",))
            yield Flag(f"ramai{place}", self.day, 100 + place, 0.001, None, ("Tanpa sumber.",), (), (item.id,), ())


@pytest.fixture(scope="module")
def forty(tmp_path_factory):
    """An archive of the forty days, open, with its settings."""
    folder = tmp_path_factory.mktemp("forty")
    settings = Settings(state=folder)
    with open_store(f"sqlite:///{folder / 'pantau.db'}") as store:
        store.put(SOURCES)
        for number in range(DAYS):
            store.put(Drawn(number, settings).records())
        yield store, settings


def printed(forty, number, edition="harian"):
    """The content of a day, its pages as set, and the reader that opened them."""
    store, settings = forty
    content = build(store, settings, FIRST + timedelta(days=number), edition)
    done = typeset(content)
    return content, done, PdfReader(io.BytesIO(done.data), strict=True)


def faults(content, done, reader):
    """What is wrong with a printed edition, in words; nothing when all is well."""
    found = []
    if done.main_pages > 2:
        found.append(f"{done.main_pages} pages before the annex")
    if len(reader.pages) != done.pages:
        found.append(f"says {done.pages} pages, has {len(reader.pages)}")
    texts = [page.extract_text() for page in reader.pages]
    found += [f"page {n} bears no number" for n, text in enumerate(texts, 1) if f"halaman {n}/{done.pages}" not in text]
    keys = {section.key for section in content.sections}
    if missing := PARTS[content.edition] - keys:
        found.append(f"sections missing: {sorted(missing)}")
    marks = " ".join(titles(reader.outline))
    # The first section stands above its heading's place: it has none.
    found += [f"no bookmark to {section.title}" for section in content.sections[1:] if section.title not in marks]
    main = " ".join(texts[: done.main_pages])
    if "Lampiran: kliping" in main.replace("\n", " "):
        found.append("the annex begins on the main pages")
    return found


def titles(outline):
    for entry in outline:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield entry.title


@pytest.mark.parametrize("number", range(DAYS))
def test_no_day_whatever_its_weather_breaks_the_brief(forty, number):
    assert faults(*printed(forty, number)) == []


@pytest.mark.parametrize(("number", "edition"), [(20, "mingguan"), (31, "mingguan"), (31, "bulanan"), (38, "bulanan")])
def test_no_week_or_month_of_such_days_breaks_its_edition(forty, number, edition):
    assert faults(*printed(forty, number, edition)) == []


def test_the_days_are_of_every_kind_and_as_wild_as_they_claim(forty):
    store, _ = forty
    assert {Drawn(n, forty[1]).kind for n in range(DAYS)} == set(WEATHER)
    assert store.count(Case) > CASES + 500
    labels = [one.label for one in store.records(NarrativeDay)]
    assert max(len(label) for label in labels) == 400
    for strange in STRANGE:
        assert any(strange in label for label in labels), strange
    assert store.count(Flag, day=FIRST + timedelta(days=2)) == 60


def test_an_empty_day_reads_as_a_calm_page(forty):
    content, done, reader = printed(forty, 3)
    text = " ".join(reader.pages[0].extract_text().split())
    assert done.main_pages == 1
    assert "Tidak ada isu yang menonjol" in text
    assert "Ini keadaan yang biasa" in text
    assert "belum dijalankan" not in text
    assert content.sections[0].blocks[0].answers[0].value == 0


def test_a_third_page_before_the_annex_would_be_noticed(forty):
    content, done, reader = printed(forty, 1)
    assert faults(content, done, reader) == []
    assert faults(content, replace(done, main_pages=3), reader)
    assert "sections missing: ['sumber']" in faults(replace(content, sections=content.sections[:-1]), done, reader)
    assert faults(content, replace(done, pages=done.pages + 1), reader)
