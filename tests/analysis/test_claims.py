"""What kind of utterance is a post? The safeguard: criticism, complaint, opinion, question and satire are never claims."""

import time
import tomllib
from pathlib import Path

import pytest

from analysis import AnalysisError
from analysis.claims import CUES, act_of, claim_sentence, load_cues, speech_act
from analysis.region import SHIPPED

TOPICS = tomllib.loads(Path(__file__).with_name("posts.toml").read_text(encoding="utf-8"))["topic"]
NOT_CLAIMS = ("criticism", "complaint", "opinion", "question", "satire", "other")


def posts(half, *acts):
    return [(act, text) for topic in TOPICS if topic["half"] == half for act in acts for text in topic[act]]


def test_no_post_of_the_test_half_that_is_not_a_claim_is_taken_for_one():
    told = posts("test", *NOT_CLAIMS)
    assert len(told) >= 70
    assert [text for _, text in told if act_of(text)[0] == "claim"] == []


def test_most_claims_of_the_test_half_are_found():
    told = posts("test", "claim")
    found = sum(act_of(text)[0] == "claim" for _, text in told)
    assert found / len(told) >= 0.8


def test_the_halves_share_no_topic_and_hold_over_150_posts():
    assert len({topic["name"] for topic in TOPICS}) == len(TOPICS)
    assert sum(len(posts(half, "claim", *NOT_CLAIMS)) for half in ("tune", "test")) >= 150


@pytest.mark.parametrize(
    ("praise", "blame"),
    [
        (
            "Pemprov membuka rekrutmen 500 honorer sampai Jumat, bagus sekali",
            "Pemprov membuka rekrutmen 500 honorer sampai Jumat, buruk sekali",
        ),
        ("Mantap, PDAM menghentikan aliran air mulai besok. Sebarkan", "Payah, PDAM menghentikan aliran air mulai besok. Sebarkan"),
        ("Pertamina umumkan harga naik per 1 Desember, keren", "Pertamina umumkan harga naik per 1 Desember, jelek"),
    ],
)
def test_praise_and_blame_weigh_the_same(praise, blame):
    assert (act_of(praise)[0] == "claim") is (act_of(blame)[0] == "claim")


@pytest.mark.parametrize("name", ["Rudy Mas'ud", "Isran Noor", "Siti Rembulan"])
def test_whose_name_stands_in_a_post_does_not_matter(name):
    assert act_of(f"Gubernur {name} resmi membuka rekrutmen 500 honorer, sebarkan")[0] == "claim"
    assert act_of(f"Gubernur {name} cuma janji manis, jalan tetap hancur")[0] == "criticism"


def test_the_cues_name_no_person_of_the_region():
    words = CUES.read_text(encoding="utf-8").lower()
    people = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["person"]
    assert [person["name"] for person in people if person["name"].lower() in words] == []


def test_the_press_reports_and_offices_speak_officially_whatever_they_say(make_item):
    item = make_item("a", "Pemprov membuka rekrutmen 1.500 honorer, sebarkan!", title="Info penting", kind="article")
    acts = [speech_act(item, tier)[0] for tier in ("A", "B", "C", "official", "social")]
    assert acts == ["report", "report", "report", "official", "report"]


def test_a_handed_in_text_is_judged_like_a_post(make_item):
    text = "BMKG memperingatkan gempa 8 SR malam ini, teruskan ke keluarga"
    act, reason = speech_act(make_item("h", text, kind="handed_in"), "social")
    assert act == "claim"
    assert "ajakan menyebarkan" in reason


def test_a_handed_in_report_stays_the_work_of_the_press(make_item):
    text = "BMKG memperingatkan gempa 8 SR malam ini, teruskan ke keluarga"
    for mark in ({"dateline": "SAMARINDA, Kabar Tepian"}, {"editor": "Yanti Mulyono"}):
        assert speech_act(make_item("h", text, kind="handed_in", **mark), "social")[0] == "report"


def test_offers_in_mathematical_letters_are_read_like_plain_ones():
    plain = "undian berhadiah untuk warga, klik link berikut sebelum jam 9"
    fancy = "".join(chr(0x1D5EE + ord(c) - ord("a")) if c.isalpha() else c for c in plain)
    assert act_of(fancy) == act_of(plain)
    assert act_of(plain)[0] == "claim"


def test_the_quote_is_a_published_sentence_of_at_most_200_characters(make_item):
    text = "Assalamualaikum semua. Pemprov membuka rekrutmen 500 honorer sampai 30 November. Sebarkan!!"
    assert claim_sentence(make_item("a", text)) == "Pemprov membuka rekrutmen 500 honorer sampai 30 November."
    long = claim_sentence(make_item("a", "Pemprov membuka rekrutmen " + "honorer " * 60))
    assert len(long) <= 200
    assert long.endswith("…")
    assert claim_sentence(make_item("a", None)) is None


def test_a_broken_cue_file_is_answered_with_the_file_and_the_cure(tmp_path):
    path = tmp_path / "cues.toml"
    cue = '[[cue]]\nact = "klaim"\nname = "x"\npoints = 1\npatterns = ["a"]\n'
    path.write_text(f'claim_at = 3\nmargin = 2\norder = ["satire"]\n{cue}', encoding="utf-8")
    with pytest.raises(AnalysisError, match=r"cues\.toml: act = 'klaim' is none of"):
        load_cues(path)
    path.write_text("claim_at = 3\n", encoding="utf-8")
    with pytest.raises(AnalysisError, match="order is missing"):
        load_cues(path)


def test_a_megabyte_without_an_end_of_sentence_is_judged_at_once():
    started = time.process_time()
    act_of("kata " * 200_000)
    assert time.process_time() - started < 1
