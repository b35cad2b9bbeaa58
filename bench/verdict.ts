/** Judges one post against 50 candidates by words alone, beside what a plain string distance over the same texts costs. */
import { readFileSync } from 'node:fs';
import JaroWinklerDistance from 'natural/lib/natural/distance/jaro-winkler_distance.js';
import { readPost, readTicket } from '../src/cli/verdict-line.ts';
import type { Company, Post, Ticket } from '../src/model.ts';
import { judge } from '../src/verdict/judge.ts';
import { shipped } from '../src/verdict/weights.ts';

const candidates = 50;
const lines = (file: string): string[] =>
  readFileSync(new URL(`../demo/${file}`, import.meta.url), 'utf8')
    .split('\n')
    .filter(Boolean);
const posts = lines('posts.jsonl')
  .map(readPost)
  .filter((post): post is Post => typeof post !== 'string');
const tickets = lines('tickets.jsonl')
  .map(readTicket)
  .filter((ticket): ticket is Ticket => typeof ticket !== 'string');
const company: Company = { name: 'Kievitel', names: [], handles: [], locale: 'nl', timeZone: 'UTC', references: [] };
const day = 86_400_000;
const far = { windowBefore: 400 * day, windowAfter: 400 * day, grace: 0, now: Date.parse('2100-01-01') };

function timesOf(work: (post: Post, some: readonly Ticket[]) => unknown): number[] {
  return posts.map((post, at) => {
    // Fresh objects, as a store gives them: nothing is remembered from the last post.
    const some = Array.from({ length: candidates }, (_, i) => ({ ...tickets[(at + i) % tickets.length]! }));
    const began = performance.now();
    work({ ...post }, some);
    return performance.now() - began;
  });
}

const shown = (name: string, times: number[]): void => {
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number): string => sorted[Math.floor(sorted.length * share)]!.toFixed(2);
  process.stdout.write(`${name}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms for ${candidates} candidates\n`);
};

const judgeAll = (post: Post, some: readonly Ticket[]): unknown =>
  judge({ post, tickets: some, links: [], watermark: null, company, weights: shipped.plain, ...far });
timesOf(judgeAll);
shown('verdict', timesOf(judgeAll));
shown(
  'jaro-winkler over the texts (natural)',
  timesOf((post, some) => some.map((ticket) => JaroWinklerDistance(post.text, ticket.text, { ignoreCase: true }))),
);
