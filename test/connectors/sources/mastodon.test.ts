import { expect, it } from 'vitest';
import { connector } from '../../../connectors/sources/mastodon.ts';
import { Refused, Throttled, Unavailable } from '../../../src/net/errors.ts';
import { hear } from '../../contracts/source.ts';
import { serveMastodon, statusOf } from '../../support/mastodon.ts';
import { sendJson } from '../../support/serve.ts';

const hashtags = ['#Trein'];

it('reads a status with all that it says', async () => {
  const { url } = await serveMastodon(
    new Map([['trein', [statusOf('7', { spoiler_text: 'vertraging', edited_at: '2026-11-20T04:00:00.000Z' })]]]),
  );
  expect((await hear(connector, { servers: [url], hashtags })).posts).toEqual([
    {
      id: 'mastodon:https://social.example/users/anna/statuses/7',
      source: 'mastodon',
      url: 'https://social.example/@anna/7',
      author: { handle: 'anna@social.example', name: 'Anna', url: 'https://social.example/@anna', followers: 12 },
      text: 'vertraging\nBericht 7 & meer over #trein',
      createdAt: '2026-11-20T03:48:33.901Z',
      editedAt: '2026-11-20T04:00:00.000Z',
      language: 'nl',
    },
  ]);
});

it('begins with the newest forty, and then leaves nothing out however many came in between', async () => {
  const timeline = Array.from({ length: 60 }, (_, n) => statusOf(String(100 + n)));
  const { url } = await serveMastodon(new Map([['trein', timeline]]));
  const first = await hear(connector, { servers: [url], hashtags });
  expect(first.posts).toHaveLength(40);
  for (let n = 0; n < 130; n++) timeline.push(statusOf(String(990 + n)));
  const second = await hear(connector, { servers: [url], hashtags }, { checkpoint: first.checkpoint });
  expect(second.posts).toHaveLength(130);
  expect(second.pages.map(({ items }) => items.length)).toEqual([40, 40, 40, 10]);
});

it('hears all of a hashtag that was empty at first', async () => {
  const timeline: unknown[] = [];
  const { url } = await serveMastodon(new Map([['trein', timeline]]));
  const first = await hear(connector, { servers: [url], hashtags });
  for (let n = 0; n < 50; n++) timeline.push(statusOf(String(100 + n)));
  expect((await hear(connector, { servers: [url], hashtags }, { checkpoint: first.checkpoint })).posts).toHaveLength(
    50,
  );
});

it('tells every edit once, also of a post written before the last look', async () => {
  let now = Date.parse('2026-11-24T12:00:00Z');
  const timeline = [statusOf('1'), statusOf('2')];
  const { url } = await serveMastodon(new Map([['trein', timeline]]));
  const how = { servers: [url], hashtags };
  const first = await hear(connector, how, { now: () => now });
  timeline[0] = statusOf('1', { content: '<p>verbeterd</p>', edited_at: '2026-11-24T11:00:00.000Z' });
  now += 600_000;
  const second = await hear(connector, how, { checkpoint: first.checkpoint, now: () => now });
  expect(second.posts).toMatchObject([{ text: 'verbeterd', editedAt: '2026-11-24T11:00:00.000Z' }]);
  now += 600_000;
  const third = await hear(connector, how, { checkpoint: second.checkpoint, now: () => now });
  expect(third.posts).toEqual([]);
  timeline[0] = statusOf('1', { content: '<p>nog eens</p>', edited_at: '2026-11-24T11:00:01.000Z' });
  now += 600_000;
  expect((await hear(connector, how, { checkpoint: third.checkpoint, now: () => now })).posts).toMatchObject([
    { text: 'nog eens' },
  ]);
});

it('forgets a post whose author deleted it or shows it no longer, but not one that is merely absent from the list', async () => {
  let now = Date.parse('2026-11-24T12:00:00Z');
  const timeline = Array.from({ length: 50 }, (_, n) => statusOf(String(100 + n)));
  const hidden: unknown[] = [];
  const { url, requests } = await serveMastodon(new Map([['trein', timeline]]), undefined, hidden);
  const how = { servers: [url], hashtags };
  const first = await hear(connector, how, { now: () => now });
  timeline.push(statusOf('150'));
  const second = await hear(connector, how, { checkpoint: first.checkpoint, now: () => now });
  timeline.splice(47, 4);
  hidden.push(statusOf('148'), statusOf('149', { visibility: 'private' }));
  now += 600_000;
  const third = await hear(connector, how, { checkpoint: second.checkpoint, now: () => now });
  expect(third.posts).toEqual([]);
  expect(third.pages.flatMap(({ deletions }) => deletions ?? [])).toEqual(
    [147, 149, 150].map((n) => ({ id: `mastodon:https://social.example/users/anna/statuses/${n}` })),
  );
  const asked = requests.length;
  now += 600_000;
  await hear(connector, how, { checkpoint: third.checkpoint, now: () => now });
  expect(requests.slice(asked).filter(({ url }) => url?.includes('/statuses/'))).toEqual([]);
});

it('gives the same post of several servers and hashtags once', async () => {
  const uri = 'https://home.example/statuses/1';
  const one = await serveMastodon(
    new Map([
      ['trein', [statusOf('5', { uri })]],
      ['bus', [statusOf('5', { uri })]],
    ]),
  );
  const two = await serveMastodon(new Map([['trein', [statusOf('77', { uri })]]]));
  const { posts } = await hear(connector, { servers: [one.url, two.url], hashtags: ['trein', 'bus'] });
  expect(posts.map(({ id }) => id)).toEqual([`mastodon:${uri}`]);
});

it('leaves out what was not written for everybody', async () => {
  const account = { ...(statusOf('1').account as object), noindex: true };
  const { url } = await serveMastodon(
    new Map([
      [
        'trein',
        [
          statusOf('1', { visibility: 'private' }),
          statusOf('2', { visibility: 'direct' }),
          statusOf('3', { account }),
          statusOf('4', { visibility: 'unlisted' }),
        ],
      ],
    ]),
  );
  const { posts, skipped } = await hear(connector, { servers: [url], hashtags });
  expect(posts.map(({ url }) => url)).toEqual(['https://social.example/@anna/4']);
  expect(skipped).toEqual([]);
});

it('counts a boost as a repost of what it repeats', async () => {
  const boosted = statusOf('1', { uri: 'https://home.example/1', content: '<p>origineel</p>' });
  const { url } = await serveMastodon(new Map([['trein', [statusOf('2', { content: '', reblog: boosted })]]]));
  expect((await hear(connector, { servers: [url], hashtags })).posts).toMatchObject([
    { repostOf: 'mastodon:https://home.example/1', text: 'origineel' },
  ]);
});

it('reads the other servers where one fails, and then says which failed', async () => {
  const well = await serveMastodon(new Map([['trein', [statusOf('1')]]]));
  const ill = await serveMastodon(new Map());
  ill.fault.next = (response) =>
    sendJson(response, { error: 'Too many requests' }, 429, { 'x-ratelimit-reset': '2099-01-01T00:00:00.000000Z' });
  const heard: string[] = [];
  const how = { servers: [ill.url, well.url], hashtags: ['trein', 'bus'] };
  const reading = hear({ ...connector, read: (request) => tapped(connector.read!(request), heard) }, how);
  const error = await reading.then(
    () => expect.unreachable(),
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(Throttled);
  expect((error as Throttled).waitMs).toBe(3_600_000);
  expect(heard).toHaveLength(1);
  expect(ill.requests).toHaveLength(1);
});

async function* tapped<T extends { items: readonly { id: string }[] }>(pages: AsyncIterable<T>, heard: string[]) {
  for await (const page of pages) {
    heard.push(...page.items.map(({ id }) => id));
    yield page;
  }
}

it('needs a right token where a server asks for one', async () => {
  const { url } = await serveMastodon(new Map([['trein', [statusOf('1')]]]), 'right');
  await expect(hear(connector, { servers: [{ host: url, token: 'wrong' }], hashtags })).rejects.toThrow(Refused);
  expect((await hear(connector, { servers: [{ host: url, token: 'right' }], hashtags })).posts).toHaveLength(1);
});

it('does not wait for ever for a server that stalls', async () => {
  const { url, fault } = await serveMastodon(new Map([['trein', []]]));
  fault.next = (response) => response.destroy();
  await expect(hear(connector, { servers: [url], hashtags })).rejects.toThrow(Unavailable);
});

it('wants hosts and hashtags that can be ones', () => {
  const wrong = [
    { servers: [], hashtags },
    { servers: ['mastodon.social/@anna'], hashtags },
    { servers: ['mastodon.social'], hashtags: ['twee woorden'] },
    { servers: Array(20).fill('a.example'), hashtags: Array(11).fill('x') },
  ];
  for (const settings of wrong) expect(connector.settings.safeParse(settings).success).toBe(false);
});
