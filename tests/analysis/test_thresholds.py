import re

import pytest

from analysis import AnalysisError
from analysis.thresholds import SHIPPED, load_thresholds


def test_the_shipped_thresholds_load_and_have_a_version():
    assert load_thresholds().version


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("shingle_words = 4 ", "shingle_wrods = 4 ", r"unknown key copies\.shingle_wrods; did you mean shingle_words"),
        ("window_days = 14.0 ", "# ", r"narratives\.window_days is missing; restore it from"),
        ("nearest = 3 ", 'nearest = "tiga" ', r"narratives\.nearest = 'tiga' must be a whole number"),
        ("nearest = 3 ", "nearest = true ", r"narratives\.nearest = True must be a whole number"),
        ("silent_windows = 3 ", "silent_windows = -3 ", r"trends\.silent_windows = -3 must be a finite number of at least 0"),
        ("[copies]", "[copies", r"cannot be read as TOML"),
    ],
)
def test_a_mistake_is_told_with_file_key_and_cure(tmp_path, old, new, told):
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "thresholds.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AnalysisError, match=told) as error:
        load_thresholds(path)
    assert str(path) in str(error.value)


def test_a_missing_file_is_told_by_its_path(tmp_path):
    with pytest.raises(AnalysisError, match=re.escape(str(tmp_path / "no.toml"))):
        load_thresholds(tmp_path / "no.toml")


def test_a_whole_number_may_stand_where_a_fraction_is_meant(tmp_path):
    path = tmp_path / "thresholds.toml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace("window_days = 14.0", "window_days = 14"), encoding="utf-8")
    assert load_thresholds(path).narratives.window_days == 14.0
