import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

export type JetstreamEvent = { readonly time_us: number } & Record<string, unknown>;

/** One created post on the first Jetstream wire, as recorded servers send it. */
export function created(n: number, text: string, changes: Record<string, unknown> = {}): JetstreamEvent {
  const time_us = firstTime + n * 1_000_000;
  return {
    did: 'did:plc:q235v55g5unth4zjjdpacfdr',
    time_us,
    kind: 'commit',
    commit: {
      rev: `3mmoojpaqkn${n}`,
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey: `3mmoojp4cd${n}`,
      record: { $type: 'app.bsky.feed.post', createdAt: '2026-05-25T14:23:28.757Z', langs: ['nl'], text },
      cid: 'bafyreicl7rzkxdrm4zz2ehbx52kuk3mvfow6p3gzfys72r5grvskxoswy4',
      ...changes,
    },
  };
}

/** 25 May 2026, in microseconds. */
export const firstTime = 1_779_719_009_000_000;

/** A Jetstream server: replays from a cursor, that event included, as far as it keeps events; then goes on live.
 *  It refuses zstd together with permessage-deflate, pings, and can drop everybody. */
export async function serveJetstream(events: (JetstreamEvent | string)[], lookbackUs = Number.POSITIVE_INFINITY) {
  const fault: { upgrade?: (response: ServerResponse) => void; silent?: boolean } = {};
  const asked: URL[] = [];
  const lines = new Set<WebSocket>();
  const http = createServer((_, response) => response.writeHead(404).end());
  const server = new WebSocketServer({ noServer: true });
  const send = (line: WebSocket, event: JetstreamEvent | string): void =>
    line.send(typeof event === 'string' ? event : JSON.stringify(event));
  http.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://local.invalid');
    asked.push(url);
    const deflate = String(request.headers['sec-websocket-extensions'] ?? '').includes('permessage-deflate');
    const answer = (status: string, headers: string, body: string): void => {
      socket.end(`HTTP/1.1 ${status}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    };
    if (fault.upgrade !== undefined) {
      const response = { status: 500, headers: {} as Record<string, string>, body: '' };
      const stand = {
        writeHead: (status: number, headers: Record<string, string> = {}) => {
          Object.assign(response, { status, headers });
          return stand;
        },
        end: (body = '') => {
          const lines_ = Object.entries(response.headers).map(([name, value]) => `${name}: ${value}\r\n`);
          answer(`${response.status} Refused`, lines_.join(''), String(body));
          return stand;
        },
      };
      fault.upgrade(stand as unknown as ServerResponse);
      return;
    }
    if (deflate && url.searchParams.get('compress') === 'true') {
      answer('400 Bad Request', '', 'cannot use both zstd and permessage-deflate');
      return;
    }
    server.handleUpgrade(request, socket, head, (line) => {
      lines.add(line);
      line.on('close', () => lines.delete(line));
      if (fault.silent) return;
      line.ping();
      const newest = Math.max(0, ...events.map((event) => (typeof event === 'string' ? 0 : event.time_us)));
      const cursor = url.searchParams.get('cursor');
      if (cursor === null) return;
      const from = Math.max(Number(cursor), newest - lookbackUs);
      for (const event of events) if (typeof event === 'string' || event.time_us >= from) send(line, event);
    });
  });
  await new Promise<void>((ready) => http.listen(0, '127.0.0.1', ready));
  const drop = (): void => {
    for (const line of lines) line.terminate();
  };
  onTestFinished(() => {
    drop();
    server.close();
    http.closeAllConnections();
    http.close();
  });
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked,
    fault,
    lines,
    drop,
    /** Happens now. */
    tell: (event: JetstreamEvent | string): void => {
      events.push(event);
      for (const line of lines) send(line, event);
    },
  };
}
