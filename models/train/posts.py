"""Takes the pens' posts, `PENS/<pen>-<company>.jsonl`, into `posts/`; a line that does not fit is reported and skipped.

    python posts.py --pens PENS --out posts
"""
import argparse
import json
from pathlib import Path

from corpora import ABOUT, INTENTS, SENTIMENTS, TOPICS, read_lines

KEYS = ["id", "company", "trade", "brand", "source", "lang", "text", "rating", "complaint", "about", "sentiment", "intent", "topics",
        "severity", "ironic", "reported", "flags"]
FLAGS = {"ironic", "implicit", "mixed", "negwords", "other", "question", "joke", "news", "reported"}


def fault(post: dict) -> str | None:
    """What is wrong with a post, if anything is."""
    if list(post) != KEYS:
        return "other keys than " + ", ".join(KEYS)
    if not post["text"].strip() or not post["brand"]:
        return "no text or no brand"
    for key, allowed in (("about", ABOUT), ("intent", INTENTS), ("sentiment", SENTIMENTS), ("severity", range(4)),
                         ("rating", [None, 1, 2, 3, 4, 5])):
        if post[key] not in allowed:
            return f"{key} {post[key]!r}"
    if unknown := (set(post["topics"]) - set(TOPICS)) | (set(post["flags"]) - FLAGS):
        return f"unknown topic or flag {', '.join(sorted(unknown))}"
    if post["complaint"] and (post["about"] != "us" or post["severity"] == 0 or not post["topics"]):
        return "a complaint is about us, of some severity and has a topic"
    if not post["complaint"] and post["severity"] > 0:
        return "what is no complaint has no severity"
    return None


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--pens", type=Path, required=True)
    args.add_argument("--out", type=Path, required=True)
    options = args.parse_args()
    options.out.mkdir(exist_ok=True)
    total, known = 0, set()
    for file in sorted(options.pens.glob("*.jsonl")):
        posts = []
        for post in read_lines(file):
            wrong = "the id is not new" if post["id"] in known else fault(post)
            if wrong:
                print(f"{file.name}: {post['id']}: {wrong}")
                continue
            known.add(post["id"])
            posts.append(post)
        target = options.out / file.name.lower()
        target.write_text("".join(json.dumps(post, ensure_ascii=False) + "\n" for post in posts), "utf-8")
        total += len(posts)
        print(f"{target.name}: {len(posts)} posts, {sum(p['complaint'] for p in posts)} complaints, "
              f"{sum(p['about'] == 'other' for p in posts)} of others, {sum(p['ironic'] for p in posts)} ironic")
    print(f"{total} posts")


if __name__ == "__main__":
    main()
