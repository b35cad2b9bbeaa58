"""Trains the model of meaning: a complaint and a ticket that tell one story shall find each other's pieces, and those of
two stories not. Starts from multilingual-e5-small; the likeness is that of `src/verdict/meaning.ts`, but that numbers of orders,
which that leaves out, are still in the texts.

    python alike.py --corpora CORPORA --vocabulary ../vocabulary.tsv --middle ../meaning.json --run OUT [--without WORLD,WORLD]
"""
import argparse
import json
import random
import re
import time
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, normalize

from base import read_base
from corpora import read_lines
from network import Network
from text import Vocabulary

LEAD = 3                    # <s>, `query` and `:`
COMMONEST, MOST = 7.0, 6.0  # as in meaning.ts
PAIRS, POSTS, EXTRA = 10, 3, 6
TEMPERATURE = 0.04
EPOCHS, RATE, FROZEN, SEED = 3, 6e-5, 6, 2


def plain(text: str) -> str:
    """Without links and what makes a word a handle."""
    return re.sub(r"[@#](\w{1,80})[.@\w-]*", r"\1", re.sub(r"https?://\S{1,500}", " ", text[:2000]))


def written(ticket: dict) -> str:
    return f"{ticket['subject']}. {ticket['text']}"


def read_world(folder: Path) -> tuple[list[tuple[str, str | None]], dict[str, str]]:
    """Posts with the ticket that tells the same story, and all tickets."""
    tickets = {t["id"]: written(t) for t in read_lines(folder / "tickets.jsonl")}
    posts = read_lines(folder / "posts.jsonl")
    if (folder / "expected.jsonl").exists():
        answers = {a["id"]: a for a in read_lines(folder / "expected.jsonl") if a.get("verdict")}
        posts = [p | {"truth": answers[p["id"]]["verdict"], "ticket": answers[p["id"]]["ticket"]} for p in posts if p.get("id") in answers]
    return [(p["text"], p["ticket"] if p["truth"] != "unreported" else None) for p in posts], tickets


class Encoder:
    """Texts → directions of their telling pieces and what each tells."""

    def __init__(self, vocabulary: Vocabulary, middle: list[float]):
        self.vocabulary = vocabulary
        self.middle = torch.tensor(middle)
        self.kept: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        if text not in self.kept:
            self.kept[text] = self.vocabulary.encode("query: " + plain(text))
        return self.kept[text]

    def __call__(self, network: Network, texts: list[str]) -> tuple[Tensor, Tensor]:
        """[texts, tokens, 384] unit directions, and weights [texts, tokens] that are 0 for what tells nothing."""
        rows = [self.ids(text) for text in texts]
        width = max(map(len, rows))
        ids = torch.zeros(len(rows), width, dtype=torch.long)
        weights = torch.zeros(len(rows), width)
        for i, row in enumerate(rows):
            ids[i, :len(row)] = torch.tensor(row)
            rarity = torch.tensor([-self.vocabulary.scores[id] / 1000 for id in row])
            weights[i, :len(row)] = (rarity - COMMONEST).clamp(0, MOST)
        weights[:, :LEAD] = 0
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = network.pieces(ids, torch.tensor([len(row) for row in rows]))
        return normalize(states.float() - self.middle, dim=-1), weights


def likeness(posts: tuple[Tensor, Tensor], tickets: tuple[Tensor, Tensor]) -> Tensor:
    """[posts, tickets]: the mean of what each side's pieces find on the other."""
    (a, wa), (b, wb) = posts, tickets
    dots = torch.einsum("pik,tjk->ptij", a, b)
    seen = dots.masked_fill(wb[None, :, None, :] == 0, -1)
    told = (seen.amax(3).clamp(min=0) * wa[:, None, :]).sum(2) / wa.sum(1)[:, None].clamp(min=1)
    seen = dots.masked_fill(wa[:, None, :, None] == 0, -1)
    asked = (seen.amax(2).clamp(min=0) * wb[None]).sum(2) / wb.sum(1)[None].clamp(min=1)
    return (told + asked) / 2


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--corpora", type=Path, required=True)
    args.add_argument("--vocabulary", type=Path, required=True)
    args.add_argument("--middle", type=Path, required=True)
    args.add_argument("--run", type=Path, required=True)
    args.add_argument("--without", default="", help="worlds that this run must not see, comma separated")
    options = args.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    draw = random.Random(SEED)
    here = Path(__file__).parent
    vocabulary = Vocabulary.read(options.vocabulary)
    encoder = Encoder(vocabulary, json.loads(options.middle.read_text())["middle"])
    base = read_base()
    network = Network(base, vocabulary, list(range(base.layers)), dropout=0.05)
    for part in [network.norm, network.special, network.position, network.heads, *network.layers[:FROZEN]]:
        part.requires_grad_(False)

    folders = [options.corpora / "reconcile", options.corpora / "reconcile-energy", here / "../../demo", *sorted((here / "worlds").iterdir())]
    worlds = {folder.resolve().name: read_world(folder) for folder in folders}
    away = {name for name in options.without.split(",") if name}
    unknown = away - set(worlds)
    if unknown:
        raise SystemExit(f"no such world: {', '.join(unknown)}")
    seen = {name: world for name, world in worlds.items() if name not in away}
    triples = [pair for file in sorted((here / "pairs").glob("*.jsonl")) for pair in read_lines(file)]

    def batches() -> list[tuple[list[str], list[str], list[list[int]]]]:
        """Posts, tickets, and which belong together; a batch is of one world, or of pairs with their tempting others."""
        out = []
        for posts, tickets in seen.values():
            told = [(text, id) for text, id in posts if id is not None]
            untold = [text for text, id in posts if id is None]
            draw.shuffle(told)
            for at in range(0, len(told) - 3, PAIRS):
                some = told[at:at + PAIRS]
                texts = [text for text, _ in some] + draw.sample(untold, POSTS)
                ids = list(dict.fromkeys(id for _, id in some))
                ids += [id for id in draw.sample(sorted(tickets), EXTRA) if id not in ids]
                truth = [[int(row < len(some) and some[row][1] == id) for id in ids] for row in range(len(texts))]
                out.append((texts, [tickets[id] for id in ids], truth))
        draw.shuffle(triples)
        for at in range(0, len(triples) - 3, PAIRS):
            some = triples[at:at + PAIRS]
            texts = [pair["post"] for pair in some]
            theirs = [written(pair[whose]) for whose in ("ticket", "other", "near") for pair in some if whose in pair]
            out.append((texts, theirs, [[int(row == column) for column in range(len(theirs))] for row in range(len(texts))]))
        draw.shuffle(out)
        return out

    steps = len(batches()) * EPOCHS
    trained = [p for p in network.parameters() if p.requires_grad]
    level = torch.tensor([25.0, -12.0], requires_grad=True)
    optimizer = torch.optim.AdamW([{"params": trained, "lr": RATE}, {"params": [level], "lr": 0.02, "weight_decay": 0}],
                                  weight_decay=0.01, betas=(0.9, 0.98))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, [RATE, 0.02], steps + 1, pct_start=0.1)
    print(f"{len(seen)} worlds, {len(triples)} pairs, {steps} steps", flush=True)
    started, step, running = time.time(), 0, [0.0, 0.0]
    for _ in range(EPOCHS):
        for posts, tickets, truth in batches():
            network.train()
            scores = likeness(encoder(network, posts), encoder(network, tickets))
            same = torch.tensor(truth, dtype=torch.float32)
            has = same.sum(1) > 0
            which = cross_entropy(scores[has] / TEMPERATURE, same[has] / same[has].sum(1, keepdim=True))
            found = same.sum(0) > 0
            whose = cross_entropy(scores.T[found] / TEMPERATURE, same.T[found] / same.T[found].sum(1, keepdim=True))
            whether = binary_cross_entropy_with_logits(scores * level[0] + level[1], same, pos_weight=torch.tensor(3.0))
            loss = (which + whose) / 2 + 2 * whether
            loss.backward()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step += 1
            running = [running[0] + float((which + whose).detach()) / 2, running[1] + float(whether.detach())]
            if step % 25 == 0:
                print(f"step {step}/{steps} which {running[0] / 25:.4f} whether {running[1] / 25:.4f} level {level.tolist()} "
                      f"{time.time() - started:.0f} s", flush=True)
                running = [0.0, 0.0]
    torch.save(network.state_dict(), options.run / "weights.pt")
    (options.run / "run.json").write_text(json.dumps({"layers": ",".join(map(str, network.chosen))} | {k: str(v) for k, v in vars(options).items()}))

    network.eval()
    with torch.no_grad():
        for name, (posts, tickets) in worlds.items():
            ids = list(tickets)
            told = [(text, id) for text, id in posts if id is not None][:40]
            theirs = encoder(network, [tickets[id] for id in ids])
            ranks = []
            for text, id in told:
                row = likeness(encoder(network, [text]), theirs)[0]
                ranks.append(int((row > row[ids.index(id)]).sum()))
            print(f"{name}{' (unseen)' if name in away else ''}: the right ticket first {sum(r == 0 for r in ranks) / len(ranks):.3f}, "
                  f"mean reciprocal rank {sum(1 / (1 + r) for r in ranks) / len(ranks):.3f} of {len(ids)} tickets", flush=True)


if __name__ == "__main__":
    main()
