import type { Channel } from '../../connectors/contract.ts';
import type { Report } from '../events.ts';
import { growingPause } from '../flow/loop.ts';
import { RefusedItem, Throttled } from '../net/errors.ts';
import type { OutboxRow, Store } from '../store/store.ts';

const longestPause = 15 * 60_000;
/** Sending is tried for about two days before a message is parked. */
const mostAttempts = 200;

/** Sends what is due on one channel, oldest first, and returns how many were sent. Stops at the first that must wait, so
 *  that order is kept; one that the other side refuses for good is parked with the reason, and the next goes on. */
export async function deliver(
  name: string,
  channel: Channel,
  store: Store,
  now: () => number,
  pace: () => Promise<void>,
  report: Report,
  stopping: () => boolean,
): Promise<number> {
  let sent = 0;
  for (const row of await store.outboxDue(name, instant(now()), 20)) {
    if (stopping()) break;
    const failure = await send(row, name, channel, store, report);
    if (!failure) {
      sent += 1;
      await pace();
      continue;
    }
    const parked = failure instanceof RefusedItem || row.attempts + 1 >= mostAttempts;
    const wait = waitAfter(failure, row.attempts + 1);
    await store.markFailed(row.id, row.fingerprint, {
      error: failure.message,
      notBefore: parked ? null : instant(now() + wait),
      parked,
    });
    if (parked) report({ what: 'parked', channel: name, cause: row.message.cause, reason: failure.message });
    else throw failure;
  }
  return sent;
}

async function send(
  row: OutboxRow,
  name: string,
  channel: Channel,
  store: Store,
  report: Report,
): Promise<Error | undefined> {
  let receipt: Awaited<ReturnType<Channel['send']>>;
  try {
    receipt = await channel.send(row.message, row.receipt ?? undefined);
  } catch (error) {
    return error as Error;
  }
  await store.markSent(row.id, row.fingerprint, receipt);
  report({ what: 'sent', channel: name, cause: row.message.cause, edit: row.receipt !== null });
  return undefined;
}

function waitAfter(failure: Error, attempts: number): number {
  return failure instanceof Throttled && failure.waitMs ? failure.waitMs : growingPause(attempts, longestPause);
}

const instant = (ms: number): string => new Date(ms).toISOString();
