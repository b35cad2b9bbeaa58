import type { TicketStatus } from '../src/model.ts';

const statuses: Readonly<Record<Exclude<TicketStatus, 'open'>, readonly string[]>> = {
  pending: [
    ...['pending', 'in afwachting', 'wacht op klant', 'wachten op klant', 'wachtend op klant', 'waiting on customer'],
    ...[
      'waiting for customer',
      'awaiting customer',
      'wacht op antwoord',
      'wacht op reactie',
      'pending reminder',
      'snoozed',
    ],
    ...['pending close', 'waiting on contact'],
  ],
  solved: [
    'solved',
    'resolved',
    'opgelost',
    'afgehandeld',
    'gereed',
    'done',
    'klaar',
    'voltooid',
    'completed',
    'verholpen',
  ],
  closed: ['closed', 'gesloten', 'afgesloten', 'gearchiveerd', 'archived', 'merged', 'samengevoegd', 'geannuleerd'],
  deleted: ['deleted', 'verwijderd', 'removed'],
  spam: ['spam', 'ongewenst', 'junk'],
};
const statusByWord = new Map(
  Object.entries(statuses).flatMap(([status, words]) => words.map((word) => [word, status as TicketStatus] as const)),
);

/** What a status in Dutch or English words means. One that is unknown counts as open: the ticket is there, and nobody said
 *  that it is solved. */
export function statusOf(word: string): TicketStatus {
  return (
    statusByWord.get(
      word
        .trim()
        .toLowerCase()
        .replace(/[\s_-]+/g, ' '),
    ) ?? 'open'
  );
}

const channels: Readonly<Record<string, readonly string[]>> = {
  email: ['email', 'e-mail', 'mail'],
  phone: ['phone', 'telefoon', 'telefonisch', 'tel', 'voice', 'call'],
  webform: [
    'webform',
    'web form',
    'webformulier',
    'contactformulier',
    'formulier',
    'web',
    'website',
    'portal',
    'portaal',
  ],
  chat: ['chat', 'livechat', 'live chat', 'messaging'],
  x: ['x', 'twitter', 'tweet'],
};
const channelByWord = new Map(
  Object.entries(channels).flatMap(([channel, words]) => words.map((word) => [word, channel] as const)),
);

/** The channel that a Dutch or English word names; another word stays as it is, in lower case. */
export function channelOf(word: string): string {
  const plain = word.trim().toLowerCase().slice(0, 100);
  return channelByWord.get(plain) ?? (plain === '' ? 'other' : plain);
}
