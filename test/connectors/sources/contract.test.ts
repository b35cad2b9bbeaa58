import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connector as bluesky } from '../../../connectors/sources/bluesky.ts';
import { connector as jsonl } from '../../../connectors/sources/jsonl.ts';
import { connector as mastodon } from '../../../connectors/sources/mastodon.ts';
import { connector as rss } from '../../../connectors/sources/rss.ts';
import { connector as trustpilot } from '../../../connectors/sources/trustpilot.ts';
import { type Double, hostileBodyContract, refusalContract, sourceContract } from '../../contracts/source.ts';
import { feedOf, serveFeed } from '../../support/feed.ts';
import { created, firstTime, serveJetstream } from '../../support/jetstream.ts';
import { serveMastodon, statusOf } from '../../support/mastodon.ts';
import { reviewOf, serveTrustpilot } from '../../support/trustpilot.ts';

async function openJsonl(): Promise<Double> {
  const folder = await mkdtemp(join(tmpdir(), 'klankbord-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'posts.jsonl');
  await appendFile(path, '');
  let n = 0;
  const line = (): string => {
    n++;
    const createdAt = new Date(Date.parse('2026-11-20T00:00:00Z') + n * 60_000).toISOString();
    return `${JSON.stringify({ id: `x:${n}`, source: 'x', url: null, author: { handle: '@anna' }, text: `Bericht ${n}`, createdAt })}\n`;
  };
  return {
    many: 1100,
    settings: { path },
    add: (count) => appendFile(path, Array.from({ length: count }, line).join('')),
    addBad: () => appendFile(path, '{"id": "x:bad"}\n'),
    addAny: (value) => appendFile(path, `${JSON.stringify(value)}\n`),
    remove: () => appendFile(path, `{"deleted": "x:${n}"}\n`),
  };
}

async function openMastodon(): Promise<Double> {
  let n = 100;
  const timeline: unknown[] = [];
  const timelines = new Map([['trein', timeline]]);
  const { url, fault } = await serveMastodon(timelines, 's3cretToken');
  const next = (): string => String(110_000_000_000_000_000n + BigInt(++n));
  const when = (): string => new Date(Date.parse('2026-11-20T00:00:00Z') + n * 60_000).toISOString();
  return {
    many: 95,
    settings: { servers: [{ host: url, token: 's3cretToken' }], hashtags: ['trein'] },
    secret: 's3cretToken',
    start: { streams: { [`${new URL(url).host}#trein`]: { newest: '0', looked: Date.now() } } },
    add: (count) => {
      for (let i = 0; i < count; i++) timeline.push(statusOf(next(), { created_at: when() }));
    },
    addBad: () => {
      timeline.push({ id: next(), content: null });
    },
    addAny: (value) => {
      timeline.push(value);
    },
    remove: () => {
      timeline.pop();
    },
    answer: (how) => {
      if (how === undefined) delete fault.next;
      else fault.next = how;
    },
  };
}

async function openRss(): Promise<Double> {
  const items: string[] = [];
  const feed = await serveFeed(() => feedOf(items));
  let n = 0;
  return {
    many: 500,
    settings: { url: `${feed.url}/feed?token=s3cretToken` },
    secret: 's3cretToken',
    add: (count) => {
      for (let i = 0; i < count; i++) {
        n++;
        const date = new Date(Date.parse('2026-11-20T00:00:00Z') + n * 60_000).toUTCString();
        items.unshift(
          `<item><guid isPermaLink="false">${n}</guid><title>Kop ${n}</title><link>https://forum.example/${n}</link><description>Tekst &lt;b&gt;${n}&lt;/b&gt; &amp;amp; meer</description><pubDate>${date}</pubDate></item>`,
        );
      }
    },
    addBad: () => {
      items.unshift('<item><guid>bad</guid><title> </title></item>');
    },
    answer: (how) => {
      if (how === undefined) delete feed.fault.next;
      else feed.fault.next = how;
    },
  };
}

async function openTrustpilot(): Promise<Double> {
  const reviews: unknown[] = [];
  const { url, fault } = await serveTrustpilot(reviews, 's3cretKey');
  let n = 0;
  return {
    many: 250,
    settings: { apikey: 's3cretKey', unit: '46d6a890000064000500e0c3', base: url, days: 365 },
    secret: 's3cretKey',
    add: (count) => {
      for (let i = 0; i < count; i++) reviews.push(reviewOf(++n));
    },
    addBad: () => {
      reviews.push({ ...reviewOf(++n), stars: 'one' });
    },
    addAny: (value) => {
      reviews.push(value);
    },
    answer: (how) => {
      if (how === undefined) delete fault.next;
      else fault.next = how;
    },
  };
}

async function openBluesky(): Promise<Double> {
  const server = await serveJetstream([]);
  let n = 0;
  return {
    many: 95,
    settings: { hosts: [server.url], terms: ['trein'], profiles: null },
    start: { cursor: firstTime, host: server.url },
    last: () => `bluesky:at://did:plc:q235v55g5unth4zjjdpacfdr/app.bsky.feed.post/3mmoojp4cd${n}`,
    add: (count) => {
      for (let i = 0; i < count; i++) server.tell(created(++n, `De trein ${n}`));
    },
    addBad: () => {
      server.tell(created(++n, '', { record: { text: ['trein'] } }));
    },
    addAny: (value) => {
      server.tell(created(++n, '', { record: value }));
      server.tell(JSON.stringify(value));
    },
    remove: () => {
      const commit = { rev: 'r', operation: 'delete', collection: 'app.bsky.feed.post', rkey: `3mmoojp4cd${n}` };
      server.tell({ ...created(n + 1, ''), commit });
    },
    answer: (how) => {
      if (how === undefined) delete server.fault.upgrade;
      else server.fault.upgrade = how;
    },
  };
}

sourceContract('jsonl', jsonl, openJsonl, { deletes: true, json: true });
sourceContract('rss', rss, openRss, { deletes: false, json: false });
sourceContract('mastodon', mastodon, openMastodon, { deletes: true, json: true });
sourceContract('trustpilot', trustpilot, openTrustpilot, { deletes: false, json: true });
sourceContract('bluesky', bluesky, openBluesky, { deletes: true, json: true });

refusalContract('rss', rss, openRss);
refusalContract('mastodon', mastodon, openMastodon);
refusalContract('trustpilot', trustpilot, openTrustpilot);
refusalContract('bluesky', bluesky, openBluesky);

hostileBodyContract('rss', rss, openRss);
hostileBodyContract('mastodon', mastodon, openMastodon);
hostileBodyContract('trustpilot', trustpilot, openTrustpilot);
