"""Does *coordinated* stay silent about what people and newsrooms pass on by themselves, and how fast is the counting behind it?

Run by hand, from the root of the repository: ``python -m tests.eval.coordination [SHARES.csv [NEWS.csv]]``. The chains of
``coordination.toml`` are ours and invented; the numbers of ``[coordinated]`` in ``signals.toml`` were chosen on its odd chains and are
reported on its even ones. Who wrote the chains also wrote the rule: they show that it does what it says, not how the world is.

SHARES.csv has the columns object_id, account_id, content_id and timestamp_share (a public set of 35,125 shares without texts or labels): it
measures speed and says how many stretches are found, not whether they are right. NEWS.csv has the columns sumber, url, judul, author,
tanggal_publikasi and isi_berita (three days of six outlets): its texts are put in as posts, once with each outlet and once with each byline
as an account, and some of them as what many accounts share at once. A file that is not there is said and left out. Exit status 1 when an
organic chain or a newsroom's text fires, when fewer coordinated chains are found than ``FOUND``, or when the shares take longer than
``SECONDS``.
"""

import csv
import sys
import time
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from analysis.contexts import NarrativeContext
from analysis.duplicates import find_copies
from analysis.echoes import same_words
from analysis.signals import coordinated
from analysis.thresholds import load_thresholds
from archive.records import Copy, Item
from tests.eval.copies import articles

CHAINS = Path(__file__).with_name("coordination.toml")
START = datetime(2026, 11, 9, 2, 0, tzinfo=UTC)
FOUND = 0.85
SECONDS = 2.0
SHARED, ACCOUNTS = 300, 12


def item_of(item_id, kind, text, account, at, title=None, url=None):
    return Item(
        item_id, "toots", kind, url, None, title, None, text, account, None, None, (), False, "id", None, at, None, None, at,
    )  # fmt: skip


def items_of(chain):
    """The posts of a chain, with its article where there is one."""
    accounts = chain.get("accounts", range(1, len(chain["minutes"]) + 1))
    extra = {int(place): words for place, words in chain.get("extra", {}).items()}
    said = [(minute, f"{extra.get(n, '')} {chain['text']}".strip(), accounts[n]) for n, minute in enumerate(chain["minutes"])]
    if "then" in chain:
        said += [(minute, chain["then"]["text"], accounts[n]) for n, minute in enumerate(chain["then"]["minutes"])]
    items = [
        item_of(f"p{n:03}", "post", text, f"akun{account}", START + timedelta(minutes=minute))
        for n, (minute, text, account) in enumerate(said)
    ]
    if "article" in chain:
        body = chain["text"] if chain.get("article_text") else "Isi berita itu lain sama sekali. " * 30
        at = START + timedelta(minutes=chain["article_minute"])
        items.append(
            item_of("a", "article", body, "Redaksi", at, chain["article"], chain.get("article_url", "https://warta.example/berita"))
        )
    return items


def signal_of(facts):
    return coordinated.score(
        NarrativeContext("n", START.date(), START, (), (), (), (), (), (), tuple(facts), (), (), "Asia/Makassar"),
    )


def facts_of(items, thresholds):
    return same_words(items, find_copies(items, (), thresholds), thresholds)


def chains(thresholds):
    """How many chains fire, by kind and half; 1 where it is not as it should be."""
    all_chains = tomllib.loads(CHAINS.read_text(encoding="utf-8"))["chain"]
    failed = 0
    for kind in ("organic", "coordinated"):
        of_kind = [chain for chain in all_chains if chain["kind"] == kind]
        for half, part in (("chosen on", of_kind[::2]), ("reported on", of_kind[1::2])):
            fired = [chain["about"] for chain in part if signal_of(facts_of(items_of(chain), thresholds))]
            print(f"{kind:12} {half:12} {len(fired)} of {len(part)} fire")
            wrong = fired if kind == "organic" else [chain["about"] for chain in part if chain["about"] not in fired]
            for about in wrong:
                print(f"    wrong: {about}")
            failed |= bool(fired) if kind == "organic" else len(fired) < FOUND * len(part)
    return int(failed)


def newsroom(path, thresholds):
    """The texts of newsrooms as if they were posts: none may fire."""
    found = articles(path)
    with path.open(encoding="utf-8", newline="") as file:
        bylines = [row["author"] or row["sumber"] for row in csv.DictReader(file)]
    fired = 0
    for who, accounts in (("outlets", [item.source_id for item in found]), ("bylines", bylines)):
        posts = [
            item_of(item.id, "post", item.text, account, item.at) for item, account in zip(found, accounts, strict=True) if account.strip()
        ]
        facts = facts_of(posts, thresholds)
        signal = signal_of(facts)
        fired += signal is not None
        print(f"newsrooms as posts, {who} as accounts: {len(posts)} texts, {len(facts)} stretches, {int(signal is not None)} fire")
    chosen = [item for item in found if item.title and len((item.body or "").split()) >= 20][:: len(found) // SHARED]
    for what in ("title", "body"):
        shared = sum(signal_of(facts_of([item, *shares_of(item, getattr(item, what))], thresholds)) is not None for item in chosen)
        fired += shared
        print(f"the {what} of an article that is there, posted by {ACCOUNTS} accounts in a minute: {shared} of {len(chosen)} fire")
    return int(fired > 0)


def shares_of(article, text):
    """Posts of one text by many accounts within a minute, a little after the article."""
    times = [article.at + timedelta(minutes=20, seconds=5 * n) for n in range(ACCOUNTS)]
    return [item_of(f"{article.id}{n}", "post", text, f"akun{n}", at) for n, at in enumerate(times)]


def shares(path, thresholds):
    """The shares as posts, those of one object in the same words; how long the counting takes."""
    items, copies = [], []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            at = datetime.fromtimestamp(float(row["timestamp_share"]), UTC)
            items.append(item_of(row["content_id"], "post", None, row["account_id"], at))
            copies.append(Copy(row["content_id"], row["object_id"], 1.0))
    begun = time.perf_counter()
    facts = same_words(items, copies, thresholds)
    taken = time.perf_counter() - begun
    long_enough = [replace(fact, words=100) for fact in facts]  # what was shared has no text here
    fired = sum(signal_of([fact]) is not None for fact in long_enough)
    print(f"shares: {len(items)} in {taken:.2f} s (at most {SECONDS}); {len(facts)} stretches of the same, {fired} of them would fire")
    return int(taken > SECONDS)


def main(paths):
    thresholds = load_thresholds()
    failed = chains(thresholds)
    for measure, what, place in ((shares, "shares", 0), (newsroom, "newsrooms", 1)):
        if len(paths) > place and Path(paths[place]).is_file():
            failed |= measure(Path(paths[place]), thresholds)
        else:
            print(f"{what}: no such file given, not measured")
    return failed


if __name__ == "__main__":
    csv.field_size_limit(10**8)
    sys.exit(main(sys.argv[1:]))
