"""How well a run over the sample week grouped it into its storylines: B-cubed F1 of all items and of posts alone.

Run by hand, from the root of the repository, after `make demo`: ``python -m tests.eval.sample_week sqlite:///var/demo/pantau.db``. The week
is our own, and thresholds were chosen on it: these figures tell when something breaks, not how the monitor does on other people's words.
Items outside the named storylines are not scored. Exit status 1 when a figure breaks its floor in ``floors.toml``.
"""

import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

from analysis.narrative_ids import living_ids
from archive.records import Item, Membership, Narrative
from archive.store import open_store
from tests.eval.narratives import b_cubed
from tests.sample_day.sampleweb.week import read_week

HERE = Path(__file__).parent
TRUTH = HERE.parent / "sample_day" / "truth.toml"


def storylines(items):
    """The named storyline of every item that has one, by item id."""
    truth = tomllib.loads(TRUTH.read_text(encoding="utf-8"))
    named = {line["name"] for line in truth["storyline"]}
    line_of = {entry["slug"]: entry["storyline"] for entry in truth["item"]}
    slug_of = {str(post.number): post.slug for post in read_week().posts}
    found = {}
    for item in items:
        last = (item.url or "").rstrip("/").rsplit("/", 1)[-1].split("?")[0]
        slugs = [slug_of.get(last)] if item.kind == "post" else [s for s in line_of if s == last or (item.external_id or "").endswith(s)]
        for slug in slugs:
            if line_of.get(slug) in named:
                found[item.id] = line_of[slug]
    return found


def main(url):
    with open_store(url) as store:
        items = store.records(Item)
        living = living_ids(store.records(Narrative))
        home = {m.item_id: living[m.narrative_id] for m in store.records(Membership)}
    line_of = storylines(items)
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["sample_week"]
    posts = {item.id for item in items if item.kind == "post"}
    low = []
    for name, kept in (("all", set(line_of)), ("posts", posts)):
        scored = {item_id: home[item_id] for item_id in home if item_id in line_of and item_id in kept}
        precision, recall, f1 = b_cubed(scored, {i: line_of[i] for i in scored})
        print(f"{name}: {len(scored)} items; P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
        low += [f"{name}: F1 {f1:.3f} is below {floors[f'{name}_f1']}"] if f1 < floors[f"{name}_f1"] else []
    told = defaultdict(Counter)
    for item_id, line in line_of.items():
        if item_id in home:
            told[home[item_id]][line] += 1
    mixed = [dict(lines) for lines in told.values() if len(lines) > 1]
    print(f"{len(mixed)} narratives of more than one storyline: {mixed}")
    for line in sorted(set(line_of.values())):
        print(
            f"  {line}: {sum(lines[line] for lines in told.values())} items in {sum(line in lines for lines in told.values())} narratives"
        )
    low += [f"{len(mixed)} mixed narratives are more than {floors['mixed']}"] if len(mixed) > floors["mixed"] else []
    print("\n".join(low) or "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
