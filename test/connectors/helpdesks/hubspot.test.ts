import { expect, it } from 'vitest';
import type { Checkpoint } from '../../../connectors/contract.ts';
import { connector } from '../../../connectors/helpdesks/hubspot.ts';
import { hear } from '../../contracts/source.ts';
import { hubspotTicketOf, serveHubspot } from '../../support/hubspot.ts';

const start = Date.parse('2026-11-24T12:00:00Z');

async function open(settings: Record<string, unknown> = {}) {
  const tickets: Record<string, unknown>[] = [];
  const archived: Record<string, unknown>[] = [];
  const clock = { now: start };
  const { url, requests } = await serveHubspot(tickets, archived, 'token');
  const read = (checkpoint?: Checkpoint) =>
    hear(connector, { base: url, token: 'token', ...settings }, { checkpoint, now: () => clock.now });
  return { tickets, archived, clock, requests, read };
}

it('gives a ticket with the contact that goes with it', async () => {
  const desk = await open({ portal: 4711, references: ['order_number'] });
  desk.tickets.push(hubspotTicketOf(1, { order_number: 'PP-118832' }));
  const { posts, pages } = await desk.read();
  expect(posts).toMatchObject([
    {
      id: 'test:1',
      channel: 'email',
      text: 'Mijn pakket 1 is kwijt.',
      requester: { name: 'Anna de Boer 1001', email: 'anna1001@post.example', handles: { x: 'anna1001' } },
      refs: ['PP-118832'],
      url: 'https://app.hubspot.com/contacts/4711/ticket/1',
    },
  ]);
  expect(pages.at(-1)!.watermark).toBe('2026-11-24T11:59:00.000Z');
});

it('does without contacts where the token may not read them', async () => {
  const desk = await open({ contacts: false });
  desk.tickets.push(hubspotTicketOf(1));
  expect((await desk.read()).posts).toMatchObject([{ requester: { name: null, email: null } }]);
  expect(desk.requests.filter(({ url }) => url?.includes('contacts'))).toEqual([]);
});

it.each([
  ['1', 'open'],
  ['2', 'pending'],
  ['3', 'solved'],
  ['4', 'closed'],
  ['99', 'open'],
])('takes the stage %s for %s', async (hs_pipeline_stage, expected) => {
  const desk = await open();
  desk.tickets.push(hubspotTicketOf(1, { hs_pipeline_stage }));
  expect((await desk.read()).posts.map(({ status }) => status)).toEqual([expected]);
});

it('reads on beyond the 10,000 results that one search has', async () => {
  const desk = await open({ contacts: false });
  for (let n = 1; n <= 10_300; n++) {
    const when = new Date(Date.parse('2026-11-20T00:00:00Z') + n * 1_000).toISOString();
    desk.tickets.push(hubspotTicketOf(n, { hs_lastmodifieddate: when }));
  }
  const { posts, gaps } = await desk.read();
  expect(new Set(posts.map(({ id }) => id)).size).toBe(10_300);
  expect(gaps).toEqual([]);
});

it('tells of a gap, and goes on, where more than 10,000 changed in one moment', async () => {
  const desk = await open({ contacts: false });
  const when = '2026-11-23T00:00:00.000Z';
  for (let n = 1; n <= 10_200; n++) desk.tickets.push(hubspotTicketOf(n, { hs_lastmodifieddate: when }));
  desk.tickets.push(hubspotTicketOf(20_000, { hs_lastmodifieddate: '2026-11-23T00:00:01.000Z' }));
  const { posts, gaps } = await desk.read();
  expect(posts.at(-1)!.id).toBe('test:20000');
  expect(gaps).toHaveLength(1);
});

it('looks once an hour for tickets that were deleted', async () => {
  const desk = await open();
  desk.tickets.push(hubspotTicketOf(1));
  const first = await desk.read();
  desk.archived.push(hubspotTicketOf(1, {}, { archived: true, archivedAt: '2026-11-24T12:10:00.000Z' }));
  desk.archived.push(hubspotTicketOf(2, {}, { archived: true, archivedAt: '2026-01-01T00:00:00.000Z' }));
  desk.clock.now = start + 30 * 60_000;
  const second = await desk.read(first.checkpoint);
  expect(second.posts).toEqual([]);
  desk.clock.now = start + 61 * 60_000;
  const third = await desk.read(second.checkpoint);
  expect(third.posts.map(({ id, status, updatedAt }) => [id, status, updatedAt])).toEqual([
    ['test:1', 'deleted', '2026-11-24T12:10:00.000Z'],
  ]);
  desk.clock.now = start + 65 * 60_000;
  expect((await desk.read(third.checkpoint)).posts).toEqual([]);
});

it('is not led astray by a ticket that is dated in the future', async () => {
  const desk = await open();
  desk.tickets.push(hubspotTicketOf(1, { hs_lastmodifieddate: '2099-01-01T00:00:00.000Z' }));
  const { checkpoint } = await desk.read();
  desk.clock.now = start + 60_000;
  desk.tickets.push(hubspotTicketOf(2, { hs_lastmodifieddate: '2026-11-24T12:00:30.000Z' }));
  expect((await desk.read(checkpoint)).posts.map(({ id }) => id)).toEqual(['test:2']);
});
