import { lastValueFrom, Observable } from 'rxjs';

/** Works through an async iterable one item at a time: the next is asked for only when the work on the one before has
 *  completed (`from(iterable)` would read ahead without limit). Stops between two items when the signal aborts. */
export function pullEach<T>(
  open: () => AsyncIterable<T>,
  work: (item: T) => Observable<unknown>,
  signal: AbortSignal,
): Observable<T> {
  return new Observable<T>((subscriber) => {
    const pull = async (): Promise<void> => {
      for await (const item of open()) {
        await lastValueFrom(work(item), { defaultValue: undefined });
        subscriber.next(item);
        if (signal.aborted || subscriber.closed) break;
      }
      subscriber.complete();
    };
    pull().catch((error: unknown) => subscriber.error(error));
  });
}
