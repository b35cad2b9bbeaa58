import type { Company, Instant, Locale, Mention, Message, Ticket, VerdictLabel } from '../model.ts';
import { words } from './words.ts';

const quoteLimit = 600;

const tones: Record<VerdictLabel, Message['tone']> = {
  'reported-unresolved': 'urgent',
  unreported: 'warning',
  unknown: 'info',
  'probably-reported': 'info',
  reported: 'good',
};

export const complaintCause = (mentionId: string): string => `complaint:${mentionId}`;

/** A complaint as care reads it: what, who, where, the verdict with its evidence, why it was heard and what to do next. */
export function composeComplaint(mention: Mention, ticket: Ticket | undefined, company: Company): Message {
  const say = words[company.locale];
  const { post, classification, verdict } = mention;
  const label = verdict?.label ?? 'unknown';
  const gone = !classification.complaint.is;
  const urgent = classification.severity === 3 && label !== 'reported' && !gone;
  const about = classification.topics.map(({ topic }) => say.topic[topic]);
  const evidence = (verdict?.evidence ?? [])
    .filter((item) => item.detail)
    .slice(0, 3)
    .map((item) => item.detail);
  const facts = [
    {
      label: say.labels.verdict,
      text: gone ? say.notAComplaint : `${say.verdict[label]} (${say.chance(percent(verdict?.probability))})`,
    },
    { label: say.labels.evidence, text: evidence.join(' · ') },
    { label: say.labels.about, text: [...about, say.severity[classification.severity]].join(', ') },
    { label: say.labels.heard, text: heardBy(mention, say.rule) },
    { label: say.labels.next, text: urgent ? `${say.urgentNext} ${say.next[label]}` : say.next[label] },
  ].filter((fact) => fact.text);
  const links = [];
  if (post.url) links.push({ label: say.labels.open, url: post.url });
  if (ticket?.url) links.push({ label: say.labels.openTicket, url: ticket.url });
  return {
    cause: complaintCause(mention.id),
    tone: urgent ? 'urgent' : gone ? 'good' : tones[label],
    title: `${gone ? say.notAComplaint : say.verdict[label]} · ${company.name} · ${post.source}`,
    quote: { text: shorten(post.text, quoteLimit), by: author(mention, company, say.stars), url: post.url },
    facts,
    links,
    ...(mention.settled ? {} : { question: { mention: mention.id, ticket: verdict?.ticket ?? null } }),
  };
}

/** What takes a complaint's place when its author removed the post: nothing of theirs is left in it. */
export function composeRemoved(cause: string, locale: Locale): Message {
  const say = words[locale];
  return {
    cause,
    tone: 'good',
    title: say.removed,
    facts: [{ label: say.labels.next, text: say.removedNext }],
    links: [],
  };
}

export function composeSilence(source: string, since: string, { locale, timeZone }: Company): Message {
  const say = words[locale];
  return trouble(
    `silence:${source}:${since}`,
    say.silent(source, localMinute(since, timeZone)),
    '',
    say.silentNext,
    locale,
  );
}

export function composeGap(source: string, detail: string, day: string, { locale }: Company): Message {
  const say = words[locale];
  return trouble(`gap:${source}:${day}`, say.gap(source), detail, say.gapNext, locale);
}

function trouble(cause: string, title: string, detail: string, next: string, locale: Locale): Message {
  const { labels } = words[locale];
  const facts = [
    { label: labels.trouble, text: detail },
    { label: labels.next, text: next },
  ];
  return { cause, tone: 'warning', title, facts: facts.filter((fact) => fact.text), links: [] };
}

function heardBy(mention: Mention, rule: string): string {
  const names = [...new Set(mention.matches.map((match) => match.rule))].slice(0, 4);
  const because = mention.classification.complaint.because.slice(0, 3).map((span) => `“${shorten(span.text, 60)}”`);
  return [names.length > 0 ? `${rule} ${names.join(', ')}` : '', because.join(' ')].filter(Boolean).join(': ');
}

function author({ post }: Mention, { timeZone }: Company, stars: (rating: number) => string): string {
  const who = post.author.name ? `${post.author.name} (@${post.author.handle})` : `@${post.author.handle}`;
  return [who, post.source, post.rating ? stars(post.rating) : '', localMinute(post.createdAt, timeZone)]
    .filter(Boolean)
    .join(' · ');
}

/** A moment as the company's own clock showed it: `2026-11-24 13:00`. */
export function localMinute(instant: Instant, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toString().slice(0, 16).replace('T', ' ');
}

/** Cut at a whole character, with an ellipsis. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text
    .slice(0, limit - 1)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
  return `${cut.trimEnd()}…`;
}

function percent(probability: number | undefined): string {
  return probability === undefined ? '?' : `${Math.round(probability * 100)} %`;
}
