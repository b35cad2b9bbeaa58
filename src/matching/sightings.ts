import type { Leaf } from './query/leaf.ts';
import type { Stretch } from './query/reading.ts';

/** Where the leaves of one set of rules are in one text, until it is cleared for the next. */
export interface Sightings {
  clear(): void;
  /** To be told in the text's order. */
  add(leaf: number, from: number, to: number): void;
  /** In order, each once. */
  of(leaf: number): readonly Stretch[];
  /** The leaves that are there, each once. */
  readonly leaves: readonly number[];
}

const none: readonly Stretch[] = [];

export function sightingsOf(all: Iterable<Leaf>): Sightings {
  let length = 0;
  for (const { id } of all) length = Math.max(length, id + 1);
  const lists: (Stretch[] | undefined)[] = Array.from({ length });
  const leaves: number[] = [];
  return {
    leaves,
    clear() {
      for (const leaf of leaves) lists[leaf] = undefined;
      leaves.length = 0;
    },
    add(leaf, from, to) {
      const list = lists[leaf];
      if (!list) {
        lists[leaf] = [{ from, to }];
        leaves.push(leaf);
        return;
      }
      const last = list[list.length - 1]!;
      if (last.from !== from || last.to !== to) list.push({ from, to });
    },
    of: (leaf) => lists[leaf] ?? none,
  };
}
