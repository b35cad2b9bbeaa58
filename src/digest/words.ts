import type { Locale } from '../model.ts';

export interface DigestWords {
  readonly title: (company: string, week: string) => string;
  readonly lead: (complaints: number, mentions: number) => string;
  readonly trend: (now: number, before: number) => string;
  readonly neverReported: string;
  readonly unresolved: string;
  readonly complaints: string;
  readonly mentions: string;
  readonly praise: string;
  readonly copies: string;
  readonly perDay: string;
  readonly perTopic: string;
  readonly thisWeek: string;
  readonly weekBefore: string;
  readonly topic: string;
  readonly volume: string;
  readonly quotes: string;
  readonly sources: string;
  readonly source: string;
  readonly health: string;
  readonly healthy: string;
  readonly state: string;
  readonly lastSuccess: string;
  readonly never: string;
  readonly unknownShare: (count: number) => string;
  readonly nothing: string;
  readonly made: (when: string) => string;
  readonly days: readonly string[];
}

export const digestWords: Record<Locale, DigestWords> = {
  nl: {
    title: (company, week) =>
      `Klachten over ${company}, week ${week.slice(6).replace(/^0/, '')} van ${week.slice(0, 4)}`,
    lead: (complaints, mentions) =>
      `${counted(complaints, 'klacht', 'klachten')} in ${counted(mentions, 'bericht', 'berichten')}`,
    trend: (now, before) =>
      trend(now, before, 'gelijk aan de week ervoor', 'de week ervoor geen', 'dan de week ervoor', 'meer', 'minder'),
    neverReported: 'nooit gemeld',
    unresolved: 'eerder gemeld, niet opgelost',
    complaints: 'klachten',
    mentions: 'berichten',
    praise: 'lof',
    copies: 'kopieën en reposts',
    perDay: 'Klachten per dag',
    perTopic: 'Klachten per onderwerp',
    thisWeek: 'deze week',
    weekBefore: 'week ervoor',
    topic: 'Onderwerp',
    volume: 'Aantal',
    quotes: 'In hun woorden',
    sources: 'Waar het gezegd werd',
    source: 'Bron',
    health: 'Hoe goed we luisterden',
    healthy: 'Alle bronnen en helpdesks zijn de hele tijd gelezen.',
    state: 'Toestand',
    lastSuccess: 'Laatst gelezen',
    never: 'nooit',
    unknownShare: (count) =>
      `Van ${counted(count, 'klacht', 'klachten')} is nog niet bekend of het gemeld is; dat telt niet mee in het aandeel.`,
    nothing: 'Geen klachten gehoord in deze week.',
    made: (when) => `Gemaakt op ${when}. Citaten zijn ingekort en zonder namen.`,
    days: ['ma', 'di', 'wo', 'do', 'vr', 'za', 'zo'],
  },
  en: {
    title: (company, week) =>
      `Complaints about ${company}, week ${week.slice(6).replace(/^0/, '')} of ${week.slice(0, 4)}`,
    lead: (complaints, mentions) =>
      `${counted(complaints, 'complaint', 'complaints')} in ${counted(mentions, 'mention', 'mentions')}`,
    trend: (now, before) =>
      trend(
        now,
        before,
        'the same as the week before',
        'none the week before',
        'than the week before',
        'more',
        'fewer',
      ),
    neverReported: 'never reported',
    unresolved: 'reported before, not resolved',
    complaints: 'complaints',
    mentions: 'mentions',
    praise: 'praise',
    copies: 'copies and reposts',
    perDay: 'Complaints per day',
    perTopic: 'Complaints per topic',
    thisWeek: 'this week',
    weekBefore: 'week before',
    topic: 'Topic',
    volume: 'Volume',
    quotes: 'In their words',
    sources: 'Where it was said',
    source: 'Source',
    health: 'How well we listened',
    healthy: 'All sources and helpdesks were read the whole time.',
    state: 'State',
    lastSuccess: 'Last read',
    never: 'never',
    unknownShare: (count) =>
      `Of ${counted(count, 'complaint', 'complaints')} it is not known yet whether the company was told; that does not count in the share.`,
    nothing: 'No complaints were heard in this week.',
    made: (when) => `Made on ${when}. Quotes are shortened and without names.`,
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  },
};

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function trend(
  now: number,
  before: number,
  same: string,
  none: string,
  than: string,
  more: string,
  fewer: string,
): string {
  if (now === before) return same;
  if (before === 0) return none;
  const share = Math.round((Math.abs(now - before) / before) * 100);
  return `${share} % ${now > before ? more : fewer} ${than} (${before})`;
}

/** 0.423 → `42 %`; `null` → `–`. */
export function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 100)} %`;
}
