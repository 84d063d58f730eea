"""How well claims find their fact-checks, how right strong matches are, and how rarely other texts get one.

``python -m tests.eval.factchecks CLAIMS_2025.csv CLAIMS_2024.csv [NEWS.csv] [TWEETS.csv]``: claims_extracted_788.csv, of which the even
rows and another set taught the weights (:mod:`tests.eval.train_matching`) and the odd rows are reported here;
turnbackhoax_2024_claims.csv, which taught nothing; and texts that no fact-check is about. A *decoy* is a claim asked of an archive from
which every fact-check of the same claim is gone (:mod:`tests.eval.matching_data` says when that is); whatever is strong then is wrong.
Without the files nothing is measured, and the script says so. Exit status 1 when a figure falls below its floor in
``matching_floors.toml``.
"""

import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from analysis.embedding import text_of
from analysis.factchecks import Index
from archive.records import FactCheck, Item
from tests.eval.matching_data import SameClaim, Vectors, read_2024, read_2025, rows_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEPTH = 60


def post(text, item_id="x"):
    return Item(item_id, "s", "post", None, None, None, None, text, None, None, None, (), False, "id", None, None, None, None, NOW)


def check(row, *, with_text):
    body = row.body if with_text else None
    return FactCheck(row.id, "f", "", row.title, row.title, "false", None, "p", body, None, None, None, None, NOW)


def unrelated(paths):
    """Every second text of the news, as headline and beginning, and of the tweets."""
    texts = []
    for path in paths:
        found = [row.get("full_text") or f"{row.get('judul') or ''}. {(row.get('isi_berita') or '')[:250]}" for row in rows_of(path)]
        texts += [text for text in found if len(text) > 20][1::2]
    return texts


def asked(index, texts, vectors):
    rows = vectors.of([text_of(post(text)) for text in texts])
    return index.nearest(texts, rows, [NOW] * len(texts), DEPTH)


def by_letters(rows, asking, same):
    """The baseline: cosine of TF-IDF over character 3- to 5-grams, fitted on the titles. Ranks of the right one, strict and same claim."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigh = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    told = weigh.fit_transform([f"{row.title}\n{row.body}" for row in rows])
    strict, alike = [], []
    for place in asking:
        near = (weigh.transform([rows[place].claim]) @ told.T).toarray()[0]
        order = np.argsort(-near, kind="stable")[:DEPTH]
        strict.append(rank(order == place))
        alike.append(rank(np.array([same(place, int(other)) for other in order])))
    return np.array(strict), np.array(alike)


def rank(right):
    """1 over the rank of the first right one, 0 where there is none."""
    places = np.flatnonzero(right)
    return 1 / (1 + places[0]) if len(places) else 0.0


def measured(name, rows, asking, others, vectors, *, with_text):
    """Prints the figures of one archive and gives those that have floors."""
    checks = [check(row, with_text=with_text) for row in rows]
    index = Index(checks, vectors.by_id(checks))
    found = asked(index, [rows[place].claim for place in asking], vectors)
    place_of = {row.id: place for place, row in enumerate(rows)}
    same = SameClaim(rows)
    strict, alike, right, wrong, decoys = [], [], 0, 0, 0
    for place, nears in zip(asking, found, strict=True):
        places = [place_of[near.factcheck.id] for near in nears]
        good = np.array([same(place, other) for other in places])
        strict.append(rank(np.array(places) == place))
        alike.append(rank(good))
        strong = np.array([near.strength == "strong" for near in nears])
        right += bool(strong[0] and good[0])
        wrong += bool(strong[0] and not good[0])
        decoys += bool((strong & ~good).any())
    strict, alike = np.array(strict), np.array(alike)
    stray = sum(near.strength == "strong" for nears in asked(index, others, vectors) for near in nears[:1])
    recall, precision = right / len(asking), right / max(right + wrong, 1)
    hard = right / max(right + decoys + stray, 1)
    bare = [row if with_text else type(row)(row.id, row.title, "", row.date, row.claim) for row in rows]
    base = by_letters(bare, asking, same)
    print(f"{name}: {len(asking)} claims, {len(rows)} fact-checks")
    for what, ours, theirs in (("strict", strict, base[0]), ("same claim", alike, base[1])):
        print(
            f"  {what}: MRR {ours.mean():.3f}, R@1 {(ours == 1).mean():.3f}, R@10 {(ours >= 0.1).mean():.3f}"
            f" (character TF-IDF {theirs.mean():.3f}, {(theirs == 1).mean():.3f}, {(theirs >= 0.1).mean():.3f})"
        )
    print(
        f"  strong: recall {recall:.3f}; precision {precision:.3f} ({wrong} wrong); with as many decoys and {len(others)} unrelated texts"
        f" {hard:.3f} ({decoys} decoys, {stray} unrelated texts)"
    )
    return {"mrr": strict.mean(), "r10": (strict >= 0.1).mean(), "recall": recall, "precision": precision, "hard_precision": hard}


def main(paths):
    if len(paths) < 2 or not all(path.is_file() for path in paths):
        print("the claims are not here; nothing was measured")
        return 0
    vectors, others = Vectors(), unrelated(paths[2:])
    first, second = read_2025(paths[0]), read_2024(paths[1])
    odd = [n for n, row in enumerate(first) if row.claim and n % 2]
    floors = tomllib.loads(Path(__file__).with_name("matching_floors.toml").read_text(encoding="utf-8"))
    low = []
    for name, rows, asking, with_text in (
        ("2025_titles", first, odd, False),
        ("2025_texts", first, odd, True),
        ("2024_titles", second, [n for n, row in enumerate(second) if row.claim], False),
    ):
        figures = measured(name, rows, asking, others, vectors, with_text=with_text)
        low += [f"{name} {key}: {figures[key]:.3f} is below {floor}" for key, floor in floors[name].items() if figures[key] < floor]
    print("\n".join(low) or "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
