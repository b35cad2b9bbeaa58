import { EMPTY, fromEvent, map, type Observable, takeUntil, timer } from 'rxjs';

/** The only place where time comes from, so that a demo can hurry and a test can stand still. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Emits once after that long, or completes without a word when the signal aborts first. */
  wait(ms: number, signal: AbortSignal): Observable<void>;
}

export const wallClock: Clock = { now: () => Date.now(), wait: pause };

/** A clock that starts at a moment and runs so many times as fast; a wait takes at least 10 real milliseconds. */
export function hurriedClock(start: number, speed: number): Clock {
  const began = performance.now();
  return {
    now: () => Math.round(start + (performance.now() - began) * speed),
    wait: (ms, signal) => pause(Math.max(10, ms / speed), signal),
  };
}

function pause(ms: number, signal: AbortSignal): Observable<void> {
  if (signal.aborted) return EMPTY;
  // A timer cannot wait longer than 2^31 ms.
  return timer(Math.min(ms, 2_147_483_000)).pipe(
    map(() => undefined),
    takeUntil(fromEvent(signal, 'abort')),
  );
}
