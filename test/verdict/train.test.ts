import { describe, expect, it } from 'vitest';
import { refit } from '../../src/cli/train.ts';
import type { Example } from '../../src/verdict/fit.ts';
import { features, shipped } from '../../src/verdict/weights.ts';

describe('learning from people', () => {
  it('comes to agree with what people say again and again, also about pairs it has not seen', () => {
    const figures = features.indexOf('figures');
    const examples = Array.from({ length: 60 }, (_, i): Example => {
      const same = i % 2 === 0;
      return { post: `p${i}`, same, values: features.map((_, at) => (at === figures && same ? 1 : 0)) };
    });
    const { before, after, weights } = refit(examples, shipped.plain);
    expect(after).toBeGreaterThan(before);
    expect(after).toBe(1);
    expect(weights.features.url).toBeGreaterThan(10);
  });
});
