"""What a stretch of time held, asked without the texts, on both engines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from archive.engine import engine_of
from archive.records import HEARD, Copy, Item, Narrative, NarrativeDay, Outcome, Reading, Tone, Utterance
from archive.store import Store, open_store
from archive.window import Said, Visits, offered, said, spoken, totals, visited

START = datetime(2026, 11, 14, 21, tzinfo=UTC)
END = datetime(2026, 11, 15, 21, tzinfo=UTC)
NOON = datetime(2026, 11, 15, 4, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def item(item_id: str, at: datetime | None = NOON, kind: Any = "article", source: str = "kabar", seen: datetime = NOON) -> Item:
    said = (f"https://{source}.example/{item_id}", None, f"Judul {item_id}", None, None, None, None, None, (), False, "id")
    return Item(item_id, source, kind, *said, None, at, "Asia/Makassar" if at else None, "source" if at else None, seen)


def about(item_id: str, relevant: bool = True) -> Reading:
    return Reading(item_id, relevant, 0.9, (), (), (), (), (), "1")


def visit(at: datetime, status: Any = "heard", reason: str | None = None, source: str = "kabar") -> Outcome:
    return Outcome(source, at, status, reason, 1, 1, 1, 0, 0.5)


def day(narrative_id: str, on: date, reports: int = 1, posts: int = 0) -> NarrativeDay:
    counts = (reports, 0, 0, posts, 1, 0, 0.0, (1,), 1.0, 0.5, "baru", "", (), (), (), 1.0)
    return NarrativeDay(narrative_id, on, "Judul", "a", ("a",), ("e",), *counts)


def test_what_was_said_comes_with_how_it_was_read_and_without_its_text(store: Store) -> None:
    store.put(
        replace(item("b"), advertorial=True),
        item("a", kind="post", source="warga"),
        about("a"),
        about("b"),
        Utterance("a", "complaint", 0.9, "", None, "1"),
        Tone("a", "negatif", 0.9, "netral", 0.9, "1"),
        Copy("b", "a", 0.9),
    )
    assert store.said_between(START, END) == [
        Said("a", "warga", "post", NOON, False, False, "complaint", "negatif", "netral"),
        Said("b", "kabar", "article", NOON, True, True, None, None, None),
    ]


def test_what_is_not_about_the_region_or_was_never_read_is_offered_and_not_said(store: Store) -> None:
    store.put(item("a"), item("b"), item("c", source="warga"), about("a"), about("b", relevant=False))
    assert [one.id for one in store.said_between(START, END)] == ["a"]
    assert store.offered_between(START, END) == {"kabar": 2, "warga": 1}
    assert store.spoken_between(START, END) == {"article": (3, 1)}


def test_a_window_holds_its_end_and_not_its_start(store: Store) -> None:
    edges = {"start": START, "first": START + MOMENT, "end": END, "after": END + MOMENT}
    store.put([item(name, at) for name, at in edges.items()], [about(name) for name in edges])
    assert [one.id for one in store.said_between(START, END)] == ["first", "end"]
    assert store.offered_between(START, END) == {"kabar": 2}
    assert [one.id for one in store.said_between(END, END + timedelta(days=1))] == ["after"]


def test_what_tells_no_time_counts_from_when_it_was_first_seen_and_nothing_else_does(store: Store) -> None:
    store.put(item("a", None, seen=NOON), item("b", None, seen=END + MOMENT), item("c", START - MOMENT, seen=NOON))
    store.put([about(name) for name in "abc"])
    assert [(one.id, one.at) for one in store.said_between(START, END)] == [("a", NOON)]
    assert store.spoken_between(START, END) == {"article": (1, 1)}


def test_equal_instants_stand_in_the_order_of_their_ids_however_they_were_kept(store: Store) -> None:
    store.put([item(name) for name in "cab"], item("z", NOON - MOMENT), [about(name) for name in "abcz"])
    assert [one.id for one in store.said_between(START, END)] == ["z", "a", "b", "c"]


def test_kinds_are_counted_each_for_itself(store: Store) -> None:
    store.put(item("a"), item("b"), item("c", kind="post"), item("d", kind="handed_in"), about("a"), about("c"), about("d"))
    assert store.spoken_between(START, END) == {"article": (2, 1), "post": (1, 1), "handed_in": (1, 1)}


def test_an_empty_stretch_holds_nothing(store: Store) -> None:
    assert store.said_between(START, END) == []
    assert store.offered_between(START, END) == store.spoken_between(START, END) == {}
    assert store.visited_between(START, END, HEARD) == store.narrative_totals([]) == store.merged_narratives() == {}


def test_visits_tell_how_many_were_heard_how_the_last_ended_and_the_last_complaint(store: Store) -> None:
    hours = [START + timedelta(hours=hour) for hour in range(4)]
    store.put(
        visit(hours[0], "failed", "HTTP 500"),
        visit(hours[1], "partial", "2 halaman gagal"),
        visit(hours[2], "unchanged"),
        visit(hours[3], "heard"),
        visit(hours[1], "refused", "robots.txt melarang", source="lain"),
        visit(START - MOMENT, "failed", "sebelum jendela"),
        visit(END, "failed", "sesudah jendela"),
    )
    assert store.visited_between(START, END, HEARD) == {
        "kabar": Visits(4, 3, "heard", "2 halaman gagal"),
        "lain": Visits(1, 0, "refused", "robots.txt melarang"),
    }


def test_narratives_are_counted_over_the_days_under_the_id_they_had(store: Store) -> None:
    days = [date(2026, 11, number) for number in (14, 15, 16)]
    store.put(day("n", days[0], 3, 2), day("n", days[1], 1), day("m", days[1], 0, 4), day("n", days[2], 9))
    assert store.narrative_totals(days[:2]) == {"n": 6, "m": 4}
    assert store.narrative_totals([]) == {}


def test_a_narrative_lives_on_in_the_last_one_of_a_chain_of_merges(store: Store) -> None:
    store.put(Narrative(name, "a", NOON, "Judul", "a", into) for name, into in [("a", None), ("b", "a"), ("c", "b"), ("d", None)])
    assert store.merged_narratives() == {"b": "a", "c": "a"}


def test_narratives_merged_in_a_circle_do_not_hang(store: Store) -> None:
    store.put(Narrative(name, "a", NOON, "Judul", "a", into) for name, into in [("a", "b"), ("b", "a"), ("c", "a")])
    assert set(store.merged_narratives()) == {"a", "b", "c"}


@pytest.mark.parametrize("asked", [said, offered, spoken], ids=lambda asked: asked.__name__)
def test_a_window_is_looked_up_and_not_searched_for_in_the_whole_archive(tmp_path, asked) -> None:
    plan = _plan(f"sqlite:///{tmp_path / 'pantau.db'}", asked(START, END))
    assert sum("ix_item_published_at" in step for step in plan) == 2, "what tells no time is looked up too"
    assert not [step for step in plan if step.startswith("SCAN")], plan


def test_visits_and_days_are_looked_up_by_their_time(tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'pantau.db'}"
    counted, reasons = visited(START, END, HEARD)
    for asked, index in ((counted, "ix_outcome_at"), (reasons, "ix_outcome_at"), (totals([END.date()]), "ix_narrative_day_day")):
        assert any(index in step for step in _plan(url, asked)), index


def _plan(url: str, asked: Any) -> list[str]:
    open_store(url).close()
    engine = engine_of(url)
    text = str(asked.compile(engine, compile_kwargs={"literal_binds": True}))
    with engine.connect() as connection:
        steps = [row[3] for row in connection.exec_driver_sql(f"explain query plan {text}")]
    engine.dispose()
    return steps
