"""The region file: what it must say, and what a mistake in it is answered with."""

import pytest

from analysis import AnalysisError
from analysis.region import load_region

OTHER = """
[region]
id = "tuah"
name = "Tuah Selatan"
short = "Tusel"
government = ["Gubernur", "Wakil Gubernur"]

[[place]]
id = "Mertapada"
name = "Kota Mertapada"
aliases = ["Mertapada"]
"""


def write(tmp_path, text):
    path = tmp_path / "region.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_region_knows_ten_kabupaten_and_kota():
    region = load_region()
    places = {term.entity for names in region.terms.values() for term in names if term.kind == "place"}
    assert len(places) == 10
    assert {"Samarinda", "Mahakam Ulu", "Penajam Paser Utara"} <= places


def test_another_province_is_another_file(tmp_path):
    region = load_region(write(tmp_path, OTHER))
    assert region.name == "Tuah Selatan"
    names = [" ".join(term.words) for term in region.terms["wakil"]]
    assert names[0] == "wakil gubernur prov tuah selatan"  # the longest first
    assert names[-1] == "wakil gubernur tusel"


@pytest.mark.parametrize(
    ("addition", "said"),
    [
        ('[[place]]\nid = "Loa"\n', "place Loa: name is missing; add it"),
        ('[[place]]\nid = "Loa"\nname = "Loa"\nalias = ["Lo"]\n', "place Loa: unknown key alias; did you mean aliases?"),
        ('[[place]]\nid = "Loa"\nname = "Loa"\naliases = "Lo"\n', "place Loa: aliases = 'Lo' must be a list of names in quotes"),
        ('[[persons]]\nname = "A"\n', "unknown table persons; did you mean person?"),
        ('[[person]]\nname = "Budi Awan"\nrole = "Bupati"\nfrom = "kemarin"\n', "person Budi Awan: from = 'kemarin' is no date"),
        ('[[person]]\nname = "Budi Awan"\nrole = "Bupati"\nfrom = "2025"\nto = "2024"\n', "person Budi Awan: to lies before from"),
        ('[[person]]\nname = "Budi Awan"\nrole = "Bupati"\nfrom = "2025"\nplace = "Loa"\n', "place = 'Loa' is no [[place]] of this file"),
        ('[[programme]]\nname = "Maju"\nguarded = ["Maju"]\n', "programme Maju: guarded names need near"),
    ],
)
def test_a_mistake_is_answered_with_file_entry_key_and_cure(tmp_path, addition, said):
    path = write(tmp_path, OTHER + addition)
    with pytest.raises(AnalysisError) as error:
        load_region(path)
    assert said in str(error.value)
    assert str(path) in str(error.value)


def test_a_file_that_is_not_there_is_an_expected_error(tmp_path):
    with pytest.raises(AnalysisError, match=r"none\.toml: cannot be read"):
        load_region(tmp_path / "none.toml")
