import { schedule } from 'node-cron';
import { fromEvent, Observable, takeUntil } from 'rxjs';

/** Emits at every moment of a cron expression in a time zone, until the signal aborts. A moment that a busy process or a
 *  sleeping machine missed is not made up: whoever listens looks at what is due. */
export function cronTicks(expression: string, timezone: string, signal: AbortSignal): Observable<void> {
  const ticks = new Observable<void>((subscriber) => {
    const task = schedule(expression, () => subscriber.next(), { timezone, suppressMissedWarning: true });
    return () => {
      void task.destroy();
    };
  });
  return ticks.pipe(takeUntil(fromEvent(signal, 'abort')));
}
