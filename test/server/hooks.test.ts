import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { minutesAgo, undelivered, waiting } from '../support/company.ts';
import { type RunningDaemon, startDaemon } from '../support/daemon.ts';
import { signed, signingSecret } from '../support/signed.ts';

const post = (id: string, text: string): object => ({
  id,
  source: 'forum',
  url: `https://forum.example/${id}`,
  author: { handle: `user${id}`, name: null },
  text,
  createdAt: minutesAgo(20),
});

async function listening(): Promise<{ daemon: RunningDaemon; address: string }> {
  const daemon = await startDaemon(`
company: { name: Voorbeeldia, handles: [voorbeeldia] }
store: { kind: sqlite, path: "\${FOLDER}/k.db" }
sources: [{ name: pushed, kind: webhook, secret: "${signingSecret}" }]
http: { port: 0 }
`);
  const event = await daemon.until(({ what }) => what === 'listening');
  return { daemon, address: event.what === 'listening' ? event.address : '' };
}

const push = (address: string, body: string, headers: Record<string, string>): Promise<number> =>
  fetch(`${address}/hooks/pushed`, { method: 'POST', headers, body }).then(({ status }) => status);

describe('a source that is pushed to', () => {
  it('keeps and alerts once what is sent twice, and nothing that is not signed by us and fresh', async () => {
    const { daemon, address } = await listening();
    onTestFinished(() => daemon.stop());
    const body = JSON.stringify([post('1', waiting), post('2', undelivered)]);
    const headers = signed(body, 'msg_1');
    const stolen = `whsec_${Buffer.from('another-secret-of-some-other-one').toString('base64')}`;
    expect(await push(address, body, signed(body, 'msg_0', Date.now(), stolen))).toBe(401);
    expect(await push(address, body, signed(body, 'msg_0', Date.now() - 6 * 60_000))).toBe(401);
    expect(await push(address, body, signed(body, 'msg_0', Date.now() + 6 * 60_000))).toBe(401);
    expect(await push(address, body.replace('forum', 'forged'), headers)).toBe(401);
    expect(await push(address, body, { 'content-type': 'application/json' })).toBe(401);

    expect(await push(address, body, headers)).toBe(200);
    expect(await push(address, body, headers)).toBe(200);
    expect(await push(address, body, signed(body, 'msg_2'))).toBe(200);
    await daemon.untilTrue(() => daemon.written.length >= 2);
    const store = await openStore(daemon.config.store);
    const kept: string[] = [];
    for await (const mention of store.mentionsBetween('0000', '9999')) kept.push(mention.id);
    await store.close();
    expect(kept.sort()).toEqual(['forum:1', 'forum:2']);
    expect(daemon.events.filter(({ what }) => what === 'sent')).toHaveLength(2);
  });

  it('answers others while some send half a request and stay', async () => {
    const { daemon, address } = await listening();
    const { hostname, port } = new URL(address);
    const sockets: Socket[] = [];
    const head = 'POST /hooks/pushed HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n';
    for (let at = 0; at < 100; at += 1) {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      sockets.push(socket);
      await once(socket, 'connect');
      socket.write(at % 2 === 0 ? `${head}x-slow: ` : `${head}\r\n{"id": `);
    }
    const body = JSON.stringify(post('3', waiting));
    expect(await push(address, body, signed(body, 'msg_3'))).toBe(200);
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    for (const socket of sockets) socket.destroy();
    await daemon.stop();
  });
});
