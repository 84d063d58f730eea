from datetime import timedelta

import pytest

from analysis.independence import voices
from archive.records import Copy

NAMES = {
    "warta": "Warta Etam",
    "suara": "SuaraPesisir.com",
    "kabar": "Kabar Ulin",
    "kantor": "Kantor Berita Ulin",
    "dinas": "Dinas Contoh",
}


@pytest.fixture
def report(make_item, now):
    def report(item_id, source, minutes=0, **rest):
        return make_item(item_id, f"Laporan {item_id}", source=source, at=now + timedelta(minutes=minutes), **{"kind": "article", **rest})

    return report


def told(found):
    return [(voice.name, voice.item_ids) for voice in found]


def test_every_publisher_with_a_report_of_its_own_is_one_voice_however_often_it_reports(report):
    items = [report("c", "suara", 2), report("b", "warta", 1), report("a", "warta")]
    assert told(voices(items, (), NAMES)) == [("Warta Etam", ("a", "b")), ("SuaraPesisir.com", ("c",))]


def test_two_outlets_that_credit_the_same_agency_are_one_voice(report):
    items = [report("a", "warta", origin="Kabar Nusa"), report("b", "suara", 1, origin="KABARNUSA.com"), report("c", "kabar", 2)]
    assert told(voices(items, (), NAMES)) == [("Kabar Nusa", ("a", "b")), ("Kabar Ulin", ("c",))]


def test_a_report_that_credits_an_outlet_counts_to_that_outlets_own(report):
    items = [report("a", "warta"), report("b", "suara", 1, origin="WartaEtam.com")]
    assert told(voices(items, (), NAMES)) == [("Warta Etam", ("a", "b"))]


def test_a_credit_that_is_the_beginning_of_a_name_is_that_name(report):
    items = [
        report("a", "kantor"),
        report("b", "suara", 1, origin="KANTOR BERITA"),
        report("c", "warta", 2, origin="Kantor Berita Ulin 2"),
    ]
    assert [voice.key for voice in voices(items, (), NAMES)] == ["kantor"]


def test_two_letters_are_no_name_to_begin_with(report):
    assert [voice.key for voice in voices([report("a", "suara", origin="Ka")], (), NAMES)] == ["credit:ka"]


def test_a_copy_counts_to_the_voice_of_its_origin(report):
    items = [report("a", "warta"), report("b", "suara", 1), report("c", "kabar", 2)]
    assert told(voices(items, [Copy("b", "a", 0.9)], NAMES)) == [("Warta Etam", ("a", "b")), ("Kabar Ulin", ("c",))]


def test_copies_of_a_text_that_is_not_at_hand_are_one_voice_together(report):
    items = [report("a", "warta"), report("b", "suara", 1)]
    assert [voice.item_ids for voice in voices(items, [Copy("a", "gone", 1.0), Copy("b", "gone", 1.0)], NAMES)] == [("a", "b")]


def test_outlets_that_paste_the_same_post_are_one_voice(report):
    items = [report("p", "toots", kind="post"), report("a", "warta", 1), report("b", "suara", 2)]
    assert [voice.item_ids for voice in voices(items, [Copy("a", "p", 1.0), Copy("b", "p", 1.0)], NAMES)] == [("a", "b")]


def test_paid_texts_and_their_copies_are_nobodys_voice(report):
    items = [report("a", "warta", advertorial=True), report("b", "suara", 1), report("c", "kabar", 2, advertorial=True)]
    assert voices(items, [Copy("b", "a", 1.0)], NAMES) == ()


@pytest.mark.parametrize("kind", ["post", "handed_in"])
def test_what_people_post_or_hand_in_is_no_report(report, kind):
    assert voices([report("a", "toots", kind=kind)], (), NAMES) == ()


def test_an_unknown_source_speaks_under_its_id(report):
    assert told(voices([report("a", "baru")], (), NAMES)) == [("baru", ("a",))]


def test_a_credit_without_a_letter_is_no_credit(report):
    assert told(voices([report("a", "warta", origin="—")], (), NAMES)) == [("Warta Etam", ("a",))]


def test_the_answer_does_not_depend_on_the_order_of_the_items(report):
    items = [report("a", "warta", origin="Kabar Nusa"), report("b", "suara"), report("c", "kabar", 3), report("d", "dinas", 4)]
    copies = [Copy("c", "b", 0.8)]
    assert voices(items, copies, NAMES) == voices(items[::-1], copies, NAMES)
