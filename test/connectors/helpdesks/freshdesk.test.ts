import { expect, it } from 'vitest';
import type { Checkpoint } from '../../../connectors/contract.ts';
import { connector } from '../../../connectors/helpdesks/freshdesk.ts';
import { hear } from '../../contracts/source.ts';
import { freshdeskTicketOf, serveFreshdesk } from '../../support/freshdesk.ts';

const start = Date.parse('2026-11-24T12:00:00Z');

async function open(settings: Record<string, unknown> = {}) {
  const tickets: Record<string, unknown>[] = [];
  const clock = { now: start };
  const { url, requests } = await serveFreshdesk(tickets, 'key', () => clock.now);
  const read = (checkpoint?: Checkpoint) =>
    hear(connector, { base: url, apikey: 'key', ...settings }, { checkpoint, now: () => clock.now });
  return { url, tickets, clock, requests, read };
}

it('gives a ticket with its requester, its channel and the page where an agent opens it', async () => {
  const desk = await open({ references: ['cf_order'], postUrl: 'cf_post' });
  const custom_fields = { cf_order: 'PP-118832', cf_post: 'https://x.example/1' };
  desk.tickets.push(freshdeskTicketOf(1, { source: 3, custom_fields }));
  const { posts, pages } = await desk.read();
  expect(posts).toMatchObject([
    {
      id: 'test:1',
      channel: 'phone',
      text: 'Mijn pakket 1 is kwijt.',
      requester: { name: 'Anna de Boer 1', email: 'anna1@post.example' },
      refs: ['PP-118832'],
      sourceUrl: 'https://x.example/1',
      url: `${desk.url}/a/tickets/1`,
    },
  ]);
  expect(pages.at(-1)!.watermark).toBe('2026-11-24T11:59:00.000Z');
});

it.each([
  [2, 'open'],
  [3, 'pending'],
  [4, 'solved'],
  [5, 'closed'],
  [8, 'pending'],
  [9, 'open'],
])('takes the status %i for %s', async (status, expected) => {
  const desk = await open({ statuses: { 8: 'pending' } });
  desk.tickets.push(freshdeskTicketOf(1, { status }));
  expect((await desk.read()).posts.map((ticket) => ticket.status)).toEqual([expected]);
});

it('reads tickets that are older than the thirty days that the list shows by itself', async () => {
  const desk = await open();
  desk.tickets.push(freshdeskTicketOf(1, { created_at: '2026-10-01T00:00:00Z', updated_at: '2026-10-01T00:00:00Z' }));
  expect((await desk.read()).posts).toHaveLength(1);
});

it('says when a ticket became spam or was deleted, and when it came back', async () => {
  const desk = await open();
  desk.tickets.push(freshdeskTicketOf(1), freshdeskTicketOf(2));
  let { checkpoint } = await desk.read();
  desk.tickets[0] = freshdeskTicketOf(1, { spam: true, updated_at: '2026-11-22T00:00:00Z' });
  desk.tickets[1] = freshdeskTicketOf(2, { deleted: true, updated_at: '2026-11-22T00:00:00Z' });
  const gone = await desk.read(checkpoint);
  expect(gone.posts.map(({ id, status }) => [id, status])).toEqual([
    ['test:1', 'spam'],
    ['test:2', 'deleted'],
  ]);
  checkpoint = gone.checkpoint;
  desk.tickets[1] = freshdeskTicketOf(2, { updated_at: '2026-11-23T00:00:00Z' });
  expect((await desk.read(checkpoint)).posts).toMatchObject([{ id: 'test:2', status: 'open' }]);
});

it('gives every one of hundreds that changed in the same second, each once', async () => {
  const desk = await open();
  const updated_at = '2026-11-23T10:00:00Z';
  for (let n = 1; n <= 250; n++) desk.tickets.push(freshdeskTicketOf(n, { updated_at }));
  desk.tickets.push(freshdeskTicketOf(251, { updated_at: '2026-11-23T10:00:01Z' }));
  const { posts } = await desk.read();
  expect(posts).toHaveLength(251);
  expect(new Set(posts.map(({ id }) => id)).size).toBe(251);
});

it('misses none where tickets move to the end of the list between two pages', async () => {
  const desk = await open();
  for (let n = 1; n <= 250; n++) desk.tickets.push(freshdeskTicketOf(n));
  const reading = connector.read!({
    name: 'test',
    settings: connector.settings.parse({ base: desk.url, apikey: 'key' }),
    checkpoint: undefined,
    web: (await import('../../../src/net/web.ts')).openWeb({ userAgent: 'test', pacePerHostMs: 0 }),
    signal: new AbortController().signal,
    now: () => start,
    skip: () => undefined,
    gap: () => undefined,
  });
  const ids = new Set<string>();
  let pages = 0;
  for await (const { items } of reading) {
    for (const { id } of items) ids.add(id);
    if (pages++ > 0) continue;
    for (let n = 1; n <= 50; n++) desk.tickets[n - 1] = freshdeskTicketOf(n, { updated_at: '2026-11-24T11:00:00Z' });
  }
  expect(ids.size).toBe(250);
});

it('finds a change that shows late in the list', async () => {
  const desk = await open();
  desk.tickets.push(freshdeskTicketOf(1, { updated_at: '2026-11-24T11:59:50Z' }));
  const { checkpoint } = await desk.read();
  desk.tickets.push(freshdeskTicketOf(2, { updated_at: '2026-11-24T11:58:00Z' }));
  expect((await desk.read(checkpoint)).posts.map(({ id }) => id)).toEqual(['test:2']);
});
