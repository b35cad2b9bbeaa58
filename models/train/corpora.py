"""The labelled texts as rows with the heads' targets; what a set does not label is left out of its loss."""
import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path

SENTIMENTS = ["neg", "neu", "pos"]
ABOUT = ["us", "other", "none"]
INTENTS = ["complaint", "question", "request", "praise", "news", "ad", "other"]
TOPICS = ["reachability", "bot", "runaround", "staff", "billing", "delivery", "product", "refund", "outage", "account",
          "information", "privacy", "pricing", "other"]
SEVERITIES = ["0", "1", "2", "3"]
HEADS = {"sentiment": 3, "complaint": 1, "about": 3, "intent": 7, "topics": 14, "severity": 4, "reported": 1, "ironic": 1}

# How often a row of a set is seen in one epoch, and the weight of its loss.
REPEATS = {"social": 2.0, "nl-social": 2.0, "posts": 2.0, "en-complaints": 2.0, "nl-books": 2.0, "nl-restaurants": 1.5,
           "nl-phones": 1.5, "nl-app-reviews": 2.5, "nl-political": 3.0, "en-airline": 0.8, "en-tweets": 1.0,
           "en-tweeteval-val": 2.5, "reviews": 2.0, "lang-tweets": 1.0, "en-products": 1.0, "en-films": 1.0, "nl-weak-translated": 0.7, "nl-weak-subtitles": 0.4,
           "tweet-complaints": 2.0, "rated-tweets": 1.2, "rated-products": 0.8, "rated-editorials": 0.4, "rated-films": 0.5}
WEAK = {"nl-weak-translated": 0.4, "nl-weak-subtitles": 0.2}
PROXY = 0.3              # weight of a complaint target that is read off stars or polarity
# The sets of rated texts by the names of their files, and the share of each that is held out, by document.
RATED = {"rated-tweets": ("tweets", 0.35), "rated-products": ("amazonReviewSnippets", 0.3),
         "rated-editorials": ("nytEditorialSnippets", 0.2), "rated-films": ("movieReviewSnippets", 0.12)}
DEV_COMPANIES = {"waterland", "betaalvlug", "busplus", "vitadent"}
DEV_DOMAINS = {"retail", "food", "cars"}


@dataclass
class Row:
    """One text, its targets by head (absent: not labelled) and the weight of each head's loss."""
    set: str
    id: str
    text: str
    group: str
    brand: tuple[str, ...] = ()
    targets: dict[str, object] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    neutral: bool = True     # false: the set knows no neutral, its logit is masked
    held: bool = False       # true: for measuring only, no run learns from it
    flags: tuple[str, ...] = ()

    def aim(self, head: str, target: object, weight: float = 1.0) -> None:
        self.targets[head] = target
        self.weights[head] = weight


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def social_row(name: str, raw: dict) -> Row:
    """A post about a named company. `about` is whom the grievance is with: `us` exactly where it is a complaint."""
    flags = tuple(raw.get("flags", ())) + (("ironic",) if raw["ironic"] else ()) + (("other",) if raw["about"] == "other" else ())
    row = Row(name, str(raw["id"]), raw["text"], raw["company"], tuple(raw["brand"]), flags=flags)
    hard = 1.5 if raw["ironic"] or raw["about"] == "other" else 1.0
    row.aim("complaint", float(raw["complaint"]), 1.5 * hard)
    about = "us" if raw["complaint"] else "other" if raw["about"] == "other" else "none"
    row.aim("about", ABOUT.index(about), hard)
    row.aim("sentiment", SENTIMENTS.index(raw["sentiment"]), 0.3)
    if raw["about"] != "other" or raw["intent"] in ("question", "news", "ad"):
        row.aim("intent", INTENTS.index(raw["intent"]), 0.7)
    row.aim("topics", [float(t in raw["topics"]) for t in TOPICS], 1.2)
    row.aim("severity", int(raw["severity"]), 0.5)
    row.aim("reported", float(raw["reported"]), 0.6)
    row.aim("ironic", float(raw["ironic"]), 0.3)
    return row


def polarity_row(name: str, raw: dict) -> Row | None:
    """A review or tweet with a polarity; some sets also hint at a complaint."""
    label = raw["label"]
    if label not in SENTIMENTS:
        return None
    group = str(raw.get("airline") or raw.get("topic") or raw.get("kind") or str(raw["id"]).split(":")[0])
    row = Row(name, str(raw["id"]), raw["text"], group)
    weight = WEAK.get(name, 1.0) * (2.5 if name == "nl-phones" and label == "neg" else 1.0)
    row.aim("sentiment", SENTIMENTS.index(label), weight)
    row.neutral = name not in ("nl-books", "nl-weak-subtitles", "en-products", "en-films") and (
        name not in ("nl-restaurants", "nl-phones", "nl-weak-translated") or label == "neu")
    if name in ("nl-app-reviews", "nl-restaurants", "nl-phones", "en-airline") and label != "neu":
        row.aim("complaint", float(label == "neg"), PROXY)
    if name == "en-airline":
        row.brand = (AIRLINE_HANDLES[raw["airline"]],)
    return row


AIRLINE_HANDLES = {"US Airways": "USAirways", "American": "AmericanAir", "Southwest": "SouthwestAir", "Delta": "JetBlue",
                   "United": "united", "Virgin America": "VirginAmerica"}


def complaint_row(raw: dict) -> Row:
    row = Row("en-complaints", str(raw["id"]), raw["text"], raw["domain"])
    row.aim("complaint", float(raw["label"]), 1.0)
    return row


def read_rated(name: str, folder: Path) -> list[Row]:
    """Texts with the mean of some twenty ratings from -4 to 4; those whose mean is neither near 0 nor far from it are left out."""
    file, share = RATED[name]
    rows = []
    for line in (folder / f"{file}_GroundTruth.txt").read_text("utf-8").split("\n"):
        if not line:
            continue
        id, rating, text = line.split("\t", 2)
        mean = float(rating)
        if 0.35 <= abs(mean) <= 0.6:
            continue
        row = Row(name, id, text, id.split("_")[0])
        row.aim("sentiment", 1 if abs(mean) < 0.35 else 2 if mean > 0 else 0)
        # By the name that the set had when what ships was made: what is held out stays held out.
        row.held = zlib.crc32(f"v-{file}{row.group}".encode()) / 2**32 < share
        rows.append(row)
    return rows


def complain_again(rows: list[Row], labels: Path) -> None:
    """Tweets whose complaint our own annotators labelled become a set of their own, and are about the company they name."""
    said = {(raw["set"], str(raw["id"])): raw for raw in read_lines(labels / "complaints.jsonl")}
    for row in rows:
        if (raw := said.get((row.set, row.id))) is None:
            continue
        row.set, row.brand, row.held = "tweet-complaints", row.brand or (row.group,), raw.get("held", False)
        row.aim("complaint", float(raw["complaint"]))
        if raw["complaint"]:
            row.aim("about", ABOUT.index("us"))
            row.aim("intent", INTENTS.index("complaint"))


def label_again(rows: list[Row], labels: Path) -> list[Row]:
    """With the labels of a second annotator: a topic that only one of the two named counts half, and tweets that had no
    sentiment get one. Those of a language set that nobody labelled are left out."""
    second = {(raw["set"], str(raw["id"])): raw["topics"] for raw in read_lines(labels / "topics.jsonl")}
    felt = {(raw["set"], str(raw["id"])): raw["label"] for raw in read_lines(labels / "sentiment.jsonl")}
    for row in rows:
        if (named := second.get((row.set, row.id))) is not None:
            row.targets["topics"] = [(first + (t in named)) / 2 for first, t in zip(row.targets["topics"], TOPICS)]
        if (label := felt.get((row.set, row.id))) is not None:
            row.aim("sentiment", SENTIMENTS.index(label), 0.7)
    return [row for row in rows if row.targets]


def read_rows(corpora: Path, posts: Path | None, rated: Path | None = None) -> list[Row]:
    """All rows of the corpora folder, of our own posts (`posts/*.jsonl`), and of our own reviews and tweets beside them. With the
    folder of rated texts those too, and then our annotators' complaints are a set of their own."""
    rows: list[Row] = []
    own = posts.parent if posts else Path(__file__).parent
    for name in REPEATS:
        if name in RATED or name == "tweet-complaints":
            continue
        if name == "posts":
            files = sorted(posts.glob("*.jsonl")) if posts else []
            rows += [social_row("posts", raw) for file in files for raw in read_lines(file)]
            continue
        if name == "reviews":
            files = sorted((own / "reviews").glob("*.jsonl"))
            rows += [row for file in files for raw in read_lines(file) if (row := polarity_row("reviews", raw)) is not None]
            continue
        for raw in read_lines(corpora / f"{name}.jsonl"):
            if name in ("social", "nl-social"):
                rows.append(social_row(name, raw))
            elif name == "en-complaints":
                rows.append(complaint_row(raw))
            elif name == "lang-tweets":
                rows.append(Row(name, str(raw["id"]), raw["text"], raw["label"]))
            elif (row := polarity_row(name, raw)) is not None:
                rows.append(row)
    if rated:
        complain_again(rows, own / "labels")
        rows += [row for name in RATED for row in read_rated(name, rated)]
    return label_again(rows, own / "labels")


def slice_of(row: Row) -> float:
    """A row's place in 0…1, the same for rows of one group, so that a review or product is never split."""
    key = row.id if row.set in ("nl-books", "nl-political", "en-airline", "en-tweets", "en-tweeteval-val",
                                "en-products", "en-films", "tweet-complaints") else row.group
    return zlib.crc32(f"{row.set}/{key}".encode()) / 2**32


def is_dev(row: Row, post_companies: set[str]) -> bool:
    """Held out by domain: companies, kinds and domains that the training part has never seen."""
    if row.held:
        return True
    if row.set in ("social", "nl-social"):
        return row.group in DEV_COMPANIES
    if row.set == "posts":
        return row.group in post_companies
    if row.set == "en-complaints":
        return row.group in DEV_DOMAINS or (row.group.startswith("random") and zlib.crc32(row.id.encode()) % 5 == 0)
    if row.set == "nl-app-reviews":
        return True
    if row.set in ("nl-weak-translated", "nl-weak-subtitles", "en-films", "reviews", "lang-tweets", *RATED):
        return False
    return slice_of(row) < (0.2 if row.set in ("nl-books", "nl-restaurants", "nl-phones", "nl-political") else 0.1)
