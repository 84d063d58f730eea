"""What must not be in the archive any more is nowhere in it: text, vector, quotations, printed briefs."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from analysis.embedding import text_hash, text_of
from archive.records import (
    Case,
    Conflict,
    Embedding,
    Erasure,
    Event,
    Flag,
    Item,
    KeySentence,
    Membership,
    Move,
    Narrative,
    NarrativeDay,
    OfficeTone,
    Profile,
    Reading,
    Signal,
    Signature,
    Tone,
)
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
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
                Reading(item_id, True, 0.9, (), (), (), (), (), "report", "", "1"),
                Signature(item_id, "1", 3, b"abc"),
                Profile(item_id, NOON, "article", f"Judul {item_id}", False, False, (), b"", "1"),
                Membership(item_id, "e", "n", NOON, 0.9, "alasan"),
                Move(item_id, NOON, "d", "e", "m", "n", "alasan"),
                Tone(item_id, "netral", 0.9, "netral", 0.9, "1"),
                OfficeTone(item_id, "BPBD", "netral", 0.9, "1"),
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


@pytest.mark.parametrize("record", [Reading, Signature, Profile, Membership, Move, Tone, OfficeTone])
def test_nothing_is_kept_under_the_id_of_a_forgotten_item_and_everything_of_the_others(record: type, told: Store) -> None:
    forget(told, ["x"])
    key = "subject_id" if record is Reading else "item_id"
    assert [getattr(row, key) for row in told.records(record)] == ["y", "z"]


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
