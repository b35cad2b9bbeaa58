import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { minutesAgo, postLine, waiting, writeCompany } from '../support/company.ts';
import { emptyFolder } from '../support/folder.ts';
import { type Running, start } from '../support/klankbord.ts';
import { serve } from '../support/serve.ts';
import { signingSecret } from '../support/signed.ts';

const limit = 10_000;

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  it('finishes the page in hand, no more and no less, and the next start goes on from there', async () => {
    const folder = await emptyFolder();
    writeCompany(folder, {
      channels: '[]',
      helpdesks: '[]',
      alerts: '{ routes: [], operator: [] }',
      digest: '{ channels: [] }',
    });
    // Three pages of 500 lines, and forty of each page are about this company.
    const lines = Array.from({ length: 1_500 }, (_, at) =>
      postLine(`${at}`, `user${at}`, at % 500 < 40 ? `${waiting} ${at}` : 'Lekker weer vandaag.', minutesAgo(60)),
    );
    writeFileSync(join(folder, 'posts.jsonl'), lines.join(''));
    const first = start(['run'], folder, { LOG_LEVEL: 'debug' });
    await first.until('"msg":"page"');
    const asked = performance.now();
    first.child.kill(signal);
    const { status, err } = await first.ended;
    expect({ status, took: performance.now() - asked < limit }).toEqual({ status: 0, took: true });
    expect(err).toContain('"msg":"stopped"');
    expect(err).not.toContain('    at ');

    const { kept, offset } = await stateOf(folder);
    const pages = kept / 40;
    expect([1, 2]).toContain(pages);
    expect(offset).toBe(Buffer.byteLength(lines.slice(0, pages * 500).join('')));

    const second = start(['run'], folder, { LOG_LEVEL: 'debug' });
    await second.until('"msg":"caught-up"');
    second.child.kill(signal);
    expect((await second.ended).status).toBe(0);
    expect((await stateOf(folder)).kept).toBe(3 * 40);
  }, 60_000);
});

describe('a stop while others hang', () => {
  it('waits for no server that does not answer', async () => {
    const folder = await emptyFolder();
    const silent = await serve(() => undefined);
    writeCompany(folder, {
      sources: `[{ name: feed, kind: rss, url: "${silent.url}/feed" }]`,
      helpdesks: `[{ name: desk, kind: zendesk, base: "${silent.url}", email: a@b.example, token: abcdefghijklmnop }]`,
    });
    const running = start(['run'], folder);
    await running.until('"msg":"started"');
    while (silent.requests.length < 2)
      await new Promise<void>((resolve) => silent.server.once('request', () => resolve()));
    await stopsInTime(running);
  });

  it('waits for no sender that stays with half a request', async () => {
    const folder = await emptyFolder();
    writeCompany(folder, { sources: `[{ name: pushed, kind: webhook, secret: "${signingSecret}" }]` });
    const running = start(['run'], folder);
    await running.until('"msg":"started"');
    const [, port] = /"address":"http:\/\/127\.0\.0\.1:(\d+)"/.exec(running.err())!;
    const sender = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    await once(sender, 'connect');
    sender.write('POST /hooks/pushed HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"id": ');
    // It has been read before what is asked after it is answered.
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
    await stopsInTime(running);
    sender.destroy();
  });
});

async function stopsInTime(running: Running): Promise<void> {
  const asked = performance.now();
  running.child.kill('SIGTERM');
  expect((await running.ended).status).toBe(0);
  expect(performance.now() - asked).toBeLessThan(limit);
}

async function stateOf(folder: string): Promise<{ kept: number; offset: number }> {
  const store = await openStore({ kind: 'sqlite', path: join(folder, 'k.db') });
  let kept = 0;
  for await (const mention of store.mentionsBetween('0000', '9999')) kept += mention ? 1 : 0;
  const progress = (await store.checkpoint('source:posts')) as unknown as {
    at: { files: Record<string, { offset: number }> };
  };
  await store.close();
  return { kept, offset: progress.at.files['posts.jsonl']!.offset };
}
