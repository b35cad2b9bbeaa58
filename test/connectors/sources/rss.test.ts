import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { connector } from '../../../connectors/sources/rss.ts';
import { Refused, Unreadable } from '../../../src/net/errors.ts';
import { hear } from '../../contracts/source.ts';
import { feedOf, serveFeed } from '../../support/feed.ts';
import { serve } from '../../support/serve.ts';

const fixture = (name: string): Promise<string> => readFile(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');
const item = (n: number, extra = ''): string => `<item><guid>${n}</guid><title>Kop ${n}</title>${extra}</item>`;

it('asks again with the validators of what it has kept, and takes 304 for nothing new', async () => {
  const { url, requests } = await serveFeed(() => feedOf([item(1)]), {
    'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT',
  });
  const first = await hear(connector, { url });
  const second = await hear(connector, { url }, { checkpoint: first.checkpoint });
  expect(requests[1]?.headers).toMatchObject({
    'if-none-match': expect.stringMatching(/^W\/"/),
    'if-modified-since': 'Tue, 24 Nov 2026 10:00:00 GMT',
  });
  expect(second.pages).toEqual([]);
});

it('is not deceived by an ETag that changes with every answer', async () => {
  let n = 0;
  const { url } = await serve((_, response) => response.writeHead(200, { etag: `"${n++}"` }).end(feedOf([item(1)])));
  const first = await hear(connector, { url });
  const second = await hear(connector, { url }, { checkpoint: first.checkpoint });
  expect(second.posts).toEqual([]);
  expect(second.gaps).toEqual([]);
});

it('keeps the validators back until the last page is kept', async () => {
  const items = Array.from({ length: 450 }, (_, n) => item(n));
  const { url } = await serveFeed(() => feedOf(items));
  const first = await hear(connector, { url }, { pages: 1 });
  const rest = await hear(connector, { url }, { checkpoint: first.checkpoint });
  expect(first.posts.length + rest.posts.length).toBe(450);
});

it('tells an edited item again', async () => {
  let text = 'eerst';
  const { url } = await serveFeed(() => feedOf([item(1, `<description>${text}</description>`)]));
  const first = await hear(connector, { url });
  text = 'daarna';
  const second = await hear(connector, { url }, { checkpoint: first.checkpoint });
  expect(second.posts).toMatchObject([{ id: first.posts[0]?.id, text: 'Kop 1\ndaarna' }]);
});

it('tells a gap where the feed has turned over since the last look', async () => {
  let items = [item(2), item(1)];
  const { url } = await serveFeed(() => feedOf(items));
  const first = await hear(connector, { url });
  items = [item(9), item(8)];
  const second = await hear(connector, { url }, { checkpoint: first.checkpoint });
  expect(second.posts).toHaveLength(2);
  expect(second.gaps).toHaveLength(1);
  items = [];
  expect((await hear(connector, { url }, { checkpoint: second.checkpoint })).gaps).toEqual([]);
});

it('does not look again before the feed wants it, at most an hour', async () => {
  let now = Date.parse('2026-11-24T12:00:00Z');
  const { url, requests } = await serveFeed(() => feedOf([item(1)], '<ttl>600</ttl>'), {
    'cache-control': 'max-age=60',
  });
  const first = await hear(connector, { url }, { now: () => now });
  now += 3_599_000;
  await hear(connector, { url }, { checkpoint: first.checkpoint, now: () => now });
  expect(requests).toHaveLength(1);
  now += 1_000;
  await hear(connector, { url }, { checkpoint: first.checkpoint, now: () => now });
  expect(requests).toHaveLength(2);
  now -= 86_400_000;
  await hear(connector, { url }, { checkpoint: first.checkpoint, now: () => now });
  expect(requests).toHaveLength(3);
});

it('gives the same guid of two feeds two ids', async () => {
  const { url } = await serveFeed(() => feedOf([item(1)]));
  const one = await hear(connector, { url: `${url}/one` });
  const two = await hear(connector, { url: `${url}/two` });
  expect(one.posts[0]?.id).not.toBe(two.posts[0]?.id);
});

it('reads Google Alerts, and leads to the page itself', async () => {
  const body = await fixture('google-alerts.xml');
  const { url } = await serveFeed(() => body);
  const { posts, skipped } = await hear(connector, { url });
  expect(skipped).toEqual([]);
  expect(posts).toHaveLength(2);
  expect(posts.at(-1)).toMatchObject({
    url: 'https://nieuws.example/economie/webwinkel-kampt-met-storing/',
    text: 'Webwinkel Zonnehoek kampt met storing & klachten\nKlanten van Zonnehoek kunnen al de hele dag niet betalen …',
    author: { handle: 'nieuws.example', name: null },
    createdAt: '2026-11-20T11:53:37.000Z',
  });
});

it('reads Google News', async () => {
  const news =
    '<title>Storing bij Zonnehoek - Het Nieuws</title><link>https://news.google.com/rss/articles/CBMi0?oc=5</link><description>&lt;a href="https://news.google.com/rss/articles/CBMi0?oc=5"&gt;Storing bij Zonnehoek&lt;/a&gt;&amp;nbsp;&amp;nbsp;&lt;font color="#6f6f6f"&gt;Het Nieuws&lt;/font&gt;</description><source url="https://nieuws.example">Het Nieuws</source><pubDate>Tue, 22 Sep 2026 14:35:00 GMT</pubDate>';
  const { url } = await serveFeed(() => feedOf([`<item><guid isPermaLink="false">CBMi0</guid>${news}</item>`]));
  expect((await hear(connector, { url })).posts).toMatchObject([
    {
      url: 'https://news.google.com/rss/articles/CBMi0?oc=5',
      author: { name: 'Het Nieuws' },
      text: 'Storing bij Zonnehoek Het Nieuws',
      createdAt: '2026-09-22T14:35:00.000Z',
    },
  ]);
});

it('reads Atom with text, HTML and XHTML', async () => {
  const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="nl"><title>F</title><id>f</id><updated>2026-11-20T00:00:00Z</updated>
    <entry><id>1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Kop <b>een</b></div></title><link rel="self" href="/self"/><link rel="alternate" href="/een"/>
      <content type="html">&lt;p&gt;a &amp;amp; b&lt;/p&gt;</content><published>2026-11-19T00:00:00Z</published><updated>2026-11-20T00:00:00Z</updated><author><name>Jan</name><uri>https://jan.example/</uri></author></entry>
    <entry><id>2</id><title>Kop &lt;twee&gt;</title><link href="/twee"/><content type="text">c &lt; d</content><updated>2026-11-20T00:00:00Z</updated></entry></feed>`;
  const { url } = await serveFeed(() => atom);
  const { posts } = await hear(connector, { url });
  expect(posts).toMatchObject([
    {
      url: `${url}/een`,
      text: 'Kop een\na & b',
      author: { handle: 'Jan', name: 'Jan', url: 'https://jan.example/' },
      createdAt: '2026-11-19T00:00:00.000Z',
      editedAt: '2026-11-20T00:00:00.000Z',
      language: 'nl',
    },
    { url: `${url}/twee`, text: 'Kop <twee>\nc < d', author: { handle: '127.0.0.1' } },
  ]);
});

it('reads JSON Feed, with the author as 1.0 and 1.1 have it', async () => {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'F',
    language: 'nl-NL',
    authors: [{ name: 'Redactie' }],
    items: [
      { id: 5, content_text: 'a < b', url: 'https://blog.example/5', date_published: '2026-11-19T00:00:00+01:00' },
      {
        id: '6',
        title: 'Kop',
        content_html: '<p>c &amp; d</p>',
        date_published: '2026-11-20T00:00:00Z',
        authors: [{ name: 'Jan' }],
      },
    ],
  };
  const { url } = await serveFeed(() => JSON.stringify(feed), { 'content-type': 'application/feed+json' });
  expect((await hear(connector, { url })).posts).toMatchObject([
    { text: 'a < b', url: 'https://blog.example/5', language: 'nl-NL', author: { name: 'Redactie' } },
    { text: 'Kop\nc & d', author: { name: 'Jan' } },
  ]);
});

it('reads a packed feed in Latin-1 behind redirects', async () => {
  const body = gzipSync(
    Buffer.from(feedOf([item(1, '<description>geëist</description>')]).replace('UTF-8', 'ISO-8859-1'), 'latin1'),
  );
  const { url } = await serve((_, response, { pathname }) => {
    if (pathname === '/old') response.writeHead(301, { location: '/older' }).end();
    else if (pathname === '/older') response.writeHead(308, { location: '/new' }).end();
    else response.writeHead(200, { 'content-type': 'text/xml', 'content-encoding': 'gzip' }).end(body);
  });
  expect((await hear(connector, { url: `${url}/old` })).posts[0]?.text).toBe('Kop 1\ngeëist');
});

it('says of a web page that it is no feed, and of a feed that is gone that a person must act', async () => {
  const { url, fault } = await serveFeed(() => '');
  fault.next = (response) => response.writeHead(200).end('<!doctype html><html><body>Toestemming</body></html>');
  await expect(hear(connector, { url })).rejects.toThrow('is a web page and no feed');
  fault.next = (response) => response.writeHead(410).end();
  await expect(hear(connector, { url })).rejects.toThrow(Refused);
  await expect(hear(connector, { url })).rejects.toThrow('gone for good');
});

it('lets no entity expand or read a file', async () => {
  const entities = ['<!ENTITY a0 "aaaaaaaaaa">', '<!ENTITY f SYSTEM "file:///etc/passwd">'];
  for (let n = 1; n < 10; n++) entities.push(`<!ENTITY a${n} "${`&a${n - 1};`.repeat(10)}">`);
  const body = feedOf([item(1, '<description>&a9; &f;</description>')]);
  const { url } = await serveFeed(() => body.replace('?>', `?><!DOCTYPE rss [${entities.join('')}]>`));
  const { posts } = await hear(connector, { url }).catch((error: Error) => {
    expect(error).toBeInstanceOf(Unreadable);
    return { posts: [] };
  });
  for (const { text } of posts) expect(text.length).toBeLessThan(1_000);
});

it('does not believe a date in the future, or none', async () => {
  const now = Date.parse('2026-11-24T12:00:00Z');
  const { url } = await serveFeed(() =>
    feedOf([item(1, '<pubDate>Tue, 22 Sep 2099 14:35:00 GMT</pubDate>'), item(2, '<pubDate>ooit</pubDate>'), item(3)]),
  );
  const { posts } = await hear(connector, { url }, { now: () => now });
  expect(posts.map(({ createdAt }) => createdAt)).toEqual(Array(3).fill('2026-11-24T12:00:00.000Z'));
});

it('takes the first thousand items of an endless feed, and says that there were more', async () => {
  const items = Array.from({ length: 1_200 }, (_, n) => item(n));
  const { url } = await serveFeed(() => feedOf(items));
  const first = await hear(connector, { url });
  expect(first.posts).toHaveLength(1_000);
  expect(first.skipped).toEqual(['200 items beyond the first 1000']);
  expect(Buffer.byteLength(JSON.stringify(first.checkpoint))).toBeLessThan(64_000);
});

it.each([
  ['Kapot', 'Mijn lamp is stuk', 'Kapot\nMijn lamp is stuk'],
  ['Mijn lamp…', 'Mijn lamp is stuk', 'Mijn lamp is stuk'],
  ['Mijn lamp is stuk', 'mijn  lamp', 'Mijn lamp is stuk'],
  ['!?', '', '!?'],
  ['', '!?', '!?'],
])('makes of the heading "%s" and the text "%s" one text', async (title, body, text) => {
  const { url } = await serveFeed(() =>
    feedOf([`<item><guid>1</guid><title>${title}</title><description>${body}</description></item>`]),
  );
  expect((await hear(connector, { url })).posts[0]?.text).toBe(text);
});
