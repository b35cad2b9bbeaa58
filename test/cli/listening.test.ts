import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { postLine, ticketLine, undelivered, waiting, writeCompany } from '../support/company.ts';
import { startDaemon } from '../support/daemon.ts';
import { klankbord } from '../support/klankbord.ts';

const folder = mkdtempSync(join(tmpdir(), 'klankbord-listening-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What the verbs read has been written by the daemon itself. */
beforeAll(async () => {
  writeCompany(folder);
  writeFileSync(
    join(folder, 'posts.jsonl'),
    [
      postLine('1', 'anna', waiting),
      'rubbish\n',
      postLine('2', 'bert', undelivered),
      postLine('3', 'carla', 'Lekker weer vandaag.'),
    ].join(''),
  );
  const refs = ['VB-2026-118832'];
  const text = 'Mijn pakket VB-2026-118832 is nooit bezorgd.';
  writeFileSync(join(folder, 'tickets.jsonl'), ticketLine('T1', { subject: 'Niet bezorgd', text, refs }));
  const yaml = readFileSync(join(folder, 'klankbord.yaml'), 'utf8').replaceAll(/(path: )(\w)/g, `$1${folder}/$2`);
  writeFileSync(join(folder, 'klankbord.yaml'), yaml);
  const daemon = await startDaemon(yaml);
  await daemon.until((event) => event.what === 'sent' && event.cause === 'complaint:x:1');
  await daemon.stop();
});

describe('status', () => {
  it('tells a machine of every part whether it does well, with status 0 if none is red', async () => {
    const { status, out, err } = await klankbord(['status', '--json'], folder);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const told = JSON.parse(out) as { ok: boolean; parts: Record<string, unknown>[]; parked: unknown[] };
    expect(told).toMatchObject({ ok: true, parked: [] });
    expect(told.parts.map(({ part, state }) => `${part} ${state}`)).toEqual([
      'source:posts green',
      'helpdesk:desk green',
      'channel:console green',
    ]);
    expect(told.parts[0]).toMatchObject({ failures: 0, skipped: 1, reason: null, lagSeconds: expect.any(Number) });
  });

  it('tells a person the same in lines that fit a terminal', async () => {
    const { out } = await klankbord(['status'], folder);
    expect(out).toMatch(/^source:posts +green +last \d{4}-.+ 1 skipped$/m);
    expect(out.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  it('exits with 1 when a part is red, and says why', async () => {
    const store = await openStore({ kind: 'sqlite', path: join(folder, 'k.db') });
    const before = (await store.health()).find(({ part }) => part === 'helpdesk:desk')!;
    await store.saveHealth({ ...before, state: 'red', failures: 4, reason: 'the key was refused' });
    const { status, out } = await klankbord(['status'], folder);
    await store.saveHealth(before);
    await store.close();
    expect({ status, out }).toEqual({ status: 1, out: expect.stringContaining('the key was refused') });
    expect(out).toMatch(/^helpdesk:desk +red /m);
  });
});

describe('try', () => {
  it('shows what a source would have kept and alerted, and saves and sends nothing', async () => {
    const before = stored();
    const { status, out, err } = await klankbord(['try', 'posts'], folder);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('3 posts read, 1 skipped, 2 would be kept');
    expect(out).toMatch(/@anna\n.*in de wacht.*\n {2}complaint, unreported; alert to console/);
    expect(out).toMatch(/@bert\n.*VB-2026-118832.*\n {2}complaint, (probably-)?reported; no alert/);
    expect(stored()).toEqual(before);
  });

  it('names the sources that there are', async () => {
    const { status, err } = await klankbord(['try', 'post'], folder);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining('posts') });
  });
});

describe('explain', () => {
  it('says what is heard and why, judged against the tickets of the store, and saves nothing', async () => {
    const before = stored();
    const { status, out, err } = await klankbord(['explain', undelivered, '--author', 'bert'], folder);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^language +nl$/m);
    expect(out).toMatch(/^complaint +yes, \d+ %, because of “/m);
    expect(out).toMatch(/^rule +brand: “Voorbeeldia” \(0–11\)$/m);
    expect(out).toMatch(/^verdict +(probably-)?reported, \d+ % that it was reported, in desk:T1$/m);
    expect(out).toMatch(/^alert +none$/m);
    expect(stored()).toEqual(before);
  });

  it('leaves no trace in the home folder: what hears the text tells nobody', async () => {
    const home = mkdtempSync(join(folder, 'home-'));
    const { status } = await klankbord(['explain', waiting, '--config', join(folder, 'klankbord.yaml')], home);
    expect({ status, left: readdirSync(home) }).toEqual({ status: 0, left: [] });
  });

  it('gives a machine its answer as one line', async () => {
    const { out } = await klankbord(['explain', waiting, '--json'], folder);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toMatchObject({
      language: 'nl',
      mention: true,
      classification: { complaint: { is: true } },
      verdict: { label: 'unreported', ticket: null },
      channels: ['console'],
    });
  });
});

describe('digest', () => {
  it('writes the files asked for, where asked, and prints their paths', async () => {
    const week = weekOf(new Date(Date.now() - 3_600_000));
    const args = ['digest', '--week', week, '--format', 'csv,md', '--out', 'reports'];
    const { status, out, err } = await klankbord(args, folder);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const files = out.trim().split('\n');
    expect(files.map((file) => file.slice(folder.length))).toEqual([
      `/reports/digest-${week}.csv`,
      `/reports/digest-${week}.md`,
    ]);
    expect(readFileSync(files[0]!, 'utf8')).toMatch(/^2\d{3}-W\d\d;reachability;\d+;/m);
    expect(readFileSync(files[1]!, 'utf8')).toContain('Voorbeeldia');
    expect(existsSync(join(folder, `reports/digest-${week}.html`))).toBe(false);
  });

  it.each([
    [['--week', '2026-W54'], 'write it as 2026-W47'],
    [['--format', 'xml'], 'there is html, csv, md'],
  ])('refuses %j', async (args, told) => {
    const { status, err } = await klankbord(['digest', ...args], folder);
    expect({ status, err }).toEqual({ status: 2, err: expect.stringContaining(told) });
  });
});

describe('rules test', () => {
  it('tells the hits of a rule on what is stored, and the nearest rule if there is none of that name', async () => {
    const hit = await klankbord(['rules', 'test', 'reachability', '--json'], folder);
    expect(JSON.parse(hit.out)).toMatchObject({ rule: 'reachability', mentions: 2, samples: expect.any(Array) });
    const miss = await klankbord(['rules', 'test', 'reachable'], folder);
    expect({ status: miss.status, out: miss.out }).toEqual({ status: 1, out: expect.stringContaining('reachability') });
  });
});

function stored(): unknown[] {
  const db = new DatabaseSync(join(folder, 'k.db'), { readOnly: true });
  try {
    const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('mentions', 'alerts')");
    return tables.all().map(({ name }) => db.prepare(`SELECT * FROM ${String(name)}`).all());
  } finally {
    db.close();
  }
}

function weekOf(moment: Date): string {
  const at = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO('Europe/Amsterdam');
  return `${at.yearOfWeek}-W${String(at.weekOfYear).padStart(2, '0')}`;
}
