"""Turns an int8 ONNX file that `export.py` wrote back into a run that `train.py --start` can go on from.

    python shipped.py --model ../hearing.onnx --vocabulary ../vocabulary.tsv --run RUN
"""
import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from base import read_base
from export import session
from network import Network
from text import Vocabulary

TEXT = "Al drie weken wacht ik op mijn pakket, niemand neemt op."


def read_weights(path: Path) -> dict[str, np.ndarray]:
    """The file's weights by the names that `export.py` gave them, as float32."""
    raw = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    weights = {}
    for name, value in raw.items():
        if name.endswith("_quantized"):
            own = name.removesuffix("_quantized")
            weights[own.removesuffix("_Transposed")] = (value.astype(np.float32) - raw[f"{own}_zero_point"]) * raw[f"{own}_scale"]
        elif value.dtype == np.float32:
            weights[name] = value
    return weights


@torch.no_grad()
def take(network: Network, weights: dict[str, np.ndarray]) -> None:
    """Puts the file's weights into a network of its shape."""
    def put(target: torch.Tensor, name: str, turned: bool = False) -> None:
        value = torch.tensor(weights[name])
        target.copy_(value.T if turned else value)

    def norm(module: torch.nn.LayerNorm, name: str) -> None:
        put(module.weight, f"{name}.scale")
        put(module.bias, f"{name}.bias")

    network.special.copy_(torch.tensor(weights["special"][:-1]))
    put(network.position, "position")
    norm(network.norm, "norm")
    put(network.heads.weight, "heads.weight", turned=True)
    put(network.heads.bias, "heads.bias")
    for i, layer in enumerate(network.layers):
        for part in ("qkv", "out", "up", "down"):
            put(getattr(layer, part).weight, f"l{i}.{part}.weight", turned=True)
            put(getattr(layer, part).bias, f"l{i}.{part}.bias")
        norm(layer.norm1, f"l{i}.norm1")
        norm(layer.norm2, f"l{i}.norm2")


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--model", type=Path, required=True)
    args.add_argument("--vocabulary", type=Path, required=True)
    args.add_argument("--run", type=Path, required=True)
    options = args.parse_args()
    weights = read_weights(options.model)
    layers = list(range(sum(name.endswith("qkv.bias") for name in weights)))
    vocabulary = Vocabulary.read(options.vocabulary)
    network = Network(read_base(), vocabulary, layers).eval()
    take(network, weights)
    options.run.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), options.run / "weights.pt")
    (options.run / "run.json").write_text(json.dumps({"layers": ",".join(map(str, layers)), "from": options.model.name}, indent=1))
    ids = vocabulary.encode(TEXT)
    ours = network(torch.tensor([ids]), torch.tensor([len(ids)]))[0].detach().numpy()[0]
    file = session(options.model).run(["logits"], {"input_ids": np.array([ids], np.int64)})[0][0]
    print(f"float logits differ from the file's by {np.abs(ours - file).mean():.3f} on average, {np.abs(ours - file).max():.3f} at most")


if __name__ == "__main__":
    main()
