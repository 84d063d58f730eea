"""Train the gate: ``python -m tests.eval.train_utterances FOLDER [ROWS.csv …]``; ``utterances_train.csv`` unless others are named.

FOLDER receives ``utterances.safetensors``, corrections of the encoder, and ``utterance_wordings.safetensors``, the regression over words
and letters. The corrections are members with fixed seeds, each going over the rows; the weights are a running mean of the steps and no pass
is chosen: the last counts. Places and the titles of offices are exchanged at random, so that who is spoken about teaches nothing. Before
that, both are trained without a third of the topics each and say how sure they are of texts on topics they never saw; from these the
temperature and the limit ``claim_at`` are chosen: the lowest at which at most :data:`TAKEN` of the other kinds are taken for a claim. About
15 minutes on two cores; another processor or number of threads gives slightly other weights.
"""

import csv
import random
import re
import sys
import tempfile
import time
import tomllib
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file as numpy_save
from safetensors.torch import load_file, save_file
from torch.nn import functional

import analysis
from analysis import e5_weights
from analysis.corrected import encoder_of, load_corrected, padded, pooled, tokenizer_of
from analysis.utterances import KINDS, SHIPPED, SHIPPED_WORDINGS, prepared, together
from analysis.wordings import counted, features, load_wordings
from tests.eval.corrections import corrected, packed

HERE = Path(__file__).parent
CACHE = Path(tempfile.gettempdir()) / "pantau-model"
SEEDS = (0, 1)
PASSES, BATCH, LONGEST = 7, 16, 128
RATE, HEAD_RATE, DECAY, WARMUP = 8e-4, 2e-3, 0.01, 0.06
SMOOTHING, DROPOUT, DROPPED, MEAN = 0.05, 0.1, 0.05, 0.99
EVEN = 0.3
"""Rare kinds count more: by the inverse of their number to this power."""
FOLDS = 3
RARE = 6
"""N-grams in fewer of the doubled texts are left out."""
TAKEN = 0.05
"""The part of other texts that may be taken for a claim, on topics that training did not have."""
TITLES = ("gubernur", "bupati", "wali kota", "walikota", "kepala dinas", "camat", "wakil gubernur")


def rows_of(paths):
    """The labelled rows of the files, as (text, kind, topic)."""
    found = []
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            found += [(row["text"], row["kind"], row["topic"]) for row in csv.DictReader(file)]
    return found


class Exchange:
    """Exchanges places and titles: every one that a text names for another, the same for the same."""

    def __init__(self):
        named = tomllib.loads((Path(analysis.__file__).parent / "masks.toml").read_text(encoding="utf-8"))["places"]
        self._places = sorted({name.strip() for name in named.split(";") if name.strip()})
        self._place = self._pattern(self._places)
        self._title = self._pattern(TITLES)

    @staticmethod
    def _pattern(names):
        return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})(?!\w)", re.IGNORECASE)

    def __call__(self, text, rng):
        for pattern, names in ((self._place, self._places), (self._title, TITLES)):
            new = {name.casefold(): rng.choice(names) for name in pattern.findall(text)}
            text = pattern.sub(lambda found, new=new: _cased(new[found.group().casefold()], found.group()), text)
        return text


def _cased(name, like):
    return name.upper() if like.isupper() else name.lower() if like.islower() else name.title()


def train(rows, seed):
    """One member: its weights in the shipped form."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    folder = e5_weights.model_directory(CACHE)
    tokenizer, encoder = tokenizer_of(folder), encoder_of(folder)
    start_values = {name: p.detach().clone() for name, p in encoder.named_parameters() if "LayerNorm" in name}
    trained = corrected(encoder, seed)
    head = torch.nn.Linear(encoder.config.hidden_size, len(KINDS))
    torch.nn.init.zeros_(head.weight)
    groups = [{"params": list(trained.values()), "lr": RATE}, {"params": list(head.parameters()), "lr": HEAD_RATE}]
    trained |= {"head.weight": head.weight, "head.bias": head.bias}
    kinds = [KINDS.index(kind) for _, kind, _ in rows]
    counts = np.maximum(np.bincount(kinds, minlength=len(KINDS)), 1)
    weight = torch.tensor((counts.mean() / counts) ** EVEN, dtype=torch.float32)
    steps = PASSES * -(-len(rows) // BATCH)
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
    rising = max(1, int(WARMUP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min((s + 1) / rising, max(0.0, (steps - s) / (steps - rising))))
    mean = {name: values.detach().clone() for name, values in trained.items()}
    encoder.set_attn_implementation("eager")  # its backward pass is much the faster on a processor
    exchange, began, step = Exchange(), time.monotonic(), 0
    for number in range(PASSES):
        total = 0.0
        texts = [exchange(text, rng) if rng.random() < 0.5 else text for text, _, _ in rows]
        tokens = [found.ids[:LONGEST] for found in tokenizer.encode_batch([prepared(text) for text in texts])]
        tokens = [[token for token in found if rng.random() >= DROPPED] or found for found in tokens]
        order = sorted(range(len(rows)), key=lambda i: (len(tokens[i]) + rng.randrange(6), rng.random()))
        chosen = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        rng.shuffle(chosen)
        for part in chosen:
            ids, mask = padded([tokens[i] for i in part])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            logits = head(functional.dropout(pooled(hidden.float(), mask), DROPOUT))
            loss = functional.cross_entropy(logits, torch.tensor([kinds[i] for i in part]), weight, label_smoothing=SMOOTHING)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step += 1
            total += loss.item() * len(part)
            kept = min(MEAN, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_mul_(list(mean.values()), kept)
                torch._foreach_add_(list(mean.values()), list(trained.values()), alpha=1 - kept)
        print(f"  pass {number + 1}: loss {total / len(rows):.3f}, {time.monotonic() - began:.0f} s", flush=True)
    return packed(mean, start_values)


def save(change, target, temperature=1.0, claim_at=0.5):
    about = {"base": e5_weights.SHA256[:8], "temperature": f"{temperature:.4f}", "claim_at": f"{claim_at:.3f}"}
    save_file(change, target, metadata=about)
    target.chmod(0o644)


def worded(rows, path):
    """Train the regression over words and letters on the rows and once more with places and titles exchanged; write it to ``path``."""
    from sklearn.linear_model import LogisticRegression

    rng, exchange = random.Random(0), Exchange()
    texts = [prepared(text) for text, _, _ in rows] + [prepared(exchange(text, rng)) for text, _, _ in rows]
    kinds = [KINDS.index(kind) for _, kind, _ in rows] * 2
    seen = np.asarray((counted(texts) > 0).sum(axis=0)).ravel()
    # What only one or two texts say (each stands here twice) says nothing of others.
    rarity = np.where(seen >= RARE, np.log((1 + len(texts)) / (1 + seen)) + 1, 0.0).astype(np.float16)
    model = LogisticRegression(C=0.5, max_iter=3000).fit(features(texts, rarity.astype(np.float32)), kinds)
    weight = np.zeros((len(KINDS), len(rarity)), np.float32)
    bias = np.full(len(KINDS), -20.0, np.float32)
    weight[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-8) / 127
    numpy_save(
        {"weight": np.round(weight / scale[:, None]).astype(np.int8), "scale": scale.astype(np.float32), "rarity": rarity, "bias": bias},
        path,
    )
    path.chmod(0o644)


def unseen(rows, folder):
    """For every row what members say that were trained without its topic: logs of the encoder's chances, and the regression's chances."""
    topics = sorted({topic for _, _, topic in rows})
    logs, wordings = np.zeros((len(rows), len(KINDS))), np.zeros((len(rows), len(KINDS)))
    for fold in range(FOLDS):
        out = set(topics[fold::FOLDS])
        path, words = folder / f"fold{fold}.safetensors", folder / f"words{fold}.safetensors"
        print(f"without {', '.join(sorted(out))}", flush=True)
        rest = [row for row in rows if row[2] not in out]
        save(train(rest, fold), path)
        worded(rest, words)
        held = [i for i, row in enumerate(rows) if row[2] in out]
        texts = [prepared(rows[i][0]) for i in held]
        logs[held] = np.log(load_corrected(path, CACHE, "cpu").chances(texts) + 1e-9)
        wordings[held] = load_wordings(words).chances(texts)
    return logs, wordings


def fitted(logs, wordings, kinds):
    """Temperature of the encoder's chances by the likelihood; the limit from what both together then take for a claim."""

    def softened(temperature):
        chances = np.exp(logs / temperature)
        return chances / chances.sum(1, keepdims=True)

    right = np.array([KINDS.index(kind) for kind in kinds])
    temperature = min(np.arange(0.5, 3.0, 0.02), key=lambda t: -np.log(softened(t)[np.arange(len(right)), right]).mean())
    both = together(softened(temperature), wordings)
    claim, claims = both[:, 0], right == 0
    limit = next(at for at in np.arange(0.1, 0.95, 0.005) if np.mean(claim[~claims] >= at) <= TAKEN)
    print(f"unseen topics: temperature {temperature:.2f}, right kind {np.mean(both.argmax(1) == right):.3f}; limit {limit:.3f}")
    for at in (limit, 0.5, 0.6, 0.7, 0.8, 0.9):
        found, taken = np.mean(claim[claims] >= at), np.mean(claim[~claims] >= at)
        print(f"  at {at:.3f}: {found:.3f} of {claims.sum()} claims are read as claims, {taken:.4f} of {(~claims).sum()} other texts")
    return float(temperature), float(limit)


def main(target, paths):
    rows = rows_of(paths)
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        temperature, limit = fitted(*unseen(rows, Path(folder)), [kind for _, kind, _ in rows])
        worded(rows, target / SHIPPED_WORDINGS.name)
        change = {}
        for number, seed in enumerate(SEEDS):
            print(f"member {number}", flush=True)
            part = Path(folder) / f"{number}.safetensors"
            save(train(rows, seed), part)
            change |= {f"{number}/{name.partition('/')[2]}": values for name, values in load_file(part).items()}
            # With every member what there is so far can be used.
            save(change, target / SHIPPED.name, temperature, limit)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        print(__doc__.splitlines()[0])
        sys.exit(2)
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]] or [HERE / "utterances_train.csv"])
