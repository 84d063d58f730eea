"""How well claims find their fact-checks, and how rarely other texts find one.

Run by hand: ``python tests/eval/factchecks.py CLAIMS.csv [NEWS.csv …]``. CLAIMS.csv has the columns Judul (title of a fact-check), Isi
Artikel (its text) and narasi_hoax (the claim as it went round); each NEWS.csv has Title and FullText, or full_text: texts that no
fact-check of the first file is about. Thresholds were chosen on the even rows; the figures and the floors are of the odd rows. Without
the file nothing is measured, and the script says so. Exit status 1 when a figure falls below its floor in ``floors.toml``.
"""

import csv
import sys
import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from analysis.embedding import centred, load, reference_texts, text_of
from analysis.factchecks import match
from analysis.thresholds import load_thresholds
from archive.records import FactCheck, Item

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CACHE = Path(tempfile.gettempdir()) / "pantau-model"


def post(number, text):
    return Item(
        f"{number:05}", "s", "post", None, None, None, None, text, None, None, None, (), False, "id", None, None, None, None, NOW
    )  # fmt: skip


def check(number, row, *, with_text):
    title = " ".join(row["Judul"].split())
    body = row["Isi Artikel"] if with_text else None
    return FactCheck(f"{number:05}", "f", "", title, title, "false", None, "p", body, None, None, None, None, NOW)


def rows_of(path):
    csv.field_size_limit(10**8)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def others(path):
    texts = [row.get("full_text") or f"{row.get('Title') or ''}. {(row.get('FullText') or '')[:250]}" for row in rows_of(path)]
    return [text for text in texts if len(text) > 20][1::2]


def best_of(items, vectors, checks, check_vectors, thresholds):
    """The best match of each item that has one."""
    found = match({item.id: [item] for item in items}, vectors, checks, check_vectors, NOW.date(), thresholds)
    best = {}
    for m in found:
        best.setdefault(m.item_id, m)
    return best


def main(paths):
    if not paths or not paths[0].is_file():
        print(f"{paths[0] if paths else 'CLAIMS.csv'}: no claims here; nothing was measured")
        return 0
    rows = rows_of(paths[0])
    thresholds, encoder = load_thresholds(), load(None, CACHE)
    reference = encoder.encode(reference_texts())

    def embedded(records):
        return centred(dict(zip((r.id for r in records), encoder.encode([text_of(r) for r in records]), strict=True)), reference)

    odd = [post(number, row["narasi_hoax"]) for number, row in enumerate(rows) if number % 2 and row["narasi_hoax"]]
    idle = [post(90_000 + number, text) for number, text in enumerate(t for path in paths[1:] for t in others(path))]
    spoken, unrelated = embedded(odd), embedded(idle)
    floors = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))["factchecks"]
    low = []
    for name, with_text in (("with_text", True), ("title_only", False)):
        checks = [check(number, row, with_text=with_text) for number, row in enumerate(rows)]
        known = embedded(checks)
        best = best_of(odd, spoken, checks, known, thresholds)
        stray = best_of(idle, unrelated, checks, known, thresholds)
        right = {i for i, m in best.items() if m.factcheck_id == i}
        strong = {i for i, m in best.items() if m.strength == "strong"}
        idle_strong = sum(m.strength == "strong" for m in stray.values())
        recall = len(right & strong) / len(odd)
        precision = len(right & strong) / max(len(strong) + idle_strong, 1)
        print(
            f"{name}: of {len(odd)} claims {len(right) / len(odd):.3f} have the right fact-check first; strong: recall {recall:.3f}, "
            f"precision {precision:.3f} ({len(strong - right)} wrong, {idle_strong} of {len(idle)} unrelated texts; "
            f"{len(stray) - idle_strong} more only suggested)"
        )
        for figure, value in (("recall", recall), ("precision", precision)):
            floor = floors[f"{name}_{figure}"]
            if value < floor:
                low.append(f"{name} {figure}: {value:.3f} is below {floor}")
    print("\n".join(low) or "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
