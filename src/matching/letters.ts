/** What each UTF-16 code unit is to the tokeniser, and the letter it is folded to: case, diacritics, width and ligatures. */

export const Kind = {
  Gap: 0,
  Letter: 1,
  /** Folds to several letters: ß, æ, ĳ. */
  Ligature: 2,
  /** Combining marks, joiners, soft hyphens, variation selectors: skipped inside a word. */
  Mark: 3,
  Apostrophe: 4,
  Hyphen: 5,
  Surrogate: 6,
  Hash: 7,
  At: 8,
  /** Full stop, question and exclamation mark, ellipsis. */
  Stop: 9,
  Newline: 10,
  Symbol: 11,
  Underscore: 12,
} as const;

const units = 0x10000;
const block = 256;
const kinds = new Uint8Array(units);
const folds = new Uint16Array(units);
const ready = new Uint8Array(units / block);

const own: Readonly<Record<string, number>> = {
  "'": Kind.Apostrophe,
  '’': Kind.Apostrophe,
  '‘': Kind.Apostrophe,
  ʼ: Kind.Apostrophe,
  '´': Kind.Apostrophe,
  '`': Kind.Apostrophe,
  '＇': Kind.Apostrophe,
  '-': Kind.Hyphen,
  '‐': Kind.Hyphen,
  '‑': Kind.Hyphen,
  '#': Kind.Hash,
  '＃': Kind.Hash,
  '@': Kind.At,
  '＠': Kind.At,
  '.': Kind.Stop,
  '!': Kind.Stop,
  '?': Kind.Stop,
  '…': Kind.Stop,
  '。': Kind.Stop,
  '！': Kind.Stop,
  '？': Kind.Stop,
  '\n': Kind.Newline,
  '\r': Kind.Newline,
  '\u2028': Kind.Newline,
  '\u2029': Kind.Newline,
  _: Kind.Underscore,
  '\u00AD': Kind.Mark,
  '\u200B': Kind.Mark,
  '\u200C': Kind.Mark,
  '\u200D': Kind.Mark,
  '\u2060': Kind.Mark,
  '\uFEFF': Kind.Mark,
};

const expansions: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  œ: 'oe',
  ÿ: 'ij',
  ø: 'o',
  ł: 'l',
  đ: 'd',
};

const folded = new Map<string, string>();

/** The folded letters of a letter that has several, kept once made. */
export function foldLigature(letter: string): string {
  let letters = folded.get(letter);
  if (letters === undefined) {
    letters = foldLetter(letter);
    folded.set(letter, letters);
  }
  return letters;
}

/** The folded letters of one letter: lower case, without diacritics, `ĳ` and `ÿ` as `ij`. */
export function foldLetter(letter: string): string {
  const lower = letter.toLowerCase().normalize('NFC');
  const known = expansions[lower];
  if (known) return known;
  let folded = '';
  for (const part of lower.normalize('NFKD').toLowerCase())
    if (/[\p{L}\p{N}]/u.test(part)) folded += expansions[part] ?? part;
  return folded || lower;
}

function fill(of: number): void {
  ready[of] = 1;
  for (let code = of * block; code < (of + 1) * block; code++) {
    const letter = String.fromCharCode(code);
    const kind = own[letter] ?? classOf(letter, code);
    kinds[code] = kind;
    if (kind !== Kind.Letter) continue;
    const folded = foldLetter(letter);
    if (folded.length === 1) folds[code] = folded.charCodeAt(0);
    else kinds[code] = Kind.Ligature;
  }
}

function classOf(letter: string, code: number): number {
  if (code >= 0xd800 && code <= 0xdfff) return Kind.Surrogate;
  if (/[\p{L}\p{N}]/u.test(letter)) return Kind.Letter;
  if (/\p{M}/u.test(letter)) return Kind.Mark;
  return code > 0xff && /\p{Extended_Pictographic}/u.test(letter) ? Kind.Symbol : Kind.Gap;
}

/** Fills the tables for the 256 code units around this one. */
function known(code: number): void {
  if (ready[code >>> 8] === 0) fill(code >>> 8);
}

known(0);
known(0x2000);

/** The folded letter of a letter; 0 for anything else, and for what `kindOf` was not asked yet. */
export const foldTable: Uint16Array = folds;

/** What a code unit is; fills the tables around it where that was not done yet. */
export function kindOf(code: number): number {
  known(code);
  return kinds[code]!;
}

/** Pictures, flags and dingbats, by code point. */
export function isEmoji(codePoint: number): boolean {
  if (codePoint >= 0x10000) return codePoint >= 0x1f000 && codePoint <= 0x1faff;
  return kindOf(codePoint) === Kind.Symbol;
}
