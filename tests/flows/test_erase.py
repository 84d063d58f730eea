"""What must not be in the archive any more is nowhere in it: text, vector, quotations, printed briefs."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from analysis.embedding import text_hash, text_of
from archive.records import Case, Embedding, Erasure, Flag, Item, Membership, NarrativeDay, Reading, Signal
from archive.settings import Settings, load_settings
from archive.store import Store
from flows import FlowError
from flows.client import client_of
from flows.erase import REMOVED, erase, forget

DAY = date(2026, 11, 16)


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
    return [day for day in store.records(NarrativeDay) if item_id in (*day.item_ids, *day.sentence_item_ids, day.label_item_id)]


@pytest.fixture
def quoted(monitor: Any) -> Item:
    """An item that the brief's day quotes."""
    with monitor.store() as store:
        day = next(day for day in store.records(NarrativeDay, day=DAY) if day.sentence_item_ids and len(day.item_ids) > 2)
        (item,) = store.records(Item, id=day.sentence_item_ids[0])
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
        for record in (Signal, Flag):
            assert not any(quoted.id in row.item_ids for row in store.records(record))


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


def _text(path: str) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(Path(path)).pages).split())
