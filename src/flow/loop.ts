import { defer, type Observable, repeat, retry, tap } from 'rxjs';
import type { Clock } from './clock.ts';

/** Does the work again and again: a while after each success, and after a growing while (as `pauseAfter` says) when it
 *  fails. Anything that the work emits is progress, and progress ends a row of failures. A stop is seen between two
 *  rounds; it never interrupts one. */
export function loop<T>(
  work: () => Observable<T>,
  every: number,
  pauseAfter: (error: unknown, failures: number) => number,
  clock: Clock,
  signal: AbortSignal,
): Observable<T> {
  let failures = 0;
  const progress = () => {
    failures = 0;
  };
  return defer(work).pipe(
    tap({ next: progress, complete: progress }),
    repeat({ delay: () => clock.wait(every, signal) }),
    retry({ delay: (error) => clock.wait(pauseAfter(error, ++failures), signal) }),
  );
}

/** 1 s, 2 s, 4 s … up to the limit, each a quarter more or less, so that many do not come back at once. */
export function growingPause(failures: number, limit: number, random: () => number = Math.random): number {
  return Math.min(limit, 1_000 * 2 ** Math.min(failures - 1, 20)) * (0.75 + random() / 2);
}
