/** How often a source brings something, learnt from what it brought; kept with its checkpoint. */
export interface Rhythm {
  /** Milliseconds since 1970. */
  readonly last: number;
  /** The latest pauses between arrivals, in milliseconds, at most 50. */
  readonly pauses: readonly number[];
}

const kept = 50;
const enough = 10;
/** Nobody is woken for a quiet quarter of an hour. */
const shortest = 30 * 60_000;

export function beat(rhythm: Rhythm | undefined, now: number): Rhythm {
  if (!rhythm) return { last: now, pauses: [] };
  return { last: Math.max(now, rhythm.last), pauses: [...rhythm.pauses, Math.max(0, now - rhythm.last)].slice(-kept) };
}

/** True when nothing came for three times the usual longest pause (the 95th percentile, so that nights count in). */
export function isSilent(rhythm: Rhythm | undefined, now: number): boolean {
  if (!rhythm || rhythm.pauses.length < enough) return false;
  const sorted = [...rhythm.pauses].sort((a, b) => a - b);
  const usual = sorted[Math.floor((sorted.length - 1) * 0.95)] ?? 0;
  return now - rhythm.last > Math.max(shortest, 3 * usual);
}
