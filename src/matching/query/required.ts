import type { Leaf } from './leaf.ts';
import type { Plan, Spans } from './plan.ts';
import { frequencyOfPattern, frequencyOfWord } from './rarity.ts';

/** What a post must have at least one of for a rule to be worth evaluating. */
export interface Required {
  readonly leaves: readonly Leaf[];
  readonly sources: readonly string[];
  /** How often a post has one, roughly. */
  readonly frequency: number;
}

/** The rarest set of which every post that the plan can hit has one; `null` where every post must be evaluated. `asked`
 *  tells how many rules name a leaf: what many rules name is what posts are about. */
export function required(plan: Plan, asked: (leaf: Leaf) => number): Required | null {
  const inPlan = (part: Plan): Required | null => {
    switch (part.op) {
      case 'spans':
        return inSpans(part.spans);
      case 'and':
        return rarest(part.items.map(inPlan));
      case 'or':
        return union(part.items.map(inPlan));
      case 'not':
        return null;
      case 'field':
        return part.field.name === 'source' && !/[*?]/.test(part.field.value)
          ? { leaves: [], sources: [part.field.value.toLowerCase()], frequency: 0.2 }
          : null;
    }
  };
  const inSpans = (spans: Spans): Required => {
    switch (spans.op) {
      case 'leaf':
        return { leaves: [spans.leaf], sources: [], frequency: frequencyOf(spans.leaf) * asked(spans.leaf) };
      case 'any':
        return union(spans.items.map(inSpans)) ?? nothing;
      case 'sequence':
      case 'sentence':
        return rarest(spans.items.map(inSpans)) ?? nothing;
      case 'near':
        return rarest([inSpans(spans.left), inSpans(spans.right)]) ?? nothing;
    }
  };
  return inPlan(plan);
}

const frequencyOf = ({ word, pattern }: Leaf): number =>
  word !== undefined ? frequencyOfWord(word) : frequencyOfPattern(pattern?.letters ?? 0);

const nothing: Required = { leaves: [], sources: [], frequency: 0 };

function rarest(sets: readonly (Required | null)[]): Required | null {
  let best: Required | null = null;
  for (const set of sets) if (set && (!best || set.frequency < best.frequency)) best = set;
  return best;
}

function union(sets: readonly (Required | null)[]): Required | null {
  const all = sets.filter((set) => set !== null);
  if (all.length < sets.length) return null;
  return {
    leaves: [...new Set(all.flatMap((set) => set.leaves))],
    sources: [...new Set(all.flatMap((set) => set.sources))],
    frequency: all.reduce((sum, set) => sum + set.frequency, 0),
  };
}
