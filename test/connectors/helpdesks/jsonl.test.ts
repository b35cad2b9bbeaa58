import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Checkpoint, Page } from '../../../connectors/contract.ts';
import { connector } from '../../../connectors/helpdesks/jsonl.ts';
import type { Ticket } from '../../../src/model.ts';
import { openWeb } from '../../../src/net/web.ts';
import { emptyFolder } from '../../support/folder.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const web = openWeb({ userAgent: 'Klankbord/test' });

async function read(path: string, complete: boolean, checkpoint?: Checkpoint, most = 99, at = now) {
  const pages: Page<Ticket>[] = [];
  const skipped: string[] = [];
  const reading = connector.read!({
    name: 'desk',
    settings: connector.settings.parse({ path, ...(complete ? { complete } : {}) }),
    checkpoint,
    web,
    signal: new AbortController().signal,
    now: () => at,
    skip: (reason) => skipped.push(reason),
    gap: () => expect.unreachable('there is no gap'),
  });
  for await (const page of reading) if (pages.push(page) >= most) break;
  return {
    tickets: pages.flatMap(({ items }) => items),
    watermark: pages.findLast(({ watermark }) => watermark !== undefined)?.watermark,
    checkpoint: JSON.parse(JSON.stringify(pages.at(-1)?.checkpoint ?? checkpoint ?? {})) as Checkpoint,
    pages: pages.length,
    skipped,
  };
}

const ticket = (id: string, updatedAt: string, changes = {}): string =>
  `${JSON.stringify({ id, channel: 'email', subject: 'Kapot', text: 'Mijn lamp is stuk', requester: { name: 'Anna', email: 'anna@post.example', phone: null, handles: { x: '@anna' } }, status: 'open', createdAt: '2026-11-20T09:00:00+01:00', updatedAt, refs: ['PP-1'], sourceUrl: null, ...changes })}\n`;

it('reads tickets in the shape of the model', async () => {
  const path = join(await emptyFolder(), 'tickets.jsonl');
  await appendFile(path, ticket('T1', '2026-11-21T10:00:00+01:00'));
  expect((await read(path, false)).tickets).toEqual([
    {
      id: 'desk:T1',
      helpdesk: 'desk',
      channel: 'email',
      subject: 'Kapot',
      text: 'Mijn lamp is stuk',
      requester: { name: 'Anna', email: 'anna@post.example', phone: null, handles: { x: 'anna' } },
      status: 'open',
      createdAt: '2026-11-20T08:00:00.000Z',
      updatedAt: '2026-11-21T09:00:00.000Z',
      refs: ['PP-1'],
      sourceUrl: null,
      url: null,
      openedByUs: false,
      keys: [],
    },
  ]);
});

it('believes a line that says the ticket was opened by the company', async () => {
  const path = join(await emptyFolder(), 'tickets.jsonl');
  await appendFile(path, ticket('T1', '2026-11-21T10:00:00Z', { openedByUs: true }));
  expect((await read(path, false)).tickets[0]?.openedByUs).toBe(true);
});

it('has read as far as the newest change, not counting one that lies in the future', async () => {
  const path = join(await emptyFolder(), 'tickets.jsonl');
  await appendFile(path, ticket('T1', '2026-11-22T10:00:00Z') + ticket('T2', '2026-11-21T10:00:00Z'));
  await appendFile(path, ticket('T3', '2027-01-01T00:00:00Z'));
  const first = await read(path, false);
  expect(first.watermark).toBe('2026-11-22T10:00:00.000Z');
  expect((await read(path, false, first.checkpoint)).pages).toBe(0);
});

it('gives no watermark before the end of the file, and still gives it when it was stopped just before', async () => {
  const path = join(await emptyFolder(), 'tickets.jsonl');
  await appendFile(path, ticket('T1', '2026-11-22T10:00:00Z').repeat(700));
  const first = await read(path, false, undefined, 1);
  expect(first.watermark).toBeUndefined();
  const second = await read(path, false, first.checkpoint, 1);
  expect(second.watermark).toBeUndefined();
  const third = await read(path, false, second.checkpoint);
  expect(third).toMatchObject({ watermark: '2026-11-22T10:00:00.000Z', tickets: [] });
});

it('has read until now, at every look, where the file is said to be complete', async () => {
  const path = join(await emptyFolder(), 'tickets.jsonl');
  await appendFile(path, ticket('T1', '2026-11-21T10:00:00Z'));
  const first = await read(path, true);
  expect(first.watermark).toBe('2026-11-24T12:00:00.000Z');
  const second = await read(path, true, first.checkpoint, 99, now + 5_000);
  expect(second.watermark).toBe('2026-11-24T12:00:05.000Z');
});

it('skips a ticket of another shape, and says what was wrong', async () => {
  const path = join(await emptyFolder(), 'tickets.jsonl');
  await appendFile(path, ticket('T1', '2026-11-21T10:00:00Z', { status: 'wachtend' }));
  await appendFile(path, ticket('T2', '2026-11-21T10:00:00Z', { createdAt: 'ooit' }));
  await appendFile(path, ticket('T3', '2026-11-21T10:00:00Z', { requester: null, refs: null, text: null }));
  const { tickets, skipped } = await read(path, false);
  expect(tickets.map(({ id }) => id)).toEqual(['desk:T3']);
  expect(skipped).toEqual([expect.stringMatching(/^status: /), 'createdAt: no date between 1990 and 2100']);
});
