"""The tone of the texts of a file, and how often the reader is right.

``python -m tests.eval.tone IN.csv OUT.csv``: IN has the columns id and text, OUT gets id and tone (positif, netral, negatif). Every text
gets its likeliest tone, sure or not; only what cannot be read at all (empty, one word, other scripts) gets "tidak dinilai".

``python -m tests.eval.tone --figures SMSA_DIR NUSAX_DIR IKN_DIR`` prints macro-F1 on the test parts: of every text, and of those that the
reader is sure of, with their share. A set whose folder is absent is left out in one line. Exit status 1 when a figure falls below its floor
in ``tone_floors.toml``. Nothing was trained or chosen on a test part; IKN is for evaluation only.
"""

import csv
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from analysis.tone import load_tone
from tests.eval import tone_data

CACHE = Path(tempfile.gettempdir()) / "pantau-model"
FLOORS = Path(__file__).with_name("tone_floors.toml")


def judge_file(source, target):
    with Path(source).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if rows and not {"id", "text"} <= set(rows[0]):
        print(f"{source}: the columns id and text are needed; found {', '.join(rows[0])}")
        return 2
    judged = load_tone(CACHE).guess([row["text"] or "" for row in rows])
    with Path(target).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "tone"])
        writer.writerows([row["id"], one.tone] for row, one in zip(rows, judged, strict=True))
    print(f"{len(rows)} texts")
    return 0


def sets(smsa, nusax, ikn):
    """The test texts by the name of their set."""
    found = {}
    for folder, read in (
        (smsa, lambda: {"smsa": tone_data.smsa(smsa, "test")}),
        (nusax, lambda: {f"nusax_{language}": tone_data.nusax(nusax, language, "test") for language in tone_data.NUSAX}),
        (ikn, lambda: {"ikn": tone_data.ikn(ikn)}),
        (tone_data.OWN, lambda: {"own": tone_data.own("test")}),
    ):
        if folder.exists():
            found |= read()
        else:
            print(f"{folder}: not here; its figures were not measured")
    return found


def figures(smsa, nusax, ikn):
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    reader, low = load_tone(CACHE), []
    print(f"version {reader.version}")
    for name, texts in sets(smsa, nusax, ikn).items():
        words, right = [text for text, _ in texts], [tone for _, tone in texts]
        began = time.monotonic()
        guessed = [one.tone for one in reader.guess(words)]
        speed = len(words) / (time.monotonic() - began)
        value = tone_data.macro_f1(right, guessed)
        kept = [(tone, one.tone) for tone, one in zip(right, reader.read(words), strict=True) if one.tone != "tidak dinilai"]
        sure, share = tone_data.macro_f1([a for a, _ in kept], [b for _, b in kept]), len(kept) / len(texts)
        print(f"{name}: {len(texts)} texts, macro-F1 {value:.3f}; sure of {share:.1%}, of these {sure:.3f}; {speed:.0f} a second")
        if value < floors[name]:
            low.append(f"{name}: {value:.3f} is below {floors[name]}")
    print("\n".join(low) or "floors held")
    return 1 if low else 0


def main(arguments):
    if arguments[:1] == ["--figures"] and len(arguments) == 4:
        return figures(*map(Path, arguments[1:]))
    if len(arguments) == 2:
        return judge_file(*arguments)
    print("python -m tests.eval.tone IN.csv OUT.csv, or --figures SMSA_DIR NUSAX_DIR IKN_DIR")
    return 2


if __name__ == "__main__":
    csv.field_size_limit(10**9)
    sys.exit(main(sys.argv[1:]))
