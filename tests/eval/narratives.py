"""How well texts are grouped into events and narratives, beside simple baselines, and how steady the answer is.

``python -m tests.eval.narratives DATA``, where DATA is a folder with the sub-folders named here; a set that is not there is skipped with a
word. ``id_story_gold_2025_06_12`` holds 198 labelled articles, ``id_news_4outlets_2025_zainoor`` the articles of two days that we labelled
(``labels/``: one annotator, one pass), ``id_hoax_600_topics`` and ``id_news_6outlets_3days_gikirima`` rumours and the articles they are
mixed with. Our own posts (``posts_dev.csv``, ``posts_test.csv``) need no data.

What is "dev" was used to learn or choose the weights of ``analysis/likeness.toml`` (``train_likeness.py``); what is "test" was not. Exit
status 1 when a figure falls below its floor in ``floors.toml``.
"""

import csv
import random
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

from analysis.clusters import average_linkage
from analysis.duplicates import find_copies
from analysis.embedding import load
from analysis.narrative_ids import living_ids
from analysis.narratives import Known, group
from analysis.region import load_region
from analysis.thresholds import load_thresholds
from tests.eval.stories import CACHE, arriving, by_day, centred_vectors, item_of, items_of, profiles_of

HERE = Path(__file__).parent
GOLD = "id_story_gold_2025_06_12/story_gold.csv"
NEWS = "id_news_4outlets_2025_zainoor/news.csv"
HOAXES, OTHERS = "id_hoax_600_topics/articles_600.csv", "id_news_6outlets_3days_gikirima/news_unique_3698.csv"
WORST = 10


def read(path):
    csv.field_size_limit(10**9)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def at_random(rows, day, seed=0):
    """``rows`` (id, outlet, title, text) as items spread over a day in an order drawn by lot; the file's own would give events away."""
    order = list(range(len(rows)))
    random.Random(seed).shuffle(order)
    return [item_of(row, day + timedelta(minutes=place)) for row, place in zip(rows, order, strict=True)]


def gold_day(data):
    rows = [{**row, "id": f"{row['aid']:>08}"} for row in read(data / GOLD)]
    return at_random(rows, datetime(2025, 6, 12, tzinfo=UTC)), {row["id"]: row for row in rows}


def labelled_day(data, day):
    truth = {row["aid"]: row for row in read(HERE / "labels" / f"news_{day:%Y_%m_%d}.csv")}
    rows = [
        {"id": f"{row['aid']:>08}", "outlet": row["outlet"], "title": row["Title"], "text": row["FullText"], **truth[row["aid"]]}
        for row in read(data / NEWS)
        if row["aid"] in truth
    ]
    return at_random(rows, day), {row["id"]: row for row in rows}


def own_posts(name):
    rows = read(HERE / name)
    return items_of([{**row, "time": row["at"]} for row in rows]), {row["id"]: row for row in rows}


def hoax_topics(data):
    """600 articles on 12 rumours among 1,500 other articles, all at one instant: the files have no usable times."""
    rumours = [
        {"id": f"h{n:04}", "title": "", "text": row["text"], "story_id": row["topic_id"]} for n, row in enumerate(read(data / HOAXES))
    ]
    rows = random.Random(0).sample(read(data / OTHERS), 1500)
    others = [{"id": f"g{n:04}", "title": row["judul"], "text": row["isi_berita"]} for n, row in enumerate(rows)]
    items = [item_of({**row, "title": row["title"] or row["text"][:80]}, datetime(2025, 6, 17, tzinfo=UTC)) for row in rumours + others]
    return items, {row["id"]: row for row in rumours}


def b_cubed(found, gold, scored=None):
    """B-cubed precision, recall and F1 (Bagga and Baldwin 1998) of two labellings {item: label}, over the items ``scored``.

    Items that ``gold`` does not know still lower the precision of the groups they are in.
    """
    groups, truths = defaultdict(set), defaultdict(set)
    for item, label in found.items():
        groups[label].add(item)
        if item in gold:
            truths[gold[item]].add(item)
    scored = list(gold) if scored is None else scored
    both = [(groups[found[i]] & truths[gold[i]], groups[found[i]], truths[gold[i]]) for i in scored]
    precision = sum(len(common) / len(mine) for common, mine, _ in both) / len(both)
    recall = sum(len(common) / len(theirs) for common, _, theirs in both) / len(both)
    return precision, recall, 2 * precision * recall / (precision + recall)


def pairs_f1(found, gold):
    """F1 over pairs of items that share a group."""
    ids = sorted(gold)
    mine, theirs = (np.array([np.unique([label[i] for i in ids], return_inverse=True)[1]]).T for label in (found, gold))
    upper = np.triu_indices(len(ids), 1)
    together, true = (mine == mine.T)[upper], (theirs == theirs.T)[upper]
    right = (together & true).sum()
    return 2 * right / max(together.sum() + true.sum(), 1)


def grouped(items, vectors, thresholds):
    """Event and narrative of every item, grouped at once."""
    profiles = profiles_of(items, load_region(None), thresholds)
    copies = find_copies(items, (), thresholds)
    grouping = group({}, profiles, vectors, copies, Known(), max(item.at for item in items), thresholds)
    return {m.item_id: m.event_id for m in grouping.memberships}, {m.item_id: m.narrative_id for m in grouping.memberships}


def tfidf_oracle(items, gold):
    """The baseline: TF-IDF cosines, average linkage, and the threshold that suits the truth best."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(sublinear_tf=True, min_df=1, max_df=0.5).fit_transform([item.text for item in items])
    alike = np.asarray((rows @ rows.T).todense(), np.float32)
    ids = [item.id for item in items]
    tried = (b_cubed(dict(zip(ids, average_linkage(alike, same).tolist(), strict=True)), gold)[2] for same in np.arange(0.04, 0.6, 0.04))
    return max(tried)


def show(name, level, items, found, truth):
    """Print the figures of one level; returns B-cubed F1 over all rows and over the rows of groups with several items."""
    gold = {i: row[f"{level}_id"] for i, row in truth.items()}
    sizes = Counter(gold.values())
    several = [i for i in gold if sizes[gold[i]] > 1]
    ids = sorted(gold)
    every, multi = b_cubed(found, gold), b_cubed(found, gold, several)
    ari = adjusted_rand_score([gold[i] for i in ids], [found[i] for i in ids])
    print(f"{name}, {level}: {len(gold)} rows, {len(sizes)} in truth, {len({found[i] for i in ids})} found")
    print("  B-cubed P {:.3f} R {:.3f} F1 {:.3f}".format(*every), "| rows of several P {:.3f} R {:.3f} F1 {:.3f}".format(*multi), end=" ")
    print(f"| pairs F1 {pairs_f1(found, gold):.3f} | ARI {ari:.3f}")
    alone = b_cubed({i: i for i in gold}, gold)[2]
    print(
        f"  baselines: all alone {alone:.3f}, TF-IDF with the best threshold {tfidf_oracle([i for i in items if i.id in gold], gold):.3f}"
    )
    return every[2], multi[2]


def worst(items, found, truth, level="event"):
    """The groups of the truth that came out worst, a line each."""
    gold = {i: row[f"{level}_id"] for i, row in truth.items()}
    title = {item.id: (item.title or item.body or "")[:60] for item in items}
    members, groups = defaultdict(list), defaultdict(list)
    for i, label in gold.items():
        members[label].append(i)
        groups[found[i]].append(i)
    lines = []
    for label, ids in members.items():
        parts = Counter(found[i] for i in ids)
        strangers = sorted({j for part in parts for j in groups[part]} - set(ids))
        lost = sum(1 - b_cubed(found, gold, [i])[2] for i in ids)
        example = f", with “{title[strangers[0]]}”" if strangers else ""
        lines.append((lost, f"  {label}: {len(ids)} rows in {len(parts)} groups, {len(strangers)} strangers{example}"))
    for lost, line in sorted(lines, reverse=True)[:WORST]:
        if lost:
            print(line)


def steadiness(data, encoder, thresholds):
    """Agreement of the events of five crawl days when they come once, three times or 24 times a day, and in another order."""
    rows = read(data / NEWS)
    days = {row["crawl_ddmmyyyy"]: datetime.strptime(row["crawl_ddmmyyyy"], "%d%m%Y").replace(tzinfo=UTC) for row in rows}
    items = sorted(
        (
            item_of({"id": row["aid"], "outlet": row["outlet"], "title": row["Title"], "text": row["FullText"]}, at)
            for n, row in enumerate(rows)
            if row["FullText"].strip() and (at := days[row["crawl_ddmmyyyy"]] + timedelta(minutes=n * 7 % 1440))
        ),
        key=lambda item: (item.at, item.id),
    )
    vectors = centred_vectors(items, encoder)
    once = list(arriving(items, by_day(items), vectors, thresholds))
    shuffled = []
    for now, came in by_day(items):
        random.Random(1).shuffle(came)
        shuffled += [(now - timedelta(minutes=3 - n), came[n::3]) for n in range(3)]
    runs = {f"{parts} times a day": list(arriving(items, by_day(items, parts), vectors, thresholds))[-1] for parts in (3, 24)}
    runs["shuffled, in three portions"] = list(arriving(items, shuffled, vectors, thresholds))[-1]
    ids = [item.id for item in items]
    low = 1.0
    for level in ("event", "narrative"):
        first = homes(once[-1], level)
        for name, known in runs.items():
            other = homes(known, level)
            ari = adjusted_rand_score([first[i] for i in ids], [other[i] for i in ids])
            low = min(low, ari)
            print(f"  {level}s once a day against {name}: ARI {ari:.4f}")
        for day, (before, after) in enumerate(pairwise(once), 2):
            was, now = homes(before, level), homes(after, level)
            lives = living_ids(after.events if level == "event" else after.narratives)
            ari = adjusted_rand_score(list(was.values()), [now[i] for i in was])
            stayed = np.mean([lives[was[i]] == now[i] for i in was])
            print(f"  {level}s, night {day} against the one before: {len(was)} items, ARI {ari:.4f}, {stayed:.1%} keep their id")
            low = min(low, ari) if level == "event" else low
    print(f"  unassigned: {len(set(ids) - homes(once[-1], 'event').keys())} of {len(ids)}")
    return low


def homes(known, level):
    lives = living_ids(known.events if level == "event" else known.narratives)
    return {m.item_id: lives[m.event_id if level == "event" else m.narrative_id] for m in known.memberships}


def main(data):
    thresholds, encoder = load_thresholds(), load(None, CACHE)
    sets = {
        "12 June 2025 (dev)": (GOLD, lambda: gold_day(data)),
        "31 May 2025 (test)": (NEWS, lambda: labelled_day(data, datetime(2025, 5, 31, tzinfo=UTC))),
        "29 June 2025 (test)": (NEWS, lambda: labelled_day(data, datetime(2025, 6, 29, tzinfo=UTC))),
        "own posts (dev)": (None, lambda: own_posts("posts_dev.csv")),
        "own posts (test)": (None, lambda: own_posts("posts_test.csv")),
    }
    figures = {}
    for name, (needs, made) in sets.items():
        if needs and not (data / needs).is_file():
            print(f"{name}: {data / needs} is not here; not measured")
            continue
        items, truth = made()
        events, narratives = grouped(items, centred_vectors(items, encoder), thresholds)
        figures[f"{name}, event"], figures[f"{name}, event, several"] = show(name, "event", items, events, truth)
        figures[f"{name}, narrative"], _ = show(name, "story", items, narratives, truth)
        print("  the worst events:")
        worst(items, events, truth)
    if (data / HOAXES).is_file() and (data / OTHERS).is_file():
        items, truth = hoax_topics(data)
        _, narratives = grouped(items, centred_vectors(items, encoder), thresholds)
        gold = {i: row["story_id"] for i, row in truth.items()}
        figures["hoax topics, narrative"] = b_cubed(narratives, gold)[2]
        print(
            "12 rumours among 1,500 other articles (test), narratives: B-cubed P {:.3f} R {:.3f} F1 {:.3f}".format(
                *b_cubed(narratives, gold)
            )
        )
        worst(items, narratives, truth, "story")
    else:
        print(f"hoax topics: {data / HOAXES} or {data / OTHERS} is not here; not measured")
    if (data / NEWS).is_file():
        print("five crawl days, as they would come in:")
        figures["steadiness"] = steadiness(data, encoder, thresholds)
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))["narratives"]
    low = [f"{name}: {figures[name]:.3f} is below {floor}" for name, floor in floors.items() if name in figures and figures[name] < floor]
    print("\n".join(low) or "floors held")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".")))
