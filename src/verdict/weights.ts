import { readFileSync } from 'node:fs';
import type { Pair } from './pair.ts';

/** What the verdict has learnt: log-odds for each feature, and from which odds on it says what. */
export interface Weights {
  readonly bias: number;
  readonly features: Readonly<Record<Feature, number>>;
  /** Log-odds from which a complaint counts as reported. */
  readonly reported: number;
  /** Log-odds below which it counts as unreported; between the two a person looks. */
  readonly unreported: number;
}

export const features = [
  'url',
  'quoted',
  'identity',
  'reference',
  'ticketNumber',
  'bareNumber',
  'name',
  'conflict',
  'meaning',
  'balance',
  'peak',
  'places',
  'samePlace',
  'otherPlace',
  'figures',
  'day',
  'knownMeaning',
  'namedMeaning',
  'told',
  'asked',
  'knownAlike',
  'namedAlike',
] as const;
export type Feature = (typeof features)[number];

/** The features of a pair, in the order of `features`; each about 0…1. */
export function featuresOf({ url, identity, reference, name, place, issue, alike }: Pair): number[] {
  const named = Math.min(name.weight, 17) / 10;
  const known = identity !== null || reference?.sure === true || url === 'quoted' ? 1 : 0;
  const both = alike ? (alike.told + alike.asked) / 2 : 0;
  return [
    url === 'post' || url === 'own' ? 1 : 0,
    url === 'quoted' ? 1 : 0,
    identity === null ? 0 : 1,
    reference?.sure === true ? 1 : 0,
    reference?.sure === true && reference.ofTicket ? 1 : 0,
    reference?.sure === false ? 1 : 0,
    named,
    name.conflict ? 1 : 0,
    issue.meaning,
    issue.balance,
    issue.peak,
    issue.places,
    place === 'same' ? 1 : 0,
    place === 'other' ? 1 : 0,
    issue.figures,
    issue.day ? 1 : 0,
    known * issue.meaning,
    named * issue.meaning,
    alike?.told ?? 0,
    alike?.asked ?? 0,
    known * both,
    named * both,
  ];
}

/** Log-odds that the ticket is this person's report of this issue. */
export function oddsOf(values: readonly number[], weights: Weights): number {
  return features.reduce((sum, feature, at) => sum + weights.features[feature] * values[at]!, weights.bias);
}

/** The weights that are shipped: for words alone, and for words together with the model of meaning. */
export const shipped: Readonly<Record<'plain' | 'deep', Weights>> = JSON.parse(
  readFileSync(new URL('../../models/verdict.json', import.meta.url), 'utf8'),
);
