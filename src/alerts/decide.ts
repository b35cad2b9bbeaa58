import type { Alert, Company, Instant, Locale, Mention, Message, Route, Ticket } from '../model.ts';
import { composeComplaint, composeRemoved } from './compose.ts';

export interface Policy {
  readonly company: Company;
  readonly routes: readonly Route[];
  /** A complaint that is older than this when it is first heard goes into the digest only; milliseconds. */
  readonly within: number;
  /** How long a complaint that is not urgent waits for its verdict before it is alerted as unknown; milliseconds. */
  readonly patience: number;
}

/** The alerts that a mention asks for: a first one where a route fits, an edit wherever one was made before.
 *  `existing` are the channels that have an alert of this cause already. */
export function decide(
  mention: Mention,
  ticket: Ticket | undefined,
  existing: readonly string[],
  policy: Policy,
  now: Instant,
): Alert[] {
  const wanted = isOld(mention, policy.within) ? [] : channelsFor(mention, policy.routes);
  const channels = [...new Set([...wanted, ...existing])];
  if (channels.length === 0) return [];
  const message = composeComplaint(mention, ticket, policy.company);
  return channels.map((channel) => {
    const alert = alertOf(message, channel, fingerprintOf(mention), now);
    if (!wanted.includes(channel)) return { ...alert, onlyEdit: true };
    return mayWait(mention) ? { ...alert, holdUntil: later(mention.heardAt, policy.patience) } : alert;
  });
}

function mayWait({ verdict, classification }: Mention): boolean {
  return verdict?.label === 'unknown' && classification.severity < 3;
}

function later(instant: Instant, ms: number): Instant {
  return new Date(Date.parse(instant) + ms).toISOString();
}

/** The edit that takes a removed post out of a channel that showed it. */
export function decideRemoved(shown: Alert, locale: Locale, now: Instant): Alert {
  return { ...alertOf(composeRemoved(shown.message.cause, locale), shown.channel, 'removed', now), onlyEdit: true };
}

export function alertOf(message: Message, channel: string, fingerprint: string, now: Instant): Alert {
  return { id: `${message.cause}>${channel}`, channel, message, fingerprint, createdAt: now };
}

/** Where a complaint goes: nowhere if it is none, a copy, or fits no route. */
export function channelsFor(mention: Mention, routes: readonly Route[]): readonly string[] {
  const { classification, verdict, copyOf, post } = mention;
  if (!classification.complaint.is || copyOf !== null || verdict === null) return [];
  const route = routes.find(
    (candidate) =>
      candidate.verdicts.includes(verdict.label) &&
      classification.severity >= candidate.severity &&
      (candidate.topics?.some((topic) => classification.topics.some((heard) => heard.topic === topic)) ?? true) &&
      (candidate.sources?.some((source) => source === post.source || source === mention.via) ?? true),
  );
  return route?.channels ?? [];
}

function isOld(mention: Mention, within: number): boolean {
  return Date.parse(mention.heardAt) - Date.parse(mention.post.createdAt) > within;
}

/** What care must see again when it changes; not the probability, which moves with every ticket. */
function fingerprintOf(mention: Mention): string {
  const { verdict, post, classification, settled } = mention;
  const parts = [classification.complaint.is, verdict?.label, verdict?.ticket ?? '', post.editedAt ?? ''];
  return [...parts, ...(settled ? [settled.answer] : [])].join('|');
}
