import type { Plan, Spans } from './plan.ts';
import type { Reading, Stretch } from './reading.ts';
import { merged } from './reading.ts';
import { following, near, shortest, together } from './stretches.ts';

/** `undefined`: it depends on the classification, which is not there yet. */
export type Truth = boolean | undefined;

export function evaluate(plan: Plan, reading: Reading): Truth {
  switch (plan.op) {
    case 'spans':
      return find(plan.spans, reading).length > 0;
    case 'field':
      return plan.test(reading);
    case 'not': {
      const truth = evaluate(plan.item, reading);
      return truth === undefined ? undefined : !truth;
    }
    case 'and':
    case 'or': {
      const decides = plan.op === 'or';
      let waits = false;
      for (const item of plan.items) {
        const truth = evaluate(item, reading);
        if (truth === decides) return decides;
        if (truth === undefined) waits = true;
      }
      return waits ? undefined : !decides;
    }
  }
}

/** Where the parts that made a plan true are; empty for a plan of fields alone. */
export function places(plan: Plan, reading: Reading): readonly Stretch[] {
  switch (plan.op) {
    case 'spans':
      return find(plan.spans, reading);
    case 'and':
    case 'or': {
      let all = none;
      for (const item of plan.items) {
        const hits = item.op === 'spans' || evaluate(item, reading) !== false;
        if (hits) all = merged(all, places(item, reading));
      }
      return all;
    }
    default:
      return [];
  }
}

const none: readonly Stretch[] = [];

export function find(spans: Spans, reading: Reading): readonly Stretch[] {
  switch (spans.op) {
    case 'leaf': {
      const { id, speaks } = spans.leaf;
      const found = reading.sightings.of(id);
      return found.length > 0 && speaks && !speaks(reading.language()) ? none : found;
    }
    case 'any': {
      let all = none;
      for (const item of spans.items) all = merged(all, find(item, reading));
      return all;
    }
    case 'sequence': {
      let found = find(spans.items[0]!, reading);
      for (const item of spans.items.slice(1)) {
        if (found.length === 0) return found;
        found = following(found, find(item, reading));
      }
      return found;
    }
    case 'near':
      return near(
        shortest(find(spans.left, reading)),
        shortest(find(spans.right, reading)),
        spans.within,
        spans.ordered,
      );
    case 'sentence': {
      const lists = spans.items.map((item) => find(item, reading));
      if (lists.some((list) => list.length === 0)) return [];
      return together(
        reading,
        lists,
        spans.without.map((item) => find(item, reading)),
      );
    }
  }
}
