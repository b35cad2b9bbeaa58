import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { Refused, Throttled, Unavailable, Unreadable } from '../../src/net/errors.ts';
import { openFrames } from '../../src/net/frames.ts';

async function line(talk: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', talk);
  await new Promise<void>((ready) => server.on('listening', ready));
  onTestFinished(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/feed?token=s3cret`;
}

async function failure(frames: AsyncIterable<readonly string[]>): Promise<Error> {
  try {
    for await (const _ of frames);
  } catch (error) {
    return error as Error;
  }
  return expect.unreachable('it did not fail');
}

const { signal } = new AbortController();

it('yields messages in order, and ends when it is told to stop', async () => {
  const stop = new AbortController();
  const url = await line((socket) => {
    for (let n = 0; n < 100; n++) socket.send(String(n));
  });
  const heard: string[] = [];
  for await (const batch of openFrames(url, { signal: stop.signal })) {
    heard.push(...batch);
    if (heard.length === 100) stop.abort();
  }
  expect(heard).toEqual(Array.from({ length: 100 }, (_, n) => String(n)));
});

it('yields an empty batch when nothing comes, so that who waits can go on', async () => {
  const url = await line(() => undefined);
  const frames = openFrames(url, { signal, idleMs: 10 });
  expect(await frames.next()).toEqual({ done: false, value: [] });
  await frames.return(undefined);
});

it('lets the sender wait while nobody takes the messages', async () => {
  let allSent = false;
  const message = 'x'.repeat(10_000);
  const url = await line((socket) => {
    for (let n = 1; n < 5_000; n++) socket.send(message);
    socket.send(message, () => {
      allSent = true;
    });
  });
  const frames = openFrames(url, { signal });
  const sizes = [(await frames.next()).value?.length ?? 0];
  for (let turn = 0; turn < 5_000; turn++) await setImmediate();
  expect(allSent).toBe(false);
  for (let heard = sizes[0]!; heard < 5_000; heard += sizes.at(-1)!) {
    sizes.push((await frames.next()).value?.length ?? 0);
  }
  expect(allSent).toBe(true);
  expect(Math.max(...sizes)).toBeLessThan(1_000);
  await frames.return(undefined);
});

it('counts a line as dead on which nothing comes, not even a ping', async () => {
  const url = await line(() => undefined);
  const error = await failure(openFrames(url, { signal, silenceMs: 80 }));
  expect(error).toBeInstanceOf(Unavailable);
  expect(error.message).toContain('silent');
});

it('takes a ping for a sign of life', async () => {
  const url = await line((socket) => {
    const beat = setInterval(() => socket.ping(), 20);
    socket.on('close', () => clearInterval(beat));
  });
  const frames = openFrames(url, { signal, silenceMs: 400, idleMs: 900 });
  expect(await frames.next()).toEqual({ done: false, value: [] });
  await frames.return(undefined);
});

it('finds a message that is too long, or no WebSocket at all, unreadable', async () => {
  const long = await line((socket) => socket.send('x'.repeat(2_000)));
  expect(await failure(openFrames(long, { signal, maxPayload: 1_000 }))).toBeInstanceOf(Unreadable);
  const sockets: Socket[] = [];
  const tcp = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write('rubbish\r\n\r\n');
  });
  await new Promise<void>((ready) => tcp.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    tcp.close();
  });
  const error = await failure(openFrames(`ws://127.0.0.1:${(tcp.address() as AddressInfo).port}/`, { signal }));
  expect(error).toBeInstanceOf(Unavailable);
});

it.each([
  [400, {}, Refused],
  [401, {}, Refused],
  [429, { 'retry-after': '7' }, Throttled],
  [503, {}, Unavailable],
  [302, { location: 'http://127.0.0.1/' }, Unavailable],
])(
  'tells a handshake refused with %i, in the words of the server but without our secret',
  async (status, headers, kind) => {
    const http = createServer();
    http.on('upgrade', (_, socket) => {
      const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.end(`HTTP/1.1 ${status} No\r\n${lines.join('')}\r\nnot with token s3cret`);
    });
    await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
    onTestFinished(() => {
      http.close();
    });
    const { port } = http.address() as AddressInfo;
    const error = await failure(openFrames(`ws://127.0.0.1:${port}/feed?token=s3cret`, { signal }));
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(`127.0.0.1:${port}/feed: refused the line (${status}): not with token …`);
  },
);

it('finds a closed line unavailable, after all that was said on it', async () => {
  const url = await line((socket) => {
    socket.send('last words');
    socket.close(1001);
  });
  const frames = openFrames(url, { signal });
  expect(await frames.next()).toEqual({ done: false, value: ['last words'] });
  const error = await failure(frames);
  expect(error).toBeInstanceOf(Unavailable);
  expect(error.message).not.toContain('s3cret');
});

it('opens no address that is not a WebSocket’s', async () => {
  for (const url of ['https://example.org', 'file:///etc/passwd', 'nonsense']) {
    expect(await failure(openFrames(url, { signal }))).toBeInstanceOf(Refused);
  }
});
