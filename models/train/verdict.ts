/** Fits `../verdict.json`: `node models/train/verdict.ts CORPORA [--tell] [--write] [--kept=FILE]`, where CORPORA has two
 *  worlds (`reconcile`, `reconcile-energy`), a folder with posts.jsonl and tickets.jsonl each, that are not part of this
 *  repository; the others are in `worlds/` and the demo. FILE keeps what the model of meaning says between runs. Each world is
 *  judged with what was learnt on the others, and those in `worlds-unseen/` with what is learnt on all of these and written. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressees, readPost, readTicket } from '../../src/cli/verdict-line.ts';
import type { Company, Post, Ticket, Verdict } from '../../src/model.ts';
import { type Example, fit } from '../../src/verdict/fit.ts';
import { type Case, shortlist } from '../../src/verdict/judge.ts';
import { keysOfTicket } from '../../src/verdict/keys.ts';
import { type Alike, type Meaning, openMeaning } from '../../src/verdict/meaning.ts';
import { isOpenedByUs } from '../../src/verdict/opened.ts';
import { comparePair } from '../../src/verdict/pair.ts';
import { judgeDeeply, mostRead } from '../../src/verdict/reconcile.ts';
import { withRivals } from '../../src/verdict/rivals.ts';
import { seal } from '../../src/verdict/seal.ts';
import { type BothWeights, features, featuresOf, oddsOf, type Weights } from '../../src/verdict/weights.ts';

interface Judged {
  readonly post: Post;
  readonly truth: string;
  readonly ticket: string | null;
  readonly why: string;
  readonly candidates: readonly Ticket[];
  /** By ticket, what the model of meaning says. */
  readonly alike: ReadonlyMap<string, Alike>;
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

/** How much the weights are held back to nothing. */
const strength = 0.3;
const day = 86_400_000;
const window = { windowBefore: 30 * day, windowAfter: 3 * day, grace: 600_000 };
const secret = new TextEncoder().encode('training');

async function load(folder: string, name: string, meaning: Meaning): Promise<World> {
  const lines = (file: string): string[] =>
    readFileSync(join(folder, name, file), 'utf8')
      .split('\n')
      .filter(Boolean);
  const expected = existsSync(join(folder, name, 'expected.jsonl')) ? answersIn(lines('expected.jsonl')) : undefined;
  const rows = lines('posts.jsonl').flatMap((line) => {
    const own = JSON.parse(line);
    const answer = expected ? expected.get(own.id) : own;
    return answer ? [{ line, answer }] : [];
  });
  const handles = addressees();
  for (const { line } of rows) handles.add(JSON.parse(line).text);
  const company: Company = {
    name: handles.most() ?? '',
    names: [],
    handles: [],
    locale: 'en',
    timeZone: 'Europe/Amsterdam',
    references: [],
  };
  const tickets = new Map<string, Ticket>();
  for (const line of lines('tickets.jsonl')) {
    const ticket = readTicket(line);
    if (typeof ticket === 'string') throw new Error(ticket);
    const keys = keysOfTicket(ticket, company, secret);
    const sealed = { ...seal(ticket, secret), keys };
    tickets.set(sealed.id, sealed);
  }
  const posts: Judged[] = [];
  for (const { line, answer } of rows) {
    const post = readPost(line);
    if (typeof post === 'string') throw new Error(post);
    const candidates = [...tickets.values()].filter((candidate) => {
      const lag = Date.parse(candidate.createdAt) - Date.parse(post.createdAt);
      return lag >= -window.windowBefore && lag <= window.windowAfter;
    });
    const alike = new Map<string, Alike>();
    for (const candidate of candidates) alike.set(candidate.id, await compareOnce(post, candidate, meaning));
    posts.push({ post, truth: answer.truth, ticket: answer.ticket, why: answer.why ?? '', candidates, alike });
  }
  return { name, company, posts };
}

/** What the model of meaning says of two texts, as a run before may have written it down. */
async function compareOnce(post: Post, ticket: Ticket, meaning: Meaning): Promise<Alike> {
  const key = createHash('sha1').update(`${post.text}\0${ticket.subject}\0${ticket.text}`).digest('base64');
  const before = compared.get(key) ?? (await meaning.compare(post, [ticket]))[0]!;
  compared.set(key, before);
  return before;
}

/** The demo keeps its answers in a file of their own. */
function answersIn(lines: readonly string[]): Map<string, { truth: string; ticket: string | null; why?: string }> {
  const answers = lines.map((line) => JSON.parse(line)).filter(({ verdict }) => verdict !== undefined);
  return new Map(answers.map(({ id, verdict, ticket }) => [id, { truth: verdict, ticket }]));
}

/** With the weights by which the model of meaning is told what to read, the examples are with meaning. */
function examplesOf({ company, posts }: World, plain?: Weights): Example[] {
  return posts.flatMap((judged) =>
    valuesOf(judged, company, plain).map(({ ticket, values }) => ({
      values,
      same: judged.truth !== 'unreported' && ticket.id === judged.ticket,
      post: judged.post.id,
    })),
  );
}

interface Valued {
  readonly ticket: Ticket;
  readonly values: number[];
}
type Kept = WeakMap<Judged, Valued[]>;
const byWords: Kept = new WeakMap();
const byMeaning = new WeakMap<Weights, Kept>();

/** The features of every candidate that we did not open ourselves; with meaning of those that it would read. */
function valuesOf(judged: Judged, company: Company, plain?: Weights): Valued[] {
  const kept = plain ? (byMeaning.get(plain) ?? new WeakMap()) : byWords;
  if (plain) byMeaning.set(plain, kept);
  const known = kept.get(judged);
  if (known) return known;
  const { post, candidates, alike } = judged;
  const tickets = plain ? shortlist(caseOf(judged, company, plain), mostRead) : candidates;
  const pairs = tickets
    .filter((ticket) => !isOpenedByUs(ticket))
    .map((ticket) => ({
      ticket,
      pair: comparePair(post, ticket, company, new Set(), plain ? (alike.get(ticket.id) ?? null) : null),
    }));
  const values = withRivals(pairs).map(({ ticket, pair }) => ({ ticket, values: featuresOf(pair) }));
  kept.set(judged, values);
  return values;
}

const now = Date.parse('2100-01-01T00:00:00.000Z');

function caseOf({ post, candidates }: Judged, company: Company, weights: Weights): Case {
  const watermark = new Date(now).toISOString();
  return { post, tickets: candidates, links: [], watermark, now, ...window, company, weights };
}

function verdictOf(judged: Judged, company: Company, weights: BothWeights, deep: boolean): Promise<Verdict> {
  const told: Pick<Meaning, 'compare'> = {
    compare: async (_, tickets) => tickets.map(({ id }) => judged.alike.get(id)!),
  };
  return judgeDeeply(caseOf(judged, company, weights.plain), { weights, ...(deep ? { meaning: told } : {}) });
}

async function scoreOf(
  { company, posts }: World,
  weights: BothWeights,
  deep: boolean,
  tell?: (line: string) => unknown,
): Promise<Score> {
  let [said, meant, both, n, right, saidSolved, meantSolved, bothSolved] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const judged of posts) {
    const { label, ticket, probability } = await verdictOf(judged, company, weights, deep);
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
    if (!fine)
      tell?.(
        [
          `${truth} → ${label} ${probability} ${ticket}/${judged.ticket} ${judged.why}`,
          `  ${judged.post.source} ${judged.post.author.handle} ${judged.post.author.name} ${judged.post.createdAt}: ${judged.post.text}`,
          ...[...new Set([ticket, judged.ticket])].map((id) => told(judged, id, company, weights, deep)),
        ].join('\n'),
      );
  }
  const ratio = (a: number, b: number): number => (b === 0 ? 1 : a / b);
  return {
    precision: ratio(both, said),
    recall: ratio(both, meant),
    unresolved: ratio(2 * bothSolved, saidSolved + meantSolved),
    right: ratio(right, n),
  };
}

/** A ticket as the verdict sees it beside the post. */
function told(judged: Judged, id: string | null, company: Company, weights: BothWeights, deep: boolean): string {
  const { ticket, values } =
    valuesOf(judged, company, deep ? weights.plain : undefined).find(({ ticket: one }) => one.id === id) ?? {};
  if (!ticket || !values) return id === null ? '' : `  ${id} was not compared`;
  const odds = oddsOf(values, deep ? weights.deep : weights.plain);
  const shown = features.flatMap((feature, at) => (values[at] ? [`${feature} ${values[at]!.toFixed(2)}`] : []));
  const { requester, status, createdAt, refs } = ticket;
  return [
    `  ${id} ${ticket.channel} ${requester.name} ${JSON.stringify(requester.handles)} ${status} ${createdAt} ${refs.join(' ')}: ${ticket.subject} | ${ticket.text}`,
    `    ${odds.toFixed(2)}: ${shown.join(', ')}`,
  ].join('\n');
}

/** The two thresholds that leave most room to what is asked of each figure. */
function learn(worlds: readonly World[], plain?: Weights): Weights {
  const fitted = fit(
    worlds.flatMap((world) => examplesOf(world, plain)),
    strength,
  );
  const weights = { ...fitted, reported: 0, unreported: 0 };
  const best = worlds.flatMap(({ company, posts }) =>
    posts.map((judged) => ({
      odds: Math.max(-99, ...valuesOf(judged, company, plain).map(({ values }) => oddsOf(values, weights))),
      unreported: judged.truth === 'unreported',
    })),
  );
  let chosen = { threshold: 0, room: -9 };
  for (let threshold = -5; threshold <= 3; threshold += 0.05) {
    const said = best.filter(({ odds }) => odds < threshold);
    const both = said.filter(({ unreported }) => unreported).length;
    const meant = best.filter(({ unreported }) => unreported).length;
    const room = Math.min(both / said.length - 0.97, both / meant - 0.95);
    if (room > chosen.room) chosen = { threshold, room };
  }
  // Moved so that "unreported" ends where being reported is as likely as not.
  const bias = rounded(fitted.bias - chosen.threshold);
  // Who it is alone never makes it the same issue.
  const { identity, reference, coded } = fitted.features;
  const bounded = { identity: Math.min(identity, -bias), reference: Math.min(reference, rounded(-bias - coded)) };
  return { features: { ...fitted.features, ...bounded }, bias, unreported: 0, reported: 0.25 };
}

function rounded(odds: number): number {
  return Math.round(odds * 1000) / 1000;
}

const [folder, ...flags] = process.argv.slice(2);
if (!folder) throw new Error('give the folder of the worlds');
const keptIn = flags.find((flag) => flag.startsWith('--kept='))?.slice('--kept='.length);
const compared = new Map<string, Alike>(keptIn && existsSync(keptIn) ? JSON.parse(readFileSync(keptIn, 'utf8')) : []);
const meaning = await openMeaning();
const here = (folder: string): string => new URL(folder, import.meta.url).pathname;
const worlds: World[] = [];
for (const name of ['reconcile', 'reconcile-energy']) worlds.push(await load(folder, name, meaning));
worlds.push(await load(new URL('../..', import.meta.url).pathname, 'demo', meaning));
for (const name of readdirSync(here('worlds')).sort()) worlds.push(await load(here('worlds'), name, meaning));
const unseen: World[] = [];
for (const name of readdirSync(here('worlds-unseen')).sort())
  unseen.push(await load(here('worlds-unseen'), name, meaning));
await meaning.close();
if (keptIn) writeFileSync(keptIn, JSON.stringify([...compared]));
const shown = (score: Score): string =>
  Object.entries(score)
    .map(([name, value]) => `${name} ${(value * 100).toFixed(1)}`)
    .join(', ');
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
function learnBoth(from: readonly World[]): BothWeights {
  const plain = learn(from);
  return { plain, deep: learn(from, plain) };
}
for (const world of worlds) {
  const weights = learnBoth(worlds.filter((other) => other !== world));
  for (const deep of [false, true]) {
    const score = await scoreOf(world, weights, deep, deep && flags.includes('--tell') ? say : undefined);
    say(`${world.name}, learnt on the others, ${deep ? 'with meaning' : 'words alone'}: ${shown(score)}`);
  }
}
const all = learnBoth(worlds);
for (const world of unseen) {
  for (const deep of [false, true]) {
    const score = await scoreOf(world, all, deep);
    say(`${world.name}, which nothing was learnt from, ${deep ? 'with meaning' : 'words alone'}: ${shown(score)}`);
  }
}
say(JSON.stringify(all));
if (flags.includes('--write')) {
  writeFileSync(new URL('../verdict.json', import.meta.url), `${JSON.stringify(all, null, 2)}\n`);
}
