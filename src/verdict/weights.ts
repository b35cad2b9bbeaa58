import { readFileSync } from 'node:fs';
import { z } from 'zod';
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
  'otherReference',
  'name',
  'conflict',
  'meaning',
  'peak',
  'samePlace',
  'otherPlace',
  'figures',
  'day',
  'knownMeaning',
  'namedMeaning',
  'told',
  'asked',
  'story',
  'knownAlike',
  'namedAlike',
  'soon',
  'inquiry',
  'vague',
  'rival',
  'otherAmount',
  'detail',
  'topics',
  'whoTopics',
  'whoComplains',
  'whoSaysReported',
  'whoIsBrief',
  'coded',
  'again',
] as const;
export type Feature = (typeof features)[number];

/** Names that say less leave open who it is. */
const anonymousBelow = 0.5;

/** What everybody might say: whose likest words tell less than this. */
const tellingPeak = 0.4;
/** Who writes to the helpdesk and in public in one breath mostly writes of one thing. */
const soonDays = 2;

/** The features of a pair, in the order of `features`; each about 0…1. */
export function featuresOf(pair: Pair): number[] {
  const { url, identity, reference, otherReference, name, place, issue, lag, inquiry, again, alike, rival, length } =
    pair;
  const known = identity !== null || reference?.sure === true || url === 'quoted' ? 1 : 0;
  // Who it is counts once: a name adds nothing to an account or a number.
  const named = known === 1 ? 0 : Math.min(name.weight, 17) / 10;
  const who = known === 1 ? 1 : Math.min(named, 1);
  const isAnonymous = known === 0 && named < anonymousBelow;
  const both = alike ? (alike.told + alike.asked) / 2 : 0;
  return [
    url === 'post' || url === 'own' ? 1 : 0,
    url === 'quoted' ? 1 : 0,
    identity === null ? 0 : 1,
    reference?.sure === true ? 1 : 0,
    reference?.sure === true && reference.ofTicket ? 1 : 0,
    reference?.sure === false ? 1 : 0,
    otherReference ? 1 : 0,
    named,
    name.conflict && known === 0 ? 1 : 0,
    issue.meaning,
    issue.peak,
    place === 'same' ? 1 : 0,
    // Whom we know may write from anywhere.
    place === 'other' && known === 0 ? 1 : 0,
    // The digits of a shared number are no second coincidence.
    reference ? 0 : issue.figures,
    issue.day ? 1 : 0,
    known * issue.meaning,
    named * issue.meaning,
    alike?.told ?? 0,
    alike?.asked ?? 0,
    2 * both * issue.peak,
    known * both,
    named * both,
    who * Math.exp(-Math.abs(lag) / soonDays),
    inquiry,
    isAnonymous ? (alike ? both : issue.meaning) * Math.max(0, 1 - issue.peak / tellingPeak) : 0,
    // What others tell says nothing against whom we know.
    known === 0 ? rival : 0,
    known === 0 && issue.otherAmount ? 1 : 0,
    // Little is easily like something: the likeness of a short text tells less.
    (alike?.told ?? issue.meaning) * length.post + (alike?.asked ?? issue.meaning) * length.ticket,
    alike?.topics ?? 0,
    who * (alike?.topics ?? 0),
    // A ticket that only wants an address changed is nobody's grievance.
    who * (alike?.complaint ?? 0),
    who * (alike?.saysReported ?? 0),
    // Who says little means what he told us; words alone are too few then to say so.
    alike ? who * Math.max(0, -length.post) : 0,
    // A number with its letters is no coincidence.
    reference?.sure === true && reference.prefix !== '' ? 1 : 0,
    again ? 1 : 0,
  ];
}

/** Log-odds that the ticket is this person's report of this issue. */
export function oddsOf(values: readonly number[], weights: Weights): number {
  return features.reduce((sum, feature, at) => sum + weights.features[feature] * values[at]!, weights.bias);
}

/** For words alone, and for words together with the model of meaning. */
export interface BothWeights {
  readonly plain: Weights;
  readonly deep: Weights;
}

const odds = z.number().min(-50).max(50);
const weights = z
  .strictObject({
    bias: odds,
    features: z.strictObject(
      Object.fromEntries(features.map((feature) => [feature, odds])) as Record<Feature, typeof odds>,
    ),
    reported: odds,
    unreported: odds,
  })
  .refine(({ reported, unreported }) => unreported <= reported, 'unreported must not be above reported');
const both = z.strictObject({ plain: weights, deep: weights });

/** Reads weights as `klankbord train verdict --accept` writes them; throws an error with the path and what is wrong. */
export function readWeights(path: string | URL): BothWeights {
  let told: unknown;
  try {
    told = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const read = both.safeParse(told);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || 'the file';
  throw new Error(
    `${path} holds no weights of verdicts as this version has them: ${where}: ${issue?.message}. ` +
      'Take the line out of the settings, and write the file anew with: klankbord train verdict --accept',
  );
}

/** The weights that are shipped. */
export const shipped: BothWeights = readWeights(new URL('../../models/verdict.json', import.meta.url));
