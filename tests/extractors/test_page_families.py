"""Whole pages of many families of sites, against what a careful editor took down from them (tests/examples/pages/README.md)."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from extractors.article import join_pages, read_article
from tests.eval.page_families import FIELDS, PAGES, accuracies, baseline, compare, pages, read, read_at, score, source_of, total, wanted_of

SEEN, HELD, LATER = pages("seen"), pages("held"), pages("later")
FLOORS = tomllib.loads((Path(__file__).parent.parent / "eval" / "floors.toml").read_text(encoding="utf-8"))["page_families"]
KEYS = {"url", "kind", "title", "authors", "editor", "published", "zone_source", "dateline", "advertorial", "text"}


def name_of(page):
    return page.stem.replace("_", " ")


def article_of(page):
    wanted = wanted_of(page)
    return read_article(page.read_bytes(), wanted["url"], source_of(wanted), read_at(wanted))


@pytest.fixture(scope="module")
def held():
    """The scores of the pages that no rule was tuned on, with what they should say."""
    wanted = [wanted_of(page) for page in HELD]
    return [score(one, read(page, one)) for page, one in zip(HELD, wanted, strict=True)], wanted


@pytest.mark.parametrize("page", SEEN, ids=name_of)
def test_a_page_gives_its_paragraphs_and_nothing_around_them(page):
    wanted = wanted_of(page)
    result = score(wanted, read(page, wanted))
    assert result.leaked == []
    assert result.f1 >= FLOORS["seen_f1"], result.missed


@pytest.mark.parametrize("page", SEEN, ids=name_of)
def test_a_page_gives_who_wrote_it_when_and_where_from(page):
    wanted = wanted_of(page)
    assert score(wanted, read(page, wanted)).wrong == {}


def test_pages_that_no_rule_was_tuned_on_give_their_paragraphs(held):
    scores, _ = held
    assert total(scores).f1 >= FLOORS["held_f1"]


def test_little_else_leaks_from_pages_that_no_rule_was_tuned_on(held):
    scores, _ = held
    assert len(total(scores).leaked) <= FLOORS["held_leaks"]


@pytest.mark.parametrize("name", FIELDS)
def test_fields_of_pages_that_no_rule_was_tuned_on_are_read(held, name):
    assert accuracies(*held)[name] >= FLOORS[f"held_{name}"]


def test_pages_that_were_written_blind_afterwards_are_still_read_as_well():
    wanted = [wanted_of(page) for page in LATER]
    scores = [score(one, read(page, one)) for page, one in zip(LATER, wanted, strict=True)]
    assert total(scores).f1 >= FLOORS["later_f1"]
    assert accuracies(scores, wanted)["kind"] >= FLOORS["later_kind"]


@pytest.mark.parametrize("half", ["seen", "held"])
def test_the_rules_beat_the_general_extractor_alone(half, held):
    wanted = [wanted_of(page) for page in pages(half)]
    ours = held[0] if half == "held" else [score(one, read(page, one)) for page, one in zip(SEEN, wanted, strict=True)]
    theirs = [compare(one["text"], baseline(page)) for page, one in zip(pages(half), wanted, strict=True)]
    assert total(ours).f1 > total(theirs).f1 + 0.2


@pytest.mark.parametrize("page", [page for page in SEEN if "stories" in wanted_of(page)], ids=name_of)
def test_a_listing_of_whole_texts_splits_into_its_stories(page):
    from extractors.article import split_stories

    wanted = wanted_of(page)
    found = split_stories(page.read_bytes(), wanted["url"], source_of(wanted), read_at(wanted))
    assert [{"title": one.title, "dateline": one.dateline, "text": one.body} for one in found] == wanted["stories"]


@pytest.mark.parametrize("page", [page for page in SEEN if "rest" in wanted_of(page)], ids=name_of)
def test_the_first_page_of_a_story_says_where_the_rest_is(page):
    assert list(article_of(page).rest) == wanted_of(page)["rest"]


def test_the_pages_of_a_story_join_in_order():
    first, second = (PAGES / "seen" / f"wppaged_ambulans_{which}.html" for which in ("satu", "dua"))
    joined = join_pages(article_of(first), [article_of(second)])
    assert joined.body == f"{wanted_of(first)['text']}\n\n{wanted_of(second)['text']}"


def test_every_page_says_all_that_it_should_give():
    for half in ("seen", "held", "later"):
        assert {path.stem for path in (PAGES / half).glob("*.json")} == {page.stem for page in pages(half)}
    for page in (*SEEN, *HELD, *LATER):
        wanted = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
        assert KEYS <= set(wanted) <= KEYS | {"read_at", "stories", "rest"}, page.name
        assert len(page.read_bytes()) >= 12_000, f"{page.name}: too small to be a whole page"


def test_no_page_is_in_both_halves_and_families_are_many():
    families = [{page.stem.split("_")[0] for page in half} for half in (SEEN, HELD, LATER)]
    assert not families[0] & families[1]
    assert not families[2] & (families[0] | families[1])
    assert sum(map(len, families)) >= 28
    assert len(SEEN) + len(HELD) >= 50
