import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { MockAgent } from 'undici';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { Refused, Throttled, Unavailable, Unreadable } from '../../src/net/errors.ts';
import { openWeb, stoppedBy } from '../../src/net/web.ts';
import { sendJson, serve } from '../support/serve.ts';

const web = openWeb({ userAgent: 'Klankbord/test', pacePerHostMs: 0 });

async function failure(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => expect.unreachable('it did not fail'),
    (error: Error) => error,
  );
}

it('says who it is, and unpacks a packed answer', async () => {
  const { url, requests } = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
    response.end(gzipSync('Hallo, wereld'));
  });
  const answer = await web.fetch(url);
  expect(answer.text).toBe('Hallo, wereld');
  expect(requests[0]?.headers['user-agent']).toBe('Klankbord/test');
});

it.each([
  ['the header', 'text/xml; charset=ISO-8859-1', Buffer.from('<a>geëist</a>', 'latin1'), '<a>geëist</a>'],
  ['the XML prolog', 'text/xml', Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?>é', 'latin1'), 'é'],
  [
    'the bytes where the header lies',
    'text/xml; charset=utf-8',
    Buffer.from("<?xml encoding='latin1'?>é", 'latin1'),
    'é',
  ],
  ['a byte order mark', 'text/plain; charset=latin1', Buffer.from('\ufeffgeëist', 'utf16le'), 'geëist'],
  ['UTF-8 without a declaration', 'text/plain', Buffer.from('geëist'), 'geëist'],
  ['UTF-8 where the declaration is rubbish', 'text/plain; charset=klingon', Buffer.from('geëist'), 'geëist'],
])('decodes by %s', async (_, type, body, text) => {
  const { url } = await serve((_request, response) => response.writeHead(200, { 'content-type': type }).end(body));
  expect((await web.fetch(url)).text).toContain(text);
});

it('makes a header of the name and password in an address', async () => {
  const { url, requests } = await serve((_, response) => response.end('in'));
  const answer = await web.fetch(url.replace('//', '//anna:p%40ss@'));
  expect(requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from('anna:p@ss').toString('base64')}`);
  expect(answer.url).toBe(`${url}/`);
});

it('stops at the size limit of the unpacked body, however small a bomb is packed', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync(Buffer.alloc(50_000_000, 'a')));
  });
  const error = await failure(web.fetch(url, { maxBytes: 1_000_000 }));
  expect(error).toBeInstanceOf(Unreadable);
  expect(error.message).toContain('longer than the limit of 1000000 bytes');
});

it('finds a body that cannot be unpacked unreadable', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end('no gzip at all');
  });
  expect(await failure(web.fetch(url))).toBeInstanceOf(Unreadable);
});

it('gives up on a server that stalls in the middle of the body', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half');
  });
  const error = await failure(web.fetch(url, { timeoutMs: 100 }));
  expect(error).toBeInstanceOf(Unavailable);
  expect(error.message).toContain('no answer within 0.1 s');
});

it('follows redirects, and says where it ended', async () => {
  const { url } = await serve((_, response, { pathname }) => {
    if (pathname === '/old') response.writeHead(301, { location: '/new' }).end();
    else response.end('here');
  });
  expect(await web.fetch(`${url}/old`)).toMatchObject({ text: 'here', url: `${url}/new` });
});

it('does not follow redirects for ever', async () => {
  const { url, requests } = await serve((_, response) => response.writeHead(302, { location: '/again' }).end());
  expect(await failure(web.fetch(url))).toBeInstanceOf(Refused);
  expect(requests).toHaveLength(6);
});

it('takes no key along to another host', async () => {
  const other = await serve((_, response) => response.end('elsewhere'));
  const first = await serve((_, response) => response.writeHead(302, { location: other.url }).end());
  await web.fetch(first.url, { headers: { Authorization: 'Bearer s3cret', apikey: 'k3y', 'If-None-Match': '"1"' } });
  expect(first.requests[0]?.headers).toMatchObject({ authorization: 'Bearer s3cret', apikey: 'k3y' });
  expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
  expect(other.requests[0]?.headers).not.toHaveProperty('apikey');
  expect(other.requests[0]?.headers).toHaveProperty('if-none-match', '"1"');
});

it('lets no redirect send our data to another host', async () => {
  const other = await serve((_, response) => response.end());
  const first = await serve((_, response) => response.writeHead(307, { location: other.url }).end());
  expect(await failure(web.fetch(first.url, { method: 'POST', body: 'ours' }))).toBeInstanceOf(Refused);
  expect(other.requests).toHaveLength(0);
});

it('is never led from https to http', async () => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const reply = { headers: { location: 'http://safe.example/' } };
  agent.get('https://safe.example').intercept({ path: '/' }).reply(301, '', reply);
  const error = await failure(openWeb({ userAgent: 'x', dispatcher: agent }).fetch('https://safe.example/'));
  expect(error).toBeInstanceOf(Refused);
  expect(error.message).toContain('from https to http');
});

it.each(['file:///etc/passwd', 'ftp://example.org/', 'data:text/plain,x', 'nonsense'])('fetches no %s', async (url) => {
  expect(await failure(web.fetch(url))).toBeInstanceOf(Refused);
});

it.each([
  [400, {}, Refused],
  [401, {}, Refused],
  [404, {}, Refused],
  [408, {}, Unavailable],
  [410, {}, Refused],
  [429, {}, Throttled],
  [500, {}, Unavailable],
  [503, {}, Unavailable],
  [503, { 'retry-after': '2' }, Throttled],
])('tells %i with %j as the right kind of error', async (status, headers, kind) => {
  const { url } = await serve((_, response) => response.writeHead(status, headers).end('body'));
  expect(await failure(web.fetch(url))).toBeInstanceOf(kind);
});

it('hands over an answer that is asked for although it is no success', async () => {
  const { url } = await serve((_, response) => response.writeHead(304, { etag: '"7"' }).end());
  expect(await web.fetch(url, { accept: [304] })).toMatchObject({ status: 304, headers: { etag: '"7"' } });
});

it('finds a closed port unavailable', async () => {
  const { url, server } = await serve((_, response) => response.end());
  server.close();
  await once(server, 'close');
  const error = await failure(web.fetch(url));
  expect(error).toBeInstanceOf(Unavailable);
  expect(error.message).toContain('ECONNREFUSED');
});

it('puts no secret of the request into an error', async () => {
  const { url } = await serve((request, response) => {
    response.writeHead(request.url?.includes('gone') ? 403 : 200).end('{"echo":"s3cretBody"}');
  });
  const { host } = new URL(url);
  const secretly = { headers: { authorization: 'Bearer s3cretHeader' }, body: 's3cretBody', method: 'POST' } as const;
  const address = `http://${host}/bot12:s3cretPath/gone?key=s3cretQuery`;
  const errors = [
    await failure(web.fetch(address, secretly)),
    await failure(web.json(address.replace('gone', 'shape'), z.object({ no: z.string() }), secretly)),
    await failure(web.fetch(address.replace(host, '127.0.0.1:1'), secretly)),
    await failure(web.fetch(address.replace('http://', 'http://user:s3cretUser@').replace(host, 'local host'))),
  ];
  for (const error of errors) expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain('s3cret');
  expect(errors[0]?.message).toBe(`${host}/…/gone: forbidden for this key or address (403)`);
});

it('says where an answer differs from the documented shape', async () => {
  const { url } = await serve((_, response) => sendJson(response, { reviews: [{ id: 7 }] }));
  const shape = z.object({ reviews: z.array(z.object({ id: z.string() })) });
  const error = await failure(web.json(url, shape));
  expect(error).toBeInstanceOf(Unreadable);
  expect(error.message).toContain('reviews.0.id');
});

it.each(['<html>', '[', '['.repeat(100_000)])('finds %.8s no JSON', async (body) => {
  const { url } = await serve((_, response) => response.end(body));
  expect(await failure(web.json(url, z.unknown()))).toBeInstanceOf(Unreadable);
});

it('keeps its pace towards one host', async () => {
  const times: number[] = [];
  const { url } = await serve((_, response) => {
    times.push(performance.now());
    response.end();
  });
  const paced = openWeb({ userAgent: 'x', pacePerHostMs: 60 });
  await Promise.all([paced.fetch(url), paced.fetch(url), paced.fetch(url)]);
  expect(times[2]! - times[0]!).toBeGreaterThan(100);
});

it('ends the exchange under way when the daemon stops, and begins no other', async () => {
  const stop = new AbortController();
  const stoppable = openWeb({ userAgent: 'x', pacePerHostMs: 0, signal: stop.signal });
  const { url, requests } = await serve(() => stop.abort());
  expect((await failure(stoppable.fetch(url))).message).toContain('stopped');
  expect((await failure(stoppable.fetch(url))).message).toContain('stopped');
  expect(requests).toHaveLength(1);
});

it('gives up what one reader asked when that reader stops, and goes on for the others', async () => {
  const stop = new AbortController();
  const reader = stoppedBy(web, stop.signal);
  const { url } = await serve((_, response, { pathname }) => {
    if (pathname === '/slow') stop.abort();
    else response.end('"here"');
  });
  expect((await failure(reader.fetch(`${url}/slow`))).message).toContain('stopped');
  expect((await failure(reader.json(url, z.string()))).message).toContain('stopped');
  expect(await web.json(url, z.string())).toBe('here');
});
