import json
import time
from dataclasses import replace
from datetime import timedelta

from archive.records import Item, Outcome, Reading
from archive.store import open_store
from flows.printing import print_anew
from reports.brief import build
from reports.fit import STEPS, shortened
from reports.pdf import write


def test_the_same_archive_gives_the_same_content_in_any_order_of_keeping(short_day, tmp_path):
    one = short_day.content()
    short_day.folder = tmp_path / "other"
    short_day.records.reverse()
    assert short_day.content() == one
    assert short_day.content().content_hash == one.content_hash


def test_printing_a_brief_does_not_change_the_next_one(short_day):
    one = short_day.content()
    with open_store(f"sqlite:///{short_day.folder / 'archive.db'}") as store:
        printed = print_anew(store, short_day.settings, "harian", one.day, one.as_of).brief
    assert printed.content_hash == one.content_hash
    assert short_day.content().content_hash == one.content_hash


def test_the_content_is_json_through_and_through(ordinary):
    assert json.loads(json.dumps(ordinary.as_json(), allow_nan=False)) == json.loads(json.dumps(ordinary.as_json()))
    assert len(ordinary.content_hash) == 64


def test_what_the_sources_said_after_the_window_does_not_change_the_brief(short_day, add):
    one = short_day.content()
    late = add["item"]("media1", short_day.of(Item)[0].at + timedelta(days=1), "Berita hari berikutnya", number=5)
    short_day.add(late, add["reading"](late.id))
    assert short_day.content() == one


def test_each_step_of_shortening_keeps_less_and_leaves_the_annex_alone(ordinary):
    sizes = []
    for step in STEPS:
        cut = shortened(ordinary, step)
        sizes.append(len(json.dumps([part for part in cut.as_json()["sections"] if part["place"] != "annex"])))
        assert [part for part in cut.sections if part.place == "annex"] == [part for part in ordinary.sections if part.place == "annex"]
        assert [len(part.blocks) for part in cut.sections] == [len(part.blocks) for part in ordinary.sections]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 0.9 * sizes[0]


def test_where_room_is_short_sources_are_counted_and_contradicting_numbers_outlast_events_and_tone(ordinary):
    def flood(step):
        entry = next(part for part in shortened(ordinary, step).sections if part.key == "isu").blocks[0]
        return [" ".join(part.text for part in line) for line in (*entry.lines, *entry.facts)]

    assert not any("sumber lain" in text for text in flood(STEPS[0]))
    assert flood(STEPS[1])[0].endswith("dan 3 sumber lain")
    tight = flood(next(step for step in reversed(STEPS) if step and step.facts == 2))
    assert any(text.startswith("Angka berbeda, warga mengungsi: 1.240 menurut Kabar Mahakam") for text in tight)
    assert not any(text.startswith(("Peristiwa", "Nada")) for text in tight)


def test_a_full_archive_becomes_a_file_in_well_under_a_second(ordinary_day, add, tmp_path):
    """10,000 items with bodies in all, 250 of them in the window, and a visit to every source each half hour."""
    body = "Kalimat panjang tentang keadaan di daerah yang ditulis wartawan. " * 40
    first = ordinary_day.of(Item)[0]
    for index in range(41):
        ordinary_day.add(made := replace(first, id=f"w{index}", body=body), add["reading"](made.id))
    for index in range(9100):
        made = replace(first, id=f"old{index}", body=body, published_at=first.at - timedelta(days=1, minutes=5 * index))
        ordinary_day.add(made, add["reading"](made.id))
    for visit in ordinary_day.of(Outcome):
        ordinary_day.add(*(replace(visit, at=visit.at - timedelta(minutes=30 * n + 1)) for n in range(48)))
    day = ordinary_day.content().day
    with open_store(f"sqlite:///{ordinary_day.folder / 'archive.db'}") as store:
        assert store.count(Reading) > 9_900
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            content = build(store, ordinary_day.settings, day)
            write(content, tmp_path)
            seconds.append(time.perf_counter() - began)
    assert min(seconds) < 1.0
