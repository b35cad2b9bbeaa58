import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeDigest } from '../../src/digest/make.ts';
import { wallClock } from '../../src/flow/clock.ts';
import type { Mention } from '../../src/model.ts';
import { openStore } from '../../src/store/open.ts';
import { minutesAgo, postLine, undelivered, waiting, writeCompany } from '../support/company.ts';
import { type RunningDaemon, startDaemon } from '../support/daemon.ts';
import { emptyFolder } from '../support/folder.ts';
import { klankbord, start } from '../support/klankbord.ts';
import { serve } from '../support/serve.ts';

const company = (folder: string, sources = ''): string => `
company: { name: Voorbeeldia, handles: [voorbeeldia] }
store: { kind: sqlite, path: "${folder}/k.db" }
sources:
  - { name: posts, kind: jsonl, path: "${folder}/posts.jsonl", every: 1s }
${sources}
digest: { folder: "${folder}/digests", channels: [] }
http: { port: 0 }
`;

async function keptBy(daemon: RunningDaemon): Promise<Mention[]> {
  const store = await openStore(daemon.config.store);
  const kept: Mention[] = [];
  for await (const mention of store.mentionsBetween('0000', '9999')) kept.push(mention);
  await store.close();
  return kept;
}

describe('a configuration with mistakes', () => {
  it('is not run, and every mistake is told at once', async () => {
    const folder = await emptyFolder();
    writeCompany(folder, { chanels: '[]', channels: '[{ name: care, kind: slak }, { name: care, kind: console }]' });
    const { status, out, err } = await klankbord(['run'], folder);
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toMatch(/^klankbord\.yaml:8:1 chanels: is not a setting; did you mean "channels"\?$/m);
    expect(err).toMatch(/^klankbord\.yaml:5:\d+ channels\[0\]\.kind: "slak" is unknown; did you mean "slack"\?$/m);
    expect(err).not.toContain('    at ');
  });

  it('that is no YAML is told with its place', async () => {
    const folder = await emptyFolder();
    writeFileSync(join(folder, 'klankbord.yaml'), 'company:\n  name: "Voorbeeldia\n  handles: [a\n');
    const { status, err } = await klankbord(['run'], folder);
    expect(status).toBe(1);
    expect(err).toMatch(/^klankbord\.yaml:\d+:\d+ \S/);
    expect(err).not.toContain('    at ');
  });

  it('that asks for a port in use is told so, with what to do', async () => {
    const folder = await emptyFolder();
    const { url } = await serve(() => undefined);
    writeCompany(folder, { http: `{ port: ${new URL(url).port} }` });
    const { status, err } = await klankbord(['run'], folder);
    expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining('give http.port another number') });
    expect(err).not.toContain('    at ');
  });

  it('in one rule costs that rule alone', async () => {
    const folder = await emptyFolder();
    mkdirSync(join(folder, 'rules'));
    const rules =
      'rules:\n  - { name: brand, role: mention, brand: true }\n  - { name: half, topic: bot, query: "(bot" }\n';
    writeFileSync(join(folder, 'rules/own.yaml'), rules);
    writeFileSync(join(folder, 'posts.jsonl'), postLine('1', 'anna', waiting));
    writeCompany(folder, { helpdesks: '[]' });
    const running = start(['run'], folder);
    await running.until('in de wacht');
    expect(running.err()).toMatch(/rules\/own\.yaml:3:\d+ /);
    running.child.kill('SIGTERM');
    expect((await running.ended).status).toBe(0);
  });
});

describe('posts made to do harm', () => {
  const harm = [
    `${waiting} \u0000\u0007\u001b[31mROOD\u001b[2J\u001b]0;titel\u0007 \u009b1m \u202Egpj.exe\u2066 \u2028nieuw`,
    `${waiting} <script>alert(1)</script><img src=x onerror=alert(2)> " onload="alert(3)`,
    `=HYPERLINK("http://kwaad.example";"klik") ${undelivered}`,
    `[klik](javascript:alert(4)) <!channel> @everyone \`\`\`${waiting}`,
    `${waiting} ${'heel lang '.repeat(12_000)}`,
  ];

  it('are kept as text, steer no terminal, and are text in the digest', async () => {
    const folder = await emptyFolder();
    const lines = harm.map((text, at) => postLine(`${at}`, `auteur\u202E${at}`, text, minutesAgo(60)));
    // A lone surrogate can only be written as an escape.
    lines.push(postLine('9', 'slot', `${waiting} eind`).replace('eind', 'eind \\ud83d'));
    writeFileSync(join(folder, 'posts.jsonl'), lines.join(''));
    const daemon = await startDaemon(company(folder));
    onTestFinished(() => daemon.stop());
    await daemon.until(({ what }) => what === 'caught-up');
    const kept = await keptBy(daemon);
    expect(kept).toHaveLength(harm.length + 1);
    for (const { post } of kept) {
      expect(post.text.isWellFormed()).toBe(true);
      expect(post.text).not.toMatch(/[^\P{Cc}\n\t]/u);
      expect(post.text.length).toBeLessThanOrEqual(100_000);
    }
    const alerting = kept.filter(({ copyOf, classification }) => copyOf === null && classification.complaint.is);
    expect(alerting.length).toBeGreaterThan(2);
    await daemon.untilTrue(() => daemon.written.length >= alerting.length);
    const shown = daemon.written.join('');
    expect(shown).not.toMatch(/[^\P{Cc}\n]|[\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/u);
    expect(shown.split('\n').filter((line) => line.length > 200)).toEqual([]);

    const store = await openStore(daemon.config.store);
    const { files } = await makeDigest(thisWeek(), store, daemon.config, Date.now());
    await store.close();
    const [html, csv, md] = files.map((file) => readFileSync(file, 'utf8'));
    expect(html).toContain('&lt;script&gt;alert(1)');
    expect(html).not.toMatch(/<script|<img|onerror=alert\(2\)>[^&]*<|href="javascript:/i);
    expect(csv).not.toMatch(/(^|[;,"])[=+@-](HYPERLINK|\w)/m);
    expect(md).not.toMatch(/\]\(javascript:|<script|<img/i);
  });
});

describe('a source that never answers', () => {
  it('disturbs no other', async () => {
    const folder = await emptyFolder();
    const silent = await serve(() => undefined);
    const stuck = await serve(
      (_request, response) => void response.writeHead(200, { 'content-type': 'text/xml' }).write('<rss>'),
    );
    writeFileSync(join(folder, 'posts.jsonl'), postLine('1', 'anna', waiting));
    const feeds = [silent, stuck].map(
      ({ url }, at) => `  - { name: feed${at}, kind: rss, url: "${url}/", every: 1s }\n`,
    );
    const daemon = await startDaemon(company(folder, feeds.join('')));
    onTestFinished(() => daemon.stop());
    await daemon.until((event) => event.what === 'sent' && event.cause === 'complaint:x:1');
    expect(silent.requests.length + stuck.requests.length).toBe(2);
    appendFileSync(join(folder, 'posts.jsonl'), postLine('2', 'bert', undelivered));
    await daemon.until((event) => event.what === 'sent' && event.cause === 'complaint:x:2');
  });
});

describe('a clock that jumps', () => {
  it.each([
    ['back by two days', -2],
    ['forward by two days', 2],
  ])('%s, and is put right again, loses nothing and alerts once', async (_name, days) => {
    const folder = await emptyFolder();
    const file = join(folder, 'posts.jsonl');
    writeFileSync(file, postLine('1', 'anna', waiting));
    let ahead = 0;
    const daemon = await startDaemon(company(folder), { ...wallClock, now: () => Date.now() + ahead });
    onTestFinished(() => daemon.stop());
    const sent = (id: number) => daemon.until((event) => event.what === 'sent' && event.cause === `complaint:x:${id}`);
    await sent(1);
    ahead = days * 86_400_000;
    appendFileSync(file, postLine('2', 'bert', undelivered));
    await sent(2);
    ahead = 0;
    appendFileSync(
      file,
      postLine('3', 'carla', 'De monteur van Voorbeeldia kwam voor de derde keer niet opdagen. Schandalig!'),
    );
    await sent(3);
    expect((await keptBy(daemon)).map(({ id }) => id).sort()).toEqual(['x:1', 'x:2', 'x:3']);
    expect(daemon.events.filter(({ what }) => what === 'sent')).toHaveLength(3);
    expect(daemon.events.filter(({ what }) => what === 'failed' || what === 'silent')).toEqual([]);
  });
});

describe('a disk that is full', () => {
  it('is told, keeps what is there, stops when asked, and goes on where it was when there is room', async () => {
    const folder = await emptyFolder();
    writeCompany(folder, { helpdesks: '[]' });
    const file = join(folder, 'posts.jsonl');
    writeFileSync(file, postLine('1', 'anna', waiting));
    const before = start(['run'], folder);
    await before.until('"cause":"complaint:x:1"');
    before.child.kill('SIGTERM');
    await before.ended;

    const more = Array.from({ length: 60 }, (_, at) =>
      postLine(`m${at}`, `user${at}`, `${undelivered} ${'x'.repeat(9_000)} ${at}`),
    );
    appendFileSync(file, more.join(''));
    // No file of this process may grow beyond 200 kB, as on a full disk.
    const full = start(['run'], folder, {}, 400);
    await full.until('"msg":"failed"');
    expect(full.err()).toMatch(/"part":"source:posts".*k\.db: .*(disk|room)/);
    expect(full.child.exitCode).toBe(null);
    full.child.kill('SIGTERM');
    expect((await full.ended).status).toBe(0);

    const after = start(['run'], folder, { LOG_LEVEL: 'debug' });
    await after.until('"msg":"caught-up"');
    after.child.kill('SIGTERM');
    expect((await after.ended).status).toBe(0);
    const store = await openStore({ kind: 'sqlite', path: join(folder, 'k.db') });
    const known = await store.known(['x:1', 'x:m0', 'x:m59']);
    await store.close();
    expect([...known.keys()].sort()).toEqual(['x:1', 'x:m0', 'x:m59']);
  }, 60_000);
});

function thisWeek(): string {
  const hourAgo = Temporal.Instant.fromEpochMilliseconds(Date.now() - 3_600_000).toZonedDateTimeISO('Europe/Amsterdam');
  return `${hourAgo.yearOfWeek}-W${String(hourAgo.weekOfYear).padStart(2, '0')}`;
}
