import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { postLine, undelivered, waiting } from '../support/company.ts';
import { startDaemon } from '../support/daemon.ts';
import { emptyFolder } from '../support/folder.ts';
import { gateTo } from '../support/gate.ts';

const server = process.env.MONGODB_URI;

describe.runIf(server)('a MongoDB that is away', () => {
  it('is waited for at the start, and again when it goes; nothing is lost and nothing said twice', async () => {
    const folder = await emptyFolder();
    const file = join(folder, 'posts.jsonl');
    writeFileSync(file, postLine('1', 'anna', waiting));
    const gate = await gateTo(server!, false);
    const database = `away_${process.pid}_${Date.now()}`;
    const daemon = await startDaemon(`
company: { name: Voorbeeldia, handles: [voorbeeldia] }
store: { kind: mongodb, url: "mongodb://127.0.0.1:${gate.port}/?serverSelectionTimeoutMS=1000", database: ${database} }
sources: [{ name: posts, kind: jsonl, path: "${file}", every: 1s }]
http: { port: 0 }
`);
    onTestFinished(() => daemon.stop());
    const failed = await daemon.until((event) => event.what === 'failed' && event.part === 'store');
    expect(failed).toMatchObject({
      kind: 'Unavailable',
      reason: expect.stringContaining('see that this MongoDB runs'),
    });
    expect(daemon.events.some(({ what }) => what === 'started')).toBe(false);

    gate.open();
    await daemon.until((event) => event.what === 'sent' && event.cause === 'complaint:x:1');

    gate.shut();
    appendFileSync(file, postLine('2', 'bert', undelivered));
    await daemon.until((event) => event.what === 'failed' && event.part === 'source:posts');
    const listening = await daemon.until(({ what }) => what === 'listening');
    const address = listening.what === 'listening' ? listening.address : '';
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    expect((await fetch(`${address}/health/ready`)).status).toBe(503);

    gate.open();
    await daemon.until((event) => event.what === 'sent' && event.cause === 'complaint:x:2');
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    const sent = daemon.events.flatMap((event) => (event.what === 'sent' ? [event.cause] : []));
    expect(sent.sort()).toEqual(['complaint:x:1', 'complaint:x:2']);
    const store = await openStore(daemon.config.store);
    onTestFinished(() => store.close());
    expect([...(await store.known(['x:1', 'x:2'])).keys()].sort()).toEqual(['x:1', 'x:2']);
  }, 90_000);

  it('keeps nobody from stopping', async () => {
    const gate = await gateTo(server!, false);
    const daemon = await startDaemon(`
company: { name: Voorbeeldia }
store: { kind: mongodb, url: "mongodb://127.0.0.1:${gate.port}/?serverSelectionTimeoutMS=1000" }
http: { port: 0 }
`);
    await daemon.until((event) => event.what === 'failed' && event.part === 'store');
    const asked = performance.now();
    await daemon.stop();
    expect(performance.now() - asked).toBeLessThan(10_000);
  });
});
