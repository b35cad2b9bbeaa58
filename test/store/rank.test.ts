import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { best, inOrder } from '../../src/store/rank.ts';
import { minute, noon } from './samples.ts';

const at = (n: number): number => Date.parse(minute(n));
const span = { from: noon, to: minute(1000), perKey: 3 };

describe('the best rows', () => {
  it('are told by a rare key before a common one, which its density gives away where the limit cut it', () => {
    const dense = { key: 'term:factuur', hits: [999, 998, 997].map((n) => ({ row: n, at: at(n) })) };
    const sparse = { key: 'term:kajak', hits: [900, 500, 100].map((n) => ({ row: n, at: at(n) })) };
    const near = minute(998);
    expect(best([dense, sparse], span, { limit: 4, near })).toEqual([[900], [500], [100], [998]]);
  });

  it('are the same in whatever order keys and rows come', () => {
    const list = fc.tuple(fc.constantFrom('ref:', 'name:', 'term:'), fc.uniqueArray(fc.nat(9)));
    const lists = fc.array(list, { maxLength: 6 });
    fc.assert(
      fc.property(lists, fc.integer({ min: 1, max: 12 }), fc.nat(), (drawn, limit, seed) => {
        const found = drawn.map(([kind, rows], n) => ({
          key: `${kind}${n}`,
          hits: rows.map((row) => ({ row, at: at(row % 4) })),
        }));
        const items = new Map(Array.from({ length: 10 }, (_, n) => [n, { id: `desk:${n}` }]));
        const wide = { ...span, perKey: 99 };
        const ids = (lists: typeof found) => inOrder(best(lists, wide, { limit, near: minute(1) }), items, limit);
        const turned = found.map((one, n) => ({ ...one, hits: (seed + n) % 2 ? one.hits.toReversed() : one.hits }));
        expect(ids(turned.toReversed())).toEqual(ids(found));
        const all = new Set(found.flatMap(({ hits }) => hits.map((hit) => hit.row)));
        expect(ids(found)).toHaveLength(Math.min(limit, all.size));
      }),
    );
  });
});
