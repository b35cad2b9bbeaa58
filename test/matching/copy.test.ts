import { describe, expect, it } from 'vitest';
import { copyKeys, isCopy } from '../../src/matching/copy.ts';

const long = Array.from({ length: 60 }, (_, n) => `woord${(n * 7) % 61}`).join(' ');
const share = (a: string, b: string): number => copyKeys(a).filter((key) => copyKeys(b).includes(key)).length;

describe('copies of a text', () => {
  it('share a key and are told to be copies, with another link, handle, mark of a repost or word', () => {
    for (const copy of [`RT @ans: ${long} https://t.example/1`, `${long.toUpperCase()}!`, `${long} zucht`]) {
      expect(share(long, copy)).toBeGreaterThan(0);
      expect(isCopy(long, copy)).toBe(true);
    }
  });

  it('are not texts of the same words in another order, nor of other words', () => {
    const turned = long.split(' ').toReversed().join(' ');
    for (const other of [turned, long.replaceAll('woord', 'ander')]) {
      expect(share(long, other)).toBe(0);
      expect(isCopy(long, other)).toBe(false);
    }
  });

  it('are not told of a text too short for sameness to mean something', () => {
    expect(copyKeys('al drie weken geen antwoord')).toEqual([]);
    expect(isCopy('al drie weken geen antwoord', 'al drie weken geen antwoord')).toBe(false);
  });
});
