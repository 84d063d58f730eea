"""Train the tone reader: ``python -m tests.eval.train_tone SMSA_DIR NUSAX_DIR OUT.safetensors``.

Two members with fixed seeds, each going over SmSA, NusaX in five languages and our own sentences (training parts less what is near to a
held text); a member's weights are a running mean of its steps. No pass is chosen: the last counts. Temperature and threshold are fitted on
the validation parts. About 40 minutes on two cores; another processor or number of threads gives slightly other weights.
"""

import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional

from analysis import e5_weights
from analysis.corrected import encoder_of, padded, pooled, tokenizer_of
from analysis.tone_weights import TONES, load_model, prepared
from tests.eval import tone_data
from tests.eval.corrections import corrected, packed

CACHE = Path(tempfile.gettempdir()) / "pantau-model"
BATCH = 32
RATE, HEAD_RATE, DECAY, WARMUP = 8e-4, 2e-3, 0.01, 0.06
SMOOTHING, DROPOUT, MEAN = 0.05, 0.2, 0.995
LONGEST = 96
SHARE = 0.92
"""What is judged with at least the threshold must be right this often on the validation texts, each kind weighing the same."""
TRANSLATED = ("minangkabau",)
KINDS = ("banjarese", "indonesian", "javanese", "english")


@dataclass(frozen=True, slots=True)
class Member:
    """One training: its seed, passes over the texts, share of tokens left out, and topics of our own sentences that it did not have yet."""

    seed: int
    passes: int
    dropped: float
    without: frozenset


MEMBERS = (Member(4, 4, 0.0, frozenset({"proyek nasional"})), Member(5, 2, 0.1, frozenset()))


def batches(texts, tokenizer, rng, dropped):
    """Batches of texts of like length in random order: (token ids, tones); of each text the share ``dropped`` of its tokens is left out."""
    tokens = [tokenizer.encode(prepared(text)).ids[:LONGEST] for text, _ in texts]
    if dropped:
        tokens = [[token for token in found if rng.random() >= dropped] or found for found in tokens]
    order = sorted(range(len(texts)), key=lambda i: (len(tokens[i]) + rng.randrange(6), rng.random()))
    chosen = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
    rng.shuffle(chosen)
    return [([tokens[i] for i in part], [TONES.index(texts[i][1]) for i in part]) for part in chosen]


def training(smsa, nusax, rng, translations, without):
    """The texts of one pass."""
    held = [row for part in ("valid", "test") for row in (*tone_data.smsa(smsa, part), *tone_data.nusax(nusax, "indonesian", part))]
    single = tone_data.without_near(tone_data.smsa(smsa, "train"), held)
    indonesian = tone_data.nusax(nusax, "indonesian", "train")
    fit = set(tone_data.without_near(indonesian, tone_data.smsa(smsa, "valid") + tone_data.smsa(smsa, "test")))
    rows = [number for number, row in enumerate(indonesian) if row in fit]
    many = [tone_data.nusax(nusax, language, "train") for language in KINDS]
    many += [tone_data.nusax_more(nusax, language, "train") for language in TRANSLATED]
    parallel = [texts[number] for texts in many for number in rows]
    ours = tone_data.own("train", without)

    def one_pass():
        return [(tone_data.varied(text, rng, translations), tone) for text, tone in single] + parallel + 3 * [
            (tone_data.plainer(text, rng), tone) for text, tone in ours
        ]  # fmt: skip

    return one_pass


def train(smsa, nusax, target, member):
    """Train one member and write it to ``target``."""
    torch.manual_seed(member.seed)
    rng, epochs = random.Random(member.seed), member.passes
    folder = e5_weights.model_directory(CACHE)
    tokenizer, encoder = tokenizer_of(folder), encoder_of(folder)
    start_values = {n: p.detach().clone() for n, p in encoder.named_parameters() if "LayerNorm" in n}
    trained = corrected(encoder, member.seed)
    head = torch.nn.Linear(encoder.config.hidden_size, len(TONES))
    torch.nn.init.zeros_(head.weight)
    trained |= {"head.weight": head.weight, "head.bias": head.bias}
    indonesian = tone_data.nusax(nusax, "indonesian", "train")
    translations = {
        language: tone_data.dictionary(
            [(a, b) for (a, _), (b, _) in zip(indonesian, tone_data.nusax(nusax, language, "train"), strict=True)]
        )
        for language in ("banjarese", "javanese")
    }
    one_pass = training(smsa, nusax, rng, translations, member.without)
    first = one_pass()
    counts = np.bincount([TONES.index(tone) for _, tone in first], minlength=3)
    weight = torch.tensor((counts.mean() / counts) ** 0.5, dtype=torch.float32)
    steps = epochs * -(-len(first) // BATCH)
    groups = [
        {"params": [p for n, p in trained.items() if not n.startswith("head.")], "lr": RATE},
        {"params": list(head.parameters()), "lr": HEAD_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=DECAY)
    rising = max(1, int(WARMUP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: min((s + 1) / rising, max(0.0, (steps - s) / (steps - rising))))
    mean = {name: values.detach().clone() for name, values in trained.items()}
    encoder.set_attn_implementation("eager")  # its backward pass is much the faster on a processor
    began, step = time.monotonic(), 0
    for epoch in range(epochs):
        total = 0.0
        for tokens, tones in batches(one_pass(), tokenizer, rng, member.dropped):
            ids, mask = padded(tokens)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            logits = head(functional.dropout(pooled(hidden.float(), mask), DROPOUT))
            loss = functional.cross_entropy(logits, torch.tensor(tones), weight, label_smoothing=SMOOTHING)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained.values(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step += 1
            total += loss.item()
            kept = min(MEAN, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_mul_(list(mean.values()), kept)
                torch._foreach_add_(list(mean.values()), list(trained.values()), alpha=1 - kept)
            if step % 100 == 0:
                print(f"  step {step} of {steps}, {time.monotonic() - began:.0f} s", flush=True)
        write(target, mean, start_values)
        print(f"pass {epoch + 1}: loss {total * BATCH / len(first):.3f}, {time.monotonic() - began:.0f} s", flush=True)
        report(target, smsa, nusax)


def write(target, mean, start_values):
    """One member in the shipped form."""
    save(packed(mean, start_values), target, 1.0, 0.0)


def save(change, target, temperature, threshold):
    about = {"base": e5_weights.SHA256[:8], "temperature": f"{temperature:.4f}", "threshold": f"{threshold:.3f}"}
    save_file(change, target, metadata=about)
    target.chmod(0o644)


def join(members, target, smsa, nusax):
    """One file of all members, with the temperature and the threshold that fit them together."""
    change = {}
    for number, path in enumerate(members):
        change |= {f"{number}/{name.partition('/')[2]}": values for name, values in load_file(path).items()}
    save(change, target, 1.0, 0.0)
    report(target, smsa, nusax)
    temperature, threshold = fitted(target, smsa, nusax)
    save(change, target, temperature, threshold)
    print(f"temperature {temperature:.3f}, threshold {threshold:.3f}")


def validation(smsa, nusax):
    """The validation texts by kind."""
    kinds = {"smsa": tone_data.smsa(smsa, "valid"), "own": tone_data.own("valid")}
    return kinds | {language: tone_data.nusax(nusax, language, "valid") for language in ("indonesian", "banjarese", "javanese", "english")}


def report(target, smsa, nusax):
    model = load_model(CACHE, "cpu", target)
    parts = []
    for kind, texts in validation(smsa, nusax).items():
        if texts:
            chances = model.chances([prepared(text) for text, _ in texts])
            parts.append(f"{kind} {tone_data.macro_f1([t for _, t in texts], [TONES[i] for i in chances.argmax(1)]):.3f}")
    print("  validation macro-F1: " + ", ".join(parts), flush=True)


def fitted(target, smsa, nusax):
    """Temperature by the likelihood, each kind weighing the same; threshold the lowest at which they are right as often as SHARE."""
    model = load_model(CACHE, "cpu", target)
    kinds = {}
    for kind, texts in validation(smsa, nusax).items():
        logs = np.log(model.chances([prepared(text) for text, _ in texts]))
        kinds[kind] = (logs, np.array([TONES.index(tone) for _, tone in texts]))

    def softened(logs, temperature):
        rows = np.exp(logs / temperature)
        return rows / rows.sum(1, keepdims=True)

    def cost(temperature):
        return sum(-np.log(softened(logs, temperature)[np.arange(len(t)), t]).mean() for logs, t in kinds.values())

    temperature = min(np.arange(0.5, 3.0, 0.02), key=cost)
    judged = [(softened(logs, temperature).max(1), logs.argmax(1) == t) for logs, t in kinds.values()]
    for threshold in np.arange(0.4, 0.95, 0.01):
        if np.mean([right[sure >= threshold].mean() for sure, right in judged]) >= SHARE:
            return float(temperature), float(threshold)
    return float(temperature), 0.95


def main(smsa, nusax, target):
    parts = [target.with_suffix(f".{member.seed}") for member in MEMBERS]
    for member, part in zip(MEMBERS, parts, strict=True):
        train(smsa, nusax, part, member)
    join(parts, target, smsa, nusax)


if __name__ == "__main__":
    if len(sys.argv) != 4 or not all(Path(folder).is_dir() for folder in sys.argv[1:3]):
        print("python -m tests.eval.train_tone SMSA_DIR NUSAX_DIR OUT.safetensors; without these folders nothing is trained")
        sys.exit(0)
    main(*map(Path, sys.argv[1:]))
