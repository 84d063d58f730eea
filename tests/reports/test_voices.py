"""People's own voices are counted and sent on; they are never claims, cases or something to verify."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from archive.records import Case, Flag, Match, NarrativeDay, Utterance
from archive.store import open_store
from archive.window import Said
from reports.content import BriefContent
from reports.decisions import asked_in, decisions
from reports.period import period_of
from reports.view import THEMES, read
from reports.voices import VOICES, themes_of, voice

DAY = date(2026, 11, 16)
KINDS = ("claim", "opinion", "criticism", "complaint", "prediction", "experience", "satire", "question", "official", "news", "other")


@pytest.fixture
def spoken(empty_day, add):
    """Makes narratives of posts that say so many things of each kind, and gives the content and the view of the day."""
    return Spoken(empty_day, add)


class Spoken:
    def __init__(self, world, add):
        self.world, self._add = world, add
        self._made = 0

    def narrative(self, narrative_id, offices=("BPBD",), posts="post", **kinds):
        ids = []
        for kind, amount in kinds.items():
            for _ in range(amount):
                self._made += 1
                at = self.world.settings.window(DAY)[1] - timedelta(minutes=self._made)
                made = self._add["item"]("samarinda", at, None, kind=posts, body=f"Suara nomor {self._made}.", number=self._made)
                self.world.add(made, self._add["reading"](made.id), Utterance(made.id, kind, 0.9, "", None, "1"))
                ids.append(made.id)
        counts = (0, 0, 0, len(ids), 0, 0, 0.0, (len(ids),), 1.0, 0.5, "baru", "alasan", ("Kota Samarinda",), offices, (), len(ids))
        row = NarrativeDay(narrative_id, DAY, f"Tema {narrative_id}", ids[0], tuple(ids), ("e",), *counts)
        self.world.add(row)

    def view(self):
        with open_store(f"sqlite:///{self.world.folder / 'archive.db'}") as store:
            store.put([*self.world.sources, *self.world.records])
            return read(store, self.world.settings, period_of("harian", DAY))

    def rows(self):
        blocks = next(part for part in self.world.content().sections if part.key == "suara").blocks
        return [[" ".join(span.text for span in cell) for cell in row] for row in blocks[0].rows], str(blocks[-1])


@pytest.mark.parametrize("kind", KINDS)
def test_only_complaints_criticism_and_opinions_of_posts_are_voices(kind):
    said = Said("a", "samarinda", "post", None, False, False, kind, None, None)
    assert voice(said) == (kind if kind in ("complaint", "criticism", "opinion") else None)
    assert voice(replace(said, kind="article")) is None
    assert voice(replace(said, kind="handed_in")) is None


def test_what_is_not_there_or_was_never_read_has_no_voice():
    assert voice(None) is None
    assert voice(Said("a", "samarinda", "post", None, False, False, None, None, None)) is None


def test_themes_stand_by_how_many_speak_and_leave_out_narratives_nobody_speaks_in(spoken):
    spoken.narrative("few", complaint=1)
    spoken.narrative("none", claim=4, question=2)
    spoken.narrative("many", criticism=2, opinion=3, claim=5)
    themes = spoken.view().themes
    assert [(theme.narrative.narrative_id, theme.total, theme.complaints) for theme in themes] == [("many", 5, 0), ("few", 1, 1)]
    assert themes_of((), {}) == ()


@pytest.mark.parametrize(
    ("kinds", "offices", "route"),
    [
        ({"complaint": 3}, ("BPBD",), "SP4N-LAPOR"),
        ({"complaint": 3, "criticism": 3}, ("BPBD",), "SP4N-LAPOR"),
        ({"complaint": 3}, (), "SP4N-LAPOR"),
        ({"complaint": 2, "criticism": 3}, ("BPBD",), "Jawaban OPD"),
        ({"criticism": 4}, (), "Jawaban pimpinan"),
        ({"opinion": 4}, ("Dishub",), "Jawaban OPD"),
    ],
)
def test_complaints_go_to_the_complaint_system_and_the_rest_to_who_must_answer(kinds, offices, route, spoken):
    spoken.narrative("n", offices=offices, **kinds)
    (row,), _ = spoken.rows()
    assert row[3] == route
    assert row[2].endswith("belum dikenali" if not offices and "Samarinda" not in row[2] else (offices or ("Samarinda",))[0])


def test_a_row_counts_every_kind_in_the_words_of_the_page_and_says_what_it_leaves_out(spoken):
    for nth in range(6):
        spoken.narrative(f"n{nth}", complaint=6 - nth, criticism=1, opinion=1)
    rows, rest = spoken.rows()
    assert len(rows) == THEMES
    assert rows[0][1] == "6 keluhan · 1 kritik · 1 pendapat"
    assert (
        f"{sum((8, 7, 6, 5, 4, 3)[THEMES:])} suara lain tidak dirinci. Bukan misinformasi: tidak ditandai dan tidak menjadi kasus." in rest
    )


def test_a_loud_day_of_criticism_opens_nothing_asks_nothing_and_marks_nothing(spoken):
    spoken.narrative("angry", criticism=60, opinion=40, satire=10, prediction=10, experience=10)
    view = spoken.view()
    assert view.flagged == ()
    assert decisions(view) == asked_in(view) == ()
    content = spoken.world.content()
    assert "Tidak ada klaim yang ditandai" in _section(content, "verifikasi")
    assert "Tidak ada yang perlu diputuskan" in _section(content, "keputusan")
    with open_store(f"sqlite:///{spoken.world.folder / 'archive.db'}") as store:
        assert not any(store.count(record) for record in (Case, Flag, Match))


def test_complaints_ask_an_office_to_answer_and_never_become_a_claim(spoken):
    spoken.narrative("water", complaint=12)
    (decision,) = decisions(spoken.view())
    assert (decision.case_id, decision.advice) == (None, "Koordinasi OPD untuk jawaban layanan.")
    assert "klaim" not in decision.issue.lower()


@pytest.mark.parametrize("kind", VOICES)
def test_no_word_of_a_voice_calls_it_false(kind, spoken):
    spoken.narrative("n", **{kind: 8})
    said = str([part for part in spoken.world.content().sections if part.place != "annex"]).lower()
    for word in ("hoaks", "hoax", "disinformasi", "menyesatkan", "fitnah"):
        assert word not in said
    assert said.count("misinformasi") == said.count("bukan misinformasi") == 1


@pytest.fixture
def kinds_of_month(spoken) -> Callable[[str], str]:
    def told(edition: str) -> str:
        return _section(spoken.world.content(edition), "suara")

    return told


@pytest.mark.parametrize("edition", ["harian", "mingguan", "bulanan"])
def test_every_edition_hears_the_same_voices(edition, spoken, kinds_of_month):
    spoken.narrative("n", complaint=3, criticism=1)
    assert "3 keluhan · 1 kritik" in kinds_of_month(edition)


def _section(content: BriefContent, key: str) -> str:
    return str(next(part for part in content.sections if part.key == key).blocks)
