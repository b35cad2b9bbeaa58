import { foldLetter, foldLigature, foldTable, isEmoji, Kind, kindTable, known, readyTable } from './letters.ts';

/** A text is read up to here, in UTF-16 units; what a post says after that is not heard. */
export const longestText = 100_000;
/** A word is compared by its first letters, so many. */
export const longestForm = 128;

export const tokenKinds = ['word', 'hashtag', 'handle', 'emoji', 'link'] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** Why a token has more forms than its own letters. */
export const Flag = { Apostrophe: 1, Elongated: 2, Hyphen: 4, Parts: 8, Other: 16 } as const;

/** The words of one text in typed arrays: `start` and `end` are offsets in the text, `from` and `to` in the folded
 *  `letters`, `kind` an index into `tokenKinds`. The arrays are one shared scratch: a scan is valid until the next one. */
export interface Scan {
  text: string;
  count: number;
  start: Int32Array;
  end: Int32Array;
  from: Int32Array;
  to: Int32Array;
  sentence: Int32Array;
  kind: Uint8Array;
  flags: Uint8Array;
  letters: Uint16Array;
}

const space = (tokens: number, letters: number): Omit<Scan, 'text' | 'count'> => ({
  start: new Int32Array(tokens),
  end: new Int32Array(tokens),
  from: new Int32Array(tokens),
  to: new Int32Array(tokens),
  sentence: new Int32Array(tokens),
  kind: new Uint8Array(tokens),
  flags: new Uint8Array(tokens),
  letters: new Uint16Array(letters),
});

const usual = 4096;
const scratch: Scan = { text: '', count: 0, ...space(usual, usual * 4) };

/** Tokenises and folds; linear in the text. */
export function scan(whole: string): Scan {
  const text = whole.length > longestText ? whole.slice(0, longestText) : whole;
  // A letter folds to at most 18 (U+FDFA), everything else to itself.
  const into: Scan =
    text.length < usual ? scratch : { text: '', count: 0, ...space(text.length + 1, text.length * 18 + 18) };
  into.text = text;
  new Reading(into).run();
  return into;
}

const abbreviations = new Set(
  'bijv bv nr nrs ca evt incl excl dhr mevr mw drs ing tel max min resp vs no st mr mrs dr'.split(' '),
);

/** The state of one scan. */
class Reading {
  readonly #into: Scan;
  readonly #text: string;
  #at = 0;
  #letter = 0;
  #sentence = 0;
  #ended = false;

  constructor(into: Scan) {
    this.#into = into;
    this.#text = into.text;
    into.count = 0;
  }

  run(): void {
    const text = this.#text;
    const length = text.length;
    while (this.#at < length) {
      const code = text.charCodeAt(this.#at);
      switch (kindOf(code)) {
        case Kind.Letter:
          if ((code === 104 || code === 119 || code === 72 || code === 87) && this.#link()) break;
          this.#word(0, this.#at);
          break;
        case Kind.Ligature:
          this.#word(0, this.#at);
          break;
        case Kind.Surrogate:
          this.#pair();
          break;
        case Kind.Symbol:
          this.#emoji();
          break;
        case Kind.Hash:
          if (this.#beginsWord(this.#at + 1)) this.#word(1, this.#at++);
          else this.#at++;
          break;
        case Kind.At:
          if (this.#beginsWord(this.#at + 1) && !this.#endsWord(this.#at)) this.#handle();
          else this.#at++;
          break;
        case Kind.Stop:
          this.#stop(code);
          this.#at++;
          break;
        case Kind.Newline:
          this.#ended = true;
          this.#at++;
          break;
        default:
          this.#at++;
      }
    }
  }

  #push(kind: number, start: number, from: number, flags: number): void {
    const into = this.#into;
    const n = into.count;
    if (this.#ended && n > 0) this.#sentence += 1;
    this.#ended = false;
    into.start[n] = start;
    into.end[n] = this.#at;
    into.from[n] = from;
    into.to[n] = this.#letter;
    into.sentence[n] = this.#sentence;
    into.kind[n] = kind;
    into.flags[n] = flags;
    into.count = n + 1;
  }

  /** A word or hashtag; `#at` is at its first letter or at the `#`. */
  #word(kind: number, start: number): void {
    const text = this.#text;
    const letters = this.#into.letters;
    const from = this.#letter;
    let at = kind === 1 ? start + 1 : start;
    let to = from;
    let flags = 0;
    let run = 0;
    let last = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const what = kindOf(code);
      if (what === Kind.Letter) {
        const folded = foldTable[code] ?? 0;
        run = folded === last ? run + 1 : 1;
        if (run === 3 && folded > 57) flags |= Flag.Elongated;
        last = folded;
        letters[to++] = folded;
        if (kind === 1 && folded !== code) flags |= Flag.Parts;
      } else if (what === Kind.Ligature) {
        const several = foldLigature(String.fromCharCode(code));
        for (let unit = 0; unit < several.length; unit++) letters[to++] = several.charCodeAt(unit);
      } else if (what === Kind.Mark) {
      } else if (what === Kind.Apostrophe && kind === 0 && this.#beginsWord(at + 1)) {
        letters[to++] = 39;
        flags |= Flag.Apostrophe;
        last = 39;
      } else if (what === Kind.Underscore && kind === 1) {
        flags |= Flag.Parts;
      } else if (what === Kind.Hyphen && kind === 0 && this.#beginsWord(at + 1)) {
        flags |= Flag.Hyphen;
        break;
      } else if (what === Kind.Surrogate) {
        const letter = this.#astralLetter(at);
        if (letter === '') break;
        for (let unit = 0; unit < letter.length; unit++) letters[to++] = letter.charCodeAt(unit);
        at++;
      } else break;
    }
    this.#at = at;
    this.#letter = to;
    if (to > from) this.#push(kind, start, from, flags);
  }

  /** The folded form of a letter outside the basic plane; empty for anything else. */
  #astralLetter(at: number): string {
    const codePoint = this.#text.codePointAt(at) ?? 0;
    if (codePoint < 0x10000 || isEmoji(codePoint)) return '';
    const letter = String.fromCodePoint(codePoint);
    return /[\p{L}\p{N}]/u.test(letter) ? foldLetter(letter) : '';
  }

  #pair(): void {
    const codePoint = this.#text.codePointAt(this.#at) ?? 0;
    if (isEmoji(codePoint)) this.#emoji();
    else if (this.#astralLetter(this.#at) !== '') this.#word(0, this.#at);
    else this.#at += codePoint > 0xffff ? 2 : 1;
  }

  /** One emoji with its joiners; skin tone and presentation are left out of its form. */
  #emoji(): void {
    const text = this.#text;
    const start = this.#at;
    const from = this.#letter;
    let joined = true;
    let flag = false;
    while (this.#at < text.length) {
      const codePoint = text.codePointAt(this.#at) ?? 0;
      const width = codePoint > 0xffff ? 2 : 1;
      const isFlag = codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
      const isTone = codePoint >= 0x1f3fb && codePoint <= 0x1f3ff;
      if (codePoint === 0xfe0f || codePoint === 0xfe0e || (isTone && this.#at > start)) {
        this.#at += width;
      } else if (codePoint === 0x200d && this.#at > start) {
        joined = true;
        this.#at += 1;
        this.#into.letters[this.#letter++] = 0x200d;
      } else if ((joined || (flag && isFlag)) && isEmoji(codePoint)) {
        flag = isFlag && !flag;
        joined = false;
        this.#into.letters[this.#letter++] = text.charCodeAt(this.#at);
        if (width === 2) this.#into.letters[this.#letter++] = text.charCodeAt(this.#at + 1);
        this.#at += width;
      } else break;
    }
    this.#push(3, start, from, 0);
  }

  #handle(): void {
    const text = this.#text;
    const start = this.#at;
    const from = this.#letter;
    const letters = this.#into.letters;
    let at = start + 1;
    let flags = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const what = kindOf(code);
      if (what === Kind.Letter) letters[this.#letter++] = foldTable[code] ?? 0;
      else if (code === 95) letters[this.#letter++] = code;
      else if ((code === 46 || code === 45 || code === 64) && this.#beginsWord(at + 1)) {
        letters[this.#letter++] = code;
        if (code !== 45) flags = Flag.Other;
      } else break;
    }
    this.#at = at;
    this.#push(2, start, from, flags);
  }

  /** A link is one token, known by its host. */
  #link(): boolean {
    const text = this.#text;
    const head = text.slice(this.#at, this.#at + 8).toLowerCase();
    const scheme = head.startsWith('https://') ? 8 : head.startsWith('http://') ? 7 : head.startsWith('www.') ? 0 : -1;
    if (scheme < 0 || !this.#beginsWord(this.#at + scheme)) return false;
    const start = this.#at;
    const from = this.#letter;
    const letters = this.#into.letters;
    let at = start + scheme;
    if (text.slice(at, at + 4).toLowerCase() === 'www.') at += 4;
    let host = true;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code <= 32 || code === 60 || code === 62 || code === 34 || code === 0xa0) break;
      if (!host) continue;
      const what = kindOf(code);
      if (what === Kind.Letter) letters[this.#letter++] = foldTable[code] ?? 0;
      else if ((code === 46 && this.#beginsWord(at + 1)) || code === 45) letters[this.#letter++] = code;
      else host = false;
    }
    this.#at = at;
    this.#push(4, start, from, 0);
    return true;
  }

  #stop(code: number): void {
    if (code !== 46) {
      this.#ended = true;
      return;
    }
    const into = this.#into;
    const last = into.count - 1;
    if (last < 0 || into.end[last] !== this.#at) {
      this.#ended ||= kindOf(this.#text.charCodeAt(this.#at + 1) || 32) !== Kind.Letter;
      return;
    }
    const length = this.#at - into.start[last]!;
    const next = this.#text.charCodeAt(this.#at + 1) || 32;
    if (kindOf(next) === Kind.Letter) {
      // `slecht.Nooit meer` are two sentences, `bol.com` and `12.50` are not.
      if (foldTable[next] !== next && length > 1) this.#ended = true;
      return;
    }
    if (length === 1) return;
    if (length <= 5 && abbreviations.has(this.#text.slice(into.start[last], this.#at).toLowerCase())) return;
    this.#ended = true;
  }

  #beginsWord(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (Number.isNaN(code)) return false;
    const what = kindOf(code);
    return what === Kind.Letter || what === Kind.Ligature || (what === Kind.Surrogate && this.#astralLetter(at) !== '');
  }

  #endsWord(at: number): boolean {
    return at > 0 && kindOf(this.#text.charCodeAt(at - 1)) === Kind.Letter;
  }
}

function kindOf(code: number): number {
  if (readyTable[code >>> 8] === 0) known(code);
  return kindTable[code]!;
}
