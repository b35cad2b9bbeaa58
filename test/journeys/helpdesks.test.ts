import { createHmac } from 'node:crypto';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { conversationOf, messageOf, serveChatwoot } from '../support/chatwoot.ts';
import { startDaemon } from '../support/daemon.ts';
import { emptyFolder } from '../support/folder.ts';
import { freshdeskTicketOf, serveFreshdesk } from '../support/freshdesk.ts';
import { hubspotTicketOf, serveHubspot } from '../support/hubspot.ts';
import { serveZammad, zammadArticleOf, zammadTicketOf } from '../support/zammad.ts';
import { serveZendesk, zendeskTicketOf, zendeskUserOf } from '../support/zendesk.ts';

const desks = ['zendesk', 'freshdesk', 'zammad', 'hubspot', 'chatwoot', 'exports', 'lines', 'crm'];
const orderOf = (desk: string): string => `VB-2026-11${8_000 + desks.indexOf(desk)}`;
const key = Buffer.alloc(32, 7);

it('finds what was reported in any of eight helpdesks at once, and what in none', async () => {
  const recent = (minutesAgo: number): string => new Date(Date.now() - minutesAgo * 60_000).toISOString();
  const when = recent(45);
  const told = (desk: string): string => `Mijn bestelling ${orderOf(desk)} is nog steeds niet geleverd.`;
  const times = { created_at: when, updated_at: when };

  const zendesk = await serveZendesk(
    {
      events: [zendeskTicketOf(1, { description: told('zendesk'), ...times })],
      users: new Map([[1_001, zendeskUserOf(1_001)]]),
      sideload: true,
      now: Date.now,
    },
    'care@voorbeeldia.example',
    'zd-token',
  );
  const freshdesk = await serveFreshdesk(
    [freshdeskTicketOf(1, { description_text: told('freshdesk'), ...times })],
    'fd-key',
  );
  const zammad = await serveZammad(
    [zammadTicketOf(1, times)],
    'za-token',
    new Map([[1, [zammadArticleOf(1, { body: told('zammad') })]]]),
  );
  const hubspot = await serveHubspot(
    [hubspotTicketOf(1, { content: told('hubspot'), createdate: when, hs_lastmodifieddate: when })],
    [],
    'hs-token',
  );
  const seconds = Date.parse(when) / 1000;
  const chatwoot = await serveChatwoot(
    [conversationOf(1, { created_at: seconds, updated_at: seconds, last_activity_at: seconds })],
    'cw-token',
    new Map([[1, [messageOf(1, told('chatwoot'))]]]),
  );
  const folder = await emptyFolder();
  const csv = join(folder, 'export.csv');
  await writeFile(csv, `Nummer;Omschrijving;Naam;Aangemaakt\n1;${told('exports')};Anna;${when}\n`);
  await utimes(csv, new Date(), new Date(Date.now() - 120_000));
  const lineOf = (desk: string): string => JSON.stringify({ id: 1, text: told(desk), status: 'open', createdAt: when });
  await writeFile(join(folder, 'tickets.jsonl'), `${lineOf('lines')}\n`);
  const posts = [...desks, 'none'].map((desk) => ({
    id: `x:${desk}`,
    source: 'x',
    author: { handle: `klant${desk}` },
    text: `Waardeloos @voorbeeldia, bestelling ${desk === 'none' ? 'VB-2026-999999' : orderOf(desk)} is al weken niet geleverd en niemand reageert. Schandalig!`,
    createdAt: recent(40),
  }));
  await writeFile(join(folder, 'posts.jsonl'), posts.map((post) => `${JSON.stringify(post)}\n`).join(''));

  const daemon = await startDaemon(`
company: { name: Voorbeeldia, handles: [voorbeeldia], locale: nl, references: ["VB-####-######"] }
store: { kind: sqlite, path: "\${FOLDER}/k.db" }
sources:
  - { name: x, kind: jsonl, path: "${join(folder, 'posts.jsonl')}" }
helpdesks:
  - { name: zendesk, kind: zendesk, base: "${zendesk.url}", email: care@voorbeeldia.example, token: zd-token, every: 1s }
  - { name: freshdesk, kind: freshdesk, base: "${freshdesk.url}", apikey: fd-key, every: 1s }
  - { name: zammad, kind: zammad, base: "${zammad.url}", token: za-token, every: 1s }
  - { name: hubspot, kind: hubspot, base: "${hubspot.url}", token: hs-token, every: 1s }
  - { name: chatwoot, kind: chatwoot, base: "${chatwoot.url}", account: 1, token: cw-token, every: 1s }
  - { name: exports, kind: csv, path: "${csv}", complete: true, every: 1s }
  - { name: lines, kind: jsonl, path: "${join(folder, 'tickets.jsonl')}", complete: true, every: 1s }
  - { name: crm, kind: webhook, secret: "whsec_${key.toString('base64')}" }
channels:
  - { name: screen, kind: console }
alerts: { within: 3650d, grace: 1s }
digest: { folder: "\${FOLDER}/digests", channels: [] }
http: { port: 0 }
`);
  onTestFinished(() => daemon.stop());
  const listening = await daemon.until((event) => event.what === 'listening');
  const address = listening.what === 'listening' ? listening.address : '';
  const body = `{"tickets": [${lineOf('crm')}], "completeUntil": "${recent(1)}"}`;
  const id = 'msg_1';
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
  const pushed = await fetch(`${address}/hooks/crm`, { method: 'POST', body, headers });
  expect(pushed.status).toBeLessThan(300);

  const store = await openStore(daemon.config.store);
  onTestFinished(() => store.close());
  const verdicts = async (): Promise<string[]> => {
    const known = await store.known([...desks, 'none'].map((desk) => `x:${desk}`));
    return [...known.values()].map(({ id, verdict }) => `${id} ${verdict?.label} ${verdict?.ticket}`).sort();
  };
  const expected = [...desks.map((desk) => `x:${desk} reported ${desk}:1`), 'x:none unreported null'].sort();
  await expect.poll(verdicts, { timeout: 40_000, interval: 250 }).toEqual(expected);
}, 60_000);
