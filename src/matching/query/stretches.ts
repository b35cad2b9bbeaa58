import { merged, type Reading, type Stretch, sorted } from './reading.ts';

/** Joining stretches of tokens. Where several are possible the shortest count: of two of which one lies inside the other,
 *  the inner (minimal-interval semantics), so that every join is linear in what it joins. */

const none: readonly Stretch[] = [];

/** Those of a sorted list that contain no other. */
export function shortest(stretches: readonly Stretch[]): readonly Stretch[] {
  if (stretches.length < 2) return stretches;
  const kept: Stretch[] = [];
  for (const one of stretches) {
    // Of two that begin alike the longer comes second.
    if (kept.at(-1)?.from === one.from) continue;
    while (kept.length > 0 && kept.at(-1)!.to >= one.to) kept.pop();
    kept.push(one);
  }
  return kept;
}

/** One directly after the other. */
export function following(left: readonly Stretch[], right: readonly Stretch[]): readonly Stretch[] {
  if (right.length === 0) return none;
  const byStart = new Map<number, Stretch[]>();
  for (const one of right) {
    const same = byStart.get(one.from);
    if (same) same.push(one);
    else byStart.set(one.from, [one]);
  }
  return sorted(left.flatMap((a) => (byStart.get(a.to + 1) ?? []).map((b) => ({ from: a.from, to: b.to }))));
}

/** One of each with at most so many tokens between, not overlapping; both lists must be `shortest`. */
export function near(
  left: readonly Stretch[],
  right: readonly Stretch[],
  within: number,
  ordered: boolean,
): readonly Stretch[] {
  if (left.length === 0 || right.length === 0) return none;
  const pairs = forward(left, right, within);
  return shortest(ordered ? pairs : merged(pairs, forward(right, left, within)));
}

function forward(left: readonly Stretch[], right: readonly Stretch[], within: number): Stretch[] {
  const pairs: Stretch[] = [];
  let at = 0;
  for (const a of left) {
    while (at < right.length && right[at]!.from <= a.to) at++;
    const b = right[at];
    if (b && b.from - a.to - 1 <= within) pairs.push({ from: a.from, to: b.to });
  }
  return pairs;
}

/** What lies in sentences that have at least one of each list and none of `without`. */
export function together(
  reading: Reading,
  lists: readonly (readonly Stretch[])[],
  without: readonly (readonly Stretch[])[],
): readonly Stretch[] {
  const { sentence } = reading.words;
  const inside = (one: Stretch): boolean => sentence[one.from] === sentence[one.to];
  const sentences = (list: readonly Stretch[]): Set<number> =>
    new Set(list.filter(inside).map((one) => sentence[one.from]!));
  const excluded = new Set(without.flatMap((list) => [...sentences(list)]));
  const wanted = lists.map(sentences);
  return sorted(
    lists.flatMap((list) =>
      list.filter((one) => {
        const here = sentence[one.from]!;
        return inside(one) && !excluded.has(here) && wanted.every((set) => set.has(here));
      }),
    ),
  );
}
