import { formsOf, ownForm } from './forms.ts';
import { Flag, hashLetters, hashOf, longestForm, type Scan } from './normalise.ts';
import { isWord, type Leaf } from './query/leaf.ts';
import { wordEnd, wordStart } from './query/pattern.ts';
import { frequencyOfGram } from './query/rarity.ts';
import type { Sightings } from './sightings.ts';

/** Finds many words and patterns in a text at once, by one look-up for each of its words and each row of letters in them:
 *  the cost does not depend on how many are looked for. */
export interface Finder {
  find(words: Scan, into: Sightings): void;
}

export function finderOf(leaves: Iterable<Leaf>): Finder {
  const byWord = new Map<number, Leaf[]>();
  const byThree = new Map<number, Leaf[]>();
  const byFour = new Map<number, Leaf[]>();
  for (const leaf of leaves) {
    if (leaf.word !== undefined) listAt(byWord, hashOf(leaf.word)).push(leaf);
    for (const rows of leaf.pattern?.grams ?? []) {
      const gram = rarestRow(rows);
      const list = listAt(gram.length < 4 ? byThree : byFour, rowOf(gram));
      if (list.at(-1) !== leaf) list.push(leaf);
    }
  }
  /** Rare in texts, and not yet asked for by many. */
  function rarestRow(rows: readonly string[]): string {
    let rarest = '';
    let least = Number.POSITIVE_INFINITY;
    for (const row of rows) {
      const others = (row.length < 4 ? byThree : byFour).get(rowOf(row))?.length ?? 0;
      const cost = frequencyOfGram(row) * (1 + others);
      if (cost >= least) continue;
      least = cost;
      rarest = row;
    }
    return rarest;
  }
  const words = bitsOf(byWord);
  const threes = bitsOf(byThree);
  const fours = bitsOf(byFour);
  const shortestWithThree = shortestIn(byThree);
  const shortestWithFour = shortestIn(byFour);

  /** Looks for a form of the tokens `token` to `last`: its letters from `from` to `to`. */
  function look(at: Place, letters: Uint16Array, from: number, to: number, hash: number): void {
    if (mayHave(words, hash)) {
      for (const leaf of byWord.get(hash) ?? nothing) if (isWord(leaf.word!, letters, from, to)) take(leaf, at);
    }
    if (to - from >= shortestWithFour) lookRows(byFour, fours, four, at, letters, from, to);
    if (to - from >= shortestWithThree) lookRows(byThree, threes, three, at, letters, from, to);
  }

  function lookRows(
    lists: ReadonlyMap<number, readonly Leaf[]>,
    { bits, shift }: Bits,
    mask: number,
    at: Place,
    letters: Uint16Array,
    from: number,
    to: number,
  ): void {
    let row = (start << 8) ^ letters[from]!;
    for (let next = from + 1; next <= to; next++) {
      row = ((row << 8) ^ (next < to ? letters[next]! : end)) & mask;
      const place = Math.imul(row, golden) >>> shift;
      if (((bits[place >>> 5]! >>> place) & 1) === 1) tryAll(lists.get(row), at, letters, from, to);
    }
  }

  function tryAll(list = nothing, at: Place, letters: Uint16Array, from: number, to: number): void {
    for (const leaf of list) {
      const pattern = leaf.pattern!;
      if (to - from >= pattern.letters && pattern.passes(letters, from, to)) take(leaf, at);
    }
  }

  return {
    find(scan, into) {
      const { count, from, to, flags, hash, letters } = scan;
      const at: Place = { scan, into, token: 0, last: 0 };
      for (let token = 0; token < count; token++) {
        at.token = token;
        at.last = token;
        const first = from[token]!;
        const until = to[token]!;
        const flag = flags[token]!;
        if ((flag & ~easy) === 0 && until - first <= longestForm) {
          look(at, letters, first, until, hash[token]!);
          if (flag === 0) continue;
          const bare = until - 2;
          if (flag & Flag.Apostrophe && letters[bare] === 39 && letters[bare + 1] === 115)
            look(at, letters, first, bare, hashLetters(letters, first, bare));
        } else for (const form of formsOf(scan, token)) look(at, spelt, 0, put(form, 0), hashOf(form));
        if (flag & Flag.Hyphen) lookJoined(at);
      }
    },
  };

  /** The hyphenated tokens that begin here, written together: at most four. */
  function lookJoined(at: Place): void {
    const { scan, token } = at;
    let length = put(ownForm(scan, token), 0);
    for (let last = token; last < token + 3 && scan.flags[last]! & Flag.Hyphen && last + 1 < scan.count; last++) {
      length = put(ownForm(scan, last + 1), length);
      at.last = last + 1;
      look(at, spelt, 0, length, hashLetters(spelt, 0, length));
    }
  }
}

/** The tokens that are looked at. */
interface Place {
  readonly scan: Scan;
  readonly into: Sightings;
  token: number;
  last: number;
}

function take(leaf: Leaf, { scan, into, token, last }: Place): void {
  if (((leaf.where >>> scan.kind[token]!) & 1) === 0) return;
  if (leaf.holds && !leaf.holds(scan, token, last)) return;
  into.add(leaf.id, token, last);
}

const spelt = new Uint16Array(longestForm);

/** Writes a form that is not in the text as such, or a part of one from `begin` on; returns its length. */
function put(form: string, begin: number): number {
  const length = Math.min(longestForm, begin + form.length);
  for (let at = begin; at < length; at++) spelt[at] = form.charCodeAt(at - begin);
  return length;
}

/** A token with these flags alone is looked for by its own letters. */
const easy = Flag.Apostrophe | Flag.Hyphen;

const nothing: readonly Leaf[] = [];
const golden = 0x9e3779b1;
const start = wordStart.charCodeAt(0);
const end = wordEnd.charCodeAt(0);
/** Of a row of four letters the last three, where they are of one byte; others share a place and are told apart later. */
const three = 0xffffff;
const four = -1;

function rowOf(gram: string): number {
  let row = 0;
  for (let at = 0; at < gram.length; at++) row = (row << 8) ^ gram.charCodeAt(at);
  return gram.length < 4 ? row & three : row;
}

interface Bits {
  readonly bits: Uint32Array;
  readonly shift: number;
}

/** No shorter form passes any of the patterns. */
function shortestIn(lists: ReadonlyMap<number, readonly Leaf[]>): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (const list of lists.values())
    for (const { pattern } of list) shortest = Math.min(shortest, pattern?.letters ?? 0);
  return shortest;
}

/** A bit table before a Map answers most look-ups with one read of memory; small, so that it stays in the cache. */
function bitsOf(lists: ReadonlyMap<number, unknown>): Bits {
  let power = 12;
  while (1 << power < lists.size * 32 && power < 26) power++;
  const bits = new Uint32Array(1 << (power - 5));
  for (const key of lists.keys()) {
    const place = Math.imul(key, golden) >>> (32 - power);
    bits[place >>> 5]! |= 1 << (place & 31);
  }
  return { bits, shift: 32 - power };
}

function mayHave({ bits, shift }: Bits, key: number): boolean {
  const place = Math.imul(key, golden) >>> shift;
  return ((bits[place >>> 5]! >>> place) & 1) === 1;
}

function listAt<Key, Item>(lists: Map<Key, Item[]>, key: Key): Item[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
