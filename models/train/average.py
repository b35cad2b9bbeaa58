"""Averages the weights of two runs of one shape: a run and the one it was started from.

    python average.py --first runs/dev --second runs/final --share 0.7 --run runs/ship
"""
import argparse
import shutil
from pathlib import Path

import torch


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--first", type=Path, required=True)
    args.add_argument("--second", type=Path, required=True)
    args.add_argument("--share", type=float, default=0.5, help="of the second run")
    args.add_argument("--run", type=Path, required=True)
    options = args.parse_args()
    options.run.mkdir(parents=True, exist_ok=True)
    first, second = (torch.load(run / "weights.pt") for run in (options.first, options.second))
    assert first.keys() == second.keys(), "the runs are not of one shape"
    mixed = {name: (1 - options.share) * first[name] + options.share * second[name] for name in first}
    torch.save(mixed, options.run / "weights.pt")
    shutil.copy(options.second / "run.json", options.run)


if __name__ == "__main__":
    main()
