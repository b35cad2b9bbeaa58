/** Fits `../verdict.json`: `node models/train/verdict.ts CORPORA [--write]`, where CORPORA has a folder for each world
 *  (`reconcile`, `reconcile-energy`) with posts.jsonl and tickets.jsonl. Each world is judged with what was learnt on the
 *  others; what is written is learnt on all. The worlds' texts are not part of this repository. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressedMost, readPost, readTicket } from '../../src/cli/verdict-line.ts';
import type { Company, Post, Ticket, Verdict } from '../../src/model.ts';
import { type Example, fit } from '../../src/verdict/fit.ts';
import { judge } from '../../src/verdict/judge.ts';
import { keysOf, keysOfTicket } from '../../src/verdict/keys.ts';
import { isOpenedByUs } from '../../src/verdict/opened.ts';
import { comparePair } from '../../src/verdict/pair.ts';
import { seal } from '../../src/verdict/seal.ts';
import { featuresOf, oddsOf, type Weights } from '../../src/verdict/weights.ts';

interface Judged {
  readonly post: Post;
  readonly truth: string;
  readonly ticket: string | null;
  readonly why: string;
  readonly candidates: readonly Ticket[];
}
interface World {
  readonly name: string;
  readonly company: Company;
  readonly posts: readonly Judged[];
}
interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly unresolved: number;
  readonly right: number;
}

const day = 86_400_000;
const window = { windowBefore: 30 * day, windowAfter: 3 * day, grace: 600_000 };
const secret = new TextEncoder().encode('training');

function load(folder: string, name: string): World {
  const lines = (file: string): string[] => readFileSync(join(folder, name, file), 'utf8').split('\n').filter(Boolean);
  const rows = lines('posts.jsonl').map((line) => ({ line, answer: JSON.parse(line) }));
  const handle = addressedMost(rows.map(({ answer }) => answer.text));
  const company: Company = {
    name: handle ?? '',
    names: [],
    handles: [],
    locale: 'en',
    timeZone: 'Europe/Amsterdam',
    references: [],
  };
  const index = new Map<string, Ticket[]>();
  for (const line of lines('tickets.jsonl')) {
    const ticket = readTicket(line);
    if (typeof ticket === 'string') throw new Error(ticket);
    const keys = keysOfTicket(ticket, company, secret);
    const sealed = { ...seal(ticket, secret), keys };
    for (const key of keys) index.set(key, [...(index.get(key) ?? []), sealed]);
  }
  const posts = rows.map(({ line, answer }): Judged => {
    const post = readPost(line);
    if (typeof post === 'string') throw new Error(post);
    const candidates = [...new Set(keysOf(post, company).flatMap((key) => index.get(key) ?? []))];
    return { post, truth: answer.truth, ticket: answer.ticket, why: answer.why, candidates };
  });
  return { name, company, posts };
}

function examplesOf({ company, posts }: World): Example[] {
  return posts.flatMap(({ post, truth, ticket, candidates }) =>
    candidates
      .filter((candidate) => {
        const lag = Date.parse(candidate.createdAt) - Date.parse(post.createdAt);
        return lag >= -window.windowBefore && lag <= window.windowAfter && !isOpenedByUs(candidate);
      })
      .map((candidate) => ({
        values: featuresOf(comparePair(post, candidate, company, new Set())),
        same: truth !== 'unreported' && candidate.id === ticket,
        post: post.id,
      })),
  );
}

function verdictOf(judged: Judged, company: Company, weights: Weights): Verdict {
  const now = Date.parse('2100-01-01T00:00:00.000Z');
  const watermark = new Date(now).toISOString();
  return judge({ post: judged.post, tickets: judged.candidates, links: [], watermark, now, ...window, company, weights });
}

function scoreOf({ company, posts }: World, weights: Weights, tell?: (line: string) => void): Score {
  let [said, meant, both, n, right, saidSolved, meantSolved, bothSolved] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const judged of posts) {
    const { label, ticket, probability } = verdictOf(judged, company, weights);
    const { truth } = judged;
    said += label === 'unreported' ? 1 : 0;
    meant += truth === 'unreported' ? 1 : 0;
    both += label === 'unreported' && truth === 'unreported' ? 1 : 0;
    saidSolved += label === 'reported-unresolved' ? 1 : 0;
    meantSolved += truth === 'reported-unresolved' ? 1 : 0;
    bothSolved += label === 'reported-unresolved' && truth === 'reported-unresolved' ? 1 : 0;
    if (truth !== 'unreported' && label !== 'unreported') {
      n += 1;
      right += ticket === judged.ticket ? 1 : 0;
    }
    const fine = label === 'unreported' ? truth === label : truth !== 'unreported' && ticket === judged.ticket;
    if (!fine) tell?.(`  ${truth} → ${label} ${probability} ${ticket}/${judged.ticket} ${judged.why.slice(0, 70)} | ${judged.post.text.slice(0, 70)}`);
  }
  const ratio = (a: number, b: number): number => (b === 0 ? 1 : a / b);
  return {
    precision: ratio(both, said),
    recall: ratio(both, meant),
    unresolved: ratio(2 * bothSolved, saidSolved + meantSolved),
    right: ratio(right, n),
  };
}

/** The two thresholds that leave most room to what is asked of each figure. */
function learn(worlds: readonly World[], strength: number): Weights {
  const fitted = fit(worlds.flatMap(examplesOf), strength);
  const best = worlds.map(({ company, posts }) =>
    posts.map((judged) => {
      const odds = judged.candidates
        .filter((candidate) => {
          const lag = Date.parse(candidate.createdAt) - Date.parse(judged.post.createdAt);
          return lag >= -window.windowBefore && lag <= window.windowAfter && !isOpenedByUs(candidate);
        })
        .map((candidate) => oddsOf(featuresOf(comparePair(judged.post, candidate, company, new Set())), { ...fitted, reported: 0, unreported: 0 }));
      return { odds: Math.max(-99, ...odds), unreported: judged.truth === 'unreported' };
    }),
  ).flat();
  let chosen = { threshold: 0, room: -9 };
  for (let threshold = -5; threshold <= 3; threshold += 0.05) {
    const said = best.filter(({ odds }) => odds < threshold);
    const both = said.filter(({ unreported }) => unreported).length;
    const meant = best.filter(({ unreported }) => unreported).length;
    const room = Math.min(both / said.length - 0.97, both / meant - 0.95);
    if (room > chosen.room) chosen = { threshold, room };
  }
  const unreported = Math.round(chosen.threshold * 100) / 100;
  return { ...fitted, unreported, reported: unreported };
}

const [folder, ...flags] = process.argv.slice(2);
if (!folder) throw new Error('give the folder of the worlds');
const worlds = ['reconcile', 'reconcile-energy'].map((name) => load(folder, name));
const shown = (score: Score): string =>
  Object.entries(score)
    .map(([name, value]) => `${name} ${(value * 100).toFixed(1)}`)
    .join(', ');
const tell = flags.includes('--tell') ? (line: string): unknown => process.stdout.write(`${line}\n`) : undefined;
const strength = Number(flags.find((flag) => flag.startsWith('--strength='))?.slice(11) ?? 0.3);
for (const world of worlds) {
  const weights = learn(worlds.filter((other) => other !== world), strength);
  process.stdout.write(`${world.name}, learnt on the other: ${shown(scoreOf(world, weights, tell))}\n`);
}
const all = learn(worlds, strength);
for (const world of worlds) process.stdout.write(`${world.name}, learnt on all: ${shown(scoreOf(world, all))}\n`);
process.stdout.write(`${JSON.stringify(all)}\n`);
if (flags.includes('--write')) {
  writeFileSync(new URL('../verdict.json', import.meta.url), `${JSON.stringify(all, null, 2)}\n`);
}
