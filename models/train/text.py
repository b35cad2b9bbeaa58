"""Text as the model reads it: normalisation and the Unigram tokeniser over the pruned vocabulary.

The product does the same in TypeScript; `parity.py` writes the cases by which the two are compared token for token.
"""
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

BOS, PAD, EOS, UNK = 0, 1, 2, 3
SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]
MASKS = ["▁@brand", "▁@user", "▁http"]
MAX_TOKENS = 96          # <s> and </s> included
HEAD_TOKENS = 63         # of the 94 that remain for the text; the other 31 are its tail
META = "▁"

STRAIGHT = {
    **dict.fromkeys("‘’‚‛′`´ʼ＇", "'"),
    **dict.fromkeys("“”„‟«»″＂", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
}
ENTITIES = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")]
LINK = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/)[^ ]+", re.IGNORECASE)
HANDLE = r"(?<!\w)@\w+(?:[@.-]\w+)*"
RUN = re.compile(r"(.)\1{3,}", re.DOTALL)
SPACES = re.compile(r" +")


@lru_cache(maxsize=None)
def character(char: str) -> str:
    """One character straightened: dropped, a space, or what stands for it."""
    if char in "\ufffd\ufe0e\ufe0f":
        return ""
    category = unicodedata.category(char)
    if category in ("Cf", "Cs"):
        return ""
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    return STRAIGHT.get(char, char)


def straighten(text: str) -> str:
    """Without invisible characters, with plain quotes, dashes and spaces, in form NFKC."""
    return unicodedata.normalize("NFKC", "".join(map(character, text)))


@lru_cache(maxsize=1024)
def masks(brand: tuple[str, ...]) -> re.Pattern[str]:
    """Finds the own names and handles (group 1) and all other handles (group 2)."""
    names = {straighten(name).strip().lstrip("@#").lower() for name in brand}
    alternatives = sorted((n for n in names if len(n) >= 2), key=lambda n: (-len(n), n))
    if not alternatives:
        return re.compile(rf"((?!))|({HANDLE})", re.IGNORECASE)
    own = "|".join(map(re.escape, alternatives))
    return re.compile(rf"((?<![\w@#])[#@]?(?:{own})s?(?!\w))|({HANDLE})", re.IGNORECASE)


def normalise(text: str, brand: tuple[str, ...] = ()) -> str:
    """The text as it is tokenised: links, own names and other handles masked."""
    text = straighten(text)
    for entity, plain in ENTITIES:
        text = text.replace(entity, plain)
    text = LINK.sub(" http ", text)
    text = masks(brand).sub(lambda m: " @brand " if m.group(1) is not None else " @user ", text)
    text = RUN.sub(r"\1\1\1", text)
    return SPACES.sub(" ", text).strip(" ")


class Vocabulary:
    """Pieces with integer scores (natural log-probability × 1,000); a piece's line is its id."""

    def __init__(self, pieces: list[str], scores: list[int]):
        self.pieces, self.scores = pieces, scores
        self.unknown = min(scores) - 10_000
        self.ids = {piece: i for i, piece in enumerate(pieces) if i >= len(SPECIALS)}
        self.longest = max(map(len, self.ids))

    @classmethod
    def read(cls, path: Path) -> "Vocabulary":
        lines = path.read_text("utf-8").rstrip("\n").split("\n")
        rows = [line.split("\t") for line in lines]
        return cls([piece for piece, _ in rows], [int(score) for _, score in rows])

    def write(self, path: Path) -> None:
        path.write_text("".join(f"{p}\t{s}\n" for p, s in zip(self.pieces, self.scores)), "utf-8")

    def segment(self, normalised: str) -> list[int]:
        """Ids of the best path through a normalised text, without <s> and </s>."""
        if not normalised:
            return []
        text = META + normalised.replace(" ", META)
        size = len(text)
        best: list[int | None] = [None] * (size + 1)
        best[0] = 0
        came = [(0, UNK)] * (size + 1)
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(size, start + self.longest) + 1):
                piece = self.ids.get(text[start:end])
                if piece is not None and (best[end] is None or here + self.scores[piece] > best[end]):
                    best[end] = here + self.scores[piece]
                    came[end] = (start, piece)
            if best[start + 1] is None or here + self.unknown > best[start + 1]:
                best[start + 1] = here + self.unknown
                came[start + 1] = (start, UNK)
        ids: list[int] = []
        at = size
        while at > 0:
            at, piece = came[at]
            if not (piece == UNK and ids and ids[-1] == UNK):
                ids.append(piece)
        return ids[::-1]

    def encode(self, text: str, brand: tuple[str, ...] = ()) -> list[int]:
        """Ids as the model takes them: <s> … </s>, at most `MAX_TOKENS`, the middle of a long text left out."""
        ids = self.segment(normalise(text, brand))
        room = MAX_TOKENS - 2
        if len(ids) > room:
            ids = ids[:HEAD_TOKENS] + ids[len(ids) - (room - HEAD_TOKENS):]
        return [BOS, *ids, EOS]
