import { expect, it } from 'vitest';
import type { Checkpoint } from '../../../connectors/contract.ts';
import { connector } from '../../../connectors/helpdesks/zendesk.ts';
import { hear } from '../../contracts/source.ts';
import { serveZendesk, zendeskTicketOf, zendeskUserOf } from '../../support/zendesk.ts';

const start = Date.parse('2026-11-24T12:00:00Z');

async function open(settings: Record<string, unknown> = {}, sideload = true) {
  const events: unknown[] = [];
  const users = new Map<number, Record<string, unknown>>();
  const clock = { now: start };
  const zendesk = { events, users, sideload, now: () => clock.now };
  const { url, requests } = await serveZendesk(zendesk, 'admin@voorbeeld.example', 'token');
  const read = (checkpoint?: Checkpoint) =>
    hear(
      connector,
      { base: `${url}/`, email: 'admin@voorbeeld.example', token: 'token', ...settings },
      { checkpoint, now: zendesk.now },
    );
  return { url, events, users, clock, requests, read };
}

async function readOne(changes: Record<string, unknown>, settings: Record<string, unknown> = {}, user = {}) {
  const desk = await open(settings);
  desk.users.set(1_001, zendeskUserOf(1_001, user));
  desk.users.set(7, zendeskUserOf(7, { role: 'agent' }));
  desk.events.push(zendeskTicketOf(1, changes));
  return { ...desk, ticket: (await desk.read()).posts[0]! };
}

it('gives a ticket with its requester and the page where an agent opens it', async () => {
  const { ticket, url } = await readOne({}, {}, { phone: '+31612345678' });
  expect(ticket).toEqual({
    id: 'test:1',
    helpdesk: 'test',
    channel: 'email',
    subject: 'Pakket 1 kwijt',
    text: 'Mijn pakket 1 is kwijt.',
    requester: { name: 'Anna de Boer 1001', email: 'anna1001@post.example', phone: '+31612345678', handles: {} },
    status: 'open',
    createdAt: '2026-11-20T00:01:00.000Z',
    updatedAt: '2026-11-20T00:01:00.000Z',
    refs: [],
    sourceUrl: null,
    url: `${url}/agent/tickets/1`,
    openedByUs: false,
    keys: [],
  });
});

it.each([
  ['new', 'open'],
  ['open', 'open'],
  ['hold', 'open'],
  ['pending', 'pending'],
  ['solved', 'solved'],
  ['closed', 'closed'],
  ['deleted', 'deleted'],
])('takes the status %s for %s', async (status, expected) => {
  expect((await readOne({ status })).ticket.status).toBe(expected);
});

it('goes on with the cursor it kept at the end, and has read all but the last minute', async () => {
  const desk = await open();
  desk.events.push(zendeskTicketOf(1));
  const first = await desk.read();
  expect(first.pages.at(-1)!.watermark).toBe('2026-11-24T11:59:00.000Z');
  const late = { created_at: '2026-11-24T12:00:00Z', updated_at: '2026-11-24T12:00:00Z' };
  desk.events.push(zendeskTicketOf(2, late));
  desk.clock.now = start + 30_000;
  const second = await desk.read(first.checkpoint);
  expect(second.posts).toEqual([]);
  expect(second.pages.at(-1)!.watermark).toBe('2026-11-24T11:59:30.000Z');
  desk.clock.now = start + 61_000;
  const third = await desk.read(second.checkpoint);
  expect(third.posts.map(({ id }) => id)).toEqual(['test:2']);
  expect(third.pages.at(-1)!.watermark! > late.updated_at.replace('Z', '.000Z')).toBe(true);
  expect(desk.requests.filter(({ url }) => url?.includes('start_time')).length).toBe(1);
});

it('keeps the latest of a ticket that a page has twice', async () => {
  const desk = await open();
  desk.events.push(zendeskTicketOf(1, { status: 'solved', updated_at: '2026-11-21T00:00:00Z' }));
  desk.events.push(zendeskTicketOf(1));
  const { posts } = await desk.read();
  expect(posts.map(({ id, status }) => [id, status])).toEqual([['test:1', 'solved']]);
});

it('opens a ticket again, and hands it to another requester, when the export says so', async () => {
  const desk = await open();
  desk.users.set(1_001, zendeskUserOf(1_001)).set(1_002, zendeskUserOf(1_002));
  desk.events.push(zendeskTicketOf(1, { status: 'solved' }));
  const { checkpoint } = await desk.read();
  desk.events.push(zendeskTicketOf(1, { requester_id: 1_002, updated_at: '2026-11-22T00:00:00Z' }));
  const { posts } = await desk.read(checkpoint);
  expect(posts).toMatchObject([{ id: 'test:1', status: 'open', requester: { email: 'anna1002@post.example' } }]);
});

it('looks the requesters up that did not come along, a hundred at a time', async () => {
  const desk = await open({}, false);
  for (let n = 1; n <= 150; n++) {
    desk.users.set(1_000 + n, zendeskUserOf(1_000 + n));
    desk.events.push(zendeskTicketOf(n));
  }
  const { posts } = await desk.read();
  expect(posts.map(({ requester }) => requester.email)).not.toContain(null);
  expect(desk.requests.filter(({ url }) => url?.includes('show_many'))).toHaveLength(2);
});

it('gives a ticket also where its requester is gone', async () => {
  const desk = await open();
  desk.events.push(zendeskTicketOf(1));
  expect((await desk.read()).posts).toMatchObject([{ id: 'test:1', requester: { name: null, email: null } }]);
});

it('knows who wrote on X or Facebook', async () => {
  const x = { channel: 'twitter', source: { from: { name: 'Anna', username: '@annadeboer' }, to: {}, rel: 'mention' } };
  expect((await readOne({ via: x })).ticket).toMatchObject({
    channel: 'x',
    requester: { handles: { x: 'annadeboer' } },
  });
  const facebook = { channel: 'facebook', source: { from: { name: 'Anna', facebook_id: '100000' }, rel: 'post' } };
  expect((await readOne({ via: facebook })).ticket).toMatchObject({
    channel: 'facebook',
    requester: { handles: { facebook: '100000' } },
  });
});

it('reads order numbers, the post and handles from the fields that the company keeps them in', async () => {
  const { ticket } = await readOne(
    {
      custom_fields: [
        { id: 11, value: 'PP-2026-118832' },
        { id: 12, value: 4711 },
        { id: 13, value: 'https://mastodon.example/@anna/1' },
        { id: 14, value: null },
      ],
    },
    { references: [11, 12, 14], postUrl: 13, handles: { mastodon: 'mastodon_handle' } },
    { user_fields: { mastodon_handle: '@anna@mastodon.example' } },
  );
  expect(ticket).toMatchObject({
    refs: ['PP-2026-118832', '4711'],
    sourceUrl: 'https://mastodon.example/@anna/1',
    requester: { handles: { mastodon: 'anna@mastodon.example' } },
  });
});

it.each([
  [{ submitter_id: 7, via: { channel: 'api' }, external_id: 'klankbord:x:1' }, true],
  [{ submitter_id: 1_001, via: { channel: 'api' }, external_id: 'klankbord:x:1' }, false],
  [{ submitter_id: 7, via: { channel: 'email' }, external_id: 'klankbord:x:1' }, false],
  [{ submitter_id: 7, via: { channel: 'api' }, external_id: 'order:1' }, false],
])('tells %j apart as opened by us: %s', async (changes, expected) => {
  expect((await readOne(changes)).ticket.openedByUs).toBe(expected);
});

it('wants either a subdomain or an address', () => {
  const key = { token: 'x' };
  expect(connector.settings.safeParse({ ...key, subdomain: 'voorbeeld' }).success).toBe(true);
  expect(connector.settings.safeParse(key).success).toBe(false);
  expect(connector.settings.safeParse({ ...key, subdomain: 'a', base: 'https://b.example' }).success).toBe(false);
  expect(connector.settings.safeParse({ ...key, subdomain: 'a/../b' }).success).toBe(false);
});
