"""Labelled texts for training and measuring the tone reader: how each set is read, kept apart from the others, and varied.

A text is (words, tone). NusaX was made from SmSA: 336 of its 400 test sentences stand, a little edited, in SmSA's training part. Whatever
is near to a validation or test text is therefore taken out of the training texts; without that the figures of NusaX would be of texts seen.
"""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

TONES = ("negatif", "netral", "positif")
_ENGLISH = {"negative": "negatif", "neutral": "netral", "positive": "positif"}
_IKN = {"0.0": "negatif", "1.0": "positif", "2.0": "netral"}
NUSAX = ("indonesian", "banjarese", "javanese", "english", "madurese", "ngaju", "buginese")
OWN = Path(__file__).with_name("tone_own.csv")
_WORD = re.compile(r"\w+")
NEAR = 0.5
"""Two texts whose sets of words overlap by this share (Jaccard) are the same text, edited."""


def smsa(folder, part):
    """SmSA: reviews and comments, lower-cased and tokenised; ``part`` is train, valid or test."""
    with (folder / f"{part}_preprocess.tsv").open(encoding="utf-8") as file:
        rows = [line.rstrip("\n").rsplit("\t", 1) for line in file if "\t" in line]
    return [(text, _ENGLISH[label]) for text, label in rows]


def nusax(folder, language, part):
    """NusaX: the same sentences in several languages, in the same order."""
    with (folder / language / f"{part}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["text"], _ENGLISH[row["label"]]) for row in csv.DictReader(file)]


def nusax_more(folder, language, part):
    """The languages that NusaX gives only as translations (``mt_*.csv``); rows stand in the order of the labelled files."""
    with (folder / f"mt_{part}.csv").open(encoding="utf-8", newline="") as file:
        texts = [row[language] for row in csv.DictReader(file)]
    return [(text, tone) for text, (_, tone) in zip(texts, nusax(folder, "indonesian", part), strict=True)]


def ikn(folder):
    """Posts about the new capital, labelled by hand; for evaluation only."""
    with (folder / "manual_586.csv").open(encoding="utf-8", newline="") as file:
        return [(row["full_text"], _IKN[row["Label"]]) for row in csv.DictReader(file)]


def own(part, without=frozenset()):
    """Our own sentences (``tone_own.csv``) about public affairs, less the topics ``without``; parts hold different topics."""
    with OWN.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["tone"]) for row in csv.DictReader(file) if row["split"] == part and row["topic"] not in without]


def without_near(texts, held):
    """``texts`` less those that are near to one of ``held``."""
    words = [frozenset(_WORD.findall(text.lower())) for text, _ in held]
    homes = defaultdict(list)
    for number, bag in enumerate(words):
        for word in bag:
            homes[word].append(number)
    kept = []
    for text, tone in texts:
        bag = frozenset(_WORD.findall(text.lower()))
        shared = Counter(number for word in bag for number in homes.get(word, ()))
        if all(count / len(bag | words[number]) < NEAR for number, count in shared.most_common(30)):
            kept.append((text, tone))
    return kept


def dictionary(pairs, rounds=8, sure=0.5, least=3):
    """Words of one language for words of the other, learnt from parallel sentences (IBM model 1, Brown et al. 1993).

    A word is kept where the likelier translation has at least the probability ``sure`` and the word stands in ``least`` sentences.
    """
    bags = [(_WORD.findall(a.lower()), _WORD.findall(b.lower())) for a, b in pairs]
    seen = Counter(word for source, _ in bags for word in set(source))
    chance = defaultdict(lambda: 1.0)
    for _ in range(rounds):
        counts, totals = defaultdict(float), defaultdict(float)
        for source, target in bags:
            for b in target:
                whole = sum(chance[a, b] for a in source)
                for a in source:
                    part = chance[a, b] / whole
                    counts[a, b] += part
                    totals[a] += part
        chance = defaultdict(float, {(a, b): count / totals[a] for (a, b), count in counts.items()})
    best = {}
    for (a, b), value in chance.items():
        if value >= sure and seen[a] >= least and a != b:
            best[a] = b
    return best


_PUNCTUATION = re.compile(r"[^\w\s]+")


def spelt_banjarese(word):
    """A word in the sounds of Banjarese, which has neither the Indonesian e nor o."""
    return word.replace("e", "a").replace("o", "u")


def varied(text, rng, translations):
    """``text`` as others would write it: now and then without punctuation, or with words of a neighbouring language.

    ``translations`` maps the name of a language to its dictionary; ``rng`` is a :class:`random.Random`.
    """
    if rng.random() < 0.25:
        text = " ".join(_PUNCTUATION.sub(" ", text).split())
    if rng.random() < 0.3:
        language = rng.choice(sorted(translations))
        known, respelt = translations[language], language == "banjarese" and rng.random() < 0.6

        def other(match):
            word = match.group()
            found = known.get(word.lower())
            return found if found else spelt_banjarese(word) if respelt else word

        text = _WORD.sub(other, text)
    return text


def plainer(text, rng):
    """``text``, now and then without its punctuation."""
    return " ".join(_PUNCTUATION.sub(" ", text).split()) if rng.random() < 0.3 else text


def macro_f1(right, said):
    """The mean over the three tones of F1; an abstention counts as said wrongly."""
    scores = []
    for tone in TONES:
        both = sum(r == s == tone for r, s in zip(right, said, strict=True))
        scores.append(2 * both / max(1, right.count(tone) + said.count(tone)))
    return sum(scores) / len(scores)
