import type { Required } from './query/required.ts';
import type { Sightings } from './sightings.ts';

/** Names the rules that may hit a post by what they require, as Luwak and Lucene's Monitor do: the cost grows with the
 *  rules that may hit, and not with all. */
export interface Presearch {
  /** Indexes of the rules worth evaluating, each once, ascending; the array is valid until the next call. */
  candidates(sightings: Sightings, source: string): readonly number[];
}

/** `required[i]` belongs to rule `i`; `null` makes it a candidate always. */
export function presearch(required: readonly (Required | null)[]): Presearch {
  const always: number[] = [];
  const bySource = new Map<string, number[]>();
  const byLeaf: (number[] | undefined)[] = [];
  required.forEach((set, rule) => {
    if (set === null) {
      always.push(rule);
      return;
    }
    for (const source of set.sources) {
      const same = bySource.get(source) ?? [];
      same.push(rule);
      bySource.set(source, same);
    }
    for (const { id } of set.leaves) {
      byLeaf[id] ??= [];
      byLeaf[id].push(rule);
    }
  });
  const found = new Set<number>();
  const add = (rules: readonly number[] | undefined): void => {
    if (rules) for (const rule of rules) found.add(rule);
  };
  return {
    candidates({ leaves }, source) {
      if (leaves.length === 0 && always.length === 0 && bySource.size === 0) return nobody;
      found.clear();
      add(always);
      if (bySource.size > 0) add(bySource.get(source.toLowerCase()));
      for (const leaf of leaves) add(byLeaf[leaf]);
      return found.size === 0 ? nobody : [...found].sort((a, b) => a - b);
    },
  };
}

const nobody: readonly number[] = [];
