import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/config.ts';
import { runDaemon } from '../../src/daemon.ts';
import type { Event } from '../../src/events.ts';
import { type Clock, wallClock } from '../../src/flow/clock.ts';
import { readRules } from '../../src/rules.ts';

const defaultRules = new URL('../../rules', import.meta.url).pathname;

export interface RunningDaemon {
  readonly config: Config;
  readonly events: Event[];
  /** What the console channel wrote. */
  readonly written: string[];
  /** Resolves with the first event, past or to come, that the test is waiting for. */
  until(wanted: (event: Event) => boolean): Promise<Event>;
  /** Resolves when the condition holds after some event. */
  untilTrue(condition: () => boolean | Promise<boolean>): Promise<void>;
  stop(): Promise<void>;
}

/** The very daemon, in this process, with a configuration of the test's. */
export async function startDaemon(yaml: string, clock: Clock = wallClock): Promise<RunningDaemon> {
  const folder = mkdtempSync(join(tmpdir(), 'klankbord-daemon-'));
  const file = join(folder, 'klankbord.yaml');
  writeFileSync(file, yaml);
  const config = await loadConfig(file, { FOLDER: folder });
  const { rules } = await readRules(defaultRules);
  const stopping = new AbortController();
  const events: Event[] = [];
  const written: string[] = [];
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const go of woken) go();
  };
  const report = (event: Event): void => {
    events.push(event);
    wake();
  };
  let failure: unknown;
  const running = runDaemon(config, rules, {
    clock,
    signal: stopping.signal,
    report,
    write: (text) => void written.push(text),
  }).catch((error: unknown) => {
    failure = error;
    wake();
  });
  const another = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

  async function untilTrue(condition: () => boolean | Promise<boolean>): Promise<void> {
    for (;;) {
      if (failure) throw failure;
      const next = another();
      if (await condition()) return;
      await next;
    }
  }
  return {
    config,
    events,
    written,
    untilTrue,
    async until(wanted) {
      await untilTrue(() => events.some(wanted));
      return events.find(wanted)!;
    },
    async stop() {
      stopping.abort();
      await running;
      rmSync(folder, { recursive: true, force: true });
      if (failure) throw failure;
    },
  };
}
