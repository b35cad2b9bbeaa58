import type { Evidence, Ticket } from '../model.ts';
import type { Pair } from './pair.ts';
import type { Sayings } from './sayings.ts';
import { masked } from './seal.ts';
import { type Feature, features, featuresOf, type Weights } from './weights.ts';

const issueFeatures: readonly Feature[] = [
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
  'inquiry',
  'vague',
  'rival',
  'detail',
  'topics',
  'whoTopics',
  'whoComplains',
  'whoIsBrief',
  'again',
];
const day = 86_400_000;
const otherIssueBelow = 0.25;
const alikeFrom = 0.5;
const saidFrom = 0.5;

/** The evidence that one ticket gives, the strongest first, for or against. The weights and the bias add up to the log-odds. */
export function explain(pair: Pair, ticket: Ticket, weights: Weights, say: Sayings): Evidence[] {
  const values = featuresOf(pair);
  const sum = (names: readonly Feature[]): number =>
    rounded(names.reduce((total, name) => total + weights.features[name] * values[features.indexOf(name)]!, 0));
  const { url, identity, reference, otherReference, name, issue, lag } = pair;
  const who = masked(ticket.requester.name ?? '?');
  const found: Evidence[] = [];
  if (url === 'post') found.push({ kind: 'url', weight: sum(['url']), detail: say.url });
  if (url === 'quoted' || url === 'own')
    found.push({ kind: 'url', weight: sum(['url', 'quoted']), detail: say.quoted });
  if (identity)
    found.push({
      kind: identity === 'email' ? 'platform' : 'identity',
      weight: sum(['identity']),
      detail: say.identity[identity],
    });
  if (reference?.sure)
    found.push({
      kind: 'reference',
      weight: sum(['reference', 'ticketNumber', 'coded']),
      detail: say.reference(reference.written),
    });
  if (reference?.sure === false)
    found.push({ kind: 'reference', weight: sum(['bareNumber']), detail: say.bareNumber(reference.written) });
  if (otherReference) found.push({ kind: 'reference', weight: sum(['otherReference']), detail: say.otherReference });
  if (name.weight > 0) found.push({ kind: 'name', weight: sum(['name']), detail: say.name(who) });
  if (name.conflict) found.push({ kind: 'name', weight: sum(['conflict']), detail: say.conflict(who) });
  const detail =
    issue.meaning < otherIssueBelow && (pair.alike?.told ?? 0) < alikeFrom && (pair.alike?.asked ?? 0) < alikeFrom
      ? say.otherIssue
      : issue.shared.length > 0
        ? say.issue(issue.shared.join(', '))
        : say.likeIssue;
  const saysReported = values[features.indexOf('whoSaysReported')]! >= saidFrom;
  const issueTold = saysReported ? issueFeatures : [...issueFeatures, 'whoSaysReported' as const];
  found.push({ kind: 'issue', weight: sum(issueTold), detail: masked(detail) });
  if (values[features.indexOf('otherAmount')])
    found.push({ kind: 'issue', weight: sum(['otherAmount']), detail: say.otherAmount });
  if (saysReported) found.push({ kind: 'issue', weight: sum(['whoSaysReported']), detail: say.saysReported });
  found.push({ kind: 'time', weight: sum(['soon']), detail: say.time(lag * day) });
  return found.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
}

function rounded(odds: number): number {
  return Math.round(odds * 100) / 100;
}
