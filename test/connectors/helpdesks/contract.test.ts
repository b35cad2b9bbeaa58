import { appendFile, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connector as chatwoot } from '../../../connectors/helpdesks/chatwoot.ts';
import { connector as csv } from '../../../connectors/helpdesks/csv.ts';
import { connector as freshdesk } from '../../../connectors/helpdesks/freshdesk.ts';
import { connector as hubspot } from '../../../connectors/helpdesks/hubspot.ts';
import { connector as jsonl } from '../../../connectors/helpdesks/jsonl.ts';
import { connector as zammad } from '../../../connectors/helpdesks/zammad.ts';
import { connector as zendesk } from '../../../connectors/helpdesks/zendesk.ts';
import { type Helpdesk, helpdeskContract } from '../../contracts/helpdesk.ts';
import { hostileBodyContract, refusalContract } from '../../contracts/source.ts';
import { conversationOf, serveChatwoot } from '../../support/chatwoot.ts';
import { freshdeskTicketOf, serveFreshdesk } from '../../support/freshdesk.ts';
import { hubspotTicketOf, serveHubspot } from '../../support/hubspot.ts';
import { serveZammad, zammadTicketOf } from '../../support/zammad.ts';
import { serveZendesk, zendeskTicketOf, zendeskUserOf } from '../../support/zendesk.ts';

const begin = Date.parse('2026-11-20T00:00:00Z');
const minute = (n: number): string => new Date(begin + n * 60_000).toISOString();

async function fileIn(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'klankbord-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function openJsonl(): Promise<Helpdesk> {
  const path = await fileIn('tickets.jsonl', '');
  let n = 0;
  const line = (id: number, status: string, updatedAt: string): string => {
    const requester = { name: `Anna de Boer ${id}`, email: `anna${id}@post.example` };
    const createdAt = minute(id);
    return `${JSON.stringify({ id, subject: 'Pakket kwijt', requester, status, createdAt, updatedAt })}\n`;
  };
  return {
    settings: { path },
    many: 1_005,
    add: (count) => {
      const lines = Array.from({ length: count }, () => line(++n, 'open', minute(n)));
      return appendFile(path, lines.join(''));
    },
    addBad: () => appendFile(path, '{"id": 1}\n'),
    solve: (nth) => appendFile(path, line(nth, 'solved', minute(++n))),
  };
}

async function openCsv(): Promise<Helpdesk> {
  const path = await fileIn('export.csv', 'Nummer;Onderwerp;Naam;E-mail;Status;Aangemaakt;Bijgewerkt\n');
  let n = 0;
  /** Long written: a file that has just changed may still be in the writing. */
  const settle = (): Promise<void> => utimes(path, new Date(), new Date(Date.now() - 120_000 + n));
  const add = async (text: string): Promise<void> => {
    await appendFile(path, text);
    await settle();
  };
  const row = (id: number): string =>
    `${id};Pakket kwijt;Anna de Boer ${id};anna${id}@post.example;open;${minute(id)};${minute(id)}\n`;
  return {
    settings: { path },
    many: 1_005,
    add: (count) => add(Array.from({ length: count }, () => row(++n)).join('')),
    addBad: () => add(`${++n};Pakket kwijt;Anna;;open;99-99-2026;\n`),
    solve: async (nth) => {
      const text = await readFile(path, 'utf8');
      const when = minute(nth);
      const to = `;solved;${when};${minute(++n)}\n`;
      await writeFile(path, text.replace(`;open;${when};${when}\n`, to));
      await settle();
    },
  };
}

async function openZendesk(): Promise<Helpdesk> {
  const events: unknown[] = [];
  const users = new Map<number, Record<string, unknown>>();
  const { url, fault } = await serveZendesk(
    { events, users, sideload: true, now: Date.now },
    'admin@voorbeeld.example',
    's3cretToken',
  );
  let n = 0;
  return {
    settings: { base: url, email: 'admin@voorbeeld.example', token: 's3cretToken' },
    secret: 's3cretToken',
    many: 1_005,
    add: (count) => {
      for (let i = 0; i < count; i++) {
        events.push(zendeskTicketOf(++n));
        users.set(1_000 + n, zendeskUserOf(1_000 + n));
      }
    },
    addBad: () => {
      events.push({ ...zendeskTicketOf(++n), status: 7 });
    },
    solve: (nth) => {
      events.push(zendeskTicketOf(nth, { status: 'solved', updated_at: zendeskTicketOf(++n).updated_at }));
    },
    answer: (how) => {
      if (how === undefined) delete fault.next;
      else fault.next = how;
    },
  };
}

async function openFreshdesk(): Promise<Helpdesk> {
  const tickets: Record<string, unknown>[] = [];
  const { url, fault } = await serveFreshdesk(tickets, 's3cretKey');
  let n = 0;
  return {
    settings: { base: url, apikey: 's3cretKey' },
    secret: 's3cretKey',
    many: 205,
    add: (count) => {
      for (let i = 0; i < count; i++) tickets.push(freshdeskTicketOf(++n));
    },
    addBad: () => {
      tickets.push(freshdeskTicketOf(++n, { status: 'open' }));
    },
    solve: (nth) => {
      tickets[nth - 1] = freshdeskTicketOf(nth, { status: 4, updated_at: freshdeskTicketOf(++n).updated_at });
    },
    answer: (how) => {
      if (how === undefined) delete fault.next;
      else fault.next = how;
    },
  };
}

async function openZammad(): Promise<Helpdesk> {
  const tickets: Record<string, unknown>[] = [];
  const { url, fault } = await serveZammad(tickets, 's3cretToken');
  let n = 0;
  return {
    settings: { base: url, token: 's3cretToken' },
    secret: 's3cretToken',
    many: 105,
    add: (count) => {
      for (let i = 0; i < count; i++) tickets.push(zammadTicketOf(++n));
    },
    addBad: () => {
      tickets.push(zammadTicketOf(++n, { state_id: 'open' }));
    },
    solve: (nth) => {
      tickets[nth - 1] = zammadTicketOf(nth, { state_id: 4, updated_at: zammadTicketOf(++n).updated_at });
    },
    answer: (how) => {
      if (how === undefined) delete fault.next;
      else fault.next = how;
    },
  };
}

async function openHubspot(): Promise<Helpdesk> {
  const tickets: Record<string, unknown>[] = [];
  const { url, fault } = await serveHubspot(tickets, [], 's3cretToken');
  let n = 0;
  return {
    settings: { base: url, token: 's3cretToken' },
    secret: 's3cretToken',
    many: 205,
    add: (count) => {
      for (let i = 0; i < count; i++) tickets.push(hubspotTicketOf(++n));
    },
    addBad: () => {
      tickets.push({ ...hubspotTicketOf(++n), id: n });
    },
    solve: (nth) => {
      const { createdAt } = hubspotTicketOf(++n);
      tickets[nth - 1] = hubspotTicketOf(nth, { hs_pipeline_stage: '4', hs_lastmodifieddate: String(createdAt) });
    },
    answer: (how) => {
      if (how === undefined) delete fault.next;
      else fault.next = how;
    },
  };
}

async function openChatwoot(): Promise<Helpdesk> {
  const conversations: Record<string, unknown>[] = [];
  const { url, fault } = await serveChatwoot(conversations, 's3cretToken');
  let n = 0;
  return {
    settings: { base: url, account: 1, token: 's3cretToken' },
    secret: 's3cretToken',
    many: 55,
    add: (count) => {
      for (let i = 0; i < count; i++) conversations.push(conversationOf(++n));
    },
    addBad: () => {
      conversations.push(conversationOf(++n, { status: 7 }));
    },
    solve: (nth) => {
      const { last_activity_at } = conversationOf(++n);
      conversations[nth - 1] = conversationOf(nth, { status: 'resolved', last_activity_at });
    },
    answer: (how) => {
      if (how === undefined) delete fault.next;
      else fault.next = how;
    },
  };
}

helpdeskContract('jsonl', jsonl, openJsonl);
helpdeskContract('csv', csv, openCsv);
helpdeskContract('zendesk', zendesk, openZendesk);
refusalContract('zendesk', zendesk, openZendesk);
hostileBodyContract('zendesk', zendesk, openZendesk);

helpdeskContract('freshdesk', freshdesk, openFreshdesk);
refusalContract('freshdesk', freshdesk, openFreshdesk);
hostileBodyContract('freshdesk', freshdesk, openFreshdesk);

helpdeskContract('zammad', zammad, openZammad);
refusalContract('zammad', zammad, openZammad);
hostileBodyContract('zammad', zammad, openZammad);

helpdeskContract('hubspot', hubspot, openHubspot);
refusalContract('hubspot', hubspot, openHubspot);
hostileBodyContract('hubspot', hubspot, openHubspot);

helpdeskContract('chatwoot', chatwoot, openChatwoot);
refusalContract('chatwoot', chatwoot, openChatwoot);
hostileBodyContract('chatwoot', chatwoot, openChatwoot);
