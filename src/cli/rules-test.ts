import type { Writable } from 'node:stream';
import { channelsFor } from '../alerts/decide.ts';
import { compile } from '../matching/match.ts';
import type { Rule } from '../matching/rule.ts';
import type { Company, Route } from '../model.ts';
import type { Store } from '../store/store.ts';
import { nearest } from '../yaml.ts';

export interface RuleTest {
  readonly name: string;
  /** How far back, in milliseconds. */
  readonly history: number;
  readonly json: boolean;
  readonly rules: readonly Rule[];
  readonly company: Company;
  readonly routes: readonly Route[];
  readonly store: Pick<Store, 'mentionsBetween'>;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const week = 7 * 24 * 3_600_000;
const mostSamples = 10;

/** Runs one rule over what is stored and tells its hits, the alerts a week to expect of it (complaints that fit a
 *  route, copies left out) and ten samples spread over the time. Changes nothing; exit status 1 for an unknown rule. */
export async function testRule(test: RuleTest, out: Writable): Promise<number> {
  const rule = test.rules.find(({ name }) => name === test.name);
  if (!rule) {
    out.write(
      `there is no rule “${test.name}”${nearest(
        test.name,
        test.rules.map(({ name }) => name),
      )}\n`,
    );
    return 1;
  }
  const matcher = compile([rule], test.company);
  const from = test.now - test.history;
  const samples: { id: string; at: string; text: string; hit: string }[] = [];
  let seen = 0;
  let hits = 0;
  let alerts = 0;
  let oldest = test.now;
  for await (const mention of test.store.mentionsBetween(iso(from), iso(test.now))) {
    seen += 1;
    oldest = Math.min(oldest, Date.parse(mention.post.createdAt));
    const heard = matcher.match(mention.post, { everything: true });
    if (!heard || heard.matches.length + heard.pending.length === 0) continue;
    const { matches, severity } = matcher.settle(heard, mention.post, mention.classification);
    const [place] = matches;
    if (!place) continue;
    hits += 1;
    const asHeard = { ...mention, classification: { ...mention.classification, severity } };
    if (channelsFor(asHeard, test.routes).length > 0) alerts += 1;
    const { text } = mention.post;
    keep(samples, hits, {
      id: mention.id,
      at: mention.post.createdAt,
      text: excerpt(text),
      hit: text.slice(place.start, place.end),
    });
  }
  // What is stored may go back less far than was asked for.
  const weeks = Math.max((test.now - oldest) / week, 1 / 7);
  const result = {
    rule: rule.name,
    from: iso(from),
    mentions: seen,
    hits,
    alertsPerWeek: round(alerts / weeks),
    samples,
  };
  out.write(test.json ? `${JSON.stringify(result)}\n` : readable(result));
  return 0;
}

const iso = (at: number): string => new Date(at).toISOString();
const round = (value: number): number => Math.round(value * 10) / 10;

/** A sample of what came so far in which every hit has the same chance, by its number alone. */
function keep<Item>(samples: Item[], number: number, item: Item): void {
  if (samples.length < mostSamples) {
    samples.push(item);
    return;
  }
  const place = (Math.imul(number, 0x9e3779b1) >>> 0) % number;
  if (place < mostSamples) samples[place] = item;
}

const excerpt = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
};

function readable(result: {
  readonly rule: string;
  readonly from: string;
  readonly mentions: number;
  readonly hits: number;
  readonly alertsPerWeek: number;
  readonly samples: readonly { readonly at: string; readonly text: string; readonly hit: string }[];
}): string {
  const { rule, from, mentions, hits, alertsPerWeek, samples } = result;
  const share = mentions === 0 ? 0 : Math.round((hits / mentions) * 100);
  return [
    `${rule}: ${hits} of ${mentions} stored mentions since ${from.slice(0, 10)} (${share} %)`,
    `expected alerts: ${alertsPerWeek} a week`,
    ...(samples.length > 0 ? ['samples:'] : []),
    ...samples.map(
      ({ at, text, hit }) => `  ${at.slice(0, 10)}  ${text}  [${hit.length > 40 ? `${hit.slice(0, 40)}…` : hit}]`,
    ),
    '',
  ].join('\n');
}
