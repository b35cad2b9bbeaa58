/** How often a source brings something, learnt from what it brought; kept with its checkpoint. */
export interface Rhythm {
  /** When something came last, in milliseconds since 1970. */
  readonly last: number;
  /** By day since 1970 (UTC), the longest pause that ended in it, in milliseconds; at most eight days. */
  readonly longest: Readonly<Record<string, number>>;
}

const day = 86_400_000;
const keptDays = 8;
const learningDays = 3;
/** Nobody is woken for a quiet quarter of an hour. */
const shortest = 30 * 60_000;

export function beat(rhythm: Rhythm | undefined, now: number): Rhythm {
  // A clock that was days ahead of this one has taught nothing.
  if (!rhythm || rhythm.last > now + keptDays * day) return { last: now, longest: {} };
  const today = Math.floor(now / day);
  const pause = Math.max(0, now - rhythm.last, rhythm.longest[today] ?? 0);
  const recent = Object.entries(rhythm.longest).filter(([then]) => Number(then) > today - keptDays);
  return { last: Math.max(now, rhythm.last), longest: { ...Object.fromEntries(recent), [today]: pause } };
}

/** True when nothing came for three times the longest pause of the last days, quiet nights and Sundays included. */
export function isSilent(rhythm: Rhythm | undefined, now: number): boolean {
  const pauses = Object.values(rhythm?.longest ?? {});
  if (!rhythm || pauses.length < learningDays) return false;
  return now - rhythm.last > Math.max(shortest, 3 * Math.max(...pauses));
}
