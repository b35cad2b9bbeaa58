import type { Alert, Mention, Ticket } from '../../src/model.ts';
import type { Store } from '../../src/store/store.ts';

export const noon = '2026-11-24T12:00:00.000Z';

/** The n-th minute after noon. */
export function minute(n: number): string {
  return new Date(Date.parse(noon) + n * 60_000).toISOString();
}

export function mention(id: string, change: Partial<Mention> & { handle?: string; at?: string; text?: string } = {}) {
  const { handle = 'jdevries84', at = noon, text = 'Al drie weken geen antwoord', ...rest } = change;
  const made: Mention = {
    id,
    post: {
      id,
      source: id.split(':', 1)[0]!,
      url: `https://social.example/${id}`,
      author: { handle, name: 'J. de Vries' },
      text,
      createdAt: at,
    },
    via: 'timeline',
    heardAt: at,
    matches: [{ rule: 'brand', start: 0, end: 2 }],
    language: 'nl',
    classification: {
      sentiment: { label: 'negative', score: -0.75 },
      complaint: { is: true, probability: 0.9, because: [{ start: 3, end: 7, text: 'drie' }] },
      aboutUs: 1,
      intent: 'complaint',
      severity: 2,
      topics: [{ topic: 'reachability', probability: 0.8 }],
      saysReported: 0.25,
    },
    verdict: {
      label: 'unreported',
      ticket: null,
      probability: 0.1,
      evidence: [{ kind: 'time', weight: -1, detail: 'x' }],
    },
    reviewAt: null,
    copyOf: null,
    keys: [`url:social.example/${id}`, `handle:x:${handle}`],
    ...rest,
  };
  return made;
}

export function ticket(id: string, change: Partial<Ticket> = {}): Ticket {
  return {
    id,
    helpdesk: id.split(':', 1)[0]!,
    channel: 'email',
    subject: 'Factuur',
    text: 'Mijn factuur klopt niet',
    requester: {
      name: 'J. de Vries',
      email: null,
      phone: null,
      handles: { x: 'jdevries84', 'mastodon.social': 'jan' },
    },
    status: 'open',
    createdAt: noon,
    updatedAt: noon,
    refs: ['PP-2026-000123'],
    sourceUrl: null,
    url: 'https://desk.example/1',
    openedByUs: false,
    keys: ['ref:PP2026000123'],
    ...change,
  };
}

export function alert(post: string, fingerprint: string, change: Partial<Alert> = {}): Alert {
  const cause = `complaint:${post}`;
  return {
    id: `${cause}>care`,
    channel: 'care',
    message: {
      cause,
      tone: 'warning',
      title: `Not reported (${fingerprint})`,
      quote: { text: 'Al drie weken', by: 'jdevries84', url: null },
      facts: [{ label: 'Verdict', text: 'unreported' }],
      links: [],
    },
    fingerprint,
    createdAt: noon,
    ...change,
  };
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(items);
}

/** Everything that the store tells about these posts and tickets, to compare two stores. */
export async function toldAbout(
  store: Store,
  posts: readonly string[],
  tickets: readonly string[],
  keys: readonly string[],
) {
  const search = { keys, from: minute(-10_000), to: minute(10_000), perKey: 100 };
  const byId = <T extends { id: string }>(items: readonly T[]) => items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    mentions: byId([...(await store.known(posts)).values()]),
    tickets: byId([...(await store.tickets(tickets)).values()]),
    foundMentions: byId(await store.findMentions(search)),
    foundTickets: byId(await store.findTickets(search)),
    alerts: byId(await store.alertsAbout(posts.map((id) => ({ id })))),
    due: byId(await store.outboxDue('care', minute(10_000), 100)),
    answers: await all(store.answers()),
    digest: await store.digest('2026-W48'),
    checkpoint: await store.checkpoint('source:timeline'),
  };
}
