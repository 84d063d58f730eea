"""Telaah and saran: every rule with its fact, none that knows tone or who is spoken about."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta

import pytest

from analysis.triage import DECIDED as DECIDED_BY_THE_LIST
from archive.records import Case, Conflict, Copy, Flag, Item, Match, Narrative, NarrativeDay, OfficeTone, Response, Tone, Utterance
from archive.store import open_store
from reports.decisions import asked_in, decisions
from reports.flagged import DECIDED
from reports.period import period_of
from reports.review import QUESTIONS, review_of
from reports.view import read

PATIENT = {"phase": "tetap", "expected": 50.0}
"""Nothing grows and nothing surprises."""


@pytest.fixture
def calm(short_day):
    """The five issues of the short day without claims, contradictions, complaints or growth: everything a rule could see is added back."""
    world = short_day
    world.records = [record for record in world.records if not isinstance(record, (Case, Flag, Match, Conflict))]
    world.records = [replace(record, kind="news") if isinstance(record, Utterance) else record for record in world.records]
    world.change(NarrativeDay, **PATIENT, people=("Rani Wulan",), offices=("BPBD",), places=())
    return Reviewed(world)


class Reviewed:
    def __init__(self, world):
        self.world = world

    def view(self, edition="harian"):
        with open_store(f"sqlite:///{self.world.folder / 'archive.db'}") as store:
            store.put([*self.world.sources, *self.world.records])
            day = next(iter(self.world.of(NarrativeDay))).day
            return read(store, self.world.settings, period_of(edition, day))

    def first(self, edition="harian"):
        view = self.view(edition)
        issue = next(issue for issue in view.main_issues if issue.narrative_id == "n1")
        return review_of(view, issue, view.told["n1"])

    def put_back(self, **values):
        self.world.records = [
            replace(record, **values) if isinstance(record, NarrativeDay) and record.narrative_id == "n1" else record
            for record in self.world.records
        ]

    def items(self):
        row = next(row for row in self.world.of(NarrativeDay) if row.narrative_id == "n1")
        return [item for item in self.world.of(Item) if item.id in row.item_ids]

    def official(self, add, minutes=30, stance="denies", **values):
        """An office's answer in n1, so many minutes before the window closed."""
        end = self.world.settings.window(self.world.of(NarrativeDay)[0].day)[1]
        made = add["item"]("bpbd", end - timedelta(minutes=minutes), "BPBD menjawab", number=777)
        day = self.world.of(NarrativeDay)[0].day
        answer = Response("n1", day, made.id, made.at, "official", stance, None, "BPBD", "Bendungan aman.")
        self.world.add(made, add["reading"](made.id), replace(answer, **values))

    def complain(self, amount):
        posts = [item.id for item in self.items() if item.kind == "post"][:amount]
        self.world.records = [
            replace(record, kind="complaint") if isinstance(record, Utterance) and record.item_id in posts else record
            for record in self.world.records
        ]


def test_what_nothing_speaks_for_is_watched(calm):
    review = calm.first()
    assert review.advice == "Pantau. Fase tetap, tidak ada angka yang bertentangan, klaim, atau keluhan yang menumpuk."
    assert review.questions == ()


# Saran


def test_a_claim_that_waits_comes_first_with_the_hour_to_cross_check(calm, add):
    add["claim"](calm.world, 1, "Katanya bendungan jebol", ("alasan",), "n1")
    calm.complain(9)
    assert calm.first().advice == (
        "Kroscek, lalu klarifikasi bila perlu (BPBD; paling lambat 11.00 WITA), karena salah satu klaim di dalamnya perlu verifikasi."
    )


@pytest.mark.parametrize("state", sorted(DECIDED))
def test_a_claim_that_was_decided_asks_for_nothing_more(state, calm, add):
    add["claim"](calm.world, 1, "Katanya bendungan jebol", ("alasan",), "n1")
    calm.world.change(Case, state=state)
    assert calm.first().advice.startswith("Pantau.")
    assert decisions(calm.view()) == ()
    head = next(part for part in calm.world.content().sections if part.key == "sekilas").blocks[0].answers
    assert (head[2].value, head[2].text) == (0, "semua yang ditandai sudah diputus")


def test_the_list_and_the_page_agree_on_what_is_decided():
    assert DECIDED == DECIDED_BY_THE_LIST


def test_a_claim_of_the_week_belongs_to_the_issue_that_its_narrative_merged_into(calm, add):
    add["claim"](calm.world, 1, "Katanya bendungan jebol", ("alasan",), "n1")
    old = replace(next(row for row in calm.world.of(NarrativeDay) if row.narrative_id == "n1"), narrative_id="n0")
    calm.world.records = [r for r in calm.world.records if not (isinstance(r, NarrativeDay) and r.narrative_id == "n1")]
    calm.world.add(replace(old, narrative_id="n1", day=old.day - timedelta(days=1)), replace(old, day=old.day))
    founded = calm.items()[0].at if calm.items() else calm.world.of(Item)[0].at
    calm.world.add(Narrative("n1", "x", founded, "Muda", "x", "n0"), Narrative("n0", "x", founded, "Tua", "x"))
    view = calm.view("mingguan")
    (flagged,) = view.flagged
    assert flagged.narrative.narrative_id == "n0"
    (decision,) = decisions(view)
    assert (decision.narrative_id, decision.office) == ("n0", "BPBD")
    assert "perlu verifikasi" in review_of(view, view.main_issues[0], view.told["n0"]).advice


def test_what_an_office_denies_after_outlets_told_it_is_a_matter_of_the_press(calm, add):
    calm.official(add, minutes=5)
    assert calm.first().advice == "Hak jawab atau koreksi ke redaksi (BPBD; paling lambat 16.00 WITA), karena BPBD membantah pemberitaan."


def test_outlets_that_only_report_a_denial_have_nothing_to_correct(calm, add):
    calm.official(add, minutes=60 * 24 - 1)
    assert "redaksi" not in calm.first().advice


@pytest.mark.parametrize("values", [{"stance": "confirms"}, {"stance": "checking"}, {"by": "press"}], ids=lambda values: str(values))
def test_what_is_no_denial_by_an_office_asks_no_newsroom_for_anything(values, calm, add):
    calm.official(add, minutes=5, **values)
    assert "redaksi" not in calm.first().advice


@pytest.mark.parametrize(
    ("amount", "way"), [(4, "Pantau."), (5, "Teruskan ke SP4N-LAPOR (BPBD; paling lambat 16.00 WITA), karena ada 5 unggahan keluhan.")]
)
def test_many_complaints_go_to_the_complaint_system(amount, way, calm):
    calm.complain(amount)
    assert calm.first().advice.startswith(way)


def test_numbers_that_contradict_each_other_ask_for_one_official_number(calm):
    ids = tuple(item.id for item in calm.items()[:3])
    calm.world.add(Conflict("n1", calm.world.of(NarrativeDay)[0].day, "n1e0", "warga mengungsi", ("1.240", "1.240", "1.420"), ids))
    review = calm.first()
    assert review.advice == "Koordinasi OPD untuk satu angka resmi (BPBD; paling lambat 11.00 WITA), karena angka di media berbeda."
    assert review.questions == ("Berapa warga mengungsi yang benar, 1.240 atau 1.420?",)


def test_reports_that_grow_without_an_official_word_ask_for_one(calm):
    calm.put_back(people=(), phase="naik")
    review = calm.first()
    assert review.advice == "Koordinasi OPD untuk keterangan resmi (BPBD; paling lambat 16.00 WITA), karena liputan naik tanpa suara resmi."
    assert review.questions[0] == "16 liputan tanpa keterangan resmi: apa penjelasan BPBD?"


def test_an_answer_or_a_named_source_is_a_voice(calm, add):
    calm.put_back(people=(), phase="naik")
    calm.official(add, stance="checking")
    assert "tanpa" not in str(calm.first())


def test_where_no_office_is_known_that_is_said(calm):
    calm.put_back(people=(), phase="naik", offices=())
    assert "OPD belum dikenali" in calm.first().advice


def test_a_longer_edition_gives_the_date_of_its_deadlines(calm):
    calm.complain(9)
    assert "16 Nov 16.00 WITA" in calm.first("mingguan").advice


# Telaah


def test_copies_of_one_text_ask_for_a_second_source(calm):
    calm.put_back(voices=1, copies=9)
    assert calm.first().questions == ("Satu sumber asal dengan 9 salinan: adakah sumber kedua?",)


def test_what_only_posts_say_asks_how_it_really_is(calm):
    calm.put_back(reports=0, copies=0, voices=0, posts=13)
    assert calm.first().questions == ("Hanya 13 unggahan, belum diliput media: apa keadaan sebenarnya menurut BPBD?",)


def test_what_grows_beyond_what_was_expected_asks_what_set_it_off(calm):
    calm.put_back(phase="naik", expected=9.4)
    assert calm.first().questions == ("Apa pemicunya? 38 item, diperkirakan 9,4.",)


def test_several_offices_ask_who_speaks(calm):
    calm.put_back(offices=("BPBD", "Dishub", "Dinkes", "Disdikbud"))
    assert calm.first().questions == ("Siapa juru bicaranya? 4 OPD disebut: BPBD, Dishub, Dinkes dan 1 lainnya.",)


def test_no_more_is_asked_than_a_reader_can_take(calm):
    ids = tuple(item.id for item in calm.items()[:2])
    calm.world.add(Conflict("n1", calm.world.of(NarrativeDay)[0].day, "n1e0", "korban", ("1", "2"), ids))
    calm.put_back(voices=1, people=(), phase="naik", expected=1.0, offices=("BPBD", "Dishub"))
    questions = calm.first().questions
    assert len(questions) == QUESTIONS
    assert questions[0].startswith("Berapa korban")


# What no rule may know


def advised(world):
    """All that the rules say of a world: decisions, what is kept of them, telaah and saran."""
    with open_store(f"sqlite:///{world.folder / 'archive.db'}") as store:
        store.put([*world.sources, *world.records])
        view = read(store, world.settings, period_of("harian", world.of(NarrativeDay)[0].day))
    reviews = [review_of(view, issue, view.told[issue.narrative_id]) for issue in view.main_issues]
    return decisions(view), asked_in(view), reviews, [theme.counts for theme in view.themes]


@pytest.fixture
def loaded(short_day, add):
    """The short day with an answer, so that every rule has something to look at."""
    Reviewed(short_day).official(add, minutes=5)
    return short_day


@pytest.mark.parametrize("tone", ["negatif", "positif", "tidak dinilai", None])
def test_saran_and_decisions_stay_the_same_whatever_the_tone(tone, loaded, tmp_path):
    before = advised(loaded)
    if tone is None:
        loaded.records = [record for record in loaded.records if not isinstance(record, (Tone, OfficeTone))]
    else:
        loaded.change(Tone, headline=tone, body=tone)
        loaded.change(OfficeTone, tone=tone)
    loaded.folder = tmp_path / "flipped"
    assert advised(loaded) == before
    assert before[0]
    assert len(before[2]) == 5


GOVERNOR, RIVAL = "Gubernur Arman Wijaya", "Penantang Ratna Kusum"
"""As long as each other, so that a text is cut at the same place."""


@pytest.mark.parametrize(("loved", "blamed"), [(GOVERNOR, RIVAL), (RIVAL, GOVERNOR)])
def test_saran_and_decisions_stay_the_same_whoever_is_spoken_about(loved, blamed, loaded, tmp_path):
    """Every text of the day names one of two rivals; when they change places nothing else does."""
    named = [_naming(record, blamed) for record in loaded.records]
    loaded.records = named
    loaded.folder = tmp_path / "one"
    one = advised(loaded)
    loaded.records = [_swapped(record, loved, blamed) for record in named]
    loaded.folder = tmp_path / "other"
    assert advised(loaded) == tuple(_swapped(part, loved, blamed) for part in one)
    assert blamed in str(one)


def _naming(record, name):
    if isinstance(record, Item):
        return replace(record, title=record.title and f"{name}: {record.title}", body=record.body and f"{name} salah. {record.body}")
    if isinstance(record, NarrativeDay):
        return replace(record, label=f"{name}: {record.label}", people=(name,))
    if isinstance(record, Case):
        return replace(record, claim=f"{name} kata orang: {record.claim}")
    return replace(record, reasons=tuple(f"{name}: {reason}" for reason in record.reasons)) if isinstance(record, Flag) else record


def _swapped(value, one, other):
    """``value`` with the two names in each other's place, in every text of it but addresses and ids."""
    if isinstance(value, str):
        places = {one: other, other: one}
        return re.sub("|".join(map(re.escape, places)), lambda found: places[found.group()], value)
    if isinstance(value, (tuple, list)):
        return type(value)(_swapped(part, one, other) for part in value)
    if is_dataclass(value):
        kept = {"id", "item_id", "label_item_id", "claim_item_id", "item_ids", "narrative_id"}
        return replace(
            value, **{each.name: _swapped(getattr(value, each.name), one, other) for each in fields(value) if each.name not in kept}
        )
    return value


def test_copies_and_claims_do_not_reach_what_people_say(loaded):
    kinds = {kind for counts in advised(loaded)[3] for kind in counts}
    assert kinds <= {"complaint", "criticism", "opinion"}
    assert loaded.of(Copy)
