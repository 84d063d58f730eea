"""How far hoax and valid articles of one narrative can be told apart, and hoax claims of a later year: a measurement, not a product.

``python -m tests.eval.veracity ARTICLES_600.csv KAGGLE_BEFORE_2020.csv``. Nothing in the product decides by the veracity of one item and
nothing imports this file; it shows how little such a decision would rest on. The first file has 12 narratives of 50 articles with the votes
of three raters; one narrative after the other is left out. The second has one fact-checker's dated claims: learnt before 2019, asked in
2019. Without a file nothing is measured on it, and the script says so.

The model adds up one or both of two logistic regressions: readable cues of stance (who denies, checks, hears, urges, cites) and words that
occur in several narratives (or months). In a narrative each feature is taken less its mean there, which asks for the narrative's texts but
not for its labels. The raters' votes are learnt as shares. The strength of each regression and which ones are added are chosen inside the
training narratives by leaving these out in turn, or inside the training years (2018 asked of the years before). Frozen vectors of the
beginning were offered beside them, were hardly ever chosen, and are left out. The cues were settled on the odd narratives; the even ones
were not measured until then, so their figure is given apart.
"""

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np

from tests.eval.matching_data import rows_of

CUES = {
    "deny": r"(?:tidak|tak|tidaklah) benar|(?:mem)?bantah\w*|dibantah|(?:me)?nepis|ditepis|menyangkal|menampik|(?:me|di)luruskan"
    r"|tidak pernah|(?:tidak|belum) (?:ada bukti|terbukti)|keliru|salah paham|mitos",
    "false": r"hoa(?:ks|x)\w*|bohong|palsu|fitnah|isapan jempol|menyesatkan|rekayasa|kabar burung",
    "check": r"(?:meng)?klarifikasi\w*|(?:di)?konfirmasi\w*|faktanya|cek fakta|penelusuran|ditelusuri|(?:mem|di)pastikan|penjelasan"
    r"|(?:men|di)jelaskan|(?:men|di)tegaskan|hasil (?:uji|pemeriksaan)|memeriksa",
    "rumour": r"beredar\w*|tersebar|menyebar|viral|pesan berantai|broadcast|isu|rumor|kabar|konon|katanya|dikabarkan|diisukan|heboh|medsos"
    r"|media sosial|netizen|warganet|whatsapp|facebook|twitter|postingan|unggahan",
    "said": r"(?:kata|ujar|tutur|ungkap|jelas|tegas|imbuh|tambah|terang|papar|menurut)(?:nya)?|mengatakan|mengungkapkan|menyatakan"
    r"|menuturkan|menyebutkan|dikutip|dilansir",
    "office": r"kepala|direktur|ketua|menteri|kementerian|dinas|badan|polisi|kapol\w+|humas|juru bicara|jubir|prof|profesor|dr|dokter|pakar"
    r"|ahli|universitas",
    "urge": r"sebarkan|bagikan|share|viralkan|teruskan|beri ?tahu|tolong|mohon|ingat|ingatlah|jangan|hati[ -]hati|waspada\w*|awas|segera",
    "hedge": r"diduga|dugaan|(?:ke)?mungkin(?:an)?|bisa jadi|belum tentu|belum diketahui|sepertinya|tampaknya|dikhawatirkan|masih",
    "sure": r"terbukti|pasti|ternyata|sangat|sekali|paling|mengejutkan|mengerikan|luar biasa|rahasia|harus|wajib|terungkap|sungguh",
    "not": r"tidak|tak|bukan|belum|tanpa|bukanlah|tidaklah",
    "contrast": r"namun|tetapi|tapi|padahal|sebenarnya|sesungguhnya|justru|melainkan|meski(?:pun)?|walaupun",
    "near": r"anda|kamu|kita|kalian|kami|saya|sahabat|teman-teman|saudara|bunda|kawan",
    "asks": r"benarkah|apakah|mengapa|kenapa|apa benar|betulkah|bagaimana",
    "studied": r"penelitian|peneliti|riset|studi|jurnal|laboratorium|uji|data|ilmiah|medis",
    "day": r"senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|wib|pukul|\d{1,2}/\d{1,2}(?:/\d+)?",
}
MARKS = (
    r"!", r"\?", r"\.{2,}|…", r"\(", r"\d+", r"https?://|www\.|\.com\b|\.id\b|blogspot", r"\b[A-Z]{3,}\b", r"[\"“”][^\"“”]{10,300}[\"“”]",
)  # fmt: skip
COUNTED = [*(re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) for words in CUES.values()), *map(re.compile, MARKS)]
STRENGTHS = {"cues": (0.003, 0.01, 0.03, 0.1), "words": (0.1, 0.3, 1.0, 3.0)}
ADDED = (("cues",), ("words",), ("cues", "words"))
BEGINNING, SPREAD = 500, 4


def cues(text):
    """How often per 100 words, as a square root, each cue is in the text and in its beginning; whether one of the first three is at all."""
    found = [float(bool(pattern.search(text))) for pattern in COUNTED[:3]]
    for part in (text, text[:BEGINNING]):
        found += [(100 * len(pattern.findall(part)) / max(len(part.split()), 1)) ** 0.5 for pattern in COUNTED]
    return found


def macro_f1(truth, said):
    from sklearn.metrics import f1_score

    return f1_score(truth, said, average="macro")


@dataclass
class Texts:
    """Texts with labels (1 is hoax), votes for hoax in [0, 1] and groups: narratives (then features are centred in them) or months."""

    texts: list
    labels: np.ndarray
    votes: np.ndarray
    groups: np.ndarray
    centred: bool

    @cached_property
    def views(self):
        from sklearn.feature_extraction.text import CountVectorizer

        return {
            "cues": np.array([cues(text) for text in self.texts]),
            "words": CountVectorizer(ngram_range=(1, 2), min_df=4).fit_transform(self.texts).tocsc(),
        }

    def features(self, view, learnt):
        """One view of all texts as a matrix; scales and the choice of words come from the rows ``learnt`` alone."""
        from sklearn.feature_extraction.text import TfidfTransformer

        rows = self.views[view]
        if view == "words":
            spread = sum(rows[learnt][self.groups[learnt] == group].getnnz(axis=0) > 0 for group in np.unique(self.groups[learnt]))
            rows = rows[:, spread >= SPREAD]
            rows = TfidfTransformer(sublinear_tf=True).fit(rows[learnt]).transform(rows).toarray().astype(np.float32)
        if self.centred:
            rows = rows.copy()
            for group in np.unique(self.groups):
                rows[self.groups == group] -= rows[self.groups == group].mean(axis=0)
        return (rows - rows[learnt].mean(axis=0)) / (rows[learnt].std(axis=0) + 1e-9) if view == "cues" else rows

    def scores(self, view, learnt, asked, strengths):
        """For each strength the decisions for the rows ``asked``: above 0 leans to hoax."""
        from sklearn.linear_model import LogisticRegression

        rows, share = self.features(view, learnt), self.votes[learnt]
        # A row is learnt as hoax and as valid, each as much as it has votes; both sides weigh the same in all.
        weights = np.concatenate([share / share.sum(), (1 - share) / (1 - share).sum()]) * len(learnt) / 2
        used, sides = weights > 0, np.repeat([1, 0], len(learnt))
        twice = np.concatenate([rows[learnt], rows[learnt]])[used]
        models = [LogisticRegression(C=c, max_iter=500).fit(twice, sides[used], weights[used]) for c in strengths]
        return np.stack([model.decision_function(rows[asked]) for model in models])

    def decided(self, learnt, asked, folds):
        """1 or 0 for the rows ``asked``, and what was added up, chosen by ``folds``: pairs of rows inside ``learnt``."""
        truth, strength, tried = self.labels[np.concatenate([rest for _, rest in folds])], {}, {}
        for view, strengths in STRENGTHS.items():
            each = np.concatenate([self.scores(view, first, rest, strengths) for first, rest in folds], axis=1)
            strength[view], tried[view] = max(zip(strengths, each, strict=True), key=lambda one: macro_f1(truth, one[1] > 0))
        added = max(ADDED, key=lambda views: macro_f1(truth, sum(tried[view] / tried[view].std() for view in views) > 0))
        total = sum(self.scores(view, learnt, asked, [strength[view]])[0] / tried[view].std() for view in added)
        return (total > 0).astype(int), " + ".join(f"{view} {strength[view]}" for view in added)

    def baseline(self, learnt, asked):
        """TF-IDF of words and pairs of words with a balanced logistic regression."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        weigh = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        rows = weigh.fit_transform([self.texts[n] for n in learnt])
        model = LogisticRegression(max_iter=1000, class_weight="balanced").fit(rows, self.labels[learnt])
        return model.predict(weigh.transform([self.texts[n] for n in asked]))


def narratives(path):
    from sklearn.metrics import cohen_kappa_score

    rows = rows_of(path)
    # Some votes are misspelt ("haox", "ho").
    votes = np.array([[row[rater][0] == "h" for rater in ("r1", "r2", "r3")] for row in rows])
    share, pairs = votes.mean(axis=1), list(combinations(votes.T, 2))
    labels, groups = np.array([int(row["label"] == "Hoax") for row in rows]), np.array([int(row["topic_id"]) for row in rows])
    data = Texts([row["text"] for row in rows], labels, share, groups, centred=True)
    chance = votes.mean() ** 2 + (1 - votes.mean()) ** 2
    fleiss = 1 - np.mean(3 * share * (1 - share)) / (1 - chance)
    kappa, human = (np.mean([measure(*pair) for pair in pairs]) for measure in (cohen_kappa_score, macro_f1))
    print(f"{path.name}: {len(rows)} articles, {labels.sum()} hoax, {len(set(groups))} narratives, each left out in turn")
    print(f"  raters: Fleiss' kappa {fleiss:.3f}, Cohen's {kappa:.3f}; one against another: macro-F1 {human:.3f} (means of three pairs)")
    ours, theirs = np.zeros_like(labels), np.zeros_like(labels)
    for topic in np.unique(groups):
        asked, learnt = np.flatnonzero(groups == topic), np.flatnonzero(groups != topic)
        folds = [(learnt[groups[learnt] != other], learnt[groups[learnt] == other]) for other in np.unique(groups[learnt])]
        ours[asked], added = data.decided(learnt, asked, folds)
        theirs[asked] = data.baseline(learnt, asked)
        print(f"  narrative {topic}: macro-F1 {macro_f1(labels[asked], ours[asked]):.3f} ({added})")
    even, rng = groups % 2 == 0, np.random.default_rng(0)
    drawn = [np.concatenate([np.flatnonzero(groups == topic) for topic in rng.choice(np.unique(groups), 12)]) for _ in range(1000)]
    for name, said in (("model", ours), ("TF-IDF", theirs)):
        mean = np.mean([macro_f1(labels[groups == topic], said[groups == topic]) for topic in np.unique(groups)])
        low, high = np.quantile([macro_f1(labels[rows], said[rows]) for rows in drawn], (0.025, 0.975))
        print(f"  {name}: macro-F1 {macro_f1(labels, said):.3f} pooled, 95 % of draws of narratives {low:.3f} to {high:.3f};", end=" ")
        print(f"mean of narratives {mean:.3f}; the even ones pooled {macro_f1(labels[even], said[even]):.3f};", end=" ")
        print(f"kappa with the label {cohen_kappa_score(labels, said):.3f}")


def years(path):
    rows = rows_of(path)
    english = {"Agu": "Aug", "Okt": "Oct"}
    dates = [re.sub("Agu|Okt", lambda month: english[month[0]], row["tanggal"]) for row in rows]
    months = np.array([datetime.strptime(day, "%d-%b-%y").replace(tzinfo=UTC).strftime("%Y-%m") for day in dates])
    labels = np.array([int(row["label"]) for row in rows])
    texts = [" ".join(f"{row['judul']} {row['narasi']}".split()) for row in rows]
    data = Texts(texts, labels, labels.astype(float), months, centred=False)
    first, rest, asked = (np.flatnonzero(some) for some in (months < "2018", (months >= "2018") & (months < "2019"), months >= "2019"))
    learnt = np.concatenate([first, rest])
    ours, added = data.decided(learnt, asked, [(first, rest)])
    print(f"{path.name}: learnt from {len(learnt)} claims before 2019, {labels[learnt].sum()} hoax; asked {len(asked)} of 2019,", end=" ")
    print(f"{labels[asked].sum()} hoax; what is dated 2020 and later is not in this file and will be measured")
    for name, said in ((f"model ({added})", ours), ("TF-IDF", data.baseline(learnt, asked)), ("always hoax", np.ones(len(asked)))):
        print(f"  {name}: macro-F1 {macro_f1(labels[asked], said):.3f}")


def main(paths):
    for place, (measured, name) in enumerate(((narratives, "the articles of 12 narratives"), (years, "the dated claims"))):
        if place < len(paths) and paths[place].is_file():
            measured(paths[place])
        else:
            print(f"{name} are not here; nothing was measured on them")
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
