"""Turns the pens' labelled lines into `posts/<pen>-<company>.jsonl`, in the shape of the corpora's social sets.

    python posts.py --pens DIR --out posts

A pen's file: `#company|trade|names and handles`, then a post a line:
`lang|source|rating|about|intent|sentiment|topics|severity|flags|text`. A line that does not fit is reported and skipped.
"""
import argparse
import json
from pathlib import Path

from corpora import ABOUT, INTENTS, SENTIMENTS, TOPICS

FLAGS = {"irony", "implicit", "mixed", "negwords", "othercompany", "reported", "repeat", "thanks"}


def parse(line: str) -> dict:
    """One post; raises ValueError with what is wrong."""
    fields = [part.strip() for part in line.split("|", 9)]
    if len(fields) != 10:
        raise ValueError(f"{len(fields)} fields instead of 10")
    language, source, rating, about, intent, sentiment, topics, severity, flags, text = fields
    named = [t for t in (part.strip() for part in topics.split(",")) if t]
    flagged = [f for f in (part.strip() for part in flags.split(",")) if f]
    for value, allowed in ((about, ABOUT), (intent, INTENTS), (sentiment, SENTIMENTS), (severity or "0", "0123")):
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {', '.join(allowed)}")
    if unknown := (set(named) - set(TOPICS)) | (set(flagged) - FLAGS):
        raise ValueError(f"unknown topic or flag {', '.join(sorted(unknown))}")
    if not text:
        raise ValueError("no text")
    return {"source": source, "lang": language, "text": text.replace("\\n", "\n"), "rating": int(rating) if rating else None,
            "complaint": intent == "complaint" and about == "us", "about": about, "sentiment": sentiment, "intent": intent,
            "topics": named, "severity": int(severity or 0), "ironic": "irony" in flagged, "reported": "reported" in flagged,
            "flags": flagged}


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--pens", type=Path, required=True)
    args.add_argument("--out", type=Path, required=True)
    options = args.parse_args()
    options.out.mkdir(exist_ok=True)
    total = 0
    for file in sorted(options.pens.glob("*/*.txt")):
        lines = file.read_text("utf-8").split("\n")
        company, trade, names = lines[0].lstrip("#").split("|")
        brand = [name.strip() for name in names.split(",") if name.strip()]
        posts = []
        for number, line in enumerate(lines[1:], 2):
            if not line.strip():
                continue
            try:
                posts.append({"id": f"{company}-{number}", "company": company, "trade": trade, "brand": brand, **parse(line)})
            except ValueError as error:
                print(f"{file.parent.name}/{file.name}:{number}: {error}")
        target = options.out / f"{file.parent.name}-{file.stem}.jsonl"
        target.write_text("".join(json.dumps(post, ensure_ascii=False) + "\n" for post in posts), "utf-8")
        total += len(posts)
        print(f"{target.name}: {len(posts)} posts, {sum(p['complaint'] for p in posts)} complaints, "
              f"{sum(p['about'] == 'other' for p in posts)} of others, {sum(p['ironic'] for p in posts)} ironic")
    print(f"{total} posts")


if __name__ == "__main__":
    main()
