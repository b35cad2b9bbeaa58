import english from 'natural/lib/natural/stemmers/porter_stemmer.js';
import dutch from 'natural/lib/natural/stemmers/porter_stemmer_nl.js';
import { fold } from './fold.ts';
import { product, vectorOf, weightOf } from './lexicon.ts';

/** A word of a text as it counts for an issue. */
export interface Word {
  /** Lower case without accents. */
  readonly text: string;
  readonly stem: string;
  /** How much it tells: see `lexicon`. */
  readonly weight: number;
  readonly vector: Int8Array | undefined;
  /** The square of the vector's length. */
  readonly square: number;
}

const mostText = 4_000;
const mostWords = 150;

/** The telling words of a text, each once, in order; links, addresses and handles left out. */
export function wordsOf(text: string): Word[] {
  const plain = text
    .slice(0, mostText)
    .replace(/https?:\/\/\S{1,500}/g, ' ')
    .replace(/[@#][\p{L}\p{N}_.@-]{1,80}/gu, ' ');
  const isEnglish = looksEnglish(plain);
  const words = new Map<string, Word>();
  for (const hit of plain.matchAll(/\p{L}[\p{L}\p{M}]*/gu)) {
    const word = fold(hit[0]);
    const weight = weightOf(word);
    if (weight === 0) continue;
    const stem = stemOf(word, isEnglish);
    if (!words.has(stem)) words.set(stem, { text: word, stem, weight, ...directionOf(word) });
    if (words.size === mostWords) break;
  }
  return [...words.values()];
}

function directionOf(word: string): Pick<Word, 'vector' | 'square'> {
  const vector = vectorOf(word);
  return { vector, square: vector ? product(vector, vector) : 0 };
}

const mostKept = 20_000;
const stems = { english: new Map<string, string>(), dutch: new Map<string, string>() };

function stemOf(word: string, isEnglish: boolean): string {
  if (word.length < 4) return word;
  const known = isEnglish ? stems.english : stems.dutch;
  const before = known.get(word);
  if (before !== undefined) return before;
  const stem = (isEnglish ? english.stem(word) : dutch.stem(word)) || word;
  // A word of hostile length is not worth keeping.
  if (known.size >= mostKept) known.clear();
  if (word.length <= 40) known.set(word, stem);
  return stem;
}

const englishWords = new Set('the and is was my to of it you they that not for with have this are i'.split(' '));
const dutchWords = new Set('de het een en van ik je niet dat op te in zijn met voor er aan om maar mijn'.split(' '));

function looksEnglish(text: string): boolean {
  let [en, nl] = [0, 0];
  for (const [word] of text
    .slice(0, 600)
    .toLowerCase()
    .matchAll(/[a-z]+/g)) {
    if (englishWords.has(word)) en += 1;
    if (dutchWords.has(word)) nl += 1;
  }
  return en > nl;
}
