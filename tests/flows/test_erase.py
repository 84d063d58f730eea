"""What must not be in the archive any more is nowhere in it: text, vector, quotations, printed briefs."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest
from pypdf import PdfReader

from analysis.embedding import text_hash, text_of
from archive.records import (
    Asked,
    Brief,
    Bulletin,
    Case,
    Conflict,
    Copy,
    Correction,
    Delivery,
    Embedding,
    Erasure,
    Event,
    FactCheck,
    Flag,
    Item,
    KeySentence,
    Match,
    Membership,
    Move,
    Narrative,
    NarrativeDay,
    Night,
    OfficeTone,
    Outcome,
    Probe,
    Profile,
    Reading,
    Response,
    Signal,
    Signature,
    Source,
    StageTime,
    Tone,
    Utterance,
    Validator,
    Verdict,
    Watch,
)
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from archive.tables import KEPT, TABLES
from flows import FlowError
from flows.client import client_of
from flows.erase import REMOVED, erase, forget

DAY = date(2026, 11, 16)
EARLIER = date(2026, 11, 15)


@pytest.fixture
def monitor(new_monitor: Callable[..., Any], analysed: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    copied = new_monitor(analysed[0])
    for name, value in copied.environment.items():
        if name.startswith("PANTAU_"):
            monkeypatch.setenv(name, value)
    return copied


@pytest.fixture
def settings(monitor: Any) -> Settings:
    assert monitor.state.exists()
    return load_settings()


def told_in(store: Store, item_id: str) -> list[NarrativeDay]:
    return [day for day in store.records(NarrativeDay) if item_id in (*day.item_ids, day.label_item_id)]


@pytest.fixture
def quoted(monitor: Any) -> Item:
    """An item that the brief's day quotes."""
    with monitor.store() as store:
        large = {day.narrative_id for day in store.records(NarrativeDay, day=DAY) if len(day.item_ids) > 2}
        sentence = next(sentence for sentence in store.records(KeySentence, day=DAY) if sentence.narrative_id in large)
        (item,) = store.records(Item, id=sentence.item_id)
        return item


@pytest.mark.slow
@pytest.mark.model
def test_an_erased_text_is_nowhere_in_the_archive(monitor: Any, quoted: Item) -> None:
    with monitor.store() as store:
        others = store.count(Item) - 1
        assert DAY in forget(store, [quoted.id])
        assert store.records(Item, id=quoted.id) == []
        assert store.count(Item) == others
        assert store.records(Reading, subject_id=quoted.id) == []
        assert store.records(Membership, item_id=quoted.id) == []
        assert store.records(Embedding, text_hash=text_hash(text_of(quoted))) == []
        assert told_in(store, quoted.id) == []
        for record in (Signal, Flag, KeySentence, Conflict):
            assert not any(quoted.id in row.item_ids for row in store.records(record))
        for record in (Signature, Profile, Tone, OfficeTone, Move):
            assert store.records(record, item_id=quoted.id) == []
        assert [record for record in TABLES for row in store.records(record) if quoted.id in str(row)] == []


@pytest.mark.slow
@pytest.mark.model
def test_a_case_stays_and_loses_the_words_it_quoted(monitor: Any) -> None:
    with monitor.store() as store:
        case = store.records(Case)[0]
        forget(store, [case.claim_item_id])
        (left,) = store.records(Case, id=case.id)
        assert (left.claim, left.state) == (REMOVED, case.state)


@pytest.mark.slow
@pytest.mark.model
def test_a_brief_that_quoted_it_is_printed_again_without_it(monitor: Any, quoted: Item) -> None:
    printed = monitor.heard("brief", "--date", DAY.isoformat())
    words = (quoted.title or quoted.text)[:40]
    assert words in _text(printed["path"])
    said = monitor.run("erase", "--url", quoted.url)
    assert said.returncode == 0, said.stderr
    assert said.stdout.strip() == "1 item dihapus dari arsip. Brief yang dicetak ulang: 2026-11-16"
    assert words not in _text(printed["path"])
    with monitor.store() as store:
        assert [(e.subject, e.what) for e in store.records(Erasure)] == [(quoted.id, "item")]


@pytest.mark.slow
@pytest.mark.model
def test_everything_by_an_author_goes_and_the_author_is_barred(monitor: Any, settings: Settings) -> None:
    with monitor.store() as store:
        (post, *_) = store.records(Item, kind="post")
        pseudonym = client_of(settings).pseudonym("kabar.example", "warga")
        store.put([Item(**{**{f: getattr(post, f) for f in post.__dataclass_fields__}, "id": f"w{n}", "author": pseudonym}) for n in "12"])
        erased = erase(store, settings, author="@warga@kabar.example")
        assert (erased.items, erased.authors) == (2, 1)
        assert store.records(Item, author=pseudonym) == []
        assert [(e.subject, e.what) for e in store.records(Erasure, what="author")] == [(pseudonym, "author")]


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "name one thing to erase"),
        ({"url": "https://a.example/x", "author": "@a@b"}, "name one thing to erase"),
        ({"url": "warga"}, "is no web address"),
        ({"url": "https://tidak-ada.example/x"}, "no item of the archive has this address"),
        ({"author": "@warga"}, "name the platform too"),
    ],
)
def test_what_cannot_be_erased_is_said_with_a_cure(asked: dict[str, str], said: str, monitor: Any, settings: Settings) -> None:
    with monitor.store() as store, pytest.raises(FlowError, match=said):
        erase(store, settings, **asked)


NOON = datetime(2026, 11, 15, 4, 0, tzinfo=UTC)


def _item(item_id: str) -> Item:
    known = (None, NOON, "Asia/Makassar", "source", NOON)
    url = f"https://a.example/{item_id}"
    return Item(item_id, "a", "article", url, None, f"Judul {item_id}", None, f"Isi {item_id}.", None, None, None, (), False, "id", *known)


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Store]:
    """Three items of one event, moved there from a narrative that was merged, with everything that an analysis says of them."""
    ids = ("x", "y", "z")
    with open_store(f"sqlite:///{tmp_path / 'archive.db'}") as store:
        for item_id in ids:
            store.put(
                _item(item_id),
                Reading(item_id, True, 0.9, (), (), (), (), (), "1"),
                Signature(item_id, "1", 3, b"abc"),
                Profile(item_id, NOON, "article", f"Judul {item_id}", False, False, (), b"", "1"),
                Membership(item_id, "e", "n", NOON, 0.9, "alasan"),
                Move(item_id, NOON, "d", "e", "m", "n", "alasan"),
                Tone(item_id, "netral", 0.9, "netral", 0.9, "1"),
                OfficeTone(item_id, "BPBD", "netral", 0.9, "1"),
                Utterance(item_id, "claim", 0.9, "alasan", f"Isi {item_id}.", "1"),
                Match("n", item_id, f"f{item_id}", DAY, 0.9, "strong", "1"),
                Response("n", DAY, item_id, NOON, "press", "denies", f"Narasumber {item_id}", None, f"Isi {item_id}."),
            )
        store.put(
            Narrative("n", "x", NOON, "Judul x", "x"),
            Narrative("m", "y", NOON, "Judul y", "y", merged_into="n"),
            Event("e", "n", "x", NOON, "Judul x", "x"),
            Event("d", "m", "y", NOON, "Judul y", "y", merged_into="e"),
            _day("n", DAY, ids),
            _day("m", EARLIER, ids),
            KeySentence("n", DAY, 1, "Isi x.", "x", ("x", "y")),
            KeySentence("n", DAY, 2, "Isi z.", "z", ("z", "x")),
            KeySentence("m", EARLIER, 1, "Isi y.", "y", ("y", "x", "z")),
            Conflict("n", DAY, "e", "korban tewas", ("4", "5", "5"), ids),
            Conflict("n", DAY, "e", "korban luka", ("2", "2", "3"), ids),
        )
        yield store


def _day(narrative_id: str, day: date, ids: tuple[str, ...]) -> NarrativeDay:
    counts = (3, 0, 0, 0, 3, 0, 0.0, (3,), 1.0, 0.5, "baru", "", (), (), (), 1.0)
    return NarrativeDay(narrative_id, day, "Judul x", "x", ids, ("e",), *counts)


@pytest.mark.parametrize("record", [Reading, Signature, Profile, Membership, Move, Tone, OfficeTone, Utterance, Match, Response])
def test_nothing_is_kept_under_the_id_of_a_forgotten_item_and_everything_of_the_others(record: type, told: Store) -> None:
    forget(told, ["x"])
    key = "subject_id" if record is Reading else "item_id"
    assert [getattr(row, key) for row in told.records(record)] == ["y", "z"]


def test_no_reason_and_no_case_repeats_what_is_gone_whatever_narrative_it_is_about(told: Store) -> None:
    said = "Narasumber x membantah: “Isi x.”"
    told.put(
        Signal("n", "contradicted", DAY, 0.5, said, ("z",), "1"),
        Signal("n", "unsourced", EARLIER, 0.5, "tanpa sumber", ("z",), "1"),
        Signal("other", "recycled", DAY, 1.0, "Sama dengan “Isi x.”", ("o", "x"), "1"),
        Case("c", "n", "Isi x.", "x", NOON, "TERDETEKSI", NOON, ("n",)),
        Case("d", "other", "Isi o.", "o", NOON, "TERDETEKSI", NOON, ("other",)),
        Flag("c", DAY, 1, 0.8, 0.9, (said,), (), ("z",), ()),
        Flag("c", EARLIER, 1, 0.8, 0.9, ("tanpa sumber",), (), ("z",), ()),
        Flag("d", DAY, 2, 0.8, 0.9, ("Sama dengan “Isi x.”",), (), ("o", "x"), ()),
    )
    assert DAY in forget(told, ["x"])
    assert {(s.name, s.day): (s.reason, s.item_ids) for s in told.records(Signal)} == {
        ("contradicted", DAY): (REMOVED, ("z",)),
        ("unsourced", EARLIER): ("tanpa sumber", ("z",)),
        ("recycled", DAY): (REMOVED, ("o",)),
    }
    assert {(f.case_id, f.day): (f.reasons, f.item_ids) for f in told.records(Flag)} == {
        ("c", DAY): ((REMOVED,), ("z",)),
        ("c", EARLIER): (("tanpa sumber",), ("z",)),
        ("d", DAY): ((REMOVED,), ("o",)),
    }
    assert [case.claim for case in told.records(Case)] == [REMOVED, "Isi o."]


LATER = date(2026, 11, 17)
LATEST = date(2026, 11, 23)
SILENT = {Source, FactCheck, Validator, Watch, Probe, Bulletin, Erasure, Night, Delivery, StageTime, Verdict}
"""What never holds the words of an item; an erasure keeps the id of one on purpose: so that it does not come back."""
TITLE = "Rusmini Talangsari Membantah Kabar Depot Air Keruh di Jalan Kemuning Samarinda Ulu"
SAID = "Rusmini Talangsari menyatakan depot itu sudah tutup."
TRACES = ("rusmini", "talangsari", "kemuning", "depot", "id-hilang")
"""Words of the item, in any record of it, and its id."""


@pytest.fixture
def quoted_everywhere(told: Store) -> Store:
    """``told`` with one more item, an article that every record that can repeat words or an id repeats."""
    gone = replace(
        _item("id-hilang"),
        url="https://a.example/rusmini-talangsari-membantah-kabar-depot",
        title=TITLE,
        body=SAID,
        author="Kemuning",
        captions=(SAID,),
    )
    counts = (2, 0, 0, 0, 2, 0, 0.0, (2,), 1.0, 0.5, "baru", "")
    people = ("Rusmini Talangsari", "Seno Aji")
    said = f"Rusmini Talangsari membantah klaim ini: “{SAID}”"
    told.put(
        gone,
        Embedding(text_hash(text_of(gone)), "m", 1, b"\0\0"),
        Copy("x", "id-hilang", 0.9),
        Outcome("a", NOON, "partial", None, 2, 1, 1, 0, 1.0, (f"{gone.url}: waktu habis", "https://a.example/x: waktu habis")),
        Reading("id-hilang", True, 0.9, (SAID,), (), (), ("Rusmini Talangsari",), (), "1"),
        Reading("x", True, 0.9, (), (), (), ("Seno Aji",), (), "1"),
        Signature("id-hilang", "1", 3, b"abc"),
        Profile("id-hilang", NOON, "article", TITLE, False, False, (), b"", "1"),
        Membership("id-hilang", "e", "n", NOON, 1.0, "membuka narasi ini"),
        # As grouping words its reasons: the headline that another item is like, cut to 60 characters.
        Membership("x", "e", "n", NOON, 0.8, f"mirip 0,80 dengan “{TITLE[:50]}…” (kata: depot)"),
        Membership("y", "k", "k", NOON, 0.8, f"dipisah dari “{TITLE[:50]}…”"),
        Move("y", NOON, "e", "k", "n", "k", f"dipisah dari “{TITLE[:50]}…”"),
        Tone("id-hilang", "netral", 0.9, "netral", 0.9, "1"),
        OfficeTone("id-hilang", "BPBD", "netral", 0.9, "1"),
        Utterance("id-hilang", "clarification", 0.9, f"petunjuk: “{SAID}”", SAID, "1"),
        Match("n", "id-hilang", "f", DAY, 0.9, "strong", "1"),
        Response("n", DAY, "id-hilang", NOON, "press", "denies", "Rusmini Talangsari", None, SAID),
        Narrative("n", "id-hilang", NOON, TITLE, "id-hilang"),
        Event("e", "n", "id-hilang", NOON, TITLE, "id-hilang"),
        NarrativeDay("n", DAY, TITLE, "id-hilang", ("id-hilang", "x"), ("e",), *counts, (), (), people, 1.0),
        KeySentence("n", DAY, 1, SAID, "id-hilang", ("id-hilang", "x")),
        KeySentence("n", DAY, 2, "Isi x.", "x", ("x", "id-hilang")),
        Conflict("n", DAY, "e", "depot tutup", ("4", "5"), ("id-hilang", "x")),
        # A denial is quoted in the reason, and the items are those of the claim alone.
        Signal("n", "contradicted", DAY, 0.5, said, ("x",), "1"),
        Signal("o", "recycled", DAY, 1.0, f"Sama dengan “{SAID}”", ("o", "id-hilang"), "1"),
        Case("c", "n", "Isi x.", "x", NOON, "TERDETEKSI", NOON, ("n",)),
        Case("d", "o", "Isi o.", "o", NOON, "TERDETEKSI", NOON, ("o",)),
        Case("s", "k", SAID, "id-hilang", NOON, "SELESAI", NOON, ("k",)),
        Case("t", "k", "Isi y.", "y", NOON, "TERDETEKSI", NOON, ("k",), "s"),
        Flag("c", DAY, 1, 0.8, 0.9, (said,), (), ("x",), ()),
        Flag("d", DAY, 2, 0.8, 0.9, (f"Sama dengan “{SAID}”",), (), ("o", "id-hilang"), ()),
        Flag("t", LATER, 1, 0.8, 0.9, ("alasan",), (), ("y",), ()),
        Asked("harian", DAY, 1, "n", "c", TITLE, said, "Kroscek.", "BPBD", NOON),
        Brief("mingguan", LATEST, 1, NOON, "h", f'{{"said":"{TITLE}"}}', "p", "m", "1", "taklimat.pdf", 2, False),
        Correction("r", "harian", DAY, NOON, f"Yang benar: {TITLE}.", None),
    )
    return told


def test_an_item_that_everything_quotes_leaves_no_word_and_no_id_behind(quoted_everywhere: Store, tmp_path: Path) -> None:
    before = _tables_with(tmp_path, TRACES)
    # An embedding is kept under a number of its text: no word of it.
    wordless = {Embedding}
    # Its id waits there to be searched.
    assert before == {"search_waiting", *(TABLES[record].name for record in KEPT.keys() - SILENT - wordless)}
    assert quoted_everywhere.count(Embedding) == 1
    forget(quoted_everywhere, ["id-hilang"])
    assert _tables_with(tmp_path, TRACES) == set()
    assert quoted_everywhere.count(Embedding) == 0


def test_what_others_said_stays_where_a_quoted_item_goes(quoted_everywhere: Store) -> None:
    forget(quoted_everywhere, ["id-hilang"])
    store = quoted_everywhere
    assert [(case.claim, case.claim_item_id) for case in store.records(Case)] == [
        ("Isi x.", "x"),
        ("Isi o.", "o"),
        (REMOVED, REMOVED),
        ("Isi y.", "y"),
    ]
    assert {flag.case_id: (flag.reasons, flag.item_ids) for flag in store.records(Flag)} == {
        "c": ((REMOVED,), ("x",)),
        "d": ((REMOVED,), ("o",)),
        "t": (("alasan",), ("y",)),
    }
    (day,) = store.records(NarrativeDay, narrative_id="n")
    assert (day.item_ids, day.people, day.reports) == (("x",), ("Seno Aji",), 2)
    assert [outcome.faults for outcome in store.records(Outcome)] == [(REMOVED, "https://a.example/x: waktu habis")]
    assert {m.item_id: m.reason for m in store.records(Membership)} == {"x": REMOVED, "y": REMOVED, "z": "alasan"}


def test_every_day_whose_brief_may_quote_it_is_printed_again(quoted_everywhere: Store) -> None:
    # The later day lists a case that is like a decided one, whose claim it was; the edition of a week kept what it said.
    assert forget(quoted_everywhere, ["id-hilang"]) == (DAY, LATER, LATEST)


def test_the_day_of_an_answer_is_printed_again_though_nothing_else_of_the_day_knows_it(told: Store) -> None:
    told.put(
        _item("q"),
        Response("o", LATER, "q", NOON, "press", "denies", None, None, "Isi q."),
        Signal("o", "contradicted", LATER, 0.5, "Kantor membantah: “Isi q.”", ("o",), "1"),
    )
    assert forget(told, ["q"]) == (LATER,)
    assert [signal.reason for signal in told.records(Signal)] == [REMOVED]


def _tables_with(folder: Path, words: tuple[str, ...]) -> set[str]:
    """The tables of the archive in which one of ``words`` stands, in any column and in any case."""
    with closing(connect(folder / "archive.db")) as database:
        rows = [line for line in database.iterdump() if line.startswith("INSERT INTO ")]
    assert rows
    return {row.split('"')[1] for row in rows if any(word in row.casefold() for word in words)}


def test_a_sentence_goes_with_its_item_and_only_stops_citing_another(told: Store) -> None:
    assert forget(told, ["x"]) == (EARLIER, DAY)
    assert [(s.narrative_id, s.rank, s.item_ids) for s in told.records(KeySentence)] == [("m", 1, ("y", "z")), ("n", 2, ("z",))]


def test_a_contradiction_loses_the_number_and_ends_when_one_is_left(told: Store) -> None:
    forget(told, ["y"])
    assert {c.subject: (c.values, c.item_ids) for c in told.records(Conflict)} == {
        "korban tewas": (("4", "5"), ("x", "z")),
        "korban luka": (("2", "3"), ("x", "z")),
    }
    forget(told, ["x"])
    assert told.records(Conflict) == []


def test_events_and_narratives_named_after_it_lose_their_name(told: Store) -> None:
    forget(told, ["x"])
    assert {event.id: event.label for event in told.records(Event)} == {"d": "Judul y", "e": REMOVED}
    assert {narrative.id: narrative.label for narrative in told.records(Narrative)} == {"m": "Judul y", "n": REMOVED}


def test_the_days_of_a_narrative_that_was_merged_forget_it_too(told: Store) -> None:
    forget(told, ["x"])
    assert {day.narrative_id: (day.item_ids, day.label) for day in told.records(NarrativeDay)} == {
        "m": (("y", "z"), "Judul y"),
        "n": (("y", "z"), "Judul y"),
    }
    forget(told, ["y", "z"])
    assert told.records(NarrativeDay) == told.records(KeySentence) == []


def _text(path: str) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(Path(path)).pages).split())
