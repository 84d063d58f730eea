"""Choose the weights of ``analysis/likeness.toml`` on the development sets, and write the file.

``python -m tests.eval.train_likeness DATA LIKENESS.toml`` (folders as in ``tests/eval/narratives.py``). The development sets are the
labelled 12 June 2025, our own posts (dev) among 400 real claims of ``turnbackhoax_2024``, and the storylines of the sample week. The claims
are taken as happenings of their own: without such a crowd, whatever makes posts of one event join makes short texts of any kind join.

A hill is climbed by random steps with a fixed seed: the aim is B-cubed itself at the one threshold that is shipped, which a regression over
pairs does not optimise. Takes about ten minutes.
"""

import re
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import numpy as np

from analysis.clusters import average_linkage
from analysis.embedding import load
from analysis.likeness import Likeness, Views, load_levels
from analysis.region import load_region
from analysis.thresholds import load_thresholds
from tests.eval.narratives import gold_day, own_posts, read
from tests.eval.stories import CACHE, centred_vectors, item_of, items_of, profiles_of
from tests.sample_day.sampleweb.week import read_week

NAMES = [field.name for field in fields(Views)]
SAME = 0.5
START = np.array([-7.1, 7.5, 12.0, 3.5, 3.0, 4.0, -0.7, -0.7, -0.2, 1.0])
"""The bias, then the views in their order."""
AT_LEAST = np.array([-20, 0, 0, 0, 0, 0, -9, -9, -9, 0.0])
AT_MOST = np.array([0, 30, 40, 20, 40, 40, 0, 0, 0, 9.0])
LEVELS = (("event", "event_id"), ("narrative", "story_id"))
STEPS = 1100
SEED = 0
SHRINK = 0.0005
TRUTH = Path(__file__).parent.parent / "sample_day" / "truth.toml"
CLAIMS = "turnbackhoax_2024/turnbackhoax_2024_claims.csv"
AFTERWARDS = re.compile(r"={2,}|= = =|\bPENJELASAN\b|\bPenjelasan\s*:")
"""Where the fact-checker's words begin in that file."""
CROWD = 400
STRANGER = "stranger"
PRESS = 2.0
"""What the labelled day of news weighs beside a set of our own."""


class Labelled:
    """One set: the views of all its pairs, and which of them are one by the truth."""

    def __init__(self, items, truth, vectors, region, thresholds):
        places = np.arange(len(items))
        views = Likeness(profiles_of(items, region, thresholds), vectors, load_levels()).views(places, places)
        shape = (len(items), len(items))
        self.views = np.stack([np.broadcast_to(np.asarray(getattr(views, name), np.float32), shape) for name in NAMES])
        self.scored = np.flatnonzero([item.id in truth for item in items])
        labels = np.unique([truth[items[n].id] for n in self.scored], return_inverse=True)[1]
        self.told = np.array([not items[n].id.startswith(STRANGER) for n in self.scored])
        self.together = labels[:, None] == labels[None, :]

    def f1(self, weights):
        """B-cubed F1 of grouping this set by ``weights``; the recall of a crowd, each of them alone, would be had for nothing."""
        logit = np.tensordot(weights[1:].astype(np.float32), self.views, 1) + np.float32(weights[0])
        found = average_linkage(1 / (1 + np.exp(-np.clip(logit, -30, 30))), SAME)[self.scored]
        ours = found[:, None] == found[None, :]
        common = (ours & self.together).sum(axis=1)
        precision, recall = (common / ours.sum(axis=1)).mean(), (common / self.together.sum(axis=1))[self.told].mean()
        return 2 * precision * recall / (precision + recall)


def climb(sets, shares):
    """The best weights found and what they are worth: the weighted mean of B-cubed F1, less a little for large weights."""
    random = np.random.default_rng(SEED)

    def worth(weights):
        return np.average([labelled.f1(weights) for labelled in sets], weights=shares) - SHRINK * np.mean((weights / 10) ** 2)

    best, weights, step = worth(START), START, 1.0
    for _ in range(STEPS):
        moved = random.normal(size=len(START)) * np.maximum(np.abs(START), 1) / 4 * step * (random.random(len(START)) < 0.5)
        tried = np.clip(weights + moved, AT_LEAST, AT_MOST)
        if (value := worth(tried)) > best:
            best, weights, step = value, tried, min(step * 1.3, 2)
        else:
            step = max(step * 0.985, 0.05)
    return best, weights


def sample_week():
    """The relevant texts of the sample week, and the named storyline of those that have one."""
    truth = tomllib.loads(TRUTH.read_text(encoding="utf-8"))
    named = {line["name"] for line in truth["storyline"]}
    about = {entry["slug"]: entry["storyline"] for entry in truth["item"] if entry["relevant"]}
    week = read_week()
    rows = [
        {"id": a.slug, "time": a.at.isoformat(), "title": a.title, "text": "\n\n".join(a.paragraphs)}
        for listed in week.articles.values()
        for a in listed
    ]
    rows += [{"id": post.slug, "time": post.at.isoformat(), "title": "", "text": post.text} for post in week.posts]
    items = [item for item in items_of(rows) if item.id in about]
    return items, {item.id: about[item.id] for item in items if about[item.id] in named}


def among_claims(labelled, data):
    """The labelled texts and, in the days in which they were said, 400 real claims, each of them one of a kind."""
    items, truth = labelled
    first, last = items[0].at, items[-1].at
    rows = read(data / CLAIMS)[:CROWD]
    crowd = [
        item_of({"id": f"{STRANGER}{n:03}", "text": AFTERWARDS.split(row["HOAX_TEXT"])[0][:480]}, first + (last - first) * n / len(rows))
        for n, row in enumerate(rows)
    ]
    alone = {item.id: {"event_id": item.id, "story_id": item.id} for item in crowd}
    return sorted([*items, *crowd], key=lambda item: (item.at, item.id)), truth | alone


def main(data, target):
    encoder, region, thresholds = load(None, CACHE), load_region(None), load_thresholds()

    def labelled(items, truth):
        return Labelled(items, truth, centred_vectors(items, encoder), region, thresholds)

    news, posts = gold_day(data), among_claims(own_posts("posts_dev.csv"), data)
    week, storylines = sample_week()
    lines = [
        '# How much each view of a pair of texts speaks for "the same" (likeness.py), found by tests/eval/train_likeness.py on a labelled',
        "# day of national news (12 June 2025), on posts of our own among 400 real claims and, for narratives, on the storylines of the "
        "sample week.",
        f'version = "{load_levels().version}"',
    ]
    for level, label in LEVELS:
        sets = [labelled(items, {i: row[label] for i, row in truth.items()}) for items, truth in (news, posts)]
        shares = [PRESS, 1.0]
        if level == "narrative":
            sets.append(labelled(week, storylines))
            shares.append(1.0)
        best, weights = climb(sets, shares)
        print(level, f"{best:.4f}", [round(labelled.f1(weights), 3) for labelled in sets], np.round(weights, 2).tolist(), flush=True)
        lines += [
            "",
            f"[{level}]",
            *(f"{name} = {weight:.2f}" for name, weight in zip(["bias", *NAMES], weights, strict=True)),
            f"same = {SAME}",
        ]
    Path(target).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
