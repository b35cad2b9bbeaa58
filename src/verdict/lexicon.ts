import { readFileSync } from 'node:fs';

/** What is known of a word: how common it is, and a direction that words of like meaning share, in Dutch, English and
 *  French alike. Static on purpose: what another customer writes never changes what a word weighs. */
interface Lexicon {
  readonly index: ReadonlyMap<string, number>;
  /** log10 of how often in a billion words, ×10. */
  readonly frequency: Uint8Array;
  readonly vectors: Int8Array;
  /** The middles of groups of words of like meaning. */
  readonly concepts: Int8Array;
}

/** Made by `models/train/verdict-words.py`. */
const file = new URL('../../models/verdict-words.bin', import.meta.url);
const dimensions = 64;
const unlisted = 3;
const commonest = 5.6;
const most = 3.2;
const mostKept = 20_000;

const lexicon = read(readFileSync(file));
const made = new Map<string, Int8Array | undefined>();
const concepts = new Map<string, number>();

/** How much a word tells: 0 (`de`) to 3.2 (a word that few write). */
export function weightOf(word: string): number {
  const at = lexicon.index.get(word);
  if (at === undefined) return word.length < 3 ? 0 : unlisted;
  return Math.min(most, Math.max(0, commonest - lexicon.frequency[at]! / 10));
}

/** The direction of a word; of one that is in no list, that of its parts: `pakketkluis` is pakket and kluis. */
export function vectorOf(word: string): Int8Array | undefined {
  const at = lexicon.index.get(word);
  if (at !== undefined) return lexicon.vectors.subarray(at * dimensions, (at + 1) * dimensions);
  if (word.length < 5 || word.length > 40) return undefined;
  if (!made.has(word)) {
    if (made.size >= mostKept) made.clear();
    made.set(word, inflected(word) ?? compound(word));
  }
  return made.get(word);
}

/** The product of two directions; of one with itself, the square of its length. */
export function product(a: Int8Array, b: Int8Array): number {
  let sum = 0;
  for (let i = 0; i < dimensions; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The cosine of two directions. */
function likeness(a: Int8Array, b: Int8Array): number {
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b) || 1);
}

const endings = ['s', 'en', 'e', 'n', 't', 'je', 'jes', 'ing', 'ed', 'es', 'de', 'te', 'den', 'ten'];

function inflected(word: string): Int8Array | undefined {
  for (const ending of endings) {
    if (!word.endsWith(ending) || word.length - ending.length < 4) continue;
    const at = lexicon.index.get(word.slice(0, -ending.length));
    if (at !== undefined) return lexicon.vectors.subarray(at * dimensions, (at + 1) * dimensions);
  }
  return undefined;
}

/** The best balanced pair of listed words, with `s`, `e` or `en` between them. */
function compound(word: string): Int8Array | undefined {
  let best: { left: number; right: number; least: number } | undefined;
  for (let cut = 3; cut <= word.length - 3; cut++) {
    const right = lexicon.index.get(word.slice(cut));
    if (right === undefined) continue;
    const left = leftPart(word.slice(0, cut));
    const least = Math.min(cut, word.length - cut);
    if (left !== undefined && (best === undefined || least > best.least)) best = { left, right, least };
  }
  return best && sum(best.left, best.right);
}

function leftPart(part: string): number | undefined {
  for (const link of ['', 's', 'en', 'e']) {
    if (part.endsWith(link) && part.length - link.length >= 3) {
      const at = lexicon.index.get(part.slice(0, part.length - link.length));
      if (at !== undefined) return at;
    }
  }
  return undefined;
}

function sum(left: number, right: number): Int8Array {
  const { vectors } = lexicon;
  return Int8Array.from({ length: dimensions }, (_, i) =>
    Math.round((vectors[left * dimensions + i]! + vectors[right * dimensions + i]!) / 2),
  );
}

/** The group of words of like meaning that a word belongs to, in whatever language; undefined for one without direction. */
export function conceptOf(word: string): number | undefined {
  const vector = vectorOf(word);
  if (vector === undefined) return undefined;
  const kept = concepts.get(word);
  if (kept !== undefined) return kept;
  let [nearest, best] = [0, -1];
  for (let at = 0; at * dimensions < lexicon.concepts.length; at++) {
    const alike = likeness(vector, lexicon.concepts.subarray(at * dimensions, (at + 1) * dimensions));
    if (alike > best) [nearest, best] = [at, alike];
  }
  if (concepts.size >= mostKept) concepts.clear();
  concepts.set(word, nearest);
  return nearest;
}

/** A line with the numbers of words and concepts, the words a line each, a byte of frequency for each, then the
 *  directions of the words and of the concepts. */
function read(bytes: Buffer): Lexicon {
  const firstEnd = bytes.indexOf(10);
  const [count = 0, groups = 0] = bytes.toString('latin1', 0, firstEnd).split(' ').map(Number);
  const vectorsAt = bytes.length - (count + groups) * dimensions;
  const words = bytes.toString('latin1', firstEnd + 1, vectorsAt - count - 1).split('\n');
  if (words.length !== count) throw new Error(`models/verdict-words.bin is damaged: ${words.length} of ${count} words`);
  return {
    index: new Map(words.map((word, at) => [word, at])),
    frequency: new Uint8Array(bytes.subarray(vectorsAt - count, vectorsAt)),
    vectors: new Int8Array(bytes.buffer, bytes.byteOffset + vectorsAt, count * dimensions),
    concepts: new Int8Array(bytes.buffer, bytes.byteOffset + vectorsAt + count * dimensions, groups * dimensions),
  };
}
