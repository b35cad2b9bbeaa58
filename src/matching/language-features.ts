import { Kind, kindOf } from './letters.ts';

/** The classes that the model tells apart; those of one language family are told apart to know what is not Dutch. */
export const classes = ['nl', 'en', 'de', 'fr', 'af', 'fy', 'romance', 'rest'] as const;
export const buckets = 1 << 15;
/** A text is judged by its first letters, so many. */
export const longest = 400;
export const mostFeatures = longest * 4;

const start = 1;
const end = 2;
const mask = buckets - 1;

/** The model's features of a text, as bucket numbers: words, letter triples and quadruples, in lower case with their
 *  diacritics; handles, links and digits are left out. */
export function featuresOf(text: string, into: Int32Array, limit = longest): { count: number; words: number } {
  let count = 0;
  let words = 0;
  let three = start;
  let four = start;
  let word = 0;
  let length = 0;
  const last = Math.min(text.length, limit);
  for (let at = 0; at <= last; at++) {
    const code = at < last ? text.charCodeAt(at) : 32;
    const letter = code < 256 ? lowerLatin[code]! : lowerOf(code);
    if (letter === 0 && length > 0) {
      three = (Math.imul(three, 1024) ^ end) & 0x3fffffff;
      four = Math.imul(four, 256) ^ end;
      into[count++] = (Math.imul(three, 0x9e3779b1) >>> 13) & mask;
      if (length > 1) into[count++] = (Math.imul(four ^ 0x5bd1e995, 0x85ebca6b) >>> 13) & mask;
      into[count++] = (Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) >>> 13) & mask;
      words++;
      three = start;
      four = start;
      word = 0;
      length = 0;
    } else if (letter !== 0) {
      length++;
      word = (Math.imul(word, 31) + letter) | 0;
      three = (Math.imul(three, 1024) ^ letter) & 0x3fffffff;
      four = Math.imul(four, 256) ^ letter;
      if (length > 1) into[count++] = (Math.imul(three, 0x9e3779b1) >>> 13) & mask;
      if (length > 2) into[count++] = (Math.imul(four ^ 0x5bd1e995, 0x85ebca6b) >>> 13) & mask;
    }
    if (code === 64 || (code === 58 && text.charCodeAt(at + 1) === 47)) {
      while (at + 1 < last && text.charCodeAt(at + 1) > 32) at++;
    }
  }
  return { count, words };
}

/** How far Dutch must be ahead, by the number of words: a word or two that could be Dutch is no proof, since Afrikaans
 *  shares so many. Chosen on texts that the model had not seen. */
const margins = [60, 60, 60, 40, 25];
const leastMargin = 10;
/** What a declared language adds to its score. */
const bonus = 40;

export type Language = 'nl' | 'en' | 'de' | 'fr' | 'other';

/** The language by the scores of the classes; `other` where it is none of the four, or not sure to be. */
export function choose(scores: Float64Array, words: number, hint?: string): Language {
  const hinted = (classes as readonly string[]).indexOf(hint?.slice(0, 2).toLowerCase() ?? '');
  if (words === 0) return hinted >= 0 && hinted < 4 ? (classes[hinted] as Language) : 'other';
  if (hinted >= 0) scores[hinted]! += bonus;
  let best = 0;
  let rival = -Infinity;
  for (let c = 1; c < classes.length; c++) {
    if (scores[c]! > rival) {
      rival = scores[c]!;
      best = c;
    }
  }
  if (scores[0]! > rival + (margins[words] ?? leastMargin)) return 'nl';
  if (scores[0]! > rival) return 'other';
  return best < 4 ? (classes[best] as Language) : 'other';
}

/** The letter in lower case; 0 for what is none. An apostrophe counts as a letter: `'n` is Afrikaans. */
function lowerOf(code: number): number {
  if (code >= 97 && code <= 122) return code;
  if (code >= 65 && code <= 90) return code + 32;
  if (code === 39 || code === 0x2019) return 39;
  if (code < 0xaa) return 0;
  if (code < 0x100) return code >= 0xc0 && code < 0xdf && code !== 0xd7 ? code + 32 : code === 0xf7 ? 0 : code;
  const kind = kindOf(code);
  return kind === Kind.Letter || kind === Kind.Ligature ? code : 0;
}

const lowerLatin = Uint8Array.from({ length: 256 }, (_, code) => lowerOf(code));
