"""A heading that claims what the text below it, or the article it links to, does not say."""

from dataclasses import replace

import pytest

from analysis.contexts import Shared
from analysis.signals import headline

BODY = (
    "Sebuah rumah di Jalan Sirad Salman terbakar pada Selasa sore. Api padam setelah satu jam berkat enam unit mobil pemadam. "
    "Pemilik rumah dan keluarganya sedang berada di pasar ketika api mulai menyala dari dapur, sehingga tidak ada korban tewas. "
    "Petugas masih mendata kerugian dan memeriksa sambungan listrik di bagian belakang bangunan."
)


@pytest.fixture
def headed(make_context):
    def score(title, body=BODY, **rest):
        context = make_context(posts=1, text=f"{title}\n\n{body}", **rest)
        claims = tuple(replace(claim, title=title) for claim in context.claims)
        return headline.score(replace(context, claims=claims))

    return score


@pytest.fixture
def linked(make_context):
    def score(text, article=BODY):
        shared = (Shared("n0", "a", "Rumah Terbakar di Sirad Salman", article),)
        return headline.score(make_context(posts=1, text=f"{text} https://koran.example/rumah", shared=shared))

    return score


def test_a_number_that_the_text_does_not_give_is_told(headed):
    signal = headed("GEGER! 7 orang luka dalam kebakaran Sirad Salman")
    assert "Judul menyebut 7" in signal.reason
    assert signal.item_ids == ("n0",)


def test_a_happening_that_the_text_denies_is_told(headed):
    assert "“tewas”; teks di bawahnya menyatakan tidak demikian" in headed("Satu keluarga tewas terpanggang di Sirad Salman").reason


def test_several_gaps_count_more_than_one(headed):
    one, more = headed("Satu keluarga tewas di Sirad Salman"), headed("9 orang tewas, pemilik ditangkap di Sirad Salman")
    assert 0 < one.score < more.score <= 1


@pytest.mark.parametrize(
    "title",
    [
        "Rumah terbakar di Sirad Salman, 6 unit pemadam turun",
        "Tidak ada korban tewas dalam kebakaran Sirad Salman",
        "Ngeri sekali kejadian ini",
        "Pemilik selamat",
    ],
)
def test_a_heading_that_its_text_bears_out_or_that_says_nothing_checkable_is_left_alone(headed, title):
    body = BODY + " Pemilik selamat."
    assert headed(title, body) is None


def test_a_short_text_has_no_room_to_say_what_its_heading_says(headed):
    assert headed("7 orang tewas di Sirad Salman", "Simak videonya sampai habis ya.") is None


def test_a_post_that_changes_the_number_of_the_article_it_links_to_is_told(linked):
    article = "Kebakaran di Sirad Salman menghanguskan 3 rumah warga, Selasa sore. Petugas pemadam tiba dalam sepuluh menit."
    signal = linked("Kebakaran Sirad Salman menghanguskan 30 rumah warga, petugas pemadam telat", article)
    assert "Unggahan menyebut 30" in signal.reason
    assert "berita yang ditautkan menyebut 3" in signal.reason


def test_what_somebody_thinks_of_an_article_is_no_claim_about_it(linked):
    assert linked("Kebakaran Sirad Salman lagi, petugas pemadam kok baru datang setelah satu jam, 5 tahun begini terus") is None


def test_praise_blame_and_names_leave_the_score_alone(headed):
    titles = (f"{tone} 7 orang luka di Sirad Salman" for tone in ("Hebat gubernur!", "Payah gubernur!", "Wali Kota Toni Langsat:"))
    assert len({headed(title).score for title in titles}) == 1


@pytest.mark.parametrize("text", ["", "tewas " * 40_000, "7" * 100_000, "“" * 5000])
def test_any_text_is_read(headed, text):
    headed(text or " ", text)
