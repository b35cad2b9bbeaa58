import { formsOf, joinedFrom, ownForm } from './forms.ts';
import { hashOf, type Scan } from './normalise.ts';
import type { Leaf } from './query/leaf.ts';
import { wordEnd, wordStart } from './query/pattern.ts';
import { frequencyOfGram } from './query/rarity.ts';
import type { Required } from './query/required.ts';

/** Finds the rules that may hit a post by one look-up for each of its words and each row of letters in them, as Luwak and
 *  Lucene's Monitor do: the cost does not depend on the number of rules. */
export interface Presearch {
  /** Indexes of the rules worth evaluating, each once, ascending; the array is valid until the next call. */
  candidates(words: Scan, source: string): readonly number[];
}

/** A wildcard, misspelling or stem, and the rules that need it. */
interface Pattern {
  readonly passes: (form: string) => boolean;
  /** No shorter form passes. */
  readonly letters: number;
  readonly rules: number[];
}

/** `required[i]` belongs to rule `i`; `null` makes it a candidate always. */
export function presearch(required: readonly (Required | null)[]): Presearch {
  const always: number[] = [];
  const bySource = new Map<string, number[]>();
  const byWord = new Map<number, number[]>();
  const byThree = new Map<number, Pattern[]>();
  const byFour = new Map<number, Pattern[]>();
  const patterns = new Map<Leaf, Pattern>();
  required.forEach((set, rule) => {
    if (set === null) {
      always.push(rule);
      return;
    }
    for (const source of set.sources) listAt(bySource, source).push(rule);
    for (const word of set.words) addOnce(listAt(byWord, hashOf(word)), rule);
    for (const leaf of set.leaves) {
      let pattern = patterns.get(leaf);
      if (!pattern) {
        pattern = { passes: leaf.passes ?? (() => true), letters: leaf.letters, rules: [] };
        patterns.set(leaf, pattern);
        for (const rows of leaf.grams) {
          const gram = rarestRow(rows);
          addOnce(listAt(gram.length < 4 ? byThree : byFour, rowOf(gram)), pattern);
        }
      }
      addOnce(pattern.rules, rule);
    }
  });
  /** Rare in texts, and not yet asked for by many. */
  function rarestRow(rows: readonly string[]): string {
    let rarest = '';
    let least = Number.POSITIVE_INFINITY;
    for (const row of rows) {
      const asked = (row.length < 4 ? byThree : byFour).get(rowOf(row))?.length ?? 0;
      const cost = frequencyOfGram(row) * (1 + asked);
      if (cost >= least) continue;
      least = cost;
      rarest = row;
    }
    return rarest;
  }
  const wordBits = bitsOf(byWord);
  const threeBits = bitsOf(byThree);
  const fourBits = bitsOf(byFour);
  const threes = byThree.size > 0;
  const fours = byFour.size > 0;
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

  function tryPatterns(list: readonly Pattern[] | undefined, form: string): void {
    if (!list) return;
    for (const { passes, letters, rules } of list) if (form.length >= letters && passes(form)) add(rules);
  }

  function lookUp(form: string): void {
    const key = hashOf(form);
    if (mayHave(wordBits, key)) add(byWord.get(key) ?? []);
    if (!threes && !fours) return;
    let row = start;
    for (let at = 0; at <= form.length; at++) {
      row = shifted(row, at < form.length ? form.charCodeAt(at) : end);
      if (fours && mayHave(fourBits, row)) tryPatterns(byFour.get(row), form);
      if (threes && mayHave(threeBits, row & three)) tryPatterns(byThree.get(row & three), form);
    }
  }

  const fourTable = fourBits.bits;
  const fourShift = fourBits.shift;

  /** The rows of letters of a token that has one form only. */
  function lookUpRows(scan: Scan, token: number): void {
    const { letters } = scan;
    const last = scan.to[token]!;
    const first = scan.from[token]!;
    let row = start;
    for (let at = first; at < last; at++) {
      row = (row << 8) ^ letters[at]!;
      const place = Math.imul(row, golden) >>> fourShift;
      if (((fourTable[place >>> 5]! >>> (place & 31)) & 1) === 1) tryRow(byFour, row, scan, token);
    }
    row = (row << 8) ^ end;
    if (mayHave(fourBits, row)) tryRow(byFour, row, scan, token);
    if (!threes) return;
    row = start;
    for (let at = first; at <= last; at++) {
      row = (row << 8) ^ (at < last ? letters[at]! : end);
      if (mayHave(threeBits, row & three)) tryRow(byThree, row & three, scan, token);
    }
  }

  function tryRow(lists: ReadonlyMap<number, readonly Pattern[]>, row: number, scan: Scan, token: number): void {
    const list = lists.get(row);
    if (!list) return;
    const length = scan.to[token]! - scan.from[token]!;
    let form = '';
    for (const { passes, letters, rules } of list) {
      if (length < letters) continue;
      form ||= ownForm(scan, token);
      if (passes(form)) add(rules);
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
      if (bySource.size > 0) add(bySource.get(source.toLowerCase()) ?? []);
      const { count, from, to, flags, hash } = scan;
      for (let token = 0; token < count; token++) {
        if (flags[token] !== 0 || to[token]! - from[token]! > 100) {
          for (const form of formsOf(scan, token)) lookUp(form);
          for (const { form } of joinedFrom(scan, token)) lookUp(form);
          continue;
        }
        const key = hash[token]!;
        if (mayHave(wordBits, key)) add(byWord.get(key) ?? []);
        if (threes || fours) lookUpRows(scan, token);
      }
      return found.sort(ascending);
    },
  };
}

const ascending = (a: number, b: number): number => a - b;
const golden = 0x9e3779b1;
const start = wordStart.charCodeAt(0);
const end = wordEnd.charCodeAt(0);
/** Of a row of four letters the last three, where they are of one byte; others share a place and are told apart later. */
const three = 0xffffff;

const shifted = (row: number, letter: number): number => (row << 8) ^ letter;

function rowOf(gram: string): number {
  let row = 0;
  for (let at = 0; at < gram.length; at++) row = shifted(row, gram.charCodeAt(at));
  return gram.length < 4 ? row & three : row;
}

/** A bit table before a Map answers most look-ups with one read of memory; small, so that it stays in the cache. */
function bitsOf(lists: ReadonlyMap<number, unknown>): { bits: Uint32Array; shift: number } {
  let power = 12;
  while (1 << power < lists.size * 32 && power < 26) power++;
  const bits = new Uint32Array(1 << (power - 5));
  for (const key of lists.keys()) {
    const place = Math.imul(key, golden) >>> (32 - power);
    bits[place >>> 5]! |= 1 << (place & 31);
  }
  return { bits, shift: 32 - power };
}

function mayHave(table: { readonly bits: Uint32Array; readonly shift: number }, key: number): boolean {
  const place = Math.imul(key, golden) >>> table.shift;
  return ((table.bits[place >>> 5]! >>> (place & 31)) & 1) === 1;
}

function listAt<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}

function addOnce<Item>(list: Item[], item: Item): void {
  if (list.at(-1) !== item) list.push(item);
}
