import { expect, it } from 'vitest';
import type { Checkpoint, Page } from '../../../connectors/contract.ts';
import { type BlueskySettings, connector } from '../../../connectors/sources/bluesky.ts';
import type { Post } from '../../../src/model.ts';
import { Refused, Unavailable, Unreadable } from '../../../src/net/errors.ts';
import { openWeb } from '../../../src/net/web.ts';
import { created, firstTime, type JetstreamEvent, serveJetstream } from '../../support/jetstream.ts';
import { sendJson, serve } from '../../support/serve.ts';

const did = 'did:plc:q235v55g5unth4zjjdpacfdr';
const uri = (n: number): string => `bluesky:at://${did}/app.bsky.feed.post/3mmoojp4cd${n}`;

interface How {
  readonly checkpoint?: Checkpoint | undefined;
  readonly until: (all: Heard) => boolean;
  readonly now?: () => number;
}
interface Heard {
  readonly posts: Post[];
  readonly pages: Page<Post>[];
  readonly skipped: string[];
  readonly gaps: string[];
}

/** Listens until enough is heard; the clock goes a second further at every look at it. */
async function listen(settings: Partial<BlueskySettings>, { checkpoint, until, now }: How): Promise<Heard> {
  const all: Heard = { posts: [], pages: [], skipped: [], gaps: [] };
  let clock = Date.parse('2026-11-24T12:00:00Z');
  const stop = new AbortController();
  const reading = connector.read!({
    name: 'sky',
    settings: connector.settings.parse({ terms: ['trein'], profiles: null, ...settings }),
    checkpoint,
    web: openWeb({ userAgent: 'Klankbord/test', pacePerHostMs: 0 }),
    signal: stop.signal,
    now: now ?? (() => (clock += 1_000)),
    skip: (reason) => all.skipped.push(reason),
    gap: (detail) => all.gaps.push(detail),
  });
  for await (const page of reading) {
    all.pages.push(page);
    all.posts.push(...page.items);
    if (until(all)) break;
  }
  stop.abort();
  return all;
}

const start = (host: string, n = 0): Checkpoint => ({ cursor: firstTime + n * 1_000_000, host });

it('reads a post with all that the wire says, at the time when it was heard', async () => {
  const record = {
    text: 'De Trein staat stil',
    createdAt: '2001-01-01T00:00:00Z',
    langs: ['nl', 'en'],
    reply: {
      parent: { uri: 'at://did:plc:x/app.bsky.feed.post/1', cid: 'b' },
      root: { uri: 'at://did:plc:x/app.bsky.feed.post/0', cid: 'b' },
    },
  };
  const { url } = await serveJetstream([created(1, '', { record })]);
  const { posts } = await listen({ hosts: [url] }, { checkpoint: start(url), until: ({ posts }) => posts.length > 0 });
  expect(posts).toEqual([
    {
      id: uri(1),
      source: 'bluesky',
      url: `https://bsky.app/profile/${did}/post/3mmoojp4cd1`,
      author: { handle: did, name: null, url: `https://bsky.app/profile/${did}` },
      text: 'De Trein staat stil',
      createdAt: '2026-05-25T14:23:30.000Z',
      language: 'nl',
      replyTo: 'bluesky:at://did:plc:x/app.bsky.feed.post/1',
    },
  ]);
});

it('lets pass only what has a term in it, as JSON writes it, and whatever changes or deletes', async () => {
  const events: (JetstreamEvent | string)[] = [
    created(1, 'niets'),
    created(2, 'De TREIN'),
    JSON.stringify(created(3, 'Bij H&M')).replace('&', '\\u0026'),
    created(4, 'weer niets'),
    created(5, 'veranderd', { operation: 'update' }),
    {
      ...created(6, ''),
      commit: { rev: 'r', operation: 'delete', collection: 'app.bsky.feed.post', rkey: '3mmoojp4cd4' },
    },
    {
      did: 'did:plc:gone',
      time_us: firstTime + 7_000_000,
      kind: 'account',
      account: { active: false, did: 'did:plc:gone', seq: 1, status: 'deleted' },
    },
    {
      did: 'did:plc:back',
      time_us: firstTime + 8_000_000,
      kind: 'account',
      account: { active: true, did: 'did:plc:back', seq: 2 },
    },
    { did, time_us: firstTime + 9_000_000, kind: 'identity', identity: { did, handle: 'anna.example', seq: 3 } },
    created(10, 'trein', { collection: 'app.bsky.feed.like' }),
    created(11, 'laatste trein'),
  ];
  const { url } = await serveJetstream(events);
  const heard = await listen(
    { hosts: [url], terms: ['trein', 'H&M'] },
    { checkpoint: start(url), until: ({ posts }) => posts.some(({ id }) => id === uri(11)) },
  );
  expect(heard.posts.map(({ id }) => id)).toEqual([uri(2), uri(3), uri(5), uri(11)]);
  expect(heard.posts[2]).toMatchObject({ text: 'veranderd', editedAt: '2026-05-25T14:23:34.000Z' });
  expect(heard.pages.flatMap(({ deletions }) => deletions ?? [])).toEqual([
    { id: uri(4) },
    { author: 'bluesky:did:plc:gone' },
  ]);
  expect(heard.skipped).toEqual([]);
});

it('goes on where it was when the line breaks, the last event included', async () => {
  const server = await serveJetstream(Array.from({ length: 30 }, (_, n) => created(n, `trein ${n}`)));
  const first = await listen(
    { hosts: [server.url] },
    { checkpoint: start(server.url), until: ({ posts }) => posts.length > 0 },
  );
  const checkpoint = first.pages.at(-1)?.checkpoint;
  server.drop();
  for (let n = 30; n < 50; n++) server.tell(created(n, `trein ${n}`));
  const second = await listen(
    { hosts: [server.url] },
    { checkpoint, until: ({ posts }) => posts.some(({ id }) => id === uri(49)) },
  );
  expect(server.asked[1]?.searchParams.get('cursor')).toBe(String(checkpoint?.cursor));
  expect(new Set([...first.posts, ...second.posts].map(({ id }) => id)).size).toBe(50);
  expect(second.gaps).toEqual([]);
});

it('throws when the line breaks, so that the loop waits and comes back', async () => {
  const server = await serveJetstream([created(1, 'trein')]);
  const listening = listen(
    { hosts: [server.url] },
    {
      checkpoint: start(server.url),
      until: () => {
        server.drop();
        return false;
      },
    },
  );
  await expect(listening).rejects.toBeInstanceOf(Unavailable);
});

it('tries the next server where one refuses, and goes five seconds back there', async () => {
  const refusing = await serveJetstream([]);
  refusing.fault.upgrade = (response) => response.writeHead(503).end('service not ready');
  const well = await serveJetstream([created(1, 'trein')]);
  const { posts, pages } = await listen(
    { hosts: [refusing.url, well.url] },
    { checkpoint: start(refusing.url, 3), until: ({ posts }) => posts.length > 0 },
  );
  expect(posts).toHaveLength(1);
  expect(well.asked[0]?.searchParams.get('cursor')).toBe(String(firstTime - 2_000_000));
  expect(pages[0]?.checkpoint).toEqual({ cursor: firstTime + 3_000_000, host: well.url });
});

it('tells a gap where the server no longer keeps what came after the cursor', async () => {
  const events = [created(1, 'trein'), created(100_000, 'trein'), created(100_001, 'trein')];
  const { url } = await serveJetstream(events, 10_000_000);
  const { gaps, posts } = await listen(
    { hosts: [url] },
    { checkpoint: start(url), until: ({ posts }) => posts.length > 1 },
  );
  expect(posts).toHaveLength(2);
  expect(gaps).toEqual([expect.stringContaining('between 2026-05-25T14:23:29.000Z and 2026-05-26T18:10:09.000Z')]);
});

it('lets the checkpoint go on although nothing matches', async () => {
  const { url } = await serveJetstream(Array.from({ length: 50 }, (_, n) => created(n, 'niets')));
  const until = ({ pages }: Heard): boolean => pages.at(-1)?.checkpoint.cursor === start(url, 49).cursor;
  const { pages, posts } = await listen({ hosts: [url] }, { checkpoint: start(url), until });
  expect(posts).toEqual([]);
  expect(pages.length).toBeLessThan(25);
});

it('does not let a time from the future carry the cursor away', async () => {
  const now = Math.floor((firstTime + 20_000_000) / 1_000);
  const { url } = await serveJetstream([
    created(1, 'trein'),
    { ...created(2, 'trein'), time_us: 9_000_000_000_000_000 },
  ]);
  const { pages } = await listen(
    { hosts: [url] },
    { checkpoint: start(url), now: () => now, until: ({ posts }) => posts.length > 1 },
  );
  expect(pages.at(-1)?.checkpoint.cursor).toBe(now * 1_000);
});

it('skips rubbish among the events, and gives up on a server that sends nothing else', async () => {
  const rubbish = ['', '{', 'null', '{"time_us":"x"}', JSON.stringify({ ...created(3, 'trein'), did: '<script>' })];
  const some = await serveJetstream([...rubbish, created(1, 'trein')]);
  const heard = await listen(
    { hosts: [some.url] },
    { checkpoint: start(some.url), until: ({ posts }) => posts.length > 0 },
  );
  expect(heard.skipped).toHaveLength(5);
  const only = await serveJetstream(Array(200).fill('\u0000'));
  await expect(
    listen({ hosts: [only.url] }, { checkpoint: start(only.url), until: () => false }),
  ).rejects.toBeInstanceOf(Unreadable);
});

it('says what a server says that refuses for good', async () => {
  const { url, fault } = await serveJetstream([]);
  fault.upgrade = (response) => response.writeHead(400).end('unsupported collection');
  const error = await listen({ hosts: [url] }, { until: () => false }).catch((failure: Error) => failure);
  expect(error).toBeInstanceOf(Refused);
  expect((error as Error).message).toContain('unsupported collection');
});

it('looks the names of authors up, and does without where it cannot', async () => {
  let well = true;
  const profiles = await serve((_, response) => {
    if (well) sendJson(response, { profiles: [{ did, handle: 'anna.example', displayName: 'Anna de Boer' }] });
    else sendJson(response, { error: 'down' }, 502);
  });
  const { url } = await serveJetstream([created(1, 'trein')]);
  const how = { checkpoint: start(url), until: ({ posts }: Heard) => posts.length > 0 };
  expect((await listen({ hosts: [url], profiles: profiles.url }, how)).posts[0]?.author.name).toBe('Anna de Boer');
  expect(new URL(profiles.requests[0]?.url ?? '', url).searchParams.getAll('actors')).toEqual([did]);
  well = false;
  expect((await listen({ hosts: [url], profiles: profiles.url }, how)).posts[0]?.author.name).toBeNull();
});
