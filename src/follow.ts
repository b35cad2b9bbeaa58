import type { Observable } from 'rxjs';
import type { Checkpoint, Page, Web } from '../connectors/contract.ts';
import type { Reader } from './config.ts';
import type { Report } from './events.ts';
import type { Clock } from './flow/clock.ts';
import { growingPause, loop } from './flow/loop.ts';
import { pullEach } from './flow/pull-each.ts';
import type { Instant } from './model.ts';
import { Refused, Throttled } from './net/errors.ts';
import { stoppedBy } from './net/web.ts';
import { beat, type Rhythm } from './rhythm.ts';
import type { Health, Store } from './store/store.ts';

/** What is kept of a part between two pages: the connector's own checkpoint and what we learnt on the way. */
export type Progress = {
  readonly at: Checkpoint;
  readonly rhythm?: Rhythm;
  readonly watermark?: Instant;
};

export interface Following<Item> {
  /** `source:<name>` or `helpdesk:<name>`. */
  readonly part: string;
  readonly reader: Reader<Item>;
  /** Completes when the page and the progress are saved. */
  readonly work: (page: Page<Item>, progress: { readonly of: string; readonly at: Progress }) => Observable<unknown>;
  readonly gap: (detail: string) => void;
  readonly store: Store;
  readonly web: Web;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly report: Report;
}

/** A refused source is looked at again this often, in case somebody mended it. */
const red = 15 * 60_000;
const longestPause = 15 * 60_000;

/** Reads one source or helpdesk for ever: catches up page by page, waits, and comes back; a failure of any kind makes it
 *  wait longer and disturbs nobody else. */
export function follow<Item>(following: Following<Item>): Observable<unknown> {
  const { part, reader, store, clock, signal, report } = following;
  let health: Health | undefined;
  const note = async (change: Partial<Health>): Promise<void> => {
    health = { ...(health ?? (await healthOf(part, store))), ...change, updatedAt: instant(clock.now()) };
    await store.saveHealth(health);
  };

  /** As far as the page in hand brings it. */
  let progress: Progress | undefined;

  async function* pages(): AsyncIterable<Page<Item>> {
    progress = (await store.checkpoint(part)) as Progress | undefined;
    let skipped = 0;
    const request = {
      name: reader.name,
      settings: reader.settings,
      checkpoint: progress?.at,
      web: stoppedBy(following.web, signal),
      signal,
      now: () => clock.now(),
      skip: (reason: string) => {
        skipped += 1;
        report({ what: 'skipped', part, reason });
      },
      gap: following.gap,
    };
    for await (const page of reader.connector.read!(request)) {
      progress = nextProgress(progress, page, clock.now());
      yield page;
      await note({
        state: 'green',
        lastSuccess: instant(clock.now()),
        watermark: progress.watermark ?? null,
        newest: page.items.length > 0 ? instant(clock.now()) : (health?.newest ?? null),
        failures: 0,
        reason: null,
        skipped: (health?.skipped ?? 0) + skipped,
      });
      skipped = 0;
    }
    await succeeded();
  }

  const succeeded = async (): Promise<void> => {
    const failed = (health?.failures ?? 0) > 0;
    await note({ state: 'green', lastSuccess: instant(clock.now()), failures: 0, reason: null });
    if (failed) report({ what: 'recovered', part });
    report({ what: 'caught-up', part });
  };

  const pauseAfter = (error: unknown, failures: number): number => {
    if (signal.aborted) return 0;
    const kind = error instanceof Error ? error.name : 'Error';
    const waitMs =
      error instanceof Refused
        ? red
        : error instanceof Throttled && error.waitMs
          ? error.waitMs
          : growingPause(failures, longestPause);
    const reason = error instanceof Error ? error.message : String(error);
    report({ what: 'failed', part, kind, reason, waitMs: Math.round(waitMs) });
    const state = error instanceof Refused ? 'red' : failures >= 10 ? 'red' : 'amber';
    note({ state, failures, reason: `${kind}: ${reason}` }).catch(() => undefined);
    return waitMs;
  };

  const once = (): Observable<unknown> =>
    pullEach(pages, (page) => following.work(page, { of: part, at: progress! }), signal);
  return loop(once, reader.every, pauseAfter, clock, signal);
}

function nextProgress(before: Progress | undefined, page: Page<unknown>, now: number): Progress {
  const rhythm = page.items.length > 0 ? beat(before?.rhythm, now) : before?.rhythm;
  const watermark = page.watermark ?? before?.watermark;
  return { at: page.checkpoint, ...(rhythm ? { rhythm } : {}), ...(watermark ? { watermark } : {}) };
}

async function healthOf(part: string, store: Store): Promise<Health> {
  const kept = (await store.health()).find((health) => health.part === part);
  return (
    kept ?? {
      part,
      state: 'amber',
      lastSuccess: null,
      watermark: null,
      newest: null,
      failures: 0,
      skipped: 0,
      reason: null,
      updatedAt: instant(0),
    }
  );
}

const instant = (ms: number): Instant => new Date(ms).toISOString();
