"""Writes texts and their token ids, by which the product's tokeniser is compared with this one.

    python parity.py --vocabulary ../vocabulary.tsv --out ../../test/classification/tokens.jsonl
"""
import argparse
import json
import random
from pathlib import Path

from text import Vocabulary, normalise

BRANDS = [(), ("Lindekabel", "@lindekabel", "lindekabel.nl"), ("Brood & Zo", "@broodenzo"), ("Café 't Hoekje", "@hoekje_be")]
OPENINGS = ["Al drie weken", "Hoi @{h}", "@{h}", "Nou nou", "Even een vraagje:", "Sinds de update", "My parcel", "Waarom",
            "Geen klachten over", "Echt NIET normaal", "Ne mens wacht hier", "Ge moet weten dat", "@iemand zegt:", "RT @nieuws.be:"]
MIDDLES = ["staat mijn bestelling op ‘onderweg’", "krijg ik “geen gehoor”…", "is het internet wéér weg", "never arrived & nobody cares",
           "hebben ze €49,95 dubbel afgeschreven", "wacht ik op een monteur – voor niks", "was de chatbot totaal nutteloos🙃🙃",
           "nooit problemen gehad bij {b}", "t is toch nie te geloven zeker", "mijn moeder (83) zit zonder verwarming",
           "kost het nu 2x zo veel als bij {b}", "lukt inloggen met de {b}-app niet", "the driver from {b} was lovely",
           "mailtje naar klacht@voorbeeld.nl blijft onbeantwoord", "zie https://t.co/AbC123?x=1&y=2 en www.voorbeeld.nl/a.",
           "zooooooo blij!!!!!!!!", "pic.twitter.com/xyz is mijn bewijs", "ordernummer #A-10023/7", "5⭐️ zou ik geven"]
ENDINGS = ["", "?", "!!", " 😡", " Bedankt hoor.", " #fail #{h}", "\n\nGroetjes,\nPetra", " tja…", " 👨‍👩‍👧", " thx 🙏🏽", " @{h}", " (niet dus)"]
ODD = ["", " ", "@", "@@", "#", "😀", "ﬁjn", "Ｈｅｌｌｏ", "a\u0301", "\ufffd", "x\u200by", "\u00ad", "日本語のテスト", "привет мир", "مرحبا", "½ prijs",
       "&amp;lt;", "&quot;top&quot;", "ŉ", "@user", "@brand", "http", "https://", "www.", "ß", "İstanbul", "'s avonds", "´t is", "—", "a" * 400,
       "\u0001\u0002tab\tregel\r\neinde", "🇳🇱🇧🇪", "@naam@mastodon.social hallo", "e-mail@x.nl", "@lindekabel.nl", "#Lindekabel", "Lindekabels service",
       "lindekabel's", "Lindekabelaar", "xLindekabel", "@LindekabelHelp", "LINDEKABEL!", "brood & zo", "Brood &amp; Zo", "café 't hoekje", "Café ’t Hoekje"]


def main() -> None:
    args = argparse.ArgumentParser()
    args.add_argument("--vocabulary", type=Path, required=True)
    args.add_argument("--out", type=Path, required=True)
    options = args.parse_args()
    vocabulary = Vocabulary.read(options.vocabulary)
    draw = random.Random(6)
    cases = [(text, brand) for text in ODD for brand in (BRANDS[1:] if "ind" in text or "oo" in text or "afé" in text else [()])]
    while len(cases) < 310:
        brand = draw.choice(BRANDS)
        name = draw.choice(brand or ("Postbus Noord",))
        handle = (brand or ("", "@hulp"))[1].lstrip("@")
        parts = [draw.choice(OPENINGS), *draw.sample(MIDDLES, draw.choice([1, 1, 2, 3, 12])), draw.choice(ENDINGS)]
        cases.append((" ".join(parts).replace("{h}", handle).replace("{b}", name), brand))
    with options.out.open("w", encoding="utf-8") as out:
        for text, brand in cases:
            row = {"text": text, "brand": brand, "normalised": normalise(text, brand), "ids": vocabulary.encode(text, brand)}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
