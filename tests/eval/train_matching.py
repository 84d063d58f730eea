"""Learns the weights of ``analysis/matching.toml`` and prints them.

``python -m tests.eval.train_matching 2025.csv HEADLINES.csv SLUGS.csv``: the first is claims_extracted_788.csv, of which only the even rows
ask; the others are jibranfawaid_2021.csv and debunks_2019_990.csv. All their fact-checks stand in one archive, once with titles alone and
once with texts. A pair is right when the two are about the same claim (:mod:`tests.eval.matching_data`). Every wrong pair counts twice:
once as it is, and once for the same claim asked of an archive from which the right fact-checks are gone, because most claims of a day were
checked by nobody. The reworded tables learn from the claims of ``flags_dev.csv`` too, which say in people's own words, or fill anew, what
``flags_dev_factchecks.csv`` has checked: these stand in one archive with all others, and the pairs of the sets above count :data:`COPIED`
beside them.
"""

import sys
from pathlib import Path

import numpy as np

from analysis.comparison import Comparison, title_of
from tests.eval.matching_data import Row, SameClaim, Vectors, read_2018, read_2025, rows_of

HERE = Path(__file__).parent
TITLE = ("meaning", "letters", "lead", "spelt", "covered", "said", "amount", "missing", "phrases", "length", "breadth", "numbers_same",
    "numbers_differ", "places_same", "places_differ", "companies_same", "companies_differ", "denied")  # fmt: skip
TEXT = (*TITLE, "told", "quoted", "opening")
COPIED = 0.05
RIGHT = 4.0
"""What a right pair counts beside a wrong one where claims are reworded: a missed suggestion is worse than an idle one."""


def pairs(rows, asking, vectors, *, with_text):
    """Views of every pair that the asking rows are compared with, and which pairs are about the same claim."""
    bodies = [row.body if with_text else "" for row in rows]
    archive = Comparison([title_of(row.title, row.title) for row in rows], bodies, vectors.of(check_texts(rows, with_text=with_text)))
    claims = [rows[place].claim for place in asking]
    first, second, views = archive.compare(claims, vectors.of([opening(claim) for claim in claims]))
    same = SameClaim(rows)
    right = np.array([same(asking[i], j) for i, j in zip(first.tolist(), second.tolist(), strict=True)])
    return views, right


def check_texts(rows, *, with_text):
    """What is embedded of a fact-check whose claim is its title."""
    return ["\n".join(part for part in (row.title, opening(row.body if with_text else "")) if part) for row in rows]


def opening(text):
    return " ".join(text[:50_000].split())[:500].rstrip()


def reworded_pairs(others, vectors, *, with_text):
    """The same for the claims of the development flags, asked of their fact-checks and of all ``others``."""
    asking = [row for row in rows_of(HERE / "flags_dev.csv") if row["kind"] == "claim"]
    checks = [Row(row["target_id"], row["title"], row["text"], row["date"], "") for row in rows_of(HERE / "flags_dev_factchecks.csv")]
    rows = checks + others
    bodies = [row.body if with_text else "" for row in rows]
    archive = Comparison([title_of(row.title, row.title) for row in rows], bodies, vectors.of(check_texts(rows, with_text=with_text)))
    claims = [row["text"] for row in asking]
    first, second, views = archive.compare(claims, vectors.of([opening(claim) for claim in claims]))
    right = np.array([asking[i]["target_id"] == rows[j].id for i, j in zip(first.tolist(), second.tolist(), strict=True)])
    return views, right


def learned(views, right, names, counts, strictness=1.0):
    """Bias and weights by name; ``counts`` is what each pair counts."""
    from sklearn.linear_model import LogisticRegression

    matrix = np.stack([views[name] for name in names], axis=1).astype(np.float64)
    mean = np.average(matrix, axis=0, weights=counts)
    spread = np.sqrt(np.average((matrix - mean) ** 2, axis=0, weights=counts)) + 1e-9
    model = LogisticRegression(C=strictness, max_iter=5000).fit((matrix - mean) / spread, right, sample_weight=counts)
    weights = model.coef_[0] / spread
    return {"bias": float(model.intercept_[0] - weights @ mean)} | dict(zip(names, weights.tolist(), strict=True))


def show(table, found):
    print(f"\n[{table}]\n" + "\n".join(f"{name} = {weight:.3f}" for name, weight in found.items()))


def main(paths):
    if len(paths) != 3 or not all(path.is_file() for path in paths):
        print("the three sets are not here; nothing was learned")
        return 0
    newer, older = read_2025(paths[0]), read_2018(*paths[1:])
    rows = newer + older
    asking = [n for n, row in enumerate(rows) if row.claim and (n >= len(newer) or n % 2 == 0)]
    vectors = Vectors()
    for table, names, with_text in (("title", TITLE, False), ("text", TEXT, True)):
        views, right = pairs(rows, asking, vectors, with_text=with_text)
        show(table, learned(views, right, names, np.where(right, 1.0, 2.0)))
        told, same = reworded_pairs(rows, vectors, with_text=with_text)
        both = {name: np.concatenate([told[name], views[name]]) for name in names}
        counts = np.concatenate([np.where(same, RIGHT, 1.0), np.full(len(right), COPIED)])
        show(f"reworded_{table}", learned(both, np.concatenate([same, right]), names, counts, 0.1))
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
