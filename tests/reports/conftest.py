"""Days to print: an ordinary one, an empty one, one with silent sources, one too busy for two pages. Outlets and people are invented."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pytest

from archive.records import (
    Case,
    Conflict,
    Copy,
    Edition,
    Event,
    FactCheck,
    Flag,
    Item,
    KeySentence,
    Match,
    Membership,
    NarrativeDay,
    Night,
    OfficeTone,
    Outcome,
    Reading,
    Source,
    Tone,
    Utterance,
    stable_id,
)
from archive.settings import Settings
from archive.store import open_store
from reports.brief import build
from reports.content import BriefContent

DAY = date(2026, 11, 16)
END = datetime(2026, 11, 15, 21, 0, tzinfo=UTC)

OUTLETS = ("Kabar Mahakam", "Harian Etam", "Suara Teluk Balikpapan", "Bontang Kini", "Kutai Pos", "Warta Paser", "Berau Pesisir")
SOURCES = (
    *(Source(f"media{n}", name, "feed", (f"https://media{n}.example/feed",), "B", "kaltim") for n, name in enumerate(OUTLETS)),
    Source("pemprov", "Portal Pemprov (contoh)", "feed", ("https://pemprov.example/feed",), "official", "kaltim"),
    Source("bpbd", "BPBD Kaltim (contoh)", "feed", ("https://bpbd.example/feed",), "official", "kaltim"),
    Source("cekfakta", "Cek Etam", "factcheck", ("https://cekfakta.example/feed",), "fact", "nasional"),
    Source("samarinda", "Mastodon #samarinda", "mastodon", ("https://sosial.example/tags/samarinda",), "social", "kaltim"),
    Source("kaltim", "Mastodon #kaltim", "mastodon", ("https://sosial.example/tags/kaltim",), "social", "kaltim"),
)

ISSUES: tuple[dict[str, Any], ...] = (
    {
        "label": "Banjir Samarinda Rendam Lima Kelurahan, 1.240 Warga Mengungsi",
        "sentences": (
            "Hujan lima jam sejak Minggu siang membuat Sungai Karang Mumus meluap dan merendam lima kelurahan di Samarinda Utara.",
            "BPBD mencatat 1.240 warga mengungsi di tujuh titik dan kebutuhan paling mendesak ialah air bersih serta selimut.",
            "Tinggi muka air di Bendungan Benanga turun 12 sentimeter sejak Senin dini hari.",
        ),
        "offices": ("BPBD", "Dinas PUPR-PERA"),
        "places": ("Kota Samarinda", "Kutai Kartanegara"),
        "people": ("Nurlina Basri (Kepala Pelaksana BPBD)",),
        "kinds": (16, 9, 0, 13),
        "history": (2, 1, 3, 2, 4, 9, 38),
        "phase": "naik",
        "reason": "38 item; diperkirakan 9,4; kemarin 9, rata-rata 7 hari 3,5",
        "expected": 9.4,
        "events": (
            ("Lima Kelurahan di Samarinda Utara Terendam", 26),
            ("Warga Kesulitan Air Bersih di Pengungsian", 9),
            ("Dua SD Diliburkan", 3),
        ),
        "conflict": ("warga mengungsi", ("1.240", "1.240", "1.420")),
    },
    {
        "label": "Antrean Solar di Balikpapan Mengular, Sopir Truk Minta Tambahan Kuota",
        "sentences": (
            "Antrean truk di tiga SPBU Balikpapan Utara mencapai dua kilometer pada Minggu sore.",
            "Dinas Perhubungan mengatur ulang jam masuk truk agar jalan utama tidak tersendat.",
        ),
        "offices": ("Dinas ESDM", "Dishub"),
        "places": ("Kota Balikpapan",),
        "people": ("Surya Damanik", "Hj. Rosmawati", "Andi Palinrungi", "Yosep Lawai"),
        "kinds": (9, 3, 0, 11),
        "history": (4, 6, 8, 12, 15, 21, 23),
        "phase": "puncak",
        "reason": "23 item; diperkirakan 14,2; kemarin 21, rata-rata 7 hari 11; tidak lagi bertambah dari kemarin",
        "expected": 14.2,
        "events": (("Antrean Truk di Tiga SPBU Balikpapan Utara", 17), ("Sopir Truk Datangi DPRD Balikpapan", 6)),
    },
    {
        "label": "Beasiswa Daerah Tahap Dua Dibuka 20 November, Kuota 3.500 Mahasiswa",
        "sentences": (
            "Pendaftaran dibuka 20 November sampai 4 Desember melalui laman resmi, tanpa biaya apa pun.",
            "Disdikbud meminta pendaftar menyiapkan kartu keluarga dan surat aktif kuliah.",
            "Tahun lalu 11.204 orang mendaftar untuk 3.000 tempat.",
        ),
        "offices": ("Disdikbud",),
        "places": (),
        "people": (),
        "kinds": (7, 6, 2, 4),
        "history": (0, 0, 0, 0, 0, 2, 19),
        "phase": "baru",
        "reason": "pertama kali muncul dalam jendela ini, 19 item; isu baru rata-rata 2,1",
    },
    {
        "label": "Jembatan Penghubung di Muara Wahau Ditutup Sementara untuk Perbaikan",
        "sentences": ("Penutupan berlangsung sepuluh hari; kendaraan di bawah lima ton dialihkan ke jalan desa.",),
        "offices": ("Dinas PUPR-PERA",),
        "places": ("Kutai Timur",),
        "people": (),
        "kinds": (5, 1, 0, 2),
        "history": (11, 14, 12, 10, 9, 8, 8),
        "phase": "turun",
        "reason": "8 item; diperkirakan 9,6; kemarin 8, rata-rata 7 hari 10,7",
    },
    {
        "label": "Festival Kampung Tenun Samarinda Seberang Catat 18 Ribu Pengunjung",
        "sentences": (
            "Panitia menyebut pengunjung tiga hari festival mencapai 18 ribu orang, naik seperempat dari tahun lalu.",
            "Transaksi sarung tenun di lokasi diperkirakan Rp2,1 miliar.",
        ),
        "offices": ("Dinas Pariwisata",),
        "places": ("Kota Samarinda",),
        "people": ("Fitri Handayani",),
        "kinds": (4, 0, 3, 1),
        "history": (3, 2, 4, 6, 9, 8, 8),
        "phase": "tetap",
        "reason": "8 item; diperkirakan 6,8; kemarin 8, rata-rata 7 hari 5,3",
    },
)

CLAIMS = (
    (
        "Katanya Bendungan Benanga jebol jam 2 malam tadi, warga bawah disuruh lari semua!!",
        ("Video serupa pernah beredar pada 12 Januari 2025.", "Lima unggahan tidak menyebut sumber."),
    ),
    (
        "Lowongan 4.000 pegawai kontrak Pemprov Kaltim, daftar lewat tautan ini dan bayar administrasi Rp150 ribu",
        ("Mirip kuat dengan cek fakta tentang rekrutmen palsu.",),
    ),
    (
        "Air PDAM di Sungai Kunjang tercampur limbah tambang sejak Jumat dan sudah ada 12 anak dirawat",
        ("Angka korban tidak disertai sumber.", "Disebarkan 6 akun dalam 40 menit."),
    ),
)


@dataclass
class World:
    """Records of one day, ready to be kept; fields are changed by the tests before :meth:`content` prints them."""

    folder: Path
    settings: Settings
    sources: list[Source] = field(default_factory=list)
    records: list[Any] = field(default_factory=list)

    def add(self, *records: Any) -> None:
        self.records += records

    def of(self, kind: type) -> list[Any]:
        return [record for record in self.records if isinstance(record, kind)]

    def change(self, kind: type, **values: Any) -> None:
        self.records = [replace(record, **values) if isinstance(record, kind) else record for record in self.records]

    def content(self, edition: Edition = "harian") -> BriefContent:
        with open_store(f"sqlite:///{self.folder / 'archive.db'}") as store:
            store.put([*self.sources, *self.records])
            return build(store, self.settings, DAY, edition)


def item(source: str, at: datetime, title: str | None, *, kind: str = "article", body: str | None = None, number: int = 0) -> Item:
    url = f"https://{source}.example/{at:%Y%m%d%H%M}/{number}"
    return Item(
        id=stable_id(source, url, title or ""),
        source_id=source,
        kind=kind,
        url=url,
        external_id=None,
        title=title,
        summary=None,
        body=body,
        author="warga-4f1c" if kind == "post" else None,
        editor=None,
        dateline=None,
        captions=(),
        advertorial=False,
        language="id",
        published_raw=None,
        published_at=at,
        published_zone="Asia/Makassar",
        published_zone_known="source",
        collected_at=at + timedelta(minutes=12),
    )


def reading(subject: str, *, relevant: bool = True) -> Reading:
    return Reading(subject, relevant, 0.8 if relevant else 0.1, ("Samarinda",), ("Kota Samarinda",), (), (), (), "1")


def heard(subject: str, kind: str = "news") -> Utterance:
    return Utterance(subject, kind, 0.9, "", None, "1")


def check(number: int, title: str, label: str | None, days_ago: float) -> FactCheck:
    at = END - timedelta(days=days_ago)
    url = f"https://cekfakta.example/{number}"
    known = (str(at), at, "Asia/Makassar", "source", at)
    return FactCheck(stable_id("cekfakta", url), "cekfakta", url, title, title, "false", label, "Cek Etam", None, *known)


def add_issue(world: World, number: int, spec: dict[str, Any]) -> NarrativeDay:
    """One issue with its items, spread over the window."""
    reports, copies, paid, posts = spec["kinds"]
    outlets = cycle([f"media{n}" for n in range(len(OUTLETS))])
    kept: list[Item] = []
    for index in range(reports + copies + paid + posts):
        at = END - timedelta(minutes=17 + (index * 97 + number * 41) % 1400)
        if index < reports + copies + paid:
            made = item(next(outlets), at, spec["label"] if index == 0 else f"{spec['label']} ({index})", number=number * 100 + index)
            made = replace(made, advertorial=index >= reports + copies)
        else:
            made = item("samarinda", at, None, kind="post", body=f"Soal {spec['label'].lower()} #{index}", number=number * 100 + index)
        kept.append(made)
        world.add(made, reading(made.id), heard(made.id, "complaint" if made.kind == "post" else "news"))
        if reports <= index < reports + copies:
            world.add(Copy(made.id, kept[0].id, 0.93))
    history = spec["history"]
    ids = tuple(sorted(made.id for made in kept))
    events = spec.get("events", ((spec["label"], len(kept)),))
    today = NarrativeDay(
        narrative_id=f"n{number}",
        day=DAY,
        label=spec["label"],
        label_item_id=kept[0].id,
        item_ids=ids,
        event_ids=tuple(f"n{number}e{place}" for place in range(len(events))),
        reports=reports,
        copies=copies,
        advertorials=paid,
        posts=posts,
        voices=len({made.source_id for made in kept[:reports]}),
        previous_total=history[-2],
        average_7d=sum(history[:-1]) / 6,
        history=history,
        expected=spec.get("expected", 2.1),
        surprise=1.0,
        phase=spec["phase"],
        phase_reason=spec["reason"],
        places=spec["places"],
        offices=spec["offices"],
        people=spec["people"],
        weight=100.0 - number,
    )
    add_told(world, today, kept, spec, events)
    world.add(today)
    return today


def add_told(world: World, today: NarrativeDay, kept: list[Item], spec: dict[str, Any], events: Iterable[tuple[str, int]]) -> None:
    """What else the archive knows of an issue: its events, sentences with all who say the same, tone, and a contradiction."""
    left = iter(kept)
    for event_id, (label, amount) in zip(today.event_ids, events, strict=True):
        members = list(islice(left, amount))
        world.add(Event(event_id, today.narrative_id, members[0].id, members[0].at, label, members[0].id))
        world.add(*(Membership(made.id, event_id, today.narrative_id, made.at, 0.9, "") for made in members))
    for place, sentence in enumerate(spec["sentences"]):
        said = tuple(made.id for made in kept[place : place + 9 - 4 * place])
        world.add(KeySentence(today.narrative_id, DAY, place + 1, sentence, said[0], said))
    for place, made in enumerate(kept):
        labels = ("negatif", "netral", "netral", "positif", "tidak dinilai")
        world.add(Tone(made.id, labels[place % 5], 0.9, labels[place % 3], 0.8, "1"))
        if today.offices and place % 4 == 0:
            world.add(OfficeTone(made.id, today.offices[place % len(today.offices)], labels[place % 3], 0.8, "1"))
    if "conflict" in spec:
        subject, values = spec["conflict"]
        world.add(Conflict(today.narrative_id, DAY, today.event_ids[0], subject, values, tuple(made.id for made in kept[: len(values)])))


def add_claim(world: World, rank: int, claim: str, reasons: tuple[str, ...], narrative: str) -> Case:
    made = item("kaltim", END - timedelta(hours=2 + 3 * rank), None, kind="post", body=claim, number=9000 + rank)
    opened = END - timedelta(hours=1 + 20 * rank)
    case = Case(f"c{rank}", narrative, claim, made.id, opened, "TERDETEKSI", opened, (narrative,))
    flag = Flag(case.id, DAY, rank, 1.0 / rank, 0.5, reasons, (), (made.id,), ())
    world.add(made, reading(made.id), heard(made.id, "claim"), case, flag)
    return case


def visits(sources: Iterable[Source], status: str = "heard", reason: str | None = None) -> list[Outcome]:
    return [Outcome(s.id, END - timedelta(minutes=20 + 30 * n), status, reason, 20, 2, 3, 1, 0.8) for s in sources for n in range(3)]


def night(**values: Any) -> Night:
    known = {"items_in_window": 209, "relevant_in_window": 136, "narratives_in_window": 23, "events_in_window": 61, "flags_over_budget": 2}
    sure = {"stability": 0.987, "kept": 0.996}
    return Night(day=DAY, as_of=END, model_id="multilingual-e5-small", thresholds="2026-11", flag_budget=5, **known | sure | values)


NOTHING = dict.fromkeys(("items_in_window", "relevant_in_window", "narratives_in_window", "events_in_window", "flags_over_budget"), 0)
NOTHING |= {"stability": None, "kept": None}


def _empty(folder: Path) -> World:
    world = World(folder, Settings(state=folder, cutoff=time(5)), list(SOURCES))
    world.add(*visits(SOURCES), night(**NOTHING))
    return world


def _short(folder: Path) -> World:
    world = World(folder, Settings(state=folder, cutoff=time(5)), list(SOURCES))
    world.add(*visits(SOURCES), night())
    for number, spec in enumerate(ISSUES, 1):
        add_issue(world, number, spec)
    for rank, (claim, reasons) in enumerate(CLAIMS, 1):
        add_claim(world, rank, claim, reasons, f"n{rank}" if rank == 1 else f"klaim{rank}")
    scam = check(1, "Rekrutmen pegawai kontrak Pemprov yang meminta biaya administrasi", "Penipuan", 3)
    photo = check(2, "Foto banjir Samarinda ini diambil di kota lain pada 2019", "Konteks Salah", 1.2)
    plain = check(3, "Isu gempa besar Berau", None, 5)
    world.add(scam, photo, plain, *(reading(made.id) for made in (scam, photo, plain)))
    world.add(Match("klaim2", stable_id("x"), scam.id, DAY, 0.93, "strong", "1"))
    return world


def _ordinary(folder: Path) -> World:
    world = _short(folder)
    for index in range(110):
        made = item(f"media{index % 7}", END - timedelta(minutes=7 + index * 13), f"Berita lain hari itu nomor {index}", number=index)
        world.add(made, reading(made.id, relevant=index % 3 == 0))
    for days in range(1, 8):
        for index in range(70 + 6 * days):
            kind = "post" if index % 3 == 0 else "article"
            at = END - timedelta(days=days, minutes=3 + index * 11)
            made = item("samarinda" if kind == "post" else f"media{index % 7}", at, f"Hari lalu {days}-{index}", kind=kind, number=index)
            world.add(made, reading(made.id, relevant=index % 2 == 0))
    return world


@pytest.fixture
def empty_day(tmp_path: Path) -> World:
    """Every source was visited and had nothing to say."""
    return _empty(tmp_path)


@pytest.fixture
def short_day(tmp_path: Path) -> World:
    """Five issues, three claims, three fact-checks; no other news and no days before."""
    return _short(tmp_path)


@pytest.fixture
def ordinary_day(tmp_path: Path) -> World:
    """The short day, with other news beside it and a week before it: 209 items in the window."""
    return _ordinary(tmp_path)


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> BriefContent:
    """The brief of the ordinary day."""
    return _ordinary(tmp_path_factory.mktemp("ordinary")).content()


@pytest.fixture
def deaf_day(ordinary_day: World) -> World:
    """The ordinary day, with one source that failed, one that refused, one never visited and one that was silent."""
    gone = {"media5": "failed", "media6": "refused", "bpbd": None}
    world = ordinary_day
    world.records = [r for r in world.records if not (isinstance(r, Outcome) and r.source_id in gone)]
    by_id = {source.id: source for source in SOURCES}
    world.add(*visits([by_id["media5"]], "failed", "HTTP 503 setelah 3 percobaan"))
    world.add(*visits([by_id["media6"]], "refused", "robots.txt melarang /feed"))
    return world


@pytest.fixture
def busy_day(ordinary_day: World) -> World:
    """More than two pages can hold: five issues with three long sentences and contradicting numbers, five long claims, many decisions."""
    world = ordinary_day
    long = " ".join(["Pemerintah kabupaten menyatakan pembangunan jalan penghubung antarkecamatan dilanjutkan"] * 4) + "."
    names = tuple(f"Narasumber Bernama Panjang Sekali {n}" for n in range(9))
    records = []
    for record in world.records:
        if isinstance(record, NarrativeDay):
            label = f"{record.label} dan Seterusnya sampai Judulnya Memakan Dua Baris Penuh di Halaman Ini {record.narrative_id}"
            reason = "naik tajam dari hari sebelumnya menurut enam media berbeda dan belasan unggahan warga"
            record = replace(record, label=label, people=names, phase="naik", phase_reason=reason)
            told = [KeySentence(record.narrative_id, DAY, rank, long, record.item_ids[0], record.item_ids[:20]) for rank in (1, 2, 3)]
            ids, values = record.item_ids[:6], ("1.240", "1.240", "1.420", "1.420", "2.000", "2.000")
            told += [Conflict(record.narrative_id, DAY, f"{record.narrative_id}e0", f"korban {n}", values, ids) for n in (1, 2, 3)]
            records += told
        elif isinstance(record, Event):
            record = replace(record, label=long)
        if not isinstance(record, KeySentence):
            records.append(record)
    world.records = records
    for rank in range(1, 8):
        add_claim(world, rank, f"{rank} {long}", (long, long), f"n{rank}")
    for number in range(10, 22):
        made = check(number, f"{long} {number}", "Sebagian besar tidak benar menurut data", 2)
        world.add(made, reading(made.id), Match("n2", stable_id("y"), made.id, DAY, 0.9, "suggest", "1"))
    return world


@pytest.fixture
def add() -> dict[str, Callable[..., Any]]:
    """The makers above, for tests that bring their own records."""
    return {"item": item, "reading": reading, "check": check, "issue": add_issue, "claim": add_claim, "visits": visits, "night": night}
