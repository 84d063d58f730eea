from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from analysis.trends import Told, narrative_days
from archive.records import Copy, Event, Membership, Narrative, Reading

TIERS = {"kabar": "A", "warta": "B", "dinas": "official", "toots": "social"}
NAMES = {"kabar": "Kabar Etam", "warta": "Warta Benua", "dinas": "Dinas Perhubungan", "lain": "Lain Hari", "toots": "Toots"}


@pytest.fixture
def windows(now):
    return [(now - timedelta(days=n), now - timedelta(days=n - 1)) for n in range(8, 0, -1)]


@pytest.fixture
def today(make_item, now):
    def item(item_id, text="Kapal feri berhenti karena gelombang tinggi", days_ago=0.5, source="warta", kind="article", **rest):
        return make_item(item_id, text, title=rest.pop("title", text), kind=kind, source=source, at=now - timedelta(days=days_ago), **rest)

    return item


@pytest.fixture
def told(windows, now, vectors_for):
    def make(items, **rest):
        members = [Membership(item.id, "e", "n", now, 1.0, "") for item in items]
        known = [Narrative("n", "x", now - timedelta(days=9), "lama", "x")]
        return replace(
            Told(
                now.date(), windows, items, vectors_for(items), members, (), known, (), (), TIERS, NAMES, {}, ZoneInfo("Asia/Makassar"), {}
            ),
            **rest,
        )

    return make


@pytest.fixture
def counted(told, thresholds):
    return lambda items, **rest: narrative_days(told(items, **rest), thresholds)


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


def test_one_more_outlet_outweighs_many_copies_and_paid_texts_weigh_nothing(today, counted):
    def weight(items, copies=()):
        return counted(items, copies=copies)[0].weight

    one = weight([today("a")])
    copied = weight([today("a"), *(today(f"c{n}") for n in range(8))], [Copy(f"c{n}", "a", 1.0) for n in range(8)])
    two = weight([today("a"), today("b", source="kabar")])
    assert one < copied < two
    assert weight([today("a"), today("d", advertorial=True)]) == one


def test_twice_as_many_posts_do_not_weigh_twice(today, counted):
    ten, twenty = (counted([today(str(n), kind="post", source="toots") for n in range(many)])[0].weight for many in (10, 20))
    assert ten < twenty < 1.5 * ten


def test_the_heaviest_narrative_comes_first(today, counted, now):
    items = [today("a"), today("b"), today("c", source="kabar")]
    memberships = [Membership(i, "e", n, now, 1.0, "") for i, n in (("a", "z"), ("b", "n"), ("c", "n"))]
    assert [day.narrative_id for day in counted(items, memberships=memberships, narratives=[])] == ["n", "z"]


def test_places_and_offices_are_those_its_items_name_most(today, counted):
    readings = [
        Reading(i, True, 1.0, (), places, ("BPBD",), (), (), "v")
        for i, places in (("a", ("Kutai Timur", "Bontang")), ("b", ("Kutai Timur",)), ("other", ("Paser",)))
    ]
    [day] = counted([today("a"), today("b")], readings=readings)
    assert (day.places, day.offices, day.people) == (("Kutai Timur", "Bontang"), ("BPBD",), ())


def test_the_events_of_a_day_come_largest_first(today, counted, now):
    items = [today("a"), today("b"), today("c"), today("old", days_ago=2.5)]
    memberships = [Membership(i, e, "n", now, 1.0, "") for i, e in (("a", "small"), ("b", "big"), ("c", "big"), ("old", "past"))]
    [day] = counted(items, memberships=memberships)
    assert day.event_ids == ("big", "small")
    merged = [Event(e, "n", "x", now, "", "x", into) for e, into in (("small", None), ("big", "older"), ("older", None))]
    [day] = counted(items, memberships=memberships, events=merged)
    assert day.event_ids == ("older", "small")


def test_outlets_that_credit_one_agency_are_one_voice(today, counted):
    items = [
        today("a", origin="Kantor Berita Etam"), today("b", source="kabar", origin="KANTOR BERITA ETAM"), today("c", source="dinas"),
        today("d", source="dinas"), today("e", source="lain", advertorial=True), today("p", kind="post", source="toots"),
    ]  # fmt: skip
    [day] = counted(items)
    assert (day.voices, day.reports) == (2, 4)
    [copied] = counted([today("a"), today("b", source="kabar")], copies=[Copy("b", "a", 1.0)])
    assert copied.voices == 1


@pytest.fixture
def each_day(today):
    """Items of eight days, as many as told, the last day's last."""

    def make(*totals, **rest):
        return [
            today(f"{back}-{n}", days_ago=back + 0.1 + 0.8 * n / total, source=f"s{n}", **rest)
            for back, total in enumerate(reversed(totals))
            for n in range(total)
        ]

    return make


@pytest.mark.parametrize(
    ("totals", "phase"),
    [
        ((0, 0, 0, 0, 0, 0, 0, 3), "muncul lagi"),
        ((1, 0, 0, 0, 0, 1, 1, 3), "tetap"),
        ((2, 2, 3, 2, 2, 3, 2, 12), "naik"),
        ((1, 1, 2, 1, 1, 2, 14, 14), "puncak"),
        ((5, 6, 8, 9, 12, 14, 12, 3), "turun"),
        ((4, 5, 4, 6, 5, 4, 5, 5), "tetap"),
        ((0, 4, 3, 1, 0, 0, 0, 2), "muncul lagi"),
        ((0, 4, 3, 1, 1, 0, 0, 2), "tetap"),
    ],
)
def test_the_phase_follows_from_the_counts(each_day, counted, totals, phase):
    [day] = counted(each_day(*totals))
    assert day.phase == phase
    assert day.phase_reason.startswith(f"{totals[-1]} item")
    assert day.expected > 0


def test_a_narrative_that_began_in_the_window_is_new_however_large(each_day, counted, now):
    began = [Narrative("n", "x", now - timedelta(hours=20), "baru", "x")]
    [day] = counted(each_day(0, 0, 0, 0, 0, 0, 0, 40), narratives=began)
    assert day.phase == "baru"
    assert "40 item" in day.phase_reason


def test_paid_texts_never_make_a_narrative_rise(each_day, today, counted):
    usual = each_day(2, 2, 3, 2, 2, 3, 2, 3)
    bought = [today(f"paid{n}", days_ago=0.02 * n, source="warta", advertorial=True) for n in range(30)]
    [day] = counted(usual + bought)
    assert (day.total, day.advertorials, day.phase) == (33, 30, "tetap")
    assert "30 item berbayar" in day.phase_reason
    [plain] = counted(usual)
    assert (day.expected, day.surprise, day.weight) == (plain.expected, plain.surprise, plain.weight)


def test_what_was_said_weeks_ago_counts_under_the_id_it_lives_on_in(today, counted, now):
    narratives = [Narrative("n", "x", now, "muda", "x", merged_into="o"), Narrative("o", "y", now - timedelta(days=50), "tua", "y")]
    [day] = counted(
        [today("a")], narratives=narratives, history={"n": [now - timedelta(days=30, hours=1)], "z": [now - timedelta(days=40)]}
    )
    assert (day.narrative_id, day.phase) == ("o", "muncul lagi")
    assert day.phase_reason.startswith("1 item setelah 29 hari tanpa item")


def test_the_history_of_the_eight_windows_is_taken_from_the_items_alone(each_day, counted):
    items = each_day(2, 2, 2, 2, 2, 2, 2, 2)
    [told_twice] = counted(items, history={"n": [item.at for item in items] * 3})
    [once] = counted(items)
    assert told_twice == once


def test_the_phase_of_yesterday_makes_the_same_day_keep_it(each_day, counted, thresholds):
    limits = thresholds.trends
    for today_total in range(5, 30):
        items = each_day(2, 2, 3, 2, 2, 3, 3, today_total)
        [fresh], [held] = counted(items, yesterday={"n": "tetap"}), counted(items, yesterday={"n": "naik"})
        if limits.hold * limits.rising_surprise <= fresh.surprise < limits.rising_surprise:
            assert (fresh.phase, held.phase) == ("tetap", "naik")
            return
    pytest.fail("no total lies between keeping a rise and entering it")


def test_the_running_day_is_not_taken_for_a_fall(each_day, windows, counted, now):
    cut = [*windows[:-1], (windows[-1][0], now - timedelta(hours=12))]
    items = [item for item in each_day(8, 8, 8, 8, 8, 8, 8, 8) if item.at <= now - timedelta(hours=12)]
    [day] = counted(items, windows=cut)
    assert (day.phase, day.total) == ("tetap", 4)
    assert "4 item sejauh ini" in day.phase_reason
