import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Io } from '../src/cli/verb.ts';
import { type Config, loadConfig } from '../src/config.ts';
import { runDaemon } from '../src/daemon.ts';
import type { Event } from '../src/events.ts';
import { hurriedClock } from '../src/flow/clock.ts';
import type { Mention } from '../src/model.ts';
import { readRules } from '../src/rules.ts';
import { openStore } from '../src/store/open.ts';
import { openPlayer, readReel } from './player.ts';
import { clearProgress, type Expectation, introduction, showProgress, summary } from './screen.ts';

const here = new URL('./', import.meta.url);
const begins = Date.parse('2026-11-02T06:00:00+01:00');
/** Monday after the second week, when its digest is due. */
const ends = Date.parse('2026-11-16T08:00:00+01:00');
const lastCause = 'digest:2026-W46';
const playedIn = 42_000;

/** Plays the fictional company's two weeks through the very same daemon, under a hurried clock, and sums up. */
export async function playDemo(io: Io): Promise<number> {
  const folder = resolve('.klankbord/demo');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const config = await demoConfig(folder);
  const { rules } = await readRules(new URL('../rules', here).pathname);
  const player = openPlayer([
    readReel(new URL('posts.jsonl', here), join(folder, 'posts.jsonl'), 'createdAt'),
    readReel(new URL('tickets.jsonl', here), join(folder, 'tickets.jsonl'), 'updatedAt'),
  ]);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  io.stdout.write(introduction(config.company, player.total));

  const troubles: Event[] = [];
  const digests: string[] = [];
  const report = (event: Event): void => {
    if (event.what === 'failed' || event.what === 'parked') troubles.push(event);
    if (event.what === 'digest') digests.push(...event.files);
    if (event.what === 'sent' && event.cause === lastCause) stop.abort();
  };
  const clock = hurriedClock(begins, (ends - begins) / playedIn);
  const ticking = setInterval(() => {
    player.play(clock.now());
    showProgress(io, clock.now(), player.played() / player.total);
  }, 50);
  const write = (text: string): void => {
    clearProgress(io);
    io.stdout.write(text);
  };
  try {
    await runDaemon(config, rules, { clock, signal: stop.signal, report, write, digestCron: '* * * * * *' });
  } finally {
    clearInterval(ticking);
    clearProgress(io);
  }
  io.stdout.write(summary(await kept(config), expectations(), digests));
  for (const trouble of troubles) io.stderr.write(`${JSON.stringify(trouble)}\n`);
  return troubles.length > 0 ? 1 : 0;
}

/** The demo's own klankbord.yaml, with its files in the demo's folder. */
async function demoConfig(folder: string): Promise<Config> {
  return loadConfig(new URL('klankbord.yaml', here).pathname, { DEMO: folder });
}

async function kept(config: Config): Promise<Mention[]> {
  const store = await openStore(config.store);
  try {
    const mentions: Mention[] = [];
    const [from, to] = [begins, ends].map((at) => new Date(at).toISOString()) as [string, string];
    for await (const mention of store.mentionsBetween(from, to)) mentions.push(mention);
    return mentions;
  } finally {
    await store.close();
  }
}

function expectations(): Map<string, Expectation> {
  const lines = readFileSync(new URL('expected.jsonl', here), 'utf8').split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as Expectation).map((expected) => [expected.id, expected]));
}
