"""Scores of a run's held-out logits, set by set.

    python score.py RUN/dev_logits.jsonl [OTHER …]     (several files are averaged)
"""
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.metrics import accuracy_score, f1_score, recall_score, roc_auc_score

from corpora import TOPICS
from network import HEAD_SLICES


def read(paths: list[str]) -> tuple[list[dict], np.ndarray]:
    files = [[json.loads(line) for line in Path(p).read_text("utf-8").split("\n") if line] for p in paths]
    return files[0], np.mean([[row["logits"] for row in file] for file in files], 0)


def complaint_scores(name: str, rows: list[dict], logits: np.ndarray) -> None:
    truth = np.array([row["targets"]["complaint"] for row in rows])
    score = logits[:, 3]
    said = score > 0
    line = f"{name:28} {len(rows):5} complaint macro-F1 {f1_score(truth, said, average='macro'):.3f} F1 {f1_score(truth, said):.3f}"
    if 0 < truth.sum() < len(truth):
        best = max(f1_score(truth, score > t, average="macro") for t in np.linspace(-3, 3, 61))
        line += f" (best {best:.3f}) AUC {roc_auc_score(truth, score):.3f}"
    print(line)


def social_scores(name: str, rows: list[dict], logits: np.ndarray) -> None:
    complaint_scores(name, rows, logits)
    said = logits[:, 3] > 0
    flags = [set(row["flags"]) for row in rows]
    truth = np.array([row["targets"]["complaint"] for row in rows]) > 0.5
    for flag in ("ironic", "implicit", "mixed", "negwords", "other"):
        chosen = np.array([flag in f for f in flags])
        if chosen.any():
            print(f"{'':28} {chosen.sum():5} {flag}: right {np.mean(said[chosen] == truth[chosen]):.3f}")
    targets = np.array([row["targets"]["topics"] for row in rows]) > 0.5
    scores = logits[:, HEAD_SLICES["topics"]]
    best = max((f1_score(targets, scores > t, average="micro"), t) for t in np.linspace(-2, 3, 51))
    complaints = max((f1_score(targets[truth], scores[truth] > t, average="micro"), t) for t in np.linspace(-2, 3, 51))
    print(f"{'':34} topics micro-F1 {best[0]:.3f} at {best[1]:.1f}; of complaints {complaints[0]:.3f} at {complaints[1]:.1f}; "
          + " ".join(f"{t} {f1_score(targets[:, i], scores[:, i] > best[1], zero_division=0):.2f}" for i, t in enumerate(TOPICS)))
    about = np.array([row["targets"]["about"] for row in rows])
    print(f"{'':34} about {accuracy_score(about, logits[:, HEAD_SLICES['about']].argmax(1)):.3f} "
          f"recalls {np.round(recall_score(about, logits[:, HEAD_SLICES['about']].argmax(1), average=None, labels=[0, 1, 2]), 3)}")
    known = [i for i, row in enumerate(rows) if "intent" in row["targets"]]
    intent = [rows[i]["targets"]["intent"] for i in known]
    severity = np.array([row["targets"]["severity"] for row in rows])
    guess = logits[:, HEAD_SLICES["severity"]].argmax(1)
    reported = np.array([row["targets"]["reported"] for row in rows])
    print(f"{'':34} intent {accuracy_score(intent, logits[known][:, HEAD_SLICES['intent']].argmax(1)):.3f} "
          f"severity {accuracy_score(severity, guess):.3f} (off by {np.abs(severity - guess).mean():.2f}) "
          f"reported F1 {f1_score(reported, logits[:, 32] > 0):.3f} AUC {roc_auc_score(reported, logits[:, 32]):.3f}")


def sentiment_scores(name: str, rows: list[dict], logits: np.ndarray) -> None:
    truth = np.array([row["targets"]["sentiment"] for row in rows])
    part = logits[:, HEAD_SLICES["sentiment"]]
    two = truth != 1
    guess2 = np.where(part[:, 2] > part[:, 0], 2, 0)
    line = f"{name:28} {len(rows):5} two-class {accuracy_score(truth[two], guess2[two]):.3f} macro-F1 {f1_score(truth[two], guess2[two], average='macro'):.3f}"
    if not two.all():
        guess = part.argmax(1)
        line += (f"; three-class {accuracy_score(truth, guess):.3f} macro-F1 {f1_score(truth, guess, average='macro'):.3f} "
                 f"macro-recall {recall_score(truth, guess, average='macro'):.3f}")
    print(line)


def main() -> None:
    rows, logits = read(sys.argv[1:])
    def part(choose) -> tuple[list[dict], np.ndarray]:
        index = [i for i, row in enumerate(rows) if choose(row)]
        return [rows[i] for i in index], logits[index]

    social = ("social", "nl-social", "posts")
    social_scores("social, all", *part(lambda r: r["set"] in social))
    for set, group in sorted({(r["set"], r["group"]) for r in rows if r["set"] in social}):
        complaint_scores(f"{set} {group}", *part(lambda r: (r["set"], r["group"]) == (set, group)))
    complaint_scores("en-complaints", *part(lambda r: r["set"] == "en-complaints"))
    complaint_scores("en-complaints, no random", *part(lambda r: r["set"] == "en-complaints" and "random" not in r["group"]))
    for set in sorted({r["set"] for r in rows} - {"social", "nl-social", "posts", "en-complaints"}):
        sentiment_scores(set, *part(lambda r: r["set"] == set))
        if any("complaint" in r["targets"] for r in rows if r["set"] == set):
            complaint_scores(f"  {set} (proxy)", *part(lambda r: r["set"] == set and "complaint" in r["targets"]))


if __name__ == "__main__":
    main()
