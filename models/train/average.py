"""Averages the weights of two runs of one shape: a run and the one it was started from.

    python average.py --first runs/dev --second runs/dev2 --share 0.65 --run runs/dev-mean [--corpora DIR]

With `--corpora` it writes the logits of what the second run held out as well.
"""
import argparse
import json
import shutil
from pathlib import Path

import torch

from base import read_base
from corpora import read_rows
from network import restore
from text import Vocabulary
from train import infer, write_dev


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--first", type=Path, required=True)
    args.add_argument("--second", type=Path, required=True)
    args.add_argument("--share", type=float, default=0.5, help="of the second run")
    args.add_argument("--run", type=Path, required=True)
    args.add_argument("--corpora", type=Path)
    args.add_argument("--rated", type=Path, help="where the runs were made with it")
    options = args.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    first, second = (torch.load(run / "weights.pt") for run in (options.first, options.second))
    assert first.keys() == second.keys(), "the runs are not of one shape"
    mixed = {name: (1 - options.share) * first[name] + options.share * second[name] for name in first}
    torch.save(mixed, options.run / "weights.pt")
    shutil.copy(options.second / "run.json", options.run)
    if options.corpora:
        vocabulary = Vocabulary.read(Path(__file__).parent / "../vocabulary.tsv")
        split = json.loads((options.second / "split.json").read_text())
        held = {f"{name}/{id}" for name, ids in split.items() for id in ids}
        known = read_rows(options.corpora, Path(__file__).parent / "posts", options.rated)
        rows = [row for row in known if f"{row.set}/{row.id}" in held]
        ids = [vocabulary.encode(row.text, row.brand) for row in rows]
        write_dev(options.run / "dev_logits.jsonl", rows, ids, infer(restore(options.run, read_base(), vocabulary), ids))


if __name__ == "__main__":
    main()
