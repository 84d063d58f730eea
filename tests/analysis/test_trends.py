from datetime import timedelta

import pytest

from analysis.trends import narrative_days, phase_of
from archive.records import Copy, Membership, Narrative, Reading

TIERS = {"kabar": "A", "warta": "B", "dinas": "official", "toots": "social"}


@pytest.fixture
def windows(now):
    return [(now - timedelta(days=n), now - timedelta(days=n - 1)) for n in range(8, 0, -1)]


@pytest.fixture
def today(make_item, now):
    def item(item_id, text="Kapal feri berhenti karena gelombang tinggi", days_ago=0.5, source="warta", kind="article", **rest):
        return make_item(item_id, text, title=rest.pop("title", text), kind=kind, source=source, at=now - timedelta(days=days_ago), **rest)

    return item


@pytest.fixture
def counted(windows, now, vectors_for, thresholds):
    def run(items, copies=(), founded_days_ago=9.0, readings=(), narratives=None, home="n"):
        narratives = narratives or [Narrative("n", "x", now - timedelta(days=founded_days_ago), "lama", "x")]
        memberships = [Membership(item.id, home, now, 1.0, "") for item in items]
        return narrative_days(
            now.date(), windows, items, vectors_for(items), memberships, narratives, copies, readings, TIERS, thresholds
        )  # fmt: skip

    return run


def test_a_day_counts_reports_copies_paid_texts_and_posts_apart(today, counted):
    items = [
        today("a"), today("b", source="dinas"), today("c"), today("d", advertorial=True), today("e", kind="post", source="toots"),
        today("f", days_ago=1.5), today("g", kind="handed_in"),
    ]  # fmt: skip
    [day] = counted(items, copies=[Copy("c", "a", 1.0)])
    assert (day.reports, day.copies, day.advertorials, day.posts, day.total) == (2, 1, 1, 1, 5)
    assert (day.previous_total, day.average_7d, day.history) == (1, 0.143, (0, 0, 0, 0, 0, 1, 5))
    assert set(day.item_ids) == set("abcde")


def test_the_end_of_a_window_belongs_to_it_and_its_start_to_the_one_before(today, counted):
    [day] = counted([today("end", days_ago=0), today("start", days_ago=1)])
    assert (day.total, day.previous_total) == (1, 1)


def test_a_narrative_that_was_silent_today_has_no_day(today, counted):
    assert counted([today("a", days_ago=1.2)]) == []
    assert counted([]) == []


def test_members_of_a_merged_narrative_count_for_the_one_it_lives_on_in(today, counted, now):
    narratives = [Narrative("n", "x", now, "muda", "x", merged_into="o"), Narrative("o", "y", now - timedelta(days=20), "tua", "y")]
    [day] = counted([today("a")], narratives=narratives)
    assert (day.narrative_id, day.phase) == ("o", "muncul lagi")


def test_the_label_is_a_published_title_of_a_report_before_a_post(today, counted):
    items = [
        today("p", "Feri berhenti lagi gelombang tinggi", kind="post", source="toots", title=None),
        today("r", title="Feri Berhenti Beroperasi"),
    ]
    [day] = counted(items)
    assert (day.label, day.label_item_id) == ("Feri Berhenti Beroperasi", "r")


def test_a_copied_report_names_the_narrative_before_a_post_does(today, counted):
    items = [today("p", kind="post", source="toots", title=None), today("c", title="Feri Berhenti Beroperasi")]
    [day] = counted(items, copies=[Copy("c", "older", 1.0)])
    assert day.label_item_id == "c"


def test_of_equal_reports_the_one_of_a_tier_a_outlet_names_the_narrative(today, counted):
    [day] = counted([today("b"), today("k", source="kabar")])
    assert day.label_item_id == "k"


def test_a_narrative_of_posts_is_called_by_a_sentence_of_one(today, counted):
    items = [today(str(n), "Feri berhenti lagi. Sudah tiga hari begini", kind="post", source="toots", title=None) for n in range(2)]
    [day] = counted(items)
    assert day.label == "Feri berhenti lagi."
    assert day.sentences


def test_sentences_come_with_the_items_they_stand_in(today, counted):
    [day] = counted([today("a", "Kapal feri di Penajam berhenti berlayar sejak pukul 10.00 karena gelombang tinggi.")])
    assert day.sentence_item_ids == ("a",)
    assert day.sentences[0].startswith("Kapal feri di Penajam")


def test_one_more_outlet_outweighs_many_copies_and_paid_texts_weigh_nothing(today, counted):
    def weight(items, copies=()):
        return counted(items, copies)[0].weight

    one = weight([today("a")])
    copied = weight([today("a"), *(today(f"c{n}") for n in range(8))], [Copy(f"c{n}", "a", 1.0) for n in range(8)])
    two = weight([today("a"), today("b", source="kabar")])
    assert one < copied < two
    assert weight([today("a"), today("d", advertorial=True)]) == one


def test_twice_as_many_posts_do_not_weigh_twice(today, counted):
    ten, twenty = (counted([today(str(n), kind="post", source="toots") for n in range(many)])[0].weight for many in (10, 20))
    assert ten < twenty < 1.5 * ten


def test_the_heaviest_narrative_comes_first(today, windows, vectors_for, thresholds, now):
    items = [today("a"), today("b"), today("c", source="kabar")]
    memberships = [Membership(i, n, now, 1.0, "") for i, n in (("a", "z"), ("b", "n"), ("c", "n"))]
    days = narrative_days(now.date(), windows, items, vectors_for(items), memberships, [], (), (), TIERS, thresholds)
    assert [day.narrative_id for day in days] == ["n", "z"]


def test_places_and_offices_are_those_its_items_name_most(today, counted):
    readings = [
        Reading(i, True, 1.0, (), places, ("BPBD",), (), (), "report", "", "v")
        for i, places in (("a", ("Kutai Timur", "Bontang")), ("b", ("Kutai Timur",)), ("other", ("Paser",)))
    ]
    [day] = counted([today("a"), today("b")], readings=readings)
    assert (day.places, day.offices, day.people) == (("Kutai Timur", "Bontang"), ("BPBD",), ())


@pytest.mark.parametrize(
    ("totals", "phase"),
    [
        ((0, 0, 0, 0, 0, 0, 0, 3), "muncul lagi"),
        ((1, 0, 0, 0, 0, 0, 1, 3), "tetap"),
        ((2, 2, 3, 2, 2, 3, 2, 12), "naik"),
        ((1, 1, 2, 1, 2, 3, 12, 11), "puncak"),
        ((5, 6, 8, 9, 12, 14, 12, 3), "turun"),
        ((4, 5, 4, 6, 5, 4, 5, 5), "tetap"),
        ((0, 4, 3, 1, 0, 0, 0, 2), "muncul lagi"),
        ((0, 4, 3, 1, 1, 0, 0, 2), "tetap"),
    ],
)
def test_the_phase_follows_from_the_counts(thresholds, totals, phase):
    found, reason = phase_of(totals, False, thresholds.trends)
    assert found == phase
    assert str(totals[-1]) in reason


def test_a_narrative_that_began_today_is_new_however_large(thresholds):
    assert phase_of((0, 0, 0, 0, 0, 0, 0, 40), True, thresholds.trends) == ("baru", "pertama kali muncul dalam 24 jam ini, 40 item")


@pytest.mark.parametrize("today_total", range(1, 4))
def test_three_items_are_never_a_rise(thresholds, today_total):
    for before in ((0, 0, 0, 0, 0, 0, 1), (0, 0, 0, 0, 1, 0, 0), (1, 1, 1, 1, 1, 1, 1)):
        assert phase_of((*before, today_total), False, thresholds.trends)[0] != "naik"
