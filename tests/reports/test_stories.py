"""Weeks and months put together from the nights that were kept: what is one, how it is counted, what is told of it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from archive.records import Case, Event, Flag, KeySentence, Membership, Narrative, NarrativeDay, Night, Outcome
from archive.store import open_store
from reports.content import BriefContent
from reports.period import period_of
from reports.sections.annex_clippings import build as clippings
from reports.sections.figures import build as figures
from reports.view import CLIPPINGS, read

DAY = date(2026, 11, 16)
ALL = tuple(DAY - timedelta(days=back) for back in range(6, -1, -1))


@pytest.fixture
def week(empty_day, add):
    """Every source of a week was heard and said nothing; with makers of what it might have said, and its view."""
    world = empty_day
    world.records = [record for record in world.records if not isinstance(record, Night)]
    return Week(world, add)


class Week:
    def __init__(self, world, add):
        self.world, self._add = world, add
        self._made = 0

    def nights(self, *days, **values):
        for day in days:
            end = self.world.settings.window(day)[1]
            self.world.add(replace(self._add["night"](), day=day, as_of=end, **values))

    def said(self, at, kind="article", source="media0", relevant=True):
        self._made += 1
        title = None if kind == "post" else f"Berita nomor {self._made}"
        made = self._add["item"](source, at, title, kind=kind, body=f"Isi nomor {self._made}.", number=self._made)
        self.world.add(made, self._add["reading"](made.id, relevant=relevant))
        return made

    def story(self, narrative_id, day, reports=1, posts=0, label=None, **values):
        """A narrative of one day, with its items."""
        start = self.world.settings.window(day)[0]
        kinds = ["article"] * reports + ["post"] * posts
        made = [
            self.said(start + timedelta(hours=1, minutes=nth), kind, f"media{nth % 7}" if kind == "article" else "samarinda")
            for nth, kind in enumerate(kinds)
        ]
        known = {
            "narrative_id": narrative_id,
            "day": day,
            "label": label or f"Isu {narrative_id} pada {day:%d}",
            "label_item_id": made[0].id,
            "item_ids": tuple(one.id for one in made),
            "event_ids": (f"{narrative_id}e",),
            "reports": reports,
            "copies": 0,
            "advertorials": 0,
            "posts": posts,
            "voices": len({one.source_id for one in made[:reports]}),
            "previous_total": 0,
            "average_7d": 0.0,
            "history": (0, 0, 0, 0, 0, 0, reports + posts),
            "expected": 1.0,
            "surprise": 0.5,
            "phase": "puncak",
            "phase_reason": "kata malam itu",
            "places": (),
            "offices": (),
            "people": (),
            "weight": float(reports + posts),
        }
        row = NarrativeDay(**known | values)
        self.world.add(row)
        return row

    def view(self, edition="mingguan", day=DAY):
        with open_store(f"sqlite:///{self.world.folder / 'archive.db'}") as store:
            store.put([*self.world.sources, *self.world.records])
            return read(store, self.world.settings, period_of(edition, day))


def told(view, narrative_id):
    return [sentence.text for sentence in view.told[narrative_id].sentences]


# What is one narrative


def test_a_narrative_that_merged_inside_the_week_is_one_under_the_id_it_lives_on_in(week):
    week.story("young", ALL[1], 3, posts=1)
    week.story("old", ALL[1], 2)
    week.story("old", ALL[4], 5)
    week.world.add(Narrative("young", "x", week.world.settings.window(ALL[1])[0], "Muda", "x", merged_into="old"))
    (issue,) = week.view().issues
    assert (issue.narrative_id, issue.day, issue.reports, issue.posts, issue.total) == ("old", DAY, 10, 1, 11)
    assert issue.history == (0, 6, 0, 0, 5, 0, 0)
    assert len(issue.item_ids) == 11


def test_a_chain_of_merges_over_two_weeks_is_one_and_is_compared_with_all_of_itself(week):
    born = week.world.settings.window(ALL[0])[0]
    week.story("c", ALL[0] - timedelta(days=2), 3)
    week.story("b", ALL[0] - timedelta(days=1), 4)
    week.story("b", ALL[0], 1)
    week.story("a", ALL[6], 2)
    week.world.add(Narrative("c", "x", born, "C", "x", "b"), Narrative("b", "x", born, "B", "x", "a"), Narrative("a", "x", born, "A", "x"))
    (issue,) = week.view().issues
    assert (issue.narrative_id, issue.total, issue.previous_total) == ("a", 3, 7)


def test_a_day_is_what_was_kept_that_night_even_where_the_narrative_has_merged_since(week):
    young = week.story("young", DAY, 3)
    week.world.add(Narrative("young", "x", week.world.settings.window(DAY)[0], "Muda", "x", merged_into="old"))
    assert week.view("harian").issues == (young,)


# How it is counted


def test_the_counts_of_a_week_are_sums_and_its_newsrooms_are_counted_once(week):
    week.story("n", ALL[0], 3, offices=("BPBD",), places=("Kota Samarinda",), people=("A",), expected=1.5, surprise=3.0)
    week.story("n", ALL[1], 5, posts=4, offices=("Dishub", "BPBD"), expected=2.5, surprise=1.0, label="Hari terpenuh")
    (issue,) = week.view().issues
    assert (issue.reports, issue.posts, issue.total, issue.voices) == (8, 4, 12, 5)
    assert (issue.expected, issue.surprise, issue.weight) == (4.0, 3.0, 12.0)
    assert (issue.offices, issue.places, issue.people) == (("BPBD", "Dishub"), ("Kota Samarinda",), ("A",))
    assert issue.label == "Hari terpenuh"


@pytest.mark.parametrize(
    ("before", "now", "phase", "reason"),
    [
        (0, 4, "baru", "4 item minggu ini, 0 minggu lalu"),
        (4, 6, "naik", "6 item minggu ini, 4 minggu lalu"),
        (4, 5, "tetap", "5 item minggu ini, 4 minggu lalu"),
        (5, 4, "tetap", "4 item minggu ini, 5 minggu lalu"),
        (6, 4, "turun", "4 item minggu ini, 6 minggu lalu"),
    ],
)
def test_the_phase_of_a_week_compares_it_with_the_week_before(week, before, now, phase, reason):
    week.story("another", ALL[0] - timedelta(days=3))
    if before:
        week.story("n", ALL[0] - timedelta(days=1), before)
    week.story("n", ALL[2], now)
    issue = next(issue for issue in week.view().issues if issue.narrative_id == "n")
    assert (issue.phase, issue.phase_reason, issue.previous_total) == (phase, reason, before)


def test_what_was_gone_for_a_week_and_is_back_comes_again(week):
    week.story("n", ALL[0] - timedelta(days=10), 5)
    week.story("another", ALL[0] - timedelta(days=3))
    week.story("n", ALL[2], 4)
    issue = next(issue for issue in week.view().issues if issue.narrative_id == "n")
    assert (issue.phase, issue.previous_total, issue.average_7d) == ("muncul lagi", 0, 2.5)


def test_a_week_with_no_grouped_week_before_it_compares_with_nothing(week):
    week.story("n", ALL[1], 2, phase="baru")
    week.story("n", ALL[5], 4, phase="naik")
    (issue,) = week.view().issues
    assert (issue.phase, issue.phase_reason) == ("naik", "6 item minggu ini, belum ada pembanding")


def test_a_week_that_nobody_analysed_is_not_passed_over_as_if_the_one_before_it_were_last_week(week):
    week.story("n", ALL[0] - timedelta(days=9), 8)
    week.story("n", ALL[2], 4)
    (issue,) = week.view().issues
    assert "8 minggu lalu" not in issue.phase_reason
    assert issue.previous_total == 0


def test_the_mean_of_a_month_is_taken_over_months_that_were_grouped(week):
    week.story("n", DAY - timedelta(days=40), 6)
    week.story("n", DAY - timedelta(days=1), 4)
    (issue,) = week.view("bulanan").issues
    assert (issue.previous_total, issue.average_7d, len(issue.history)) == (6, 6.0, 31)
    assert (issue.history[-2], sum(issue.history)) == (4, 4)


# What is told of it


def test_the_first_sentences_of_the_fullest_days_are_told_in_the_order_of_the_days(week):
    for day, amount in ((ALL[0], 2), (ALL[2], 9), (ALL[3], 5), (ALL[6], 7)):
        row = week.story("n", day, amount)
        for rank in (1, 2):
            week.world.add(KeySentence("n", day, rank, f"{day:%d}-{rank}", row.item_ids[0], row.item_ids[:1]))
    assert told(week.view(), "n") == ["12-1", "13-1", "16-1"]


def test_where_days_are_few_their_second_sentences_are_told_and_none_twice(week):
    one, two = week.story("n", ALL[0], 2), week.story("n", ALL[1], 4)
    for row, rank, text in ((one, 1, "Sama."), (two, 1, "Sama."), (two, 2, "Kedua."), (one, 2, "Lagi."), (one, 3, "Ketiga.")):
        week.world.add(KeySentence("n", row.day, rank, text, row.item_ids[0], row.item_ids[:1]))
    assert told(week.view(), "n") == ["Lagi.", "Sama.", "Kedua."]


def test_every_sentence_of_a_week_links_to_what_said_it(week):
    row = week.story("n", ALL[2], 3)
    week.story("n", ALL[4], 1)
    week.world.add(KeySentence("n", ALL[2], 1, "Kalimat.", row.item_ids[1], row.item_ids[1:]))
    content = week.world.content("mingguan")
    entry = next(section for section in content.sections if section.key == "isu").blocks[0]
    urls = {one.url for one in week.world.records if getattr(one, "id", None) in row.item_ids[1:]}
    assert {span.url for span in entry.lines[0] if span.url} == urls


def test_events_of_a_week_stand_by_how_much_of_the_week_they_were(week):
    one = week.story("n", ALL[0], 2, event_ids=("small",))
    two = week.story("n", ALL[1], 5, event_ids=("large", "small"))
    for event_id, items in (("small", (*one.item_ids, two.item_ids[4])), ("large", two.item_ids[:4])):
        week.world.add(Event(event_id, "n", items[0], week.world.settings.window(ALL[0])[0], event_id, items[0]))
        week.world.add(*(Membership(i, event_id, "n", week.world.settings.window(ALL[0])[0], 0.9, "") for i in items))
    assert [(event.id, amount) for event, amount in week.view().told["n"].events] == [("large", 4), ("small", 3)]


# Claims on the list


def flag(week, claim_id, days, score=0.5, narrative="n", state="TERDETEKSI"):
    start = week.world.settings.window(days[0])[0]
    made = week.said(start + timedelta(hours=2), "post", "kaltim")
    case = Case(claim_id, narrative, f"Klaim {claim_id} yang beredar", made.id, start, state, start, (narrative,))
    week.world.add(case, *(Flag(claim_id, day, 1, score, 0.5, (f"alasan {day:%d}",), (), (made.id,), ()) for day in days))
    return case


def test_a_claim_that_was_listed_on_several_days_is_counted_once_with_its_last_reasons(week):
    week.nights(*ALL)
    week.story("n", ALL[1], 3)
    flag(week, "often", ALL[1:5])
    flag(week, "urgent", ALL[2:3], 0.9)
    view = week.view()
    assert [(one.case.id, one.days, one.flag.day) for one in view.flagged] == [("urgent", 1, ALL[2]), ("often", 4, ALL[4])]
    verify = str(next(section for section in week.world.content("mingguan").sections if section.key == "verifikasi").blocks)
    assert verify.count("Klaim often") == 1
    assert "alasan 14" in verify
    assert "alasan 11" not in verify


def test_candidates_over_the_budget_are_summed_over_the_nights(week):
    week.nights(*ALL[:3], flags_over_budget=2)
    flag(week, "c", ALL[1:2])
    verify = str(next(section for section in week.world.content("mingguan").sections if section.key == "verifikasi").blocks)
    assert "6 calon lain di luar batas 5 tanda sehari." in verify


# The window's edges


def bars(view):
    return figures(view).blocks[0].right[0]


def test_what_is_said_on_the_stroke_belongs_to_the_hour_before_it(week):
    start, end = week.world.settings.window(DAY)
    for at in (start + timedelta(microseconds=1), start + timedelta(hours=1), start + timedelta(hours=1, microseconds=1), end):
        week.said(at)
    week.said(start)
    week.said(end + timedelta(microseconds=1))
    assert bars(week.view("harian")).series[0].values == (2, 1, *[0] * 21, 1)


@pytest.mark.parametrize(("edition", "days"), [("mingguan", 7), ("bulanan", 31)])
def test_what_is_said_on_the_stroke_belongs_to_the_day_before_it(edition, days, week):
    start, end = week.world.settings.window(DAY - timedelta(days=days - 1))[0], week.world.settings.window(DAY)[1]
    step = timedelta(days=1)
    for at in (start + timedelta(microseconds=1), start + step, start + step + timedelta(microseconds=1), end):
        week.said(at, "post", "samarinda")
    week.said(start)
    view = week.view(edition)
    assert bars(view).series[1].values == (2, 1, *[0] * (days - 3), 1)
    assert sum(bars(view).series[0].values) == 0


def test_the_bars_of_a_month_are_as_many_as_its_days(week):
    february = date(2028, 3, 1)
    week.said(week.world.settings.window(february)[1])
    chart = bars(week.view("bulanan", february))
    assert len(chart.series[0].values) == len(chart.labels) == 29
    assert chart.labels[0] == "1 Feb"
    assert "puncak 29 Feb (1 item)" in chart.title


@pytest.mark.parametrize("cutoff", [time(5), time(18)], ids=["early cut-off", "evening cut-off"])
def test_chart_title_and_conclusion_call_a_day_by_one_name(week, cutoff):
    week.world.settings = week.world.settings.model_copy(update={"cutoff": cutoff})
    for minute in range(3):
        week.said(week.world.settings.window(ALL[0])[0] + timedelta(hours=8, minutes=minute))
    content = week.world.content("mingguan")
    first = content.date_text.partition("–")[0]
    assert bars(week.view()).labels[0].endswith(first)
    conclusion = str(next(section for section in content.sections if section.key == "konklusi").blocks)
    assert f", {first} Nov, dengan 3 item" in conclusion


def test_what_was_only_handed_in_makes_no_chart_of_nothing(week):
    week.said(week.world.settings.window(DAY)[1], "handed_in")
    assert "(0 item)" not in str(figures(week.view("harian")))


# Nights


def head(content):
    return str(next(section for section in content.sections if section.key == "sekilas").blocks)


def test_days_that_were_not_analysed_are_named_as_the_edition_names_its_days(week):
    week.nights(*(day for day in ALL if day not in (ALL[0], ALL[6])))
    content = week.world.content("mingguan")
    assert content.date_text == "9–15 November 2026"
    assert "2 dari 7 hari tidak dianalisis (9 Nov, 15 Nov); isunya tidak ikut dihitung." in head(content)


def test_a_week_of_which_no_night_was_analysed_cannot_say_that_it_was_calm(week):
    week.said(week.world.settings.window(DAY)[1])
    content = week.world.content("mingguan")
    assert "belum dijalankan" in head(content)
    for key in ("keputusan", "isu", "verifikasi", "suara"):
        assert "Belum dapat disajikan" in str(next(section for section in content.sections if section.key == key))


@pytest.mark.parametrize("edition", ["harian", "mingguan"])
def test_an_analysis_from_before_the_window_closed_is_told(week, edition):
    week.nights(*ALL)
    end = week.world.settings.window(DAY)[1]
    assert "sebelum jendela ditutup" not in head(week.world.content(edition))
    week.world.records = [
        replace(record, as_of=end - timedelta(minutes=40)) if isinstance(record, Night) and record.day == DAY else record
        for record in week.world.records
    ]
    assert "sebelum jendela ditutup: yang datang sesudahnya belum ditimbang." in head(week.world.content(edition))


# The annex


def test_the_annex_of_a_month_has_a_sensible_length_and_says_what_it_leaves_out(week):
    row = week.story("n", ALL[0], 5)
    start = week.world.settings.window(DAY - timedelta(days=30))[0]
    for nth in range(200):
        week.said(start + timedelta(hours=nth + 1), "post" if nth % 2 else "article", relevant=nth % 10 != 0)
    view = week.view("bulanan")
    section = clippings(view)
    rows = section.blocks[0].rows
    assert (len(rows), len(view.relevant)) == (CLIPPINGS, 185)
    assert "Dimuat 150 dari 185 item relevan, isu utama didahulukan; 20 item dalam jendela tidak" in str(section.blocks[1])
    links = {cells[3][0].url for cells in rows}
    assert {item.url for item in view.clippings if item.id in row.item_ids} <= links
    assert sum(item.id in row.item_ids for item in view.clippings) == 5
    instants = [item.at for item in view.clippings]
    assert instants == sorted(instants)


def test_a_month_compares_with_nothing_while_the_archive_is_young(week):
    week.said(week.world.settings.window(DAY)[1])
    content = week.world.content("bulanan")
    assert "belum ada pembanding" in str(next(section for section in content.sections if section.key == "angka"))
    assert "bulan lalu 0" not in str(next(section for section in content.sections if section.key == "konklusi"))


@pytest.mark.parametrize("edition", ["harian", "mingguan", "bulanan"])
def test_what_an_edition_says_comes_back_from_its_text_to_the_letter(edition, busy_day):
    content = busy_day.content(edition)
    assert BriefContent.from_text(content.as_text) == content
    assert BriefContent.from_text(content.as_text).content_hash == content.content_hash


@pytest.mark.parametrize(
    ("heard", "before", "mean"),
    [
        ((1, 2, 3, 4, 5, 6, 7), "1", "Rata-rata dari 7 jendela 24 jam sebelumnya."),
        ((1, 2), "1", "Rata-rata dari 2 jendela 24 jam sebelumnya; arsip belum berumur 7 hari."),
        ((1, 2, 3, 5, 6, 7), "1", "Rata-rata dari 6 jendela 24 jam sebelumnya; yang tanpa data tidak dihitung."),
        ((2, 3, 4, 5, 6, 7), "–", "Rata-rata dari 6 jendela 24 jam sebelumnya; yang tanpa data tidak dihitung."),
        ((), "–", "Arsip baru dimulai: belum ada pembanding."),
    ],
    ids=["a whole week", "a young archive", "a day lost inside", "yesterday lost", "the first day"],
)
def test_days_on_which_nothing_was_heard_are_neither_yesterday_nor_part_of_a_mean(heard, before, mean, week):
    for back in (0, *heard):
        week.said(week.world.settings.window(DAY - timedelta(days=back))[1])
    beside = figures(week.view("harian")).blocks[0]
    assert beside.left[0].rows[0][2][0].text == before
    assert beside.left[1].text[0].text == mean


def test_an_archive_of_visits_alone_makes_every_edition(week):
    assert week.world.of(Outcome)
    for edition in ("harian", "mingguan", "bulanan"):
        content = week.world.content(edition)
        assert all(section.blocks for section in content.sections)
        assert isinstance(content.as_of, datetime)
