/** The tokens of a normalised text in lower case: words, hashtags, masks, marks and emoji, in typed arrays that are one
 *  shared scratch: valid until the next text is read. */
export interface Tokens {
  count: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Of the letters, with every digit as 0. */
  readonly hash: Int32Array;
  readonly kind: Uint8Array;
  readonly sentence: Uint16Array;
}

export const Kind = { Word: 0, Brand: 1, User: 2, Mark: 3, Emoji: 4 } as const;

/** Normalised texts are at most this long, in UTF-16 units. */
const most = 30_000;

const tokens: Tokens = {
  count: 0,
  start: new Int32Array(most),
  end: new Int32Array(most),
  hash: new Int32Array(most),
  kind: new Uint8Array(most),
  sentence: new Uint16Array(most),
};

const Unit = { Unknown: 0, Space: 1, Letter: 2, Mark: 3, Symbol: 4, Surrogate: 5 } as const;
const units = new Uint8Array(65_536);

function unitOf(code: number): number {
  const known = units[code]!;
  if (known !== Unit.Unknown) return known;
  const char = String.fromCharCode(code);
  const unit =
    code === 32
      ? Unit.Space
      : code >= 0xd800 && code <= 0xdfff
        ? Unit.Surrogate
        : /[\p{L}\p{N}\p{M}_]/u.test(char)
          ? Unit.Letter
          : code < 128 || /\p{P}/u.test(char)
            ? Unit.Mark
            : Unit.Symbol;
  units[code] = unit;
  return unit;
}

const seed = 0x811c9dc5 | 0;
const prime = 0x01000193;

/** FNV-1a over UTF-16 units, digits as 0. */
export function hashOf(text: string, from: number, to: number): number {
  let hash = seed;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    hash = Math.imul(hash ^ (code >= 48 && code <= 57 ? 48 : code), prime);
  }
  return hash;
}

const brandHash = hashOf('@brand', 0, 6);
const userHash = hashOf('@user', 0, 5);

export function readTokens(text: string): Tokens {
  const length = Math.min(text.length, most);
  let count = 0;
  let sentence = 0;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    const unit = unitOf(code);
    if (unit === Unit.Space) {
      at++;
      continue;
    }
    const start = at;
    let kind: number = Kind.Word;
    let ends = false;
    if (
      unit === Unit.Letter ||
      ((code === 35 || code === 64) && unitOf(text.charCodeAt(at + 1) || 32) === Unit.Letter)
    ) {
      at = wordEnd(text, at + 1, length);
    } else if (unit === Unit.Mark) {
      kind = Kind.Mark;
      for (; at < length && at < start + 3; at++) {
        const mark = text.charCodeAt(at);
        if (unitOf(mark) !== Unit.Mark || (at > start && (mark === 35 || mark === 64))) break;
        if (mark === 33 || mark === 46 || mark === 63) ends = true;
      }
    } else if (unit === Unit.Surrogate) {
      at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
      kind = Kind.Emoji;
      if (isTone(text, start)) continue;
    } else {
      at++;
      kind = Kind.Emoji;
    }
    const hash = hashOf(text, start, at);
    if (hash === brandHash) kind = Kind.Brand;
    else if (hash === userHash) kind = Kind.User;
    tokens.start[count] = start;
    tokens.end[count] = at;
    tokens.hash[count] = hash;
    tokens.kind[count] = kind;
    tokens.sentence[count] = sentence;
    count++;
    if (ends) sentence++;
  }
  tokens.count = count;
  return tokens;
}

/** The end of a word from its second unit on; an apostrophe or dash inside belongs to it. */
function wordEnd(text: string, from: number, length: number): number {
  let at = from;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (unitOf(code) === Unit.Letter) continue;
    const inner = code === 39 || code === 45;
    if (!inner || at + 1 >= length || unitOf(text.charCodeAt(at + 1)) !== Unit.Letter) break;
  }
  return at;
}

function isTone(text: string, at: number): boolean {
  return text.charCodeAt(at) === 0xd83c && text.charCodeAt(at + 1) >= 0xdffb;
}
