"""Goes on from what ships with more labels: what they say is learnt, and all else stays as it was said before.

    python further.py --corpora DIR --snippets DIR --vocabulary ../vocabulary.tsv --start RUN --run OUT

`--snippets` is the unpacked `hutto_ICWSM_2014` of the PyPI package vaderSentiment 3.2.1 (MIT): tweets and sentences of reviews and
editorials, each with the mean of some twenty people's ratings from -4 to 4.
"""
import argparse
import json
import random
import time
import zlib
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score, recall_score, roc_auc_score
from torch.nn.functional import binary_cross_entropy_with_logits, one_hot
from torch.nn.utils.parametrize import register_parametrization, remove_parametrizations

import train
from base import read_base
from corpora import ABOUT, HEADS, INTENTS, REPEATS, Row, read_lines, read_rows
from network import HEAD_SLICES, Network, restore
from text import Vocabulary

# How often a text is seen in one epoch, and the share of a set that is held out, by document.
SNIPPETS = {"tweets": (2.0, 0.35), "amazonReviewSnippets": (2.0, 0.3), "nytEditorialSnippets": (0.7, 0.2),
            "movieReviewSnippets": (1.0, 0.12)}
REPLAY = 0.25            # of what was seen before
FROZEN = 5
SURE = 4.0               # the log-odds that a label stands for


def read_snippets(folder: Path) -> tuple[list[Row], list[Row]]:
    """Rows to train on and rows held out; what the raters do not agree on is left out."""
    trained, held = [], []
    for name, (repeats, share) in SNIPPETS.items():
        REPEATS[f"v-{name}"] = repeats
        for line in (folder / f"{name}_GroundTruth.txt").read_text("latin-1").split("\n"):
            id, rating, text = (line.rstrip("\r").split("\t") + ["", ""])[:3]
            mean = float(rating or 0.5)
            if 0.35 <= abs(mean) <= 0.6:
                continue
            row = Row(f"v-{name}", id, text, id.split("_")[0])
            row.aim("sentiment", 1 if abs(mean) < 0.35 else 2 if mean > 0 else 0)
            place = zlib.crc32(f"{row.set}{row.group}".encode()) / 2**32
            (held if place < share else trained).append(row)
    return trained, held


def read_complaints(known: list[Row], labels: Path) -> tuple[list[Row], list[Row]]:
    """Tweets of the sets with a complaint by our own annotators, and those held out: of other companies, labelled twice."""
    texts = {(row.set, row.id): row for row in known}
    trained, held = [], []
    for raw in read_lines(labels):
        was = texts[(raw["set"], raw["id"])]
        row = Row(f"c-{was.set}", was.id, was.text, was.group, was.brand or (was.group,))
        REPEATS[row.set] = 2.0
        row.aim("sentiment", was.targets["sentiment"])
        row.aim("complaint", float(raw["complaint"]))
        if raw["complaint"]:
            row.aim("about", ABOUT.index("us"))
            row.aim("intent", INTENTS.index("complaint"))
        (held if raw.get("held") else trained).append(row)
    return trained, held


def labelled(rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """The logits that the labels stand for [rows, 34], and where they count."""
    logits = torch.zeros(len(rows), train.LOGITS)
    counts = torch.zeros(len(rows), train.LOGITS, dtype=torch.bool)
    for i, row in enumerate(rows):
        for head, target in row.targets.items():
            place = HEAD_SLICES[head]
            if head == "complaint":
                logits[i, place] = SURE * (2 * target - 1)
            elif head in ("sentiment", "about", "intent"):
                logits[i, place] = one_hot(torch.tensor(target), HEADS[head]).float() * 2 * SURE
            else:
                continue
            counts[i, place] = True
    return logits, counts


class Rounded(torch.nn.Module):
    """Weights as the int8 file will have them, 64 steps to each side for each output; the gradient passes unchanged. Steps of
    training are smaller than these steps: without it, half of what is learnt is rounded away."""

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        step = weight.detach().abs().amax(1, keepdim=True) / 64
        return weight + ((weight / step).round() * step - weight).detach()


def tell(name: str, network: Network, vocabulary: Vocabulary, held: list[Row]) -> None:
    """Prints how a network does on what is held out, set by set."""
    for kind in dict.fromkeys(row.set for row in held):
        rows = [row for row in held if row.set == kind]
        if kind.startswith("c-"):
            truth = [row.targets["complaint"] for row in rows]
            for known in (True, False):
                logits = train.infer(network, [vocabulary.encode(row.text, row.brand if known else ()) for row in rows])
                odds = logits[:, HEAD_SLICES["complaint"]][:, 0]
                print(f"{name} {kind}, company {'' if known else 'un'}known: {len(rows)} tweets, complaint AUC "
                      f"{roc_auc_score(truth, odds):.3f}, macro-F1 {100 * f1_score(truth, odds > 0, average='macro'):.1f}", flush=True)
            continue
        logits = train.infer(network, [vocabulary.encode(row.text) for row in rows])
        moods, truth = logits[:, HEAD_SLICES["sentiment"]], np.array([row.targets["sentiment"] for row in rows])
        said, two = moods.argmax(1), truth != 1
        right = ((moods[:, 2] > moods[:, 0]) == (truth == 2))[two].mean()
        print(f"{name} {kind}: {len(rows)} texts, of three {100 * (said == truth).mean():.1f} % right, macro-F1 "
              f"{100 * f1_score(truth, said, average='macro'):.1f}, macro-recall {100 * recall_score(truth, said, average='macro'):.1f}; "
              f"of two {100 * right:.1f} % right, AUC {roc_auc_score(truth[two] == 2, (moods[:, 2] - moods[:, 0])[two]):.3f}", flush=True)


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--corpora", type=Path, required=True)
    args.add_argument("--snippets", type=Path, required=True)
    args.add_argument("--vocabulary", type=Path, required=True)
    args.add_argument("--start", type=Path, required=True, help="the run to go on from, whose answers stay where nothing is labelled")
    args.add_argument("--run", type=Path, required=True)
    args.add_argument("--without", default="", help="companies of our own posts that this run must not see, comma separated")
    args.add_argument("--epochs", type=float, default=1.5)
    args.add_argument("--rate", type=float, default=5e-5)
    args.add_argument("--seed", type=int, default=5)
    options = args.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    draw = random.Random(options.seed)
    here = Path(__file__).parent
    vocabulary = Vocabulary.read(options.vocabulary)

    kept_out = options.without.split(",")
    before = [row for row in read_rows(options.corpora, here / "posts") if row.set != "posts" or row.group not in kept_out]
    snippets, held = read_snippets(options.snippets)
    complaints, held_tweets = read_complaints(before, here / "labels" / "complaints.jsonl")
    fresh, held = snippets + complaints, held + held_tweets
    taken = {(row.set.removeprefix("c-"), row.id) for row in complaints + held_tweets}
    before = [row for row in before if (row.set, row.id) not in taken]
    rows = before + fresh
    variants = train.encode(rows, vocabulary)
    labels, counts = labelled(rows)
    counts[:len(before)] = False

    base = read_base()
    kept = restore(options.start, base, vocabulary)
    network = restore(options.start, base, vocabulary)
    for part in [network.norm, network.special, network.position, *network.layers[:FROZEN]]:
        part.requires_grad_(False)
    matrices = [getattr(layer, part) for layer in network.layers[FROZEN:] for part in ("qkv", "out", "up", "down")]
    for matrix in matrices:
        register_parametrization(matrix, "weight", Rounded())
    trained = [p for n, p in network.named_parameters() if not n.startswith("heads") and p.requires_grad]
    groups = [{"params": trained, "lr": options.rate}, {"params": list(network.heads.parameters()), "lr": 5 * options.rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    plan = train.plan_of(rows, variants, [REPLAY] * len(before) + [1.0] * len(fresh), options.epochs, draw)
    schedule = train.warm_then_cosine(optimizer, len(plan))
    print(f"{len(before)} rows of before, {len(fresh)} new, {len(held)} held out, {len(plan)} steps", flush=True)

    started, running = time.time(), 0.0
    for step, (chosen, bucket) in enumerate(plan):
        network.train()
        tokens = train.pad([variants[i][v] for i, v in chosen], bucket)
        index = torch.tensor([i for i, _ in chosen])
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            said = kept(*tokens)[0].float()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, _ = network(*tokens)
        loss = train.distillation(logits, torch.where(counts[index], labels[index], said))
        at = HEAD_SLICES["complaint"].start
        if (sure := counts[index, at]).any():
            truth = (labels[index, at] > 0).float()[sure]
            loss = loss + 0.5 * binary_cross_entropy_with_logits(logits[sure, at], truth) * sure.float().mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        running += float(loss.detach())
        if (step + 1) % 100 == 0:
            print(f"step {step + 1}/{len(plan)} loss {running / 100:.4f} {time.time() - started:.0f} s", flush=True)
            running = 0.0
    for matrix in matrices:
        remove_parametrizations(matrix, "weight")
    torch.save(network.state_dict(), options.run / "weights.pt")
    layers = json.loads((options.start / "run.json").read_text())["layers"]
    (options.run / "run.json").write_text(json.dumps({**{k: str(v) for k, v in vars(options).items()}, "layers": layers}, indent=1))
    tell("before", kept, vocabulary, held)
    tell("after", network.eval(), vocabulary, held)


if __name__ == "__main__":
    main()
