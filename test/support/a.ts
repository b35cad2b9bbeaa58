import type { Classification, Company, Mention, Post, Ticket, Verdict } from '../../src/model.ts';

/** Plain things to start a test from; a test states what matters to it. */

export function aCompany(over: Partial<Company> = {}): Company {
  return {
    name: 'Voorbeeld',
    names: [],
    handles: ['voorbeeldcare'],
    locale: 'en',
    timeZone: 'Europe/Amsterdam',
    references: ['VB-####-######'],
    ...over,
  };
}

export function aPost(over: Partial<Post> = {}): Post {
  return {
    id: 'x:1',
    source: 'x',
    url: 'https://x.example/1',
    author: { handle: 'jdevries84', name: 'J. de Vries' },
    text: 'Voorbeeld neemt weer niet op, al een uur in de wacht.',
    createdAt: '2026-11-10T10:00:00.000Z',
    ...over,
  };
}

export function aClassification(over: Partial<Classification> = {}): Classification {
  return {
    sentiment: { label: 'negative', score: -0.8 },
    complaint: { is: true, probability: 0.93, because: [] },
    aboutUs: 0.95,
    intent: 'complaint',
    severity: 1,
    topics: [{ topic: 'reachability', probability: 0.9 }],
    saysReported: 0.1,
    ...over,
  };
}

export function aVerdict(over: Partial<Verdict> = {}): Verdict {
  return { label: 'unreported', ticket: null, probability: 0.03, evidence: [], ...over };
}

export function aMention(over: Partial<Mention> = {}): Mention {
  const post = over.post ?? aPost();
  return {
    id: post.id,
    post,
    via: 'public',
    heardAt: '2026-11-10T10:00:30.000Z',
    matches: [{ rule: 'brand', start: 0, end: 9 }],
    language: 'nl',
    classification: aClassification(),
    verdict: aVerdict(),
    reviewAt: null,
    copyOf: null,
    keys: [],
    ...over,
  };
}

export function aTicket(over: Partial<Ticket> = {}): Ticket {
  return {
    id: 'desk:T1',
    helpdesk: 'desk',
    channel: 'email',
    subject: 'Niemand neemt op',
    text: 'Ik sta al een uur in de wacht.',
    requester: { name: 'J. de Vries', email: null, phone: null, handles: {} },
    status: 'open',
    createdAt: '2026-11-10T09:00:00.000Z',
    updatedAt: '2026-11-10T09:00:00.000Z',
    refs: [],
    sourceUrl: null,
    url: 'https://desk.example/T1',
    openedByUs: false,
    keys: [],
    ...over,
  };
}
