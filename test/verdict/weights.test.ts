import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWeights, shipped } from '../../src/verdict/weights.ts';

const path = join(mkdtempSync(join(tmpdir(), 'klankbord-weights-')), 'weights.json');
const written = (content: unknown): string => {
  writeFileSync(path, JSON.stringify(content));
  return path;
};

describe('a file of weights', () => {
  it('is read as it was written', () => {
    expect(readWeights(written(shipped))).toEqual(shipped);
  });

  it.each([
    ['without one feature', { ...shipped, plain: { ...shipped.plain, features: { url: 14 } } }],
    ['with a weight that is no number', { ...shipped, deep: { ...shipped.deep, bias: 'high' } }],
    ['with thresholds that cross', { ...shipped, deep: { ...shipped.deep, unreported: 2, reported: 1 } }],
    ['of another kind', []],
  ])('%s is refused, with its path', (_, content) => {
    expect(() => readWeights(written(content))).toThrow(path);
  });

  it('that an earlier version wrote is refused with what to do', () => {
    const { otherAmount: _, ...features } = shipped.plain.features;
    const earlier = { ...shipped, plain: { ...shipped.plain, features } };
    expect(() => readWeights(written(earlier))).toThrow(
      /otherAmount.*Take the line out .* klankbord train verdict --accept/,
    );
  });
});
