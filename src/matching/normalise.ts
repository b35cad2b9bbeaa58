import { foldLetter, foldLigature, foldTable, isEmoji, Kind, kindOf } from './letters.ts';

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

const bytes = Buffer.alloc(longestText * 2);
/** The code units of the text: an array is read faster than a string. */
const units = new Uint16Array(bytes.buffer, bytes.byteOffset, longestText);
let text = '';
let length = 0;
let count = 0;
/** Letters written. */
let used = 0;
/** The number of the sentence, and whether it has ended. */
let sentenceNow = 0;
let ended = false;

const start = new Int32Array(longestText);
const end = new Int32Array(longestText);
const from = new Int32Array(longestText);
const to = new Int32Array(longestText);
const sentence = new Int32Array(longestText);
const kind = new Uint8Array(longestText);
const flags = new Uint8Array(longestText);
const hash = new Int32Array(longestText);
/** A letter folds to at most 18 (U+FDFA), everything else to itself. */
const letters = new Uint16Array(longestText * 18);
const result: Scan = { text, count, start, end, from, to, sentence, kind, flags, letters, hash };

/** Tokenises and folds; linear in the text. */
export function scan(whole: string): Scan {
  text = whole.length > longestText ? whole.slice(0, longestText) : whole;
  length = bytes.write(text, 'utf16le') >> 1;
  count = 0;
  used = 0;
  sentenceNow = 0;
  ended = false;
  let at = 0;
  while (at < length) at = rare(plain(at));
  result.text = text;
  result.count = count;
  return result;
}

/** Keeps words of nothing but usual letters, as most are, up to where one of another kind begins, and returns that place.
 *  It is one loop over local variables because every post passes here. */
function plain(at: number): number {
  const until = length;
  let token = count;
  let first = used;
  while (at < until) {
    const begins = at;
    let letter = foldTable[units[at]!]!;
    if (letter === 0 && (units[at] === 32 || units[at] === 44)) {
      at++;
      continue;
    }
    if (letter === 0 || (isLinkLetter(letter) && isLinkLetter(units[at + 1]!))) break;
    let next = first;
    let hashed = seed;
    let last = 0;
    let longer = false;
    do {
      if (letter === last && next > first + 1 && letters[next - 2] === letter) longer = true;
      last = letter;
      letters[next++] = letter;
      hashed = (Math.imul(hashed, 31) + letter) | 0;
      at++;
      letter = at < until ? foldTable[units[at]!]! : 0;
    } while (letter !== 0);
    if (longer || (at < until && !endsWord(units[at]!))) {
      at = begins;
      break;
    }
    if (ended) beginSentence(token);
    start[token] = begins;
    end[token] = at;
    from[token] = first;
    to[token] = next;
    sentence[token] = sentenceNow;
    kind[token] = 0;
    flags[token] = 0;
    hash[token] = hashed;
    first = next;
    token++;
  }
  count = token;
  used = first;
  return at;
}

/** `ht` and `ww` may begin a link. */
const isLinkLetter = (code: number): boolean => (code | 32) === 104 || (code | 32) === 116 || (code | 32) === 119;

/** Surely no part of a word: a space, a comma or a full stop. */
const endsWord = (code: number): boolean => code === 32 || code === 44 || code === 46;

function beginSentence(token: number): void {
  if (token > 0) sentenceNow++;
  ended = false;
}

/** Reads on where something else than a plain word begins. */
function rare(at: number): number {
  if (at >= length) return at;
  const code = units[at]!;
  if (foldTable[code] === 0) return other(code, at);
  const after = isLinkLetter(code) ? link(at) : at;
  return after > at ? after : word(0, at);
}

/** What begins with something else than a usual letter; returns where to go on. */
function other(code: number, at: number): number {
  switch (kindOf(code)) {
    case Kind.Letter:
    case Kind.Ligature:
      return word(0, at);
    case Kind.Surrogate: {
      const codePoint = text.codePointAt(at) ?? 0;
      if (isEmoji(codePoint)) return emoji(at);
      if (astralLetter(at) !== '') return word(0, at);
      return at + (codePoint > 0xffff ? 2 : 1);
    }
    case Kind.Symbol:
      return emoji(at);
    case Kind.Hash:
      return beginsWord(at + 1) ? word(1, at) : at + 1;
    case Kind.At: {
      const inWord = at > 0 && kindOf(units[at - 1]!) === Kind.Letter;
      return beginsWord(at + 1) && !inWord ? handle(at) : at + 1;
    }
    case Kind.Stop:
      stop(code, at);
      return at + 1;
    case Kind.Newline:
      ended = true;
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

/** Keeps a token of which the letters from `first` on are written. */
function push(what: number, begins: number, ends: number, first: number, flag: number, hashed: number): void {
  if (ended) beginSentence(count);
  start[count] = begins;
  end[count] = ends;
  from[count] = first;
  to[count] = used;
  sentence[count] = sentenceNow;
  kind[count] = what;
  flags[count] = flag;
  hash[count] = hashed;
  count++;
}

export function hashLetters(of: Uint16Array, first: number, until: number): number {
  let hashed = seed;
  for (let at = first; at < until; at++) hashed = (Math.imul(hashed, 31) + of[at]!) | 0;
  return hashed;
}

/** A word, or a hashtag (`what` 1) whose `#` is at the start. */
function word(what: number, begins: number): number {
  const first = used;
  let next = first;
  let at = begins + what;
  let flag = 0;
  let hashed = seed;
  for (; at < length; at++) {
    const code = units[at]!;
    const letter = foldTable[code]!;
    if (letter !== 0) {
      if (next > first + 1 && letter === letters[next - 1] && letter === letters[next - 2] && letter > 57)
        flag |= Flag.Elongated;
      letters[next++] = letter;
      hashed = (Math.imul(hashed, 31) + letter) | 0;
      if (what === 1 && letter !== code) flag |= Flag.Parts;
      continue;
    }
    if (code === 32) break;
    const unit = kindOf(code);
    if (unit === Kind.Letter) at--;
    else if (unit === Kind.Mark) continue;
    else if (unit === Kind.Ligature || unit === Kind.Surrogate) {
      const several = unit === Kind.Ligature ? foldLigature(text.charAt(at)) : astralLetter(at);
      if (several === '') break;
      for (let part = 0; part < several.length; part++) {
        letters[next++] = several.charCodeAt(part);
        hashed = (Math.imul(hashed, 31) + several.charCodeAt(part)) | 0;
      }
      if (unit === Kind.Surrogate) at++;
    } else if (unit === Kind.Apostrophe && what === 0 && beginsWord(at + 1)) {
      letters[next++] = 39;
      hashed = (Math.imul(hashed, 31) + 39) | 0;
      flag |= Flag.Apostrophe;
    } else if (unit === Kind.Underscore && what === 1) flag |= Flag.Parts;
    else {
      if (unit === Kind.Hyphen && what === 0 && beginsWord(at + 1)) flag |= Flag.Hyphen;
      break;
    }
  }
  used = next;
  if (next > first) push(what, begins, at, first, flag, hashed);
  return at;
}

/** The folded form of a letter outside the basic plane; empty for anything else. */
function astralLetter(at: number): string {
  const codePoint = text.codePointAt(at) ?? 0;
  if (codePoint < 0x10000 || isEmoji(codePoint)) return '';
  const letter = String.fromCodePoint(codePoint);
  return /[\p{L}\p{N}]/u.test(letter) ? foldLetter(letter) : '';
}

/** One emoji with its joiners; skin tone and presentation are left out of its form. */
function emoji(begins: number): number {
  const first = used;
  let at = begins;
  let joined = true;
  let flag = false;
  while (at < length) {
    const codePoint = text.codePointAt(at) ?? 0;
    const width = codePoint > 0xffff ? 2 : 1;
    const isFlag = codePoint >= 0x1f1e6 && codePoint <= 0x1f1ff;
    const isTone = codePoint >= 0x1f3fb && codePoint <= 0x1f3ff;
    if (codePoint === 0xfe0f || codePoint === 0xfe0e || (isTone && at > begins)) {
      at += width;
    } else if (codePoint === 0x200d && at > begins) {
      joined = true;
      at += 1;
      letters[used++] = 0x200d;
    } else if ((joined || (flag && isFlag)) && isEmoji(codePoint)) {
      flag = isFlag && !flag;
      joined = false;
      letters[used++] = units[at]!;
      if (width === 2) letters[used++] = units[at + 1]!;
      at += width;
    } else break;
  }
  push(3, begins, at, first, 0, hashLetters(letters, first, used));
  return at;
}

function handle(begins: number): number {
  const first = used;
  let at = begins + 1;
  let flag = 0;
  for (; at < length; at++) {
    const code = units[at]!;
    if (kindOf(code) === Kind.Letter) letters[used++] = foldTable[code]!;
    else if (code === 95) letters[used++] = code;
    else if ((code === 46 || code === 45 || code === 64) && beginsWord(at + 1)) {
      letters[used++] = code;
      if (code !== 45) flag = Flag.Other;
    } else break;
  }
  push(2, begins, at, first, flag, hashLetters(letters, first, used));
  return at;
}

/** A link is one token, known by its host; returns where it begins for what is none. */
function link(begins: number): number {
  const second = units[begins + 1]! | 32;
  if (second !== 116 && second !== 119) return begins;
  const head = text.slice(begins, begins + 8).toLowerCase();
  const scheme = head.startsWith('https://') ? 8 : head.startsWith('http://') ? 7 : head.startsWith('www.') ? 0 : -1;
  if (scheme < 0 || !beginsWord(begins + scheme)) return begins;
  const first = used;
  let at = begins + scheme;
  if (text.slice(at, at + 4).toLowerCase() === 'www.') at += 4;
  let host = true;
  for (; at < length; at++) {
    const code = units[at]!;
    if (code <= 32 || code === 60 || code === 62 || code === 34 || code === 0xa0) break;
    if (!host) continue;
    if (kindOf(code) === Kind.Letter) letters[used++] = foldTable[code]!;
    else if ((code === 46 && beginsWord(at + 1)) || code === 45) letters[used++] = code;
    else host = false;
  }
  push(4, begins, at, first, 0, hashLetters(letters, first, used));
  return at;
}

/** By their hash: words that a full stop shortens. */
const abbreviations: ReadonlySet<number> = new Set(
  'bijv bv nr nrs ca evt incl excl dhr mevr mw drs ing tel max min resp vs no st mr mrs dr'.split(' ').map(hashOf),
);

/** Whether a sentence ends here: `slecht.Nooit meer` are two, `bol.com`, `12.50` and `bijv. dit` are not. */
function stop(code: number, at: number): void {
  if (code !== 46) {
    ended = true;
    return;
  }
  const next = at + 1 < length ? units[at + 1]! : 32;
  const letter = kindOf(next) === Kind.Letter;
  const last = count - 1;
  if (last < 0 || end[last] !== at) {
    ended ||= !letter;
    return;
  }
  const size = at - start[last]!;
  if (size === 1) return;
  if (letter) ended ||= foldTable[next] !== next;
  else ended ||= size > 5 || !abbreviations.has(hash[last]!);
}

function beginsWord(at: number): boolean {
  if (at >= length) return false;
  const code = units[at]!;
  if (foldTable[code] !== 0) return true;
  const unit = kindOf(code);
  return unit === Kind.Letter || unit === Kind.Ligature || (unit === Kind.Surrogate && astralLetter(at) !== '');
}
