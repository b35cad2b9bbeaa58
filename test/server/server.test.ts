import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Unavailable } from '../../src/net/errors.ts';
import { openMetrics } from '../../src/server/metrics.ts';
import { openServer, type ServerParts } from '../../src/server/server.ts';

const parts = (over: Partial<ServerParts>): ServerParts => ({
  host: '127.0.0.1',
  port: 0,
  token: undefined,
  hooks: new Map(),
  metrics: openMetrics(),
  ready: async () => undefined,
  ...over,
});

async function open(over: Partial<ServerParts> = {}): Promise<string> {
  const server = await openServer(parts(over));
  onTestFinished(() => server.close());
  return server.address;
}

const push = (address: string, name: string, body = '{}', method = 'POST'): Promise<Response> =>
  fetch(`${address}/hooks/${name}`, { method, ...(method === 'POST' ? { body } : {}) });

describe('health', () => {
  it('is alive whatever the store does, and ready only when it answers', async () => {
    let missing: string | undefined = 'the store does not answer';
    const address = await open({ ready: async () => missing, token: 'abcdefghijklmnop' });
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    const before = await fetch(`${address}/health/ready`);
    expect([before.status, await before.json()]).toEqual([503, { ready: false, missing }]);
    missing = undefined;
    const after = await fetch(`${address}/health/ready`);
    expect([after.status, await after.json()]).toEqual([200, { ready: true }]);
  });
});

describe('metrics', () => {
  it('count what happens, under configured names only', async () => {
    const metrics = openMetrics();
    const address = await open({ metrics });
    metrics.count({ what: 'page', part: 'source:posts', items: 12, deletions: 1 });
    metrics.count({ what: 'mentions', part: 'source:posts', kept: 3, complaints: 2 });
    metrics.count({ what: 'skipped', part: 'source:posts', reason: 'a "stranger’s" text' });
    const answer = await fetch(`${address}/metrics`);
    const text = await answer.text();
    expect(answer.headers.get('content-type')).toContain('text/plain');
    expect(text).toContain('klankbord_items_read_total{part="source:posts"} 12');
    expect(text).toContain('klankbord_mentions_kept_total{part="source:posts"} 3');
    expect(text).toContain('klankbord_complaints_total{part="source:posts"} 2');
    expect(text).toContain('klankbord_items_skipped_total{part="source:posts"} 1');
    expect(text).not.toContain('stranger');
  });

  it.each([
    [undefined, 401],
    ['Bearer wrong-wrong-wrong-1', 401],
    ['abcdefghijklmnop', 401],
    ['Bearer abcdefghijklmnop', 200],
  ])('with a token configured, answer %j with %i', async (authorization, status) => {
    const address = await open({ token: 'abcdefghijklmnop' });
    const answer = await fetch(`${address}/metrics`, authorization ? { headers: { authorization } } : {});
    expect(answer.status).toBe(status);
    expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  });
});

describe('hooks', () => {
  it('answer only when what was pushed is saved', async () => {
    const order: string[] = [];
    const receive = async (_headers: unknown, body: string): Promise<void> => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      order.push(`saved ${body}`);
    };
    const address = await open({ hooks: new Map([['pushed', { receive }]]) });
    const answer = await push(address, 'pushed', '{"a":1}');
    order.push(`answered ${answer.status}`);
    expect(order).toEqual(['saved {"a":1}', 'answered 200']);
  });

  it('say what is wrong without saying more than that', async () => {
    const fail = (error: Error) => ({ receive: () => Promise.reject(error) });
    const address = await open({
      hooks: new Map([
        ['busy', fail(new Unavailable('store mongodb://user:secret@db is away'))],
        ['broken', fail(new TypeError('x is not a function at /srv/secret.ts'))],
      ]),
    });
    const busy = await push(address, 'busy');
    const told = [busy.status, busy.headers.get('retry-after'), await busy.json()];
    expect(told).toEqual([503, '30', { error: 'try again later' }]);
    const broken = await push(address, 'broken');
    expect([broken.status, await broken.json()]).toEqual([500, { error: 'failed' }]);
    expect((await push(address, 'nobody')).status).toBe(404);
    expect((await push(address, 'busy', '', 'GET')).status).toBe(404);
  });

  it('take a megabyte and no more, also when its length is not told', async () => {
    const received: number[] = [];
    const receive = async (_headers: unknown, body: string): Promise<void> => void received.push(body.length);
    const address = await open({ hooks: new Map([['pushed', { receive }]]) });
    expect((await push(address, 'pushed', 'x'.repeat(1_048_576))).status).toBe(200);
    const large = await push(address, 'pushed', 'x'.repeat(1_048_577));
    expect([large.status, await large.json()]).toEqual([413, { error: 'larger than 1 MB' }]);
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < 20; at += 1) controller.enqueue(new Uint8Array(100_000));
        controller.close();
      },
    });
    const sending = fetch(`${address}/hooks/pushed`, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect([413, 'cut off']).toContain(await sending.then(({ status }) => status).catch(() => 'cut off'));
    expect(received).toEqual([1_048_576]);
  });
});

describe('closing', () => {
  it('does not wait for ever for a connection that asks nothing', async () => {
    const server = await openServer(parts({}));
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n');
    socket.on('error', () => undefined);
    const cutOff = new Promise((resolve) => socket.once('close', resolve));
    await server.close();
    await cutOff;
  }, 10_000);
});
