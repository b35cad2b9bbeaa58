"""Goes on from what ships with more labels: what they say is learnt, and all else stays as it was said before.

    python further.py --corpora DIR --rated DIR --vocabulary ../vocabulary.tsv --start RUN --run OUT

`--rated` is the unpacked `hutto_ICWSM_2014` of the PyPI package vaderSentiment 3.2.1 (MIT): tweets and sentences of reviews and
editorials, each with the mean of some twenty people's ratings from -4 to 4.
"""
import argparse
import json
import random
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score, recall_score, roc_auc_score
from torch.nn.functional import binary_cross_entropy_with_logits, one_hot

import train
from base import read_base
from corpora import HEADS, RATED, REPEATS, Row, read_rows
from network import HEAD_SLICES, LOGITS, Network, restore
from text import Vocabulary

# How often a new text is seen in one epoch.
TIMES = {"rated-tweets": 2.0, "rated-products": 2.0, "rated-editorials": 0.7, "rated-films": 1.0, "tweet-complaints": 2.0}
REPLAY = 0.25            # of the times of what was seen before
FROZEN = 5
SURE = 4.0               # the log-odds that a label stands for


def labelled(rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """The logits that the new labels stand for, [rows, 34], and where they count."""
    logits = torch.zeros(len(rows), LOGITS)
    counts = torch.zeros(len(rows), LOGITS, dtype=torch.bool)
    for i, row in enumerate(rows):
        if row.set not in TIMES:
            continue
        for head, target in row.targets.items():
            place = HEAD_SLICES[head]
            if head == "complaint":
                logits[i, place] = SURE * (2 * target - 1)
            else:
                logits[i, place] = one_hot(torch.tensor(target), HEADS[head]).float() * 2 * SURE
            counts[i, place] = True
    return logits, counts


def tell_moods(name: str, network: Network, vocabulary: Vocabulary, rows: list[Row]) -> None:
    logits = train.infer(network, [vocabulary.encode(row.text) for row in rows])
    moods, truth = logits[:, HEAD_SLICES["sentiment"]], np.array([row.targets["sentiment"] for row in rows])
    said, two = moods.argmax(1), truth != 1
    right = ((moods[:, 2] > moods[:, 0]) == (truth == 2))[two].mean()
    print(f"{name}: {len(rows)} texts, of three {100 * (said == truth).mean():.1f} % right, macro-F1 "
          f"{100 * f1_score(truth, said, average='macro'):.1f}, macro-recall {100 * recall_score(truth, said, average='macro'):.1f}; "
          f"of two {100 * right:.1f} % right, AUC {roc_auc_score(truth[two] == 2, (moods[:, 2] - moods[:, 0])[two]):.3f}", flush=True)


def tell_complaints(name: str, network: Network, vocabulary: Vocabulary, rows: list[Row]) -> None:
    truth = [row.targets["complaint"] for row in rows]
    for known in (True, False):
        logits = train.infer(network, [vocabulary.encode(row.text, row.brand if known else ()) for row in rows])
        odds = logits[:, HEAD_SLICES["complaint"]][:, 0]
        print(f"{name}, company {'' if known else 'un'}known: {len(rows)} tweets, complaint AUC {roc_auc_score(truth, odds):.3f}, "
              f"macro-F1 {100 * f1_score(truth, odds > 0, average='macro'):.1f}", flush=True)


def tell(name: str, network: Network, vocabulary: Vocabulary, held: list[Row]) -> None:
    """Prints how a network does on what is held out, set by set."""
    for kind in TIMES:
        one = tell_moods if kind in RATED else tell_complaints
        one(f"{name} {kind}", network, vocabulary, [row for row in held if row.set == kind])


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--corpora", type=Path, required=True)
    args.add_argument("--rated", type=Path, required=True)
    args.add_argument("--vocabulary", type=Path, required=True)
    args.add_argument("--start", type=Path, required=True, help="the run to go on from, whose answers stay where nothing is labelled")
    args.add_argument("--run", type=Path, required=True)
    args.add_argument("--without", default="", help="companies of our own posts that this run must not see, comma separated")
    args.add_argument("--epochs", type=float, default=1.5)
    args.add_argument("--rate", type=float, default=5e-5)
    args.add_argument("--seed", type=int, default=5)
    args.add_argument("--steps", type=int, default=0, help="stop the schedule after so many steps (a trial)")
    options = args.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    draw = random.Random(options.seed)
    vocabulary = Vocabulary.read(options.vocabulary)

    kept_out = options.without.split(",")
    known = read_rows(options.corpora, Path(__file__).parent / "posts", options.rated)
    rows = [row for row in known if not row.held and (row.set != "posts" or row.group not in kept_out)]
    held = [row for row in known if row.held]
    variants = train.encode(rows, vocabulary)
    labels, counts = labelled(rows)
    repeats = [TIMES.get(row.set) or REPLAY * REPEATS[row.set] for row in rows]
    plan = train.plan_of(rows, variants, repeats, options.epochs, draw)
    plan = plan[:options.steps] if options.steps else plan
    print(f"{len(rows)} rows, {int(counts.any(1).sum())} of them new, {len(held)} held out, {len(plan)} steps", flush=True)

    base = read_base()
    kept = restore(options.start, base, vocabulary)
    network = restore(options.start, base, vocabulary)
    train.freeze(network, FROZEN)
    train.round_weights(network)
    at = HEAD_SLICES["complaint"].start

    def loss_of(logits: torch.Tensor, index: torch.Tensor, tokens: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            said = kept(*tokens)[0].float()
        loss = train.distillation(logits, torch.where(counts[index], labels[index], said))
        if (sure := counts[index, at]).any():
            truth = (labels[index, at] > 0).float()[sure]
            loss = loss + 0.5 * binary_cross_entropy_with_logits(logits[sure, at], truth) * sure.float().mean()
        return loss

    train.descend(network, plan, variants, options.rate, 5, loss_of)
    tell("before", kept, vocabulary, held)
    tell("after", network, vocabulary, held)
    train.fine_weights(network)
    torch.save(network.state_dict(), options.run / "weights.pt")
    layers = json.loads((options.start / "run.json").read_text())["layers"]
    (options.run / "run.json").write_text(json.dumps({**{k: str(v) for k, v in vars(options).items()}, "layers": layers}, indent=1))


if __name__ == "__main__":
    main()
