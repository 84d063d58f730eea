"""Does nothing innocent become a case, and does what is known to be false? On our own texts, and on other people's opinions.

``python -m tests.eval.firewall [TWEETS.csv …]``: ``flags_test.csv`` (claims that pass on what ``flags_factchecks.csv`` has checked, claims
without a match, and innocents about the very same subjects), ``utterances_test.csv`` (every kind, against the same fact-checks), and
``flips.csv`` (pairs that differ in tone or in whom they speak about). None of it taught the gate or chose a threshold: that was
``utterances_train.csv`` and ``flags_dev.csv``. A TWEETS.csv has the column full_text and holds opinions, so that every case is a false
flag. With ``--dev`` the figures of the development texts are printed as well. Exit status 1 when a figure breaks its floor in
``firewall_floors.toml``.
"""

import csv
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

from scipy.stats import beta

from analysis.embedding import load
from analysis.utterances import load_gate
from tests.eval.flags import check_of, flags

HERE = Path(__file__).parent
CACHE = Path(tempfile.gettempdir()) / "pantau-model"


def read(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def interval(count, total):
    """The exact 95 % interval of a part (Clopper and Pearson 1934)."""
    low = beta.ppf(0.025, count, total - count + 1) if count else 0.0
    high = beta.ppf(0.975, count + 1, total - count) if count < total else 1.0
    return f"{count} of {total} = {count / max(total, 1):.1%} [{low:.1%}; {high:.1%}]"


def kinds_read(name, rows, found):
    """How many claims are read as claims, and what else is taken for one, by kind; returns the part of claims and of the others."""
    read_as = [utterance.kind for utterance, _ in found]
    claims = [got == "claim" for row, got in zip(rows, read_as, strict=True) if row["kind"] == "claim"]
    taken = Counter(row["kind"] for row, got in zip(rows, read_as, strict=True) if row["kind"] != "claim" and got == "claim")
    others = Counter(row["kind"] for row in rows if row["kind"] != "claim")
    right = sum(row["kind"] == got for row, got in zip(rows, read_as, strict=True))
    print(f"{name}: claims read as claims {interval(sum(claims), len(claims))}; others read as claims "
          f"{interval(taken.total(), others.total())}; right kind {right / len(rows):.3f}")  # fmt: skip
    print("  taken for a claim: " + ", ".join(f"{kind} {taken[kind]}/{number}" for kind, number in sorted(others.items())))
    return sum(claims) / max(len(claims), 1), taken.total() / max(others.total(), 1)


def cases(name, rows, found):
    """How many innocents became a case, by kind, and how many false claims with a match did; returns both as lists of booleans."""
    listed = [weighed.listed for _, weighed in found]
    innocent = [(row["kind"], case) for row, case in zip(rows, listed, strict=True) if row["kind"] != "claim"]
    flagged = Counter(kind for kind, case in innocent if case)
    print(f"{name}: innocents that became a case {interval(flagged.total(), len(innocent))} {dict(flagged) or ''}")
    for how in ("near", "paraphrase", "template", "unmatched"):
        some = [case for row, case in zip(rows, listed, strict=True) if row.get("how") == how]
        if some:
            print(f"  {how}: {interval(sum(some), len(some))} became a case")
    matched = [case for row, case in zip(rows, listed, strict=True) if row.get("case") == "1"]
    if matched:
        print(f"  all with a fact-check or template: {interval(sum(matched), len(matched))}")
    return [case for _, case in innocent], matched


def opinions(path, checks, encoder, gate):
    with path.open(encoding="utf-8", newline="") as file:
        rows = [{"id": str(n), "platform": "x", "text": row["full_text"]} for n, row in enumerate(csv.DictReader(file))]
    found = flags(rows, checks, encoder, gate)
    print(f"{path.name}: read as claims {interval(sum(u.kind == 'claim' for u, _ in found), len(found))}; "
          f"cases {interval(sum(w.listed for _, w in found), len(found))}")  # fmt: skip


def flips(checks, encoder, gate):
    """The part of pairs that keep their score, and of those that stay both or neither a case."""
    rows = read("flips.csv")
    sides = [flags([{"id": row["id"], "platform": "x", "text": row[side]} for row in rows], checks, encoder, gate) for side in "ab"]
    same, alike = 0, 0
    for what in ("tone", "target"):
        pairs = [(row, a, b) for row, a, b in zip(rows, *sides, strict=True) if row["what"] == what]
        scores = sum(a[1].score == b[1].score for _, a, b in pairs)
        listed = sum(a[1].listed == b[1].listed for _, a, b in pairs)
        same, alike = same + scores, alike + listed
        kinds = sum(a[0].kind == b[0].kind for _, a, b in pairs)
        print(f"{what} changed, of {len(pairs)}: same score {scores}, same case {listed}, same kind {kinds}")
        for row, a, b in pairs:
            if (a[1].score, a[1].listed) != (b[1].score, b[1].listed):
                print(f"  {row['id']}: {a[1].score} / {b[1].score}, case {a[1].listed} / {b[1].listed}")
    return same / len(rows), alike / len(rows)


def main(arguments):
    encoder, gate = load(None, CACHE), load_gate(CACHE)
    checks = [check_of(row) for row in read("flags_factchecks.csv")]
    if "--dev" in arguments:
        dev, dev_checks = read("flags_dev.csv"), [check_of(row) for row in read("flags_dev_factchecks.csv")]
        found = flags(dev, dev_checks, encoder, gate)
        kinds_read("development", dev, found)
        cases("development", dev, found)
    rows, more = read("flags_test.csv"), read("utterances_test.csv")
    found, others = flags(rows, checks, encoder, gate), flags(more, checks, encoder, gate)
    recall, _ = kinds_read("utterances_test.csv", more, others)
    kinds_read("flags_test.csv", rows, found)
    innocent, matched = cases("flags_test.csv", rows, found)
    innocent_too, _ = cases("utterances_test.csv", more, others)
    every = innocent + innocent_too
    press = [w.listed for row, (_, w) in zip([*rows, *more], [*found, *others], strict=True) if row["platform"] in ("news", "official")]
    print(f"together: innocents that became a case {interval(sum(every), len(every))}")
    print(f"texts of press and offices that became a case: {sum(press)} of {len(press)}")
    same, alike = flips(checks, encoder, gate)
    for path in (Path(name) for name in arguments if not name.startswith("-")):
        if path.is_file():
            opinions(path, checks, encoder, gate)
        else:
            print(f"{path}: not here; not measured")
    floors = tomllib.loads((HERE / "firewall_floors.toml").read_text(encoding="utf-8"))
    low = [
        name
        for name, held in (
            ("claims", recall >= floors["claims"]),
            ("false_flags", sum(every) / len(every) <= floors["false_flags"]),
            ("press", sum(press) <= floors["press"]),
            ("matched", sum(matched) / len(matched) >= floors["matched"]),
            ("flips", same >= floors["flips"]),
            ("flips_cases", alike >= floors["flips_cases"]),
        )
        if not held
    ]
    print(f"broken: {', '.join(low)}" if low else "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
