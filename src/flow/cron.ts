import { schedule } from 'node-cron';
import { fromEvent, Observable, takeUntil } from 'rxjs';

/** Emits at every moment of a cron expression in a time zone, until the signal aborts. */
export function cronTicks(expression: string, timezone: string, signal: AbortSignal): Observable<void> {
  const ticks = new Observable<void>((subscriber) => {
    const task = schedule(expression, () => subscriber.next(), { timezone });
    return () => {
      void task.destroy();
    };
  });
  return ticks.pipe(takeUntil(fromEvent(signal, 'abort')));
}
