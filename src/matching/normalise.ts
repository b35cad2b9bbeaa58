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
  /** Of the folded letters, see `hashOf`. */
  hash: Int32Array;
}

/** What is kept while scanning. */
interface Scanning extends Scan {
  /** Letters written. */
  used: number;
  /** The number of the sentence, and whether it has ended. */
  now: number;
  ended: boolean;
}

const space = (tokens: number, letters: number): Scanning => ({
  text: '',
  count: 0,
  used: 0,
  now: 0,
  ended: false,
  hash: new Int32Array(tokens),
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
const scratch = space(usual, usual * 18 + 18);

/** Tokenises and folds; linear in the text. */
export function scan(whole: string): Scan {
  const text = whole.length > longestText ? whole.slice(0, longestText) : whole;
  // A letter folds to at most 18 (U+FDFA), everything else to itself.
  const into = text.length < usual ? scratch : space(text.length + 1, text.length * 18 + 18);
  into.text = text;
  into.count = 0;
  into.used = 0;
  into.now = 0;
  into.ended = false;
  const { length } = text;
  let at = 0;
  while (at < length) {
    const code = text.charCodeAt(at);
    const kind = code < 256 ? kindTable[code]! : kindOf(code);
    if (kind === Kind.Letter) {
      const after = (code | 32) === 104 || (code | 32) === 119 ? link(into, at) : at;
      at = after > at ? after : word(into, 0, at);
    } else if (kind === Kind.Gap) at++;
    else at = other(into, kind, code, at);
  }
  return into;
}

/** What begins with something else than a usual letter; returns where to go on. */
function other(into: Scanning, kind: number, code: number, at: number): number {
  switch (kind) {
    case Kind.Ligature:
      return word(into, 0, at);
    case Kind.Surrogate: {
      const codePoint = into.text.codePointAt(at) ?? 0;
      if (isEmoji(codePoint)) return emoji(into, at);
      if (astralLetter(into.text, at) !== '') return word(into, 0, at);
      return at + (codePoint > 0xffff ? 2 : 1);
    }
    case Kind.Symbol:
      return emoji(into, at);
    case Kind.Hash:
      return beginsWord(into.text, at + 1) ? word(into, 1, at) : at + 1;
    case Kind.At: {
      const inWord = at > 0 && kindOf(into.text.charCodeAt(at - 1)) === Kind.Letter;
      return beginsWord(into.text, at + 1) && !inWord ? handle(into, at) : at + 1;
    }
    case Kind.Stop:
      stop(into, code, at);
      return at + 1;
    case Kind.Newline:
      into.ended = true;
      return at + 1;
    default:
      return at + 1;
  }
}

const seed = 7;

/** The hash of a folded form. */
export function hashOf(form: string): number {
  let hash = seed;
  for (let at = 0; at < form.length; at++) hash = (Math.imul(hash, 31) + form.charCodeAt(at)) | 0;
  return hash;
}

function push(
  into: Scanning,
  kind: number,
  start: number,
  end: number,
  from: number,
  flags: number,
  hash: number,
): void {
  const n = into.count;
  if (into.ended) {
    if (n > 0) into.now += 1;
    into.ended = false;
  }
  into.start[n] = start;
  into.end[n] = end;
  into.from[n] = from;
  into.to[n] = into.used;
  into.sentence[n] = into.now;
  into.kind[n] = kind;
  into.flags[n] = flags;
  into.hash[n] = hash;
  into.count = n + 1;
}

function hashLetters(into: Scanning, from: number): number {
  let hash = seed;
  for (let at = from; at < into.used; at++) hash = (Math.imul(hash, 31) + into.letters[at]!) | 0;
  return hash;
}

/** A word, or a hashtag whose `#` is at the start. */
function word(into: Scanning, kind: number, start: number): number {
  const { text, letters } = into;
  const { length } = text;
  const from = into.used;
  let at = kind === 1 ? start + 1 : start;
  let to = from;
  let flags = 0;
  let run = 0;
  let last = 0;
  let hash = seed;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    const what = code < 256 ? kindTable[code]! : kindOf(code);
    if (what === Kind.Letter) {
      const letter = foldTable[code]!;
      if (letter === last) {
        if (++run === 3 && letter > 57) flags |= Flag.Elongated;
      } else {
        run = 1;
        last = letter;
      }
      letters[to++] = letter;
      hash = (Math.imul(hash, 31) + letter) | 0;
      if (kind === 1 && letter !== code) flags |= Flag.Parts;
    } else if (what === Kind.Gap) break;
    else if (what === Kind.Mark) continue;
    else if (what === Kind.Ligature || what === Kind.Surrogate) {
      const several = what === Kind.Ligature ? foldLigature(text.charAt(at)) : astralLetter(text, at);
      if (several === '') break;
      for (let unit = 0; unit < several.length; unit++) {
        letters[to++] = several.charCodeAt(unit);
        hash = (Math.imul(hash, 31) + several.charCodeAt(unit)) | 0;
      }
      if (what === Kind.Surrogate) at++;
      last = 0;
    } else if (what === Kind.Apostrophe && kind === 0 && beginsWord(text, at + 1)) {
      letters[to++] = 39;
      hash = (Math.imul(hash, 31) + 39) | 0;
      flags |= Flag.Apostrophe;
      last = 39;
    } else if (what === Kind.Underscore && kind === 1) flags |= Flag.Parts;
    else {
      if (what === Kind.Hyphen && kind === 0 && beginsWord(text, at + 1)) flags |= Flag.Hyphen;
      break;
    }
  }
  into.used = to;
  if (to > from) push(into, kind, start, at, from, flags, hash);
  return at;
}

/** The folded form of a letter outside the basic plane; empty for anything else. */
function astralLetter(text: string, at: number): string {
  const codePoint = text.codePointAt(at) ?? 0;
  if (codePoint < 0x10000 || isEmoji(codePoint)) return '';
  const letter = String.fromCodePoint(codePoint);
  return /[\p{L}\p{N}]/u.test(letter) ? foldLetter(letter) : '';
}

/** One emoji with its joiners; skin tone and presentation are left out of its form. */
function emoji(into: Scanning, start: number): number {
  const { text, letters } = into;
  const from = into.used;
  let at = start;
  let joined = true;
  let flag = false;
  while (at < text.length) {
    const codePoint = text.codePointAt(at) ?? 0;
    const width = codePoint > 0xffff ? 2 : 1;
    const isFlag = codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
    const isTone = codePoint >= 0x1f3fb && codePoint <= 0x1f3ff;
    if (codePoint === 0xfe0f || codePoint === 0xfe0e || (isTone && at > start)) {
      at += width;
    } else if (codePoint === 0x200d && at > start) {
      joined = true;
      at += 1;
      letters[into.used++] = 0x200d;
    } else if ((joined || (flag && isFlag)) && isEmoji(codePoint)) {
      flag = isFlag && !flag;
      joined = false;
      letters[into.used++] = text.charCodeAt(at);
      if (width === 2) letters[into.used++] = text.charCodeAt(at + 1);
      at += width;
    } else break;
  }
  push(into, 3, start, at, from, 0, hashLetters(into, from));
  return at;
}

function handle(into: Scanning, start: number): number {
  const { text, letters } = into;
  const from = into.used;
  let at = start + 1;
  let flags = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (kindOf(code) === Kind.Letter) letters[into.used++] = foldTable[code]!;
    else if (code === 95) letters[into.used++] = code;
    else if ((code === 46 || code === 45 || code === 64) && beginsWord(text, at + 1)) {
      letters[into.used++] = code;
      if (code !== 45) flags = Flag.Other;
    } else break;
  }
  push(into, 2, start, at, from, flags, hashLetters(into, from));
  return at;
}

/** A link is one token, known by its host; returns where it begins for what is none. */
function link(into: Scanning, start: number): number {
  const { text, letters } = into;
  const second = text.charCodeAt(start + 1) | 32;
  if (second !== 116 && second !== 119) return start;
  const head = text.slice(start, start + 8).toLowerCase();
  const scheme = head.startsWith('https://') ? 8 : head.startsWith('http://') ? 7 : head.startsWith('www.') ? 0 : -1;
  if (scheme < 0 || !beginsWord(text, start + scheme)) return start;
  const from = into.used;
  let at = start + scheme;
  if (text.slice(at, at + 4).toLowerCase() === 'www.') at += 4;
  let host = true;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === 60 || code === 62 || code === 34 || code === 0xa0) break;
    if (!host) continue;
    if (kindOf(code) === Kind.Letter) letters[into.used++] = foldTable[code]!;
    else if ((code === 46 && beginsWord(text, at + 1)) || code === 45) letters[into.used++] = code;
    else host = false;
  }
  push(into, 4, start, at, from, 0, hashLetters(into, from));
  return at;
}

/** By their hash: words that a full stop shortens. */
const abbreviations: ReadonlySet<number> = new Set(
  'bijv bv nr nrs ca evt incl excl dhr mevr mw drs ing tel max min resp vs no st mr mrs dr'.split(' ').map(hashOf),
);

/** Whether a sentence ends here: `slecht.Nooit meer` are two, `bol.com`, `12.50` and `bijv. dit` are not. */
function stop(into: Scanning, code: number, at: number): void {
  if (code !== 46) {
    into.ended = true;
    return;
  }
  const next = into.text.charCodeAt(at + 1) || 32;
  const letter = kindOf(next) === Kind.Letter;
  const last = into.count - 1;
  if (last < 0 || into.end[last] !== at) {
    into.ended ||= !letter;
    return;
  }
  const start = into.start[last]!;
  const length = at - start;
  if (length === 1) return;
  if (letter) into.ended ||= foldTable[next] !== next;
  else into.ended ||= length > 5 || !abbreviations.has(into.hash[last]!);
}

function beginsWord(text: string, at: number): boolean {
  if (at >= text.length) return false;
  const what = kindOf(text.charCodeAt(at));
  return what === Kind.Letter || what === Kind.Ligature || (what === Kind.Surrogate && astralLetter(text, at) !== '');
}

function kindOf(code: number): number {
  if (readyTable[code >>> 8] === 0) known(code);
  return kindTable[code]!;
}
