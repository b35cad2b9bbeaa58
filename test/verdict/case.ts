import type { Company, Post, Ticket } from '../../src/model.ts';
import type { Case } from '../../src/verdict/judge.ts';
import { shipped } from '../../src/verdict/weights.ts';

export const aCompany: Company = {
  name: 'Waterweg',
  names: [],
  handles: ['waterweg'],
  locale: 'en',
  timeZone: 'Europe/Amsterdam',
  references: ['WW-######'],
};

export function aPost(some: Partial<Post> = {}): Post {
  return {
    id: 'x:2095416921660920588',
    source: 'x',
    url: 'https://x.com/sanne_v/status/2095416921660920588',
    author: { handle: 'sanne_v', name: null },
    text: 'Kelder blank door een lek aan de watermeter, en @waterweg neemt de telefoon niet op.',
    createdAt: '2026-09-03T09:00:00.000Z',
    ...some,
  };
}

export function aTicket(some: Partial<Ticket> = {}): Ticket {
  return {
    id: 'desk:1',
    helpdesk: 'desk',
    channel: 'email',
    subject: 'Lek',
    text: 'De watermeter lekt en de kelder staat blank.',
    requester: { name: 'Sanne Vermaat', email: null, phone: null, handles: {} },
    status: 'open',
    createdAt: '2026-09-03T10:00:00.000Z',
    updatedAt: '2026-09-03T10:00:00.000Z',
    refs: [],
    sourceUrl: null,
    url: null,
    openedByUs: false,
    keys: [],
    ...some,
  };
}

export function aCase(some: Partial<Case> = {}): Case {
  return {
    post: aPost(),
    tickets: [],
    links: [],
    watermark: '2026-09-10T00:00:00.000Z',
    now: Date.parse('2026-09-10T00:00:00.000Z'),
    grace: 600_000,
    windowBefore: 30 * 86_400_000,
    windowAfter: 3 * 86_400_000,
    company: aCompany,
    weights: shipped.plain,
    ...some,
  };
}
