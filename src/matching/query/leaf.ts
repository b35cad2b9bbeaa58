import type { Language } from '../language.ts';
import { type Scan, type TokenKind, tokenKinds } from '../normalise.ts';
import { fitsWildcard, gramsOfEdits, gramsOfWildcard, spell, withinEdits, wordStart } from './pattern.ts';
import { stem } from './stem.ts';

/** One thing to find in a text: a word, or what fits a pattern. */
export interface Leaf {
  /** Counts from 0 among the leaves of one set of rules. */
  readonly id: number;
  /** The kinds of tokens that it is looked for in. */
  readonly where: Where;
  readonly word?: string;
  readonly pattern?: Pattern;
  /** What the tokens themselves must show, from the first to the last. */
  readonly holds?: (words: Scan, from: number, to: number) => boolean;
  /** It counts in texts of these languages only. */
  readonly speaks?: (language: Language) => boolean;
}
export type Made = Omit<Leaf, 'id'>;

export interface Pattern {
  /** Every form that passes has all rows of letters of one of these lists. */
  readonly grams: readonly (readonly string[])[];
  readonly passes: (letters: Uint16Array, from: number, to: number) => boolean;
  /** No form with fewer letters passes; the more, the rarer. */
  readonly letters: number;
}

/** One bit for each kind of token. */
export type Where = number;
const bits = (...kinds: readonly TokenKind[]): Where =>
  kinds.reduce((sum, kind) => sum | (1 << tokenKinds.indexOf(kind)), 0);
/** A plain word hits words and hashtags, never handles or links. */
export const inText = bits('word', 'hashtag', 'emoji');
export const inWord = bits('word');
export const inHashtag = bits('hashtag');
export const inHandle = bits('handle');
export const inLink = bits('link');
export const inName = bits('word', 'hashtag', 'handle');

export const wordIn = (word: string, where: Where): Made => ({ where, word });

export const wildcardIn = (pattern: string, where: Where): Made => ({
  where,
  pattern: {
    letters: pattern.replaceAll(/[*?]/g, '').length,
    grams: [gramsOfWildcard(pattern)],
    passes: (letters, from, to) => fitsWildcard(pattern, letters, from, to),
  },
});

/** With `sameStart`, the first letter must be right. */
export const editsIn = (word: string, edits: number, where: Where, sameStart = false): Made => ({
  where,
  pattern: {
    letters: word.length - edits,
    grams: gramsOfEdits(word, edits),
    passes: (letters, from, to) =>
      (!sameStart || letters[from] === word.charCodeAt(0)) && withinEdits(word, spell(letters, from, to), edits),
  },
});

/** The same stem, in texts of one language. */
export const stemIn = (word: string, language: 'nl' | 'en'): Made => ({
  where: inText,
  pattern: {
    letters: 2,
    grams: [[`${wordStart}${word.slice(0, 2)}`]],
    passes: (letters, from, to) => stem(spell(letters, from, to), language) === stem(word, language),
  },
  speaks: (spoken) => spoken === language,
});

/** The word itself, in languages of which the stems are not known. */
export const unstemmedIn = (word: string): Made => ({
  where: inText,
  word,
  speaks: (spoken) => spoken !== 'nl' && spoken !== 'en',
});

/** As written, in case and diacritics; a genitive `'s` after it may follow. */
export const exactIn = (folded: string, written: string): Made => ({
  where: inText,
  word: folded,
  holds: (words, from, to) => {
    const mark = tokenKinds[words.kind[from]!] === 'hashtag' ? 1 : 0;
    const text = words.text.slice(words.start[from]! + mark, words.end[to]!).normalize('NFC');
    return text === written || (text.startsWith(written) && /^['’]s$/i.test(text.slice(written.length)));
  },
});

/** A host, with or without something before it. */
export const hostIn = (host: string): Made => {
  const pattern = wildcardIn(`*${host}`, inLink).pattern!;
  const passes: Pattern['passes'] = (letters, from, to) => {
    const before = to - host.length - 1;
    return pattern.passes(letters, from, to) && (before < from || letters[before] === 46);
  };
  return { where: inLink, pattern: { ...pattern, passes } };
};

/** Whether a form is the word. */
export function isWord(word: string, letters: Uint16Array, from: number, to: number): boolean {
  if (to - from !== word.length) return false;
  for (let at = 0; at < word.length; at++) if (letters[from + at] !== word.charCodeAt(at)) return false;
  return true;
}
