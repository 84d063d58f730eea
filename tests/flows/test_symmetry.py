"""The symmetry log: one rule for claims that help, claims that hurt, and the government's own statements."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from analysis.embedding import pack, reference_texts, text_hash, text_of
from archive.records import Bulletin, Embedding, FactCheck, Item, Night, Reading, Source, Tone, ToneLabel, Utterance, UtteranceKind
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from flows import FlowError
from flows.screens import show_symmetry
from flows.symmetry import symmetry
from flows.weekly import weekly

DAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 15, 4, 0, tzinfo=UTC)
RUMOUR = "Jembatan Mahakam roboh tadi malam, tiga mobil jatuh ke sungai, semua jalan ke seberang ditutup polisi"
DENIAL = f"Pemprov Kaltim membantah kabar {RUMOUR.lower()}"
OTHER = "Dinas Kesehatan menggelar posyandu keliling di Long Ikis pekan ini bersama puluhan kader desa"
CHECK = FactCheck(
    "f", "cek", "https://cek.example/f", f"[SALAH] {RUMOUR}", RUMOUR, "false", "SALAH", "Cek Etam",
    f"Beredar pesan: {RUMOUR}. Jembatan masih berdiri.", None, NOON - timedelta(days=30), None, None, NOON,
)  # fmt: skip


@pytest.fixture
def settings() -> Settings:
    return load_settings()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{tmp_path / 'pantau.db'}") as opened:
        opened.put(
            Source("pemprov", "Pemprov Kaltim", "feed", ("https://pemprov.example/feed",), "official", "kaltim"),
            Source("toots", "Toots", "mastodon", ("https://toots.example",), "social", "kaltim"),
            Night(DAY, NOON + timedelta(hours=17), "m", "1", 4, 4, 1, 1, None, None, 5, 0),
            CHECK,
        )
        rng = np.random.default_rng(0)
        about: dict[str, list[float]] = {RUMOUR: [1.0, 0.1], DENIAL: [1.0, 0.2], OTHER: [0.1, 1.0], text_of(CHECK): [1.0, 0.12]}
        about |= {text: rng.normal(0, 0.01, 2).tolist() for text in reference_texts()}
        opened.put([Embedding(text_hash(text), "m", 2, pack(np.array(row, np.float32))) for text, row in about.items()])
        yield opened


def said(store: Store, item_id: str, text: str, kind: UtteranceKind, *, office: bool = False, tone: ToneLabel = "netral") -> None:
    source, form = ("pemprov", "article") if office else ("toots", "post")
    known = (None, None, None, (), False, "id", None, NOON, None, None, NOON)
    item = Item(item_id, source, form, f"https://a.example/{item_id}", None, None, None, text, *known)  # type: ignore[arg-type]
    store.put(
        item,
        Reading(item_id, True, 0.9, (), (), (), (), (), "1"),
        Utterance(item_id, kind, 0.9, "", None, "1"),
        Tone(item_id, tone, 0.9, tone, 0.9, "1"),
    )


def measured(bulletin_id: str, magnitude: float, at: datetime) -> Bulletin:
    place = ("Samarinda", -0.5, 117.1, magnitude, 10.0)
    return Bulletin(bulletin_id, "bmkg", "earthquake", "https://bmkg.example/1", "Gempa bumi", *place, at, None, at)


def test_claims_are_counted_by_whom_they_help_and_offices_by_the_same_rule(store: Store, settings: Settings) -> None:
    said(store, "hurts", RUMOUR, "claim", tone="negatif")
    said(store, "helps", RUMOUR, "claim", tone="positif")
    said(store, "praises", OTHER, "claim", tone="positif")
    said(store, "judges", RUMOUR, "criticism", tone="negatif")
    said(store, "states", RUMOUR, "official", office=True)
    log = symmetry(store, settings, DAY)
    assert {row.side: (row.claims, row.matched, row.listed) for row in log.rows} == {
        "menguntungkan": (2, 1, 1),
        "merugikan": (1, 1, 1),
        "netral": (0, 0, 0),
        "pernyataan resmi": (1, 1, 1),
    }
    (statement,) = log.statements
    assert (statement.id, statement.title) == ("states", RUMOUR)
    assert "Cek Etam" in statement.reason


def test_an_office_that_denies_a_rumour_does_not_state_it(store: Store, settings: Settings) -> None:
    said(store, "denies", DENIAL, "clarification", office=True)
    said(store, "warns", RUMOUR, "report_on_hoax", office=True)
    log = symmetry(store, settings, DAY)
    assert {row.claims for row in log.rows} == {0}
    assert log.statements == ()


def test_an_office_is_not_contradicted_by_its_own_words(store: Store, settings: Settings) -> None:
    text = "Kabar posyandu keliling di Long Ikis pekan ini ditunda tidak benar, kata Kepala Dinas Kesehatan Kaltim, Rani Wulan"
    store.put(Embedding(text_hash(text), "m", 2, pack(np.array([0.1, 1.0], np.float32))))
    said(store, "says", text, "official", office=True)
    assert symmetry(store, settings, DAY).statements == ()


def test_an_old_week_is_judged_by_what_its_own_last_night_knew(store: Store, settings: Settings) -> None:
    quake = "Gempa magnitudo 7,9 mengguncang Samarinda pagi ini, gedung retak"
    store.put(Embedding(text_hash(quake), "m", 2, pack(np.array([0.3, -1.0], np.float32))))
    said(store, "hurts", RUMOUR, "claim", tone="negatif")
    said(store, "shakes", quake, "claim", tone="negatif")
    store.put(measured("then", 3.1, NOON))
    before = symmetry(store, settings, DAY)
    assert [(row.claims, row.matched, row.listed) for row in before.rows if row.side == "merugikan"] == [(2, 1, 2)]

    late = datetime(2026, 12, 1, tzinfo=UTC)
    store.put(
        replace(store.records(Night)[0], day=date(2026, 12, 1), as_of=late, model_id="other"),
        replace(CHECK, id="later", title=f"[SALAH] {quake}", claim=quake, collected_at=late, published_at=late),
        Embedding(
            text_hash(text_of(replace(CHECK, title=f"[SALAH] {quake}", claim=quake))), "m", 2, pack(np.array([0.3, -1.0], np.float32))
        ),
        measured("after", 7.9, late),
    )
    assert symmetry(store, settings, DAY) == before


def test_a_week_that_nobody_analysed_has_no_log(store: Store, settings: Settings) -> None:
    with pytest.raises(FlowError, match="--until YYYY-MM-DD"):
        symmetry(store, settings, date(2026, 3, 1))


def test_the_log_is_json_for_machines_and_says_to_people_what_it_counts(
    store: Store, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    said(store, "states", RUMOUR, "official", office=True)
    log = symmetry(store, settings, DAY)
    show_symmetry(log, True)
    printed = json.loads(capsys.readouterr().out)
    assert printed.keys() == {"since", "until", "rows", "statements"}
    assert printed["rows"][0].keys() == {"side", "claims", "matched", "listed"}
    assert (printed["since"], printed["until"]) == ("2026-11-10", "2026-11-16")
    assert printed["statements"][0].keys() == {"id", "title", "url", "reason"}
    show_symmetry(log, False)
    assert "bukan jumlah kasus" in " ".join(capsys.readouterr().out.split())


def test_the_log_of_a_week_is_kept_and_a_second_run_replaces_it(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANTAU_DATABASE_URL", f"sqlite:///{tmp_path / 'pantau.db'}")
    said(store, "states", RUMOUR, "official", office=True)
    for _ in range(2):
        kept = weekly.fn("2026-11-16T05:40+08:00")
    assert kept == settings.state / "simetri" / "2026-11-16.json"
    assert [path.name for path in kept.parent.iterdir()] == ["2026-11-16.json"]
    assert json.loads(kept.read_text(encoding="utf-8"))["statements"][0]["id"] == "states"
