import type { Leaf } from './leaf.ts';
import type { Plan, Spans } from './plan.ts';
import { frequencyOfPattern, frequencyOfWord } from './rarity.ts';

/** What a post must have at least one of for a rule to be worth evaluating. */
export interface Required {
  readonly words: readonly string[];
  /** Found by rows of letters, and then tried on the word itself. */
  readonly leaves: readonly Leaf[];
  readonly sources: readonly string[];
  /** The share of posts that have one, roughly. */
  readonly frequency: number;
}

/** The rarest set of which every post that the plan can hit has one; `null` where every post must be evaluated. */
export function required(plan: Plan): Required | null {
  switch (plan.op) {
    case 'spans':
      return requiredBySpans(plan.spans);
    case 'and':
      return rarest(plan.items.map(required));
    case 'or':
      return union(plan.items.map(required));
    case 'not':
      return null;
    case 'field':
      return plan.field.name === 'source' && !/[*?]/.test(plan.field.value)
        ? { words: [], leaves: [], sources: [plan.field.value.toLowerCase()], frequency: 0.2 }
        : null;
  }
}

function requiredBySpans(spans: Spans): Required {
  switch (spans.op) {
    case 'leaf': {
      const { leaf } = spans;
      const { words, grams } = leaf;
      const byWord = words.reduce((sum, word) => sum + frequencyOfWord(word), 0);
      // A pattern is tried on the word itself before its rule is: only its whole length counts.
      const frequency = grams.length > 0 ? byWord + frequencyOfPattern(leaf.letters) : byWord;
      return { words, leaves: grams.length > 0 ? [leaf] : [], sources: [], frequency };
    }
    case 'any':
      return union(spans.items.map(requiredBySpans)) ?? nothing;
    case 'sequence':
    case 'sentence':
      return rarest(spans.items.map(requiredBySpans)) ?? nothing;
    case 'near':
      return rarest([requiredBySpans(spans.left), requiredBySpans(spans.right)]) ?? nothing;
  }
}

const nothing: Required = { words: [], leaves: [], sources: [], frequency: 0 };

function rarest(sets: readonly (Required | null)[]): Required | null {
  let best: Required | null = null;
  for (const set of sets) if (set && (!best || set.frequency < best.frequency)) best = set;
  return best;
}

function union(sets: readonly (Required | null)[]): Required | null {
  const all = sets.filter((set) => set !== null);
  if (all.length < sets.length) return null;
  return {
    words: [...new Set(all.flatMap((set) => set.words))],
    leaves: [...new Set(all.flatMap((set) => set.leaves))],
    sources: [...new Set(all.flatMap((set) => set.sources))],
    frequency: all.reduce((sum, set) => sum + set.frequency, 0),
  };
}
