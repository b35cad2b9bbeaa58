"""Writes a run as one int8 ONNX file, and compares it with the float weights on the run's held-out texts.

    python export.py --run RUN --vocabulary ../vocabulary.tsv --out ../hearing.onnx [--corpora DIR]
"""
import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from base import read_base
from network import LOGITS, SPECIAL, Network, restore
from text import Vocabulary


class Graph:
    """Nodes and weights as they are added; every call gives the name of what it makes."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, *inputs: str, out: str | None = None, outs: int = 1, **attributes: object) -> str:
        name = out or f"{kind.lower()}{len(self.nodes)}"
        outputs = [name] if outs == 1 else [f"{name}_{i}" for i in range(outs)]
        self.nodes.append(helper.make_node(kind, list(inputs), outputs, name=f"n{len(self.nodes)}", **attributes))
        return name


def build(network: Network, heads: int, epsilon: float) -> onnx.ModelProto:
    """The float graph: 4-bit embeddings unpacked after the look-up, encoder layers, mean pooling, heads."""
    g = Graph()

    def value(tensor: torch.Tensor) -> np.ndarray:
        return tensor.detach().numpy().astype(np.float32)

    def norm(x: str, module: torch.nn.LayerNorm, name: str) -> str:
        return g.add("LayerNormalization", x, g.weight(f"{name}.scale", value(module.weight)),
                     g.weight(f"{name}.bias", value(module.bias)), axis=-1, epsilon=epsilon)

    def linear(x: str, module: torch.nn.Linear, name: str) -> str:
        product = g.add("MatMul", x, g.weight(f"{name}.weight", value(module.weight).T))
        return g.add("Add", product, g.weight(f"{name}.bias", value(module.bias)))

    hidden = network.words.shape[1]
    packed = network.nibbles.reshape(len(network.nibbles), -1)
    bytes_ = g.add("Reshape", g.add("Gather", g.weight("words.nibbles", packed), "input_ids"),
                   g.weight("shape.blocks", np.array([0, 0, hidden // 32, 16], np.int64)))
    low = g.add("BitwiseAnd", bytes_, g.weight("low", np.array(15, np.uint8)))
    high = g.add("BitShift", bytes_, g.weight("four", np.array(4, np.uint8)), direction="RIGHT")
    whole = g.add("Cast", g.add("Concat", low, high, axis=-1), to=TensorProto.FLOAT)
    centred = g.add("Sub", whole, g.weight("eight", np.array(8, np.float32)))
    scales = g.add("Cast", g.add("Gather", g.weight("words.scales", network.scales), "input_ids"), to=TensorProto.FLOAT)
    scaled = g.add("Mul", centred, g.add("Unsqueeze", scales, g.weight("last", np.array([-1], np.int64))))
    word = g.add("Reshape", scaled, g.weight("shape.hidden", np.array([0, 0, hidden], np.int64)))
    own = np.concatenate([value(network.special), np.zeros((1, hidden), np.float32)])
    row = g.add("Min", "input_ids", g.weight("special.last", np.array(SPECIAL, np.int64)))
    special = g.add("Gather", g.weight("special", own), row)
    length = g.add("Shape", "input_ids", start=1, end=2)
    position = g.add("Slice", g.weight("position", value(network.position)), g.weight("zero", np.array([0], np.int64)), length,
                     g.weight("axis0", np.array([0], np.int64)))
    x = norm(g.add("Add", g.add("Add", word, special), position), network.norm, "norm")
    for i, layer in enumerate(network.layers):
        qkv = g.add("Split", linear(x, layer.qkv, f"l{i}.qkv"), axis=-1, num_outputs=3, outs=3)
        context = g.add("MultiHeadAttention", f"{qkv}_0", f"{qkv}_1", f"{qkv}_2", num_heads=heads, domain="com.microsoft")
        x = norm(g.add("Add", x, linear(context, layer.out, f"l{i}.out")), layer.norm1, f"l{i}.norm1")
        up = g.add("Gelu", linear(x, layer.up, f"l{i}.up"))
        x = norm(g.add("Add", x, linear(up, layer.down, f"l{i}.down")), layer.norm2, f"l{i}.norm2")
    pooled = g.add("ReduceMean", x, g.weight("axis1", np.array([1], np.int64)), keepdims=0)
    g.add("LpNormalization", pooled, out="embedding", axis=-1, p=2)
    g.add("Gemm", pooled, g.weight("heads.weight", value(network.heads.weight)), g.weight("heads.bias", value(network.heads.bias)),
          out="logits", transB=1)
    graph = helper.make_graph(
        g.nodes, "hearing", [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", LOGITS]),
         helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", hidden])], g.weights)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="klankbord")


def session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--run", type=Path, required=True)
    args.add_argument("--vocabulary", type=Path, required=True)
    args.add_argument("--out", type=Path, required=True)
    args.add_argument("--corpora", type=Path, help="writes RUN/dev_logits_int8.jsonl as well")
    args.add_argument("--rated", type=Path, help="where the run was made with it")
    args.add_argument("--posts", type=Path, default=Path(__file__).parent / "posts")
    options = args.parse_args()

    vocabulary = Vocabulary.read(options.vocabulary)
    base = read_base()
    network = restore(options.run, base, vocabulary)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float.onnx"
        onnx.save(build(network, base.heads, base.epsilon), plain)
        ids = [vocabulary.encode("Al drie weken wacht ik op mijn pakket, niemand neemt op.")]
        expected = network(torch.tensor(ids), torch.tensor([len(ids[0])]))[0].detach().numpy()
        got = session(plain).run(["logits"], {"input_ids": np.array(ids, np.int64)})[0]
        print(f"float graph differs from torch by at most {np.abs(got - expected).max():.2e}")
        quantize_dynamic(plain, options.out, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
                         weight_type=QuantType.QInt8, extra_options={"DefaultTensorType": TensorProto.FLOAT})
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.2f} MB")

    started = time.perf_counter()
    model = session(options.out)
    print(f"loads in {1e3 * (time.perf_counter() - started):.0f} ms")
    tokens = {"input_ids": np.random.default_rng(1).integers(7, 20_000, (1, 40))}
    times = []
    for _ in range(200):
        started = time.perf_counter()
        model.run(None, tokens)
        times.append(1e3 * (time.perf_counter() - started))
    print(f"40 tokens on one thread: median {np.median(times):.2f} ms")
    if options.corpora:
        from corpora import read_rows
        texts = {f"{row.set}/{row.id}": row for row in read_rows(options.corpora, options.posts, options.rated)}
        lines = (options.run / "dev_logits.jsonl").read_text("utf-8").split("\n")
        differences = []
        with (options.run / "dev_logits_int8.jsonl").open("w", encoding="utf-8") as out:
            for line in filter(None, lines):
                record = json.loads(line)
                row = texts[record["id"]]
                logits = model.run(["logits"], {"input_ids": np.array([vocabulary.encode(row.text, row.brand)], np.int64)})[0][0]
                differences.append(np.abs(logits - record["logits"]).mean())
                out.write(json.dumps({**record, "logits": [round(float(v), 4) for v in logits]}) + "\n")
        print(f"int8 logits differ from float by {np.mean(differences):.3f} on average over {len(differences)} texts")


if __name__ == "__main__":
    main()
