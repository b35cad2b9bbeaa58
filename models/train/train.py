"""Trains the network and writes its weights, and the logits of the held-out part.

    python train.py --corpora DIR --vocabulary ../vocabulary.tsv --run OUT [--dev] [--layers 0,1,2,3,4,5] [--teacher RUN]
"""
import argparse
import json
import math
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy
from torch.nn.utils.parametrize import is_parametrized, register_parametrization, remove_parametrizations

from base import read_base
from corpora import HEADS, REPEATS, TOPICS, Row, is_dev, read_rows
from network import HEAD_SLICES, LOGITS, Network, restore
from text import Vocabulary

BUCKETS = [16, 24, 32, 40, 48, 64, 80, 96]
BATCH_TOKENS = 1024
OFTEN_PLAIN = {"en-airline", "tweet-complaints"}    # tweets that are measured without knowing the company as well
POSITIVE = {"complaint": 1.0, "topics": 3.0, "reported": 2.0, "ironic": 3.0}


def encode(rows: list[Row], vocabulary: Vocabulary) -> list[list[list[int]]]:
    """Per row its id lists: as the product reads it, without knowing the brand, and in lower case."""
    variants = []
    for row in rows:
        masked = vocabulary.encode(row.text, row.brand)
        plain = vocabulary.encode(row.text) if row.brand else masked
        variants.append([masked, plain, vocabulary.encode(row.text.lower(), row.brand)])
    return variants


def draw_epoch(rows: list[Row], repeats: list[float], draw: random.Random) -> list[tuple[int, int]]:
    """(row, variant) pairs of one epoch, each row as often as `repeats` says."""
    pairs = []
    for i, row in enumerate(rows):
        for _ in range(int(repeats[i]) + (draw.random() < repeats[i] % 1)):
            chance = draw.random()
            plain = 0.5 if row.set in OFTEN_PLAIN else 0.1
            pairs.append((i, 1 if chance < plain else 2 if chance > 0.92 else 0))
    return pairs


def batches(lengths: list[int], draw: random.Random | None) -> list[tuple[list[int], int]]:
    """Indices in groups of one length bucket, about `BATCH_TOKENS` each; shuffled if a draw is given."""
    order = list(range(len(lengths)))
    if draw:
        draw.shuffle(order)
    filled: dict[int, list[int]] = {b: [] for b in BUCKETS}
    out = []
    for i in order:
        bucket = next(b for b in BUCKETS if lengths[i] <= b)
        filled[bucket].append(i)
        if len(filled[bucket]) == BATCH_TOKENS // bucket:
            out.append((filled[bucket], bucket))
            filled[bucket] = []
    out += [(indices, bucket) for bucket, indices in filled.items() if indices]
    if draw:
        draw.shuffle(out)
    return out


Plan = list[tuple[list[tuple[int, int]], int]]


def plan_of(rows: list[Row], variants: list[list[list[int]]], repeats: list[float], epochs: float, draw: random.Random) -> Plan:
    """The steps: (row, variant) pairs of one length bucket, and the bucket."""
    plan = []
    for epoch in range(math.ceil(epochs)):
        pairs = draw_epoch(rows, repeats, draw)
        pairs = pairs if epochs - epoch >= 1 else draw.sample(pairs, int(len(pairs) * (epochs - epoch)))
        plan += [([pairs[i] for i in group], bucket) for group, bucket in batches([len(variants[i][v]) for i, v in pairs], draw)]
    return plan


def pad(ids: list[list[int]], width: int) -> tuple[Tensor, Tensor]:
    padded = torch.zeros(len(ids), width, dtype=torch.long)
    for i, row in enumerate(ids):
        padded[i, :len(row)] = torch.tensor(row)
    return padded, torch.tensor([len(row) for row in ids])


class Targets:
    """The targets of all rows as tensors, and per head the weight of each row's loss (0: not labelled)."""

    def __init__(self, rows: list[Row]):
        self.values: dict[str, Tensor] = {}
        self.weights: dict[str, Tensor] = {}
        for head, size in HEADS.items():
            empty: object = [0.0] * len(TOPICS) if head == "topics" else 0
            values = [row.targets.get(head, empty) for row in rows]
            real = head in POSITIVE
            self.values[head] = torch.tensor(values, dtype=torch.float32 if real else torch.long)
            self.weights[head] = torch.tensor([row.weights.get(head, 0.0) for row in rows])
        self.neutral = torch.tensor([row.neutral for row in rows])

    def loss(self, logits: Tensor, index: Tensor) -> Tensor:
        """The weighted sum over heads of the mean over the batch."""
        total = logits.new_zeros(())
        for head in HEADS:
            weight = self.weights[head][index]
            if not weight.any():
                continue
            part, target = logits[:, HEAD_SLICES[head]], self.values[head][index]
            if head == "sentiment":
                hide = torch.zeros_like(part)
                hide[:, 1] = (~self.neutral[index]).float() * -1e4
                part = part + hide
            if head in POSITIVE:
                target = target.view(len(index), -1)
                each = binary_cross_entropy_with_logits(part, target, reduction="none",
                                                        pos_weight=torch.tensor(POSITIVE[head])).sum(1)
            else:
                each = cross_entropy(part, target, reduction="none")
            total = total + (each * weight).sum() / len(index)
        return total


def distillation(logits: Tensor, teacher: Tensor) -> Tensor:
    """How far a student's answers are from its teacher's, over all heads and whether or not a set labels them."""
    total = logits.new_zeros(())
    for head in HEADS:
        part, soft = logits[:, HEAD_SLICES[head]], teacher[:, HEAD_SLICES[head]]
        if head in POSITIVE:
            total = total + binary_cross_entropy_with_logits(part, soft.sigmoid(), reduction="none").sum(1).mean()
        else:
            total = total + cross_entropy(part, soft.softmax(-1))
    return total


@torch.no_grad()
def infer(network: Network, ids: list[list[int]]) -> np.ndarray:
    """Logits [texts, 34]."""
    network.eval()
    out = np.zeros((len(ids), LOGITS), np.float32)
    for indices, bucket in batches([len(i) for i in ids], None):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=len(network.layers) > 6):
            logits, _ = network(*pad([ids[i] for i in indices], bucket))
        out[indices] = logits.numpy()
    return out


def taught(run: Path, deeper: Network, rows: list[Row], ids: list[list[int]]) -> Tensor:
    """The teacher's logits of the rows; what it has answered before is kept beside its weights."""
    kept = run / "taught.npz"
    known: dict[str, np.ndarray] = {}
    if kept.exists():
        file = np.load(kept)
        known = dict(zip(file["keys"].tolist(), file["logits"]))
    keys = [f"{row.set}/{row.id}" for row in rows]
    new = [i for i, key in enumerate(keys) if key not in known]
    known |= zip([keys[i] for i in new], infer(deeper, [ids[i] for i in new]))
    np.savez(kept, keys=np.array(list(known)), logits=np.stack(list(known.values())))
    return torch.tensor(np.stack([known[key] for key in keys]))


def freeze(network: Network, layers: int) -> None:
    """What is at the bottom is not trained: so many layers, and all that is below them."""
    for part in [network.norm, network.special, network.position, *network.layers[:layers]]:
        part.requires_grad_(False)


class Rounded(torch.nn.Module):
    """Weights as the int8 file will have them, 64 steps to each side for each output; the gradient passes unchanged. Steps of
    training are smaller than these steps: without it, half of what is learnt is rounded away."""

    def forward(self, weight: Tensor) -> Tensor:
        step = weight.detach().abs().amax(1, keepdim=True) / 64
        return weight + ((weight / step).round() * step - weight).detach()


@torch.no_grad()
def round_weights(network: Network) -> None:
    """From here on the layers work with rounded weights; what is trained beneath stays as fine as it was."""
    for matrix in matrices(network):
        if matrix.weight.requires_grad:
            register_parametrization(matrix, "weight", Rounded())
        else:
            matrix.weight.copy_(Rounded()(matrix.weight))


def fine_weights(network: Network) -> None:
    """The layers have what is trained again."""
    for matrix in matrices(network):
        if is_parametrized(matrix):
            remove_parametrizations(matrix, "weight", leave_parametrized=False)


def matrices(network: Network) -> list[torch.nn.Linear]:
    return [getattr(layer, part) for layer in network.layers for part in ("qkv", "out", "up", "down")]


def descend(network: Network, plan: Plan, variants: list[list[list[int]]], rate: float, heads: float,
            loss_of: Callable[[Tensor, Tensor, tuple[Tensor, Tensor]], Tensor]) -> None:
    """AdamW along the plan, the heads at so many times the rate; the loss is asked for logits, rows and padded tokens."""
    trained = [p for n, p in network.named_parameters() if not n.startswith("heads") and p.requires_grad]
    groups = [{"params": trained, "lr": rate}, {"params": list(network.heads.parameters()), "lr": heads * rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, betas=(0.9, 0.98))
    warm = int(0.06 * len(plan))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: (s + 1) / warm if s < warm else 0.5 * (
        1 + math.cos(math.pi * (s - warm) / (len(plan) - warm))))
    started, running = time.time(), 0.0
    for step, (pairs, bucket) in enumerate(plan):
        network.train()
        tokens = pad([variants[i][v] for i, v in pairs], bucket)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits, _ = network(*tokens)
        loss = loss_of(logits, torch.tensor([i for i, _ in pairs]), tokens)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        schedule.step()
        running += float(loss.detach())
        if (step + 1) % 100 == 0:
            print(f"step {step + 1}/{len(plan)} loss {running / 100:.4f} {time.time() - started:.0f} s", flush=True)
            running = 0.0
    print(f"{len(plan)} steps in {time.time() - started:.0f} s", flush=True)


def write_dev(path: Path, rows: list[Row], ids: list[list[int]], logits: np.ndarray) -> None:
    with path.open("w", encoding="utf-8") as out:
        for row, tokens, values in zip(rows, ids, logits):
            record = {"id": f"{row.set}/{row.id}", "set": row.set, "group": row.group, "targets": row.targets, "flags": row.flags,
                      "ids_length": len(tokens), "logits": [round(float(v), 4) for v in values]}
            out.write(json.dumps(record) + "\n")


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--corpora", type=Path, required=True)
    args.add_argument("--posts", type=Path, default=Path(__file__).parent / "posts")
    args.add_argument("--vocabulary", type=Path, required=True)
    args.add_argument("--rated", type=Path, help="the rated texts (see further.py); our annotators' complaints come with them")
    args.add_argument("--rounded", action="store_true", help="round the weights in training as the int8 file will")
    args.add_argument("--run", type=Path, required=True)
    args.add_argument("--layers", default="0,1,2,3,4,5")
    args.add_argument("--frozen", type=int, default=0, help="bottom layers that are not trained")
    args.add_argument("--epochs", type=float, default=2.0)
    args.add_argument("--rate", type=float, default=8e-5)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--dev", action="store_true", help="hold the dev part out")
    args.add_argument("--dev-posts", default="", help="companies of our own posts that are held out, comma separated")
    args.add_argument("--teacher", type=Path, help="the run of a deeper network, to start from and learn from")
    args.add_argument("--start", type=Path, help="the run to start from, if it is not the base or the teacher")
    args.add_argument("--replay", type=float, default=1.0, help="share of the repeats of what the run started from had seen")
    args.add_argument("--fresh", default="", help="companies of our own posts, and sets, that what the run started from had not seen, comma "
                      "separated; unless given, all of our own posts and what was held out")
    args.add_argument("--without", default="", help="companies of our own posts that this run must not see, comma separated")
    args.add_argument("--steps", type=int, default=0, help="stop the schedule after so many steps (a trial)")
    options = args.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)

    torch.manual_seed(options.seed)
    draw = random.Random(options.seed)
    vocabulary = Vocabulary.read(options.vocabulary)
    kept_out = options.without.split(",")
    rows = [row for row in read_rows(options.corpora, options.posts, options.rated) if row.set != "posts" or row.group not in kept_out]
    held = {c for c in options.dev_posts.split(",") if c}
    dev = [row for row in rows if is_dev(row, held)]
    train = [row for row in rows if not row.held and not (options.dev and is_dev(row, held))]
    split: dict[str, list[str]] = {}
    for row in dev:
        split.setdefault(row.set, []).append(row.id)
    (options.run / "split.json").write_text(json.dumps(split))
    variants = encode(train, vocabulary)
    targets = Targets(train)

    base = read_base()
    network = Network(base, vocabulary, [int(i) for i in options.layers.split(",")])
    teacher: Tensor | None = None
    if options.start and not options.teacher:
        network.inherit(restore(options.start, base, vocabulary))
    if options.teacher:
        deeper = restore(options.teacher, base, vocabulary)
        network.inherit(restore(options.start, base, vocabulary) if options.start else deeper)
        teacher = taught(options.teacher, deeper, train, [v[0] for v in variants])
    if options.frozen:
        freeze(network, options.frozen)
    if options.rounded:
        round_weights(network)

    fresh = {c for c in options.fresh.split(",") if c}
    new = [row.group in fresh or row.set in fresh if fresh else row.set == "posts" or is_dev(row, held) for row in train]
    repeats = [REPEATS[row.set] * (1.0 if one else options.replay) for row, one in zip(train, new)]
    plan = plan_of(train, variants, repeats, options.epochs, draw)
    plan = plan[:options.steps] if options.steps else plan
    print(f"{len(train)} rows to train on, {len(dev)} dev, {len(plan)} steps", flush=True)

    def loss_of(logits: Tensor, index: Tensor, _: tuple[Tensor, Tensor]) -> Tensor:
        loss = targets.loss(logits, index)
        return loss if teacher is None else 0.5 * loss + 0.5 * distillation(logits, teacher[index])

    descend(network, plan, variants, options.rate, 20, loss_of)
    fine_weights(network)
    torch.save(network.state_dict(), options.run / "weights.pt")
    if options.rounded:
        round_weights(network)
    (options.run / "run.json").write_text(json.dumps({k: str(v) for k, v in vars(options).items()}, indent=1))
    dev_ids = [vocabulary.encode(row.text, row.brand) for row in dev]
    write_dev(options.run / "dev_logits.jsonl", dev, dev_ids, infer(network, dev_ids))


if __name__ == "__main__":
    main()
