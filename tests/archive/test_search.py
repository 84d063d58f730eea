"""What is kept can be found, by the same words on both engines, and what is erased cannot."""

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, inspect, text

from archive import ArchiveError, search
from archive.engine import engine_of
from archive.migrations.run import migrate
from archive.records import Brief, Item
from archive.store import Store, open_store
from archive.tables import METADATA

NOON = datetime(2026, 11, 15, 4, 0, tzinfo=UTC)
DAY = date(2026, 11, 16)

WORDS = (  # noqa: SIM905 - as a list they would take sixty lines
    "banjir Banjir, BÁNJIR banji\u0301r kebanjiran “banjir” 🌊banjir🤔 \u2066banjir\u2069 banjir❤️ banjir_besar #banjir @warga di Samarinda "
    "samarinda’s wali-kota Wali kota covid-19 19 1.250.000 1e5 -5 a/b.c x@y.example https://kabar.example/a-b?c=d & OR NOT NEAR( ' \" … "
    "½ m² Đà Nẵng Ørsted Łódź МОСКВА москва ΑΘΗΝΑΣ ﬁrma straße ꦱꦩꦫꦶꦤ꧀ꦢ ꦱꦩ 水災 مَرْحَبًا नमस्ते กรุงเทพ 👨‍👩‍👧 ₿100"
).split(" ")


def item(item_id: str = "a", **changes: Any) -> Item:
    made = Item(
        id=item_id,
        source_id="suara_mahakam",
        kind="article",
        url=f"https://suara-mahakam.example/{item_id}",
        external_id=None,
        title="Banjir di Samarinda surut",
        summary=None,
        body="Air surut sejak pagi.\n\nWarga kembali ke rumah.",
        author=None,
        editor=None,
        dateline=None,
        captions=(),
        advertorial=False,
        language="id",
        published_raw=None,
        published_at=NOON,
        published_zone=None,
        published_zone_known=None,
        collected_at=NOON,
    )
    return replace(made, **changes)


def brief(content: str | None, number: int = 1, day: date = DAY) -> Brief:
    return Brief("harian", day, number, NOON, "hash", content, None, None, None, "brief.pdf", 2, False)


def content(*sections: tuple[str, str]) -> str:
    listed = ",".join(
        f'{{"blocks":[{{"kind":"note","text":[{{"role":"plain","text":"{said}","url":"https://rahasia.example"}}]}}],"key":"isu","title":"{t}"}}'
        for t, said in sections
    )
    return f'{{"edition":"harian","sections":[{listed}],"title":"Brief pagi"}}'


def found(store: Store, query: str, **limits: Any) -> list[str]:
    asked = {"since": None, "until": None, "source_id": None, "most": 100} | limits
    return [hit.id for hit in search.find(store, search.terms_of(query), **asked).items]


def told(store: Store, query: str) -> list[tuple[date, int, str]]:
    return [(one.day, one.number, one.section) for one in search.find_told(store, search.terms_of(query), None, None)]


def test_words_are_found_whatever_their_case_accents_and_place(store: Store) -> None:
    store.put(item("a"), item("b", title=None, body=None, summary="Jalan di Samarinda TERENDAM banjir."), item("c", title="Panen raya"))
    assert found(store, "banjir samarinda") == ["a", "b"]
    assert found(store, "BÁNJIR terendam") == ["b"]
    assert found(store, "warga raya") == ["c"]
    assert found(store, "banjir kutai") == []


def test_quotes_ask_for_a_phrase_and_a_star_for_the_beginning_of_a_word(store: Store) -> None:
    store.put(item("a", body="Wali Kota meninjau."), item("b", body="Kota itu punya wali."), item("c", body="Perwalian dan wali-kota."))
    assert found(store, '"wali kota"') == ["a", "c"]
    assert found(store, "“wali kota”") == ["a", "c"]
    assert found(store, "wali-kota") == ["a", "c"]
    assert found(store, "tinj*") == []
    assert found(store, "menin*") == ["a"]
    assert found(store, '"wali kot"*') == ["a", "c"]
    assert found(store, "wal*") == ["a", "b", "c"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), min_size=1, max_size=6),
    asked=st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join),
    how=st.sampled_from(["{}", '"{}"', "{}*", '"{}"*', '{}"', '"{}']),
)
def test_both_engines_find_what_the_words_say_and_nothing_else(store: Store, said: list[str], asked: str, how: str) -> None:
    store.delete(Item)
    store.put(item(f"{n}", title=text[:20] or None, body=text) for n, text in enumerate(said))
    try:
        terms = search.terms_of(how.format(asked))
    except ArchiveError:
        return
    holds = [kept.id for kept in store.records(Item) if all(search.spots(f"{kept.title or ''} {kept.body}", [term]) for term in terms)]
    assert sorted(hit.id for hit in search.find(store, terms, None, None, None, 100).items) == holds


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(max_size=60) | st.text("\"'*()-:^+{}ANDORNOTEAR bnajir\0", max_size=40))
def test_any_question_is_answered_or_refused_in_one_line(store: Store, query: str) -> None:
    store.put(item())
    try:
        terms = search.terms_of(query)
    except ArchiveError as error:
        refused = str(error)
    else:
        refused = ""
        assert search.find(store, terms, None, None, None, 5).total in (0, 1)
        assert search.find_told(store, terms, None, None) == ()
    assert "\n" not in refused


@pytest.mark.parametrize(
    ("query", "cure"),
    [
        ("", "there is no word"),
        ("🌊 … ** \"'", "there is no word"),
        ("\0", "there is no word"),
        ("kata " * 2000 + " ".join(map(str, range(40))), "41 words are too many"),
        ("be*", "at least 3 letters"),
        ("\udcff", "there is no word"),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_a_cure(query: str, cure: str) -> None:
    with pytest.raises(ArchiveError, match=cure):
        search.terms_of(query)


def test_ten_thousand_letters_are_one_word(store: Store) -> None:
    store.put(item("a", body="w" * 12_000), item("b", body="w" * 400))
    assert found(store, "w" * 10_000) == ["a"]


def test_a_table_in_the_question_stays_a_word(store: Store) -> None:
    store.put(item("a", body="Robert'); drop table item;--"))
    assert found(store, "robert'); drop table item;--") == ["a"]
    assert store.count(Item) == 1


def test_the_newest_come_first_and_all_are_counted(store: Store) -> None:
    # Within one instant by id, whatever the order in which they came.
    store.put(item(name, published_at=NOON + timedelta(hours=hours)) for name, hours in (("d", 1), ("a", 1), ("c", 2), ("b", 1), ("e", 0)))
    store.put(item("f", published_at=NOON + timedelta(hours=1, microseconds=5)))
    assert found(store, "banjir", most=100) == ["c", "f", "a", "b", "d", "e"]
    assert found(store, "banjir", most=3) == ["c", "f", "a"]
    assert search.find(store, search.terms_of("banjir"), None, None, None, 2).total == 6


def test_a_question_can_be_bounded_by_time_and_source(store: Store) -> None:
    store.put(item(str(hours), published_at=NOON + timedelta(hours=hours)) for hours in range(4))
    store.put(item("other", source_id="kabar_etam"), item("untimed", published_at=None, collected_at=NOON + timedelta(hours=9)))
    assert found(store, "banjir", since=NOON + timedelta(hours=1), until=NOON + timedelta(hours=3)) == ["2", "1"]
    assert found(store, "banjir", since=NOON + timedelta(hours=4)) == ["untimed"]
    assert found(store, "banjir", source_id="kabar_etam") == ["other"]
    assert search.find(store, search.terms_of("banjir"), None, None, "kabar_etam", 9).total == 1


def test_the_index_follows_what_is_put_changed_and_deleted(store: Store) -> None:
    store.put(item("a"), item("b"))
    assert found(store, "banjir") == ["a", "b"]
    store.put(item("a", title="Panen raya"), item("b", published_at=NOON + timedelta(hours=1)))
    assert found(store, "banjir") == ["b"]
    assert found(store, "panen") == ["a"]
    store.put(item("a", title="Longsor"))
    store.put(item("a", title="Gempa"))
    assert (found(store, "panen"), found(store, "longsor"), found(store, "gempa")) == ([], [], ["a"])
    store.delete(Item, id="a")
    assert found(store, "gempa") == []
    store.put(item("a"))
    assert found(store, "banjir") == ["b", "a"]
    store.delete(Item)
    assert found(store, "banjir") == []


def test_a_batch_that_fails_leaves_nothing_in_the_index(store: Store) -> None:
    store.put(item("a"))
    assert found(store, "banjir") == ["a"]
    with pytest.raises(ArchiveError, match="NUL"), store.batch():
        store.put([item("a", title="Gempa"), item("b")], [item("c", title="\0")])
    assert (found(store, "banjir"), found(store, "gempa")) == (["a"], [])


def test_only_the_beginning_of_an_endless_text_is_searched(store: Store) -> None:
    store.put(item("a", body=("kata " * 3990) + "dekat " + ("kata " * 20_000) + "jauh"))
    assert (found(store, "dekat"), found(store, "jauh")) == (["a"], [])


def test_sections_of_briefs_are_found_by_what_readers_see(store: Store) -> None:
    store.put(brief(content(("Isu utama", 'Banjir di \\"Samarinda\\" surut'), ("Sumber", "Suara Mahakam"))))
    assert told(store, "banjir samarinda") == [(DAY, 1, "Isu utama")]
    assert told(store, "sumber") == [(DAY, 1, "Sumber")]
    assert told(store, "mahakam banjir") == []
    for unseen in ("rahasia", "plain", "blocks", "harian"):
        assert told(store, unseen) == []


def test_the_last_printing_that_says_so_stands_for_an_edition(store: Store) -> None:
    said = content(("Isu utama", "Banjir"))
    store.put(brief(said), brief(said, 2), brief(said, day=DAY - timedelta(days=1)))
    assert told(store, "banjir") == [(DAY, 2, "Isu utama"), (DAY - timedelta(days=1), 1, "Isu utama")]
    terms = search.terms_of("banjir")
    assert [one.day for one in search.find_told(store, terms, DAY, DAY)] == [DAY]
    assert search.find_told(store, terms, DAY + timedelta(days=1), None) == ()
    store.put(brief(None, 2), brief(content(("Isu utama", "Panen"))))
    store.delete(Brief, day=DAY - timedelta(days=1))
    assert told(store, "banjir") == []
    assert told(store, "panen") == [(DAY, 1, "Isu utama")]


@pytest.mark.parametrize("broken", ["", "{", "null", "[]", '"sections"', '{"sections":7}', '{"sections":[7,null,"banjir",[],{}]}'])
def test_a_brief_whose_content_is_none_is_kept_and_not_found(store: Store, broken: str) -> None:
    store.put(brief(broken))
    assert [one.content for one in store.records(Brief)] == [broken]
    assert told(store, "banjir") == []


@pytest.mark.usefixtures("at_0005")
def test_an_archive_of_schema_0005_is_searched_after_its_migration(url: str) -> None:
    with open_store(url) as store:
        assert found(store, "banjir") == ["a", "b"]
        assert told(store, "banjir") == [(DAY, 1, "Isu utama")]
        store.delete(Item, id="a")
        assert found(store, "banjir") == ["b"]


@pytest.fixture
def at_0005(url: str) -> None:
    """An archive as the program before search left it."""
    from alembic import command
    from alembic.config import Config

    import archive.migrations.run
    from archive.engine import WRITES

    config = Config()
    config.set_main_option("script_location", str(Path(archive.migrations.run.__file__).parent))
    config.set_main_option("path_separator", "os")
    engine = engine_of(url)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
    with Store(engine) as old:
        old.put(item("a"), item("b"), brief(content(("Isu utama", "Banjir"))))


def test_beside_the_tables_of_the_records_there_are_those_of_search_only(url: str) -> None:
    open_store(url).close()
    engine = engine_of(url)
    ours = search.TABLES | (search.FTS5_TABLES if engine.dialect.name == "sqlite" else frozenset())
    assert set(inspect(engine).get_table_names()) - set(METADATA.tables) - {"alembic_version"} == ours
    engine.dispose()


def test_nothing_of_an_erased_word_is_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    with open_store(f"sqlite:///{path}") as store:
        store.put(item(f"{n}", body=f"Air surut di gang {n}.") for n in range(200))
        store.put(item("gone", title="Banjir", body="Dilaporkan oleh zulkarnainsyahputra kemarin."))
        assert found(store, "zulkarnainsyahputra") == ["gone"]
        store.delete(Item, id="gone")
        assert found(store, "zulkarnainsyahputra") == []
        search.purge(store)
        assert found(store, "banjir", most=500)
    assert b"zulkarnain" not in path.read_bytes()
    assert not path.with_name("pantau.db-wal").exists()
    with sqlite3.connect(path) as direct:
        direct.execute("create virtual table temp.known using fts5vocab(main, item_words, row)")
        assert direct.execute("select count(*) from known where term like 'zulkarnain%'").fetchone() == (0,)
        direct.execute("insert into item_words (item_words, rank) values ('integrity-check', 1)")
    direct.close()


def test_entries_keep_their_numbers_when_the_file_is_compacted(tmp_path: Path) -> None:
    path = tmp_path / "pantau.db"
    with open_store(f"sqlite:///{path}") as store:
        store.put(item(f"{n}", title=f"Kabar ke{n}") for n in range(50))
        assert found(store, "ke7") == ["7"]
        store.delete(Item, id=[f"{n}" for n in range(0, 50, 2)])
    with sqlite3.connect(path) as direct:
        direct.execute("vacuum")
    direct.close()
    with open_store(f"sqlite:///{path}") as store:
        assert [found(store, f"ke{n}") for n in range(50)] == [[f"{n}"] if n % 2 else [] for n in range(50)]


def test_a_sqlite_without_full_text_search_is_named_with_a_cure(tmp_path: Path) -> None:
    engine = engine_of(f"sqlite:///{tmp_path / 'pantau.db'}")

    @event.listens_for(engine, "connect")
    def _poorer(connection: Any, _: Any) -> None:
        def sees(action: int, table: str | None, *_: Any) -> int:
            return sqlite3.SQLITE_IGNORE if action == sqlite3.SQLITE_READ and table == "pragma_module_list" else sqlite3.SQLITE_OK

        connection.set_authorizer(sees)

    with pytest.raises(ArchiveError, match="without full-text search"):
        migrate(engine)
    engine.dispose()


def test_items_wait_for_the_next_search_and_only_when_their_words_changed(store: Store) -> None:
    def waiting() -> int:
        with store._reading() as connection:
            return connection.execute(text("select count(*) from search_waiting")).scalar_one()

    store.put(item("a"), item("b"))
    assert waiting() == 2
    store.delete(Item, id="b")
    search.catch_up(store)
    assert waiting() == 0
    store.put(item("a", language="jv"))
    assert waiting() == 0
    store.put(item("a", title="Gempa"))
    assert waiting() == 1
    assert (found(store, "gempa"), waiting()) == (["a"], 0)


def test_the_numbers_of_the_migration_are_those_of_the_search() -> None:
    from importlib import import_module

    made = import_module("archive.migrations.versions.0006_full_text_search")
    assert (made.SECOND, made.YEAR_ZERO, made.LONGEST_WORD) == (search._SECOND, search._YEAR_ZERO, search.LONGEST_WORD)
    assert {code for first, last in made.NO_LETTERS for code in range(first, last + 1)} == search._NO_LETTERS


def test_a_hit_is_shown_where_it_stands() -> None:
    said = "Warga: “BÁNJIR”, lalu wali-kota datang."
    assert [said[start:end] for start, end in search.spots(said, search.terms_of('banj* "wali kota"'))] == ["BÁNJIR", "wali-kota"]
    assert search.spots(said, search.terms_of("banji")) == []


def test_a_word_stands_for_itself_in_sql(store: Store) -> None:
    store.put(item("a", body="and or not near select"))
    assert found(store, "NOT near OR select AND") == ["a"]
    with store._reading() as connection:
        assert connection.execute(text("select count(*) from item")).scalar() == 1
