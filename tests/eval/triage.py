"""What is a priority worth? ``python -m tests.eval.triage``: the table ``[precision]`` of ``analysis/triage.toml``, and whether it holds.

``flags_dev.csv`` holds far more texts that deserve a look than any day does, so its three groups count as :data:`DAY` says: claims with a
fact-check or template, other claims, and all else. Among the texts that would be listed, an isotonic regression (Zadrozny and Elkan 2002)
tells the part that deserves a look from the priority. What the table promises is held against ``flags_test.csv``: exit status 1 where the
part that was right lies more than :data:`SLACK` below it. The shares are a reading of what people post about a province and no measurement:
closed cases of the desk are to take their place.
"""

import sys
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np

from analysis.embedding import load
from analysis.triage_rules import load_rules
from analysis.utterances import load_gate
from tests.eval.firewall import read
from tests.eval.flags import check_of, flags

CACHE = Path(tempfile.gettempdir()) / "pantau-model"
DAY = {"deserving": 0.02, "claim": 0.10, "other": 0.88}
"""The part of an ordinary day's posts in each group; an assumption."""
SLACK = 0.1
BINS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def group_of(row):
    return "deserving" if row["case"] == "1" else "claim" if row["kind"] == "claim" else "other"


def listed(rows, checks, encoder, gate):
    """Priority, whether it deserves a look, and its weight on an ordinary day, of every text that would be listed: three arrays."""
    groups = [group_of(row) for row in rows]
    found = [
        (weighed.score, group == "deserving", DAY[group] / groups.count(group))
        for (_, weighed), group in zip(flags(rows, checks, encoder, gate), groups, strict=True)
        if weighed.listed
    ]
    return (np.array(column) for column in zip(*found, strict=True))


def main():
    from sklearn.isotonic import IsotonicRegression

    encoder, gate = load(None, CACHE), load_gate(CACHE)
    sets = {
        name: list(listed(read(f"{name}.csv"), [check_of(row) for row in read(f"{checks}.csv")], encoder, gate))
        for name, checks in (("flags_dev", "flags_dev_factchecks"), ("flags_test", "flags_factchecks"))
    }
    score, deserves, weight = sets["flags_dev"]
    model = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(score, deserves, sample_weight=weight)
    print("priority   listed (dev)   fitted   right on dev   listed (test)   right on test")
    for low, high in pairwise(BINS):
        line = f"{low:.2f} up"
        for place, (score, deserves, weight) in enumerate(sets.values()):
            here = (score >= low) & (score < high)
            right = f"{np.average(deserves[here], weights=weight[here]):.2f}" if here.any() else "–"
            fitted = f"{np.average(model.predict(score[here]), weights=weight[here]):.2f}" if here.any() and not place else ""
            line += f"   {here.sum():>4}   {fitted:>4}   {right:>4}"
        print(line)
    score, deserves, weight = sets["flags_test"]
    broken = False
    table = load_rules().precision
    for (low, part), (high, _) in pairwise((*table, (1.01, 0.0))):
        here = (score >= low) & (score < high)
        right = np.average(deserves[here], weights=weight[here]) if here.any() else part
        broken = broken or right < part - SLACK
        print(f"{low:.2f} up: promised {part:.2f}, right on test {right:.2f} of {here.sum()}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
