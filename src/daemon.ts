import {
  defaultIfEmpty,
  exhaustMap,
  from,
  ignoreElements,
  lastValueFrom,
  merge,
  type Observable,
  startWith,
} from 'rxjs';
import type { Channel } from '../connectors/contract.ts';
import { composeGap } from './alerts/compose.ts';
import { deliver } from './alerts/deliver.ts';
import type { Classifier } from './classification/classifier.ts';
import { openClassifier } from './classification/open.ts';
import type { Config, Outlet, Reader } from './config.ts';
import { verdictContext } from './context.ts';
import { digestIfDue, forget, operatorAlerts, watchSilence } from './duties.ts';
import type { Report } from './events.ts';
import type { Clock } from './flow/clock.ts';
import { cronTicks } from './flow/cron.ts';
import { growingPause, loop } from './flow/loop.ts';
import { takeTurns } from './flow/turn.ts';
import { follow } from './follow.ts';
import { openHooks } from './hooks.ts';
import { compile } from './matching/match.ts';
import type { Rule } from './matching/rule.ts';
import type { Post, Ticket } from './model.ts';
import { Refused, Throttled } from './net/errors.ts';
import { openWeb } from './net/web.ts';
import { hearPosts, type Parts, reviewVerdicts, takeTickets } from './pipeline.ts';
import { openMetrics } from './server/metrics.ts';
import { openServer } from './server/server.ts';
import { openStore } from './store/open.ts';
import type { Store } from './store/store.ts';
import { type Meaning, meaningWhenAsked } from './verdict/meaning.ts';

export interface Surroundings {
  readonly clock: Clock;
  /** Aborts when the daemon must stop. */
  readonly signal: AbortSignal;
  readonly report: Report;
  /** Where the console channel writes. */
  readonly write: (text: string) => void;
  /** How often the digest is checked for: each minute unless told. */
  readonly digestCron?: string;
}

const minute = 60_000;
const stopLimit = 10_000;
const noTrouble = (): undefined => undefined;

/** The only function that knows every part: opens them, runs until the signal aborts, and closes them in reverse. */
export async function runDaemon(config: Config, rules: readonly Rule[], around: Surroundings): Promise<void> {
  const metrics = openMetrics();
  const report: Report = (event) => {
    metrics.count(event);
    around.report(event);
  };
  const closing: (() => Promise<void>)[] = [];
  try {
    const store = await openPatiently(config, { ...around, report });
    if (!store) return;
    closing.unshift(() => store.close());
    const classifier = await openClassifier();
    closing.unshift(() => classifier.close());
    const meaning = meaningWhenAsked();
    closing.unshift(() => meaning.close());
    const parts = await assemble(config, rules, store, classifier, meaning, { ...around, report });
    const ready = () => store.health().then(noTrouble, () => 'the store does not answer');
    const server = await openServer({ ...config.http, hooks: openHooks(config, parts), metrics, ready });
    closing.unshift(() => server.close());
    report({ what: 'listening', address: server.address });
    report({
      what: 'started',
      sources: config.sources.length,
      helpdesks: config.helpdesks.length,
      channels: config.channels.length,
      rules: rules.length,
      store: config.store.kind,
    });
    await untilStopped(everyLoop(config, parts, { ...around, report }), around.signal);
  } finally {
    for (const close of closing) await close();
    report({ what: 'stopped' });
  }
}

/** Loops that have finished the page in hand end by themselves; one that hangs is left behind after ten seconds. */
async function untilStopped(work: Observable<never>, signal: AbortSignal): Promise<void> {
  const limit = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => setTimeout(resolve, stopLimit).unref(), { once: true });
  });
  await Promise.race([lastValueFrom(work.pipe(defaultIfEmpty(undefined))), limit]);
}

/** A database that is not there yet is waited for; one that refuses us is an error for a person. */
async function openPatiently(config: Config, { clock, signal, report }: Surroundings): Promise<Store | undefined> {
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      return await openStore(config.store);
    } catch (error) {
      if (error instanceof Refused || config.store.kind === 'sqlite') throw error;
      const waitMs = growingPause(failures, minute);
      report({ what: 'failed', part: 'store', kind: (error as Error).name, reason: (error as Error).message, waitMs });
      await lastValueFrom(clock.wait(waitMs, signal), { defaultValue: undefined });
    }
  }
  return undefined;
}

async function assemble(
  config: Config,
  rules: readonly Rule[],
  store: Store,
  classifier: Classifier,
  meaning: Meaning,
  { clock, report }: Surroundings,
): Promise<Parts> {
  const { company, alerts } = config;
  const secret = await store.secret();
  return {
    hearing: {
      matcher: compile(rules, company),
      classifier,
      company,
      complaint: alerts.complaint,
      now: () => clock.now(),
    },
    store,
    policy: {
      company,
      routes: alerts.routes,
      within: alerts.within,
      // Without a helpdesk no verdict will come, and waiting for it would only cost time.
      patience: config.helpdesks.length > 0 ? alerts.patience : 0,
    },
    channels: config.channels.map(({ name }) => name),
    context: () => verdictContext(config, store, clock.now(), { secret, meaning }),
    secret,
    now: () => clock.now(),
    report,
    turn: takeTurns(),
  };
}

function everyLoop(config: Config, parts: Parts, around: Surroundings): Observable<never> {
  const { clock, signal } = around;
  const web = openWeb({ userAgent: 'Klankbord/0.1 (+https://github.com/klankbord/klankbord)' });
  const later = (error: unknown, failures: number): number => pauseAfter('daemon', error, failures, around.report);
  const again = (work: () => Promise<unknown>, every: number) => loop(() => from(work()), every, later, clock, signal);
  const readers = [
    ...config.sources
      .filter(({ connector }) => connector.read)
      .map((reader) => followSource(reader, config, parts, web, around)),
    ...config.helpdesks
      .filter(({ connector }) => connector.read)
      .map((reader) => followHelpdesk(reader, parts, web, around)),
  ];
  return merge(
    ...readers,
    ...config.channels.map((outlet) => sendTo(outlet, config, parts, web, around)),
    again(() => reviewVerdicts(parts), minute),
    again(() => watchSilence(config, parts), 5 * minute),
    again(() => forget(config, parts), 24 * 60 * minute),
    digests(config, parts, later, around),
  ).pipe(ignoreElements());
}

function followSource(
  reader: Reader<Post>,
  config: Config,
  parts: Parts,
  web: ReturnType<typeof openWeb>,
  around: Surroundings,
) {
  const part = `source:${reader.name}`;
  return follow<Post>({
    ...around,
    part,
    reader,
    web,
    store: parts.store,
    gap: (detail) => {
      around.report({ what: 'gap', part, detail });
      const day = new Date(around.clock.now()).toISOString().slice(0, 10);
      const message = composeGap(reader.name, detail, day, config.company);
      parts.store.save({ alerts: operatorAlerts(message, config, parts) }).catch(() => undefined);
    },
    work: (page, goal) => {
      around.report({ what: 'page', part, items: page.items.length, deletions: page.deletions?.length ?? 0 });
      return hearPosts(page, reader.name, goal, parts);
    },
  });
}

function followHelpdesk(reader: Reader<Ticket>, parts: Parts, web: ReturnType<typeof openWeb>, around: Surroundings) {
  const part = `helpdesk:${reader.name}`;
  return follow<Ticket>({
    ...around,
    part,
    reader,
    web,
    store: parts.store,
    gap: (detail) => around.report({ what: 'gap', part, detail }),
    work: (page, goal) => {
      around.report({ what: 'page', part, items: page.items.length, deletions: page.deletions?.length ?? 0 });
      return takeTickets(page, goal, parts);
    },
  });
}

function sendTo(outlet: Outlet, config: Config, parts: Parts, web: ReturnType<typeof openWeb>, around: Surroundings) {
  const { clock, signal, report } = around;
  const part = `channel:${outlet.name}`;
  const channel: Channel = outlet.channel.open(outlet.settings, {
    web,
    locale: config.company.locale,
    write: around.write,
  });
  const pace = () => lastValueFrom(clock.wait(outlet.channel.pace, signal), { defaultValue: undefined });
  const note = (state: 'green' | 'amber' | 'red', failures: number, reason: string | null) => {
    const at = new Date(clock.now()).toISOString();
    const lastSuccess = state === 'green' ? at : null;
    return parts.store.saveHealth({
      part,
      state,
      lastSuccess,
      watermark: null,
      newest: null,
      failures,
      skipped: 0,
      reason,
      updatedAt: at,
    });
  };
  let unparked = false;
  const once = async (): Promise<void> => {
    // A start is when a person may have mended what a channel refused.
    if (!unparked) await parts.store.unpark(outlet.name);
    unparked = true;
    const sent = await deliver(
      outlet.name,
      channel,
      parts.store,
      () => clock.now(),
      pace,
      report,
      () => signal.aborted,
    );
    if (sent > 0) await note('green', 0, null);
  };
  const later = (error: unknown, failures: number): number => {
    note(error instanceof Refused ? 'red' : 'amber', failures, (error as Error).message).catch(() => undefined);
    return pauseAfter(part, error, failures, report);
  };
  return loop(() => from(once()), 1_000, later, clock, signal);
}

function pauseAfter(part: string, error: unknown, failures: number, report: Report): number {
  const { name: kind, message: reason } = error as Error;
  const waitMs =
    error instanceof Refused
      ? 15 * minute
      : error instanceof Throttled && error.waitMs
        ? error.waitMs
        : growingPause(failures, 15 * minute);
  report({ what: 'failed', part, kind, reason, waitMs: Math.round(waitMs) });
  return waitMs;
}

/** node-cron only says when to look. */
function digests(
  config: Config,
  parts: Parts,
  later: (error: unknown, failures: number) => number,
  { signal, digestCron }: Surroundings,
): Observable<unknown> {
  const look = async (): Promise<void> => {
    await digestIfDue(config, parts).catch((error) => later(error, 1));
  };
  return cronTicks(digestCron ?? '* * * * *', config.company.timeZone, signal).pipe(
    startWith(undefined),
    exhaustMap(look),
  );
}
