import type { Classification, Company, Match, Post, Severity } from '../model.ts';
import { compose } from './compose.ts';
import { finderOf } from './finder.ts';
import type { Language } from './language.ts';
import { scan } from './normalise.ts';
import { presearch } from './presearch.ts';
import { evaluate, places } from './query/evaluate.ts';
import type { Leaf } from './query/leaf.ts';
import { type Leaves, leavesIn, leavesOf, namesBrand, type Plan, plan } from './query/plan.ts';
import { merged, type Reading, read, type Stretch } from './query/reading.ts';
import { required } from './query/required.ts';
import type { Query } from './query/tree.ts';
import type { Rule } from './rule.ts';
import { sightingsOf } from './sightings.ts';

export interface Heard {
  readonly language: Language;
  readonly matches: Match[];
  /** Rules whose text part hit and which wait for the classification. */
  readonly pending: readonly Rule[];
  /** A mention rule hit, or waits for the classification. */
  readonly mention: boolean;
}

export interface Settled {
  readonly matches: Match[];
  readonly mention: boolean;
  /** The classification's; of a complaint, at least what the rules say that hit it. */
  readonly severity: Severity;
}

export interface Matcher {
  /** What the rules hear in a post; `null` where no mention rule can hit. With `everything`, topic rules hit without a
   *  mention, and our own accounts are heard too. Pure and synchronous. */
  match(post: Post, how?: { readonly everything?: boolean }): Heard | null;
  /** Decides the rules that waited for the classification. */
  settle(heard: Heard, post: Post, classification: Classification): Settled;
}

/** The most places that one rule reports in one post. */
const mostPlaces = 50;

interface Compiled {
  readonly rule: Rule;
  readonly query: Query;
  /** `null` where it depends on the company. */
  readonly plan: Plan | null;
}

/** What the rules have in common for every company, made once for a list of rules. */
interface Prepared {
  readonly leaves: Leaves;
  readonly compiled: readonly Compiled[];
}
const prepared = new WeakMap<readonly Rule[], Prepared>();

function prepare(rules: readonly Rule[]): Prepared {
  const known = prepared.get(rules);
  if (known) return known;
  const leaves = leavesOf();
  const compiled = rules.map((rule): Compiled => {
    const { query, mistakes } = compose(rule);
    if (!query) throw new Error(`rule ${rule.name}: ${mistakes.map(({ path, what }) => `${path} ${what}`).join('; ')}`);
    return { rule, query, plan: namesBrand(query) ? null : plan(query, leaves) };
  });
  const made = { leaves, compiled };
  prepared.set(rules, made);
  return made;
}

/** Builds the index of the rules, once. Throws where a rule has a mistake: rules that `readRules` gave have none.
 *  Compiling the same list again for another company costs only the rules that name the brand. */
export function compile(rules: readonly Rule[], company: Company): Matcher {
  const all = plansOf(rules, company);
  const named = leavesOfAll(all);
  const asked = (leaf: Leaf): number => named.get(leaf) ?? 1;
  const indexed = (role: Rule['role']) => {
    const ways = all.filter(({ rule }) => rule.role === role).flatMap(waysOf);
    const needs = ways.map(({ plan }) => required(plan, asked));
    return { ways, needs, index: presearch(needs) };
  };
  const mentions = indexed('mention');
  const topics = indexed('topic');
  const first = new Set(mentions.needs.flatMap((need) => need?.leaves ?? []));
  const gate = finderOf(first);
  const rest = finderOf([...named.keys()].filter((leaf) => !first.has(leaf)));
  const sightings = sightingsOf(named.keys());
  const planOf = new Map(all.map(({ rule, plan }) => [rule, plan]));
  const ruleOf = new Map(rules.map((rule) => [rule.name, rule]));
  const own = ownAccounts(company);

  return {
    match(post, how = {}) {
      const words = scan(post.text);
      sightings.clear();
      gate.find(words, sightings);
      const candidates = mentions.index.candidates(sightings, post.source);
      if (!how.everything && (candidates.length === 0 || own(post.author.handle))) return null;
      rest.find(words, sightings);
      const reading = read(post, words, sightings);
      const matches: Match[] = [];
      const pending: Rule[] = [];
      const mention = hear(mentions.ways, candidates, reading, matches, pending);
      if (!mention && !how.everything) return null;
      hear(topics.ways, topics.index.candidates(sightings, post.source), reading, matches, pending);
      return { language: reading.language(), matches, pending, mention };
    },
    settle(heard, post, classification) {
      const matches = [...heard.matches];
      const hits = new Set(heard.matches.map(({ rule }) => rule));
      if (heard.pending.length > 0) {
        const words = scan(post.text);
        sightings.clear();
        gate.find(words, sightings);
        rest.find(words, sightings);
        const reading = read(post, words, sightings, classification);
        for (const rule of heard.pending) {
          const waiting = planOf.get(rule);
          if (!waiting || !evaluate(waiting, reading)) continue;
          hits.add(rule.name);
          matches.push(...matchesOf(rule, places(waiting, reading), reading));
        }
      }
      const hit = [...hits].flatMap((name) => ruleOf.get(name) ?? []);
      const byRules = classification.complaint.is ? hit.map(({ severity = 0 }) => severity) : [];
      return {
        matches,
        mention: hit.some(({ role }) => role === 'mention'),
        severity: Math.max(classification.severity, ...byRules) as Severity,
      };
    },
  };
}

/** A rule with its plan for one company. */
export interface Ready {
  readonly rule: Rule;
  readonly plan: Plan;
}

export function plansOf(rules: readonly Rule[], company: Company): Ready[] {
  const { leaves, compiled } = prepare(rules);
  const ours = leavesOf(leaves, company);
  return compiled.map(({ rule, query, plan: made }) => ({ rule, plan: made ?? plan(query, ours) }));
}

/** Every leaf, and how many rules name it. */
function leavesOfAll(plans: readonly Ready[]): Map<Leaf, number> {
  const named = new Map<Leaf, number>();
  for (const { plan } of plans) for (const leaf of leavesIn(plan)) named.set(leaf, (named.get(leaf) ?? 0) + 1);
  return named;
}

/** Each alternative of a rule is indexed for itself: of a long list only what may hit is evaluated. */
const waysOf = ({ rule, plan }: Ready): Ready[] =>
  plan.op === 'or' ? plan.items.map((item) => ({ rule, plan: item })) : [{ rule, plan }];

/** Adds what the candidates hit; true where one hits or may hit after the classification. */
function hear(
  ways: readonly Ready[],
  candidates: readonly number[],
  reading: Reading,
  matches: Match[],
  pending: Rule[],
): boolean {
  let heard = false;
  for (let next = 0; next < candidates.length; ) {
    const { rule } = ways[candidates[next]!]!;
    let found: readonly Stretch[] = [];
    let hits = false;
    let waits = false;
    for (; next < candidates.length && ways[candidates[next]!]!.rule === rule; next++) {
      const { plan } = ways[candidates[next]!]!;
      const truth = evaluate(plan, reading);
      if (truth === false) continue;
      if (truth) hits = true;
      else waits = true;
      found = merged(found, places(plan, reading));
    }
    if (hits) matches.push(...matchesOf(rule, found, reading));
    else if (waits) pending.push(rule);
    heard ||= hits || waits;
  }
  return heard;
}

/** A rule of fields alone hits the whole text. */
function matchesOf(rule: Rule, found: readonly Stretch[], reading: Reading): Match[] {
  const { start, end } = reading.words;
  if (found.length === 0) return [{ rule: rule.name, start: 0, end: reading.post.text.length }];
  return found.slice(0, mostPlaces).map(({ from, to }) => ({ rule: rule.name, start: start[from]!, end: end[to]! }));
}

/** Handles of the company, on any server or host. */
function ownAccounts(company: Company): (handle: string) => boolean {
  const own = new Set(company.handles.map((handle) => handle.replace(/^@/, '').toLowerCase()));
  if (own.size === 0) return () => false;
  return (handle) => {
    const lower = handle.toLowerCase();
    return own.has(lower) || own.has(lower.split('@', 1)[0] ?? lower);
  };
}
