import { formsOf, joinedFrom } from './forms.ts';
import type { Scan } from './normalise.ts';
import { wordEnd, wordStart } from './query/pattern.ts';
import type { Required } from './query/required.ts';

/** Finds the rules that may hit a post by one look-up for each of its words and letter triples, as Luwak and Lucene's
 *  Monitor do: the cost does not depend on the number of rules. */
export interface Presearch {
  /** Indexes of the rules worth evaluating, each once, ascending; the array is valid until the next call. */
  candidates(words: Scan, source: string): readonly number[];
}

/** `required[i]` belongs to rule `i`; `null` makes it a candidate always. */
export function presearch(required: readonly (Required | null)[]): Presearch {
  const always: number[] = [];
  const bySource = new Map<string, number[]>();
  const byWord = new Map<number, number[]>();
  const byTriple = new Map<number, number[]>();
  required.forEach((set, rule) => {
    if (set === null) {
      always.push(rule);
      return;
    }
    for (const source of set.sources) listAt(bySource, source).push(rule);
    for (const word of set.words) addOnce(listAt(byWord, hashOf(word)), rule);
    for (const triple of set.triples) addOnce(listAt(byTriple, tripleOf(triple)), rule);
  });
  const words = table(byWord);
  const triples = table(byTriple);
  const stamps = new Uint32Array(required.length);
  let stamp = 0;
  const found: number[] = [];

  function add(rules: readonly number[]): void {
    for (const rule of rules) {
      if (stamps[rule] === stamp) continue;
      stamps[rule] = stamp;
      found.push(rule);
    }
  }

  function lookUp(form: string): void {
    const rules = words.get(hashOf(form));
    if (rules) add(rules);
    if (byTriple.size === 0) return;
    let triple = start;
    for (let at = 0; at <= form.length; at++) {
      triple = shifted(triple, at < form.length ? form.charCodeAt(at) : end);
      if (at === 0) continue;
      const some = triples.get(triple);
      if (some) add(some);
    }
  }

  return {
    candidates(scan, source) {
      found.length = 0;
      if (stamp === 0xffffffff) {
        stamps.fill(0);
        stamp = 0;
      }
      stamp++;
      add(always);
      const sourced = bySource.get(source.toLowerCase());
      if (sourced) add(sourced);
      const { count, from, to, flags, letters } = scan;
      for (let token = 0; token < count; token++) {
        if (flags[token] !== 0 || to[token]! - from[token]! > 100) {
          for (const form of formsOf(scan, token)) lookUp(form);
          for (const { form } of joinedFrom(scan, token)) lookUp(form);
          continue;
        }
        let hash = seed;
        let triple = start;
        const last = to[token]!;
        for (let at = from[token]!; at < last; at++) {
          const letter = letters[at]!;
          hash = (Math.imul(hash, 31) + letter) | 0;
          triple = ((triple << 10) ^ letter) & 0x3fffffff;
          if (triples.mayHave(triple)) {
            const some = triples.get(triple);
            if (some) add(some);
          }
        }
        triple = ((triple << 10) ^ end) & 0x3fffffff;
        if (triples.mayHave(triple)) {
          const some = triples.get(triple);
          if (some) add(some);
        }
        if (words.mayHave(hash)) {
          const rules = words.get(hash);
          if (rules) add(rules);
        }
      }
      return found.sort(ascending);
    },
  };
}

const ascending = (a: number, b: number): number => a - b;
const seed = 7;
const start = wordStart.charCodeAt(0);
const end = wordEnd.charCodeAt(0);

const shifted = (triple: number, letter: number): number => ((triple << 10) ^ letter) & 0x3fffffff;

function hashOf(form: string): number {
  let hash = seed;
  for (let at = 0; at < form.length; at++) hash = (Math.imul(hash, 31) + form.charCodeAt(at)) | 0;
  return hash;
}

function tripleOf(triple: string): number {
  let value = 0;
  for (let at = 0; at < triple.length; at++) value = shifted(value, triple.charCodeAt(at));
  return value;
}

/** A Map behind a bit table that answers most look-ups with one memory read. */
function table(lists: ReadonlyMap<number, readonly number[]>) {
  let size = 1 << 10;
  while (size < lists.size * 16 && size < 1 << 24) size <<= 1;
  const bits = new Uint32Array(size >>> 5);
  const place = (key: number): number =>
    (Math.imul(key, 0x9e3779b1) ^ (Math.imul(key, 0x85ebca6b) >>> 15)) & (size - 1);
  for (const key of lists.keys()) bits[place(key) >>> 5]! |= 1 << (place(key) & 31);
  return {
    mayHave: (key: number): boolean => ((bits[place(key) >>> 5]! >>> (place(key) & 31)) & 1) === 1,
    get: (key: number): readonly number[] | undefined => lists.get(key),
  };
}

function listAt<Key>(lists: Map<Key, number[]>, key: Key): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function addOnce(list: number[], rule: number): void {
  if (list.at(-1) !== rule) list.push(rule);
}
