"""What posts are taken for: our own labelled posts by half, and the share of claims among other people's opinions.

Run by hand: ``python tests/eval/claims.py [POSTS.csv …]``; a POSTS.csv has the column full_text and holds opinions, so that every claim
found in it counts as a false flag. Exit status 1 when a figure of the test half falls below its floor in ``floors.toml``.
"""

import csv
import sys
import tomllib
from collections import Counter
from pathlib import Path

from analysis.claims import act_of

HERE = Path(__file__).parent
ACTS = ("claim", "criticism", "complaint", "question", "opinion", "satire", "other")


def confusion(topics, half):
    pairs = ((act, text) for topic in topics if topic["half"] == half for act in ACTS for text in topic[act])
    return Counter((act, act_of(text)[0]) for act, text in pairs)


def main(paths):
    topics = tomllib.loads((HERE.parent / "analysis" / "posts.toml").read_text(encoding="utf-8"))["topic"]
    for half in ("tune", "test"):
        counts = confusion(topics, half)
        print(f"{half}: labelled (rows) and read as (columns)")
        print(" " * 10 + "".join(f"{act[:9]:>10}" for act in ACTS))
        for act in ACTS:
            print(f"{act:<10}" + "".join(f"{counts[act, read]:>10}" for read in ACTS))
    claims = sum(counts["claim", read] for read in ACTS)
    recall = counts["claim", "claim"] / claims
    innocent = sum(n for (act, _), n in counts.items() if act != "claim")
    flagged = sum(n for (act, read), n in counts.items() if act != "claim" and read == "claim")
    print(f"test half: {recall:.2f} of {claims} claims found; {flagged} of {innocent} other posts taken for a claim")
    for path in paths:
        if not path.is_file():
            print(f"{path}: not here; not measured")
            continue
        with path.open(encoding="utf-8", newline="") as file:
            texts = [row["full_text"] for row in csv.DictReader(file)]
        print(f"{path.name}: {sum(act_of(text)[0] == 'claim' for text in texts)} of {len(texts)} taken for a claim")
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["claims"]
    low = recall < floors["recall"] or flagged > floors["false_flags"]
    print("a floor was broken" if low else "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
