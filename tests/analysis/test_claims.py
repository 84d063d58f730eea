"""The sentences of a text that can be quoted, and the words by which people know a kind of utterance."""

import time
import tomllib
from typing import get_args

import pytest

from analysis import AnalysisError
from analysis.claims import CUES, QUOTE_CHARACTERS, _cues, cues_in, quoted, sentences_of
from analysis.region import SHIPPED
from archive.records import UtteranceKind

SAID = "Assalamualaikum semua. Pemprov membuka rekrutmen 500 honorer sampai 30 November. Sebarkan!!"


def test_the_sentences_of_a_text_are_those_that_say_enough_to_be_quoted():
    assert sentences_of(SAID) == ["Pemprov membuka rekrutmen 500 honorer sampai 30 November."]


def test_a_text_of_short_sentences_is_quoted_as_it_is():
    assert sentences_of("Awas! Banjir!") == ["Awas!", "Banjir!"]
    assert sentences_of(" \n ") == []


def test_a_sentence_that_is_said_twice_is_quoted_once():
    assert len(sentences_of("Jalan poros putus total malam ini.\n" * 3)) == 1


def test_a_quote_is_published_words_of_at_most_200_characters():
    long = quoted("Pemprov membuka rekrutmen " + "honorer " * 60)
    assert len(long) <= QUOTE_CHARACTERS
    assert long.startswith("Pemprov membuka rekrutmen")
    assert long.endswith("…")


def test_the_reason_shows_at_most_three_words_of_the_kind_as_they_stand_in_the_text():
    found = cues_in("INFO PENTING: Dishub resmi menutup jembatan, klik link berikut, undian berhadiah, tolong disebarkan", "claim")
    assert len(found) == 3
    assert "tolong disebarkan" in found


def test_cues_are_found_behind_mathematical_letters():
    assert cues_in("𝗦𝗲𝗯𝗮𝗿𝗸𝗮𝗻 ke semua grup", "claim") == ["sebarkan"]


def test_a_word_inside_another_is_no_cue():
    assert cues_in("saya di kesebaran data", "claim") == []


def test_every_kind_of_the_cue_file_is_a_kind_of_utterance():
    kinds = set(tomllib.loads(CUES.read_text(encoding="utf-8")))
    assert kinds <= set(get_args(UtteranceKind))
    assert "claim" in kinds


def test_the_cues_name_no_person_of_the_region():
    words = CUES.read_text(encoding="utf-8").lower()
    people = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["person"]
    assert [person["name"] for person in people if person["name"].lower() in words] == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("claim = [", "cannot be read as TOML"), ("claim = [['(']]\n", "mend the pattern"), ("claim = 3\n", "mend the pattern")],
)
def test_a_broken_cue_file_is_answered_with_the_file_and_the_cure(tmp_path, content, complaint):
    path = tmp_path / "cues.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AnalysisError, match=rf"cues\.toml: .*{complaint}"):
        _cues(path)


def test_a_megabyte_without_an_end_of_sentence_is_read_at_once():
    started = time.process_time()
    sentences_of("kata " * 200_000)
    cues_in("kata " * 200_000, "claim")
    assert time.process_time() - started < 1
