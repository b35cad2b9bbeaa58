"""The transformer: frozen 4-bit word embeddings, trainable encoder layers of multilingual-e5-small, linear heads."""
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, normalize, scaled_dot_product_attention

from base import Base
from corpora import HEADS
from text import MAX_TOKENS, Vocabulary

HEAD_SLICES: dict[str, slice] = {}
for _name, _size in HEADS.items():
    _at = sum(HEADS[n] for n in HEAD_SLICES)
    HEAD_SLICES[_name] = slice(_at, _at + _size)
LOGITS = sum(HEADS.values())
SPECIAL = 7              # ids below it (<s> … ▁http) have a trainable vector of their own on top of the frozen one


def restore(run: Path, base: Base, vocabulary: Vocabulary) -> "Network":
    """The network of a finished run, ready to infer."""
    chosen = json.loads((run / "run.json").read_text())["layers"]
    network = Network(base, vocabulary, [int(i) for i in chosen.split(",")])
    network.load_state_dict(torch.load(run / "weights.pt"))
    return network.eval()


class Layer(nn.Module):
    """One post-norm encoder layer."""

    def __init__(self, hidden: int, heads: int, feedforward: int, epsilon: float, dropout: float):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.up = nn.Linear(hidden, feedforward)
        self.down = nn.Linear(feedforward, hidden)
        self.norm1 = nn.LayerNorm(hidden, epsilon)
        self.norm2 = nn.LayerNorm(hidden, epsilon)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, tokens, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        context = scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.norm1(x + self.dropout(self.out(context.transpose(1, 2).reshape(batch, tokens, hidden))))
        return self.norm2(x + self.dropout(self.down(gelu(self.up(x)))))


class Network(nn.Module):
    """Token ids [batch, tokens] (0-padded, with their lengths) → logits [batch, 34] and pooled vectors [batch, 384]."""

    def __init__(self, base: Base, vocabulary: Vocabulary, layers: list[int], dropout: float = 0.1):
        super().__init__()
        hidden = base.hidden
        self.chosen = layers
        row_of = {piece: i for i, piece in enumerate(base.pieces)}
        rows = [row_of.get(piece, 0) for piece in vocabulary.pieces]
        nibbles, scales = base.packed("emb.word", hidden)
        self.nibbles, self.scales = nibbles[rows].copy(), scales[rows].copy()
        self.scales[4:SPECIAL] = 0
        words = base.matrix("emb.word", hidden)[rows]
        words[4:SPECIAL] = 0
        self.register_buffer("words", torch.from_numpy(words), persistent=False)
        special = np.zeros((SPECIAL, hidden), np.float32)
        for id, parts in ((4, ["▁@", "brand"]), (5, ["▁@", "user"]), (6, ["▁http"])):
            special[id] = np.mean([words[vocabulary.ids[p]] if p != "▁http" else base.matrix("emb.word", hidden)[row_of[p]]
                                   for p in parts], 0)
        self.special = nn.Parameter(torch.from_numpy(special))
        position = base.tensors["emb.pos"].reshape(-1, hidden)[:MAX_TOKENS] + base.tensors["emb.type"].reshape(-1, hidden)[0]
        self.position = nn.Parameter(torch.tensor(position))
        self.norm = nn.LayerNorm(hidden, base.epsilon)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(hidden, base.heads, base.feedforward, base.epsilon, dropout) for _ in layers)
        self.heads = nn.Linear(hidden, LOGITS)
        self.load(base)

    @torch.no_grad()
    def load(self, base: Base) -> None:
        """Takes the chosen layers' weights from the base."""
        def put(module: nn.Module, weight: np.ndarray, bias: np.ndarray) -> None:
            module.weight.copy_(torch.tensor(weight))
            module.bias.copy_(torch.tensor(bias))

        hidden, t = base.hidden, base.tensors
        put(self.norm, t["emb.ln.w"], t["emb.ln.b"])
        for layer, i in zip(self.layers, self.chosen):
            put(layer.qkv, np.concatenate([base.matrix(f"l{i}.{m}.w", hidden) for m in "qkv"]),
                np.concatenate([t[f"l{i}.{m}.b"] for m in "qkv"]))
            put(layer.out, base.matrix(f"l{i}.ao.w", hidden), t[f"l{i}.ao.b"])
            put(layer.up, base.matrix(f"l{i}.fi.w", hidden), t[f"l{i}.fi.b"])
            put(layer.down, base.matrix(f"l{i}.fo.w", base.feedforward), t[f"l{i}.fo.b"])
            put(layer.norm1, t[f"l{i}.aln.w"], t[f"l{i}.aln.b"])
            put(layer.norm2, t[f"l{i}.oln.w"], t[f"l{i}.oln.b"])
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)

    @torch.no_grad()
    def inherit(self, teacher: "Network") -> None:
        """Starts from a deeper network's fine-tuned weights instead of the base's: of its layers, those chosen here."""
        own = self.state_dict()
        for name, value in teacher.state_dict().items():
            if not name.startswith("layers."):
                own[name].copy_(value)
                continue
            _, at, rest = name.split(".", 2)
            layer = teacher.chosen[int(at)]
            if layer in self.chosen:
                own[f"layers.{self.chosen.index(layer)}.{rest}"].copy_(value)

    def forward(self, ids: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        present = torch.arange(ids.shape[1])[None] < lengths[:, None]
        pooled = (self.pieces(ids, lengths).float() * present[..., None]).sum(1) / lengths[:, None]
        return self.heads(self.dropout(pooled)).float(), normalize(pooled, dim=-1)

    def pieces(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """What the last layer says of each token, [batch, tokens, 384]."""
        tokens = ids.shape[1]
        present = torch.arange(tokens)[None] < lengths[:, None]
        special = torch.cat([self.special, torch.zeros_like(self.special[:1])])
        x = self.words[ids] + special[ids.clamp(max=SPECIAL)] + self.position[:tokens]
        x = self.dropout(self.norm(x))
        mask = present[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x
