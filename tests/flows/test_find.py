"""What `pantau find` tells an officer: where the words stand, who said them and when, and which briefs spoke of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from archive import ArchiveError
from archive.records import Brief, Item
from archive.settings import Settings, load_settings
from archive.store import Store, open_store
from flows import FlowError
from flows.erase import erase
from flows.find import find, one_query

NOON = datetime(2026, 11, 15, 4, 0, tzinfo=UTC)
LONG = "Kata pembuka yang tidak dicari. " * 20 + "Di Loa Janan jembatan ditutup sejak pagi. " + "Kata penutup yang panjang. " * 20


@pytest.fixture
def settings() -> Settings:
    return load_settings()


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with open_store(settings.database) as opened:
        opened.put(item("a"), item("b", title=None, body="Banjir lagi 🌊 di gang <b>kami</b>", url="javascript:alert(1)", kind="post"))
        opened.put(brief("Banjir di Samarinda surut"))
        yield opened


def item(item_id: str, **changes: Any) -> Item:
    known = (None, NOON, "Asia/Makassar", "source", NOON)
    url = f"https://a.example/{item_id}"
    said = ("Banjir di Samarinda surut", None, LONG, None, None, None, (), False, "id")
    return replace(Item(item_id, "kabar_etam", "article", url, None, *said, *known), **changes)


def brief(said: str) -> Brief:
    content = f'{{"sections":[{{"blocks":[{{"text":[{{"text":"{said}"}}]}}],"title":"Isu utama"}}]}}'
    return Brief("harian", date(2026, 11, 16), 1, NOON, "hash", content, None, None, None, "brief.pdf", 2, False)


def test_a_hit_shows_the_words_around_it(store: Store, settings: Settings) -> None:
    looked = find(store, settings, '"loa janan" jembatan')
    (hit,) = looked.hits
    assert (hit.id, hit.outlet, hit.title, hit.at) == ("a", "kabar_etam", "Banjir di Samarinda surut", NOON)
    assert [hit.snippet[start:end] for start, end in hit.spots] == ["Loa Janan", "jembatan"]
    assert (hit.snippet[0], hit.snippet[-1]) == ("…", "…")
    assert len(hit.snippet) <= 210
    assert "ditutup sejak pagi." in hit.snippet


def test_a_hit_in_the_title_shows_the_first_words_of_the_text(store: Store, settings: Settings) -> None:
    (hit,) = find(store, settings, "banjir surut").hits
    assert hit.snippet.startswith("Kata pembuka")
    assert [hit.title[start:end] for start, end in hit.title_spots] == ["Banjir", "surut"]


def test_an_address_that_is_none_is_not_handed_on(store: Store, settings: Settings) -> None:
    (hit,) = find(store, settings, "gang kami").hits
    assert (hit.url, hit.title, hit.snippet) == (None, "", "Banjir lagi 🌊 di gang <b>kami</b>")


def test_editions_that_spoke_of_it_stand_beside_the_items(store: Store, settings: Settings) -> None:
    looked = find(store, settings, "banjir samarinda")
    assert [(told.edition, told.day, told.section) for told in looked.told] == [("harian", date(2026, 11, 16), "Isu utama")]
    assert find(store, settings, "banjir samarinda", until="2026-11-15").told == ()
    assert find(store, settings, "banjir samarinda", source_id="kabar_etam").told == ()


@pytest.mark.parametrize(
    ("since", "until", "total"),
    [
        ("2026-11-15", None, 1),
        ("2026-11-16", None, 0),
        (None, "2026-11-15", 1),
        (None, "2026-11-14", 0),
        ("2026-11-15", "2026-11-15", 1),
    ],
)
@pytest.mark.parametrize("at", ["2026-11-14T16:00+00:00", "2026-11-15T15:59:59.999999+00:00"])
def test_days_are_those_of_the_region(settings: Settings, since: str | None, until: str | None, total: int, at: str) -> None:
    with open_store(settings.database) as store:
        store.put(item("a", published_at=datetime.fromisoformat(at)))
        assert find(store, settings, "banjir", since, until).total == total


@pytest.mark.parametrize(
    ("asked", "cure"),
    [
        ({"query": "banjir", "since": "kemarin"}, r"--since 'kemarin' is not a day; write it like"),
        ({"query": "banjir", "until": "9999-12-31"}, r"--until '9999-12-31' lies outside"),
        ({"query": "banjir", "since": "2026-11-16", "until": "2026-11-15"}, "exchange them"),
        ({"query": "banjir", "source_id": "kabar_etm"}, "no source has this id"),
        ({"query": "*"}, "there is no word to look for"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line_with_a_cure(store: Store, settings: Settings, asked: dict[str, str], cure: str) -> None:
    with pytest.raises((FlowError, ArchiveError), match=cure) as caught:
        find(store, settings, **asked)
    assert "\n" not in str(caught.value)


def test_what_was_looked_for_is_said_once_and_in_short(store: Store, settings: Settings) -> None:
    assert find(store, settings, "banjir, banjir 'wali-kota' sam*").query == 'banjir "wali kota" sam*'
    assert len(find(store, settings, "kata " * 2000 + "b" * 2000).query) <= 200


def test_more_than_are_shown_are_counted(store: Store, settings: Settings) -> None:
    store.put(item(f"more{number}") for number in range(30))
    looked = find(store, settings, "samarinda", most=5)
    assert (len(looked.hits), looked.total) == (5, 31)


def test_what_was_erased_is_not_found_in_the_same_run(store: Store, settings: Settings) -> None:
    assert find(store, settings, "gang kami").total == 1
    assert find(store, settings, "loa janan").total == 1
    erase(store, settings, url="https://a.example/a")
    looked = find(store, settings, "banjir")
    assert [hit.id for hit in looked.hits] == ["b"]
    assert find(store, settings, "loa janan").hits == ()


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        (["banjir", "samarinda"], "banjir samarinda"),
        (["banjir samarinda"], "banjir samarinda"),
        (['"wali kota"'], '"wali kota"'),
        (["banjir", "wali kota"], 'banjir "wali kota"'),
        (["banjir", 'wali "kota', "sam*"], 'banjir wali "kota sam*'),
    ],
)
def test_a_phrase_outlives_the_shell(arguments: list[str], query: str) -> None:
    assert one_query(arguments) == query
