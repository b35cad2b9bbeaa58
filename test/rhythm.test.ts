import { describe, expect, it } from 'vitest';
import { beat, isSilent, type Rhythm } from '../src/rhythm.ts';

const hour = 3_600_000;

/** Something every so many hours of the day, for some days. */
function after(days: number, hours: readonly number[]): { rhythm: Rhythm | undefined; last: number } {
  let rhythm: Rhythm | undefined;
  let last = 0;
  for (let day = 0; day < days; day++) {
    for (const at of hours) {
      last = (20_000 + day) * 24 * hour + at * hour;
      rhythm = beat(rhythm, last);
    }
  }
  return { rhythm, last };
}

describe('the rhythm of a source', () => {
  it('is silent after three times its longest usual pause, and not at night', () => {
    const { rhythm, last } = after(7, [8, 9, 10, 12, 15, 18, 20]);
    expect(isSilent(rhythm, last + 12 * hour)).toBe(false);
    expect(isSilent(rhythm, last + 37 * hour)).toBe(true);
  });

  it('is told of soon where something usually comes all the time', () => {
    const { rhythm, last } = after(
      4,
      Array.from({ length: 24 * 12 }, (_, index) => index / 12),
    );
    expect(isSilent(rhythm, last + 0.4 * hour)).toBe(false);
    expect(isSilent(rhythm, last + 0.6 * hour)).toBe(true);
  });

  it('is not known from a day or two, and forgets what was long ago', () => {
    const young = after(2, [8, 20]);
    expect(isSilent(young.rhythm, young.last + 1_000 * hour)).toBe(false);
    const old = after(60, [8, 20]);
    expect(Object.keys(old.rhythm!.longest).length).toBeLessThanOrEqual(8);
  });

  it('is not upset by a clock that jumps back', () => {
    const { rhythm, last } = after(5, [8, 20]);
    expect(beat(rhythm, last - 100 * hour).last).toBe(last);
  });

  it('starts anew where the clock had been far ahead', () => {
    const { last } = after(5, [8, 20]);
    const ahead = beat({ last: last + 9_000 * hour, longest: { 1: 1 } }, last);
    expect(ahead).toEqual({ last, longest: {} });
  });
});
