import { expect, it } from 'vitest';
import { connector } from '../../../connectors/helpdesks/zammad.ts';
import { hear } from '../../contracts/source.ts';
import { serveZammad, zammadArticleOf, zammadTicketOf } from '../../support/zammad.ts';

const now = Date.parse('2026-11-24T12:00:00Z');

async function open(settings: Record<string, unknown> = {}, key = 'tickets') {
  const tickets: Record<string, unknown>[] = [];
  const articles = new Map<number, Record<string, unknown>[]>();
  const { url, requests } = await serveZammad(tickets, 'token', articles, key);
  const read = () => hear(connector, { base: url, token: 'token', ...settings }, { now: () => now });
  return { url, tickets, articles, requests, read };
}

it.each(['tickets', 'record_ids'])('gives a ticket with what the customer wrote first (%s)', async (key) => {
  const desk = await open({ references: ['order_number'] }, key);
  desk.tickets.push(zammadTicketOf(1, { order_number: 'PP-118832' }));
  desk.articles.set(1, [
    zammadArticleOf(1, { sender: 'Agent', type: 'note', internal: true, body: 'Gebeld.' }),
    zammadArticleOf(1),
    zammadArticleOf(1, { body: 'En nog iets.' }),
  ]);
  const { posts, pages } = await desk.read();
  expect(posts).toMatchObject([
    {
      id: 'test:1',
      channel: 'email',
      text: 'Mijn pakket 1 is & blijft kwijt.',
      requester: { name: 'Anna de Boer 1001', email: 'anna1001@post.example', phone: null },
      refs: ['PP-118832'],
      url: `${desk.url}/#ticket/zoom/1`,
    },
  ]);
  expect(pages.at(-1)!.watermark).toBe('2026-11-24T11:58:00.000Z');
});

it.each([
  [1, 'open'],
  [2, 'open'],
  [3, 'pending'],
  [4, 'closed'],
  [5, 'closed'],
  [6, 'deleted'],
  [77, 'open'],
])('takes the state %i for %s, whatever it is called', async (state_id, expected) => {
  const desk = await open();
  desk.tickets.push(zammadTicketOf(1, { state_id }));
  expect((await desk.read()).posts.map(({ status }) => status)).toEqual([expected]);
});

it('knows the post that a ticket was made from, and who wrote it', async () => {
  const desk = await open();
  desk.tickets.push(zammadTicketOf(1));
  desk.articles.set(1, [
    zammadArticleOf(1, {
      type: 'twitter status',
      from: '@annadeboer',
      content_type: 'text/plain',
      body: 'Waar blijft <b>mijn</b> pakket',
      preferences: { links: [{ url: 'https://twitter.com/_/status/17', target: '_blank', name: 'on Twitter' }] },
    }),
  ]);
  expect((await desk.read()).posts).toMatchObject([
    {
      channel: 'x',
      text: 'Waar blijft <b>mijn</b> pakket',
      requester: { handles: { x: 'annadeboer' } },
      sourceUrl: 'https://x.com/i/status/17',
    },
  ]);
});

it('gives every one of hundreds that changed in the same moment', async () => {
  const desk = await open();
  const updated_at = '2026-11-23T10:00:00.123Z';
  for (let n = 1; n <= 230; n++) desk.tickets.push(zammadTicketOf(n, { updated_at }));
  const { posts } = await desk.read();
  expect(new Set(posts.map(({ id }) => id)).size).toBe(230);
});
