import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mention, Post, Ticket } from '../../src/model.ts';
import type { Store } from '../../src/store/store.ts';
import { keysOf, keysOfTicket } from '../../src/verdict/keys.ts';
import { type Context, judgeMentions, rejudgeDue, rejudgeForTickets } from '../../src/verdict/reconcile.ts';
import { type Place, storeKinds } from '../store/open-stores.ts';
import { all, mention } from '../store/samples.ts';
import { aCompany, aPost, aTicket } from './case.ts';

const secret = new TextEncoder().encode('secret');
const late = '2026-10-20T00:00:00.000Z';

/** The helpdesk is read up to `watermark`. */
function contextOf(watermark: string | null, now = late): Context {
  const day = 86_400_000;
  const span = { grace: 600_000, windowBefore: 30 * day, windowAfter: 3 * day };
  return { company: aCompany, secret, now: Date.parse(now), watermark, ...span };
}

function mentionOf(post: Post): Mention {
  const keys = keysOf(post, aCompany, secret);
  return { ...mention(post.id, { at: post.createdAt }), post, keys, verdict: null };
}

function ticketOf(some: Partial<Ticket>): Ticket {
  const ticket = aTicket(some);
  return { ...ticket, keys: keysOfTicket(ticket, aCompany, secret) };
}

const person = (name: string | null, handles = {}): Ticket['requester'] => ({
  name,
  email: null,
  phone: null,
  handles,
});

const posts: readonly Post[] = [
  aPost(),
  aPost({
    id: 'mastodon:2',
    source: 'mastodon',
    url: 'https://toot.example/@bramoosterwegel/2',
    author: { handle: 'bramoosterwegel@toot.example', name: 'Bram Oosterwegel' },
    text: 'Waterweg zet mijn meterstand van 8.115 op naam van de buren, en nu betaal ik hun zwembad.',
    createdAt: '2026-09-05T18:00:00.000Z',
  }),
  aPost({
    id: 'x:3',
    url: 'https://x.com/wilgje/status/3',
    author: { handle: 'wilgje', name: null },
    text: 'De app van @waterweg toont sinds gisteren een leeg scherm.',
    createdAt: '2026-09-06T08:00:00.000Z',
  }),
];
const tickets: readonly Ticket[] = [
  ticketOf({ id: 'desk:1', requester: person('Sanne Vermaat', { x: 'sanne_v' }) }),
  ticketOf({
    id: 'desk:2',
    subject: 'Meterstand van de buren',
    text: 'Mijn meterstand 8115 staat op naam van de buren met het zwembad. B. Oosterwegel',
    requester: person('B. Oosterwegel'),
    status: 'solved',
    createdAt: '2026-09-01T10:00:00.000Z',
    updatedAt: '2026-09-02T10:00:00.000Z',
  }),
];
const strangers: readonly Ticket[] = [
  ticketOf({
    id: 'desk:8',
    subject: 'Vacature',
    text: 'Zoeken jullie nog vrachtwagenchauffeurs?',
    requester: person('Ali'),
  }),
  ticketOf({ id: 'desk:9', subject: 'Merci', text: 'Merci beaucoup !', requester: person(null) }),
];

describe.each(storeKinds)('reconciliation on $name', ({ place }) => {
  let at: Place;
  let store: Store;

  beforeEach(async () => {
    at = await place();
    store = await at.open();
  });

  afterEach(async () => {
    await store.close();
    await at.clear();
  });

  /** As the daemon does it: what arrives is kept, and whatever it touches is judged again. */
  async function arrive(one: Post | Ticket, context: Context): Promise<void> {
    if ('helpdesk' in one) {
      await store.save({ tickets: [one] });
      await store.save({ mentions: [...(await rejudgeForTickets([one], store, context))] });
      return;
    }
    await store.save({ mentions: [...(await judgeMentions([mentionOf(one)], store, context))] });
  }

  /** Everything that was concluded, with the evidence. */
  async function told(): Promise<unknown[]> {
    const kept = await all(store.mentionsBetween('2026-01-01T00:00:00.000Z', late));
    return kept.map(({ id, verdict, reviewAt, keys }) => [id, verdict, reviewAt, keys]);
  }

  async function verdicts(): Promise<Record<string, unknown>> {
    const kept = await all(store.mentionsBetween('2026-01-01T00:00:00.000Z', late));
    return Object.fromEntries(kept.map(({ id, verdict }) => [id, [verdict?.label, verdict?.ticket]]));
  }

  const expected = {
    'x:2095416921660920588': ['reported', 'desk:1'],
    'mastodon:2': ['reported-unresolved', 'desk:2'],
    'x:3': ['unreported', null],
  };

  it('says the same in whatever order posts and tickets arrive, with strangers among them or not', async () => {
    const arrivals = fc.shuffledSubarray([...posts, ...tickets], { minLength: 5 });
    await fc.assert(
      fc.asyncProperty(arrivals, fc.subarray([...strangers]), async (order, others) => {
        await store.close();
        await at.clear();
        at = await place();
        store = await at.open();
        for (const one of [...order.slice(0, 2), ...others, ...order.slice(2)]) await arrive(one, contextOf(late));
        expect(await verdicts()).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  it('changes nothing when all is replayed', async () => {
    for (const one of [...posts, ...tickets]) await arrive(one, contextOf(late));
    const before = await told();
    expect(await rejudgeForTickets(tickets, store, contextOf(late))).toEqual([]);
    for (const one of [...tickets, ...posts]) await arrive(one, contextOf(late));
    expect(await told()).toEqual(before);
  });

  it('knows nothing of a helpdesk that stands still, and catches up right when it is read again', async () => {
    const stalled = contextOf('2026-09-02T00:00:00.000Z');
    for (const one of posts) await arrive(one, stalled);
    expect(await verdicts()).toEqual(Object.fromEntries(posts.map(({ id }) => [id, ['unknown', null]])));
    expect(await rejudgeDue(store, stalled)).toEqual([]);
    for (const one of tickets) await arrive(one, stalled);
    await store.save({ mentions: [...(await rejudgeDue(store, contextOf(late)))] });
    expect(await verdicts()).toEqual(expected);
  });

  it('takes a verdict back when the ticket turns out to be somebody else’s', async () => {
    for (const one of [...posts, ...tickets]) await arrive(one, contextOf(late));
    const moved = ticketOf({
      id: 'desk:1',
      subject: 'Bedankt',
      text: 'Alles is opgelost.',
      requester: person('Piet Kok'),
    });
    await arrive(moved, contextOf(late));
    expect(await verdicts()).toEqual({ ...expected, 'x:2095416921660920588': ['unreported', null] });
  });
});
