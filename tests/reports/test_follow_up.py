"""What became of what was asked, and which corrections an edition carries. What printing keeps is kept here without setting pages."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from archive.records import Asked, Brief, Case, Correction, Flag, Match, Narrative, NarrativeDay, Night, Response
from archive.store import open_store
from reports.brief import build
from reports.decisions import asked_in, decisions
from reports.follow_up import corrections_for, followed_for
from reports.period import period_of
from reports.view import read
from reports.wording import office_time

DAY = date(2026, 11, 16)
NEXT = DAY + timedelta(days=1)
LATER = DAY + timedelta(days=3)


@pytest.fixture
def printed(short_day):
    """The short day, printed: it asks about three claims. What happens then is put into its archive."""
    world = Printed(short_day)
    world.print(DAY)
    return world


class Printed:
    def __init__(self, world):
        self.world = world
        self.kept = world.of(NarrativeDay)

    def store(self):
        return open_store(f"sqlite:///{self.world.folder / 'archive.db'}")

    def end(self, day):
        return self.world.settings.window(day)[1]

    def print(self, day, edition="harian"):
        with self.store() as store:
            store.put([*self.world.sources, *self.world.records])
            view = read(store, self.world.settings, period_of(edition, day))
            kept = (self.end(day), "hash", None, None, None, None, "", 2, False)
            store.put(Brief(edition, day, 1, *kept), asked_in(view))

    def happens(self, *records):
        with self.store() as store:
            store.put(*records)

    def night(self, *days):
        (known,) = self.world.of(Night)
        self.happens(*(replace(known, day=day, as_of=self.end(day)) for day in days))

    def goes_on(self, narrative_id, day, **values):
        known = next(row for row in self.kept if row.narrative_id == "n1")
        self.happens(replace(known, narrative_id=narrative_id, day=day, **values))

    def answered(self, narrative_id, day, at, by="official", stance="denies", office="BPBD", speaker=None):
        item_id = f"{narrative_id}-{by}-{at:%d%H}"
        self.happens(Response(narrative_id, day, item_id, at, by, stance, speaker, office, "Bendungan aman."))

    def followed(self, day=NEXT, edition="harian"):
        with self.store() as store:
            return read(store, self.world.settings, period_of(edition, day)).followed

    def section(self, day=NEXT, edition="harian"):
        with self.store() as store:
            content = build(store, self.world.settings, day, edition)
        return next(part for part in content.sections if part.key == "tindak-lanjut").blocks

    def rows(self, day=NEXT, edition="harian"):
        return [" ".join(span.text for cell in row for span in cell) for row in self.section(day, edition)[0].rows]


def of(followed, case_id):
    return next(one for one in followed if one.asked.case_id == case_id)


def test_everything_asked_yesterday_is_followed_in_its_order_with_its_case(printed):
    asked = [(one.asked.rank, one.asked.case_id) for one in printed.followed()]
    assert asked == [(1, "c1"), (2, "c3"), (3, "c2")]
    assert [one.case.state for one in printed.followed()] == ["TERDETEKSI"] * 3


def test_the_page_says_how_case_answer_and_narrative_stand_now(printed):
    printed.night(NEXT)
    case = next(case for case in printed.world.of(Case) if case.id == "c1")
    printed.happens(replace(case, state="KROSCEK"))
    printed.answered("n1", NEXT, printed.end(DAY) + timedelta(hours=4))
    printed.goes_on("n1", NEXT, phase="turun")
    row = printed.rows()[0]
    assert "Kroscek ke OPD terkait (BPBD, Dinas PUPR-PERA, 16 Nov)." in row
    assert row.endswith("Kasus kroscek berjalan; sejak itu dibantah BPBD, Sen 09.00; 38 item hari ini, fase turun.")
    assert printed.rows()[1].endswith("Kasus terdeteksi, belum ditelaah; tidak muncul lagi hari ini.")


def test_an_unanalysed_day_does_not_say_that_something_is_gone(printed):
    assert all("tidak muncul lagi" not in row and "hari ini belum dianalisis" in row for row in printed.rows())


def test_the_offices_own_word_counts_before_a_later_report_of_it(printed):
    start = printed.end(DAY)
    printed.answered("n1", NEXT, start + timedelta(hours=2))
    printed.answered("n1", NEXT, start + timedelta(hours=6), by="press", stance="confirms", office=None, speaker="Rani Wulan")
    assert of(printed.followed(), "c1").answer.by == "official"


def test_an_answer_that_was_known_when_it_was_asked_is_no_news(printed):
    printed.answered("n1", NEXT, printed.end(DAY) - timedelta(hours=1))
    assert of(printed.followed(), "c1").answer is None


def test_an_answer_to_any_narrative_of_the_case_counts(printed):
    case = next(case for case in printed.world.of(Case) if case.id == "c1")
    printed.happens(replace(case, narrative_ids=("n1", "twin")))
    printed.answered("twin", NEXT, printed.end(DAY) + timedelta(hours=2))
    printed.goes_on("twin", NEXT)
    one = of(printed.followed(), "c1")
    assert (one.answer.narrative_id, one.issue.narrative_id) == ("twin", "twin")


def test_a_narrative_that_merged_overnight_is_followed_where_it_lives_on(printed):
    printed.happens(
        Narrative("n1", "x", printed.end(DAY), "Lama", "x", merged_into="n0"), Narrative("n0", "x", printed.end(DAY), "Tua", "x")
    )
    printed.goes_on("n0", NEXT)
    printed.answered("n0", NEXT, printed.end(DAY) + timedelta(hours=2))
    one = of(printed.followed(), "c1")
    assert one.issue.narrative_id == "n0"
    assert one.answer.narrative_id == "n0"


def test_what_is_asked_again_of_an_office_goes_to_those_above_it(printed):
    world = printed.world
    world.records = [record for record in world.records if not isinstance(record, (Case, Flag, Match))]
    with printed.store() as store:
        for record in (Case, Flag, Match, Asked, Brief):
            store.delete(record)
    printed.print(DAY)
    (asked,) = printed.followed()
    assert (asked.asked.narrative_id, asked.case) == ("n1", None)
    start = printed.end(DAY)
    with printed.store() as store:
        for one in [one for one in world.records if getattr(one, "source_id", "") == "samarinda" and hasattr(one, "published_at")]:
            store.put(replace(one, published_at=start + (one.published_at - printed.end(DAY - timedelta(days=1)))))
    printed.goes_on("n1", NEXT)
    with printed.store() as store:
        content = read(store, world.settings, period_of("harian", NEXT))
    (again,) = [one for one in decisions(content) if one.narrative_id == "n1"]
    assert again.advice == "Eskalasi ke pimpinan OPD."
    assert again.trigger.endswith("Sudah diminta pada 16 Nov.")


def test_an_edition_that_asked_nothing_ends_the_following(printed):
    printed.print(NEXT)
    assert printed.followed(NEXT + timedelta(days=1)) == ()
    (note,) = printed.section(NEXT + timedelta(days=1))
    assert note.text[0].text == "Tidak ada permintaan dari taklimat kemarin dan tidak ada ralat."


def test_after_skipped_editions_the_last_printed_one_is_followed_with_every_answer_since(printed):
    printed.answered("n1", NEXT, printed.end(DAY) + timedelta(hours=3))
    one = of(printed.followed(LATER), "c1")
    assert one.answer is not None
    assert one.asked.day == DAY


def test_weekly_editions_follow_weekly_ones(printed):
    assert printed.followed(DAY + timedelta(days=7), "mingguan") == ()
    printed.print(DAY, "mingguan")
    printed.answered("n1", DAY + timedelta(days=2), printed.end(DAY) + timedelta(days=1))
    followed = printed.followed(DAY + timedelta(days=7), "mingguan")
    assert [one.asked.edition for one in followed] == ["mingguan"] * 3
    assert of(followed, "c1").answer is not None


def test_an_edition_does_not_follow_itself_or_later_ones(printed):
    printed.print(NEXT)
    assert [one.asked.day for one in printed.followed(NEXT)] == [DAY] * 3
    assert printed.followed(DAY) == ()


# Corrections


def correction(at, text="Yang benar: tujuh titik.", day=DAY, edition="harian", url=None):
    return Correction(f"{at}", edition, day, at, text, url)


def corrected(printed, day, edition="harian"):
    with printed.store() as store:
        return [one.at for one in corrections_for(store, printed.world.settings, period_of(edition, day))]


def test_a_correction_stands_in_the_next_daily_edition_and_in_no_other(printed):
    made = printed.end(DAY) + timedelta(hours=5)
    printed.happens(correction(made))
    assert corrected(printed, DAY) == []
    assert corrected(printed, NEXT) == [made]
    printed.print(NEXT)
    assert corrected(printed, NEXT + timedelta(days=1)) == []


def test_an_edition_that_was_skipped_does_not_swallow_a_correction(printed):
    made = printed.end(DAY) + timedelta(hours=5)
    printed.happens(correction(made))
    assert corrected(printed, LATER) == [made]


def test_where_no_daily_edition_was_printed_for_weeks_a_correction_still_appears(printed):
    with printed.store() as store:
        store.delete(Brief)
    made = printed.end(DAY) - timedelta(days=4)
    printed.happens(correction(made, edition="mingguan"))
    assert corrected(printed, DAY) == [made]


def test_the_instants_at_both_edges_belong_to_one_edition_each(printed):
    printed.happens(correction(printed.end(DAY)), correction(printed.end(NEXT)))
    assert corrected(printed, NEXT) == [printed.end(DAY)]
    printed.print(NEXT)
    assert corrected(printed, NEXT + timedelta(days=1)) == [printed.end(NEXT)]


@pytest.mark.parametrize(("edition", "day"), [("mingguan", DAY + timedelta(days=7)), ("bulanan", date(2026, 12, 1))])
def test_longer_editions_carry_the_corrections_of_their_own_period(printed, edition, day):
    inside, before = printed.end(DAY) + timedelta(hours=5), printed.end(DAY) - timedelta(days=40)
    printed.happens(correction(inside), correction(before))
    assert corrected(printed, day, edition) == [inside]


def test_the_page_tells_a_correction_with_what_it_corrects_and_its_link(printed):
    printed.happens(correction(printed.end(DAY) + timedelta(hours=5), url="https://bpbd.example/data"))
    note = printed.section()[-1]
    assert [span.text for span in note.text] == ["Ralat atas taklimat harian 16 November 2026:", "Yang benar: tujuh titik."]
    assert note.text[1].url == "https://bpbd.example/data"


def test_nothing_asked_and_nothing_corrected_is_said(empty_day):
    blocks = next(part for part in empty_day.content().sections if part.key == "tindak-lanjut").blocks
    assert blocks[0].text[0].text == "Tidak ada permintaan dari taklimat kemarin dan tidak ada ralat."


def test_an_empty_archive_follows_nothing(tmp_path, empty_day):
    with open_store(f"sqlite:///{tmp_path / 'none.db'}") as store:
        assert followed_for(store, empty_day.settings, period_of("harian", DAY), ()) == ()
        assert corrections_for(store, empty_day.settings, period_of("harian", DAY)) == ()


def test_a_deadline_is_printed_on_the_wall_clock_of_the_region(printed):
    due = printed.followed()[0].asked.due
    with printed.store() as store:
        zone = read(store, printed.world.settings, period_of("harian", NEXT)).zone
    assert isinstance(due, datetime)
    assert office_time(due, zone) == "11.00 WITA"
