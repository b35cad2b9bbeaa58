"""Prunes the base's 250,002 pieces to those that the corpora and the commonest words need.

    python vocabulary.py --corpora DIR --out ../vocabulary.tsv
"""
import argparse
from collections import Counter
from pathlib import Path

from wordfreq import top_n_list

from base import read_base
from corpora import read_rows
from text import MASKS, META, SPECIALS, Vocabulary, character, normalise

SIZE = 31_600
WORDS = {"nl": 60_000, "en": 40_000}


def keeps_its_form(piece: str) -> bool:
    return all(character(c) == c for c in piece)


def is_common_character(char: str) -> bool:
    """Latin, punctuation, currency, arrows, symbols and emoji; other scripts only where the corpora have them."""
    code = ord(char)
    return code < 0x250 or 0x2000 <= code < 0x2C00 or 0x1F000 <= code < 0x1FB00


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--corpora", type=Path, required=True)
    args.add_argument("--out", type=Path, required=True)
    options = args.parse_args()

    base = read_base()
    score = {p: round(float(s) * 1000) for p, s in zip(base.pieces, base.scores)}
    usable = [p for i, p in enumerate(base.pieces) if i > 3 and p != "<mask>" and p.strip() and keeps_its_form(p)]
    full = Vocabulary(SPECIALS + usable, [0] * 4 + [score[p] for p in usable])

    used: Counter[int] = Counter()
    for row in read_rows(options.corpora, None):
        used.update(full.segment(normalise(row.text, row.brand)))
    words: Counter[int] = Counter()
    for language, count in WORDS.items():
        for rank, word in enumerate(top_n_list(language, count)):
            for id in full.segment(normalise(word)):
                words[id] += count - rank
    kept = {id for id in used if id > 3} | {full.ids[p] for p in usable if len(p) == 1 and is_common_character(p)}
    for id, _ in words.most_common():
        if len(kept) + len(SPECIALS) + len(MASKS) >= SIZE:
            break
        if id > 3:
            kept.add(id)
    pieces = [full.pieces[id] for id in sorted(kept)]
    pruned = Vocabulary(SPECIALS + MASKS + pieces, [0] * (len(SPECIALS) + len(MASKS)) + [score[p] for p in pieces])
    pruned.write(options.out)
    print(f"{len(pruned.pieces)} pieces, {sum(1 for id in used if id > 3)} of them from the corpora, "
          f"{len(words)} pieces of common words, longest {pruned.longest}")


if __name__ == "__main__":
    main()
